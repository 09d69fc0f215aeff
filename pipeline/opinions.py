"""The sentences of reviews read for aspect and sentiment, by what a build learns from its own ratings."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.aspects import AspectVectors
from data.builds import OPINIONS, OPINIONS_ABOUT
from data.files import read_json, read_parquet, write_json, write_parquet
from data.opinions import COLUMNS, HIGHEST_BAD, LOWEST_GOOD, Opinions
from data.particulars import Heard, Particular, find_particulars, particulars_of
from data.review_passages import passages
from data.sentiment_words import word_list_sentiment
from models.aspect_classifier import learn_aspects
from models.sentiment import LabelledVectors, SentimentModel, learn_sentiment

# Ratings teach where there are so many good and so many bad reviews; fewer would only add noise to the examples.
_FEWEST_RATED = 20
_HELD_OUT = 5

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]


def read_opinions(reviews: pd.DataFrame, vectors: Floats, examples: AspectVectors) -> Opinions:
    """What every sentence speaks of and how well; sentiment is learned from the ratings, where there are enough.

    Args:
        reviews: Reviews with text.
        vectors: Vectors of their passages, shape (passages, dimensions).
        examples: What aspects and polarities are known by.
    """
    heard = _heard(reviews, vectors, examples)
    known, rated = _examples_known(examples), _rated(reviews, heard)
    taught = rated is not None and _teaches(rated)
    model = learn_sentiment([known, rated] if rated is not None and taught else [known])
    about: dict[str, Any] = {
        "sentiment": model.to_json(),
        "learned_from": {"examples": len(known.labels), "rated_reviews": _owners(rated) if taught else 0},
        "held_out": _held_out(reviews, rated, known) if rated is not None and taught else None,
        "particulars": [each.to_json() for each in find_particulars(heard)],
    }
    return _read(reviews, heard, about)


def write_opinions(opinions: Opinions, folder: Path) -> None:
    """Write what the sentences say into a build's folder."""
    write_parquet(opinions.sentences, folder / OPINIONS)
    write_json(opinions.about, folder / OPINIONS_ABOUT)


def copy_opinions(current: Path, draft: Path) -> None:
    """Take them over from a build whose reviews have not changed."""
    for name in (OPINIONS, OPINIONS_ABOUT):
        if (current / name).is_file():
            shutil.copy2(current / name, draft / name)


def extend_opinions(
    current: Path, draft: Path, fresh: pd.DataFrame, vectors: Floats, *, stale: Sequence[str], examples: AspectVectors
) -> None:
    """Write those of a build with some reviews on top, read as the build read the others.

    Args:
        current: Folder of the build before; one of an older Kezhi has none, and gets none.
        draft: Folder of the build in the making.
        fresh: New and changed reviews with text.
        vectors: Vectors of their passages.
        stale: Ids of reviews that changed.
        examples: Of the collection.
    """
    if not (current / OPINIONS).is_file():
        return
    about, old = read_json(current / OPINIONS_ABOUT), read_parquet(current / OPINIONS)
    read = further_opinions(fresh, vectors, examples, about).sentences
    sentences = pd.concat([old[~old["review_id"].isin(stale)], read], ignore_index=True)
    write_opinions(Opinions(sentences, about), draft)


def further_opinions(
    reviews: pd.DataFrame, vectors: Floats, examples: AspectVectors, about: Mapping[str, Any]
) -> Opinions:
    """What the sentences of further reviews speak of, read as those of the build before.

    Args:
        reviews: New and changed reviews with text.
        vectors: As in `read_opinions`.
        examples: As in `read_opinions`.
        about: Of the opinions of before.
    """
    return _read(reviews, _heard(reviews, vectors, examples), about)


def _heard(reviews: pd.DataFrame, vectors: Floats, examples: AspectVectors) -> Heard:
    """The sentences of the texts, titles left out, with what each clearly speaks of."""
    parts = passages(reviews)
    kept = [place for place, part in enumerate(parts) if not part.is_title]
    owners = [parts[place].span.review_id for place in kept]
    tongues = reviews["language"] if "language" in reviews else pd.Series("other", index=reviews.index)
    by_review = dict(zip(reviews["review_id"].astype("str"), tongues.astype("str"), strict=True))
    languages = [by_review[owner] for owner in owners]
    own = examples.centred(vectors[kept], languages)
    keys = [aspect.key for aspect in examples.aspects]
    places = np.array([keys.index(example.aspect.key) for example in examples.examples], np.int64)
    found = learn_aspects(examples.centred(examples.vectors, examples.languages), places).clear(own)
    aspects = [keys[place] if place >= 0 else "" for place in found.tolist()]
    return Heard([parts[place].text for place in kept], owners, languages, aspects, own)


def _read(reviews: pd.DataFrame, heard: Heard, about: Mapping[str, Any]) -> Opinions:
    spans = [part.span for part in passages(reviews) if not part.is_title]
    particulars = [Particular.from_json(each) for each in about["particulars"]]
    sentences = pd.DataFrame(
        {
            "review_id": pd.Series(heard.owners, dtype="str"),
            "start": np.array([span.start for span in spans], np.int32),
            "end": np.array([span.end for span in spans], np.int32),
            "aspect": pd.Series(heard.aspects, dtype="str"),
            "particulars": pd.Series([particulars_of(text, particulars) for text in heard.texts], dtype="str"),
            "sentiment": SentimentModel.from_json(about["sentiment"]).of(heard.vectors),
        }
    )
    return Opinions(sentences[list(COLUMNS)], about)


def _examples_known(examples: AspectVectors) -> LabelledVectors:
    meanings = list(dict.fromkeys(example.meaning for example in examples.examples))
    return LabelledVectors(
        examples.centred(examples.vectors, examples.languages),
        np.array([example.polarity for example in examples.examples], np.int64),
        np.array([meanings.index(example.meaning) for example in examples.examples], np.int64),
    )


def _rated(reviews: pd.DataFrame, heard: Heard) -> LabelledVectors | None:
    """The sentences of the clearly rated reviews, numbered through; None without ratings."""
    if "rating" not in reviews:
        return None
    rating = reviews["rating"].to_numpy(dtype=np.float64)
    labels = np.where(rating >= LOWEST_GOOD, 1, np.where(rating <= HIGHEST_BAD, -1, 0))
    place = pd.Series(np.arange(len(reviews)), index=reviews["review_id"].astype("str"))
    owners = place.loc[list(heard.owners)].to_numpy(dtype=np.int64)
    judged = labels[owners] != 0
    if not judged.any():
        return None
    return LabelledVectors(heard.vectors[judged], labels[owners[judged]].astype(np.int64), owners[judged])


def _teaches(rated: LabelledVectors) -> bool:
    return all(len(np.unique(rated.owners[rated.labels == label])) >= _FEWEST_RATED for label in (-1, 1))


def _owners(rated: LabelledVectors | None) -> int:
    return 0 if rated is None else len(np.unique(rated.owners))


def _held_out(reviews: pd.DataFrame, rated: LabelledVectors, known: LabelledVectors) -> dict[str, Any]:
    """How often the sign of a review's sentiment agrees with its stars, on every fifth that was not learned from."""
    _, numbers = np.unique(rated.owners, return_inverse=True)
    held = numbers % _HELD_OUT == 0
    rest, test = replace(rated, owners=numbers).where(~held), rated.where(held)
    places, first = np.unique(test.owners, return_index=True)
    truth = test.labels[first]
    good = float((truth > 0).mean())
    counted = np.sign([word_list_sentiment(str(text)) for text in reviews["text"].iloc[places]])
    # Where the list knows no word, or as many good ones as bad, it may at least say what most reviews are.
    words = np.where(counted == 0, 1 if good >= 0.5 else -1, counted)
    return {
        "reviews": len(places),
        "agreement": _agreement(learn_sentiment([known, rest]), test, truth),
        "examples_alone": _agreement(learn_sentiment([known]), test, truth),
        "word_list": round(float((words == truth).mean()), 4),
        "commonest": round(max(good, 1 - good), 4),
    }


def _agreement(model: SentimentModel, test: LabelledVectors, truth: Whole) -> float:
    """Share of the reviews whose sentences are on average on the side of their stars."""
    _, owners = np.unique(test.owners, return_inverse=True)
    mean = np.bincount(owners, weights=model.of(test.vectors)) / np.bincount(owners)
    return round(float((np.sign(mean) == truth).mean()), 4)
