"""Quotes of reviews, each with its review's facts and, where asked for, the rest of the review around it."""

from collections.abc import Sequence

from agent.answers import QuotePart
from agent.formatting import format_cell
from agent.quotes import marked_cuts
from config.text import Language
from prompts.library import load_texts
from ui.chat.controls import Place
from ui.markdown import escape

_LONGEST_NAME = 28
# So many stand open; more would push the words of the answer off the screen.
_MOST_OPEN = 3


def evidence_html(quotes: Sequence[QuotePart], *, at: Place, language: Language) -> str:
    """Quotes that stand together: one as it is, several in a fold that says how many."""
    shown = "".join(quote_html(part, at=at, language=language) for part in quotes)
    if len(quotes) == 1:
        return shown
    title = load_texts("page_chat", language)["card.evidence"].format(count=len(quotes))
    is_open = " open" if len(quotes) <= _MOST_OPEN else ""
    return f'<details class="kz-evidence"{is_open}><summary>{escape(title)}</summary>{shown}</details>'


def quote_html(part: QuotePart, *, at: Place, language: Language) -> str:
    """One quote; the rest of its review is fetched when its fold is opened."""
    texts = load_texts("ui", language)
    facts = [_stars(part.rating, language)] if part.rating is not None else []
    facts += [f"<span>{escape(format_cell(part.date, 'date', language=language))}</span>"] if part.date else []
    facts += [_short(part.product)] if part.product else []
    facts += [_short(part.customer_id, texts["quote.customer"])] if part.customer_id else []
    facts.append(_short(part.review_id, texts["quote.review"]))
    return (
        f'<figure class="kz-quote" data-kz-review="{escape(part.review_id)}" data-kz-slice="{part.start}:{part.end}">'
        f'<blockquote dir="auto">{marked_cuts(part, escape(part.text))}</blockquote>'
        f"<figcaption>{''.join(facts)}</figcaption>{_rest(part, at, language)}</figure>"
    )


def _rest(part: QuotePart, at: Place, language: Language) -> str:
    if not at.thread_id or not (part.cut_before or part.cut_after):
        return ""
    address = at.address("review", review=part.review_id)
    title = load_texts("page_chat", language)["card.whole_review"]
    return (
        f'<details class="kz-whole" data-kz-fetch="{escape(address)}"><summary>{escape(title)}</summary>'
        f'<p dir="auto" role="status"></p></details>'
    )


def _short(name: str, template: str = "{id}") -> str:
    """A name or id in a line of facts; some shops' ids are hashes, shown whole only when pointed at."""
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME // 2]}…"
    return f'<span title="{escape(name)}">{escape(template.format(id=shown))}</span>'


def _stars(rating: float, language: Language) -> str:
    label = load_texts("ui", language)["quote.stars"].format(rating=f"{rating:g}")
    full = max(0, min(5, round(rating)))
    return (
        f'<span class="kz-stars" role="img" aria-label="{escape(label)}">'
        f'{"★" * full}<span class="kz-off">{"★" * (5 - full)}</span></span>'
    )
