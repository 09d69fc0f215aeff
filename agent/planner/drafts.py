"""A query being put together: what is counted, ranked or listed, by what, of which rows."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from agent.planner.calendar import last_days
from agent.planner.conditions import due_within
from agent.planner.customer_days import bind_days
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered, Span, Where
from agent.planner.reading import Unclear
from agent.planner.tables_choice import merged, of_one_order
from data.spec import Filter

# More rows than these no tool lists.
_MOST_ROWS = 1000
_WINDOW = re.compile(r"(revenue|orders)_(\d+)d")
BUCKETS = ("day", "week", "month", "quarter", "year", "weekday")
PREDICTED = ("predicted_value", "predicted_orders", "p_active", "predicted_lo", "predicted_hi")
# What a condition may compare of days to come.
_EXPECTED = (*PREDICTED, "p_high", "likely_tier", "next_order")
# What is asked of days to come is asked of the forecast.
FORECAST = {"revenue": "predicted_value", "orders": "predicted_orders"}
_VERBS = (
    ("spend", "revenue"),
    ("rate", "average_rating"),
    ("return", "returns"),
    ("sell", "units"),
    ("worth", "predicted_value"),
    ("buy", "orders"),
)
_COUNTED = {"customer": "customers", "order": "orders", "review": "reviews"}


@dataclass
class Draft:
    """A query being put together.

    Attributes:
        thing: What rows stand for where they are ranked or listed: `customers`, `orders`, `reviews` or an attribute.
        measures: What is measured.
        groups: What it is grouped by.
        conditions: Which rows take part.
        span: Which days.
        order: What decides the order.
        limit: How many rows; 0 leaves it to the tool.
        focus: What the wording needs to know.
    """

    thing: str = ""
    measures: list[Measured] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    conditions: list[Where] = field(default_factory=list)
    span: Span | None = None
    order: Ordered | None = None
    limit: int = 0
    focus: dict[str, Any] = field(default_factory=dict)


def draft_of(frame: Frame, facts: Facts) -> Draft:
    """The query that a question's slots amount to.

    Raises:
        Unclear: Nothing says what is wanted, or it lies in days that the data cannot know.
    """
    draft = Draft(conditions=merged(frame.conditions), groups=list(frame.groups), order=frame.order)
    draft.measures = list(frame.measures)
    spread = any(m.aggregate in ("median", "p10", "p25", "p75", "p90") for m in draft.measures)
    if "customer_id" in draft.groups and (spread or any(m.metric.endswith("_per_customer") for m in draft.measures)):
        draft.groups.remove("customer_id")
        frame.groups = [key for key in frame.groups if key != "customer_id"]
    _each_customer(frame, draft)
    _different_goods(frame, draft, facts)
    _rephrase(frame, draft, facts)
    _plain_order(frame, draft)
    _ahead(frame, draft, facts)
    if frame.people:
        values = list(frame.people)
        one = Filter(column="customer_id", op="eq", value=values[0])
        draft.conditions.append(
            Where(one if len(values) == 1 else Filter(column="customer_id", op="in", value=[*values]))
        )
    if draft.groups == ["customer_id"] and draft.conditions and not (draft.measures or draft.order):
        draft.groups = []  # "every customer who spent over 2,000" is a list of them
    _entities(frame, draft, facts)
    _rating(frame, draft)
    draft.thing = _thing(frame, draft, facts)
    _nouns(frame, draft)
    _single_orders(frame, draft, facts)
    _newcomers(frame, draft, facts)
    _changing(frame, draft, facts)
    if "count" in frame.asks and draft.thing == "customers" and not (frame.rank or frame.order or _lists(frame)):
        draft.measures, draft.thing = [Measured("customers"), *draft.measures], ""
    if not draft.measures and not draft.thing and not draft.order:
        _default_measure(frame, draft, facts)
    elif not draft.measures and not draft.order and draft.thing not in ("customers", "orders", "reviews"):
        # "Which countries brought in under £1,000": the bound says what is measured.
        bounds = dict.fromkeys(c.filter.column for c in draft.conditions if c.metric and not c.filter.period)
        draft.measures = [Measured(key) for key in bounds if key != draft.thing]
    if len(frame.spans) == 1:
        draft.span = frame.spans[0]
    ranked = frame.rank is not None or draft.thing
    if draft.span and not ranked and bind_days(frame, draft.conditions, draft.measures, draft.span, facts):
        draft.span = None
    if frame.rank and frame.rank.count and not frame.share:
        draft.limit = min(frame.rank.count, _MOST_ROWS)
    if frame.rank and frame.rank.lowest and draft.order:
        draft.order = Ordered(draft.order.metric, lowest=True, superlative=draft.order.superlative)
    return draft


def _each_customer(frame: Frame, draft: Draft) -> None:
    """Averages what is asked "per customer" of segments or countries."""
    asked = [m.metric for m in draft.measures] or ([draft.order.metric] if draft.order else [])
    averaged = (
        draft.order is not None and draft.order.mean and draft.order.metric in ("predicted_value", "predicted_orders")
    )
    if averaged and draft.order is not None and not draft.measures:
        # "The highest average predicted value": the average orders the groups, not the sum.
        draft.measures = [Measured(draft.order.metric, "mean")]
    beside = [n for n in frame.nouns if n != "customer_id"] or len(draft.groups) > 1
    means = [m for m in draft.measures if m.aggregate == "mean"]
    if draft.groups == ["customer_id"] and means and means == draft.measures and not (frame.order or frame.rank):
        draft.groups, frame.groups = [], []  # "the average predicted value per customer" is one figure
    if "customer_id" in draft.groups and beside and asked and set(asked) <= {"predicted_value", "predicted_orders"}:
        draft.groups.remove("customer_id")
        frame.groups = [key for key in frame.groups if key != "customer_id"]
        # A question may be planned twice, the second time without the group.
        frame.measures = draft.measures = [Measured(key, "mean") for key in asked]


def _different_goods(frame: Frame, draft: Draft, facts: Facts) -> None:
    """How many different products were bought, told by name or by number, is a figure, not a list of groups."""
    goods = {*frame.nouns, *draft.groups}
    bought = frame.verbs & {"buy", "sell"} or frame.did
    told = (
        draft.measures
        or frame.rank
        or frame.order
        or frame.share
        or frame.which
        or any(c.metric or c.filter.column in ("rating", *goods) for c in draft.conditions)
    )
    if "count" not in frame.asks or not bought or told or not goods or not goods <= {"product", "product_id"}:
        return
    if facts.metric("products"):
        draft.measures, draft.groups = [Measured("products")], []
        frame.nouns, frame.groups = [], []
        frame.entities = []


def _rephrase(frame: Frame, draft: Draft, facts: Facts) -> None:
    """What one phrase of the dictionary says in one word and other words say in two is read alike.

    "Revenue in the last 30 days" is a customer's metric; asked of the shop it is revenue and a period. "Products
    bought most often" are products, not their number.
    """
    windows = [_WINDOW.fullmatch(m.metric) for m in draft.measures]
    days = {int(w[2]) for w in windows if w}
    lists = frame.mentions("customer") or ((frame.rank or frame.order) and not frame.nouns and not frame.groups)
    ordered = _WINDOW.fullmatch(draft.order.metric) if draft.order else None
    if ordered and not lists and not frame.spans and not windows and draft.order:
        # 最近90天销售额最高的国家: a period, since a country's customers may order from elsewhere.
        order = draft.order
        draft.order = Ordered(ordered[1], lowest=order.lowest, superlative=order.superlative)
        draft.span = last_days(int(ordered[2]), "day", facts.as_of)
    if windows and all(windows) and len(days) == 1 and not lists and not frame.spans:
        draft.measures = [Measured(w[1], m.aggregate) for w, m in zip(windows, draft.measures, strict=True) if w]
        draft.span = last_days(days.pop(), "day", facts.as_of)
    number = Measured("products")
    ranked = frame.rank or (frame.order and frame.order.superlative)
    if ranked and number in draft.measures and "count" not in frame.asks and facts.attribute("product"):
        draft.measures.remove(number)
        frame.nouns = ["product", *frame.nouns]


def _plain_order(frame: Frame, draft: Draft) -> None:
    """Turns "Germany and France by revenue" into a measure: nothing is there to be ranked."""
    order = draft.order
    if order is None:
        return
    returned = draft.measures == [Measured("returns")] or ("return" in frame.verbs and not draft.measures)
    if order.metric == "orders" and order.superlative and returned:
        # "returned most often": it is returns that happen often.
        draft.order, draft.measures = Ordered("returns", lowest=order.lowest), []
    ranked = order.superlative or frame.rank or frame.entities or frame.nouns or draft.groups
    if not ranked and not draft.measures:
        draft.measures, draft.order = [Measured(order.metric)], None


def _ahead(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Revenue and orders of days to come are those of the forecast; other measures have none."""
    if any(span.start > facts.as_of for span in frame.spans):
        raise Unclear(
            "future", options=(("top_customers", {"metric": "predicted_value"}),), day=facts.as_of.isoformat()
        )
    if "foresee" in frame.asks and not frame.horizon and (_foreseen(frame) or not frame.spans):
        # "How many orders does the model expect": within the build's own horizon.
        frame.horizon = facts.horizon_days if _foreseen(frame) else None
    asked = [m.metric for m in draft.measures] + ([draft.order.metric] if draft.order else [])
    if "predict" in frame.asks and not (frame.horizon or frame.spans) and any(key in FORECAST for key in asked):
        # "Expected net revenue of all German customers": of the days that are predicted.
        frame.horizon = facts.horizon_days
    if not frame.horizon:
        return
    # "Customers expected to spend over 1,000": the money is of days to come as well.
    draft.conditions = [_expected(c) for c in draft.conditions]
    draft.measures = [Measured(FORECAST.get(m.metric, m.metric), m.aggregate) for m in draft.measures]
    if draft.order is not None:
        order = draft.order
        draft.order = Ordered(
            FORECAST.get(order.metric, order.metric), lowest=order.lowest, superlative=order.superlative
        )
    for entity in frame.entities:
        if entity.kind == "order" and not draft.measures and not draft.order:
            draft.measures.append(Measured("predicted_orders"))
    metrics = [m.metric for m in draft.measures] + ([draft.order.metric] if draft.order else [])
    listed = (frame.mentions("customer") or "customers" in metrics) and frame.rank is None
    known = frame.horizon == facts.horizon_days and not metrics
    due = facts.attribute("next_order") is not None and "buy" in frame.verbs and listed and not known
    if set(metrics) <= {"customers"} and due:
        # The chance of a purchase is known for the build's own horizon; for others, who is due by then.
        draft.conditions.append(due_within(frame.horizon, facts))
        return
    if not metrics and "buy" in frame.verbs:
        draft.order = Ordered("p_active")
    elif not metrics and (frame.asks & {"amount", "predict"} or "spend" in frame.verbs) and "count" not in frame.asks:
        # "How much can we expect from our German customers": money is what is expected of them.
        draft.measures = [Measured("predicted_value")]
    elif frame.horizon == facts.horizon_days and any(c.filter.column in _EXPECTED for c in draft.conditions):
        return  # "how many have a chance above 90 % in the next 90 days"
    elif not any(m in PREDICTED for m in metrics):
        raise Unclear("no_forecast", options=(("top_customers", {"metric": "predicted_value"}), ("total_forecast", {})))


def _expected(condition: Where) -> Where:
    column = condition.filter.column
    if not condition.metric or column not in FORECAST or condition.filter.period is not None:
        return condition
    return replace(condition, filter=condition.filter.model_copy(update={"column": FORECAST[column]}))


def _lists(frame: Frame) -> bool:
    """Whether customers are to be named one by one: "which customers … and how many each"."""
    return "list" in frame.asks or (frame.which and not frame.measures)


def _foreseen(frame: Frame) -> bool:
    """Whether what is asked of days to come has a forecast."""
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    return all(key in FORECAST or key in PREDICTED or key == "customers" for key in asked)


def _entities(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Customers, orders and reviews in a list of measures, or as the only thing that is grouped, are counted."""
    ranked = frame.rank is not None or frame.order is not None
    for entity in frame.entities:
        metric = _COUNTED[entity.kind]
        if facts.metric(metric) is None or Measured(metric) in draft.measures:
            continue
        alone = bool(draft.groups) and not draft.measures and not ranked
        grouped = draft.groups or [n for n in frame.nouns if _groupable(n, facts)]
        counted = entity.linked and (bool(grouped) or not ranked)
        # Orders and reviews are rarely listed one by one; to say them is to ask how many.
        said = (
            not frame.horizon
            and entity.kind != "customer"
            and not draft.measures
            and not ranked
            and "list" not in frame.asks
        )
        if alone or counted or said:
            place = 0 if entity.linked and frame.entities[0] is entity else len(draft.measures)
            draft.measures.insert(place, Measured(metric))


def _thing(frame: Frame, draft: Draft, facts: Facts) -> str:
    together = frame.rank is not None and (frame.rank.percent or frame.summed)
    ranked = frame.rank is not None and not (together and (draft.measures or frame.share))
    superlative = draft.order is not None and draft.order.superlative
    free = [n for n in frame.nouns if n not in draft.groups and _groupable(n, facts)]
    counted = Measured("customers") in draft.measures
    if draft.groups and not frame.which:
        return ""
    people = [e for e in frame.entities if e.kind == "customer" and not e.asked]
    if frame.who and people and (ranked or superlative) and not (draft.groups or counted):
        return "customers"  # what else is asked of them are their attributes: "and which segment is each in?"
    if (ranked or superlative or frame.which) and free:
        return free[0]
    if frame.mentions("customer") and not counted:
        plain = not draft.measures and not draft.groups
        changing = bool(frame.asks & {"grow", "shrink"}) and (frame.which or "list" in frame.asks)
        if ranked or superlative or plain or changing or "list" in frame.asks or (frame.which and frame.conditions):
            return "customers"
    order = draft.order
    if (ranked or superlative) and order is not None and order.metric == "units" and not draft.groups:
        return "product" if facts.attribute("product") else ""
    if (ranked or superlative or "list" in frame.asks) and not draft.groups:
        for entity, thing in (("order", "orders"), ("review", "reviews")):
            if frame.mentions(entity):
                return thing
    told = draft.measures or free or frame.entities or frame.people or "sell" in frame.verbs
    if frame.conditions and not frame.versus and not told:
        return "customers"
    return ""


def _rating(frame: Frame, draft: Draft) -> None:
    """What "and what is their rating?" asks of products: their average, no group for each of five ratings."""
    average = Measured("average_rating")
    named = average in draft.measures or (draft.order is not None and draft.order.metric == "average_rating")
    others = len(frame.nouns) > 1 or bool(draft.groups)
    if "rating" not in frame.nouns or "count" in frame.asks or "rating" in draft.groups or not (named or others):
        return
    frame.nouns.remove("rating")
    if not named:
        draft.measures.append(average)


def _groupable(key: str, facts: Facts) -> bool:
    attribute = facts.attribute(key)
    return attribute is not None and attribute.groupable and attribute.kind != "date" and key != "customer_id"


def _nouns(frame: Frame, draft: Draft) -> None:
    """Attributes named beside a measure group it; "how many countries" counts the groups."""
    for noun in frame.nouns:
        if noun != draft.thing and noun not in draft.groups and noun not in ("customer_id", "date", "order_id"):
            draft.groups.append(noun)


def _single_orders(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Counts or lists orders over £1,000; customers with one have placed an order as large as that."""
    valued = [c for c in draft.conditions if c.filter.column == "order_value"]
    if not valued:
        return
    counting = Measured("orders") in draft.measures or draft.measures[:1] == [Measured("revenue")]
    people = Measured("customers") in draft.measures or (frame.mentions("customer") and not counting)
    if people:
        largest = [Where(c.filter.model_copy(update={"column": "max_order"}), metric=True) for c in valued]
        if facts.metric("max_order"):
            draft.conditions = [c for c in draft.conditions if c not in valued] + largest
        return
    if not draft.groups and all(m == Measured("orders") for m in draft.measures):
        listed = "list" in frame.asks or frame.which or frame.order is not None or frame.rank is not None
        counted = "count" in frame.asks or frame.share or bool(draft.measures) or facts.role == "support"
        if counted and not listed:
            draft.measures, draft.thing = [Measured("orders")], ""
        else:
            draft.measures, draft.thing = [], "orders"


def _changing(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Customers who spend more than before, or less, are told by their spend trend."""
    if draft.thing != "customers" or not frame.asks & {"grow", "shrink"} or not facts.metric("spend_trend"):
        return
    grows = "grow" in frame.asks
    draft.conditions.append(Where(Filter(column="spend_trend", op="gt" if grows else "lt", value=0), metric=True))
    draft.measures = [m for m in draft.measures if m.metric != "revenue"]
    draft.order = Ordered("spend_trend", lowest=not grows, superlative=False)


def _newcomers(frame: Frame, draft: Draft, facts: Facts) -> None:
    """New customers by month are counted by the month of their first purchase, not by the segment of that name."""
    segment = [c for c in draft.conditions if c.filter.column == "rfm_segment" and c.filter.value == "new"]
    timed = any(g in BUCKETS for g in draft.groups)
    if timed and (segment or "join" in frame.verbs) and facts.attribute("first_purchase"):
        draft.conditions = [c for c in draft.conditions if c not in segment]
        draft.measures, draft.thing = [Measured("customers")], ""
        draft.focus["newcomers"] = True


def _default_measure(frame: Frame, draft: Draft, facts: Facts) -> None:
    """What is measured where nothing was said: what conditions on groups compare, what a verb means, else a count."""
    conditions = [c.filter.column for c in draft.conditions if c.metric]
    if conditions and draft.groups and not frame.mentions("customer"):
        draft.measures += [Measured(key) for key in dict.fromkeys(conditions)]
        return
    if draft.groups[:1] == ["rating"] and facts.metric("reviews"):
        draft.measures.append(Measured("reviews"))
        return
    if "sell" in frame.verbs and "count" not in frame.asks:
        # How much was sold is said in money and in pieces.
        draft.measures += [Measured(key) for key in ("revenue", "units") if facts.metric(key)]
        return
    for verb, metric in _VERBS:
        if verb in frame.verbs and facts.metric(metric) and "count" not in frame.asks:
            draft.measures.append(Measured(metric))
            return
    if not draft.groups:
        raise Unclear("no_metric", options=metric_offers(facts))
    draft.measures.append(Measured("customers"))


def metric_offers(facts: Facts) -> tuple[tuple[str, dict[str, str]], ...]:
    """What to offer where the measure is missing."""
    last = "average_rating" if facts.metric("average_rating") else "how_many_customers"
    return (("revenue_by_month", {}), ("top_customers", {"metric": "predicted_value"}), (last, {}))


def about_groups(condition: Where, frame: Frame, draft: Draft, groups: list[str]) -> bool:
    """Whether a condition on a metric is about the groups ("countries with over 100 customers"), not their rows."""
    if not condition.metric or condition.filter.period or not groups or frame.mentions("customer"):
        return False
    if of_one_order(condition) and "order_id" not in groups:
        return False
    return condition.filter.column == "customers" or Measured("customers") not in draft.measures
