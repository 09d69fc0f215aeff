/* Questions and what a person does with answers: edit and ask anew, judge, read the rest of a review, take a picture. */
(() => {
  "use strict";

  const MAX_QUESTION = 2000, SHARPNESS = 2;
  const REASONS = ["wrong_number", "misunderstood", "missing", "too_slow", "other"];
  const composer = () => document.querySelector("#kz-composer textarea");
  const { text, send } = window.kezhi;
  let editing = false, linked = null;

  function type(question) {
    const area = composer();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, question);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(question.length, question.length);
  }

  /* A line above the composer that says what Enter will do; Escape or its button takes it back. */
  function bar(said, over) {
    document.querySelector(".kz-composer-bar")?.remove();
    const line = document.createElement("p");
    line.className = "kz-composer-bar";
    line.setAttribute("role", "status");
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.textContent = text("cancel");
    cancel.addEventListener("click", over);
    line.append(said, " ", cancel);
    document.querySelector("#kz-composer").prepend(line);
  }

  function unbar() {
    editing = false;
    document.querySelector(".kz-composer-bar")?.remove();
  }

  function giveUp() {
    unbar();
    type("");
  }

  function edit() {
    const rows = document.querySelectorAll("#kz-chat .user-row");
    if (!rows.length) return;
    editing = true;
    bar(text("editing"), giveUp);
    type(rows[rows.length - 1].innerText.trim().slice(0, MAX_QUESTION));
  }

  /* The address may ask a question. Only a link on our own pages asks it by itself: a foreign page must not be able to
     ask in a person's name, so its question waits in the composer. The address is cleaned, so a reload asks nothing. */
  function fromAddress() {
    const query = new URLSearchParams(location.search);
    const question = (query.get("q") || "").trim(), thread = query.get("c") || "";
    if (!query.has("q") && !query.has("c")) return null;
    query.delete("q");
    query.delete("c");
    const rest = query.toString();
    history.replaceState(history.state, "", location.pathname + (rest ? "?" + rest : "") + location.hash);
    let ours = false;
    try { ours = new URL(document.referrer).origin === location.origin; } catch { /* none: typed, or a bookmark */ }
    return { question, thread, ours: ours && question.length <= MAX_QUESTION };
  }

  function askLinked() {
    if (linked?.question) {
      type(linked.question.slice(0, MAX_QUESTION));
      if (linked.ours) document.querySelector("#kz-composer .submit-button")?.click();
      else bar(text("linked"), giveUp);
    }
    linked = null;
    return [];
  }

  /* Thumbs. */
  async function judge(thumb) {
    const thumbs = thumb.closest(".kz-thumbs");
    const pressed = thumb.getAttribute("aria-pressed") === "true";
    const verdict = thumb.dataset.kzVerdict;
    thumbs.parentElement.parentElement.querySelector(".kz-why")?.remove();
    if (pressed && verdict === "down") { why(thumbs); return; }
    if (await send(thumbs.dataset.kzRate, { verdict: pressed ? null : verdict })) {
      press(thumbs, pressed ? "" : verdict, "", "");
      if (!pressed && verdict === "down") why(thumbs);
    }
  }

  function press(thumbs, verdict, reason, comment) {
    for (const thumb of thumbs.children) thumb.setAttribute("aria-pressed", String(thumb.dataset.kzVerdict === verdict));
    thumbs.dataset.kzReason = reason;
    thumbs.dataset.kzComment = comment;
  }

  /* What was wrong: a reason at a click, words of one's own, or the thumb taken back. */
  function why(thumbs) {
    const form = document.createElement("form");
    form.className = "kz-why";
    const fields = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = text("why");
    fields.append(legend);
    for (const reason of REASONS) {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "reason";
      radio.value = reason;
      radio.checked = thumbs.dataset.kzReason === reason;
      label.append(radio, " " + text(reason));
      fields.append(label);
    }
    const comment = document.createElement("textarea");
    comment.maxLength = 500;
    comment.rows = 2;
    comment.value = thumbs.dataset.kzComment || "";
    comment.placeholder = text("comment");
    comment.setAttribute("aria-label", text("comment"));
    const buttons = document.createElement("p");
    const button = (key, does) => {
      const made = document.createElement("button");
      made.type = does ? "button" : "submit";
      made.textContent = text(key);
      if (does) made.addEventListener("click", does);
      buttons.append(made);
    };
    button("send_rating", null);
    button("cancel", () => over());
    button("take_back", async () => {
      if (await send(thumbs.dataset.kzRate, { verdict: null })) { press(thumbs, "", "", ""); over(); }
    });
    const over = () => { form.remove(); thumbs.querySelector(".kz-down").focus(); };
    form.append(fields, comment, buttons);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = new FormData(form).get("reason") || (comment.value.trim() ? "other" : "");
      if (!await send(thumbs.dataset.kzRate, { verdict: "down", reason, comment: comment.value })) return;
      press(thumbs, "down", reason, comment.value.trim());
      over();
      window.kezhi.notice(text("rated"));
    });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); over(); } });
    thumbs.closest(".kz-foot").after(form);
    form.querySelector("input:checked, input").focus();
  }

  /* The rest of a review around its quote, fetched when it is wanted. */
  async function unfoldReview(fold) {
    const address = fold.dataset.kzFetch, place = fold.querySelector("p");
    if (!fold.open || !address || place.childNodes.length) return;
    const answer = await fetch(address).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (!answer?.ok) { place.textContent = text("failed").replace("{problem}", found?.detail || ""); return; }
    const quote = document.createElement("mark");
    quote.textContent = found.quote;
    place.append(found.before, quote, found.after);
  }

  /* Plotly's own button speaks English only, and leaves the ground out; so the drawing is put together here. */
  async function png(button) {
    const below = button.closest(".kz-below-chart");
    const plot = [...button.closest(".message-row").querySelectorAll(".js-plotly-plot")]
      .filter((each) => each.compareDocumentPosition(below) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    const layers = plot ? [...plot.querySelectorAll(".main-svg")] : [];
    if (!layers.length) return;
    const { width, height } = layers[0].getBoundingClientRect();
    const whole = layers[0].cloneNode(false);
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(name, value);
    whole.append(...layers.map((layer) => layer.cloneNode(true)));
    const drawn = new Image();
    drawn.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(whole));
    await drawn.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SHARPNESS;
    canvas.height = height * SHARPNESS;
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(button.closest(".bot")).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = (plot.getAttribute("aria-label") || "kezhi").split(/[.。]/)[0].slice(0, 60) + ".png";
    link.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.classList.contains("kz-thumb")) judge(button);
    if (button?.classList.contains("kz-edit")) edit();
    if (button?.classList.contains("kz-earlier")) document.querySelector("#kz-earlier").click();
    if (button?.classList.contains("kz-png")) png(button);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof Element && event.target.matches("details.kz-whole")) unfoldReview(event.target);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === composer() && document.querySelector(".kz-composer-bar")) giveUp();
  });

  const remembered = window.kezhi.remembered;
  Object.assign(window.kezhi, {
    askLinked,
    asked: (question, thread, language) => {
      const anew = editing ? "anew" : "";
      unbar();
      return [question, thread, language, anew];
    },
    remembered: () => {
      linked = fromAddress();
      const [thread, language] = remembered();
      return [linked ? linked.thread : thread, language, linked?.thread ? "linked" : ""];
    },
  });
})();
