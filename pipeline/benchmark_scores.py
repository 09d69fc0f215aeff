"""How good the forecasts of a benchmark were: a cut-off at a time, over cut-offs, and against the best baseline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from config.text import Text
from models import scores
from models.bootstrap import Counts, drawn_mean, drawn_scores, standard_error
from pipeline.benchmark_models import LEVELS, MODELS, NETWORK, Forecast

Floats = NDArray[np.float64]

_LEAST_SEGMENT = 100
_DIGITS = 6
_CENTRAL = tuple(np.round(np.arange(0.1, 1.0, 0.1), 1).tolist())
_CURVE = np.linspace(0, 1, 51)


@dataclass(frozen=True)
class Metric:
    """A score that is compared between models, and which end of it is good."""

    name: Text
    better: Literal["high", "low"]


METRICS: dict[str, Metric] = {
    "normalised_gini": Metric(Text("norm. Gini", "归一化 Gini"), "high"),
    "spearman": Metric(Text("Spearman", "Spearman"), "high"),
    "top_10_percent_capture": Metric(Text("top-10 % capture", "前 10% 捕获率"), "high"),
    "decile_wape": Metric(Text("decile WAPE", "十分位 WAPE"), "low"),
    "absolute_bias": Metric(Text("abs. bias", "总额偏差（绝对值）"), "low"),
    "mae_over_zero": Metric(Text("MAE / predict-zero", "MAE / 全预测 0"), "low"),
    "rmse_over_classical": Metric(Text("RMSE / BG-NBD", "RMSE / BG-NBD"), "low"),
    "crps_over_zero": Metric(Text("CRPS / predict-zero", "CRPS / 全预测 0"), "low"),
}


@dataclass(frozen=True)
class Outcome:
    """What came true after a cut-off.

    Attributes:
        value: Net revenue of the horizon (n,), minor units.
        classical: What BG/NBD and Gamma-Gamma had said (n,).
        segment: RFM segment at the cut-off (n,).
        counts: How often each customer is in each bootstrap draw (draws, n).
    """

    value: Floats
    classical: Floats
    segment: NDArray[np.str_]
    counts: Counts


@dataclass(frozen=True)
class Scored:
    """A forecast, scored.

    Attributes:
        shop: Name of the shop.
        cutoff: Day of the cut-off.
        model: Key of the model.
        seed: 0 where chance has no part.
        numbers: Plain JSON values.
        drawn: Each metric in each bootstrap draw, each (draws,).
    """

    shop: str
    cutoff: int
    model: str
    seed: int
    numbers: dict[str, Any]
    drawn: dict[str, Floats]


def scored(said: Forecast, came_true: Outcome, *, shop: str, cutoff: int, model: str, seed: int) -> Scored:
    """All scores of a forecast of customers of whom one at least bought something."""
    actual, counts = came_true.value, came_true.counts
    found = drawn_scores(actual, said.value, np.ones((1, len(actual)), dtype=np.int16))
    drawn = drawn_scores(actual, said.value, counts)
    error = np.abs(said.value - actual)
    interval: dict[str, Any] = {}
    if said.quantiles is not None:
        quantiles = said.quantiles()
        error = scores.crps(actual, quantiles, LEVELS)
        pit = scores.randomised_pit(actual, quantiles, LEVELS, seed=seed)
        interval = _interval(said, came_true, pit)
    mean, drawn_actual = float(actual.mean()), drawn_mean(actual, counts)
    size = scores.root_mean_square_error(actual, came_true.classical)
    drawn_size = np.sqrt(drawn_mean((came_true.classical - actual) ** 2, counts))
    for one, of_mean, of_size in ((found, mean, size), (drawn, drawn_actual, drawn_size)):
        one["absolute_bias"] = np.abs(one["aggregate_bias"])
        one["mae_over_zero"] = one["mean_absolute_error"] / of_mean
        one["rmse_over_classical"] = one["root_mean_square_error"] / of_size
    found["crps_over_zero"] = np.array([error.mean() / mean])
    drawn["crps_over_zero"] = drawn_mean(error, counts) / drawn_actual
    numbers: dict[str, Any] = {key: rounded(float(values[0])) for key, values in found.items()}
    numbers |= {"crps": rounded(float(error.mean())), "distribution": said.quantiles is not None}
    numbers |= {"standard_errors": {key: rounded(standard_error(drawn[key])) for key in METRICS}}
    numbers |= {"deciles": _deciles(actual, said.value), "gain": gain(actual, said.value), "interval": interval}
    numbers |= {"fit_seconds": round(said.fit_seconds, 3), "score_seconds": round(said.score_seconds, 3)}
    return Scored(shop, cutoff, model, seed, {**numbers, "about": said.about}, {key: drawn[key] for key in METRICS})


def summary(results: Sequence[Scored]) -> list[dict[str, Any]]:
    """One entry a model over all cut-offs: mean of each metric with its standard error, the worst cut-off, coverage.

    Seeds are averaged first. The standard error is that of drawing other customers; `seed_deviation` is that of
    drawing another seed.
    """
    return [_summary_of(key, rows) for key, rows in by_model(results).items()]


def differences(results: Sequence[Scored]) -> list[dict[str, Any]]:
    """For each metric the network less the baseline that is best over all cut-offs, on the same bootstrap draws.

    `better_by` is positive where the network is better, whichever end of the metric is good.
    """
    models = by_model(results)
    found: list[dict[str, Any]] = []
    if NETWORK not in models or len(models) < 2:
        return found
    network = models.pop(NETWORK)
    for key, metric in METRICS.items():
        sign = 1.0 if metric.better == "high" else -1.0
        best = max(models, key=lambda model: sign * _mean(models[model], key))
        ours, theirs = _by_cutoff(network, key), _by_cutoff(models[best], key)
        drawn = [sign * (ours[cutoff][1] - theirs[cutoff][1]) for cutoff in ours]
        found.append(
            {
                "metric": key,
                "best_baseline": best,
                "network": rounded(_mean(network, key)),
                "baseline": rounded(_mean(models[best], key)),
                "better_by": rounded(float(np.mean([sign * (ours[c][0] - theirs[c][0]) for c in ours]))),
                "standard_error": rounded(standard_error(np.mean(drawn, axis=0))),
                "cutoffs": [
                    {
                        "shop": cutoff[0],
                        "day": cutoff[1],
                        "better_by": rounded(sign * (ours[cutoff][0] - theirs[cutoff][0])),
                        "standard_error": rounded(standard_error(of_cutoff)),
                    }
                    for cutoff, of_cutoff in zip(ours, drawn, strict=True)
                ],
            }
        )
    return found


def against_truth(expected: Floats, said: Floats) -> dict[str, float | None]:
    """Scores of a forecast beside what each simulated customer is truly expected to bring."""
    return {
        "normalised_gini": rounded(scores.normalised_gini(expected, said)),
        "spearman": rounded(scores.spearman(expected, said)),
        "decile_wape": rounded(scores.decile_wape(expected, said)),
        "aggregate_bias": rounded(scores.aggregate_bias(expected, said)),
        "mae_over_mean": rounded(scores.mean_absolute_error(expected, said) / float(expected.mean())),
    }


def gain(actual: Floats, said: Floats) -> list[float]:
    """Share of the value that the first 0, 2, ... 100 % of customers by prediction brought."""
    shares = np.concatenate([[0.0], np.cumsum(actual[scores.best_first(said)]) / actual.sum()])
    return [round(float(v), 4) for v in np.interp(_CURVE, np.linspace(0, 1, len(shares)), shares)]


def by_model(results: Iterable[Scored]) -> dict[str, list[Scored]]:
    """The results of each model, in the order of `MODELS`."""
    rows = list(results)
    found = {key: [row for row in rows if row.model == key] for key in MODELS}
    return {key: of_model for key, of_model in found.items() if of_model}


def rounded(value: float) -> float | None:
    """Six decimals, since the last digits differ between processors; None where there is no number."""
    return round(value, _DIGITS) if np.isfinite(value) else None


def _summary_of(model: str, rows: Sequence[Scored]) -> dict[str, Any]:
    found: dict[str, Any] = {"model": model, "cutoffs": len({(row.shop, row.cutoff) for row in rows})}
    for key, metric in METRICS.items():
        cutoffs = _by_cutoff(rows, key)
        points = [point for point, _ in cutoffs.values()]
        spread = [float(np.std(of_seeds, ddof=1)) for of_seeds in _seeds(rows, key) if len(of_seeds) > 1]
        found[key] = {
            "mean": rounded(float(np.mean(points))),
            "standard_error": rounded(standard_error(np.mean([drawn for _, drawn in cutoffs.values()], axis=0))),
            "median": rounded(float(np.median(points))),
            "worst": rounded(min(points) if metric.better == "high" else max(points)),
            "seed_deviation": rounded(float(np.mean(spread))) if spread else None,
        }
    found["interval"] = _intervals([row.numbers["interval"] for row in rows if row.numbers["interval"]])
    for key in ("fit_seconds", "score_seconds"):
        found[key] = round(float(np.mean([row.numbers[key] for row in rows])), 3)
    return found


def _intervals(intervals: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean, lowest and highest share held over the cut-offs and seeds."""
    found = {}
    for key in ("coverage", "coverage_open", "coverage_pit", "width_over_mean_value"):
        values = [interval[key] for interval in intervals if interval.get(key) is not None]
        if values:
            found[key] = {
                name: rounded(float(f(values))) for name, f in (("mean", np.mean), ("low", min), ("high", max))
            }
    return found


def _by_cutoff(rows: Sequence[Scored], key: str) -> dict[tuple[str, int], tuple[float, Floats]]:
    """Metric and its draws at each cut-off, mean over seeds."""
    found = {}
    for cutoff in dict.fromkeys((row.shop, row.cutoff) for row in rows):
        there = [row for row in rows if (row.shop, row.cutoff) == cutoff]
        point = float(np.mean([row.numbers[key] for row in there]))
        found[cutoff] = (point, np.mean([row.drawn[key] for row in there], axis=0))
    return found


def _seeds(rows: Sequence[Scored], key: str) -> list[list[float]]:
    cutoffs = dict.fromkeys((row.shop, row.cutoff) for row in rows)
    return [[row.numbers[key] for row in rows if (row.shop, row.cutoff) == cutoff] for cutoff in cutoffs]


def _mean(rows: Sequence[Scored], key: str) -> float:
    return float(np.mean([point for point, _ in _by_cutoff(rows, key).values()]))


def _deciles(actual: Floats, said: Floats) -> list[dict[str, Any]]:
    groups = enumerate(scores.deciles(actual, said), start=1)
    return [
        {
            "decile": number,
            "customers": g.customers,
            "actual_minor": round(g.actual),
            "predicted_minor": round(g.predicted),
        }
        for number, g in groups
    ]


def _interval(said: Forecast, came_true: Outcome, pit: Floats) -> dict[str, Any]:
    """Shares held: of the interval as shown, the same among who may well buy, and of the central 80 % of the PIT."""
    within = (pit >= 0.1) & (pit <= 0.9)
    found: dict[str, Any] = {
        "coverage_pit": rounded(float(within.mean())),
        "central": [
            {"nominal": level, "held": rounded(float((np.abs(pit - 0.5) <= level / 2).mean()))} for level in _CENTRAL
        ],
    }
    if said.lo is None or said.hi is None or said.p_active is None:
        return found
    held = scores.inside(came_true.value, said.lo, said.hi)
    width, open_ = scores.interval_width(said.lo, said.hi), said.p_active > 0.2

    def shares(rows: NDArray[np.bool_]) -> dict[str, Any]:
        some = rows & open_
        return {
            "customers": int(rows.sum()),
            "customers_open": int(some.sum()),
            "coverage": rounded(float(held[rows].mean())),
            "coverage_open": rounded(float(held[some].mean())) if some.any() else None,
            "coverage_pit": rounded(float(within[rows].mean())),
            "mean_width_minor": rounded(float(width[rows].mean())),
        }

    everybody = np.ones(len(pit), dtype=np.bool_)
    segments = [name for name in np.unique(came_true.segment) if (came_true.segment == name).sum() >= _LEAST_SEGMENT]
    return {
        **found,
        **shares(everybody),
        "width_over_mean_value": rounded(float(width.mean() / came_true.value.mean())),
        "segments": [{"segment": str(name), **shares(came_true.segment == name)} for name in segments],
    }
