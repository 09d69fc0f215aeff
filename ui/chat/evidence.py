"""Quotes of reviews, each with its review's facts and, where asked for, the rest of the review around it."""

from collections.abc import Sequence

from agent.answers import QuotePart
from config.text import Language
from prompts.library import load_texts
from ui.chat.controls import Place
from ui.markdown import escape
from ui.quotes import quote_html

# So many stand open; more would push the words of the answer off the screen.
_MOST_OPEN = 3


def evidence_html(quotes: Sequence[QuotePart], *, at: Place, language: Language) -> str:
    """Quotes that stand together: one as it is, several in a fold that says how many."""
    shown = "".join(quote_html(part, language, below=_rest(part, at, language)) for part in quotes)
    if len(quotes) == 1:
        return shown
    title = load_texts("page_chat", language)["card.evidence"].format(count=len(quotes))
    is_open = " open" if len(quotes) <= _MOST_OPEN else ""
    return f'<details class="kz-evidence"{is_open}><summary>{escape(title)}</summary>{shown}</details>'


def _rest(part: QuotePart, at: Place, language: Language) -> str:
    if not at.thread_id or not (part.cut_before or part.cut_after):
        return ""
    address = at.address("review", review=part.review_id)
    title = load_texts("page_chat", language)["card.whole_review"]
    return (
        f'<details class="kz-whole" data-kz-fetch="{escape(address)}"><summary>{escape(title)}</summary>'
        f'<p dir="auto" role="status"></p></details>'
    )
