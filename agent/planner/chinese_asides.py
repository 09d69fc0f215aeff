"""Clauses of a Chinese question that tell of the asker (备战双11，… 老板想看，… 我放PPT里), set aside as a whole.

Such a clause may hold a name or a time only where the rest of the question says it too; numbers, measures, negations
and words that narrow keep it, so that no condition is dropped.
"""

import re
from collections.abc import Collection

from agent.planner.lexicon import Lexicon
from agent.planner.meanings import KINDS
from agent.planner.tokens import Term, Token
from agent.planner.vocabulary import HIDDEN

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[。！？；：，!?;:]+\s*|(?:(?<!\d),|,(?!\d))\s*")
_WHO = (
    r"我|我们|咱们?|他们?|她们?|大家|有人|人家|同事|朋友|客服|老板|领导|总监|主管|经理|财务|运营|市场|采购|仓库|总部|股东|投资人|投资方|银行|审计"
    r"|供应商|物流|品牌方|合作方|媒体|董事会|管理层|团队|销售|产品经理|设计"
)
# Who says, wants or plans what; what is planned, made ready, held, or where the figures will stand.
_TELLS = re.compile(
    rf"^(?:{_WHO})(?!的(?!那边|这边))[^，]*?(?:要|想|说|问|催|看|讲|盯|查|报|备|派|去|搞|办|做|写|开|用|放|贴|跟|让|叫|找|写进)"
    r"|^[^，]{1,6}(?:那边|这边|部门?|团队|组|那头)(?:的人|同事)?(?:又|老|总|一直|刚刚?|也|都|天天|最近|今天|在)*(?:跟我|找我|问我|催我)?"
    r"(?:要|想|说|问|催|看|讲|盯|喊|嚷|抱怨|觉得)"
    r"|^(?:最近|下周|下个?月|明天|今天|后天|马上|回头|待会儿?|等下|周[一二三四五六日])?(?:我|我们|咱们?)?(?:正)?(?:要|想|在)?"
    r"(?:备战|准备|筹备|迎战|迎接|冲刺|策划|规划|打算|计划|考虑|琢磨|讨论|商量|评估|张罗"
    r"|(?:正在?|在)(?:做|写|弄|搞|改|赶|忙|编|整|拟|跑|跟|谈|开)|[想要](?:要)?(?:看看?|了解|弄|搞|摸|判断|在|去|给|做|搞|办|开|写|发|派|约|请|跟|向|放|摆|贴|报|讲|拿|交|填|补))"
    r"|^[^，]{0,6}(?:要|想|准备|打算|会)(?:做|搞|办|上|开|推)(?:个|场|一[个场波]|点|一点)?"
    r"(?:活动|促销|大促|快闪|直播|发布会|团购|展|新品|门店|专场|推广|店庆|周年庆|拼团)"
    r"|(?:要用|用得上|急用|要讲|要汇报|开会|例会|晨会|周会|月会|年会|董事会|评审|复盘|汇报|述职|PPT|ppt|幻灯片|周报|月报|年报|日报|季报|公众号|朋友圈|海报|详情页|落地页|推文|邮件里)"
    r"|^为了|^(?:时间|预算|人手|名额|经费|人力)|^只够|^只能(?:去|跑|拜访|请|约|见|送)"
)
# What somebody holds or says is no condition, whatever it measures.
_BELIEVES = re.compile(
    rf"^(?:{_WHO}|[^，]{{1,6}}(?:那边|这边|部门?|团队|组|那头))[^，]{{0,4}}(?:说|抱怨|吐槽|反映|反馈|嫌|嚷|喊|投诉|吵)"
    r"|(?:基本|根本|压根|几乎|大概|应该|估计)(?:都|上)?(?:没|不)|感觉|觉得|听说|以为|怀疑|印象|好像|似乎|都说|老说|一直说|总说|总是说|说自己|一直吹|吹自己|号称|据说|传言|担心|怕是|估摸|猜|嫌"
)
# Any of these says of which rows, whoever tells it.
_NARROWS = re.compile(
    r"只(?!够|能|是)|仅|除[了开去外]|不含|不算|不计|不要|不包|剔|去掉|排除|扣|如果|要是|的话|假如|假设|其中|限于|限定|付|发货"
    r"|首单|首购|新客|老客|复购|回头客|以上|以下|以内|之[后前]|以来|起$|为止|比如|例如|就是说|也就是|指的?是|即"
)
# A clause that ends like this names rows: 走顺丰的，买手机的客户.
_NAMES = re.compile(
    r"的(?:客户|顾客|用户|人|买家|会员|订单|单|单子|商品|产品|款|货|评价|评论|渠道|品类|国家|州|城市|部分)?$|[渠品]道$|类$"
)
# Looking at something unknown may name the rows looked at; looking at figures or papers names none.
_LOOKS = re.compile(r"(?:看|查|关注|盯|分析)(?:一?下|看)?(?P<what>[^，看查]{1,8})$")
_PAPERS = re.compile(
    r"(?:淡?旺季|淡季|[月周日季年]度?|近期|最近|整体|大盘|经营|业务|销售|生意|增长|留存|大促|活动|行业|市场|公司|店铺|店里|咱们?|我们|的)*"
    r"(?:情况|数据?|淡?旺季|淡季|报告|报表|表现|效果|走势|材料|[月周日季年]报|预算|方案|PPT|形势|行情|成绩|结果|数字|表)",
    re.IGNORECASE,
)
# What somebody wants to find out by the figures: 想看旺季是怎么起来的.
_WONDERS = re.compile(
    r"^(?:主要|就|也|我们?|咱们?|顺便|其实|是|想|要|好|来)*(?:看看?|了解|[弄搞](?:清楚?|明白)|研究|分析|判断|评估|观察|琢磨|知道)"
    r"(?:一?下|看)?[^，]{0,12}?(?:怎么|如何|咋|怎样|是不是|有没有|什么时候|何时|从哪)[^，]{0,8}$"
)
_COUNTS = re.compile(
    r"(?:线上|线下|实体|旗舰|直营)店|(?:[个几]|几个)数(?:据|字)?|"
    r"一(?:直|向|贯|再|定|样|下|起|般)|[一两几三]\s*[句嘴眼下点些遍趟场番页张版批拨波轮期档套]|一[次个份](?![月周年天季])"
    r"|(?:本|这|下|上)?(?:周|星期|礼拜)[一二三四五六日天](?:早上|上午|中午|下午|晚上)?(?:的|要|有|开|我)*(?=.{0,6}(?:会|汇报|评审|述职|交|用|讲))"
    r"|(?:今天|明天|后天|明早|今晚|下周|下个?月|本周|这周|月底|年底|年终)"
    r"|(?:备战|准备|筹备|迎战|迎接|冲刺|冲|备)(?:今年|明年)?的?(?:的)?"
    r"(?:双十一|双11|双十二|双12|618|六一八|黑五|黑色星期五|圣诞节?|春节|国庆节?|年货节|元旦|情人节|大促)"
)
# Of a season with no days of its own nothing is asked but how it goes: 圣诞旺季起得怎么样.
_SEASON = re.compile(r"^[^，]{0,4}(?:旺季|淡季|大促|爆发期|高峰期?)[^，多几]{0,4}(?:怎么样|如何|咋样|情况|没有?|吗)?$")
_HELD = frozenset(
    {
        *("metric", "attribute", "op", "post", "negation", "share", "superlative", "ranked", "ranked_low", "rank"),
        *("group", "text", "versus", "sort", "agg", "condition", "suppose", "span", "month", "chart", "per"),
    }
)
_ONE = "按每各占除非不没无未"
# 担心大客户流失: what is feared of customers chooses none of them.
_FEARS = re.compile(r"^(?:我们?|老板|主要|就是?|有点|比较|也|很|是)*(?:担心|害怕|怕|生怕|免得|以免|防止|避免|看是不是)")
_ASKS = frozenset({"say", "predict", "lookup", "praise", "complain", "describe", "greet", "quote"})
# What is being made ready for a place, and attributes that are places.
_PLANS = re.compile(r"(?:方案|计划|规划|活动|策划|推广|促销|复盘|总结|汇报|报告|PPT|预案|企划|提案)$", re.IGNORECASE)
_PLACES = frozenset({"country", "attr_state", "attr_city"})
_SAID = ("value", "weak_value", "span", "month", "abroad")


def set_aside(question: str, odd: Collection[str], lexicon: Lexicon) -> tuple[str, list[str]]:
    """The question with its clauses of the asker blanked out, and these clauses; every character keeps its place.

    Args:
        question: Cleaned.
        odd: Words of it that were not understood; a clause without any is part of what is asked.
        lexicon: The shop's words.
    """
    ends = [(m.start(), m.end(), m.group()) for m in _CLAUSE.finditer(question)]
    starts = [0, *(end for _, end, _ in ends)]
    stops = [*(first for first, _, _ in ends), len(question)]
    # 周末基本没单吧？asks for nothing but agreement.
    asking = [*(mark[0] in "?？" and question[first - 1] not in "吧哈" for first, _, mark in ends), False]
    parts = list(zip(starts, stops, asking, strict=True))
    left = [
        (start, end) for start, end, asks in parts if not asks and _aside(question[start:end].strip(), odd, lexicon)
    ]
    told: list[str] = []
    for start, end in left:
        rest = question[:start] + " " * (end - start) + question[end:]
        if not rest.strip(" ,.;:!?，。；：！？") or not _said_again(question[start:end], rest, lexicon):
            continue
        told.append(question[start:end].strip())
        question = rest
    return question, told


def _aside(clause: str, odd: Collection[str], lexicon: Lexicon) -> bool:
    """Whether a clause tells of the asker, in a word at least that is not understood."""
    if not _HAN.search(clause) or _NARROWS.search(clause):
        return False
    wonders = bool(_WONDERS.search(clause))
    if _NAMES.search(clause) and not wonders:
        return False
    if not (wonders or _TELLS.search(clause) or _BELIEVES.search(clause) or _SEASON.search(clause)):
        return False
    looks = _LOOKS.search(clause)
    if looks and not wonders and not _PAPERS.fullmatch(looks["what"]) and not _BELIEVES.search(clause):
        return False
    if any(word in clause for word in odd):
        return True
    tokens = lexicon.tokens(clause, hidden=HIDDEN)
    return any(not t.known or t.has("outside") or t.has("absent") or t.has("vague") for t in tokens)


def _said_again(clause: str, rest: str, lexicon: Lexicon) -> bool:
    """Whether the rest of the question says all that a clause could be a condition by."""
    believed, season = bool(_BELIEVES.search(clause)), bool(_SEASON.search(clause))
    feared = bool(_FEARS.search(clause))
    asks = believed or season or bool(_WONDERS.search(clause))
    tokens = lexicon.tokens(_COUNTS.sub(" ", clause), hidden=HIDDEN)
    beside = lexicon.tokens(rest, hidden=HIDDEN)
    numbers = {t.number.value for t in beside if t.number is not None}
    terms = {term for token in beside for term in token.terms}
    named = {term.key for term in terms if term.kind == "attribute"}
    # 德国市场: the noun belongs to the name, which the rest says again.
    nouns = _valued(tokens) & (named | _valued(beside))
    if _PLANS.search(clause) and _valued(beside) & _PLACES:
        named |= _PLACES  # 里约的方案，…RJ州: the rest says which place is meant
    for token in tokens:
        if token.kind in ("date", "email", "customer", "order", "quoted") and token.text not in rest:
            return False
        if token.number is not None and not token.terms and token.number.value not in numbers:
            return False
        for term in token.terms:
            noun = term.kind == "attribute" and term.key in nouns
            asked = term.kind == "ask" and (asks or term.key in _ASKS)
            kind = feared and term.attribute in KINDS
            if not (noun or asked or kind or _free(term, token, terms, named, believed=believed, season=season)):
                return False
    return True


def _valued(tokens: list[Token]) -> set[str]:
    """Attributes of which a value is named."""
    terms = [term for token in tokens for term in token.terms]
    return {term.attribute for term in terms if term.kind in ("value", "weak_value") and term.attribute}


def _free(term: Term, token: Token, terms: set[Term], named: set[str], *, believed: bool, season: bool) -> bool:
    """Whether a meaning of a word in such a clause takes nothing from what is asked."""
    if term.kind in _SAID:
        again = term in terms or (bool(term.attribute) and term.attribute in named)
        return (
            again or (season and term.kind == "span") or any(t.kind in ("entity", "unit", "stop") for t in token.terms)
        )
    if term.kind == "ask":
        return False
    if term.kind not in _HELD or believed:
        return True
    small = len(token.text) == 1 and token.text not in _ONE
    return small or any(t.kind in ("entity", "stop", "verb") for t in token.terms)
