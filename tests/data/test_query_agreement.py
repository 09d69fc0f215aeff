"""The query engine against a second one, written in plain Python loops and sharing no code with it.

Random shops with ties, missing values, returns and empty months; random queries. Every cell must agree.
"""

import datetime as dt
import math
import random
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from data.metric_files import standard_dictionary
from data.metrics import MetricDictionary
from data.queries import run_query
from data.query_tables import QueryTables
from data.spec import Query

Row = dict[str, Any]
FIRST, LAST = 14_600, 14_760
COUNTRIES = ("Germany", "France", "EIRE", None)
CATEGORIES = ("toys", "books", "Books")
TIERS = ("high", "medium", "low")
EPOCH = dt.date(1970, 1, 1)


class Naive:
    """The same shop as lists of dicts."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.customers: list[Row] = [
            {
                "customer_id": f"{n:03d}",
                "country": rng.choice(COUNTRIES),
                "value_tier": rng.choice(TIERS),
                "revenue_minor": 0,
                "orders": 0,
                "predicted_value_minor": rng.choice([0.0, 1000.0, rng.uniform(0, 9000)]),
                "rating_mean": rng.choice([float("nan"), rng.uniform(1, 5)]),
            }
            for n in range(rng.randint(1, 12))
        ]
        by_id = {row["customer_id"]: row for row in self.customers}
        self.lines: list[Row] = []
        for n in range(rng.randint(1, 60)):
            customer = rng.choice(self.customers)
            amount = rng.choice([-500, 0, 100, 250, rng.randint(1, 5000)])
            self.lines.append(
                {
                    "customer_id": customer["customer_id"],
                    "order_id": f"{customer['customer_id']}-{n // 2}",
                    "day": rng.choice([rng.randint(FIRST, FIRST + 40), rng.randint(LAST - 30, LAST)]),
                    "amount_minor": amount,
                    "is_return": amount < 0,
                    "category": rng.choice(CATEGORIES),
                    "quantity": float(rng.randint(1, 9)) * (-1 if amount < 0 else 1),
                }
            )
        self.lines.sort(key=lambda row: (row["day"], row["customer_id"], row["order_id"]))
        for row in self.lines:
            by_id[row["customer_id"]]["revenue_minor"] += row["amount_minor"]
        for key, row in by_id.items():
            mine = {o["order_id"] for o in self.lines if o["customer_id"] == key and o["amount_minor"] > 0}
            row["orders"] = len(mine)
        self.by_id = by_id

    def frames(self) -> QueryTables:
        customers = pd.DataFrame(self.customers)
        lines = pd.DataFrame(self.lines).astype({"day": "int32", "amount_minor": "int64"})
        return QueryTables.create(customers, lines, as_of_day=LAST, first_day=FIRST)


def measured(metric: str, rows: list[Row]) -> float | None:
    """Order lines measured the slow way; money in currency units."""
    bought = [row for row in rows if row["amount_minor"] > 0]
    revenue = sum(row["amount_minor"] for row in rows)
    orders = len({row["order_id"] for row in bought})
    customers = len({row["customer_id"] for row in bought})
    gross = sum(row["amount_minor"] for row in bought)
    returned = -sum(row["amount_minor"] for row in rows if row["is_return"])
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["order_id"]] = totals.get(row["order_id"], 0) + row["amount_minor"]
    values = sorted(totals[order] for order in {row["order_id"] for row in bought})
    answers: dict[str, Callable[[], float | None]] = {
        "revenue": lambda: revenue / 100,
        "orders": lambda: orders,
        "customers": lambda: customers,
        "units": lambda: sum(row["quantity"] for row in bought),
        "returns": lambda: sum(row["is_return"] for row in rows),
        "return_share": lambda: returned / gross if gross else None,
        "average_order_value": lambda: revenue / orders / 100 if orders else None,
        "revenue_per_customer": lambda: revenue / customers / 100 if customers else None,
        "order_value": lambda: sum(values) / len(values) / 100 if values else None,
        "lines": lambda: len(rows),
    }
    return answers[metric]()


METRICS = (
    *("revenue", "orders", "customers", "units", "returns", "return_share"),
    *("average_order_value", "revenue_per_customer", "order_value", "lines"),
)
ADDITIVE = ("revenue", "orders", "customers", "units", "returns", "lines")


def month(day: int) -> str:
    return (EPOCH + dt.timedelta(days=day)).isoformat()[:7]


def value_of(naive: Naive, row: Row, key: str) -> Any:
    if key == "month":
        return month(row["day"])
    if key in ("country", "value_tier"):
        return naive.by_id[row["customer_id"]][key]
    if key == "customer_revenue":
        return naive.by_id[row["customer_id"]]["revenue_minor"] / 100
    if key == "line_amount":
        return row["amount_minor"] / 100
    return row[key]


def random_filter(rng: random.Random, naive: Naive) -> tuple[Row, Callable[[Row], bool]]:
    kind = rng.choice(["country", "category", "line_amount", "customer_revenue", "value_tier", "missing"])
    if kind == "missing":
        op = rng.choice(["missing", "present"])
        return {
            "column": "country",
            "op": op,
        }, lambda row: (value_of(naive, row, "country") is None) == (op == "missing")
    if kind in ("line_amount", "customer_revenue"):
        low = rng.choice([0, 1, 2.5, 20])
        op = rng.choice(["lt", "le", "gt", "ge", "eq", "ne", "between"])
        tests: dict[str, Callable[[float], bool]] = {
            "lt": lambda v: v < low,
            "le": lambda v: v <= low,
            "gt": lambda v: v > low,
            "ge": lambda v: v >= low,
            "eq": lambda v: v == low,
            "ne": lambda v: v != low,
            "between": lambda v: low <= v <= low + 10,
        }
        value = [low, low + 10] if op == "between" else low
        return {"column": kind, "op": op, "value": value}, lambda row: tests[op](value_of(naive, row, kind))
    present = sorted({v for row in naive.lines if (v := value_of(naive, row, kind)) is not None})
    # A value may be on no line but must be known to the data; customers know all of theirs.
    if not present:
        return {"column": "line_amount", "op": "ge", "value": -100}, lambda row: True
    wanted = rng.sample(present, rng.randint(1, len(present)))
    op = rng.choice(["in", "not_in"])

    def passes(row: Row) -> bool:
        value = value_of(naive, row, kind)
        return value is not None and (value in wanted) == (op == "in")

    return {"column": kind, "op": op, "value": wanted}, passes


def same(found: Any, expected: Any) -> bool:
    if found is None or expected is None or isinstance(expected, str):
        return bool(found == expected)
    return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12)


@pytest.fixture(scope="module")
def dictionary() -> MetricDictionary:
    return standard_dictionary()


@pytest.mark.parametrize("seed", range(150))
def test_two_engines_agree_on_order_lines(seed: int, dictionary: MetricDictionary) -> None:
    rng = random.Random(1000 + seed)
    naive = Naive(seed)
    tables = naive.frames()
    filters = [random_filter(rng, naive) for _ in range(rng.randint(0, 2))]
    keys = rng.sample(["country", "category", "value_tier", "month", "customer_id"], rng.randint(0, 2))
    metrics = rng.sample(METRICS, rng.randint(1, 4))
    share = [metric for metric in metrics if keys and metric in ADDITIVE]
    start, end = sorted(rng.randint(FIRST, LAST) for _ in range(2))
    period = (start, end) if rng.random() < 0.5 else (FIRST, LAST)
    days = [(EPOCH + dt.timedelta(days=day)).isoformat() for day in period]
    query = Query.model_validate(
        {
            "table": "orders",
            "filters": [spec for spec, _ in filters],
            "period": {"start": days[0], "end": days[1]},
            "group_by": keys,
            "measures": [{"metric": m, "share_of_total": m in share} for m in metrics],
            "limit": 1000,
        }
    )
    found = run_query(query, tables, dictionary.for_build(tables.columns()), minor_digits=2)

    rows = [
        row for row in naive.lines if period[0] <= row["day"] <= period[1] and all(passes(row) for _, passes in filters)
    ]
    groups: dict[tuple[Any, ...], list[Row]] = {} if keys else {(): rows}
    for row in rows:
        if keys:
            groups.setdefault(tuple(value_of(naive, row, key) for key in keys), []).append(row)
    if "month" in keys and (groups or len(keys) == 1):
        at = keys.index("month")
        spans = sorted({month(day) for day in range(period[0], period[1] + 1)})
        others = {tuple(v for i, v in enumerate(group) if i != at) for group in groups} or {()}
        for other in others:
            for span in spans:
                groups.setdefault((*other[:at], span, *other[at:]), [])

    assert len(found.rows) == len(groups)
    for row in found.rows:
        lines = groups[tuple(row[key] for key in keys)]
        for metric in metrics:
            expected = measured(metric, lines)
            assert same(row[metric], expected), (metric, row, expected)
            if metric in share:
                whole = measured(metric, rows)
                part = (expected or 0) / whole if whole else None
                assert same(row[f"{metric}_share"], part)
    if keys and "month" not in keys:
        first = [row[metrics[0]] for row in found.rows if row[metrics[0]] is not None]
        assert first == sorted(first, reverse=True)


@pytest.mark.parametrize("seed", range(100))
def test_two_engines_agree_on_the_best_customers(seed: int, dictionary: MetricDictionary) -> None:
    rng = random.Random(seed)
    naive = Naive(seed)
    tables = naive.frames()
    percent, count = (rng.choice([1, 10, 33.3, 50, 100]), None) if rng.random() < 0.5 else (None, rng.randint(1, 5))
    by, column = rng.choice([("revenue", "revenue_minor"), ("predicted_value", "predicted_value_minor")])
    lowest = rng.random() < 0.3
    top = {"by": by, "lowest": lowest, **({"percent": percent} if percent else {"count": count})}
    query = Query.model_validate(
        {
            "table": "customers",
            "top": top,
            "measures": [{"metric": "customers", "share_of_total": True}, {"metric": "predicted_value"}],
        }
    )
    found = run_query(query, tables, dictionary.for_build(tables.columns()), minor_digits=2).rows[0]
    ranked = sorted(naive.customers, key=lambda row: (row[column] if lowest else -row[column], row["customer_id"]))
    n = len(ranked)
    kept = ranked[: count if count else math.ceil(round(n * percent * 10) / 1000)]  # type: ignore[operator]
    assert found["customers"] == len(kept)
    assert same(found["customers_share"], len(kept) / n)
    assert same(found["predicted_value"], sum(row["predicted_value_minor"] for row in kept) / 100)


@pytest.mark.parametrize("seed", range(60))
def test_two_engines_list_customers_alike(seed: int, dictionary: MetricDictionary) -> None:
    rng = random.Random(seed)
    naive = Naive(seed)
    tables = naive.frames()
    key, column = rng.choice([("revenue", "revenue_minor"), ("orders", "orders"), ("average_rating", "rating_mean")])
    descending = rng.random() < 0.5
    limit = rng.randint(1, 6)
    query = Query.model_validate(
        {
            "table": "customers",
            "columns": ["customer_id", "country"],
            "sort_by": key,
            "descending": descending,
            "limit": limit,
        }
    )
    found = run_query(query, tables, dictionary.for_build(tables.columns()), minor_digits=2)
    known = [row for row in naive.customers if not math.isnan(row[column])]
    unknown = [row for row in naive.customers if math.isnan(row[column])]
    known.sort(key=lambda row: (-row[column] if descending else row[column], row["customer_id"]))
    expected = [(row["customer_id"], row["country"]) for row in (*known, *unknown)][:limit]
    assert [(row["customer_id"], row["country"]) for row in found.rows] == expected
