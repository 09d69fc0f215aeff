"""Understands a question clause by clause where it cannot be, or must not be, understood as one."""

import re
from dataclasses import dataclass, replace
from typing import Protocol

from agent.planner.among_ranked import among_ranked
from agent.planner.best_within import best_within
from agent.planner.clauses import POINTING, asks, clauses, pointing, together, told_within
from agent.planner.facts import Facts
from agent.planner.followups import Resolved, resolve
from agent.planner.frames import Frame
from agent.planner.grown_among import grown_among
from agent.planner.lexicon import Lexicon
from agent.planner.meanings import Span
from agent.planner.newcomers import among_buyers
from agent.planner.ranked_total import ranked_total
from agent.planner.reading import Plan
from agent.planner.reasons_and_words import reasons_and_words
from agent.planner.review_summaries import SUMMARY, contrast
from agent.planner.thread import Thread
from agent.planner.turns import leaning
from agent.planner.two_scopes import apart_from_own_part
from agent.planner.winner_beside import winner_beside

_EVER = re.compile(
    r"\b(?:all|every one)(?: of)?(?: its| their| the)? (?:reviews|ratings|orders|history)\b"
    r"|\bever\b|whole time|all[- ]time|(?:全部|所有|全体)的?(?:评价|评论|评分|订单)|历史|历来|全时段",
    re.IGNORECASE,
)


class Reads(Protocol):
    """What is needed of the planner: frames, plans and threads."""

    facts: Facts
    lexicon: Lexicon

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a cleaned question."""

    def attempt(self, resolved: Resolved) -> Plan | None:
        """The plan of a question as it is meant; None where there is none."""

    def after(self, frame: Frame, planned: Plan, *, before: Thread | None = None) -> Thread:
        """What the conversation has spoken of then."""


@dataclass(frozen=True)
class Steps:
    """A question understood clause by clause.

    Attributes:
        resolved: Its last clause, as it is meant.
        plan: The calls of all clauses.
        thread: What the conversation has spoken of then.
    """

    resolved: Resolved
    plan: Plan
    thread: Thread


def stepwise(planner: Reads, question: str, frame: Frame, thread: Thread, *, resolved: Resolved) -> Steps | None:
    """The question in steps; None where it is one, or no step can be answered.

    Args:
        planner: What reads the clauses.
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        resolved: The question as one, as it is meant.
    """
    if (two := contrast(planner, question, frame, thread)) is not None:
        return Steps(*two, planner.after(frame, two[1], before=thread))
    if (within := best_within(planner, question)) is not None and within[0].those is not None:
        found = planner.attempt(Resolved(within[0].those))
        after = planner.after(within[0].those, found, before=thread) if found is not None else thread
        return Steps(*within, after)
    if (grown := grown_among(planner, frame)) is not None:
        first = grown[0].those or frame
        found = planner.attempt(Resolved(first))
        return Steps(*grown, planner.after(first, found, before=thread) if found is not None else thread)
    beside = winner_beside(frame, planner.facts) if not _EVER.search(question) else None
    if beside is not None:
        return Steps(*beside, planner.after(beside[0].frame, beside[1], before=thread))
    if (counted := among_ranked(planner, question, frame.aside)) is not None:
        return Steps(*counted, planner.after(frame, counted[1], before=thread))
    meant = resolved.frame if resolved.those is None and not resolved.lost else frame
    if (summed := ranked_total(question, frame, planner.facts)) is not None:
        first = summed[0].those or frame
        found = planner.attempt(Resolved(first))
        return Steps(*summed, planner.after(first, found, before=thread) if found is not None else thread)
    if (told := reasons_and_words(frame, planner.facts) or apart_from_own_part(meant, planner.facts)) is not None:
        listed = planner.attempt(told[0])
        after = planner.after(told[0].frame, listed, before=thread) if listed is not None else thread
        return Steps(*told, after)
    return _within(planner, question, frame, thread) or _in_steps(planner, question, frame, thread, resolved)


def _within(planner: Reads, question: str, frame: Frame, thread: Thread) -> Steps | None:
    """The question as one query where its pronouns mean what its own first clause names."""
    place = pointing(question, planner.lexicon) if frame.pronouns & POINTING else -1
    cuts = [(a, b) for a, b, _ in clauses(question) if len(a) <= place and not frame.leftovers]
    if not cuts:
        return None
    head, rest = (planner.frame(part, thread) for part in cuts[-1])
    whole = told_within(frame, head, rest)
    resolved = resolve(whole, thread, planner.facts) if whole is not None else None
    planned = planner.attempt(resolved) if resolved is not None and not resolved.lost else None
    # A search of reviews takes any word for a topic, and would drop what else is asked.
    if resolved is None or planned is None or planned.calls[0].name in ("search_reviews", SUMMARY):
        return None
    return Steps(resolved, planned, planner.after(resolved.frame, planned, before=thread))


def _in_steps(planner: Reads, question: str, frame: Frame, thread: Thread, resolved: Resolved) -> Steps | None:
    """The question as two, the second about what the first finds, where it cannot be answered as one."""
    if not resolved.lost and (frame.leftovers or frame.outside or planner.attempt(resolved) is not None):
        return None
    for before, behind, sentences in clauses(question):
        first = _step(planner, before, thread)
        if first is None or not asks(first.resolved.frame):
            continue
        rest = planner.frame(behind, first.thread)
        points = bool(rest.pronouns & POINTING or rest.follow)
        second = _step(planner, behind, first.thread, beside=True) if asks(rest) and (points or sentences) else None
        if second is not None:
            return Steps(second.resolved, together(first.plan, second.plan), _of_both(first, second))
    return None


def _of_both(first: Steps, second: Steps) -> Thread:
    """What was spoken of then; by two figures of the same things, both: "and baby?" asks for both again."""
    one, two = first.resolved.frame, second.thread.frame
    if two is None or first.plan.calls[-1].name != second.plan.calls[-1].name or not (one.measures and two.measures):
        return second.thread
    if any(getattr(one, slot) != getattr(two, slot) for slot in ("conditions", "spans", "groups", "order", "rank")):
        return second.thread
    measures = [*one.measures, *(m for m in two.measures if m not in one.measures)]
    return replace(second.thread, frame=replace(two, measures=measures))


def _step(planner: Reads, question: str, thread: Thread, *, beside: bool = False) -> Steps | None:
    """One clause, read as a question of its own; a bare figure beside the first clause is of whom that tells."""
    frame = planner.frame(question, thread)
    told = thread.frame
    if beside and told is not None and told.conditions and not (told.groups or told.rank or told.order):
        frame = among_buyers(question, frame, thread) or leaning(question, frame, thread)
    elif beside:
        frame = among_buyers(question, frame, thread) or frame
    if not frame.spans and _EVER.search(question):
        # The category of this year's highest revenue, and the rating of all its reviews: of all time.
        frame.spans = [Span(planner.facts.first_day, planner.facts.as_of)]
    resolved = resolve(frame, thread, planner.facts)
    planned = None if resolved.lost else planner.attempt(resolved)
    if planned is None:
        return _in_steps(planner, question, frame, thread, resolved)
    after = thread if resolved.those is not None else planner.after(resolved.frame, planned, before=thread)
    return Steps(resolved, planned, after)
