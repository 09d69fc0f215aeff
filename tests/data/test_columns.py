"""Columns are recognised by name in two languages, or given; what is missing is said with what was found."""

import pytest

from config.errors import DataFileError, InputError
from data.column_names import SYNONYMS
from data.columns import name_key, recognise, split_mapping


def found(*headers: str, table="transactions", **mapping: str) -> dict[str, str]:
    return recognise(headers, table, file="a.csv", mapping=mapping)


@pytest.mark.parametrize(
    "headers",
    [
        ("customer_id", "date", "amount"),
        ("Customer ID", "Order Date", "Line Total"),
        ("会员编号", "下单时间", "实付金额"),
        ("客户编号", "日期", "销售额（元）"),
        ("household_id", "transaction_timestamp", "sales_value"),
        ("UserID", "createdAt", "Amount (USD)"),
    ],
)
def test_the_needed_columns_are_recognised_in_english_and_chinese(headers):
    assert tuple(found(*headers)[name] for name in ("customer_id", "date", "amount")) == headers


def test_every_optional_column_is_recognised():
    headers = (
        "顾客ID",
        "订单日期",
        "金额",
        "订单编号",
        "商品编号",
        "商品名称",
        "商品分类",
        "数量",
        "单价",
        "国家",
        "渠道",
        "币种",
    )
    assert set(found(*headers)) == set(SYNONYMS["transactions"])


def test_a_price_and_a_quantity_replace_an_amount():
    columns = found("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
    assert columns["unit_price"] == "Price"
    assert "amount" not in columns


def test_the_better_name_wins_where_two_would_do():
    assert found("buyer", "customer_id", "date", "amount")["customer_id"] == "customer_id"
    assert found("customer_id", "created_at", "order_date", "amount")["date"] == "order_date"


def test_what_is_given_comes_before_what_is_recognised():
    assert found("customer_id", "date", "amount", "Paid", amount="Paid")["amount"] == "Paid"
    assert found("customer_id", "date", "amount", "PAID ", amount="paid")["amount"] == "PAID "


def test_reviews_customers_and_events_have_their_own_columns():
    assert found("id", "客户编号", "评分", "评论内容", "评论时间", table="reviews") == {
        "review_id": "id",
        "customer_id": "客户编号",
        "rating": "评分",
        "text": "评论内容",
        "date": "评论时间",
    }
    assert found("会员号", "姓名", "手机号", "邮箱", table="customers")["phone"] == "手机号"
    assert found("user_id", "event_time", "event_type", "product_id", table="events")["event"] == "event_type"


def test_a_missing_column_is_named_with_what_was_found_and_the_nearest():
    with pytest.raises(DataFileError) as caught:
        found("customer_id", "date", "amuont")
    assert str(caught.value) == (
        "a.csv: no column for 'amount' or 'unit_price'; found 'customer_id, date, amuont', expected a column such as "
        "'amount', or --map amount=COLUMN (nearest: 'amuont')"
    )


def test_a_given_column_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(DataFileError, match=r"no column 'Totl', which --map gives for 'amount'.*nearest: 'Total'"):
        found("customer_id", "date", "Total", amount="Totl")


def test_a_map_names_its_table_and_canonical_column():
    parts = split_mapping({"order_id": "Invoice", "reviews.rating": "Score", "timestamp": "When"})
    assert parts["transactions"] == {"order_id": "Invoice", "date": "When"}
    assert parts["reviews"] == {"rating": "Score"}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("amuont", "Did you mean 'amount'"),
        ("review.rating", "no table 'review'"),
        ("x", "transactions have no column 'x'"),
    ],
)
def test_an_unknown_map_is_refused(key, message):
    with pytest.raises(InputError, match=message):
        split_mapping({key: "Total"})


def test_no_synonym_stands_for_two_columns_of_one_table_except_that_an_email_may_be_the_id():
    for table, columns in SYNONYMS.items():
        owners: dict[str, set[str]] = {}
        for canonical, names in columns.items():
            for name in names:
                owners.setdefault(name_key(name), set()).add(canonical)
        shared = [name for name, own in owners.items() if len(own) > 1 and own != {"customer_id", "email"}]
        assert shared == [], table
