"""Right answers put otherwise: figures rounded as people do, in 万 or words, dates in another form."""

import re
from collections.abc import Iterator

from agent.formatting import unit_of_cell
from pipeline.bench.written_out import Place, Written

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HAN = "零一两三四五六七八九"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGN = re.compile(r"CN¥|R\$|£|¥")


def reworded(written: Written) -> Iterator[tuple[str, str]]:
    """Kind and text of every answer that is as right as the one given."""
    for place in written.places:
        result = written.results[place.result]
        row = result.table.rows[place.row]
        value, unit = row.get(place.column), unit_of_cell(row, result.column(place.column).unit)
        for kind, text in _otherwise(place, value, unit, zh=written.language == "zh"):
            yield kind, place.put(written.body, text)


def _otherwise(place: Place, value: object, unit: str, *, zh: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, str):
        if unit == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            year, month, day = value.split("-")
            yield "date", value
            yield (
                "date",
                f"{year}年{int(month)}月{int(day)}日" if zh else f"{_MONTHS[int(month) - 1]} {int(day)}, {year}",
            )
        return
    if not isinstance(value, (int, float)):
        return
    if unit == "money" and abs(value) >= 1000:
        yield from _amounts(place, value, zh=zh)
    if unit == "count" and 2 <= value <= 9 and float(value).is_integer():
        yield "number word", _HAN[int(value)] if zh else _ENGLISH[int(value)]
    if unit == "count" and value >= 1000 and "," in place.text:
        yield "ungrouped", place.text.replace(",", "")


def _amounts(place: Place, value: float, *, zh: bool) -> Iterator[tuple[str, str]]:
    sign = _SIGN.search(place.text)
    if sign is None:
        return
    lead = place.text[: sign.start()] + sign.group()
    size = abs(value)
    yield "whole", f"{lead}{size:,.0f}"
    if size >= 10_000:
        yield "scaled", f"{lead}{size / 10_000:.2f}万" if zh else f"{lead}{size / 1000:.1f}k"
    if size >= 1_000_000 and not zh:
        yield "scaled", f"{lead}{size / 1_000_000:.2f} million"
