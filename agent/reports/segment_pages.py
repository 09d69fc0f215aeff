"""A part for each segment in the report on all customers: what it is worth, what to do, what it buys and blames."""

from collections.abc import Iterator
from typing import Any, Final

from agent.reports.model import Block, Section
from agent.reports.writer import Writer

_ACTIONS: Final = ("name", "customers", "predicted_value", "expected_gain", "gain_lo", "gain_hi", "total_cost")
_BEST: Final = ("customer_id", "predicted_value", "predicted_lo", "predicted_hi", "p_active", "revenue", "recency_days")
_BLAMED: Final = ("name", "first", "first_share", "second", "second_share", "difference", "verdict")
_FEW: Final = 5


def segment_pages(writer: Writer) -> Iterator[Section]:
    """One section a segment, in the order of the table of segments, which is there already."""
    for row, cells in enumerate(writer.results["segments"].table.rows):
        key = str(cells["rfm_segment"])
        title = writer.texts["one.title"].format(segment=_name(writer, key))
        yield Section(f"segment_{key}", title, tuple(_of_one(writer, key, row)))


def _of_one(writer: Writer, key: str, row: int) -> Iterator[Block]:
    filters = [{"column": "rfm_segment", "op": "eq", "value": key}]
    risk = writer.row("risks", "rfm_segment", key)
    yield from writer.paragraph("one.worth", "one.trend", this=row)
    yield from writer.paragraph("one.risk", this=risk)
    if writer.has("plan_actions"):
        yield from _told(writer, key, "actions", "plan_actions", {"filters": filters}, _ACTIONS)
    columns = [column for column in _BEST if column != "customer_id"]
    best = {"filters": filters, "columns": list(_BEST), "sort_by": columns[0], "limit": _FEW}
    yield from _told(writer, key, "best", "query_customers", best, _BEST)
    if writer.knows("category"):
        measures: list[Any] = [{"metric": "revenue", "share_of_total": True}, "orders", "customers"]
        bought = {"filters": filters, "group_by": ["category"], "measures": measures}
        bought |= {"sort_by": "revenue", "limit": _FEW}
        yield from _told(writer, key, "category", "query_orders", bought, ())
    if writer.has("summarise_reviews"):
        others = [{**filters[0], "op": "ne"}]
        blamed = {"filters": filters, "against": others, "polarity": "negative", "limit": _FEW}
        yield from _told(writer, key, "blame", "summarise_reviews", blamed, _BLAMED)


def _told(
    writer: Writer, key: str, what: str, tool: str, arguments: dict[str, Any], columns: tuple[str, ...]
) -> Iterator[Block]:
    """A sentence and a table of the segment's own result; nothing where there is nothing to tell."""
    result = writer.attempt(f"{what}_{key}", tool, **arguments)
    if result is None or not result.table.rows:
        return
    # The sentence knows it by a name that is that of each segment in turn.
    writer.results[f"one_{what}"] = result
    if result.table.rows[0].get("expected_gain") != 0:
        yield from writer.paragraph(f"one.{what}")
    caption = writer.texts[f"table.one_{what}"].format(segment=_name(writer, key))
    yield writer.table(f"{what}_{key}", columns, caption=caption)


def _name(writer: Writer, key: str) -> str:
    return writer.shop.dictionary.attribute("rfm_segment").value_text(key, writer.language)
