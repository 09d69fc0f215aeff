"""Plans about customers named by name, id, e-mail or phone: a forecast, a card, a fact from it, or a list of them."""

from typing import Any

from agent.planner.customer_facts import customer_facts, on_customers
from agent.planner.drafts import BUCKETS, FORECAST, PREDICTED
from agent.planner.facts import Facts
from agent.planner.found_first import facts_beside, query_of_found
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.one_order import one_order
from agent.planner.reading import Call, Plan

# Attributes of a customer that the network expects.
_AHEAD = ("next_order", "likely_tier")
# What of products one by one can be measured.
_OF_GOODS = frozenset({"revenue", "units", "orders", "products", "categories", "gross_revenue", "unit_price"})
# Conditions on what was bought and how: no figure of a customer's card.
_OF_LINES = frozenset({"category", "product", "product_id", "channel"})


def about_people(frame: Frame, facts: Facts) -> Plan | None:
    """One or several named customers: their forecast, their card, or a fact from it; None for a query."""
    if found := one_order(frame, facts):
        return Plan(*found)
    _whole_time(frame, facts)
    _largest(frame, facts)
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    if frame.horizon or ("foresee" in frame.asks and not frame.did and not frame.spans):
        # What is spent and ordered in days to come is what the forecast expects.
        asked = [FORECAST.get(key, key) for key in asked]
    # The e-mail by which somebody is looked up is no question.
    given = {"customer_id", *(s.what for s in frame.searched)}
    nouns = [n for n in frame.nouns if n not in given]
    frame.nouns = [n for n in frame.nouns if n == "customer_id" or n not in given]
    nouns += _bought(frame, asked, nouns, facts)
    bought = [n for n in nouns if n in ("product", "category")]
    if not bought and (beside := facts_beside(frame, nouns, facts)):
        return Plan(*beside)
    if bought:
        frame.nouns = [n for n in nouns if n in bought]
        kept = [m for m in frame.measures if m.metric not in ("products", "categories")]
        frame.measures = kept or [Measured(key) for key in ("revenue", "units") if facts.metric(key)]
    of_lines = any(not c.metric and c.filter.column in _OF_LINES for c in frame.conditions)
    queried = of_lines or frame.spans or frame.groups or any(n in BUCKETS for n in nouns) or frame.share or bought
    if not queried and (several := customer_facts(frame, *_told(frame, asked, nouns, facts), facts)):
        return Plan(*several)
    if frame.searched:
        return Plan(*query_of_found(frame, facts)) if queried else card_of(frame.searched[0].text, asked, nouns, facts)
    ahead = [n for n in nouns if n in _AHEAD] or _expected(frame, asked, nouns, facts)
    if ahead and not queried and len(frame.people) == 1:
        return card_of(frame.people[0], [], ahead, facts)
    forecast = frame.horizon or (frame.asks & {"predict"} and not asked) or any(m in PREDICTED for m in asked)
    if forecast and not queried and all(m in PREDICTED for m in asked):
        return _forecast_of(frame, asked, facts)
    if "p_high" in asked:
        return None  # no figure of the card
    if len(frame.people) > 1:
        return _several(frame, nouns, facts) if not asked and not queried else None
    if queried:
        return None
    asked, nouns = _told(frame, asked, nouns, facts)
    if any(facts.metric(key) and not on_customers(key, facts) for key in asked):
        return None  # "her largest order" is on no card
    return card_of(frame.people[0], asked, nouns, facts)


def _whole_time(frame: Frame, facts: Facts) -> None:
    """All of time is what the figures of a customer tell anyway."""
    keys = [m.metric for m in frame.measures] + frame.nouns
    if all(on_customers(key, facts) or key in ("date", "day") for key in keys):
        frame.spans = [s for s in frame.spans if (s.start, s.end) != (facts.first_day, facts.as_of) or s.days]


def _largest(frame: Frame, facts: Facts) -> None:
    """The largest order of one customer, beside other figures, is a figure of theirs."""
    order = frame.order
    others = [m for m in frame.measures if m.metric not in ("order_value", "revenue")]
    named = order is not None and order.metric == "order_value" and not order.lowest and order.superlative
    counted = "product" in frame.nouns and bool(frame.asks & {"count", "amount"})
    if counted and named and not others and facts.metric("products"):
        others = [Measured("products")]
        frame.nouns = [n for n in frame.nouns if n != "product"]
    if named and others and facts.metric("max_order") and not (frame.spans or frame.groups or frame.rank):
        frame.order = None
        frame.measures = [Measured("max_order"), *others]
        frame.entities = [e for e in frame.entities if e.kind != "order"]
        frame.asks -= {"count"}


def _expected(frame: Frame, asked: list[str], nouns: list[str], facts: Facts) -> list[str]:
    """What of days to come is one of the customer's attributes: when the next order comes, in which tier."""
    if "predict" not in frame.asks or frame.horizon:
        return []
    if "when" in frame.asks and not nouns and set(asked) <= {"orders", "p_active", "predicted_orders"}:
        return ["next_order"] if facts.attribute("next_order") else []
    return ["likely_tier"] if "value_tier" in nouns and not asked and facts.attribute("likely_tier") else []


def _forecast_of(frame: Frame, asked: list[str], facts: Facts) -> Plan:
    people = list(frame.people)
    arguments: dict[str, Any] = {"customer_ids": people, "horizon_days": frame.horizon or facts.horizon_days}
    if len(people) > 10:
        arguments["limit"] = len(people)
    kind = "predict" if len(people) == 1 else "forecast_rank"
    buys = "predicted_orders" if "count" in frame.asks else "p_active"
    metric = asked[0] if asked else buys if "buy" in frame.verbs else "predicted_value"
    focus = {"metric": metric, "people": people, "ranked": False, "lowest": False, "thing": "customers"}
    return Plan((Call("predict_value", arguments),), kind, focus)


def _told(frame: Frame, asked: list[str], nouns: list[str], facts: Facts) -> tuple[list[str], list[str]]:
    """What of a customer's card nouns and verbs ask for, where no metric was named."""
    if "when" in frame.asks and not nouns and (not asked or asked == ["orders"]):
        return [], ["next_order" if "predict" in frame.asks and facts.attribute("next_order") else "last_purchase"]
    if asked:
        return asked, nouns
    if frame.mentions("order") or ("buy" in frame.verbs and "count" in frame.asks):
        return ["orders"], nouns
    if frame.mentions("review") and facts.metric("reviews"):
        return ["reviews"], nouns
    return (["revenue"] if "spend" in frame.verbs else []), nouns


def _bought(frame: Frame, asked: list[str], nouns: list[str], facts: Facts) -> list[str]:
    """What did 13085 buy, products bought by 13085: the products one by one."""
    counted = "count" in frame.asks
    what = frame.which and frame.verbs & {"buy"} and not asked and not nouns and "lookup" not in frame.asks
    listed = asked == ["products"] and not counted
    if set(asked) - _OF_GOODS and "product" not in nouns:
        return []  # "how many products, and how much returned": figures, no list
    return ["product"] if (what or listed) and facts.attribute("product") and not counted else []


def card_of(text: str, asked: list[str], nouns: list[str], facts: Facts) -> Plan:
    """The card of one customer, with what is asked of it."""
    wanted = [k for k in (*asked, *nouns) if facts.metric(k) or facts.attribute(k)]
    # Who it is comes before what they did.
    on_card = sorted((k for k in wanted if on_customers(k, facts)), key=lambda key: key != "name")
    return Plan((Call("lookup_customer", {"customer": text}),), "lookup", {"asked": on_card, "customer": text})


def _several(frame: Frame, nouns: list[str], facts: Facts) -> Plan:
    columns = ["customer_id", "predicted_value", "revenue", "orders", "recency_days"]
    columns += [n for n in nouns if on_customers(n, facts)]
    arguments = {
        "columns": [c for c in columns if c == "customer_id" or on_customers(c, facts)],
        "filters": [{"column": "customer_id", "op": "in", "value": list(frame.people)}],
    }
    return Plan(
        (Call("query_customers", arguments),),
        "list",
        {"metric": "", "thing": "customers", "ranked": False, "lowest": False},
    )
