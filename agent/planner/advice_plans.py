"""Calls that answer questions about what to do, and whom they mean in a conversation."""

from dataclasses import replace
from typing import Any

from agent.planner.calls import plain
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Where
from agent.planner.reading import Call, Plan
from agent.planner.tables_choice import on_table
from agent.planner.thread import Thread

TOOL = "plan_actions"
# Reasons of the value told beside the plan of one customer: what raises it most, and what lowers it most.
_REASONS = 6


def advised(frame: Frame, thread: Thread, facts: Facts) -> tuple[Frame, Frame | None, bool] | None:
    """A question about what to do as it is meant in its conversation; None where it is another question.

    With it the question whose customers must be found first, and whether it leans on what was not said.
    """
    frame = _carried_on(frame, thread.frame) or frame
    if frame.advice is None:
        return None
    meant = frame.copied()
    if "subject" in frame.pronouns:
        return _of_subject(meant, thread, facts)
    if frame.people or not frame.pronouns:
        return meant, None, False
    if thread.people and ("it" in frame.pronouns or thread.those is None):
        meant.people, meant.pronouns = list(thread.people), set()
        return meant, None, False
    if thread.those is not None:
        return meant, thread.those, False
    return meant, None, True


def _of_subject(meant: Frame, thread: Thread, facts: Facts) -> tuple[Frame, Frame | None, bool]:
    """What to do next, of the customer, the list or the group spoken of last; else of all customers."""
    meant.pronouns = set()
    before = thread.frame
    if before is None or before.portfolio or before.appraisal:
        return meant, None, False
    if thread.people and tuple(before.people) == thread.people:
        meant.people = list(thread.people)
    elif thread.those is before and (before.rank or before.order):
        return meant, before, False
    else:
        meant.conditions = [c for c in before.conditions if _of_customers(c, facts)]
    return meant, None, False


def _of_customers(condition: Where, facts: Facts) -> bool:
    """Whether a condition says which customers, and not which orders or reviews, were meant."""
    key = condition.filter.column
    metric, attribute = facts.metric(key), facts.attribute(key)
    if condition.metric:
        return metric is not None and "customers" in metric.sources
    return attribute is not None and "customers" in attribute.columns


def _carried_on(frame: Frame, before: Frame | None) -> Frame | None:
    """A question that only names others after a plan: "and the hibernating ones?", "那德国客户呢"."""
    if before is None or before.advice is None or frame.advice is not None or frame.of_network:
        return None
    further = frame.measures or frame.order or frame.rank or frame.groups or frame.spans or frame.nouns or frame.share
    others = frame.people or frame.conditions
    if (
        not others
        or further
        or frame.searched
        or frame.texts
        or frame.asks - {"amount"}
        or frame.leftovers
        or frame.verbs
    ):
        return None
    advice = replace(before.advice, actions=() if frame.people else before.advice.actions)
    return replace(frame, advice=advice, follow=False, pronouns=set())


def plan_advice(frame: Frame, facts: Facts) -> Plan:
    """The plan of one customer with the reasons of the value, or of a group."""
    filters = [plain(on_table(condition, "customers", facts)) for condition in frame.conditions]
    if len(frame.people) == 1 and not filters:
        return _one(frame, frame.people[0])
    if frame.people:
        filters.append({"column": "customer_id", "op": "in", "value": [*frame.people]})
    if frame.advice is not None and frame.advice.budget is not None:
        return _within(frame, filters, facts)
    return Plan((_group(frame, filters),), "advice", {})


def _within(frame: Frame, filters: list[dict[str, Any]], facts: Facts) -> Plan:
    """Whom to contact within a budget, what other budgets and assumptions would bring, and the trial."""
    asked = {key: value for key, value in _group(frame, filters).arguments.items() if key not in ("what", "limit")}
    calls = [Call(TOOL, asked), Call(TOOL, {**asked, "what": "curve"}), Call(TOOL, {**asked, "what": "sensitivity"})]
    calls.append(Call(TOOL, {**asked, "what": "trial"}))
    if facts.role != "support":
        limit = {"limit": frame.advice.limit} if frame.advice is not None and frame.advice.limit else {}
        calls.append(Call(TOOL, {**asked, "what": "customers", **limit}))
    # Last: the calls that need another are made after those that need none.
    calls.append(
        Call("draw_chart", {"source": {"$id": 1}, "kind": "line", "x": "budget", "y": ["expected_gain"]}, (1,))
    )
    return Plan(tuple(calls), "budget", {})


def advice_of_found(frame: Frame, call: Call, *, alone: bool) -> Plan:
    """The plan of the customers that a call finds: of the first of them, or of all."""
    if alone:
        planned = _one(frame, {"$cell": [0, "customer_id"]}, first=1)
        return Plan((call, *planned.calls), "those_advice", planned.focus)
    filters = [{"column": "customer_id", "op": "in", "value": {"$column": [0, "customer_id"]}}]
    asked = _group(frame, filters)
    return Plan((call, Call(TOOL, asked.arguments, (0,))), "those_advice", {})


def _one(frame: Frame, customer: Any, *, first: int = 0) -> Plan:  # noqa: ANN401 - plain JSON
    needs = (0,) if first else ()
    asked = Call(TOOL, {"customer_id": customer, **_said(frame), **_what(frame)}, needs)
    focus = {"customer": customer if isinstance(customer, str) else ""}
    if frame.advice is not None and frame.advice.what == "categories":
        return Plan((asked,), "advice", focus)
    reasons = Call("explain_value", {"customer_id": customer, "limit": _REASONS}, needs)
    return Plan((asked, reasons), "advice", focus)


def _group(frame: Frame, filters: list[dict[str, Any]]) -> Call:
    advice = frame.advice
    arguments: dict[str, Any] = {"filters": filters} if filters else {}
    arguments |= {**_what(frame), **_said(frame)}
    if advice is not None and advice.actions:
        arguments["actions"] = list(advice.actions)
    if advice is not None and advice.limit:
        arguments["limit"] = min(advice.limit, 1000)
    return Call(TOOL, arguments)


def _what(frame: Frame) -> dict[str, Any]:
    what = frame.advice.what if frame.advice is not None else "actions"
    one = len(frame.people) == 1 and not frame.conditions
    return {} if what == "actions" or (one and what == "customers") else {"what": what}


def _said(frame: Frame) -> dict[str, Any]:
    """The assumptions that the question makes."""
    advice = frame.advice
    if advice is None:
        return {}
    said = {
        "margin": advice.margin,
        "response_rate": advice.response,
        "contact_cost": advice.cost,
        "budget": advice.budget,
    }
    return {key: value for key, value in said.items() if value is not None}
