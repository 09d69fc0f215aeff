"""What a fit and a scoring cost on one CPU thread: `python -m pipeline.scale_benchmark`.

The fit is of CDNOW (23,570 customers, from the package lifetimes) as a build fits it; scored are its customers,
repeated and jittered until they are a million.
"""

import argparse
import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.network import ValueNetwork
from models.training import deterministic
from pipeline.benchmark_shops import BenchmarkShop, shops
from pipeline.history import ShopHistory
from pipeline.training import TrainedShop, train_build, train_network

Floats = NDArray[np.float64]
Result = TypeVar("Result")

FIT_LIMIT_SECONDS, SCORE_LIMIT_SECONDS = 30.0, 15.0
_JITTER = 0.05

_log = logging.getLogger(__name__)


def main() -> None:
    """Read the arguments, run, print a table, and write everything as JSON where asked to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m pipeline.scale_benchmark", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="Customers to score.")
    parser.add_argument("--seed", type=int, default=7, help="Of the fit and the jitter.")
    parser.add_argument(
        "--build", action="store_true", help="Also train all that a build trains, from features to evaluation."
    )
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    report = measure(customers=given.customers, seed=given.seed, build=given.build)
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measure(*, customers: int, seed: int, build: bool = False) -> dict[str, Any]:
    """Seconds, CPU seconds and peak memory of each step; plain JSON values.

    Args:
        customers: Customers to score.
        seed: Of the fit and the jitter.
        build: Also train all that a build trains.
    """
    (shop,) = shops(["cdnow"])
    horizon = shop.horizon(None)
    history = ShopHistory(
        shop.transactions,
        reviews=None,
        events=None,
        as_of_day=shop.as_of_day,
        first_day=shop.first_day,
        horizon_days=horizon,
    )
    steps: list[dict[str, Any]] = []
    with deterministic(1):
        network: ValueNetwork = _timed(
            steps, "fit", lambda: train_network(history, shop.as_of_day, seed=seed), limit=FIT_LIMIT_SECONDS
        )
        own = history.snapshot(shop.as_of_day).matrix(network.features)
        features = _timed(steps, "make customers", lambda: many(own, customers, seed=seed))
        _timed(
            steps,
            "score",
            lambda: network.predict(features, horizon_days=horizon),
            limit=SCORE_LIMIT_SECONDS,
        )
        _timed(steps, "tiers", lambda: network.tier_probabilities(features, horizon_days=horizon))
        _timed(steps, "next order", lambda: network.days_to_order(features))
        if build:
            _timed(steps, "whole build", lambda: _built(shop, horizon, seed=seed))
    return {
        "fitted_customers": len(own),
        "order_lines": len(shop.transactions),
        "horizon_days": horizon,
        "features": len(network.features),
        "scored_customers": customers,
        "features_megabytes": round(customers * own.shape[1] * 8 / 2**20),
        "steps": steps,
    }


def _built(shop: BenchmarkShop, horizon_days: int, *, seed: int) -> TrainedShop:
    return train_build(
        shop.transactions,
        as_of_day=shop.as_of_day,
        first_day=shop.first_day,
        horizon_days=horizon_days,
        seed=seed,
    )


def many(features: Floats, rows: int, *, seed: int) -> Floats:
    """Rows of features repeated until there are so many, each value within 5 % of its own; missing stays missing.

    >>> many(np.array([[100.0, 0.0], [200.0, np.nan]]), 3, seed=1).shape
    (3, 2)
    """
    repeated = np.resize(features, (rows, features.shape[1]))
    rng = np.random.default_rng(seed)
    # A column at a time: the peak that is measured is to be that of scoring.
    for column in repeated.T:
        column *= rng.uniform(1 - _JITTER, 1 + _JITTER, rows)
    return repeated


def as_table(report: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [
        f"One thread; fit: {report['fitted_customers']:,} customers, {report['order_lines']:,} order lines, "
        f"{report['horizon_days']} days; scored: {report['scored_customers']:,} customers with "
        f"{report['features']} features ({report['features_megabytes']:,} MB).",
        f"{'step':<16}{'seconds':>9}{'CPU':>8}{'limit':>8}{'peak MB':>9}",
    ]
    for step in report["steps"]:
        limit = "-" if step["limit_seconds"] is None else f"{step['limit_seconds']:.0f}"
        lines.append(
            f"{step['step']:<16}{step['seconds']:>9.1f}{step['cpu_seconds']:>8.1f}{limit:>8}"
            f"{step['peak_megabytes']:>9,}"
        )
    return "\n".join(lines)


def _timed(steps: list[dict[str, Any]], name: str, step: Callable[[], Result], *, limit: float | None = None) -> Result:
    """What a step gives, and its cost as one more row."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = step()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    steps.append(
        {
            "step": name,
            "seconds": round(seconds, 2),
            "cpu_seconds": round(cpu_seconds, 2),
            "limit_seconds": limit,
            "peak_megabytes": _peak_megabytes(),
        }
    )
    _log.info("%s: %.1f s", name, seconds)
    return result


def _peak_megabytes() -> int:
    """Most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


if __name__ == "__main__":
    main()
