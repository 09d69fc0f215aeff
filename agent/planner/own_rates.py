"""A customer's own share of bad reviews in everyday words: "more than 30% bad reviews", 差评占比超过三成的客户."""

import re

from agent.planner.rewriting import Rules, rewritten

_BAD = r"(?:bad|negative|low|poor)(?:[- ]rated)? (?:reviews?|ratings?|comments?)"
_PERCENT = r"(?:\d+(?:\.\d+)?\s*(?:%|percent\b|per cent\b|pct\b)|(?:a |one )?half\b|(?:a |one )quarter\b)(?: of)?"
_OVER = (
    r"(?:(?:is |are |was |were )?(?:more than|over|above|greater than|higher than|at least|no less than|exceeds?"
    r"|exceeding|less than|under|below|lower than|at most|no more than|up to|exactly))"
)
_RATE = (
    rf"(?:(?:share|percentage|percent|proportion|rate|fraction|part) of {_BAD}"
    r"|(?:bad|negative|low)[- ](?:review|rating)s?[- ](?:rate|share|percentage|ratio))"
)
_OVER_ZH = (
    r"(?:超过|高于|大于|多于|超出|不低于|不少于|至少(?:有|占)?|达到|达|低于|小于|少于|不到|不足|不超过|不高于|至多"
    r"|>=?|<=?|≥|≤)"
)
_PERCENT_ZH = (
    r"(?:\d+(?:\.\d+)?\s*[%％]|百分之[一二三四五六七八九十百零\d]+|[一二三四五六七八九]成(?!交)|一半|半数)"
    r"(?:以上|以下)?"
)
_OF_CUSTOMERS = re.compile(
    r"\b(?:customers?|clients?|buyers?|shoppers?|people|who|accounts?|reviewers?)\b|客户|顾客|用户|买家|会员|谁|[的些]人",
    re.IGNORECASE,
)
# Of these a share is one of their reviews, whoever wrote them.
_OF_GOODS = re.compile(
    r"\b(?:categor\w+|products?|items?|channels?|countr\w+|cit(?:y|ies)|states?|segments?|tiers?|months?|by)\b"
    r"|品类|类目|商品|产品|渠道|国家|城市|分群|客群|等级|月",
    re.IGNORECASE,
)
_TENTHS = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}


def _percent(written: str) -> str:
    """A part of the whole as a percentage: "half", 三成 and 一半 as 50%, 30%, 50%."""
    plain = re.sub(r"\ba \b|\bone \b| of$", "", written, flags=re.IGNORECASE).strip()
    plain = re.sub(r"^half$", "50%", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^quarter$", "25%", plain, flags=re.IGNORECASE)
    plain = re.sub(r"一半|半数", "50%", plain)
    return re.sub(r"([一二三四五六七八九])成", lambda found: f"{_TENTHS[found[1]]}0%", plain)


def _told(found: re.Match[str]) -> str:
    return f"own share of bad reviews {found['over']} {_percent(found['percent'])}{found.groupdict().get('end') or ''}"


_BEFORE = re.compile(rf"\b(?P<over>{_OVER}) (?P<percent>{_PERCENT}) (?:their |the )?{_BAD}", re.IGNORECASE)


def _told_zh(found: re.Match[str]) -> str:
    return f"单客差评率{found['over'] or ''}{_percent(found['percent'])}"


_OWN: Rules = (
    (
        re.compile(
            rf"\b(?:have |has |gave |with |write |wrote )?(?:mostly|mainly|predominantly) {_BAD}", re.IGNORECASE
        ),
        "with own share of bad reviews more than 50%",
    ),
    (re.compile(r"(?:差评|负面评价|负评)(?:占(?:了)?(?:大多数|多数|大半)|居多|过半|为主)"), "单客差评率超过50%"),
    (
        re.compile(
            rf"(?<!own )\b(?:a |an |the |their )?{_RATE},? (?:of )?(?P<over>{_OVER}) (?P<percent>{_PERCENT})",
            re.IGNORECASE,
        ),
        _told,
    ),
    (
        re.compile(
            rf"\b(?P<over>{_OVER}) (?P<percent>{_PERCENT}) (?:(?:of )?(?:their|the|all)(?: own)? (?:reviews|ratings) "
            rf"(?:are |were |being )?(?:bad|negative|low|poor)|(?:their |the )?{_BAD})",
            re.IGNORECASE,
        ),
        _told,
    ),
    (
        re.compile(
            rf"\b(?P<how>highest|largest|biggest|greatest|worst|lowest|smallest) "
            rf"(?:share|percentage|proportion|rate) of {_BAD}",
            re.IGNORECASE,
        ),
        r"\g<how> own share of bad reviews",
    ),
    (
        re.compile(
            rf"(?<!单客)(?:差评|负面评价|负评|低分评价)(?:的)?(?:率|占比|比例|比率|份额|数?占(?:全部|所有|其)?(?:评价)?(?:的)?(?:比例|比重)?)?"
            rf"(?:是|在|为)?(?P<over>{_OVER_ZH})\s*(?:了)?(?P<percent>{_PERCENT_ZH})"
        ),
        _told_zh,
    ),
    (
        re.compile(
            rf"(?<!单客)(?:差评|负面评价|负评|低分评价)(?:的)?(?:率|占比|比例|比率)(?:是|在|为)?(?P<over>)(?P<percent>{_PERCENT_ZH})"
            r"(?<=以[上下])"
        ),
        _told_zh,
    ),
)


def own_shares_of_low_ratings(question: str) -> str:
    """The question with a bound on the bad reviews of each customer as one on the customer's own share of them.

    Args:
        question: Cleaned.

    >>> own_shares_of_low_ratings("customers with more than half bad reviews")
    'customers with own share of bad reviews more than 50%'
    >>> own_shares_of_low_ratings("差评占比超过三成的客户"), own_shares_of_low_ratings("差评率超过15%的品类")
    ('单客差评率超过30%的客户', '差评率超过15%的品类')
    """
    of_goods = _OF_GOODS.search(question)
    if _OF_CUSTOMERS.search(question):
        return question if of_goods else rewritten(question, _OWN)
    return (
        _BEFORE.sub(lambda found: f"bad review rate {found['over']} {_percent(found['percent'])}", question)
        if of_goods
        else question
    )
