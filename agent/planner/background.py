"""Clauses that tell on what occasion a question is asked, set aside: "We plan a store event. …", 周一开会要用：….

What belongs to the occasion (the store of a store event, the Monday of a meeting) is no condition of the question. Whom
it is for is one: "a mail for customers in Rio: how many are new?" keeps Rio and leaves the rest.
"""

import re
from collections.abc import Callable, Iterator

from agent.planner.context import NARROWS
from agent.planner.frames import Frame
from agent.planner.lexicon import Lexicon
from agent.planner.meanings import KINDS
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN

_ASK = (
    r"(?:which|what|how|who|whose|whom|when|where|is|are|was|were|do|does|did|can|could|give|show|list|tell|compare|rank"
    r"|top|count|find|pull|get|sum|please|pls)\b"
)
_END = re.compile(
    rf"[.!?](?=\s|$)|[:;](?=\s)|,\s+(?=(?:and |so |then )?{_ASK})|\s[-–—]\s(?={_ASK})|[。！？；：，]"
    # Dates in figures turn the marks of a Chinese question into those of an English one.
    r"|(?<=[\u4e00-\u9fff])[,:;!?]",
    re.IGNORECASE,
)
ASKING = re.compile(
    rf"^\W*(?:(?:so|and|but|then|now|also|first|ok|okay|hi|hey|hello)\W+)*{_ASK}"
    r"|\bhow (?:many|much|often|long|high|big)\b|^\W*(?:(?:i|we) )?(?:need|want)(?! (?:it|this|that|to)\b)"
    r"|多少|哪|谁|什么|怎么|如何|几成|列|统计|给我|帮我?[查看算找拉]|查一?下|看一?下|算一?下|麻烦|请问|告诉我|各|每|排名|前\d|前[一二三四五六七八九十]",
    re.IGNORECASE,
)
# By these a clause says of which rows, or tells somebody to do it.
HAN_NARROWS = re.compile(
    r"只(?!够|能|是)|仅|除[了开去外]|不含|不算|不计|不要|不包|剔|去掉|排除|扣|如果|要是|的话|假如|假设|其中|限于|限定|就是说|也就是|指的?是"
    r"|^(?:给|把|向|跟|发|寄|送)(?!.*(?:用|前|想|要))|你|帮"
)
# Something is held, sent or said to somebody; what stands before and behind it tells where, when and by what.
_OCCASION = (
    r"(?:events?|meetings?|campaigns?|mailings?|newsletters?|e-?mails?|mails?|sms|texts?|text messages?|letters?|calls?"
    r"|promos?|promotions?|workshops?|fairs?|part(?:y|ies)|dinners?|tastings?|openings?|invitations?|invites?|vouchers?"
    r"|coupons?|gifts?|presents?|samples?|visits?|trips?|presentations?|webinars?|live ?streams?|surveys?|pitch(?:es)?"
    r"|conferences?|standups?|stand-ups?|training|drinks|evenings?|teams?|managers?|colleagues?|staff|department|guys)\b"
)
_HAN_OCCASION = (
    r"(?:活动|会议|开会|例会|周会|月会|晨会|早会|晚会|董事会|发布会|沙龙|直播|电邮|邮件|短信|推送|电话|大促|促销|快闪|展会|讲座|聚会|晚宴|酒会"
    r"|品鉴会|答谢会|分享会|见面会|推广|复盘|评审|宣传|交叉销售|关联销售|二次营销|贺卡|礼物|礼品|小样|赠品|优惠券|代金券|折扣券|券|问卷|调研|拜访|地推|路演|回访|培训|汇报|述职|海报|邀请函|写评价|写评论|留评"
    r"|团队|同事|店长|部门)(?!方案|计划|策略)"
)
_OCCASIONS = re.compile(rf"\b{_OCCASION}|{_HAN_OCCASION}", re.IGNORECASE)
# Columns that are asked for: 编号、姓名、电话.
_COLUMNS = re.compile(
    r"(?:姓名|名字|编号|客户号|邮箱|手机号?|电话)\s*[、和及与跟/+]|[、和及与跟/+]\s*(?:姓名|名字|编号|邮箱|手机|电话)"
    r"|\b(?:names?|ids?|phones?|e-?mails?)\s*(?:,|and|/|\+|&)\s*(?:names?|ids?|phones?|e-?mails?)\b",
    re.IGNORECASE,
)
# What is counted of them: 一波邮件, 请几位客人.
_SOME = re.compile(
    r"\b(?:at|by) \d{1,2}(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?=\W*$|[ ,.])"
    r"|\bin (?:\d+|an?|half an|five|ten) (?:minutes?|mins?|hours?)\b"
    r"|\d{1,2}点(?:半|钟|整)?|\d+(?:分钟|小时)后|[一两几](?:小)?[波封场次轮批条份档个张拨]"
    r"|[请邀找约挑选叫送见访](?:上|个|来)?几[位个名]|\ba (?:handful|few|couple|bunch) of\b",
    re.IGNORECASE,
)
# Who does it, or what is being done.
_NARRATES = re.compile(
    r"\b(?:i|we|they|he|she|someone|somebody|there|marketing|sales|management|the|my|our|an?)\b.*"
    r"\b(?:am|is|are|was|were|have|has|had|will|would|want|wants|need|needs|plan|plans|asks?|asked|holds?|do|send|sends"
    r"|runs?|host|hosts|going|gonna|meets?|prepare|invite|invites|knows?|goes|starts?|comes?|takes?|opens?)\b"
    r"|\b(?:i|we|they|he|she)['’](?:m|re|ve|s|ll|d)\b"
    r"|^\W*(?:(?:we|i|for|before|ahead of|to|about|on the occasion of)\b|\w+ing\b)",
    re.IGNORECASE,
)
_HAN_NARRATES = re.compile(
    rf"[准筹]备|打算|计划|策划|考虑|[要想在正会拟将]|[办搞做开发寄送请邀约推上讲用问]|(?:周|星期|礼拜)[一二三四五六日天末]|{_HAN_OCCASION}$"
)
NAMES_ROWS = re.compile(
    r"的(?:客户|顾客|用户|人|买家|会员|订单|单子?|商品|产品|评价|评论)?$|过的?(?:客户|顾客|人)|(?:收到|参加|领|用)过"
)
# A customer who is here, or has written: how is no condition on what they bought.
_HERE = re.compile(
    r"^(?!(?:how|what|which|who|when|where|list|show|give|count)\b)[^,.;:?!？，]*?(?P<by>\b(?:is|are|was|just|has|came|called"
    r"|calling|calls|phoned|rang|wrote|writes|mailed|messaged|texted|contacted|stands|standing|waiting)\b[^,.;:?!]{0,25}?"
    r"\b(?:on|at|in|via|through|by|from|over|to)\s+(?:the |our |my )?(?:phone|line|store|shop|counter|desk|checkout"
    r"|till|web ?site|site|app|(?:live |web )?chat|mini program|e-?mail|mail|hotline)\b)"
    r"(?=\s*[.;:!,–-].*\b(?:he|she|his|her|him|they|their|them|th(?:is|at|e) customer)\b)"
    r"|(?P<zh>(?:正?在(?:线上?|电话(?:里|上|那头)?|门?店(?:里|内|上)?)|(?:刚刚?|现在)?(?:来|到)(?:了)?(?:门)?店(?:里)?(?:来)?了?"
    r"|(?:刚刚?)?(?:打(?:了)?电话(?:来|过来|进来)?|来(?:了)?电(?:话)?)了?"
    r"|(?:刚刚?)?(?:用|通过|从|在)[^，,。；：]{1,6}?(?:上|里)?(?:给我们)?(?:联系我们?|找过来|找我们|咨询|留言|发(?:了)?(?:消息|邮件|信))(?:过来|来)?了?))"
    r"(?=\s*[，,。；;：:].*(?:[他她]|这位|该客户|查|看看|看一?下|帮|麻烦|请))",
    re.IGNORECASE,
)
# Of these the words beside an occasion tell of it alone; a place or a segment would be whom it is for.
_ITS_OWN = frozenset({"channel", "weekday"})
_TIMES = frozenset({"span", "month"})
_UNITS = frozenset({"day", "week", "month", "quarter", "year", "weekday"})
_GLUE = re.compile(
    r"^(?:of|the|a|an|our|my|this|next|last|coming|upcoming|on|in|at|via|through|by|for|and|s|big|small|new|welcome|thank|you"
    r"|pop|up|early|late|morning|afternoon|evening|[的个场波一办搞做开发要上有去下欢迎我们咱]+)$"
)
_LOYAL = re.compile(r"loyal|老(?:客户|顾客)|回头客|常客", re.IGNORECASE)
_LOOSELY = re.compile(r"\bloyal (?:but|and|yet|though)\b|老|常|回头", re.IGNORECASE)
_OFTEN = re.compile(
    r"\b(?:\d+|two|three|four|five|ten)\+? (?:or more )?(?:orders|purchases)\b|\d+ ?[单次笔](?!评)", re.IGNORECASE
)
# What it may be for: places, and kinds of customers.
_PLACES = frozenset({"country", "attr_city", "attr_state", "attr_region"})
_WHOM = _PLACES | set(KINDS)
_FOR_WHOM = re.compile(r"\b(?:for|to|in|inviting|invite|around|across)\b|[给向对在请邀约]|[那这]边", re.IGNORECASE)
_SAID = frozenset({"value", "weak_value", "abroad", "named"})
_HELD = frozenset(
    {
        *("metric", "op", "post", "negation", "share", "superlative", "ranked", "ranked_low", "rank", "group", "text"),
        *("versus", "sort", "agg", "condition", "suppose", "chart", "per", "negative"),
    }
)
_OWN = ("date", "email", "customer", "order", "quoted")
# Words that are small ones as well hold nothing: 在 is "between" and "in".
_SMALL = ("entity", "stop", "verb", "unit", "time")
_PEOPLE = re.compile(r"\b(?:teams?|managers?|colleagues?|staff|department|guys)\b|团队|同事|店长|部门", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:of|among) (?:them|these|those)\b|其中|(?:这些|那些)(?:人|客户)|[他她]们", re.IGNORECASE)
_POINTS = frozenset({"it", "them", "named", "there"})


def without_occasion(question: str, lexicon: Lexicon, read: Callable[[str], Frame]) -> tuple[str, list[str]]:
    """The question with clauses that tell its occasion blanked out, and these clauses; whole where it needs them.

    Args:
        question: Cleaned, in the words that the grammar reads.
        lexicon: The shop's words.
        read: Reads a question.
    """
    left: list[str] = []
    for start, end in _clauses(question):
        clause = question[start:end]
        if not _tells(clause):
            continue
        rest = question[:start] + " " * (end - start) + question[end:]
        kept = _kept(clause, rest, lexicon)
        if kept is None or not rest.strip(" ,.;:!?，。；：！？"):
            continue
        behind = question[end:]
        if kept.strip():
            behind = _THOSE.sub(lambda found: " " * len(found.group()), behind)
        shorter = question[:start] + kept + behind
        frame = read(shorter)
        if frame.leftovers or frame.outside or not frame.content or (frame.pronouns & _POINTS and not frame.people):
            continue
        question, left = shorter, [*left, " ".join(clause.strip(" ,;，；。.:：").split())]
    return question, left


_LETTER = re.compile(
    r"^\W*(?:(?:hi|hello|hey)\W+)?(?:(?:i|we)(?: have|['’]ve)?(?: just)? )?"
    r"(?:got|had|received|there(?:['’]s| is| was)) (?:an? |this |another )?(?:e-?mail|mail|message|call"
    r"|note|letter|text|sms|voicemail|ticket|request|complaint)\s+(?:by|from)\s+(?=\S)"
    r"|^\W*(?:(?:hi|hello|hey)\W+)?(?:i['’]?m|i am|we['’]re|we are) (?:currently |just |now )?"
    r"(?:chatting|talking|speaking|on the phone|on a call|in a chat|writing) (?:with|to)\s+(?=\S)"
    r"|(?:刚刚?|我们?)*(?:收到|接到|接了|来了)(?:了)?(?:一)?[封通个条]?(?:来自|电话|来电|邮件|信)?\s*"
    r"(?=[\w.+-]+@|[A-Za-z]*\d{3}|客户|顾客|\+\d)",
    re.IGNORECASE,
)
# 6834 这个号的客户: what the number is, which names nobody else and no day.
_ITS_KIND = re.compile(
    r"(?<=[\w\d])\s*(?:这|那|该)一?个?(?:手机|电话)?(?:号码?|邮箱|邮件地址|账号|帐号)(?=的|[，,：:\s]|$)"
)


# 等下要给 K00333 打电话，…: whom the question is about is named in what is going to be done.
_CALLS = re.compile(
    r"(?P<lead>(?:等下|等会儿?|待会儿?|一会儿?|马上|今天|上午|下午|明天)?(?:我们?)?(?:要|想|准备|打算|得)给)\s*"
    r"(?=[^，,。；？?]{0,12}\d)[^，,。；？?]{2,40}?"
    r"(?P<call>(?:打|回|去)(?:一?[个通])?电话|发(?:一?[个封条])?(?:邮件|短信|消息|微信))(?=\s*[，,。；;])"
)


def without_contact(question: str) -> str:
    """The question without how the customer got in touch; every character keeps its place.

    >>> " ".join(without_contact("K1 is in the store. How much has she spent?").split())
    'K1 . How much has she spent?'
    """
    for pattern in (_LETTER, _ITS_KIND):
        question = pattern.sub(lambda told: " " * len(told.group()), question)
    if (called := _CALLS.search(question)) is not None:
        for start, end in (called.span("lead"), called.span("call")):
            question = question[:start] + " " * (end - start) + question[end:]
    found = _HERE.search(question)
    if found is None:
        return question
    start, end = found.span("by") if found["by"] else found.span("zh")
    return question[:start] + " " * (end - start) + question[end:]


def _clauses(question: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(question):
        if question[start : found.start()].strip():
            yield start, found.end()
        start = found.end()
    if question[start:].strip():
        yield start, len(question)


def _tells(clause: str) -> bool:
    """Whether a clause tells of an occasion and asks for nothing."""
    bare = clause.strip(" ,.;:!，。；：！")
    if bare.endswith(("?", "？")) or not _OCCASIONS.search(bare):
        return False
    asked = _SOME.sub(" ", bare)
    if (
        ASKING.search(asked)
        or NAMES_ROWS.search(bare)
        or _COLUMNS.search(bare)
        or NARROWS.search(asked)
        or HAN_NARROWS.search(asked)
        or re.search(r"\byou\b", bare, re.I)
    ):
        return False
    return bool(_NARRATES.search(bare) if bare.isascii() else _HAN_NARRATES.search(bare))


def _kept(clause: str, rest: str, lexicon: Lexicon) -> str | None:
    """What of a clause goes on bounding the question, at its place among blanks; None where it says more."""
    masked = _SOME.sub(lambda found: " " * len(found.group()), clause)
    tokens = lexicon.tokens(masked, hidden=HIDDEN)
    beside = lexicon.tokens(rest, hidden=HIDDEN)
    said = {(t.key, t.attribute) for token in beside for t in token.terms}
    numbers = {token.number.value for token in beside if token.number is not None}
    spans = [found.span() for found in _OCCASIONS.finditer(masked)]
    own = _of_occasion(tokens, spans)
    meant = _FOR_WHOM.search(clause) and not all(_PEOPLE.match(masked[start:end]) for start, end in spans)
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if at in own:
            continue
        values = [t for t in token.terms if t.kind in _SAID]
        if token.kind in _OWN or (token.number is not None and token.number.value not in numbers):
            return None
        if any((t.key, t.attribute) in said for t in values):
            continue
        if _LOYAL.fullmatch(token.text) and _LOOSELY.search(clause) and _OFTEN.search(rest):
            continue  # "loyal but silent customers": what loyal is, a number of orders tells
        told = {t.attribute for t in values if t.attribute in _WHOM}
        if told and _beside(told, beside):
            named = any(token.end <= start and not masked[token.end : start].strip() for start, _ in spans)
            if not named or not told & set(KINDS):
                return None  # the rest names others of the kind: which of them are meant is not said
        elif meant and told:
            kept.append(token)
        elif values or _holds(token, said):
            return None
    blank = [" "] * len(clause)
    for token in kept:
        blank[token.start : token.end] = clause[token.start : token.end]
    return "".join(blank)


def _beside(told: set[str], beside: list[Token]) -> bool:
    """Whether the rest names places where places are told, or kinds of customers where such are."""
    named = {t.attribute for token in beside for t in token.terms if t.kind in _SAID}
    return any(bool(told & group) and bool(named & group) for group in (_PLACES, frozenset(KINDS)))


def _holds(token: Token, said: set[tuple[str, str]]) -> bool:
    """Whether a word would measure, sort, bound or date something that the rest does not."""
    if any(t.kind in _SMALL for t in token.terms):
        return False
    return any(t.kind in _HELD | _TIMES and (t.key, t.attribute) not in said for t in token.terms)


def _of_occasion(tokens: list[Token], spans: list[tuple[int, int]]) -> set[int]:
    """Places of the words of an occasion, and of those beside it that tell where, when or by what it is."""
    named = {i for i, t in enumerate(tokens) if any(start < t.end and t.start < end for start, end in spans)}
    own = set(named)
    for at in named:
        for step in (-1, 1):
            place = at + step
            while 0 <= place < len(tokens) and (_told(tokens[place]) or _GLUE.match(tokens[place].text)):
                own.add(place)
                place += step
    return own


def _told(token: Token) -> bool:
    terms = token.terms
    own = any(t.kind in _TIMES or (t.kind in ("value", "weak_value") and t.attribute in _ITS_OWN) for t in terms)
    return own or (bool(terms) and all(t.kind in ("stop", "time", "adverb") or t.key in _UNITS for t in terms))
