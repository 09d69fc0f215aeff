"""The report on all customers: what they are worth, who holds the value, what is at risk, what they say."""

from collections.abc import Iterator

from agent.reports import parts
from agent.reports.action_plan import action_sections
from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.segment_pages import segment_pages
from agent.reports.writer import Writer

_SEGMENTS = (
    *("rfm_segment", "customers", "customers_share", "predicted_value", "predicted_value_share"),
    *("predicted_value_mean", "p_active", "trend"),
)
_COHORTS = ("cohort", "customers", "after_1", "after_2", "after_3", "after_6", "after_9", "after_12")


def portfolio_sections(writer: Writer) -> Iterator[Section]:
    """The sections in order, the summary first."""
    parts.totals(writer)
    body = [
        *parts.headline_figures(writer),
        *_distribution(writer),
        *_segments(writer),
        *_at_risk(writer),
        *parts.best_customers(writer),
        *_movers(writer),
        *action_sections(writer),
        *parts.months(writer),
        *_cohorts(writer),
        *parts.orders_by(writer, "category"),
        *parts.orders_by(writer, "country"),
        *parts.orders_by(writer, "channel"),
        *parts.reviews(writer),
        *segment_pages(writer),
        *parts.model_in_short(writer),
        *parts.data_quality(writer),
        *parts.method_and_limits(writer, "portfolio"),
    ]
    yield from _summary(writer)
    yield from body


def _summary(writer: Writer) -> Iterator[Section]:
    """The report in a few sentences, of figures that the sections show again."""
    keys = (
        ("summary.size", "summary.value", "summary.concentration"),
        ("summary.segment", "summary.risk"),
        ("summary.actions",),
        ("summary.reviews", "summary.model"),
    )
    rows = {"tenth": _tenth(writer), "best": writer.best("segments", "predicted_value")}
    yield from section(writer, "summary", *[writer.paragraph(*said, **rows) for said in keys])


def _tenth(writer: Writer) -> int:
    """The row of the best tenth of customers."""
    return writer.row("lorenz", "best_share", 0.1)


def _distribution(writer: Writer) -> Iterator[Section]:
    writer.call("distribution", "describe_portfolio", what="distribution")
    writer.call("lorenz", "describe_portfolio", what="lorenz")
    said = writer.paragraph("distribution.held", "distribution.revenue", tenth=_tenth(writer))
    yield from section(
        writer,
        "distribution",
        said,
        writer.picture("lorenz", "line", "best_share", ["value_held", "revenue_held"]),
        writer.picture("distribution", "bar", "band", ["customers"]),
        writer.table(
            "distribution", ("band", "customers", "customers_share", "predicted_value", "predicted_value_share")
        ),
        writer.table("lorenz"),
    )


def _segments(writer: Writer) -> Iterator[Section]:
    segments = writer.call("segments", "describe_portfolio", what="segments")
    writer.call("value_tiers", "describe_portfolio", what="segments", group_by=["value_tier"])
    best = writer.best("segments", "predicted_value")
    blocks: list[Block] = [*writer.paragraph("segments.best", best=best)]
    blocks.append(writer.picture("segments", "bar", "rfm_segment", ["predicted_value"]))
    blocks.append(writer.table("segments", _SEGMENTS))
    if segments.table.rows:
        blocks.append(writer.table("value_tiers", ("value_tier", *_SEGMENTS[1:])))
    yield from section(writer, "segments", blocks)


def _at_risk(writer: Writer) -> Iterator[Section]:
    writer.call("risk", "describe_portfolio", what="at_risk", group_by=[])
    writer.call("risks", "describe_portfolio", what="at_risk")
    most = writer.best("risks", "value_at_risk")
    yield from section(
        writer,
        "at_risk",
        writer.paragraph("at_risk.all", "at_risk.unlikely", "at_risk.most", most=most),
        writer.picture("risks", "bar", "rfm_segment", ["value_at_risk"]),
        writer.table("risks"),
    )


def _movers(writer: Writer) -> Iterator[Section]:
    """Whose value rose and fell most since the build before, and who went from segment to segment."""
    rows = writer.call("movers", "describe_portfolio", what="movers").table.rows
    if not rows:
        return
    writer.call("migration", "describe_portfolio", what="migration")
    known = ((row["value_change"], at) for at, row in enumerate(rows))
    changes = [(float(change), at) for change, at in known if isinstance(change, int | float)]
    (up, riser), (down, faller) = max(changes), min(changes)
    said = [*(["movers.up"] if up > 0 else []), *(["movers.down"] if down < 0 else [])]
    told = writer.paragraph(*said, riser=riser, faller=faller)
    yield from section(writer, "movers", told, writer.table("movers"), writer.table("migration"))


def _cohorts(writer: Writer) -> Iterator[Section]:
    cohorts = writer.call("cohorts", "describe_portfolio", what="cohorts")
    if len(cohorts.table.rows) > 1:
        yield from section(writer, "cohorts", writer.paragraph("cohorts.first"), writer.table("cohorts", _COHORTS))
