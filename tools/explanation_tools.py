"""explain_value: why the network expects of a customer what it expects, in money that adds up to the cent."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from langchain_core.tools import BaseTool
from pydantic import Field

from config.text import Language, Text
from data.features_list import FEATURES
from data.query_columns import number_cell
from data.query_filters import unknown_value
from data.tables import Cell, Column, Table, Unit
from tools.context import Runtime
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import Horizon, horizon_note
from tools.shop import Shop

Floats = npt.NDArray[np.float64]
Minor = npt.NDArray[np.int64]

_COLUMNS = (
    Column("feature", Text("feature", "特征键"), "id"),
    Column("name", Text("what", "因素"), "text"),
    Column(
        "contribution",
        Text("contribution", "贡献"),
        "money",
        Text(
            "Part of the predicted value: baseline and all contributions add up to the prediction.",
            "预测价值的组成部分：基准与各项贡献之和等于预测值。",
        ),
    ),
    Column("value", Text("this customer", "该客户"), "number"),
    Column("typical", Text("typical customer", "典型客户"), "number"),
    Column("value_unit", Text("unit", "单位"), "text"),
)
_KEYS = tuple(column.key for column in _COLUMNS)
_BASELINE = Text("baseline: a typical customer of this shop", "基准：本店的典型客户")
_OTHER = Text("all other features together", "其余特征合计")
_PREDICTION = Text("predicted value", "预测价值")
_UNITS: Mapping[str, Unit] = {"money": "money", "price": "money", "days": "days", "count": "count", "share": "share"}


class ExplainArguments(ToolArguments):
    """Whose prediction to explain."""

    customer_id: str = Field(min_length=1, max_length=200)
    horizon_days: Horizon = None
    limit: int = Field(default=8, ge=1, le=100, description="Features shown one by one; the rest is summed up.")


def explain_tool() -> BaseTool:
    """The tool explain_value."""
    return make_tool(
        "explain_value",
        "Why the network predicts a customer's value: each feature's part in money. Rows add up: baseline + features "
        "+ other = prediction.",
        arguments=ExplainArguments,
        compute=_explain,
    )


def _explain(asked: ExplainArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    horizon = asked.horizon_days or shop.horizon_days
    ids = shop.lexicon.customer_ids
    position = ids.position(asked.customer_id)
    if position is None:
        raise unknown_value("customer", asked.customer_id, {known.casefold(): known for known in ids})
    from models.attribution import explain

    raw = shop.customers[list(shop.network.features)].iloc[[position]].to_numpy(dtype=np.float64)
    found = explain(shop.network, raw, horizon_days=horizon)
    prediction = float(found.prediction[0])
    baseline, parts, total = whole_parts(found.baseline, found.contributions[0], prediction=prediction)
    rows = _rows(shop, raw[0], parts, limit=asked.limit, language=runtime.context.language)
    digits = shop.manifest.minor_digits

    def summary(key: str, name: Text, amount: int) -> dict[str, Cell]:
        money = number_cell(amount, "money", digits)
        said = name.in_language(runtime.context.language)
        return dict(zip(_KEYS, (key, said, money, None, None, None), strict=True))

    shown = [summary("baseline", _BASELINE, baseline), *rows]
    rest = int(parts.sum()) - sum(int(parts[i]) for i in _largest(parts, asked.limit))
    if asked.limit < len(parts):
        shown.append(summary("other", _OTHER, rest))
    shown.append(summary("prediction", _PREDICTION, total))
    table = Table(_COLUMNS, tuple(shown), len(parts), "features", (horizon_note(shop, horizon),))
    return Outcome(table, {"customer_id": asked.customer_id, "horizon_days": horizon})


def whole_parts(baseline: float, contributions: Floats, *, prediction: float) -> tuple[int, Minor, int]:
    """Baseline, contributions and prediction as whole minor units that add up exactly.

    Each is rounded; what rounding leaves over goes to the contributions that were rounded farthest the other way.

    >>> whole_parts(0.4, np.array([0.4, 0.4, -10.0]), prediction=-8.8)
    (0, array([  1,   0, -10]), -9)
    """
    start, end = round(baseline), round(prediction)
    parts = np.rint(contributions).astype(np.int64)
    left = end - start - int(parts.sum())
    step = 1 if left > 0 else -1
    lost = (contributions - parts) * step
    for i in np.argsort(-lost, kind="stable")[: abs(left)]:
        parts[i] += step
    return start, parts, end


def _largest(parts: Minor, limit: int) -> list[int]:
    """Positions of the parts farthest from zero."""
    return [int(i) for i in np.argsort(-np.abs(parts), kind="stable")[:limit]]


def _rows(shop: Shop, raw: Floats, parts: Minor, *, limit: int, language: Language) -> list[dict[str, Cell]]:
    standardiser, digits = shop.network.standardiser, shop.manifest.minor_digits
    rows: list[dict[str, Cell]] = []
    for i in _largest(parts, limit):
        feature, unit = standardiser.names[i], _UNITS.get(standardiser.kinds[i], "number")
        rows.append(
            {
                "feature": feature.removesuffix("_minor"),
                "name": _name(shop, feature).in_language(language),
                "contribution": number_cell(int(parts[i]), "money", digits),
                "value": number_cell(raw[i], unit, digits),
                "typical": number_cell(standardiser.typical[i], unit, digits),
                "value_unit": shop.currency if unit == "money" else unit,
            }
        )
    return rows


def _name(shop: Shop, feature: str) -> Text:
    """What people call a feature: the company's word where it is a metric, else the feature's own label."""
    for metric in shop.dictionary.metrics:
        source = metric.sources.get("customers")
        if source is not None and source.column == feature and source.where is None:
            return metric.name
    labels = {f.key: f.label for f in FEATURES}
    return labels.get(feature, Text(feature, feature))
