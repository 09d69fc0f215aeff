"""Spreadsheets (XLSX, XLS) into frames: sheets with the same header are joined, whole numbers stay free of '.0'."""

import datetime as dt
import io
from typing import Any

import pandas as pd

from config.errors import DataFileError
from config.text import Text

Cell = Any


def read_sheets(content: bytes, *, file: str) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """The rows of the first sheet that has any, and of all later sheets with the same header.

    Raises:
        DataFileError: The file is damaged, protected, no spreadsheet, or has no rows.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise DataFileError(
            file, "the spreadsheet cannot be read: damaged, protected, or no spreadsheet", expected="an XLSX file"
        ) from error
    header: list[str] = []
    frames: list[pd.DataFrame] = []
    notes: list[Text] = []
    for name, cells in sheets:
        start = next((i for i, row in enumerate(cells) if any(cell != "" for cell in row)), None)
        if start is None:
            continue
        names = _names(cells[start])
        if frames and names != header:
            notes.append(
                Text(
                    f"{file}: sheet {name!r} has another header and was not read",
                    f"{file}：工作表“{name}”表头不同，未读取",
                )
            )
            continue
        header = names
        frames.append(_frame(cells[start + 1 :], names, first_row=start + 2))
    if not frames:
        raise DataFileError(file, "the spreadsheet has no rows", expected="a header and rows")
    if len(frames) > 1:
        notes.append(
            Text(
                f"{file}: {len(frames)} sheets with the same header were joined",
                f"{file}：{len(frames)} 个表头相同的工作表已合并",
            )
        )
    return (frames[0] if len(frames) == 1 else pd.concat(frames)), tuple(notes)


def _names(cells: list[Cell]) -> list[str]:
    names = [_text(cell) or "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    return [name or f"(column {i})" for i, name in enumerate(names, start=1)]


def _frame(rows: list[list[Cell]], names: list[str], *, first_row: int) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else []
    frame = pd.DataFrame(
        {i: _column(columns[i] if i < len(columns) else ()) for i in range(len(names))},
        index=pd.RangeIndex(first_row, first_row + len(rows)),
    )
    frame.columns = pd.Index(names)
    return frame


def _column(cells: tuple[Cell, ...]) -> Any:  # noqa: ANN401 - an array of any pandas type
    """Dates where all cells are dates, else numbers where all are numbers, else text."""
    kinds = {type(cell) for cell in cells if cell != ""}
    if kinds and kinds <= {dt.datetime, dt.date}:
        return pd.to_datetime(pd.Series([None if cell == "" else cell for cell in cells])).to_numpy()
    if kinds and kinds <= {int, float}:
        values = pd.Series([None if cell == "" else cell for cell in cells], dtype="Float64")
        whole = values.dropna()
        return values.astype("Int64").array if (whole % 1 == 0).all() and (whole.abs() < 2**53).all() else values.array
    return pd.array([_text(cell) for cell in cells], dtype="str")


def _text(cell: Cell) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return str(cell)
