"""An audience as the bytes of a CSV, XLSX or Parquet file, of which no cell can be taken for a formula.

In CSV a text that begins as a formula does (`=`, `+`, `-`, `@`, tab, also in full width) gets an apostrophe before it,
as OWASP advises ("CSV Injection"). A phone number in E.164 is let through: `+` and digits only, it calculates to
nothing but itself, and importers want it so. E-mail addresses that begin with such a sign count as none
(`data.contact_points`); tabs and line ends are gone from names before. In XLSX every text is written as one, and marked
so that it stays one when edited.
"""

import csv
import io
from pathlib import Path
from typing import Final, Literal, get_args

import pandas as pd

from config.errors import InputError
from data.audience_formats import Form, form_name
from data.contact_points import is_e164

Kind = Literal["csv", "xlsx", "parquet"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# As a spreadsheet takes them: plain and in full width.
_FORMULA_SIGNS: Final = tuple("=+-@\t\r\n＝＋－＠")
_SHEET: Final = "audience"
_MOST_XLSX_ROWS: Final = 1_048_575


def kind_of(path: Path) -> Kind:
    """The kind of file that a name asks for.

    Raises:
        InputError: None that there is.
    """
    suffix = path.suffix.lower().removeprefix(".")
    found = next((kind for kind in KINDS if kind == suffix), None)
    if found is None:
        raise InputError(f"{path.name!r} names no kind of file; expected .csv, .xlsx or .parquet")
    return found


def check_kind(form: Form, kind: Kind) -> None:
    """Refuses a kind of file that the program of a format does not import.

    Raises:
        InputError: It imports CSV only.
    """
    if form != "generic" and kind != "csv":
        raise InputError(f"{form_name(form)} imports CSV files: name the file .csv, not .{kind}")


def audience_bytes(frame: pd.DataFrame, *, form: Form, kind: Kind) -> bytes:
    """The file.

    Args:
        frame: Rows and columns as `data.audience_formats.in_form` gives them.
        form: Of these; a generic CSV begins with a byte-order mark, without which Excel reads Chinese names wrongly,
            the others do not, since importers take it for a part of the first head.
        kind: Of the file.

    Raises:
        InputError: The format has no such kind of file, or the kind does not hold so many rows.
    """
    check_kind(form, kind)
    if kind == "parquet":
        return _parquet(frame)
    if kind == "csv":
        return _csv(frame).encode("utf-8-sig" if form == "generic" else "utf-8")
    if len(frame) > _MOST_XLSX_ROWS:
        raise InputError(f"{len(frame):,} customers are more than an XLSX file holds; write .csv or .parquet")
    return _xlsx(frame)


def inert_cell(text: str) -> str:
    """A text that no spreadsheet calculates.

    >>> inert_cell("=1+1"), inert_cell("+4930123456"), inert_cell("+49|cmd"), inert_cell("Ann")
    ("'=1+1", '+4930123456', "'+49|cmd", 'Ann')
    """
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.lstrip().startswith(_FORMULA_SIGNS) and not is_e164(text)


def _csv(frame: pd.DataFrame) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([inert_cell(str(column)) for column in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow(["" if pd.isna(cell) else inert_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue()


def _parquet(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), written)
    return written.getvalue()


def _xlsx(frame: pd.DataFrame) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"

    def written(value: object, of: Worksheet) -> object:
        if not isinstance(value, str):
            return None if pd.isna(value) else value  # type: ignore[call-overload]
        cell = WriteOnlyCell(of, value=ILLEGAL_CHARACTERS_RE.sub(" ", value))
        if _is_formula(value) or value.startswith("+"):
            # openpyxl takes `=…` for a formula; the mark keeps it a text when somebody edits the cell.
            cell.data_type, cell.quotePrefix = "s", True
        return cell

    sheet.append([written(str(column), sheet) for column in frame.columns])
    for row in frame.itertuples(index=False):
        sheet.append([written(value, sheet) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
