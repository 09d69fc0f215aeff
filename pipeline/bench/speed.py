"""How long answers take, and the query tools beside hand-written pandas: `python -m pipeline.bench.speed WORKSPACE`.

Made for a big simulated shop (README, "Measured"); both sides of a pair read the same frames in memory and must agree.
"""

import argparse
import gc
import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from agent.analyst import Analyst
from config.settings import Settings
from data.queries import run_query
from data.spec import Query
from data.workspace import Workspace
from pipeline.bench.report import percentile
from tools.shop import Shop

_QUESTIONS = (
    "revenue last month",
    "revenue by country",
    "top 10 customers by revenue",
    "how many customers bought last quarter?",
    "average order value by channel",
    "revenue by month this year",
    "share of revenue by category",
    "customers who have not bought in the last 90 days",
    "compare revenue of Germany and France",
    "median order value",
    "customers with more than 20 orders",
    "top 5 products by units sold this year",
    "repeat rate by country",
    "predicted value by value tier",
    "高价值客户有多少？",
    "最近90天销售额",
    "按国家看客户数和人均消费",
    "今年每个月的订单数",
    "各品类的退货率",
    "销售额最高的5个商品",
)
_LOOK_UPS = (
    "show me customer {id}",
    "when did customer {id} last buy?",
    "how many orders did customer {id} place?",
    "what is customer {id} worth?",
    "客户{id}的销售额是多少？",
    "客户{id}最近一次购买是什么时候？",
)


@dataclass(frozen=True)
class Pair:
    """One question as a query and as pandas written by hand; `by_hand` gives the figures the query should give."""

    name: str
    query: Mapping[str, Any]
    by_hand: Callable[[pd.DataFrame, pd.DataFrame], pd.Series]


def _bought(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines["amount_minor"] > 0]


def _days(lines: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    start, end = ((pd.Timestamp(day) - pd.Timestamp(0)).days for day in (first, last))
    return lines[lines["day"].between(start, end)]


def _of(lines: pd.DataFrame, country: str) -> pd.DataFrame:
    return lines[lines["country"] == country]


def _month(lines: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    return lines["day"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")


def _order_values(lines: pd.DataFrame) -> pd.Series:
    totals = lines.groupby("order_id", observed=True)["amount_minor"].sum()
    return totals.loc[_bought(lines)["order_id"].unique()] / 100


PAIRS = (
    Pair("revenue", {"measures": [{"metric": "revenue"}]}, lambda o, c: pd.Series([o["amount_minor"].sum() / 100])),
    Pair(
        "revenue of a month in a country",
        {
            "measures": [{"metric": "revenue"}],
            "filters": [{"column": "country", "op": "eq", "value": "Germany"}],
            "period": {"start": "2026-03-01", "end": "2026-03-31"},
        },
        lambda o, c: pd.Series([_of(_days(o, "2026-03-01", "2026-03-31"), "Germany")["amount_minor"].sum() / 100]),
    ),
    Pair(
        "revenue by country",
        {"group_by": ["country"], "measures": [{"metric": "revenue"}]},
        lambda o, c: o.groupby("country", observed=True)["amount_minor"].sum() / 100,
    ),
    Pair(
        "orders by channel",
        {"group_by": ["channel"], "measures": [{"metric": "orders"}]},
        lambda o, c: _bought(o).groupby("channel", observed=True)["order_id"].nunique(),
    ),
    Pair(
        "revenue by month",
        {"group_by": ["month"], "measures": [{"metric": "revenue"}]},
        lambda o, c: o.groupby(_month(o))["amount_minor"].sum() / 100,
    ),
    Pair(
        "customers by country",
        {"group_by": ["country"], "measures": [{"metric": "customers"}]},
        lambda o, c: _bought(o).groupby("country", observed=True)["customer_id"].nunique(),
    ),
    Pair(
        "top 10 customers by revenue",
        {
            "group_by": ["customer_id"],
            "measures": [{"metric": "revenue"}],
            "sort_by": "revenue",
            "descending": True,
            "limit": 10,
        },
        lambda o, c: (o.groupby("customer_id", observed=True)["amount_minor"].sum() / 100).nlargest(10),
    ),
    Pair(
        "units of the top 5 products of a quarter",
        {
            "group_by": ["product"],
            "measures": [{"metric": "units"}],
            "period": {"start": "2026-04-01", "end": "2026-06-30"},
            "sort_by": "units",
            "descending": True,
            "limit": 5,
        },
        lambda o, c: (
            _bought(_days(o, "2026-04-01", "2026-06-30"))
            .groupby("product_name", observed=True)["quantity"]
            .sum()
            .nlargest(5)
        ),
    ),
    Pair(
        "median order value",
        {"measures": [{"metric": "order_value", "aggregate": "median"}]},
        lambda o, c: pd.Series([_order_values(o).median()]),
    ),
    Pair(
        "customers with more than 20 orders",
        {
            "table": "customers",
            "filters": [{"column": "orders", "op": "gt", "value": 20}],
            "measures": [{"metric": "customers"}],
        },
        lambda o, c: pd.Series([(c["orders"] > 20).sum()]),
    ),
    Pair(
        "predicted value by tier",
        {"table": "customers", "group_by": ["value_tier"], "measures": [{"metric": "predicted_value"}]},
        lambda o, c: c.groupby("value_tier", observed=True)["predicted_value_minor"].sum() / 100,
    ),
    Pair(
        "revenue share by category",
        {"group_by": ["category"], "measures": [{"metric": "revenue", "share_of_total": True}]},
        lambda o, c: o.groupby("category", observed=True)["amount_minor"].sum() / 100,
    ),
)


def main() -> None:
    """Read the arguments, measure, print; write JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench.speed", description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--repeat", type=int, default=7, help="Times each thing is measured.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    settings = Settings(workspace=given.workspace)
    shop = Shop.open(Workspace(given.workspace).current(), settings)
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
    look_ups = [text.format(id=one) for one in some for text in _LOOK_UPS]
    with tempfile.TemporaryDirectory(prefix="kezhi-speed-") as folder:
        analyst = Analyst(shop, settings, folder=Path(folder))
        try:
            # The first answer learns the shop's words; later ones are what a person waits for.
            first = _seconds(lambda: analyst.answer("revenue", thread_id="first", model="offline"))
            answers = _asked(analyst, [q for _ in range(repeats) for q in _QUESTIONS])
            looked_up = _asked(analyst, look_ups)
        finally:
            analyst.close()
    return {
        "customers": len(shop.customers),
        "lines": len(shop.transactions),
        "first_answer": first,
        "answers": answers,
        "look_ups": looked_up,
        "pairs": [_compare(pair, shop, repeats=repeats) for pair in PAIRS],
    }


def _asked(analyst: Analyst, questions: list[str]) -> dict[str, float]:
    seconds = []
    for number, question in enumerate(questions):
        started = time.perf_counter()
        answer = analyst.answer(question, thread_id=f"{number}-{len(questions)}", model="offline")
        seconds.append(time.perf_counter() - started)
        if answer.status != "answered":
            raise ValueError(f"{question!r} was not answered: {answer.markdown}")
    return {"n": len(seconds), "median": statistics.median(seconds), "p95": percentile(seconds, 0.95)}


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
    tool, by_hand = [], []
    gc.collect()
    for _ in range(repeats):
        started = time.perf_counter()
        table = run_query(query, shop.tables, shop.dictionary, minor_digits=shop.manifest.minor_digits)
        tool.append(time.perf_counter() - started)
        started = time.perf_counter()
        expected = pair.by_hand(shop.transactions, shop.customers)
        by_hand.append(time.perf_counter() - started)
    measured = next(c.key for c in table.columns if c.key.startswith(query.measures[0].metric))
    found = sorted(float(str(row[measured])) for row in table.rows)
    wanted = sorted(float(value) for value in expected)
    if len(found) != len(wanted) or not all(
        math.isclose(a, b, rel_tol=1e-9) for a, b in zip(found, wanted, strict=True)
    ):
        raise ValueError(f"{pair.name}: the query gives {found[:5]}, pandas {wanted[:5]}")
    return {"name": pair.name, "tool": min(tool), "pandas": min(by_hand), "ratio": min(tool) / min(by_hand)}


def as_text(report: Mapping[str, Any]) -> str:
    """The figures for people."""
    size = f"{report['customers']:,} customers, {report['lines']:,} order lines"
    rows = [f"{size}; first answer {report['first_answer']:.2f} s"]
    for name in ("answers", "look_ups"):
        figures = report[name]
        rows.append(f"{name:<10} n {figures['n']:>4}  median {figures['median']:.3f} s  p95 {figures['p95']:.3f} s")
    rows.append(f"{'query':<42}{'tool ms':>9}{'pandas ms':>11}{'ratio':>7}")
    for pair in report["pairs"]:
        rows.append(f"{pair['name']:<42}{1e3 * pair['tool']:>9.1f}{1e3 * pair['pandas']:>11.1f}{pair['ratio']:>7.2f}")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
