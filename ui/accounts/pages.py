"""The pages at the door, in plain HTML of our own: log-in, and the lines for whoever is not let through."""

import math
from typing import Final
from urllib.parse import urlencode

from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape

STYLE_PATH: Final = "/login/style.css"
_LANGUAGES: Final[tuple[tuple[Language, str, str], ...]] = (("en", "en", "English"), ("zh", "zh-CN", "中文"))


def login_html(language: Language, *, going_to: str, name: str = "", fault: str = "", said: str = "") -> str:
    """The log-in page.

    Args:
        language: Of its texts.
        going_to: The local path to go on to.
        name: What was typed as name before.
        fault: Why the last attempt failed.
        said: A line that is no fault.
    """
    texts = load_texts("ui", language)
    fields = f'<input type="hidden" name="next" value="{escape(going_to)}">'
    fields += f'<input type="hidden" name="lang" value="{language}">'
    line = f'<p class="door-fault" role="alert" id="fault">{escape(fault)}</p>' if fault else ""
    line += f'<p class="door-said" role="status">{escape(said)}</p>' if said else ""
    at_fault = ' aria-invalid="true" aria-describedby="fault"' if fault else ""
    # Whoever mistyped the password has the name right, as a rule.
    first, second = ("", " autofocus") if name else (" autofocus", "")
    body = (
        f"{line}<form method='post' action='/login'>{fields}"
        f'<label for="name">{escape(texts["door.name"])}</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" maxlength="64" required{at_fault}{first}>'
        f'<label for="password">{escape(texts["door.password"])}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000" '
        f"required{at_fault}{second}>"
        f'<button type="submit">{escape(texts["door.enter"])}</button></form>'
        f'<p class="door-help">{escape(texts["door.help"])}</p>'
    )
    return _page(language, texts["door.title"], body, languages_of=going_to)


def refused_html(language: Language, line: str) -> str:
    """A page that says why this is not shown, with the way back to the chat."""
    texts = load_texts("ui", language)
    body = f'<p class="door-said" role="alert">{escape(line)}</p><p><a href="/">{escape(texts["door.to_chat"])}</a></p>'
    return _page(language, texts["door.refused"], body)


def again_html(address: str) -> str:
    """A page that asks for the address again from here: a browser that comes from elsewhere leaves its cookie out."""
    refresh = f'<meta http-equiv="refresh" content="0;url={escape(address)}">'
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{refresh}<title>Kezhi</title></head></html>'


def wait_line(language: Language, seconds: float) -> str:
    """How long nobody is let in under a name or from an address."""
    minutes = max(1, math.ceil(seconds / 60))
    return load_texts("ui", language)["door.wait"].format(minutes=minutes)


def language_of_header(accepted: str) -> Language:
    """The first of our languages that a browser names; English where it names none.

    >>> [language_of_header(text) for text in ("zh-CN,zh;q=0.9,en;q=0.8", "fr,en;q=0.5,zh;q=0.2", "")]
    ['zh', 'en', 'en']
    """
    for part in accepted.lower().split(","):
        if part.strip().startswith(("zh", "en")):
            return "zh" if part.strip().startswith("zh") else "en"
    return "en"


def _page(language: Language, heading: str, body: str, *, languages_of: str | None = None) -> str:
    texts = load_texts("ui", language)
    tag = next(tag for code, tag, _ in _LANGUAGES if code == language)
    switch = "" if languages_of is None else _switch(language, languages_of)
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8">'
        f"<title>{escape(heading)} · {escape(texts['page.brand'])}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{STYLE_PATH}"></head><body><main class="door">'
        f'<div class="door-brand"><span class="door-logo" aria-hidden="true">值</span>'
        f"<span>{escape(texts['page.brand'])}<small>{escape(texts['page.brand_note'])}</small></span></div>"
        f"<h1>{escape(heading)}</h1>{body}{switch}</main></body></html>"
    )


def _switch(language: Language, going_to: str) -> str:
    links = []
    for code, tag, label in _LANGUAGES:
        if code == language:
            links.append(f'<span aria-current="true" lang="{tag}">{label}</span>')
        else:
            query = escape(urlencode({"lang": code, "next": going_to}))
            links.append(f'<a href="/login?{query}" hreflang="{tag}" lang="{tag}">{label}</a>')
    label = escape(load_texts("ui", language)["page.language"])
    return f'<nav class="door-languages" aria-label="{label}">{"".join(links)}</nav>'
