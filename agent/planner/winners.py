"""Questions about the group found before: "which category is returned most?", "and its rating?"."""

from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Where
from agent.planner.queries import plan_query
from agent.planner.reading import Call
from data.spec import Filter

# Stand for values that are found first; three, so that no comparison of two is read into them.
_FOUND = ["\u241f1", "\u241f2", "\u241f3"]


def winner_key(call: Call, kind: str, focus: dict[str, Any]) -> str:
    """The attribute of whose groups an answer names the first; empty where it names none."""
    groups = call.arguments.get("group_by") or []
    found = kind == "groups" and len(groups) == 1 and bool(focus.get("ranked")) and call.name.startswith("query_")
    return str(groups[0]) if found and groups[0] not in ("customer_id", "order_id") else ""


def of_winner(
    frame: Frame, facts: Facts, earlier: Frame, call: Call, key: str
) -> tuple[tuple[Call, ...], str, dict[str, Any]]:
    """The calls for a question about the first group of another, or about all of its groups.

    Args:
        frame: The question.
        facts: The shop.
        earlier: The question that found the groups.
        call: Its call.
        key: The attribute it is grouped by.

    Raises:
        Unclear: The question cannot be computed.
    """
    single = call.arguments.get("limit") == 1 or "them" not in frame.pronouns
    asked = frame.copied()
    asked.pronouns, asked.follow = set(), False
    columns = {c.filter.column for c in asked.conditions}
    carried = [c for c in earlier.conditions if not c.metric and c.filter.column not in (columns | {key})]
    value: Any = _FOUND[0] if single else list(_FOUND)
    found_before = Where(Filter(column=key, op="eq" if single else "in", value=value))
    asked.conditions = [*carried, found_before, *asked.conditions]
    asked.spans = asked.spans or list(earlier.spans)
    second, kind, focus = plan_query(asked, facts)
    found = {"$cell": [0, key]} if single else {"$column": [0, key]}
    arguments = _put(dict(second.arguments), value, found)
    return (call, Call(second.name, arguments, (0,))), f"those_{kind}", focus


def _put(arguments: Any, value: Any, found: dict[str, Any]) -> Any:  # noqa: ANN401 - plain JSON
    """The arguments with what is found first in the place of what stands for it."""
    if arguments == value:
        return found
    if isinstance(arguments, dict):
        return {key: _put(inner, value, found) for key, inner in arguments.items()}
    return [_put(inner, value, found) for inner in arguments] if isinstance(arguments, list) else arguments
