"""What each sentence of the reviews speaks of, and how well: made by a build, kept up by its updates.

A sentence has an aspect where it clearly speaks of one (`""` where not), any number of the shop's own particulars, and
a sentiment from -1 to 1. A review speaks as well of a thing as its sentences on it do on average; it is negative or
positive where that is clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

# Nearer to zero than this a sentence is neither: good is then less than twice as likely as bad, or the other way.
NEUTRAL: Final = 1 / 3
# Stars that say good, and that say bad; three say neither.
LOWEST_GOOD: Final = 4
HIGHEST_BAD: Final = 2
COLUMNS: Final = ("review_id", "start", "end", "aspect", "particulars", "sentiment")


@dataclass(frozen=True)
class Opinions:
    """The sentences of a build's reviews as read.

    Attributes:
        sentences: One row a sentence, reviews in the order of the build: `review_id`, `start`, `end` (its place in the
            text), `aspect`, `particulars` (keys, a space between two), `sentiment` (-1..1).
        about: How sentiment is read, how often it agrees with ratings, and the particulars; plain JSON.
    """

    sentences: pd.DataFrame
    about: Mapping[str, Any]

    def of(self, review_ids: Sequence[str] | pd.Series) -> pd.DataFrame:
        """The sentences of a few reviews, each named once, review by review; of many it is quicker to read all."""
        codes = self._ids.get_indexer(pd.Index(review_ids, dtype=object))
        rows = [self._rows[self._firsts[code] : self._firsts[code + 1]] for code in codes[codes >= 0].tolist()]
        return self.sentences.iloc[np.concatenate([np.zeros(0, np.int64), *rows])]

    @cached_property
    def _ids(self) -> pd.Index:
        ids: pd.Index = pd.Index(self.sentences["review_id"].astype(str).unique(), dtype=object)
        return ids

    @cached_property
    def _codes(self) -> npt.NDArray[np.int64]:
        codes: npt.NDArray[np.int64] = self._ids.get_indexer(pd.Index(self.sentences["review_id"], dtype=object))
        return codes

    @cached_property
    def _rows(self) -> npt.NDArray[np.int64]:
        return np.argsort(self._codes, kind="stable")

    @cached_property
    def _firsts(self) -> npt.NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(np.bincount(self._codes, minlength=len(self._ids)))])


def polarity(sentiment: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """-1, 0 or 1 for negative, neither and positive.

    >>> polarity([-0.5, -0.33, 0.0, 0.34]).tolist()
    [-1, 0, 0, 1]
    """
    values = np.asarray(sentiment, dtype=np.float64)
    signs: npt.NDArray[np.int64] = np.where(np.abs(values) < NEUTRAL, 0, np.sign(values)).astype(np.int64)
    return signs


def spoken_of(sentences: pd.DataFrame) -> pd.DataFrame:
    """One row a sentence and thing it speaks of, aspect or particular, in `aspect`; the other columns as before."""
    plain = sentences[sentences["aspect"] != ""].drop(columns="particulars")
    own = sentences[sentences["particulars"] != ""]
    own = own.assign(aspect=own["particulars"].str.split(" ")).explode("aspect").drop(columns="particulars")
    return pd.concat([plain, own]).sort_index(kind="stable")


def review_aspects(sentences: pd.DataFrame) -> pd.DataFrame:
    """One row a review and thing that it clearly speaks of: `review_id`, `aspect`, `sentiment`, `polarity`.

    >>> told = [("v1", 0, 5, "price", "", -0.9), ("v1", 6, 9, "price", "own1", -0.5), ("v1", 10, 12, "", "", 0.9)]
    >>> found = review_aspects(pd.DataFrame(told, columns=list(COLUMNS))).round(3)
    >>> found[["aspect", "sentiment", "polarity"]].to_numpy().tolist()
    [['price', -0.7, -1], ['own1', -0.5, -1]]
    """
    return review_sides(spoken_of(sentences))


def review_sides(told: pd.DataFrame) -> pd.DataFrame:
    """As `review_aspects`, of sentences that `spoken_of` has given."""
    found = told.groupby(["review_id", "aspect"], sort=False, observed=True)["sentiment"].mean().reset_index()
    return found.assign(polarity=polarity(found["sentiment"]))


def review_sentiment(sentences: pd.DataFrame) -> pd.Series:
    """The sentiment of each review, by id: the mean of all its sentences."""
    mean: pd.Series = sentences.groupby("review_id", sort=False, observed=True)["sentiment"].mean()
    return mean
