"""Every rule of cleaning on lines that can be added up by hand, and every refusal in one line."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from config.errors import DataFileError, InputError
from data.cleaning import CleanShop, clean
from data.sources import read_shop

TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def shop(tmp_path):
    """A function from the rows of orders.csv (and other files) to the cleaned shop."""

    def build(text: str, *, as_of: dt.date | None = None, **other: str) -> CleanShop:
        paths: dict[str, Path] = {}
        for name, content in {
            "orders": text,
            **{k: v for k, v in other.items() if k in ("reviews", "customers", "events")},
        }.items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(content, encoding="utf-8")
        orders = paths.pop("orders")
        settings = {k: v for k, v in other.items() if k in ("source", "currency")}
        return clean(read_shop(orders, **paths, **settings), as_of=as_of, today=TODAY)

    return build


def rule(cleaned: CleanShop, code: str, table: str = "transactions"):
    return cleaned.quality.table(table).rule(code)


def codes(cleaned: CleanShop, table: str = "transactions") -> dict[str, int]:
    return {r.code: r.rows for r in cleaned.quality.table(table).rules}


def padded(*rows: str, header: str = "customer_id,order_id,date,amount") -> str:
    """The rows after 200 plain ones, so that one odd row is less than one in a hundred."""
    plain = [f"P{i % 7},o{i},2024-01-01,1.00" + "," * (header.count(",") - 3) for i in range(200)]
    return "\n".join([header, *plain, *rows]) + "\n"


def test_three_columns_are_enough_and_ids_keep_their_zeros(shop):
    lines = shop("customer_id,date,amount\n007,2024-01-02,1.50\n7,2024-01-01,2\n").transactions
    assert lines.to_dict("list") == {
        "customer_id": ["7", "007"],
        "order_id": ["7@2024-01-01", "007@2024-01-02"],
        "day": [19723, 19724],
        "amount_minor": [200, 150],
        "is_return": [False, False],
    }
    assert str(lines["day"].dtype) == "int32"
    assert str(lines["amount_minor"].dtype) == "int64"


def test_the_amount_is_computed_from_quantity_and_price(shop):
    lines = shop("customer_id,date,quantity,price\na,2024-01-01,3,1.15\nb,2024-01-01,0.5,0.01\n").transactions
    assert lines["amount_minor"].tolist() == [345, 1]
    assert lines["unit_price_minor"].tolist() == pytest.approx([115, 1])


def test_exact_duplicates_go_where_an_order_number_tells_lines_apart(shop):
    cleaned = shop("customer_id,order_id,date,amount\na,1,2024-01-01,5\na,1,2024-01-01,5\nb,2,2024-01-01,5\n")
    assert codes(cleaned) == {"repeated": 1}
    assert rule(cleaned, "repeated").money_minor == 500
    assert rule(cleaned, "repeated").examples[0] == {"row": 3, "order_id": "1", "date": "2024-01-01", "amount": "5"}


def test_equal_purchases_on_a_day_are_kept_where_nothing_tells_them_apart(shop):
    cleaned = shop("customer_id,date,amount\na,2024-01-01,5\na,2024-01-01,5\nb,2024-01-01,5\n")
    assert len(cleaned.transactions) == 3
    assert "1 lines equal another" in cleaned.quality.tables[0].notes[0].en


def test_lines_that_differ_only_in_a_column_of_their_own_are_no_duplicates(shop):
    cleaned = shop(
        "customer_id,order_id,position,date,amount\na,1,1,2024-01-01,5\na,1,2,2024-01-01,5\nb,2,1,2024-01-01,5\n"
    )
    assert cleaned.transactions["amount_minor"].sum() == 1500


def test_missing_customers_are_counted_and_left_out(shop):
    cleaned = shop("customer_id,date,amount\na,2024-01-01,5\n,2024-01-01,7\nnan,2024-01-01,8\nb,2024-01-01,5\n")
    assert (rule(cleaned, "no_customer").rows, rule(cleaned, "no_customer").money_minor) == (2, 1500)


def test_a_cancellation_takes_its_sale_with_it(shop):
    cleaned = shop(
        "customer_id,order_id,product_id,date,quantity,price\n"
        "a,1,p,2024-01-01,2,5\n"
        "a,C1,p,2024-01-03,-2,5\n"
        "a,2,p,2024-01-04,3,5\n"
        "b,3,p,2024-01-01,2,5\n"
    )
    assert cleaned.transactions["order_id"].tolist() == ["3", "2"]
    cancelled = rule(cleaned, "cancelled")
    assert (cancelled.rows, cancelled.money_minor, cancelled.gross_minor) == (2, 0, 2000)


@pytest.mark.parametrize(
    "line",
    [
        "a,C1,p,2024-01-03,-1,5",  # a part
        "a,C1,q,2024-01-03,-2,5",  # another product
        "a,C1,p,2024-01-03,-2,4",  # another price
        "b,C1,p,2024-01-03,-2,5",  # another customer
        "a,C1,p,2023-12-31,-2,5",  # before the sale
    ],
)
def test_a_return_that_undoes_no_sale_stays_as_a_negative_line(shop, line):
    sales = "a,1,p,2024-01-01,2,5\nb,2,z,2024-01-01,1,1\n"
    cleaned = shop(f"customer_id,order_id,product_id,date,quantity,price\n{sales}{line}\n")
    assert len(cleaned.transactions) == 3
    returns = cleaned.transactions[cleaned.transactions["is_return"]]
    assert (returns["amount_minor"] < 0).all()
    assert rule(cleaned, "returns").rows == 1


def test_each_cancellation_undoes_one_sale_the_latest_before_it(shop):
    cleaned = shop(
        "customer_id,order_id,date,amount\n"
        "a,1,2024-01-01,5\na,2,2024-01-02,5\na,C,2024-01-03,-5\na,3,2024-01-04,5\nb,4,2024-01-01,1\n"
    )
    assert cleaned.transactions["order_id"].tolist() == ["1", "4", "3"]


def test_a_sale_and_its_cancellation_at_the_same_moment_go_in_whatever_order_they_stand(shop):
    cleaned = shop(
        "customer_id,order_id,date,amount\na,C,2024-01-01,-5\na,1,2024-01-01,5\na,2,2024-01-02,1\nb,3,2024-01-01,1\n"
    )
    assert sorted(cleaned.transactions["order_id"]) == ["2", "3"]


def test_customers_left_with_returns_only_are_left_out_and_counted(shop):
    cleaned = shop("customer_id,order_id,date,amount\na,1,2024-01-01,5\nb,2,2024-01-01,5\nc,3,2024-01-01,-5\n")
    assert codes(cleaned)["only_returns"] == 1
    assert "1 customers have no purchase left" in cleaned.quality.tables[0].notes[0].en


def test_a_negative_quantity_with_a_positive_amount_is_a_return(shop):
    cleaned = shop(
        "customer_id,order_id,date,amount,quantity\na,1,2024-01-01,9,1\na,2,2024-01-02,5,-1\nb,3,2024-01-01,5,1\n"
    )
    assert cleaned.transactions["amount_minor"].sum() == 900
    assert rule(cleaned, "sign_from_quantity").rows == 1


def test_lines_of_zero_amount_are_kept_and_counted(shop):
    cleaned = shop("customer_id,date,amount\na,2024-01-01,0\nb,2024-01-01,5\n")
    assert len(cleaned.transactions) == 2
    assert rule(cleaned, "zero_amount").rows == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("z,9,2024-02-30,5", "unreadable_date"),
        ("z,9,1969-12-31,5", "impossible_date"),
        ("z,9,2199-01-01,5", "impossible_date"),
        ("z,9,,5", "no_date"),
        ("z,9,2024-01-01,twelve", "unreadable_amount"),
        ("z,9,2024-01-01,", "no_amount"),
        ("z,9,2024-01-01,99999999999999", "impossible_price"),
    ],
)
def test_a_few_impossible_lines_are_quarantined_with_an_example(shop, row, code):
    cleaned = shop(padded(row))
    assert codes(cleaned) == {code: 1}
    assert rule(cleaned, code).examples[0]["row"] == 202


def test_a_negative_unit_price_is_impossible(shop):
    header = "customer_id,order_id,date,amount,quantity,unit_price"
    rows = [f"P{i % 7},o{i},2024-01-01,,1,2" for i in range(200)]
    cleaned = shop(
        "\n".join([header.replace(",amount", ""), *(r.replace(",,", ",") for r in rows), "z,9,2024-01-01,1,-5"])
    )
    assert codes(cleaned) == {"impossible_price": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "customer_id,date,amount\na,2024-01-01,5\nb,2024-01-01,12 apples\n",
            "orders.csv, row 3, column 'amount': text where a number is expected; found '12 apples', expected a number "
            "such as 1234.50",
        ),
        (
            "customer_id,date,amount\na,2024-01-01,5\nb,2024-02-30,5\n",
            "orders.csv, row 3, column 'date': no date of the calendar; found '2024-02-30', expected a date "
            "such as 2024-03-05",
        ),
        (
            "customer_id,date,amount\na,2024-01-01,5\nb,2999-01-01,5\nc,2999-01-01,5\n",
            "orders.csv, row 3, column 'date': an impossible date (2 rows); found '2999-01-01', expected a day from "
            "1970-01-01 up to today",
        ),
        (
            "customer_id,date,amount\n,2024-01-01,5\n",
            "orders.csv, column 'customer_id': the column is empty; expected customer ids",
        ),
        (
            "customer_id,date,amount\na,,5\nb,,5\n",
            "orders.csv, column 'date': the column is empty; expected dates such as 2024-03-05",
        ),
        (
            "customer_id,date,amount\na,2024-01-01,5\na,2024-01-02,5\n",
            "orders.csv: all 2 usable lines are of one customer (a); expected at least two customers",
        ),
        (
            "customer_id,date,amount\na,2024-01-01,-5\nb,2024-01-02,-5\n",
            "orders.csv: all 2 lines are returns (negative amounts); expected purchases with positive amounts",
        ),
        (
            "customer_id,date,amount,currency\na,2024-01-01,5,EUR\nb,2024-01-02,5,USD\n",
            "orders.csv, row 3, column 'currency': more than one currency, and no exchange rates; found 'EUR, USD', "
            "expected amounts in one currency",
        ),
        (
            "customer_id,date,amount\na,2024-01-01,£5\nb,2024-01-02,€5\n",
            "orders.csv, row 3, column 'amount': more than one currency, and no exchange rates; found 'GBP, EUR', "
            "expected amounts in one currency",
        ),
        (
            "customer_id,order_id,date,amount\na,1,2024-01-01,5\na,2,2024-01-02,-5\n",
            "orders.csv: no usable line is left of 2; most were sales and the cancellations that undo them (2)",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(shop, text, message):
    with pytest.raises(InputError) as caught:
        shop(text)
    assert str(caught.value) == message


def test_lines_after_the_as_of_day_are_left_out(shop):
    text = "customer_id,date,amount\na,2024-01-01,5\nb,2024-01-02,6\nc,2024-01-03,7\n"
    cleaned = shop(text, as_of=dt.date(2024, 1, 2))
    assert (cleaned.as_of, cleaned.first_day) == (dt.date(2024, 1, 2), dt.date(2024, 1, 1))
    assert rule(cleaned, "after_as_of").money_minor == 700
    assert shop(text).as_of == dt.date(2024, 1, 3)
    with pytest.raises(InputError, match="no usable line is left of 3; most were lines after the as-of day"):
        shop(text, as_of=dt.date(2023, 1, 1))


def test_rows_read_equal_rows_kept_and_rows_left_out_by_each_rule(shop):
    text = padded(
        "z,9,2024-02-30,5", ",9,2024-01-01,5", "P1,o1,2024-01-01,1.00", "P1,x,2024-01-01,-1.00", "Q,y,2024-01-01,-3"
    )
    cleaned = shop(text)
    table = cleaned.quality.table("transactions")
    assert table.rows_in == 205
    assert table.rows_kept == len(cleaned.transactions)
    assert table.rows_in == table.rows_kept + sum(r.rows for r in table.rules if r.effect == "dropped")


def test_money_left_out_and_kept_add_up_to_the_money_read(shop):
    cleaned = shop(padded(",9,2024-01-01,5.25", "P1,o1,2024-01-01,1.00", "P1,x,2024-01-01,-1.00"))
    dropped = sum(r.money_minor for r in cleaned.quality.table("transactions").rules if r.effect == "dropped")
    assert cleaned.transactions["amount_minor"].sum() + dropped == 20_000 + 525 + 100 - 100


def test_equal_input_gives_equal_tables_whatever_the_order_of_rows(shop):
    rows = ["a,1,2024-01-02,5", "b,2,2024-01-01,6", "a,3,2024-01-01,7", "b,2,2024-01-01,8"]
    one = shop("\n".join(["customer_id,order_id,date,amount", *rows])).transactions
    two = shop("\n".join(["customer_id,order_id,date,amount", rows[1], rows[3], rows[2], rows[0]])).transactions
    pd.testing.assert_frame_equal(one, two)


def test_a_currency_is_found_in_the_header_the_amounts_or_a_column_or_given(shop):
    assert shop("customer_id,date,金额(元)\na,2024-01-01,5\nb,2024-01-01,6\n").currency == "CNY"
    assert shop("customer_id,date,amount\na,2024-01-01,€5\nb,2024-01-01,6\n").currency == "EUR"
    assert shop("customer_id,date,amount,currency\na,2024-01-01,5,gbp\nb,2024-01-01,6,\n").currency == "GBP"
    plain = "customer_id,date,amount\na,2024-01-01,500\nb,2024-01-01,600\n"
    yen = shop(plain, currency="JPY")
    assert (yen.currency, yen.minor_digits, yen.transactions["amount_minor"].tolist()) == ("JPY", 0, [500, 600])
    unknown = shop(plain)
    assert unknown.currency == "XXX"
    assert "--currency" in unknown.quality.notes[0].en
    with pytest.raises(DataFileError, match="the amounts are in EUR, but --currency says USD"):
        shop("customer_id,date,amount\na,2024-01-01,€5\nb,2024-01-01,6\n", currency="USD")
    with pytest.raises(InputError, match="--currency dollars: not a currency"):
        shop(plain, currency="dollars")


def test_ids_written_as_decimals_lose_their_point_zero(shop):
    lines = shop("customer_id,date,amount\n13085.0,2024-01-01,5\n13086.0,2024-01-01,6\n").transactions
    assert lines["customer_id"].tolist() == ["13085", "13086"]


def test_customers_known_by_email_get_ids_that_hide_it_everywhere(shop):
    cleaned = shop(
        "email,date,amount\nAnn@example.com,2024-01-01,5\nbob@example.com,2024-01-01,6\nann@example.com,2024-02-01,5\n",
        reviews="email,date,rating,text\nann@example.com,2024-01-05,5,fine\n",
    )
    ids = set(cleaned.transactions["customer_id"])
    assert len(ids) == 2
    assert all(i.startswith("c-") for i in ids)
    assert set(cleaned.reviews["customer_id"]) < ids
    assert sorted(cleaned.customers["email"].str.lower()) == ["ann@example.com", "bob@example.com"]
    assert "example.com" not in str(cleaned.quality.to_json())


def test_customers_known_by_phone_get_ids_that_hide_it(shop):
    cleaned = shop("会员号,日期,金额\n13800138000,2024-01-01,5\n13900139000,2024-01-01,6\n")
    assert all(i.startswith("c-") for i in cleaned.transactions["customer_id"])
    assert sorted(cleaned.customers["phone"]) == ["13800138000", "13900139000"]
    assert "13800138000" not in str(cleaned.quality.to_json())


def test_the_callers_frames_are_left_as_they_were(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,order_id,date,amount\na,1,2024-01-01,5\nb,2,2024-01-01,-5\nb,3,2024-01-01,9\n")
    raw = read_shop(path)
    before = raw.transactions.frame.copy(deep=True)
    clean(raw, today=TODAY)
    pd.testing.assert_frame_equal(raw.transactions.frame, before)
