"""The slots of a turn of a conversation: what it leaves unsaid is taken from the turn before, rule by rule."""

from collections.abc import Callable

from agent.planner.both_together import both_together, gap_of_both
from agent.planner.completed import completed
from agent.planner.facts import Facts
from agent.planner.first_of_list import read_first
from agent.planner.found_person import figure_of_found, of_orderer, of_them_with_range
from agent.planner.frames import Frame
from agent.planner.newcomers import among_buyers, named_again, newcomers_of
from agent.planner.of_each import of_each
from agent.planner.order_turns import in_found_order, of_that_order
from agent.planner.ranked_again import ranked_again
from agent.planner.same_rows import of_same_rows
from agent.planner.thread import Thread
from agent.planner.turns import leaning, of_the_customer, without_opinion


def read_turn(
    question: str,
    thread: Thread,
    facts: Facts,
    *,
    read: Callable[[str], Frame],
    answerable: Callable[[Frame], bool],
) -> Frame:
    """The slots of a question of a conversation: one cut short is of what was spoken of.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
        facts: The shop.
        read: Reads a question's slots.
        answerable: Whether slots make a question that has an answer.
    """
    if order := of_that_order(question, thread):
        told = read(order)
        if not (told.leftovers or told.outside) and answerable(told):
            return told
    if (inside := in_found_order(question, thread)) is not None:
        return inside
    question, aside = without_opinion(named_again(question, thread))
    if (both := both_together(question, thread)) is not None:
        return both
    if (bought := of_orderer(question, thread, read)) is not None:
        return bought
    if (each := of_each(question, thread, facts, read)) is not None:
        return each
    question, ranged = of_them_with_range(question)
    frame = read_first(question, thread, read) or read(question)
    if frame.report is not None:
        return frame  # an order says by itself of what: "write the model report" tells nothing of a customer before
    if (same := gap_of_both(question, frame, thread) or of_same_rows(question, frame, thread)) is not None:
        return same
    if (among := among_buyers(question, frame, thread)) is not None:
        return among
    frame = newcomers_of(question, frame, thread, facts)
    frame = completed(question, frame, thread, facts)
    frame = ranked_again(question, frame, thread, facts)
    frame.aside += aside
    theirs = of_the_customer(question, frame, thread, read)
    if theirs is not None and answerable(theirs):
        return theirs
    return figure_of_found(question, leaning(question, frame, thread), thread, facts, ranged=ranged)
