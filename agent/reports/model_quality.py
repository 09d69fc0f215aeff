"""The report on the model: how well it predicts, what it rests on, its rules, its intervals, its data."""

from collections.abc import Iterator
from typing import Final

from agent.reports import parts
from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.writer import Writer

# Parts of assess_model, each with its drawing: kind, axis, measures.
_DRAWN: Final[dict[str, tuple[str, str, list[str]] | None]] = {
    "accuracy": ("bar", "name", ["normalised_gini"]),
    "calibration": ("line", "decile", ["predicted_mean", "actual_mean"]),
    "importance": ("bar", "name", ["share"]),
    "rules": None,
    "intervals": ("bar", "name", ["value"]),
    "tiers": None,
    "drift": None,
    "training": None,
    "sentiment": ("bar", "name", ["agreement"]),
}
# Of the other parts all columns are shown; keys say nothing to people.
_COLUMNS: Final = {
    "accuracy": parts.ACCURACY,
    "importance": ("name", "share", "mean_contribution"),
    "drift": ("name", "status", "psi", "ks", "typical", "value"),
}
_BUILDS: Final = (
    "build",
    "kind",
    "as_of",
    "customers",
    "lines",
    "normalised_gini",
    "aggregate_bias",
    "coverage",
    "drift",
)


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
            blocks.append(writer.picture(what, kind, x, y))
        body += section(writer, what, blocks, writer.table(what, _COLUMNS.get(what, ())))
    body += [*_builds(writer), *parts.data_quality(writer), *parts.method_and_limits(writer, "model")]
    tested = "accuracy" in writer.results
    if tested:
        body = [
            *section(writer, "headlines", writer.headlines(*[("accuracy", key) for key in parts.ACCURACY[1:]])),
            *body,
        ]
    keys = ("model.accuracy", "model.capture") if tested else ("model.untested",)
    yield from section(writer, "summary", writer.paragraph(*keys), writer.paragraph("model.importance"))
    yield from body


def _builds(writer: Writer) -> Iterator[Section]:
    """The builds of the workspace, where there is more than the one that is asked."""
    if len(writer.call("builds", "describe_data", about=["builds"]).table.rows) > 1:
        yield from section(writer, "builds", writer.paragraph("model.builds"), writer.table("builds", _BUILDS))
