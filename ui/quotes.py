"""A quote from a review, as answers and pages show it: byte-exact, with stars, day and ids."""

from agent.answers import QuotePart
from agent.formatting import format_cell
from agent.quotes import marked_cuts
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape

_LONGEST_NAME = 28


def quote_html(part: QuotePart, language: Language, *, below: str = "") -> str:
    """The quote with its stars, day, product, customer and review; `below` is finished HTML."""
    texts = load_texts("ui", language)
    facts = [stars_html(part.rating, language)] if part.rating is not None else []
    facts += [f"<span>{escape(format_cell(part.date, 'date', language=language))}</span>"] if part.date else []
    facts += [_short(part.product)] if part.product else []
    facts += [_short(part.customer_id, texts["quote.customer"])] if part.customer_id else []
    facts.append(_short(part.review_id, texts["quote.review"]))
    return (
        f'<figure class="kz-quote" data-kz-review="{escape(part.review_id)}" data-kz-slice="{part.start}:{part.end}">'
        f"{words_html(part)}<figcaption>{''.join(facts)}</figcaption>{below}</figure>"
    )


def words_html(part: QuotePart) -> str:
    """The words alone, marked where the review says more."""
    return f'<blockquote dir="auto">{marked_cuts(part, escape(part.text))}</blockquote>'


def _short(name: str, template: str = "{id}") -> str:
    """A name or id in a line of facts; some shops' ids are hashes, shown whole only when pointed at."""
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME // 2]}…"
    return f'<span title="{escape(name)}">{escape(template.format(id=shown))}</span>'


def stars_html(rating: float, language: Language) -> str:
    """Stars of five, which say how many they are."""
    label = load_texts("ui", language)["quote.stars"].format(rating=f"{rating:g}")
    full = max(0, min(5, round(rating)))
    return (
        f'<span class="kz-stars" role="img" aria-label="{escape(label)}">'
        f'{"★" * full}<span class="kz-off">{"★" * (5 - full)}</span></span>'
    )
