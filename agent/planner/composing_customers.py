"""Answers about customers one by one: forecasts and cards."""

from agent.planner.saying import Saying

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
        sentences.append(s.say("predict_orders", orders=orders))
    elif s.focus.get("metric") == "predicted_orders":
        sentences = [
            s.say("predict_orders_first", name=name, days=days, orders=orders),
            s.say("predict_value_too", **value),
            s.say("predict_active", p=p),
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
        lines = [_fact(s, key) for key in asked]
        forecast = any(key in (*_CARD, "p_active", "predicted_orders", "likely_tier", "p_high") for key in asked)
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


def customer_facts(s: Saying) -> list[str]:
    """Several facts of one customer, each in its sentence, those of another horizon last."""
    found = (s.result, *s.beside)
    card = Saying(s.reading, found[s.focus["card"]], s.reading.calls[s.focus["card"]], s.facts, s.words)
    if not card.result.rows:
        return nothing(card)
    lines = [_fact(card, key) for key in s.focus["asked"]]
    if (place := s.focus.get("forecast")) is not None:
        ahead, *rest = predict(Saying(s.reading, found[place], s.reading.calls[place], s.facts, s.words))
        return [*lines, ahead, *rest]
    return [*lines, "", s.say("as_of", as_of=card.result.as_of)]


def told_facts(s: Saying) -> list[str]:
    """The facts of a customer's card that were asked for, one a line."""
    return [_fact(s, key) for key in s.focus["asked"]] if s.result.rows else []


def _fact(s: Saying, key: str) -> str:
    """One fact of a customer's card."""
    r = s.result
    if key == "next_order":
        who, known = r.who(0, key="customer_id"), r.value(0, key) is not None
        return s.say("next_order" if known else "next_order_none", who=who, value=r.cell(0, key))
    text = "lookup_named" if key == "likely_tier" else "lookup_asked"
    return s.say(text, metric=s.metric(key), name=r.cell(0, "customer_id"), value=r.cell(0, key))


def nothing(s: Saying) -> list[str]:
    """That nothing was found, and for what."""
    scope, groups = s.scope(), s.call.arguments.get("group_by")
    if groups and scope and s.call.arguments.get("having"):
        return [s.say("none_groups", group=s.words.groups(groups), scope=scope), *s.closing()]
    return [s.say("none_customers", scope=scope) if scope else s.say("none_plain")]
