"""What to do next with all customers: actions, whom to begin with, assumptions, what budgets bring, how to prove it."""

from collections.abc import Iterator
from typing import Final

from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.writer import Writer

_ACTIONS: Final = (
    *("name", "customers", "predicted_value", "value_to_win", "expected_gain", "gain_lo", "gain_hi", "total_cost"),
    *("owner", "review_date"),
)
_ASSUMED: Final = ("name", "response_rate", "margin", "contact_cost")
_FIRST: Final = (
    *("customer_id", "name", "category", "expected_gain", "gain_lo", "gain_hi", "predicted_value", "p_active"),
    "service_level",
)
_CURVE: Final = ("budget", "customers", "total_cost", "expected_gain", "return", "next_return")
_CASES: Final = ("name", "customers", "total_cost", "expected_gain", "kept_gain")
_TRIAL: Final = ("name", "control_level", "effect", "needed", "contacted", "control", "smallest", "verdict")
_CONTACTS: Final = 15


def action_sections(writer: Writer) -> Iterator[Section]:
    """Actions and budget, where the actions are planned; the second only where there is a contact that pays."""
    if not writer.has("plan_actions"):
        return
    planned = writer.attempt("actions", "plan_actions")
    if planned is None or not planned.table.rows:
        return
    said = writer.paragraph("actions.first", "actions.most", most=writer.best("actions", "expected_gain"))
    blocks: list[Block] = [
        *said,
        writer.table("actions", _ACTIONS),
        writer.table("actions", _ASSUMED, caption=writer.texts["table.assumed"]),
    ]
    contacts = writer.attempt("contacts", "plan_actions", what="customers", limit=_CONTACTS)
    if contacts is not None and contacts.table.rows:
        blocks += [*writer.paragraph("actions.contacts"), writer.table("contacts", _FIRST)]
    pairs = writer.attempt("pairs", "plan_actions", what="categories")
    if pairs is not None and pairs.table.rows:
        blocks += [*writer.paragraph("actions.pair"), writer.table("pairs")]
    yield from section(writer, "actions", blocks)
    yield from _budget(writer)


def _budget(writer: Writer) -> Iterator[Section]:
    """What each budget brings, what other assumptions would change, and the trial that would show the effect."""
    curve = writer.attempt("curve", "plan_actions", what="curve")
    if curve is None or len(curve.table.rows) < 2:
        return
    blocks: list[Block] = [*writer.paragraph("budget.whole", "budget.half", half=(len(curve.table.rows) - 1) // 2)]
    blocks += [writer.picture("curve", "line", "budget", ["expected_gain"]), writer.table("curve", _CURVE)]
    for name, columns in (("sensitivity", _CASES), ("trial", _TRIAL)):
        told = writer.attempt(name, "plan_actions", what=name)
        if told is not None and told.table.rows:
            blocks += [*writer.paragraph(f"budget.{name}"), writer.table(name, columns)]
    yield from section(writer, "budget", blocks)
