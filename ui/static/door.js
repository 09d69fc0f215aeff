/* Where the session is over, the page asks to log in again and comes back to where it was. */
(() => {
  "use strict";
  const fetched = window.fetch.bind(window);
  window.fetch = async (...asked) => {
    const response = await fetched(...asked);
    if (response.status === 401) {
      window.location.assign("/login?" + new URLSearchParams({ next: location.pathname + location.search }));
    }
    return response;
  };
})();
