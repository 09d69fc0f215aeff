"""Columns of CSV files that measuring commands are given."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from config.errors import InputError


def csv_columns(path: Path | str, columns: Sequence[str], *, dtype: Any = None) -> pd.DataFrame:  # noqa: ANN401  pandas' own
    """These columns of a file.

    Raises:
        InputError: There is no such file, it is no CSV file, or it has no such column.
    """
    try:
        return pd.read_csv(path, usecols=list(columns), dtype=dtype)
    except (OSError, ValueError) as error:
        wanted = ", ".join(map(repr, columns))
        raise InputError(f"{str(path)!r} should be a CSV file with the columns {wanted} ({error})") from error
