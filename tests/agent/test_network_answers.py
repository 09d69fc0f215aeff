"""How reasons and what-ifs are told: the headline, the parts with their figures, what would change and by how much."""

import pytest

from agent.planner.composing import compose
from agent.planner.planner import Planner
from config.text import Language
from tests.agent.planner_shop import shop_planner

Document = dict[str, object]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def part(feature: str, money: float, *, figure: str = "", value: float | None = None) -> Document:
    typical = None if value is None else 3
    return {
        "feature": feature,
        "name": f"{feature} in words",
        "contribution": money,
        "feature_name": figure or None,
        "value": value,
        "typical": typical,
    }


def reasons(*parts: Document) -> Document:
    rows = [part("baseline", 300.0), *parts, part("other", -7.0), part("prediction", 600.0)]
    columns = dict.fromkeys(rows[0], "text") | {"contribution": "GBP"}
    extra = {"customer_id": "13085", "horizon_days": 90}
    return {"id": "r1", "as_of": "2010-12-09", "n": 9, "columns": columns, "rows": rows, "extra": extra}


FORECAST: Document = {
    "id": "r2",
    "n": 1,
    "columns": {"customer_id": "id", "predicted_lo": "GBP", "predicted_hi": "GBP"},
    "rows": [{"customer_id": "13085", "predicted_lo": 10.0, "predicted_hi": 900.0}],
}
PARTS = (
    part("rhythm", 812.0, figure="orders", value=41),
    part("silence", -74.0, figure="days since last purchase", value=314),
    part("breadth", 20.0, figure="units", value=7),
    part("spent", 1.5),
)


def simulated(difference: float) -> Document:
    names = {"now": "as it is", "changed": "with the change", "difference": "difference"}
    values = {"now": 600.0, "changed": 600.0 + difference, "difference": difference}
    rows = [
        {"scenario": key, "name": names[key], "predicted_value": values[key], "p_active": 0.5, "predicted_orders": 1}
        for key in names
    ]
    columns = {"scenario": "id", "name": "text", "predicted_value": "GBP", "p_active": "share"}
    extra = {"customer_id": "13085", "horizon_days": 90}
    return {"id": "r1", "as_of": "2010-12-09", "n": 1, "columns": columns, "rows": rows, "extra": extra}


def told(planner: Planner, question: str, *results: Document) -> str:
    return compose(planner.read(question), list(results), planner.facts)


def test_reasons_are_told_by_what_they_bring_each_beside_the_typical_customer(planner: Planner) -> None:
    text = told(planner, "why is customer 13085 worth so much", reasons(*PARTS), FORECAST)
    head, up, down = (text.index(words) for words in ("{{r2.rows[0].predicted_lo}}", "raises it most", "pulls it down"))
    places = [text.index(f"{{{{r1.rows[{i}].name}}}}: {{{{r1.rows[{i}].contribution}}}}") for i in (1, 3, 4, 2)]
    assert head < up < places[0] < places[1] < places[2] < down < places[3]
    assert "({{r1.rows[1].feature_name}}: this customer {{r1.rows[1].value}}, typical customer" in text
    assert "{{r1.rows[4].contribution}}\n" in text, "a reason without a figure is told by its money alone"
    assert "Everything else together: {{r1.rows[5].contribution}}." in text


def test_reasons_are_told_without_an_interval_where_there_is_none(planner: Planner) -> None:
    text = told(planner, "为什么13085的价值这么低", reasons(*PARTS), {"error": "invalid", "message": "no"})
    assert text.startswith("按模型预测，客户13085未来90天值{{r1.rows[6].contribution}}。")
    assert "有80%的可能" not in text
    assert "该客户{{r1.rows[1].value}}，典型客户{{r1.rows[1].typical}}" in text


@pytest.mark.parametrize(
    ("question", "way_out"), [("reviews on late delivery", "Build again"), ("关于物流的评论", "重新构建")]
)
def test_reviews_of_another_model_are_told_with_the_way_out(planner: Planner, question, way_out) -> None:
    text = told(planner, question, {"error": "build", "message": "embedded by a, in use is b (384 dimensions)"})
    assert way_out in text
    assert "KEZHI_EMBEDDER" in text
    assert "384" not in text, "figures that no result holds would be withheld"


def test_features_one_by_one_are_the_three_largest_of_either_kind(planner: Planner) -> None:
    many = [part(f"f{i}", money, value=i) for i, money in enumerate((5.0, 4.0, 3.0, 2.0, -1.0))]
    text = told(planner, "why is 13085 worth that by feature", reasons(*many), FORECAST)
    listed = [i for i in range(1, 6) if f"- {{{{r1.rows[{i}].name}}}}" in text]
    assert listed == [1, 2, 3, 5]
    assert "Everything else together" not in text


@pytest.mark.parametrize(
    ("question", "supposed"),
    [
        ("what if 13085 places two more orders", "If 2 more orders came,"),
        ("what if customer 13085 orders again for £200", "If another order of 200 GBP came,"),
        ("what if 13085's average order value drops by 30 %", "If orders were worth 30 % less,"),
        ("what if 13085 buys nothing for 90 days", "If nothing is bought for 90 days,"),
        ("如果13085再下3单，每单200英镑", "如果再有3笔订单、每笔200 GBP，"),
        ("如果13085客单价提高20%", "如果订单金额高20%，"),
        ("要是13085从没退过货呢", "如果没有退过货，"),
    ],
)
def test_a_what_if_says_what_is_supposed_and_what_would_change(planner: Planner, question: str, supposed: str) -> None:
    text = told(planner, question, simulated(250.0))
    now, then = text.index("{{r1.rows[0].predicted_value}}"), text.index("{{r1.rows[1].predicted_value}}")
    assert now < text.index(supposed) < then < text.index("{{r1.rows[2].predicted_value}}")
    assert text.index("{{r1.rows[0].p_active}}") < text.index("{{r1.rows[1].p_active}}")


def test_a_what_if_that_changes_nothing_says_so(planner: Planner) -> None:
    text = told(planner, "what if 13085 had returned nothing", simulated(0.0))
    assert "If nothing had been returned, nothing would change." in text
    assert "{{r1.rows[2]" not in text


@pytest.mark.parametrize(
    ("question", "language", "ideas"),
    [
        ("what would raise the value of 13085", "en", "what if customer 13085"),
        ("怎样才能提高13085的价值", "zh", "如果客户13085"),
    ],
)
def test_what_would_raise_a_value_is_answered_with_what_can_be_tried(
    planner: Planner, question: str, language: Language, ideas: str
) -> None:
    reading = planner.read(question)
    assert (reading.status, reading.language) == ("clarify", language)
    assert len(reading.suggestions) == 3
    assert all(ideas in suggestion for suggestion in reading.suggestions)
    calls = [planner.read(suggestion).calls[0] for suggestion in reading.suggestions]
    assert [call.name for call in calls] == ["simulate_value"] * 3


def test_a_what_if_does_not_offer_itself_again(planner: Planner) -> None:
    question = "what if customer 13085 buys nothing for 90 days"
    offered = planner.read(question).suggestions
    assert offered
    assert question not in offered


def test_a_tool_that_is_not_there_is_said_to_be_missing(planner: Planner) -> None:
    reading = planner.without_tool(planner.read("what if 13085 places two more orders"))
    assert reading.status == "refused"
    assert "reviews" not in reading.reason


ASSESSED = {
    "importance": ("name", "share"),
    "rules": ("rule", "customers", "mean_value"),
    "intervals": ("name", "value"),
    "training": ("name", "value"),
}


@pytest.mark.parametrize(
    ("question", "what", "head"),
    [
        ("can I trust the intervals", "intervals", "Whether the intervals hold"),
        ("what drives customer value", "importance", "rests on most"),
        ("模型是用什么数据训练的", "training", "模型学习的数据"),
        ("高价值客户有什么规律", "rules", "接近模型的简单规则"),
    ],
)
def test_an_assessment_is_told_row_by_row_by_reference(planner: Planner, question: str, what: str, head: str) -> None:
    name, *figures = ASSESSED[what]
    rows = [{name: "first", **dict.fromkeys(figures, 0.8)}, {name: "second", **dict.fromkeys(figures)}]
    columns = {name: "text", **dict.fromkeys(figures, "share")}
    found: Document = {"id": "r1", "as_of": "2010-12-09", "n": 2, "columns": columns, "rows": rows}
    text = told(planner, question, found)
    assert head in text.splitlines()[0]
    assert f"{{{{r1.rows[0].{name}}}}}" in text
    for key in figures:
        assert f"{{{{r1.rows[0].{key}}}}}" in text
        assert f"{{{{r1.rows[1].{key}}}}}" not in text, "what is not known is left to the table"
    assert f"{{{{table r1 columns={','.join([name, *figures])} rows=30}}}}" in text


@pytest.mark.parametrize(
    ("question", "measure"), [("how good is the model", "total off by"), ("模型准不准", "总额偏差")]
)
def test_accuracy_is_told_of_the_network_with_its_baselines_in_the_table(
    planner: Planner, question: str, measure: str
) -> None:
    keys = ("normalised_gini", "spearman", "top_10_percent_capture", "decile_wape", "aggregate_bias")
    rows = [{"model": model, "name": model, **dict.fromkeys(keys, 0.5)} for model in ("network", "past_rate")]
    columns = {"model": "id", "name": "text", **dict.fromkeys(keys, "share")}
    found: Document = {"id": "r1", "as_of": "2010-12-09", "n": 2, "columns": columns, "rows": rows}
    found["notes"] = [
        {"en": "Learned until 2010-08-07, 3,177 customers.", "zh": "学习数据截至2010-08-07，3,177位客户。"}
    ]
    text = told(planner, question, found)
    assert measure in text
    assert "{{r1.rows[0].aggregate_bias}}" in text
    assert "{{r1.rows[1]." not in text
    assert "3,177" in text, "a note with figures is told too: the check knows it letter by letter"


@pytest.mark.parametrize(
    ("day", "said"), [("2011-04-14", "is expected to have ordered again by"), (None, "is not expected to order again")]
)
def test_the_next_order_is_a_day_or_too_far_away_to_tell(planner: Planner, day: str | None, said: str) -> None:
    rows = [{"customer_id": "13085", "next_order": day}]
    columns = {"customer_id": "id", "next_order": "date"}
    found: Document = {"id": "r1", "as_of": "2010-12-09", "n": 1, "columns": columns, "rows": rows}
    assert said in told(planner, "when will 13085 order next", found)


@pytest.mark.parametrize(
    "question", ["what if K99999 orders again", "如果K99999再下2单会怎样", "why is K99999 worth that"]
)
def test_an_id_that_is_not_there_is_asked_about_as_one_word(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert reading.status == "clarify"
    assert "K99999" in reading.reason


@pytest.mark.parametrize(
    ("question", "tool", "arguments"),
    [
        ("show the build history", "describe_data", {"about": ["builds"]}),
        ("构建历史", "describe_data", {"about": ["builds"]}),
        ("最近一次更新是什么时候", "describe_data", {"about": ["builds"]}),
        ("has the data drifted?", "assess_model", {"what": "drift"}),
        ("数据有没有漂移", "assess_model", {"what": "drift"}),
        ("calibration by decile", "assess_model", {"what": "calibration"}),
        ("十分位校准", "assess_model", {"what": "calibration"}),
        ("what was cleaned from the data?", "describe_data", {"about": ["quality"]}),
        ("数据清洗了什么", "describe_data", {"about": ["quality"]}),
    ],
)
def test_what_the_model_was_made_from_is_asked_in_both_languages(
    planner: Planner, question: str, tool: str, arguments: Document
) -> None:
    reading = planner.read(question)
    assert reading.status == "answered"
    assert [(call.name, call.arguments) for call in reading.calls] == [(tool, arguments)]


def test_drift_is_told_with_its_verdict_first(planner: Planner) -> None:
    columns = {"feature": "id", "name": "text", "status": "text", "psi": "count"}
    rows = [{"feature": "revenue", "name": "revenue", "status": "stable", "psi": 0.01}]
    notes = [{"en": "40 days: stable.", "zh": "共40天：稳定。"}, {"en": "No build is due.", "zh": "暂不需要。"}]
    found: Document = {"id": "r1", "as_of": "2010-12-09", "n": 1, "columns": columns, "rows": rows, "notes": notes}
    lines = told(planner, "has the data drifted?", found).splitlines()
    assert lines[0] == "40 days: stable."
    assert "{{r1.rows[0].psi}}" in lines[2]
    nothing: Document = {**found, "rows": [], "n": 0, "notes": notes[1:]}
    assert told(planner, "数据有没有漂移", nothing).startswith("暂不需要。")
