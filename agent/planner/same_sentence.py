"""What a sentence points back at within itself: "the date of that purchase", 前三的是哪三个, "the reviews from Q2"."""

import re

from agent.planner.rewriting import Rules, rewritten

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_PART = (
    rf"(?:the )?(?:(?:first|second|third|fourth|1st|2nd|3rd|4th|last) (?:half|quarter)(?: (?:of )?{_YEAR})?"
    rf"|[hq][1-4]\b(?:[ -]?{_YEAR})?)"
)
_WHEN = rf"(?:{_PART}|{_MONTH}(?:(?:,| and|, and) {_MONTH})*(?: {_YEAR})?\b|(?:the year )?{_YEAR}\b)"
# Not all of a time is named yet, or it is one that a stretch begins with.
_OPEN = (
    rf"(?!\s*(?:of )?\d|(?:,| and|, and) {_MONTH}|\s*[-–—~])"
    r"(?!\s*(?:,? ?to|till?|until|through|thru|onwards?|up to|and (?:later|after)|on(?=\W*$|[,;])|upwards?)\b)"
)
# Where figures are told month by month, "from" says where they begin.
_SERIES = re.compile(
    r"\b(?:by|per|each|every) (?:month|week|quarter|day|year)\b|\b(?:monthly|weekly|daily|quarterly|trend|develop\w*"
    r"|over time|month by month|so far)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?P<rows>(?:reviews?|ratings?|comments?|quotes?|orders?|purchases?|returns?)"
    rf"(?: (?:on|of|for|about) \w+(?: \w+)?)?)"
    rf" from (?P<when>{_WHEN}){_OPEN}"
    rf"|\b(?P<sum>revenue|sales|turnover|spend|units) from (?P<part>{_PART}){_OPEN}",
    re.IGNORECASE,
)
_LAST = re.compile(r"\b(?:last|latest|most recent)\b", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst (?:ever )?(?:purchase|order|bought|ordered)\b", re.IGNORECASE)
_COUNT_ZH = {
    "三": "3",
    "五": "5",
    "两": "2",
    "二": "2",
    "四": "4",
    "十": "10",
    "六": "6",
    "八": "8",
    "七": "7",
    "九": "9",
}


def _that_day(found: re.Match[str]) -> str:
    """The day of the purchase that the sentence has spoken of."""
    before = found.string[: found.start()]
    which = "first" if _FIRST.search(before) else "last" if _LAST.search(before) else ""
    return f"{found['lead'] or ''}{which} purchase date" if which else found.group()


def _that_day_zh(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    if re.search(r"首次|第一次|首单|首购", before):
        return "首次购买日期"
    return "最近购买日期" if re.search(r"最近|最后|上次|上一次", before) else found.group()


def _as_many(found: re.Match[str]) -> str:
    """是哪三个 behind 前三: so many were asked for already."""
    same = _COUNT_ZH.get(found["n"], found["n"]) == _COUNT_ZH.get(found["again"], found["again"])
    return f"{found['head']}{found['mid']}是哪些" if same else found.group()


_EN: Rules = (
    # "Take the customers whose …: how many are they".
    (
        re.compile(
            r"^(?:take|consider|look at|for|of|among)?\s*(?:all )?(?:the |those |our )?"
            r"(?P<who>(?:customers|buyers|clients|shoppers|accounts) (?:who|whose|that|with|in|from)\b[^:;?]{3,80}?)"
            r"\s*[:;,–-]+\s*how many (?:(?:of them )?are there|(?:are|were) (?:they|those))(?=\W)",
            re.IGNORECASE,
        ),
        r"how many \g<who> are there",
    ),
    # "New customers of May: headcount, and what % of them …".
    (
        re.compile(
            r"(?<=[:,;–-] )head ?count"
            r"(?=\s*[,;]?\s*(?:and|plus|\+)\s+(?:what|which) (?:share|%|percent|proportion|part))",
            re.IGNORECASE,
        ),
        "how many",
    ),
    (
        re.compile(
            r"(?P<lead>\b(?:with |and |plus |including |incl\.? |show |give |along with )?(?:also )?)"
            r"the (?:date|day) of (?:that|this|the said|their|its|his|her) (?:last |latest )?(?:purchase|order)\b",
            re.IGNORECASE,
        ),
        _that_day,
    ),
    (
        re.compile(
            r"\b(?P<did>send|sends|sent|sending) (?:(?:any|some|the|his|her|their|my|more|most|many)\s+)?"
            r"(?:things?|stuff|items?|goods|articles?|products?|something|anything|it|them|pieces) back\b",
            re.IGNORECASE,
        ),
        r"\g<did> back",
    ),
)
_ZH: Rules = (
    # 1月首购的这批客户，总共几个人，又买的占多少: how many they are, and a share of them.
    (
        re.compile(
            r"(?:的)?(?:这|那)(?:一)?(?:批|些|群|部分)(?P<who>客户|顾客|买家|用户|人)[，,、]?(?:总共|一共|共|到底)?(?:有)?"
            r"(?:几个人?|几位|多少个?人?|多少位)[，,；;](?:其中)?(?=[^？?]*(?:占|比例|百分之几|几成))"
        ),
        r"的\g<who>有多少，其中",
    ),
    (
        re.compile(
            r"(?:(?:那|这|该)一?[次笔单](?:购买|下单|消费|订单)?|当时|当次)的?(?:购买|下单|消费)?(?:日期|时间|日子|哪天)"
        ),
        _that_day_zh,
    ),
    (
        re.compile(
            r"(?P<head>(?:前|最[高低多少大小好差]的)(?P<n>[两二三四五六七八九十]|\d+)[个名位项]?)(?P<mid>[^，,。？?；;]{0,12}?)"
            r"(?:分别|各|都)?是?[那哪](?P<again>[两二三四五六七八九十]|\d+)[个名位项家种款]"
        ),
        _as_many,
    ),
    # 那一季度呢: the first one, as 那个季度 would be that one.
    (re.compile(r"^那(?:么)?(?P<n>[一二三四])季度"), r"那第\g<n>季度"),
)


def within_sentence(question: str) -> str:
    """The question with what it points back at put in full.

    >>> within_sentence("customers whose last purchase is over 100 days ago, with the date of that purchase")
    'customers whose last purchase is over 100 days ago, with last purchase date'
    >>> within_sentence("reviews from the first half of 2018"), within_sentence("销售额排前三的城市是哪三个")
    ('reviews in the first half of 2018', '销售额排前三的城市是哪些')
    """
    question = rewritten(question, _EN if question.isascii() else (*_EN, *_ZH))
    if _SERIES.search(question):
        return question
    return _FROM.sub(lambda found: f"{found['rows'] or found['sum']} in {found['when'] or found['part']}", question)
