"""What cleaning refuses, how it finds the currency and whom it takes a customer for."""

import pytest

from config.errors import DataFileError, InputError


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
def test_what_cannot_be_used_is_refused_in_one_line(clean_orders, text, message):
    with pytest.raises(InputError) as caught:
        clean_orders(text)
    assert str(caught.value) == message


def test_a_currency_is_found_in_the_header_the_amounts_or_a_column_or_given(clean_orders):
    assert clean_orders("customer_id,date,金额(元)\na,2024-01-01,5\nb,2024-01-01,6\n").currency == "CNY"
    assert clean_orders("customer_id,date,amount\na,2024-01-01,€5\nb,2024-01-01,6\n").currency == "EUR"
    assert clean_orders("customer_id,date,amount,currency\na,2024-01-01,5,gbp\nb,2024-01-01,6,\n").currency == "GBP"
    plain = "customer_id,date,amount\na,2024-01-01,500\nb,2024-01-01,600\n"
    yen = clean_orders(plain, currency="JPY")
    assert (yen.currency, yen.minor_digits, yen.transactions["amount_minor"].tolist()) == ("JPY", 0, [500, 600])
    unknown = clean_orders(plain)
    assert unknown.currency == "XXX"
    assert "--currency" in unknown.quality.notes[0].en
    with pytest.raises(DataFileError, match="the amounts are in EUR, but --currency says USD"):
        clean_orders("customer_id,date,amount\na,2024-01-01,€5\nb,2024-01-01,6\n", currency="USD")
    with pytest.raises(InputError, match="--currency dollars: not a currency"):
        clean_orders(plain, currency="dollars")


def test_ids_written_as_decimals_lose_their_point_zero(clean_orders):
    lines = clean_orders("customer_id,date,amount\n13085.0,2024-01-01,5\n13086.0,2024-01-01,6\n").transactions
    assert lines["customer_id"].tolist() == ["13085", "13086"]


def test_customers_known_by_email_get_ids_that_hide_it_everywhere(clean_orders):
    cleaned = clean_orders(
        "email,date,amount\nAnn@example.com,2024-01-01,5\nbob@example.com,2024-01-01,6\nann@example.com,2024-02-01,5\n",
        reviews="email,date,rating,text\nann@example.com,2024-01-05,5,fine\n",
    )
    ids = set(cleaned.transactions["customer_id"])
    assert len(ids) == 2
    assert all(i.startswith("c-") for i in ids)
    assert set(cleaned.reviews["customer_id"]) < ids
    assert sorted(cleaned.customers["email"].str.lower()) == ["ann@example.com", "bob@example.com"]
    assert "example.com" not in str(cleaned.quality.to_json())


def test_customers_known_by_phone_get_ids_that_hide_it(clean_orders):
    cleaned = clean_orders("会员号,日期,金额\n13800138000,2024-01-01,5\n13900139000,2024-01-01,6\n")
    assert all(i.startswith("c-") for i in cleaned.transactions["customer_id"])
    assert sorted(cleaned.customers["phone"]) == ["13800138000", "13900139000"]
    assert "13800138000" not in str(cleaned.quality.to_json())


def two_line_orders(amount: str) -> str:
    rows = [f"c{i % 5},{i},2024-01-0{1 + i % 9},{q},{p},{amount}" for i in range(30) for q, p in ((1, i + 1), (2, 5))]
    return "customer_id,order_id,date,quantity,unit_price,total\n" + "\n".join(
        row.replace("TOTAL", str(int(row.split(",")[1]) + 11)) for row in rows
    )


def test_an_orders_total_on_each_of_its_lines_is_not_counted_twice(clean_orders):
    cleaned = clean_orders(two_line_orders("TOTAL"))
    assert cleaned.transactions["amount_minor"].sum() == 100 * sum(i + 1 + 10 for i in range(30))
    assert "repeats the order's total" in cleaned.quality.tables[0].notes[0].en


def test_an_orders_total_without_prices_is_at_least_pointed_out(clean_orders):
    text = two_line_orders("TOTAL").replace("quantity,unit_price", "colour,size")
    assert "revenue is counted several times" in clean_orders(text).quality.tables[0].notes[0].en


def test_line_amounts_that_are_equal_because_everything_costs_the_same_are_taken_as_they_are(clean_orders):
    rows = [f"c{i % 5},{i},{p},2024-01-01,1,5,5" for i in range(30) for p in "ab"]
    cleaned = clean_orders("customer_id,order_id,product_id,date,quantity,unit_price,amount\n" + "\n".join(rows))
    assert cleaned.transactions["amount_minor"].tolist() == [500] * 60
    assert not cleaned.quality.tables[0].notes


def test_how_ambiguous_dates_were_read_is_said(clean_orders):
    by_rule = clean_orders("customer_id,date,amount\na,05/03/2024,5\nb,04/06/2024,5\nc,06/05/2024,5\n")
    assert by_rule.quality.tables[0].notes[0].en == (
        "dates such as 03/04/2024 were read day before month; nothing in the file tells which is meant"
    )
    by_order = clean_orders("customer_id,date,amount\na,01/05/2024,5\nb,01/09/2024,5\nc,02/03/2024,5\n")
    assert "read month before day: only so is the file in order of time" in by_order.quality.tables[0].notes[0].en
    by_evidence = clean_orders("customer_id,date,amount\na,01/05/2024,5\nb,31/01/2024,5\n")
    assert not by_evidence.quality.tables[0].notes


def test_how_numbers_were_read_is_said(clean_orders):
    comma = clean_orders("customer_id;date;amount\na;2024-01-01;1.234,50\nb;2024-01-01;3,5\n")
    assert comma.transactions["amount_minor"].tolist() == [123450, 350]
    assert "decimal comma" in comma.quality.tables[0].notes[0].en
    unsure = clean_orders("customer_id;date;amount\na;2024-01-01;1,234\nb;2024-01-01;3,500\n")
    assert "read as a thousand" in unsure.quality.tables[0].notes[0].en


def test_a_price_without_quantity_is_taken_as_the_amount_and_said(clean_orders):
    cleaned = clean_orders("customer_id,date,price\na,2024-01-01,5\nb,2024-01-01,6\n")
    assert cleaned.transactions["amount_minor"].tolist() == [500, 600]
    assert "the price was taken as the amount" in cleaned.quality.tables[0].notes[0].en
