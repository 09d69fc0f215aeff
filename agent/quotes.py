"""Rows of a result as quotes: byte-exact slices of stored reviews, marked where they leave something out."""

from collections.abc import Callable, Mapping

from agent.answers import QuotePart
from data.tables import Cell

# The stored text of a review, or None where there is no such review.
ReviewText = Callable[[str], str | None]

# In brackets, since reviews have dots of their own.
CUT = "[…]"


def quote_part(row: Mapping[str, Cell], source: str, review_text: ReviewText) -> QuotePart | None:
    """A row as a quote; None where it is none, or says what the stored review does not, to the byte.

    Args:
        row: Row of search_reviews, or of explain_value by reviews.
        source: Its place: `r1.rows[0]`.
        review_text: Finds stored reviews.
    """
    start, end, rating = row.get("start"), row.get("end"), row.get("rating")
    if not isinstance(start, (int, float)) or not isinstance(end, (int, float)) or row.get("review_id") is None:
        return None
    first, last, text = int(start), int(end), str(row.get("text") or "")
    stored = review_text(str(row["review_id"]))
    if stored is None or not text or stored[first:last] != text:
        return None
    return QuotePart(
        review_id=str(row["review_id"]),
        customer_id=str(row.get("customer_id") or ""),
        start=first,
        end=last,
        text=text,
        rating=float(rating) if isinstance(rating, (int, float)) else None,
        date=str(row.get("date") or ""),
        product=str(row.get("product") or ""),
        source=source,
        cut_before=bool(stored[:first].strip()),
        cut_after=bool(stored[last:].strip()),
    )


def marked_cuts(part: QuotePart, shown: str) -> str:
    """A quote as it is shown, with a mark where the review says more before or behind it."""
    return f"{f'{CUT} ' if part.cut_before else ''}{shown}{f' {CUT}' if part.cut_after else ''}"
