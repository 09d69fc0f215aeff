"""Reviews of which it is known what they speak of, and the queries that are asked of them.

Chinese reviews with the category of the goods and whether they praise; English reviews of five products with the mean
judgement of twenty readers (Hu & Liu 2004, Hutto & Gilbert 2014; in the source package of vaderSentiment, MIT);
Olist's Portuguese reviews with their stars; and the simulated shop's English reviews, whose phrases are known.
"""

import re
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import InputError
from data.languages import review_language
from data.review_passages import with_text
from data.simulation import simulate
from data.simulation_reviews import load_phrases
from pipeline.csv_columns import csv_columns

Mask = npt.NDArray[np.bool_]
Entry = Mapping[str, Any]

_OLIST_COLUMNS = ("review_id", "review_score", "review_comment_title", "review_comment_message")
_ENGLISH_MEMBERS = ("hutto_ICWSM_2014.tar.gz", "amazonReviewSnippets_GroundTruth.txt")
# The reviews of the five products follow one another; the two cameras count as one group.
_ENGLISH_GROUPS = ((1, "dvd player"), (99, "camera"), (176, "phone"), (216, "mp3 player"))
_SIMULATED_CUSTOMERS, _SIMULATED_SEED = 5_000, 104
_NO_PHRASES = ("slots", "openers", "closers", "titles")


@dataclass(frozen=True)
class LabelledReviews:
    """Reviews and what is known of them.

    Attributes:
        name: As the settings of the queries end: `zh`, `en` or `pt`.
        title: For people.
        kind: Table of the query files that is asked of them.
        reviews: One row a review.
        right: Which reviews answer a query, and which of them in the tone it asks for (None where it asks for none).
    """

    name: str
    title: str
    kind: str
    reviews: pd.DataFrame
    right: Callable[[Entry], tuple[Mask, Mask | None]]

    def asked(self, queries: Mapping[str, Any]) -> dict[str, Sequence[Entry]]:
        """The queries of each setting that are for these reviews."""
        settings = queries.get(self.kind, {})
        return {name: entries for name, entries in settings.items() if name.endswith(f"_{self.name}")}


def read_queries(name: str) -> dict[str, Any]:
    """The queries of a file beside this module."""
    return tomllib.loads((resources.files("pipeline") / name).read_text(encoding="utf-8"))


def chinese_reviews(path: Path) -> LabelledReviews:
    """Every second review of each category of `online_shopping` (columns cat, label, review): 2,000 of 4,000."""
    frame = csv_columns(path, ("cat", "label", "review")).dropna(subset=["review"])
    half = pd.concat([part.iloc[::2] for _, part in frame.groupby("cat", sort=False)])
    reviews = pd.DataFrame({"review_id": [f"z{i:05d}" for i in half.index], "text": half["review"], "language": "zh"})
    labels, good = half["cat"].to_numpy(), half["label"].to_numpy() == 1
    return _by_label("zh", "Chinese reviews, 10 categories", with_text(reviews), labels, good)


def english_reviews(path: Path) -> LabelledReviews:
    """The 300 product reviews in the source package of vaderSentiment 3.3.2.

    Raises:
        InputError: The file is not that package.
    """
    texts: dict[int, list[str]] = {}
    judgements: dict[int, list[float]] = {}
    for line in _english_lines(path):
        key, judgement, text = line.split("\t", 2)
        number = int(key.partition("_")[0])
        texts.setdefault(number, []).append(text)
        judgements.setdefault(number, []).append(float(judgement))
    ids = [f"e{number:03d}" for number in texts]
    reviews = pd.DataFrame({"review_id": ids, "text": [" ".join(said) for said in texts.values()], "language": "en"})
    labels = np.array([max(entry for entry in _ENGLISH_GROUPS if entry[0] <= number)[1] for number in texts])
    good = np.array([np.mean(said) > 0 for said in judgements.values()])
    return _by_label("en", "English reviews, 4 groups of products", reviews, labels, good)


def olist_reviews(folder: Path) -> LabelledReviews:
    """Olist's reviews with text; 3 stars are neither praise nor blame."""
    frame = csv_columns(folder / "olist_order_reviews_dataset.csv", _OLIST_COLUMNS).drop_duplicates("review_id")
    reviews = pd.DataFrame(
        {
            "review_id": frame["review_id"],
            "title": frame["review_comment_title"],
            "text": frame["review_comment_message"],
        }
    )
    reviews = with_text(reviews.assign(language="pt", stars=frame["review_score"])).reset_index(drop=True)
    stars = reviews["stars"].to_numpy()

    def right(entry: Entry) -> tuple[Mask, Mask | None]:
        return (stars <= 2 if entry["tone"] == "bad" else stars >= 4), None

    return LabelledReviews("pt", "Portuguese reviews, by stars", "rated", reviews, right)


def simulated_reviews() -> LabelledReviews:
    """English reviews of a simulated shop that no build uses; which phrases each is made of is known."""
    with tempfile.TemporaryDirectory() as folder:
        files = simulate(Path(folder), customers=_SIMULATED_CUSTOMERS, seed=_SIMULATED_SEED)
        frame = pd.read_parquet(files.reviews)
    tongues = frame["text"].map(review_language)
    reviews = with_text(frame.assign(language=tongues)[tongues == "en"]).reset_index(drop=True)
    said = [phrases_in(text) for text in reviews["text"]]

    def right(entry: Entry) -> tuple[Mask, Mask | None]:
        return np.array([answers(entry, phrases) for phrases in said]), None

    return LabelledReviews("en", "simulated English reviews, by phrase", "simulated", reviews, right)


def phrases_in(text: str) -> frozenset[tuple[str, str]]:
    """The phrases that a simulated text is made of: aspect and tone of each, and the phrase with its slots.

    >>> phrases_in("It arrived in two days. Overpriced, plain and simple.") == {
    ...     ("delivery.good", "It arrived in {fast}."), ("price.bad", "Overpriced, plain and simple.")}
    True
    """
    return frozenset((label, phrase) for label, phrase, pattern in _patterns() if pattern.search(text))


def answers(entry: Entry, phrases: frozenset[tuple[str, str]]) -> bool:
    """Whether one of the phrases is what a query of the simulated reviews asks for."""
    word = entry.get("word", "").casefold()
    return any(label in entry["is"] and word in phrase.casefold() for label, phrase in phrases)


def _by_label(name: str, title: str, reviews: pd.DataFrame, labels: npt.NDArray[Any], good: Mask) -> LabelledReviews:
    def right(entry: Entry) -> tuple[Mask, Mask | None]:
        found = np.isin(labels, entry["is"])
        return found, found & (good == (entry["tone"] == "good")) if "tone" in entry else None

    return LabelledReviews(name, title, "labelled", reviews.reset_index(drop=True), right)


def _english_lines(path: Path) -> list[str]:
    inner, name = _ENGLISH_MEMBERS
    try:
        with tarfile.open(path) as package:
            member = next(each for each in package if each.name.endswith(inner))
            with tarfile.open(fileobj=package.extractfile(member)) as texts:
                found = texts.extractfile(next(each for each in texts if each.name.endswith(name)))
                return found.read().decode("utf-8", "replace").splitlines() if found else []
    except (OSError, tarfile.TarError, StopIteration) as error:
        raise InputError(
            f"{path}: no reviews found in it; expected the file that "
            "`pip download --no-deps --no-binary :all: vaderSentiment==3.3.2` loads"
        ) from error


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    table = load_phrases("en").table
    slots = {name: "|".join(map(re.escape, options)) for name, options in table["slots"].items()} | {"item": ".{1,60}?"}
    found = []
    for aspect, tones in table.items():
        if aspect in _NO_PHRASES:
            continue
        groups = (
            {f"{aspect}.{group}": each for group, each in tones.items()} if aspect == "quality" else {aspect: tones}
        )
        for key, each in groups.items():
            for tone, phrases in each.items():
                found += [(f"{key}.{tone}", phrase, _pattern(phrase, slots)) for phrase in phrases]
    return tuple(found)


def _pattern(phrase: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", phrase)
    return re.compile(
        "".join(f"(?:{slots[part]})" if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.IGNORECASE
    )
