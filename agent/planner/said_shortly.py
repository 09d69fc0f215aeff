"""Slots put right in clipped questions: "w/ low and high ends", "by £", "champions … – list w/ prob and value"."""

import re

from agent.planner.drafts import FORECAST
from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.leftovers import understood
from agent.planner.meanings import KINDS, Line, Measured, Ordered, Where

_FORETOLD = frozenset({"predicted_value", "predicted_lo", "predicted_hi"})
_WHO = ("spender", "buyer", "customer", "returner")
_EXPECTED = re.compile(r"\b(?:expect|foresee|forecast|predict|anticipate)\b", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\b(?:so far|ha(?:s|ve|d)|did|placed|made|already|to date|until now|past|previous|ordered|bought)\b"
    r"|[过已了]|至今|目前|历史",
    re.IGNORECASE,
)
_NEXT_DATE = re.compile(r"\b(?:expected|predicted|likely|probable|next)\s+(?:\w+ )?date\b", re.IGNORECASE)
_RISK = frozenset({"p_active", "recency_days", "rfm_segment"})
# Customers are wanted one by one, not a sum of them.
_ONE_BY_ONE = re.compile(r"\b(?:which|list|show|name)\b|哪些|名单|列出|列一下", re.IGNORECASE)
_SUMMED = re.compile(
    r"\b(?:total|sum|summed|combined|together|altogether|average|avg|mean|median|overall)\b|合计|总|平均|均|一共",
    re.IGNORECASE,
)
# The share of cases that the ranges are made to hold.
_HELD = re.compile(r"80 ?(?:%|percent|per cent)")
_ONCE_RATE = re.compile(
    r"\b(?:one[- ]and[- ]done|one[- ]time(?:r| buyer| customer)?|one[- ]off|single[- ](?:order|purchase))s?[- ]rate\b",
    re.IGNORECASE,
)


def settle_shortly(frame: Frame, line: Line, question: str, facts: Facts) -> None:
    """Changes the slots to what clipped words say.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned.
        facts: The shop.
    """
    _kinds_of_customers(frame, line, question, facts)
    _spenders(frame, line)
    _ranges(frame, line, question)
    _by_money(frame, line, question)
    _once_only_rate(frame, question)
    _said_in_parentheses(frame, question)
    _foreseen(frame, question, facts)
    if any(c.filter.column in _RISK for c in frame.conditions):
        # "About to slip away (p_active under 0.5)": what that means is said.
        frame.vague = [(key, word) for key, word in frame.vague if key != "churn"]


def _ranges(frame: Frame, line: Line, question: str) -> None:
    """Takes "with low and high ends" as the range that is told with every predicted value of a list."""
    asked = {m.metric for m in frame.measures} | ({frame.order.metric} if frame.order else set())
    listed = bool(frame.rank or frame.order or frame.people or frame.mentions("customer"))
    for chunk in line:
        if not chunk.has("beside", "range") or not (asked & _FORETOLD and listed):
            continue
        written = question[chunk.token.start : chunk.token.end]
        understood(frame, written)
        for word in [w for w in frame.leftovers if _HELD.fullmatch(w)]:
            understood(frame, word)
        if frame.order and frame.order.metric == "predicted_value":
            frame.measures = [m for m in frame.measures if m.metric not in _FORETOLD]
        elif not frame.people:
            frame.measures += [
                m for m in (Measured("predicted_lo"), Measured("predicted_hi")) if m not in frame.measures
            ]


def _spenders(frame: Frame, line: Line) -> None:
    """Ranks customers where only "spenders" says who is ranked: "our 10 biggest future spenders"."""
    named = [c.text for c in line if isinstance(c.meaning, Ordered) and c.text.rstrip("s").endswith(_WHO)]
    if named and not (any(not e.asked for e in frame.entities) or frame.nouns or frame.groups):
        frame.entities.append(Entity("customer", linked=False, plural=named[0].endswith("s")))


def _once_only_rate(frame: Frame, question: str) -> None:
    """Takes a "one-and-done rate" for the share of customers with one order."""
    found = _ONCE_RATE.search(question)
    once = [c for c in frame.conditions if (c.filter.column, c.filter.op, c.filter.value) == ("orders", "eq", 1)]
    if found and once:
        frame.conditions = [once[0], *(c for c in frame.conditions if c not in once)]
        frame.share, frame.measures = True, [Measured("customers")]
        frame.verbs.discard("rate")
        understood(frame, "rate")


def _said_in_parentheses(frame: Frame, question: str) -> None:
    """Leaves out the measure that parentheses name again: "median basket size (order total)"."""
    summed = {m.metric for m in frame.measures if m.aggregate != "default"}
    if "(" in question or "（" in question:
        frame.measures = [m for m in frame.measures if m.aggregate != "default" or m.metric not in summed]


def _foreseen(frame: Frame, question: str, facts: Facts) -> None:
    """Takes "how many orders do we expect from K00841" and its "expected date" for what lies ahead of a customer."""
    if len(frame.people) != 1:
        return
    ahead = {m.metric: FORECAST.get(m.metric, m.metric) for m in frame.measures}
    if frame.asks & {"predict", "foresee"} and not frame.spans and _EXPECTED.search(question):
        plain = all(m.aggregate == "default" and facts.metric(ahead[m.metric]) for m in frame.measures)
        frame.measures = [Measured(ahead[m.metric]) for m in frame.measures] if plain else frame.measures
    ahead_too = frame.horizon or frame.asks & {"predict", "foresee"}
    if Measured("p_active") in frame.measures and ahead_too and not (frame.spans or _SO_FAR.search(question)):
        # "The chance of another order, and how many orders is that likely to be": both lie ahead.
        frame.measures = [Measured("predicted_orders") if m == Measured("orders") else m for m in frame.measures]
    if "date" in frame.nouns and _NEXT_DATE.search(question) and facts.attribute("next_order"):
        frame.nouns = ["next_order" if noun == "date" else noun for noun in frame.nouns]


def _by_money(frame: Frame, line: Line, question: str) -> None:
    """Ranks by money what "top 2 products, by £" does."""
    for chunk in line:
        key = chunk.key("in_what")
        if key and frame.rank is not None and frame.order is None:
            frame.order = Ordered(key, superlative=False)
            understood(frame, question[chunk.token.start : chunk.token.end])


def _kinds_of_customers(frame: Frame, line: Line, question: str, facts: Facts) -> None:
    """Lists customers of a segment or tier where figures of each are wanted: "champions …, list with value"."""
    kinds = [c for c in line if isinstance(c.meaning, Where) and c.meaning.filter.column in KINDS]
    if not kinds or frame.groups or frame.people:
        return
    if frame.pronouns & {"them"} and kinds[0].token.start < _first_pronoun(line):
        frame.pronouns.discard("them")
    told = [m.metric for m in frame.measures]
    each = all(m.aggregate == "default" for m in frame.measures) and all(
        (entry := facts.metric(key)) is not None and "customers" in entry.sources for key in told
    )
    shown = "list" in frame.asks or any(c.has("beside", "range") for c in line) or _ONE_BY_ONE.search(question)
    wanted = shown and not (_SUMMED.search(question) or frame.asks & {"count", "amount"} or frame.share)
    if wanted and told and each and "customers" not in told and not frame.mentions("customer"):
        frame.entities.append(Entity("customer", linked=False, plural=True))
        frame.asks.add("list")


def _first_pronoun(line: Line) -> int:
    return next((c.token.start for c in line if c.has("pronoun", "them")), -1)
