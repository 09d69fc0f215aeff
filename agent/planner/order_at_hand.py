"""A customer's first or last order asked about in two breaths: its day and what it cost; and what they buy most."""

import re

from agent.planner.rewriting import Rules, rewritten

_NTH = r"(?:(?P<first>第一|首|最早的?一|最初)|(?:最近的?一?|最后的?一?|上一?|最新的?一?))"
_ORDER = r"(?:次(?:下单|购买|消费|买(?:东西)?|来)?|笔订单|笔|个订单|单)"
_WHEN = r"(?:什么时候|啥时候?|哪一?天|几号|何时|哪个日期)"
_COST = r"(?:的)?(?:订单)?(?:金额|价格)?(?:是|花了?|付了?|消费了?|买了|用了)*(?:多少(?:钱|元|块钱?)?|金额(?:是多少)?)"
_THAT = r"(?:那(?:一)?(?:单|次|笔)|这(?:一)?(?:单|次|笔)|当次|当时|该单)"
_END = r"(?=[。？?！!\s]*$|[，,])"


def _nth(found: re.Match[str]) -> str:
    return f"{'第一' if found['first'] else '最近一'}单是哪天，多少钱"


def _cost(found: re.Match[str]) -> str:
    return f"{'第一次' if found['first'] else '最近一次'}购买花了多少"


_FIRST, _LAST = r"(?:very )?(?:first|earliest)", r"(?:very last|most recent|last|latest|newest)"
_BOTH = r"\s*(?:\+|&|/|,|and)\s*(?:(?:the|their|her|his|its|my)\s+)?"
_MADE = (
    r"(?:(?:and )?(?:on )?(?:which|what) (?:dates?|days?) (?:did )?(?:(?:they|he|she|it)\s+)?(?:(?:have"
    r"|has)\s+)?(?:made?|placed?)?\s*"
    r"|when (?:did|was|were) (?P<who>(?:[\w.@-]+ ){0,2}?)(?:(?:make|place|buy)\s+)?)?(?:(?:the|their|her|his|its)\s+)?"
)
_ENDS = r" (?:purchase|order)s?(?: dates?| days?)?\b(?!\s+(?:amount|value|total|number|id))"
_DAYS = "首次购买日期和最近购买日期"
_TIMES_HAN = r"次?(?:购买|下单|消费|买)?(?:的)?(?:日期|时间)?"
_RULES: Rules = (
    # The first and the last purchase in one breath: both days are asked.
    (
        re.compile(rf"{_MADE}(?:{_FIRST}{_BOTH}{_LAST}|{_LAST}{_BOTH}{_FIRST}){_ENDS}", re.IGNORECASE),
        lambda m: f"{m['who'] or ''} first purchase date and last purchase date",
    ),
    (
        re.compile(
            rf"(?:第一|首|最早一?){_TIMES_HAN}(?:和|与|跟|及|以及|、|，|,|/|\+)(?:最近|最后|最末|末)一?{_TIMES_HAN}"
            rf"(?:(?:都|各|分别)?(?:是|在)?(?:哪一?天|什么时候|何时|几号))?(?:购买|下单|买)?(?:的)?"
        ),
        _DAYS,
    ),
    # "The number and date of her last order": an order has a number of its own.
    (
        re.compile(
            rf"\b(?:the )?(?:(?P<date>dates?) and (?:the )?)?(?:number|no\.?|id)(?P<and> and (?:the )?dates?)? of "
            rf"(?P<of>(?:the|her|his|their|its) {_LAST} order)\b",
            re.IGNORECASE,
        ),
        lambda m: f"order number{' and date' if m['date'] or m['and'] else ''} of {m['of']}",
    ),
    (
        re.compile(
            rf"\bwhen (?:did|was|were) (?:\w+ (?:place|make) )?(?P<of>(?:the|her|his|their|its) {_LAST} order)"
            r"(?: placed| made)?,? and what(?:['’]s| is| was) (?:the|its) (?:order )?(?:number|no\.?|id)\b",
            re.IGNORECASE,
        ),
        r"order number and date of \g<of>",
    ),
    (re.compile(r"末[次]?购(?:买)?(?:日期|时间)"), "最近购买日期"),
    (
        re.compile(
            rf"{_NTH}{_ORDER}(?:是|在)*{_WHEN}(?:下的?单?|买的?|来的?|购买的?|的)?(?:订单|单|东西)?[，,、；;]\s*(?:然后"
            rf"|还有)?{_THAT}?{_COST}{_END}"
        ),
        _nth,
    ),
    (re.compile(rf"{_NTH}{_ORDER}(?P<paid>{_COST}){_END}"), _cost),
    # "When was her last order, and how much did she spend on it": the order cost that.
    (
        re.compile(
            r"(?P<of>\b(?:last|latest|most recent|first|previous) (?:order"
            r"|purchase)\b[^?.;]{0,40}?),? and (?:how much|what) "
            r"(?:did|has|had) (?:they|he|she|the customer|that customer) (?:spend|spent|pay|paid)"
            r"(?: (?:on|for|in) (?:it|that|this|that one|(?:that|this) (?:order|purchase|one|day)|the order)"
            r"| then| that time)",
            re.IGNORECASE,
        ),
        r"\g<of>, and how much was it",
    ),
    (
        re.compile(
            r"\bwhat (?:has|does|did|is"
            r"|do) (?:customer )?(?P<who>(?=[\w-]*[\d\u4e00-\u9fff])[\w-]+) (?:usually |mostly |normally )?"
            r"(?:buy|buys|bought|order|ordered|purchased?)(?: from us)?(?: the)? most(?: often| frequently"
            r"| of(?: all)?)?\b",
            re.IGNORECASE,
        ),
        r"which product has \g<who> ordered most",
    ),
    (
        re.compile(
            r"(?P<who>(?=[A-Za-z0-9-]*\d)[A-Za-z0-9-]{4,}(?:这位客户|这个客户)?)(?:他|她)?(?:平时|一般|通常"
            r"|主要)?(?:都)?"
            r"(?:最常|最爱|最喜欢|最经常)买(?:的)?(?:是|的是)?(?:什么|啥)(?:商品|东西|产品|货)?(?=[？?。，,]|$)"
        ),
        r"\g<who>买得最多的商品是什么",
    ),
)


def order_at_hand(question: str) -> str:
    """The question with the day and the cost of one order asked in one breath.

    Args:
        question: Cleaned.

    >>> order_at_hand("K00764最近一次什么时候下的单，那单多少钱"), order_at_hand("K00764第一单花了多少钱")
    ('K00764最近一单是哪天，多少钱', 'K00764第一次购买花了多少')
    >>> order_at_hand("what has K01180 bought the most?")
    'which product has K01180 ordered most?'
    """
    return rewritten(question, _RULES)
