"""Clauses that tell a story around a question, in words nobody knows, set aside as a whole and named.

The last resort of a question that is not understood: "Deciding on a voucher.", "the agent claims it is falling",
想定包邮门槛. Such a clause asks for nothing, narrows nothing, and what it measures, names, counts or dates the rest
says itself; whom alone it names ("someone is calling from +86 …") goes on being named.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from agent.planner.background import ASKING, HAN_NARROWS, NAMES_ROWS
from agent.planner.context import NARROWS, SUBJECT, VERB
from agent.planner.frames import Frame
from agent.planner.lexicon import Lexicon
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN

_END = re.compile(
    r"(?<!\bvs)(?<!\bno)(?<!\bapprox)(?<!\bincl)(?<!\bexcl)[.!?]+(?=\s|$)|[:;,](?=\s)|\s[-–—]+\s|[，。；：！？]"
    r"|(?<=[\u4e00-\u9fff])[,:;!?]"
    r"|\s(?=(?:i|we)(?:['’]d| would) (?:love|like|appreciate)\b|(?:could|can|would) you\b)",
    re.IGNORECASE,
)
# What somebody wants is asked for, unless it is something to be done.
_WANTS = re.compile(
    r"\b(?:i|we)(?:['’]d| would|['’]m| am|['’]re| are)?(?: \w+)? (?:need|want|like|love|after|looking for|interested"
    r"|curious|wondering|wonder|require|asking)\b|\b(?:know|see|tell|show|find out|wonder\w*|curious|whether)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\W*(?:\w+ing\b(?! (?:the|only|those|all|any|returns|refunds)\b)|for (?:the|my|our|an?)\b"
    r"|quick \w+ for (?:the|my|our|an?)\b|(?:and |but )?(?:before|since|because|as|while) (?:i|we)\b)",
    re.IGNORECASE,
)
_CLAIMS = re.compile(
    r"\b(?:claims?|claimed|says?|said|thinks?|thought|believes?|disputes?|complains?|complained|insists?|suspects?|swears?"
    r"|argues?|fears?|worr(?:y|ies|ied)|asks|asked|keeps? (?:saying|asking|complaining))\b"
    r"|说|觉得|认为|反映|投诉|抱怨|怀疑|以为|坚称|声称|担心",
    re.IGNORECASE,
)
_HAN_TELLS = re.compile(
    r"[想要会将]|正在|^(?:我们?|咱们?|[他她]们?)?在(?!内|一起)|准备|打算|参考|决定|考虑|商量|讨论|用来|用于|方便|好让|之前|谈|开会|确认|核对|对账|评估"
)
_HAN_ASKS = re.compile(
    r"想要|(?<![预结核])算|合[在起并计]|一起|分别|单独|[想要][知看问查了]|需要|想弄|想搞清|告诉|给我|报一?下|多大|占比|比例"
)
# 给不给, 不好意思: nothing is denied.
_HAN_NOT = re.compile(r"(?P<verb>[\u4e00-\u9fff])不(?P=verb)|不好意思|不错|差不多|要不|不然|没问题")
_PONDERS = re.compile(r"\b(?:wondering|wonder|not sure|deciding|see) (?:whether|if) (?:we|i|to)\b", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Days on which something will be done with the figures.
_SOON = re.compile(
    r"^(?:today|tonight|tomorrow|(?:this|tomorrow) (?:morning|afternoon|evening)|now|next (?:week|month)"
    r"|今[天晚早]|明[天早]|后天|下午|上午|早上|晚上|下周|下个?月|回头|等下)$"
)
_HELD = frozenset(
    {
        *("metric", "attribute", "op", "post", "negation", "share", "superlative", "ranked", "ranked_low", "rank"),
        *("group", "text", "versus", "sort", "agg", "condition", "suppose", "span", "month", "chart", "per"),
        *("value", "weak_value", "named", "abroad"),
    }
)
_CLAIMED = frozenset(
    {"metric", "attribute", "op", "post", "superlative", "text", "agg", "condition", "share", "negation"}
)
_SMALL = ("entity", "stop", "verb", "unit", "time", "adverb", "link")
# Words that mean something else alone; by what somebody is found is not asked of them.
_IDIOMS = re.compile(
    r"\bmak(?:e|ing) (?:it )?up (?:for|to)\b|\bon the (?:line|phone)\b"
    r"|\b(?:with|from|by) the (?:e-?mail|number|phone)\b|决定",
    re.IGNORECASE,
)
_TELLING = frozenset({"say", "predict", "praise", "complain", "greet", "quote", "lookup", "describe"})
_WHOM = ("email", "customer", "order")
_PHONE = re.compile(r"\+\d[\d ()-]{7,}\d")


def without_stories(question: str, frame: Frame, lexicon: Lexicon, read: Callable[[str], Frame]) -> Frame:
    """The slots of the question without the clauses that only tell a story; as it was read where none can go.

    Args:
        question: Cleaned.
        frame: Its slots, with words that are not understood.
        lexicon: The shop's words.
        read: Reads a question.
    """
    odd = {word.casefold() for word in (*frame.leftovers, *(word for _, word in frame.outside))}
    rest, left = question, []
    for start, end in _clauses(question):
        clause = question[start:end]
        beside = rest[:start] + " " * (end - start) + rest[end:]
        kept = _kept(clause, beside, odd, lexicon) if beside.strip(" ,.;:!?，。；：！？-–—") else None
        if kept is not None:
            rest = rest[:start] + kept + " " * (end - start - len(kept)) + rest[end:]
            left.append(" ".join(clause.strip(" ,.;:!，。；：！-–—").split()))
    if not left:
        return frame
    shorter = read(rest)
    if shorter.leftovers or shorter.outside or not shorter.content:
        return frame
    return replace(shorter, aside=[*shorter.aside, *left])


def _clauses(question: str) -> Iterator[tuple[int, int]]:
    """Stretches that end in no question mark."""
    start = 0
    for found in (*_END.finditer(question), None):
        stop = found.start() if found else len(question)
        if question[start:stop].strip() and not (found and found.group()[:1] in ("?", "？")):
            yield start, stop
        start = found.end() if found else stop


def _kept(clause: str, rest: str, odd: set[str], lexicon: Lexicon) -> str | None:
    """What of a clause goes on being said, which is whom it names; None where it is no story."""
    bare = clause.strip(" ,.;:!，。；：！-–—")
    if not (_tells_in_chinese(bare) if _HAN.search(bare) else _tells(bare)):
        return None
    phone = _PHONE.search(clause)
    told = clause.replace(phone.group(), " ") if phone else clause
    tokens = lexicon.tokens(_IDIOMS.sub(" ", _HAN_NOT.sub(" ", told)), hidden=HIDDEN)
    if not any(word in clause.casefold() for word in odd) or _names_some(tokens):
        return None
    beside = lexicon.tokens(rest, hidden=HIDDEN)
    whom = [t.text for t in tokens if t.kind in _WHOM] + ([phone.group()] if phone else [])
    named = any(t.kind in _WHOM for t in beside) or _PHONE.search(rest)
    if whom and (named or len(whom) > 1):
        return None
    claims = bool(_CLAIMS.search(bare))
    if any(t.kind not in _WHOM and _holds(t, beside, claims=claims) for t in tokens):
        return None
    return f"{whom[0]}," if whom else ""


def _tells(bare: str) -> bool:
    wants = _WANTS.search(_PONDERS.sub(" ", bare))
    if ASKING.search(bare) or wants or NARROWS.search(_PONDERS.sub(" ", bare)):
        return False
    return bool((SUBJECT.search(bare) and VERB.search(bare)) or _BEGINS.match(bare) or _CLAIMS.search(bare))


def _tells_in_chinese(bare: str) -> bool:
    plain = _HAN_NOT.sub("", bare)
    if ASKING.search(plain) or HAN_NARROWS.search(plain) or NAMES_ROWS.search(plain) or _HAN_ASKS.search(plain):
        return False
    return bool(_HAN_TELLS.search(plain) or _CLAIMS.search(plain))


def _names_some(tokens: list[Token]) -> bool:
    """Whether an unknown word says which: "our wholesale customers"."""
    return any(
        (not before.known or before.written) and (token.has("entity") or token.has("attribute"))
        for before, token in itertools.pairwise(tokens)
    )


def _holds(token: Token, beside: list[Token], *, claims: bool) -> bool:
    """Whether a word asks, measures, bounds or dates something that the rest does not say itself."""
    if _SOON.match(token.text) or token.written:
        return False
    if token.number is not None and not any(
        t.number is not None and t.number.value == token.number.value for t in beside
    ):
        return not any(token.has(kind) for kind in _SMALL)
    if token.kind in ("date", "quoted"):
        return all(t.text != token.text for t in beside)
    if any(t.kind == "ask" and t.key not in _TELLING for t in token.terms):
        return not claims
    said = {(t.key, t.attribute) for other in beside for t in other.terms}
    held = [t for t in token.terms if t.kind in _HELD]
    if not held or any((t.key, t.attribute) in said for t in held):
        return False
    if claims and all(t.kind in _CLAIMED for t in held):
        return False
    return not any(token.has(kind) for kind in _SMALL)
