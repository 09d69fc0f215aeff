"""The list of a person's reports, and one of them to look at, as HTML."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

from babel.dates import format_datetime

from agent.formatting import locale_of
from agent.reports.shelf import Kept
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape


def list_html(kept: Sequence[Kept], *, shown: str, language: Language) -> str:
    """The reports, the latest first; the shown one is marked."""
    texts = load_texts("page_reports", language)
    title = escape(texts["list.title"])
    if not kept:
        body = f'<p class="kz-empty">{escape(texts["list.none"])}</p>'
    else:
        keys = ("report", "made", "language", "format", "size")
        heads = "".join(f'<th scope="col">{escape(texts[f"list.{key}"])}</th>' for key in keys)
        rows = "".join(_row(report, shown=shown, language=language) for report in kept)
        body = (
            f'<div class="kz-table" role="region" tabindex="0" aria-label="{title}"><table><thead><tr>{heads}'
            f'<th scope="col"><span class="kz-hidden">{escape(texts["list.do"])}</span></th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )
    head = f'<h2 id="kz-reports-title">{title}</h2>'
    return f'<section class="kz-panel kz-wide" aria-labelledby="kz-reports-title">{head}{body}</section>'


def preview_html(report: Kept, *, language: Language) -> str:
    """A report in a frame in which nothing runs."""
    texts = load_texts("page_reports", language)
    title = texts["preview.title"].format(title=report.title)
    return (
        f'<section class="kz-panel kz-wide"><h2>{escape(title)}</h2>'
        f'<iframe class="kz-report-frame" sandbox="" title="{escape(title)}" '
        f'src="/reports/files/{report.id}/preview"></iframe></section>'
    )


def _row(report: Kept, *, shown: str, language: Language) -> str:
    texts = load_texts("page_reports", language)
    made = dt.datetime.fromisoformat(report.made).astimezone()
    when = format_datetime(made, "medium", locale=locale_of(language))
    open_at = f"/reports?{urlencode({'show': report.id})}"
    current = ' aria-current="true"' if report.id == shown else ""
    spoken = texts[f"list.spoken_{report.language}"]
    cells = (when, spoken, report.format.upper(), texts["list.kilobytes"].format(n=f"{-(-report.size // 1024):,}"))
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    preview, download = (escape(texts[f"list.{key}"]) for key in ("preview", "download"))
    name = escape(report.title)
    return (
        f'<tr{current}><td><a href="{escape(open_at)}">{name}</a></td>{told}'
        f'<td class="kz-report-links"><a href="{escape(open_at)}" aria-label="{preview}: {name}">{preview}</a> '
        f'<a href="/reports/files/{report.id}" download="{escape(report.file_name)}" aria-label="{download}: {name}">'
        f"{download}</a></td></tr>"
    )
