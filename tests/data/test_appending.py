"""New files among those of a build: as if all had been cleaned together, with what is known left out."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from config.errors import InputError
from data.appending import AppendedShop, KnownShop, append
from data.cleaning import CleanShop, clean
from data.raw_shop import RawShop
from data.sources import read_shop

HEAD = "order_id,customer_id,date,product_id,quantity,unit_price"
OLD = [
    "o1,ann,2024-01-05,lamp,1,50",
    "o2,bob,2024-01-10,mug,2,5",
    "o3,bob,2024-02-01,lamp,1,50",
    "o4,cyd,2024-02-03,mug,1,5",
]
TODAY = dt.date(2024, 12, 31)


@pytest.fixture
def read(tmp_path):
    def reading(rows: list[str], head: str = HEAD, **others: list[str] | str | None) -> RawShop:
        paths = {}
        for name, lines in {"orders": [head, *rows], **others}.items():
            if isinstance(lines, list):
                paths[name] = tmp_path / f"{name}.csv"
                paths[name].write_text("\n".join(lines) + "\n", encoding="utf-8")
        currency = others.get("currency", "EUR")
        tables = {name: paths.get(name) for name in ("reviews", "customers", "events")}
        return read_shop(paths["orders"], source="generic", currency=currency, **tables)

    return reading


def known(shop: CleanShop) -> KnownShop:
    return KnownShop(
        transactions=shop.transactions,
        undone=shop.undone,
        reviews=shop.reviews,
        customers=shop.customers,
        events=shop.events,
        quality=shop.quality,
        currency=shop.currency,
        minor_digits=shop.minor_digits,
        as_of=shop.as_of,
        first_day=shop.first_day,
    )


def again(before: KnownShop, made: AppendedShop) -> KnownShop:
    names = [field.name for field in dataclasses.fields(KnownShop)]
    return dataclasses.replace(before, **{name: getattr(made, name) for name in names if hasattr(made, name)})


def sums(lines: pd.DataFrame) -> dict[str, int]:
    return {str(who): int(total) for who, total in lines.groupby("customer_id")["amount_minor"].sum().items()}


def adds_up(made: AppendedShop) -> bool:
    book = made.quality.table("transactions")
    return book.rows_kept == len(made.transactions) and book.rows("dropped") == book.rows_in - book.rows_kept


def test_new_lines_are_added_as_if_all_files_had_been_one(read):
    new = ["o5,ann,2024-03-01,mug,1,5", "o6,dan,2024-03-02,lamp,2,50"]
    made = append(known(clean(read(OLD), today=TODAY)), read(new), today=TODAY)
    whole = clean(read([*OLD, *new]), today=TODAY)
    pd.testing.assert_frame_equal(made.transactions, whole.transactions)
    assert (made.as_of, made.first_day) == (whole.as_of, whole.first_day)
    assert made.quality.table("transactions") == whole.quality.table("transactions")
    assert (made.additions.lines_new, made.additions.customers_new, made.additions.lines_late) == (2, 1, 0)


def test_the_same_file_again_changes_nothing_and_says_so(read):
    new = ["o5,ann,2024-03-01,mug,1,5", "o3,bob,2024-03-05,lamp,-1,50"]
    before = known(clean(read(OLD), today=TODAY))
    once = append(before, read(new), today=TODAY)
    twice = append(again(before, once), read(new), today=TODAY)
    assert twice.additions.nothing
    assert (twice.additions.lines_known, twice.additions.lines_new) == (2, 0)
    pd.testing.assert_frame_equal(twice.transactions, once.transactions)
    assert "2 known already" in twice.additions.text().en
    assert adds_up(twice)


def test_a_file_that_overlaps_adds_only_what_is_new(read):
    made = append(known(clean(read(OLD), today=TODAY)), read([*OLD[2:], "o5,ann,2024-03-01,mug,1,5"]), today=TODAY)
    assert (made.additions.lines_known, made.additions.lines_new) == (2, 1)
    assert len(made.transactions) == 5
    assert made.quality.table("transactions").rule("known").rows == 2


def test_two_equal_purchases_are_known_only_where_there_were_two(read):
    head = "customer_id,date,amount"
    old = ["ann,2024-01-05,10", "ann,2024-01-05,10", "bob,2024-01-06,7"]
    before = known(clean(read(old, head), today=TODAY))
    made = append(before, read(["ann,2024-01-05,10", "ann,2024-01-05,10", "ann,2024-01-05,10"], head), today=TODAY)
    assert (made.additions.lines_known, made.additions.lines_new) == (2, 1)
    assert sums(made.transactions)["ann"] == 3000


def test_a_cancellation_undoes_a_sale_of_before(read):
    new = ["o3,bob,2024-03-05,lamp,-1,50"]
    made = append(known(clean(read(OLD), today=TODAY)), read(new), today=TODAY)
    whole = clean(read([*OLD, *new]), today=TODAY)
    assert sums(made.transactions) == {"ann": 5000, "bob": 1000, "cyd": 500}
    pd.testing.assert_frame_equal(made.transactions, whole.transactions)
    assert made.additions.lines_undone == 1
    assert made.quality.table("transactions").rule("cancelled").rows == 2
    assert adds_up(made)


def test_a_sale_that_was_cancelled_before_does_not_come_back(read):
    before = known(clean(read([*OLD, "o3,bob,2024-02-05,lamp,-1,50"]), today=TODAY))
    made = append(before, read([OLD[2], "o7,ann,2024-03-01,mug,1,5"]), today=TODAY)
    assert sums(made.transactions)["bob"] == 1000
    assert (made.additions.lines_known, made.additions.lines_new) == (1, 1)


def test_a_customer_whose_only_purchase_is_cancelled_leaves(read):
    made = append(known(clean(read(OLD), today=TODAY)), read(["o4,cyd,2024-03-05,mug,-1,5"]), today=TODAY)
    assert sorted(sums(made.transactions)) == ["ann", "bob"]
    assert made.additions.customers_gone == 1
    assert "1 customers have no purchase left" in made.quality.summary("en")
    assert adds_up(made)


def test_a_return_counts_once_its_customer_buys(read):
    old = [*OLD, "o8,dan,2024-02-04,mug,-1,5"]
    new = ["o9,dan,2024-03-01,lamp,1,50"]
    before = known(clean(read(old), today=TODAY))
    assert "dan" not in sums(before.transactions)
    made = append(before, read(new), today=TODAY)
    whole = clean(read([*old, *new]), today=TODAY)
    assert sums(made.transactions)["dan"] == 4500
    pd.testing.assert_frame_equal(made.transactions, whole.transactions)
    assert [rule.code for rule in made.quality.table("transactions").rules] == ["returns"]
    assert made.quality.table("transactions").rule("returns").money_minor == -500
    assert adds_up(made)


def test_late_lines_are_taken_and_counted(read):
    made = append(known(clean(read(OLD), today=TODAY)), read(["o5,ann,2024-01-20,mug,1,5"]), today=TODAY)
    assert (made.additions.lines_late, made.additions.lines_new) == (1, 1)
    assert made.as_of == dt.date(2024, 2, 3)
    assert made.transactions["day"].is_monotonic_increasing


def test_the_day_can_go_on_without_orders(read):
    made = append(known(clean(read(OLD), today=TODAY)), read(OLD[:1]), as_of=dt.date(2024, 4, 1), today=TODAY)
    assert made.additions.nothing
    assert made.as_of == dt.date(2024, 4, 1)


def test_ambiguous_dates_are_read_as_the_shop_wrote_them_before(read):
    head = "customer_id,date,amount"
    before = known(clean(read(["ann,12/25/2023,10", "bob,12/26/2023,7"], head), today=TODAY))
    made = append(before, read(["ann,03/04/2024,5"], head), today=TODAY)
    assert made.as_of == dt.date(2024, 3, 4)


@pytest.mark.parametrize(
    ("rows", "currency", "as_of", "message"),
    [
        (["o5,ann,2024-03-01,mug,1,5"], "USD", None, "the amounts are in USD, the build is in EUR"),
        (["o5,ann,2023-03-01,mug,1,5"], "EUR", None, "all orders are of before 2024-01-05"),
        (["o5,ann,2024-03-01,mug,1,5"], "EUR", dt.date(2024, 1, 1), "lies before 2024-02-03"),
        (["o5,,2024-03-01,mug,1,5", "o6,nan,2024-03-01,mug,1,5"], "EUR", None, "the column is empty"),
        (["o5,ann,2024-03-01,mug,1,", "o6,nan,2024-03-01,mug,1,5"], "EUR", None, "no usable line is left of 2"),
    ],
)
def test_what_does_not_belong_to_the_build_is_refused_in_one_line(read, rows, currency, as_of, message):
    before = known(clean(read(OLD), today=TODAY))
    with pytest.raises(InputError, match=message) as caught:
        append(before, read(rows, currency=currency), as_of=as_of, today=TODAY)
    assert "\n" not in str(caught.value)


def test_reviews_are_known_by_id_and_a_changed_one_replaces_itself(read):
    head = "review_id,date,rating,text,customer_id"
    old = read(OLD, reviews=[head, "r1,2024-01-20,5,Good lamp,ann", "r2,2024-02-02,2,Late,bob"])
    new = read(
        OLD[:1],
        reviews=[head, "r1,2024-01-20,5,Good lamp,ann", "r2,2024-02-02,4,Late but nice,bob", "r3,2024-02-03,1,Bad,cyd"],
    )
    made = append(known(clean(old, today=TODAY)), new, today=TODAY)
    assert made.reviews is not None
    assert made.fresh_reviews is not None
    assert dict(zip(made.reviews["review_id"], made.reviews["text"], strict=True)) == {
        "r1": "Good lamp",
        "r2": "Late but nice",
        "r3": "Bad",
    }
    assert sorted(made.fresh_reviews["review_id"]) == ["r2", "r3"]
    assert made.stale_reviews == ("r2",)
    counts = made.additions
    assert (counts.reviews_new, counts.reviews_changed, counts.reviews_known) == (1, 1, 1)
    assert made.quality.table("reviews").rows_kept == 3


def test_reviews_without_ids_are_known_by_what_they_say_and_get_ids_of_their_own(read):
    head = "date,rating,text,customer_id"
    old = read(OLD, reviews=[head, "2024-01-20,5,Good lamp,ann", "2024-02-02,2,Late,bob"])
    new = read(OLD[:1], reviews=[head, "2024-02-03,1,Bad,cyd", "2024-02-02,2,Late,bob"])
    made = append(known(clean(old, today=TODAY)), new, today=TODAY)
    assert made.reviews is not None
    assert made.reviews["review_id"].is_unique
    assert sorted(made.reviews["text"]) == ["Bad", "Good lamp", "Late"]
    assert made.stale_reviews == ()


def test_newer_values_of_a_customer_win_and_empty_ones_do_not(read):
    head = "customer_id,name,city,age"
    old = read(OLD, customers=[head, "ann,Ann,Rome,30", "bob,Bob,Bonn,40"])
    new = read(OLD[:1], customers=[head, "ann,,Oslo,31", "cyd,Cyd,Kyiv,50"])
    made = append(known(clean(old, today=TODAY)), new, today=TODAY)
    assert made.customers is not None
    people = made.customers.set_index("customer_id")
    assert people.loc["ann"].tolist() == ["Ann", "Oslo", 31.0]
    assert people.loc["bob"].tolist() == ["Bob", "Bonn", 40.0]
    assert people.loc["cyd"].tolist() == ["Cyd", "Kyiv", 50.0]
    assert made.additions.records_changed == 2
    assert made.quality.table("customers").rows_kept == 3


def test_events_are_added_and_known_ones_left_out(read):
    head = "customer_id,timestamp,event"
    old = read(OLD, events=[head, "ann,2024-01-20,view", "bob,2024-02-02,cart"])
    new = read(OLD[:1], events=[head, "bob,2024-02-02,cart", "bob,2024-02-03,view", "ann,2024-02-01,view"])
    made = append(known(clean(old, today=TODAY)), new, today=TODAY)
    assert made.events is not None
    assert len(made.events) == 4
    assert made.events["day"].is_monotonic_increasing
    assert (made.additions.events_new, made.additions.events_known) == (2, 1)


def test_both_languages_count_the_same(read):
    made = append(known(clean(read(OLD), today=TODAY)), read(["o3,bob,2024-03-05,lamp,-1,50"]), today=TODAY)
    said = made.additions.text()
    assert said.en == "1 order lines read, 0 new, 0 known already, 1 older lines undone by a cancellation"
    assert said.zh == "读入订单行 1 条，新增 0 条，已有 0 条，因取消而剔除的旧订单行 1"
