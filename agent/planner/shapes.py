"""Does a plan give what the question's own words ask for? Read from the bare text, apart from the grammar."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.planner.completeness import texts_in
from agent.planner.reading import Call, Unclear

# Anything that spreads a figure over groups or asks for one of several.
_SPREAD = re.compile(
    r"\b(?:by|per|each|every|respectively|individually|which|what|who|whose|where|when|versus|vs|compare[ds]?|comparing"
    r"|comparison|between|than|top|best|worst|most|least|highest|lowest|biggest|largest|smallest|busiest|quietest|slowest"
    r"|strongest|weakest|cheapest|dearest|longest|shortest|rank\w*|list|table|split|break\w*"
    r"|trend\w*|chart|plot|graph|draw|bar|line|pie|distribut\w+|across|monthly|weekly|daily|quarterly|yearly|annual\w*|month|both"
    r"|over time|change[ds]?|separately|apiece|show|ones|grouped|sizes|levels|develop\w*|go(?:ne|ing)?|evol\w*|curve)\b"
    r"|\bhow (?:big|large) are (?:all |the |our )*(?:customer |value )?(?:segments|tiers)\b"
    r"|(?:周|星期|礼拜)[几一]|买[了过]?(?:些|点)?(?:什么|啥)"
    r"|[各每按分别哪谁排列表图比较走逐历来前最]|趋势|变化|对比|分布|月度|季度|曲线|几个|多少个|多少国|how many"
    # Like the heading of a table: "value tiers: headcount".
    r"|^\W*(?:\w+ ){0,2}(?:seg(?:ment)?s|tiers|channels|countries|categories|cats|products|cities|states|weekdays)"
    r"\s*[-:,–—]",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:why|reason\w*|expla\w+|driv\w+|because|factor\w*|contribut\w+|push\w*|lift\w*|mak(?:e|es|ing)"
    r"|behind|come from|how come|caus\w+|based on|account\w* for|influenc\w+|affect\w*|weigh\w*|justif\w+|break\w*"
    r"|compos\w+|feature\w*|what)\b"
    r"|为什么|为何|为啥|原因|怎么|解释|因素|凭什么|凭啥|影响|理由|拉[高低]|推[高动]|贡献|依据|构成|驱动|什么|哪些|哪几|缘由|咋",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how many|number of|no\.? of|share|percent\w*|proportion|count\w*)\b"
    r"|#|%|几条|多少条|多少个|几成|占比|比例|百分",
    re.IGNORECASE,
)
_WORDS_TOO = re.compile(
    r"\b(?:say|says|said|saying|complain\w*|quote\w*|about|mention\w*|example\w*|text|wrote|words?|read|talk\w*|show|list"
    r"|praise\w*|comment\w*)\b|说|抱怨|提到|原话|吐槽|内容|举|例|看看|提及|谈|讲|骂|夸|引用|列|摘|原文",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|buyers?|shoppers?|users?|accounts?|people|persons?|who|members?|many"
    r"|segments?|tiers?|head ?counts?|heads|sizes?|retention|cohorts?|one-and-done|one-timers?)\b"
    r"|分群|分层|等级|客|人|留存|一次性|用户|会员|买家|账[户号]|多少[个位名家]|几[个位名家]",
    re.IGNORECASE,
)
_STARS = re.compile(r"(?:多少|几)[个条].{0,4}[一二三四五1-5]星|(?:多少|几)[个条].{0,3}[差好]评")
_KINDS_OF = re.compile(
    r"\b(?:different|distinct|unique)\s+(?:\w+\s+){0,2}(?:products?|items?|articles?|skus?|goods)\b"
    r"|(?:不同|不重复)的?(?:商品|产品|货)|(?:多少|几)[种款]",
    re.IGNORECASE,
)
# Words that name one measure whatever stands around them, and what of a plan gives it.
_MEASURES = (
    (
        "revenue",
        re.compile(r"\brevenue\b|销售额|营业额|成交额", re.IGNORECASE),
        frozenset(
            {
                "revenue",
                "gross_revenue",
                "predicted_value",
                "spend_trend",
                "return_rate",
                "returned_share",
                "return_share",
                "revenue_per_customer",
            }
        ),
    ),
    (
        "orders",
        re.compile(
            r"\border (?:count|number)s?\b|\bnumber of orders\b|\bhow many orders\b|订单数|订单量|[多少几]单",
            re.IGNORECASE,
        ),
        frozenset({"orders", "predicted_orders", "order_id", "orders_per_customer"}),
    ),
    (
        "average_order_value",
        re.compile(r"\baverage order value\b|\bAOV\b|平均订单金额|客单价", re.IGNORECASE),
        frozenset({"average_order_value", "gross_order_value", "order_value", "revenue_per_customer"}),
    ),
    (
        "units",
        re.compile(r"\bunits\b|件数|销量|多少件", re.IGNORECASE),
        frozenset({"units", "quantity", "order_units"}),
    ),
    (
        "average_rating",
        re.compile(r"\baverage rating\b|平均评分|(?<!人)均分(?!别)|平均几星", re.IGNORECASE),
        frozenset({"average_rating"}),
    ),
)
# Only these give no more than what is asked of them.
_QUERIES = frozenset({"query_orders", "query_customers", "query_reviews", "draw_chart"})
_TIMES = frozenset({"year", "quarter", "month", "week"})
_GOODS = frozenset({"product"})
_FIGURES = ("groups", "trend", "share")


def check_shape(question: str, calls: tuple[Call, ...], kind: str, focus: Mapping[str, Any]) -> None:
    """Lets a plan pass whose answer has the shape that the question's own words ask for.

    Args:
        question: The questions of the conversation, one a line, this one last.
        calls: Of the plan.
        kind: Of the plan.
        focus: Of the plan.

    Raises:
        Unclear: It leaves out a measure, or groups, explains, reads out or counts what no word asks for.
    """
    asked = question.rsplit("\n", 1)[-1]
    used = {*texts_in([c.arguments for c in calls]), *texts_in(focus)}
    if {c.name for c in calls} <= _QUERIES:
        for key, word, given in _MEASURES:
            if word.search(asked) and not given & used:
                raise Unclear("unused", column=key)
    for call in calls:
        for what in _unasked(question, call, kind):
            raise Unclear(f"shape_{what}")


def _unasked(question: str, call: Call, kind: str) -> Iterator[str]:
    arguments = call.arguments
    metrics = [_key(m) for m in arguments.get("measures", ())]
    if kind in _FIGURES and _spreads(arguments, kind) and not _SPREAD.search(question):
        yield "groups"
    if call.name == "explain_value" and not kind.endswith("advice") and not _REASON.search(question):
        yield "reasons"
    if call.name == "search_reviews" and _COUNTED.search(question) and not _WORDS_TOO.search(question):
        yield "count"
    people = _PEOPLE.search(question) or _names_customers(arguments)
    if metrics == ["customers"] and (_STARS.search(question) or not people):
        yield "customers"
    if metrics == ["customers"] and _KINDS_OF.search(question) and kind == "groups":
        yield "customers"


def _names_customers(arguments: Mapping[str, Any]) -> bool:
    """Whether a plan is of a segment, whose name names customers: "VIPs by country", "what share of champions"."""
    filters = (*arguments.get("filters", ()), *arguments.get("part", ()))
    return any(f.get("column") in ("segment", "rfm_segment") for f in filters)


def _key(metric: object) -> str:
    return str(metric.get("metric", "")) if isinstance(metric, Mapping) else str(metric)


def _spreads(arguments: Mapping[str, Any], kind: str) -> bool:
    """Whether the answer holds a figure for each of several groups that neither a rank nor a value names."""
    filters = (*arguments.get("filters", ()), *arguments.get("part", ()))
    named = {f.get("column") for f in filters if f.get("op") == "eq" or (f.get("op") == "in" and len(f["value"]) > 1)}
    groups = [key for key in arguments.get("group_by", ()) if key not in named]
    if kind != "share":
        # One product under its code and its name, or the one year that was asked for, is one row.
        groups = (
            []
            if {"limit", "having"} & set(arguments) or named & _GOODS
            else [key for key in groups if key not in _TIMES]
        )
    return bool(groups) and "limit" not in arguments
