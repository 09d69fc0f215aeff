"""Sentences that ask back: about the asker's own words, or with the tools' own limits; nothing is said of the data."""

import re
from collections.abc import Iterable
from functools import cache

from agent.sentences import split_sentences
from config.text import Language
from prompts.library import load_texts

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
# Texts that say nothing of the data: "there is no order …" is a statement, and must be proven.
_ASKING = ("ask.leftover", "ask.unused", "ask.vague_best", "ask.vague_big")
# What may be supposed, with the figures of the tools' own bounds; letter by letter the same, they need no result.
_LIMITS = ("ask.what_if_bounds", "ask.what_if_group_bounds")
# What quotes the asker in the texts for asking back: I did not understand “{words}”.
_QUOTED = re.compile(r"“\\\{[a-z_]+\\\}”")


def asks_back(sentence: str, asked: str) -> bool:
    """Whether a sentence is one of ours that tells limits, or quotes what was not understood just as it was typed.

    Such a word may hold a numeral (18年, "1-6") that no result proves; it is the asker's, and nothing is said of it.

    Args:
        sentence: A sentence of an answer.
        asked: The questions so far.

    >>> asks_back("I did not understand “18年”.", "18年卖了多少"), asks_back("I did not understand “99”.", "revenue")
    (True, False)
    >>> asks_back("我没有理解“嘟嘟”、“哒哒”。", "收入嘟嘟哒哒"), asks_back("我没有理解“嘟嘟”、“9”。", "收入嘟嘟")
    (True, False)
    """
    if sentence.strip() in _limits():
        return True
    found = (form.fullmatch(sentence.strip()) for form in _forms())
    return any(match and _all_typed(match.groups(), asked) for match in found)


def _all_typed(quoted: Iterable[str], asked: str) -> bool:
    return all(word in asked for text in quoted for word in _between().split(text))


@cache
def _between() -> re.Pattern[str]:
    """What stands between two quoted words, in any language."""
    return re.compile("|".join(re.escape(load_texts("answers", language)["ask.between"]) for language in _LANGUAGES))


@cache
def _limits() -> frozenset[str]:
    texts = (load_texts("answers", language)[key] for language in _LANGUAGES for key in _LIMITS)
    return frozenset(part.text.strip() for text in texts for part in split_sentences(text))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    texts = [text for language in _LANGUAGES for key, text in load_texts("answers", language).items() if key in _ASKING]
    sentences = [re.escape(part.text.strip()) for text in texts for part in split_sentences(text)]
    return tuple(re.compile(_QUOTED.sub("“(.+)”", form)) for form in sentences if _QUOTED.search(form))
