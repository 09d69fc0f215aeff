"""What the network may read of reviews' texts: a few numbers a review, which never know of a later review."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.aspects import AspectVectors
from data.builds import TEXTS, EmbedderInfo
from data.files import read_json, write_json
from data.review_directions import review_directions
from data.review_passages import passages, with_text
from data.review_sentiments import review_sentiments
from data.reviews import ReviewCollection
from pipeline.indexing import FOLDER
from pipeline.opinions import further_opinions, read_opinions

Vectors = npt.NDArray[np.float32]


def text_columns(
    reviews: pd.DataFrame, vectors: Vectors, *, examples: AspectVectors, about: Mapping[str, Any]
) -> pd.DataFrame:
    """The columns of `TEXT_FEATURES` for each review, with its index: sentiment by aspect, and directions.

    Args:
        reviews: As in reviews.parquet.
        vectors: Vectors of the passages of those with text, in their order.
        examples: Example sentences with vectors of the same embedder.
        about: How sentiment is read, from `learned_until`.
    """
    spoken = with_text(reviews)
    sentences = further_opinions(spoken, vectors, examples, about).sentences
    directions = review_directions(reviews, passages(spoken), vectors, examples=examples)
    return pd.concat([review_sentiments(reviews, sentences), directions], axis=1)


def learned_until(reviews: pd.DataFrame, vectors: Vectors, *, examples: AspectVectors, day: int) -> dict[str, Any]:
    """How sentiment is read by what was rated up to and including a day; plain JSON values.

    Ratings teach what is good and bad in a shop. What is tested on the days after must not know how later customers put
    their praise, so their reviews are read as the earlier ones were. Arguments as in `text_columns`.
    """
    spoken = with_text(reviews)
    known = spoken[spoken["day"] <= day]
    ids = set(known["review_id"])
    rows = np.array([part.span.review_id in ids for part in passages(spoken)], dtype=bool)
    return dict(read_opinions(known, vectors[rows], examples).about)


def add_text_columns(draft: Path, reviews: pd.DataFrame, *, embedder: EmbedderInfo, learned_day: int) -> pd.DataFrame:
    """The reviews of a build in the making with their text columns; how they were made is kept for its updates.

    Args:
        draft: Its folder, the collection of reviews in it.
        reviews: Its reviews.
        embedder: What made the vectors.
        learned_day: Last day whose ratings teach sentiment.
    """
    vectors, examples = _stored(draft, reviews, embedder)
    about = learned_until(reviews, vectors, examples=examples, day=learned_day)
    write_json({"learned_day": learned_day, "about": about}, draft / TEXTS)
    return pd.concat([reviews, text_columns(reviews, vectors, examples=examples, about=about)], axis=1)


def extend_text_columns(
    current: Path,
    draft: Path,
    reviews: pd.DataFrame | None,
    fresh: pd.DataFrame | None,
    *,
    embedder: EmbedderInfo | None,
) -> pd.DataFrame | None:
    """The reviews of an update, those that are new or changed with text columns as well, where the build had them.

    Args:
        current: Folder of the build before.
        draft: Folder of the build in the making, the collection of reviews in it.
        reviews: All reviews, the columns of the known ones in place; or None.
        fresh: The others among them; or None.
        embedder: What made the vectors; None where there are none.
    """
    if reviews is None or embedder is None or not (current / TEXTS).is_file():
        return reviews
    document = read_json(current / TEXTS)
    write_json(document, draft / TEXTS)
    if fresh is None or fresh.empty:
        return reviews
    new = reviews[reviews["review_id"].isin(fresh["review_id"])]
    vectors, examples = _stored(draft, new, embedder)
    made = text_columns(new, vectors, examples=examples, about=document["about"])
    extended = reviews.copy()
    extended.loc[new.index, made.columns] = made
    return extended


def _stored(folder: Path, reviews: pd.DataFrame, embedder: EmbedderInfo) -> tuple[Vectors, AspectVectors]:
    """Vectors of the passages of some reviews, and the examples, from a build's collection."""
    with ReviewCollection.open(folder / FOLDER, expected_embedder=asdict(embedder)) as collection:
        return collection.vectors(passages(with_text(reviews))), collection.examples()
