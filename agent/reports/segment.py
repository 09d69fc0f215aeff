"""The report on one segment: its size, its value beside the whole, its people, what they buy and say."""

from collections.abc import Iterator
from typing import Any

from agent.reports import parts
from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.writer import Writer
from config.errors import ToolInputError
from config.text import Language

_COLUMNS = ("rfm_segment", "value_tier")


def segment_filter(writer: Writer, name: str) -> dict[str, Any]:
    """The filter of a segment by its key or a name of it: the company's own, an RFM segment or a value tier.

    Raises:
        ToolInputError: There is no such segment; the message names those that there are.
    """
    dictionary, folded = writer.shop.dictionary, name.strip().casefold()
    if (own := dictionary.segment_of(name.strip())) is not None:
        return {"column": "segment", "op": "eq", "value": own}
    known: list[str] = list(dictionary.segments)
    languages: tuple[Language, ...] = ("en", "zh")
    for column in _COLUMNS:
        attribute = dictionary.attribute(column)
        for value, names in attribute.values.items():
            words = {value, names.name.en, names.name.zh, *(w for spoken in languages for w in names.synonyms[spoken])}
            if folded in {word.casefold() for word in words}:
                return {"column": column, "op": "eq", "value": value}
            known.append(value)
    raise ToolInputError(f"there is no segment {name!r}; segments: {', '.join(known)}")


def segment_sections(writer: Writer, chosen: dict[str, Any]) -> Iterator[Section]:
    """The sections in order, the summary first."""
    filters = [chosen]
    parts.totals(writer, filters)
    writer.call(
        "part",
        "query_customers",
        part=filters,
        measures=[{"metric": key, "share_of_total": True} for key in ("customers", "revenue", "predicted_value")],
    )
    body = [
        *parts.headline_figures(writer),
        *_beside_the_whole(writer, chosen),
        *parts.best_customers(writer, filters),
        *parts.months(writer, filters),
        *parts.orders_by(writer, "category", filters),
        *parts.orders_by(writer, "country", filters),
        *parts.reviews(writer, filters),
        *_differences(writer, chosen),
        *parts.model_in_short(writer),
        *parts.data_quality(writer),
        *parts.method_and_limits(writer, "segment"),
    ]
    yield from section(
        writer,
        "summary",
        writer.paragraph("segment.size", "segment.share"),
        writer.paragraph("segment.active", "summary.reviews"),
    )
    yield from body


def _beside_the_whole(writer: Writer, chosen: dict[str, Any]) -> Iterator[Section]:
    """The segment's share, and its averages beside those of all customers."""
    writer.call(
        "whole",
        "query_customers",
        measures=["customers", "average_order_value", "repeat_share", "p_active", "recency_days"],
    )
    blocks: list[Block] = [*writer.paragraph("segment.share_revenue"), writer.table("part")]
    blocks += [writer.table("totals", ("customers", "average_order_value", "repeat_share", "p_active", "recency_days"))]
    blocks += [writer.table("whole")]
    yield from section(writer, "beside", blocks)


def _differences(writer: Writer, chosen: dict[str, Any]) -> Iterator[Section]:
    """What these customers' reviews speak of more or less than the others'."""
    if not writer.has("summarise_reviews") or chosen["column"] == "segment":
        return
    result = writer.attempt(
        "differences", "summarise_reviews", filters=[chosen], against=[{**chosen, "op": "ne"}], limit=8
    )
    if result is not None and result.table.rows:
        columns = ("name", "first", "first_share", "second", "second_share", "difference", "verdict")
        yield from section(
            writer, "differences", writer.paragraph("differences.first"), writer.table("differences", columns)
        )
