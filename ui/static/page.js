/* What the page does in the browser: opens the source of a figure, unfolds tables, copies, asks again, remembers
   which conversation was shown. Whatever comes from data goes in through textContent, never as HTML. */
(() => {
  "use strict";

  const ROWS = ["exact", "metric", "definition", "entity", "cell", "tool", "arguments", "as-of"];
  const FIGURE = ".kz-value, .kz-cell";
  const HOVER_MS = 160;
  let card = null, opener = null, pinned = false, timer = null;

  const languageOf = (element) => (element.closest("[lang]")?.lang || "en").startsWith("zh") ? "zh" : "en";
  const text = (element, key) => window.kezhiTexts[languageOf(element)][key];
  const attribute = (element, name) => element?.getAttribute("data-kz-" + name) || "";

  /* A table keeps tool, arguments and date once, and each column's metric and meaning in its heading. */
  function sourceOf(figure) {
    const table = figure.closest("table");
    const cell = figure.closest("td");
    const heading = !cell ? null : table.tHead ? table.tHead.rows[0].cells[cell.cellIndex] : cell.parentElement.cells[0];
    return ROWS.map((name) => [name, attribute(figure, name) || attribute(heading, name) || attribute(table, name)])
      .filter(([, value]) => value !== "");
  }

  function build(figure) {
    const box = document.createElement("div");
    box.className = "kz-source";
    box.id = "kz-source";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", text(figure, "title"));
    const heading = document.createElement("p");
    heading.className = "kz-source-title";
    heading.textContent = text(figure, "title");
    const list = document.createElement("dl");
    for (const [name, value] of sourceOf(figure)) {
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = text(figure, name);
      said.textContent = value;
      said.className = "kz-source-" + name;
      list.append(term, said);
    }
    box.append(heading, list);
    box.addEventListener("mouseenter", () => clearTimeout(timer));
    box.addEventListener("mouseleave", () => { if (!pinned) later(close); });
    return box;
  }

  function place(box, figure) {
    const at = figure.getBoundingClientRect();
    const gap = 8, edge = 10;
    const width = Math.min(380, window.innerWidth - 2 * edge);
    box.style.width = width + "px";
    const left = Math.max(edge, Math.min(at.left + at.width / 2 - width / 2, window.innerWidth - width - edge));
    const above = at.top - gap - box.offsetHeight;
    const below = at.bottom + gap;
    const fitsBelow = below + box.offsetHeight < window.innerHeight - edge;
    box.style.left = left + "px";
    box.style.top = (fitsBelow || above < edge ? Math.min(below, window.innerHeight - box.offsetHeight - edge) : above) + "px";
  }

  function open(figure, pin) {
    clearTimeout(timer);
    if (opener === figure) { pinned = pinned || pin; return; }
    close();
    card = build(figure);
    opener = figure;
    pinned = pin;
    document.body.append(card);
    place(card, figure);
    figure.setAttribute("aria-expanded", "true");
    figure.setAttribute("aria-describedby", "kz-source");
  }

  function close() {
    clearTimeout(timer);
    card?.remove();
    opener?.setAttribute("aria-expanded", "false");
    opener?.removeAttribute("aria-describedby");
    card = opener = null;
    pinned = false;
  }

  const later = (what) => { clearTimeout(timer); timer = setTimeout(what, HOVER_MS); };
  const figureAt = (event) => event.target instanceof Element ? event.target.closest(FIGURE) : null;

  document.addEventListener("mouseover", (event) => {
    const figure = figureAt(event);
    if (figure && figure !== opener && !pinned) later(() => open(figure, false));
  });
  document.addEventListener("mouseout", (event) => {
    if (figureAt(event) && !pinned) later(close);
  });
  document.addEventListener("focusin", (event) => {
    const figure = figureAt(event);
    if (figure?.matches(":focus-visible")) open(figure, false);
    else if (opener && !card.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const figure = figureAt(event);
    if (event.key === "Escape" && card) close();
    else if (figure && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      event.stopPropagation();
      if (opener === figure && pinned) close(); else open(figure, true);
    }
  }, true);
  document.addEventListener("scroll", (event) => {
    if (!card || card.contains(event.target)) return;
    const at = opener.getBoundingClientRect();
    if (at.bottom < 0 || at.top > window.innerHeight) close(); else place(card, opener);
  }, true);
  window.addEventListener("resize", close);

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const figure = figureAt(event);
    if (figure) {
      if (opener === figure && pinned) close(); else open(figure, true);
      return;
    }
    if (card && !card.contains(event.target)) close();
    const button = event.target.closest("button");
    if (button?.classList.contains("kz-more")) unfold(button);
    if (button?.classList.contains("kz-copy")) copy(button);
    if (button?.classList.contains("kz-retry")) document.querySelector("#kz-retry")?.click();
    const link = event.target.closest('a[href^="#"]');
    if (link) goTo(link, event);
  });

  /* Gradio bases every page on "/": left to itself, "#part" of another page would lead to the chat. */
  function goTo(link, event) {
    const part = document.getElementById(link.getAttribute("href").slice(1));
    if (!part) return;
    event.preventDefault();
    if (!part.hasAttribute("tabindex")) part.setAttribute("tabindex", "-1");
    part.focus({ preventScroll: true });
    part.scrollIntoView();
  }

  function unfold(button) {
    const all = button.getAttribute("aria-expanded") !== "true";
    const table = button.closest(".kz-notes").previousElementSibling;
    for (const row of table.querySelectorAll("tr[data-kz-rest]")) row.hidden = !all;
    button.setAttribute("aria-expanded", String(all));
    button.textContent = attribute(button, all ? "less" : "more");
  }

  async function copy(button) {
    await navigator.clipboard.writeText(attribute(button, "copy"));
    const label = button.textContent;
    button.textContent = attribute(button, "copied");
    setTimeout(() => { button.textContent = label; }, 1500);
  }

  /* Plotly's drawing says nothing to a screen reader; the summary stands in the fold that follows it. */
  function describeCharts() {
    for (const fold of document.querySelectorAll("[data-kz-chart]:not([data-kz-described])")) {
      const plots = [...(fold.closest(".message-row")?.querySelectorAll(".js-plotly-plot") || [])];
      const plot = plots.filter((p) => p.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
      if (!plot) continue;
      plot.setAttribute("role", "figure"); // not "img": its download button can be reached
      plot.setAttribute("aria-label", attribute(fold, "chart"));
      fold.setAttribute("data-kz-described", "");
    }
  }

  /* Gradio's own buttons come without a name, or with an English one. */
  function nameControls() {
    const texts = window.kezhiTexts[languageOf(document.documentElement)];
    const names = {
      "#kz-composer .submit-button": texts.send,
      "#kz-composer .stop-button": texts.stop,
      "#kz-chat .scroll-down-button-container button": texts.down,
    };
    for (const [selector, name] of Object.entries(names)) {
      const button = document.querySelector(selector);
      if (!button || button.getAttribute("aria-label") === name) continue;
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    document.querySelector("#kz-chat [role=log][aria-label]")?.removeAttribute("aria-label");
    for (const message of document.querySelectorAll("#kz-chat [data-testid][aria-label*=message]")) message.removeAttribute("aria-label");
    for (const example of document.querySelectorAll("#kz-chat .example[aria-label]")) example.removeAttribute("aria-label");
    document.querySelector("#kz-chat .examples[role=list]")?.removeAttribute("role"); // its children are buttons
    // A button inside a button; the outer one does the same.
    for (const arrow of document.querySelectorAll("#kz-chat .title .arrow button:not([disabled])")) {
      arrow.disabled = true;
      arrow.setAttribute("aria-hidden", "true");
    }
    document.querySelector("#kz-main:not([tabindex]), #kz-chat:not([tabindex])")?.setAttribute("tabindex", "-1");
  }

  /* The latest question stands at the top while its answer grows below it, until the reader scrolls away. */
  let questions = 0, following = false;
  function keepQuestionInView() {
    const rows = document.querySelectorAll("#kz-chat .user-row");
    if (rows.length !== questions) { questions = rows.length; following = questions > 0; }
    const scroller = document.querySelector("#kz-chat .bubble-wrap");
    if (!following || !scroller) return;
    const from = scroller.getBoundingClientRect().top;
    scroller.scrollTop += rows[rows.length - 1].getBoundingClientRect().top - from - 14;
  }
  for (const gesture of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(gesture, (event) => {
      if (event.target instanceof Element && event.target.closest("#kz-chat")) following = false;
    }, { capture: true, passive: true });
  }

  /* The tab is named after the page; which one it is, and how it is called, stands in the navigation. */
  function nameTab() {
    const tab = window.kezhiTexts[languageOf(document.documentElement)].tab;
    const page = document.querySelector('.kz-nav a[aria-current][href]:not([href="/"])');
    const title = page ? page.textContent + " · " + tab : tab;
    if (document.title !== title) document.title = title;
  }

  /* A page is filled after it is opened, so that the browser itself does not find the part that the address names. */
  let arrived = false;
  function arriveAtPart() {
    const part = !arrived && location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!part || part.offsetParent === null) return;
    arrived = true;
    part.scrollIntoView();
  }

  let planned = false;
  const tidy = () => { planned = false; describeCharts(); nameControls(); nameTab(); keepQuestionInView(); arriveAtPart(); };
  new MutationObserver(() => { if (!planned) { planned = true; requestAnimationFrame(tidy); } })
    .observe(document.documentElement, { childList: true, subtree: true });

  const stored = (key) => { try { return sessionStorage.getItem(key) || ""; } catch { return ""; } };
  const store = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* private mode: forget */ } };

  window.kezhi = {
    /* Only the id is kept here, and only as long as the tab lives; the conversation itself stays on the server. */
    remembered: () => [stored("kezhi-thread"), window.kezhi.language()],
    language: () => {
      const wanted = new URLSearchParams(location.search).get("lang") || stored("kezhi-language") || navigator.language;
      return wanted.startsWith("zh") ? "zh" : "en";
    },
    rememberThread: (thread) => { if (thread) store("kezhi-thread", thread); return thread; },
    speak: (language) => {
      store("kezhi-language", language);
      document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
      nameTab();
      return language;
    },
  };
})();
