"""describe_data says what there is, in the words the other tools take."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from data.builds import Build
from tests.tools.conftest import tool_caller
from tools.shop import Shop

Call = Any


def test_the_overview_counts_tables_and_names_their_days(call: Call) -> None:
    found = call("describe_data").result
    assert found.table.rows == (
        {"table": "customers", "rows": 8, "first_day": "2010-01-05", "last_day": "2010-06-30"},
        {"table": "order lines", "rows": 20, "first_day": "2010-01-05", "last_day": "2010-06-30"},
        {"table": "reviews", "rows": 8, "first_day": "2010-01-12", "last_day": "2010-06-30"},
    )
    assert found.table.notes[0].en == "This is a simulated shop: no real customers."
    assert "1 left out" in found.table.notes[1].en


@pytest.mark.no_cover
def test_every_key_it_names_can_be_asked(call: Call, shop: Shop) -> None:
    extra = call("describe_data").result.extra
    for tool, keys in extra["metrics"].items():
        for key in keys:
            made = call(tool, measures=[{"metric": key}])
            assert made.messages[0].status == "success", (tool, key, made.messages[0].content)
    for key in extra["attributes"]:
        for table in shop.dictionary.attribute(key).tables:
            made = call(f"query_{table}", columns=[key])
            assert made.messages[0].status == "success", (table, key, made.messages[0].content)


def test_no_personal_value_is_shown_as_an_example(call: Call) -> None:
    content = str(call("describe_data").messages[0].content)
    assert "Anna" not in content
    assert "@" not in content
    assert json.loads(content)["extra"]["personal"] == ["name", "email", "phone"]


def test_a_word_is_explained_by_the_nearest_keys(call: Call) -> None:
    rows = call("describe_data", about=["客单价", "country"], language="zh").result.table.rows
    by_key = {row["key"]: row for row in rows}
    assert by_key["average_order_value"]["definition"] == "净销售额除以订单数。"
    assert by_key["average_order_value"]["unit"] == "GBP"
    assert "Germany (德国)" in str(by_key["country"]["values"])


def test_what_nothing_is_called_is_said(call: Call) -> None:
    found = call("describe_data", about=["gross margin", "turnover", "country"]).result
    (note,) = found.table.notes
    assert note.en == "Nothing here is called gross margin; the nearest keys follow."
    assert {"revenue", "country"} <= {row["key"] for row in found.table.rows}
    assert call("describe_data", about=["turnover", "客单价", "revenue"]).result.table.notes == ()


def test_quality_lists_every_rule_with_its_effect(call: Call) -> None:
    found = call("describe_data", about=["quality"]).result
    assert found.table.rows == (
        {
            "table": "order lines",
            "rule": "repeated",
            "name": "repeated",
            "effect": "left out",
            "rows": 1,
            "share": 0.047619,
            "amount": 5.0,
        },
    )


def test_the_words_of_the_data_are_the_most_frequent_first(shop: Shop) -> None:
    assert shop.lexicon.values["country"][0] == "United Kingdom"
    assert shop.lexicon.values["category"] == ("Home", "Kitchen", "Fashion")
    assert "0012" in shop.lexicon.customer_ids
    assert "012" not in shop.lexicon.customer_ids
    assert shop.lexicon.customer_ids.position("12") == 1


def test_the_dictionary_lists_every_entry_with_its_words_and_whose_they_are(
    build: Build, tmp_path: Path, shop: Shop
) -> None:
    shutil.copytree(build.path, tmp_path / "builds" / build.id)
    (tmp_path / "kezhi.toml").write_text(
        '[metrics.revenue]\nname = ["takings", "进账"]\n'
        '[segments.VIP]\nzh = ["贵宾"]\nfilters = [{column = "orders", op = "ge", value = 3}]\n',
        encoding="utf-8",
    )
    opened = Shop.open(Build.open(tmp_path / "builds" / build.id), Settings(workspace=tmp_path))
    rows = tool_caller(opened)("describe_data", about=["dictionary"], language="zh").result.table.rows
    assert len(rows) == len(opened.dictionary.metrics) + len(opened.dictionary.attributes) + 1
    assert (rows[0]["kind"], rows[0]["key"], rows[0]["definition"]) == ("自定义客群", "VIP", "订单数至少3")
    assert rows[0]["chinese"] == "VIP、贵宾"
    own = [row["key"] for row in rows if row["whose"] == "公司自定义"]
    assert own == ["VIP", "revenue"]
    revenue = next(row for row in rows if row["key"] == "revenue")
    assert (revenue["name"], revenue["unit"]) == ("进账", "GBP")
    assert str(revenue["english"]).startswith("takings, revenue, sales")
    standard = tool_caller(shop)("describe_data", about=["dictionary"]).result.table.rows
    assert {row["whose"] for row in standard} == {"standard"}
