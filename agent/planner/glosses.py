"""Names that say a thing twice: "Bahia (BA)", 里约州（RJ）, 园艺工具garden_tools, 两次以上（含两次）."""

from agent.planner.lexicon import Lexicon
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN

_INCLUSIVE = frozenset({"含", "包含", "包括", "含本数", "inclusive", "including", "included"})
# The ratings that the metric dictionary calls low and high.
_STARS = {"low_rating": {1.0, 2.0}, "high_rating": {4.0, 5.0}}
_STAR_WORDS = frozenset({"分", "星", "颗", "颗星", "星级", "star", "stars"})
# 假设at_risk…: words that suppose are no name of what stands behind them, though other questions do not hold them.
_SUPPOSE = frozenset({"假设", "假如", "假定", "假使", "要是", "倘若", "若是", "如果", "万一", "设想", "模拟", "若"})
_REACH = 6
# Shorter names in Latin letters are codes, which take no gloss before them.
_CODE = 4


def unglossed(question: str, lexicon: Lexicon) -> str:
    """The question with one of the two names blanked out; every character keeps its place.

    A name the data do not know is dropped where the other is a value of the data. Of two values the one stays that
    stands beside the word for its attribute ("Rio de Janeiro state (RJ)"), or before the parentheses as a code.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
    """
    tokens = lexicon.tokens(question, hidden=HIDDEN)
    for first, last in _parentheses(tokens):
        for start, end in _dropped(tokens, first, last):
            question = question[:start] + " " * (end - start) + question[end:]
    for start, end in _translated(tokens):
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _translated(tokens: list[Token]) -> list[tuple[int, int]]:
    """A Chinese name of what is named in Latin letters right behind it: 园艺工具garden_tools, 美妆个护health_beauty."""
    found = []
    for at, token in enumerate(tokens):
        here = _attributes([token])
        if not here or not token.text.isascii() or len(token.text) < _CODE:
            continue
        # 手表礼品(watches_gifts): the name may stand before the parenthesis.
        last = at - 1 if at and tokens[at - 1].text == "(" else at
        first = last
        while first and tokens[first - 1].end == tokens[first].start and _part_of_name(tokens[first - 1], here):
            first -= 1
        while first < last and tokens[first].known and not (_attributes([tokens[first]]) & here or _odd(tokens[first])):
            first += 1  # 的, 在 before the name
        run = tokens[first:last]
        if any(not t.known or _odd(t) for t in run) and run[-1].end - run[0].start > 1:
            found.append((run[0].start, run[-1].end))
    return found


def _part_of_name(token: Token, attributes: set[str]) -> bool:
    """Whether Han characters may be a piece of such a name: unknown, small, or another value of the same kind."""
    if token.text in _SUPPOSE:
        return False
    han = not token.text.isascii() and token.number is None
    unit = token.has("unit", "measure") and len(token.text) == 1
    own = unit or _odd(token) or bool(_attributes([token]) & attributes)
    return han and (not token.known or _piece(token) or own)


def _odd(token: Token) -> bool:
    """Whether a word means only what this shop's data do not hold: 手机 of 手机通讯(telephony)."""
    return bool(token.terms) and all(t.kind in ("absent", "outside", "text") for t in token.terms)


def _parentheses(tokens: list[Token]) -> list[tuple[int, int]]:
    found, opened = [], -1
    for at, token in enumerate(tokens):
        if token.text == "(":
            opened = at
        elif token.text == ")" and opened >= 0:
            found.append((opened, at))
            opened = -1
    return found


def _dropped(tokens: list[Token], first: int, last: int) -> list[tuple[int, int]]:
    """Stretches of characters that say what another one says."""
    inside = tokens[first + 1 : last]
    # "in the state of São Paulo (SP)": small words between the two count for nothing.
    before = [t for t in tokens[max(0, first - _REACH) : first] if not _small(t)]
    whole = [(tokens[first].start, tokens[last].end)]
    if not inside or not before:
        return []
    if _says_inclusive(inside, before) or _defines(inside, before[-1]):
        return whole
    explained = {t.attribute for token in before[-3:] for t in token.terms if t.kind == "value"}
    if all(_small(t) or any(term.kind == "attribute" and term.key in explained for term in t.terms) for t in inside):
        return whole  # "champions (RFM segment)"
    here, there = _attributes(inside), _attributes(before[-2:])
    if _named(inside) and _named(inside) <= _named(before[-2:]):
        return whole
    words = {t.key for token in (*inside, *before[-2:]) for t in token.terms if t.kind == "attribute"}
    if not here:
        # "BA (Bahia)": what is unknown beside a value is another name for it.
        unknown = all(not t.known or _small(t) or _piece(t) or t.has("attribute") for t in inside)
        # "Hangzhou customers (…)": behind them it says of which, not how the city is called.
        named = not before[-1].has("entity")
        return whole if there and named and unknown and any(not t.known for t in inside) else []
    if there and here != there:
        if there & words or (before[-1].has("value") and _is_code(before[-1])):
            return whole
        return [(t.start, t.end) for t in before[-2:] if _attributes([t])] if here & words else []
    return [(t.start, t.end) for t in _unknown_before(before, here)]


def _small(token: Token) -> bool:
    """Whether a word only joins others: of, in, 里, 的."""
    return token.is_empty or (
        bool(token.terms) and token.number is None and all(t.kind in ("stop", "time", "link") for t in token.terms)
    )


def _piece(token: Token) -> bool:
    """Whether one Han character is known only as a small word, and may be a piece of a name: 高 of 高卢."""
    one = token.kind == "han" and len(token.text) == 1 and token.number is None
    return one and all(
        t.kind in ("stop", "time", "beside", "weak_value", "unit", "desk", "change") for t in token.terms
    )


def _says_inclusive(inside: list[Token], before: list[Token]) -> bool:
    """Whether they only say that the number before is meant too, where its comparison includes it already."""
    including = any(t.text in _INCLUSIVE for t in inside)
    plain = all(
        t.text in _INCLUSIVE | _STAR_WORDS or t.number is not None or t.is_empty or t.has("unit") for t in inside
    )
    return including and plain and any(t.has("post") or t.has("op", "ge", "le") for t in before)


def _defines(inside: list[Token], before: Token) -> bool:
    """Whether they say which ratings are low, or high, right behind the word for them: 差评（1-2星）."""
    kind = next((key for key in _STARS if any(t.kind == "metric" and t.key.startswith(key) for t in before.terms)), "")
    stars = {t.number.value for t in inside if t.number is not None}
    return bool(kind) and stars == _STARS[kind]


def _named(tokens: list[Token]) -> set[tuple[str, str]]:
    """The values named, with those that need a word beside them: 已流失（lost）."""
    return {(t.attribute, t.key) for token in tokens for t in token.terms if t.kind in ("value", "weak_value")}


def _attributes(tokens: list[Token]) -> set[str]:
    return {t.attribute for token in tokens for t in token.terms if t.kind == "value"}


def _is_code(token: Token) -> bool:
    return token.text.isascii() and len(token.text) <= 3


def _unknown_before(before: list[Token], attributes: set[str]) -> list[Token]:
    """Words right before the parentheses that name nothing in the data: 北欧四国, "Nordics", 里约州."""
    dropped: list[Token] = []
    at = len(before)
    while at:
        token = before[at - 1]
        counted = token.kind == "han" and token.number is not None and bool(dropped)
        noun = token.has("attribute", *attributes) and not token.has("unit")
        part = _piece(token) and bool(dropped) and token.end == dropped[-1].start
        if token.known and not (counted or noun or part):
            break
        dropped.append(token)
        at -= 1
    return dropped if any(not t.known for t in dropped) else []
