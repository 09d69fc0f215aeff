"""Questions that want reviews in their own words: the wish is told by small words that mean nothing elsewhere."""

import re

from agent.planner.frame_reading import FrameReader
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.vocabulary import OPINION

_JUDGED = ("low_ratings", "high_ratings", "reviews")
# "Two or three", 两三条, "1 or 2": how many quotes are wanted, which the answer shows in its own measure.
_SOME = re.compile(r"(?:引用|引|贴|摘|给|来|找|看|列|附)[^，。？?]{0,4}几[条句个段]")
# "Show me the English one-star reviews": a language beside them hides the wish.
_WISHED = re.compile(
    r"\b(?:show|give|send|read|get|find|pull)(?: me| us)?(?: up)? (?:all |the |some |any |a few )*"
    r"(?:[\w'-]+ ){0,3}reviews\b(?! (?:per|by|for each|count))",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom(?=\s+(?:[A-Za-z][a-z]{2,8}\.?,?\s+)?(?:19|20)\d\d\b)")
_UNTIL = re.compile(r"\b(?:to|until|till|through|onwards?|on)\b")
_FEW = re.compile(
    r"(?:\d{1,2}|one|two|three|four|five|six|a few|[一二两三四五六几])"
    r"(?:\s*(?:or|to|-|or so)\s*(?:\d{1,2}|one|two|three|four|five|six))?[一二两三四五六几]?[条句个则段]?"
)


def speaks_of_reviews(frame: Frame) -> bool:
    """Whether a question is about what reviews say, or about reviews at all."""
    judged = [m.metric for m in frame.measures] + [c.filter.column for c in frame.conditions]
    return (
        any(key in _JUDGED for key in judged)
        or frame.mentions("review")
        or bool(frame.asks & {"say", "complain", "praise", "quote"})
    )


def read_opinions(question: str, reader: FrameReader, plain: Frame) -> Frame:
    """The frame of a question about reviews with the words that only wish for quotes; any other as it is."""
    rated = any(c.filter.column == "rating" for c in plain.conditions)
    if "reviews" not in reader.facts.tables or not (speaks_of_reviews(plain) or rated):
        return plain
    if (dated := _dated(question)) != question:
        plain = reader.read(dated)
    frame = reader.read(dated, shown=OPINION)
    wishes_quotes(frame, question)
    return frame if "quote" in frame.asks or (plain.leftovers and not frame.leftovers) else plain


def _dated(question: str) -> str:
    """Reviews "from July 2018" are those in that month; with an end it is a span. Offsets stay."""
    return question if _UNTIL.search(question) else _FROM.sub("in  ", question)


def _take_number(frame: Frame, question: str) -> None:
    """Reads how many quotes are wished ("find me two bad reviews", 贴几条): no customer wrote so many."""
    wished = frame.desk & {"shown", "written"} or "quote" in frame.asks
    if wished and _SOME.search(question):
        frame.asks -= {"count"}
    if not wished or frame.mentions("customer"):
        return
    numbers = [c for c in frame.conditions if c.metric and c.filter.column in _JUDGED and c.filter.op in ("eq", "in")]
    frame.conditions = [c for c in frame.conditions if c not in numbers]
    frame.measures += [Measured(c.filter.column) for c in numbers if Measured(c.filter.column) not in frame.measures]


def wishes_quotes(frame: Frame, question: str) -> None:
    """Notes the wish for quotes, and takes how many are wanted from the words not understood."""
    _take_number(frame, question)
    counted = frame.asks & {"count", "amount", "trend", "growth"} or frame.groups or frame.share or frame.versus
    wished = "shown" in frame.desk or bool(_WISHED.search(question))
    shown = "written" in frame.desk or (wished and speaks_of_reviews(frame))
    # "Products with 20 reviews and an average below 3.8, show the ratings": figures, not words, are shown.
    figures = frame.nouns or frame.rank or frame.order or any(c.metric for c in frame.conditions)
    shown = shown and not counted and not figures
    if shown and all(m.metric in _JUDGED for m in frame.measures):
        frame.asks.add("quote")
    if "quote" in frame.asks:
        # "Pull up the reviews" asks for no reasons.
        frame.asks -= {"why"} if not (frame.people or frame.searched) else set()
        frame.leftovers = [w for w in frame.leftovers if not _FEW.fullmatch(w.casefold())]
        frame.strange = [w for w in frame.strange if w in frame.leftovers]
        # The newsletter is what the quote is for.
        frame.outside = [(topic, word) for topic, word in frame.outside if topic not in ("traffic", "world")]
