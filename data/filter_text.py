"""A filter in a line, as a command or an address holds it: `recency_days ge 90`, `country in Germany,France`."""

import datetime as dt
import json
import re
from typing import Final, get_args

from pydantic import ValidationError

from config.errors import InputError
from data.spec import Filter, Operator, Period, Scalar

_LISTS: Final = ("in", "not_in", "between")
_WITHOUT_VALUE: Final = ("missing", "present")
_DAYS: Final = re.compile(r"\s@(?P<start>\d{4}-\d\d-\d\d)?\.\.(?P<end>\d{4}-\d\d-\d\d)?$")
_EXAMPLE: Final = "recency_days ge 90"


def filter_of(text: str) -> Filter:
    """The filter that a line says: key, operator, value; a list with commas, days behind an @.

    Raises:
        InputError: It says none; the message says what is possible.

    >>> filter_of("country in Germany,France").value, filter_of("orders ge 1 @2026-01-01..").period.start.isoformat()
    (['Germany', 'France'], '2026-01-01')
    """
    said, days = text.strip(), None
    if found := _DAYS.search(said):
        said, days = said[: found.start()], found
    parts = said.split(None, 2)
    operators = get_args(Operator)
    if len(parts) < 2 or parts[1] not in operators or (len(parts) < 3 and parts[1] not in _WITHOUT_VALUE):
        possible = ", ".join(operators)
        raise InputError(f"{text!r} is no filter; expected one such as {_EXAMPLE!r}; operators: {possible}")
    value = None if parts[1] in _WITHOUT_VALUE else _value(parts[2], listed=parts[1] in _LISTS)
    try:
        period = days and Period(
            start=dt.date.fromisoformat(days["start"]) if days["start"] else None,
            end=dt.date.fromisoformat(days["end"]) if days["end"] else None,
        )
        return Filter.model_validate({"column": parts[0], "op": parts[1], "value": value, "period": period})
    except (ValidationError, ValueError) as error:
        problem = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise InputError(f"{text!r} is no filter: {problem}") from None


def filter_text(condition: Filter) -> str:
    """The line that says a filter.

    >>> filter_text(Filter(column="country", op="in", value=["Germany", "France"]))
    'country in ["Germany", "France"]'
    """
    parts = [condition.column, condition.op]
    if condition.value is not None:
        plain = isinstance(condition.value, str) and _scalar(condition.value) == condition.value
        parts.append(str(condition.value) if plain else json.dumps(condition.value, ensure_ascii=False))
    if condition.period is not None:
        start, end = condition.period.start, condition.period.end
        parts.append(f"@{start.isoformat() if start else ''}..{end.isoformat() if end else ''}")
    return " ".join(parts)


def _value(text: str, *, listed: bool) -> Scalar | list[Scalar]:
    if not listed:
        return _scalar(text)
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            raise InputError(f'{text!r} is no list; expected A,B or ["A", "B"]') from None
        if isinstance(found, list) and all(isinstance(part, str | int | float | bool) for part in found):
            return list(found)
    return [_scalar(part.strip()) for part in text.split(",") if part.strip()]


def _scalar(text: str) -> Scalar:
    try:
        found = json.loads(text)
    except ValueError:
        return text.strip()
    # An id such as 0012 is no number of JSON and stays a text.
    return found if isinstance(found, str | int | float | bool) else text.strip()
