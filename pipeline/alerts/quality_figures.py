"""What rules of data quality look at: rows that could not be used, rows that are left, how old the data are."""

import datetime as dt
from typing import NamedTuple

from config.errors import ToolInputError
from config.text import Text
from data.alert_rules import DataQualityRule
from data.quality_rules import RULES
from data.tables import Column
from pipeline.alerts.asking import Builds, Side
from pipeline.alerts.figures import Figure, Proofs, Reading, cell_figure, compared, earlier_side, number_figure
from pipeline.alerts.wording import said
from tools.quality_tables import TABLES
from tools.results import ToolResult


class _Counted(NamedTuple):
    """Rows that were left out, of how many, and the cells that say so."""

    rows: int
    of: int
    rows_place: str
    of_place: str


def data_quality(rule: DataQualityRule, builds: Builds, *, today: dt.date) -> Reading:
    """The figure of one table.

    Args:
        rule: What is looked at.
        builds: The builds.
        today: Up to which the age of the data is counted.

    Raises:
        ToolInputError: The build has no such table.
    """
    if rule.measure in ("rows", "days_since"):
        return _level(rule, builds, today=today)
    proofs = Proofs()
    before = builds.updated()
    place = _counted(rule, builds.now, proofs)
    then, against = None, ""
    rows, of, source = place.rows, place.of, f"{place.rows_place} / {place.of_place}"
    if before is not None:
        # An update's own rows: among those of years a bad day would not be seen.
        old = _counted(rule, before, proofs)
        rows, of = rows - old.rows, of - old.of
        source = f"({place.rows_place} - {old.rows_place}) / ({place.of_place} - {old.of_place})"
    if rule.compares:
        side = earlier_side(builds, days=rule.against_days, same_horizon=False)
        known = _counted(rule, side, proofs)
        then = _share(known.rows, known.of, f"{known.rows_place} / {known.of_place}", side)
        against = side.build.id
    now = _share(rows, of, source, builds.now)
    scope = "of.rows_new" if before is not None else "of.rows_all"
    return Reading(_name(rule), said(scope, table=TABLES[rule.table]), now, proofs, then, against)


def _share(rows: int, of: int, source: str, side: Side) -> Figure:
    if of <= 0:
        raise ToolInputError(said("why.no_rows"))
    manifest = side.build.manifest
    return Figure(rows / of, "share", source, manifest.as_of.isoformat(), manifest.currency)


def _counted(rule: DataQualityRule, side: Side, proofs: Proofs) -> _Counted:
    totals, row = _totals(rule, side)
    cells, place = totals.table.rows[row], f"{proofs.place(totals)}.rows[{row}]"
    of = int(cells["rows_in"] or 0)
    if rule.measure != "rule":
        return _Counted(int(cells[rule.measure] or 0), of, f"{place}.{rule.measure}", f"{place}.rows_in")
    result = side.ask(rule.name, "describe_data", about=["quality"])
    name = TABLES[rule.table].en
    found = [at for at, r in enumerate(result.table.rows) if r["rule"] == rule.rule and r["table"] == name]
    rules = proofs.place(result)
    if not found:  # a rule without effect has no row
        return _Counted(0, of, f"{rules}: no row of {rule.rule}", f"{place}.rows_in")
    return _Counted(
        int(result.table.rows[found[0]]["rows"] or 0), of, f"{rules}.rows[{found[0]}].rows", f"{place}.rows_in"
    )


def _level(rule: DataQualityRule, builds: Builds, *, today: dt.date) -> Reading:
    proofs = Proofs()

    def measure(side: Side) -> Figure | None:
        totals, row = _totals(rule, side)
        if rule.measure == "rows":
            return cell_figure(totals, row, "rows_kept", proofs)
        last = totals.table.rows[row]["last_day"]
        if last is None:
            raise ToolInputError(said("why.no_days", table=TABLES[rule.table]))
        age = (today - dt.date.fromisoformat(str(last))).days
        column = Column("days_since", said("name.days_since"), "days")
        return number_figure(totals, age, column, f"rows[{row}].last_day, to {today.isoformat()}", proofs)

    now, then, against = compared(builds, measure, compares=rule.compares, days=rule.against_days, same_horizon=False)
    return Reading(_name(rule), said("of.rows_all", table=TABLES[rule.table]), now, proofs, then, against)


def _totals(rule: DataQualityRule, side: Side) -> tuple[ToolResult, int]:
    """The sums of every table, and the row of the rule's table."""
    result = side.ask(rule.name, "describe_data", about=["quality", "totals"])
    row = next((at for at, row in enumerate(result.table.rows) if row["key"] == rule.table), None)
    if row is None:
        raise ToolInputError(said("why.no_table", table=TABLES[rule.table]))
    return result, row


def _name(rule: DataQualityRule) -> Text:
    return said("name.rule", rule=RULES[rule.rule]) if rule.measure == "rule" else said(f"name.{rule.measure}")
