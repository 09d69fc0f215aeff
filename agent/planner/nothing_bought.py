"""Nothing bought, said with stress: 一单都没下, 没买过一件, 一分钱没花, "not a single order", "gone quiet"."""

import re

from agent.planner.rewriting import Rules, rewritten

# One of anything that is bought, and to buy it.
_LEFT = (
    r"\b(?:(?:have |has )?(?:left|given|gave|posted|written|wrote)) (?:(?:at least |even )?(?:one|an?|any|some) )?"
    r"(?:ratings?|reviews?|scores?) of "
)
_PIECE = r"(?:笔|个|张)?(?:订单|单子|单|笔|次|件|回|样|个)(?:东西|商品|货|产品|订单)?"
_BUY = r"(?:下|买|成交|消费|购买|订|拍|购)(?:过|了|成)?(?:单|东西|货|订单)?(?!退)"
_NOT = r"(?:(?:have|has|had|did|do|does)(?:n'?t|n’t| not)|(?:have|has|had) never|never)"
# Within some days it is another question than ever.
_DAYS = re.compile(r"\d|[年月周季天日]|以来|最近|近期")


def _never_there(match: re.Match[str]) -> str:
    return match.group() if _DAYS.search(match.string) else f"{match['no']}买过{match['where']}"


NOTHING_BOUGHT: Rules = (
    (re.compile(r"(?:压根|根本|完全|从头到尾|愣是)儿?就?(?=[^，,。？?]{0,6}[没未])"), ""),
    (re.compile(rf"(?<![过了下买])(?:哪怕|连)?[一半1]{_PIECE}(?:也|都)?(?:没有?|未)(?:再|能)?{_BUY}"), "没下过单"),
    (re.compile(rf"(?<![过了下买])(?:哪怕|连)?[一半1]{_PIECE}(?:也|都)?没有(?:过|了)?(?=$|[的，,。？?])"), "没下过单"),
    (
        re.compile(rf"(?:没有?|未)(?:再|能)?(?:下|买|成交)(?:过|了|成)?(?:任何|哪怕)?[一半1]{_PIECE}(?![以及多])"),
        "没下过单",
    ),
    (
        re.compile(r"(?:哪怕|连)?一(?:分|毛|块|个子儿|文)?钱?(?:也|都|就)?没(?:有)?(?:再)?花(?:过|了)?(?!在)"),
        "没下过单",
    ),
    # 没在app下过单: where nothing was bought.
    (
        re.compile(
            r"(?P<no>从来没有?|从没有?|从未|没有?|未)(?:再)?(?:在|从"
            r"|通过)(?P<where>[^，,。？?没未\d年月天周日季]{1,8}?)[上里]?"
            r"(?:买|购买|下单|下|消费|成交)过(?:任何)?(?:东西|商品|单|订单)?"
        ),
        _never_there,
    ),
    (
        re.compile(
            rf"\b(?P<no>{_NOT}) (?:ever )?(?:placed?|made?|order(?:ed)?|b(?:ought|uy)|purchased?) "
            r"(?:even )?(?:a|one|any)(?: single)? (?:order|purchase|item|product|thing)\b(?! (?:of|from)\b)"
            r"(?: at all| whatsoever)?",
            re.IGNORECASE,
        ),
        r"\g<no> bought anything",
    ),
    (
        re.compile(
            rf"\b(?P<no>{_NOT}) (?:spent?|spend) (?:even )?(?:a|one|any|a single|one single) "
            r"(?:penny|pence|cent|dime|dollar|pound|euro|yuan|real|money|thing)\b(?: at all| whatsoever| with us)*",
            re.IGNORECASE,
        ),
        r"\g<no> bought anything",
    ),
    (
        re.compile(
            rf"\b(?P<did>{_NOT} (?:\w+ ){{1,2}})(?:even once|even a single time|a single time)\b", re.IGNORECASE
        ),
        r"\g<did>",
    ),
    (re.compile(r"(?<= )(?P<no>(?:no|zero) \w+|nothing|anything) whatsoever\b", re.IGNORECASE), r"\g<no>"),
    # "Without a single toys purchase, ever": what was never bought stands between.
    (
        re.compile(
            r"\b(?:without|with no|with zero) (?:(?:an?|any|even one|a single|one single|one) )?"
            r"(?!(?:an?|any|one|even|repeat|second|further|other|more|new|recent|later|subsequent|follow-up|single|completed|purchase"
            r"|order)\b)"
            r"(?P<what>[a-z][\w&'-]*(?: [\w&'-]+)?) (?:purchase|order)s?\b(?:,? (?:ever|at all|whatsoever)\b,?)*",
            re.IGNORECASE,
        ),
        r"who never bought \g<what>",
    ),
    (
        re.compile(
            r"\b(?P<no>never) (?:ever )?(?:ordered|bought|purchased) (?:any|a single |a |some)?thing from "
            r"(?!us\b|our\b)",
            re.IGNORECASE,
        ),
        r"\g<no> bought ",
    ),
    (re.compile(r"\bnever ever\b", re.IGNORECASE), "never"),
    # "Left at least one rating of 2 or lower": a review of that kind was given.
    (
        re.compile(
            rf"{_LEFT}(?P<n>[1-5])(?: stars?)? or (?:(?P<low>lower|less|below|fewer)|higher|more|above)\b",
            re.IGNORECASE,
        ),
        lambda m: f"gave a rating of {'at most' if m['low'] else 'at least'} {m['n']} stars",
    ),
    # "Write a review. … without ever having written one": one is the review.
    (
        re.compile(
            r"(?P<before>\breviews?\b.*?)\bwithout (?:ever )?(?:having )?(?:ever )?"
            r"(?:written|left|posted|writing|leaving|posting) (?:even )?(?:one|any|a single one)\b",
            re.IGNORECASE,
        ),
        r"\g<before>and never wrote a review",
    ),
    # 一件玩具都没买过, 玩具从来没碰过.
    (re.compile(r"(?<=[没未])(?:有)?(?:碰|沾)过"), "买过"),
    (
        re.compile(
            r"(?<![过了下买第])(?:哪怕|连)?[一半]件(?P<what>[^，,。？?的都也\d]{2,8})(?:都|也)没有?(?:下|买|购买)过"
        ),
        r"\g<what>从来没买过",
    ),
    (
        re.compile(
            r"\b(?:who have |who've |have |who )?(?:gone|went|go|been) (?:for )?(?:the |over |more than )?(?:last )?"
            r"(?P<n>\d{1,3}) days without (?:a |a single |an |any |one |placing an? |making a )?(?:single )?"
            r"(?:order|purchase|buying anything|ordering(?: anything)?)s?\b",
            re.IGNORECASE,
        ),
        r"with no order in the last \g<n> days",
    ),
)

_NOT_HAN = r"(?:都|也)?(?:还|再)?(?:没有?再?|未曾?|没再)"
_ENDS = r"(?=[的，,。？?、；;]|客户|顾客|用户|会员|有(?:多少|几)|$)"
_ORDER = r"(?:orders?|purchases?|thing)"
_NONE_AT_ALL: Rules = (
    # 一单都没有, 一笔没下, 一次都没来过.
    (
        re.compile(
            rf"(?:一|半)(?:个订单|笔订单|件东西|样东西|单|笔|次|回)(?:货)?{_NOT_HAN}"
            rf"(?:下过?单?|买过?(?:东西)?|来过?|购买过?|消费过?|成交过?|有过?)?了?{_ENDS}"
        ),
        "没下过单",
    ),
    (
        re.compile(rf"(?:一|半)(?:个订单|件商品|件|单|笔|次|样)(?:东西|货)?{_NOT_HAN}退(?:过|货|过货|了)?{_ENDS}"),
        "没退过货",
    ),
    (re.compile(rf"一(?:条|次|个|颗)差评{_NOT_HAN}(?:有|打|给|写|留|收到?|得)?(?:过|了)?{_ENDS}"), "差评数为0"),
    (re.compile(rf"一(?:条|次|个)评[价论]{_NOT_HAN}(?:有|打|给|写|留|收到?|得)?(?:过|了)?{_ENDS}"), "没写过评价"),
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
        return rewritten(question, _NONE_AT_ALL)
    return question
