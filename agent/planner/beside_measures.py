"""Words beside a measure: "net", "in money terms", "refunded", "so far in all", "on average", "within 90 days"."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Line, Measured, Ordered

if TYPE_CHECKING:
    from agent.planner.frames import Frame

# Metrics by which "sold best" is ordered unless the question says in what.
_SELLING = ("units", "orders", "returns")
# What has returns subtracted by its definition.
_NET = frozenset({"revenue", "average_order_value", "revenue_per_customer", "order_value", "max_order"})
_AHEAD = frozenset({"predicted_value", "predicted_orders", "p_active"})
_MONEY = re.compile(r"\bhow much\b|多少钱|多少金额|多少英镑|多少元|多少块", re.IGNORECASE)
# All that was bought, not the last order: 到现在一共成交了多少, "how much in total so far".
_IN_ALL = re.compile(
    r"\b(?:in total|to date|so far|altogether|all told|in all|overall|total)\b"
    r"|一共|总共|累计|合计|至今|到现在|到目前|迄今|截至目前",
    re.IGNORECASE,
)


def in_all(frame: "Frame", question: str, facts: Facts) -> None:
    """Measures the revenue of a customer where "so far in all" stands beside the day of the last order."""
    someone = len(frame.people) + len(frame.searched) == 1 and not any(s.what == "order" for s in frame.searched)
    both = "amount" in frame.asks and ("when" in frame.asks or "last_purchase" in frame.nouns)
    if someone and both and not frame.measures and _IN_ALL.search(question) and facts.metric("revenue"):
        frame.measures = [Measured("revenue")]


def is_net(frame: "Frame") -> bool:
    """Whether what is measured has returns subtracted by its definition."""
    asked = {m.metric for m in frame.measures} | ({frame.order.metric} if frame.order else set())
    named = asked | {c.filter.column for c in frame.conditions}
    spent = "spend" in frame.verbs and not asked - {"orders", "recency_days", "customers"}
    return bool(named & _NET or spent) and "units" not in asked


def within_days(frame: "Frame", line: Line, question: str) -> None:
    """Reads "within 90 days" beside what lies ahead as how far to look."""
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    ahead = any(key in _AHEAD for key in asked)
    lengths = [
        (c.token, c.meaning.values[0])
        for c in line
        if isinstance(c.meaning, Amount) and c.meaning.unit == "days" and c.meaning.bare and len(c.meaning.values) == 1
    ]
    if not ahead or frame.horizon or frame.spans or len(lengths) != 1:
        return
    token, days = lengths[0]
    frame.horizon = round(days)
    frame.leftovers = [word for word in frame.leftovers if word != question[token.start : token.end]]


def refunded(frame: "Frame", line: Line, question: str, facts: Facts) -> None:
    """Measures the money handed back where only refunds or 退 are named; "for returned goods" says it again."""
    named = [token for token in frame.texts if token.key("metric") == "returns"]
    said = bool(named) or "return" in frame.verbs
    # "How much money was refunded": the money is that of the returns.
    asked = [m for m in frame.measures if m != Measured("returns")]
    bare = asked == [Measured("revenue")] and any(c.text in ("money", "amount of money", "钱", "金额") for c in line)
    said = said or (bare and asked != frame.measures)
    alone = (bare or not frame.measures) and not (
        frame.people or frame.searched or frame.order or frame.mentions("customer")
    )
    if (
        said
        and alone
        and facts.metric("returned")
        and ((asks_money(question, facts) and "amount" in frame.asks) or bare)
    ):
        frame.measures = [Measured("returned")]
        frame.texts = [token for token in frame.texts if token not in named]
        frame.conditions = [c for c in frame.conditions if c.filter.column != "returns"]


def asks_money(question: str, facts: Facts) -> bool:
    """Whether money is asked for: "how much did returns come to", 退了多少钱; "how many" counts."""
    return facts.metric("returned") is not None and bool(_MONEY.search(question))


def averages(frame: "Frame", facts: Facts) -> bool:
    """Whether what is measured is an average by itself: "rated … on average"."""
    rated = "rate" in frame.verbs or "rating" in frame.nouns
    if rated and not frame.measures and facts.metric("average_rating"):
        frame.measures = [Measured("average_rating")]
        frame.nouns = [noun for noun in frame.nouns if noun != "rating"]
    both = [Measured("average_rating"), Measured("reviews")]
    if frame.measures in (both[1:], both) and facts.metric("average_rating"):
        frame.measures = both  # "average and number of reviews"
        return True
    entries = [facts.metric(m.metric) for m in frame.measures]
    return bool(entries) and all(
        e is not None and any(s.rule == "ratio" or s.default_aggregate == "mean" for s in e.sources.values())
        for e in entries
    )


def in_what(frame: "Frame", line: Line) -> None:
    """Orders by money what "sold best in money terms", by pieces what "sold best in pieces", 退得最多 by 退货金额."""
    by = (c.meaning.metric for c in line if isinstance(c.meaning, Ordered) and not c.meaning.superlative)
    said = next((_term(c) for c in line if _term(c)), "") or next(by, "")
    said = said if said != "returns" else ""
    if said == "revenue" and frame.order is not None and frame.order.metric == "returns":
        said = "returned"  # sent back most in money terms
    if said and frame.order is not None and frame.order.metric in _SELLING and frame.order.superlative:
        frame.order = replace(frame.order, metric=said)
        frame.measures = [m for m in frame.measures if m != Measured(said)]


def _term(chunk: Chunk) -> str:
    return chunk.token.key("in_what") if not isinstance(chunk.meaning, Measured) else ""
