"""What-if: sliders over a customer's history, and the network's answer as three figures: now, changed, difference."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ui.customer.pen import Pen, has
from ui.markdown import escape
from ui.panels import Headline, headlines_html, panel_html
from ui.sources import Result


@dataclass(frozen=True)
class _Slider:
    """One slider: the tool's argument it sets, its bounds, and the text of its unit."""

    argument: str
    low: int
    high: int
    step: int
    unit: str


_SLIDERS: Final[Mapping[str, _Slider]] = {
    "orders": _Slider("orders", 0, 10, 1, "unit_orders"),
    "amount": _Slider("order_value_change_percent", -50, 100, 5, "unit_percent"),
    "later": _Slider("days_later", 0, 180, 5, "unit_days"),
}
_SCENARIOS: Final = ("now", "changed", "difference")


def what_if_html(pen: Pen, *, with_returns: bool) -> str:
    """The panel with the sliders; the answer appears below it.

    Args:
        pen: Writes.
        with_returns: Whether the customer has returned anything that could be left out.
    """
    sliders = "".join(_slider_html(name, slider, pen) for name, slider in _SLIDERS.items())
    box = (
        f'<label class="kz-check"><input type="checkbox" name="returns"> {pen.said("what_if.returns")}</label>'
        if with_returns
        else ""
    )
    reset = f'<button type="button" class="kz-reset">{pen.said("what_if.reset")}</button>'
    body = (
        f'<div class="kz-sliders" id="kz-what-if" role="group" aria-labelledby="what-if-title">{sliders}'
        f'<div class="kz-slider-foot">{box}<span class="kz-gap"></span>{reset}</div></div>'
    )
    return panel_html(pen.texts["what_if.title"], body, anchor="what-if", note=pen.texts["what_if.note"])


def changes_of(sliders: str) -> dict[str, Any]:
    """The arguments of simulate_value that the sliders stand for; empty where nothing is changed.

    >>> changes_of('{"orders": 2, "amount": 0, "later": 0, "returns": true}')
    {'orders': 2, 'without_returns': True}
    """
    try:
        set_to = json.loads(sliders)
    except ValueError:
        return {}
    if not isinstance(set_to, dict):
        return {}
    changes = {slider.argument: set_to.get(name) for name, slider in _SLIDERS.items()}
    return {**{k: v for k, v in changes.items() if v}, **({"without_returns": True} if set_to.get("returns") else {})}


def unchanged_html(pen: Pen) -> str:
    """What stands where the answer will be."""
    return f'<div class="kz-panel kz-outcome" role="status"><p class="kz-notes">{pen.said("what_if.none")}</p></div>'


def outcome_html(simulated: Result, pen: Pen) -> str:
    """The three figures, with what exactly was assumed and what such an answer is worth."""
    at = {row["scenario"]: index for index, row in enumerate(simulated["rows"])}
    tiles = [_tile(simulated, at[scenario], scenario, pen) for scenario in _SCENARIOS]
    notes = "".join(f"<li>{escape(note[pen.language])}</li>" for note in simulated["notes"])
    return (
        f'<div class="kz-panel kz-outcome" role="status">{headlines_html(tiles)}<ul class="kz-notes">{notes}</ul></div>'
    )


def _tile(simulated: Result, row: int, scenario: str, pen: Pen) -> Headline:
    below = []
    if has(simulated, "predicted_lo", row=row):
        lo, hi = (pen.figure(simulated, f"predicted_{end}", row=row) for end in ("lo", "hi"))
        below.append(pen.said("what_if.interval", lo=lo, hi=hi))
    if scenario != "difference":
        below.append(pen.said("what_if.active", share=pen.figure(simulated, "p_active", row=row)))
    label = pen.texts[f"what_if.{scenario}"]
    return Headline(label, pen.figure(simulated, "predicted_value", row=row), "<br>".join(below))


def _slider_html(name: str, slider: _Slider, pen: Pen) -> str:
    unit = pen.texts[f"what_if.{slider.unit}"]
    start = escape(unit.format(n=0))
    return (
        f'<div class="kz-slider"><label for="kz-what-if-{name}">{pen.said(f"what_if.{name}")}</label>'
        f'<output for="kz-what-if-{name}">{start}</output>'
        f'<input type="range" id="kz-what-if-{name}" name="{name}" min="{slider.low}" max="{slider.high}"'
        f' step="{slider.step}" value="0" aria-valuetext="{start}" data-kz-unit="{escape(unit)}"></div>'
    )
