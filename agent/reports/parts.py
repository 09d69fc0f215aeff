"""The sections that several kinds of report have: headline figures, months, groups, reviews, quality, limits."""

from collections.abc import Iterator, Sequence
from typing import Any

from agent.reports.model import Block, Section
from agent.reports.writer import Writer

Filters = Sequence[dict[str, Any]]

_HEADLINES = (
    *("customers", "revenue", "orders", "average_order_value", "repeat_share", "predicted_value"),
    *("p_active", "recency_days"),
)
_COUNTS = ("name", "reviews", "share", "complaints", "complaints_share", "praise", "praise_share")
ACCURACY = ("name", "normalised_gini", "spearman", "top_10_percent_capture", "decile_wape", "aggregate_bias")
_MONTHS, _GROUPS, _BEST, _QUOTES = 24, 12, 15, 5


def section(writer: Writer, key: str, *blocks: Sequence[Block] | Block) -> Iterator[Section]:
    """A section under the text `section.<key>`; none where there is nothing to show."""
    flat: list[Block] = []
    for part in blocks:
        flat += part if isinstance(part, Sequence) else [part]
    if flat:
        yield Section(key, writer.texts[f"section.{key}"], tuple(flat))


def totals(writer: Writer, filters: Filters = ()) -> None:
    """The headline figures, known to sentences as `totals`."""
    writer.call("totals", "query_customers", filters=list(filters), measures=list(_HEADLINES))


def headline_figures(writer: Writer) -> Iterator[Section]:
    """Those figures, standing large."""
    yield from section(writer, "headlines", writer.headlines(*[("totals", key) for key in _HEADLINES]))


def months(writer: Writer, filters: Filters = ()) -> Iterator[Section]:
    """Revenue and orders month by month, as a line and a table."""
    result = writer.call(
        "months",
        "query_orders",
        filters=list(filters),
        group_by=["month"],
        measures=["revenue", "orders", "customers"],
        limit=1000,
    )
    if len(result.table.rows) < 2:
        return
    best = max(range(len(result.table.rows)), key=lambda row: float(result.table.rows[row]["revenue"] or 0))
    blocks: list[Block] = [*writer.paragraph("months.best", "months.last", best=best)]
    blocks.append(writer.picture("months", "line", "month", ["revenue"]))
    if writer.has("describe_portfolio") and not filters:
        if writer.call("season", "describe_portfolio", what="season").table.rows:
            blocks.append(writer.table("season"))
    elif len(result.table.rows) <= _MONTHS:
        blocks.append(writer.table("months"))
    yield from section(writer, "months", blocks)


def orders_by(writer: Writer, attribute: str, filters: Filters = ()) -> Iterator[Section]:
    """Revenue by category, country or channel, where the orders have it in more than one value."""
    if not writer.knows(attribute):
        return
    result = writer.call(
        attribute,
        "query_orders",
        filters=list(filters),
        group_by=[attribute],
        measures=[{"metric": "revenue", "share_of_total": True}, "orders", "customers"],
        sort_by="revenue",
        limit=_GROUPS,
    )
    if len(result.table.rows) < 2:
        return
    said = writer.paragraph(f"{attribute}.first", f"{attribute}.second")
    yield from section(
        writer, attribute, said, writer.picture(attribute, "bar", attribute, ["revenue"]), writer.table(attribute)
    )


def best_customers(writer: Writer, filters: Filters = ()) -> Iterator[Section]:
    """The customers worth most, by id."""
    columns = ["customer_id", "predicted_value", "predicted_lo", "predicted_hi", "p_active", "revenue", "recency_days"]
    columns += [] if filters else ["rfm_segment"]
    writer.call(
        "best", "query_customers", filters=list(filters), columns=columns, sort_by="predicted_value", limit=_BEST
    )
    yield from section(writer, "best", writer.paragraph("best.first"), writer.table("best", columns))


def reviews(writer: Writer, filters: Filters = ()) -> Iterator[Section]:
    """What reviews praise and blame, counted, with quotes; and what differs from before, or from the others."""
    if not writer.has("summarise_reviews"):
        return
    scope: dict[str, Any] = {"filters": list(filters)} if filters else {}
    everything = writer.call("opinions", "summarise_reviews", **scope)
    if not everything.table.rows:
        return
    writer.call("blame", "summarise_reviews", polarity="negative", **scope)
    writer.call("praise", "summarise_reviews", polarity="positive", **scope)
    blocks: list[Block] = [*writer.paragraph("reviews.all", "reviews.blame", "reviews.praise")]
    blocks.append(writer.picture("opinions", "bar", "name", ["complaints_share", "praise_share"]))
    blocks.append(writer.table("opinions", _COUNTS))
    blocks += [*writer.paragraph("reviews.quotes_blame"), *writer.quotes("blame", _QUOTES)]
    blocks += [*writer.paragraph("reviews.quotes_praise"), *writer.quotes("praise", _QUOTES)]
    yield from section(writer, "reviews", blocks)


def model_in_short(writer: Writer) -> Iterator[Section]:
    """How far the predictions can be trusted."""
    accuracy = writer.attempt("accuracy", "assess_model", what="accuracy")
    if accuracy is None:
        yield from section(writer, "model", writer.paragraph("model.untested"))
        return
    said = writer.paragraph("model.accuracy", "model.capture")
    yield from section(writer, "model", said, writer.table("accuracy", ACCURACY))


def data_quality(writer: Writer) -> Iterator[Section]:
    """What was read, left out and repaired."""
    writer.call("data", "describe_data")
    quality = writer.call("quality", "describe_data", about=["quality"])
    blocks: list[Block] = [*writer.paragraph("quality.first"), writer.table("data")]
    if quality.table.rows:
        blocks.append(writer.table("quality", ("table", "name", "effect", "rows", "share", "amount")))
    yield from section(writer, "quality", blocks)


def method_and_limits(writer: Writer, kind: str) -> Iterator[Section]:
    """How the figures are made and what they cannot say."""
    simulated = ("limits.simulated",) if writer.shop.manifest.simulated else ()
    yield from section(writer, "method", writer.paragraph("method.figures"), writer.paragraph("method.predictions"))
    keys = (*simulated, "limits.predictions", "limits.causes", f"limits.{kind}")
    yield from section(writer, "limits", *[writer.paragraph(key) for key in keys])
