/* The customer page in the browser: sliders that ask once they rest, links that stay on the page, the address. */
(() => {
  "use strict";

  const REST_MS = 250;
  let timer = null;

  const sliders = () => document.querySelector("#kz-what-if");
  const press = (id) => document.getElementById(id)?.click();

  /* A slider says its value in words, beside it and to screen readers. */
  function tell(input) {
    const said = input.dataset.kzUnit.replace("{n}", (input.min < 0 && input.value > 0 ? "+" : "") + input.value);
    input.setAttribute("aria-valuetext", said);
    const output = input.parentElement.querySelector("output");
    if (output) output.textContent = said;
  }

  function ask(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      document.querySelector(".kz-outcome")?.setAttribute("aria-busy", "true");
      press("kz-customer-simulate");
    }, wait);
  }

  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("#kz-what-if input[type=range]")) tell(event.target);
  });
  /* "change" comes when a slider is let go, and with every key. */
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.closest("#kz-what-if")) ask(REST_MS);
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#kz-what-if .kz-reset")) reset();
    const link = event.target.closest('#kz-main a[href^="/customer?"]');
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({}, "", link.getAttribute("href"));
    press("kz-customer-go");
  });
  window.addEventListener("popstate", () => {
    if (location.pathname === "/customer") press("kz-customer-go");
  });

  /* Where there is no card yet, the search has the focus, unless it is elsewhere already. */
  let seen = null;
  new MutationObserver(() => {
    const shown = document.querySelector("#kz-customer-card :is(.kz-page-heading, .kz-choice, .kz-problem)");
    if (!shown || shown === seen) return;
    seen = shown;
    if (shown.matches(".kz-customer-heading") || document.activeElement !== document.body) return;
    document.querySelector("#kz-search :is(textarea, input)")?.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });

  function reset() {
    for (const input of sliders().querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = false;
      else { input.value = "0"; tell(input); }
    }
    ask(0);
  }

  /* What the sliders stand at, for the server. */
  window.kezhi.whatIf = () => {
    const set = {};
    for (const input of sliders()?.querySelectorAll("input") ?? []) {
      set[input.name] = input.type === "checkbox" ? input.checked : Number(input.value);
    }
    return JSON.stringify(set);
  };

  /* Whose card is shown stands in the address, whatever it was found by: no name or e-mail ever does. */
  window.kezhi.customerShown = (shown) => {
    const id = shown.slice(shown.indexOf(" ") + 1);
    const here = new URLSearchParams(location.search);
    if (shown && here.get("id") !== id) history.pushState({}, "", "/customer?" + new URLSearchParams({ id }));
    if (shown) document.querySelector("#kz-main")?.scrollTo({ top: 0 });
    return shown;
  };
})();
