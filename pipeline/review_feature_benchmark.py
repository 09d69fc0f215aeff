"""What review features add to the network on held-out days: `python -m pipeline.review_feature_benchmark NAME...`.

A NAME is `simulated=CUSTOMERS:SEED` or `olist=FOLDER`. Every set of features trains the same network on the same days
with the same seeds, and all are scored on the same bootstrap draws of customers.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from config.errors import InputError, KezhiError
from config.settings import Settings
from data.aspects import AspectVectors, aspect_examples
from data.query_time import iso_date
from data.review_passages import passages, with_text
from models.bootstrap import standard_error
from models.embedder import Embedder, load_embedder
from pipeline.benchmark_shops import BenchmarkShop, olist_shop, simulated_shop
from pipeline.progress import Steps
from pipeline.review_feature_sets import METRICS, SETS, Cell, ReviewsUntil, ShopScores, score_sets
from pipeline.review_outcomes import TwoGroups, bought_after_first_rating, late_deliveries
from pipeline.review_texts import learned_until, text_columns

_BOOTSTRAP_SEED = 20_261
_DIGITS = 6
_TITLES = {
    "normalised_gini": "norm. Gini",
    "spearman": "Spearman",
    "decile_wape": "decile WAPE",
    "log_loss": "log loss",
}


def main() -> None:
    """Read the arguments, run, print tables, and write everything as JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.review_feature_benchmark", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", help="simulated=CUSTOMERS:SEED or olist=FOLDER")
    parser.add_argument("--seeds", type=int, default=2, help="Seeds of the networks.")
    parser.add_argument("--cutoffs", type=int, default=3, help="Most cut-offs a shop.")
    parser.add_argument("--draws", type=int, default=200, help="Bootstrap draws of customers.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    try:
        report = measure(given.names, seeds=given.seeds, most_cutoffs=given.cutoffs, draws=given.draws)
    except KezhiError as error:
        sys.stderr.write(f"review features: {error}\n")
        sys.exit(2)
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measure(names: Sequence[str], *, seeds: int, most_cutoffs: int, draws: int) -> dict[str, Any]:
    """Every set on every shop, and over all shops where a network learned something; plain JSON values.

    Raises:
        InputError: A name is unknown, or a shop's history is too short.
    """
    asked = [_asked(name) for name in names]
    shops, reports = [], []
    with Steps() as steps:
        with steps.step("Loading the sentence transformer") as tick:
            embedder = load_embedder(Settings(), progress=tick)
        for number, (name, (read, folder)) in enumerate(zip(names, asked, strict=True)):
            with steps.step(f"{name}: embedding"):
                shop = read()
                reviews_until = _with_columns(shop, embedder)
            with steps.step(f"{name}: networks") as tick:
                scores = score_sets(
                    shop,
                    reviews_until,
                    seeds=tuple(range(1, seeds + 1)),
                    most_cutoffs=most_cutoffs,
                    draws=draws,
                    bootstrap_seed=_BOOTSTRAP_SEED + number,
                    progress=tick,
                )
            counted = (
                bought_after_first_rating(shop, horizon_days=scores.horizon_days),
                *(late_deliveries(folder) if folder else ()),
            )
            shops.append(scores)
            reports.append(_shop_report(name, scores, counted))
    learned = compared([shop.cells for shop in shops if shop.trained])
    return {"seeds": seeds, "draws": draws, "shops": reports, "all": learned}


def compared(shops: Sequence[Mapping[str, Sequence[Cell]]]) -> list[dict[str, Any]]:
    """One entry a set: its scores over all cells, and what it gains over no review features and over the set before.

    A gain is positive where the set is better. `better_in` counts the cells with one.
    """
    return [
        {
            "set": key,
            "title": chosen.title,
            "features": sorted(chosen.features),
            "cells": sum(len(shop[key]) for shop in shops),
            "scores": {
                metric: _rounded(np.mean([cell.numbers[metric] for shop in shops for cell in shop[key]]))
                for metric in METRICS
            },
            "beside": chosen.beside,
            "gain_over_none": {metric: _gain(shops, key, "none", metric) for metric in METRICS},
            "gain_over_beside": {metric: _gain(shops, key, chosen.beside, metric) for metric in METRICS},
        }
        for key, chosen in SETS.items()
        if shops
    ]


def _gain(shops: Sequence[Mapping[str, Sequence[Cell]]], key: str, beside: str, metric: str) -> dict[str, Any]:
    """Mean gain over the cells, with the standard error of drawing other customers and other seeds of the network."""
    pairs = [pair for shop in shops for pair in zip(shop[key], shop[beside], strict=True)]
    points = [METRICS[metric] * (ours.numbers[metric] - theirs.numbers[metric]) for ours, theirs in pairs]
    # Customers are drawn alike for all cut-offs of a shop, so cells are averaged before the spread is taken.
    drawn = np.mean([ours.drawn[metric] - theirs.drawn[metric] for ours, theirs in pairs], axis=0)
    seeds = np.array([ours.of_seeds[metric] - theirs.of_seeds[metric] for ours, theirs in pairs])  # (cells, seeds)
    of_seeds = float(seeds.var(axis=1, ddof=1).mean()) / seeds.size if seeds.shape[1] > 1 else 0.0
    return {
        "mean": _rounded(np.mean(points)),
        "standard_error": _rounded(np.hypot(standard_error(drawn), np.sqrt(of_seeds))),
        "better_in": sum(point > 0 for point in points),
    }


def as_table(report: Mapping[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = []
    for shop in report["shops"]:
        days = ", ".join(f"{cut['day']} ({cut['buyers']:,} bought)" for cut in shop["cutoffs"])
        lines += [
            f"{shop['name']}: {shop['customers']:,} customers, {shop['reviewers']:,} wrote {shop['reviews']:,} "
            f"reviews; {shop['horizon_days']} days after {days}",
            *(f"  {counted['line']}" for counted in shop["counted"]),
            *(_rows(shop["sets"]) if shop["trained"] else ["  too few bought again: no set trains a network"]),
            "",
        ]
    return "\n".join([*lines, "All of them:", *_rows(report["all"])])


def _rows(sets: Sequence[Mapping[str, Any]]) -> list[str]:
    """Scores, and below each the gain over no review features and over the set before, with standard errors."""
    lines = ["  " + f"{'set':<32}" + "".join(f"{_TITLES[metric]:>26}" for metric in METRICS)]
    for one in sets:
        lines.append("  " + f"{one['title']:<32}" + "".join(f"{one['scores'][metric]:>26.4f}" for metric in METRICS))
        if one["set"] == "none":
            continue
        for key in dict.fromkeys(("none", "beside") if one["beside"] != "none" else ("none",)):
            name = SETS["none"].title if key == "none" else SETS[one["beside"]].title
            gains = (one[f"gain_over_{key}"][metric] for metric in METRICS)
            cells = "".join(
                f"{gain['mean']:>+13.4f} ± {gain['standard_error']:.4f} {gain['better_in']:>2}/{one['cells']}"
                for gain in gains
            )
            lines.append("  " + f"   better than {name}"[:32].ljust(32) + cells)
    return lines


def _shop_report(name: str, shop: ShopScores, counted: Sequence[TwoGroups]) -> dict[str, Any]:
    return {
        "name": name,
        "horizon_days": shop.horizon_days,
        "customers": shop.customers,
        "reviewers": shop.reviewers,
        "reviews": shop.reviews,
        "trained": shop.trained,
        "cutoffs": [{"day": iso_date(day), "buyers": buyers} for day, buyers in shop.buyers.items()],
        "counted": [{**asdict(one), "line": one.line()} for one in counted],
        "sets": compared([shop.cells]),
    }


def _asked(name: str) -> tuple[Callable[[], BenchmarkShop], Path | None]:
    """What reads the shop of a name, and Olist's folder where it is that.

    Raises:
        InputError: No such name.
    """
    kind, _, rest = name.partition("=")
    size, _, seed = rest.partition(":")
    if kind == "simulated" and size.isdecimal() and seed.isdecimal():
        return partial(simulated_shop, int(size), int(seed)), None
    if kind == "olist" and rest:
        return partial(olist_shop, Path(rest)), Path(rest)
    raise InputError(f"no shop {name!r} here; expected simulated=CUSTOMERS:SEED or olist=FOLDER")


def _with_columns(shop: BenchmarkShop, embedder: Embedder) -> ReviewsUntil:
    """The shop's reviews up to any day, with what can be said of their texts."""
    if shop.reviews is None:
        return lambda _: None
    known = aspect_examples()
    examples = AspectVectors(known, embedder.embed_passages([example.text for example in known]))
    reviews = shop.reviews
    parts = passages(with_text(reviews))
    vectors = embedder.embed_passages([part.text for part in parts])

    def until(day: int) -> pd.DataFrame:
        about = learned_until(reviews, vectors, examples=examples, day=day)
        columns = text_columns(reviews, vectors, examples=examples, about=about)
        return pd.concat([reviews, columns], axis=1)[reviews["day"] <= day]

    return until


def _rounded(value: float | np.floating[Any]) -> float:
    return round(float(value), _DIGITS)


if __name__ == "__main__":
    main()
