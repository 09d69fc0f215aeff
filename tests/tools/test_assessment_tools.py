"""assess_model: the stored evaluation and explanations as tables, and plain words where there are none."""

import shutil
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage

from config.settings import Settings
from data.builds import EVALUATION, EXPLANATIONS, Build
from data.files import write_json
from tests.tools.conftest import CallingModel, Conversation
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.shop import Shop


def scores(name: str, bias: float) -> dict[str, Any]:
    keys = ("normalised_gini", "spearman", "top_10_percent_capture", "decile_wape")
    return {"model": name, "name": name, **dict.fromkeys(keys, 0.5), "aggregate_bias": bias}


EVALUATED = {
    "available": True,
    "protocol": {
        "learned_until": "2010-03-31",
        "compared_until": "2010-06-30",
        "horizon_days": 91,
        "customers": 7,
    },
    "tested": {"model": "network"},
    "models": [scores("network", -0.25), scores("past_rate", 1.5), scores("bgnbd_gamma_gamma", 0.1)],
    "interval": {"nominal": 0.8, "coverage": 0.86, "coverage_open": 0.79, "customers_open": 5},
    "spread": {"held": 0.81, "segments": {"loyal": {"customers": 120, "held": 0.77}}},
    "tiers": {
        "classes": ["none", "low", "medium", "high"],
        "accuracy": 0.75,
        "accuracy_of_the_commonest": 0.5,
        "recall": [1.0, 0.5, None, 0.0],
        "precision": [0.8, 1.0, None, None],
        "confusion": [[2, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]],
    },
    "training": {
        "model": "network",
        "known_until": "2010-06-30",
        "cutoffs": ["2010-03-31", "2010-05-15"],
        "rows": 1234,
        "buyers": 321,
        "steps": 90,
        "best_step": 40,
    },
}
EXPLAINED = {
    "customers": 2000,
    "reasons": [
        {"key": "rhythm", "name": {"en": "rhythm", "zh": "节奏"}, "mean_absolute_minor": 1234.4, "share": 0.9},
        {"key": "returns", "name": {"en": "returns", "zh": "退货"}, "mean_absolute_minor": 137.0, "share": 0.1},
    ],
    "features": [
        {"key": "revenue_minor", "name": {"en": "revenue", "zh": "销售额"}, "mean_absolute_minor": 9.0, "share": 1.0}
    ],
    "surrogate": {
        "held_out": 600,
        "tier_agreement": 0.86,
        "normalised_gini": 0.975,
        "rules": [
            {
                "text": {"en": "orders: at least 4", "zh": "订单数：至少4"},
                "customers": 3,
                "share": 0.375,
                "mean_value_minor": 99_950.0,
            },
        ],
    },
}


@pytest.fixture(scope="module")
def assess(build: Build, tmp_path_factory: pytest.TempPathFactory):
    """Calls the tool on the handmade build with such an evaluation."""

    def run(evaluation: Any = EVALUATED, explained: Any = EXPLAINED, *, language: str = "en", **arguments: Any):
        folder = tmp_path_factory.mktemp("assessed") / "build"
        shutil.copytree(build.path, folder)
        write_json(evaluation, folder / EVALUATION)
        if explained is not None:
            write_json(explained, folder / EXPLANATIONS)
        shop = Shop.open(Build.open(folder), Settings())
        agent = create_agent(
            CallingModel(turns=[[("assess_model", arguments)]]),
            build_tools(shop, "analyst"),
            context_schema=ToolContext,
        )
        context = ToolContext(shop=shop, role="analyst", language=language)  # type: ignore[arg-type]
        state = agent.invoke({"messages": [HumanMessage("go")]}, context=context)
        return Conversation([m for m in state["messages"] if isinstance(m, ToolMessage)])

    return run


def test_accuracy_stands_beside_the_baselines_with_the_days_it_was_measured_on(assess):
    table = assess().result.table
    assert [(row["name"], row["aggregate_bias"]) for row in table.rows] == [
        ("value network", -0.25),
        ("past spend rate", 1.5),
        ("BG/NBD + Gamma-Gamma", 0.1),
    ]
    assert table.notes[0].en == (
        "Learned until 2010-03-31, compared with what 7 customers did in the 91 days to 2010-06-30."
    )


def test_an_untrained_network_is_called_what_it_is(assess):
    table = assess({**EVALUATED, "tested": {"model": "classical"}}).result.table
    assert table.rows[0]["name"] == "value network, untrained"


def test_an_update_says_that_the_test_is_older(assess):
    table = assess({**EVALUATED, "evaluated": {"build": "b0", "as_of": "2010-06-20"}}).result.table
    assert "as of 2010-06-20" in table.notes[1].en


def test_importance_is_told_by_reason_or_by_feature_in_the_language_asked(assess):
    by_reason = assess(what="importance", language="zh").result.table
    assert [(row["name"], row["mean_contribution"]) for row in by_reason.rows] == [("节奏", 12.34), ("退货", 1.37)]
    by_feature = assess(what="importance", by="features").result.table
    assert [(row["reason"], row["share"]) for row in by_feature.rows] == [("revenue", 1.0)]


def test_rules_come_with_their_fidelity(assess):
    table = assess(what="rules").result.table
    assert table.rows == ({"rule": "orders: at least 4", "mean_value": 999.5, "customers": 3, "share": 0.375},)
    assert "86%" in table.notes[0].en
    assert "600" in table.notes[0].zh


def test_intervals_are_told_as_shown_and_by_the_distribution_and_by_segment(assess):
    rows = assess(what="intervals").result.table.rows
    assert [(row["value"], row["customers"]) for row in rows] == [
        (0.8, 7),
        (0.86, 7),
        (0.79, 5),
        (0.81, 7),
        (0.77, 120),
    ]


def test_tiers_are_told_with_recall_precision_and_how_many_there_were(assess):
    rows = assess(what="tiers").result.table.rows
    assert [(row["recall"], row["precision"], row["customers"]) for row in rows] == [
        (1.0, 0.8, 2),
        (0.5, 1.0, 2),
        (None, None, 0),
        (0.0, None, 1),
    ]


def test_training_says_on_what_and_until_when(assess):
    rows = assess(what="training").result.table.rows
    told = {row["name"]: row["value"] for row in rows}
    assert told["knows the orders until"] == "2010-06-30"
    assert told["of them bought afterwards"] == "321"


@pytest.mark.parametrize(
    ("what", "message"),
    [("accuracy", "too few"), ("intervals", "too few"), ("importance", "build the workspace again")],
)
def test_what_was_not_measured_is_said_plainly(assess, what, message):
    error = assess({"available": False, "reason": "too few customers"}, None, what=what).error
    assert message in error["message"]
