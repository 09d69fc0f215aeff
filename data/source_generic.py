"""Files of any shop: columns recognised by name or given with `--map`, one currency."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from config.errors import DataFileError
from data.column_names import PERSONAL, SYNONYMS, TableKey
from data.columns import bracketed_unit, name_key, recognise
from data.money import currencies_in, currency_code
from data.numbers import is_text
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable

# Columns that no analysis of customers' value has a use for and that do harm where they leak. Addresses and the like
# are kept: the support desk may ask for them, and the metric dictionary marks them as personal.
_SECRET: Final = re.compile(
    r"passw|passport|idcard|idnumber|nationalid|ssn|socialsecurity|taxid|iban|cardn|creditcard|cvv|密码|身份证|护照|银行卡|信用卡"
)


def read_frame(table: RawTable, key: TableKey, *, mapping: Mapping[str, str] | None = None) -> RawFrame:
    """A file's rows under canonical names.

    Raises:
        DataFileError: A required column is missing, or a mapped one.
    """
    headers = recognise([str(name) for name in table.frame.columns], key, file=table.file, mapping=mapping)
    columns = {canonical: table.frame[header] for canonical, header in headers.items()}
    frame = pd.DataFrame(columns, index=table.frame.index)
    frame["repeated"] = table.frame.duplicated()
    return RawFrame(table.file, frame, headers)


def read_customers(table: RawTable, *, mapping: Mapping[str, str] | None = None) -> tuple[RawFrame, list[str]]:
    """Customer records with every further column as an attribute, and the columns left out as secret."""
    raw = read_frame(table, "customers", mapping=mapping)
    frame = raw.frame.copy()
    used = set(raw.headers.values())
    rest = [str(name) for name in table.frame.columns if name not in used]
    if "name" not in frame:
        rest = _join_names(table.frame, frame, rest)
    secret = [name for name in rest if _SECRET.search(name_key(name))]
    for name in rest:
        attribute = re.sub(r"\W+", "_", name.strip()).strip("_").lower()
        if name not in secret and attribute:
            frame[f"attr_{attribute}"] = table.frame[name]
    return RawFrame(table.file, frame, raw.headers), secret


def _join_names(source: pd.DataFrame, target: pd.DataFrame, rest: list[str]) -> list[str]:
    """Join first and last name where the file has them apart; return the columns not used."""
    by_key = {name_key(name): name for name in rest}
    parts = [
        next((by_key[k] for k in keys if k in by_key), None)
        for keys in (("firstname", "givenname"), ("lastname", "surname", "familyname"))
    ]
    given = [part for part in parts if part is not None]
    if not given:
        return rest
    joined = source[given[0]].astype("str").fillna("")
    for part in given[1:]:
        joined = joined + " " + source[part].astype("str").fillna("")
    target["name"] = joined.str.strip()
    return [name for name in rest if name not in given]


def customers_in(table: RawTable, raw: RawFrame) -> RawFrame | None:
    """Names, e-mails and phones that stand in the transactions themselves; None where none do."""
    by_key = {name_key(str(name)): str(name) for name in table.frame.columns}
    found: dict[str, str] = {}
    for canonical in PERSONAL:
        names = [name for name in SYNONYMS["customers"][canonical] if name not in ("name", "mail")]
        header = next((by_key[name_key(name)] for name in names if name_key(name) in by_key), None)
        if header is not None and header not in {h for c, h in raw.headers.items() if c != "customer_id"}:
            found[canonical] = header
    if not found:
        return None
    columns = {"customer_id": raw.frame["customer_id"], **{c: table.frame[header] for c, header in found.items()}}
    frame = pd.DataFrame(columns, index=raw.frame.index)
    return RawFrame(raw.file, frame, {"customer_id": raw.headers["customer_id"], **found}, repeats="keep")


def find_currency(raw: RawFrame, *, given: str | None, usual: str | None = None) -> str | None:
    """The one currency of the amounts: given, or a column's, or a sign's, or the source's usual one.

    Raises:
        DataFileError: The file holds several currencies, or another one than was given.
    """
    found = _column_currencies(raw)
    for canonical in ("amount", "unit_price"):
        if canonical not in raw.frame:
            continue
        unit = currency_code(bracketed_unit(raw.headers.get(canonical, "")))
        if unit is not None:
            found.setdefault(unit, 1)
        if is_text(raw.frame[canonical]):
            for code, row in currencies_in(raw.frame[canonical]).items():
                found.setdefault(code, row)
    column = raw.headers.get("currency") or raw.headers.get("amount") or raw.headers.get("unit_price")
    if len(found) > 1:
        codes = sorted(found, key=lambda code: found[code])
        raise DataFileError(
            raw.file,
            "more than one currency, and no exchange rates",
            row=found[codes[1]],
            column=column,
            found=", ".join(codes),
            expected="amounts in one currency",
        )
    only = next(iter(found), None)
    if given is not None and only is not None and given != only:
        raise DataFileError(
            raw.file, f"the amounts are in {only}, but --currency says {given}", row=found[only], column=column
        )
    return given or only or usual


def _column_currencies(raw: RawFrame) -> dict[str, int]:
    """Currencies of the currency column, each with its first row."""
    if "currency" not in raw.frame:
        return {}
    first = raw.frame["currency"].astype("str").str.strip().dropna().drop_duplicates()
    found: dict[str, int] = {}
    for row, name in first.items():
        if name:
            found.setdefault(currency_code(name) or name, int(str(row)))
    return found


def read_generic(table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    """A shop from one file of order lines.

    Raises:
        DataFileError: A required column is missing, or the amounts are in several currencies.
    """
    raw = read_frame(table, "transactions", mapping=mapping)
    return RawShop(
        "generic",
        table.file.split(".")[0],
        raw,
        customers=customers_in(table, raw),
        currency=find_currency(raw, given=currency),
        inputs=(table.source,),
        notes=table.notes,
    )
