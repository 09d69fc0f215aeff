"""Phrases put in the words that the grammar reads: "mon to sun" is by weekday, "SKUs (product ids)" are codes."""

import re
from collections.abc import Callable

Replace = str | Callable[[re.Match[str]], str]

_DAY = r"(?:周|星期|礼拜)"
_CODE = r"(?:商品|产品|货品)(?:编号|编码|代码|ID)|货号|SKU(?:编号|编码|码)?"
_EN_CODE = r"(?:product|article|item|stock|sku)[ -]?(?:ids?|codes?|numbers?|no\.?)"
_UNIT = r"月份?|季度?|年份?|周|天|日"
_PLAIN: tuple[tuple[re.Pattern[str], Replace], ...] = (
    # The seven days of a week are those of every week, not of one.
    (
        re.compile(
            rf"(?:从)?{_DAY}一\s*(?:到|至|~|-|—)\s*{_DAY}?[日天][,，、:：]?\s*(?:的)?"
            r"(?:(?:每|各)一?天(?:的|各|都|分别)?|各自?|分别|每个)?(?:的)?"
        ),
        "按星期几统计的",
    ),
    (
        re.compile(r"(?:一周|一星期|一礼拜|每周)(?:的)?(?:7|七)天(?:里)?[,，]?(?:每天|各天?|分别)?(?:的)?"),
        "按星期几统计的",
    ),
    (re.compile(r"每周(?:里的?)?(?:各天|每天|每一天)(?:的)?"), "按星期几统计的"),
    (
        re.compile(
            r"\b(?:from )?mon(?:day)?s?\.?\s*(?:to|till?|until|through|thru|[-–—])\s*sun(?:day)?s?\b"
            r"(?=.*\b(?:by |per |each |every |for each |for every )(?:week ?)?day\b)",
            re.IGNORECASE,
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:from )?mon(?:day)?s?\.?\s*(?:to|till?|until|through|thru|[-–—])\s*sun(?:day)?s?\b"
            r"(?!.*\bweek ?days?\b)",
            re.IGNORECASE,
        ),
        " by weekday ",
    ),
    (re.compile(r"\b(?:each|every|per|by) (?:single )?days? of the week\b", re.IGNORECASE), "by weekday"),
    (
        re.compile(
            r"\b(?:the )?(\d+)[ -]?(?:d|days?) (forecast|prediction|outlook)\b(?P<of> (?:for|of) \w+)?", re.IGNORECASE
        ),
        r"\2\g<of> for the next \1 days",
    ),
    # A code may have two names: who asks by code asks for no names.
    (re.compile(rf"\bSKUs?\s*[(（]\s*(?:by |按照?)?({_EN_CODE})\s*[)）]", re.IGNORECASE), "product ids"),
    (re.compile(rf"SKUs?\s*[(（]\s*按?照?(?:{_CODE})(?:算|看|计|统计)?\s*[)）]", re.IGNORECASE), "商品编号"),
    (
        re.compile(rf"(?:商品|产品|货品?)\s*[(（]\s*按照?(?:{_CODE})(?:算|看|计|统计)?\s*[)）]", re.IGNORECASE),
        "商品编号",
    ),
    (
        re.compile(rf"\b(?:products?|items?|articles?)\s*[(]\s*by ({_EN_CODE})\s*[)]", re.IGNORECASE),
        "product ids",
    ),
    # 哪个月退货最多，当月销售额多少: the month that is found, not the one that now is.
    (
        re.compile(
            rf"(?P<which>(?:哪一?个?|什么)(?P<unit>{_UNIT})(?:[^。]{{1,40}}?))(?:当|那一?个?|该|这一?个?|同一?个?)"
            r"(?P<again>月份?|季度?|年份?|周|天|日)(?:的|里|内)?"
        ),
        lambda m: m["which"] + ("" if m["unit"][0] == m["again"][0] else m.group()[len(m["which"]) :]),
    ),
)


def put_plainly(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> put_plainly("周一到周日，每天分别卖多少钱"), put_plainly("top 5 SKUs (product ids)")
    ('按星期几统计的卖多少钱', 'top 5 product ids')
    >>> put_plainly("哪个月退货最多，当月销售额多少")
    '哪个月退货最多，销售额多少'
    """
    for pattern, plain in _PLAIN:
        question = pattern.sub(plain, question)
    return question
