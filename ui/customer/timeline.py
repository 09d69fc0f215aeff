"""The timeline: orders, returns and reviews in one list with dates, the latest first; the earlier ones in a fold."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agent.answers import QuotePart
from agent.quotes import ReviewText, quote_part
from ui.customer.found import Found
from ui.customer.pen import Pen, has
from ui.markdown import escape
from ui.panels import panel_html
from ui.quotes import stars_html, words_html
from ui.sources import Result

_SHOWN: Final = 8
_PRODUCTS: Final = 3
# A longer quote opens on request.
_LONG: Final = 180
_LONGEST_ID: Final = 20
# Its day, its place within the day, its HTML.
_Entry = tuple[str, int, str]


def timeline_html(found: Found, pen: Pen, review_text: ReviewText) -> str:
    """The panel with the list.

    Args:
        found: The card.
        pen: Writes.
        review_text: Finds stored reviews, so that a quote is shown only as it is stored.
    """
    entries = [*_orders(found, pen), *_reviews(found, pen, review_text)]
    # The latest on top; what was written on the day of an order stands above the order.
    entries.sort(key=lambda entry: entry[:2], reverse=True)
    items = [item for _, _, item in entries]
    body = f'<ol class="kz-timeline">{"".join(items[:_SHOWN])}</ol>'
    earlier = items[_SHOWN:]
    if earlier:
        said = (
            pen.said("timeline.earlier_one") if len(earlier) == 1 else pen.said("timeline.earlier", n=str(len(earlier)))
        )
        body += (
            f'<details class="kz-fold"><summary>{said}</summary>'
            f'<ol class="kz-timeline">{"".join(earlier)}</ol></details>'
        )
    notes = "".join(f'<p class="kz-notes">{note}</p>' for note in _notes(found, pen))
    return panel_html(pen.texts["timeline.title"], body + notes, anchor="timeline", note=pen.texts["timeline.note"])


def _notes(found: Found, pen: Pen) -> Iterator[str]:
    """What is not in the list, and why."""
    orders, reviews = found.orders, found.reviews
    if orders is not None and orders["n"] > len(orders["rows"]):
        yield pen.said("timeline.cut", total=f"{orders['n']:,}", shown=str(len(orders["rows"])))
    if reviews is None:
        yield pen.said("timeline.no_reviews")
    elif reviews["n"] > len(reviews["rows"]):
        yield pen.said("timeline.cut_reviews", total=f"{reviews['n']:,}", shown=str(len(reviews["rows"])))


def _orders(found: Found, pen: Pen) -> Iterator[_Entry]:
    orders = found.orders
    if orders is None:
        return
    for index, row in enumerate(orders["rows"]):
        is_return = row.get("returned") and (row.get("revenue") or 0) <= 0
        number = pen.said("timeline.order", id=_short(str(row["order_id"])))
        title = pen.said("timeline.return") if is_return else number
        said = [f"<strong>{title}</strong>", pen.figure(orders, "revenue", row=index)]
        if has(orders, "units", row=index) and not is_return:
            said.append(pen.said("timeline.units", n=pen.figure(orders, "units", row=index)))
        if row.get("returned") and not is_return:
            said.append(pen.said("timeline.returned", amount=pen.figure(orders, "returned", row=index)))
        bought = _products(found.lines, row, pen)
        css = "kz-event kz-return" if is_return or row.get("returned") else "kz-event"
        yield str(row["date"]), 0, _item(pen, css, orders, "date", index, " ".join(said) + bought)


def _reviews(found: Found, pen: Pen, review_text: ReviewText) -> Iterator[_Entry]:
    reviews, quotes = found.reviews, _quoted(found.quotes, review_text)
    if reviews is None:
        return
    for index, row in enumerate(reviews["rows"]):
        stars = stars_html(row["rating"], pen.language) if row.get("rating") is not None else ""
        named = row.get("product") is not None
        title = pen.said("timeline.review_of", product=_named(reviews, "product", index, pen)) if named else ""
        said = f"<strong>{title or pen.said('timeline.review')}</strong> {stars}"
        quote = quotes.get(str(row["review_id"]))
        item = _item(pen, "kz-event kz-review", reviews, "date", index, said + (_quote(quote, pen) if quote else ""))
        yield str(row["date"]), 1, item


def _quoted(quotes: Result | None, review_text: ReviewText) -> dict[str, QuotePart]:
    rows = enumerate(quotes["rows"]) if quotes is not None else ()
    parts = (quote_part(row, f"{quotes['id']}.rows[{i}]", review_text) for i, row in rows if quotes is not None)
    return {part.review_id: part for part in parts if part is not None}


def _quote(part: QuotePart, pen: Pen) -> str:
    words = words_html(part)
    if len(part.text) <= _LONG:
        return words
    return f'<details class="kz-long"><summary>{pen.said("timeline.whole")}</summary>{words}</details>'


def _products(lines: Result | None, order: Mapping[str, Any], pen: Pen) -> str:
    """The first products of an order."""
    if lines is None:
        return ""
    own = [i for i, line in enumerate(lines["rows"]) if line["order_id"] == order["order_id"]]
    names = list(dict.fromkeys(_named(lines, "product", i, pen) for i in own if has(lines, "product", row=i)))
    more = " …" if len(names) > _PRODUCTS else ""
    comma = "、" if pen.language == "zh" else ", "
    return f'<p class="kz-bought">{comma.join(names[:_PRODUCTS])}{more}</p>' if names else ""


def _item(pen: Pen, css: str, result: Result, column: str, row: int, said: str) -> str:
    day = str(result["rows"][row][column])
    shown = escape(pen.plain(result, column, row=row))
    return f'<li class="{css}"><time datetime="{escape(day[:10])}">{shown}</time><div>{said}</div></li>'


def _named(result: Result, column: str, row: int, pen: Pen) -> str:
    return f"<span>{_short(pen.plain(result, column, row=row))}</span>"


def _short(name: str) -> str:
    """A name or id, escaped; some shops' are hashes, shown whole only when pointed at."""
    if " " in name or len(name) <= _LONGEST_ID or not name.isascii():
        return escape(name)
    return f'<span title="{escape(name)}">{escape(name[: _LONGEST_ID // 2])}…</span>'
