"""Every way to make a written-out answer wrong that its figures allow, one change each."""

import datetime as dt
import random
import re
from collections.abc import Iterator

from agent.evidence import is_naming
from agent.formatting import format_cell, unit_of_cell
from data.tables import Cell, Column, Unit
from pipeline.bench.written_out import Place, Written
from tools.results import ToolResult

_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_SPAN = re.compile(r"\b(20\d\d)-\d\d-\d\d(?: to |至)20\d\d-\d\d-\d\d\b")
_COMPARED = re.compile(r"(?:\b(?:against|than|with)\s|[比与较])$")
_RANKS = (("highest", "lowest"), ("most", "fewest"), ("largest", "smallest"), ("最高", "最低"), ("最多", "最少"))
_SIGNS = ("CN¥", "R$", "£", "¥")
NUMERIC = ("digit", "rounded", "scale", "magnitude", "number word", "currency", "share for count", "points", "doubled")
BINDING = (
    *("neighbour's row", "other metric", "other name", "other date", "other period", "period word", "superlative"),
    "quotation",
)
Wrong = Iterator[tuple[str, str]]


def corrupted(written: Written, rng: random.Random) -> Wrong:
    """Kind and text of every wrong answer, none of them true in another way."""
    for place in written.places:
        result = written.results[place.result]
        row = result.table.rows[place.row]
        column = result.column(place.column)
        value, unit = row.get(place.column), unit_of_cell(row, column.unit)
        if is_naming(result, column):
            changes = _names(written, place, rng)
        elif unit == "date" and isinstance(value, str):
            changes = _dates(written, place, value)
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or value == 0:
            continue
        else:
            changes = _figures(written, place, value, unit, rng)
        for kind, wrong in changes:
            if wrong != place.text:
                yield kind, place.put(written.body, wrong)
    yield from _periods(written)
    yield from _superlatives(written)
    yield from _quotations(written, rng)
    yield from _doubled(written)


def _figures(written: Written, place: Place, value: float, unit: Unit, rng: random.Random) -> Wrong:
    yield from _digits(written, place, value, unit, rng)
    currency = written.results[place.result].currency
    if unit == "money":
        sign = next((s for s in _SIGNS if s in place.text), "")
        if sign:
            yield "currency", place.text.replace(sign, "€")
            yield "magnitude", _wrong_magnitude(value, sign, written.language)
        if abs(value) >= 1000:
            rough = round(value / 100) * 100 + 100
            yield "rounded", format_cell(rough, unit, currency=currency, language=written.language)
        yield "scale", format_cell(1000 * value, unit, currency=currency, language=written.language)
    if unit == "share" and place.text.endswith("%"):
        yield "share for count", place.text.removesuffix("%").lstrip("+")
        row = written.results[place.result].table.rows[place.row]
        if "difference" not in place.column and row.get("scenario") != "difference":
            points = "个百分点" if written.language == "zh" else " percentage points"
            yield "points", place.text.removesuffix("%") + points
    if unit == "count" and 2 <= value <= 9 and float(value).is_integer():
        words = "零一两三四五六七八九十" if written.language == "zh" else _ENGLISH
        yield "number word", words[int(value) + 1]
    yield from _other_cells(written, place, value, unit, rng)


_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _digits(written: Written, place: Place, value: float, unit: Unit, rng: random.Random) -> Wrong:
    """Two digits changed, one at a time; a share may not become the ratio told as a percentage."""
    at = [i for i, c in enumerate(place.text) if c in "0123456789"]
    ratio = written.results[place.result].table.rows[place.row].get(place.column.removesuffix("_difference") + "_ratio")
    for i in rng.sample(at, min(2, len(at))):
        new = rng.choice([d for d in "123456789" if d != place.text[i]])
        wrong = place.text[:i] + new + place.text[i + 1 :]
        number = re.sub(r"[^\d.]", "", wrong)
        true = isinstance(ratio, float) and unit == "share" and abs(abs(ratio - 1) * 100 - float(number)) < 0.06
        # Halfway between two, a value is rounded to either: 18.75 % is told as 18.7 % and as 18.8 %.
        if not true and not _is_rounded(wrong, value, unit):
            yield "digit", wrong


def _wrong_magnitude(value: float, sign: str, language: str) -> str:
    """An amount in 万 or thousands that is ten times what it should be."""
    minus = "-" if value < 0 else ""
    if language == "zh":
        return f"{minus}{sign}{abs(value) / 1000:.2f}万"
    return f"{minus}{sign}{abs(value) / 100:.2f} thousand"


def _other_cells(written: Written, place: Place, value: float, unit: Unit, rng: random.Random) -> Wrong:
    """The same measure of another row, another measure of the same row."""
    result = written.results[place.result]
    rows = result.table.rows
    own = written.shown(place.result, place.row, place.column)
    if _plain(place.text) != _plain(own):
        return  # a condition that a cell has as well: `rating 1 to 2`
    others = [i for i, r in enumerate(rows) if i != place.row and _differs(r.get(place.column), value)]
    others = [i for i in others if _plain(written.shown(place.result, i, place.column)) != _plain(own)]
    others = [i for i in others if not _is_rounded(written.shown(place.result, i, place.column), value, unit)]
    if others:
        yield "neighbour's row", written.shown(place.result, rng.choice(others), place.column)
    row = rows[place.row]
    metrics = [c for c in result.table.columns if _is_other(c, place, row, unit) and _differs(row.get(c.key), value)]
    metrics = [c for c in metrics if not _is_figure(c, row, written)]
    metrics = [c for c in metrics if not _is_rounded(written.shown(place.result, place.row, c.key), value, unit)]
    if metrics:
        yield "other metric", written.shown(place.result, place.row, rng.choice(metrics).key)


def _is_rounded(shown: str, value: float, unit: Unit) -> bool:
    """Whether another cell is shown as this one may be rounded: a ratio of 0.34 is told as 0.3, and rightly so."""
    number = re.search(r"\d[\d,]*(?:\.(\d+))?", shown)
    if number is None or not re.search(r"[1-9]", shown):
        return False
    told = float(number[0].replace(",", "")) * (-1 if shown.startswith("-") else 1)
    size = value * 100 if unit == "share" else value
    return abs(told - size) <= 0.5 * 10.0 ** -len(number[1] or "")


def _plain(shown: str) -> str:
    """A figure as shown, a nought without its sign: -0.0 is 0.0."""
    return shown if re.search(r"[1-9]", shown) else shown.lstrip("+-")


def _is_other(column: Column, place: Place, row: dict[str, Cell], unit: Unit) -> bool:
    return column.key != place.column and unit_of_cell(row, column.unit) == unit


def _is_figure(column: Column, row: dict[str, Cell], written: Written) -> bool:
    """Whether a reason is called like the figure beside it, which then may be told of it."""
    words = (w for metric in written.verifier.dictionary.metrics for w in metric.words(written.language))
    return column.key == "value" and str(row.get("name")).casefold() in {word.casefold() for word in words}


def _differs(cell: Cell, value: float) -> bool:
    """Whether a cell is a number that would not be written the same."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    return abs(cell - value) > 0.006 * max(1.0, abs(value))


def _names(written: Written, place: Place, rng: random.Random) -> Wrong:
    """Another name of the same result, where a figure on the same line differs between the two."""
    result = written.results[place.result]
    rows = result.table.rows
    line = _line(written.body, place.start)
    told = {p.column for p in written.places if p.row == place.row and p.result == place.result and p.start in line}
    figures = [key for key in told if isinstance(rows[place.row].get(key), (int, float))]
    own = [_plain(written.shown(place.result, place.row, key)) for key in figures]
    others = [i for i in range(len(rows)) if [_plain(written.shown(place.result, i, key)) for key in figures] != own]
    if others:
        yield "other name", written.shown(place.result, rng.choice(others), place.column)
    elif result.column(place.column).unit == "id" and told - {place.column}:
        text = place.text
        at = max((i for i, c in enumerate(text) if c.isdigit()), default=-1)
        if at >= 0:
            yield "other name", text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :]


def _line(body: str, start: int) -> range:
    return range(body.rfind("\n", 0, start) + 1, (body + "\n").index("\n", start))


def _dates(written: Written, place: Place, value: str) -> Wrong:
    """The day after, and that of another row."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        after = dt.date.fromisoformat(value) + dt.timedelta(days=1)
        yield "other date", format_cell(after.isoformat(), "date", language=written.language)
    rows = written.results[place.result].table.rows
    other = next((i for i, row in enumerate(rows) if row.get(place.column) not in (None, value)), None)
    if other is not None:
        yield "other date", written.shown(place.result, other, place.column)


def _periods(written: Written) -> Wrong:
    """Days of a period that was asked for; a day that is a value is a figure."""
    body, zh = written.body, written.language == "zh"
    for found in _DAY.finditer(body):
        day = f"{int(found[1]) - 1}-{found[2]}-{found[3]}"
        yield "other period", body[: found.start()] + day + body[found.end() :]
        month = f"{found[1]}-{int(found[2]) % 12 + 1:02}-{min(int(found[3]), 28):02}"
        yield "other period", body[: found.start()] + month + body[found.end() :]
    for found in _SPAN.finditer(body):
        year = int(found[1]) - 1
        before = body[: found.start()].removesuffix("from ")
        for word in (f"{year}年", "上个月", "去年") if zh else (f"in {year}", "last month", "last year"):
            if not _may_mean(word, found.group(), written, before):
                yield "period word", before + word + body[found.end() :]


def _may_mean(word: str, span: str, written: Written, before: str) -> bool:
    """Whether "last month" may be right: the days are about so many, and near the end of the data.

    A part of last year may be meant by "against last year".
    """
    first, last = (dt.date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", span))
    days = (last - first).days + 1
    spans = {"上个月": 31, "last month": 31, "去年": 366, "last year": 366}
    years = {result.as_of.year - 1 for result in written.results.values()}
    if word in ("去年", "last year") and _COMPARED.search(before) and {first.year, last.year} <= years:
        return True
    return word in spans and 0.85 * spans[word] < days <= spans[word]


def _superlatives(written: Written) -> Wrong:
    for pair in _RANKS:
        for one, other in (pair, pair[::-1]):
            at = _find_word(one, written.body)
            line = written.body[_line(written.body, at).start : at] if at >= 0 else "|"
            if "|" not in line and not _is_alone(written, at):
                yield "superlative", written.body[:at] + other + written.body[at + len(one) :]


def _find_word(word: str, body: str) -> int:
    """Where a word first stands by itself, -1 where it does not: `mostly` has no opposite."""
    edge = r"\b" if word.isascii() else ""
    found = re.search(f"{edge}{word}{edge}", body)
    return found.start() if found else -1


def _is_alone(written: Written, at: int) -> bool:
    """Whether the only one there is is called the highest: it is the lowest as well."""
    line = _line(written.body, at)
    results = [written.results[p.result] for p in written.places if p.start in line]
    return bool(results) and all(r.table.n == 1 and r.table.n_of == "groups" for r in results)


def _quotations(written: Written, rng: random.Random) -> Wrong:
    for quote in written.quotes:
        letters = [i for i, c in enumerate(quote) if c.isalpha()]
        for at in rng.sample(letters, min(3, len(letters))):
            other = "的" if "一" <= quote[at] <= "鿿" and quote[at] != "的" else "x" if quote[at] != "x" else "y"
            yield "quotation", written.body.replace(quote, quote[:at] + other + quote[at + 1 :], 1)


def _doubled(written: Written) -> Wrong:
    """A measure said to have doubled, where nothing is twice anything."""
    for result in written.results.values():
        if not _has_double(result):
            for column in result.table.columns[:4]:
                if column.unit in ("money", "count") and column.metric:
                    label = column.label.in_language(written.language)
                    said = f"{label}翻倍。" if written.language == "zh" else f"{label.capitalize()} doubled."
                    yield "doubled", f"{said}\n\n{written.body}"


def _has_double(result: ToolResult) -> bool:
    cells = (cell for row in result.table.rows for cell in row.values())
    return any(isinstance(c, (int, float)) and (0.9 <= abs(c) <= 1.1 or 1.9 <= abs(c) <= 2.1) for c in cells)
