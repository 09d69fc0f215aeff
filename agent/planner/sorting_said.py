"""Which row comes first, said at the end: "biggest on top", "longest silence first", 最大的放最上面."""

import re

from agent.planner.rewriting import Rules, rewritten

_HIGH = r"(?:biggest|largest|highest|greatest|heaviest|dearest|priciest)"
_LOW = r"(?:smallest|lowest|fewest|least|cheapest)"
_AMOUNT = r"(?:amounts?|values?|sums?|totals?|figures?|numbers?|ones?|orders?|spenders?|customers?|buyers?|accounts?)"
_FIRST = (
    r"(?:first|(?:come|comes|coming|goes|go) first|(?:on|at|to) (?:the )?(?:very )?top(?: of the list)?|up top"
    r"|(?:leading|heading) the list)\b"
)
_END = r"(?=\s*(?:please\b|pls\b|thanks\b|thank you\b|[,.;:!?)–—-]|$|and\b|with\b|down\b))"
_SILENCE = (
    r"(?:(?:silence|silent|quiet|inactivity|inactive|absence|absent|dormant|dormancy|gap|break|pause|time away|away"
    r"|wait|ago|lapsed|not (?:ordered|bought|seen))"
    r"|(?:time )?since (?:the(?:ir)? )?last (?:order|purchase)|without (?:an? )?(?:order|purchase))"
)
_SINCE = "sorted by days since the last purchase descending"
_PUT = (
    r"(?:排|放|列|摆|搁|置|写)(?:在|到)?(?:最)?(?:前面?|前头|上面?|上头|顶上?|头上|第一位?|首位|靠前)"
    r"|(?:在|居)(?:最)?(?:前面?|前头|上面?|顶上)"
)
_SOME = r"(?:至少|最少|超过|多于|大于|不少于|不低于)?\s*(?:\d+|[一二两三四五六七八九十]+)\s*[种个类款件行样]"
_SORT_END = r"(?=\s*(?:[，,。；;！!、）)]|谢谢|$))"

_PLAIN: Rules = (
    # "Products from three or more categories": the categories are counted.
    (
        re.compile(
            r"\b(?:products|items|articles|goods|things) (?:from|of|in|across) "
            r"(?=(?:at least |more than |over |fewer than )?(?:\d+|two|three|four|five|six)\b"
            r"[^.?,;]{0,24}\bcategories\b)",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            rf"\b(?:the )?(?:longest|most) {_SILENCE}(?: (?:customers?|buyers?|ones?|gap|period|spell))? {_FIRST}{_END}"
            rf"|\b(?:the )?(?:customers?|ones?|those) (?:that |who )?(?:(?:have|has) been )?(?:silent|quiet|inactive"
            rf"|away|gone|not bought)(?: for)? (?:the )?longest {_FIRST}{_END}|\blongest (?:ones? )?ago {_FIRST}{_END}",
            re.IGNORECASE,
        ),
        _SINCE,
    ),
    # "Highest revenue on top": what is named decides; "biggest amount first" names nothing.
    (re.compile(rf"\b(?:the |with the )?{_HIGH} (?:\w+ )?{_AMOUNT} {_FIRST}{_END}", re.IGNORECASE), "highest first"),
    (re.compile(rf"\b(?:the |with the )?{_LOW} (?:\w+ )?{_AMOUNT} {_FIRST}{_END}", re.IGNORECASE), "lowest first"),
    (
        re.compile(
            rf"\b(?:the |with the )?(?:{_HIGH}|most) (?P<what>(?!of\b)[a-z-]+(?: [a-z-]+){{0,2}}) {_FIRST}{_END}", re.I
        ),
        r"sorted by \g<what> descending",
    ),
    (
        re.compile(rf"\b(?:the |with the )?{_LOW} (?P<what>(?!of\b)[a-z-]+(?: [a-z-]+){{0,2}}) {_FIRST}{_END}", re.I),
        r"sorted by \g<what> ascending",
    ),
    (re.compile(rf"\b(?:the |with the )?{_HIGH} (?!first\b){_FIRST}{_END}", re.IGNORECASE), "highest first"),
    (re.compile(rf"\b(?:the |with the )?{_LOW} (?!first\b){_FIRST}{_END}", re.IGNORECASE), "lowest first"),
)
_HAN: Rules = (
    # 一单里买了8种以上商品的订单: so many in one order, no number of orders.
    (
        re.compile(
            rf"(?:同|每|单)?(?:一|1)?(?:个|张|笔)?(?:订单|单)(?:里面?|中|内)(?:就|都|同时)?(?:买|有|含|包含|下)(?:了|有|着)?(?={_SOME}[^，,。？?]{{0,12}}订单)"
        ),
        "买了",
    ),
    (
        re.compile(
            r"(?P<op>超过|多于|大于|不少于|不低于|至少|最少|少于|低于|不足)?(?P<n>\d+)行(?P<post>(?:及|或)?以上|(?:及|或)?以下)?(?=的(?:[大小]?订单|单))"
        ),
        r"行数\g<op>\g<n>\g<post>",
    ),
    (
        re.compile(
            r"(?:单笔)?(?:金额)?最(?P<how>[大高小低])的(?P<n>\d+|[二两三四五六七八九十]+)[个笔张](?:订单|单子|单)"
        ),
        r"前\g<n>个金额最\g<how>的订单",
    ),
    (
        re.compile(
            r"(?:把|让|将)?(?:最久(?:没|未)(?:有)?(?:来)?(?:买|下单|购买|消费|光顾)?(?:过|了|东西)?|(?:没买|沉默|沉睡|不活跃|未购)(?:的)?(?:时间)?最[久长]"
            rf"|(?:间隔|隔得)最[久长])的?(?:客户|人|那[个位])?(?:{_PUT}){_SORT_END}"
        ),
        "按没买的天数从高到低",
    ),
    (
        re.compile(
            rf"(?P<by>[按照依](?:照)?)?(?:把|将|让)?(?P<what>金额|数额|数字|数值)?(?:最)?[大高多贵]的?(?:客户|订单|那?[个笔单条])?(?:{_PUT}){_SORT_END}"
        ),
        "从高到低",
    ),
    (
        re.compile(
            rf"(?:把|将|让)?(?:金额|数额|数字|数值)?(?:最)?[小低少]的?(?:客户|订单|那?[个笔单条])?(?:{_PUT}){_SORT_END}"
        ),
        "从低到高",
    ),
)


def sorting_said(question: str) -> str:
    """The question with what comes first in the words that the grammar reads.

    >>> sorting_said("with revenue and orders, highest revenue on top.")
    'with revenue and orders, sorted by revenue descending.'
    >>> sorting_said("with the value, biggest amount first"), sorting_said("要金额，最大的放最上面")
    ('with the value, highest first', '要金额，从高到低')
    """
    return rewritten(question, _PLAIN if question.isascii() else (*_PLAIN, *_HAN))
