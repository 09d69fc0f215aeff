"""Every rule of cleaning on lines that can be added up by hand, and every refusal in one line."""

import datetime as dt

import pandas as pd
import pytest

from config.errors import InputError
from data.cleaning import CleanShop, clean
from data.sources import read_shop


def rule(cleaned: CleanShop, code: str, table: str = "transactions"):
    return cleaned.quality.table(table).rule(code)


def codes(cleaned: CleanShop, table: str = "transactions") -> dict[str, int]:
    return {r.code: r.rows for r in cleaned.quality.table(table).rules}


def padded(*rows: str, header: str = "customer_id,order_id,date,amount") -> str:
    """The rows after 200 plain ones, so that one odd row is less than one in a hundred."""
    plain = [f"P{i % 7},o{i},2024-01-01,1.00" + "," * (header.count(",") - 3) for i in range(200)]
    return "\n".join([header, *plain, *rows]) + "\n"


def test_three_columns_are_enough_and_ids_keep_their_zeros(clean_orders):
    lines = clean_orders("customer_id,date,amount\n007,2024-01-02,1.50\n7,2024-01-01,2\n").transactions
    assert lines.to_dict("list") == {
        "customer_id": ["7", "007"],
        "order_id": ["7@2024-01-01", "007@2024-01-02"],
        "day": [19723, 19724],
        "amount_minor": [200, 150],
        "is_return": [False, False],
    }
    assert str(lines["day"].dtype) == "int32"
    assert str(lines["amount_minor"].dtype) == "int64"


def test_the_amount_is_computed_from_quantity_and_price(clean_orders):
    lines = clean_orders("customer_id,date,quantity,price\na,2024-01-01,3,1.15\nb,2024-01-01,0.5,0.01\n").transactions
    assert lines["amount_minor"].tolist() == [345, 1]
    assert lines["unit_price_minor"].tolist() == pytest.approx([115, 1])


def test_exact_duplicates_go_where_an_order_number_tells_lines_apart(clean_orders):
    cleaned = clean_orders("customer_id,order_id,date,amount\na,1,2024-01-01,5\na,1,2024-01-01,5\nb,2,2024-01-01,5\n")
    assert codes(cleaned) == {"repeated": 1}
    assert rule(cleaned, "repeated").money_minor == 500
    assert rule(cleaned, "repeated").examples[0] == {"row": 3, "order_id": "1", "date": "2024-01-01", "amount": "5"}


def test_equal_purchases_on_a_day_are_kept_where_nothing_tells_them_apart(clean_orders):
    cleaned = clean_orders("customer_id,date,amount\na,2024-01-01,5\na,2024-01-01,5\nb,2024-01-01,5\n")
    assert len(cleaned.transactions) == 3
    assert "1 lines equal another" in cleaned.quality.tables[0].notes[0].en


def test_lines_that_differ_only_in_a_column_of_their_own_are_no_duplicates(clean_orders):
    cleaned = clean_orders(
        "customer_id,order_id,position,date,amount\na,1,1,2024-01-01,5\na,1,2,2024-01-01,5\nb,2,1,2024-01-01,5\n"
    )
    assert cleaned.transactions["amount_minor"].sum() == 1500


def test_missing_customers_are_counted_and_left_out(clean_orders):
    cleaned = clean_orders("customer_id,date,amount\na,2024-01-01,5\n,2024-01-01,7\nnan,2024-01-01,8\nb,2024-01-01,5\n")
    assert (rule(cleaned, "no_customer").rows, rule(cleaned, "no_customer").money_minor) == (2, 1500)


def test_a_cancellation_takes_its_sale_with_it(clean_orders):
    cleaned = clean_orders(
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
def test_a_return_that_undoes_no_sale_stays_as_a_negative_line(clean_orders, line):
    sales = "a,1,p,2024-01-01,2,5\nb,2,z,2024-01-01,1,1\n"
    cleaned = clean_orders(f"customer_id,order_id,product_id,date,quantity,price\n{sales}{line}\n")
    assert len(cleaned.transactions) == 3
    returns = cleaned.transactions[cleaned.transactions["is_return"]]
    assert (returns["amount_minor"] < 0).all()
    assert rule(cleaned, "returns").rows == 1


def test_each_cancellation_undoes_one_sale_the_latest_before_it(clean_orders):
    cleaned = clean_orders(
        "customer_id,order_id,date,amount\n"
        "a,1,2024-01-01,5\na,2,2024-01-02,5\na,C,2024-01-03,-5\na,3,2024-01-04,5\nb,4,2024-01-01,1\n"
    )
    assert cleaned.transactions["order_id"].tolist() == ["1", "4", "3"]


def test_a_sale_and_its_cancellation_at_the_same_moment_go_in_whatever_order_they_stand(clean_orders):
    cleaned = clean_orders(
        "customer_id,order_id,date,amount\na,C,2024-01-01,-5\na,1,2024-01-01,5\na,2,2024-01-02,1\nb,3,2024-01-01,1\n"
    )
    assert sorted(cleaned.transactions["order_id"]) == ["2", "3"]


def test_customers_left_with_returns_only_are_left_out_and_counted(clean_orders):
    cleaned = clean_orders("customer_id,order_id,date,amount\na,1,2024-01-01,5\nb,2,2024-01-01,5\nc,3,2024-01-01,-5\n")
    assert codes(cleaned)["only_returns"] == 1
    assert "1 customers have no purchase left" in cleaned.quality.tables[0].notes[0].en


def test_a_negative_quantity_with_a_positive_amount_is_a_return(clean_orders):
    cleaned = clean_orders(
        "customer_id,order_id,date,amount,quantity\na,1,2024-01-01,9,1\na,2,2024-01-02,5,-1\nb,3,2024-01-01,5,1\n"
    )
    assert cleaned.transactions["amount_minor"].sum() == 900
    assert rule(cleaned, "sign_from_quantity").rows == 1


def test_lines_of_zero_amount_are_kept_and_counted(clean_orders):
    cleaned = clean_orders("customer_id,date,amount\na,2024-01-01,0\nb,2024-01-01,5\n")
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
def test_a_few_impossible_lines_are_quarantined_with_an_example(clean_orders, row, code):
    cleaned = clean_orders(padded(row))
    assert codes(cleaned) == {code: 1}
    assert rule(cleaned, code).examples[0]["row"] == 202


def test_a_negative_unit_price_is_impossible(clean_orders):
    header = "customer_id,order_id,date,amount,quantity,unit_price"
    rows = [f"P{i % 7},o{i},2024-01-01,,1,2" for i in range(200)]
    cleaned = clean_orders(
        "\n".join([header.replace(",amount", ""), *(r.replace(",,", ",") for r in rows), "z,9,2024-01-01,1,-5"])
    )
    assert codes(cleaned) == {"impossible_price": 1}


def test_lines_after_the_as_of_day_are_left_out(clean_orders):
    text = "customer_id,date,amount\na,2024-01-01,5\nb,2024-01-02,6\nc,2024-01-03,7\n"
    cleaned = clean_orders(text, as_of=dt.date(2024, 1, 2))
    assert (cleaned.as_of, cleaned.first_day) == (dt.date(2024, 1, 2), dt.date(2024, 1, 1))
    assert rule(cleaned, "after_as_of").money_minor == 700
    assert clean_orders(text).as_of == dt.date(2024, 1, 3)
    with pytest.raises(InputError, match="no usable line is left of 3; most were lines after the as-of day"):
        clean_orders(text, as_of=dt.date(2023, 1, 1))


def test_rows_read_equal_rows_kept_and_rows_left_out_by_each_rule(clean_orders):
    text = padded(
        "z,9,2024-02-30,5", ",9,2024-01-01,5", "P1,o1,2024-01-01,1.00", "P1,x,2024-01-01,-1.00", "Q,y,2024-01-01,-3"
    )
    cleaned = clean_orders(text)
    table = cleaned.quality.table("transactions")
    assert table.rows_in == 205
    assert table.rows_kept == len(cleaned.transactions)
    assert table.rows_in == table.rows_kept + sum(r.rows for r in table.rules if r.effect == "dropped")


def test_money_left_out_and_kept_add_up_to_the_money_read(clean_orders):
    cleaned = clean_orders(padded(",9,2024-01-01,5.25", "P1,o1,2024-01-01,1.00", "P1,x,2024-01-01,-1.00"))
    dropped = sum(r.money_minor for r in cleaned.quality.table("transactions").rules if r.effect == "dropped")
    assert cleaned.transactions["amount_minor"].sum() + dropped == 20_000 + 525 + 100 - 100


def test_equal_input_gives_equal_tables_whatever_the_order_of_rows(clean_orders):
    rows = ["a,1,2024-01-02,5", "b,2,2024-01-01,6", "a,3,2024-01-01,7", "b,2,2024-01-01,8"]
    one = clean_orders("\n".join(["customer_id,order_id,date,amount", *rows])).transactions
    two = clean_orders("\n".join(["customer_id,order_id,date,amount", rows[1], rows[3], rows[2], rows[0]])).transactions
    pd.testing.assert_frame_equal(one, two)


def test_the_callers_frames_are_left_as_they_were(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,order_id,date,amount\na,1,2024-01-01,5\nb,2,2024-01-01,-5\nb,3,2024-01-01,9\n")
    raw = read_shop(path)
    before = raw.transactions.frame.copy(deep=True)
    clean(raw, today=dt.date(2026, 1, 1))
    pd.testing.assert_frame_equal(raw.transactions.frame, before)
