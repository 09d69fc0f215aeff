"""What the bare words of a question promise, and what of it stands in no call; read apart from the grammar."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.planner.completeness import texts_in
from agent.planner.frames import Frame
from agent.planner.reading import Call, Unclear
from agent.planner.thread import Thread

# Only these give no more than what is asked of them.
_QUERIES = frozenset({"query_orders", "query_customers", "query_reviews", "predict_value"})
_NUMBER = re.compile(
    r"\b(?:how (?:many|much)|share|percent\w*|proportion|number of|count|total|sum|together|combined)\b"
    r"|多少|几[个人位名]|占|比例|百分|总共|合计|一共|加起来|变化|变动",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\bwhich (?:\w+ ){0,3}(?:customers|clients|accounts|buyers|shoppers|people|products|items|orders)\b"
    r"|\bwho are\b|\b(?:list|name) (?:the|all|every|those|our|these|them)\b|\bids\b"
    r"|\b(?:give|show|send|get) me (?:the |all |every )+(?:(?!of )[\w'-]+ ){0,4}?"
    r"(?:customers|clients|buyers|orders)\b(?!')"
    r"|[有是]哪些|都有谁|都是谁|名单|列出(?!来)|列(?:一下|下)?(?:客户)?(?:编号|ID|号)|[客订][户单]编?号",
    re.IGNORECASE,
)
# The order in which rows shall stand: there are to be rows.
_SORTED = re.compile(
    r"\b(?:highest|biggest|largest|most|lowest|smallest|latest|newest|oldest|longest|dearest)"
    r" (?:\w+ )?(?:first|on top|at the top)\b|\bin (?:de|a)scending order\b"
    r"|从[高大多][到至][低小少]|从[低小少][到至][高大多]|[高大多]的(?:在前|排前|放前|在最?上)",
    re.IGNORECASE,
)
_LISTED = ("columns", "group_by", "limit", "customer_ids", "review_ids")
# A word, and a pattern of what a call holds that gives it.
_PROMISED = (
    (
        "average",
        r"\b(?:average|avg|the mean|median)\b|平均|(?<!人)均分(?!别)|人均|中位|客单价",
        r"average|mean|median|per_customer|per_order|order_value|p_active|p_high|percentile|frequency|interval|gap",
    ),
    (
        "forecast",
        r"\b(?:predicted|forecast|expected) (?:\w+ ){0,2}(?:value|revenue|spend|orders)\b"
        r"|预[计测期](?:的|总)?(?:价值|消费|收入|订单|销售)",
        r"predict|p_active|p_high|tier|horizon|next_order|demand",
    ),
    (
        "change",
        r"\b(?:growth|grew|grown|compared (?:to|with)|up or down)\b|环比|同比|增长|涨了|跌了|对比",
        r"against|compare|month|quarter|year|trend|week|growth|\bin\b",
    ),
    (
        "order_number",
        r"\border (?:number|ids?)\b(?! of)|订单编?号",
        r"order_id",
    ),
    (
        "review_texts",
        r"\b(?:show|give|send|read|pull|get|find) (?:me |us )?(?:up )?(?:all |the |some |a few )*"
        r"(?:[\w'-]+ ){0,3}?reviews\b(?! (?:per|by|for each))"
        r"|(?:评价|评论)原[文话]|[把看](?:一下|看)?[^，,。]{0,12}(?:评价|评论)(?:内容|原文)",
        r"search_reviews|summarise_reviews",
    ),
)
# Of the first so many, those of a kind are counted; a list of them counts nothing, or ranks only those of the kind.
_AMONG = re.compile(
    r"\bof (?:our|the|my) (?:top|best|first) \d+\b.*\bhow many\b|\bhow many of (?:our|the|my) (?:top|best|first) \d"
    r"|前\s*\d+[^，,。？?]*[里中][^？?]*几[个位名]",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\bside by side\b|\bagainst\b|\bversus\b|\bvs\b|\bcompar\w+|对比|相比|比较|比一比", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:same|that) (?:month|year|quarter|period|week)\b|当月|那个月|同月|该月|那[年月段]|当年", re.IGNORECASE
)
_OVER_ALL = re.compile(
    r"\b(?:all|overall|total|whole|every|entire|ever|we|our|so far|in general|lifetime|any)\b"
    r"|全部|所有|整体|全店|总共|整个|累计|历史|一共|全体|不限|我们|咱",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d\d|^\d{4}$|_\d+d$|horizon|predict|_purchase|recency")
_NARROWED = ("filters", "part", "having", "customer_ids", "customer_id", "products")


def check_promises(asked: str, calls: tuple[Call, ...], frame: Frame, thread: Thread) -> None:
    """Lets a plan pass that holds what the question's words promise and what the conversation still speaks of.

    Args:
        asked: The question.
        calls: Of the plan.
        frame: Its slots, as it is asked.
        thread: What the conversation has spoken of before it.

    Raises:
        Unclear: A list would become one figure, a figure is missing, or "that month" and whom the last question was
            about are in no call.
    """
    if not {c.name for c in calls} <= _QUERIES:
        return
    if _LIST.search(asked) and not _NUMBER.search(asked) and not any(map(_lists, calls)):
        raise Unclear("shape_list")
    if _SORTED.search(asked) and not any(map(_lists, calls)):
        raise Unclear("shape_list")
    if _AMONG.search(asked) and "customers" not in texts_in([c.arguments for c in calls]):
        raise Unclear("promised_customers")
    used = " ".join({c.name for c in calls} | set(texts_in([c.arguments for c in calls])))
    for key, word, given in _PROMISED:
        # Two calls stand side by side.
        told = (key == "change" and len(calls) > 1) or re.search(given, used)
        if re.search(word, asked, re.IGNORECASE) and not told:
            raise Unclear(f"promised_{key}")
    if _COMPARED.search(asked) and any(map(_takes_together, calls)):
        raise Unclear("shape_sides")
    for what in _lost(asked, calls[-1], frame, thread):
        raise Unclear(f"lost_{what}")


def _takes_together(call: Call) -> bool:
    """Whether two that are named are one figure in each of some other groups."""
    groups = call.arguments.get("group_by", ())
    two = (f for f in call.arguments.get("filters", ()) if f.get("op") == "in" and len(f["value"]) == 2)
    return bool(groups) and any(f["column"] not in groups for f in two)


def _lists(call: Call) -> bool:
    one = call.name != "predict_value" or call.arguments.get("total")
    return not one or any(key in call.arguments for key in _LISTED)


def _lost(asked: str, call: Call, frame: Frame, thread: Thread) -> Iterator[str]:
    """What the question before was about and this one neither keeps nor changes."""
    # 最好的一个月…，当月: the month that an earlier call finds.
    dated = bool(call.needs) or any(map(_DAY.search, (call.name, *texts_in(call.arguments))))
    if _EARLIER.search(asked) and not dated:
        yield "period"
    before = thread.frame
    if before is None or _OVER_ALL.search(asked):
        return
    if before.spans and not dated:
        yield "period"
    leans = bool(frame.follow or frame.pronouns)
    # "What was in it?" after a customer's last order.
    at_hand = bool(thread.people) and ("it" in frame.pronouns or bool(frame.desk))
    if ((before.conditions and leans) or at_hand) and not _narrows(call.arguments):
        yield "conditions"


def _narrows(arguments: Mapping[str, Any]) -> bool:
    return any(arguments.get(key) for key in _NARROWED)
