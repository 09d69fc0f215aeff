"""The RFM segment and the value tier of a customer: the one place that says which is which.

Segments compare a customer's silence with the customer's own rhythm, so the rule needs no quantiles of the shop and
one more customer never moves another, save through the mean revenue that marks a champion:

* rhythm = mean gap between purchase days, held to 30..180 days; 90 days after a single purchase day
* silence = days since the last purchase / rhythm

| segment     | purchase days | silence     | and                                               |
|-------------|---------------|-------------|---------------------------------------------------|
| new         | 1             | at most 1   |                                                   |
| champions   | 4 or more     | at most 2   | revenue at or above the mean of paying customers  |
| loyal       | 3 or more     | at most 2   | not a champion                                    |
| promising   | 1 or 2        | at most 2   | not new                                           |
| at_risk     | 3 or more     | 2 to 4      |                                                   |
| hibernating | 1 or 2        | 2 to 4      |                                                   |
| lost        | any           | more than 4 |                                                   |

A customer who has only returns counts as having one purchase day.
"""

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.text import Text

Segment = Literal["champions", "loyal", "promising", "new", "at_risk", "hibernating", "lost"]
Tier = Literal["high", "medium", "low"]

SEGMENTS: tuple[Segment, ...] = get_args(Segment)
TIERS: tuple[Tier, ...] = get_args(Tier)

SEGMENT_NAMES: dict[Segment, Text] = {
    "champions": Text("champions", "重要价值客户"),
    "loyal": Text("loyal", "忠诚客户"),
    "promising": Text("promising", "潜力客户"),
    "new": Text("new", "新客户"),
    "at_risk": Text("at risk", "流失风险客户"),
    "hibernating": Text("hibernating", "沉睡客户"),
    "lost": Text("lost", "已流失客户"),
}
SEGMENT_DEFINITIONS: dict[Segment, Text] = {
    "champions": Text(
        "Bought on 4 or more days, still within twice their own rhythm, revenue at or above the mean.",
        "购买日不少于 4 天，沉默期不超过自身节奏的两倍，且销售额不低于平均值。",
    ),
    "loyal": Text(
        "Bought on 3 or more days and still within twice their own rhythm.",
        "购买日不少于 3 天，沉默期不超过自身节奏的两倍。",
    ),
    "promising": Text(
        "Bought on 1 or 2 days and still within twice their rhythm (90 days after one purchase).",
        "购买日为 1 到 2 天，沉默期不超过节奏的两倍（仅购一次按 90 天计）。",
    ),
    "new": Text("One purchase day, within the last 90 days.", "只购买过一天，且在最近 90 天内。"),
    "at_risk": Text(
        "Bought on 3 or more days, but silent for 2 to 4 times their own rhythm.",
        "购买日不少于 3 天，但沉默期已达自身节奏的 2 到 4 倍。",
    ),
    "hibernating": Text(
        "Bought on 1 or 2 days and silent for 2 to 4 times their rhythm.",
        "购买日为 1 到 2 天，沉默期已达节奏的 2 到 4 倍。",
    ),
    "lost": Text("Silent for more than 4 times their own rhythm.", "沉默期超过自身节奏的 4 倍。"),
}
TIER_NAMES: dict[Tier, Text] = {
    "high": Text("high value", "高价值"),
    "medium": Text("medium value", "中价值"),
    "low": Text("low value", "低价值"),
}
TIER_DEFINITIONS: dict[Tier, Text] = {
    "high": Text("The top 20 % of customers by predicted value.", "预测价值排名前 20% 的客户。"),
    "medium": Text("The next 30 % by predicted value.", "预测价值排名其后 30% 的客户。"),
    "low": Text("The remaining 50 % by predicted value.", "预测价值排名后 50% 的客户。"),
}

SINGLE_PURCHASE_RHYTHM_DAYS = 90.0
SHORTEST_RHYTHM_DAYS = 30.0
LONGEST_RHYTHM_DAYS = 180.0
HIGH_SHARE = 0.2
HIGH_OR_MEDIUM_SHARE = 0.5


def rfm_segments(features: pd.DataFrame) -> npt.NDArray[np.str_]:
    """The segment of each row, from `recency_days`, `frequency`, `gap_mean_days` and `revenue_minor`.

    >>> bought = pd.DataFrame({"recency_days": [10, 20, 500], "frequency": [0, 6, 2],
    ...                        "gap_mean_days": [np.nan, 30.0, 40.0], "revenue_minor": [900, 9000, 500]})
    >>> rfm_segments(bought).tolist()
    ['new', 'champions', 'lost']
    """
    days = features["frequency"].to_numpy(dtype=np.int64) + 1
    revenue = features["revenue_minor"].to_numpy(dtype=np.float64)
    gap = features["gap_mean_days"].to_numpy(dtype=np.float64)
    rhythm = np.clip(gap, SHORTEST_RHYTHM_DAYS, LONGEST_RHYTHM_DAYS)
    rhythm = np.where(np.isnan(rhythm), SINGLE_PURCHASE_RHYTHM_DAYS, rhythm)
    silence = features["recency_days"].to_numpy(dtype=np.float64) / rhythm

    paying = revenue[revenue > 0]
    mean_revenue = paying.mean() if paying.size else np.inf
    often = days >= 3
    rules: list[tuple[Segment, npt.NDArray[np.bool_]]] = [
        ("lost", silence > 4),
        ("at_risk", often & (silence > 2)),
        ("hibernating", silence > 2),
        ("champions", (days >= 4) & (revenue >= mean_revenue)),
        ("loyal", often),
        ("new", (days == 1) & (silence <= 1)),
    ]
    return np.select([rule for _, rule in rules], [name for name, _ in rules], default="promising")


def value_tiers(predicted: npt.ArrayLike, *, customer_ids: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """The tier of each customer by predicted value; equal values are told apart by customer id.

    Counts are rounded up, so a shop of any size has a `high` customer.

    >>> value_tiers([5.0, 1.0, 9.0, 0.0, 0.0], customer_ids=["a", "b", "c", "d", "e"]).tolist()
    ['medium', 'medium', 'high', 'low', 'low']
    """
    values = np.asarray(predicted, dtype=np.float64)
    order = np.lexsort((np.asarray(customer_ids), -values))
    rank = np.empty(values.size, dtype=np.int64)
    rank[order] = np.arange(values.size)
    high = np.ceil(HIGH_SHARE * values.size - 1e-9)
    upper = np.ceil(HIGH_OR_MEDIUM_SHARE * values.size - 1e-9)
    return np.select([rank < high, rank < upper], ["high", "medium"], default="low")
