"""What the classical models need of each customer at a cut-off, without the other forty features: a few counts."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


class LineArrays:
    """Order lines as arrays, made once and looked at from several days.

    Args:
        transactions: As in transactions.parquet.
    """

    def __init__(self, transactions: pd.DataFrame) -> None:
        self._customer = pd.factorize(transactions["customer_id"])[0]
        self._day = transactions["day"].to_numpy(dtype=np.int64)
        self._amount = transactions["amount_minor"].to_numpy(dtype=np.int64)
        self._bought = (self._amount > 0) & ~transactions["is_return"].to_numpy(dtype=bool)

    def classical_inputs(self, cutoff_day: int) -> dict[str, Floats]:
        """frequency, span_days, tenure_days and revenue_minor of who was seen by a day, as in `data.features`.

        The customers come in no order that means anything.

        >>> lines = pd.DataFrame({"customer_id": ["a", "a"], "day": [100, 110], "amount_minor": [500, 700],
        ...                       "is_return": [False, False]})
        >>> {name: values.tolist() for name, values in LineArrays(lines).classical_inputs(115).items()}
        {'frequency': [1.0], 'span_days': [10.0], 'tenure_days': [15.0], 'revenue_minor': [1200.0]}
        """
        known = self._day <= cutoff_day
        seen, customer = np.unique(self._customer[known], return_inverse=True)
        day, bought = self._day[known], self._bought[known]
        n = len(seen)
        first, last = _ends(customer, day, n)
        buys = np.bincount(customer[bought], minlength=n) > 0
        own_first, own_last = _ends(customer[bought], day[bought], n)
        # Who has only returned by then has no purchase to count days from: the returns stand in, as in the features.
        first, last = np.where(buys, own_first, first), np.where(buys, own_last, last)
        width = cutoff_day + 1
        days = np.unique(customer[bought] * np.int64(width) + day[bought]) // width
        # Whole numbers in float64 sums: exact far beyond the revenue of any shop.
        revenue = np.bincount(customer, weights=self._amount[known].astype(np.float64), minlength=n)
        return {
            "frequency": np.maximum(np.bincount(days, minlength=n) - 1, 0).astype(np.float64),
            "span_days": (last - first).astype(np.float64),
            "tenure_days": (cutoff_day - first).astype(np.float64),
            "revenue_minor": np.asarray(revenue, dtype=np.float64),
        }


def _ends(
    customer: npt.NDArray[np.intp], day: npt.NDArray[np.int64], n: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last day of each customer; meaningless for one without a row."""
    first, last = np.full(n, np.iinfo(np.int64).max // 2), np.full(n, -1)
    np.minimum.at(first, customer, day)
    np.maximum.at(last, customer, day)
    return first, last
