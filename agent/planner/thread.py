"""What a conversation has spoken of so far."""

from dataclasses import dataclass

from agent.planner.frames import Frame


@dataclass(frozen=True)
class Thread:
    """What a conversation has spoken of so far.

    Attributes:
        frame: The last question that could be read, as it was meant.
        those: The last question that found a list of customers: whom "they" means.
        people: Customers named last: whom "he", "she" or "it" means.
        group: The last question, where its answer names the first of some groups, which "it" or "there" may mean.
        before: The question before the last.
        single: The last question was about one customer, the first of those found: whom the next may still mean.
    """

    frame: Frame | None = None
    those: Frame | None = None
    people: tuple[str, ...] = ()
    group: Frame | None = None
    before: Frame | None = None
    single: bool = False
