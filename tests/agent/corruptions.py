"""Right answers about made-up results, and wrong ones made from them by one change each. Everything is seeded."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agent.formatting import format_cell
from config.text import Language
from data.tables import Cell
from tests.agent.made_results import result
from tools.results import ToolResult

_COUNTRIES = ("Germany", "France", "EIRE", "Norway", "United Kingdom", "Spain")
# Metric key to the words for it in a sentence.
_WORDS = {
    "predicted_value": {"en": "predicted value", "zh": "预测价值"},
    "revenue": {"en": "revenue", "zh": "销售额"},
    "average_order_value": {"en": "average order value", "zh": "平均订单金额"},
    "orders": {"en": "number of orders", "zh": "订单量"},
    "units": {"en": "units sold", "zh": "件数"},
    "recency_days": {"en": "days since last purchase", "zh": "距上次购买天数"},
    "p_active": {"en": "probability of being active", "zh": "活跃概率"},
    "return_share": {"en": "return rate", "zh": "退货率"},
}
_UNITS = {
    "predicted_value": "money",
    "revenue": "money",
    "average_order_value": "money",
    "orders": "count",
    "units": "count",
    "recency_days": "days",
    "p_active": "share",
    "return_share": "share",
}
_TEMPLATES: dict[Language, tuple[str, ...]] = {
    "en": (
        "{who} has a {metric} of {value}.",
        "The {metric} of {who} is {value}.",
        "For {who}, the {metric} is {value}.",
        "{who}: {metric} {value}",
        "- **{who}**: {value} ({metric})",
        "With {value}, {who} shows what a {metric} can be.",
        "{who}'s {metric} stands at {value}, as the data show.",
        "| customer | {metric} |\n| --- | --- |\n| {who} | {value} |",
    ),
    "zh": (
        "{who}的{metric}为{value}。",
        "{who}：{metric}{value}",
        "从数据看，{who}的{metric}是{value}。",
        "- {who}，{metric}{value}",
        "| 对象 | {metric} |\n| --- | --- |\n| {who} | {value} |",
    ),
}
_PAIRS: dict[Language, tuple[str, ...]] = {
    "en": (
        "{a} has a {metric} of {va}, {b} one of {vb}.",
        "The {metric} was {va} in {a} and {vb} in {b}.",
        "{a} ({va}) and {b} ({vb}) differ in {metric}.",
        "{a} and {b} had a {metric} of {va} and {vb} respectively.",
        "In {metric}, {a} reached {va}; {b} reached {vb}.",
    ),
    "zh": (
        "{a}的{metric}为{va}，{b}为{vb}。",
        "{metric}：{a} {va}，{b} {vb}。",
        "{a}和{b}的{metric}分别为{va}和{vb}。",
    ),
}


@dataclass(frozen=True)
class Case:
    """A text, the results it speaks of, and how it was made wrong; `right` for one that is not."""

    kind: str
    text: str
    results: tuple[ToolResult, ...]
    question: str = "How are the customers doing?"


def make_results(rng: random.Random) -> tuple[ToolResult, ToolResult]:
    """A list of customers and a table of countries, no two values alike in a column."""
    ids = [str(n) for n in rng.sample(range(12000, 19000), 6)]
    customers = [
        {
            "customer_id": i,
            "predicted_value": round(rng.uniform(50, 9000), 2),
            "revenue": round(rng.uniform(50, 9000), 2),
            "orders": rng.randint(3, 400),
            "units": rng.randint(500, 9000),
            "recency_days": rng.randint(1, 380),
            "p_active": _share(rng),
        }
        for i in ids
    ]
    countries = [
        {
            "country": country,
            "revenue": round(rng.uniform(10_000, 900_000), 2),
            "average_order_value": round(rng.uniform(20, 800), 2),
            "orders": rng.randint(500, 9000),
            "return_share": _share(rng),
        }
        for country in _COUNTRIES
    ]
    grouped = {"group_by": ["country"]}
    return (
        result("r1", "query_customers", customers, n=4382, arguments={"sort_by": "revenue"}),
        result("r2", "query_orders", countries, n=6, n_of="groups", arguments=grouped),
    )


def _share(rng: random.Random) -> float:
    # Never half-way between two ways to write it: both would be right.
    return rng.randint(100, 9900) / 10_000 + 0.00002


def right_cases(seed: int, *, rounds: int) -> Iterator[Case]:
    """Right answers: every template, both languages, figures in digits and by reference."""
    rng = random.Random(seed)
    for _ in range(rounds):
        results = make_results(rng)
        for language, templates in _TEMPLATES.items():
            for template in templates:
                yield _one(rng, results, language, template, kind="right")
        for language, templates in _PAIRS.items():
            for template in templates:
                yield _two(rng, results, language, template, kind="right")
        yield _quoted(rng, kind="right")


def wrong_cases(seed: int, *, rounds: int) -> Iterator[Case]:
    """Wrong answers, each made from a right one by one change."""
    rng = random.Random(seed)
    singles = (
        "digit",
        "neighbour",
        "metric",
        "currency",
        "share_for_count",
        "rounded",
        "reference_row",
        "reference_metric",
    )
    for _ in range(rounds):
        results = make_results(rng)
        for language, templates in _TEMPLATES.items():
            for template in templates:
                for kind in singles:
                    yield _one(rng, results, language, template, kind=kind)
        for language, templates in _PAIRS.items():
            for template in templates:
                yield _two(rng, results, language, template, kind="swapped")
        yield _quoted(rng, kind="quote")


def _one(rng: random.Random, results: tuple[ToolResult, ...], language: Language, template: str, *, kind: str) -> Case:
    found = rng.choice(results)
    metrics = [c.key for c in found.table.columns if c.key in _UNITS]
    if kind == "currency":
        metrics = [m for m in metrics if _UNITS[m] == "money"]
    elif kind == "share_for_count":
        metrics = [m for m in metrics if _UNITS[m] == "share"]
    elif kind == "rounded":
        metrics = [m for m in metrics if _UNITS[m] == "money"]
    row = rng.randrange(len(found.table.rows))
    metric = rng.choice(metrics)
    others = [m for m in metrics if m != metric and _UNITS[m] == _UNITS[metric]]
    if kind in ("metric", "reference_metric") and not others:
        metric, others = ("revenue", [m for m in metrics if m != "revenue" and _UNITS[m] == "money"])
    value = found.table.rows[row][metric]
    other_row = rng.choice([i for i in range(len(found.table.rows)) if i != row])
    shown = _shown(value, metric, language)
    if kind == "right" and rng.random() < 0.4:
        shown = f"{{{{{found.id}.rows[{row}].{metric}}}}}"
    elif kind == "digit":
        shown = _digit_changed(rng, shown)
    elif kind == "neighbour":
        shown = _shown(found.table.rows[other_row][metric], metric, language)
    elif kind == "metric":
        shown = _shown(found.table.rows[row][rng.choice(others)], metric, language)
    elif kind == "currency":
        shown = shown.replace("£", rng.choice("€$¥"))
    elif kind == "share_for_count":
        shown = shown.removesuffix("%")
    elif kind == "rounded":
        shown = f"£{round(float(value or 0), -2) + 100:,.0f}"
    elif kind == "reference_row":
        shown = f"{{{{{found.id}.rows[{other_row}].{metric}}}}}"
    elif kind == "reference_metric":
        shown = f"{{{{{found.id}.rows[{row}].{rng.choice(others)}}}}}"
    text = template.format(who=_who(found, row, language), metric=_WORDS[metric][language], value=shown)
    return Case(kind, text, results)


def _two(rng: random.Random, results: tuple[ToolResult, ...], language: Language, template: str, *, kind: str) -> Case:
    found = rng.choice(results)
    metric = rng.choice([c.key for c in found.table.columns if c.key in _UNITS])
    a, b = rng.sample(range(len(found.table.rows)), 2)
    while found.table.rows[a][metric] == found.table.rows[b][metric]:
        a, b = rng.sample(range(len(found.table.rows)), 2)
    values = [_shown(found.table.rows[i][metric], metric, language) for i in (a, b)]
    if kind == "right" and rng.random() < 0.4:
        values = [f"{{{{{found.id}.rows[{i}].{metric}}}}}" for i in (a, b)]
    if kind == "swapped":
        values.reverse()
    names = [_who(found, i, language) for i in (a, b)]
    text = template.format(a=names[0], b=names[1], va=values[0], vb=values[1], metric=_WORDS[metric][language])
    return Case(kind, text, results)


_REVIEWS = (
    "The scarf fell apart after one day. Delivery was late too.",
    "Arrived broken and nobody answered my e-mail for 2 weeks!",
    "灯的开关坏了，客服一直没有回复。",
    "O produto chegou com defeito e ninguem respondeu.",
)


def _quoted(rng: random.Random, *, kind: str) -> Case:
    text = rng.choice(_REVIEWS)
    rows = [{"review_id": "v1", "customer_id": "13085", "rating": 1.0, "start": 0, "end": len(text), "text": text}]
    said = text
    if kind == "quote":
        place = rng.choice([i for i, c in enumerate(text[:-1]) if c.isalpha()])
        swapped = rng.choice([c for c in "abcdexyz坏好" if c != text[place]])
        said = text[:place] + swapped + text[place + 1 :]
    found = result("r1", "search_reviews", rows, n=7, n_of="reviews")
    return Case(kind, f"One review says “{said}”", (found,))


def _who(found: ToolResult, row: int, language: Language) -> str:
    values = found.table.rows[row]
    if "country" in values:
        return str(values["country"])
    return f"客户{values['customer_id']}" if language == "zh" else f"Customer {values['customer_id']}"


def _shown(value: Cell, metric: str, language: Language) -> str:
    return format_cell(value, _UNITS[metric], currency="GBP", language=language)  # type: ignore[arg-type]


def _digit_changed(rng: random.Random, text: str) -> str:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    place = rng.choice(places)
    # A leading zero would leave the number as it was written otherwise.
    digits = [d for d in "123456789" if d != text[place]]
    return text[:place] + rng.choice(digits) + text[place + 1 :]
