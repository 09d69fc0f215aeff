"""explain_value: why the network expects of a customer what it expects, in money that adds up to the cent.

By reviews it gives no parts but quotes: what customers wrote that bears on the reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from langchain_core.tools import BaseTool
from pydantic import Field

from config.text import Language, Text
from data.features_classical import CLASSICAL_FEATURES, feature_label
from data.features_list import FEATURES
from data.query_columns import number_cell
from data.query_values import unknown_value
from data.reasons import grouped
from data.tables import Cell, Column, Table, Unit
from tools.access import masked
from tools.context import Runtime, ToolContext
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import Horizon, horizon_note
from tools.shop import Explained, Shop
from tools.value_evidence import Told, value_evidence

if TYPE_CHECKING:
    from models.attribution import Explanation

Floats = npt.NDArray[np.float64]
Minor = npt.NDArray[np.int64]
By = Literal["reasons", "features", "reviews"]

COLUMNS = (
    Column("feature", Text("key", "键"), "id"),
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
    Column("feature_name", Text("figure", "指标"), "text"),
    Column("value", Text("this customer", "该客户"), "number"),
    Column("typical", Text("typical customer", "典型客户"), "number"),
    Column("value_unit", Text("unit", "单位"), "text"),
)
_KEYS = tuple(column.key for column in COLUMNS)
# Keys of the rows that are no reason: where it starts, what is left over, where it ends.
SUMMARY_KEYS = frozenset({"baseline", "other", "prediction"})
BASELINE = Text("baseline: a typical customer of this shop", "基准：本店的典型客户")
OTHER = {
    "reasons": Text("all other reasons together", "其余原因合计"),
    "features": Text("all other features together", "其余特征合计"),
}
PREDICTION = Text("predicted value", "预测价值")
# What reviews are looked through for: the first reasons, those of a smaller part of the weightiest left out.
_MOST_REASONS, _WEIGHTY = 5, 0.05
_MEASURED: dict[str, Unit] = {
    "money": "money",
    "days": "days",
    "count": "count",
    "share": "share",
    "rating": "rating",
}


class ExplainArguments(ToolArguments):
    """Whose prediction to explain."""

    customer_id: str = Field(min_length=1, max_length=200)
    horizon_days: Horizon = None
    limit: int = Field(default=8, ge=1, le=100, description="Rows shown one by one; the rest is summed up. Quotes.")
    by: By = "reasons"


def explain_tool() -> BaseTool:
    """The tool explain_value."""
    return make_tool(
        "explain_value",
        arguments=ExplainArguments,
        compute=_explain,
    )


def _explain(asked: ExplainArguments, runtime: Runtime) -> Outcome:
    context = runtime.context
    shop: Shop = context.shop
    horizon = asked.horizon_days or shop.horizon_days
    position = customer_position(shop, asked.customer_id)
    explained = shop.explanation(position, horizon)
    whose = {"customer_id": asked.customer_id, "horizon_days": horizon}
    if asked.by == "reviews":
        evidence = value_evidence(context, position, _told(explained.parts), limit=asked.limit)
        return Outcome(masked(context, evidence), {**whose, "quotes": True})
    table = _parts(context, position, explained, by=asked.by, limit=asked.limit)
    return Outcome(replace(table, notes=(horizon_note(shop, horizon),)), whose)


def _told(found: "Explanation") -> list[Told]:
    """The reasons that matter, as the explanation tells them, the weightiest first."""
    groups = grouped(found.features)
    _, parts, _ = whole_parts(
        found.baseline, groups.sums(found.contributions)[0], prediction=float(found.prediction[0])
    )
    order = np.argsort(-np.abs(parts), kind="stable")[:_MOST_REASONS]
    least = max(1, _WEIGHTY * abs(int(parts[order[0]])))
    return [Told(groups.reasons[i], int(parts[i])) for i in order if abs(int(parts[i])) >= least]


def _parts(context: ToolContext, position: int, explained: Explained, *, by: By, limit: int) -> Table:
    shop, found = context.shop, explained.parts
    lines = _lines(shop, found.features, found.contributions, by=by)
    baseline, parts, total = whole_parts(
        found.baseline, np.array([line.contribution for line in lines]), prediction=float(found.prediction[0])
    )
    order = np.argsort(-np.abs(parts), kind="stable")[:limit]
    language, digits = context.language, shop.manifest.minor_digits
    shown = [_summary("baseline", BASELINE, baseline, language, digits)]
    for i in order:
        figures = _figures(shop, position, lines[i].figure, typical=explained.typical[lines[i].figure])
        part = number_cell(int(parts[i]), "money", digits)
        name = {"feature": lines[i].key, "name": lines[i].name.in_language(language), "contribution": part}
        shown.append({**name, "feature_name": feature_name(shop, lines[i].figure).in_language(language), **figures})
    if len(order) < len(lines):
        rest = int(parts.sum()) - int(parts[order].sum())
        shown.append(_summary("other", OTHER[by], rest, language, digits))
    shown.append(_summary("prediction", PREDICTION, total, language, digits))
    return Table(COLUMNS, tuple(shown), len(lines), by)


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


@dataclass(frozen=True)
class _Line:
    """One row: a reason or a feature, its part in minor units, and the feature whose figure is shown."""

    key: str
    name: Text
    contribution: float
    figure: str


def _lines(shop: Shop, features: Sequence[str], contributions: Floats, *, by: By) -> list[_Line]:
    if by == "features":
        return [
            _Line(name.removesuffix("_minor"), feature_name(shop, name), float(part), name)
            for name, part in zip(features, contributions[0], strict=True)
        ]
    groups = grouped(features)
    return [
        _Line(reason.key, reason.name, float(part), reason.figure(features))
        for reason, part in zip(groups.reasons, groups.sums(contributions)[0], strict=True)
    ]


def _figures(shop: Shop, position: int, feature: str, *, typical: float) -> dict[str, Cell]:
    """What the customer has of a feature and what is typical."""
    kinds = {f.key: f.kind for f in (*FEATURES, *CLASSICAL_FEATURES)}
    unit, digits = _MEASURED.get(kinds.get(feature, ""), "number"), shop.manifest.minor_digits
    return {
        "value": number_cell(float(shop.customers[feature].iloc[position]), unit, digits),
        "typical": number_cell(typical, unit, digits),
        "value_unit": shop.currency if unit == "money" else unit,
    }


def _summary(key: str, name: Text, amount: int, language: Language, digits: int) -> dict[str, Cell]:
    said: dict[str, Cell] = dict.fromkeys(_KEYS)
    money = number_cell(amount, "money", digits)
    return {**said, "feature": key, "name": name.in_language(language), "contribution": money}


def customer_position(shop: Shop, customer_id: str) -> int:
    """Row of a customer in the customer table.

    Raises:
        ToolInputError: There is none; the message names the nearest ids.
    """
    ids = shop.lexicon.customer_ids
    position = ids.position(customer_id)
    if position is None:
        raise unknown_value("customer", customer_id, {known.casefold(): known for known in ids})
    return position


def feature_name(shop: Shop, feature: str) -> Text:
    """What people call a feature: the company's word where it is a metric, else the feature's own label."""
    for metric in shop.dictionary.metrics:
        source = metric.sources.get("customers")
        if source is not None and source.column == feature and source.where is None:
            return metric.name
    return feature_label(feature)
