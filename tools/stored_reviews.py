"""The reviews of a build, found by their ids and among those that pass filters without reading all of them again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.review_passages import with_text

if TYPE_CHECKING:
    from data.review_index import Places
    from data.reviews import ReviewCollection


@dataclass(frozen=True)
class StoredReviews:
    """What is read off all reviews of a build once; searches among many of them take half their time without it.

    Attributes:
        frame: One row a review, with the index 0, 1, 2, …; parts of it that are asked about keep theirs.
        collection: Opens their collection, or gives it where it is open.
    """

    frame: pd.DataFrame
    collection: Callable[[], "ReviewCollection"]

    def of(self, review_ids: Sequence[str]) -> pd.DataFrame:
        """The rows of these reviews, in their order; one named twice comes twice.

        Raises:
            KeyError: There is no such review.
        """
        rows = self._by_id.get_indexer(pd.Index(review_ids, dtype=object))
        if (rows < 0).any():
            raise KeyError(review_ids[int(np.argmax(rows < 0))])
        return self.frame.iloc[rows]

    def spoken(self, part: pd.DataFrame) -> pd.DataFrame:
        """Those of a part that say something: stars alone cannot be searched or quoted."""
        says = self._says[part.index]
        return part if says.all() else part[says]

    def places(self, part: pd.DataFrame) -> "Places":
        """Where the reviews of a part, all with text, stand in the collection, shape (reviews,).

        Raises:
            KeyError: A review with text is not in the collection.
        """
        found: Places = self._places[part.index]
        return found

    @cached_property
    def _places(self) -> "Places":
        places = np.full(len(self.frame), -1)
        places[self._says] = self.collection().places(self.frame["review_id"][self._says])
        return places

    @cached_property
    def _says(self) -> npt.NDArray[np.bool_]:
        says = np.zeros(len(self.frame), dtype=bool)
        says[with_text(self.frame).index] = True
        return says

    @cached_property
    def _by_id(self) -> pd.Index:
        by_id: pd.Index = pd.Index(self.frame["review_id"].astype(str).tolist(), dtype=object)
        return by_id
