"""The metric dictionary: complete, free of double meanings, and a company's own words on top."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from config.errors import DataFileError, ToolInputError
from data.company_dictionary import company_dictionary
from data.customer_attributes import customer_attributes
from data.features import FEATURES
from data.metric_files import standard_dictionary
from data.metrics import MetricDictionary
from data.queries import run_query
from data.query_tables import QueryTables
from data.query_time import day_number
from data.segments import SEGMENT_NAMES, TIER_NAMES
from data.spec import Query
from data.value_names import channel_names, country_names

STANDARD = standard_dictionary()


def test_every_entry_speaks_both_languages() -> None:
    for entry in (*STANDARD.metrics, *STANDARD.attributes):
        assert entry.name.en
        assert entry.name.zh
        assert entry.definition.en.endswith(".")
        assert entry.definition.zh.endswith("。")


def test_no_word_means_two_metrics() -> None:
    for language in ("en", "zh"):
        meant: dict[str, str] = {}
        for metric in STANDARD.metrics:
            for word in metric.words(language):
                assert meant.setdefault(word.casefold(), metric.key) == metric.key, word


def test_no_word_means_two_attributes() -> None:
    for language in ("en", "zh"):
        meant: dict[str, str] = {}
        for attribute in STANDARD.attributes:
            for word in attribute.words(language):
                assert meant.setdefault(word.casefold(), attribute.key) == attribute.key, word


def test_no_synonym_repeats_the_name_or_itself() -> None:
    for entry in (*STANDARD.metrics, *STANDARD.attributes):
        for language in ("en", "zh"):
            words = [word.casefold() for word in entry.words(language)]
            assert len(words) == len(set(words)), entry.key


def test_both_terms_of_a_ratio_are_measured_in_its_table() -> None:
    for metric in STANDARD.metrics:
        for table, source in metric.sources.items():
            if source.rule == "ratio":
                for key in (source.numerator, source.denominator):
                    assert table in STANDARD.metric(key).sources, metric.key


def test_every_money_column_is_in_minor_units() -> None:
    for metric in STANDARD.metrics:
        for source in metric.sources.values():
            if metric.unit == "money" and source.column:
                assert source.column.endswith("_minor"), metric.key


def test_every_feature_of_the_network_can_be_asked_for() -> None:
    columns = {metric.sources["customers"].column for metric in STANDARD.metrics if "customers" in metric.sources}
    assert [feature.key for feature in FEATURES if feature.key not in columns] == []


def test_segments_and_tiers_are_called_the_same_everywhere() -> None:
    for key, names in (("rfm_segment", SEGMENT_NAMES), ("value_tier", TIER_NAMES)):
        values = STANDARD.attribute(key).values
        assert {value: named.name for value, named in values.items()} == names


def test_a_dictionary_holds_only_what_the_build_can_answer() -> None:
    minimum = {
        "customers": ["customer_id", "revenue_minor", "orders"],
        "orders": ["customer_id", "order_id", "day", "amount_minor", "is_return"],
    }
    small = STANDARD.for_build(minimum)  # type: ignore[arg-type]
    keys = {metric.key for metric in small.metrics}
    assert {"revenue", "orders", "customers", "revenue_per_customer", "repeat_share"} <= keys
    assert not {"units", "reviews", "predicted_value", "average_rating", "products"} & keys
    assert {a.key for a in small.attributes} >= {"customer_id", "order_id", "month"}
    assert not {"country", "category", "email", "rating", "segment"} & {a.key for a in small.attributes}


def test_products_are_asked_by_code_where_they_have_no_names() -> None:
    columns = {"customers": ["customer_id"], "orders": ["customer_id", "product_id"]}
    assert STANDARD.for_build(columns).attribute("product").columns == {"orders": "product_id"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "key"),
    [("turnovr", "revenue"), ("客单", "average_order_value"), ("countri", "country"), ("AOV", "average_order_value")],
)
def test_a_mistyped_word_is_near_its_metric(word: str, key: str) -> None:
    assert STANDARD.nearest(word)[0] == key


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(ToolInputError, match="there is no metric 'revenu' in this data; nearest: revenue"):
        STANDARD.metric("revenu")


# A company's own words


@pytest.fixture
def company(tmp_path: Path) -> Any:
    def write(text: str) -> MetricDictionary:
        file = tmp_path / "kezhi.toml"
        file.write_text(text, encoding="utf-8")
        return company_dictionary(file, STANDARD)

    return write


def test_a_company_renames_a_metric_and_the_old_words_are_still_understood(company: Any) -> None:
    dictionary = company('[metrics.revenue]\nname = ["takings", "营业收入"]\nzh = ["进账"]\n')
    metric = dictionary.metric("revenue")
    assert (metric.name.en, metric.name.zh) == ("takings", "营业收入")
    assert {"销售额", "进账", "消费额"} <= set(metric.words("zh"))
    assert dictionary.metric("orders") == STANDARD.metric("orders")


def test_a_company_names_the_values_of_an_attribute(company: Any) -> None:
    dictionary = company('[attributes.value_tier.values.high]\nname = ["gold", "金卡"]\nen = ["gold card"]\n')
    names = dictionary.attribute("value_tier").values["high"]
    assert names.words("zh")[0] == "金卡"
    assert "gold card" in names.words("en")


def test_without_a_company_file_the_standard_stays(tmp_path: Path) -> None:
    assert company_dictionary(tmp_path / "kezhi.toml", STANDARD) is STANDARD


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[metrics.revnue]\nen = ['x']\n", "kezhi.toml, column 'metrics': no such metric or attribute; found 'revnue'"),
        ("[metrics.revenue]\ncolor = 'x'\n", "kezhi.toml, column 'metrics.revenue.color': Extra inputs"),
        ("[metrics.revenue]\nname = ['only English']\n", "kezhi.toml, column 'metrics.revenue.name"),
        ("[metrics.revenue\n", "kezhi.toml: not a TOML file"),
        ("[segments.vip]\nfilters = []\n", "kezhi.toml, column 'segments.vip.filters'"),
        ("[segments.vip]\nfilters = [{column = 'worth', op = 'ge', value = 1}]\n", "column 'segments.vip': no such"),
        ("[segments.vip]\nfilters = [{column = 'orders', op = 'about', value = 1}]\n", "Input should be 'eq'"),
    ],
)
def test_a_faulty_company_file_gives_one_clear_line(company: Any, text: str, line: str) -> None:
    with pytest.raises(DataFileError) as caught:
        company(text)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_named_segment_filters_customers_and_orders(
    company: Any, customers: pd.DataFrame, transactions: pd.DataFrame
) -> None:
    dictionary = company(
        '[segments."高价值客户"]\nen = ["key accounts"]\n'
        'filters = [{column = "revenue", op = "ge", value = 200}, {column = "country", op = "ne", value = "France"}]\n'
    )
    tables = QueryTables.create(
        customers, transactions, as_of_day=int(transactions["day"].max()), first_day=int(transactions["day"].min())
    )
    dictionary = dictionary.for_build(tables.columns())

    def ask(table: str, **given: Any) -> Any:
        query = Query.model_validate({"table": table, **given})
        return run_query(query, tables, dictionary, minor_digits=2)

    segment = {"column": "segment", "op": "eq", "value": "高价值客户"}
    found = ask("customers", filters=[segment], columns=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["0012", "13085"]
    others = ask("customers", filters=[{**segment, "op": "ne", "value": "key accounts"}], columns=["customer_id"])
    assert others.n == 6
    assert ask("orders", filters=[segment], measures=[{"metric": "revenue"}]).rows == ({"revenue": 1720.0},)
    with pytest.raises(ToolInputError, match="with one of '高价值客户'"):
        ask("customers", filters=[{**segment, "value": "VIP"}], columns=["customer_id"])


# Names of values


def test_countries_are_known_in_both_languages_however_shops_write_them() -> None:
    names = country_names(["United Kingdom", "USA", "EIRE", "RSA", "Czech Republic", "Hong Kong", "Unspecified"])
    shown = {value: named.name.zh for value, named in names.items()}
    assert shown == {
        "United Kingdom": "英国",
        "USA": "美国",
        "EIRE": "爱尔兰",
        "RSA": "南非",
        "Czech Republic": "捷克",
        "Hong Kong": "中国香港",
        "Unspecified": "未注明",
    }
    assert "UK" in names["United Kingdom"].words("en")
    assert "香港" in names["Hong Kong"].words("zh")


def test_two_letter_values_are_codes_only_where_all_of_them_are() -> None:
    assert country_names(["DE", "BR"])["BR"].name.zh == "巴西"
    assert country_names(["PR", "Paraná"]) == {}


def test_days_are_numbered_from_1970() -> None:
    import datetime as dt

    assert day_number(dt.date(2010, 1, 1)) == 14610


def test_channels_are_named_however_the_shop_writes_them() -> None:
    names = channel_names(["Mini-Program", "website", "fax"])
    assert "小程序" in names["Mini-Program"].words("zh")
    assert "online shop" in names["website"].words("en")
    assert "fax" not in names


def test_two_values_for_one_way_of_selling_keep_their_own_names() -> None:
    assert channel_names(["web", "online"]) == {}


def test_a_state_of_the_customers_file_is_called_so_in_both_languages() -> None:
    (state,) = customer_attributes(pd.DataFrame({"attr_state": ["SP", "RJ"]}))
    assert state.name.zh == "州"
    assert "province" in state.words("en")
