"""Chinese short forms written out before anything is read: 头半年, 一二三季度, 到6月底, 销售额过2000, 180多天没买."""

import re
from collections.abc import Callable

_DIGIT = r"[\d一二两俩三四五六七八九十]"
_YEAR = r"(?:(?:(?:19|20)\d\d|\d\d)年|今年|去年|前年|(?:19|20)\d\d)"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
_NUMBER = r"[\d¥￥£$€R一二两三五六七八九十百千]"
Replace = str | Callable[[re.Match[str]], str]


def _quarters(match: re.Match[str]) -> str:
    return "、".join(f"{digit}季度" for digit in match["all"] if digit in "一二三四1234")


def _year_ends(match: re.Match[str]) -> str:
    return f"{match['to']}{match['y']}12月"


_WRITTEN_OUT: tuple[tuple[re.Pattern[str], Replace], ...] = (
    # 18年头半年, 2018前半年.
    (re.compile(rf"({_YEAR}的?)(?:头|前)半年"), r"\1上半年"),
    (re.compile(rf"({_YEAR}的?)后半年"), r"\1下半年"),
    (re.compile(rf"(?<=年)(的?)头(?=\s*{_DIGIT}+\s*个?(?:月|季度))"), r"\1前"),
    # 前三季: a quarter without its second character.
    (re.compile(rf"({_YEAR}的?)(?:前|头)([二两三])个?季(?!度)"), r"\1前\2季度"),
    (re.compile(r"(?P<all>[一二三四][、,，]?(?:[一二三四][、,，和]?){1,3})季度"), _quarters),
    (re.compile(r"(?P<all>(?<![\d.])[1-4][、,，](?:[1-4][、,，]?){1,3})季度"), _quarters),
    (re.compile(rf"({_YEAR})的?(?:四|4)个季度(?=[各的分逐都每,，]|$)"), r"\1每个季度"),
    (re.compile(rf"({_YEAR})的?(?:十二|12)个月(?=[各的分逐都每,，]|$)"), r"\1每个月"),
    # A range from the first to the last day of months is one of months.
    (
        re.compile(rf"((?:到|至|截至|截止|-|~|—)\s*(?:\d{{2,4}}年)?{_MONTH})(?:底|末)"),
        r"\1",
    ),
    (re.compile(rf"({_MONTH})初(?=\s*(?:到|至|-|~|—))"), r"\1"),
    (re.compile(r"(?P<to>到|至|截至|截止)(?P<y>(?:19|20)\d\d年)(?:底|末)"), _year_ends),
    (re.compile(r"((?:19|20)\d\d年)初(?=\s*(?:到|至|-|~|—))"), r"\g<1>1月"),
    (re.compile(r"\s*(?:→|->|=>)\s*"), "到"),
    # 销售额过2000, 订单破千: what compares, cut short.
    (
        re.compile(rf"(?<=[额量数值分率价])(?:已经|都|能)?(?:过|破|超)(?:了)?(?=\s*{_NUMBER})"),
        "超过",
    ),
    (re.compile(r"(\d+)\s*(?:多|几)\s*(天|个月|周)(?=(?:都|还|也|就|里|内)?(?:没|未|不))"), r"\1\2"),
    (re.compile(rf"({_DIGIT}+\s*(?:天|个月|周|年))(?:以上|多)(?=(?:都|还|也|就)?(?:没|未))"), r"\1"),
    # 每个月平均几星: what is an average by itself has no average over months.
    (
        re.compile(
            r"(每(?:天|日|周|个?月|个?季度|年|个星期))平均(?=几[颗星分]|多少[星分]|评分|打分|得分|星级|评价分|客单|订单金额|每单|一单)"
        ),
        r"\1的平均",
    ),
    # 热水袋系列，品名带…的: the name of a series that is defined right behind.
    (
        re.compile(
            r"(?:(?<=^)|(?<=[，,。：:]))[^，,。：:？?]{1,12}(?:系列|产品线)[：:，,](?=[^，,。]{0,6}(?:品名|名称|名字|商品名)[^，,。]{0,3}(?:带|含|包含|有))"
        ),
        "",
    ),
)


def written_out(question: str) -> str:
    """The question with Chinese short forms in the words that the grammar reads.

    Args:
        question: Cleaned.

    >>> written_out("18年头半年销售额过2000的客户"), written_out("2018年1月到6月底"), written_out("2010年一二三季度")
    ('18年上半年销售额超过2000的客户', '2018年1月到6月', '2010年一季度、二季度、三季度')
    """
    if question.isascii():
        return question
    for pattern, plain in _WRITTEN_OUT:
        question = pattern.sub(plain, question)
    return question
