"""The way from an answer about an audience to the page that gives out its file."""

from collections.abc import Sequence

from config.text import Language
from prompts.library import load_texts
from tools.audience_tools import PAGE
from ui.markdown import escape
from ui.sources import Result


def audience_links_html(results: Sequence[Result], *, language: Language) -> str:
    """A link for each audience among the results; the page asks whoever follows it who they are."""
    text = escape(load_texts("page_audiences", language)["chat.open"])
    pages = [str(result["extra"].get("page", "")) for result in results if result["tool"] == "prepare_audience"]
    links = [f'<p class="kz-ask"><a href="{escape(page)}">{text}</a></p>' for page in pages if page.startswith(PAGE)]
    return "".join(dict.fromkeys(links))
