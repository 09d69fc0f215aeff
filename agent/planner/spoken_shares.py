"""Shares, ratios and ranked groups as people say them: "ratio of A to B", 小程序在服装里的占比, 哪两个渠道最少."""

import re

from agent.planner.rewriting import Rules, rewritten

_GROUP = r"渠道|国家|品类|类目|城市|州|月份?|季度|商品|产品"
_MEASURE = r"销售额|营收|收入|订单数?|单量|销量|客户数|客单价|退货率|退货金额|退货数|评价数|平均评分|评分"
_COUNT = r"[2-9两三四五六七八九十]"
_NAMED = {
    "订单": "订单数",
    "单": "订单数",
    "客户": "客户数",
    "人": "客户数",
    "钱": "销售额",
    "销量": "销量",
    "件": "销量",
}


def _ranked(found: re.Match[str]) -> str:
    """哪两个渠道销售额最少，各有多少订单: so many groups by one measure, and another of each."""
    high = found["most"] in ("多", "高", "大", "好")
    count = {"两": "2"}.get(found["n"], found["n"])
    also = found["also"]
    metric = {"订单": "订单数"}.get(found["m"], found["m"])
    beside = f"和{_NAMED.get(also, also)}" if also else ""
    return f"{metric}{'最高' if high else '最低'}的{count}个{found['g']}{beside}"


def _month_for(found: re.Match[str]) -> str:
    low = found["how"].casefold() in ("worst", "weakest", "slowest", "poorest")
    counted = found["m"].casefold() in ("orders", "customers", "units", "returns", "reviews")
    return (
        f"which {found['unit']}{found['when'] or ''} had the "
        f"{('fewest' if low else 'most') if counted else ('lowest' if low else 'highest')} {found['m']}"
    )


def _top(found: re.Match[str]) -> str:
    """Of a share the customers with the highest figure are the top so many."""
    low = found["side"].casefold() in ("lowest", "smallest", "fewest", "least")
    return f"the {'bottom' if low else 'top'} {found['n']} {found['who']} by {found['m']}"


_SHARE = r"\b(?:share|percent(?:age)?|proportion|fraction|how much of|how big a part|portion)\b|%"
_SO_MANY = r"\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred"
_PLAIN: Rules = (
    (
        re.compile(
            r"\bhow much of (?:all (?:of )?)?(?:our |the )?(?:whole |total |entire |overall )?"
            r"(?=(?:predicted value|revenue|sales|turnover|orders)\b(?! in\b))",
            re.IGNORECASE,
        ),
        "what share of the total ",
    ),
    (
        re.compile(
            rf"(?<=\w )(?:the |our |my )(?P<n>{_SO_MANY}) (?P<who>\w+) (?:with|having|who have|that have) the "
            r"(?P<side>highest|largest|biggest|greatest|most|lowest|smallest|fewest|least) (?:total |overall )?"
            r"(?P<m>(?:predicted |average )?\w+(?: (?:value|count|amount))?)"
            r"(?=\W*$|[,;?.]| (?:hold|bring|have|make|account|contribute|represent|stand)\b)",
            re.IGNORECASE,
        ),
        lambda found: _top(found) if re.search(_SHARE, found.string, re.IGNORECASE) else found.group(),
    ),
    (
        re.compile(
            rf"\b(?:the |our |my )(?P<n>{_SO_MANY}) (?P<side>best|biggest|largest|top) "
            r"(?P<who>customers|clients|buyers)\b",
            re.IGNORECASE,
        ),
        lambda found: (
            f"the top {found['n']} {found['who']}" if re.search(_SHARE, found.string, re.IGNORECASE) else found.group()
        ),
    ),
    (
        re.compile(r"\b(?:what(?:'s| is| was) )?(?:the )?ratio of (?P<a>[^,;?]{2,30}?) to (?=\w)", re.IGNORECASE),
        r"\g<a> vs ",
    ),
    # Of a series the best and the worst are told anyway.
    (
        re.compile(
            r"(?P<series>\b(?:by|per|each|every) (?:month|week|quarter|weekday|day"
            r"|year)\b[^?;]*?)[,;:–—-]+ ?(?:and )?"
            r"(?:mark |name |show |with |plus |also |incl\.? )*(?:the )?(?:best|highest|strongest|top) and (?:the )?"
            r"(?:worst|lowest|weakest)(?: (?:one|month|week|quarter|day|weekday|year))?s?(?: too| please)?(?=\W*$)",
            re.IGNORECASE,
        ),
        r"\g<series>",
    ),
    (
        re.compile(
            r"\b(?P<did>lost|shed|dropped|declined|fell|shrank) (?:the )?most (?:in )?(?P<m>revenue|sales"
            r"|orders|customers|units)\b",
            re.IGNORECASE,
        ),
        r"had the biggest drop in \g<m>",
    ),
    (
        re.compile(
            r"\b(?:what was |what is |which was )?(?:our |the )(?P<how>best|worst|weakest|strongest|slowest|poorest) "
            r"(?P<unit>month|week|quarter|day|weekday|year)(?P<when> (?:in|of) [\w ]+?)? "
            r"(?:for|by|in terms of) (?P<m>orders|revenue|sales|customers|units|returns|reviews)\b",
            re.IGNORECASE,
        ),
        _month_for,
    ),
    (re.compile(r"\blowest orders\b", re.IGNORECASE), "fewest orders"),
    (re.compile(r"\bhighest orders\b(?! value)", re.IGNORECASE), "most orders"),
)
_HAN: Rules = (
    # Of whom the share is one stands before 里.
    (re.compile(r"(?<=[单户额人量])(?:里[面头]?(?!头)|当中)(?=[^，,。？?]{1,10}占)"), "里，"),
    (
        re.compile(
            r"(?P<x>[^，,。？?在]{1,14})在(?P<y>[^，,。？?]{1,16}(?:销售额|订单数?|客户数?|营收|收入|销量))(?:里面?|当?中)的?"
            r"(?:占比|比重|份额|比例)(?:是|有)?(?:多少|多大|几成)?"
        ),
        r"\g<y>里，\g<x>占几成",
    ),
    (
        re.compile(
            rf"哪(?P<n>{_COUNT})个(?P<g>{_GROUP})的?(?P<m>{_MEASURE})最(?P<most>[多少高低大小好差])"
            r"(?:[，,；;]\s*(?:它们)?(?:各|分别|都|每个)+(?:自|是)?(?:有|卖)?(?:了)?(?:多少|几)(?:个)?(?P<also>订单|单|客户|人|钱|销量|件))?"
        ),
        _ranked,
    ),
    (
        re.compile(rf"(?P<a>[^，,。？?]{{1,14}})的?(?P<m>{_MEASURE})是(?P<b>[^，,。？?]{{1,10}}?)的?(?:几|多少)倍"),
        r"\g<a>和\g<b>的\g<m>对比",
    ),
    (
        re.compile(
            r"(?P<series>[各每](?:个)?(?:月|周|季度|天)[^。？?；;]*?)[，,、]\s*(?:其中)?(?:最高|最好)的?(?:和|跟|与|、)(?:最低|最差)的?"
            r"(?:分别)?(?:是)?(?:哪(?:个|几个|两个)?(?:月份?|周|季度|天)?)?(?=[。？?！!]*$)"
        ),
        r"\g<series>",
    ),
    (re.compile(r"(?:增长|增幅|变化)的?百分比"), "增长率"),
)


def shares_said(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> shares_said("ratio of app revenue to store revenue in 2026")
    'app revenue vs store revenue in 2026'
    >>> shares_said("小程序在服装销售额中的占比"), shares_said("2026年哪两个渠道销售额最少，各有多少订单")
    ('服装销售额里，小程序占几成', '2026年销售额最低的2个渠道和订单数')
    """
    return rewritten(question, _PLAIN if question.isascii() else (*_PLAIN, *_HAN))
