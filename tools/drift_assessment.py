"""How far the shop has moved since an earlier build: each input of the network, then and now."""

from typing import Any

from config.text import Language, Text
from data.features_classical import CLASSICAL_FEATURES
from data.features_list import FEATURES
from data.query_columns import number_cell
from data.tables import Cell, Column, Table, Unit
from tools.drift_wording import NOTHING_EARLIER, STATUS, rebuild_line
from tools.shop import Shop

_COLUMNS = (
    Column("feature", Text("key", "键"), "id"),
    Column("name", Text("input", "特征"), "text"),
    Column("status", Text("verdict", "判断"), "text"),
    Column(
        "psi",
        Text("stability index", "稳定性指数"),
        # Not "number": such a cell would take the unit that stands beside the medians.
        "count",
        Text(
            "Population stability index: below 0.1 nothing to speak of, from 0.25 shifted.",
            "群体稳定性指数（PSI）：低于0.1可忽略，0.25及以上为已偏移。",
        ),
    ),
    Column(
        "ks",
        Text("largest gap", "最大差距"),
        "count",
        Text(
            "Largest difference of the two distributions, 0 to 1 (Kolmogorov-Smirnov).",
            "两个分布的最大差异，0到1（KS统计量）。",
        ),
    ),
    # The two names by which a figure takes the unit that stands beside it.
    Column("typical", Text("median then", "当时中位数"), "number"),
    Column("value", Text("median now", "现在中位数"), "number"),
    Column("value_unit", Text("unit", "单位"), "text"),
)
_KINDS = {feature.key: feature.kind for feature in (*FEATURES, *CLASSICAL_FEATURES)}
_OF_KIND: dict[str, Unit] = {"money": "money", "count": "count", "days": "days", "share": "share", "rating": "rating"}


def drift_assessment(shop: Shop, language: Language) -> Table:
    """The inputs of the network by how far they moved, the farthest first; none where no earlier build is known."""
    found = shop.drift
    if found is None:
        return Table(_COLUMNS, (), 0, "features", (NOTHING_EARLIER,))
    moved = sorted(found["features"], key=lambda each: -each["psi"])
    rows = tuple(_row(shop, each, language) for each in moved)
    return Table(_COLUMNS, rows, len(rows), "features", _notes(found))


def came_true(shop: Shop) -> dict[str, Any]:
    """What was predicted then against what came true since, without the money; empty where nothing can be said yet."""
    found = shop.drift
    if found is None or not found["predictions"]["available"]:
        return {}
    keys = ("days", "customers", "off", "chance", "expected_buyers", "buyers", "interval_held", "status")
    since = {"since": found["reference"]["as_of"], "build": found["reference"]["build"]}
    return {"came_true": {**since, **{key: found["predictions"][key] for key in keys}}}


def _row(shop: Shop, moved: dict[str, Any], language: Language) -> dict[str, Cell]:
    unit = _OF_KIND.get(_KINDS.get(moved["feature"], ""), "number")
    then, now = (
        None if moved[key] is None else number_cell(moved[key], unit, shop.manifest.minor_digits)
        for key in ("median_then", "median_now")
    )
    return {
        "feature": str(moved["feature"]).removesuffix("_minor"),
        "name": moved["label"][language],
        "status": STATUS[moved["status"]].in_language(language),
        "psi": round(moved["psi"], 4),
        "ks": round(moved["ks"], 4),
        "typical": then,
        "value": now,
        "value_unit": shop.currency if unit == "money" else unit,
    }


def _notes(found: dict[str, Any]) -> tuple[Text, ...]:
    """The verdict, since when, what moved most, whether predictions came true, whether a full build is due."""
    then, now, status = found["reference"], found["now"], STATUS[found["status"]]
    verdict = Text(
        f"From {then['as_of']} ({then['customers']:,} customers) to {now['as_of']} ({now['customers']:,} customers), "
        f"{found['days']} days: {status.en}.",
        f"从{then['as_of']}（{then['customers']:,}位客户）到{now['as_of']}（{now['customers']:,}位客户），"
        f"共{found['days']}天：{status.zh}。",
    )
    said = (Text(f"{each['en'][:1].upper()}{each['en'][1:]}.", f"{each['zh']}。") for each in found["sentences"])
    return (verdict, *said, Text(rebuild_line(found, "en"), rebuild_line(found, "zh")))
