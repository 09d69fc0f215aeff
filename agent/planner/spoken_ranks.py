"""Rankings, gaps and shares as people say them, in the grammar's words: "top earners", 单拎出来, "what's the gap"."""

import re

from agent.planner.rewriting import Rules, rewritten

_COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_HAN_COUNT = r"(?:\d+|[两三四五六七八九十]+)"
_WHO = r"(?:the |our |we |all )?(?P<a>\w+(?:[ -]\w+){0,2}?)"
_THAN = r"(?:the |our )?(?P<b>\w+(?:[ -]\w+)??)"
_TIME = r"(?P<t>(?:,? (?:in|during|over|for|since|this|last|so far|between|from|year) [^?.!,;]+)?)(?=\W*$)"
# Groups that may be ranked instead of goods.
_GROUPS = re.compile(
    r"\b(?:customers?|clients?|buyers?|accounts?|countr(?:y|ies)|markets?|categor(?:y|ies)|channels?|states?"
    r"|cit(?:y|ies)"
    r"|products?|items?|skus?|months?|weeks?|weekdays?|days?|quarters?|segments?|reviews?)\b(?! (?:to|that|who))",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby (?!month|week|day|country|channel)\w+|\bin (?:units|pieces|terms)\b", re.IGNORECASE)


def _earners(found: re.Match[str]) -> str:
    """Five biggest earners in Home: goods, by what they bring in; where other groups are named, those are meant."""
    if _GROUPS.search(found.string):
        return found.group()
    count = found["n"] or found["m"] or ""
    low = found["how"].casefold() in ("worst", "bottom", "smallest", "lowest", "weakest")
    ranked = f"{'bottom' if low else 'top'} {count}".strip()
    noun = "product" if found["what"].casefold()[-1] != "s" else "products"
    if found["what"].casefold().startswith("sell") and not _BY.search(found.string):
        return f"{count} {'worst' if low else 'best'}-selling {noun}".strip()
    return f"{ranked} {noun}" + ("" if _BY.search(found.string) else " by revenue")


def _more_than(found: re.Match[str]) -> str:
    """How much more did the app make than the website: what both took, and the difference."""
    return f"revenue of {found['a']} and {found['b']}{found['t']} and the difference"


def _dependent(found: re.Match[str]) -> str:
    return f"what share of revenue comes from {found['who'].strip()}"


def _listed(found: re.Match[str]) -> str:
    """有哪些？订单数也带上: a list of customers and a figure of each; of goods it says so itself."""
    if re.search(r"商品|产品|品类|单品|国家|渠道|城市|月份|评[价论]|订单(?!数|量)", found.string[: found.start()]):
        return found.group()
    what = found["what"]
    measure = "订单数" if re.search(r"[单次]", what) else "销售额"
    who = "" if found.string[: found.start()].endswith(("客户", "买家", "顾客")) else "的客户"
    return f"{who}名单和{measure}"


def _altogether(found: re.Match[str]) -> str:
    summed = re.search(r"一共|总共|合计|加起来", found.group())
    return f"预测价值{'合计' if summed else ''}是多少"


_ENGLISH: Rules = (
    (
        re.compile(
            rf"\b(?:(?P<n>{_COUNT}) )?(?P<how>top|best|biggest|largest|highest|strongest|bottom|worst|smallest|lowest"
            rf"|weakest)[ -](?:(?P<m>{_COUNT}) )?"
            r"(?P<what>sellers?|earners?|money[ -]?(?:makers?|spinners?)|revenue (?:drivers?|makers?)|cash cows?)\b",
            re.IGNORECASE,
        ),
        _earners,
    ),
    # "The five of those with the highest value", "which five of them have the highest value".
    (
        re.compile(
            rf"\b(?<!top )(?<!bottom )(?:the )?(?P<n>{_COUNT}) (?:of|among|from) (?P<who>them|those|these) "
            r"(?:with|who have|that have|have|having|had|hold) "
            r"(?=(?:the )?(?:highest|most|largest|biggest|lowest|fewest|least|smallest)\b)",
            re.IGNORECASE,
        ),
        r"top \g<n> of \g<who> with ",
    ),
    # "Germany alone", "for Germany on its own".
    (
        re.compile(
            r"\b(?P<for>for|in|of|from) (?P<who>(?!that|it|this)\w+(?: \w+)?) (?:alone|by itself|on its own"
            r"|in isolation|exclusively|solely)\b",
            re.IGNORECASE,
        ),
        r"\g<for> \g<who> only",
    ),
    (
        re.compile(r"\b(?:what|how) (?:does|would|did) (?:that|this|it) look(?: like)?,? (?=for |in )", re.IGNORECASE),
        "what about ",
    ),
    (re.compile(r"\bleaving (?P<who>[^,;?]{2,40}?) (?:aside|out)\b", re.IGNORECASE), r"excluding \g<who>"),
    # São Paulo is a city as well: the code behind it says which of the two is left out.
    (
        re.compile(
            r"\b(?P<but>excluding|except(?: for)?|without|other than|apart from|besides) [^\W\d_]+(?: [^\W\d_]+)? "
            r"\((?P<code>[A-Z]{2})\)"
        ),
        r"\g<but> \g<code>",
    ),
    (re.compile(r"^(?:identify|work out|figure out|determine|pinpoint) (?=the |which |our )", re.IGNORECASE), "find "),
    (
        re.compile(
            r"\bhow (?:many|much) (?:percent|per cent|%) (?:up|down|higher|lower|more|less) (?:was|is|were|are) "
            r"(?P<a>[^,?]{3,20}?) (?:on|than|from|against|vs) (?P<b>[^,?]{3,20})(?=\W*$)",
            re.IGNORECASE,
        ),
        r"change in percent in \g<a> compared with \g<b>",
    ),
    # Gaps.
    (
        re.compile(
            r"\b(?:the )?(?:gap|distance|delta|spread|difference) in (?P<what>[^,;?.]{3,40}?) between "
            r"(?P<two>[^,;?.]+? and )",
            re.IGNORECASE,
        ),
        r"the difference in \g<what> of \g<two>",
    ),
    (re.compile(r"\b(?:the )?(?:gap|delta|spread)(?= (?:in|between|of|to)\b)", re.IGNORECASE), "the difference"),
    (
        re.compile(
            rf"\bhow much (?:more|less|extra)(?: (?:money|revenue))? (?:did|does|has|have) {_WHO} "
            r"(?:make|made|earn(?:ed)?|take|taken|bring in|brought in|sell|sold|generate[d]?|turn over|do|done"
            r"|get) than "
            rf"{_THAN}{_TIME}",
            re.IGNORECASE,
        ),
        _more_than,
    ),
    (
        re.compile(
            rf"\b(?:by )?how (?:much|far) (?:did|does|is|was|has) {_WHO} "
            r"(?:beat|outsell|outsold|outperform|outearn|ahead of|lead|in front of) "
            rf"{_THAN}{_TIME}",
            re.IGNORECASE,
        ),
        _more_than,
    ),
    # Shares.
    (
        re.compile(
            r"\bhow (?:dependent|reliant|heavily dependent) are we (?:for (?:revenue"
            r"|sales) )?(?:up)?on (?P<who>[^,;.?!–—]+)"
            r"(?:[,;.!–—\s-]*(?:\(?(?:i\.?\s?e\.?|that is|meaning|in other words),?\s*)?(?:what|which) "
            r"(?:share|percentage|proportion|part|%) of (?:\w+ ){0,3}?(?:revenue|sales|turnover)"
            r"(?: is| are| comes?| do| does)*(?: from)? (?:theirs|them|they (?:make|bring|account for)"
            r"|it)\)?)?(?=\W*$)",
            re.IGNORECASE,
        ),
        _dependent,
    ),
    (re.compile(r"(?<=\w) = (?=(?:what|how|which|\?)\b)", re.IGNORECASE), " "),
    # Times of a peak.
    (re.compile(r"\b(?:peaked|peaks|hit (?:its|a|the) (?:peak|high)|topped out)\b", re.IGNORECASE), "was highest"),
    (
        re.compile(r"\b(?:bottomed out|troughed|hit (?:its|a|the) (?:low|bottom)|was at its lowest)\b", re.IGNORECASE),
        "was lowest",
    ),
    (
        re.compile(
            r"\b(?P<by>(?:by )?(?:what|how many|how much) ?(?:percent(?:age)?|per cent|%)?\b[^?]*?)\b(?:move"
            r"|shift|swing)"
            r"(?=,? (?:against|versus|vs|compared|relative|from|over|on)\b)",
            re.IGNORECASE,
        ),
        r"\g<by>change",
    ),
    (
        re.compile(
            r"\b(?:on )?(?:which|what) (?:days? of the week|weekdays?) (?:do|did) (?:the |our |my )?"
            r"(?P<who>(?:\w+ ){1,3}?)(?:order|buy|shop|purchase)s?(?: (?:the )?(?:most"
            r"|more)(?: often)?)?(?=\s*[?,.;–—-])",
            re.IGNORECASE,
        ),
        r"orders by weekday for \g<who>",
    ),
    (
        re.compile(
            r"\bactive (?P<who>buyers|purchasers|shoppers)(?= (?:per|each|every|by|a) (?:month|week|quarter|day"
            r"|year))",
            re.I,
        ),
        r"\g<who>",
    ),
    (
        re.compile(
            r"\bhow likely (?:are|is) (?:they|these|those)(?: customers| people)?(?:,? on average,?)? to "
            r"(?:stay|remain|be|keep|still be|stick) (?:active|around)(?:,? on average)?\b",
            re.IGNORECASE,
        ),
        "what is their average probability of being active",
    ),
    (
        re.compile(
            r"\bhow much (?:are|is) (?P<who>they|these customers|those customers) (?:predicted|expected"
            r"|forecast|likely) to "
            r"(?:bring in|spend|be worth|buy for|contribute|generate)"
            r"(?: (?:altogether|in total|together|combined|overall))?",
            re.IGNORECASE,
        ),
        "what is their total predicted value",
    ),
    (
        re.compile(
            rf"^(?:of|for|among|looking at|take|taking) our (?P<n>{_COUNT}) (?:biggest|top|highest|largest|best) "
            r"(?:spenders|spending customers)(?P<when>[^:,;]*)[:,;]",
            re.IGNORECASE,
        ),
        r"top \g<n> customers by revenue\g<when>:",
    ),
)
_CHINESE: Rules = (
    (re.compile(r"一[单笔](?:也|都)没有?再?下(?:过单?|单)?"), "没有下单"),
    # 德国的订单有多少？客户呢？: a second number of the same.
    (re.compile(r"(?<=多少)个?[？?，,]\s*(?P<noun>客户|订单|评价)呢(?=[？?。]*$)"), r"，\g<noun>数"),
    (
        re.compile(
            r"^(?:那|把|再把|然后把)?(?P<who>[^，,。？?]{1,12}?)的?(?:单独?|另外?|专门)(?:给我)?(?:拎|拿|挑|抽|拉|摘|列|提|捞)"
            r"(?:一下|出来?)(?:看看|看一下|看下|瞧瞧|说说|看|给我|我看看)?(?=[呢吧啊。？?！!]*$)"
        ),
        r"只看\g<who>",
    ),
    (
        re.compile(
            r"的?(?:都)?有(?:哪些人?|谁|哪几[个位家]|哪些客户)[呢啊]?\s*[？?，,；;]\s*"
            r"(?P<what>(?:各|分别|每人|都|一共|总共)*(?:下(?:了|过)?(?:几|多少)[单次]|买(?:了|过)?(?:几|多少)次|(?:有)?(?:几|多少)单"
            r"|(?:订单数|单数|单量|下单次数|购买次数)(?:也|都|一起|一并|顺便)*(?:带上?|列|给|要|附|加上|拉|写|标)[^，,。？?]{0,5}))"
            r"(?:(?:也|都|一并|一起|顺便)?(?:给我)?[写带列标附加][上出]?来?)?(?=[。？?！!]*$)"
        ),
        _listed,
    ),
    (re.compile(r"(?<=垫底的)两(?=[个款种家])|(?<=倒数的)两(?=[个款种家])"), "2"),
    (
        re.compile(
            r"(?P<n>[2两三四五六七八九十]个(?P<what>品类|国家|渠道|商品|城市|州|月份?))是哪[两2三四五六几些]+个?"
        ),
        r"\g<n>",
    ),
    (
        re.compile(
            r"(?:一般|通常|平时|大多|主要|都)*(?:是|在)?(?:周几|星期几|礼拜几|哪几天)(?:下单|下的单|买东西|来买|买|购买)(?:的)?(?:人)?得?"
            r"(?:比较|更|最)?多[？?，,。]?"
        ),
        "按星期几的订单数，",
    ),
    (re.compile(r"(?<=按星期几的订单数，)(?:请|麻烦)?(?:给我?|列|要|看)?(?:一下|出)?(?=周一)"), ""),
    (re.compile(r"(?<=[额数量价])(?:的)?差(?:额|值|距)(?:是|有|为)?多少"), "差多少"),
    (
        re.compile(r"(?P<most>买得?|卖得?)最多的(?P<n>[两三四五六七八九十\d]+)[样件](?:东西|货|商品|产品)"),
        r"销量最高的\g<n>个商品",
    ),
    (
        re.compile(r"(?<=[的前])(?P<n>[两三四五六七八九十\d]+)样(?:东西|货|商品|产品)?(?=[，,。？?是]|$)"),
        r"\g<n>个商品",
    ),
    (re.compile(r"按(?:照)?(?:件数|个数|购买件数|销售件数)(?:算|排|看|来)?(?!.{0,6}退)"), "按销量"),
    # 最赚钱的, by money taken: what was earned is said right away.
    (re.compile(r"最(?:赚钱|挣钱|吸金|来钱)(?=.*按照?(?:销售额|营收|收入|流水|营业额))"), "销售额最高"),
    (re.compile(r"最吸金"), "销售额最高"),
    (
        re.compile(
            r"(?:预计|预测|估计|预期)(?:一共|总共|合计|加起来)?(?:还)?(?:能|会|可以|将)?(?:再)?(?:一共|总共|合计|加起来)(?:还)?(?:能|会|可以)?(?:再)?"
            r"(?:给我们|为我们)?(?:贡献|带来|花|买|消费|产生)(?:出|掉)?多少(?:钱|价值|收入|金额)?"
        ),
        _altogether,
    ),
    (re.compile(r"订单的?(?P<by>渠道|国家|品类|城市)的?(?:占比|构成|分布|结构)"), r"各\g<by>的订单数占比"),
    # 谁的单多、谁卖得多: of two that are named, by both.
    (
        re.compile(
            r"(?P<two>.*?)(?:和|跟|与|、|vs|VS|比)(?P<rest>.*?)谁的?(?:单|订单)(?:子|数|量)?(?:更|比较)?多[、，,？?]?(?:和|还有)?"
            r"谁(?:更|比较)?(?:卖|做|赚|收)得?(?:更)?多"
        ),
        lambda m: f"{m.group()[: m.group().index('谁')].rstrip('，,比 ')}，订单数和销售额对比",
    ),
    (
        re.compile(
            r"谁(?:更|比较)?卖得(?:更)?多[？?，,；;]\s*(?=[^。？?]*(?:订单数|单量|客单价|客户数|件数|销量)[^。？?]*(?:比|也|都|呢|看))"
        ),
        "销售额、",
    ),
)


def ranks_said(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> ranks_said("five biggest earners in Home this year")
    'top five products by revenue in Home this year'
    >>> ranks_said("德国的单拎出来看看"), ranks_said("2026年App和官网的销售额差额是多少")
    ('只看德国', '2026年App和官网的销售额差多少')
    """
    return rewritten(question, _ENGLISH if question.isascii() else (*_ENGLISH, *_CHINESE))
