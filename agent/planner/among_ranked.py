"""How many of the first so many customers are of a kind: "of the top 50 by revenue, how many are outside the UK?".

They are ranked first and looked at then: the condition is not one on whom is ranked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Entity, Frame
from agent.planner.intents import plan
from agent.planner.meanings import Measured, Ordered
from agent.planner.reading import Plan, Unclear
from agent.planner.thread import Thread

_FORMS = (
    re.compile(
        r"^\W*(?:please )?(?:(?:take|consider|look at|pick|get)|of|among|out of|from|for|(?:who|which) (?:are"
        r"|were))\s+(?:all )?(?:the |our |my )?"
        r"(?P<head>(?=[^,.:;?]*(?:\b(?:top|best|first)\b|\d))[^,.:;?]+?)\s*[,.:;]\s*(?:and )?"
        r"(?P<rest>(?:how many|how much|what)\b.*)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?P<count>how many) of (?:the |our |my )"
        r"(?P<head>(?:top |best )?\d+ \w+(?: (?:by|with|who have)\b[^,.;?]*?)?)"
        r"(?= (?:are|is|live|come|were|have|has|accept|belong|bought)\b)(?P<rest> .*)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:先|请|帮我)*(?:取|看看?|拿|找出?|选)?"
        r"(?P<head>[^，,。；;：:？?]*(?:前\s*\d+|top\s*\d+|最[高多大]的?(?:前)?\s*\d+)[^，,。；;：:？?里中]*)"
        r"(?:(?:里面?|当?中|之中)[，,]?|[，,。；;]\s*(?:再|然后)?(?:看看?|数数?|算算?|统计|查)?(?:一下)?"
        r"(?:这些人?|他们)?(?:其中|里面|当中|[中里])|(?<=客户|顾客|买家|用户)[，,](?=[^，,。；;？?]{2,40}(?:几|多少)))"
        r"(?:的)?(?P<rest>.*(?:几|多少).*)$",
        re.IGNORECASE,
    ),
)


class Reads(Protocol):
    """What is needed of the planner: its facts, and the slots of a clause."""

    facts: Facts

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a question in plain words."""


def among_ranked(planner: Reads, question: str, aside: Sequence[str] = ()) -> tuple[Resolved, Plan] | None:
    """The calls that find the first so many customers and count or measure those of a kind; None where not asked.

    Args:
        planner: What reads the two halves.
        question: In plain words.
        aside: Clauses of it that ask for nothing.
    """
    for clause in aside:
        question = question.replace(clause, "").strip()
    found = next((m for form in _FORMS if (m := form.match(question))), None)
    if found is None:
        return None
    head = planner.frame(found["head"], Thread())
    counted = found.groupdict().get("count")
    rest = planner.frame(f"how many customers{found['rest']}" if counted else found["rest"], Thread())
    first = _ranked(head, planner.facts)
    second = _of_these(rest)
    if first is None or second is None:
        return None
    try:
        planned = plan(second, planner.facts, earlier=first)
    except Unclear:
        return None
    by = first.order.metric if first.order else ""
    return Resolved(second, those=first), replace(planned, focus=planned.focus | {"found_by": by})


def _ranked(head: Frame, facts: Facts) -> Frame | None:
    """The customers ranked; None where the first half is no such list."""
    order = head.order or (Ordered(head.measures[0].metric) if head.measures else None)
    odd = head.leftovers or head.outside or head.vague or head.groups or head.people or head.searched or head.share
    if odd or order is None or head.rank is None or not head.rank.count or not (head.mentions("customer") or head.who):
        return None
    spans = [s for s in head.spans if (s.start, s.end) != (facts.first_day, facts.as_of)]
    named = head.entities or [Entity("customer", linked=False, plural=True)]
    return Frame(rank=head.rank, order=order, conditions=[*head.conditions], spans=spans, entities=named, who=True)


def _of_these(rest: Frame) -> Frame | None:
    """What is asked of those of a kind; None where no kind is told, or more is asked than figures."""
    odd = rest.leftovers or rest.outside or rest.vague or rest.groups or rest.people or rest.searched or rest.share
    if (
        odd
        or set(rest.nouns) - {c.filter.column for c in rest.conditions}
        or rest.versus
        or rest.chart
        or rest.of_network
    ):
        return None
    if rest.rank or rest.order or rest.spans or rest.horizon or rest.texts or not rest.conditions:
        return None
    counted = "count" in rest.asks or Measured("customers") in rest.measures
    measures = [Measured("customers")] if counted else []
    measures += [m for m in rest.measures if m not in measures]
    conditions = [c for i, c in enumerate(rest.conditions) if c not in rest.conditions[:i]]
    if len({c.filter.column for c in conditions}) < len(conditions):
        return None  # "how many are in Germany, and how many in France" counts twice
    return Frame(measures=measures, conditions=conditions, pronouns={"them"}) if measures else None
