"""What a question is asked for, set aside: "for the month-end pack: …", "I want to send them an offer", 做月结用：."""

import re
from functools import cache

from agent.planner.lexicon import Lexicon
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN, everyday_words

# Clauses that open or close a question and tell its purpose; what they hold is looked at before they are dropped.
_PURPOSES = (
    re.compile(
        r"^(?:for|to fill|to finish) (?:the|my|our|a|an|next|this|tomorrow's|today's)\b[^:;?？：]{1,40}[:：]", re.I
    ),
    re.compile(
        r"^(?:I|we) (?:have|need|want|must|am asked|was asked|are asked|were asked) to [^:;?？：]{1,60}[:：]", re.I
    ),
    re.compile(r"^[^:：?？,，;；]{2,24}[:：](?=.{8,})"),
    re.compile(r"^(?:I'?m|I am|we'?re|we are|I've been|we've been) [^:：?？;；]{2,50}[:：](?=.{8,})", re.I),
    re.compile(
        r"[,.;–—-]\s*(?:(?:and|as|since|because) )?(?:I|we)(?:'m| am|'re| are|m|'ve been| have been) "
        r"(?:just |only |now |currently )?"
        r"(?:making|preparing|putting together|building|writing|working on|doing|drafting|finishing|updating|filling"
        r"|compiling|creating|planning|setting up|polishing|about to|supposed to|meant to)\b [^,.;:?？]{1,50}[.!]?\s*$",
        re.I,
    ),
    re.compile(
        r"^for (?:the|my|our|a|an|this|that|tomorrow's|next week's|this week's|today's) [^,:;?？]{1,40}?[,:]?\s+"
        r"(?=(?:I|we|please|could|can|give|show|list|what|how|which|who)\b)",
        re.I,
    ),
    re.compile(r"^(?:为了|做|写|准备|给|要放进?|放进|要做|用于|用来)[^，,:：。？?]{1,12}[:：]"),
    re.compile(r"^[^，,:：。？?]{0,8}(?:要用|要看|用来|需要|用)[^，,:：。？?]{0,8}[:：]"),
    re.compile(
        r"[,.;–—-]\s*(?:I|we)(?:'d like| want| need| plan| intend| have| am going| are going|'m going|'re going) to "
        r"[^,.;?？]{1,60}[.!]?\s*$",
        re.I,
    ),
    re.compile(r"[,.;–—-]\s*(?:it['’]?s|this is|that['’]?s) for (?:a|an|the|my|our) [^,.;:?]{2,40}[.!]?\s*$", re.I),
    re.compile(
        r"[,.;–—-]\s*(?:it['’]?s|this is|that['’]?s|(?:I |we )?need (?:it|this|that)|all) (?:all )?for "
        r"(?:the |my |our |a |an |this )?[^,.;:?？]{1,50}[.!]?\s*$",
        re.I,
    ),
    re.compile(r"[,.;–—-]?\s*\bso (?:that )?(?:I|we) can [^,.;?？]{1,60}[.!]?\s*$", re.I),
    re.compile(
        r"\s\bfor (?:the|my|our|a|an) (?:deck|slides|presentation|report|board|meeting|audit|month-end pack)\b", re.I
    ),
    re.compile(
        r"[，,。；;]\s*(?:我们?|咱们?)?(?:想|准备|打算|要|好|方便|急着|赶着|急于|正要|等着)(?:去|来|做|拿去|拿来|用来"
        r"|用于)?[^，,。？?]{1,8}[。.!！]?\s*$"
    ),
)
# What is called out before a question or between two sentences: "Morning!", "Great, and …", 早，.
_CALLED = re.compile(
    r"(?:^|(?<=[.!?。！？]))\s*(?:(?:good\s+)?(?:morning|afternoon|evening|day)(?:\s+(?:all|team|everyone|folks|guys"
    r"|there))?"
    r"|great|awesome|amazing|super|perfect|excellent|brilliant|lovely|nice|wonderful|fantastic|good|cool|impressive"
    r"|interesting|fine|alright|understood|got it|noted|not bad|strange|odd|weird|funny|sure"
    r"|fair enough|(?:wow|oh)?\s*that(?:'s| is) (?:a lot|great|good"
    r"|nice|interesting|strange|odd|weird|not much|surprising|higher than I thought|lower than I thought)"
    r"|早|早上|下午|晚上|好|行|太好了|真好|不错|棒|厉害|牛|赞|真多|这么多|不少|挺多|挺多的|不少啊|真不少|有点意思)"
    r"(?:[啊呀哈呢哦了的]{0,2})\s*(?:[,.!…，。！~～]+|\s[-–—]\s)",
    re.IGNORECASE,
)
_HURRY = re.compile(r"[,;.–—-]\s*(?:(?:quick|quickly|urgent|urgently|asap|fast|hurry|now)\b[\s!.]*)+$", re.IGNORECASE)
# What will be done to them afterwards is asked of nobody: "…? want to call them - id, name".
_AFTERWARDS = re.compile(
    r"(?:(?<=[.?!;:,])|(?<= [-–—])|^)\s*(?:(?:so|because|and|as) )?(?:(?:i|we)(?:['’]d| would|['’]m| am|['’]re"
    r"| are)? )?"
    r"(?:want(?:ing)?|like|need|plan(?:ning)?|going|hop(?:e|ing)|wish|trying|about|wanna) ?(?:to )?"
    r"(?:call|phone|ring|write to|e-?mail|mail|text|contact|message|thank|apologi[sz]e to|reach out to|invite|visit"
    r"|reward"
    r"|win back|approach|follow up with|get in touch with|speak to|talk to|send)(?: \w+)? (?:them|those"
    r"|these)(?: \w+){0,4}?"
    r"(?=\s*(?:[.,;:?!]|[-–—]\s|$))",
    re.IGNORECASE,
)
# Clauses that tell of the asker: someone does something, or why; what stands apart without one may say of which rows.
_CLAUSE = re.compile(r"(?:[.!?;:]+(?=\s|$)|[,()](?=\s|$)|(?<=\s)\(|[。！？；：，（）]+)\s*| [–—-] ")
_NARRATES = re.compile(
    r"^(?:(?:well|and|but|because|cause|cos|so|as)\s+)?(?:(?:I|we|he|she|they|someone|somebody|everyone|everybody)\b"
    r"|(?:my|our)\s+\w+\s+\w+|(?:trying|planning|hoping|thinking|preparing|working|asking|worried|curious)\b)"
    r"|^(?:因为|由于|毕竟|所以|因此|反正|我们?(?!的)|咱们?(?!的)|他们?(?!的)|她们?(?!的)|同事|朋友|刚刚?|为了|方便"
    r"|好让|以便|用来|打算|准备"
    r"|想着|要(?:做|去|写|开|搞|弄)|怕|担心|免得|省得|听说|感觉|觉得|总觉得)",
    re.IGNORECASE,
)
# Words by which such a clause says of which rows all the same.
_NARROWS = re.compile(
    r"\b(?:only|just|except|exclud\w*|includ\w*|count\w*|mean\w*|without|unless|if|when|while|where|who|whose|which"
    r"|those"
    r"|ones|per|each|every|paid|pay|ship\w*|deliver\w*|via|through|online|treat|defin\w*|limit\w*|filter\w*|consider\w*"
    r"|ignor\w*|leav\w*|instead|rather|same|new|old|first|last|between|than|after|before|since|until|compar\w*)\b"
    r"|只|仅|除|不含|不算|不要|没|未|如果|要是|的话|当|按|每|各|其中|的(?:订单|客户|商品|单|人)|算|指|即|包|付|发货"
    r"|线上|线下|新|老|首|同样"
    r"|一样|以上|以下|之后|之前|以来|比",
    re.IGNORECASE,
)
_TELLING = frozenset({"say", "predict", "praise", "complain"})
# A clause that says any of this is part of what is asked.
_ASKED = frozenset(
    {
        "metric",
        "attribute",
        "value",
        "weak_value",
        "named",
        "abroad",
        "chart",
        "op",
        "post",
        "negation",
        "share",
        "superlative",
        "ranked",
        "ranked_low",
        "rank",
        "group",
        "text",
        "versus",
        "sort",
        "agg",
        "condition",
        "suppose",
        "span",
        "month",
    }
)


def purpose_free(question: str, lexicon: Lexicon) -> str:
    """The question with clauses of purpose blanked out that hold nothing it asks for; every character keeps its place.

    Only a clause with a word that is not understood, or with a deed nobody can do here, is taken for one.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
    """
    for pattern in (_CALLED, _HURRY, _AFTERWARDS, *_around()):
        blanked = pattern.sub(lambda found: " " * len(found.group()), question)
        question = blanked if blanked.strip(" ?？。.!！") else question
    for pattern in _PURPOSES:
        for found in pattern.finditer(question):
            start, end = found.span()
            rest = question[:start] + question[end:]
            if rest.strip() and _tells_nothing(lexicon.tokens(found.group(), hidden=HIDDEN)):
                question = question[:start] + " " * (end - start) + question[end:]
    return question


def unnarrated(question: str, lexicon: Lexicon) -> tuple[str, list[str]]:
    """The question with clauses blanked out that only tell of the asker in words not understood, and these clauses.

    They hold no name, number, measure, time, negation or condition; whoever sets them aside must name them.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
    """
    ends = [(m.start(), m.end()) for m in _CLAUSE.finditer(question)]
    starts = [0, *(end for _, end in ends)]
    left: list[str] = []
    for start, end in zip(starts, [*(first for first, _ in ends), len(question)], strict=True):
        clause = question[start:end]
        asking = question[end : end + 1] in ("?", "？")
        if asking or not _NARRATES.match(clause.strip()) or _NARROWS.search(clause):
            continue
        tokens = lexicon.tokens(clause, hidden=HIDDEN)
        asks = any(t.kind == "ask" and t.key not in _TELLING for token in tokens for t in token.terms)
        outside = any(token.has("outside") or token.has("absent") for token in tokens)
        if _tells_nothing(tokens) and not (asks or outside):
            left.append(clause.strip())
            question = question[:start] + " " * (end - start) + question[end:]
    return (question, left) if question.strip(" ,.;:!?，。；：！？") else (question, [])


@cache
def _around() -> tuple[re.Pattern[str], ...]:
    """Who asks, and what for, in phrases put together from the everyday words: "my boss wants to know", 给月报用."""
    told, purpose = everyday_words("told"), everyday_words("purpose")
    who, said, head, what = (_either(words) for words in (*_halves(told), *_halves(purpose)))
    han_who, han_said, han_head, han_what = (_either(words, han=True) for words in (*_halves(told), *_halves(purpose)))
    of_mine = r"(?:buddy|friend|mate|colleague|pal|neighbour|neighbor) of mine|some(?:one|body) (?:from|in|at) \w+"
    which = (
        r"(?:(?:the|my|our|a|an|this|an upcoming|the upcoming|(?:this|next|last|today|tomorrow|monday|friday)\S*)\s+)"
    )
    when = r"(?:(?:week|month|quarter|year|morning|afternoon)(?:'s)?\s+|(?:weekly|monthly|quarterly|annual|yearly)\s+)?"
    return (
        re.compile(
            rf"\b(?:(?:my|our|the|a|one of our)\s+(?:{who})|(?:a |my )?(?:{of_mine}))\s+(?:{said})\b", re.IGNORECASE
        ),
        re.compile(rf"\b(?:{head})\s+{which}{when}(?:{what})\b", re.IGNORECASE),
        re.compile(
            rf"(?:我们?的?|咱们?的?)?(?:{han_who})(?:那边|这边)?(?:又|刚刚?|也|就|一直)?(?:{han_said})(?:了|的|过)?",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:{han_head})(?:本?[周月年]度?|季度|本季度|年终|年中|年底|月底)?(?:{han_what})(?:里|时|上)?(?:要用"
            rf"|用的?|要看|需要)?",
            re.IGNORECASE,
        ),
    )


def _halves(words: dict[str, list[str]]) -> list[list[str]]:
    return list(words.values())


def _either(words: list[str], *, han: bool = False) -> str:
    """The phrases of one script as alternatives, the longest first."""
    return "|".join(re.escape(word) for word in words if any(ch > "\u2fff" for ch in word) == han)


def _tells_nothing(tokens: list[Token]) -> bool:
    telling = [token for token in tokens if not any(token.has(kind) for kind in ("entity", "unit", "adverb", "stop"))]
    asked = any(t.kind in _ASKED for token in telling for t in token.terms) or any(
        token.number is not None or token.kind in ("date", "email", "customer", "order", "quoted") for token in tokens
    )
    odd = any(not token.known or token.has("outside") or token.has("vague") for token in tokens)
    return odd and not asked
