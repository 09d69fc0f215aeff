"""The report on the model: how well it predicts, what it rests on, its rules, its intervals, its data."""

from collections.abc import Iterator
from typing import Final

from agent.reports import parts
from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.writer import Writer

# Parts of assess_model, each with its drawing: kind, axis, measure.
_DRAWN: Final[dict[str, tuple[str, str, str] | None]] = {
    "accuracy": ("bar", "name", "normalised_gini"),
    "importance": ("bar", "name", "share"),
    "rules": None,
    "intervals": ("bar", "name", "value"),
    "tiers": None,
    "training": None,
    "sentiment": ("bar", "name", "agreement"),
}
# Of the other parts all columns are shown; keys say nothing to people.
_COLUMNS: Final = {"accuracy": parts.ACCURACY, "importance": ("name", "share", "mean_contribution")}


def model_sections(writer: Writer) -> Iterator[Section]:
    """The sections in order, the summary first."""
    body: list[Section] = []
    for what, drawn in _DRAWN.items():
        # A small shop could not be tested, or has no reviews: then there is no such part.
        result = writer.attempt(what, "assess_model", what=what)
        if result is None or not result.table.rows:
            continue
        blocks: list[Block] = [*writer.paragraph(f"model.{what}")]
        if drawn is not None:
            kind, x, y = drawn
            blocks.append(writer.picture(what, kind, x, [y]))
        body += section(writer, what, blocks, writer.table(what, _COLUMNS.get(what, ())))
    body += [*parts.data_quality(writer), *parts.method_and_limits(writer, "model")]
    tested = "accuracy" in writer.results
    if tested:
        body = [
            *section(writer, "headlines", writer.headlines(*[("accuracy", key) for key in parts.ACCURACY[1:]])),
            *body,
        ]
    keys = ("model.accuracy", "model.capture") if tested else ("model.untested",)
    yield from section(writer, "summary", writer.paragraph(*keys), writer.paragraph("model.importance"))
    yield from body
