"""The list of a visitor's conversations, by day, for the page's side panel."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_datetime, format_time

from agent.conversations import Thread
from agent.formatting import locale_of
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape

_WEEK_DAYS = 7


def thread_groups(threads: Sequence[Thread], *, now: dt.datetime, language: Language) -> list[dict[str, Any]]:
    """Conversations under the day they were last used: today, yesterday, this week, earlier; as plain JSON.

    Args:
        threads: The latest first.
        now: The visitor's time, with its zone.
        language: Of names and dates.
    """
    texts = load_texts("page_chat", language)
    answered = [thread for thread in threads if thread.answers]
    return [
        {
            "label": texts[f"threads.{age}"],
            "threads": [_listed(thread, now=now, language=language) for thread in found],
        }
        for age, found in groupby(answered, key=lambda thread: _age(_used(thread, now), now))
    ]


def side_html(language: Language) -> str:
    """The panel's frame: heading, search, and the place of the list, which the page's script fills."""
    texts = load_texts("page_chat", language)
    search, empty = escape(texts["threads.search"]), escape(texts["threads.none"])
    return (
        f'<section class="kz-side" aria-label="{escape(texts["threads.title"])}" data-kz-language="{language}">'
        f'<div class="kz-side-top"><h2>{escape(texts["threads.title"])}</h2>'
        f'<button type="button" class="kz-side-close" aria-label="{escape(texts["threads.close"])}"></button></div>'
        f'<input type="search" id="kz-thread-search" autocomplete="off" maxlength="200" placeholder="{search}" '
        f'aria-label="{search}"><p class="kz-side-said" role="status" data-kz-none="{empty}" '
        f'data-kz-unfound="{escape(texts["threads.unfound"])}"></p><div id="kz-threads"></div></section>'
    )


def _listed(thread: Thread, *, now: dt.datetime, language: Language) -> dict[str, str]:
    used, locale = _used(thread, now), locale_of(language)
    shown = (
        format_time(used, "short", locale=locale)
        if used.date() == now.date()
        else format_date(used, "d MMM" if language == "en" else "M月d日", locale=locale)
        if used.year == now.year
        else format_date(used, "medium", locale=locale)
    )
    return {
        "id": thread.thread_id,
        "title": thread.title,
        "date": shown,
        "exactly": format_datetime(used, "long", locale=locale, tzinfo=now.tzinfo),
    }


def _used(thread: Thread, now: dt.datetime) -> dt.datetime:
    return dt.datetime.fromisoformat(thread.updated_at).astimezone(now.tzinfo)


def _age(used: dt.datetime, now: dt.datetime) -> str:
    days = (now.date() - used.date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else "week" if days < _WEEK_DAYS else "earlier"
