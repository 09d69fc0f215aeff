"""Stock hints of the handmade shop: known and new customers' demand by category, with and without a test."""

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from config.settings import Settings
from data.builds import EVALUATION
from data.files import write_json
from data.workspace import Workspace
from tests.tools.conftest import Conversation, tool_caller
from tools.shop import Shop
from tools.shop_words import dictionary_for

WAYS = [{"way": "customers", "wape": 0.2, "mape": 0.3}, {"way": "last", "wape": 0.25, "mape": 0.4}]
PERIOD = {
    "days": 60,
    "actual_minor": 1000,
    "expected_minor": 900,
    "new_minor": 100,
    "unforeseen_minor": 0,
    "ways": WAYS,
}
TESTED = {
    "groups": 3,
    "way": "customers",
    "chosen": {**PERIOD, "from": "2010-03-03", "until": "2010-05-01"},
    "tested": {**PERIOD, "from": "2010-05-02", "until": "2010-06-30", "held": 0.75},
    "spread": 0.1,
}


@pytest.fixture(scope="module")
def tested_shop(build, tmp_path_factory) -> Shop:
    """The same build with the test of an evaluation."""
    root = tmp_path_factory.mktemp("tested")
    shutil.copytree(build.path.parent.parent, root, dirs_exist_ok=True)
    by_group = {"category": TESTED, "product": {**TESTED, "way": "last"}}
    write_json({"demand": by_group}, Workspace(root).current().path / EVALUATION)
    return Shop.open(Workspace(root).current(), Settings())


@pytest.fixture(scope="module")
def tested(tested_shop) -> Callable[..., Conversation]:
    """Calls tools on it."""
    return tool_caller(tested_shop)


def by(conversation: Conversation, key: str, value: str) -> dict[str, object]:
    return {row[key]: row[value] for row in conversation.result.table.rows}


def test_demand_is_that_of_known_and_of_new_customers(tested):
    found = tested("plan_actions", what="stock", days=60)
    whole = tested("plan_actions", what="stock", days=60, by="all")
    # New in the 60 days to 30 June: 17850, K7, K8 and K9, who bought for 80 + 5 + 90 and returned for 10.
    new = sum(row["expected_demand"] * row["new_share"] for row in found.result.table.rows)
    assert new == pytest.approx(165, abs=0.05)
    each = [row["expected_demand"] for row in found.result.table.rows]
    assert whole.result.table.rows[0]["expected_demand"] == pytest.approx(sum(each), abs=0.03)
    assert each == sorted(each, reverse=True)


def test_it_is_set_beside_the_days_just_past_in_money_and_units(tested):
    found = tested("plan_actions", what="stock", days=60)
    # Home: lamps on 20 and 15 June, one returned on the 18th, candles on 5 and 28 June.
    assert by(found, "category", "sold_before")["Home"] == pytest.approx(50 + 50 - 50 + 10 + 5)
    assert by(found, "category", "units_before")["Home"] == 1 + 1 - 1 + 4 + 2
    assert set(by(found, "category", "sold_year_before").values()) == {None}
    assert "The data do not hold the same days a year before." in [note.en for note in found.result.table.notes]


def test_only_what_lies_wholly_above_the_days_past_calls_for_more(tested, tested_shop):
    rising = tested("plan_actions", what="stock", days=60, rising=True).result.table
    assert rising.rows == ()
    assert rising.notes[0].en.startswith("Of none does the whole interval lie above")
    # The same customers, of whom as much is expected, have spent a hundredth of it so far.
    orders = tested_shop.tables.orders
    tables = replace(tested_shop.tables, orders=orders.assign(amount_minor=orders["amount_minor"] // 100))
    poor = tool_caller(Shop(tested_shop.build, tested_shop.settings, tables=tables, dictionary=tested_shop.dictionary))
    rows = poor("plan_actions", what="stock", days=60, rising=True).result.table.rows
    assert sorted(row["category"] for row in rows) == ["Fashion", "Home", "Kitchen"]
    assert all(row["demand_lo"] > row["sold_before"] and row["stock_hint"] == "more" for row in rows)


def test_products_are_told_by_the_way_that_held_for_products(tested):
    found = tested("plan_actions", what="stock", days=60, by="product", language="zh")
    assert by(found, "product_id", "expected_demand") == by(found, "product_id", "sold_before")
    assert by(found, "product_id", "product")["P1"] == "Lamp"
    assert set(by(found, "product_id", "stock_hint").values()) == {"大致持平"}


def test_the_test_is_told_with_the_way_that_is_shown_first(tested):
    found = tested("plan_actions", what="stock_test").result
    rows = [(row["wape"], row["wape_before"], row["held"]) for row in found.table.rows]
    assert rows == [(0.2, 0.2, 0.75), (0.25, 0.25, None)]
    assert any("2010-05-02" in note.en for note in found.table.notes)


def test_without_a_test_there_is_neither_interval_nor_hint(call):
    found = call("plan_actions", what="stock", days=60).result
    assert all(row["demand_lo"] is None and row["stock_hint"] is None for row in found.table.rows)
    assert any("Build again" in note.en for note in found.table.notes)
    assert call("plan_actions", what="stock_test").result.table.rows == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"days": 120}, "88 days at most"),
        ({"filters": [{"column": "country", "op": "eq", "value": "Germany"}]}, "leave out filters"),
        ({"customer_id": "0012"}, "customer_id"),
        ({"what": "actions", "by": "category"}, "only stock takes by"),
    ],
)
def test_what_cannot_be_told_is_said(call, arguments, said):
    error = call("plan_actions", **{"what": "stock", **arguments}).error
    assert error["error"] == "invalid"
    assert said in error["message"]


def test_a_shop_without_categories_is_told_by_product(shop):
    # The dictionary is that of the tables, as when a build is opened.
    tables = replace(shop.tables, orders=shop.tables.orders.drop(columns="category"))
    bare = tool_caller(Shop(shop.build, shop.settings, tables=tables, dictionary=dictionary_for(shop.build, tables)))
    assert bare("plan_actions", what="stock", days=60).result.table.columns[0].key == "product_id"
    assert "ask by product" in bare("plan_actions", what="stock", days=60, by="category").error["message"]
