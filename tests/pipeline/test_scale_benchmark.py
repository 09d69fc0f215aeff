import numpy as np

from pipeline.scale_benchmark import as_table, many

OWN = np.array([[100.0, 0.0, np.nan], [200.0, 3.0, 5.0]])


def test_customers_are_repeated_within_five_percent_of_their_own_and_missing_stays_missing():
    made = many(OWN, 1001, seed=3)
    assert made.shape == (1001, 3)
    repeated = np.resize(OWN, (1001, 3))
    np.testing.assert_allclose(made, repeated, rtol=0.05)
    assert np.isnan(made[::2, 2]).all()
    assert (made[::2, 1] == 0).all()
    assert len(np.unique(made[:, 0])) == 1001


def test_the_same_seed_makes_the_same_customers_and_leaves_the_real_ones_alone():
    before = OWN.copy()
    np.testing.assert_array_equal(many(OWN, 7, seed=3), many(OWN, 7, seed=3))
    assert not np.array_equal(many(OWN, 7, seed=3), many(OWN, 7, seed=4), equal_nan=True)
    np.testing.assert_array_equal(OWN, before)


def test_the_table_sets_each_cost_beside_its_limit():
    row = {"cpu_seconds": 9.0, "peak_megabytes": 1234}
    table = as_table(
        {
            "fitted_customers": 23570,
            "order_lines": 69659,
            "horizon_days": 180,
            "features": 31,
            "scored_customers": 1_000_000,
            "features_megabytes": 237,
            "steps": [
                {"step": "fit", "seconds": 12.34, "limit_seconds": 30.0, **row},
                {"step": "tiers", "seconds": 4.0, "limit_seconds": None, **row},
            ],
        }
    ).splitlines()
    assert "23,570 customers" in table[0]
    assert "1,000,000 customers with 31 features (237 MB)" in table[0]
    assert table[2].split() == ["fit", "12.3", "9.0", "30", "1,234"]
    assert table[3].split() == ["tiers", "4.0", "9.0", "-", "1,234"]
