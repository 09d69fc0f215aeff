"""Marks: is what an answer shows what is true? Compares shown cells with SQL's rows; knows nothing of the planner."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agent.answers import Answer, ChartPart, QuotePart, TablePart, TextPart, ValuePart
from pipeline.bench.cases import Case
from pipeline.bench.truth import TruthCell

Verdict = Literal["right", "asked", "refused", "wrong"]
_PERIOD = re.compile(r"(?P<year>\d{4})(?:[- ]?Q(?P<quarter>[1-4])|-W(?P<week>\d{2})|-\d{2}(?:-\d{2})?)?$")
_CELL = re.compile(r"^(r\d+)\.rows\[(\d+)\]\.")
# A result numbers the days of the week from Monday; SQL may name them.
_WEEKDAYS = {
    str(at): (name, name[:3], f"星期{han}", f"周{han}")
    for at, (name, han) in enumerate(
        zip(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            "一二三四五六日",
            strict=True,
        ),
        1,
    )
}
# Money is shown in whole cents, so a cell may be rounded to them.
_HALF_A_CENT = 0.0051
_RELATIVE = 1e-6
_NO_FIGURES = {"question", "arguments"}


@dataclass(frozen=True)
class Mark:
    """What an answer is worth, and why, where it is not right."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell that the answer shows, and its unit: an ISO currency or `money`, `share`, `count`."""

    value: object
    unit: str


Row = tuple[Cell, ...]


def grade(answer: Answer, case: Case, truth: Sequence[tuple[TruthCell, ...]]) -> Mark:
    """The mark of an answer.

    Args:
        answer: To the last turn of the question.
        case: What was asked.
        truth: Rows of the case's SQL; empty where it has none.
    """
    held = [text for text in case.forbid if text.casefold() in answer.markdown.casefold()]
    if held:
        return Mark("wrong", f"shows {held[0]!r}")
    if answer.status == "error":
        return Mark("wrong", "error")
    asked = answer.status == "clarify"
    declined = answer.status == "refused" or (answer.status == "answered" and not _shows_anything(answer))
    if case.expect == "ask":
        return Mark("right") if asked else Mark("refused") if declined else Mark("wrong", "should have asked")
    if case.expect in ("refuse", "decline"):
        return Mark("right") if asked or declined else Mark("wrong", "should not have answered")
    if asked or answer.status == "refused":
        return Mark("asked" if asked else "refused")
    why = _what_is_wrong(answer, case, truth)
    return Mark("wrong", why) if why else Mark("right")


def _what_is_wrong(answer: Answer, case: Case, truth: Sequence[tuple[TruthCell, ...]]) -> str:
    if not answer.verified:
        return "not proven"
    if case.tool and case.tool not in {str(result["tool"]) for result in answer.results}:
        return f"did not use {case.tool}"
    if case.shape == "quotes":
        return _quotes(answer, {str(row[0]) for row in truth})
    if case.shape == "rows" and len(truth) > 1:
        return _rows(answer, truth, ordered=case.ordered)
    return _values(answer, truth[0] if truth else ())


def _shows_anything(answer: Answer) -> bool:
    """Whether any cell of a result is shown: 'there is nothing of the kind' is a refusal, not an answer."""
    figures = any(
        isinstance(p, ValuePart) and p.source not in _NO_FIGURES and p.metric != "as_of" and p.value not in (0, None)
        for p in answer.parts
    )
    return figures or any(isinstance(p, QuotePart) for p in answer.parts) or any(_tables(answer))


def _quotes(answer: Answer, allowed: set[str]) -> str:
    quoted = {p.review_id for p in answer.parts if isinstance(p, QuotePart)}
    quoted |= _shown_reviews(answer)
    if not quoted:
        return "quotes nothing"
    outside = quoted - allowed
    return f"quotes {sorted(outside)[0]}, which does not fit" if outside else ""


def _shown_reviews(answer: Answer) -> set[str]:
    """Reviews listed in a table that shows their texts."""
    shown: set[str] = set()
    results = {r["id"]: r for r in answer.results}
    for part in answer.parts:
        if isinstance(part, TablePart) and "text" in part.columns:
            shown |= {str(row.get("review_id")) for row in results[part.result_id]["rows"][: part.rows]}
    return shown


def _values(answer: Answer, expected: Sequence[TruthCell]) -> str:
    """Every expected value is shown, the first of them where the answer begins or in a table of one row."""
    wanted = [value for value in expected if value is not None]
    if not wanted:
        return "the truth is empty"
    tables = list(_tables(answer))
    head = _headline(answer) + [cell for table in tables if len(table) == 1 for cell in table[0]]
    everything = _cells(answer) + [cell for table in tables for row in table for cell in row]
    if not any(_equal(cell, wanted[0]) for cell in head):
        return f"{wanted[0]!r} is not what the answer begins with"
    missing = [value for value in wanted if not any(_equal(cell, value) for cell in everything)]
    return f"{missing[0]!r} is not shown" if missing else ""


def _rows(answer: Answer, expected: Sequence[tuple[TruthCell, ...]], *, ordered: bool) -> str:
    """A table, or the sentences, show just these rows."""
    best = "no table of that many rows"
    for table in [*_tables(answer), *_spoken_rows(answer)]:
        if len(table) != len(expected) and not _is_first_page(table, expected):
            best = f"{len(table)} rows shown, {len(expected)} are true"
            continue
        why = _differences(table, expected, ordered=ordered)
        if not why:
            return ""
        best = why
    return best


def _is_first_page(table: Sequence[Row], expected: Sequence[tuple[TruthCell, ...]]) -> bool:
    """A long list is cut at a page; at least ten rows of it must be there."""
    return 10 <= len(table) < len(expected)


def _differences(table: Sequence[Row], expected: Sequence[tuple[TruthCell, ...]], *, ordered: bool) -> str:
    if ordered:
        pairs = zip(table, expected, strict=False)
        return next((f"{want!r} is not in its place" for row, want in pairs if not _fits(row, want)), "")
    left = list(expected)
    for row in table:
        match = next((want for want in left if _fits(row, want)), None)
        if match is None:
            return "a row is shown that is not true"
        left.remove(match)
    return ""


def _fits(row: Row, expected: Sequence[TruthCell]) -> bool:
    return all(value is None or any(_equal(cell, value) for cell in row) for value in expected)


def _equal(cell: Cell, expected: TruthCell) -> bool:
    value = cell.value
    if isinstance(expected, str):
        return isinstance(value, str) and _same_text(value, expected)
    if isinstance(value, bool) or isinstance(expected, bool) or not isinstance(value, (int, float)):
        return value == expected
    if expected is None:
        return value is None
    is_money = cell.unit == "money" or cell.unit.isupper()
    room = _HALF_A_CENT if is_money else max(_RELATIVE * abs(expected), 1e-9)
    # SQL may give a share in percent.
    values = (value, 100 * value) if cell.unit in ("share", "percent") else (value,)
    return any(math.isclose(shown, expected, rel_tol=0, abs_tol=room) for shown in values)


def _same_text(shown: str, expected: str) -> bool:
    if shown.casefold().strip() == expected.casefold().strip():
        return True
    if shown in _WEEKDAYS:
        return expected.casefold().strip() in _WEEKDAYS[shown]
    # A month is 2010-06 in one place, 2010-06-01 in another; a quarter 2010-Q2, a week 2010-W23, or their first day.
    begin, other = _begin(shown), _begin(expected)
    return bool(begin and other) and (begin.startswith(other) or other.startswith(begin))


def _begin(text: str) -> str:
    """The first day or month of a period's label; empty where the text is no period.

    >>> _begin("2010-Q2"), _begin("2026-W36"), _begin("Germany")
    ('2010-04', '2026-08-31', '')
    """
    found = _PERIOD.match(text)
    if found is None:
        return ""
    if found["week"]:
        return dt.date.fromisocalendar(int(found["year"]), int(found["week"]), 1).isoformat()
    return f"{found['year']}-{3 * int(found['quarter']) - 2:02d}" if found["quarter"] else text


def _headline(answer: Answer) -> list[Cell]:
    """Cells up to the first blank line that follows a figure."""
    cells: list[Cell] = []
    for part in answer.parts:
        if isinstance(part, ValuePart):
            cells += _as_cell(part)
        elif isinstance(part, TextPart) and "\n\n" in part.markdown and cells:
            break
    return cells


def _cells(answer: Answer) -> list[Cell]:
    return [cell for part in answer.parts if isinstance(part, ValuePart) for cell in _as_cell(part)]


def _as_cell(part: ValuePart) -> list[Cell]:
    if part.source in _NO_FIGURES or part.metric == "as_of":
        return []
    cells = [Cell(part.value, part.unit)]
    # The entity beside a figure is shown with it: "Germany", "customer 14646".
    return [*cells, Cell(part.entity.removeprefix("customer "), "text")] if part.entity else cells


def _tables(answer: Answer) -> list[list[Row]]:
    results = {str(r["id"]): r for r in answer.results}
    tables = []
    for part in answer.parts:
        if isinstance(part, TablePart):
            tables.append(_table(results[part.result_id], part.columns, part.rows))
        elif isinstance(part, ChartPart):
            tables.append(_table(results[part.result_id], (), 0))
    return [rows for rows in tables if rows]


def _table(result: Mapping[str, Any], columns: Sequence[str], rows: int) -> list[Row]:
    """The first `rows` rows (0: all) of `columns` (none: all)."""
    units = {str(c["key"]): str(c.get("unit") or "") for c in result["columns"]}
    keys = columns or tuple(units)
    shown = result["rows"][:rows] if rows else result["rows"]
    return [tuple(Cell(row.get(key), units.get(key, "")) for key in keys) for row in shown]


def _spoken_rows(answer: Answer) -> list[list[Row]]:
    """Rows told in sentences: the cells of one result, by row."""
    by_result: dict[str, dict[int, list[Cell]]] = {}
    for part in answer.parts:
        place = _CELL.match(part.source) if isinstance(part, ValuePart) else None
        if place and isinstance(part, ValuePart):
            by_result.setdefault(place[1], {}).setdefault(int(place[2]), []).extend(_as_cell(part))
    several = [[tuple(cells) for cells in rows.values()] for rows in by_result.values()]
    # A comparison may be one sentence over two results, each of one row.
    joined = [row for rows in several for row in rows]
    return [*several, joined] if len(several) > 1 else several
