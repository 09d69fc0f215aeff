"""Times of answers and plans, and query tools beside hand-written pandas: `python -m pipeline.bench.speed WORKSPACE`.

Made for a big simulated shop (README, "Measured"); both sides of a pair read the same frames in memory and must agree.
"""

import argparse
import gc
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agent.analyst import Analyst
from agent.planner.facts import Facts
from agent.planner.planner import Planner
from config.errors import KezhiError
from config.settings import Settings
from data.queries import run_query
from data.spec import Query
from data.workspace import Workspace
from pipeline.bench.report import percentile
from pipeline.bench.speed_pairs import PAIRS, Pair
from pipeline.bench.speed_questions import ANSWERS, LOOK_UPS, PLANS
from tools.shop import Shop

# A query of a few milliseconds is measured until this is spent, for the best of few says little of it.
_LEAST_SECONDS = 0.3


def main() -> None:
    """Read the arguments, measure, print; write JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench.speed", description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--repeat", type=int, default=7, help="Times each thing is measured.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    settings = Settings(workspace=given.workspace)
    try:
        shop = Shop.open(Workspace(given.workspace).current(), settings)
    except KezhiError as error:
        parser.error(str(error))
    report = measure(shop, settings, repeats=given.repeat)
    sys.stdout.write(as_text(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measure(shop: Shop, settings: Settings, *, repeats: int) -> dict[str, Any]:
    """Seconds of answers and of each pair; plain JSON values.

    Args:
        shop: What is asked.
        settings: Of the analyst.
        repeats: Times each question and each side of a pair is measured.
    """
    ids = shop.customers["customer_id"].astype(str)
    some = [str(ids.iloc[i]) for i in np.linspace(0, len(ids) - 1, repeats).astype(int)]
    look_ups = [text.format(id=one) for one in some for text in LOOK_UPS]
    with tempfile.TemporaryDirectory(prefix="kezhi-speed-") as folder:
        analyst = Analyst(shop, settings, folder=Path(folder))
        try:
            # The first answer learns the shop's words; later ones are what a person waits for.
            first = _seconds(lambda: analyst.answer("revenue", thread_id="first", model="offline"))
            answers = _asked(analyst, [q for _ in range(repeats) for q in ANSWERS])
            looked_up = _asked(analyst, look_ups)
        finally:
            analyst.close()
    return {
        "load": os.getloadavg()[0],
        "customers": len(shop.customers),
        "lines": len(shop.transactions),
        "first_answer": first,
        "answers": answers,
        "look_ups": looked_up,
        "plans": _planned(shop, repeats=min(repeats, 3)),
        "pairs": [_compare(pair, shop, repeats=repeats) for pair in PAIRS],
    }


def _asked(analyst: Analyst, questions: list[str]) -> dict[str, float]:
    seconds, busy = [], []
    for number, question in enumerate(questions):
        started, used = time.perf_counter(), time.process_time()
        answer = analyst.answer(question, thread_id=f"{number}-{len(questions)}", model="offline")
        seconds.append(time.perf_counter() - started)
        busy.append(time.process_time() - used)
        if answer.status != "answered":
            raise ValueError(f"{question!r} was not answered: {answer.markdown}")
    return _figures(seconds, busy)


def _figures(seconds: Sequence[float], busy: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, also of the processor's time alone, which others on the machine do not lengthen."""
    return {
        "n": len(seconds),
        "median": statistics.median(seconds),
        "p95": percentile(seconds, 0.95),
        "cpu_median": statistics.median(busy),
        "cpu_p95": percentile(busy, 0.95),
    }


def _planned(shop: Shop, *, repeats: int) -> dict[str, Any]:
    """Seconds from a question to its plan; each planner is new, so that it has not read the question before."""
    seconds: dict[str, list[float]] = {question: [] for question in PLANS}
    busy: list[float] = []
    for _ in range(repeats):
        planner = Planner(Facts.of_shop(shop))
        planner.read("revenue"), planner.read("销售额")
        gc.collect()
        for question in PLANS:
            started, used = time.perf_counter(), time.process_time()
            planner.read(question)
            seconds[question].append(time.perf_counter() - started)
            busy.append(time.process_time() - used)
    slowest = max(seconds, key=lambda question: min(seconds[question]))
    figures = _figures([second for each in seconds.values() for second in each], busy)
    return {**figures, "slowest": slowest, "slowest_best": min(seconds[slowest])}


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _compare(pair: Pair, shop: Shop, *, repeats: int) -> dict[str, Any]:
    """Best of `repeats` of each side, one after the other, so that both meet the same machine.

    Raises:
        ValueError: The two do not agree.
    """
    query = Query.model_validate({"table": "orders", **pair.query})
    tool: list[float] = []
    by_hand: list[float] = []
    gc.collect()
    while len(tool) < repeats or sum(tool) + sum(by_hand) < _LEAST_SECONDS:
        started = time.perf_counter()
        table = run_query(query, shop.tables, shop.dictionary, minor_digits=shop.manifest.minor_digits)
        tool.append(time.perf_counter() - started)
        started = time.perf_counter()
        expected = pair.by_hand(shop.transactions, shop.customers)
        by_hand.append(time.perf_counter() - started)
    measured = pair.column or next(c.key for c in table.columns if c.key.startswith(query.measures[0].metric))
    found = sorted(float(str(row[measured])) for row in table.rows if row[measured] is not None)
    wanted = sorted(float(value) for value in expected.dropna())
    if len(found) != len(wanted) or not all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(found, wanted, strict=True)
    ):
        raise ValueError(f"{pair.name}: the query gives {found[:5]}, pandas {wanted[:5]}")
    return {"name": pair.name, "tool": min(tool), "pandas": min(by_hand), "ratio": min(tool) / min(by_hand)}


def as_text(report: Mapping[str, Any]) -> str:
    """The figures for people."""
    size = f"{report['customers']:,} customers, {report['lines']:,} order lines"
    rows = [f"{size}; first answer {report['first_answer']:.2f} s; load of the machine {report['load']:.1f}"]
    for name in ("answers", "look_ups", "plans"):
        wall, busy = (
            f"median {report[name][f'{kind}median']:.3f} s  p95 {report[name][f'{kind}p95']:.3f} s"
            for kind in ("", "cpu_")
        )
        rows.append(f"{name:<10} n {report[name]['n']:>4}  {wall}  (processor: {busy})")
    plans = report["plans"]
    rows.append(f"slowest plan at its best: {plans['slowest_best']:.3f} s  {plans['slowest']}")
    rows.append(f"{'query':<50}{'tool ms':>9}{'pandas ms':>11}{'ratio':>7}")
    for pair in report["pairs"]:
        rows.append(f"{pair['name']:<50}{1e3 * pair['tool']:>9.1f}{1e3 * pair['pandas']:>11.1f}{pair['ratio']:>7.2f}")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
