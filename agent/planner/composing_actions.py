"""Answers about what to do: one customer's next best action, a group's, whom to contact, what goes with what."""

from agent.planner.saying import Saying

_SUMS = ("baseline", "other", "prediction")
_GROUPED = (
    *("name", "customers", "customers_share", "predicted_value", "expected_gain", "gain_lo", "gain_hi", "total_cost"),
    *("response_rate", "margin", "contact_cost"),
)
_LISTED = (
    *("customer_id", "name", "expected_gain", "gain_lo", "gain_hi", "category", "predicted_value", "p_active"),
    *("value_to_win", "service_level"),
)
_GAIN = {"gain": "expected_gain", "low": "gain_lo", "high": "gain_hi"}


def advice(s: Saying) -> list[str]:
    """The plan: of one customer in sentences, of a group or of categories as a headline and a table."""
    what = s.call.arguments.get("what", "actions")
    if what == "categories":
        return _categories(s)
    if what == "customers":
        return _customers(s)
    return _one(s) if "why" in s.result.columns else _actions(s)


def _one(s: Saying) -> list[str]:
    r = s.result
    if not r.rows:
        return [s.say("none_plain")]
    cell = {key: r.cell(0, key) for key in r.columns}
    who, leaves = r.who(0, key="customer_id"), r.value(0, "action") == "leave_alone"
    head = [s.say("advice_one", who=who, name=cell["name"], why=cell["why"])]
    if r.value(0, "category") is not None and r.value(0, "action") == "cross_sell":
        head.append(s.say("advice_category", category=cell["category"]))
    if r.value(0, "not_worth") is not None:
        head.append(s.say("advice_not_worth", names=cell["not_worth"]))
    days = r.extra.get("horizon_days", s.facts.horizon_days)
    levels = {"value": cell["predicted_value"], "low": cell["predicted_lo"], "high": cell["predicted_hi"]}
    items = [
        s.say("advice_worth", days=days, **levels),
        s.say("advice_chance", p=cell["p_active"]),
        s.say("advice_group", segment=cell["rfm_segment"], tier=cell["value_tier"], days=cell["recency_days"]),
        *_reasons(s),
        *_complaints(s),
    ]
    if not leaves:
        terms = {"response": cell["response_rate"], "margin": cell["margin"], "cost": cell["contact_cost"]}
        gain = {name: cell[key] for name, key in _GAIN.items()}
        items.append(s.say("advice_gain", **gain))
        items.append(s.say("advice_terms", increment=cell["increment"], **terms))
    items.append(s.say("advice_service", level=cell["service_level"]))
    items.append(s.say("advice_todo", owner=cell["owner"], day=cell["review_date"]))
    return [s.joint.join(head), "", *(f"- {item}" for item in items), *s.closing(every_remark=True)]


def _reasons(s: Saying) -> list[str]:
    """What raises the value most and what lowers it most, where the reasons were found."""
    r = next((found for found in s.beside if not found.error and "contribution" in found.columns), None)
    if r is None:
        return []
    parts = [(v, i) for v, i in r.numbers("contribution") if str(r.value(i, "feature")) not in _SUMS]
    said = []
    for key, best in (("advice_raises", max(parts, default=None)), ("advice_lowers", min(parts, default=None))):
        if best is not None and (best[0] > 0) == (key == "advice_raises") and best[0] != 0:
            said.append(s.say(key, name=r.cell(best[1], "name"), money=r.cell(best[1], "contribution")))
    return said


def _complaints(s: Saying) -> list[str]:
    r = s.result
    if not r.value(0, "open_complaints"):
        return []
    key = "advice_complaints" if r.value(0, "complains_of") is None else "advice_complaints_of"
    return [s.say(key, n=r.cell(0, "open_complaints"), what=r.cell(0, "complains_of"))]


def _actions(s: Saying) -> list[str]:
    r = s.result
    if not r.rows:
        return [s.say("none_plain")]
    best = next((i for i, row in enumerate(r.rows) if row.get("action") != "leave_alone"), None)
    if best is None:
        head = s.say("advice_none", n=r.cell(0, "customers"))
    else:
        gain = {name: r.cell(best, key) for name, key in _GAIN.items()}
        head = s.say("advice_most", name=r.cell(best, "name"), n=r.cell(best, "customers"), **gain)
    columns = [key for key in _GROUPED if key in r.columns]
    return [head, "", r.table(rows=len(r.rows), columns=columns), *short_closing(s)]


def _customers(s: Saying) -> list[str]:
    r = s.result
    if not r.rows:
        return [s.say("advice_nobody"), *s.closing(every_remark=True)]
    gain = {name: r.cell(0, key) for name, key in _GAIN.items()}
    several = "advice_listed" if r.n > 1 else "advice_listed_one"
    head = s.say(several, n=r.count, who=r.cell(0, "customer_id"), name=r.cell(0, "name"), **gain)
    columns = [key for key in _LISTED if any(row.get(key) is not None for row in r.rows)]
    return [head, "", r.table(rows=min(len(r.rows), 30), columns=columns), *short_closing(s)]


def _categories(s: Saying) -> list[str]:
    r = s.result
    if not r.rows:
        return [s.joint.join(r.remarks), "", s.say("as_of", as_of=r.as_of)]
    cells = {key: r.cell(0, key) for key in r.columns}
    head = s.say("advice_pair", **{key: cells[key] for key in ("category", "bought", "both", "share", "lift")})
    gain = [s.say("advice_pair_gain", **{n: cells[k] for n, k in _GAIN.items()})] if "expected_gain" in cells else []
    shown = [key for key in r.columns if key != "buyers"]
    return [s.joint.join([head, *gain]), "", r.table(rows=len(r.rows), columns=shown), *s.closing(every_remark=True)]


def short_closing(s: Saying) -> list[str]:
    """The as-of day and that gains are assumed; what else is to be said stands below the table."""
    return ["", s.joint.join([s.say("as_of", as_of=s.result.as_of), *s.result.remarks[:1]])]
