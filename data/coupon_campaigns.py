"""Campaigns of The Complete Journey: who got each, and who redeemed a coupon of it, as the package ships them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import DataFileError
from data.readers import read_table

Ids = npt.NDArray[np.object_]

_COLUMNS = {
    "campaigns": ("campaign_id", "household_id"),
    "campaign_descriptions": ("campaign_id", "campaign_type", "start_date", "end_date"),
    "coupon_redemptions": ("household_id", "campaign_id", "redemption_date"),
}


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes:
        id: Its number.
        kind: `A`, `B` or `C`. Who gets A, and which coupons, was chosen by what the household had bought before.
        start_day: First day, in days since 1970-01-01.
        end_day: Last day.
        households: Who got it, by id as in the transactions, sorted (n,).
        redemptions: Coupons that each of them redeemed (n,).
    """

    id: int
    kind: str
    start_day: int
    end_day: int
    households: Ids
    redemptions: npt.NDArray[np.int64]


def read_campaigns(folder: Path) -> list[Campaign]:
    """Every campaign of a folder with the three tables, the first to start first.

    Args:
        folder: With campaigns, campaign_descriptions and coupon_redemptions as CSV or Parquet.

    Raises:
        DataFileError: A table is not there, or lacks a column.
    """
    tables = {name: _table(folder, name) for name in _COLUMNS}
    return sorted(_campaigns(tables), key=lambda campaign: (campaign.start_day, campaign.id))


def redemption_days(folder: Path) -> pd.DataFrame:
    """One row a redeemed coupon: `customer_id`, `campaign_id`, `day`; errors as of `read_campaigns`."""
    redeemed = _table(folder, "coupon_redemptions")
    return pd.DataFrame(
        {
            "customer_id": redeemed["household_id"].astype(str),
            "campaign_id": redeemed["campaign_id"].astype(int),
            "day": _days(redeemed["redemption_date"]),
        }
    )


def _campaigns(tables: dict[str, pd.DataFrame]) -> Iterator[Campaign]:
    got, redeemed = tables["campaigns"], tables["coupon_redemptions"]
    described = tables["campaign_descriptions"]
    numbers, kinds = described["campaign_id"].astype(int).tolist(), described["campaign_type"].astype(str).tolist()
    starts, ends = _days(described["start_date"]).tolist(), _days(described["end_date"]).tolist()
    for number, kind, start, end in zip(numbers, kinds, starts, ends, strict=True):
        members = np.unique(got.loc[got["campaign_id"] == number, "household_id"].astype(str).to_numpy())
        counts = redeemed.loc[redeemed["campaign_id"] == number, "household_id"].astype(str).value_counts()
        households = members.astype(object)
        redemptions = counts.reindex(households, fill_value=0).to_numpy().astype(np.int64)
        yield Campaign(number, kind.removeprefix("Type").strip(), start, end, households, redemptions)


def _table(folder: Path, name: str) -> pd.DataFrame:
    file = next((path for path in sorted(folder.glob(f"{name}.*")) if path.is_file()), None)
    if file is None:
        raise DataFileError(folder, f"no {name} file in the folder", expected=f"{name}.parquet or {name}.csv")
    frame = read_table(file).frame
    missing = [column for column in _COLUMNS[name] if column not in frame]
    if missing:
        raise DataFileError(file, f"no column {missing[0]!r}", found=", ".join(map(str, frame.columns)))
    return frame


def _days(dates: pd.Series) -> npt.NDArray[np.int64]:
    times = pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    days: npt.NDArray[np.int64] = times.astype(np.int64)
    return days
