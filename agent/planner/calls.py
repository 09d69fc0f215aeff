"""Tool calls made from queries: arguments that the query engine has checked."""

from typing import Any

from agent.planner.facts import Facts
from agent.planner.meanings import Measured, Span, Where
from agent.planner.reading import Call, Unclear
from agent.planner.tables_choice import on_table
from data.spec import Aggregate, Filter, Measure, Period, Query, TableName

Planned = tuple[Call, str, dict[str, Any]]


def narrow(
    arguments: dict[str, Any], conditions: list[Where], span: Span | None, *, table: TableName, facts: Facts
) -> None:
    """Puts conditions and period into a query's arguments."""
    filters = [on_table(c, table, facts) for c in conditions]
    if filters:
        arguments["filters"] = filters
    if span is not None:
        arguments["period"] = Period(start=span.start, end=span.end)


def query_call(table: TableName, arguments: dict[str, Any]) -> Call:
    """The call of a table's query tool, with what is not said left to the tool."""
    query = Query.model_validate({"table": table, **arguments})
    return Call(f"query_{table}", query.model_dump(mode="json", exclude_defaults=True, exclude={"table"}))


def plain(condition: Filter) -> dict[str, Any]:
    """A filter as plain JSON."""
    return condition.model_dump(mode="json", exclude_defaults=True)


def measure_key(measure: Measure) -> str:
    """Column that shows a measure: `revenue`, `predicted_value_mean`."""
    if measure.per:
        return f"{measure.metric}_{measure.aggregate}_per_{measure.per}"
    return measure.metric if measure.aggregate == "default" else f"{measure.metric}_{measure.aggregate}"


def allows(measured: Measured, table: TableName, facts: Facts) -> bool:
    """Whether a table can sum up the metric so."""
    metric = facts.metric(measured.metric)
    source = metric.sources.get(table) if metric else None
    if measured.per:
        return source is not None and table != "customers"
    return source is not None and measured.aggregate in ("default", source.default_aggregate, *source.aggregates)


def allowed(measured: Measured, table: TableName, facts: Facts) -> Aggregate:
    """The aggregate as the table calls it.

    Raises:
        Unclear: The table cannot sum up the metric so.
    """
    if not allows(measured, table, facts):
        raise Unclear("no_aggregate", metric=measured.metric)
    if measured.per:
        return measured.aggregate
    metric = facts.metric(measured.metric)
    source = metric.sources[table] if metric else None
    return "default" if source and measured.aggregate == source.default_aggregate else measured.aggregate


def measures_of(measured: list[Measured], table: TableName, facts: Facts) -> list[Measure]:
    """The measures of a query to a table."""
    return [Measure(metric=m.metric, aggregate=allowed(m, table, facts), per=m.per) for m in measured]


def is_additive(metric_key: str, table: TableName, facts: Facts) -> bool:
    """Whether a group's value is a part of the whole's, so that it has a share."""
    metric = facts.metric(metric_key)
    source = metric.sources.get(table) if metric else None
    return source is not None and (source.rule in ("rows", "distinct") or source.default_aggregate in ("sum", "count"))
