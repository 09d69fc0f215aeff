"""Pictures of a benchmark as PNG files: decile calibration, gain curves, interval coverage; a panel a shop."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError
from pipeline.benchmark_models import CLASSICAL, MODELS, NETWORK, PAST_RATE, TWEEDIE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
Draw = Callable[["Axes", Mapping[str, Any]], None]

# Told apart by colour-blind readers too (Okabe, Ito), and by marker and line in print.
_LOOKS: dict[str, dict[str, Any]] = {
    NETWORK: {"color": "#0072B2", "marker": "o", "linestyle": "-", "linewidth": 2.2, "zorder": 5},
    CLASSICAL: {"color": "#D55E00", "marker": "s", "linestyle": "--", "linewidth": 1.4, "zorder": 4},
    TWEEDIE: {"color": "#009E73", "marker": "^", "linestyle": "-.", "linewidth": 1.4, "zorder": 3},
    PAST_RATE: {"color": "#999999", "marker": "v", "linestyle": ":", "linewidth": 1.4, "zorder": 2},
}
_INK, _FAINT = "#222222", "#BBBBBB"
_COLUMNS, _PANEL_INCHES, _DOTS_PER_INCH = 3, 3.9, 110
_CUTOFF_COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7")


def require_matplotlib() -> None:
    """Refuse to begin where nothing could be drawn at the end.

    Raises:
        InputError: matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise InputError("the pictures need the package matplotlib: python -m pip install matplotlib, or --no-pictures")


def draw_pictures(document: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Draw what there is something to draw of; the files written."""
    shops = [shop for shop in document["shops"] if any(cutoff["results"] for cutoff in shop["cutoffs"])]
    judged = [shop for shop in shops if _results(shop, NETWORK)]
    made = []
    for name, title, draw, drawn in (
        ("decile_calibration", "Value of each tenth of the customers: predicted and actual", _calibration, shops),
        ("gain_curve", "Share of the value found among the customers ranked first", _gain, shops),
        ("interval_coverage", "Central intervals of the network: customers held, a line a cut-off", _coverage, judged),
    ):
        if drawn:
            path = folder / f"{name}.png"
            made.append(_panels(drawn, draw, title=title, path=path, legend=name != "interval_coverage"))
    return tuple(made)


def _panels(shops: Sequence[Mapping[str, Any]], draw: Draw, *, title: str, path: Path, legend: bool) -> Path:
    """A panel a shop; with `legend` one for all of them, below."""
    # Figure, not pyplot: nothing global is touched, and PNG is drawn by Agg without a display.
    from matplotlib.figure import Figure

    columns = min(_COLUMNS, len(shops))
    rows = -(-len(shops) // columns)
    # Wide enough for the title over a single panel.
    size = (max(columns * _PANEL_INCHES, 6.6), rows * _PANEL_INCHES + 0.9)
    figure = Figure(figsize=size, dpi=_DOTS_PER_INCH, facecolor="white", layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis, shop in zip(axes, shops, strict=False):
        draw(axis, shop)
        axis.set_title(f"{shop['title']['en']}, {shop['horizon_days']} days", fontsize=10.5, color=_INK, loc="left")
        axis.grid(visible=True, color="#EBEBEB", linewidth=0.8)
        axis.set_axisbelow(True)
        axis.set_box_aspect(1)
        axis.tick_params(labelsize=9, colors="#555555", length=3)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axis.spines[side].set_color(_FAINT)
    for axis in axes[len(shops) :]:
        axis.set_axis_off()
    if legend:
        labelled = [axis.get_legend_handles_labels() for axis in axes]
        shared = {label: handle for handles, labels in labelled for handle, label in zip(handles, labels, strict=True)}
        figure.legend(shared.values(), shared.keys(), loc="outside lower center", ncols=5, frameon=False, fontsize=9.5)
    figure.suptitle(title, fontsize=13, color=_INK, x=0.01, ha="left")
    _save(figure, path)
    return path


def _save(figure: "Figure", path: Path) -> None:
    """As a PNG of 128 colours, a third of the size of one with all."""
    from PIL import Image

    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("RGB").quantize(128).save(path, optimize=True)


def _calibration(axis: "Axes", shop: Mapping[str, Any]) -> None:
    """Mean value a customer, predicted against actual, of each decile over all cut-offs; both axes logarithmic."""
    unit = 10 ** shop["minor_digits"]
    ends = []
    for model in (TWEEDIE, CLASSICAL, NETWORK):
        results = _results(shop, model)
        if not results:
            continue
        said, actual = (_decile_means(results, key) / unit for key in ("predicted_minor", "actual_minor"))
        shown = (said > 0) & (actual > 0)
        ends += [*said[shown], *actual[shown]]
        axis.plot(said[shown], actual[shown], label=MODELS[model].name.en, markersize=5, **_LOOKS[model])
    low, high = min(ends) / 1.4, max(ends) * 1.4
    axis.plot([low, high], [low, high], color=_INK, linewidth=0.9, zorder=1, label="as predicted")
    axis.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high))
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_formatter("{x:,g}")
    axis.set_xlabel(f"predicted a customer [{shop['currency']}]", fontsize=9.5)
    axis.set_ylabel(f"actual a customer [{shop['currency']}]", fontsize=9.5)


def _gain(axis: "Axes", shop: Mapping[str, Any]) -> None:
    """Gain curves, mean over cut-offs and seeds, and in the corner by how much each falls short of hindsight."""
    best = np.mean([cutoff["gain_ceiling"] for cutoff in shop["cutoffs"] if cutoff["results"]], axis=0)
    share = np.linspace(0, 100, len(best))
    axis.plot(share, 100 * best, color=_INK, linewidth=1, label="with hindsight")
    short = axis.inset_axes((0.53, 0.1, 0.45, 0.3))
    for model in (PAST_RATE, CLASSICAL, TWEEDIE, NETWORK):
        results = _results(shop, model)
        if results:
            curve = np.mean([row["gain"] for row in results], axis=0)
            look = {key: value for key, value in _LOOKS[model].items() if key != "marker"}
            axis.plot(share, 100 * curve, label=MODELS[model].name.en, **look)
            short.plot(share, 100 * (best - curve), **{**look, "linewidth": look["linewidth"] * 0.7})
    axis.plot([0, 100], [0, 100], color=_FAINT, linewidth=1)
    axis.set(xlim=(0, 100), ylim=(0, 100))
    axis.set_xlabel("customers, best predicted first [%]", fontsize=9.5)
    axis.set_ylabel("value found [%]", fontsize=9.5)
    short.set(xlim=(0, 100), ylim=(0, None))
    short.set_title("short of hindsight [points]", fontsize=8, color=_INK, pad=3)
    short.tick_params(labelsize=7, colors="#555555", length=2)
    for side in short.spines.values():
        side.set_color(_FAINT)


def _coverage(axis: "Axes", shop: Mapping[str, Any]) -> None:
    """Nominal share of the central interval of the PIT against the share held, mean over seeds, a line a cut-off."""
    axis.fill_between([0, 100], [-5, 95], [5, 105], color="#E9EFF5", zorder=0, linewidth=0, label="within 5 points")
    axis.plot([0, 100], [0, 100], color=_INK, linewidth=0.9, zorder=1)
    cutoffs = [cutoff for cutoff in shop["cutoffs"] if _of(cutoff, NETWORK)]
    for number, cutoff in enumerate(cutoffs):
        curves = [row["interval"]["central"] for row in _of(cutoff, NETWORK)]
        nominal = [100 * point["nominal"] for point in curves[0]]
        held = 100 * np.mean([[point["held"] for point in curve] for curve in curves], axis=0)
        colour = _CUTOFF_COLOURS[number % len(_CUTOFF_COLOURS)]
        axis.plot(nominal, held, color=colour, marker="o", markersize=3.5, linewidth=1.4, label=cutoff["day"])
    axis.set(xlim=(0, 100), ylim=(0, 100))
    axis.set_xlabel("nominal [%]", fontsize=9.5)
    axis.set_ylabel("held [%]", fontsize=9.5)
    axis.legend(frameon=False, fontsize=8.5, loc="upper left")


def _decile_means(results: Iterable[Mapping[str, Any]], key: str) -> Floats:
    """Mean a customer of each decile, over cut-offs and seeds."""
    totals, customers = np.zeros(10), np.zeros(10)
    for row in results:
        for decile in row["deciles"]:
            totals[decile["decile"] - 1] += decile[key]
            customers[decile["decile"] - 1] += decile["customers"]
    return np.asarray(totals / np.maximum(customers, 1), dtype=np.float64)


def _results(shop: Mapping[str, Any], model: str) -> list[Mapping[str, Any]]:
    return [row for cutoff in shop["cutoffs"] for row in _of(cutoff, model)]


def _of(cutoff: Mapping[str, Any], model: str) -> list[Mapping[str, Any]]:
    return [row for row in cutoff["results"] if row["model"] == model]
