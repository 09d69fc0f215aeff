import pytest

from agent.axes import nice_marks, short_number
from config.text import Text
from data.metrics import Attribute, ValueNames
from tests.ui.scripted_analyst import QUESTIONS, chart_answer
from ui.cells import CellTexts
from ui.charts import Chart
from ui.tables import render_table
from ui.turns import answer_content


def chart_figure(result, *, language):
    return Chart(result, CellTexts(), language).figure()


def chart_summary(result, *, language):
    return Chart(result, CellTexts(), language).summary()


@pytest.fixture
def result():
    return chart_answer(QUESTIONS["en"][1]).results[0]


@pytest.mark.parametrize(("kind", "trace"), [("bar", "bar"), ("line", "scatter"), ("scatter", "scatter")])
def test_the_picture_draws_the_rows_of_the_result(result, kind, trace):
    figure = chart_figure({**result, "extra": {**result["extra"], "kind": kind}}, language="en")
    (drawn,) = figure.data
    assert drawn.type == trace
    assert list(drawn.y) == [row["revenue"] for row in result["rows"]]
    assert list(drawn.x) == [row["month"] for row in result["rows"]]
    assert drawn.hovertext[11] == "November 2010: £1,172,336.00"


def test_bars_show_both_ends_of_an_interval(result):
    columns = [*result["columns"], *({**result["columns"][1], "key": key} for key in ("lo", "hi"))]
    rows = [{**row, "lo": row["revenue"] - 3, "hi": row["revenue"] + 5} for row in result["rows"]]
    extra = {**result["extra"], "kind": "bar", "whiskers": ["lo", "hi"]}
    figure = chart_figure({**result, "columns": columns, "rows": rows, "extra": extra}, language="en")
    (drawn,) = figure.data
    assert set(drawn.error_y.array) == {5}
    assert set(drawn.error_y.arrayminus) == {3}


def test_a_pie_is_drawn_from_the_same_rows(result):
    pie = chart_figure({**result, "extra": {"kind": "pie", "x": "month", "y": ["revenue"]}}, language="en")
    assert list(pie.data[0].values) == [row["revenue"] for row in result["rows"]]
    assert pie.layout.showlegend


def test_the_summary_says_what_the_picture_shows(result):
    said = chart_summary(result, language="en")
    assert said.startswith("Bar chart of Revenue by Month, 13 entries.")
    assert "Highest Revenue: £1,172,336.00 (November 2010)." in said
    assert "最高：£1,172,336.00（2010年11月）" in chart_summary(result, language="zh")


def test_a_chart_comes_with_the_table_of_its_rows():
    content = answer_content(chart_answer(QUESTIONS["en"][1]), CellTexts())
    assert [type(piece).__name__ for piece in content] == ["HTML", "Plot", "HTML", "HTML", "HTML"]
    assert content[2].value.count("<tr>") == 14
    assert 'data-kz-chart="Bar chart of Revenue by Month' in content[2].value


def test_a_chart_whose_result_is_gone_says_so():
    answer = chart_answer(QUESTIONS["en"][1])
    pieces = answer_content(type(answer)(**{**answer.__dict__, "results": ()}), CellTexts())
    assert any("no longer at hand" in piece.value for piece in pieces)


def test_names_from_the_data_cannot_become_markup_in_a_picture(result):
    rows = [{"month": '<a href="javascript:alert(1)">x</a>', "revenue": 1.0}]
    figure = chart_figure({**result, "rows": rows}, language="en")
    assert "<a" not in figure.to_json().replace("\\u003c", "<")


def test_axis_marks_span_the_values_and_read_in_the_readers_units():
    marks = nice_marks(-1500, 9000)
    assert marks[0] <= -1500
    assert marks[-1] >= 9000
    assert [short_number(n, "£", language="zh") for n in (200000, 100000000)] == ["£20万", "£1亿"]


def test_a_share_axis_is_in_per_cent_and_two_measures_have_a_legend(result):
    columns = [*result["columns"], {**result["columns"][1], "key": "share", "unit": "share"}]
    rows = [{**row, "share": 0.5} for row in result["rows"]]
    base = {**result, "columns": columns, "rows": rows}
    shares = chart_figure({**base, "extra": {"kind": "bar", "x": "month", "y": ["share"]}}, language="en")
    assert shares.layout.yaxis.ticktext[-1].endswith("%")
    both = chart_figure({**base, "extra": {"kind": "line", "x": "month", "y": ["revenue", "share"]}}, language="en")
    assert both.layout.showlegend


def test_pictures_and_tables_call_values_by_their_names(result):
    names = {"FR": ValueNames(Text("France", "法国"))}
    label, where = Text("Country", "国家"), {"customers": "country"}
    country = Attribute("country", label, {}, "text", "text", label, where, names)
    column = {**result["columns"][0], "key": "country", "unit": "text"}
    rows = [{"country": "FR", "revenue": 5.0}, {"country": "??", "revenue": 2.0}]
    shown = {**result, "columns": [column, result["columns"][1]], "rows": rows}
    shown["extra"] = {"kind": "bar", "x": "country", "y": ["revenue"]}
    cells = CellTexts([country])
    assert list(Chart(shown, cells, "zh").figure().data[0].x) == ["法国", "??"]
    assert "<td>法国</td>" in render_table(shown, cells, language="zh")


@pytest.fixture
def explained(result):
    """Parts that lead from a baseline to a prediction, as explain_value has them."""
    name = {**result["columns"][0], "key": "name", "unit": "text", "label": {"en": "what", "zh": "因素"}}
    silence = "how long they have been silent, against their own rhythm"
    parts = [("baseline", 100.0), (silence, 80.0), ("returns", -30.0)]
    rows = [{"name": what, "revenue": money} for what, money in [*parts, ("predicted value", 150.0)]]
    extra = {"kind": "waterfall", "x": "name", "y": ["revenue"]}
    return {**result, "columns": [name, result["columns"][1]], "rows": rows, "extra": extra}


def test_a_waterfall_steps_from_the_first_row_to_the_sum(explained):
    (drawn,) = chart_figure(explained, language="en").data
    assert (drawn.type, list(drawn.measure)) == ("waterfall", ["absolute", "relative", "relative", "total"])
    assert list(drawn.x) == [100.0, 80.0, -30.0, 150.0]
    assert drawn.y[1] == "how long they have been silent,<br>against their own rhythm"


def test_the_axis_of_a_waterfall_reaches_as_far_as_its_highest_step(explained):
    axis = chart_figure(explained, language="en").layout.xaxis
    assert axis.range[0] <= 0
    assert 180 <= axis.range[1] < 300
    assert axis.ticktext[0].endswith("0")


def test_the_summary_of_a_waterfall_names_parts_and_not_sums(explained):
    said = chart_summary(explained, language="en")
    assert said.startswith("Waterfall chart")
    assert "£80.00 (how long they have been silent" in said
    assert "-£30.00 (returns)" in said
    assert "150" not in said


def test_bars_with_long_names_lie_on_their_side_with_the_first_on_top(explained):
    figure = chart_figure({**explained, "extra": {**explained["extra"], "kind": "bar"}}, language="en")
    assert figure.data[0].orientation == "h"
    assert list(figure.data[0].x) == [100.0, 80.0, -30.0, 150.0]
    assert figure.layout.yaxis.autorange == "reversed"
    short = {**explained, "rows": [{"name": "a", "revenue": 1.0}], "extra": {**explained["extra"], "kind": "bar"}}
    assert chart_figure(short, language="en").data[0].orientation is None
