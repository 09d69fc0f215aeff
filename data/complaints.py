"""Complaints of customers that are still open: recent reviews with a low rating, or that tell of a bad delivery.

Whether a complaint was settled is not in the data: it counts as open for some days after it was written.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.opinions import HIGHEST_BAD, Opinions, review_aspects

# What of reviews speaks of a delivery that went wrong.
DELIVERY = frozenset({"delivery", "not_received"})


def complaining(reviews: pd.DataFrame, opinions: Opinions | None, *, after_day: int, until_day: int) -> pd.DataFrame:
    """The complaints of some days, one row a review: its place in `reviews`, what it complains of, latest first.

    A review complains where its rating is 2 or less, where it clearly speaks ill of the delivery, or where it has no
    rating and clearly speaks ill of anything.

    Args:
        reviews: `review_id`, `day` and, where there are ratings, `rating`.
        opinions: What their sentences say; None where nobody has read them.
        after_day: The day before the first.
        until_day: The last day.

    Returns:
        Columns `place`, `review_id`, `of_delivery` and `aspects` (keys, a space between two, as they come).
    """
    recent = np.flatnonzero(((reviews["day"] > after_day) & (reviews["day"] <= until_day)).to_numpy())
    ids = reviews["review_id"].to_numpy()[recent]
    rating = reviews["rating"].to_numpy(dtype=np.float64)[recent] if "rating" in reviews else np.full(len(ids), np.nan)
    blamed = _blamed(opinions, ids)
    of_delivery = np.array([bool(DELIVERY & set(keys.split())) for keys in blamed], dtype=bool)
    said = np.array([bool(keys) for keys in blamed], dtype=bool)
    complains = (rating <= HIGHEST_BAD) | of_delivery | (np.isnan(rating) & said)
    found = pd.DataFrame({"place": recent, "review_id": ids, "of_delivery": of_delivery, "aspects": blamed})
    latest = np.argsort(-reviews["day"].to_numpy()[recent[complains]], kind="stable")
    listed: pd.DataFrame = found[complains].iloc[latest].reset_index(drop=True)
    return listed


def counted_by_customer(places: npt.NDArray[np.int64], *, customers: int) -> npt.NDArray[np.int64]:
    """Complaints of each customer (customers,), from the customer's place of each; -1 counts for nobody."""
    counts: npt.NDArray[np.int64] = np.bincount(places[places >= 0], minlength=customers).astype(np.int64)
    return counts


def _blamed(opinions: Opinions | None, ids: npt.NDArray[np.object_]) -> list[str]:
    """Keys of what each of these reviews clearly speaks ill of."""
    if opinions is None or not len(ids):
        return [""] * len(ids)
    told = review_aspects(opinions.sentences[opinions.sentences["review_id"].isin(ids)])
    bad = told[told["polarity"] < 0]
    keys: dict[str, list[str]] = {}
    for review, aspect in zip(bad["review_id"].tolist(), bad["aspect"].tolist(), strict=True):
        keys.setdefault(str(review), []).append(str(aspect))
    return [" ".join(keys.get(str(review), [])) for review in ids]
