"""Teaches the lexicon its words: the grammar's own, the metric dictionary's, and the values found in the data."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from agent.planner.consents import add_consents
from agent.planner.facts import Facts
from agent.planner.lexicon import Lexicon
from agent.planner.tokens import Term
from agent.planner.units import cut
from config.text import Language
from data.metric_files import standard_dictionary
from data.metrics import Attribute
from prompts.library import load_texts

_HAN = re.compile(r"[㐀-鿿]+")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
# Words that name a value only beside its attribute ("high tier"), since alone they mean too much else.
_WEAK = frozenset(
    [
        "high",
        "medium",
        "low",
        "other",
        "new",
        "lost",
        "store",
        "shop",
        "gone",
        "english",
        "chinese",
        "portuguese",
        "regulars",
        "none",
        "english ones",
        "chinese ones",
    ]
)
# The country that "domestic" means, by the shop's currency; a currency of several countries has none.
_HOMES = {"GBP": "united kingdom", "CNY": "china", "BRL": "brazil", "USD": "united states", "JPY": "japan"}
# Sections with further names of values.
# Sections with names of places, read where a text attribute so called has the value.
_PLACES = ("city", "state")
_VALUE_SECTIONS = {"segment": "rfm_segment", "tier": "value_tier"}
# Sections whose words are mended when typed wrongly; the others' are everyday words that resemble too many.
_MENDED = ("agg", "superlative", "unit", "adverb", "month", "share", "chart", "entity", "condition")
# Of these the long words too: seven letters, three characters.
_MENDED_LONG = ("ask", "verb", "stop", "ranked", "metric", "per")
_FIRST_STOPS = frozenset({"articles", "please", "show", "filler"})
_LONG_WORD, _LONG_PHRASE = 7, 3
_LONG_NAME = 5
# Categories of so many words are also known with "and" before the last.
_SPELT_WORDS = 3
# Words of questions about the network, read only in these: elsewhere they are as unknown as they were.
NETWORK = frozenset({"suppose", "change", "model", "detail"})
# Words of questions about one customer or one order, read only where one is named.
DESK = frozenset({"desk"})
# Words around a wish for quotes, read only in questions about reviews.
OPINION = frozenset({"opinion"})
# Words of sentences that command instead of asking, looked for only there.
COMMAND = frozenset({"command"})
# Words of questions about the whole customer base, read only in these.
PORTFOLIO = frozenset({"portfolio"})
HIDDEN = NETWORK | DESK | OPINION | COMMAND | PORTFOLIO
# Sections that are no vocabulary: who asks, what it is for, what is typed for a longer word, codes of countries.
AROUND = frozenset({"told", "purpose", "short", "country_code"})
# Words that mean something already say no absent thing.
_MEANT = ("metric", "attribute", "value", "entity", "verb", "ask", "stop", "unit", "adverb", "text", "outside")
# Values never win over grammar, metrics or attributes; they may share a phrase with these.
_SHARED = frozenset({"value", "weak_value", "stop", "outside", "text", "demonym"}) | HIDDEN


def read_vocabulary(facts: Facts) -> Lexicon:
    """The lexicon of one shop, both languages in one."""
    short = {word: full for full, words in everyday_words("short").items() for word in words}
    lexicon = Lexicon(customers=facts.customer_ids, orders=facts.order_ids, short=short)
    for section, key, phrase in grammar_words():
        if section in _VALUE_SECTIONS:
            named = _VALUE_SECTIONS[section]
            if key in facts.values.get(named, ()):
                lexicon.add(phrase, Term("value", key, named), mend=True)
        elif section in _PLACES:
            _add_place(lexicon, facts, section, key, phrase)
        elif section == "category":
            _add_category(lexicon, facts, key, phrase)
        elif section not in ("demonym", "home") and section not in HIDDEN:
            lexicon.add(phrase, Term(section, key), mend=_is_mended(section, key, phrase))
    _add_dictionary(lexicon, facts)
    for attribute in facts.dictionary.attributes:
        _add_values(lexicon, facts, attribute)
    _add_absent(lexicon, facts)
    _add_home(lexicon, facts)
    add_consents(lexicon, facts.consents)
    for section, key, phrase in grammar_words():
        if section == "demonym":
            for term in lexicon.lookup(key):
                if term.kind == "value" and term.attribute == "country":
                    lexicon.add(phrase, term, mend=True)
    # Last, so that a slip in a word is mended to one of these only where no other word is as near.
    for section, key, phrase in grammar_words():
        if section in HIDDEN:
            lexicon.add(phrase, Term(section, key), mend=section == "model")
    for key, segment in facts.dictionary.segments.items():
        for phrase in segment.words(key):
            lexicon.define(phrase, Term("value", key, "segment"))
    return lexicon


def _is_mended(section: str, key: str, phrase: str) -> bool:
    """Whether a slip in a grammar word is put right: everyday words only where they are long enough to be told."""
    if section == "stop" and key not in _FIRST_STOPS:
        return False  # so many that a slip of anything would be near one of them
    if section in _MENDED:
        return " " not in phrase
    if section not in _MENDED_LONG:
        return False
    return (len(phrase) >= _LONG_WORD and phrase.isalpha()) if phrase.isascii() else len(phrase) >= _LONG_PHRASE


@cache
def grammar_words() -> tuple[tuple[str, str, str], ...]:
    """Section, key and phrase of every grammar word of both languages."""
    return tuple(_grammar_words())


def _grammar_words() -> Iterator[tuple[str, str, str]]:
    for name in ("planner", "everyday"):
        for language in LANGUAGES:
            for dotted, phrases in load_texts(name, language).items():
                section, key = dotted.split(".", 1)
                for phrase in phrases.split(" | ") if section not in AROUND else ():
                    if phrase.strip():
                        yield section, key, phrase.strip()


def everyday_words(section: str) -> dict[str, list[str]]:
    """Phrases of one section of the everyday words by key, both languages in one; the longest first."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for dotted, phrases in load_texts("everyday", language).items():
            named, key = dotted.split(".", 1)
            if named == section:
                found.setdefault(key, []).extend(p.strip() for p in phrases.split(" | ") if p.strip())
    return {key: sorted(phrases, key=len, reverse=True) for key, phrases in found.items()}


def _add_dictionary(lexicon: Lexicon, facts: Facts) -> None:
    for language in LANGUAGES:
        for metric in facts.dictionary.metrics:
            for phrase in metric.words(language):
                lexicon.add(phrase, Term("metric", metric.key), mend=True)
        for attribute in facts.dictionary.attributes:
            for phrase in attribute.words(language):
                lexicon.add(phrase, Term("attribute", attribute.key), mend=True)


def _add_home(lexicon: Lexicon, facts: Facts) -> None:
    """Words for the country whose currency the shop counts in, and for all others; none where it is not in the data."""
    home = next((t for t in lexicon.lookup(_HOMES.get(facts.currency, "")) if t.attribute == "country"), None)
    for section, key, phrase in grammar_words():
        if section == "home" and home is not None:
            lexicon.add(phrase, Term("value" if key == "inland" else "abroad", home.key, "country"))


def _add_halves(lexicon: Lexicon, products: Sequence[str]) -> None:
    """Names of products in two scripts (Power Bank 充电宝 Plus) without one of them, where one product is so called."""
    named: dict[str, set[str]] = {}
    for product in products:
        found = _HAN.search(product)
        if found is None or not any(ch.isascii() and ch.isalpha() for ch in product):
            continue
        western = " ".join(_HAN.sub(" ", product).split())
        for half in (western, product[found.start() :].strip(), *_kinds(western, product, found)):
            named.setdefault(half, set()).add(product)
    whole = {product.casefold() for product in products}
    last: dict[str, set[str]] = {}
    for product in products:
        if (found := _HAN.search(product)) and " " in (kind := product[: found.start()].strip()):
            last.setdefault(kind.split()[-1].casefold(), set()).add(kind)
    for word, kinds in last.items():
        # "The earbuds" are the Wireless Earbuds where no other product is called so; short words are words of the day.
        if len(kinds) == 1 and len(word) >= _LONG_NAME and word.isalpha() and not lexicon.lookup(word):
            lexicon.add(word, Term("named", next(iter(kinds)), "product"))
    for half, called in named.items():
        if len(called) == 1 and len(half) > 1 and half.casefold() not in whole and not lexicon.lookup(half):
            lexicon.add(half, Term("value", called.pop(), "product"))
        elif len(called) > 1 and len(half) > 1 and half.casefold() not in whole and not lexicon.lookup(half):
            lexicon.add(half, Term("named", half, "product"))


def _kinds(western: str, product: str, found: re.Match[str]) -> tuple[str, ...]:
    """The names of a product without its version: Wireless Earbuds, 无线耳机, Wireless Earbuds 无线耳机."""
    before = product[: found.start()].strip()
    # 芒果干 alone, and with what stands before it; "T恤" keeps its letter.
    return tuple(k for k in (before, found.group(), product[: found.end()].strip()) if len(k) > 1 and western != k)


def _add_category(lexicon: Lexicon, facts: Facts, word: str, phrase: str) -> None:
    """A category's name in the other language, where exactly one category has the word in its own (health_beauty)."""
    stems = {u.stem for u in cut(word)}
    named = [v for v in facts.values.get("category", ()) if stems <= {u.stem for u in cut(v.casefold())}]
    if len(named) == 1:
        lexicon.add(phrase, Term("value", named[0], "category"))


def _add_place(lexicon: Lexicon, facts: Facts, kind: str, word: str, phrase: str) -> None:
    """Another name of a city or a state: 北京 of Beijing, Bahia of BA."""
    for attribute, values in facts.values.items():
        if attribute == kind or attribute.endswith(f"_{kind}"):
            for value in values:
                if value.casefold() == word:
                    lexicon.add(phrase, Term("value", value, attribute))


def _add_absent(lexicon: Lexicon, facts: Facts) -> None:
    """Words for what other shops' data hold and these do not, so that they are named, not asked about."""
    standard = standard_dictionary()
    known = {m.key for m in facts.dictionary.metrics} | {a.key for a in facts.dictionary.attributes}
    for language in LANGUAGES:
        for metric in standard.metrics:
            for phrase in metric.words(language) if metric.key not in known else ():
                lexicon.add(phrase, Term("absent", metric.key), unless=_MEANT)
        for attribute in standard.attributes:
            for phrase in attribute.words(language) if attribute.key not in known else ():
                lexicon.add(phrase, Term("absent", attribute.key), unless=_MEANT)


def _spelt_out(value: str) -> set[str]:
    """A category's name as people say it: health and beauty for health_beauty, "bed, bath and table"."""
    words = value.split("_")
    if not 2 <= len(words) <= _SPELT_WORDS or not value.isascii() or not all(word.isalpha() for word in words):
        return set()
    *first, last = words
    return {f"{joint.join(first)} {link} {last}" for joint in (" ", ", ") for link in ("and", "&", "n")}


def _add_values(lexicon: Lexicon, facts: Facts, attribute: Attribute) -> None:
    found = facts.values.get(attribute.key, ())
    if attribute.key == "product":
        _add_halves(lexicon, found)
    # Products are many and their words are anything: a slip in another word must not turn into one of them.
    mend = attribute.key in ("country", "category", "channel", "rfm_segment", "value_tier", "weekday")
    named = attribute.values if attribute.kind in ("text", "bucket") else {}
    for value in dict.fromkeys((*found, *named)):
        if attribute.kind == "text" and value not in found:
            continue
        names = attribute.values.get(value)
        phrases = {value, *(names.words("en") if names else ()), *(names.words("zh") if names else ())}
        phrases |= _spelt_out(value) if attribute.key == "category" else set()
        for phrase in sorted(phrases):
            letter = len(phrase) == 1
            # 高、中、低 are tiers beside the word for them.
            if (
                letter and (phrase.isascii() or attribute.key not in ("value_tier", "likely_tier"))
            ) or phrase.isdigit():
                continue
            kind = "weak_value" if letter or phrase.casefold() in _WEAK else "value"
            if all(t.kind in _SHARED for t in lexicon.lookup(phrase)) or names:
                lexicon.add(phrase, Term(kind, value, attribute.key), mend=mend)
