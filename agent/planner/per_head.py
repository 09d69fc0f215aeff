"""What a total comes to a head or an order, and sentences that ask for what the answer shows anyway."""

import re

from agent.planner.rewriting import Rules, rewritten

_HEAD = r"(?:customer|buyer|client|shopper|head|person|capita)"
_ORDERS = re.compile(
    r"\bhow many (?:\w+ )?orders\b|\bnumber of orders\b|\border count\b|\borders\b(?! worth)", re.IGNORECASE
)
_MONEY = re.compile(r"\b(?:revenue|sales|turnover|spend|spent|spending|money|how much)\b", re.IGNORECASE)
_ORDERS_ZH = re.compile(r"[几多少]+(?:个|笔|张)?(?:订单|单)|订单[数量]|单量")
_MONEY_ZH = re.compile(r"钱|额|收入|营收|花|消费|流水|买了多少")
_BUYER = r"(?:客户|买家|顾客|用户|会员|购买者|人)"


def _a_head(found: re.Match[str]) -> str:
    """Of the figure asked for first: money, or orders."""
    before = found.string[: found.start()]
    if found["unit"].casefold() == "order":
        return " and average order value" if _MONEY.search(before) else found.group()
    if _MONEY.search(before):
        return " and revenue per customer"
    return " and orders per customer" if _ORDERS.search(before) else found.group()


def _a_head_zh(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    said = found["verb"] or ""
    if _ORDERS_ZH.search(before) and not (_MONEY_ZH.search(before) or said in ("花", "消费")):
        return "人均订单数是多少"
    return "人均消费是多少" if _MONEY_ZH.search(before) or said else found.group()


_AHEAD = r"predicted (?:value|orders|revenue|spend)"
_ALL = r"(?:in (?:total|sum|all)|(?:the )?(?:total|sum)|overall|altogether|combined|taken together)"
_MEAN = (
    r"(?:(?:what )?(?:on |an? |the |as an )?(?:average|mean|avg\.?)"
    rf"(?: value)?(?:,? (?:per|for each|for every|of each|a|each) {_HEAD})?|(?:per|a) {_HEAD})"
)
_AND = r"(?:\s*(?:,|and|&|plus|as well as|\?)\s*)+"
_EN: Rules = (
    # What is expected of each customer is added up, and shared out.
    (
        re.compile(
            rf"\b(?P<m>{_AHEAD})\b(?P<mid>[^?.;]*?)[,:;–-]*\s*\b(?:{_ALL}{_AND}{_MEAN}|{_MEAN}{_AND}{_ALL})"
            r"(?=\s*(?:[?.,;:!–-]|$)|\s+(?:of|for|in|from|among|across)\b)",
            re.IGNORECASE,
        ),
        r"total \g<m> and average \g<m>\g<mid>",
    ),
    (
        re.compile(
            rf"\b(?:(?:total|sum|overall|combined) (?:and|&|plus) (?:the )?(?:average|mean)"
            rf"|(?:average|mean) (?:and|&|plus) (?:the )?(?:total|sum))(?: of(?: the| their)?)? "
            rf"(?P<m>{_AHEAD}|(?:net )?revenue|spend|spending)\b"
            rf"(?: per {_HEAD})?",
            re.IGNORECASE,
        ),
        r"total \g<m> and average \g<m>",
    ),
    (
        re.compile(
            r"[,;]?\s*(?:\?\s*)?\band (?:how much|how many|what)(?: on average)?"
            r"(?: (?:is|was|does|did|would) (?:that|this|it|they)"
            r"(?: be| come| work| make| mean| amount)?(?: out| up)?(?: to| at| in)?(?: on average)? "
            rf"(?:per|for each|for every|a)| per) (?P<unit>{_HEAD}|order)\b"
            r"(?: on average)?",
            re.IGNORECASE,
        ),
        _a_head,
    ),
    (
        re.compile(
            r"(?:,? in total|,? overall|,? altogether)?,? and (?:(?:on )?(?:an? |the )?(?:average|mean) )?"
            rf"per (?P<unit>{_HEAD})\b",
            re.IGNORECASE,
        ),
        _a_head,
    ),
    # "What did they spend" asks for money, not for goods.
    (
        re.compile(
            r"\bwhat (?=(?:did|do|does|have|has) (?!each|every)[^,;?.]{2,50}? (?:spend|spent|pay|paid)\b"
            r"(?! (?:it|most|more|their|the most|each)\b)(?![^,;?.]* on\b))",
            re.IGNORECASE,
        ),
        "how much ",
    ),
    (re.compile(r"\b(?P<m>revenue|spend|orders) per (?:buyer|client|shopper)\b", re.IGNORECASE), r"\g<m> per customer"),
    (re.compile(r"\bsales per (?:buyer|client|shopper)\b", re.IGNORECASE), "revenue per customer"),
    # "Show both months' figures too": a change is told with both.
    (
        re.compile(
            r"(?:[.,;?]\s*|\s+)(?:and )?(?:please )?(?:also )?"
            r"(?:show|give|list|include|add|state|tell|report|with)(?: me| us)?(?: also)? (?:both|the two) "
            r"(?:month|quarter|year|week|period)s?['’]?s? (?:revenue )?(?:figure|amount|number|value|total|revenue)s?"
            r"(?: too| as well| please| also)*(?=\s*[.!?]?\s*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    # "Skip the empty months": those without an order.
    (
        re.compile(
            r"[.,;(]\s*(?:please |just )?(?:skip|omit|drop|ignore|leave out|hide|don['’]t (?:list|show))(?: the| any)? "
            r"(?:empty|blank|zero) (?P<unit>month|week|quarter|day|year)s?\)?(?=\s*[.!?]?\s*$)",
            re.IGNORECASE,
        ),
        r". \g<unit>s without purchases can be left out",
    ),
)
_UNIT = r"(?:月份?|季度|周|天|日子|年份?)"
_ZH: Rules = (
    # 忠诚客户这一组: the customers just named, once more.
    (
        re.compile(
            r"(?<=[)）户群客])(?:的)?这(?:一|个)?(?:组|群|类|档|层|拨|批)(?:人|客户)?(?=[，,的里中])(?!的(?:客户|人))"
        ),
        "",
    ),
    (
        re.compile(
            rf"(?P<m>预测(?:价值|订单数))(?:的)?(?:总共|一共|合计|总和|总计|总数|总额|总量|加起来|总)(?:是|有|为)?(?:多少)?"
            rf"[，,、；;和及与跟]*(?:以及|还有|并且)?(?:人均|每(?:个|位|名)?{_BUYER}平均|平均(?:到|下来)?(?:每(?:个|位|名)?{_BUYER})?)"
            r"(?:值)?(?:分别|各|又)?(?:是|有|为)?(?:多少)?(?=\W|$)"
        ),
        r"总\g<m>和平均\g<m>是多少",
    ),
    (
        re.compile(
            rf"(?<![\u4e00-\u9fff])平均(?:下来|到|算下来)?每(?:个|位|名|一个|一位)?{_BUYER}"
            r"(?:的)?(?P<verb>花|消费|贡献|买|下)?(?:了|费|掉|出)?(?:是|有|为|约|大概)?(?:多少|几)(?:钱|单|元|块)?(?!件|种|次|条)"
        ),
        _a_head_zh,
    ),
    (re.compile(rf"(?:平均)?每(?:个|位|名)?{_BUYER}(?:的)?平均(?:花费|消费(?:额|金额)?|支出)"), "人均消费"),
    (
        re.compile(
            rf"(?P<each>每(?:一)?(?:个)?{_UNIT})(?:都)?(?:给|报|列|出|发|来|要|算)(?:我|出|一下|出来)*一?个?(?:数字?|数值|值)(?:就行|即可|就好|就可以|吧)?"
        ),
        r"\g<each>",
    ),
    (
        re.compile(
            r"[，,。；;？?（(]\s*(?:(?:没有?|无)(?:任何)?(?:买东西|买过?东西|下过?单|购买|消费|订单|交易|数据|买|花钱|成交|销售)(?:记录)?(?:过)?|空|为零)(?:的)?"
            rf"(?P<unit>{_UNIT})(?:就|都)?(?:不用|不必|无需|可以不|可以|不需要|不要|别|不)?(?:列|显示|写|管|算|展示|出现|跳过|略过|省略|省|去掉|略)(?:出来?|了|掉|去)?"
            r"(?:就行|即可|吧|也行|就好|也可以|就可以)?[)）]?(?=[。.！!]?\s*$)"
        ),
        r"，不算订单数为0的\g<unit>",
    ),
    (
        re.compile(
            r"(?:包含|含有|含|里有|买了|带)(?:了)?(?=[^，,。？?退税运的]{1,10}(?:商品|产品|品类|类)的(?:占|订单|单|有))"
        ),
        "买了",
    ),
    # 把英国剔除掉，销售额前三的国家: what is left out stands behind the word.
    (
        re.compile(
            r"把(?P<out>[^，,。？?把]{1,16}?)(?:都|全)?(?:剔除|去掉|排除|除去|刨掉|剔掉|拿掉|扣掉|去除)(?:掉|在外|出去)?"
            r"(?=[，,后以之再]|$)"
        ),
        r"剔除\g<out>",
    ),
    # 一单没下的: nothing was ordered.
    (re.compile(r"(?P<none>一[单次笔]也?都?(?:没有?|未))(?:下|成交)(?:过)?(?=的|[，,。？?]|$)"), r"\g<none>下单"),
)


def per_head(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> per_head("Total sales in 2018, and how much is that per buyer?")
    'Total sales in 2018 and revenue per customer?'
    >>> per_head("2018年总共买了多少钱，平均每个买家花多少？"), per_head("退货率怎么变的？每个月给我一个数")
    ('2018年总共买了多少钱，人均消费是多少？', '退货率怎么变的？每个月')
    """
    return rewritten(question, _EN if question.isascii() else (*_EN, *_ZH))
