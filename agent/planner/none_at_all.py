"""Nothing at all, said with emphasis: 一单都没有, 一件都没退过, "not a single one", "nothing at all", "gone quiet"."""

import re

from agent.planner.rewriting import Rules, rewritten

_NOT = r"(?:都|也)?(?:还|再)?(?:没有?再?|未曾?|没再)"
_ENDS = r"(?=[的，,。？?、；;]|客户|顾客|用户|会员|有(?:多少|几)|$)"
_ORDER = r"(?:orders?|purchases?|thing)"
_NONE: Rules = (
    # 一单都没有, 一笔没下, 一次都没来过.
    (
        re.compile(
            rf"(?:一|半)(?:个订单|笔订单|件东西|样东西|单|笔|次|回)(?:货)?{_NOT}"
            rf"(?:下过?单?|买过?(?:东西)?|来过?|购买过?|消费过?|成交过?|有过?)?了?{_ENDS}"
        ),
        "没下过单",
    ),
    (
        re.compile(rf"(?:一|半)(?:个订单|件商品|件|单|笔|次|样)(?:东西|货)?{_NOT}退(?:过|货|过货|了)?{_ENDS}"),
        "没退过货",
    ),
    (re.compile(rf"一(?:条|次|个|颗)差评{_NOT}(?:有|打|给|写|留|收到?|得)?(?:过|了)?{_ENDS}"), "差评数为0"),
    (re.compile(rf"一(?:条|次|个)评[价论]{_NOT}(?:有|打|给|写|留|收到?|得)?(?:过|了)?{_ENDS}"), "没写过评价"),
    (
        re.compile(
            rf"\b(?P<not>(?:have|has|had|did|do|does)(?:n't|n’t| not| never)|never) (?:placed|place|made|make"
            rf"|had|have|bought|buy)"
            rf" (?:even )?(?:a single|one|any|even one) {_ORDER}\b",
            re.IGNORECASE,
        ),
        r"\g<not> ordered",
    ),
    (
        re.compile(
            rf"(?P<but>\b(?:but|and|yet|with|who (?:have|had|placed|made|bought)|(?:have|had|placed|made"
            rf"|bought))\b(?: have| had| placed| made"
            rf"| bought| with)?),? (?:not (?:even )?(?:a single|one)(?: one| {_ORDER})?|not one|nothing)(?: at all)?"
            rf"(?= (?:in|over|during|since|for|within|after|from)\b|[.?,;]|$)",
            re.IGNORECASE,
        ),
        r"\g<but> no orders",
    ),
    (
        re.compile(
            r"\b(?:went|gone|been|have been|has been|fell|fallen) (?:quiet|silent)(?= (?:for|in|over|since)\b)",
            re.IGNORECASE,
        ),
        "not ordered",
    ),
)
_HINTS = ("not ", "n't", "n’t", "never", "nothing", "quiet", "silent")


def none_at_all(question: str) -> str:
    """The question with "not a single order" and the like as customers without orders.

    Args:
        question: Cleaned.

    >>> none_at_all("最近60天一单都没有的客户"), none_at_all("over 30 orders but not a single one since May")
    ('最近60天没下过单的客户', 'over 30 orders but no orders since May')
    """
    if not question.isascii() or any(hint in question.lower() for hint in _HINTS):
        return rewritten(question, _NONE)
    return question
