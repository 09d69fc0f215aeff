"""Groups named like the heading of a table: "value tiers: headcount", "channels, net revenue Q3 2026?"."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Groups, Line, Where, join, soft
from agent.planner.structure import metric_of

_HEADED = re.compile(r"\s*[:,：，]")


def read_headings(line: Line, facts: Facts, question: str) -> Line:
    """The line with a plural attribute that opens it, apart from the measures behind it, as its groups.

    Args:
        line: The chunks so far.
        facts: The shop.
        question: Cleaned, for the punctuation between them.
    """
    first = next((at for at, chunk in enumerate(line) if not soft(chunk)), None)
    if first is None or line[first].meaning is not None or not line[first].token.is_plural:
        return line
    head = line[first]
    attribute = facts.attribute(head.key("attribute"))
    named = attribute is not None and attribute.groupable and attribute.kind != "date" and not head.has("entity")
    rest = line[first + 1 :]
    grouped = any(c.has("group", "which") for c in rest) or any(
        isinstance(c.meaning, Where) and not c.meaning.metric for c in rest
    )
    measured = any(metric_of(c, facts) or c.has("ask", "count") or c.has("entity") for c in rest)
    if attribute is None or not named or grouped or not measured or not _HEADED.match(question, head.token.end):
        return line
    return [*line[:first], join([head], Groups((attribute.key,))), *rest]
