"""Nothing bought, said with stress: 一单都没下, 没买过一件, 一分钱没花, "not a single order", "not a penny"."""

import re

from agent.planner.rewriting import Rules

# One of anything that is bought, and to buy it.
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
            r"(?P<no>从来没有?|从没有?|从未|没有?|未)(?:再)?(?:在|从|通过)(?P<where>[^，,。？?没未\d年月天周日季]{1,8}?)[上里]?"
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
