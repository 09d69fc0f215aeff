"""What a sentence says as a whole that its words do not: "what share was sent back", "who left a review"."""

import re
from typing import TYPE_CHECKING

from agent.planner.deeds import within
from agent.planner.facts import Facts
from agent.planner.meanings import Line, Measured, Where
from data.spec import Filter

if TYPE_CHECKING:
    from agent.planner.frames import Frame

# "What does a typical order come to" asks for a number, not for what the word means.
_AMOUNTS = re.compile(
    r"\b(?:comes?|amounts?|adds? up|runs?|works? out)\s+(?:to|at)\b"
    r"|\b(?:typical|usual|average)\b.*\b(?:cost|bring in|hold)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:who|that|have|has|having)\b[^,;?]{0,30}?\b(?:bought|ordered|purchased|placed|shopped|buy|order)\b[^,;?]{0,30}?"
    r"\b(?P<every>(?:every|each)(?: single| and every)? (?:month|quarter|week|year))\b"
    r"|(?P<han>每个?(?:月|季度|周|年)都)[^，,。]{0,6}(?:买|下单|消费|购买)",
    re.IGNORECASE,
)
_ONE_CUSTOMER = re.compile(
    r"\b(?:average|typical|usual) (?:customer|client|buyer|shopper|account)\b"
    r"|\b(?:a|each|one) (?:customer|client|buyer|shopper|account)\b[^,;?]{0,40}\bon average\b|平均每个?(?:客户|人|位)",
    re.IGNORECASE,
)


def settle_wording(frame: "Frame", line: Line, question: str, facts: Facts) -> None:
    """Changes the slots to what the whole sentence says.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned.
        facts: The shop.
    """
    if "define" in frame.asks and frame.measures and _AMOUNTS.search(question):
        frame.asks.discard("define")
    if (found := _EVERY.search(question)) and frame.mentions("customer"):
        # Customers who bought in each of the months cannot be found: not the buyers of every single month.
        frame.leftovers.append(found["every"] or found["han"])
    _sent_back(frame, facts)
    _reviewed(frame, facts)
    if _ONE_CUSTOMER.search(question):
        one = {"products": Measured("products", "mean"), "categories": Measured("categories", "mean")}
        frame.measures = [one.get(m.metric, m) if m.aggregate == "default" else m for m in frame.measures]


def _sent_back(frame: "Frame", facts: Facts) -> None:
    """Reads "what share of revenue was sent back" as the return rate."""
    told = {m.metric for m in frame.measures}
    returned = "return" in frame.verbs or "returned" in told
    counted = any(c.filter.column in ("returns", "is_return") for c in frame.conditions)
    money = told & {"revenue", "gross_revenue"} and not told - {"revenue", "gross_revenue", "returned"}
    if frame.share and returned and money and not counted and facts.metric("return_share"):
        frame.measures, frame.share = [Measured("return_share")], False


def _reviewed(frame: "Frame", facts: Facts) -> None:
    """Counts only customers with a review where those are asked for who left one."""
    told = any(c.filter.column in ("reviews", "rating", "average_rating", "low_ratings") for c in frame.conditions)
    counted = frame.measures == [Measured("customers")] and "review" in frame.verbs and not frame.groups
    if counted and not told and not frame.share and facts.metric("reviews"):
        one = Where(Filter(column="reviews", op="ge", value=1), metric=True)
        if len(frame.spans) == 1:
            one, frame.spans = within(one, frame.spans[0]), []
        frame.conditions.append(one)
