"""Phrases of figures and conditions put in the words that the grammar reads: what it brought in, better than even odds.

Each pattern goes with what is written in its place; `put_plainly` applies them.
"""

import re

from agent.planner.rewriting import Rules, rewritten

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_EARNED = (
    r"(?:bring in|brought in|take in|took in|taken in|pull in|pulled in|rake in|raked in|make|made|earn|earned|gross"
    r"|grossed|generate|generated|turn over|turned over)"
)
_TOLD_OF = (
    r"(?:us |our shop |the shop )?"
    r"(?=(?:in|on|over|during|through|via|by|from|for|last|this|since|until|so far)\b|\W*$|q[1-4]\b)"
)
_RATED = (
    r"(?:collected|gathered|racked up|picked up|attracted|drawn|garnered|pulled in|amassed|accumulated|earned|gotten)"
)
_WRITTEN = r"(?:reviews|ratings|comments)"
_CALLED = r"(?:flagged|labell?ed|tagged|classed|classified|marked|rated(?: as)?|categori[sz]ed|counted|listed)"
_KIND = (
    r"(?:(?:the |a |our )?"
    r"(?:at[- ]risk|lost|loyal|new|champions?|hibernating|promising|(?:high|medium|low)[- ](?:value(?: tier)?|tier)))"
)
_BOUND = r"(?:超过|大于|高于|不低于|不少于|低于|小于|不到|不足|不超过|在|满|达到)\s*[\d一二两三四五六七八九十百千万]"

PLAIN: Rules = (
    # What came back, or was ordered, by its value: nothing is foretold of it.
    (
        re.compile(
            r"\b(?:the )?(?:total |overall |combined )?(?:value|amount|sum|worth) of (?:everything|all|anything"
            r"|whatever|what"
            r"|(?:all )?(?:the )?(?:goods|items|things|products|stuff))(?: that| which)?"
            r"(?: (?:they|he|she|it|we|this customer|that customer|customers?|people))?(?: have|['’]ve| has|['’]s"
            r"| had| was| were)?"
            r"(?: ever)? (?:returned|sent back|send back|given back)\b",
            re.IGNORECASE,
        ),
        "the returned amount",
    ),
    (
        re.compile(
            r"\b(?:total|overall|combined) (?:value|worth) of (?:all )?(?:of )?(?:their|her|his|its|the|our|all)"
            r"(?: \w+['’]s)? (?=(?:orders|purchases)\b)",
            re.IGNORECASE,
        ),
        "total revenue of ",
    ),
    # "What did Beauty bring in": a sum of money, no list of who spent it.
    (
        re.compile(rf"\bwhat (did|does|has|have|do) ([^,.;?]{{2,40}}?) {_EARNED} {_TOLD_OF}", re.IGNORECASE),
        r"how much money \1 \2 bring in ",
    ),
    (
        re.compile(rf"\bwhat (did|does|has|have|do) ([^,.;?]{{2,40}}?) {_EARNED}(?=\W*$)", re.IGNORECASE),
        r"how much money \1 \2 bring in",
    ),
    # What is put down beside a list is told of each: "and note how much each spent", "with how much they sent back".
    (
        re.compile(
            r"\band (?:also )?(?:note|write|mark|jot|put|state|indicate)(?: down)?(?: next to| beside)?(?: them| it)? "
            r"(?=how (?:much|many)\b)",
            re.IGNORECASE,
        ),
        "and ",
    ),
    (
        re.compile(
            r",? (?:along with|together with|with|including|showing|plus) (?P<how>how (?:much|many \w+)) they"
            r"(?P<did> (?:have |had |each |all )?"
            r"(?:spent|paid|sent back|returned|ordered|bought|placed|made|wrote|left))\b",
            re.IGNORECASE,
        ),
        r", and \g<how> each\g<did>",
    ),
    # A basket that is counted or has a worth of its own is an order, unless it was left standing.
    (
        re.compile(
            r"\b(how many|(?:the )?(?:number|count|share) of|every|all|list(?: the)?|which) ((?:\w+ )?)baskets\b"
            r"(?![^.?]*\babandon)",
            re.IGNORECASE,
        ),
        r"\1 \2orders",
    ),
    (
        re.compile(
            r"\b(how many|(?:number|count) of) orders (?:were )?(?:worth|valued at|that came to|totall?ing)"
            r" (?=more|over|above|at least|less|under|below|between|[£$€¥\d])",
            re.IGNORECASE,
        ),
        r"\1 orders ",
    ),
    # "How many orders …, and what were they worth on average": the average order.
    (
        re.compile(
            r"(?P<of>\borders\b[^?.;]*?)[,;]?\s+and\s+(?:(?:what|how much) (?:were|was|are|is) (?:they|each|one)"
            r"(?: each)? worth(?: each)?(?:,? on average)"
            r"|what (?:did|do) they (?:come to|average|amount to)(?: on average)?"
            r"|(?:on average )?how (?:big|large) (?:were|are) they(?: on average)?"
            r"|(?:what(?:'s| is| was) )?their (?:average|mean) (?:value|size|worth|amount)"
            r"|at what average (?:value|size))",
            re.IGNORECASE,
        ),
        r"\g<of> and average order value",
    ),
    (
        re.compile(r"\b(?:falls?|lies?|sits?|lands?|ranges?|is somewhere|are somewhere) (?=between \S*\d)", re.I),
        "",
    ),
    (re.compile(r"\b(?:is|are) (?:in the range|within) (?:of |from )?(?=between )", re.IGNORECASE), ""),
    # "How many reviews has electronics collected": those that there are of it.
    (
        re.compile(
            rf"(?P<what>\bhow many [^,?.]{{0,40}}?{_WRITTEN}) (?:has|have|did) (?P<of>[^,?.]{{2,40}}?) {_RATED}\b",
            re.IGNORECASE,
        ),
        r"\g<what> of \g<of>",
    ),
    (re.compile(rf"\b{_CALLED} (?:as |under )?(?={_KIND}\b)", re.IGNORECASE), ""),
    # The odds of a coin.
    (
        re.compile(
            r"\b(?:(?:a )?better than|more than|above|over) (?:even|evens|fifty[- ]fifty|50[-/: ]50)"
            r"(?: (?:odds|chances?|money))?(?= (?:of|to)\b|\W*$)",
            re.IGNORECASE,
        ),
        "more than 50% chance",
    ),
    (
        re.compile(
            r"\b(?:(?:a )?worse than|less than|below|under) (?:even|evens|fifty[- ]fifty|50[-/: ]50)"
            r"(?: (?:odds|chances?|money))?(?= (?:of|to)\b|\W*$)",
            re.IGNORECASE,
        ),
        "less than 50% chance",
    ),
    # "The summer months June to August": the months are named.
    (
        re.compile(
            rf"\b(?:over|during|in|for|across) the (?:summer|winter|spring|autumn|fall|holiday|quieter|busy) "
            rf"(?:months?|season|quarter|period)\s*[,(:]?\s*(?:of |from )?(?={_MONTH}\b)",
            re.IGNORECASE,
        ),
        "from ",
    ),
    (
        re.compile(
            r"\b(?:taking|lumping|counting|putting|adding|grouping) (?P<both>[^,.;?]{3,50}? and [^,.;?]{2,30}?)"
            r" (?:together|as one)\b",
            re.IGNORECASE,
        ),
        r"\g<both> together",
    ),
    # "Not last year, just November 2010", 去年别看，就看2010年11月: only what is wanted.
    (
        re.compile(
            r"^(?:not|forget|ignore|never mind|leave out) (?:last|this) (?:year|month|quarter|week)[,;:]?\s*"
            r"(?:just|only|but)\s+",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"^((?:我|咱们?|我们)?(?:就|只)?(?:想|要)(?:知道|看看?|问)|)(?:去年|前年|今年|上个?月|这个?月|上季度"
            r"|别的年份?|其他时间|其它时间)"
            r"(?:的)?(?:先|都|就)?(?:别看|不看|不用看|别管|不管|不要|别算|不算|不用算|不考虑|放一边)[，,]\s*"
            r"(?:就|只|光|单)(?:要|看|算|查|说|统计)?"
        ),
        r"\1",
    ),
    (
        re.compile(
            r"\b(?P<did>order(?:ed)?|bought|purchased|shopped) (?:from us )?(?:at least |for )?a second time\b", re.I
        ),
        r"\g<did> at least twice",
    ),
    # 去掉高价值的还剩多少: how many are left.
    (re.compile(r"(?:还|就|那)?(?:剩下?|余下?)(?:下|了)?(?=(?:多少|几)(?:个|位|人|名|家)?)"), "有"),
    (re.compile(rf"(?<![平均])客单价?(?={_BOUND}[^，,。？?]{{0,10}}的?(?:订单|单子|[几多少]+[单笔]))"), "金额"),
    (
        re.compile(r"(?:一共|总共|共|总)?发(?:了|出去?|走|过)*(?P<n>几|多少)件(?:货|商品|东西)?(?!退)"),
        r"一共\g<n>件",
    ),
    # 食品加玩具: both together; not 加拿大, 加购, 增加, 加起来.
    (
        re.compile(
            r"(?<=[类品具食妆饰装籍书居子动])加(?P<with>食品|玩具|家居|美妆|服饰|服装|图书|书籍|电子产品|电子"
            r"|运动)(?P<kind>类|品类)?"
        ),
        r"和\g<with>\g<kind>合起来",
    ),
    (
        re.compile(
            r"在(?:我们|咱们|咱|我|本店|店)(?:这儿|这里|这边|家|店里?|里|这)?(?=(?:一共|总共)?(?:花|消费|买|下过?单"
            r"|购))"
        ),
        "",
    ),
    (
        re.compile(
            r"\bhow (?:many days|long) (?:have|has|had|is|did)(?: it| already)* "
            r"(?:gone by|gone past|passed|elapsed|been|go by|pass)(?: by)? since\b",
            re.IGNORECASE,
        ),
        "how many days since",
    ),
    (
        re.compile(
            r"\b(?:how many days|how long) (?:has|have|is|was) (?P<who>(?!it\b|they\b)[\w -]{2,40}?) "
            r"(?:now |already |currently )?"
            r"(?:been |gone )?(?:now |already )?"
            r"(?:quiet|silent|inactive|dormant|without (?:an order|ordering|buying))\b",
            re.IGNORECASE,
        ),
        r"how many days since \g<who> last bought",
    ),
    (
        re.compile(
            r"(?:距离?|离|从)(?:现在|今天)?(?P<last>(?:他|她|上次|上一次|最近一次|最后一次)[^，,。？?]{0,8}?(?:下单"
            r"|购买|买东西|消费|买))"
            r"(?:到现在|到今天|至今)?(?:已经|又|都|有)?(?:过了?|过去了?|隔了?|是|有)?(?:多少|几)天(?:了)?"
        ),
        r"\g<last>距今多少天",
    ),
    # 最近半年没再来, 上个月最大的一单.
    (re.compile(r"(?:没有|没|未)(?:再|怎么)?(?:来|回来|出现|露面|光顾|动静)(?:过|了)?(?=[的，,。？?]|$)"), "没下单"),
    (re.compile(r"(?:金额)?最(?:大|贵|高)的?(?:那)?一(?:单|笔订单|个订单|张单)(?!价)"), "金额最高的订单"),
    (re.compile(r"(?:金额)?最(?:小|便宜|低)的?(?:那)?一(?:单|笔订单|个订单|张单)(?!价)"), "金额最低的订单"),
    # Are there any: no denial, 有没有高价值客户.
    (
        re.compile(
            r"有没有(?=[^，,。？?有没不在]{0,12}(?:客户|顾客|用户|买家|会员|的人|订单|商品|评价|差评|好评))"
            r"(?![^，,。？?]{0,14}(?:没|不|未))"
        ),
        "有",
    ),
    # What one customer is expected to do: K00154预计还会下几单，值多少钱.
    (
        re.compile(
            r"(?P<who>(?:\d{4,}|[他她]|这位|该客户|这个客户)[^，,。？?\d]{0,4})(?:预计|预测|估计|预期)(?:接下来|未来"
            r"|今后|以后)?"
            r"(?:还|再)?(?:会|能|可能|要)?(?:再|还)?(?:下|买|来)(?:几|多少)[单次笔](?:订单)?"
        ),
        r"\g<who>的预测订单数是多少",
    ),
    (
        re.compile(
            r"\b(?P<of>customers?|buyers?|clients?|people|shoppers?|accounts?)"
            r"(?: who(?: have| are|'ve)?| that(?: have| are)?| have| are|)"
            r"(?: been| gone)? (?:silent|quiet|inactive|dormant|idle|away) (?:for )?"
            r"(?:between |from )?(?P<low>\d+)\s*(?:to|and|-|–)\s*(?P<high>\d+) days\b",
            re.IGNORECASE,
        ),
        r"\g<of> with days since last purchase between \g<low> and \g<high>",
    ),
    (
        re.compile(r"\b(?P<n>[1-5]|one|two|three|four|five)[- ]stars? share (?:for|of|in|among) ", re.IGNORECASE),
        r"share of \g<n>-star reviews of ",
    ),
    (re.compile(r"(?<=\d)(?: CNY| GBP)? (?:a piece|apiece|each) in (?:order )?value\b", re.IGNORECASE), ""),
    # "Last week, Monday through Sunday" is the whole week.
    (
        re.compile(
            r"(?<=week)\s*[,(]?\s*(?:from )?mon(?:day)? (?:to|through|thru|till|until|-|–) sun(?:day)?\s*[,)]?(?=\W*$)",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"(?<=上周|本周|这周)[，,]?[（(]?(?:从)?周一(?:到|至|~|-)周日[）)]?"), ""),
)

_JOINED: Rules = (
    (
        re.compile(r"(?:是|在)?(?:什么时候|哪一?天|何时|几时|几号|啥时候?)注册(?:成会员)?的?(?![^，,。？?]{0,6}客户)"),
        "注册日期",
    ),
    (re.compile(r"(?<!未)注册(?!日期|时间|资)"), "注册日期"),
    (
        re.compile(
            r"\b(?:when|on (?:what|which) (?:day|date)) (?:did|has|had|was) (?P<who>[\w -]{1,30}?) "
            r"(?:register(?:ed)?|sign(?:ed)? up|create[d]? (?:an|their|his|her) account)\b",
            re.IGNORECASE,
        ),
        r"registration date of \g<who>",
    ),
    (re.compile(r"\b(?:who |that )?signed up\b(?= in\b| during\b| last\b| this\b)", re.IGNORECASE), "registered"),
)


def registered_days(question: str) -> str:
    """The question of a shop that keeps the day on which customers registered: that day is meant, no first order.

    >>> registered_days("K00154什么时候注册的"), registered_days("when did K00154 sign up")
    ('K00154注册日期', 'registration date of K00154')
    """
    return rewritten(question, _JOINED)
