"""What households that got a campaign spent beside those that did not: an observation, not what the campaign caused.

The same difference in as many days just before shows how unlike the two were to begin with; within tenths of predicted
value it is smaller, and what is left of it is still no effect.

Source: subclassification (Cochran, 1968); the days before as a placebo: Imbens, Rubin (2015), section 21.3.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.coupon_campaigns import Campaign
from models.targeting import Weights, with_interval
from pipeline.coupon_scores import Scored

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Beside:
    """The known households of one campaign.

    Attributes:
        place: Place of each household among all there are (n,).
        got: Who got the campaign (n,).
        decile: Tenth by predicted value on the day before (n,).
        during: Spent in the campaign's days [minor units] (n,).
        before: Spent in as many days up to its first [minor units] (n,).
    """

    place: NDArray[np.int64]
    got: NDArray[np.bool_]
    decile: NDArray[np.int64]
    during: Floats
    before: Floats


def beside(campaign: Campaign, scored: Scored, lines: pd.DataFrame, every: pd.Index, *, last_day: int) -> Beside:
    """The households known before a campaign, with what they spent in it and before it.

    Args:
        campaign: Its days after the last one of the data are left out, and as many of those before it.
        scored: Everybody known before it.
        lines: All order lines.
        every: Ids of all households; their places.
        last_day: Last day of the data.
    """
    days = min(campaign.end_day, last_day) - campaign.start_day + 1
    spent = [
        _spent(lines, scored.households, after=after, until=after + days)
        for after in (campaign.start_day - 1, campaign.start_day - 1 - days)
    ]
    return Beside(
        place=every.get_indexer(pd.Index(scored.households)).astype(np.int64),
        got=np.isin(scored.households, campaign.households),
        decile=scored.value_decile,
        during=spent[0],
        before=spent[1],
    )


def contrast(campaigns: list[Beside], weights: Weights, *, minor_digits: int) -> dict[str, Any]:
    """Mean difference a household between those who got a campaign and those who did not; plain JSON values in money.

    Args:
        campaigns: The households of each.
        weights: How often each household is in each draw.
        minor_digits: Decimal places of the currency.
    """
    found: dict[str, Any] = {"campaigns": len(campaigns), "got": int(sum(each.got.sum() for each in campaigns))}
    for when in ("during", "before"):
        for how in ("plain", "within_tenths"):
            drawn = _difference(campaigns, weights, when=when, within=how == "within_tenths")
            found[f"{when}_{how}"] = [round(value / 10**minor_digits, 2) for value in with_interval(drawn)]
    return found


def _difference(campaigns: list[Beside], weights: Weights, *, when: str, within: bool) -> Floats:
    """Mean over everybody who got one; with `within` against others of the same tenth only."""
    total, count = np.zeros(len(weights)), np.zeros(len(weights))
    for each in campaigns:
        spent = each.during if when == "during" else each.before
        drawn = weights[:, each.place]
        for stratum in np.unique(each.decile) if within else (None,):
            of = np.ones(len(spent), dtype=bool) if stratum is None else each.decile == stratum
            yes, no = drawn * (of & each.got), drawn * (of & ~each.got)
            with_, without = yes.sum(axis=1), no.sum(axis=1)
            usable = (with_ > 0) & (without > 0)
            gap = (yes @ spent) / np.where(usable, with_, 1) - (no @ spent) / np.where(usable, without, 1)
            total += np.where(usable, with_ * gap, 0.0)
            count += np.where(usable, with_, 0.0)
    mean: Floats = np.divide(total, count, out=np.full(len(weights), np.nan), where=count > 0)
    return mean


def _spent(lines: pd.DataFrame, households: NDArray[np.object_], *, after: int, until: int) -> Floats:
    inside = lines[(lines["day"] > after) & (lines["day"] <= until)]
    sums = inside.groupby("customer_id")["amount_minor"].sum()
    spent: Floats = sums.reindex(households, fill_value=0).to_numpy(dtype=np.float64)
    return spent
