"""What kind of question it is: explain, predict, look up, reviews, describe, or a query; and the calls it takes."""

from typing import Any

from agent.planner.advice_plans import advice_of_found, plan_advice
from agent.planner.customer_facts import on_customers
from agent.planner.customer_plans import about_people, card_of
from agent.planner.drafts import BUCKETS, PREDICTED
from agent.planner.facts import Facts
from agent.planner.found_first import reasons_of_found, reviews_of_found
from agent.planner.frames import Frame
from agent.planner.group_suppositions import plan_group
from agent.planner.network_plans import appraisal, doubtful, simulations, with_words
from agent.planner.one_order import goods_of_found
from agent.planner.portfolio import portfolio_plan
from agent.planner.queries import plan_query
from agent.planner.ratings import rated_apart
from agent.planner.reading import Call, Plan, Unclear
from agent.planner.report_plans import plan_report
from agent.planner.review_search import plan_review_search, wants_reviews
from agent.planner.roles import counted_for_support
from agent.planner.segments_beside import segments_beside
from agent.planner.stock import stock_plan
from agent.planner.winners import of_winner, winner_key

# The column that a picture of an assessment shows; of the others there is none.
_DRAWN = {"assess_importance": "share"}
# Reasons told one by one; the rest is summed up.
_REASONS = 5
_CARD_WORDS = frozenset({"name", "email", "phone"})


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
    if "quality" in frame.asks:
        return Plan((Call("describe_data", {"about": ["quality"]}),), "assess_quality", {})
    if "describe" in frame.asks:
        return Plan((Call("describe_data", {}),), "describe", {})
    # 2025年的总销售额（不扣退货的口径）: what a figure of some days means is said to get the figure.
    if "define" in frame.asks and not frame.spans and (about := _defined(frame)):
        return Plan((Call("describe_data", {"about": about}),), "define", {"about": about})
    if frame.order_found is not None:
        return Plan(*goods_of_found(plan_query(frame.order_found, facts)[0], facts))
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
        return card_of(apart.join(frame.leftovers), [], frame.nouns, facts)
    if (frame.people or frame.searched) and (found := about_people(frame, facts)):
        return found
    if beside := segments_beside(frame, facts):
        return beside
    if parts := rated_apart(frame):
        from agent.planner.clauses import together

        return together(plan(parts[0], facts), plan(parts[1], facts))
    frame.asks |= {"count"} if counted_for_support(frame, facts) else set()
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
    """What if, what to do, how good the model is, the whole customer base, or a report."""
    if frame.report is not None:
        return plan_report(frame.report, facts)
    if frame.portfolio:
        return stock_plan(frame, facts) if frame.portfolio == "stock" else portfolio_plan(frame)
    if frame.group_change is not None:
        return plan_group(frame, facts)
    if frame.advice is not None:
        return plan_advice(frame, facts)
    if frame.appraisal == "sentiment" and "reviews" not in facts.tables:
        raise Unclear("no_reviews")
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
    keys += [str(c.filter.value) for c in frame.conditions if c.filter.column == "segment" and c.filter.op == "eq"]
    return list(dict.fromkeys(keys)) if not frame.groups and not frame.people else []


def _why(frame: Frame, facts: Facts) -> Plan:
    if frame.searched and not frame.people:
        found = Plan(*reasons_of_found(frame, _explain(frame, {"$cell": [0, "customer_id"]}, needs=(0,))))
        return with_words(found)
    if frame.people:
        if len(frame.people) > 1:
            raise Unclear("why_one", options=tuple(("why", {"customer": p}) for p in frame.people[:3]))
        ahead = {"horizon_days": frame.horizon} if frame.horizon else {}
        calls = (_explain(frame, frame.people[0]), Call("predict_value", {"customer_ids": [*frame.people], **ahead}))
        told = _drawn(frame, Plan(calls, "explain", {"customer": frame.people[0], "y": "contribution"}))
        return with_words(told)
    if frame.order is not None and frame.mentions("customer") and not frame.groups:
        call, kind, focus = plan_query(frame, facts)
        if kind in ("forecast_rank", "rank"):
            explain = _explain(frame, {"$cell": [0, "customer_id"]}, needs=(0,))
            return with_words(Plan((call, explain), "rank_explain", focus))
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


def _of_those(frame: Frame, facts: Facts, earlier: Frame) -> Plan:
    """A question about the customers that the question before found: they are found again, then asked about."""
    call, kind, focus = plan_query(earlier, facts)
    if key := winner_key(call, kind, focus):
        return Plan(*of_winner(frame, facts, earlier, call, key))
    if kind not in ("forecast_rank", "rank", "list") or focus.get("thing") != "customers":
        raise Unclear("whom", options=(("top_customers", {"metric": "predicted_value"}),))
    if frame.advice is not None:
        ranked = call.arguments.get("limit") == 1 or ("it" in frame.pronouns and bool(focus.get("ranked")))
        return advice_of_found(frame, call, alone=ranked)
    if frame.change is not None:
        if "it" not in frame.pronouns:
            raise Unclear("what_if_one")
        first = {"$cell": [0, "customer_id"]}
        return Plan((call, *simulations(frame, facts, first, needs=(0,))), "rank_simulate", focus)
    if foretold := _foretold_of_first(frame, call, facts):
        return Plan((call, foretold[0]), foretold[1], focus | foretold[2])
    if "why" in frame.asks or ("it" in frame.pronouns and not frame.measures and not frame.order):
        one = {"$cell": [0, "customer_id"]}
        if "why" in frame.asks:
            # The list was shown as the answer to the question before.
            explained = Plan((call, _explain(frame, one, needs=(0,))), "rank_explain", focus | {"shown": True})
            return with_words(explained)
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
    # 他净贡献多少, after ten who returned most: he is the first of them.
    alone = "it" in frame.pronouns and "them" not in frame.pronouns and bool(focus.get("ranked"))
    named = {"op": "eq", "value": {"$cell": [0, "customer_id"]}} if alone else {"op": "in", "value": ids}
    filters = [*second.arguments.get("filters", []), {"column": "customer_id", **named}]
    after = Call(second.name, {**second.arguments, "filters": filters}, (0,))
    return Plan((call, after), f"those_{second_kind}", second_focus)


def _foretold_of_first(frame: Frame, found: Call, facts: Facts) -> tuple[Call, str, dict[str, Any]] | None:
    """What lies ahead of the one customer found, told by name and not as a sum of customers."""
    # "How much is that person expected to bring?": money is what is expected.
    bare = ["predicted_value"] if "predict" in frame.asks and "amount" in frame.asks else []
    keys = [m.metric for m in frame.measures] or bare
    ranked = found.arguments.get("limit") == 1 or frame.pronouns & {"it"}
    narrowed = frame.conditions or frame.groups or frame.rank or frame.order or frame.spans or frame.share or frame.each
    if not (keys and set(keys) <= set(PREDICTED) and ranked) or narrowed or frame.nouns or "why" in frame.asks:
        return None
    one = {"$cell": [0, "customer_id"]}
    if frame.horizon and frame.horizon != facts.horizon_days:
        ahead = {"customer_ids": [one], "horizon_days": frame.horizon}
        return Call("predict_value", ahead, (0,)), "those_predict", {"metric": keys[0]}
    return Call("lookup_customer", {"customer": one}, (0,)), "rank_lookup", {"asked": keys}


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
