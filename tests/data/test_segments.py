"""The segment rule at its edges, and tiers that add up for shops of any size."""

import numpy as np
import pandas as pd
import pytest

from data.segments import SEGMENT_DEFINITIONS, SEGMENT_NAMES, SEGMENTS, TIER_NAMES, TIERS, rfm_segments, value_tiers


def segment(*, purchase_days: int, recency: int, gap: float = np.nan, revenue: int = 100, others: int = 100) -> str:
    """The segment of one customer beside a second one with the revenue `others`."""
    rows = pd.DataFrame(
        {
            "recency_days": [recency, 0],
            "frequency": [purchase_days - 1, 0],
            "gap_mean_days": [gap, np.nan],
            "revenue_minor": [revenue, others],
        }
    )
    return str(rfm_segments(rows)[0])


@pytest.mark.parametrize(
    ("expected", "customer"),
    [
        ("new", {"purchase_days": 1, "recency": 90}),
        ("promising", {"purchase_days": 1, "recency": 91}),
        ("promising", {"purchase_days": 1, "recency": 180}),
        ("hibernating", {"purchase_days": 1, "recency": 181}),
        ("hibernating", {"purchase_days": 1, "recency": 360}),
        ("lost", {"purchase_days": 1, "recency": 361}),
        ("promising", {"purchase_days": 2, "recency": 80, "gap": 40.0}),
        ("hibernating", {"purchase_days": 2, "recency": 81, "gap": 40.0}),
        ("loyal", {"purchase_days": 3, "recency": 80, "gap": 40.0, "revenue": 900}),
        ("champions", {"purchase_days": 4, "recency": 80, "gap": 40.0, "revenue": 100}),
        ("loyal", {"purchase_days": 4, "recency": 80, "gap": 40.0, "revenue": 99}),
        ("at_risk", {"purchase_days": 4, "recency": 81, "gap": 40.0, "revenue": 900}),
        ("at_risk", {"purchase_days": 4, "recency": 160, "gap": 40.0}),
        ("lost", {"purchase_days": 4, "recency": 161, "gap": 40.0}),
    ],
)
def test_the_rule_holds_at_each_of_its_edges(expected: str, customer: dict[str, float]):
    assert segment(**customer) == expected  # type: ignore[arg-type]


def test_a_daily_buyer_is_given_a_month_and_a_rare_one_no_more_than_two_years():
    assert segment(purchase_days=9, recency=60, gap=1.0) == "champions"
    assert segment(purchase_days=9, recency=61, gap=1.0) == "at_risk"
    assert segment(purchase_days=3, recency=721, gap=900.0) == "lost"


def test_a_shop_of_one_and_a_shop_without_revenue_get_segments_too():
    one = pd.DataFrame({"recency_days": [5], "frequency": [5], "gap_mean_days": [20.0], "revenue_minor": [10]})
    assert rfm_segments(one).tolist() == ["champions"]
    assert rfm_segments(one.assign(revenue_minor=-10)).tolist() == ["loyal"]
    assert rfm_segments(one.iloc[:0]).tolist() == []


def test_one_more_customer_moves_nobody_between_silence_bands():
    draw = np.random.default_rng(7)
    shop = pd.DataFrame(
        {
            "recency_days": draw.integers(0, 900, 500),
            "frequency": draw.integers(0, 9, 500),
            "gap_mean_days": draw.uniform(1, 300, 500),
            "revenue_minor": draw.integers(0, 9999, 500),
        }
    )
    whole, part = rfm_segments(shop)[:100], rfm_segments(shop.iloc[:100])
    moved = {frozenset(pair) for pair in zip(whole, part, strict=True) if pair[0] != pair[1]}
    assert moved <= {frozenset({"champions", "loyal"})}
    assert set(rfm_segments(shop)) == set(SEGMENTS)


def test_every_segment_and_tier_has_a_name_in_both_languages():
    assert set(SEGMENT_NAMES) == set(SEGMENT_DEFINITIONS) == set(SEGMENTS)
    assert set(TIER_NAMES) == set(TIERS)
    assert len({name.zh for name in SEGMENT_NAMES.values()}) == len(SEGMENTS)


@pytest.mark.parametrize(("size", "high", "medium"), [(1, 1, 0), (2, 1, 0), (3, 1, 1), (10, 2, 3), (1000, 200, 300)])
def test_a_fifth_is_high_and_the_next_three_tenths_medium(size: int, high: int, medium: int):
    tiers = value_tiers(np.arange(size), customer_ids=[f"{number:04d}" for number in range(size)]).tolist()
    assert (tiers.count("high"), tiers.count("medium")) == (high, medium)
    assert tiers[-1] == "high"


def test_equal_values_are_told_apart_by_customer_id_whatever_the_row_order():
    forward = value_tiers([1.0] * 4, customer_ids=["a", "b", "c", "d"]).tolist()
    backward = value_tiers([1.0] * 4, customer_ids=["d", "c", "b", "a"]).tolist()
    assert forward == backward[::-1] == ["high", "medium", "low", "low"]
