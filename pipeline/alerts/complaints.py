"""Complaints about something that grow by more than chance: so many last days against as many before."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.text import Text
from data.alert_rules import ComplaintRule
from data.alerts import AlertValue
from data.company_rules import rule_of
from data.own_segments import Segment
from data.tables import Cell
from pipeline.alerts.asking import Builds, Side
from pipeline.alerts.figures import Proofs
from pipeline.alerts.measuring import span
from pipeline.alerts.wording import cell_text, plain, said
from tools.results import ToolResult
from tools.review_aspects import aspect_names, opinions_of

_MOST = 30


@dataclass(frozen=True)
class Told:
    """What customers complain about, in two spans of time.

    Attributes:
        aspect: Key of what they speak of.
        grew: Whether complaints grew by more than the rule allows.
        sentence: What is told.
        values: The figures of it.
        proofs: The result.
    """

    aspect: str
    grew: bool
    sentence: Text
    values: tuple[AlertValue, ...]
    proofs: Proofs


def complaints(rule: ComplaintRule, builds: Builds) -> tuple[Told, ...]:
    """Every aspect that the rule asks about, the least likely to be chance first.

    Raises:
        ToolInputError: There are no reviews in one of the spans, or none of that aspect is known.
    """
    side = builds.now
    last, before = (_between(*span(builds, days=rule.days, back=back)) for back in (0, 1))
    filters = [condition.model_dump(mode="json", exclude_none=True) for condition in rule.filters]
    result = side.ask(
        rule.name,
        "summarise_reviews",
        polarity="negative",
        aspects=[rule.aspect] if rule.aspect else [],
        filters=[*filters, last],
        against=[*filters, before],
        limit=_MOST,
    )
    return tuple(_told(rule, side, result))


def _between(start: dt.date, end: dt.date) -> Mapping[str, Any]:
    return {"column": "date", "op": "between", "value": [start.isoformat(), end.isoformat()]}


def _told(rule: ComplaintRule, side: Side, result: ToolResult) -> Iterator[Told]:
    names = aspect_names(opinions_of(side.shop))
    for at, row in enumerate(result.table.rows):
        grew = (
            _number(row["difference"]) > 0
            and _number(row["difference"]) >= rule.up_by_points
            and _number(row["p_value"]) < rule.significance
            and _number(row["first"]) >= rule.least
        )
        proofs = Proofs()
        values = tuple(_values(result, at, proofs))
        yield Told(
            str(row["key"]), grew, _sentence(rule, side, plain(names[str(row["key"])]), result, at), values, proofs
        )


def _sentence(rule: ComplaintRule, side: Side, aspect: Text, result: ToolResult, at: int) -> Text:
    row = result.table.rows[at]
    shown = {
        "count": cell_text(row["first"], "count"),
        "reviews": cell_text(row["first_of"], "count"),
        "share": cell_text(row["first_share"], "share"),
        "count_before": cell_text(row["second"], "count"),
        "reviews_before": cell_text(row["second_of"], "count"),
        "share_before": cell_text(row["second_share"], "share"),
        "p": _chance(row["p_value"]),
    }
    named = Segment(Text("", ""), {"en": (), "zh": ()}, rule.filters)
    filters = rule_of(named, side.shop.dictionary, currency=side.shop.currency) if rule.filters else Text("", "")
    return said(
        "say.complaint",
        aspect=aspect,
        of=said("of.filtered", filters=filters) if rule.filters else Text("", ""),
        days=rule.days,
        date=cell_text(result.as_of.isoformat(), "date"),
        limit=cell_text(rule.significance, "share"),
        **shown,
    )


def _values(result: ToolResult, at: int, proofs: Proofs) -> Iterator[AlertValue]:
    row, place = result.table.rows[at], f"{proofs.place(result)}.rows[{at}]"
    for key, name in (
        ("first", said("name.count")),
        ("first_of", said("name.reviews")),
        ("first_share", said("name.share")),
        ("second", said("name.before", name=said("name.count"))),
        ("second_of", said("name.before", name=said("name.reviews"))),
        ("second_share", said("name.before", name=said("name.share"))),
        ("p_value", said("name.p")),
    ):
        unit = result.column(key).unit
        text = _chance(row[key]) if key == "p_value" else cell_text(row[key], unit)
        yield AlertValue(name, text, _number(row[key]), unit, f"{place}.{key}")


def _chance(cell: Cell) -> Text:
    """A chance as people write it; the smallest as less than what is shown of it."""
    value = _number(cell)
    return said("say.less_than", value=cell_text(0.001, "share")) if value < 0.001 else cell_text(value, "share")


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
