"""Teaches the lexicon its words: the grammar's own, the metric dictionary's, and the values found in the data."""

from collections.abc import Iterator

from agent.planner.facts import Facts
from agent.planner.lexicon import Lexicon, Term
from agent.planner.units import cut
from config.text import Language
from data.metric_files import standard_dictionary
from data.metrics import Attribute
from prompts.library import load_texts

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
        "app",
        "store",
        "shop",
        "web",
        "online",
        "gone",
        "english",
        "chinese",
        "portuguese",
        "regulars",
        "offline",
        "application",
        "website",
    ]
)
# Sections with further names of values.
_VALUE_SECTIONS = {"segment": "rfm_segment", "tier": "value_tier"}
# Sections whose words are mended when typed wrongly; the others' are everyday words that resemble too many.
_MENDED = ("agg", "superlative", "unit", "adverb", "month", "share", "chart", "entity", "condition")
# Words of questions about the network, read only in these: elsewhere they are as unknown as they were.
NETWORK = frozenset({"suppose", "change", "model", "detail"})
# Words that mean something already say no absent thing.
_MEANT = ("metric", "attribute", "value", "entity", "verb", "ask", "stop", "unit", "adverb", "text", "outside")
# Values never win over grammar, metrics or attributes; they may share a phrase with these.
_SHARED = frozenset({"value", "weak_value", "stop", "outside", "text", "demonym"}) | NETWORK


def read_vocabulary(facts: Facts) -> Lexicon:
    """The lexicon of one shop, both languages in one."""
    lexicon = Lexicon(customers=facts.customer_ids, orders=facts.order_ids)
    for section, key, phrase in grammar_words():
        if section in _VALUE_SECTIONS:
            named = _VALUE_SECTIONS[section]
            if key in facts.values.get(named, ()):
                lexicon.add(phrase, Term("value", key, named), mend=True)
        elif section == "category":
            _add_category(lexicon, facts, key, phrase)
        elif section != "demonym" and section not in NETWORK:
            lexicon.add(phrase, Term(section, key), mend=section in _MENDED and " " not in phrase)
    _add_dictionary(lexicon, facts)
    for attribute in facts.dictionary.attributes:
        _add_values(lexicon, facts, attribute)
    _add_absent(lexicon, facts)
    for section, key, phrase in grammar_words():
        if section == "demonym":
            for term in lexicon.lookup(key):
                if term.kind == "value" and term.attribute == "country":
                    lexicon.add(phrase, term, mend=True)
    # Last, so that a slip in a word is mended to one of these only where no other word is as near.
    for section, key, phrase in grammar_words():
        if section in NETWORK:
            lexicon.add(phrase, Term(section, key), mend=section == "model")
    return lexicon


def grammar_words() -> Iterator[tuple[str, str, str]]:
    """Section, key and phrase of every grammar word of both languages."""
    for language in LANGUAGES:
        for dotted, phrases in load_texts("planner", language).items():
            section, key = dotted.split(".", 1)
            for phrase in phrases.split(" | "):
                if phrase.strip():
                    yield section, key, phrase.strip()


def _add_dictionary(lexicon: Lexicon, facts: Facts) -> None:
    for language in LANGUAGES:
        for metric in facts.dictionary.metrics:
            for phrase in metric.words(language):
                lexicon.add(phrase, Term("metric", metric.key), mend=True)
        for attribute in facts.dictionary.attributes:
            for phrase in attribute.words(language):
                lexicon.add(phrase, Term("attribute", attribute.key), mend=True)


def _add_category(lexicon: Lexicon, facts: Facts, word: str, phrase: str) -> None:
    """A category's name in the other language, where exactly one category has the word in its own (health_beauty)."""
    stems = {u.stem for u in cut(word)}
    named = [v for v in facts.values.get("category", ()) if stems <= {u.stem for u in cut(v.casefold())}]
    if len(named) == 1:
        lexicon.add(phrase, Term("value", named[0], "category"))


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


def _add_values(lexicon: Lexicon, facts: Facts, attribute: Attribute) -> None:
    found = facts.values.get(attribute.key, ())
    # Products are many and their words are anything: a slip in another word must not turn into one of them.
    mend = attribute.key in ("country", "category", "channel", "rfm_segment", "value_tier")
    named = attribute.values if attribute.kind in ("text", "bucket") else {}
    for value in dict.fromkeys((*found, *named)):
        if attribute.kind == "text" and value not in found:
            continue
        names = attribute.values.get(value)
        phrases = {value, *(names.words("en") if names else ()), *(names.words("zh") if names else ())}
        for phrase in sorted(phrases):
            if len(phrase) == 1 or phrase.isdigit():
                continue
            kind = "weak_value" if phrase.casefold() in _WEAK else "value"
            if all(t.kind in _SHARED for t in lexicon.lookup(phrase)) or names:
                lexicon.add(phrase, Term(kind, value, attribute.key), mend=mend)
