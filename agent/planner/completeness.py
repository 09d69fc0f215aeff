"""Is everything that was understood also asked? What a plan would silently drop ends the reading instead."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.planner.drafts import BUCKETS, FORECAST
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Rank, Span, Where
from agent.planner.reading import Call, Unclear
from agent.planner.tables_choice import WITHIN_ORDER

# Plans whose calls hold none of the question's slots: they tell what there is.
_TELLS_ALL = ("describe", "define", "assess_", "portfolio_", "report")
# What a slot may have become: words of one key, asked for under another.
_AS = {
    "products": ("product",),
    "categories": ("category",),
    "revenue": ("spend_trend", "revenue_per_customer", "average_order_value", "order_value"),
    "orders": ("orders_per_customer", "average_order_value", "repeat_customers", "repeat_rate"),
    "customer_id": ("orders_per_customer", "revenue_per_customer"),
}
_WINDOW = re.compile(r"_\d+d$")
# A list of these is also their number.
_COUNTED = {"customers", "orders", "reviews", "lines"}
# What a forecast tells without being asked.
_FORETOLD = {"predicted_value", "predicted_lo", "predicted_hi", "p_active", "predicted_orders"}

_JUDGED = {"reviews", "low_ratings", "high_ratings", "average_rating", "rated_reviews"}
# What reviews speak of and shops charge for as well.
_CHARGED = "delivery"
# These take a customer or words, and tell figures of their own.
_OF_WHOLE = {"explain_value", "simulate_value", "simulate_group", "plan_actions", "search_reviews", "summarise_reviews"}


def check_complete(frame: Frame, calls: tuple[Call, ...], kind: str, focus: Mapping[str, Any], *, facts: Facts) -> None:
    """Lets a plan pass that uses every measure, condition, period, person, rank and group of the question.

    Raises:
        Unclear: Something understood is in none of the calls; the sentence names it.
    """
    if kind.startswith(_TELLS_ALL):
        return
    used = set(texts_in([c.arguments for c in calls])) | set(texts_in(focus))
    tools = {c.name for c in calls}
    if tools & {"search_reviews", "summarise_reviews"}:
        used.add("rating")  # it is told to them as the ends of a range
    for name in (*_contradicted(frame), *_of_itself(frame, calls), *_unused(frame, used, tools, facts)):
        raise Unclear("unused", column=name)


def _unused(frame: Frame, used: set[str], tools: set[str], facts: Facts) -> Iterator[str]:
    yield from (m.metric for m in frame.measures if not _measured(m, used, tools, facts))
    yield from (c.filter.column for c in frame.conditions if not _conditioned(c, used))
    yield from ("date" for s in frame.spans if not _in_time(s, used))
    yield from (person for person in frame.people if person not in used)
    yield from (s.text for s in frame.searched if s.text not in used)
    yield from (key for key in frame.groups if not used & {key, *_AS.get(key, ())})
    if frame.order is not None and frame.pronouns & {"it", "there", "named"} and len(set(frame.nouns)) > 1:
        # "Which country led, and which category sold best there" is no table of pairs.
        yield frame.nouns[-1]
    if not tools & _OF_WHOLE:
        # 提到包装的评论: a number of all reviews would drop what they are about, units of postage those of everything.
        judged = frame.mentions("review") or any(m.metric in _JUDGED for m in frame.measures)
        for token in frame.texts:
            if (judged or token.has("text", _CHARGED)) and not (token.has("metric") or token.has("attribute")):
                yield token.text
    if frame.rank is not None and not _ranked(frame.rank, used):
        yield str(frame.rank.count or frame.rank.percent)


def _contradicted(frame: Frame) -> Iterator[str]:
    """Columns that would have to have two values at once: "bought once and not again" read as orders 1 and 0."""
    equal: dict[str, object] = {}
    for condition in frame.conditions:
        asked = condition.filter
        if not condition.metric or condition.apart or asked.op != "eq" or asked.period is not None:
            continue
        if equal.setdefault(asked.column, asked.value) != asked.value:
            yield asked.column


def _of_itself(frame: Frame, calls: tuple[Call, ...]) -> Iterator[str]:
    """Columns that bound the very customers whose repeat rate is asked for, which then is 100 %."""
    rated = [c for c in calls if {"metric": "repeat_share"} in c.arguments.get("measures", ())]
    for call in rated if Measured("repeat_share") in frame.measures else ():
        yield from (f["column"] for f in call.arguments.get("filters", ()) if f["column"] == "orders")


def _measured(measured: Measured, used: set[str], tools: set[str], facts: Facts) -> bool:
    key = measured.metric
    # "Revenue in the last 30 days" is a metric of customers, and revenue in a period.
    known = {key, FORECAST.get(key, key), _WINDOW.sub("", key), *_AS.get(key, ())}
    if known & used or key in _COUNTED:
        return True
    if "predict_value" in tools and (key in _FORETOLD or FORECAST.get(key) in _FORETOLD):
        return True
    return bool(
        tools & {"explain_value", "simulate_value", "simulate_group", "search_reviews", "summarise_reviews"}
    ) or not facts.metric(key)


def _conditioned(condition: Where, used: set[str]) -> bool:
    value = condition.filter.value
    values = value if isinstance(value, list) else [value]
    # "New customers by month" are those whose first purchase was in it, not those who are new today.
    newcomers = values == ["new"] and bool(used & set(BUCKETS))
    column = condition.filter.column
    return newcomers or bool({column, WITHIN_ORDER.get(column, column)} & used) or any(str(v) in used for v in values)


def _in_time(span: Span, used: set[str]) -> bool:
    if span.start.isoformat() in used or span.end.isoformat() in used:
        return True
    label = span.start.strftime("%Y-%m")
    return bool({label, str(span.start.year), f"{span.start.year}-Q{(span.start.month + 2) // 3}"} & used) or (
        bool(span.days) and str(span.days) in used
    )


def _ranked(rank: Rank, used: set[str]) -> bool:
    amounts = [n for n in (rank.count, rank.percent) if n is not None]
    return not amounts or any(str(n) in used or str(float(n)) in used for n in amounts)


def texts_in(value: object) -> Iterator[str]:
    """All keys and values of plain JSON, as text."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from texts_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from texts_in(item)
    elif value is not None:
        yield str(value)
