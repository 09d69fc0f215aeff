"""CDNOW: every purchase up to June 1998 of the 23,570 customers who first bought in the first quarter of 1997.

Source: Fader and Hardie, brucehardie.com/datasets. Two forms are read: the master file as published (customer, date,
number of CDs, dollars; separated by blanks, no header; also the 1/10 sample with its second id), and CSV of it with a
header. A customer can buy the same for the same price twice on one day, so equal lines are kept.
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from config.errors import DataFileError
from data.raw_shop import RawFrame, RawShop
from data.readers import InputFile, RawTable, read_content
from data.source_generic import find_currency, read_frame

_LINE = re.compile(rb"\s*\d+(?:\s+\d+)?\s+(?:19)?9[78]\d{4}\s+\d+\s+\d+\.\d+\s*$")


def is_published_form(path: Path) -> bool:
    """Whether the file is the master (or sample) text file as published."""
    if not path.is_file():
        return False
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            lines = file.read(500).splitlines()
    except (OSError, EOFError):  # the reader will say what is wrong with it
        return False
    return any(_LINE.fullmatch(line) for line in lines[:2])  # copies in circulation begin with a header or without


def read_published_form(path: Path) -> RawTable:
    """The published text file as a table with a header.

    Raises:
        DataFileError: A line is not of that form.
    """
    content, digest, size = read_content(path)
    lines = content.decode("ascii", errors="replace").splitlines()
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines, start=1):
        fields = line.split()
        if number == 1 and fields and not fields[0].isdigit():
            continue
        if fields and len(fields) not in (4, 5):
            raise DataFileError(
                path.name, "no CDNOW line", row=number, found=line[:60], expected="customer, yyyymmdd, CDs, dollars"
            )
        if fields:
            rows.append([fields[0], *fields[-3:]])
            numbers.append(number)
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "n_cds", "amount"], dtype="str", index=numbers)
    return RawTable(InputFile(path.name, digest, size, len(frame)), frame)


def read_cdnow(table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    """The CDNOW purchases; amounts are US dollars, the number of CDs is the quantity."""
    raw = read_frame(table, "transactions", mapping=mapping)
    # Six-digit dates of the sample file: 970101 is a day of 1997, and no serial number.
    date = raw.frame["date"].astype("str").str.replace(r"^(9[78]\d{4})$", r"19\1", regex=True)
    kept: RawFrame = replace(raw, frame=raw.frame.assign(date=date), repeats="keep")
    return RawShop(
        "cdnow",
        "CDNOW",
        kept,
        currency=find_currency(kept, given=currency, usual="USD"),
        inputs=(table.source,),
        notes=table.notes,
    )
