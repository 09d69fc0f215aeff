"""Draws a draw_chart result with matplotlib, as SVG and PNG, from the very rows of the result.

The font is that of the PDF, which comes with a package: a machine need not have one that knows Chinese.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from babel.numbers import get_currency_symbol

from agent.axes import nice_marks, short_number
from agent.reports.emoji import spelled
from agent.reports.fonts import text_glyphs
from config.text import Language
from data.money import NO_CURRENCY
from prompts.library import load_texts
from tools.results import ToolResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

COLOURS: Final = ("#2f7d6d", "#d08b3e", "#5b7db8", "#a9567b")
_INK, _GRID = "#4a5560", "#dfe3e6"
_WIDTH, _HEIGHT = 7.2, 3.0
_BAR_HEIGHT, _MARGIN = 0.34, 0.9
_PIXELS: Final = 160
_LONGEST_NAME: Final = 34
_MOST_MARKS: Final = 8
_FROM_ZERO: Final = frozenset({"money", "count", "share", "percent"})


@dataclass(frozen=True)
class Drawing:
    """A draw_chart result that is drawn when a format asks for it.

    Attributes:
        result: Of draw_chart.
        names: Of its rows, as people read them.
        labels: Of its columns.
        language: Of the marks of its axes.
    """

    result: ToolResult
    names: tuple[str, ...]
    labels: Mapping[str, str]
    language: Language

    @property
    def width(self) -> float:
        """Its breadth over its height."""
        return _WIDTH / self._height

    @cached_property
    def svg(self) -> bytes:
        """The drawing, to be shown at any size."""
        return self._drawn("svg")

    @cached_property
    def png(self) -> bytes:
        """The same in dots, for formats that know no SVG."""
        return self._drawn("png")

    @property
    def _height(self) -> float:
        return _MARGIN + _BAR_HEIGHT * len(self.names) * len(_keys(self.result)) if self._lies else _HEIGHT

    @property
    def _lies(self) -> bool:
        return self.result.extra["kind"] in ("bar", "pie", "waterfall")

    def _written_names(self) -> tuple[str, ...]:
        """The names in characters that the font has."""
        texts = load_texts("report", self.language)
        return tuple(spelled(name, lambda c: ord(c) in text_glyphs(), texts) for name in self.names)

    def _drawn(self, form: str) -> bytes:
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        result, y = self.result, _keys(self.result)
        # A salt of its own makes the same drawing the same bytes.
        with rc_context({"svg.hashsalt": result.id, "axes.unicode_minus": False}):
            figure = Figure(figsize=(_WIDTH, self._height), layout="constrained")
            axes = figure.add_subplot()
            (_bars if self._lies else _lines)(axes, result, self._written_names(), y, self.labels)
            _marks(axes, result, y, language=self.language, lies=self._lies)
            _style(axes, self.labels, str(result.extra["x"]), y, lies=self._lies, font=_font())
            return _saved(figure, form)


def _keys(result: ToolResult) -> list[str]:
    keys = result.extra["y"]
    return [str(key) for key in keys] if isinstance(keys, (list, tuple)) else [str(keys)]


def _font() -> "FontProperties":
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    return FontProperties(fname=sans_path())


def _values(result: ToolResult, key: str) -> list[float]:
    cells = (row[key] for row in result.table.rows)
    return [float(value) if isinstance(value, int | float) else float("nan") for value in cells]


def _bars(axes: "Axes", result: ToolResult, names: Sequence[str], y: Sequence[str], labels: Mapping[str, str]) -> None:
    """Bars that lie, the first row on top; of a waterfall each begins where the one before ended."""
    values = {key: _values(result, key) for key in y}
    if result.extra["kind"] == "waterfall":
        steps = values[y[0]]
        ends = list(accumulate(steps[:-1]))
        lefts = [0.0, *ends[: len(steps) - 2], 0.0]
        colours = ["#8a939b", *[COLOURS[0] if step >= 0 else COLOURS[1] for step in steps[1:-1]], "#8a939b"]
        axes.barh(range(len(names)), steps, left=lefts, color=colours, height=0.62)
    else:
        breadth = 0.72 / len(y)
        for place, key in enumerate(y):
            at = [row + (place - (len(y) - 1) / 2) * breadth for row in range(len(names))]
            axes.barh(at, values[key], height=breadth * 0.92, color=COLOURS[place], label=labels[key])
    axes.set_yticks(range(len(names)), [_short(name) for name in names])
    axes.invert_yaxis()


def _lines(axes: "Axes", result: ToolResult, names: Sequence[str], y: Sequence[str], labels: Mapping[str, str]) -> None:
    """Lines over spans of time, or over the numbers of the first column; points for a scatter."""
    x = str(result.extra["x"])
    counted = all(isinstance(row[x], int | float) for row in result.table.rows)
    places: Sequence[float] = _values(result, x) if counted else range(len(names))
    for place, key in enumerate(y):
        style: dict[str, Any] = {"color": COLOURS[place], "label": labels[key]}
        if result.extra["kind"] == "scatter":
            axes.scatter(places, _values(result, key), s=14, alpha=0.7, **style)
        else:
            axes.plot(places, _values(result, key), marker="o", markersize=3, linewidth=1.8, **style)
    step = max(1, -(-len(names) // _MOST_MARKS))
    axes.set_xticks(list(places)[::step], list(names)[::step])


def _marks(axes: "Axes", result: ToolResult, y: Sequence[str], *, language: Language, lies: bool) -> None:
    unit = result.column(y[0]).unit
    values = [value for key in y for value in _values(result, key) if value == value]
    if result.extra["kind"] == "waterfall":
        values = list(accumulate(values[:-1]))
    if not values:
        return
    ground = [0.0] if lies or unit in _FROM_ZERO else []
    marks = nice_marks(min(values + ground), max(values + ground))
    named = unit == "money" and result.currency not in (NO_CURRENCY, "")
    symbol = get_currency_symbol(result.currency, locale="zh_CN" if language == "zh" else "en") if named else ""
    texts = [f"{m:.0%}" if unit == "share" else short_number(m, symbol, language=language) for m in marks]
    (axes.set_xticks if lies else axes.set_yticks)(marks, texts)
    (axes.set_xlim if lies else axes.set_ylim)(marks[0], marks[-1])


def _style(
    axes: "Axes", labels: Mapping[str, str], x: str, y: Sequence[str], *, lies: bool, font: "FontProperties"
) -> None:
    small = font.copy()
    small.set_size(8.5)
    measure = labels[y[0]] if len(y) == 1 else ""
    axes.set_xlabel(measure if lies else labels[x], fontproperties=small, color=_INK)
    axes.set_ylabel("" if lies else measure, fontproperties=small, color=_INK)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontproperties(small)
        text.set_color(_INK)
    axes.tick_params(length=0)
    axes.grid(visible=True, axis="x" if lies else "y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    if len(y) > 1:
        axes.legend(prop=small, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(y))


def _saved(figure: "Figure", form: str) -> bytes:
    target = io.BytesIO()
    # Without a date in it.
    figure.savefig(target, format=form, dpi=_PIXELS, metadata={"Date": None} if form == "svg" else {"Software": None})
    return target.getvalue()


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
