"""Answers about a contact budget: whom it reaches, what it brings, what other budgets and assumptions would bring."""

from agent.planner.composing_actions import short_closing
from agent.planner.results import Found
from agent.planner.saying import Saying

_GAIN = {"gain": "expected_gain", "low": "gain_lo", "high": "gain_hi"}
_ACTIONS = (
    *("name", "customers", "contacted", "control", "total_cost", "expected_gain", "gain_lo", "gain_hi"),
    *("response_rate", "margin", "contact_cost"),
)
_CUSTOMERS = ("customer_id", "name", "group", "expected_gain", "gain_lo", "gain_hi", "contact_cost", "predicted_value")
_CASES = ("name", "customers", "total_cost", "expected_gain", "kept_gain")
_CURVE = ("budget", "customers", "total_cost", "expected_gain", "next_return")


def budget(s: Saying) -> list[str]:
    """Whom to contact, the curve of gain against budget, how it hangs on the assumptions, and the trial."""
    r = s.result
    if not r.rows or not r.value(0, "customers"):
        return [s.say("advice_nobody"), *s.closing(every_remark=True)]
    cells = {key: r.cell(0, key) for key in r.columns}
    gain = {name: cells[key] for name, key in _GAIN.items()}
    head = [
        s.say("budget_chosen", budget=cells["budget"], n=cells["contacted"], cost=cells["total_cost"]),
        s.say("budget_gain", **gain),
    ]
    if r.value(0, "control"):
        head.append(s.say("budget_control", n=cells["control"]))
    head.append(s.say("budget_best" if not r.value(0, "gap") else "budget_gap", gap=cells["gap"]))
    lines = [s.joint.join(head), "", r.table(rows=len(r.rows), columns=_ACTIONS)]
    beside = {what: found for what in ("customers", "curve", "sensitivity", "trial") if (found := _of(s, what))}
    if found := beside.get("customers"):
        lines += ["", s.say("budget_listed"), "", found.table(rows=min(len(found.rows), 30), columns=_CUSTOMERS)]
    lines += _curve(s, beside.get("curve"))
    if found := beside.get("sensitivity"):
        lines += ["", s.say("budget_cases"), "", found.table(rows=len(found.rows), columns=_CASES)]
    lines += _trial(s, beside.get("trial"))
    return [*lines, *short_closing(s)]


def _of(s: Saying, what: str) -> Found | None:
    """The result that tells that; None where it was refused or holds no row."""
    found = (f for f in s.beside if not f.error and f.rows and f.extra.get("what") == what)
    return next(found, None)


def _curve(s: Saying, found: Found | None) -> list[str]:
    if found is None:
        return []
    drawn = next((f for f in s.beside if not f.error and f.extra.get("source") == found.id), None)
    chart = ["", f"{{{{chart {drawn.id}}}}}"] if drawn is not None else []
    return ["", s.say("budget_curve"), *chart, "", found.table(rows=len(found.rows), columns=_CURVE)]


def _trial(s: Saying, found: Found | None) -> list[str]:
    """What it takes to see the effect: one sentence a measure."""
    if found is None:
        return []
    items = []
    for i in range(len(found.rows)):
        cells = {key: found.cell(i, key) for key in found.columns}
        known = found.value(i, "needed") is not None
        said = {key: cells[key] for key in ("name", "control_level", "effect", "needed", "smallest", "verdict")}
        items.append(s.say("trial_item" if known else "trial_none", **said))
    return ["", s.say("trial"), "", *(f"- {item}" for item in items)]
