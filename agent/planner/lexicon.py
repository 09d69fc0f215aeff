"""The planner's lexicon: every word and phrase it understands, in a trie, and the cut of a question into tokens."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.planner.numbers import Number, number_at, part_of_whole
from agent.planner.slips import mended_word
from agent.planner.tokens import Term, Token
from agent.planner.trie import Matches, Node, matches
from agent.planner.units import Unit, clean_text, cut, normal

# Prices of the ways through the lattice: a word not understood costs more than any number of understood ones,
# and fewer, longer tokens win.
_TOKEN_PRICE = 1.0
_UNKNOWN_WORD_PRICE = 12.0
_UNKNOWN_HAN_PRICE = 8.0
_EMPTY_PRICE = 0.05
_OWN_BONUS = 0.2
# A phrase with one wrong character costs less than a character not understood, and more than the right phrase.
_SLIP_PRICE = 2.5
_LONG_SLIP_PRICE = 1.2
_LONG_PHRASE = 4
# Kinds of which a Chinese phrase is mended at any length, and those of which only a longer one is.
_MENDED_KINDS = frozenset({"metric", "attribute", "entity", "value"})
_MENDED_LONG = _MENDED_KINDS | {"ask", "stop", "adverb", "ranked", "verb", "agg", "share", "chart", "per", "desk"}
_LENGTH_BONUS = 0.002
# A question is cut several times over, each time with other kinds hidden, and so are the questions offered beside it.
_REMEMBERED = 512


class Lexicon:
    """Phrases with their meanings, and the ids of customers and orders (sets, not in the trie).

    >>> lexicon = Lexicon(customers=(), orders=())
    >>> lexicon.add("average order value", Term("metric", "average_order_value"))
    >>> lexicon.add("country", Term("attribute", "country"), mend=True)
    >>> [t.key("metric") or t.key("attribute") for t in lexicon.tokens("average order value, contry")]
    ['average_order_value', '', 'country']
    """

    def __init__(
        self, *, customers: Container[str], orders: Container[str], short: Mapping[str, str] | None = None
    ) -> None:
        """Start empty, with the ids of customers and orders as stored, and the words that are typed short."""
        self.customers = customers
        self.orders = orders
        self._short = {word: cut(full)[0] for word, full in (short or {}).items()}
        self._root = Node()
        self._words: set[str] = set()
        self._mendable: dict[str, dict[str, None]] = {}
        self._units = lru_cache(_REMEMBERED)(self._cut)
        self._matches = lru_cache(_REMEMBERED)(self._matched)
        self._tokens = lru_cache(_REMEMBERED)(self._cheapest)

    def add(self, phrase: str, term: Term, *, mend: bool = False, unless: Sequence[str] = ()) -> None:
        """Teach a phrase a meaning.

        Args:
            phrase: As people write it.
            term: What it means.
            mend: Its longer English words, or one of its Han characters, are mended when they are typed wrongly.
            unless: Kinds; the phrase keeps its meaning where it has one of these already.
        """
        self._units.cache_clear()
        self._matches.cache_clear()
        self._tokens.cache_clear()
        units = _units_of(phrase)
        node = self._root
        for unit in units:
            node = node.child(unit.stem)
            if unit.kind == "word":
                self._words.update((unit.text, unit.stem))
                if mend and len(unit.text) >= 5:
                    self._mendable.setdefault(unit.text[0], {})[unit.text] = None
        node.mended = node.mended or mend
        if units and term not in node.terms and not any(t.kind in unless for t in node.terms):
            node.terms = (*node.terms, term)

    def define(self, phrase: str, term: Term) -> None:
        """Teach a phrase one meaning in place of all it had: what a company defines itself is meant so, and no other.

        >>> lexicon = Lexicon(customers=(), orders=())
        >>> lexicon.add("key accounts", Term("vague", "best"))
        >>> lexicon.define("key accounts", Term("value", "KA", "segment"))
        >>> [term.kind for term in lexicon.lookup("key accounts")]
        ['value']
        """
        self.add(phrase, term, mend=True)
        node = self._root
        for unit in _units_of(phrase):
            node = node.children[unit.stem]
        node.terms = (term,) if node is not self._root else ()

    def lookup(self, phrase: str) -> tuple[Term, ...]:
        """The meanings of exactly this phrase."""
        node: Node | None = self._root
        for unit in _units_of(phrase):
            node = node.children.get(unit.stem) if node else None
        return node.terms if node else ()

    def tokens(self, text: str, *, hidden: frozenset[str] = frozenset()) -> list[Token]:
        """The cheapest cut of a cleaned text into tokens; words of several letters typed wrongly are mended.

        Args:
            text: The cleaned question.
            hidden: Kinds of terms that are not read: words that only another sort of question knows.
        """
        return list(self._tokens(text, hidden & self.kinds(text)))

    def kinds(self, text: str) -> frozenset[str]:
        """Kinds of all phrases that may stand in a cleaned text: to hide or show any other changes nothing in it."""
        return self._matches(text).kinds

    def _cut(self, text: str) -> tuple[Unit, ...]:
        return tuple(self._mended(u) for u in cut(text, customers=self.customers, orders=self.orders))

    def _matched(self, text: str) -> Matches:
        quoted = [term for unit in self._units(text) if unit.kind == "quoted" for term in self.lookup(unit.text)]
        return matches(self._root, self._units(text), self._short, besides=quoted)

    def _cheapest(self, text: str, hidden: frozenset[str]) -> tuple[Token, ...]:
        units = self._units(text)
        prices = [0.0] + [float("inf")] * len(units)
        ways: dict[int, tuple[int, Token]] = {}
        for at in range(len(units)):
            for token, length, price in self._edges(units, at, text, hidden):
                if prices[at] + price < prices[at + length]:
                    prices[at + length] = prices[at] + price
                    ways[at + length] = (at, token)
        found: list[Token] = []
        at = len(units)
        while at:
            at, token = ways[at]
            found.append(token)
        return tuple(_joined(found[::-1]))

    def _mended(self, unit: Unit) -> Unit:
        """The unit with a typing error put right: same first letter, one slip (two in long words)."""
        if unit.kind != "word" or len(unit.text) < 5 or not unit.text.isascii():
            return unit
        known = unit.text in self._words or unit.stem in self._words or unit.text in self._short
        if known or number_at([unit], 0):
            return unit
        near = mended_word(
            unit.text, self._mendable.get(unit.text[0], ()), lambda word: self.lookup(word) or cut(word)[0].stem
        )
        if not near:
            return unit
        (right,) = cut(near)
        return Unit(right.text, right.stem, "word", unit.start, unit.end)

    def _edges(
        self, units: Sequence[Unit], at: int, text: str, hidden: Container[str]
    ) -> Iterable[tuple[Token, int, float]]:
        unit = units[at]
        for read, end, node in self._matches(text).phrases[at]:
            terms = tuple(t for t in node.terms if t.kind not in hidden)
            # "orders by country" counts orders; "order by revenue" sorts.
            if unit.text == "orders" and end > at + 1 and all(t.kind == "sort" for t in terms):
                continue
            if terms:
                yield self._edge(read, at, end, text, terms, None)
        yield from self._mended_phrases(units, at, text, hidden)
        if number := number_at(units, at):
            yield self._edge(units, at, at + number.length, text, (), number)
        elif (part := part_of_whole(unit.text)) is not None:
            yield self._edge(units, at, at + 1, text, (), Number(part, True, 1))
        if unit.kind not in ("word", "han"):
            quoted = self.lookup(unit.text) if unit.kind == "quoted" else ()
            yield self._edge(units, at, at + 1, text, tuple(t for t in quoted if t.kind not in hidden), None)
        else:
            token, length, _ = self._edge(units, at, at + 1, text, (), None)
            yield token, length, _UNKNOWN_WORD_PRICE if unit.kind == "word" else _UNKNOWN_HAN_PRICE

    def _mended_phrases(
        self, units: Sequence[Unit], at: int, text: str, hidden: Container[str]
    ) -> Iterable[tuple[Token, int, float]]:
        """Phrases with one wrong character put right, where only one can be meant."""
        found: dict[int, dict[str, tuple[Term, ...]]] = {}
        for read, end, node in self._matches(text).slips[at]:
            kinds = _MENDED_LONG if end - at >= _LONG_PHRASE - 1 else _MENDED_KINDS
            terms = tuple(t for t in node.terms if t.kind not in hidden)
            if terms and all(t.kind in kinds for t in terms):
                found.setdefault(end, {})[read] = terms
        for end, phrases in found.items():
            if len(set(phrases.values())) == 1:
                read, terms = next(iter(phrases.items()))
                written = text[units[at].start : units[end - 1].end]
                token = Token(terms, None, "phrase", read, units[at].start, units[end - 1].end, written)
                price = _LONG_SLIP_PRICE if end - at >= _LONG_PHRASE else _SLIP_PRICE
                yield token, end - at, _TOKEN_PRICE + price - _LENGTH_BONUS * (end - at) ** 2

    def _edge(
        self, units: Sequence[Unit], at: int, end: int, text: str, terms: tuple[Term, ...], number: Number | None
    ) -> tuple[Token, int, float]:
        first, last = units[at], units[end - 1]
        read = " ".join(u.text for u in units[at:end] if u.kind == "word")
        mended = bool(terms and read) and _is_mended(units[at:end], text[first.start : last.end])
        written = text[first.start : last.end] if mended else ""
        kind = first.kind if end == at + 1 else ("number" if number else "phrase")
        body = first.text if end == at + 1 else read or "".join(u.text for u in units[at:end])
        token = Token(terms, number, kind, body, first.start, last.end, written)
        # A bare symbol is worth nothing by itself: a phrase that covers it must win.
        price = _TOKEN_PRICE + (0.5 if kind in ("symbol", "number") and not terms and number is None else 0.0)
        # 高价值客户数 counts the company's 高价值客户, not customers of the high tier.
        price -= _OWN_BONUS if any(t.attribute == "segment" for t in terms) else 0.0
        # Of two cuts with as many tokens the one that says more is meant: "predicted value", not "value of".
        price += _EMPTY_PRICE if terms and all(t.kind == "stop" for t in terms) else 0.0
        return token, end - at, price - _LENGTH_BONUS * (end - at) ** 2


@lru_cache(maxsize=1 << 16)
def _units_of(phrase: str) -> tuple[Unit, ...]:
    """The units of a phrase; the words of the grammar are the same for every shop that is opened."""
    return tuple(cut(clean_text(phrase)))


def _is_mended(units: Sequence[Unit], typed: str) -> bool:
    """Whether a word is not what was typed."""
    folded = normal(typed)
    return any(u.kind == "word" and u.text not in folded for u in units)


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens with what is unknown and stands together as one unknown word: Han characters, or an id."""
    read: list[Token] = []
    for token in tokens:
        before = read[-1] if read else None
        unknown = not token.known and token.kind == "han"
        beside = before is not None and not before.known and before.end == token.start
        if beside and before is not None and (before.kind == "han" if unknown else _is_code(before, token)):
            read[-1] = replace(before, text=before.text + token.text, end=token.end)
        else:
            read.append(token)
    return read


def _is_code(word: Token, number: Token) -> bool:
    """Whether letters and the digits right after them are one thing, such as an unknown customer's id."""
    return word.kind == "word" and number.kind == "number" and not number.terms
