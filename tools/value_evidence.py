"""Evidence for a value: what customers wrote that bears on the reasons of a prediction, in exact quotes.

The customer's own reviews come first, then those of products the customer bought, then those of customers of the same
segment. A quote says what somebody wrote; the network has not read it, and the answer says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.text import Text
from data.reasons import Reason
from data.review_evidence import Bearing, Cause, bearing_sentences, choose
from data.review_passages import with_text
from data.tables import Cell, Column, Table
from tools.context import ToolContext
from tools.review_columns import flag_notes, quote_columns, quote_rows
from tools.review_tools import tells_of_people
from tools.shop import Shop

Whose = Literal["own", "product", "segment"]

_COLUMNS = (
    Column("feature", Text("key", "键"), "id"),
    Column("name", Text("reason", "因素"), "text"),
    Column(
        "effect", Text("effect", "作用"), "text", Text("What the reason does to the value.", "该因素对价值的作用。")
    ),
    Column(
        "whose",
        Text("whose", "出处"),
        "text",
        Text("Who wrote it, as seen from the customer.", "评价出自谁（相对该客户）。"),
    ),
)
_EFFECTS = {True: Text("pulls the value down", "拉低价值"), False: Text("raises the value", "拉高价值")}
_WHOSE: dict[Whose, Text] = {
    "own": Text("in a review of this customer", "该客户本人的评价"),
    "product": Text("in another buyer's review of a product this customer bought", "其他客户对该客户所购商品的评价"),
    "segment": Text("in a review from the same segment", "同一客户分群中其他客户的评价"),
}
_AS_WRITTEN = Text(
    "Reviews that bear on these reasons are quoted as they were written; they did not make the figure.",
    "以下原文引自涉及这些因素的评价；它们并不是预测数字的由来。",
)
_NONE_WRITTEN = Text("This customer has written nothing in reviews.", "该客户没有写过评价文字。")
_NONE_OWN = Text(
    "No sentence in this customer's own reviews clearly bears on these reasons.",
    "该客户本人的评价没有明确涉及这些因素。",
)
_NONE = Text("No review bears on these reasons.", "没有评价涉及这些因素。")
_NOT_READ = Text(
    "There are no reviews that could stand beside these reasons.",
    "没有可与这些因素对照的评价。",
)


@dataclass(frozen=True)
class Told:
    """A reason as an explanation tells it: which, and its part of the value [minor units], which is not zero."""

    reason: Reason
    contribution: int


def value_evidence(context: ToolContext, position: int, told: Sequence[Told], *, limit: int) -> Table:
    """Quotes that bear on these reasons, `limit` at most; the notes say where there is none.

    Args:
        context: Whom it is for: who may not see personal data gets sentences without them, and other customers' ids
            are for those only who may see lists of customers.
        position: Row of the customer in the customer table.
        told: The reasons, the weightiest first.
        limit: How many quotes at most.
    """
    shop = context.shop
    opinions = shop.opinions
    if shop.reviews is None or opinions is None:
        return Table((*_COLUMNS, *quote_columns(pd.DataFrame(), flagged=False)), (), 0, "reviews", (_NOT_READ,))
    causes = [cause for cause in map(_cause, told) if cause.aspects]
    found: dict[Whose, list[Bearing]] = {}
    written = 0
    for whose, mask in _circles(shop, position):
        chosen = [bearing for earlier in found.values() for bearing in earlier]
        if len(chosen) < limit:
            spoken = _known_by(shop, mask)
            written = len(spoken) if whose == "own" else written
            allowed = _allowed(context, own=whose == "own")
            sentences = bearing_sentences(opinions.sentences, spoken, causes, allowed=allowed)
            found[whose] = choose(sentences, causes, before=chosen, limit=limit - len(chosen))
    rows = [row for whose, quotes in found.items() for row in _rows(context, whose, quotes, told)]
    flagged = flag_notes(rows)
    columns = (*_COLUMNS, *quote_columns(shop.reviews, flagged=bool(flagged)))
    notes = [_NONE_OWN if written else _NONE_WRITTEN] if not found["own"] else []
    shown = tuple({column.key: row[column.key] for column in columns} for row in rows)
    return Table(columns, shown, len(rows), "reviews", (*notes, _AS_WRITTEN if rows else _NONE, *flagged))


def _cause(told: Told) -> Cause:
    lowers = told.contribution < 0
    return Cause(told.reason.key, told.reason.complaints if lowers else told.reason.praise, lowers)


def _circles(shop: Shop, position: int) -> Iterator[tuple[Whose, npt.NDArray[np.bool_]]]:
    """Which reviews are the customer's own, which are of products bought, which are of the same segment."""
    writers, buyers = (shop.tables.customer_rows[table] for table in ("reviews", "orders"))
    own = writers == position
    yield "own", own
    reviews, orders = shop.tables.reviews, shop.tables.orders
    if reviews is not None and "product_id" in reviews and "product_id" in orders:
        bought = orders["product_id"][buyers == position].unique()
        yield "product", reviews["product_id"].isin(bought).to_numpy() & ~own
    segments = shop.customers["rfm_segment"]
    alike = (segments == segments.iloc[position]).to_numpy()
    yield "segment", np.append(alike, False)[writers] & ~own


def _known_by(shop: Shop, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Those of these reviews that have text and were written by the last day the figures know of."""
    if shop.reviews is None:
        raise ValueError("only a shop with reviews has evidence")
    return with_text(shop.reviews[mask & (shop.reviews["day"] <= shop.tables.as_of_day).to_numpy()])


def _allowed(context: ToolContext, *, own: bool) -> Callable[[str], bool]:
    """Whether a sentence may be quoted: words cannot be masked, so some roles get others."""
    if context.role == "analyst" or (context.role == "support" and own):
        return lambda text: True
    return lambda text: not tells_of_people(context.shop, text)


def _rows(context: ToolContext, whose: Whose, quotes: Sequence[Bearing], told: Sequence[Told]) -> list[dict[str, Cell]]:
    reasons = {t.reason.key: t for t in told}
    spans = [bearing.span for bearing in quotes]
    rows = quote_rows(spans, context.shop, names_customers=whose == "own" or context.role == "analyst")
    return [
        {
            "feature": bearing.cause,
            "name": context.say(reasons[bearing.cause].reason.name),
            "effect": context.say(_EFFECTS[reasons[bearing.cause].contribution < 0]),
            "whose": context.say(_WHOSE[whose]),
            **row,
        }
        for bearing, row in zip(quotes, rows, strict=True)
    ]
