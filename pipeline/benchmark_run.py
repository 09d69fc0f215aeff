"""Runs the benchmark: every model on every cut-off of every shop, scored, and put into one document."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.errors import InputError
from data.query_time import iso_date
from data.segments import rfm_segments
from data.workspace import Workspace
from models.boosted import require_lightgbm
from models.bootstrap import Counts, draw_customers
from pipeline.benchmark_models import MODELS, Standpoint, forecast
from pipeline.benchmark_scores import Outcome, Scored, against_truth, differences, gain, scored, summary
from pipeline.benchmark_shops import BenchmarkShop, check_names, cutoffs, shop_of_build, shops
from pipeline.history import ShopHistory
from pipeline.progress import Steps

Progress = Callable[[int, int], None]

FORMAT = 1
_VERSIONED = ("kezhi", "torch", "numpy", "pandas", "scipy", "lightgbm")
# Of drawing customers; the models have seeds of their own.
_BOOTSTRAP_SEED = 20_260


@dataclass(frozen=True)
class BenchmarkPlan:
    """What to run.

    Attributes:
        models: Keys of `MODELS`.
        seeds: For everything random; the rest runs once.
        most_cutoffs: Cut-offs a shop and horizon at most.
        horizons_days: Horizons; None is the one a build of the shop would choose.
        draws: Bootstrap samples.
        threads: CPU threads of each fit.
    """

    models: tuple[str, ...] = tuple(MODELS)
    seeds: tuple[int, ...] = (1, 2, 3)
    most_cutoffs: int = 6
    horizons_days: tuple[int | None, ...] = (None,)
    draws: int = 200
    threads: int = 1

    def __post_init__(self) -> None:
        unknown = [model for model in self.models if model not in MODELS]
        if unknown:
            raise InputError(f"no model {unknown[0]!r} in the benchmark; models: {', '.join(MODELS)}")
        if any(model.startswith("lightgbm") for model in self.models):
            require_lightgbm()

    @property
    def runs(self) -> tuple[tuple[str, int], ...]:
        """Every model with each of its seeds; 0 for one that needs none."""
        return tuple((key, seed) for key in self.models for seed in (self.seeds if MODELS[key].random else (0,)))


@dataclass(frozen=True)
class ShopResult:
    """One shop at one horizon: its part of the document, and what the tables over all shops are made from."""

    document: dict[str, Any]
    results: list[Scored]


def benchmark_shop(
    shop: BenchmarkShop, horizon_days: int | None, plan: BenchmarkPlan, *, progress: Progress | None = None
) -> ShopResult:
    """All models on all cut-offs of a shop, and beside the truth where there is one.

    Raises:
        InputError: The history is too short for the horizon.
    """
    horizon_days = shop.horizon(horizon_days)
    days = cutoffs(shop.first_day, shop.as_of_day, horizon_days=horizon_days, most=plan.most_cutoffs)
    truth = _expected(shop, horizon_days)
    ticks = _Ticks(progress, len(plan.runs) * (len(days) + (truth is not None)))
    everybody = np.unique(shop.transactions["customer_id"].to_numpy(dtype=object))
    counts = draw_customers(len(everybody), draws=plan.draws, seed=_BOOTSTRAP_SEED)
    results: list[Scored] = []
    parts = []
    for day in days:
        found, part = _cutoff(shop, day, plan, everybody, counts, horizon_days=horizon_days, ticks=ticks)
        results += found
        parts.append(part)
    document = {
        "shop": shop.name,
        "title": {"en": shop.title.en, "zh": shop.title.zh},
        "currency": shop.currency,
        "minor_digits": shop.minor_digits,
        "first_day": iso_date(shop.first_day),
        "last_day": iso_date(shop.as_of_day),
        "customers": len(everybody),
        "horizon_days": horizon_days,
        "simulated": shop.truth is not None,
        "cutoffs": parts,
        "summary": summary(results),
        "differences": differences(results),
        "truth": None if truth is None else _truth(shop, truth, plan, horizon_days=horizon_days, ticks=ticks),
    }
    return ShopResult(document, results)


def run_benchmark(
    names: Sequence[str],
    plan: BenchmarkPlan,
    *,
    workspace: Path | None = None,
    quiet: bool = False,
    keep: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """The document of a benchmark on the build in use of a workspace, if one is given, and on named data sets.

    Args:
        names: See `pipeline.benchmark_shops.NAMES`.
        plan: What to run.
        workspace: None: only the named data sets.
        quiet: No progress.
        keep: Given the document so far after every shop and horizon: hours of work should not hang on the last.

    Raises:
        InputError: A name is unknown, or a data set cannot be used.
    """
    check_names(names)
    found: list[ShopResult] = []
    own = [] if workspace is None else [shop_of_build(Workspace(workspace).current())]
    with Steps(quiet=quiet) as steps:
        for shop in chain(own, shops(names)):
            for wanted in plan.horizons_days:
                horizon = shop.horizon(wanted)
                with steps.step(f"{shop.title.en}, {horizon} days") as tick:
                    found.append(benchmark_shop(shop, horizon, plan, progress=tick))
                if keep:
                    keep(whole_document(found, plan))
    return whole_document(found, plan)


def whole_document(shops: Sequence[ShopResult], plan: BenchmarkPlan) -> dict[str, Any]:
    """Everything that was measured, as plain JSON; `overall` pools the cut-offs of all real shops."""
    real = [row for shop in shops if not shop.document["simulated"] for row in shop.results]
    return {
        "format": FORMAT,
        "protocol": {
            "features": "from orders, reviews and events up to and including the cut-off",
            "target": "net revenue of the days after the cut-off up to and including cut-off + horizon, at least 0, "
            "of every customer seen by the cut-off",
            "learned_models": "fitted at cut-off - horizon to what came true until the cut-off, applied at the cut-off",
            "network": "trained, levelled and calibrated as in a build made at the end of the cut-off",
            "standard_errors": f"{plan.draws} bootstrap draws of customers, the same for all models and cut-offs of a "
            "shop; seeds averaged first",
            "crps": "of a model that gives one number: its absolute error",
        },
        "models": {key: MODELS[key].name.en for key in plan.models},
        "seeds": list(plan.seeds),
        "draws": plan.draws,
        "bootstrap_seed": _BOOTSTRAP_SEED,
        "threads": plan.threads,
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _VERSIONED}},
        "overall": {"summary": summary(real), "differences": differences(real)},
        "shops": [shop.document for shop in shops],
    }


def _cutoff(
    shop: BenchmarkShop,
    day: int,
    plan: BenchmarkPlan,
    everybody: NDArray[np.object_],
    counts: Counts,
    *,
    horizon_days: int,
    ticks: "_Ticks",
) -> tuple[list[Scored], dict[str, Any]]:
    """Every model at one cut-off, and that cut-off's part of the document."""
    at = Standpoint(shop, day, horizon_days=horizon_days)
    came_true = _outcome(shop, at, everybody, counts)
    part: dict[str, Any] = {
        "day": iso_date(day),
        "customers": len(came_true.value),
        "buyers": int((came_true.value > 0).sum()),
        "actual_value_minor": int(came_true.value.sum()),
        "gain_ceiling": gain(came_true.value, came_true.value) if came_true.value.any() else None,
        "results": [],
        "skipped": [],
    }
    if not came_true.value.any():
        part["skipped"].append({"model": "all", "reason": "nobody known by then bought anything afterwards"})
        ticks.more(len(plan.runs))
        return [], part
    results: list[Scored] = []
    for model, seed in plan.runs:
        try:
            said = forecast(model, at, seed=seed, threads=plan.threads)
        except InputError as error:
            part["skipped"].append({"model": model, "seed": seed, "reason": str(error)})
        else:
            results.append(scored(said, came_true, shop=shop.name, cutoff=day, model=model, seed=seed))
            part["results"].append({"model": model, "seed": seed, **results[-1].numbers})
        ticks.more(1)
    return results, part


def _outcome(shop: BenchmarkShop, at: Standpoint, everybody: NDArray[np.object_], counts: Counts) -> Outcome:
    whole = ShopHistory(
        shop.transactions,
        reviews=None,
        events=None,
        as_of_day=shop.as_of_day,
        first_day=shop.first_day,
        horizon_days=at.horizon_days,
    )
    value, _ = whole.came_true(at.day, horizon_days=at.horizon_days)
    customers = at.snapshot.customers
    known = np.searchsorted(everybody, customers["customer_id"].to_numpy(dtype=object))
    return Outcome(value, at.snapshot.classical_value(at.horizon_days), rfm_segments(customers), counts[:, known])


def _expected(shop: BenchmarkShop, horizon_days: int) -> pd.Series | None:
    """True expected value of each customer after the last day, where the simulation works it out."""
    column = f"expected_value_{horizon_days}d_minor"
    return None if shop.truth is None or column not in shop.truth else shop.truth.set_index("customer_id")[column]


def _truth(
    shop: BenchmarkShop, truth: pd.Series, plan: BenchmarkPlan, *, horizon_days: int, ticks: "_Ticks"
) -> dict[str, Any]:
    """Every model on the last day, beside what the simulation expects of each customer from then on."""
    at = Standpoint(shop, shop.as_of_day, horizon_days=horizon_days)
    expected = truth.reindex(at.snapshot.customers["customer_id"]).to_numpy(dtype=np.float64)
    known = np.isfinite(expected)
    rows: list[dict[str, Any]] = []
    for model, seed in plan.runs:
        try:
            said = forecast(model, at, seed=seed, threads=plan.threads)
        except InputError as error:
            rows.append({"model": model, "seed": seed, "skipped": str(error)})
        else:
            rows.append({"model": model, "seed": seed, **against_truth(expected[known], said.value[known])})
        ticks.more(1)
    return {
        "day": iso_date(shop.as_of_day),
        "customers": int(known.sum()),
        "expected_value_minor": round(float(expected[known].sum())),
        "results": rows,
        "summary": _mean_over_seeds(rows),
    }


def _mean_over_seeds(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for model in dict.fromkeys(row["model"] for row in rows):
        there = [row for row in rows if row["model"] == model and "skipped" not in row]
        keys = [key for key in (there[0] if there else {}) if key not in ("model", "seed")]
        found.append({"model": model, **{key: float(np.mean([row[key] for row in there])) for key in keys}})
    return found


class _Ticks:
    """Counts fits and tells how many are done."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def more(self, fits: int) -> None:
        """So many more are done."""
        self._done += fits
        if self._progress:
            self._progress(self._done, self._total)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
