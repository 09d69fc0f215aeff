"""What a role may not be told is said at once, in one line, before any tool is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call, Unclear


def counted_for_support(frame: Frame, facts: Facts) -> bool:
    """Whether customers are only named to the support desk, which sees no list of them: their number is told.

    Who asks which they are is told by the tool that this role may not see it.
    """
    several = {e.kind for e in frame.entities} == {"customer"} and all(e.plural for e in frame.entities)
    if facts.role != "support" or not (frame.conditions and several):
        return False  # "the customer" is one, whom the question does not name
    more = frame.measures or frame.order or frame.rank or frame.grown or frame.groups or frame.spans or frame.nouns
    told = frame.asks or frame.which or frame.who or frame.verbs or frame.people or frame.searched or frame.chart
    return not (more or told or frame.texts or frame.share or frame.versus or frame.horizon or frame.pronouns)


def check_role(calls: tuple[Call, ...], focus: Mapping[str, Any], *, facts: Facts) -> None:
    """Lets a plan pass that shows and filters by nothing personal, where the role is `business`.

    The tools mask the cells all the same; a list of masked e-mails answers no question.

    Raises:
        Unclear: It asks for names, e-mails or phones, or by them.
    """
    if facts.role != "business":
        return
    personal = {a.key for a in facts.dictionary.attributes if a.kind == "personal"}
    asked = {key for call in calls for key in _keys(call.arguments)} | {str(key) for key in focus.get("asked", ())}
    if personal & asked:
        raise Unclear("personal", options=(("top_customers", {"metric": "revenue"}), ("tier_list", {})))


def _keys(arguments: Mapping[str, Any]) -> Iterator[str]:
    """Columns that a call shows, groups by, sorts by or filters by."""
    yield from (str(key) for slot in ("columns", "group_by") for key in arguments.get(slot, ()))
    yield from (str(f.get("column")) for f in arguments.get("filters", ()) if isinstance(f, Mapping))
    yield str(arguments.get("sort_by", ""))
