"""predict_value: what the network expects of customers, for any horizon, one by one or summed up."""

import datetime as dt
from dataclasses import replace
from typing import Annotated

from langchain_core.tools import BaseTool
from pydantic import Field

from config.text import Text
from data.queries import run_query
from data.spec import Filter, Measure, Query
from tools.access import check_count, check_query, masked
from tools.context import Runtime
from tools.making import Outcome, ToolArguments, make_tool
from tools.shop import Shop

_PREDICTED = ("predicted_value", "predicted_lo", "predicted_hi", "p_active", "predicted_orders")
_SUMS = ("predicted_value", "predicted_orders", "customers")
Horizon = Annotated[
    int | None, Field(ge=1, le=1095, description="Days after the as-of date; empty: the build's own horizon.")
]


class PredictArguments(ToolArguments):
    """Whom to predict, how far, and how to show it."""

    customer_ids: list[str] = Field(default_factory=list, max_length=100)
    horizon_days: Horizon = None
    filters: list[Filter] = Field(default_factory=list, description="Instead of ids; as in query_customers.")
    group_by: list[str] = Field(default_factory=list, max_length=3, description="Sum over groups, such as country.")
    total: bool = Field(default=False, description="One row with the sum over all of them.")
    lowest: bool = Field(default=False, description="Lowest predicted value first.")
    limit: int = Field(default=10, ge=1, le=1000)


def predict_tool() -> BaseTool:
    """The tool predict_value."""
    return make_tool(
        "predict_value",
        arguments=PredictArguments,
        compute=_predict,
    )


def _predict(asked: PredictArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    horizon = asked.horizon_days or shop.horizon_days
    filters = list(asked.filters)
    if asked.customer_ids:
        filters.append(Filter(column="customer_id", op="in", value=list(asked.customer_ids)))
    measures = [Measure(metric=key) for key in _SUMS] if asked.group_by or asked.total else []
    query = Query(
        table="customers",
        filters=filters,
        group_by=asked.group_by,
        measures=measures,
        columns=[] if measures else ["customer_id", *_PREDICTED],
        sort_by=None if asked.total and not asked.group_by else "predicted_value",
        descending=not asked.lowest,
        limit=asked.limit,
    )
    check_query(runtime.context, query)
    check_count(runtime.context, len(asked.customer_ids))
    predicted = shop.predictions(horizon)
    fresh = {column: predicted[column] for column in predicted.columns if column != "customer_id"}
    tables = replace(shop.tables, customers=shop.customers.assign(**fresh))
    found = run_query(query, tables, shop.dictionary, minor_digits=shop.manifest.minor_digits)
    noted = replace(found, notes=(*found.notes, horizon_note(shop, horizon), *_limits(shop, horizon)))
    return Outcome(masked(runtime.context, noted), {"horizon_days": horizon, "until": _until(shop, horizon)})


def horizon_note(shop: Shop, horizon_days: int) -> Text:
    """Says which days a prediction is about."""
    first = shop.manifest.as_of + dt.timedelta(days=1)
    last = _until(shop, horizon_days)
    return Text(
        f"Predictions are for the {horizon_days} days from {first} to {last}.",
        f"预测期为{first}至{last}，共{horizon_days}天。",
    )


def _limits(shop: Shop, horizon_days: int) -> tuple[Text, ...]:
    """What the history cannot support: a horizon beyond half of it, and a season that it has not seen before."""
    notes = []
    if horizon_days > shop.longest_days:
        notes.append(
            Text(
                f"The history supports horizons of up to {shop.longest_days} days; beyond that the forecast is "
                "an extrapolation.",
                f"历史数据最多支持{shop.longest_days}天的预测期；超出部分为外推。",
            )
        )
    if not shop.season_seen:
        notes.append(
            Text(
                "The data hold no earlier year of these months: a seasonal rise or fall is not foreseen.",
                "数据中没有这些月份的往年记录：无法预见季节性的涨落。",
            )
        )
    return tuple(notes)


def _until(shop: Shop, horizon_days: int) -> str:
    return (shop.manifest.as_of + dt.timedelta(days=horizon_days)).isoformat()
