"""First-time buyers of a month: how they are named, the next month's, and what they spent in it."""

import re
from dataclasses import replace

from agent.planner.deeds import bought
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Where
from agent.planner.purchase_days import days_between
from agent.planner.thread import Thread

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|q[1-4])"
)
_TIME = rf"(?P<time>{_MONTHS}(?:\s*(?:20)?\d\d)?|(?:20\d\d[- ](?:\d\d|q[1-4])))"
_NEW = re.compile(
    r"\bnew (?:customers?|buyers?|clients?|shoppers?|accounts?)\b|\bnewcomers?\b|\bfirst[- ]tim\w+|\bacquired\b"
    r"|\bcohort\b"
    r"|新客|新增|首购|首单|首次|拉新",
    re.IGNORECASE,
)
# How newcomers are told is no further question: "(first order in that month)", 按首单月份算.
_DEFINED = re.compile(
    r"\s*[,，(（]\s*(?:按照?|以|根据|by|based on|per|i\.?e\.?,?|meaning|=|counted by)?\s*(?:the |their "
    r"|those with (?:a |their )?)?"
    r"(?:first (?:ever )?(?:order|purchase|buy)s?|首单|首购|首次购买|首次下单|第一单)的?\s*"
    r"(?:was |falls |fell )?(?:in|within|during|落在|在)?\s*(?:that|the same|this|同|当|该)?\s*(?:month|quarter"
    r"|月份?|季度)"
    r"(?:算|统计|计算?|归属|为准|来算|看)?\s*[)）]?",
    re.IGNORECASE,
)
_COHORT = re.compile(rf"\b(?:the |our )?{_TIME}\s+(?:cohort|intake|newcomers|newbies|first-timers)\b", re.IGNORECASE)
_COHORT_OF = re.compile(rf"\b(?:the |our )?(?:cohort|intake|newcomers) (?:of|from|in) {_TIME}\b", re.IGNORECASE)
# 10月这批人, after the newcomers of September, are the newcomers of October.
_THESE_HAN = re.compile(
    r"(?P<time>(?:(?:19|20)?\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|(?:第?[一二三四1-4]季度|Q[1-4]))(?:的)?"
    r"[这那](?:一)?(?:批|波|拨|些|群)(?:新)?(?:客户?|人|买家|顾客|用户|的)?"
)
_THESE = re.compile(
    rf"\b(?:the |those |these )?{_TIME}\s+(?:ones|lot|group|people|customers|buyers|batch)\b", re.IGNORECASE
)
_HEAVY = re.compile(
    r"\b(?:heavy|power|keen|super|high-frequency)\s+(?=(?:buyers?|customers?|clients?|shoppers?|users?)\b)"
    r"|(?:重度|高频|铁杆)(?=客户|买家|顾客|用户|会员)",
    re.IGNORECASE,
)
_FREQUENT = re.compile(
    r"\b(?:freq|frequency)\b\.?\s*(?=(?:of\s+)?(?:>=|≥|>|=|at least|over|more than)?\s*\d+\+?\s+orders\b)", re.I
)
_BOUND = re.compile(r"\d+\s*(?:\+|or more|次|单|笔|orders)|(?:>=|≥|at least|至少|不少于|超过)\s*\d+", re.IGNORECASE)
_SHORT = 60
_COUNTED = frozenset({"customers", "orders", "p_active", "repeat_share", "repeat_rate", "returns"})
_RATE = re.compile(r"%|percent|\bshare\b|\brate\b|proportion|占|比例|率|百分", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:again|back|bought|buy|ordered|purchased|returned to|active|repeat\w*)\b|又|再|还|回|复购|买过?|下过?单",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b1st (?=(?:ever )?(?:purchase|order|buy)\b)", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:list|who|which|show|name)\b|列|哪些|名单|谁", re.IGNORECASE)


def named_cohorts(question: str) -> str:
    """The question with newcomers and heavy buyers in the words that the grammar reads.

    >>> named_cohorts("net revenue of the Oct 2010 cohort")
    'net revenue of customers acquired in Oct 2010'
    >>> named_cohorts("9月(2010)新客数，按首单月份算")
    '9月(2010)新客数'
    """
    question = _FIRST.sub("first ", question)
    if _NEW.search(question):
        question = _DEFINED.sub("", question)
    for pattern in (_COHORT, _COHORT_OF):
        question = pattern.sub(r"customers acquired in \g<time>", question)
    if _BOUND.search(question):
        # "Heavy buyers, 20 orders or more": the bound says how heavy.
        question = _FREQUENT.sub("", _HEAVY.sub("", question))
    return question


def named_again(question: str, thread: Thread) -> str:
    """The question with 10月这批人, "the October ones" as newcomers, where the turn before was about newcomers."""
    if thread.frame is None or _joined(thread.frame) is None:
        return question
    return _THESE.sub(r"customers acquired in \g<time>", _THESE_HAN.sub(r"\g<time>新客", question))


def newcomers_of(question: str, frame: Frame, thread: Thread, facts: Facts) -> Frame:
    """The turn counted of newcomers: those of the month that it names, where the turn before told another's.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        facts: The shop.
    """
    own = _joined(frame)
    if own is not None:
        bare = not (
            frame.measures or frame.order or frame.rank or frame.groups or frame.share or frame.asks - {"amount"}
        )
        asked = question.rstrip().endswith(("?", "？"))
        if bare and asked and not (_LISTED.search(question) or frame.nouns) and len(question) <= _SHORT:
            # "New buyers Sept 2010?" asks how many there were.
            frame = replace(frame, measures=[Measured("customers")], entities=[])
        return frame
    before = thread.frame
    joined = _joined(before) if before is not None else None
    if before is None or joined is None or len(frame.spans) != 1 or frame.conditions or frame.people or before.spans:
        return frame
    if frame.groups or frame.rank or frame.order or not {m.metric for m in frame.measures} <= {"customers"}:
        return frame
    moved = Where(days_between("first_purchase", frame.spans[0], facts))
    return replace(frame, conditions=[moved], spans=[], follow=True)


def among_buyers(question: str, frame: Frame, thread: Thread) -> Frame | None:
    """The turn about those of the turn before, "how many of them came back"; None for others.

    They are told by the days in which they bought, or by what else they were counted by.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
    """
    before = thread.frame
    if before is None or len(before.spans) > 1:
        return None
    counted = "count" in before.asks and before.mentions("customer") and not before.measures
    if before.measures != [Measured("customers")] and not counted:
        return None
    several = before.groups or before.rank or before.order or before.people or before.share or before.of_network
    points = frame.pronouns & {"them", "inside"}
    if several or not points or frame.people or frame.rank or frame.leftovers or frame.outside:
        return None
    told = frame.copied()
    told.pronouns, told.follow = set(), False
    again = bool(frame.spans) and {m.metric for m in frame.measures} <= _COUNTED and not (frame.nouns or frame.groups)
    if not before.spans and not (again and len(frame.spans) == 1 and before.conditions and _AGAIN.search(question)):
        return None
    rate = again and (frame.share or bool(_RATE.search(question)))
    whole = [*before.conditions, *(bought(span) for span in before.spans)]
    told.conditions = [*(replace(c, base=rate) for c in whole), *_others(frame)]
    if again and len(frame.spans) == 1:
        told.conditions.append(bought(frame.spans[0]))
        told.measures, told.spans, told.entities, told.verbs, told.share = [Measured("customers")], [], [], set(), rate
        told.asks -= {"count", "amount"}
    return told


def _others(frame: Frame) -> list[Where]:
    """Conditions of a turn beside 复购 and 又, which only say that somebody bought again."""
    return [c for c in frame.conditions if not (c.metric and c.filter.column == "orders" and c.filter.period is None)]


def _joined(frame: Frame) -> Where | None:
    return next((c for c in frame.conditions if c.filter.column == "first_purchase"), None)
