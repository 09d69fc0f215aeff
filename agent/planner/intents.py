"""What kind of question it is: explain, predict, look up, reviews, describe, or a query; and the calls it takes."""

from dataclasses import dataclass
from typing import Any

from agent.planner.customer_facts import customer_facts, on_customers
from agent.planner.drafts import BUCKETS, FORECAST, PREDICTED
from agent.planner.facts import Facts
from agent.planner.found_first import facts_beside, query_of_found, reasons_of_found, reviews_of_found
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.network_plans import appraisal, doubtful, simulations
from agent.planner.one_order import one_order
from agent.planner.queries import plan_query
from agent.planner.ratings import rated_apart
from agent.planner.reading import Call, Unclear
from agent.planner.review_search import plan_review_search, wants_reviews
from agent.planner.winners import of_winner, winner_key

# The column that a picture of an assessment shows; of the others there is none.
_DRAWN = {"assess_importance": "share"}
# Attributes of a customer that the network expects.
_AHEAD = ("next_order", "likely_tier")
# Reasons told one by one; the rest is summed up.
_REASONS = 5
# What of products one by one can be measured.
_OF_GOODS = frozenset({"revenue", "units", "orders", "products", "categories", "gross_revenue", "unit_price"})
# Conditions on what was bought and how: no figure of a customer's card.
_OF_LINES = frozenset({"category", "product", "product_id", "channel"})
_CARD_WORDS = frozenset({"name", "email", "phone"})


@dataclass(frozen=True)
class Plan:
    """Calls and what the wording needs to know."""

    calls: tuple[Call, ...]
    kind: str
    focus: dict[str, Any]


def plan(frame: Frame, facts: Facts, *, earlier: Frame | None = None) -> Plan:
    """The calls that answer a question.

    Args:
        frame: Its slots, those of earlier questions merged in where it leans on them.
        facts: The shop.
        earlier: The question before, where this one speaks of "them" or "it" and they must be found first.

    Raises:
        Unclear: There is no one way to read it.
    """
    if frame.doubt:
        raise doubtful(frame, facts)
    if frame.of_network and earlier is None:
        return _of_network(frame, facts)
    if "describe" in frame.asks or "quality" in frame.asks:
        return Plan((Call("describe_data", {}),), "describe", {"quality": "quality" in frame.asks})
    # 2025年的总销售额（不扣退货的口径）: what a figure of some days means is said to get the figure.
    if "define" in frame.asks and not frame.spans and (about := _defined(frame)):
        return Plan((Call("describe_data", {"about": about}),), "define", {"about": about})
    if earlier is not None:
        return _of_those(frame, facts, earlier)
    if "why" in frame.asks:
        return _why(frame, facts)
    if "when" in frame.asks and frame.who and (frame.rank or frame.order) and facts.attribute("last_purchase"):
        # 消费最高的客户是谁，各自什么时候买的: a day of each of them, not a time of the shop.
        frame.nouns += ["last_purchase"] if "last_purchase" not in frame.nouns else []
    if "when" in frame.asks and not (frame.people or frame.searched) and not frame.groups and not frame.nouns:
        raise Unclear("when", options=(("orders_by_month", {}), ("orders_by_weekday", {}), ("revenue_by_month", {})))
    if wants_reviews(frame, facts):
        return Plan(*reviews_of_found(frame, facts)) if frame.searched else plan_review_search(frame, facts)
    if frame.leftovers:
        # Only names to look up get here with words that are not known.
        apart = "" if all(not word.isascii() for word in frame.leftovers) else " "
        return _card(apart.join(frame.leftovers), [], frame.nouns, facts)
    if (frame.people or frame.searched) and (found := _about_people(frame, facts)):
        return found
    if parts := rated_apart(frame):
        from agent.planner.clauses import together

        return together(plan(parts[0], facts), plan(parts[1], facts))
    call, kind, focus = plan_query(frame, facts)
    cards = [n for n in frame.nouns if n in _CARD_WORDS]
    if cards and kind in ("rank", "forecast_rank") and call.arguments.get("limit") == 1:
        # "The e-mail of the customer with the highest revenue": found first, then looked up.
        shown = {**call.arguments, "columns": [c for c in call.arguments.get("columns", []) if c not in cards]}
        first = Call(call.name, {k: v for k, v in shown.items() if v != []})
        card = Call("lookup_customer", {"customer": {"$cell": [0, "customer_id"]}}, (0,))
        return Plan((first, card), "rank_lookup", focus | {"asked": cards})
    return _with_chart(frame, Plan((call,), kind, focus))


def _of_network(frame: Frame, facts: Facts) -> Plan:
    """What if, or how good the model is."""
    if frame.appraisal:
        return _drawn(frame, Plan((appraisal(frame),), f"assess_{frame.appraisal}", {"by": frame.by}))
    if len(frame.people) != 1:
        raise Unclear("what_if_one" if frame.people else "what_if_whom")
    calls = simulations(frame, facts, frame.people[0])
    return _drawn(frame, Plan(calls, "simulate", {"customer": frame.people[0], "y": "predicted_value"}))


def _defined(frame: Frame) -> list[str]:
    keys = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else []) + list(frame.nouns)
    keys += ["rfm_segment" for c in frame.conditions if c.filter.column == "rfm_segment"]
    keys += ["value_tier" for c in frame.conditions if c.filter.column == "value_tier"]
    return list(dict.fromkeys(keys)) if not frame.groups and not frame.people else []


def _why(frame: Frame, facts: Facts) -> Plan:
    if frame.searched and not frame.people:
        return Plan(*reasons_of_found(frame, _explain(frame, {"$cell": [0, "customer_id"]}, needs=(0,))))
    if frame.people:
        if len(frame.people) > 1:
            raise Unclear("why_one", options=tuple(("why", {"customer": p}) for p in frame.people[:3]))
        ahead = {"horizon_days": frame.horizon} if frame.horizon else {}
        calls = (_explain(frame, frame.people[0]), Call("predict_value", {"customer_ids": [*frame.people], **ahead}))
        return _drawn(frame, Plan(calls, "explain", {"customer": frame.people[0], "y": "contribution"}))
    if frame.order is not None and frame.mentions("customer") and not frame.groups:
        call, kind, focus = plan_query(frame, facts)
        if kind in ("forecast_rank", "rank"):
            explain = _explain(frame, {"$cell": [0, "customer_id"]}, needs=(0,))
            return Plan((call, explain), "rank_explain", focus)
    raise Unclear("why_whom", options=(("top_customers", {"metric": "predicted_value"}),))


def _explain(frame: Frame, customer: Any, *, needs: tuple[int, ...] = ()) -> Call:  # noqa: ANN401 - plain JSON
    arguments: dict[str, Any] = {"customer_id": customer}
    if frame.horizon:
        arguments["horizon_days"] = frame.horizon
    arguments |= {"by": frame.by} if frame.by == "features" else {"limit": _REASONS}
    return Call("explain_value", arguments, needs)


def _drawn(frame: Frame, planned: Plan) -> Plan:
    """A further call that draws the named amounts of the first result, where a picture was asked for."""
    if not frame.chart:
        return planned
    y = planned.focus.get("y") or _DRAWN.get(planned.kind)
    if not y:
        raise Unclear("chart_of_model", options=(("model_importance_chart", {}),))
    pie = frame.chart == "pie" and planned.kind == "assess_importance"
    kind = "waterfall" if planned.kind == "explain" else "pie" if pie else "bar"
    draw = Call("draw_chart", {"source": {"$id": 0}, "kind": kind, "x": "name", "y": [y]}, (0,))
    return Plan((*planned.calls, draw), planned.kind, planned.focus | {"chart": len(planned.calls)})


def _about_people(frame: Frame, facts: Facts) -> Plan | None:
    """One or several named customers: their forecast, their card, or a fact from it; None for a query."""
    if found := one_order(frame, facts):
        return Plan(*found)
    _whole_time(frame, facts)
    _largest(frame, facts)
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    if frame.horizon:
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
        return Plan(*query_of_found(frame, facts)) if queried else _card(frame.searched[0].text, asked, nouns, facts)
    ahead = [n for n in nouns if n in _AHEAD] or _expected(frame, asked, nouns, facts)
    if ahead and not queried and len(frame.people) == 1:
        return _card(frame.people[0], [], ahead, facts)
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
    return _card(frame.people[0], asked, nouns, facts)


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


def _card(text: str, asked: list[str], nouns: list[str], facts: Facts) -> Plan:
    wanted = [k for k in (*asked, *nouns) if facts.metric(k) or facts.attribute(k)]
    on_card = [k for k in wanted if on_customers(k, facts)]
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


def _of_those(frame: Frame, facts: Facts, earlier: Frame) -> Plan:
    """A question about the customers that the question before found: they are found again, then asked about."""
    call, kind, focus = plan_query(earlier, facts)
    if key := winner_key(call, kind, focus):
        return Plan(*of_winner(frame, facts, earlier, call, key))
    if kind not in ("forecast_rank", "rank", "list") or focus.get("thing") != "customers":
        raise Unclear("whom", options=(("top_customers", {"metric": "predicted_value"}),))
    if frame.change is not None:
        if "it" not in frame.pronouns:
            raise Unclear("what_if_one")
        first = {"$cell": [0, "customer_id"]}
        return Plan((call, *simulations(frame, facts, first, needs=(0,))), "rank_simulate", focus)
    if "why" in frame.asks or ("it" in frame.pronouns and not frame.measures and not frame.order):
        one = {"$cell": [0, "customer_id"]}
        if "why" in frame.asks:
            # The list was shown as the answer to the question before.
            return Plan((call, _explain(frame, one, needs=(0,))), "rank_explain", focus | {"shown": True})
        return Plan((call, Call("lookup_customer", {"customer": one}, (0,))), "rank_lookup", focus | {"asked": []})
    ids = {"$column": [0, "customer_id"]}
    if told := _told_of_each(frame, facts):
        filters = [{"column": "customer_id", "op": "in", "value": ids}]
        after = Call("query_customers", {"columns": ["customer_id", *told], "filters": filters}, (0,))
        return Plan((call, after), "those_list", {"metric": "", "thing": "customers", "ranked": False, "lowest": False})
    if wants_reviews(frame, facts):
        search = plan_review_search(frame, facts)
        arguments = {**search.calls[0].arguments, "customer_ids": ids}
        return Plan((call, Call(search.calls[0].name, arguments, (0,))), "rank_search", search.focus | {"first": focus})
    if frame.each and frame.measures and not frame.groups:
        frame.groups = ["customer_id"]
    second, second_kind, second_focus = plan_query(frame, facts)
    filters = [*second.arguments.get("filters", []), {"column": "customer_id", "op": "in", "value": ids}]
    after = Call(second.name, {**second.arguments, "filters": filters}, (0,))
    return Plan((call, after), f"those_{second_kind}", second_focus)


def _told_of_each(frame: Frame, facts: Facts) -> list[str]:
    """Attributes asked of the customers of a list, one by one: when each bought last, in which segment they are."""
    if frame.order or frame.groups or frame.rank or frame.conditions:
        return []
    if frame.each and frame.measures:
        plain = all(m.aggregate == "default" and on_customers(m.metric, facts) for m in frame.measures)
        told = [*frame.nouns, *(m.metric for m in frame.measures)]
        return told if plain and not (frame.spans or frame.horizon) else []
    if frame.measures or "count" in frame.asks:
        return []
    bought = "when" in frame.asks and not frame.nouns and (frame.verbs & {"buy"} or frame.mentions("order"))
    nouns = ["last_purchase"] if bought else frame.nouns
    known = all((entry := facts.attribute(n)) is not None and entry.kind != "personal" for n in nouns)
    return list(nouns) if nouns and known and all(on_customers(n, facts) for n in nouns) else []


def _with_chart(frame: Frame, planned: Plan) -> Plan:
    """A second call that draws the result of the first, where a picture was asked for."""
    if not frame.chart:
        return planned
    call, focus = planned.calls[0], planned.focus
    groups = call.arguments.get("group_by") or []
    ranked = planned.kind in ("rank", "list", "forecast_rank")
    if not groups and not ranked:
        raise Unclear("chart_of_one", options=(("plot_revenue_by_month", {}),))
    x = groups[0] if groups else "customer_id"
    y = focus["metric"]
    if focus.get("share") and frame.chart == "pie":
        y = focus["metric"]
    line = any(g in BUCKETS and g != "weekday" for g in groups[:1])
    kind = frame.chart if frame.chart in ("line", "bar", "pie", "scatter") else "line" if line else "bar"
    draw = Call("draw_chart", {"source": {"$id": 0}, "kind": kind, "x": x, "y": [y]}, (0,))
    return Plan((call, draw), planned.kind, focus | {"chart": 1})
