"""Returns around a measure: "what has she brought us net of returns", 扣完退货花了多少, "our worst returner"."""

import re

from agent.planner.rewriting import Rules, rewritten

_SUBJECT = r"(?P<who>(?:that|this|the same) (?:customer|client|buyer|shopper|person|one)|he|she|they|it)"
_SPENT = r"(?:卖出?了?|买了?|花了?|消费了?|贡献了?|成交了?|带来了?|赚了?)"
_LESS = r"(?:扣|减|刨|除|去)(?:掉|完|除|去|了|减)?(?:了)?退[货款](?:之?后|以后|的话)?"


def _returner(match: re.Match[str]) -> str:
    metric = "number of returns" if re.search(r"count|number|times|often", match["by"] or "") else "returned amount"
    return f"customer with the highest {metric}"


def _returner_han(match: re.Match[str]) -> str:
    metric = "退货数" if re.search(r"次数|单数|笔数|数量", match["by"] or "") else "退货金额"
    who = match["who"] or ""
    return f"{metric}最高的客户{who or '是谁'}"


_RETURNED = r"(?:the )?(?:returns|refunds|returned (?:goods|items|products|orders)|sent-back goods)"
_THROUGH = r"(?:in|to|through|via|on|from|with|by|over|because of|due to|owing to|thanks to|as a result of)"
# What else is said of the measure itself: "…, by money value", "in pounds rather than by count".
_IN_MONEY = (
    r"(?:,? (?:if |when )?(?:measured |ranked |counted )?(?:by|in) (?:their )?(?:money|monetary|cash|value|amount"
    r"|pounds|euros|yuan|reais|£|\$|€|¥|r\$)(?: value| terms| amount)?"
    r"(?:,? (?:and )?(?:not|rather than|instead of)(?: by)? "
    r"(?:the )?(?:count|number|quantity|pieces|units|volume|how many)(?: of (?:returns|pieces|units))?)?\b)"
)
_LOST = r"(?:损失|亏损|亏|赔|赔钱|亏钱)"
_HIGH = {"多": "高", "大": "高", "高": "高", "惨": "高", "严重": "高", "狠": "高", "少": "低", "小": "低", "低": "低"}
_MOST = rf"最(?P<how>{'|'.join(_HIGH)})"


def _by_amount(match: re.Match[str]) -> str:
    return f"退货金额最{_HIGH[match['how']]}"


_PLAIN: Rules = (
    # What returns cost is their amount: "cost us the most in returns", 退款最多, 退货损失最大.
    (
        re.compile(
            r"\b(?:has |have |had |did |do |does |is |are )?(?:costs?|costing|los[et]|loses|losing)"
            r"(?: us| our shop| the shop)?"
            rf" (?:the )?(?P<how>most|least)(?: money| revenue| cash)? {_THROUGH} {_RETURNED}\b{_IN_MONEY}?",
            re.IGNORECASE,
        ),
        lambda m: f"have the {'highest' if m['how'].casefold() == 'most' else 'lowest'} returned amount",
    ),
    (
        re.compile(
            r"\b(?:did |do |have |are )?we (?:have )?"
            r"(?:(?:refund(?:ed)?|pa(?:y|id) (?:back|out)|g[ai]ven? back) (?:the )?most (?:money|cash)(?: for| on| to)?"
            rf"|(?:los[et]|losing) (?:the )?most(?: money)?(?: on| with)? {_THROUGH} {_RETURNED}(?: for| on| with)?)"
            r"(?=\W|$)",
            re.IGNORECASE,
        ),
        "have the highest returned amount",
    ),
    (
        re.compile(
            rf"\b(?P<how>biggest|largest|highest|heaviest|most|smallest|lowest) (?:returns|refunds){_IN_MONEY}",
            re.IGNORECASE,
        ),
        lambda m: f"{'lowest' if m['how'].casefold() in ('smallest', 'lowest') else 'highest'} returned amount",
    ),
    (
        re.compile(rf"\b(?:was|were|is|are|got|gets?) (?:returned|refunded|sent back) (?:the )?most{_IN_MONEY}", re.I),
        "have the highest returned amount",
    ),
    (
        re.compile(
            r"(?:因为?|由于|在)?退[货款]上?(?:让|使|给|叫)?(?:我们|咱们?|店里|公司)?(?:造成|带来|导致|产生)?的?"
            rf"{_LOST}(?:的?钱|的?金额|得)?{_MOST}"
        ),
        _by_amount,
    ),
    (re.compile(rf"退款(?:总?金?额)?{_MOST}"), _by_amount),
    (re.compile(rf"退(?:货退)?[掉了]?的?(?:钱|金额){_MOST}"), _by_amount),
    (re.compile(r"退[掉了](?P<how>最多)的?(?:钱|金额)"), "退货金额最高"),
    # "Who's our worst returner (by £)": the one who sent back most.
    (
        re.compile(
            r"\b(?:worst|biggest|top|heaviest|largest|serial|#\s?1|number one)\s+return(?:er|ing customer)s?\b"
            r"(?P<by>\s*[(,]?\s*by (?:£|\$|€|¥|r\$|value|money|amount|worth|revenue|count|number|times)\s*\)?)?",
            re.IGNORECASE,
        ),
        _returner,
    ),
    (
        re.compile(
            r"(?:最大的?|头号)?退货(?:大户|王|冠军|狂人?|最(?:凶|狠|厉害)的(?:客户|人)?)(?P<who>是谁|是哪个|是哪位)?"
            r"(?P<by>[，,（(]?按(?:照)?(?:退货)?(?:金额|钱|次数|单数|笔数|数量)(?:算|排|计|看)?[）)]?)?"
        ),
        _returner_han,
    ),
    # A verb without a noun says money, where returns are taken off it.
    (
        re.compile(rf"{_LESS}[，,]?(?:一共|总共|累计|净|合计)*{_SPENT}多少(?:钱|金额)?(?![件单次种个])"),
        "净销售额是多少",
    ),
    (re.compile(rf"{_SPENT}多少(?:钱)?\s*[（(，,]\s*(?:要|已|都)?{_LESS}(?:的)?\s*[）)]?"), "净销售额是多少"),
    (re.compile(rf"净{_SPENT}多少(?:钱|金额)?(?![件单次种个])"), "净销售额是多少"),
    (
        re.compile(
            rf"\b(?:what|how much) (?:money |revenue )?(?:has|have|did|does|do|had) {_SUBJECT} "
            r"(?:brought|bring|earned?|generated?|spen[dt]|paid|pay|made?)(?: us| in| with us| for us)*\b(?! on\b)",
            re.IGNORECASE,
        ),
        r"net revenue of \g<who>",
    ),
    (
        re.compile(
            r"\b(?:the )?value of (?:the |all )?(?:goods|items|things|stuff|products) (?:that )?(?:he|she|they"
            r"|it) (?:has |have )?(?:sent back|returned)\b",
            re.IGNORECASE,
        ),
        "the returned amount of them",
    ),
    (
        re.compile(
            r"\b(?:the |their )?(?:total |full |whole |net )?(?:amount|value|sum|money) (?:that |which )?"
            r"(?:they|each(?: of them)?|each customer|he|she) (?:has |have |had )?(?:sent back|returned|refunded)\b",
            re.IGNORECASE,
        ),
        "the returned amount",
    ),
    (
        re.compile(
            r"\bhow much (?:money )?(?:(?:did|has|have|had|do|does) )?(?:they|each(?: of them| customer)?|everyone)"
            r"(?: each)? (?:(?:has|have|had) )?(?:send back|sent back|returned?|refunded)\b",
            re.IGNORECASE,
        ),
        lambda m: f"the returned amount{' of each' if 'each' in m.group().casefold() else ''}",
    ),
    # A line of an order that was sent back is a return.
    (re.compile(r"\breturn(?:ed)? (?:order )?(?:lines?|line items?)\b", re.IGNORECASE), "returns"),
    (
        re.compile(
            r"\b(?:returned|sent back) "
            r"(?P<n>(?:at least |more than |over |fewer than )?(?:\d+|[a-z]+)(?: or more| or fewer)?) "
            r"(?:order )?(?:lines?|line items?)\b",
            re.IGNORECASE,
        ),
        r"returned \g<n> times",
    ),
    (re.compile(r"退货(?:的)?(?:订单)?(?:明细)?行数"), "退货数"),
    (re.compile(r"(?P<did>退(?:了|过|货)?[^，,。？?]{0,12}?\d+)行(?=[及或]?以[上下]|的|，|,|$)"), r"\g<did>次"),
    (re.compile(r"\bamount of (?:the |all the |all )?(?:returns|refunds)\b", re.IGNORECASE), "returned amount"),
    # "Returns in £?" asks for money.
    (
        re.compile(
            r"\breturns? (?:in|by) (?:£|\$|€|¥|r\$|money|value|pounds|euros|gbp|brl|cny)(?=\W|$)", re.IGNORECASE
        ),
        "returned amount",
    ),
    (re.compile(r"\b(?:£|money|value) (?:of )?returns\b", re.IGNORECASE), "returned amount"),
)


def net_of_returns(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> net_of_returns("退货大户是谁，按金额")
    '退货金额最高的客户是谁'
    >>> net_of_returns("returns in £?")
    'returned amount?'
    """
    return rewritten(question, _PLAIN)
