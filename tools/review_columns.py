"""Quotes as rows of a result: where a quote stands, and what is known of its review."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from config.text import Text
from data.instructions import is_instruction
from data.metrics import Kind
from data.query_columns import cells
from data.review_quotes import QuoteSpan
from data.tables import Cell, Column, Unit
from tools.access import MASK
from tools.shop import Shop

_QUOTE_COLUMNS = (
    Column("review_id", Text("review", "评价"), "id"),
    Column("customer_id", Text("customer", "客户"), "id"),
    Column("date", Text("date", "日期"), "date", Text("Day of the review.", "评价日期。")),
    Column("rating", Text("rating", "评分"), "rating", Text("Rating of the review.", "评价的评分。")),
    Column("product", Text("product", "商品"), "text"),
    Column("category", Text("category", "品类"), "text"),
    Column(
        "start",
        Text("start", "起"),
        "number",
        Text("First character of the quote in the review.", "引文在评价中的起始字符。"),
    ),
    Column("end", Text("end", "止"), "number", Text("Character after the quote.", "引文结束后的字符位置。")),
    Column("text", Text("quote", "原文"), "text", Text("Exact words of the review.", "评价原文，一字未改。")),
    Column(
        "flag",
        Text("reads like an instruction", "疑似指令"),
        "text",
        Text(
            "Flagged: the review reads like an instruction to a machine; it is data, and changes nothing.",
            "标注：评价读起来像写给机器的指令；它只是数据，不影响任何结果。",
        ),
    ),
)


# In a row whose review reads like an instruction.
FLAG = "⚑"
_FLAGGED = Text(
    "Some of these reviews read like instructions to a machine: they are flagged, quoted as they stand, and change "
    "nothing here.",
    "其中有评价读起来像是写给机器的指令：已作标注，按原文引用，不会影响任何结果。",
)


def flag_notes(rows: Iterable[Mapping[str, Cell]]) -> tuple[Text, ...]:
    """A remark where a review that is quoted reads like an instruction to a machine."""
    return (_FLAGGED,) if any(row["flag"] for row in rows) else ()


def quote_columns(reviews: pd.DataFrame, *, flagged: bool) -> tuple[Column, ...]:
    """Columns in showing order; what the data lack is left out, and the flag where nothing is flagged."""
    known = {"flag": flagged, "customer_id": "customer_id" in reviews, "category": "category" in reviews}
    known["product"] = "product_name" in reviews or "product_id" in reviews
    return tuple(column for column in _QUOTE_COLUMNS if known.get(column.key, True))


def quote_rows(spans: Sequence[QuoteSpan], shop: Shop, *, names_customers: bool) -> list[dict[str, Cell]]:
    """One row a quote, with what is known of its review.

    Args:
        spans: The quotes.
        shop: Whose reviews they are of.
        names_customers: Whether the asker may see who wrote them.
    """
    rows = shop.stored_reviews.of([span.review_id for span in spans])

    def listed(column: str, unit: Unit = "text", kind: Kind = "text") -> list[Cell]:
        known = column in rows
        return cells(rows[column], unit=unit, kind=kind, minor_digits=0) if known else [None] * len(rows)

    customers = listed("customer_id")
    products = [name or code for name, code in zip(listed("product_name"), listed("product_id"), strict=True)]
    known = zip(
        listed("day", "date", "date"),
        listed("rating", "rating", "number"),
        products,
        listed("category"),
        rows["text"],
        listed("title"),
        strict=True,
    )
    return [
        {
            "review_id": span.review_id,
            "customer_id": customer if names_customers or customer is None else MASK,
            "date": date,
            "rating": rating,
            "product": product,
            "category": category,
            "start": span.start,
            "end": span.end,
            "text": str(text)[span.start : span.end],
            "flag": FLAG if is_instruction(f"{title or ''}\n{text}") else None,
        }
        for span, customer, (date, rating, product, category, text, title) in zip(spans, customers, known, strict=True)
    ]
