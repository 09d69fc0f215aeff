"""Turns about the very rows of the turn before: some of these reviews in their own words, or without one condition."""

import re

from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.thread import Thread

_SOME = (
    r"(?:some|a few|a couple|couple|one or two|two or three|several|[1-9]|one|two|three|four|five|a handful"
    r"|examples?)"
)
_KIND = r"(?:bad|good|negative|positive|critical|worst|best) "
_OF = rf"(?: of (?:them|those|these|the (?:{_KIND})?(?:reviews|comments|ones)))?"
_QUOTE = re.compile(
    r"\W*(?:and |so |then |ok,? |now |please |pls |can you |could you |let me |let's )*"
    r"(?:show|quote|give|paste|read|see|list|pull up|cite|share|send|print|what do they say"
    r"|in their own words)(?: me| us| out)?"
    rf"(?: {_SOME})?(?: (?:of )?(?:them|those|these|the (?:(?:bad|good|negative|positive|critical|worst"
    rf"|best) )?(?:reviews|comments|ones)))?(?: examples?| quotes?"
    rf"| verbatims?)?"
    r"(?: (?:here|please|pls|in full|word for word|verbatim|out|in their own words))*\W*"
    rf"|\W*(?:and |ok,? )*{_SOME}{_OF} (?:quotes?|verbatims?|examples?)(?: please| pls)?\W*"
    r"|\W*(?:那|那就|再)?(?:给我|帮我|麻烦)?(?:再)?(?:看看|看一下|看下|找找|贴|来|挑|引用?|摘|看|读|念|列|发|找|放|给|晒)(?:出|上|几个)?"
    r"(?:来)?(?:我)?(?:其中)?(?:的)?(?:几|两|三|一两|两三|三五|些|一些|\d)?(?:条|个|句|则|段)?(?:差的|好的|差评|好评|负面的?|正面的?)?(?:评价"
    r"|评论)?(?:的)?(?:原文|原话|出来|例子)?"
    r"(?:我)?(?:出来)?(?:给我)?(?:看看|看一下|看下|瞧瞧|看)?(?:吧|呗)?\W*",
    re.IGNORECASE,
)
_ENOUGH = re.compile(r"[条句则段]|原文|原话|评价|评论|例", re.IGNORECASE)
_HAN = re.compile(r"[㐀-鿿]")
_JUDGED = re.compile(
    r"(?P<bad>\b(?:bad|negative|critical|worst)\b|差的|差评|负面)|\b(?:good|positive|best)\b|好的|好评|正面",
    re.IGNORECASE,
)
_COUNTED = frozenset({"reviews", "rated_reviews", "low_ratings", "high_ratings", "average_rating"})
_HOW_MANY = frozenset({"count", "amount"})
_ALL = re.compile(
    r"\W*(?:and |ok |okay |so |now |then |but |what about |how about |what's it |overall,? ?)*"
    r"(?:for|in|across|over|with|from|of)?\s*(?:all|every|any)(?: of)?(?: the| our)?\s*"
    r"(?P<en>countr(?:y|ies)|markets?|channels?|categor(?:y|ies)|products?|languages?|cities|city|states?)"
    r"(?:,? (?:together|combined|taken together|in total|overall))?\W*"
    r"|\W*(?:and |ok |okay |so |now |then |but )*(?:overall|in total|in all|altogether|everywhere|everything)?,?\s*"
    r"(?:and )?(?:not|no longer) (?:just|only)(?: for| in)? (?P<just>[\w' -]{2,30}?)(?: anymore)?(?:,? "
    r"(?:overall|in total|everywhere|everything))?\W*"
    r"|\W*(?:那|那么|要是|如果)?(?:不|别|不再|无|不用|去掉|取消|去除|拿掉|放开)(?:限|分|限定|区分|限制|看|管|论)?(?:于)?(?:是)?(?:哪个|什么)?"
    r"(?P<zh>国家|地区|市场|渠道|品类|类目|商品|产品|语言|城市|州)(?:的)?(?:限制|条件|筛选|限定)?(?:的话|了)?(?:呢|是多少|多少|有多少|总共)?\W*"
    r"|\W*(?:那|那么)?(?:全部|所有|各个?|全体)(?P<all>国家|地区|市场|渠道|品类|类目|商品|产品|语言|城市|州)(?:的)?"
    r"(?:加起来|合计|一起|总共|合起来|总计|加一块儿?|算一起)(?:呢|是多少|多少|有多少)*\W*",
    re.IGNORECASE,
)
_COLUMNS = (
    ("country", re.compile(r"countr|market|国家|地区|市场", re.IGNORECASE)),
    ("channel", re.compile(r"channel|渠道", re.IGNORECASE)),
    ("category", re.compile(r"categor|品类|类目", re.IGNORECASE)),
    ("product", re.compile(r"product|商品|产品", re.IGNORECASE)),
    ("language", re.compile(r"language|语言", re.IGNORECASE)),
    ("attr_city", re.compile(r"cit(?:y|ies)|城市", re.IGNORECASE)),
    ("attr_state", re.compile(r"state|州", re.IGNORECASE)),
)


def of_same_rows(question: str, frame: Frame, thread: Thread) -> Frame | None:
    """The turn as one about the rows of the turn before; None where it is about others.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
    """
    before = thread.frame
    if before is None or before.people or before.searched or before.of_network:
        return None
    return _quoted(question, frame, before) or _widened(question, frame, before)


def _quoted(question: str, frame: Frame, before: Frame) -> Frame | None:
    """The reviews that were counted, in their own words: "show me some of them", 来几条原文."""
    rows = not (before.rank or before.order or before.groups or before.nouns or before.mentions("customer"))
    measured = {m.metric for m in before.measures}
    reviews = measured <= _COUNTED and (bool(measured) or before.mentions("review"))
    own = frame.conditions or frame.spans or frame.people or frame.texts or frame.chart or frame.groups
    if not (rows and reviews) or own or not _QUOTE.fullmatch(question):
        return None
    if _HAN.search(question) and not _ENOUGH.search(question):
        return None
    meant = before.copied()
    low = measured & {"low_ratings", "high_ratings"}
    meant.measures = [Measured(metric) for metric in sorted(low)]
    if judged := _JUDGED.search(question):
        meant.measures = [Measured("low_ratings" if judged["bad"] else "high_ratings")]
    meant.asks, meant.share, meant.follow, meant.pronouns = {"quote"}, False, False, set()
    return meant


def _widened(question: str, frame: Frame, before: Frame) -> Frame | None:
    """The figure without one condition: "and across all countries?", 不限国家呢, "not just Japan"."""
    found = _ALL.fullmatch(question)
    if (
        not found
        or frame.people
        or frame.measures
        or frame.spans
        or not (before.measures or before.entities or before.asks & _HOW_MANY)
    ):
        return None
    if before.rank or before.order or before.groups:
        return None
    named = found["en"] or found["zh"] or found["all"]
    if found["just"]:
        columns = {c.filter.column for c in frame.conditions}
    else:
        columns = {column for column, words in _COLUMNS if named and words.search(named)}
    kept = [c for c in before.conditions if c.filter.column not in columns or c.metric]
    if len(kept) == len(before.conditions):
        return None
    meant = before.copied()
    meant.conditions, meant.follow, meant.pronouns = kept, False, set()
    if not (meant.measures or meant.entities):
        meant.measures, meant.asks = [Measured("customers")], set()  # 有多少人买过
    return meant
