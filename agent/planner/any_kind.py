"""Words that narrow nothing: "(any version)", "no matter which one", 任何一款, "not until 2026", no second order."""

import re

from agent.planner.rewriting import Rules, rewritten

_KIND = r"(?:version|kind|type|colou?r|size|variant|model|product|item|sort|style|brand|one)s?"
_KIND_HAN = r"(?:款式?|种类?|个|件|样|类型?|条|双|型号|版本|颜色|尺码|规格|商品|产品)"
_NOT = r"(?:(?:(?:have|has|had|did|do|does)(?:n['’]t| not| never)|never)(?: (?:ever|yet|then|since))?)"
# Whom money reaches is asked of a budget.
_PAID = re.compile(r"预算|成本|花费|费用|\d\s*[元块]|\b(?:budget|cost|costs|spend)\b", re.IGNORECASE)
_PLAIN: Rules = (
    (re.compile(rf"\s*\((?:of )?any (?:other )?{_KIND}(?: at all)?\)", re.IGNORECASE), ""),
    (re.compile(r"\b(?P<did>bought|ordered|purchased|buy|order) one of (?:our|the|your) ", re.IGNORECASE), r"\g<did> "),
    (
        re.compile(
            rf",?\s*(?:\b(?:no matter|regardless of|never mind)(?: (?:which|what))?|\bwhichever|\bwhatever)"
            rf"(?: the| of the)?(?: {_KIND})?(?: (?:it|that) (?:is|was))?(?=\s*(?:[?.,;:)]|$))",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            rf"(?P<did>{_NOT} (?:returned|return|sent back|send back|bought|buy|ordered|order)) "
            r"(?:even )?(?:a|one) single (?:thing|item|product|piece|article|one)\b(?! of)",
            re.IGNORECASE,
        ),
        r"\g<did> anything",
    ),
    (
        re.compile(
            rf"[（(]?(?:不管|无论|不论|不限|随便)(?:是)?(?:哪一?|什么|何|任何)?{_KIND_HAN}(?:都行|都算|都可以|都好"
            rf"|的)?[)）]?"
        ),
        "",
    ),
    (re.compile(rf"(?P<no>[没未][^，,。？?任]{{0,4}})任何(?:一?{_KIND_HAN}的?)?(?!东西)(?=[^，,。？?\s])"), r"\g<no>"),
    # "Did not make their first purchase until 2026" was then; 拖到2026年才首次购买.
    (
        re.compile(
            r"\bdid(?:n['’]t| not) (?:make|place) "
            r"(?P<first>(?:their|a|any) (?:very )?first (?:purchase|order)) until\b",
            re.IGNORECASE,
        ),
        r"made \g<first> in",
    ),
    (re.compile(r"(?:一直)?(?:拖到|等到|直到|熬到|到了?)(?:了)?(?=\s*(?:19|20)\d\d[^，,。？?]{0,8}才)"), ""),
    (
        re.compile(
            rf"{_NOT} (?:(?:came|come|been|returned) back|came|come|returned|(?:placed?|made|make|had|have|gave|give)"
            r"|bought|ordered|shopped|buy|order)(?: for| to buy| to order| with)?"
            r" (?:us )?(?:a|the|any|their)? ?(?:second|2nd|another|further)(?: (?:one|order|purchase|time))?\b"
            r"(?! (?:\w+ed|in|since|after|until|before|during|within|for|from)\b)",
            re.IGNORECASE,
        ),
        "never came back",
    ),
    (
        re.compile(
            rf"{_NOT} (?:order(?:ed)?|b(?:uy|ought)|purchased?|shop(?:ped)?)(?: anything)? again\b"
            r"(?! (?:in|on|since|after|until|before|during|within|for|from)\b)",
            re.IGNORECASE,
        ),
        "never came back",
    ),
    (
        re.compile(
            r"(?P<first>(?:首次|第一次|首单|首购|头一次)[^。？?]{0,20}?)[、，,]?(?:但|而|却|且|可是)?"
            r"(?:(?<![月日号年\d])(?:之后|此后|以后|后来|从此)(?:就|便)?(?:再)?也?|就?再也?)(?:没有?|未)再?"
            r"(?:下|买|来|消费|购买|回购|复购|回来)过?(?:第[二2](?:单|次|笔)|单|东西|货)?(?:订单)?(?!了?\d)"
        ),
        r"\g<first>、之后再没复购",
    ),
    # "But no toys ever" are toys that were never bought; 没买过（不限时间）is on no day.
    (
        re.compile(
            r"\b(?P<but>but|and|yet|who have) (?:no|not any|never any) (?P<what>[^\W\d_][^,.;:?]{1,30}?)"
            r"(?: products?| items?)? (?:ever|at any (?:time|point)|at all)(?=\W*(?:$|[,.;?]|(?:and|but)\b))",
            re.IGNORECASE,
        ),
        r"\g<but> never bought \g<what>",
    ),
    (
        re.compile(
            r"(?:从来|一次[都也])?没有?(?P<did>(?:买|购买|下单)过)\s*[（(]?(?:不限|不管|不论"
            r"|无论)(?:什么)?时[间候]都?[)）]?"
        ),
        r"从来没\g<did>",
    ),
    # Goods that are called back: what is wrong with them chooses nobody.
    (
        re.compile(
            r"(?:这批货?)?(?:出了|存在|发现|有)[^，,。；;：:？?]{0,4}(?:问题|隐患|缺陷|故障)[，,]?(?:所以|因此)?"
            r"(?:我们)?(?:要|需要|得|想|准备|急需)?(?:赶?紧|马上|尽快|立刻)?(?:逐个)?(?:通知|联系|召回"
            r"|告知)(?:一下)?(?:到|给)?"
            r"(?:所有|相关)?(?:的)?(?:客户|买家|用户|顾客)?(?=[，,。；;：:])"
        ),
        "",
    ),
    (
        re.compile(
            r"^\W*(?:(?:product|safety|batch|quality|urgent)\s+)*(?:notices?|recalls?|warnings?|alerts?|issues?"
            r"|problems?|defects?)"
            r" (?:for|on|with|about|of|concerning|in) (?:(?:the|our|all) )?(?P<what>[^:;,.?]{2,60}?)\s*[:;–—,.-]\s+"
            r"(?=(?:who|which|how many|list|need|give|show|please)\b)",
            re.IGNORECASE,
        ),
        r"\g<what>: ",
    ),
    # A year behind its day, a day that counts itself, a span told by its ends, pieces typed short.
    (
        re.compile(
            r"(?P<day>\d{1,2}月\d{1,2}[日号])(?P<on>以来|起|开始|之后|至今)?\s*[（(](?P<year>(?:19|20)\d\d)年?[)）]"
        ),
        r"\g<year>年\g<day>\g<on>",
    ),
    (
        re.compile(
            r"(?P<day>\d[日号]?)\s*(?:之后|以后|往后|后)\s*[（(]\s*(?:包?含|包括)(?:当[天日]|[本该这那][天日])?\s*[)）]"
        ),
        r"\g<day>起",
    ),
    (
        re.compile(
            r"\b(?:starting|beginning) (?:with|in|from|on) (?P<one>[\w ]{3,20}?),? (?:and )?(?:ending"
            r"|finishing) (?:with|in|on) ",
            re.IGNORECASE,
        ),
        r"from \g<one> to ",
    ),
    (re.compile(r"\bpcs\b(?=\s*(?:[,.;:?)]|$))", re.IGNORECASE), "units"),
    # Who would get a letter are who fit.
    (
        re.compile(
            r"\bhow many (?:of them |people |customers )?(?:would|will|could|can|should) (?:get|receive|be sent|see) "
            r"(?:the|this|that|our|a|an|it\b)"
            r"(?: (?:message|mail|e-?mail|text|sms|offer|coupon|voucher|letter|invitation))?(?=\s*(?:[?.,;]|$))",
            re.IGNORECASE,
        ),
        lambda found: found.group() if _PAID.search(found.string) else "how many customers are there",
    ),
    (
        re.compile(
            r"(?:能|可以|会|要|应该)?(?:发|推送|发送)(?:给|到)?(?=(?:多少|几)(?:个|位|名)?(?:人|客户|顾客|用户))"
        ),
        lambda found: found.group() if _PAID.search(found.string) else "有",
    ),
    (
        re.compile(
            r"(?P<who>\b(?:customers|people|buyers|clients|members|those) )(?:whom |who |that )?"
            r"we(?: may|['’]re allowed to| are allowed to) "
            r"(?:text|e-?mail|message|write to|contact) \((?P<why>[^()]{4,60})\)(?: and (?=who\b))?",
            re.IGNORECASE,
        ),
        r"\g<who>(\g<why>) ",
    ),
    # "Which of these five": so many were listed before, no number is asked for.
    (
        re.compile(
            r"\b(?P<those>(?:of|among) (?:these|those)) "
            r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})(?! ?%)\b"
            r"(?=\s+(?:have|has|had|who|did|do|does|are|is|were|was|bought|ordered"
            r"|customers|clients|buyers)\b|\s*[,?])",
            re.IGNORECASE,
        ),
        r"\g<those>",
    ),
    (
        re.compile(
            r"^(?P<lead>\W*(?:那么?|好的?)?[，, ]*)这(?:[2-9]|10|[二两三四五六七八九十])"
            r"(?:个|位|名)(?:客户|人)?(?:里面?|当中|之中|中)"
        ),
        r"\g<lead>这些客户里",
    ),
    # "Who bought in the course of 2026" asks for no course of anything.
    (
        re.compile(r"\bin the course of (?=(?:the |this |last )?(?:year\b|month\b|quarter\b|20\d\d))", re.IGNORECASE),
        "in ",
    ),
    # From this category as well as from that one: the same customers bought both.
    (
        re.compile(
            r"\b(?P<did>bought|ordered|purchased)(?: something| items?| products?)? (?:from|in|out of) (?:the |our )?"
            r"(?P<one>[\w&'-]+(?: [\w&'-]+)?) (?:category|range|department) (?:as well as|and also|and)(?: something)? "
            r"(?:from|in|out of) (?:the |our )?(?P<two>[\w&'-]+(?: [\w&'-]+)?)(?: (?:category|range|department))\b",
            re.IGNORECASE,
        ),
        r"\g<did> both \g<one> and \g<two>",
    ),
    # What has just been told of them says by what they are big.
    (re.compile(r"(?<=[，,、的])(?:这种|这样的?|这类|此类)(?:沉睡|沉默|休眠|流失|老|的)*大客户"), "客户"),
)


def any_kind(question: str) -> str:
    """The question without words that narrow nothing.

    Args:
        question: Cleaned.

    >>> any_kind("who bought a jacket (any version) but no scarf, no matter which one?")
    'who bought a jacket but no scarf?'
    >>> any_kind("没买过任何一款围巾的客户"), any_kind("首次下单、之后再也没下过第二单的客户")
    ('没买过围巾的客户', '首次下单、之后再没复购的客户')
    """
    return rewritten(question, _PLAIN)
