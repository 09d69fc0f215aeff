"""Questions of the support desk about one customer or one order, with all that is said around them.

"She is waiting on the line" tells why someone asks. Such words are silent only here, where one customer or order is
named; clauses that hold nothing but unknown words beside a name are left aside.
"""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frame_reading import FrameReader
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.opinions import speaks_of_reviews, wishes_quotes
from agent.planner.vocabulary import DESK, OPINION

# Ends of clauses; a comma between digits or inside an id ends none.
_CLAUSE = re.compile(r"(?:[.!?;:]+(?=\s|$)|,(?=\s)|[。！？；：，]+)\s*| [–—-] ")
# Parts of a frame that mean something: a clause that has any of them is never left aside.
# "Last 3 orders", 最近三笔订单.
_LAST_FEW = re.compile(
    r"\b(?:the\s+)?(?:last|latest|most recent)\s+"
    r"(?P<count>[1-4]\d|50|[2-9]|two|three|four|five|six|seven|eight|nine|ten)\s+"
    r"(?:orders|purchases|transactions|invoices)\b",
    re.IGNORECASE,
)
_LAST_FEW_HAN = re.compile(
    r"(?:最近|最后|近|上)的?(?P<count>[1-4]\d|50|[2-9]|[两二三四五六七八九十])[笔个次单张](?:订单|下单|购买|交易)?"
)
_SPENT_ON = re.compile(
    r"(?:spen[dt]|pay|paid)\s+(?:on|for|in)\s+(?:(?:that|the|this|her|his|their)\s+)?(?:last|latest|most recent|first)"
    r"|(?:上次|上一次|最近一次|最后一次|首次|第一次)[^，,。？?和]{0,6}[花付](?:了|费)?多少",
    re.IGNORECASE,
)
# What is asked of one customer or order alone: the day of the last order, the range of a prediction.
_OF_ONE = re.compile(
    r"\b(?:last|latest|most recent|first|next) (?:order|purchase)\b|\brange\b|\bintervals?\b"
    r"|\b(?:lower|upper) (?:and|end)\b"
    r"|(?:最后|最近|上)[一]?[次单笔]|首单|第一[次单笔]|下一?[次单笔]|上下限|区间",
    re.IGNORECASE,
)
_LOW_HIGH = re.compile(
    r"\blow(?:er)?\s*(?:/|-|and|&)\s*(?:high(?:er)?|up(?:per)?)\b(?! (?:value|tier|spend))", re.IGNORECASE
)
_TIERS = frozenset({"value_tier", "likely_tier"})
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: place for place, word in enumerate(_WORDS, 2)} | {
    han: place for place, han in enumerate("二三四五六七八九十", 2)
}
_COUNTS["两"] = 2
_MOST_RECENT = 50
_YES_OR_NO = ("returns", "orders", "repeat_days")
_MEANT = ("measures", "groups", "conditions", "spans", "order", "rank", "grown", "nouns", "texts", "chart", "vague")

_SHARE = re.compile(r"\b(?:what|which) (?:share|percentage|percent|proportion|fraction|part|portion)\b", re.IGNORECASE)


def at_the_desk(question: str, reader: FrameReader, plain: Frame, *, spoken_of: bool = False) -> Frame:
    """The frame of a question about one customer or order, where words of the desk make more of it.

    Args:
        question: Cleaned.
        reader: Of the shop.
        plain: The frame as any question is read.
        spoken_of: Whether the conversation has named a customer, who may be meant by "she".
    """
    question = _LOW_HIGH.sub("range", question)
    theirs = spoken_of and _still_of_one(plain, question)
    if not (_names_one(plain) or theirs or (spoken_of and "it" in plain.pronouns)):
        return plain
    detail = frozenset({"detail"}) if plain.by else frozenset()
    shown = DESK | detail | (OPINION if speaks_of_reviews(plain) else frozenset())
    question, recent = _recent(question)
    frame = reader.read(question, shown=shown)
    if _lost(frame):
        frame = _without_asides(question, reader, frame, shown=shown)
    frame.recent = recent
    for read in (plain, frame):
        # "The phone number of customer 13085": of one customer nobody asks how many there are.
        read.measures = [m for m in read.measures if m.metric != "customers" or not read.people]
        # "The phone number is +86 …": by what somebody is looked up is not asked.
        told = {"email" if "@" in s.text else "phone" for s in read.searched if "@" in s.text or s.text[:1] in "+0"}
        read.nouns = [n for n in read.nouns if n not in told]
    if theirs:
        frame.pronouns.add("it")
    _noted(frame, reader.facts, question)
    wishes_quotes(frame, question)
    said = (frame.desk - {"silent", "that", "shown"} or frame.measures != plain.measures) and not plain.by
    return frame if said or len(_lost(frame)) < len(_lost(plain)) else plain


def _still_of_one(plain: Frame, question: str) -> bool:
    """Whether what is asked can be asked only of the customer spoken of, who is not named again."""
    several = plain.groups or plain.share or plain.versus or plain.chart or plain.mentions("customer")
    others = [c for c in plain.conditions if c.filter.column not in _TIERS]
    return bool(_OF_ONE.search(question)) and not (several or others or plain.people or plain.searched)


def _recent(question: str) -> tuple[str, int]:
    """The last three orders as the last one, and how many of them are meant; 0 where it is one."""
    for pattern, one in ((_LAST_FEW, "last order"), (_LAST_FEW_HAN, "最近一次下单")):
        if match := pattern.search(question):
            count = match["count"]
            number = int(count) if count.isdigit() else _COUNTS[count.casefold()]
            return question[: match.start()] + one + question[match.end() :], min(number, _MOST_RECENT)
    return question, 0


def _noted(frame: Frame, facts: Facts, question: str) -> None:
    """Puts what the words of the desk ask for where other questions have it."""
    # "What share of our revenue comes from K00056" asks for no reasons.
    if "why" in frame.desk and not (frame.share and _SHARE.search(question)):
        frame.asks.add("why")
    if _SPENT_ON.search(question):
        # "How much did she spend on the last order": of that order, not of all.
        frame.measures = [m for m in frame.measures if m.metric != "revenue"]
        frame.desk.add("amount")
    if "interval" in frame.desk and Measured("predicted_value") not in frame.measures:
        frame.measures.append(Measured("predicted_value"))
    if "ago" in frame.desk and facts.metric("recency_days"):
        frame.asks -= {"count"}
        frame.desk -= {"last"}
        frame.measures = [Measured("recency_days"), *(m for m in frame.measures if m.metric != "recency_days")]
    names = {word.casefold() for s in frame.searched for word in s.text.split()}
    # "Ms Bourgeois (Margaud Bourgeois)": a part of the name that is there in full.
    frame.leftovers = [word for word in frame.leftovers if word.casefold() not in names]
    frame.strange = [word for word in frame.strange if word in frame.leftovers]
    _asked_of(frame)
    if "last_goods" in frame.desk:
        frame.desk |= {"last", "goods"}
    for which, key in (("last", "last_purchase"), ("first", "first_purchase"), ("next", "next_order")):
        # "Will she order again" asks how likely it is; only "when" asks for the day.
        day = which != "next" or "when" in frame.asks
        if which in frame.desk and facts.attribute(key) and day:
            frame.nouns = [key, *(n for n in frame.nouns if n not in (key, "date", "day"))]
    frame.nouns += [key for key in ("email", "phone") if "contact" in frame.desk and key not in frame.nouns]


def _asked_of(frame: Frame) -> None:
    """Makes a measure of what would choose among many and is asked of one: has she returned anything?"""
    chosen = [c for c in frame.conditions if c.metric and c.filter.column in _YES_OR_NO and not c.filter.period]
    if _names_one(frame) and chosen and len(chosen) == len(frame.conditions) and not frame.measures:
        frame.measures = [Measured(c.filter.column) for c in chosen]
        frame.conditions = []


def _names_one(frame: Frame) -> bool:
    return len(frame.people) + len(frame.searched) == 1


def _lost(frame: Frame) -> list[str]:
    return [*frame.leftovers, *(word for _, word in frame.outside)]


def _without_asides(question: str, reader: FrameReader, whole: Frame, *, shown: frozenset[str]) -> Frame:
    """The question without the clauses that say nothing we know, their names kept; the whole where none is left."""
    kept: list[str] = []
    left: list[str] = []
    for clause in _clauses(question):
        frame = reader.read(clause, shown=shown)
        if not _lost(frame) or _means(frame):
            kept.append(clause)
            continue
        kept += [*frame.people, *(s.text for s in frame.searched)]
        left.append(clause.strip(" ,.;:!?，。；：！？"))
    if not left or not kept:
        return whole
    shorter = reader.read(" , ".join(kept), shown=shown)
    if _lost(shorter) or not shorter.content_beside_people:
        return whole
    return replace(shorter, aside=left)


def _clauses(question: str) -> list[str]:
    ends = [m.end() for m in _CLAUSE.finditer(question)]
    starts = [0, *ends]
    return [question[a:b] for a, b in zip(starts, [*ends, len(question)], strict=True) if question[a:b].strip()]


def _means(frame: Frame) -> bool:
    """Whether a clause says what is asked or of which rows."""
    asked = frame.asks - {"say", "list"}
    return bool(asked or frame.horizon or frame.share or frame.versus or any(getattr(frame, k) for k in _MEANT))
