"""The call that makes a report, or the question back: which kind, of which customer, of which segment."""

from typing import Any

from agent.planner.facts import Facts
from agent.planner.meanings import ReportWish
from agent.planner.reading import Call, Plan, Unclear
from agent.reports.model import KINDS, NEEDS_SUBJECT, ROLES, Kind

TOOL = "make_report"


def plan_report(wish: ReportWish, facts: Facts) -> Plan:
    """The call, once it is said of what.

    Raises:
        Unclear: It is not said which kind, or of whom.
    """
    kind: Kind | None = next((known for known in KINDS if known == wish.kind), None)
    if kind is None:
        raise Unclear("report_kind", options=tuple(_offers(facts)))
    if kind in NEEDS_SUBJECT and not wish.subject:
        raise Unclear(f"report_{kind}", options=tuple(o for o in _offers(facts) if o[0] == f"report_{kind}"))
    arguments: dict[str, Any] = {"kind": kind}
    arguments |= {kind: wish.subject} if wish.subject else {}
    arguments |= {"formats": list(wish.formats)} if wish.formats else {}
    arguments |= {"language": wish.language} if wish.language else {}
    return Plan((Call(TOOL, arguments),), "report", {"kind": kind})


def _offers(facts: Facts) -> list[tuple[str, dict[str, str]]]:
    """Reports that the role may have, each of something that there is."""
    some = {"segment": _segment(facts)}
    return [(f"report_{kind}", {"of": some.get(kind, "")}) for kind in KINDS if facts.role in ROLES[kind]]


def _segment(facts: Facts) -> str:
    return next(iter(facts.values.get("rfm_segment", ())), "")
