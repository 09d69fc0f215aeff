"""What a tool was asked: the names its arguments filter by, its period, horizon, numbers, days; what it explains."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.date_mentions import Date, read_cell
from tools.results import ToolResult
from tools.review_scope import SHORTHAND

_RATED: Mapping[str, tuple[tuple[str, object], ...]] = {
    "low_ratings": (("le", 2), ("lt", 3), ("in", (1, 2)), ("between", (1, 2)), ("between", (0, 2))),
    "high_ratings": (("ge", 4), ("gt", 3), ("in", (4, 5)), ("between", (4, 5))),
}
Days = tuple[dt.date, dt.date]


def filtered_names(result: ToolResult) -> dict[str, frozenset[str]]:
    """Names that hold for every value of a result: those its arguments filter by."""
    names: dict[str, frozenset[str]] = {}
    for condition in _asked(result):
        value = condition["value"]
        if condition.get("op") == "eq" and isinstance(value, str):
            # Who bought X and Y: both names stand for every value.
            column = str(condition["column"])
            names[column] = names.get(column, frozenset()) | {value.casefold()}
        elif condition.get("op") == "in" and isinstance(value, list):
            names[str(condition["column"])] = frozenset(str(v).casefold() for v in value)
    for key, value in result.arguments.items():
        listed = value if isinstance(value, list) else [value]
        if key.removesuffix("s").endswith("_id") and listed and all(isinstance(v, str) for v in listed):
            names[key.removesuffix("s")] = frozenset(v.casefold() for v in listed)
    return names


def _asked(result: ToolResult) -> Iterator[Mapping[str, Any]]:
    """Conditions on the rows of a result, the shorthands for reviews among them."""
    yield from _conditions(result.arguments)
    for argument, column in SHORTHAND.items():
        if value := result.arguments.get(argument):
            yield {"column": column, "op": "in", "value": value}
    for argument, op in (("rating_min", "ge"), ("rating_max", "le")):
        if argument in result.arguments:
            yield {"column": "rating", "op": op, "value": result.arguments[argument]}


def _conditions(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "column" in value and "value" in value:
            yield value
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _conditions(item)


def filtered_ratings(result: ToolResult) -> frozenset[str]:
    """The metric that a filter makes of `reviews`: those rated 2 or less are the low ratings, 4 or more the high ones.

    Not where only some of them are meant, such as those with 1 star.
    """
    found: set[str] = set()
    for condition in _asked(result):
        if condition["column"] == "rating":
            meant = (condition.get("op"), _plain(condition["value"]))
            found |= {key for key, ways in _RATED.items() if meant in ways}
    return frozenset(found)


def _plain(value: object) -> object:
    """Lists in order, as something to compare: `[2, 1]` is (1, 2)."""
    return tuple(sorted(float(v) for v in value if isinstance(v, (int, float)))) if isinstance(value, list) else value


def is_required(date: Date | None, results: Mapping[str, ToolResult]) -> bool:
    """Whether every row of a result was asked to have something happen then: to have bought first in January 2010."""
    return date is not None and any(
        all(map(date.names, days)) for result in results.values() for days in _days_required(result)
    )


def _days_required(result: ToolResult) -> Iterator[tuple[str, ...]]:
    for condition in _conditions(result.arguments):
        value = condition["value"]
        days = tuple(str(day) for day in (value if isinstance(value, list) else [value]))
        if condition.get("op") in ("eq", "between") and all(read_cell(day) for day in days):
            yield days


def find_list(value: object, key: str) -> list[object]:
    """The list under a key, wherever it lies in the arguments."""
    if isinstance(value, Mapping):
        found = value.get(key)
        if isinstance(found, list):
            return list(found)
        return next((inner for item in value.values() if (inner := find_list(item, key))), [])
    return []


def leaves(value: object) -> Iterator[object]:
    """Every plain value in nested lists and mappings."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def plain_leaves(value: object) -> Iterator[object]:
    """Every plain value but ids, whose digits are no numbers.

    >>> list(plain_leaves({"customer_id": "a0b25", "filters": [{"column": "order_id", "value": "c7"}], "limit": 5}))
    ['order_id', 5]
    """
    if isinstance(value, Mapping):
        named = str(value.get("column", "")).endswith("_id")
        kept = (item for key, item in value.items() if not _is_id(str(key)) and not (named and key == "value"))
        for item in kept:
            yield from plain_leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from plain_leaves(item)
    else:
        yield value


def _is_id(key: str) -> bool:
    return key.removesuffix("s").endswith("_id")


def numbers_in(argument: object) -> Iterator[float]:
    """Numbers of an argument: itself, or those inside a text such as `p90` or `revenue_90d`; a date has none.

    >>> [*numbers_in("revenue_90d"), *numbers_in("2018-01-01")]
    [90.0]
    """
    if isinstance(argument, (int, float)) and not isinstance(argument, bool):
        yield float(argument)
    elif isinstance(argument, str) and not re.fullmatch(r"\d{4}-[\dQW-]+", argument):
        yield from (float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", argument))


def span_numbers(arguments: Mapping[str, Any]) -> Iterator[float]:
    """Numbers of arguments that may be days: not how many rows were asked for."""
    for value in plain_leaves({key: value for key, value in arguments.items() if key not in ("limit", "top")}):
        yield from numbers_in(value)


def spans_in(value: object, *, first_day: dt.date, as_of: dt.date) -> Iterator[Days]:
    """Days from one to another in arguments: a start and an end, the two dates of a condition; open sides filled."""
    if isinstance(value, Mapping):
        if {"start", "end"} & set(value):
            start, end = (read_cell(str(value.get(side))) for side in ("start", "end"))
            first, last = start and start.days(), end and end.days()
            yield (first[0] if first else first_day), (last[1] if last else as_of)
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        ends = [read_cell(item) for item in value if isinstance(item, str)]
        days = [end.days() if end else None for end in ends]
        if len(days) == len(value) == 2 and days[0] and days[1]:
            yield days[0][0], days[1][1]
        for item in value:
            yield from spans_in(item, first_day=first_day, as_of=as_of)


def asked_period(result: ToolResult, first_day: dt.date) -> Days | None:
    """Days a result was measured over: the period asked for; orders and reviews without one are all there are."""
    for argument in (result.arguments, *result.arguments.values()):
        asked = argument.get("period", argument) if isinstance(argument, Mapping) else None
        if isinstance(asked, Mapping) and ("start" in asked or "end" in asked):
            return next(spans_in(asked, first_day=first_day, as_of=result.as_of))
    return (first_day, result.as_of) if result.tool in ("query_orders", "query_reviews") else None


def asked_horizon(result: ToolResult, stored: int | None) -> float | None:
    """Days ahead that a result's predictions look: what was asked for, else those of the stored ones."""
    for given in (result.extra.get("horizon_days"), result.arguments.get("horizon_days")):
        if isinstance(given, (int, float)):
            return float(given)
    return None if stored is None else float(stored)


def assumed_amounts(results: Iterable[ToolResult]) -> frozenset[float]:
    """The budgets, and costs of a contact, that plans were given."""
    given = [result.arguments for result in results if result.tool == "plan_actions"]
    return frozenset(float(a[key]) for a in given for key in ("budget", "contact_cost") if key in a)


def asked_ratings(results: Iterable[ToolResult]) -> frozenset[float]:
    """The stars that tools were asked for: of a condition on a rating, or from `rating_min` to `rating_max`."""
    found: set[float] = set()
    for result in results:
        named = {key: value for key, value in result.arguments.items() if key.startswith("rating")}
        rated = [c["value"] for c in _conditions(result.arguments) if "rating" in str(c["column"])]
        found.update(number for leaf in leaves([named, rated]) for number in numbers_in(leaf))
    return frozenset(found)


def explanations(results: Iterable[ToolResult]) -> str:
    """Labels, definitions, notes and further texts of results."""
    texts: list[str] = []
    for result in results:
        for c in result.table.columns:
            texts += [c.label.en, c.label.zh, c.definition.en, c.definition.zh]
        texts += [text for note in result.table.notes for text in (note.en, note.zh)]
        texts += [value for value in plain_leaves(result.extra) if isinstance(value, str)]
    return "\n".join(texts)
