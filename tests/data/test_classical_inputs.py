"""The short way to what the classical models need agrees with the features."""

import numpy as np
import pandas as pd
import pytest

from data.classical_inputs import LineArrays
from data.features import features_pandas

NAMES = ["frequency", "span_days", "tenure_days", "revenue_minor"]


def lines(*, seed: int, customers: int = 60, rows: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    amount = rng.integers(-300, 900, size=rows)
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in rng.integers(0, customers, size=rows)],
            "order_id": [f"o{number}" for number in range(rows)],
            "day": rng.integers(14_000, 14_400, size=rows).astype("int32"),
            "amount_minor": amount,
            "is_return": amount < 0,
        }
    )


@pytest.mark.parametrize("cutoff_day", [14_010, 14_100, 14_399])
def test_they_are_the_same_multiset_as_the_features(cutoff_day):
    shop = lines(seed=cutoff_day)
    full = features_pandas(shop, cutoff_day=cutoff_day, horizon_days=90, first_day=14_000)[NAMES].astype("float64")
    short = pd.DataFrame(LineArrays(shop).classical_inputs(cutoff_day))
    assert len(full) == len(short) > 5
    ordered = [table.sort_values(NAMES, ignore_index=True) for table in (full, short)]
    pd.testing.assert_frame_equal(*ordered)


def test_a_customer_who_only_returned_counts_from_the_returns():
    shop = pd.DataFrame(
        {
            "customer_id": ["a", "a"],
            "order_id": ["1", "2"],
            "day": [100, 104],
            "amount_minor": [-5, -7],
            "is_return": [True, True],
        }
    )
    made = LineArrays(shop).classical_inputs(110)
    assert {name: values.tolist() for name, values in made.items()} == {
        "frequency": [0.0],
        "span_days": [4.0],
        "tenure_days": [10.0],
        "revenue_minor": [-12.0],
    }
