"""A draw_chart result as a plotly figure, from the very rows that its table shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go
from babel.numbers import get_currency_symbol

from agent.axes import nice_marks, short_number
from config.text import Language
from data.money import NO_CURRENCY
from prompts.library import load_texts
from ui.cells import CellTexts, holds_time
from ui.markdown import escape
from ui.sources import Result

# One accent, then tints that stay apart for colour-blind eyes and on light and dark ground alike.
_COLOURS = ("#2f7d6d", "#d08b3e", "#5b7db8", "#a9567b", "#8a9a3b", "#7a6ea8", "#c2604b", "#5a9aa8")
_INK, _GRID = "#7d8691", "rgba(125,134,145,0.22)"
_FONT = 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
_HEIGHT = 320
_ROW_HEIGHT, _MARGIN_HEIGHT = 34, 70
# Names longer than this are read from left to right, beside bars that lie.
_LONG_NAME, _LINE = 16, 30
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
        """The picture: bar, line, scatter, pie or waterfall over the rows."""
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
        # The ends of a waterfall are sums, not parts.
        parts = rows[1:-1] if self._kind == "waterfall" else rows
        known = sorted((row for row in parts if row[key] is not None), key=lambda row: row[key])
        for name, row in (("highest", known[-1]), ("lowest", known[0])) if known else ():
            value, x = self._text(row, key), self._text(row, self._x)
            said.append(texts[f"chart.{name}"].format(measure=self._label(key), value=value, x=x))
        return ("" if self.language == "zh" else " ").join(said)

    def fold(self, table: str) -> str:
        """HTML for below the picture: what it shows in words, and its table, folded away."""
        summary = escape(self.summary())
        return (
            f'<details class="kz-chart-data" data-kz-chart="{summary}">'
            f"<summary>{escape(load_texts('ui', self.language)['chart.data'])}</summary>"
            f'<p class="kz-notes">{summary}</p>{table}</details>'
        )

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

    @property
    def _lies(self) -> bool:
        """Whether bars lie on their side: a waterfall always, others where names are long."""
        if self._kind == "waterfall":
            return True
        x = self._column(self._x)
        named = x["unit"] in _NAMES and not holds_time(x)
        return self._kind == "bar" and named and any(_breadth(str(self._place(r))) > _LONG_NAME for r in self._rows)

    @property
    def _rows(self) -> list[Mapping[str, Any]]:
        return list(self.result["rows"])

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
        if self._kind == "waterfall":
            return self._waterfall([_lines(str(name)) for name in x], y, **common)
        bar = {"marker": {"color": colour, "cornerradius": 3}, **self._whiskers(key), **common}
        return (
            go.Bar(x=y, y=[_lines(str(n)) for n in x], orientation="h", **bar)
            if self._lies
            else go.Bar(x=x, y=y, **bar)
        )

    def _whiskers(self, key: str) -> dict[str, Any]:
        """Both ends of the interval of the first bars, as far as they are known."""
        ends = self.result["extra"].get("whiskers", [])
        if not ends or key != self._y[0]:
            return {}
        low, high = (
            [abs(row[end] - row[key]) if None not in (row[end], row[key]) else 0 for row in self._rows] for end in ends
        )
        bars = {"type": "data", "array": high, "arrayminus": low, "color": _INK, "thickness": 1.2, "width": 4}
        return {"error_x" if self._lies else "error_y": bars}

    def _waterfall(self, names: list[str], y: list[Any], **common: Any) -> go.Waterfall:  # noqa: ANN401
        """Steps from the first row over the parts to the last one, which is their sum."""
        return go.Waterfall(
            x=y,
            y=names,
            orientation="h",
            measure=["absolute", *["relative"] * (len(y) - 2), "total"],
            increasing={"marker": {"color": _COLOURS[0]}},
            decreasing={"marker": {"color": _COLOURS[1]}},
            totals={"marker": {"color": _INK}},
            connector={"line": {"color": _GRID, "width": 1}},
            **common,
        )

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
        if self._lies:
            # The first row on top, and no title: the names say themselves what they are.
            figure.update_yaxes(type="category", autorange="reversed", showgrid=False, title=None)
            figure.update_xaxes(showgrid=True, title={"text": only, "font": {"size": 12}})
            lines = sum(1 + _lines(str(self._place(row))).count("<br>") for row in self._rows)
            figure.update_layout(height=max(_HEIGHT, _MARGIN_HEIGHT + _ROW_HEIGHT * (lines + len(self._rows)) // 2))
        elif self._kind in {"bar", "line"} and self._column(self._x)["unit"] in _NAMES:
            # Months and ids look like dates and numbers to plotly; here they are names.
            figure.update_xaxes(type="category")
        elif self._kind == "line" and self._column(self._x)["unit"] == "share":
            figure.update_xaxes(tickformat=".0%")

    def _set_marks(self, figure: go.Figure) -> None:
        # Plotly knows no 万, so the marks of the axis of values are written here.
        unit = self._column(self._y[0])["unit"]
        shown = [*self._y, *self.result["extra"].get("whiskers", [])]
        values = [row[key] for row in self.result["rows"] for key in shown if row[key] is not None]
        if not values or self._kind == "pie":
            return
        # Money, counts and shares are read by their height above nought; ratings and the like are not.
        ground = [0.0] if self._kind == "bar" or unit in _FROM_ZERO else []
        if self._kind == "waterfall":
            values = list(accumulate(values[:-1]))
        marks = nice_marks(min(values + ground), max(values + ground))
        named = unit == "money" and self.result["currency"] != NO_CURRENCY
        locale = "zh_CN" if self.language == "zh" else "en"
        symbol = get_currency_symbol(self.result["currency"], locale=locale) if named else ""
        texts = [f"{m:.0%}" if unit == "share" else short_number(m, symbol, language=self.language) for m in marks]
        if unit == "percent":
            texts = [f"{text}%" for text in texts]
        axis = {"tickmode": "array", "tickvals": marks, "ticktext": texts, "range": _span(marks)}
        figure.update_xaxes(**axis) if self._lies else figure.update_yaxes(**axis)


def _span(marks: list[float]) -> list[float]:
    # A little air above and below, so that no point is cut at the edge.
    air = (marks[-1] - marks[0]) * 0.02
    return [marks[0] - (air if marks[0] < 0 else 0), marks[-1] + air]


def _breadth(text: str) -> int:
    """Places a text takes, where a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _lines(name: str) -> str:
    """A long name in lines of some thirty places, broken at a space or between Chinese characters.

    >>> _lines("how long they have been silent, against their own rhythm")
    'how long they have been silent,<br>against their own rhythm'
    """
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", name):
        if lines[-1] and _breadth((lines[-1] + piece).rstrip()) > _LINE + 2:
            lines.append("")
        lines[-1] += piece
    return "<br>".join(line.strip() for line in lines)


def _inert(text: str) -> str:
    # Plotly reads <b>, <a href> and the like in its texts; a look-alike of "<" leaves it nothing to read.
    return text.replace("<", "‹").replace(">", "›")
