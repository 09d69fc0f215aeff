"""The builds of a workspace side by side, how far the shop moved between two, and examples of what was cleaned."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from data.builds import EVALUATION, MANIFEST, QUALITY, Build
from data.files import read_json, write_json
from tests.tools.conftest import tool_caller
from tools.shop import Shop

DECILES = [
    {"decile": 1, "customers": 2, "predicted_minor": 3000, "actual_minor": 4000},
    {"decile": 2, "customers": 1, "predicted_minor": 500, "actual_minor": 0},
]
TESTED = {
    "available": True,
    "protocol": {"learned_until": "2010-03-31", "compared_until": "2010-06-30", "horizon_days": 91, "customers": 3},
    "tested": {"model": "network"},
    "models": [
        {"model": "network", "normalised_gini": 0.8, "decile_wape": 0.1, "aggregate_bias": -0.2, "deciles": DECILES}
    ],
    "interval": {"nominal": 0.8, "coverage": 0.86},
}
EARLIER, LATER, BROKEN = "20250101T000000Z-aaaaaa", "20260101T000000Z-bbbbbb", "20240101T000000Z-cccccc"
RULE = {
    "code": "repeated",
    "label": {"en": "exact duplicates", "zh": "重复"},
    "effect": "dropped",
    "rows": 1,
    "money_minor": 500,
    "gross_minor": 500,
    "examples": [{"row": 12, "order_id": "o1", "product_name": "card for anna@example.com"}],
}


@pytest.fixture(scope="module")
def workspace(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds of the handmade shop, the first 40 days earlier, and one that another Kezhi made."""
    root = tmp_path_factory.mktemp("history")
    for name, days in ((EARLIER, 40), (LATER, 0), (BROKEN, 80)):
        folder = root / "builds" / name
        shutil.copytree(build.path, folder)
        as_of = build.manifest.as_of - dt.timedelta(days=days)
        dataclasses.replace(build.manifest, build_id=name, as_of=as_of).write(folder)
    write_json(TESTED, root / "builds" / LATER / EVALUATION)
    quality = read_json(build.path / QUALITY)
    quality["tables"][0]["rules"] = [RULE]
    write_json(quality, root / "builds" / LATER / QUALITY)
    write_json({**read_json(root / "builds" / BROKEN / MANIFEST), "format": 999}, root / "builds" / BROKEN / MANIFEST)
    (root / "current").write_text(LATER + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def opened(workspace: Path) -> Callable[[str], Any]:
    """Calls tools on one of the builds."""
    return lambda name: tool_caller(Shop.open(Build.open(workspace / "builds" / name), Settings(workspace=workspace)))


def test_the_history_lists_every_build_with_its_test_the_newest_first(opened: Callable[[str], Any]) -> None:
    found = opened(LATER)("describe_data", about=["builds"]).result
    assert [row["build"] for row in found.table.rows] == [LATER, EARLIER]
    assert [row["state"] for row in found.table.rows] == ["asked here", "kept"]
    assert [row["as_of"] for row in found.table.rows] == ["2010-06-30", "2010-05-21"]
    assert [row["normalised_gini"] for row in found.table.rows] == [0.8, None]
    assert found.table.rows[0]["coverage"] == 0.86
    assert "cannot be read: 1." in found.table.notes[-1].en


def test_who_asks_an_older_build_is_told_of_the_newer_one(opened: Callable[[str], Any]) -> None:
    found = opened(EARLIER)("describe_data", about=["builds"], language="zh").result
    assert [row["state"] for row in found.table.rows] == ["使用中", "当前查询"]
    assert any("start the app again" in note.en for note in found.table.notes)


def test_calibration_tells_each_tenth_per_customer_and_how_far_it_was_off(opened: Callable[[str], Any]) -> None:
    best, worst = opened(LATER)("assess_model", what="calibration").result.table.rows
    assert (best["decile"], best["predicted_mean"], best["actual_mean"], best["off"]) == ("1", 15.0, 20.0, -0.25)
    assert (worst["predicted"], worst["actual"], worst["off"]) == (5.0, 0.0, None)


def test_drift_compares_the_inputs_with_those_of_the_build_before(opened: Callable[[str], Any]) -> None:
    found = opened(LATER)("assess_model", what="drift").result
    assert {row["status"] for row in found.table.rows} == {"stable"}, "the same customers have not moved"
    assert {row["psi"] for row in found.table.rows} == {0.0}
    revenue = next(row for row in found.table.rows if row["feature"] == "revenue")
    # 220, 0, 1500, 80, 205, 5, 90, -10: the middle lies between 80 and 90.
    assert (revenue["typical"], revenue["value"], revenue["value_unit"]) == (85.0, 85.0, "GBP")
    assert found.table.notes[0].en.startswith("From 2010-05-21 (8 customers) to 2010-06-30 (8 customers), 40 days")


def test_the_first_build_says_that_there_is_nothing_to_compare_with(opened: Callable[[str], Any]) -> None:
    found = opened(EARLIER)("assess_model", what="drift").result
    assert found.table.rows == ()
    assert "first build" in found.table.notes[0].en


def test_examples_of_a_rule_are_shown_without_what_is_a_persons(opened: Callable[[str], Any]) -> None:
    found = opened(LATER)("describe_data", about=["quality", "repeated"]).result
    assert found.table.rows == (
        {"table": "order lines", "row": "12", "order_id": "o1", "product_name": "card for •••"},
    )
    assert opened(LATER)("describe_data", about=["quality", "nothing"]).error["message"].endswith("rules: repeated")
