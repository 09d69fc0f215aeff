"""Where a review lies in a few directions of meaning: a short summary of its vectors.

The directions are the principal ones of the example sentences of the aspects, which speak of what shops' reviews speak
of in several languages. They belong to the embedder, not to the shop: nothing is learned from its reviews, so a number
of an old review never knows of a later one, and new reviews are measured as the old ones were.

Source: Jolliffe (2002), "Principal Component Analysis".
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.aspects import AspectVectors
from data.features_list_signals import DIRECTION_FEATURES
from data.review_passages import Passage

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


def review_directions(
    reviews: pd.DataFrame, parts: Sequence[Passage], vectors: Vectors, *, examples: AspectVectors
) -> pd.DataFrame:
    """The columns of `DIRECTION_FEATURES` for each review, with the index of the table; NaN without a passage.

    Args:
        reviews: With `review_id` and `language`.
        parts: Passages of some or all of them.
        vectors: Their vectors, shape (passages, dimensions).
        examples: Example sentences with vectors of the same embedder.
    """
    place = pd.Series(np.arange(len(reviews)), index=pd.Index(reviews["review_id"]))
    owner = place.loc[[part.span.review_id for part in parts]].to_numpy(dtype=np.int64)
    centred = examples.centred(vectors, reviews["language"].iloc[owner].tolist())
    said = centred.astype(np.float64) @ principal_directions(examples).T  # (passages, directions)
    columns = [feature.column for feature in DIRECTION_FEATURES]
    means = pd.DataFrame(said, columns=columns).groupby(owner).mean().reindex(range(len(reviews)))
    return means.set_axis(reviews.index, axis=0)


def principal_directions(examples: AspectVectors) -> Floats:
    """Orthonormal directions (directions, dimensions) in which the examples differ most, their languages apart.

    The largest entry of each is positive, so that a direction never turns round from one machine to another.
    """
    spread = examples.centred(examples.vectors, examples.languages).astype(np.float64)
    directions: Floats = np.linalg.svd(spread, full_matrices=False)[2][: len(DIRECTION_FEATURES)]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return np.where(largest < 0, -directions, directions)
