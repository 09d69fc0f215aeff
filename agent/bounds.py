"""Whether a number beside `over`, `last` or `in the next` is a condition that was set, or a finding to be proven."""

import re
from typing import Literal

from agent.binding_words import BETWEEN
from agent.money_words import SIGN
from agent.numerals import Numeral

_MONEY = rf"[\s*_`]*(?:{SIGN})?$"
_OVER = re.compile(
    r"(?:\b(?:over|above|exceed(?:s|ed|ing)?|at least|upwards of"
    r"|(?:more|higher|greater|larger|bigger|better|longer) than"
    r"|no (?:fewer|less|lower) than|beyond)"
    rf"|(?<!不)超过?|逾|突破|大于|高于|多于|至少|不低于|不少于|(?<![不未圆充美])满|≥|>){_MONEY}",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?:\b(?:under|below|at most|up to|(?:less|fewer|lower|smaller|worse|shorter) than"
    r"|no (?:more|higher|greater) than)"
    rf"|低于|小于|少于|不足|不到|[不未]满|至多|不超过|不高于|≤|<){_MONEY}",
    re.IGNORECASE,
)
_STARS = r"(?:[\s-]?stars?\s?)?"
_OR_MORE = re.compile(
    rf"{_STARS}\s?(?:[^\s，。,.]{{0,4}}以上|(?:or|and) (?:more|higher|above|better|up))", re.IGNORECASE
)
_OR_LESS = re.compile(
    rf"{_STARS}\s?(?:[^\s，。,.]{{0,4}}以[下内]|(?:or|and) (?:less|fewer|lower|below|worse|under))", re.IGNORECASE
)
_BETWEEN = re.compile(rf"\bbetween{_MONEY}|\bbetween\s\S+(?:\s[A-Z]{{3}})?\sand{_MONEY}|介于{_MONEY}", re.IGNORECASE)
# What says of whom it speaks, and so makes what follows a condition: `customers who spent over`.
_RELATIVE = re.compile(
    r"\b(?:who|that|which|whose|where|with|if|when|whether)\b[^.;:]*$|\b(?:no|none|fits?|match(?:es)?)\b[^.;]*$"
    r"|(?:没有|符合|条件|满足)[^。；]*$",
    re.IGNORECASE,
)
_HAN_CONDITION = re.compile(
    r"[^，。；！？]{0,10}的[^，。；！？]{0,6}"
    r"(?:客户|顾客|用户|会员|人|订单|商品|产品|国家|[州省]|城市|地区|渠道|品类|[评好差]评|评[价论]|月份)"
)
# Conditions said as such, as the planner's sentences end: `(revenue over 5,000 GBP, orders at least 10)`.
_ANNOUNCED = re.compile(
    r"(?:\bconditions?\s?:|条件\s?[:：])(?:[^.;。；\n]|\.(?=\d))*$|[(（][^()（）.;。；\n]*$", re.IGNORECASE
)
_MANY = re.compile(
    r"\b(?:customers|orders|people|buyers|products|reviews|countries|they|these|those|them|all|each)\b[^.;:]*$"
    r"|(?:这些|他们|全部|所有)[^，。；]*$",
    re.IGNORECASE,
)
# Words after which a number or span is how much was looked at.
_SCOPE = re.compile(
    r"(?:\b(?:top|bottom|first|last|past|next|previous|coming|following|within|rated|rating"
    r"|ratings? of)(?:\s+the)?\s+"
    r"|(?:\brat\w+|stars?|评分|打)[^.;，。]{0,20}(?<!\d)\d\W{0,4}(?:or|to|and|[分星]?[或到至和~-])\s*"
    # Stars one after the other: `rating 1, 2, 3 or 4`.
    r"|\brating\s(?:[1-5],\s){1,4}|评分(?:[1-5]、){1,4}"
    r"|\b(?:highest|lowest|best|worst)\s+|最[高低好差多少]的?|[前后近内打]|最近|过去|未来|接下来|评分[为是]?)"
    rf"\s?(?:{SIGN})?$",
    re.IGNORECASE,
)
# Stars, and nothing else: `rated 1`, `rating 1 to 2`, 评分1到2, `5-star`.
_RATED = re.compile(
    r"(?:\brat(?:ed|ings?)(?:\s(?:of|is))?\s|评分[为是]?)(?:\d(?:\.\d)?\W{0,4}(?:or|to|and|[分星]?[或到至和~-])\s*)?$",
    re.IGNORECASE,
)
_STARRED = re.compile(r"[\s-]?(?:stars?\b|星)", re.IGNORECASE)
_SCOPE_AFTER = re.compile(
    r"[\s-]?(?:stars?|星)(?:级)?的?[\s-]?(?:reviews?|ratings?|ones?|and\b|or\b|评价|评论|好评|差评|评分|打分)"
    r"|\s?(?:以内|之内|内|[个位项]?最[高低大小多少近])|\s(?:highest|lowest|largest|smallest|best|worst|latest|most|fewest)\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"\b(?:inactive|away|silent|idle|quiet|gone|absent|overdue|dormant|without|not|since|ago|late|took|takes?"
    r"|waited|averages?|old|apart|after|last (?:bought|ordered|purchased?|seen|order|visit\w*))\b"
    r"|未|没|沉默|流失|最近一次|上次|间隔|相隔|每隔|已有?|前(?:下单|购买|买)",
    re.IGNORECASE,
)
_MEAN = re.compile(r"(?:\b(?:average|mean)(?:\sstar)?|平均)\s?$", re.IGNORECASE)
_EVERY = re.compile(r"(?:\b(?:each|every)|每隔?)\s*$", re.IGNORECASE)
_POINTED_SPAN = re.compile(
    r"(?:\b(?:these|those|of the|over the|for the|in the|during the|within the|across the|through the)|这|该)\s*$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:last|first|latest|most recent|earliest|previous|next)\s+(?:\w+\s+){0,2}?(?:bought|order\w*|purchas\w+|seen"
    r"|visit\w*|review\w*|shopp\w+|active|paid|came)\b[^.;]*$"
    r"|\b(?:joined|registered|signed up|became a customer|churned)\b[^.;]*$"
    r"|(?:最近(?:一次|购买|下单|消费|到访|访问|评价)|最后一次|上一?次|首次|第一次|最早|末次|最后(?!一?个?(?:天|周|星期|月|季|年))|注册|流失)[^，。；]*$",
    re.IGNORECASE,
)
# What a percentage is called that says how sure an interval is.
_INTERVAL = re.compile(
    r"\b(?:interval|probability|chance|confidence|likel\w+|sure|range)\b|区间|可能|概率|把握|置信", re.IGNORECASE
)
# Right before and behind the share that an interval holds, so that it is no share of anything else.
_LEVEL_BEFORE = re.compile(r"(?:\b(?:with|at)|有)[\s*_`]*$", re.IGNORECASE)
_LEVEL_BEHIND = re.compile(
    r"[\s*_`]*(?:(?:probability|confidence)\b|的?(?:可能性?|概率|把握)(?:介于|落在|在))", re.IGNORECASE
)
Side = Literal["over", "under", "between", ""]


def is_level(numeral: Numeral, text: str) -> bool:
    """Whether a percentage is what an interval holds: `with 80 % probability`, 有80%的可能在."""
    before = _LEVEL_BEFORE.search(text[: numeral.start])
    behind = _LEVEL_BEHIND.match(text, numeral.end)
    said = numeral.kind == "percent" and behind is not None and (before is not None or behind.group()[-1] in "于在")
    return said and _tells_ends(numeral, text)


def is_of_interval(numeral: Numeral, text: str) -> bool:
    """Whether a percentage stands beside words for how sure an interval is, and its ends are told."""
    return _INTERVAL.search(near(text, numeral)) is not None and _tells_ends(numeral, text)


def _tells_ends(numeral: Numeral, text: str) -> bool:
    """Whether the rest of a sentence tells the ends of an interval; the percentage itself does not."""
    return BETWEEN.search(f"{text[: numeral.start]} {text[numeral.end :]}") is not None


def side_of(numeral: Numeral, text: str) -> Side:
    """The side a number bounds something from; empty where it bounds nothing."""
    before, after = text[max(0, numeral.start - 60) : numeral.start], text[numeral.end : numeral.end + 24]
    if _OVER.search(before) or _OR_MORE.match(after):
        return "over"
    if _UNDER.search(before) or _OR_LESS.match(after):
        return "under"
    return "between" if _BETWEEN.search(before) else ""


def is_condition(numeral: Numeral, text: str) -> bool:
    """Whether a bound says which ones are meant: `customers who spent over`, 消费超过1000的客户.

    >>> from agent.numerals import find_numerals
    >>> said = ("Customers who spent over £9 are listed", "Revenue is over £9", "消费超过9英镑的客户", "销售额超过9")
    >>> [is_condition(find_numerals(text)[0], text) for text in said]
    [True, False, True, False]
    """
    before, after = text[max(0, numeral.start - 120) : numeral.start], text[numeral.end : numeral.end + 40]
    # Many conditions make a long list: the word that announces them stands at its beginning.
    announced = _ANNOUNCED.search(text[: numeral.start])
    return bool(_RELATIVE.search(before) or _HAN_CONDITION.match(after) or announced)


def is_of_many(numeral: Numeral, text: str) -> bool:
    """Whether a bound is said of several at once: `these customers spent over`."""
    return bool(_MANY.search(text[max(0, numeral.start - 120) : numeral.start]))


def is_scope(numeral: Numeral, text: str) -> bool:
    """Whether a number says how much was looked at: the top 5, the next 90 days, 最近30天."""
    before = text[max(0, numeral.start - 40) : numeral.start]
    scope = _SCOPE.search(before)
    # A mean rating is found, not looked at.
    if scope and not _MEAN.search(before[: scope.start()]):
        return True
    return bool(_SCOPE_AFTER.match(text, numeral.end))


def is_stars(numeral: Numeral, text: str) -> bool:
    """Whether a number says how many stars: `rated 1 or 2`, 5星.

    >>> from agent.numerals import find_numerals
    >>> [is_stars(n, text) for text in ("rating 1 to 2, top 5", "评分5") for n in find_numerals(text)]
    [True, True, False, True]
    """
    before = text[max(0, numeral.start - 40) : numeral.start]
    return bool(_RATED.search(before) or _STARRED.match(text, numeral.end))


def is_idle_span(numeral: Numeral, text: str, *, start: int, end: int) -> bool:
    """Whether a span of days is said of a customer (`77 days ago`, 已有77天), and not of what was looked at."""
    if is_scope(numeral, text):
        return False
    before = text[start : numeral.start]
    if _POINTED_SPAN.search(before):
        return False  # `the eight weeks`, 这8周: the span that was asked about
    return bool(_EVERY.search(before) or _IDLE.search(text[start:end]))


def dates_an_event(numeral: Numeral, text: str) -> bool:
    """Whether a date says when something happened: `last bought on`, 最近一次购买是."""
    before = text[max(0, numeral.start - 80) : numeral.start]
    return bool(_EVENT.search(before)) and not is_condition(numeral, text)


def is_quoted(numeral: Numeral, text: str) -> bool:
    """Whether a number alone stands in quotation marks: a word of the question that is spoken about."""
    return text[numeral.start - 1 : numeral.start] in tuple('“「"') and text[numeral.end : numeral.end + 1] in tuple(
        '”」"'
    )


def near(text: str, numeral: Numeral) -> str:
    """The words right beside a number."""
    return text[max(0, numeral.start - 24) : numeral.end + 24]


def holds(side: Side, numeral: Numeral, value: float) -> bool:
    """Whether a value lies on that side of the number."""
    return value >= numeral.value if side == "over" else value <= numeral.value
