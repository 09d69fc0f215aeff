"""Slots of groups and times put right by what stands beside a word: "the largest", "after the UK", "those three"."""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.leftovers import understood
from agent.planner.meanings import Line, Measured, Ordered, Span, Where, soft

_REACHED = ("average_rating", "units", "revenue", "returns", "return_share", "reviews", "orders", "low_ratings")
_GROUPED = ("rfm_segment", "value_tier", "likely_tier", "country", "attr_state", "attr_city")
_LARGE = frozenset({"biggest", "largest", "smallest", "highest", "lowest", "top"})
_LOW = frozenset({"smallest", "lowest"})
_NUMBERED = re.compile(
    r"\b(?:those|these|the|all|of|both) (?P<n>two|three|four|five|six|[2-9])\b"
    r"(?!\s*(?:%|days|weeks|months|quarters|years))",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_TOGETHER = re.compile(
    r"一共|总共|合计|加起来|加在一[起块]|合起来|合在一起|加总|相加|一起占|共占|共同占"
    r"|\b(?:together|combined|altogether|in total|summed|added up|jointly|(?:taken|counted) as one)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"各|分别|每|逐|对比|相比|比较|谁|哪|单独|\b(?:each|every|per|by|compare\w*|versus|vs|which|respectively)\b",
    re.IGNORECASE,
)
# Only the rows that are named, whatever was counted before.
_NARROWED = re.compile(
    r"\b(?:only|solely|exclusively)\b|\b(?:limit|restrict|narrow)(?:s|ed|ing)?\b[^,.?]{0,20}?\bto\b"
    r"|\bjust (?!give|show|tell|list|want|need|send|say|a\b|curious|wondering|checking|the (?:numbers?|figures?|total))"
    r"|(?:只|仅仅?|光)(?:看|算|要|统计|计算?|数|限|考虑|留|包括|含|保留|说)|(?<![订下每])单(?:看|说)",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b|多少|几[个位名家人]", re.IGNORECASE)

_HIGH = r"(?:最(?:好|多|高|大|贵|旺)|\b(?:best|highest|most|largest|biggest|strongest)\b)"
_SMALL = r"(?:最(?:差|少|低|小|便宜|淡)|\b(?:worst|lowest|least|fewest|smallest|weakest)\b)"
# Both ends of one order: 哪个月卖得最好，哪个月最差, "the highest and the lowest revenue".
_BOTH_ENDS = re.compile(
    rf"{_HIGH}(?:[^。.;；]{{0,16}})(?:[，,、和与跟及]|以及|\b(?:and|or)\b)[^，,。.;；]{{0,24}}?(?P<low>{_SMALL})"
    rf"|(?P<first>{_SMALL})(?:[^。.;；]{{0,16}})(?:[，,、和与跟及]|以及|\b(?:and|or)\b)[^，,。.;；]{{0,24}}?{_HIGH}",
    re.IGNORECASE,
)
_FEW = frozenset({"month", "quarter", "year", "weekday", "country", "channel", "category", "attr_state", *_GROUPED})


def both_ends(frame: Frame, question: str) -> None:
    """Shows all groups where the first and the last are asked for; asks back where they are too many."""
    told = _BOTH_ENDS.search(question)
    if told is None or frame.order is None or not frame.order.superlative or frame.grown or frame.people:
        return
    things = list(dict.fromkeys((*frame.nouns, *frame.groups)))
    if len(things) == 1 and things[0] in _FEW and (frame.rank is None or frame.rank.count in (None, 1)):
        frame.measures = [Measured(frame.order.metric), *(m for m in frame.measures if m.metric != frame.order.metric)]
        frame.groups, frame.nouns, frame.order, frame.rank = things, [], None, None
        frame.which = frame.singular = frame.versus = False
        for word in ("worst", "lowest", "least", "fewest", "smallest", "best", "highest", "most"):
            understood(frame, word)
    elif len(things) < 2:
        frame.leftovers.append(told["low"] or told["first"])


def largest_group(frame: Frame, line: Line, facts: Facts) -> None:
    """Orders groups of customers by how many they are: "which segment is the largest"; others by what "by" names."""
    for chunk in line:
        if (
            chunk.meaning is not None
            or chunk.text not in _LARGE
            or chunk.text not in [w.casefold() for w in frame.leftovers]
        ):
            continue
        lowest = chunk.text in _LOW
        apart = [c.filter.column for c in frame.conditions if c.filter.op in ("ne", "not_in") and not c.metric]
        if frame.order is not None and len(apart) == 1 and not (frame.nouns or frame.groups):
            frame.nouns, frame.singular = apart, True  # "the biggest non-UK country": the noun went into the condition
        if frame.order is not None and not frame.order.superlative and (frame.nouns or frame.groups):
            frame.order = replace(frame.order, lowest=lowest, superlative=True)
        elif frame.which and frame.order is None and len(frame.nouns) == 1 and frame.nouns[0] in _GROUPED[:3]:
            if frame.measures not in ([], [Measured("customers")]):
                return
            frame.order = Ordered("customers", lowest=lowest)
            frame.measures = []
        else:
            return
        understood(frame, chunk.text)


def set_apart(frame: Frame, line: Line) -> None:
    """Leaves out what comes first: "the most customers after the UK"; "between" says no more than a comparison does."""
    for at, chunk in enumerate(line):
        where = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        if (
            chunk.has("time", "after")
            and chunk.meaning is None
            and isinstance(where, Where)
            and frame.order is not None
        ):
            grouped = (
                where.filter.column in (*frame.nouns, *frame.groups) and where.filter.op == "eq" and not where.metric
            )
            if grouped and where in frame.conditions:
                turned = replace(where, filter=where.filter.model_copy(update={"op": "ne"}))
                frame.conditions = [turned if c == where else c for c in frame.conditions]
        than = chunk.has("op", "gt", "lt") and chunk.text.endswith(" than") and chunk.token.number is None
        if chunk.meaning is None and than and several(frame) and not (frame.mentions("customer") and frame.spans[1:]):
            frame.versus = True  # "is the rate of A higher than that of B"
            if "rate" in frame.verbs and not frame.measures:
                frame.measures = [Measured("average_rating")]
                frame.entities = [e for e in frame.entities if e.kind != "review"]
            understood(frame, chunk.text)
        if chunk.meaning is None and chunk.has("op", "between") and frame.versus and several(frame):
            understood(frame, chunk.text)


# "What share do they make up": the share's own words ask for no group.
_SHARED_OUT = re.compile(
    r"各|分别|每|逐|单独|\b(?:each|every|compare\w*|versus|vs|respectively|individual\w*|separate\w*)\b", re.IGNORECASE
)


def together(frame: Frame, question: str) -> None:
    """Takes values together where a total of them is asked: App和小程序一共卖了多少 compares nothing.

    Those that only narrow what is counted are one total as well: 只看英国和美国的, "counting only UK and US customers".
    """
    if frame.versus or len(frame.spans) > 1 or ((frame.which or frame.groups) and not frame.share):
        return
    apart = _SHARED_OUT if frame.share else _APART
    narrowed = bool(_NARROWED.search(question))
    frame.narrows = narrowed and bool(frame.conditions) and not _HOW_MANY.search(question)
    if (narrowed or _TOGETHER.search(question)) and not apart.search(question):
        frame.together = True
        frame.conditions = [
            replace(c, either=True) if c.filter.op == "in" and not c.metric else c for c in frame.conditions
        ]


def several(frame: Frame) -> bool:
    """Whether several values of one attribute, or two times, are named."""
    columns = [c.filter.column for c in frame.conditions if not c.metric and c.filter.op == "eq"]
    listed = any(c.filter.op == "in" and not c.metric for c in frame.conditions)
    return listed or len(columns) > len(set(columns)) or len(frame.spans) == 2


def busiest_day(frame: Frame, line: Line, facts: Facts) -> None:
    """Ranks days in "on which day did we sell the most"."""
    named = any(c.has("ask", "when") and re.search(r"\b(?:day|date)$|[天日号]$", c.text) for c in line)
    free = not (frame.people or frame.searched or frame.nouns or frame.groups or frame.mentions("customer"))
    if named and free and frame.order is not None and frame.order.superlative and facts.attribute("day"):
        frame.asks.discard("when")
        frame.nouns, frame.which, frame.singular = ["day"], True, True


def numbers_of_things(frame: Frame, facts: Facts) -> None:
    """Counts products by what each of them reached: "how many products have an average rating below 3"."""
    bound = [c for c in frame.conditions if c.metric and c.filter.period is None]
    one = [c for c in bound if c.filter.column in _REACHED]
    things = {"products": "product", "categories": "category"}
    thing = things.get(frame.measures[0].metric, "") if frame.measures else ""
    others = {m.metric for m in frame.measures[1:]} - {c.filter.column for c in one}
    free = not (frame.mentions("customer") or frame.people or frame.groups or frame.nouns or frame.order or frame.share)
    if one and not others and free and thing and len(bound) == len(one) and facts.attribute(thing):
        frame.measures, frame.nouns = [], [thing]
        frame.asks.add("count")


def over_span(frame: Frame, line: Line) -> None:
    """Takes "over" and "across" before a time for no more than "in"."""
    for at, chunk in enumerate(line):
        follows = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        behind = next((c for c in line[at + 1 :] if not (soft(c) or c.has("pronoun"))), None)
        whole = behind is not None and behind.has("entity") and bool(frame.measures or frame.order)
        if chunk.meaning is None and chunk.text in ("over", "across") and (isinstance(follows, Span) or whole):
            understood(frame, chunk.text)


def as_many(frame: Frame, line: Line, question: str) -> None:
    """Takes "those three states", "each of these three" for the ones that are named or spoken of."""
    for found in _NUMBERED.finditer(question):
        word = found["n"]
        count = _NUMBERS.get(word.casefold()) or int(word)
        listed = [
            len(c.filter.value) for c in frame.conditions if c.filter.op == "in" and isinstance(c.filter.value, list)
        ]
        by_column: dict[str, int] = {}
        for condition in frame.conditions:
            if condition.filter.op == "eq" and not condition.metric:
                by_column[condition.filter.column] = by_column.get(condition.filter.column, 0) + 1
        named = (
            count in listed or count in by_column.values() or count == len(frame.people) or count == len(frame.spans)
        )
        spoken = "them" in frame.pronouns and frame.rank is None
        if named or spoken:
            understood(frame, word)
