"""Words of tables: columns asked for by name, "in money terms", where something comes from, each with theirs."""

import re
from typing import TYPE_CHECKING

from agent.planner.facts import Facts
from agent.planner.meanings import Line, Measured, Rank, Where
from data.metrics import Metric

if TYPE_CHECKING:
    from agent.planner.frames import Frame

# Where money comes from is a share only beside a word that says so: "how much of it", "what part".
_COMES = frozenset({"comes from", "come from", "came from", "contribute", "contributes", "contributed", "贡献了"})
_OF_ALL = re.compile(r"\bhow much of\b|\btotal\b|\ball\b|\bwhat (?:part|share)\b|总|全部|多少比例", re.IGNORECASE)
_NAMES = frozenset({"name"})
_CHANGES = frozenset({"growth", "previous", "period_before", "month_before", "quarter_before", "year_before"})
_IN_PERCENT = frozenset({"百分比", "percentage", "percent"})
# What is to stand beside the rows, as one of them is bounded by it.
_AS_WELL = re.compile(
    r"\b(?:with|and|plus|show|include|including) (?:its |their |the |that |each )?"
    r"(?:share|percentage|proportion|rate)s?\b(?! of)"
    r"|(?:附上|带上|加上|列出|写上|标出)(?:各自的?|这个)?(?:占比|比例|比率|百分比)",
    re.IGNORECASE,
)


def settle_table(frame: "Frame", line: Line, question: str, facts: Facts) -> list[str]:
    """Files what such words ask for.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned, for the words as they were typed.
        facts: The shop.

    Returns:
        Words that are understood with it.
    """
    _no_share(frame, line, question, facts)
    _numbered(frame)
    _named_things(frame)
    return [question[c.token.start : c.token.end] for c in _in_money(frame, line, facts)]


def _no_share(frame: "Frame", line: Line, question: str, facts: Facts) -> None:
    """Takes no share where money only comes from somewhere, or where a rate is told in percent."""
    said = {c.text for c in line if c.has("share", "share")}
    percent = any(c.has("share", "percent") for c in line)
    ranked = frame.order is not None or (frame.rank is not None and frame.rank.percent is None)
    where = any(c.text == "where" for c in line) or ranked
    part = frame.rank is not None and frame.rank.percent is not None
    if part:
        return
    if frame.asks & _CHANGES and not any(c.has("share", "share") and c.text not in _IN_PERCENT for c in line):
        frame.share = False  # 环比增幅（百分比）: of what it changed, not of a whole
    if said and said <= _COMES and not percent and (where or not _OF_ALL.search(question)):
        frame.share = False
    bounds = [facts.metric(c.filter.column) for c in frame.conditions if c.metric and not frame.measures]
    if frame.share and any(m is not None and m.unit == "share" for m in bounds) and _AS_WELL.search(question):
        frame.share = False  # "which states have over 15% low ratings? With the share": that one
    if frame.share and only_rates(frame, facts):
        frame.share = False
        frame.measures = [m for m in frame.measures if m.metric != "customers"]
        if Measured("repeat_share") in frame.measures:
            # "The repeat rate, that is the portion of customers with two orders or more": said twice.
            frame.conditions = [c for c in frame.conditions if not (c.metric and c.filter.column == "orders")]


def only_rates(frame: "Frame", facts: Facts) -> bool:
    """Whether all that is measured is a rate, which is told in percent and has no share of anything."""
    rates = [facts.metric(m.metric) for m in frame.measures if m.metric != "customers"]
    return bool(rates) and all(rate is not None and rate.unit == "share" for rate in rates)


def _numbered(frame: "Frame") -> None:
    """客户编号 of a ranking stand for the customers, 大客户TOP10 too."""
    from agent.planner.frames import Entity

    ranked = frame.rank is not None or frame.order is not None
    big = any(key == "big" and word == "大客户" for key, word in frame.vague)
    others = [n for n in frame.nouns if n not in ("customer_id", *_NAMES, "email", "phone")]
    if ranked and not frame.mentions("customer") and ("customer_id" in frame.nouns or big) and not others:
        frame.entities.append(Entity("customer", linked=False, plural=True))
        frame.nouns = [n for n in frame.nouns if n != "customer_id"]


def _named_things(frame: "Frame") -> None:
    """The names of products are the products."""
    things = [n for n in frame.nouns if n in ("product", "category", "country", "channel")]
    if things and not frame.mentions("customer"):
        frame.nouns = [n for n in frame.nouns if n not in _NAMES]
        frame.outside = [(key, word) for key, word in frame.outside if (key, word) not in _absent_names(frame)]


def _absent_names(frame: "Frame") -> set[tuple[str, str]]:
    return {(key, word) for key, word in frame.outside if key == "absent" and word in ("name", "names", "名字", "姓名")}


def _in_money(frame: "Frame", line: Line, facts: Facts) -> Line:
    """The words "money-wise" and 按金额 where what is measured, or what orders, is money."""
    said = [c for c in line if c.meaning is None and c.token.key("in_what") == "revenue"]
    if not said:
        return []
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    # The return rate is one of money to begin with.
    return said if any(_is_money(facts.metric(key)) or key == "return_share" for key in asked) else []


def _is_money(metric: Metric | None) -> bool:
    return metric is not None and metric.unit == "money"


def owns(line: Line, at: int, facts: Facts) -> bool:
    """Whether "their" at a place means the groups that are ranked before it: "top 5 countries with their revenue"."""
    before = line[:at]
    ranked = any(isinstance(c.meaning, Rank) or c.has("superlative") or c.has("group") for c in before)
    listed = any(isinstance(c.meaning, Where) and c.meaning.filter.op == "in" for c in before)
    named = any(
        (attribute := facts.attribute(term.key)) is not None and attribute.groupable
        for c in before
        if c.meaning is None
        for term in c.token.terms
        if term.kind == "attribute"
    )
    return (ranked and named) or listed
