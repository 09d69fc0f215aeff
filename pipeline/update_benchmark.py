"""How fast an update is beside a full build, and how near its predictions come: `python -m pipeline.update_benchmark`.

A shop's lines are cut at a day; the update adds the last day, week or month before it to a build that lacks them, and
is compared with full builds that have them, by what then came true in the horizon after the day.
"""

import argparse
import datetime as dt
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.cleaning import clean
from data.features import targets
from data.query_time import day_number, iso_date
from data.sources import read_shop
from data.workspace import Workspace
from models.scores import aggregate_bias, normalised_gini, spearman

_log = logging.getLogger(__name__)
_TEXTS = ("product_id", "product_name", "category", "country", "channel")


@dataclass(frozen=True)
class Run:
    """One command: what it predicted, and what it cost.

    Attributes:
        value: Predicted value by customer id [minor units].
        wall_seconds: From start to end of the process, imports included.
        cpu_seconds: Of all its threads; the steadier figure on a machine with other work to do.
    """

    value: pd.Series
    wall_seconds: float
    cpu_seconds: float


def main() -> None:
    """Read the arguments, run, print a table, and write everything as JSON where asked to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m pipeline.update_benchmark", description=__doc__)
    parser.add_argument("transactions", type=Path, help="File (or folder) with the orders of a whole shop.")
    parser.add_argument("--source", help="Ready source; default: by columns.")
    parser.add_argument("--until", type=dt.date.fromisoformat, help="Day of the update; default: the last day.")
    parser.add_argument("--days", type=int, nargs="+", default=[1, 7, 30], help="Days of new orders.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8], help="Seeds of the full builds.")
    parser.add_argument("--horizon", type=int, help="Days to predict; default: by history.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = compare(
            given.transactions,
            Path(folder),
            source=given.source,
            until=given.until,
            days=given.days,
            seeds=given.seeds,
            horizon_days=given.horizon,
        )
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def compare(
    transactions: Path,
    folder: Path,
    *,
    source: str | None,
    until: dt.date | None,
    days: Sequence[int],
    seeds: Sequence[int],
    horizon_days: int | None,
) -> dict[str, Any]:
    """Updates of so many days of orders beside full builds of everything up to a day; plain JSON values.

    Args:
        transactions: A shop's orders.
        folder: For files and workspaces.
        source: As in `read_shop`.
        until: Day of the update; None: the last one, after which there is nothing to compare with.
        days: Days of new orders, one update each.
        seeds: Seeds of the full builds; how much they differ is what cannot be told from noise.
        horizon_days: Days to predict; None: by the history.
    """
    shop = clean(read_shop(transactions, source=source))
    lines = pd.concat([shop.transactions, shop.undone], ignore_index=True)
    lines = lines.sort_values(["day", "customer_id"], kind="stable", ignore_index=True)
    last = day_number(until or shop.as_of)
    wide = ["--horizon", str(horizon_days)] if horizon_days else []
    everything = _file(lines[lines["day"] <= last], folder / "everything.parquet", digits=shop.minor_digits)
    full = {
        seed: _run(folder / f"full_{seed}", "build", everything, "--as-of", iso_date(last), "--seed", str(seed), *wide)
        for seed in seeds
    }
    manifest = Workspace(folder / f"full_{seeds[0]}").current().manifest
    horizon = manifest.horizon_days
    truth = _truth(shop.transactions, last, horizon) if last + horizon <= day_number(shop.as_of) else None
    report: dict[str, Any] = {
        "until": iso_date(last),
        "horizon_days": horizon,
        "customers": manifest.rows["customers"],
        "full": [{"seed": seed, **_cost(run), **_quality(run, truth)} for seed, run in full.items()],
        "between_full": [_difference(full[seeds[0]], full[seed], truth) for seed in seeds[1:]],
        "updates": [],
    }
    for count in days:
        base = _file(lines[lines["day"] <= last - count], folder / f"base_{count}.parquet", digits=shop.minor_digits)
        new = lines[(lines["day"] > last - count) & (lines["day"] <= last)]
        fresh = _file(new, folder / f"new_{count}.parquet", digits=shop.minor_digits)
        workspace = folder / f"update_{count}"
        before = iso_date(last - count)
        _run(workspace, "build", base, "--as-of", before, "--horizon", str(horizon), "--seed", str(seeds[0]))
        stale = _values(workspace)
        run = _run(workspace, "update", fresh, "--as-of", iso_date(last))
        report["updates"].append(
            {
                "days": count,
                "lines": len(new),
                **_cost(run),
                "times_faster_wall": _times([each.wall_seconds for each in full.values()], run.wall_seconds),
                "times_faster_cpu": _times([each.cpu_seconds for each in full.values()], run.cpu_seconds),
                **_quality(run, truth),
                "from_full": _difference(full[seeds[0]], run, truth),
                "without_update": _quality(Run(stale.reindex(run.value.index).fillna(0.0), 0, 0), truth),
            }
        )
    return report


def as_table(report: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [
        f"{report['customers']:,} customers, as of {report['until']}, {report['horizon_days']} days predicted",
        f"{'':<22}{'wall s':>8}{'CPU s':>8}{'faster':>8}{'by CPU':>8}{'Gini':>8}{'off by':>9}{'apart':>8}{'rank':>8}",
    ]
    for run in report["full"]:
        lines.append(_row(f"full build, seed {run['seed']}", run, None))
    for other, run in zip(report["between_full"], report["full"][1:], strict=True):
        lines.append(_row(f"  seed {run['seed']} from first", {}, other))
    for run in report["updates"]:
        lines.append(_row(f"update, {run['days']} days", run, run["from_full"]))
        lines.append(_row("  had it not been", run["without_update"], None))
    return "\n".join(lines)


def _row(name: str, run: dict[str, Any], apart: dict[str, Any] | None) -> str:
    def cell(value: float | None, form: str, width: int) -> str:
        return f"{'-' if value is None else format(value, form):>{width}}"

    cells = [
        cell(run.get("wall_seconds"), ".1f", 8),
        cell(run.get("cpu_seconds"), ".1f", 8),
        cell(run.get("times_faster_wall"), ".1f", 8),
        cell(run.get("times_faster_cpu"), ".1f", 8),
        cell(run.get("gini"), ".4f", 8),
        cell(run.get("off"), "+.1%", 9),
        cell(apart["mean_absolute_share"] if apart else None, ".1%", 8),
        cell(apart["rank_correlation"] if apart else None, ".4f", 8),
    ]
    return f"{name:<22}{''.join(cells)}"


def _run(workspace: Path, command: str, file: Path, *arguments: str) -> Run:
    line = [sys.executable, "-m", "pipeline.cli", command, str(file), "--workspace", str(workspace), "--quiet"]
    before, start = os.times(), time.perf_counter()
    done = subprocess.run([*line, *arguments], check=False, capture_output=True, text=True)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode:
        raise RuntimeError(f"{command} {file.name} ended with {done.returncode}: {done.stderr.strip()}")
    cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    _log.info("%s %s: %.1f s, %.1f s of CPU", command, file.stem, wall, cpu)
    return Run(_values(workspace), wall, cpu)


def _values(workspace: Path) -> pd.Series:
    customers = Workspace(workspace).current().customers(columns=["customer_id", "predicted_value_minor"])
    return customers.set_index("customer_id")["predicted_value_minor"]


def _truth(transactions: pd.DataFrame, day: int, horizon_days: int) -> pd.Series:
    ahead = targets(transactions, cutoff_day=day, horizon_days=horizon_days).set_index("customer_id")
    return ahead["value_minor"].clip(lower=0)


def _times(full: list[float], update: float) -> float:
    return round(float(np.median(full)) / update, 2)


def _cost(run: Run) -> dict[str, float]:
    return {"wall_seconds": round(run.wall_seconds, 2), "cpu_seconds": round(run.cpu_seconds, 2)}


def _quality(run: Run, truth: pd.Series | None) -> dict[str, float]:
    if truth is None:
        return {}
    actual = truth.reindex(run.value.index).fillna(0.0)
    return {
        "gini": round(float(normalised_gini(actual, run.value)), 5),
        "off": round(float(aggregate_bias(actual, run.value)), 5),
        "mean_absolute_error_minor": round(float((actual - run.value).abs().mean()), 1),
    }


def _difference(one: Run, other: Run, truth: pd.Series | None) -> dict[str, float]:
    """How far two runs lie apart: mean absolute difference over the mean prediction, ranks, and scores."""
    a, b = one.value.align(other.value, join="inner")
    found = {
        "mean_absolute_share": round(float((a - b).abs().mean() / a.mean()), 5),
        "total": round(float(b.sum() / a.sum() - 1), 5),
        "rank_correlation": round(float(spearman(a, b)), 5),
    }
    if truth is not None:
        found["gini"] = round(_quality(other, truth)["gini"] - _quality(one, truth)["gini"], 5)
    return found


def _file(lines: pd.DataFrame, path: Path, *, digits: int) -> Path:
    """Order lines as a file that needs no `--map`."""
    frame = lines[["customer_id", "order_id", *(name for name in (*_TEXTS, "quantity") if name in lines)]].copy()
    when = lines["timestamp"] if "timestamp" in lines else lines["day"].to_numpy().astype("datetime64[D]")
    frame["date"] = pd.Series(when, index=frame.index).astype("datetime64[s]").astype(str)
    frame["amount"] = [f"{amount / 10**digits:.{digits}f}" for amount in lines["amount_minor"]]
    frame.to_parquet(path, index=False)
    return path


if __name__ == "__main__":
    main()
