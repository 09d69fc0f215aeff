"""Fills a draft from the slots of a question, one slot after the other."""

from agent.planner.customer_days import bind_days
from agent.planner.days_ahead import look_ahead
from agent.planner.drafts import BUCKETS, Draft, metric_offers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered, Where
from agent.planner.reading import Unclear
from agent.planner.rephrasing import different_goods, each_customer, plain_order, rephrase
from agent.planner.tables_choice import merged, of_one_order
from agent.planner.within_goods import compared_within_goods
from data.spec import Filter

# More rows than these no tool lists.
_MOST_ROWS = 1000
_VERBS = (
    ("spend", "revenue"),
    ("rate", "average_rating"),
    ("return", "returns"),
    ("sell", "units"),
    ("worth", "predicted_value"),
    ("buy", "orders"),
)
_COUNTED = {"customer": "customers", "order": "orders", "review": "reviews"}


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
    each_customer(frame, draft)
    different_goods(frame, draft, facts)
    rephrase(frame, draft, facts)
    plain_order(frame, draft)
    look_ahead(frame, draft, facts)
    if frame.people:
        values = list(frame.people)
        one = Filter(column="customer_id", op="eq", value=values[0])
        theirs = one if len(values) == 1 else Filter(column="customer_id", op="in", value=[*values])
        draft.conditions.append(Where(theirs, base=frame.of_people, either=frame.together))
    if draft.groups == ["customer_id"] and draft.conditions and not (draft.measures or draft.order):
        draft.groups = []  # "every customer who spent over 2,000" is a list of them
    if not frame.orders:
        _entities(frame, draft, facts)
    _rating(frame, draft)
    draft.thing = "orders" if frame.orders else _thing(frame, draft, facts)
    if _told_of_each(frame, draft, facts):
        draft.thing = "customers"
    _nouns(frame, draft)
    _single_orders(frame, draft, facts)
    _newcomers(frame, draft, facts)
    _changing(frame, draft, facts)
    counted = not draft.groups and draft.measures in ([], [Measured("customers")]) and not frame.share
    if counted and draft.thing in ("", "customers") and compared_within_goods(frame, draft, facts):
        draft.measures, draft.thing = [], "customers"  # a list of them says how many fit
    elif "count" in frame.asks and draft.thing == "customers" and not (frame.rank or frame.order or _lists(frame)):
        draft.measures, draft.thing = [Measured("customers"), *draft.measures], ""
    if not draft.measures and not draft.thing and not draft.order:
        _default_measure(frame, draft, facts)
    elif not draft.measures and not draft.order and draft.thing not in ("customers", "orders", "reviews"):
        # "Which countries brought in under £1,000": the bound says what is measured.
        bounds = dict.fromkeys(c.filter.column for c in draft.conditions if c.metric and not c.filter.period)
        draft.measures = [Measured(key) for key in bounds if key != draft.thing]
    if len(frame.spans) == 1 and not draft.focus.get("dated"):
        draft.span = frame.spans[0]
    ranked = frame.rank is not None or draft.thing
    denied = any(c.apart and c.filter.op in ("ne", "not_in") for c in draft.conditions)
    if draft.span and draft.thing == "customers" and denied and not (frame.rank or draft.order or draft.measures):
        # "Customers who have not bought beauty in 2010": the days are those of what they did not buy.
        bind_days(frame, draft.conditions, [Measured("customers")], draft.span, facts)
        draft.span = None
    if draft.span and not ranked and bind_days(frame, draft.conditions, draft.measures, draft.span, facts):
        draft.span = None
    if frame.rank and frame.rank.count and not frame.share:
        draft.limit = min(frame.rank.count, _MOST_ROWS)
    if frame.rank and frame.rank.lowest and draft.order:
        draft.order = Ordered(draft.order.metric, lowest=True, superlative=draft.order.superlative)
    return draft


def _lists(frame: Frame) -> bool:
    """Whether customers are to be named one by one: "which customers … and how many each"."""
    return "list" in frame.asks or (frame.which and not frame.measures)


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


def _told_of_each(frame: Frame, draft: Draft, facts: Facts) -> bool:
    """Whether attributes are columns of the customers found, not groups of them.

    "Customers with over 10 orders, with city and spend", "who spent over 500: who, which city?"
    """
    found = [e for e in frame.entities if e.kind == "customer" and e.plural]
    if draft.thing or draft.groups or not (found and frame.entities[0] is found[0] and frame.nouns):
        return False
    if frame.rank or frame.order or frame.share or frame.versus or "count" in frame.asks:
        return False
    known = [facts.attribute(noun) for noun in frame.nouns]
    own = all(entry is not None and "customers" in entry.columns for entry in known)
    return own and any(c.metric for c in frame.conditions) and Measured("customers") not in draft.measures


def _nouns(frame: Frame, draft: Draft) -> None:
    """Attributes named beside a measure group it; "how many countries" counts the groups."""
    for noun in frame.nouns:
        told = frame.orders or noun not in ("customer_id", "date", "order_id")
        if noun != draft.thing and noun not in draft.groups and told:
            draft.groups.append(noun)


def _single_orders(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Counts or lists orders over £1,000; customers with one have placed an order as large as that."""
    valued = [c for c in draft.conditions if c.filter.column == "order_value"]
    if frame.orders or not any(of_one_order(c) for c in draft.conditions):
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
        # They are told by the month of their first purchase anyway: no row for each of its days.
        draft.groups = [key for key in draft.groups if key not in ("first_purchase", "last_purchase", "date")]
        draft.focus["newcomers"] = True
        told = any(c.filter.column == "first_purchase" for c in draft.conditions)
        if len(frame.spans) == 1 and not told:
            days = [day.isoformat() for day in (frame.spans[0].start, frame.spans[0].end)]
            draft.conditions.append(Where(Filter(column="first_purchase", op="between", value=[*days])))
            draft.focus["dated"] = True


def _default_measure(frame: Frame, draft: Draft, facts: Facts) -> None:
    """What is measured where nothing was said: what conditions on groups compare, what a verb means, else a count."""
    conditions = [c.filter.column for c in draft.conditions if c.metric]
    if conditions and draft.groups and not frame.mentions("customer"):
        draft.measures += [Measured(key) for key in dict.fromkeys(conditions)]
        return
    if draft.groups[:1] == ["rating"] and facts.metric("reviews"):
        draft.measures.append(Measured("reviews"))
        return
    goods = any(c.filter.column in ("product", "product_id") for c in draft.conditions)
    if goods and "sell" in frame.verbs and "count" in frame.asks and not (frame.entities or draft.groups):
        draft.measures.append(Measured("units"))  # "how many power banks did we sell"
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
