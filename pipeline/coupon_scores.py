"""Scores of every household on a day, from nothing but what was known by then: the network's, a plan's, plain ones."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.settings import Settings
from data.builds import CUSTOMERS, EVALUATION, QUALITY, TRANSACTIONS, Manifest
from data.customer_profile import with_profile
from data.files import write_json, write_parquet
from data.quality import Quality
from data.workspace import Workspace
from models.training import deterministic
from models.value_model import ValueModel
from pipeline.benchmark_shops import BenchmarkShop
from pipeline.history import ShopHistory
from pipeline.predictions import predicted
from pipeline.training import train_network
from tools.action_inputs import plan_inputs
from tools.action_plans import Assumed, Plans
from tools.context import ToolContext
from tools.shop import Shop

Floats = NDArray[np.float64]

NAMES: Mapping[str, str] = {
    "predicted_value": "predicted value",
    "p_active": "chance of a purchase",
    "expected_gain": "expected gain of the plan",
    "past_spend": "past spend",
    "rfm": "RFM score",
    "redeemed_before": "redeemed before",
    "random": "random",
}
_EPOCH = dt.date(1970, 1, 1)
_PLANNED = ("customer_id", "order_id", "day", "amount_minor", "is_return", "category")
_FIFTHS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Scored:
    """Households on a day.

    Attributes:
        day: Last day that was known.
        households: Ids, sorted (n,).
        scores: By the keys of `NAMES` that need no more than the transactions; each (n,).
        value_decile: Tenth by predicted value, 0 to 9 (n,).
        model: What the network turned out to be: `network` or `classical`.
    """

    day: int
    households: NDArray[np.object_]
    scores: Mapping[str, Floats]
    value_decile: NDArray[np.int64]
    model: str


def history_of(shop: BenchmarkShop, *, horizon_days: int) -> ShopHistory:
    """The shop's past, whose snapshots days in step share."""
    return ShopHistory(
        shop.transactions,
        reviews=None,
        events=None,
        as_of_day=shop.as_of_day,
        first_day=shop.first_day,
        horizon_days=horizon_days,
    )


def scored_on(shop: BenchmarkShop, history: ShopHistory, day: int, *, seed: int) -> Scored:
    """Everybody seen by a day, by a network that was trained on nothing later, as the evaluation of a build does it.

    Args:
        shop: The shop.
        history: Its past, with the horizon of the predictions.
        day: Last day known.
        seed: Of the network.
    """
    horizon_days = history.horizon_days
    known = shop.transactions[shop.transactions["day"] <= day]
    with deterministic(1):
        network = train_network(history, day, seed=seed)
        customers = predicted(history.snapshot(day), network, horizon_days=horizon_days)
    value = customers["predicted_value_minor"].to_numpy(dtype=np.float64)
    scores = {
        "predicted_value": value,
        "p_active": customers["p_active"].to_numpy(dtype=np.float64),
        "expected_gain": _expected_gain(shop, known, customers, network, day=day, horizon_days=horizon_days),
        "past_spend": customers["revenue_minor"].to_numpy(dtype=np.float64),
        "rfm": rfm_score(customers),
    }
    decile = (pd.Series(value).rank(method="first").to_numpy() - 1) * 10 // len(value)
    ids = customers["customer_id"].to_numpy(dtype=object)
    return Scored(day, ids, scores, decile.astype(np.int64), str(network.about["model"]))


def rfm_score(customers: pd.DataFrame) -> Floats:
    """Fifths of recency, frequency and revenue added up, 3 to 15, as trade does it (Hughes, 1994)."""
    columns = (-customers["recency_days"], customers["frequency"], customers["revenue_minor"])
    fifths = [1 + np.searchsorted(column.quantile(_FIFTHS), column.to_numpy(), side="right") for column in columns]
    total: Floats = np.sum(fifths, axis=0).astype(np.float64)
    return total


def _expected_gain(
    shop: BenchmarkShop,
    known: pd.DataFrame,
    customers: pd.DataFrame,
    network: ValueModel,
    *,
    day: int,
    horizon_days: int,
) -> Floats:
    """What plan_actions expects of contacting each, under the assumptions of its file; 0 where it would not."""
    with tempfile.TemporaryDirectory(prefix="kezhi-coupons-") as folder:
        workspace = Workspace(Path(folder))
        build_id = workspace.new_build_id(())
        with workspace.draft(build_id) as draft:
            # The rules of plans read nothing of products and prices.
            lines = known[[column for column in _PLANNED if column in known]]
            write_parquet(lines, draft / TRANSACTIONS)
            write_parquet(with_profile(customers, lines), draft / CUSTOMERS)
            write_json(Quality((), shop.currency, shop.minor_digits).to_json(), draft / QUALITY)
            write_json({}, draft / EVALUATION)
            network.save(draft / "network")
            _manifest(shop, build_id, day=day, horizon_days=horizon_days).write(draft)
            build = workspace.promote(draft)
        opened = Shop.open(build, Settings(workspace=Path(folder)))
        plans = Plans(ToolContext(opened, "analyst"), plan_inputs(opened), Assumed())
        gain: Floats = plans.decide(np.arange(len(customers), dtype=np.int64)).gain[0]
        return gain


def _manifest(shop: BenchmarkShop, build_id: str, *, day: int, horizon_days: int) -> Manifest:
    return Manifest(
        build_id=build_id,
        created_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        source="generic",
        shop_name=shop.title.en,
        simulated=False,
        inputs=(),
        as_of=_EPOCH + dt.timedelta(days=day),
        first_day=_EPOCH + dt.timedelta(days=shop.first_day),
        horizon_days=horizon_days,
        currency=shop.currency,
        minor_digits=shop.minor_digits,
        seed=0,
        versions={},
        rows={},
    )
