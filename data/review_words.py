"""Words of a review in its own language: what topics are named by, and what a search finds it by.

Western texts are split at their spaces, Chinese ones by jieba (pip package, MIT; Sun 2012).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Protocol

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SEARCHED = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_LANGUAGES = ("en", "pt")
_STEM_LETTERS = 6


@dataclass(frozen=True)
class _Lists:
    stop: frozenset[str]
    negations: frozenset[str]


class _Segmenter(Protocol):
    def lcut(self, sentence: str) -> list[str]:
        """The words of a Chinese text."""
        ...

    def lcut_for_search(self, sentence: str) -> list[str]:
        """The words of a Chinese text, and the shorter words within long ones."""
        ...


def words(text: str) -> list[str]:
    """The words that say what a text is about, lower case; a negation is joined to the word that follows it.

    >>> words("The zip did not work, and it was NEVER replaced")
    ['zip', 'not work', 'never replaced']
    >>> words("Não recebi o produto")
    ['não recebi']
    >>> words("没收到货，质量不好")
    ['没收', '到货', '质量', '不好']
    """
    return list(_joined(text))


def search_words(text: str) -> list[str]:
    """The words by which a text is found, stemmed, without those that say nothing of its matter.

    >>> search_words("The batteries of my 5G phone were NOT charged")
    ['batter', '5g', 'phone', 'not', 'charge']
    >>> search_words("笔记本电脑的电池")
    ['笔记', '电脑', '笔记本', '笔记本电脑', '电池']
    """
    lowered = text.lower()
    chinese = bool(_HAN.search(lowered))
    tokens = _segmenter().lcut_for_search(lowered) if chinese else _SEARCHED.findall(lowered)
    stop = _lists("zh" if chinese else "latin").stop
    return [stem(token) for token in tokens if _SEARCHED.fullmatch(token) and same_word(token) not in stop]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a word share: its first letters, without accents (a rough stem that needs no dictionary).

    >>> stem("não entregue"), stem("nao entregaram"), stem("质量")
    ('nao entreg', 'nao entreg', '质量')
    """
    return " ".join(part[:_STEM_LETTERS] for part in same_word(word).split())


@lru_cache(maxsize=50_000)
def same_word(word: str) -> str:
    """What two spellings of a word share: no accents, so that `nao recebi` counts with `não recebi`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain.replace("’", "'")


def _joined(text: str) -> Iterator[str]:
    chinese = bool(_HAN.search(text))
    tokens = _segmenter().lcut(text.lower()) if chinese else _WORD.findall(text.lower())
    lists, space = (_lists("zh"), "") if chinese else (_lists("latin"), " ")
    negation = ""
    for token in tokens:
        if not _WORD.fullmatch(token):
            negation = ""
        elif same_word(token) in lists.negations:
            negation = token
        elif same_word(token) in lists.stop:
            continue
        elif negation or len(token) > 1:
            yield f"{negation}{space}{token}" if negation else token
            negation = ""


@cache
def _lists(script: str) -> _Lists:
    """Stop words and negations; those of the Western languages together, for short texts do not tell which it is."""
    document: dict[str, Any] = tomllib.loads((resources.files("data") / "stop_words.toml").read_text(encoding="utf-8"))
    parts = [document[language] for language in (_LATIN_LANGUAGES if script == "latin" else (script,))]
    joined = {key: " ".join(part[key] for part in parts).split() for key in ("stop", "negations")}
    return _Lists(frozenset(map(same_word, joined["stop"])), frozenset(map(same_word, joined["negations"])))


@cache
def _segmenter() -> _Segmenter:
    """Jieba with its dictionary read by us.

    Left to itself it keeps a marshalled copy in the shared temporary folder and reads back whatever lies there.
    """
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    found: _Segmenter = segmenter
    return found
