"""A report that an answer has made, as a card: what each file is, where to look at it, where to fetch it."""

from urllib.parse import urlencode

from agent.report_card import ReportFile, report_files
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape
from ui.sources import Result


def report_html(result: Result, *, language: Language) -> str:
    """The card of a make_report result; whoever follows a link is asked by the reports page who they are."""
    texts = load_texts("page_reports", language)
    files = "".join(_file(file, language) for file in report_files(result["extra"], language))
    return f'<ul class="kz-made" aria-label="{escape(texts["card.title"])}">{files}</ul>'


def _file(file: ReportFile, language: Language) -> str:
    texts = load_texts("page_reports", language)
    look = escape(f"/reports?{urlencode({'show': file.id})}")
    fetch = escape(f"/reports/files/{file.id}")
    title, opened, download = escape(file.title), escape(texts["card.open"]), escape(texts["card.download"])
    return (
        f'<li><strong>{title}</strong><span class="kz-fact">{escape(file.facts)}</span>'
        f'<a href="{look}" aria-label="{opened}: {title}">{opened}</a> '
        f'<a href="{fetch}" download aria-label="{download}: {title}">{download}</a></li>'
    )
