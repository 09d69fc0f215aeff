/* The data and model page: a field above a table that keeps the rows in view which hold what is typed. */
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const field = event.target.closest("input[data-kz-filter]");
    if (!field) return;
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    const rows = [...field.closest("section").querySelectorAll("tbody tr")];
    let found = 0;
    for (const row of rows) {
      const said = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => said.includes(word));
      found += row.hidden ? 0 : 1;
    }
    const told = field.dataset.kzFound.replace("{n}", found).replace("{all}", rows.length);
    field.closest("p").querySelector("output").textContent = field.value.trim() ? told : "";
  });
})();
