"""The page's sections: each a result of a tool as tables with bars, with the question that asks the chat the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from agent.page_views import View
from config.errors import ToolInputError
from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.markdown import escape
from ui.panels import Headline, figure_html, headlines_html, page_heading_html, panel_html
from ui.sources import Result
from ui.tables import PLAIN, Looks, render_table

ORDER: Final = (
    *("quality", "features", "calibration", "coverage", "baselines", "drift", "alerts", "builds", "watch"),
    *("dictionary", "editor"),
)
_TILES: Final = ("normalised_gini", "decile_wape", "aggregate_bias")
# Alerts whose proof is on the page; all others are in the file.
_PROVEN: Final = 10
# Rows of the intervals' table: promised, held by the interval as shown.
_HELD: Final = 1


@dataclass(frozen=True)
class Writer:
    """Writes sections of one view."""

    view: View
    cells: CellTexts
    language: Language

    @property
    def texts(self) -> Mapping[str, str]:
        """The page's texts in the language of the view."""
        return load_texts("page_model", self.language)

    def result(self, tool: str, **arguments: Any) -> Result | str:  # noqa: ANN401 - any JSON
        """A tool's result; a line instead where this build has nothing to tell."""
        try:
            return self.view.call(tool, **arguments)
        except ToolInputError as error:
            return error.text.in_language(self.language)

    def section(self, name: str, body: str) -> str:
        """A panel with its heading, what it says, and a link that asks the chat the same."""
        texts = self.texts
        question = texts.get(f"ask.{name}")
        link = ""
        if question:
            said = escape(texts["page.ask"].format(question=question))
            link = f'<p class="kz-ask"><a href="/?q={quote(question)}">{said}</a></p>'
        note = texts[f"section.{name}_note"]
        return panel_html(texts[f"section.{name}"], body + link, anchor=f"model-{name}", note=note, wide=True)

    def table(
        self, result: Result | str, *, columns: Sequence[str] = (), bars: Sequence[str] = (), whole: bool = True
    ) -> str:
        """A result as a table; its remarks where it has no rows, or why there is no result."""
        if isinstance(result, str):
            return f'<p class="kz-empty">{escape(result)}</p>'
        if not result["rows"]:
            said = " ".join(note[self.language] for note in result["notes"])
            return f'<p class="kz-empty">{escape(said)}</p>'
        looks = Looks(bars=bars, whole=whole) if bars or whole else PLAIN
        return render_table(result, self.cells, columns=columns, language=self.language, looks=looks)

    def part(self, title: str, body: str) -> str:
        """A part of a section, with its heading."""
        return f"<h3>{escape(self.texts[f'part.{title}'])}</h3>{body}"

    def fold(self, title: str, body: str) -> str:
        """A part that is closed until it is asked for."""
        return f'<details class="kz-model-fold"><summary>{escape(title)}</summary>{body}</details>'


def head_html(writer: Writer) -> str:
    """The heading, the way to each section, and the main figures of the held-out test."""
    texts = writer.texts
    links = "".join(f'<li><a href="#model-{name}">{escape(texts[f"section.{name}"])}</a></li>' for name in ORDER)
    accuracy = writer.result("assess_model", what="accuracy")
    tiles: list[Headline] = []
    if not isinstance(accuracy, str):
        tiles = [_tile(writer, accuracy, key, key) for key in _TILES]
        intervals = writer.result("assess_model", what="intervals")
        if not isinstance(intervals, str):
            tiles.append(_tile(writer, intervals, "value", "coverage", row=_HELD))
    return (
        page_heading_html(texts["page.title"], texts["page.note"])
        + f'<nav class="kz-model-nav" aria-label="{escape(texts["page.sections"])}"><ul>{links}</ul></nav>'
        + (headlines_html(tiles) if tiles else "")
    )


def _tile(writer: Writer, result: Result, column: str, label: str, *, row: int = 0) -> Headline:
    value = figure_html(result, column, row=row, cells=writer.cells, language=writer.language)
    return Headline(writer.texts[f"tile.{label}"], value)


def upper_html(writer: Writer) -> str:
    """Data quality with examples of each rule, and what the model looks at."""
    quality = writer.result("describe_data", about=["quality"])
    columns = ("table", "name", "effect", "rows", "share", "amount")
    if isinstance(quality, str):
        body = writer.table(quality)
    else:
        # The table says what its last remark repeats in words.
        body = writer.table({**quality, "notes": quality["notes"][:-1]}, columns=columns, bars=("share",))
        for row in {row["rule"]: row for row in quality["rows"]}.values():
            examples = writer.result("describe_data", about=["quality", row["rule"]])
            title = writer.texts["part.examples"].format(rule=row["name"])
            body += writer.fold(title, writer.table(examples))
    features = "".join(
        writer.part(
            title,
            writer.table(
                writer.result("assess_model", what="importance", by=by),
                columns=("name", "share", "mean_contribution"),
                bars=("share",),
                whole=by == "reasons",
            ),
        )
        for by, title in (("reasons", "reasons"), ("features", "by_features"))
    )
    rules, training = (writer.result("assess_model", what=what) for what in ("rules", "training"))
    features += writer.fold(writer.texts["part.rules"], writer.table(rules, bars=("share",)))
    features += writer.fold(writer.texts["part.training"], writer.table(training))
    return writer.section("quality", body) + writer.section("features", features)


def calibration(writer: Writer) -> tuple[str, Result | None]:
    """The table of the ten groups, and the drawn result of its curve."""
    found = writer.result("assess_model", what="calibration")
    body = writer.table(found, bars=("predicted_mean", "actual_mean"))
    if isinstance(found, str):
        return writer.section("calibration", body), None
    drawn = writer.result(
        "draw_chart", source=found["id"], kind="line", x="decile", y=["predicted_mean", "actual_mean"]
    )
    return writer.section("calibration", body), None if isinstance(drawn, str) else drawn


def tests_html(writer: Writer) -> str:
    """Coverage of the intervals, and the model beside the baselines."""
    intervals, accuracy, tiers = (
        writer.result("assess_model", what=what) for what in ("intervals", "accuracy", "tiers")
    )
    baselines = writer.table(
        accuracy,
        columns=("name", *_TILES, "top_10_percent_capture", "spearman"),
        bars=("normalised_gini", "top_10_percent_capture", "decile_wape"),
    ) + writer.fold(writer.texts["part.tiers"], writer.table(tiers, bars=("recall", "precision")))
    coverage = writer.section("coverage", writer.table(intervals, bars=("value",)))
    return coverage + writer.section("baselines", baselines)


def drift_html(writer: Writer, *, measured: bool = True) -> str:
    """How far the inputs moved; measured once a build, which takes a while, so that the page comes first."""
    if not measured:
        waiting = f'<p class="kz-notes" role="status">{escape(writer.texts["page.measuring"])}</p>'
        return writer.section("drift", waiting)
    columns = ("name", "status", "psi", "ks", "typical", "value")
    found = writer.result("assess_model", what="drift")
    return writer.section("drift", writer.table(found, columns=columns, bars=("psi", "ks"), whole=False))


def alerts_html(writer: Writer) -> str:
    """The alerts that were raised; each of the latest opens its figures, with the cells that hold them."""
    found = writer.result("describe_data", about=["alerts"])
    body = writer.table(found, columns=("raised", "severity", "rule", "said", "as_of"), whole=False)
    if not isinstance(found, str):
        for row in found["rows"][:_PROVEN]:
            rule = f"{row['rule']}: {row['subject']}" if row["subject"] else row["rule"]
            title = writer.texts["part.proof"].format(rule=rule, date=row["raised"])
            body += writer.fold(title, writer.table(writer.result("describe_data", about=["alerts", row["alert"]])))
    return writer.section("alerts", body)


def builds_html(writer: Writer) -> str:
    """The history of builds."""
    return writer.section("builds", writer.table(writer.result("describe_data", about=["builds"])))


def dictionary_html(writer: Writer) -> str:
    """All entries, with a field that keeps those in view which hold what is typed."""
    texts = writer.texts
    found = writer.result("describe_data", about=["dictionary"])
    label = escape(texts["dictionary.filter"])
    field = (
        f'<p class="kz-filter"><input type="search" data-kz-filter aria-label="{label}" placeholder="{label}"'
        f' data-kz-found="{escape(texts["dictionary.found"])}"><output aria-live="polite"></output></p>'
    )
    columns = ("name", "key", "kind", "unit", "definition", "english", "chinese", "whose")
    return writer.section("dictionary", field + writer.table(found, columns=columns))
