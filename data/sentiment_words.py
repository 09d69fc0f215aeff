"""The simple baseline for sentiment: words of praise less words of blame, a negation before a word turning it round."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from data.review_words import same_word

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
# "Not at all a good lamp": so many words before a word may turn it round.
_REACH = 3


@dataclass(frozen=True)
class _Lists:
    good: frozenset[str]
    bad: frozenset[str]
    negations: frozenset[str]

    def without(self, matters: frozenset[str]) -> "_Lists":
        """The same lists without some words."""
        return _Lists(self.good - matters, self.bad - matters, self.negations)


def word_list_sentiment(text: str) -> int:
    """Words of praise less words of blame in a text.

    >>> [word_list_sentiment(text) for text in ("Not good, and it came late", "Adorei, muito bom", "质量不好")]
    [-2, 2, -1]
    """
    if _HAN.search(text):
        return _chinese(text, _lists("zh"))
    return _western(text, _lists("en", "pt"))


def side_of_query(query: str) -> int:
    """-1 where a search asks for blame, 1 for praise, 0 where its words leave both open.

    >>> [side_of_query(query) for query in ("late delivery", "quality", "质量差", "退款", "好不好用")]
    [-1, 0, -1, 0, 0]
    """
    languages = ("zh",) if _HAN.search(query) else ("en", "pt")
    lists = _lists(*languages).without(_matters(*languages))
    score = _chinese(query, lists) if languages == ("zh",) else _western(query, lists)
    return (score > 0) - (score < 0)


def _western(text: str, lists: _Lists) -> int:
    score = 0
    words = [same_word(word) for word in _WORD.findall(text.lower())]
    for at, word in enumerate(words):
        value = (word in lists.good) - (word in lists.bad)
        turned = any(before in lists.negations for before in words[max(0, at - _REACH) : at])
        score += -value if turned else value
    return score


def _chinese(text: str, lists: _Lists) -> int:
    score = 0
    for value, listed in ((1, lists.good), (-1, lists.bad)):
        for word in listed:
            for found in re.finditer(re.escape(word), text):
                # 不错 and 不能 hold their negation themselves.
                turned = any(sign in text[max(0, found.start() - 2) : found.start()] for sign in lists.negations)
                score += -value if turned else value
    return score


@cache
def _lists(*languages: str) -> _Lists:
    return _Lists(*(_words(key, languages) for key in ("good", "bad", "negations")))


@cache
def _matters(*languages: str) -> frozenset[str]:
    return _words("matters", languages)


def _words(key: str, languages: tuple[str, ...]) -> frozenset[str]:
    document = tomllib.loads((resources.files("data") / "sentiment_words.toml").read_text(encoding="utf-8"))
    return frozenset(same_word(word) for tongue in languages for word in document[tongue][key].split())
