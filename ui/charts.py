"""A draw_chart result as a plotly figure, from the very rows that its table shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from babel.numbers import get_currency_symbol

from config.text import Language
from data.money import NO_CURRENCY
from prompts.library import load_texts
from ui.axes import nice_marks, short_number
from ui.cells import CellTexts, holds_time
from ui.sources import Result

# One accent, then tints that stay apart for colour-blind eyes and on light and dark ground alike.
_COLOURS = ("#2f7d6d", "#d08b3e", "#5b7db8", "#a9567b", "#8a9a3b", "#7a6ea8", "#c2604b", "#5a9aa8")
_INK, _GRID = "#7d8691", "rgba(125,134,145,0.22)"
_FONT = 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
_HEIGHT = 320
_FROM_ZERO = frozenset({"money", "count", "share", "percent"})
_NAMES = frozenset({"text", "id", "date", "rating"})


@dataclass(frozen=True)
class Chart:
    """A draw_chart result, read for drawing and for telling.

    Attributes:
        result: As `ToolResult.to_json` writes it; its `extra` holds kind, x and y.
        cells: Writes the cells.
        language: Of labels and texts.
    """

    result: Result
    cells: CellTexts
    language: Language

    def figure(self) -> go.Figure:
        """The picture: bar, line, scatter or pie over the rows."""
        figure = go.Figure([self._trace(key, _COLOURS[i % len(_COLOURS)]) for i, key in enumerate(self._y)])
        self._style(figure)
        self._set_marks(figure)
        return figure

    def summary(self) -> str:
        """The picture in a few sentences, for those who do not see it: kind, axes, count, highest and lowest."""
        texts = load_texts("ui", self.language)
        rows = self.result["rows"]
        measures = ("、" if self.language == "zh" else ", ").join(self._label(key) for key in self._y)
        said = [texts[f"chart.summary_{self._kind}"].format(measures=measures, x=self._label(self._x), count=len(rows))]
        key = self._y[0]
        known = sorted((row for row in rows if row[key] is not None), key=lambda row: row[key])
        for name, row in (("highest", known[-1]), ("lowest", known[0])) if known else ():
            value, x = self._text(row, key), self._text(row, self._x)
            said.append(texts[f"chart.{name}"].format(measure=self._label(key), value=value, x=x))
        return ("" if self.language == "zh" else " ").join(said)

    @property
    def _kind(self) -> str:
        return str(self.result["extra"]["kind"])

    @property
    def _x(self) -> str:
        return str(self.result["extra"]["x"])

    @property
    def _y(self) -> list[str]:
        return list(self.result["extra"]["y"])

    def _column(self, key: str) -> Mapping[str, Any]:
        return next(column for column in self.result["columns"] if column["key"] == key)

    def _label(self, key: str) -> str:
        label = str(self._column(key)["label"][self.language])
        return label[:1].upper() + label[1:]

    def _text(self, row: Mapping[str, Any], key: str) -> str:
        return self.cells.text(row[key], self._column(key), currency=self.result["currency"], language=self.language)

    def _trace(self, key: str, colour: str) -> Any:  # noqa: ANN401
        rows = self.result["rows"]
        y = [row[key] for row in rows]
        # Finished strings of our own formatting, so that hover and table read alike.
        hover = [_inert(f"{self._text(row, self._x)}: {self._text(row, key)}") for row in rows]
        common: dict[str, Any] = {"name": _inert(self._label(key)), "hovertext": hover, "hoverinfo": "text"}
        if self._kind == "pie":
            labels = [_inert(self._text(row, self._x)) for row in rows]
            common |= {"textinfo": "percent", "textposition": "inside", "marker": {"colors": _COLOURS}}
            return go.Pie(labels=labels, values=y, hole=0.55, sort=False, **common)
        x = [self._place(row) for row in rows]
        if self._kind == "line":
            marker = {"size": 6, "color": colour}
            return go.Scatter(
                x=x, y=y, mode="lines+markers", line={"color": colour, "width": 2.5}, marker=marker, **common
            )
        if self._kind == "scatter":
            marker = {"size": 7, "color": colour, "opacity": 0.7}
            return go.Scatter(x=x, y=y, mode="markers", marker=marker, **common)
        return go.Bar(x=x, y=y, marker={"color": colour, "cornerradius": 3}, **common)

    def _place(self, row: Mapping[str, Any]) -> str | float | None:
        """A row's place on the horizontal axis: numbers and ISO dates as they are, names as people call them."""
        value = row[self._x]
        if isinstance(value, str):
            return _inert(value if holds_time(self._column(self._x)) else self._text(row, self._x))
        return value if isinstance(value, int | float) else None

    def _style(self, figure: go.Figure) -> None:
        axis = {"gridcolor": _GRID, "zerolinecolor": _GRID, "linecolor": _GRID, "automargin": True, "fixedrange": True}
        figure.update_layout(
            height=_HEIGHT,
            template="none",
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"family": _FONT, "size": 13, "color": _INK},
            xaxis_tickfont_size=12,
            margin={"l": 8, "r": 8, "t": 12, "b": 8},
            bargap=0.28,
            showlegend=len(self._y) > 1 or self._kind == "pie",
            legend={"orientation": "h", "y": 1.12, "x": 0},
            hoverlabel={"font": {"family": _FONT, "size": 13}},
            dragmode=False,
        )
        only = _inert(self._label(self._y[0])) if len(self._y) == 1 else ""
        figure.update_xaxes(**axis, showgrid=False, title={"text": _inert(self._label(self._x)), "font": {"size": 12}})
        figure.update_yaxes(**axis, title={"text": only, "font": {"size": 12}})
        if self._kind in {"bar", "line"} and self._column(self._x)["unit"] in _NAMES:
            # Months and ids look like dates and numbers to plotly; here they are names.
            figure.update_xaxes(type="category")

    def _set_marks(self, figure: go.Figure) -> None:
        # Plotly knows no 万, so the vertical axis' marks are written here.
        unit = self._column(self._y[0])["unit"]
        values = [row[key] for row in self.result["rows"] for key in self._y if row[key] is not None]
        if not values or self._kind == "pie":
            return
        # Money, counts and shares are read by their height above nought; ratings and the like are not.
        ground = [0.0] if self._kind == "bar" or unit in _FROM_ZERO else []
        marks = nice_marks(min(values + ground), max(values + ground))
        named = unit == "money" and self.result["currency"] != NO_CURRENCY
        symbol = get_currency_symbol(self.result["currency"], locale="en") if named else ""
        texts = [f"{m:.0%}" if unit == "share" else short_number(m, symbol, language=self.language) for m in marks]
        if unit == "percent":
            texts = [f"{text}%" for text in texts]
        figure.update_yaxes(tickmode="array", tickvals=marks, ticktext=texts, range=_span(marks))


def _span(marks: list[float]) -> list[float]:
    # A little air above and below, so that no point is cut at the edge.
    air = (marks[-1] - marks[0]) * 0.02
    return [marks[0] - (air if marks[0] < 0 else 0), marks[-1] + air]


def _inert(text: str) -> str:
    # Plotly reads <b>, <a href> and the like in its texts; a look-alike of "<" leaves it nothing to read.
    return text.replace("<", "‹").replace(">", "›")
