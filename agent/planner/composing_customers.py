"""Answers about customers one by one: forecasts, cards, reasons."""

from agent.planner.saying import Saying

_REASONS = 3
_SUMS = ("baseline", "other", "prediction")
_CARD = ("predicted_value", "predicted_lo", "predicted_hi")


def forecast_rank(s: Saying) -> list[str]:
    """The highest (or lowest) predicted values, with their intervals."""
    if not s.result.rows:
        return nothing(s)
    columns = [k for k in ("customer_id", *_CARD, "p_active", "predicted_orders") if k in s.result.columns]
    rows = min(len(s.result.rows), 30)
    days = s.call.arguments.get("horizon_days", s.facts.horizon_days)
    if s.focus.get("ranked"):
        head = s.say(
            "forecast_top",
            who=s.result.who(0, key="customer_id"),
            side=s.side(),
            days=days,
            value=s.result.cell(0, "predicted_value"),
            low=s.result.cell(0, "predicted_lo"),
            high=s.result.cell(0, "predicted_hi"),
        )
    else:
        head = s.say("forecast_each", days=days)
    table = [] if rows == 1 else ["", s.result.table(rows=rows, columns=columns)]
    return [head, *table, *s.closing()]


def predict(s: Saying) -> list[str]:
    """One customer's forecast: value, interval, chance of a purchase, orders."""
    if not s.result.rows:
        return nothing(s)
    r, days = s.result, s.call.arguments.get("horizon_days", s.facts.horizon_days)
    who, name = r.who(0, key="customer_id"), r.cell(0, "customer_id")
    value = {"value": r.cell(0, "predicted_value"), "low": r.cell(0, "predicted_lo"), "high": r.cell(0, "predicted_hi")}
    p, orders = r.cell(0, "p_active"), r.cell(0, "predicted_orders")
    if s.focus.get("metric") == "p_active":
        sentences = [s.say("predict_active_first", who=who, days=days, p=p), s.say("predict_value_too", **value)]
    elif s.focus.get("metric") == "predicted_orders":
        sentences = [
            s.say("predict_orders_first", name=name, days=days, orders=orders),
            s.say("predict_value_too", **value),
        ]
    else:
        sentences = [s.say("predict", who=who, days=days, **value), s.say("predict_active", p=p)]
        sentences.append(s.say("predict_orders", orders=orders))
    joint = " " if s.reading.language == "en" else ""
    return [joint.join(sentences), *s.closing()]


def lookup(s: Saying) -> list[str]:
    """A customer's card, or the one fact of it that was asked for."""
    r = s.result
    if not r.rows:
        return nothing(s)
    if len(r.rows) > 1:
        return [s.say("lookup_many", n=r.count), "", r.table(), *s.closing()]
    name = r.cell(0, "customer_id")
    asked = [key for key in s.focus.get("asked", ()) if key in r.columns]
    if asked:
        lines = [s.say("lookup_asked", metric=s.metric(key), name=name, value=r.cell(0, key)) for key in asked]
        forecast = any(key in (*_CARD, "p_active", "predicted_orders") for key in asked)
        return [*lines, *(s.closing() if forecast else ["", s.say("as_of", as_of=r.as_of)])]
    sentences = [s.say("lookup_found", name=name)]
    who = r.who(0, key="customer_id")
    if all(r.value(0, key) is not None for key in _CARD):
        low, high = r.cell(0, "predicted_lo"), r.cell(0, "predicted_hi")
        sentences.append(s.say("lookup_value", who=who, value=r.cell(0, "predicted_value"), low=low, high=high))
    if all(key in r.columns for key in ("revenue", "orders", "last_purchase")):
        cells = {"revenue": r.cell(0, "revenue"), "orders": r.cell(0, "orders"), "last": r.cell(0, "last_purchase")}
        sentences.append(s.say("lookup_history", **cells))
    if all(key in r.columns for key in ("rfm_segment", "value_tier")):
        sentences.append(s.say("lookup_segment", segment=r.cell(0, "rfm_segment"), tier=r.cell(0, "value_tier")))
    return [("" if s.reading.language == "zh" else " ").join(sentences), "", r.table(), *s.closing()]


def explain(s: Saying) -> list[str]:
    """Why a customer is worth what is predicted: the parts that raise and lower it, in money."""
    r = s.result
    places = {str(row.get("feature")): i for i, row in enumerate(r.rows)}
    if "prediction" not in places:
        return [s.say("none_plain")]
    days = r.extra.get("horizon_days", s.call.arguments.get("horizon_days", s.facts.horizon_days))
    head = s.say(
        "explain",
        who=s.say("customer", name=r.extra.get("customer_id", s.focus.get("customer", ""))),
        days=days,
        prediction=r.cell(places["prediction"], "contribution"),
        baseline=r.cell(places["baseline"], "contribution"),
    )
    parts = [(v, i) for v, i in r.numbers("contribution") if str(r.value(i, "feature")) not in _SUMS]
    raising = sorted((p for p in parts if p[0] > 0), reverse=True)[:_REASONS]
    lowering = sorted(p for p in parts if p[0] < 0)[:_REASONS]
    lines = [head]
    for key, chosen in (("explain_up", raising), ("explain_down", lowering)):
        if chosen:
            lines += ["", s.say(key), ""]
            said = [
                s.say("explain_item", feature=r.cell(i, "name"), money=r.cell(i, "contribution")) for _, i in chosen
            ]
            lines += [f"- {item}" for item in said]
    columns = [key for key in ("name", "contribution", "value", "typical") if key in r.columns]
    return [*lines, "", s.say("explain_sum"), "", r.table(rows=len(r.rows), columns=columns), *s.closing()]


def nothing(s: Saying) -> list[str]:
    """That nothing was found, and for what."""
    scope = s.scope()
    return [s.say("none_customers", scope=scope) if scope else s.say("none_plain")]
