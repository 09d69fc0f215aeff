/* The list of conversations beside the chat: a panel on wide screens, a drawer on narrow ones. Titles and questions are
   people's own words: they go in through textContent. */
(() => {
  "use strict";

  const WAIT_MS = 250;
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const text = (key, values = {}) => {
    const said = window.kezhiTexts[language()][key];
    return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const element = (tag, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };
  const side = () => document.querySelector("#kz-side");
  const opener = () => document.querySelector("#kz-side-open");
  const isOpen = () => side()?.dataset.kzShown !== undefined;
  const isDrawer = () => opener() !== null && getComputedStyle(opener()).display !== "none";
  let current = "", chosen = "", typing = null, latest = 0;

  /* The list. */
  async function list() {
    const place = document.querySelector("#kz-threads");
    if (!place) return;
    place.dataset.kzListed = "";
    const asked = ++latest;
    const search = document.querySelector("#kz-thread-search").value.trim();
    const east = String(-new Date().getTimezoneOffset());
    const answer = await fetch("/conversations?" + new URLSearchParams({ search, language: language(), east }));
    if (!answer.ok || asked !== latest || !place.isConnected) return;
    const groups = await answer.json();
    const said = document.querySelector(".kz-side-said");
    const none = search ? said.dataset.kzUnfound : said.dataset.kzNone;
    said.textContent = groups.length ? "" : none;
    place.replaceChildren(...groups.map(group));
    mark();
  }

  function group(found) {
    const heading = element("h3", { textContent: found.label });
    return element("section", {}, heading, element("ul", {}, ...found.threads.map(item)));
  }

  function item(thread) {
    const title = element("span", { className: "kz-thread-title", textContent: thread.title });
    const date = element("time", { textContent: thread.date, title: thread.exactly });
    const open = element("button", { type: "button", className: "kz-thread", title: thread.title }, title, date);
    open.dataset.kzThread = thread.id;
    open.addEventListener("click", () => show(thread.id));
    const summary = element("summary", { title: text("more", thread) });
    summary.setAttribute("aria-label", text("more", thread));
    const line = element("li", {}, open);
    const doing = (key, does) => {
      const button = element("button", { type: "button", textContent: text(key) });
      button.addEventListener("click", () => { more.open = false; does(); });
      return button;
    };
    const file = (key, kind) => element("a", {
      href: "/conversations/" + encodeURIComponent(thread.id) + "/export/" + kind + "?language=" + language(),
      download: "", textContent: text(key),
    });
    const more = element("details", { className: "kz-thread-more" }, summary, element("div", {},
      doing("rename", () => rename(line, open, thread)), file("export_md", "md"), file("export_json", "json"),
      doing("delete", () => remove(thread, summary))));
    more.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && more.open) { event.stopPropagation(); more.open = false; summary.focus(); }
    });
    more.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false;
    });
    line.append(more);
    return line;
  }

  function mark() {
    for (const button of document.querySelectorAll(".kz-thread")) {
      if (button.dataset.kzThread === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  function show(thread) {
    chosen = thread;
    document.querySelector("#kz-open").click();
    close(false);
    document.querySelector("#kz-composer textarea").focus();
  }

  function rename(line, open, thread) {
    const input = element("input", { value: thread.title, maxLength: 80, className: "kz-rename" });
    input.setAttribute("aria-label", text("renamed"));
    let over = false;
    const end = async (keep) => {
      if (over) return;
      over = true;
      const title = input.value.trim();
      if (keep && title && title !== thread.title) {
        await send("/conversations/" + encodeURIComponent(thread.id) + "/title", { title });
        await list();
      } else {
        input.replaceWith(open);
      }
      document.querySelector('.kz-thread[data-kz-thread="' + CSS.escape(thread.id) + '"]')?.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(event.key === "Enter");
    });
    input.addEventListener("blur", () => end(true));
    open.replaceWith(input);
    input.focus();
    input.select();
  }

  function remove(thread, back) {
    const no = element("button", { type: "button", textContent: text("cancel") });
    const yes = element("button", { type: "button", className: "kz-danger", textContent: text("delete") });
    const ask = element("p", { id: "kz-delete-ask", textContent: text("delete_ask", thread) });
    const dialog = element("dialog", { className: "kz-dialog" }, ask, element("div", {}, no, yes));
    dialog.setAttribute("aria-labelledby", "kz-delete-ask");
    dialog.addEventListener("close", () => { dialog.remove(); if (back.isConnected) back.focus(); });
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      chosen = thread.id;
      document.querySelector("#kz-delete").click();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  /* Sends something and says so where it did not work; whether it did. */
  async function send(address, body) {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    }).catch(() => null);
    if (answer?.ok) return true;
    const problem = answer ? (await answer.json().catch(() => ({}))).detail || answer.status : "";
    notice(text("failed", { problem }));
    return false;
  }

  /* A line that goes away by itself. */
  function notice(said) {
    document.querySelector(".kz-notice")?.remove();
    const line = element("p", { className: "kz-notice", textContent: said });
    line.setAttribute("role", "alert");
    document.body.append(line);
    setTimeout(() => line.remove(), 6000);
  }

  /* The drawer. */
  function openDrawer() {
    side().dataset.kzShown = "";
    document.querySelector("#kz-talk").inert = true;
    opener().setAttribute("aria-expanded", "true");
    focusSoon(document.querySelector("#kz-thread-search"));
  }

  /* What was hidden a moment ago cannot be focused before it is drawn. */
  function focusSoon(element, frames = 30) {
    element.focus();
    if (document.activeElement !== element && frames) requestAnimationFrame(() => focusSoon(element, frames - 1));
  }

  function close(back) {
    if (!isOpen()) return;
    delete side().dataset.kzShown;
    document.querySelector("#kz-talk").inert = false;
    opener().setAttribute("aria-expanded", "false");
    if (back) opener().focus();
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    for (const more of document.querySelectorAll(".kz-thread-more[open]")) if (!more.contains(event.target)) more.open = false;
    if (event.target.closest("#kz-side-open")) {
      if (isOpen()) close(true); else openDrawer();
    } else if (event.target.closest(".kz-side-close") || !event.target.closest("#kz-side, dialog")) {
      close(event.target.closest(".kz-side-close") !== null);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isDrawer() && side().contains(event.target)) close(true);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "kz-thread-search") return;
    clearTimeout(typing);
    typing = setTimeout(list, WAIT_MS);
  });
  new MutationObserver(() => {
    const place = document.querySelector("#kz-threads:not([data-kz-listed])");
    if (place && document.documentElement.lang) list();
    const button = opener();
    if (button && !button.hasAttribute("aria-controls")) {
      button.setAttribute("aria-controls", "kz-side");
      button.setAttribute("aria-expanded", "false");
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  const remember = window.kezhi.rememberThread;
  Object.assign(window.kezhi, {
    send, notice, text,
    listThreads: () => { list(); return []; },
    chosen: () => chosen,
    rememberThread: (thread) => { if (thread) { current = thread; mark(); } return remember(thread); },
  });
})();
