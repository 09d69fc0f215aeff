"""The orders of one customer, one by one: "order history of 13085", 列出客户13085的订单, as the last so many of them.

Their number alone would be another answer; the tools list so many rows at most, and say how many there are.
"""

import re

from agent.planner.rewriting import Rules, rewritten

_ID = r"(?=[A-Za-z0-9-]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,}"
_WHO = rf"(?:(?:the )?(?:customer|client|buyer|account)(?: (?:number|no\.?|id))? )?{_ID}"
_ASKED = r"(?:please |can you |could you |pls |i need (?:to see )?|i want (?:to see )?)*"
_SHOW = r"(?:list|show|give|pull up|display|see|get|print|fetch|tell)(?: me| us)?"
_ALL = r"(?:(?: all| every| each| the| full| complete| entire| whole| of| past| previous| single| recent)*)"
_ORDERS = r"(?:orders?|purchases?|transactions?|invoices?)"
_LOG = r"(?:order(?:ing)?s?|purchas(?:e|es|ing)|buying|transaction) (?:history|list|log|records?)"
# "In 2026", "since March", "last year": the days of which they are.
_WHEN = r"(?P<when>(?: (?:in|during|since|from|between|until|before|after|last|this|over|for) .{2,40})?)"
_DONE = r"(?: has| have)?(?: ever)?(?: placed| made| bought)?(?: so far)?"
_ALL_ZH = r"(?:(?:全部|所有|历史|过往|以往|过去|每一?[笔张])的?)*"
_LOG_ZH = r"(?:订单|下单|购买|购物|交易|消费)(?:历史|列表|清单|明细|记录|流水)"
_SHOW_ZH = r"(?:列出|列一下|列下|列|看看|看一下|查看|给我(?:看看|看)?|拉一下|拉出|查一下|查下|查询|查|调出|展示|显示)"
_TIME_ZH = r"(?:(?:20)?\d\d年(?:\d{1,2}月)?|今年|去年|前年|上个?月|本月|这个月|(?:最近|近|过去)\d+(?:天|个月|周|年))"
_WHEN_ZH = rf"(?P<when>{_TIME_ZH}?)的?"
_END_ZH = r"(?:都)?(?:列出来|列一下|给我|拉出来|发我|看看)?(?=[？?。！!\s]*$)"
_HISTORY: Rules = (
    (
        re.compile(
            rf"^{_ASKED}(?:{_SHOW}{_ALL}|(?:all|every)(?: the)?(?: past| single| previous)?) ?{_ORDERS} "
            rf"(?:(?:of|by|from|for|placed by|made by|that) )?(?P<who>{_WHO}){_DONE}{_WHEN}(?=\W*$)",
            re.IGNORECASE,
        ),
        r"the last 50 orders of \g<who>\g<when>",
    ),
    (
        re.compile(
            rf"^{_ASKED}(?:(?:{_SHOW}|what is|what's){_ALL} |the |full )*{_LOG} (?:of|for|from) "
            rf"(?P<who>{_WHO}){_WHEN}(?=\W*$)",
            re.IGNORECASE,
        ),
        r"the last 50 orders of \g<who>\g<when>",
    ),
    (
        re.compile(
            rf"^{_ASKED}(?:{_SHOW}{_ALL} )?(?P<who>{_WHO})(?:['’]s?)? (?:{_LOG}|(?:past|all|previous) {_ORDERS})"
            rf"{_WHEN}(?=\W*$)",
            re.IGNORECASE,
        ),
        r"the last 50 orders of \g<who>\g<when>",
    ),
    (
        re.compile(
            rf"^{_ASKED}(?:what|which) {_ORDERS} (?:has|did|have) (?P<who>{_WHO}) "
            r"(?:placed|place|made|make)(?: so far)?"
            rf"{_WHEN}(?=\W*$)",
            re.IGNORECASE,
        ),
        r"the last 50 orders of \g<who>\g<when>",
    ),
    (
        re.compile(
            rf"^{_ASKED}{_SHOW}{_ALL} (?:his|her|their)(?: own)?(?: past| previous| full| whole)? "
            rf"(?:{_LOG}|orders)(?=\W*$)",
            re.IGNORECASE,
        ),
        "her last 50 orders",
    ),
    (
        re.compile(
            rf"^(?:请|帮我|麻烦)*{_SHOW_ZH}?(?:一下)?(?P<first>{_TIME_ZH}?)的?(?:客户|顾客)?(?P<who>{_ID})"
            rf"(?:这位客户|这个客户|客户)?的?{_WHEN_ZH}"
            rf"(?:{_ALL_ZH}{_LOG_ZH}|(?:(?:全部|所有|历史|过往|以往|每一?[笔张])的?)+订单){_END_ZH}"
        ),
        r"\g<first>\g<when>客户\g<who>最近50笔订单",
    ),
    (
        re.compile(
            rf"^(?:请|帮我|麻烦)*{_SHOW_ZH}(?:一下)?(?:客户|顾客)?(?P<who>{_ID})(?:这位客户|这个客户|客户)?的?{_WHEN_ZH}"
            rf"{_ALL_ZH}订单{_END_ZH}"
        ),
        r"\g<when>客户\g<who>最近50笔订单",
    ),
    (
        re.compile(
            rf"^(?:客户|顾客)?(?P<who>{_ID})(?:这位客户|这个客户|客户)?(?:都)?{_WHEN_ZH}"
            rf"(?:下过|有过|下了|有|都有)(?:哪些|什么)(?:订单|单){_END_ZH}"
        ),
        r"\g<when>客户\g<who>最近50笔订单",
    ),
    (
        re.compile(
            rf"^(?:请|帮我|麻烦)*{_SHOW_ZH}?{_LOG_ZH}[：:\s]*(?:客户|顾客)?(?P<who>{_ID})(?=[？?。！!\s]*$)",
        ),
        r"客户\g<who>最近50笔订单",
    ),
    (
        re.compile(
            rf"^(?:请|帮我|麻烦)*{_SHOW_ZH}(?:一下)?(?P<their>[他她]|该客户|这位客户|这个客户)的{_ALL_ZH}(?:{_LOG_ZH}|订单){_END_ZH}"
        ),
        r"\g<their>最近50笔订单",
    ),
    # 13085买过什么: the goods, one by one.
    (
        re.compile(r"(?<=\d)(?:这位客户|客户)?(?:都)?买过(?:些|了)?(?:什么|啥|哪些)(?:东西|商品|产品)?(?=[？?。\s]*$)"),
        "买了什么",
    ),
)


def orders_one_by_one(question: str) -> str:
    """The question with a wish for all orders of one customer as one for the latest of them, as many as are listed.

    Args:
        question: Cleaned.

    >>> orders_one_by_one("show order history of K00841"), orders_one_by_one("列出客户K00841的订单")
    ('the last 50 orders of K00841', '客户K00841最近50笔订单')
    >>> orders_one_by_one("list the orders of customer 13085 in 2010")
    'the last 50 orders of customer 13085 in 2010'
    >>> orders_one_by_one("orders of 13085 by month")
    'orders of 13085 by month'
    """
    return rewritten(question, _HISTORY)
