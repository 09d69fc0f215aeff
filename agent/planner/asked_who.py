"""Who is asked for, not how much: "which customers …? IDs and predicted value", 都有谁？把预测价值也列出来.

A figure that is named beside such a question is a column of the list; it is summed up only where a total is said.
"""

import re

from agent.planner.customer_facts import on_customers
from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.meanings import KINDS, Measured

_NOUN = r"(?:customers|clients|buyers|shoppers|accounts|people|champions|ones)"
_ASKED = re.compile(
    rf"\b(?:give|show|send|get|list|find)(?: me| us)?(?: all)?(?: the| those| our)?"
    rf"(?: (?!of\b|per\b|from\b|by\b|for\b)[\w-]+){{0,3}} {_NOUN}\b"
    r"(?:[^.?!;:]{0,20}?) (?:who|that|whose|with)\b"
    rf"|\bwhich(?: (?!do\b|does\b|did\b)\w+[-\w]*){{0,4}}? {_NOUN}\b|\bwhat {_NOUN}\b"
    r"|(?:^|[.?!:;–]\s+)(?:(?:and|so|please|tell me|show me|list|say|also),? )*who(?:'s|\b)",
    re.IGNORECASE,
)
_ASKED_HAN = re.compile(
    r"谁(?!的)|哪[些几](?:个|位|名)?(?:\w{0,8}?)(?:客户|顾客|用户|买家|会员|人)"
    r"|(?:客户|顾客|用户|买家|会员|人)[^，,。？?]{0,16}[有是](?:谁|哪[些几][个位名人]?)"
    r"|[有是]哪[些几][个位名人]?(?=\W|$)|哪[几些][位人]"
)
_COLUMNS = re.compile(
    r"\b(?:customer |client |account |their )?(?:ids?|numbers|names?)(?:\s*(?:,|\+|&|/)\s*|\s+)(?:and|plus|with)?\s*\w"
    r"|\bwith (?:their )?ids?\b|\bby id\b|(?:客户号|编号|姓名|名字|客户ID|客户id|ID|id)(?:和|、|以及|及|跟|与|，|,|加"
    r"|\+|外加"
    r"|连同|带)",
    re.IGNORECASE,
)
# "List the customers …", 客户列出来: whatever is named beside them is a column.
_LISTED = re.compile(
    rf"\b(?:list|name|show|give(?: me)?)(?: me| us)?(?: out)?(?: all| every| the| those| our"
    rf"| each)* (?:\w+[- ]){{0,2}}?{_NOUN}\b"
    r"|(?:客户|顾客|用户|买家|会员|人|名单)(?:都|全|全部|也|给我|帮我|一个个|逐个)*(?:列|拉|导|找|挑)(?:一?[下个]"
    r"|出来|给我|清楚)?"
    r"|(?:列|拉|导|找|挑)(?:一?下|出来?|个|给我|一份)?[^，,。？?：:]{0,30}(?:客户|顾客|用户|买家|会员|名单)(?:\W|$)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bhow many (?:customers|clients|people|buyers|of)\b|\bnumber of customers\b"
    r"|多少(?:个|位|名|人|客户)|几[个位名]人?"
)
_DAYS = frozenset({"last_purchase", "first_purchase", "date"})
_SUMMED = re.compile(
    r"\b(?:in total|altogether|combined|taken together|in sum|sum of|add up|on average|average of all|overall)\b"
    r"|合计|总计|加起来|合在?一起|总和|(?<!各自)(?<!每人)(?<!每位)(?<!每个)(?:一共|总共)",
    re.IGNORECASE,
)


def settle_who(frame: Frame, question: str, facts: Facts) -> None:
    """Lists the customers that are asked for one by one.

    Args:
        frame: The slots read so far; changed.
        question: Cleaned.
        facts: The shop.
    """
    # A list may be sorted; the most of something is one of them.
    ordered = frame.order is not None
    ranked = frame.rank is not None or (frame.order is not None and frame.order.superlative)
    own = ranked or frame.groups or frame.people or frame.searched or frame.share or frame.versus
    if own or not (frame.conditions or frame.spans) or frame.of_network or frame.leftovers:
        return
    kinds = any(c.filter.column in KINDS for c in frame.conditions)
    named = frame.mentions("customer") or kinds
    columns = bool(_COLUMNS.search(question))
    listed = bool(_LISTED.search(question))
    beside = [n for n in frame.nouns if n != "customer_id"]
    who = bool(_ASKED.search(question) or _ASKED_HAN.search(question) or (listed and beside) or ordered)
    if not named or not (who or columns) or Measured("customers") in frame.measures or _SUMMED.search(question):
        return
    told = all(m.aggregate == "default" and on_customers(m.metric, facts) for m in frame.measures)
    if not told or "why" in frame.asks or _COUNTED.search(question):
        return
    days = ordered and set(beside) <= _DAYS
    if beside and not days and not (_columns_of(beside, facts) and (columns or listed)):
        return
    frame.which = frame.which and not beside
    if not frame.mentions("customer"):
        frame.entities.append(Entity("customer", linked=False, plural=True))
    frame.nouns = [n for n in frame.nouns if n != "customer_id"]
    frame.asks = (frame.asks - {"lookup"}) | {"list"}


def _columns_of(nouns: list[str], facts: Facts) -> bool:
    """Whether attributes can be told of each customer."""
    entries = [facts.attribute(noun) for noun in nouns]
    return all(e is not None and "customers" in e.columns for e in entries)
