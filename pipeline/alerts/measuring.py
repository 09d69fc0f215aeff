"""The figure of each kind of rule: value at risk, calibration, any metric."""

import datetime as dt
from typing import Any

from config.errors import ToolInputError
from config.text import Text
from data.alert_rules import CalibrationRule, MetricRule, ValueAtRiskRule
from data.company_rules import rule_of
from data.own_segments import Segment
from data.segments import SEGMENTS
from data.spec import Filter, TableName
from data.tables import Column
from pipeline.alerts.asking import Builds, Side
from pipeline.alerts.figures import Figure, Proofs, Reading, cell_figure, compared, number_figure
from pipeline.alerts.wording import cell_text, said
from tools.drift_wording import STATUS
from tools.results import ToolResult

# Rows of the table of intervals, by what they are called there.
_HELD = {"coverage": "held, interval as shown", "spread": "held by the distribution"}
_AT_RISK = {"share": "risk_share", "amount": "value_at_risk"}


def value_at_risk(rule: ValueAtRiskRule, builds: Builds) -> Reading:
    """Value at risk of all, or of a segment or tier."""
    proofs, key = Proofs(), _AT_RISK[rule.measure]
    group = "" if not rule.segment else "rfm_segment" if rule.segment in SEGMENTS else "value_tier"
    labels: list[Text] = []

    def measure(side: Side) -> Figure | None:
        result = side.ask(rule.name, "describe_portfolio", what="at_risk", group_by=[group] if group else [])
        labels.append(result.column(key).label)
        rows = result.table.rows
        row = next((at for at, row in enumerate(rows) if not group or row[group] == rule.segment), None)
        return None if row is None else cell_figure(result, row, key, proofs)

    now, then, against = compared(builds, measure, compares=rule.compares, days=rule.against_days)
    of = said("of.all")
    if group:
        attribute = builds.now.shop.dictionary.attribute(group)
        of = Text(attribute.value_text(rule.segment, "en"), attribute.value_text(rule.segment, "zh"))
    return Reading(labels[0], of, now, proofs, then, against)


def calibration(rule: CalibrationRule, builds: Builds) -> Reading:
    """Whether the model still tells the truth."""
    if rule.measure in ("came_true", "drift"):
        return _since(rule, builds.now.ask(rule.name, "assess_model", what="drift"))
    proofs = Proofs()
    held = _HELD.get(rule.measure)
    what, key = ("intervals", "value") if held else ("accuracy", "aggregate_bias")
    labels: list[Text] = []

    def measure(side: Side) -> Figure | None:
        result = side.ask(rule.name, "assess_model", what=what)
        labels.append(said(f"name.{rule.measure}") if held else result.column(key).label)
        rows = result.table.rows
        row = next((at for at, row in enumerate(rows) if held is None or row["name"] == held), None)
        return None if row is None else cell_figure(result, row, key, proofs)

    now, then, against = compared(builds, measure, compares=rule.compares, days=rule.against_days, same_horizon=False)
    return Reading(labels[0], said("of.network"), now, proofs, then, against)


def _since(rule: CalibrationRule, result: ToolResult) -> Reading:
    """What has become of the predictions, or of the inputs, since an earlier build."""
    proofs = Proofs()
    came = result.extra.get("came_true")
    rows = result.table.rows
    if not rows:
        raise ToolInputError(said("why.no_drift"))
    if rule.measure == "drift":
        shifted = sum(row["status"] == STATUS["shifted"].en for row in rows)
        column = Column("shifted", said("name.drift"), "share")
        now = number_figure(result, shifted / len(rows), column, "rows: status shifted / rows", proofs)
        assert now is not None
        return Reading(column.label, said("of.inputs"), now, proofs)
    if came is None:
        raise ToolInputError(said("why.no_drift"))
    column = Column("off", said("name.came_true"), "share")
    now = number_figure(result, came["off"], column, "extra.came_true.off", proofs)
    assert now is not None
    customers, since = cell_text(came["customers"], "count"), cell_text(came["since"], "date")
    of = said("of.since", customers=customers, days=came["days"], date=since)
    return Reading(column.label, of, now, proofs, against=came["build"], chance=2 * came["chance"])


def metric(rule: MetricRule, builds: Builds) -> Reading:
    """Any metric of the dictionary."""
    shop, proofs = builds.now.shop, Proofs()
    found = next((each for each in shop.dictionary.metrics if each.key == rule.metric), None)
    if found is None:
        raise ToolInputError(said("why.no_metric", metric=rule.metric))
    table = rule.table or next((each for each in found.tables if each != "customers" or not rule.days), None)
    if table is None or (rule.days and table == "customers"):
        raise ToolInputError(said("why.no_days_table", metric=rule.metric))
    asked: dict[str, Any] = {
        "measures": [{"metric": rule.metric, "aggregate": rule.aggregate}],
        "filters": [condition.model_dump(mode="json", exclude_none=True) for condition in rule.filters],
    }
    of = _filtered(rule.filters, builds, table)
    if rule.days:
        return _of_days(rule, builds.now.ask(rule.name, f"query_{table}", **asked, **_spans(rule, builds)), of)
    labels: list[Text] = []

    def measure(side: Side) -> Figure | None:
        result = side.ask(rule.name, f"query_{table}", **asked)
        labels.append(result.table.columns[0].label)
        return cell_figure(result, 0, result.table.columns[0].key, proofs) if result.table.rows else None

    now, then, against = compared(builds, measure, compares=rule.compares, days=rule.against_days)
    return Reading(labels[0], of, now, proofs, then, against)


def _spans(rule: MetricRule, builds: Builds) -> dict[str, Any]:
    """The last days and, where a change is asked for, as many before."""
    spans = [span(builds, days=rule.days, back=back) for back in (0, 1)]
    periods = [{"start": start.isoformat(), "end": end.isoformat()} for start, end in spans]
    return {"period": periods[0], **({"against": periods[1]} if rule.compares else {})}


def span(builds: Builds, *, days: int, back: int) -> tuple[dt.date, dt.date]:
    """The first and last of so many days to the last known one; `back` 1: of as many days before."""
    end = builds.now.build.manifest.as_of - dt.timedelta(days=back * days)
    return end - dt.timedelta(days=days - 1), end


def _of_days(rule: MetricRule, result: ToolResult, of: Text) -> Reading:
    proofs = Proofs()
    column = result.table.columns[0]
    now = cell_figure(result, 0, column.key, proofs) if result.table.rows else None
    then = cell_figure(result, 0, result.table.columns[1].key, proofs) if now and rule.compares else None
    if now is None or (rule.compares and then is None):
        raise ToolInputError(said("why.none_now"))
    of = said("of.days", of=of, days=rule.days)
    return Reading(column.label, of, now, proofs, then, days=rule.days)


def _filtered(filters: tuple[Filter, ...], builds: Builds, table: TableName) -> Text:
    """Which rows, in words."""
    if not filters:
        return said(f"of.{table}")
    shop = builds.now.shop
    named = Segment(Text("", ""), {"en": (), "zh": ()}, filters)
    return rule_of(named, shop.dictionary, currency=shop.currency)
