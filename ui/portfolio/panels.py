"""The parts of the portfolio page: headline figures, and each result as a table whose cells are its picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from config.text import Language
from prompts.library import load_texts
from tools.audience_tools import AudienceArguments, page_address
from ui.cells import CellTexts
from ui.markdown import escape
from ui.panels import Headline, figure_html, headlines_html, page_heading_html, panel_html
from ui.portfolio.results import Book
from ui.sources import Result, column_of
from ui.tables import Looks, render_table

_SEGMENT = ("customers", "predicted_value", "predicted_value_share", "predicted_value_mean", "p_active")
_SEGMENT_BARS = ("customers", "predicted_value", "trend", "value_at_risk")
_SEGMENTS = (*_SEGMENT, "recent_revenue", "trend", "value_at_risk")
_RISK = ("usual_revenue", "value_at_risk", "risk_share", "unlikely", "unlikely_revenue")
_BANDS = ("band", "customers", "customers_share", "predicted_value_share")
_MOVERS = ("customer_id", "predicted_value", "value_before", "value_change", "value_tier", "tier_before")
_MOVERS_TOO = ("rfm_segment", "segment_before")
_GOODS = ("category", "product")
_STOCK = (
    *("expected_demand", "demand_lo", "demand_hi", "stock_hint", "sold_before", "change", "change_on_year"),
    *("expected_units", "new_share"),
)
_TENTH = 0.1


@dataclass(frozen=True)
class Panels:
    """Writes the parts of one view.

    Attributes:
        book: The results.
        cells: Writes cells.
        language: Of all texts and questions.
        exports: Whether the reader may export audiences, so that segments lead there.
    """

    book: Book
    cells: CellTexts
    language: Language
    exports: bool = False

    def top(self) -> str:
        """Heading, headline figures, segments and value at risk."""
        report = f'<p class="kz-notes"><a href="/reports?kind=portfolio">{escape(self.say("report"))}</a></p>'
        heading = page_heading_html(self.say("title"), self.say("note")) + report
        panels = f"{self._segments()}{self._risk()}"
        return f'{heading}{headlines_html(self._headlines())}<div class="kz-panels">{panels}</div>'

    def rest(self) -> str:
        """Bands of value, retention and what has changed since the build before."""
        panels = f"{self._stock()}{self._bands()}{self._migration()}{self._cohorts()}{self._movers()}"
        return f'<div class="kz-panels">{panels}</div>'

    def above(self, part: str) -> str:
        """Heading of a part whose picture is a component of its own."""
        return panel_head_html(self.say(part), self.say(f"{part}_note"))

    def below(self, part: str, fold: str) -> str:
        """What stands below such a picture: its table in a fold, and the question that draws it in the chat."""
        return f"{fold}{self._ask(part)}"

    def questions(self) -> Sequence[str]:
        """Every question that a link of this view asks."""
        parts = (*_ASKED, *(("stock",) if self.book.stock is not None else ()))
        asked = [self.say(f"ask_{part}") for part in parts]
        groups = [(self.book.segments, "rfm_segment"), (self.book.tiers, "value_tier")]
        asked += [self._group_question(row, result, key) for result, key in groups for row in result["rows"]]
        return [*asked, *(self._mover_question(row) for row in self.book.movers["rows"])]

    def say(self, key: str, **values: object) -> str:
        """A text of this page."""
        return load_texts("ui", self.language)[f"portfolio.{key}"].format_map(values)

    def _figure(self, result: Result, column: str, *, row: int = 0) -> str:
        everybody = self.say("everybody")
        return figure_html(result, column, row=row, entity=everybody, cells=self.cells, language=self.language)

    def _headlines(self) -> Sequence[Headline]:
        book = self.book
        days = book.whole["extra"]["horizon_days"]
        tenth = next((i for i, row in enumerate(book.curve["rows"]) if round(row["best_share"], 4) == _TENTH), 0)
        tiles = [
            Headline(self.say("customers"), self._figure(book.whole, "customers")),
            Headline(
                self.say("value"),
                self._figure(book.whole, "predicted_value"),
                escape(self.say("value_below", days=days)),
            ),
            Headline(
                self.say("tenth"),
                self._figure(book.curve, "value_held", row=tenth),
                self._html("tenth_below", n=self._figure(book.curve, "best", row=tenth)),
            ),
            Headline(
                self.say("at_risk"),
                self._figure(book.risk_whole, "value_at_risk"),
                self._html("at_risk_below", share=self._figure(book.risk_whole, "risk_share")),
            ),
        ]
        below = self._html("recent_below", trend=self._figure(book.whole, "trend"))
        known = book.whole["rows"][0]["trend"] is not None
        recent = self._figure(book.whole, "recent_revenue")
        return [*tiles, Headline(self.say("recent", days=days), recent, below if known else "")]

    def _html(self, key: str, **figures: str) -> str:
        """A text with finished figures in it."""
        return escape(load_texts("ui", self.language)[f"portfolio.{key}"]).format_map(figures)

    def _panel(self, part: str, body: str, *, wide: bool = False) -> str:
        note = self.say(f"{part}_note")
        return panel_html(
            self.say(part), f"{body}{self._ask(part)}", anchor=part.replace("_", "-"), note=note, wide=wide
        )

    def _ask(self, part: str) -> str:
        question = self.say(f"ask_{part}")
        link = f'<a href="{question_link(question)}">{escape(question)}</a>'
        return f'<p class="kz-ask">{escape(self.say("ask"))} {link}</p>'

    def _table(self, result: Result, columns: Sequence[str], **looks: Any) -> str:  # noqa: ANN401 - as Looks takes
        return render_table(
            result, self.cells, columns=columns, language=self.language, looks=Looks(whole=True, **looks)
        )

    def _grouped(self, result: Result, key: str, columns: Sequence[str], bars: Sequence[str]) -> str:
        links = {key: lambda row: question_link(self._group_question(row, result, key))}
        return self._table(result, (key, *columns), bars=bars, links=links)

    def _segments(self) -> str:
        by_segment = self._grouped(self.book.segments, "rfm_segment", _SEGMENTS, _SEGMENT_BARS)
        by_tier = self._grouped(self.book.tiers, "value_tier", _SEGMENTS, _SEGMENT_BARS)
        by_segment += self._audiences(self.book.segments, "rfm_segment")
        by_tier += self._audiences(self.book.tiers, "value_tier")
        return self._panel("segments", f"{by_segment}<h3>{escape(self.say('by_tier'))}</h3>{by_tier}", wide=True)

    def _risk(self) -> str:
        bars = ("value_at_risk", "unlikely_revenue")
        table = self._grouped(self.book.risk, "rfm_segment", _RISK, bars)
        return self._panel("risk", f"{table}{self._audiences(self.book.risk, 'rfm_segment')}", wide=True)

    def _audiences(self, result: Result, key: str) -> str:
        """Each group of a table as an audience, for those who may export it."""
        if not self.exports:
            return ""
        keys = [str(row[key]) for row in result["rows"] if row[key] is not None]
        links = [
            f'<a href="{escape(page_address(AudienceArguments(segment=value)))}">{escape(name)}</a>'
            for value, name in zip(keys, self._names(result, key), strict=True)
        ]
        return f'<p class="kz-ask">{escape(self.say("audiences"))} {" · ".join(links)}</p>'

    def _names(self, result: Result, key: str) -> Sequence[str]:
        column = column_of(result, key)
        assert column is not None
        said = {"currency": result["currency"], "language": self.language}
        return [self.cells.text(row[key], column, **said) for row in result["rows"] if row[key] is not None]

    def _bands(self) -> str:
        bars = ("customers_share", "predicted_value_share")
        return self._panel("bands", self._table(self.book.bands, _BANDS, bars=bars))

    def _cohorts(self) -> str:
        spans = [column["key"] for column in self.book.cohorts["columns"] if column["key"].startswith("after_")]
        return self._panel(
            "cohorts", self._table(self.book.cohorts, ("cohort", "customers", *spans), shades=spans), wide=True
        )

    def _migration(self) -> str:
        result = self.book.migration
        if not result["rows"]:
            return panel_html(self.say("migration"), _notes(result, self.language), anchor="migration")
        to = [column["key"] for column in result["columns"][1:]]
        return self._panel("migration", self._table(result, ("value_tier_before", *to), shades=to))

    def _movers(self) -> str:
        result = self.book.movers
        if not result["rows"]:
            return ""  # the panel of moves between tiers has said why
        links = {"customer_id": lambda row: question_link(self._mover_question(row))}
        return self._panel(
            "movers", self._table(result, (*_MOVERS, *_MOVERS_TOO), bars=("value_change",), links=links), wide=True
        )

    def _stock(self) -> str:
        result = self.book.stock
        if result is None or not result["rows"]:
            return ""
        named = [column["key"] for column in result["columns"] if column["unit"] == "text" and column["key"] in _GOODS]
        shown = [key for key in _STOCK if any(row.get(key) is not None for row in result["rows"])]
        table = self._table(result, (*named, *shown), bars=("expected_demand", "change"))
        return self._panel("stock", table, wide=True)

    def _group_question(self, row: Mapping[str, Any], result: Result, key: str) -> str:
        column = column_of(result, key)
        assert column is not None
        name = self.cells.text(row[key], column, currency=result["currency"], language=self.language)
        return self.say(f"ask_{key}", group=name)

    def _mover_question(self, row: Mapping[str, Any]) -> str:
        return self.say("ask_mover", customer=row["customer_id"])


_ASKED = ("segments", "risk", "lorenz", "season", "bands", "cohorts", "migration", "movers")


def question_link(question: str) -> str:
    """Address of the chat that asks the question when it is opened.

    >>> question_link("value at risk?")
    '/?q=value%20at%20risk%3F'
    """
    return f"/?q={quote(question, safe='')}"


def panel_head_html(title: str, note: str) -> str:
    """Heading and sentence of a panel whose picture is a component of its own."""
    return f'<h2>{escape(title)}</h2><p class="kz-panel-note">{escape(note)}</p>'


def _notes(result: Result, language: Language) -> str:
    """The result's remarks alone, where it has no rows."""
    return "".join(f'<p class="kz-panel-note">{escape(note[language])}</p>' for note in result["notes"])
