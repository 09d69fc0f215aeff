"""What has become of each customer since an earlier build: predicted value, tier and segment then and now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.builds import Build, Manifest
from data.segments import SEGMENTS, TIERS
from data.workspace import Workspace

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The groups between which customers move, in showing order.
GROUPS: dict[str, tuple[str, ...]] = {"rfm_segment": SEGMENTS, "value_tier": TIERS}


@dataclass(frozen=True)
class Moves:
    """Customers of a build as they were in an earlier one, one place a customer of the later.

    Attributes:
        earlier: Manifest of the earlier build.
        predicted: Predicted value then [minor units]; NaN for who was not there.
        groups: For `rfm_segment` and `value_tier` the place among GROUPS then; -1 for who was not there.
        gone: Customers of the earlier build who are not in the later, by the same groups: how many of each.
    """

    earlier: Manifest
    predicted: Floats
    groups: dict[str, Ints]
    gone: dict[str, Ints]


def earlier_build(build: Build) -> Build | None:
    """The latest build of the workspace before this one that can be compared with it; None where there is none.

    It predicts as many days ahead in the same currency. One whose data end earlier goes before one with the same
    as-of day, which tells only what was computed differently.
    """
    own = build.manifest
    before = [
        other
        for other in Workspace(build.path.parent.parent).builds()
        if other.id < build.id
        and (other.manifest.horizon_days, other.manifest.currency) == (own.horizon_days, own.currency)
        and other.manifest.as_of <= own.as_of
    ]
    return max(before, key=lambda other: (other.manifest.as_of < own.as_of, other.id), default=None)


def moves_since(earlier: Build, customers: pd.DataFrame) -> Moves:
    """What was known of each customer in the earlier build.

    Args:
        earlier: The earlier build.
        customers: The customers of the later one.
    """
    then = earlier.customers(columns=["customer_id", "predicted_value_minor", *GROUPS])
    places = _places(then["customer_id"], customers["customer_id"])
    there = np.zeros(len(then) + 1, dtype=bool)
    there[places] = True
    gone = ~there[:-1]
    codes = {key: group_codes(then[key], names) for key, names in GROUPS.items()}
    # Place -1 (not there) reads what is appended.
    return Moves(
        earlier.manifest,
        np.append(then["predicted_value_minor"].to_numpy(dtype=np.float64), np.nan)[places],
        {key: np.append(found, -1)[places] for key, found in codes.items()},
        {key: np.bincount(found[gone] + 1, minlength=len(GROUPS[key]) + 1)[1:] for key, found in codes.items()},
    )


def _places(ids: pd.Series, wanted: pd.Series) -> Ints:
    """Where each wanted id stands among the ids; -1 where it does not. By Arrow, in a third of pandas' time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    among, asked = (pa.array(each.astype("str")).cast(pa.large_string()) for each in (ids, wanted))
    found = pc.index_in(asked, value_set=among).fill_null(-1)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def group_codes(values: pd.Series, names: Sequence[str]) -> Ints:
    """The place of each value among the names; -1 for any other."""
    held = values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
    by_code = pd.Index(names).get_indexer(pd.Index(held.cat.categories)).astype(np.int64)
    return np.asarray(np.append(by_code, -1)[held.cat.codes.to_numpy()], dtype=np.int64)


def migration(then: Ints, now: Ints, count: int) -> Ints:
    """How many customers went from each group to each; shape (count + 1, count), the last row who were not there.

    >>> migration(np.array([0, 0, -1]), np.array([0, 1, 1]), 2).tolist()
    [[1, 1], [0, 0], [0, 1]]
    """
    rows = np.where(then < 0, count, then)
    known = now >= 0
    flat = np.bincount(rows[known] * count + now[known], minlength=(count + 1) * count)
    return np.asarray(flat.reshape(count + 1, count), dtype=np.int64)


def most_moved(change: Floats, count: int, *, up: bool) -> Ints:
    """Places of the customers whose value rose, or fell, most; ties by place, those that did not move left out."""
    signed = change if up else -change
    moved = np.flatnonzero(signed > 0)
    if len(moved) > count:
        # Only those that may be among the first are sorted: a million customers move a little.
        least = np.partition(signed[moved], len(moved) - count)[len(moved) - count]
        moved = moved[signed[moved] >= least]
    return moved[np.argsort(-signed[moved], kind="stable")][:count]
