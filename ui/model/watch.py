"""The page's section on the watch: last update, what is due next, refused files, and the latest of its journal."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from agent.watch_news import WatchNews, entry_text, watch_news
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape
from ui.model.sections import Writer


def watch_html(writer: Writer, workspace: Path) -> str:
    """The section; one line where nothing was ever watched."""
    news = watch_news(workspace, now=dt.datetime.now(tz=dt.UTC))
    return writer.section("watch", watch_body(news, writer.language))


def watch_body(news: WatchNews | None, language: Language) -> str:
    """What the section says."""
    texts = load_texts("page_model", language)
    if news is None:
        return f'<p class="kz-empty">{escape(texts["watch.never"])}</p>'
    none = texts["watch.none"]
    update = none
    if news.update is not None:
        update = f"{news.shown(news.update.at)} · {entry_text(news.update, language)}"
    due = [f"{name[language]}: {news.shown(at)}" for name, at in news.following]
    refused = [
        f"{news.shown(at)} · {line if line.startswith(name) else f'{name}: {line}'}" for at, name, line in news.refused
    ]
    parts = [("update", [update]), ("next", due or [none]), ("refused", refused or [none])]
    said = "".join(f"<h3>{escape(texts[f'watch.{key}'])}</h3>{_list(lines)}" for key, lines in parts)
    rows = "".join(
        f"<tr><td>{escape(news.shown(entry.at))}</td><td>{escape(entry_text(entry, language))}</td></tr>"
        for entry in news.entries
    )
    head = "".join(f'<th scope="col">{escape(texts[f"watch.{key}"])}</th>' for key in ("when", "what"))
    return (
        f'{said}<div class="kz-table" role="region" tabindex="0" aria-label="{escape(texts["section.watch"])}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
