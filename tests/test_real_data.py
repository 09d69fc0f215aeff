"""From raw files to proven answers, on the real data; each answer equals an independent pandas computation.

The computations here read the build's cleaned parquet files with plain pandas and share no code with the tools.
"""

import pandas as pd
import pytest

from pipeline.build import BuildRequest
from tests.real_shop import EPOCH, SHARED, Asked, answered, real_data, rows_of

pytestmark = real_data


@pytest.fixture(scope="module")
def retail(tmp_path_factory):
    request = BuildRequest(
        str(SHARED / "online_retail_2009_2010" / "online_retail_2009_2010.parquet"),
        source="online-retail",
        horizon_days=180,
    )
    asked = Asked(request, tmp_path_factory.mktemp("retail"))
    yield asked
    asked.analyst.close()


@pytest.mark.parametrize(
    "question", ["top 5 customers by predicted value for the next 180 days", "未来180天预测价值最高的5位客户"]
)
def test_the_top_five_by_predicted_value_are_the_five_largest_predictions(retail, question):
    rows = rows_of(retail.ask(question), "predict_value")
    expected = retail.customers["predicted_value_minor"].sort_values(ascending=False).head(5)
    assert [row["customer_id"] for row in rows] == list(expected.index)
    assert [row["predicted_value"] for row in rows] == pytest.approx(list(expected / 100), abs=0.005)


@pytest.mark.parametrize("question", ["look up customer 13085", "查一下客户13085"])
def test_a_customer_is_looked_up_with_the_figures_of_his_lines(retail, question):
    answer = retail.ask(question)
    row = rows_of(answer, "lookup_customer")[0]
    lines = retail.lines[retail.lines["customer_id"] == "13085"]
    assert row["customer_id"] == "13085"
    assert row["revenue"] == lines["amount_minor"].sum() / 100
    assert row["orders"] == lines.loc[lines["amount_minor"] > 0, "order_id"].nunique()
    assert row["predicted_value"] == pytest.approx(
        retail.customers.loc["13085", "predicted_value_minor"] / 100, abs=0.005
    )
    assert any(value["metric"] == "predicted_value" for value in answer.to_json()["values"])


@pytest.mark.parametrize("question", ["why is 13085 worth that", "为什么客户13085值这么多"])
def test_the_reasons_for_a_value_add_up_to_prediction_minus_baseline(retail, question):
    rows = rows_of(retail.ask(question), "explain_value")
    prediction = retail.customers.loc["13085", "predicted_value_minor"] / 100
    money = {row["feature"]: row["contribution"] for row in rows}
    parts = sum(value for feature, value in money.items() if feature not in ("baseline", "prediction"))
    assert money["prediction"] == pytest.approx(prediction, abs=0.005)
    assert parts == pytest.approx(money["prediction"] - money["baseline"], abs=1e-6)


@pytest.mark.parametrize("question", ["revenue by month", "按月的销售额"])
def test_revenue_by_month_is_the_sum_of_the_lines(retail, question):
    rows = rows_of(retail.ask(question), "query_orders")
    month = (EPOCH + pd.to_timedelta(retail.lines["day"], unit="D")).dt.strftime("%Y-%m")
    expected = retail.lines.groupby(month)["amount_minor"].sum() / 100
    assert {row["month"]: row["revenue"] for row in rows} == expected.to_dict()
    assert [row["month"] for row in rows] == sorted(expected.index)


@pytest.mark.parametrize(
    "question", ["customers and revenue by country, top 10", "按国家的客户数和销售额，前10名", "各国客户数和销售额前10"]
)
def test_customers_and_revenue_of_the_ten_largest_countries(retail, question):
    rows = rows_of(retail.ask(question), "query_orders")
    lines = retail.lines
    expected = pd.DataFrame(
        {
            "revenue": lines.groupby("country")["amount_minor"].sum() / 100,
            "customers": lines[lines["amount_minor"] > 0].groupby("country")["customer_id"].nunique(),
        }
    )
    top = expected.sort_values("revenue", ascending=False).head(10)
    assert [row["country"] for row in rows] == list(top.index)
    for row in rows:
        assert row["revenue"] == expected.loc[row["country"], "revenue"]
        assert row["customers"] == expected.loc[row["country"], "customers"]


@pytest.mark.parametrize(
    "question", ["share of revenue of the top 10 % of customers", "前10%的客户占销售额的比例是多少"]
)
def test_the_share_of_the_top_tenth_of_customers(retail, question):
    answer = retail.ask(question)
    revenue = retail.lines.groupby("customer_id")["amount_minor"].sum().sort_values(ascending=False)
    count = -(-len(revenue) // 10)
    expected = revenue.head(count).sum() / revenue.sum()
    row = rows_of(answer, "query_customers")[0]
    assert row["revenue_share"] == pytest.approx(expected, abs=1e-9)
    assert f"{expected:.1%}" in answer.markdown


@pytest.mark.parametrize(
    "question",
    [
        "customers with no order in the last 90 days but over 1,000 spent before",
        "最近90天没有下单但之前消费超过1000的客户",
    ],
)
def test_lapsed_customers_who_had_spent_much(retail, question):
    answer = retail.ask(question)
    tool = next(t for t in answered(answer) if t["name"] == "query_customers")
    sales = retail.lines[retail.lines["amount_minor"] > 0]
    last = sales.groupby("customer_id")["day"].max()
    spent = retail.lines.groupby("customer_id")["amount_minor"].sum()
    expected = {c for c in last.index if last[c] <= retail.as_of - 90 and spent[c] > 100_000}
    assert tool["n"] == len(expected)
    assert {row["customer_id"] for row in tool["rows"]} <= expected


@pytest.mark.parametrize("question", ["average order value of Germany against France", "德国和法国的平均订单金额对比"])
def test_average_order_value_of_two_countries(retail, question):
    answer = retail.ask(question)
    rows = {row["country"]: row["average_order_value"] for row in rows_of(answer, "query_orders")}
    for country in ("Germany", "France"):
        lines = retail.lines[retail.lines["country"] == country]
        orders = lines.loc[lines["amount_minor"] > 0, "order_id"].nunique()
        assert rows[country] == pytest.approx(lines["amount_minor"].sum() / 100 / orders, abs=0.005)
    assert len(rows) == 2


@pytest.mark.parametrize("question", ["plot revenue by month", "画出每月销售额"])
def test_a_plot_shows_the_rows_of_the_table(retail, question):
    answer = retail.ask(question)
    query, chart = rows_of(answer, "query_orders"), rows_of(answer, "draw_chart")
    assert [row["revenue"] for row in chart] == [row["revenue"] for row in query]
    assert len(chart) == 13


@pytest.mark.parametrize(
    "question",
    ["what will the weather be?", "profit margin by customer", "明天天气怎么样？", "每个客户的利润率是多少"],
)
def test_a_question_outside_the_data_is_refused_with_what_can_be_asked_instead(retail, question):
    answer = retail.ask(question)
    assert answer.status == "refused"
    assert answer.suggestions
    assert not answer.results
