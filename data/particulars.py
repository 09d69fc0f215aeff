"""What the reviews of one shop speak of beside the aspects of any shop: screens, breakfast, the driver of a laptop.

Found among the sentences that the aspects leave over, or call quality without saying of what: words that many reviews
use, that their sentences mean the same by, and that no other aspect accounts for; words that stand for the same thing
are put together, across languages too. A sentence speaks of a particular where it holds one of its words, so that each
count can be checked by reading.

Source: the words of a group of like sentences as its name, as in Grootendorst 2022, "BERTopic".
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from config.text import Text
from data.aspects import aspect_examples
from data.review_words import stem, words

_QUALITY = "quality"
# Reviews that must use a word, and that a particular must have: so many, or this share of all.
_FEWEST_REVIEWS = 10
_WORD_SHARE, _PARTICULAR_SHARE = 0.005, 0.01
# A phrase that everybody copies is no thing that everybody speaks of.
_MOST_IN_ONE_WORDING = 1 / 3
# Of a word's sentences, so many must be left over by the other aspects.
_LEFT_OVER = 0.7
# How alike its sentences must be (length of their mean), and how alike two words' sentences to be one particular.
_ALIKE = 0.42
_SAME = 0.6
_MOST = 8
_NAMED_BY = 3

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Particular:
    """Something that only the reviews of this shop speak of.

    Attributes:
        key: Key beside those of the aspects: `own1`, `own2` …
        words: Its words as most often written, the commonest first.
        stems: What the forms of its words share.
    """

    key: str
    words: tuple[str, ...]
    stems: frozenset[str]

    @property
    def name(self) -> Text:
        """What to call it: its commonest words, in the language they are written in."""
        shown = self.words[:_NAMED_BY]
        return Text(f"“{', '.join(shown)}”", f"“{'、'.join(shown)}”")

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"key": self.key, "words": [*self.words], "stems": sorted(self.stems)}

    @staticmethod
    def from_json(document: dict[str, Any]) -> "Particular":
        """The particular that `to_json` wrote."""
        return Particular(document["key"], tuple(document["words"]), frozenset(document["stems"]))


@dataclass(frozen=True)
class Heard:
    """Sentences as the aspects were read off them.

    Attributes:
        texts: The sentences.
        owners: Id of the review of each.
        languages: Language of each.
        aspects: Key of the aspect each clearly speaks of; empty where of none.
        vectors: Shape (sentences, dimensions), of length one.
    """

    texts: Sequence[str]
    owners: Sequence[str]
    languages: Sequence[str]
    aspects: Sequence[str]
    vectors: Floats


def find_particulars(heard: Heard) -> tuple[Particular, ...]:
    """The particulars of a shop, those of most reviews first."""
    used = _words_used(heard.texts)
    vectors = _centred(heard)
    means = {s: vectors[found.rows].mean(axis=0) for s, found in used.items() if _is_particular(s, found.rows, heard)}
    reviews = {s: {heard.owners[row] for row in used[s].rows} for s in means}
    telling = sorted((s for s in means if np.linalg.norm(means[s]) >= _ALIKE), key=lambda s: (-len(reviews[s]), s))
    if not telling:
        return ()
    groups = [[telling[place] for place in group] for group in _groups(np.stack([means[s] for s in telling]))]
    sized = [(len(set[str]().union(*(reviews[s] for s in group))), group) for group in groups]
    largest = sorted(sized, key=lambda entry: (-entry[0], entry[1][0]))[:_MOST]
    return tuple(
        Particular(f"own{number}", tuple(used[s].written for s in group), frozenset(group))
        for number, (size, group) in enumerate(largest, 1)
        if size >= _fewest(heard, _PARTICULAR_SHARE)
    )


def _fewest(heard: Heard, share: float) -> float:
    return max(_FEWEST_REVIEWS, share * len(set(heard.owners)))


def particulars_of(text: str, particulars: Sequence[Particular]) -> str:
    """Keys of the particulars that a sentence speaks of, a space between two."""
    used = frozenset(map(stem, words(text))) if particulars else frozenset()
    return " ".join(each.key for each in particulars if each.stems & used)


@dataclass
class _Used:
    """Where the forms of a word stand, and how they are written."""

    rows: list[int] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> str:
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))


def _words_used(texts: Sequence[str]) -> dict[str, _Used]:
    used: dict[str, _Used] = defaultdict(_Used)
    for row, text in enumerate(texts):
        for word in words(text):
            found = used[stem(word)]
            found.spellings[word] += 1
            if found.rows[-1:] != [row]:
                found.rows.append(row)
    return used


def _is_particular(s: str, rows: Sequence[int], heard: Heard) -> bool:
    """Whether enough reviews use a word, in more than one wording, and no aspect but quality accounts for it."""
    if " " in s or s in _ordinary():
        return False  # a negation says what is missing, not what it is about
    reviews = len({heard.owners[row] for row in rows})
    left_over = sum(heard.aspects[row] in ("", _QUALITY) for row in rows) / len(rows)
    commonest = Counter(heard.texts[row] for row in rows).most_common(1)[0][1] / len(rows)
    return reviews >= _fewest(heard, _WORD_SHARE) and left_over >= _LEFT_OVER and commonest <= _MOST_IN_ONE_WORDING


def _centred(heard: Heard) -> Floats:
    """The vectors without what the sentences of their language share in this shop, of length one."""
    languages = np.asarray(heard.languages)
    vectors = heard.vectors.copy()
    for language in np.unique(languages):
        vectors[languages == language] -= vectors[languages == language].mean(axis=0)
    centred: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return centred


def _groups(means: Floats) -> list[list[int]]:
    """Places of the words that stand for the same thing, each list in order."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(means) == 1:
        return [[0]]
    numbers = fcluster(linkage(means, "average", metric="cosine"), 1 - _SAME, "distance")
    return [np.flatnonzero(numbers == number).tolist() for number in np.unique(numbers)]


@cache
def _ordinary() -> frozenset[str]:
    """Stems that name nothing particular: verdicts, and what the examples of the other aspects are made of."""
    judged = tomllib.loads((resources.files("data") / "sentiment_words.toml").read_text(encoding="utf-8"))
    listed = [word for part in judged.values() for kind in ("good", "bad") for word in part[kind].split()]
    named = [
        word
        for example in aspect_examples()
        for name in (example.aspect.name.en, example.aspect.name.zh)
        for word in words(name)
    ]
    said = [word for example in aspect_examples() if example.aspect.key != _QUALITY for word in words(example.text)]
    return frozenset(map(stem, (*listed, *named, *said)))
