"""Phrases put in the words that the grammar reads: "mon to sun" is by weekday, "SKUs (product ids)" are codes."""

import re

from agent.planner.figures_plainly import PLAIN
from agent.planner.nothing_bought import NOTHING_BOUGHT
from agent.planner.rewriting import Rules, rewritten

_DAY = r"(?:周|星期|礼拜)"
_CODE = r"(?:商品|产品|货品)(?:编号|编码|代码|ID)|货号|SKU(?:编号|编码|码)?"
_EN_CODE = r"(?:product|article|item|stock|sku)[ -]?(?:ids?|codes?|numbers?|no\.?)"
_UNIT = r"月份?|季度?|年份?|周|天|日"
_TIME = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|month|quarter"
    r"|year|week"
    r"|q[1-4]|(?:19|20)\d\d|half)\b",
    re.IGNORECASE,
)


def _better(found: re.Match[str]) -> str:
    if not (_TIME.search(found["one"]) and _TIME.search(found["two"])) or re.search(
        r"\b(?:in|by|for"
        r"|at) \D",
        found["two"],
    ):
        return found.group()
    side = "higher" if found["how"].lower() == "better" else "lower"
    if "same" in found["two"]:
        return f"revenue in {found['one']} compared with {found['two']}"
    return f"{found['be']} revenue in {found['one']} {side} than in {found['two']}"


_PLAIN: Rules = (
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
            r"\b(?:the )?(\d+)[ -]?(?:d|days?) (forecast|prediction|outlook)\b"
            r"(?P<of> (?:for|of) \w+)?",
            re.IGNORECASE,
        ),
        r"\2\g<of> for the next \1 days",
    ),
    # Lengths told twice, figures told by everyday words.
    (
        re.compile(
            r"\b(next|coming|following) (?:three|3) months\s*\(\s*(?:i\.?e\.? )?90[ -]?d(?:ays?)?\s*\)", re.IGNORECASE
        ),
        r"\1 90 days",
    ),
    (re.compile(r"(未来|接下来|今后|后面)(?:三|3)个月\s*[(（]\s*(?:即)?90天\s*[)）]"), r"\g<1>90天"),
    (re.compile(r"\bfirst[- ]timers?\b", re.IGNORECASE), "new customers"),
    (
        re.compile(
            r"\bhow (?:much|big a part|big a slice) of the (?:whole |entire )?(?:pie|cake)\b",
            re.IGNORECASE,
        ),
        "what share",
    ),
    (re.compile(r"(?:占|在)(?:了)?(?:整个|全部|整)?(?:大)?(?:盘子|蛋糕)"), "占总销售额"),
    (re.compile(r"(?<=[国兰])本土"), ""),
    (
        re.compile(
            r"[,，]?\s*\b(?:and )?how far apart (?:are )?(?:the two|they|these|those|both)?"
            r"(?: months| numbers| figures)?"
            r"(?: are)?(?: in (?:money|pounds|£|value))?(?=\W*$)",
            re.IGNORECASE,
        ),
        " and the difference",
    ),
    (
        re.compile(
            r"(?:比怎么样|比较一下)?[？?，,]?(?:(?:两|三)个数)?[、和及]差额(?:都|也)?(?:给我?|要|列出?来?|告诉我)?"
        ),
        "，差多少",
    ),
    (re.compile(r"(?<!平)均单(?:金额|价|额)"), "平均订单金额"),
    (re.compile(r"(?<=[高低大多少小])得(?:很)?(?:离谱|吓人|夸张|惊人|可怕|不正常|出奇)"), ""),
    (
        re.compile(
            r"(?<=forecast)s? (?:looks?|seems?|is|are) (?:a bit |quite |really |totally |completely )?"
            r"(?:nuts|crazy|insane|odd|weird|off|strange|mad|wild|fishy|absurd|huge)\s*[.,;:!-]*",
            re.IGNORECASE,
        ),
        ",",
    ),
    (
        re.compile(
            r"\b(revenue|spend|spending|sales|value) (?:in total|altogether|overall)"
            r"(?= (?:exceed|is |was |over|above|more))",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    # What makes somebody worth so much is why they are.
    (
        re.compile(
            r"\bwhat (?:makes|made) (?P<who>them|him|her|it|this one|that one|(?:this|that) customer) "
            r"(?:so |that |such a )?(?:valuable|special|important|precious|worthwhile|worth (?:so much"
            r"|that much|it|that)"
            r"|good customers?|valuable customers?|high[- ]value)\b",
            re.IGNORECASE,
        ),
        r"why is \g<who> worth so much",
    ),
    (
        re.compile(r"\b(?:the )?single (?=(?:most|biggest|best|largest|highest|top|worst|lowest)\b)", re.IGNORECASE),
        "the ",
    ),
    (
        re.compile(r"\bby (?:the )?(?:prediction|forecast)s?\b(?! (?:value|error|for))", re.IGNORECASE),
        "by predicted value",
    ),
    (
        re.compile(
            r"\bwhat (?:did|do|does|has|have) (?!we\b|you\b)(?P<who>[\w' -]{2,30}?) "
            r"(?:bring|brought|take|took|taken|rake|raked|pull|pulled)(?: us)? in\b",
            re.IGNORECASE,
        ),
        r"what is the revenue of \g<who>",
    ),
    # "Now just Portugal again": the question is asked again, nobody buys again.
    (
        re.compile(
            r"^(?P<back>\W*(?:and |now |ok |okay |then |so )*(?:just|only|back to)\b.{2,30}?) again(?=\W*$)", re.I
        ),
        r"\g<back>",
    ),
    # "Was October better than last October": business is better where it sells for more.
    (
        re.compile(
            r"\b(?P<be>was|were|is) (?P<one>(?:our |the )?(?:\w+ )?(?:\w+|Q[1-4])(?: \d{4})?) (?P<how>better"
            r"|worse) than "
            r"(?P<two>[^,?.;]{3,40}?)(?=\s*(?:\?|$))(?<! revenue)(?<! sales)(?<! orders)",
            re.IGNORECASE,
        ),
        _better,
    ),
    (
        re.compile(
            r"\baverage (?P<side>(?:of )?(?:below|under|less than|above|over|more than|at least"
            r"|at most) [\d.]+) stars?\b",
            re.I,
        ),
        r"average rating \g<side>",
    ),
    (
        re.compile(
            r"\b(?:around|about|roughly|approximately|approx\.?) "
            r"(?=(?:what|which) (?:date|day|week|month|time)\b|when\b)",
            re.IGNORECASE,
        ),
        "",
    ),
    # Ratings: the best and the worst, and reviews in one language only.
    (
        re.compile(
            r"\b(?P<how>lowest|worst|best|highest|top)[- ](?P<rated>rated|scoring) "
            r"(?P<n>\d{1,2}|two|three|four|five|six|ten) (?=(?:product|categor|item|channel|countr|state|cit)\w*)",
            re.IGNORECASE,
        ),
        r"\g<n> \g<how> \g<rated> ",
    ),
    (re.compile(r"口碑最(?:差|烂|糟|不好)的?"), "平均评分最低的"),
    (re.compile(r"口碑最(?:好|棒|佳)的?"), "平均评分最高的"),
    (
        re.compile(r"(?<=平均评分最[低高]的)(?P<what>[^，,。？?]{1,8})[，,]\s*(?:看|按)平均(?:评分|分)(?=[。？?]*$)"),
        r"\g<what>",
    ),
    (re.compile(r"(?P<stars>[一二两三四12345]星(?:及|或)?以下)的?差评"), r"\g<stars>的评价"),
    (re.compile(r"(?P<stars>[一二两三四12345]星(?:及|或)?以上)的?好评"), r"\g<stars>的评价"),
    (
        re.compile(
            r"\b(?P<lang>english|chinese|portuguese)[- ]only\b(?! reviews| comments)(?=.*\b(?:reviews?"
            r"|comments?|quotes?|stars?)\b)"
            r"|\bonly (?:in )?(?P<only>english|chinese|portuguese)\b(?! reviews| comments)(?=.*\b(?:reviews?"
            r"|comments?|quotes?|stars?)\b)",
            re.IGNORECASE,
        ),
        lambda m: f"{m['lang'] or m['only']} reviews",
    ),
    # How large each group is, and nothing else: how many customers it has.
    (
        re.compile(
            r"^\W*(?:(?:show|give|tell) me |what is |what are |what's )?(?:the )?"
            r"(?:sizes? of|how (?:big|large) (?:is|are)) (?:each|every|all|our|the)(?: of)?(?: our| the)?"
            r"(?: customer)? "
            r"(?P<group>(?:segment|tier|value tier)s?)(?P<end>\W*)$",
            re.IGNORECASE,
        ),
        r"number of customers by \g<group>\g<end>",
    ),
    (
        re.compile(
            r"^(?:看看|给出|列出)?(?:各个?|每个)?(?P<group>客户分群|客群|分群|客户等级|价值等级|等级)"
            r"(?:的)?(?:规模|体量|大小)?(?:分别|各)?(?:是)?(?:有)?(?:多大|规模|体量|大小|多少)(?P<end>[？?。]?)$"
        ),
        r"各\g<group>的客户数\g<end>",
    ),
    # What they complain about is told by aspects anyway.
    (
        re.compile(
            r"\b(?:what|which) (?:aspects?|topics?|things?|issues?|points?) (?=(?:do|did) (?:our |the )?"
            r"(?:customers?|clients?|buyers?|people|they) (?:\w+ )?(?:complain|praise|criticise|criticize|like)\b)",
            re.IGNORECASE,
        ),
        "what ",
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
    (
        re.compile(
            r"\b((?:top|bottom|best|worst|first) \w+ )(?:product|stock|item|article|sku) codes\b", re.IGNORECASE
        ),
        r"\1product ids",
    ),
    # 哪个月退货最多，当月销售额多少: the month that is found, not the one that now is.
    (
        re.compile(
            rf"(?P<which>(?:哪一?个?|什么)(?P<unit>{_UNIT})(?:[^。]{{1,40}}?))(?:当|那一?个?|该|这一?个?|同一?个?)"
            r"(?P<again>月份?|季度?|年份?|周|天|日)(?:的|里|内)?(?![^。]{0,8}(?:哪|什么))"
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
    return rewritten(question, (*PLAIN, *NOTHING_BOUGHT, *_PLAIN))
