"""Numbers and dates are read as people write them, and decided over a whole column."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from data.dates import read_dates
from data.numbers import read_numbers


def values(*texts: str | None) -> list[float | None]:
    return [None if np.isnan(v) else v for v in read_numbers(pd.Series(texts, dtype="str")).values.tolist()]


def days(*texts: str | None) -> list[str]:
    return read_dates(pd.Series(texts, dtype="str")).stamps.astype("datetime64[D]").astype(str).tolist()


def stamp(text: str) -> str:
    return str(read_dates(pd.Series([text], dtype="str")).stamps[0].astype("datetime64[s]"))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1,234.50", "3"), [1234.5, 3]),
        (("12,34,567.5",), [1234567.5]),
        (("1.234,50", "3,5"), [1234.5, 3.5]),
        (("1.234.567", "12"), [1234567, 12]),
        (("1 234 567,89", "1\u00a0234,5", "1'234,5"), [1234567.89, 1234.5, 1234.5]),
        (("£5.20", "€ 7", "8 USD", "R$ 9.10", "10元", "￥１１"), [5.2, 7, 8, 9.1, 10, 11]),
        (("(5.25)", "-5.25", "5.25-", "−5.25", "-£5.25", "(£5.25)"), [-5.25] * 6),
        (("1e3", ".5", "5."), [1000, 0.5, 5]),
        (("", "n/a", "NULL", "-", None), [None] * 5),
    ],
)
def test_numbers_are_read_as_people_write_them(texts, expected):
    assert values(*texts) == expected


def test_text_is_unreadable_and_not_missing():
    numbers = read_numbers(pd.Series(["12 apples", "inf", "1.2.3", "", "7"]))
    assert numbers.unreadable.tolist() == [True, True, True, False, False]
    assert numbers.missing.tolist() == [False, False, False, True, False]


def test_the_decimal_sign_is_one_for_the_whole_column():
    read = read_numbers(pd.Series(["1,50", "2,75", "3.25"]))
    assert read.decimal_comma
    assert read.unreadable.tolist() == [False, False, True]


def test_a_column_that_could_be_thousands_or_fractions_says_so():
    assert read_numbers(pd.Series(["1,234", "12,500"])).unsure
    assert not read_numbers(pd.Series(["1,234", "12,500.5"])).unsure


def test_narrow_floats_and_decimals_keep_the_digits_that_were_meant():
    assert read_numbers(pd.Series([11.77], dtype="float32")).values.tolist() == [11.77]
    assert read_numbers(pd.Series([Decimal("1.10"), None])).values.tolist()[0] == 1.1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05", "2024-03-05T00:00:00"),
        ("2024/3/5 14:05", "2024-03-05T14:05:00"),
        ("2024年3月5日", "2024-03-05T00:00:00"),
        ("2024年12月31日 下午3:05", "2024-12-31T15:05:00"),
        ("2024年3月5日14时05分", "2024-03-05T14:05:00"),
        ("２０２４年３月５日", "2024-03-05T00:00:00"),
        ("20240305", "2024-03-05T00:00:00"),
        ("20240305123059", "2024-03-05T12:30:59"),
        ("5 Mar 2024", "2024-03-05T00:00:00"),
        ("Mar 5, 2024 7:05 PM", "2024-03-05T19:05:00"),
        ("05-Mar-24", "2024-03-05T00:00:00"),
        ("2025-10-07 09:50:26 +0200", "2025-10-07T09:50:26"),
        ("2025-10-07T09:50:26.123Z", "2025-10-07T09:50:26"),
        ("45000", "2023-03-15T00:00:00"),
        ("45000.75", "2023-03-15T18:00:00"),
        ("1700000000", "2023-11-14T22:13:20"),
        ("1700000000000", "2023-11-14T22:13:20"),
    ],
)
def test_dates_are_read_in_every_common_form(text, expected):
    assert stamp(text) == expected


@pytest.mark.parametrize(
    "text", ["2023-02-29", "2024-13-01", "31/31/2024", "tomorrow", "9999-99-99", "2024-01-01 25:00"]
)
def test_a_day_that_the_calendar_lacks_is_unreadable(text):
    assert read_dates(pd.Series([text])).unreadable.tolist() == [True]


def test_one_telling_value_decides_day_or_month_first_for_the_whole_column():
    assert days("01/02/2024", "13/02/2024") == ["2024-02-01", "2024-02-13"]
    assert days("01/02/2024", "02/13/2024") == ["2024-01-02", "2024-02-13"]


def test_no_row_is_read_the_other_way_round_because_only_that_would_fit():
    dates = read_dates(pd.Series(["13/02/2024", "14/02/2024", "02/15/2024"]))
    assert dates.unreadable.tolist() == [False, False, True]


def test_where_only_one_reading_leaves_the_file_in_order_of_time_it_is_taken():
    dates = read_dates(pd.Series(["01/05/2024", "01/09/2024", "02/03/2024"]))
    assert (dates.day_order, dates.decided_by) == ("month_first", "order")


def test_where_nothing_tells_day_comes_first_and_it_is_said():
    dates = read_dates(pd.Series(["01/05/2024", "03/02/2024", "02/03/2024"]))
    assert (dates.day_order, dates.decided_by) == ("day_first", "rule")


def test_days_count_from_1970():
    assert read_dates(pd.Series(["1970-01-02", "1969-12-31"])).days.tolist() == [1, -1]


def test_typed_dates_and_serials_are_read_too():
    typed = read_dates(pd.Series(pd.to_datetime(["2024-03-05 10:00", None])))
    assert typed.missing.tolist() == [False, True]
    zoned = read_dates(pd.Series(pd.to_datetime(["2024-03-05 23:30"]).tz_localize("America/New_York")))
    assert zoned.stamps[0].astype("datetime64[D]").astype(dt.date) == dt.date(2024, 3, 5)
    assert read_dates(pd.Series([45000, 20240305])).days.tolist() == [19431, 19787]
