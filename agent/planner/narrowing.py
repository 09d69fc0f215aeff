"""Part of what the last answer counted or added up: "and how many of those were 2 stars or lower?", 其中五星的呢."""

from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.meanings import KINDS, Measured
from agent.planner.thread import Thread

_COUNTS = frozenset({"reviews", "rated_reviews", "low_ratings", "high_ratings", "orders", "returns", "lines", "units"})
_RATED = frozenset({"low_ratings", "high_ratings"})
_CUSTOMERS = Measured("customers")
_POINTS = frozenset({"them", "it", "that", "there", "inside", "order"})


def among_rows(now: Frame, thread: Thread, facts: Facts) -> Frame | None:
    """The question narrowed to the rows that the last one was about; None where these are customers, or not meant.

    Args:
        now: The question.
        thread: What was spoken of before it.
        facts: The shop.
    """
    before = thread.frame
    if before is None or not _of_rows(before) or now.people or now.searched or now.of_network or now.outside:
        return None
    if now.versus or now.mentions("customer") or Measured("customers") in now.measures or now.asks & {"why", "lookup"}:
        return None
    pointed = bool(now.pronouns & _POINTS) and not thread.people
    # 1星2星的有几条 is read as low ratings, and is of the reviews counted before.
    rated = {m.metric for m in now.measures} <= _RATED and {m.metric for m in _measures(before)} <= {"reviews", *_RATED}
    own = (now.measures and not rated) or now.order or now.rank or now.groups or now.nouns or now.chart
    # "Only 1 or 2 stars, how many?": a count without a noun is of what was counted before.
    said = bool(now.conditions or now.measures)
    bare = "count" in now.asks and said and not (own or now.entities or now.spans)
    if not (pointed or bare) or not _narrows(now):
        return None
    if "count" in now.asks and not now.measures and not {m.metric for m in _measures(before)} <= _COUNTS:
        return None
    return _narrowed(before, now, facts)


def _measures(before: Frame) -> list[Measured]:
    """What the last question told: 一共多少订单 counts the orders that it names."""
    told = {"order": "orders", "review": "reviews"}
    named = [Measured(told[e.kind]) for e in before.entities if e.kind in told]
    return before.measures or (named if before.asks & {"count", "amount"} else [])


def _of_rows(before: Frame) -> bool:
    """Whether a question told one figure of reviews or orders, none of customers or groups."""
    several = before.groups or before.rank or before.order or before.people or before.searched or before.nouns
    measured = {m.metric for m in _measures(before)}
    of_customers = before.mentions("customer") or "customers" in measured
    return bool(measured) and not several and not of_customers and not before.of_network


def _narrows(now: Frame) -> bool:
    """Whether it names further conditions or a figure, beside the pronoun."""
    return bool(now.conditions or now.measures or now.spans or now.groups or now.nouns or now.entities)


def _narrowed(before: Frame, now: Frame, facts: Facts) -> Frame:
    frame = now.copied()
    columns = {c.filter.column for c in now.conditions}
    # "What share of those is from Germany": the others are the whole.
    kept = [replace(c, base=True) if now.share else c for c in before.conditions if c.filter.column not in columns]
    frame.conditions = [*kept, *frame.conditions]
    frame.spans = frame.spans or list(before.spans)
    counted = [e for e in now.entities if facts.metric(f"{e.kind}s")]
    if not (now.measures or now.order or counted):
        frame.measures = list(_measures(before))
    if "count" in frame.asks and frame.measures:
        frame.asks.discard("count")
        frame.asks.discard("amount")
    frame.pronouns, frame.follow = set(), False
    return frame


def of_kind(frame: Frame) -> Frame | None:
    """The customers that a first question names by their kind alone, listed: "champions in China"; or counted by group.

    None where it says more, or names none.
    """
    kinds = [c for c in frame.conditions if c.filter.column in KINDS]
    further = frame.spans or frame.horizon or frame.nouns or frame.rank or frame.share
    if not kinds or further or frame.follow or frame.pronouns or frame.versus or frame.asks:
        return None
    if frame.groups:
        return None if frame.measures or frame.order or frame.entities else replace(frame, measures=[_CUSTOMERS])
    return None if frame.content else replace(frame, entities=[Entity("customer", linked=False, plural=True)])


def between(thread: Thread, now: Frame) -> Frame | None:
    """The change from the last answer but one to the last: "so up by what percent?" after September and October."""
    later, earlier = thread.frame, thread.before
    asked = now.asks & {"growth", "grow", "shrink"}
    own = now.measures or now.order or now.conditions or now.spans or now.people or now.rank or now.nouns or now.groups
    if not asked or own or later is None or earlier is None:
        return None
    alike = later.measures == earlier.measures and later.conditions == earlier.conditions
    alone = len(later.spans) == 1 and len(earlier.spans) == 1 and later.spans != earlier.spans
    if not (alike and alone and later.measures and not later.people and not later.rank):
        return None
    frame = later.copied()
    frame.spans = [*earlier.spans, *later.spans]
    frame.asks = now.asks | {"growth"}
    frame.share, frame.follow, frame.pronouns = False, False, set()
    frame.leftovers, frame.vague, frame.mended = list(now.leftovers), list(now.vague), list(now.mended)
    return frame


def same_scope(thread: Thread, now: Frame) -> Frame | None:
    """The question with the days of the one before, where both name the same country, category … and only one the days.

    "2026年美国多少订单", then "美国的平均订单金额呢": the reading names the year, to be taken back.
    """
    before = thread.frame
    if before is None or len(before.spans) != 1 or now.spans or now.horizon or now.people or now.searched:
        return None
    told = [c.filter for c in now.conditions if not c.metric]
    same = told and len(told) == len(now.conditions) and told == [c.filter for c in before.conditions]
    timeless = now.asks & {"why", "predict", "describe", "define", "quote", "say", "complain", "praise"}
    plain = now.measures and not (now.groups or now.rank or now.order or now.versus or timeless)
    ahead = any(m.metric.startswith(("predicted_", "p_")) for m in now.measures)
    if not same or not plain or ahead:
        return None
    frame = now.copied()
    frame.spans = list(before.spans)
    return frame
