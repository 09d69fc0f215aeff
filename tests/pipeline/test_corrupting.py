"""What is made wrong is wrong, what is put otherwise is right, and what a check lets through is counted."""

import dataclasses
import random
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from agent.known import Known
from agent.verification import Verifier
from data.metric_files import standard_dictionary
from pipeline.bench.corrupting import measure
from pipeline.bench.corruptions import BINDING, NUMERIC, corrupted
from pipeline.bench.rewordings import reworded
from pipeline.bench.written_out import Place, Written, shown
from tests.agent.made_results import FIRST_DAY, result

FOUND = result(
    "r1",
    "query_orders",
    [
        {"country": "Germany", "revenue": 25000.5, "average_order_value": 100.25, "orders": 5, "return_share": 0.125},
        {"country": "France", "revenue": 14000.75, "average_order_value": 50.5, "orders": 8, "return_share": 0.25},
    ],
    n=2,
    n_of="groups",
    arguments={"group_by": ["country"], "period": {"start": "2010-07-01", "end": "2010-09-30"}},
)
KEYS = ("country", "revenue", "average_order_value", "orders", "return_share")


class Blind(Verifier):
    """A check that looks at nothing but one amount."""

    def check(self, body):
        return super().check("Revenue: £25,000.50." if "£25,000.50" in body else body)


@pytest.fixture
def written() -> Written:
    text = "Germany has the highest revenue: £25,000.50 (2010-07-01 to 2010-09-30).\n\n"
    body = text + "| " + " | ".join(FOUND.column(key).label.en for key in KEYS) + " |\n|" + " --- |" * len(KEYS) + "\n"
    places = [Place(0, "Germany", "r1", 0, "country"), Place(text.index("£"), "£25,000.50", "r1", 0, "revenue")]
    for number, row in enumerate(FOUND.table.rows):
        for key in KEYS:
            cell = shown(FOUND, row, key, "en")
            places.append(Place(len(body) + 2, cell, "r1", number, key))
            body += f"| {cell} "
        body += "|\n"
    verifier = Verifier({"r1": FOUND}, standard_dictionary(), Known("revenue by country in Q3 2010"), FIRST_DAY)
    return Written(body, tuple(places), "en", {"r1": FOUND}, verifier)


def test_every_change_is_found_and_no_right_answer_is_questioned(written: Written) -> None:
    figures = measure([("q1", written)], seed=3)
    assert figures["false alarms"] == {}
    assert figures["missed"] == {}
    assert figures["detected numeric"] == figures["detected binding"] == 1.0
    assert figures["corruptions"] > 60


def test_a_figure_stands_at_each_place(written: Written) -> None:
    for place in written.places:
        assert written.body[place.start :].startswith(place.text)


def test_every_kind_of_change_is_of_a_known_kind_and_changes_something(written: Written) -> None:
    changes = list(corrupted(written, random.Random(3)))
    kinds = Counter(kind for kind, _ in changes)
    assert set(kinds) <= {*NUMERIC, *BINDING}
    assert {"digit", "scale", "magnitude", "neighbour's row", "other name", "period word", "superlative"} <= set(kinds)
    assert all(body != written.body for _, body in changes)


def test_a_right_answer_is_put_otherwise_with_the_same_values(written: Written) -> None:
    texts = [body for _, body in reworded(written)]
    assert any("£25,000 " in text or "£25.0k" in text for text in texts)
    assert any("| five |" in text for text in texts)


def test_what_a_check_lets_through_is_counted_as_missed(written: Written) -> None:
    blind = Blind({"r1": FOUND}, standard_dictionary(), Known("revenue by country in Q3 2010"), FIRST_DAY)
    figures = measure([("q1", dataclasses.replace(written, verifier=blind))], seed=3)
    assert figures["missed"]["neighbour's row"] > 0
    assert figures["detected numeric"] < 0.95
    assert figures["examples"]["digit"]


def test_a_right_answer_that_is_questioned_is_a_false_alarm(written: Written) -> None:
    figures = measure([("q1", dataclasses.replace(written, body=written.body.replace("£100.25", "£100.26")))], seed=3)
    assert figures["false alarms"] == {"as it is": 1}
    assert figures["false alarm share"] == 1.0
    assert figures["corruptions"] == 0


def test_the_only_group_is_the_lowest_as_well(written: Written) -> None:
    table = dataclasses.replace(FOUND.table, rows=FOUND.table.rows[:1], n=1)
    alone = dataclasses.replace(FOUND, table=table)
    one = dataclasses.replace(written, results={"r1": alone}, places=written.places[:2])
    assert "superlative" not in {kind for kind, _ in corrupted(one, random.Random(3))}


@pytest.mark.parametrize("module", ["corrupting", "speed"])
def test_a_measurement_without_a_build_ends_in_one_line(module: str, tmp_path: Path, capsys, monkeypatch) -> None:
    given = f"demo={tmp_path}" if module == "corrupting" else str(tmp_path)
    monkeypatch.setattr("sys.argv", [module, given])
    with pytest.raises(SystemExit) as stopped:
        import_module(f"pipeline.bench.{module}").main()
    assert stopped.value.code == 2
    assert "error: there is no build in" in capsys.readouterr().err.splitlines()[-1]
