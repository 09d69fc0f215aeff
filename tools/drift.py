"""Drift: how the shop has moved since the last full build, and whether what was predicted then came true."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.builds import CUSTOMERS, Build, Manifest
from data.features import targets
from data.features_classical import feature_label
from data.files import read_json, read_parquet, write_json, write_parquet
from data.query_time import day_number, iso_date
from data.workspace import Workspace
from models.drift import SHIFTED, WATCH, CameTrue, Shift, came_true, shift
from models.scores import deciles
from tools.drift_wording import early, sentences

if TYPE_CHECKING:
    from models.value_model import ValueModel

_ABOUT = "reference.json"
# Enough for a share to be known within half a point, few enough to be carried from update to update.
_MOST_CUSTOMERS = 20_000
_LEAST_DAYS, _LEAST_BUYERS = 7, 50
_DIGITS = 6


@dataclass(frozen=True)
class Reference:
    """The customers of an earlier build, as its network saw them, and that network.

    Attributes:
        build_id: Which build.
        as_of_day: Its last known day.
        all_customers: How many it had; `customers` may be a sample of them.
        customers: `customer_id` and the network's features, sorted by customer.
        folder: Where its network lies.
    """

    build_id: str
    as_of_day: int
    all_customers: int
    customers: pd.DataFrame
    folder: Path

    def model(self) -> "ValueModel":
        """The network of that build."""
        from models.value_model import load_value_model

        return load_value_model(self.folder)


def reference_for(build: Build) -> Reference:
    """What a build's successors are compared with: the full build at the bottom of its updates, or itself."""
    folder = build.reference_path
    if not folder.is_dir():
        return _of_full_build(build)
    about = read_json(folder / _ABOUT)
    customers = read_parquet(folder / CUSTOMERS)
    return Reference(about["build"], about["as_of_day"], about["customers"], customers, folder / "network")


def write_reference(reference: Reference, folder: Path) -> None:
    """Keep what is compared with in a build's folder, so that no other build is needed for it."""
    folder.mkdir()
    shutil.copytree(reference.folder, folder / "network")
    write_parquet(reference.customers, folder / CUSTOMERS)
    about = {
        "build": reference.build_id,
        "as_of_day": reference.as_of_day,
        "customers": reference.all_customers,
        "sampled": len(reference.customers),
    }
    write_json(about, folder / _ABOUT)


def measure_drift(
    reference: Reference,
    customers: pd.DataFrame,
    transactions: pd.DataFrame,
    *,
    as_of_day: int,
    manifest: Manifest,
) -> dict[str, Any]:
    """drift.json: each feature then and now, and the old predictions beside what came true; plain JSON values.

    Args:
        reference: What is compared with.
        customers: The features now.
        transactions: All order lines.
        as_of_day: Last known day.
        manifest: Of any build of the shop: horizon, of which a quarter without a full build is long, and currency.
    """
    days = as_of_day - reference.as_of_day
    names = [str(name) for name in reference.customers if name != "customer_id" and name in customers]
    moved = {name: shift(_values(reference.customers, name), _values(customers, name)) for name in names}
    predictions = _predictions(reference, transactions, days=days)
    document = {
        "reference": {
            "build": reference.build_id,
            "as_of": iso_date(reference.as_of_day),
            "customers": reference.all_customers,
            "sampled": len(reference.customers),
        },
        "now": {"as_of": iso_date(as_of_day), "customers": len(customers)},
        "days": days,
        "currency": manifest.currency,
        "minor_digits": manifest.minor_digits,
        "thresholds": {"watch": WATCH, "shifted": SHIFTED},
        "features": [_feature(name, moved[name], reference.customers, customers) for name in names],
        "predictions": predictions,
    }
    return {**document, **sentences(document, horizon_days=manifest.horizon_days)}


def drift_of(workspace: Workspace, *, build: Build | None = None) -> dict[str, Any] | None:
    """The drift of a build, by default the one in use; None where there is nothing earlier to compare it with.

    An update stored its own. A full build is compared with the newest build of the workspace that knows less.
    """
    build = build or workspace.current()
    stored = build.drift()
    if stored is not None:
        return stored
    here = build.manifest
    earlier = [
        other
        for other in workspace.readable_builds()
        if other.manifest.as_of < here.as_of
        and other.manifest.currency == here.currency
        and other.manifest.shop_name == here.shop_name
    ]
    if not earlier:
        return None
    return measure_drift(
        _of_full_build(earlier[-1]),
        build.customers(),
        build.transactions(columns=["customer_id", "order_id", "day", "amount_minor", "is_return"]),
        as_of_day=day_number(here.as_of),
        manifest=here,
    )


def _of_full_build(build: Build) -> Reference:
    from models.value_model import load_value_model

    features = load_value_model(build.network_path).features
    customers = build.customers(columns=["customer_id", *features])
    rows = np.arange(len(customers))
    if len(rows) > _MOST_CUSTOMERS:
        rows = np.sort(np.random.default_rng(build.manifest.seed).choice(len(rows), _MOST_CUSTOMERS, replace=False))
    return Reference(
        build.id,
        day_number(build.manifest.as_of),
        len(customers),
        customers.iloc[rows].reset_index(drop=True),
        build.network_path,
    )


def _predictions(reference: Reference, transactions: pd.DataFrame, *, days: int) -> dict[str, Any]:
    """What the old network says of exactly the days since, beside what came true in them."""
    if days < _LEAST_DAYS:
        return early(days=days, least_days=_LEAST_DAYS)
    since = targets(transactions, cutoff_day=reference.as_of_day, horizon_days=days).set_index("customer_id")
    # Who has been cancelled out of the tables since bought nothing.
    since = since.reindex(reference.customers["customer_id"]).fillna(0)
    actual = np.maximum(since["value_minor"].to_numpy(dtype=np.float64), 0)
    orders = since["orders"].to_numpy(dtype=np.float64)
    if int((orders > 0).sum()) < _LEAST_BUYERS:
        return early(days=days, buyers=int((orders > 0).sum()), least_buyers=_LEAST_BUYERS)
    model = reference.model()
    features = reference.customers[list(model.features)].to_numpy(dtype=np.float64)
    said = model.predict(features, horizon_days=days)
    result = came_true(actual, predicted=said.value, lo=said.lo, hi=said.hi, p_active=said.p_active, orders=orders)
    return {
        "available": True,
        "days": days,
        "customers": len(actual),
        **_outcome(result),
        "deciles": _deciles(actual, said.value),
    }


def _outcome(result: CameTrue) -> dict[str, Any]:
    return {
        "predicted_minor": round(result.predicted),
        "actual_minor": round(result.actual),
        "off": round(result.off, _DIGITS),
        "chance": round(result.chance, _DIGITS),
        "expected_buyers": round(result.expected_buyers, 1),
        "buyers": result.buyers,
        "interval_held": round(result.interval_held, _DIGITS),
        "status": result.status,
    }


def _deciles(actual: np.ndarray, predicted: np.ndarray) -> list[dict[str, int]]:
    return [
        {
            "decile": number,
            "customers": group.customers,
            "predicted_minor": round(group.predicted),
            "actual_minor": round(group.actual),
        }
        for number, group in enumerate(deciles(actual, predicted), start=1)
    ]


def _feature(name: str, moved: Shift, then: pd.DataFrame, now: pd.DataFrame) -> dict[str, Any]:
    label = feature_label(name)
    return {
        "feature": name,
        "label": {"en": label.en, "zh": label.zh},
        "psi": round(moved.psi, _DIGITS),
        "ks": round(moved.ks, _DIGITS),
        "status": moved.status,
        "median_then": _middle(then, name),
        "median_now": _middle(now, name),
    }


def _middle(frame: pd.DataFrame, name: str) -> float | None:
    values = _values(frame, name)
    values = values[np.isfinite(values)]
    return round(float(np.median(values)), _DIGITS) if len(values) else None


def _values(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=np.float64)
