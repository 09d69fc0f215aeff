"""Reasons and what-ifs as people see them and as the check reads them: signs, units of rows, what is only supposed."""

import dataclasses

import pytest

from agent.formatting import format_cell
from agent.numerals import find_numerals
from agent.proofs import Known
from agent.rendering import Renderer
from agent.verification import Fault, Verifier
from config.text import Language, Text
from data.metric_files import standard_dictionary
from data.tables import Cell, Column, Table, Unit
from tests.agent.made_results import AS_OF, FIRST_DAY
from tools.results import ToolResult

_UNITS: dict[str, Unit] = {
    "feature": "id",
    "scenario": "id",
    "contribution": "money",
    "value": "number",
    "typical": "number",
    "predicted_value": "money",
    "p_active": "share",
}
_LABELS = {"value": "this customer", "typical": "typical customer", "name": "what", "predicted_hi": "to"}


def table(tool: str, rows: list[dict[str, Cell]], n_of: str, **arguments: object) -> ToolResult:
    """A result of customer 13085 with those rows."""
    columns = tuple(
        Column(
            key,
            Text(_LABELS.get(key, key), key),
            _UNITS.get(key, "text"),
            metric=key if key in ("predicted_value", "p_active") else "",
        )
        for key in rows[0]
    )
    asked = {"customer_id": "13085", **arguments}
    extra = {"customer_id": "13085", "horizon_days": 180}
    return ToolResult("r1", tool, asked, AS_OF, "GBP", Table(columns, tuple(rows), 4, n_of), "b1", 0.1, extra)


def part(feature: str, money: float, value: float | None = None, typical: float | None = None, unit: str = "") -> dict:
    return {
        "feature": feature,
        "name": feature.replace("_", " "),
        "contribution": money,
        "value": value,
        "typical": typical,
        "value_unit": unit or None,
    }


REASONS = table(
    "explain_value",
    [
        part("baseline", 300.0),
        part("average_order_value", 412.5, 336.2, 278.37, "GBP"),
        part("recency_days", -112.5, 314.0, 51.0, "days"),
        part("return_share", 0.0, 0.125, 0.0, "share"),
        part("prediction", 600.0),
    ],
    "reasons",
)
WHAT_IF = table(
    "simulate_value",
    [
        {"scenario": "now", "name": "as it is", "predicted_value": 600.0, "p_active": 0.6},
        {"scenario": "changed", "name": "with the change", "predicted_value": 850.0, "p_active": 0.8},
        {"scenario": "difference", "name": "difference", "predicted_value": 250.0, "p_active": 0.2},
    ],
    "customers",
    orders=2,
    order_value_change_percent=-20.0,
)


SCENARIOS = table(
    "simulate_group",
    [
        {"name": "as it is", "predicted_value": 600.0},
        {"name": "win back 20 %", "predicted_value": 850.0},
        {"name": "win back 30 %", "predicted_value": 900.0},
    ],
    "groups",
    scenarios=[{"win_back_percent": 20}, {"win_back_percent": 30}],
)


def checked(body: str, found: ToolResult) -> tuple[Fault, ...]:
    known = Known("what about customer 13085?")
    return Verifier({"r1": found}, standard_dictionary(), known, FIRST_DAY).check(body).faults


def shown(body: str, found: ToolResult, language: Language = "en") -> str:
    results = {"r1": found}
    verifier = Verifier(results, standard_dictionary(), Known("what about customer 13085?"), FIRST_DAY)
    renderer = Renderer(results, verifier.evidence, standard_dictionary(), language, "analyst", lambda _: None)
    return renderer.render(verifier.check(body))[1]


@pytest.mark.parametrize(
    ("row", "text"), [(0, "£300.00"), (1, "+£412.50"), (2, "-£112.50"), (3, "£0.00"), (4, "£600.00")]
)
def test_a_part_shows_its_sign_and_a_sum_does_not(row: int, text: str) -> None:
    assert shown(f"Part: {{{{r1.rows[{row}].contribution}}}}", REASONS) == f"Part: {text}"


@pytest.mark.parametrize(("row", "text"), [(1, "£336.20"), (2, "314 days"), (3, "12.5%")])
def test_a_figure_is_written_in_the_unit_of_its_row(row: int, text: str) -> None:
    assert shown(f"Figure: {{{{r1.rows[{row}].value}}}}", REASONS) == f"Figure: {text}"


def test_a_difference_shows_its_sign_and_a_level_does_not() -> None:
    body = "{{r1.rows[1].predicted_value}}, a difference of {{r1.rows[2].predicted_value}}"
    assert shown(body, WHAT_IF) == "£850.00, a difference of +£250.00"


def test_a_table_of_reasons_does_not_say_that_rows_are_left_out() -> None:
    text = shown("{{table r1 columns=name,contribution rows=5}}", REASONS)
    assert "+£412.50" in text
    assert "listed" not in text


def test_a_plus_is_written_before_any_number_but_nothing() -> None:
    assert [format_cell(v, "share", signed=True) for v in (0.187, -0.02, 0.0)] == ["+18.7%", "-2.0%", "0.0%"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The average order value of customer 13085 is £336.20.",
        "The average order value adds £412.50.",
        "The days since last purchase, 314 days, lower it by £112.50.",
        "The return share is 12.5 %.",
    ],
)
def test_a_figure_of_a_reason_may_be_written_out(sentence: str) -> None:
    assert not checked(sentence, REASONS)


@pytest.mark.parametrize(
    "sentence",
    [
        "The revenue of customer 13085 is £336.20.",
        "The average order value of customer 13085 is £314.",
        "The average order value adds £421.50.",
        "The average order value of customer 12345 is £336.20.",
    ],
)
def test_a_figure_of_another_measure_or_customer_is_held_back(sentence: str) -> None:
    assert checked(sentence, REASONS)


@pytest.mark.parametrize(
    "sentence",
    [
        "If customer 13085 placed two more orders, the predicted value would be £850.",
        "If orders were worth 20 % less, the predicted value would be £850.",
        "With the change the predicted value of customer 13085 is £250 higher.",
        "The predicted value rises by £250.",
        "如果再有2笔订单，预测价值为£850。",
        "如果订单金额低20%，预测价值为£850，差额£250。",
    ],
)
def test_what_is_supposed_is_told_from_what_is_found(sentence: str) -> None:
    assert not checked(sentence, WHAT_IF)


@pytest.mark.parametrize(
    "sentence",
    [
        "If customer 13085 placed three more orders, the predicted value would be £850.",
        "If orders were worth 30 % less, the predicted value would be £850.",
        "The predicted value is £250.",
        "If customer 13085 placed two more orders, the revenue would be £850.",
        "The predicted value rises by £850.",
        "如果再有3笔订单，预测价值为£850。",
        "预测价值为£250。",
    ],
)
def test_a_supposition_or_difference_that_is_none_is_held_back(sentence: str) -> None:
    assert checked(sentence, WHAT_IF)


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("If 13085 placed 2 more orders", True),
        ("suppose 20 % more is spent", True),
        ("如果再下3单", True),
        ("If it helps, there are 5 orders", False),
        ("如果这样，共有5位", False),
    ],
)
def test_a_numeral_is_supposed_up_to_the_next_comma(text: str, limited: bool) -> None:
    assert [n.limited for n in find_numerals(text) if n.text != "13085"] == [limited]


NOTE = Text("Learned until 2010-08-07, compared with 3,177 customers.", "学习数据截至2010-08-07，与3,177位客户比较。")
NOTED = dataclasses.replace(WHAT_IF, table=dataclasses.replace(WHAT_IF.table, notes=(NOTE,)))


@pytest.mark.parametrize("note", [NOTE.en, NOTE.zh])
def test_a_tools_own_note_needs_no_proof_beside_a_reference_to_its_result(note: str) -> None:
    assert not checked(f"It is {{{{r1.rows[0].predicted_value}}}}. {note}", NOTED)


def test_a_note_is_a_claim_like_any_other_without_a_reference_or_with_a_digit_changed() -> None:
    assert checked(NOTE.en, NOTED)
    changed = NOTE.en.replace("3,177", "3,178")
    assert checked(f"It is {{{{r1.rows[0].predicted_value}}}}. {changed}", NOTED)
    assert checked(f"It is {{{{r1.rows[0].predicted_value}}}}. {NOTE.en}", WHAT_IF)


@pytest.mark.parametrize(("row", "right"), [(2, True), (1, False)])
def test_a_name_right_before_its_value_is_not_the_name_of_the_values_before_it(row: int, right: bool) -> None:
    # Beside reasons, whose figures are named like metrics, every word of the table of cases may be a name.
    named = [{**part("orders", 10.0, 6.0, 2.0, "count"), "feature_name": "orders"}, part("prediction", 600.0)]
    results = {"r1": table("explain_value", [{"feature_name": None, **row} for row in named], "reasons")}
    results["r2"] = dataclasses.replace(WHAT_IF, id="r2")
    body = (
        "Customer 13085: if 2 more orders came, it would be {{r2.rows[1].predicted_value}}: "
        f"a difference of {{{{r2.rows[{row}].predicted_value}}}}."
    )
    known = Known("what if 13085 places two more orders")
    faults = Verifier(results, standard_dictionary(), known, FIRST_DAY).check(body).faults
    assert bool(faults) != right


def test_a_reason_that_is_called_like_a_table_is_no_name_of_what_is_counted_there() -> None:
    reasons = [{"reason": "reviews", "name": "whether they write reviews", "share": 0.5}]
    results = {"r1": table("assess_model", reasons, "reasons")}
    columns = tuple(
        dataclasses.replace(c, unit="id" if c.key == "reason" else c.unit) for c in results["r1"].table.columns
    )
    results["r1"] = dataclasses.replace(
        results["r1"], table=dataclasses.replace(results["r1"].table, columns=columns), extra={}, arguments={}
    )
    found = Table((Column("review_id", Text("review", "评价"), "id"),), ({"review_id": "v1"},), 27, "reviews")
    results["r2"] = dataclasses.replace(WHAT_IF, id="r2", tool="query_reviews", table=found, extra={}, arguments={})
    known = Known("what do customers complain about")
    verifier = Verifier(results, standard_dictionary(), known, FIRST_DAY)
    assert not verifier.check("{{r2.n}} reviews fit.").faults


@pytest.mark.parametrize(
    "sentence",
    [
        "As things are, the predicted value is £600.00; if 20 % are won back, it is £850.00.",
        "{{r1.rows[2].name}}: predicted value {{r1.rows[2].predicted_value}}.",
        "如果挽回30%，预测价值为{{r1.rows[2].predicted_value}}，现状为{{r1.rows[0].predicted_value}}。",
        "The customers at risk have a predicted value of {{r1.rows[0].predicted_value}} as it is.",
    ],
)
def test_a_scenario_may_be_told_as_what_it_supposes(sentence: str) -> None:
    assert not checked(sentence, SCENARIOS)


@pytest.mark.parametrize(
    "sentence",
    [
        "As things are, the predicted value is {{r1.rows[1].predicted_value}}.",
        "If 30 % are won back, the predicted value is {{r1.rows[1].predicted_value}}.",
        "{{r1.rows[2].name}}: predicted value {{r1.rows[1].predicted_value}}.",
        "如果挽回30%，预测价值为£600.00。",
    ],
)
def test_a_scenario_is_not_told_of_another(sentence: str) -> None:
    assert checked(sentence, SCENARIOS)
