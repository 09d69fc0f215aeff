import pytest

from config.text import Text
from data.metrics import Attribute, ValueNames
from tests.ui.scripted_analyst import QUESTIONS, chart_answer
from ui.axes import nice_marks, short_number
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
