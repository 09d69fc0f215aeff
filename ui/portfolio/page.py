"""The portfolio page: headline figures, then panels; every figure opens its source, every segment asks about itself."""

import threading
from collections.abc import Sequence
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component

from config.settings import Role
from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.frame import Views
from ui.panels import picture
from ui.portfolio.panels import Panels
from ui.portfolio.results import Book, read_book
from ui.portfolio.what_if import WhatIf
from ui.sources import Result
from ui.visitors import Door, PageName, Visitor


class Shop(Protocol):
    """What the page needs of tools.shop.Shop: the words for values, and to be one object as long as nothing changes."""

    @property
    def dictionary(self) -> Any:  # noqa: ANN401 - data.metrics.MetricDictionary
        """What the values in the data are called."""


class Analyst(Views, Protocol):
    """What the page needs of agent.analyst.Analyst."""

    @property
    def shop(self) -> Shop:
        """The shop in the company's words as they are now."""


class PortfolioPage:
    """The components, and what fills them."""

    name: PageName = "portfolio"

    def __init__(self, analyst: Analyst, door: Door) -> None:
        """Nothing is laid out yet.

        Args:
            analyst: Lends the tools.
            door: Knows the visitors.
        """
        self._analyst = analyst
        self._what_if = WhatIf(analyst, door)
        self._kept: tuple[Shop | None, dict[tuple[Role, Language], Book]] = (None, {})
        self._lock = threading.Lock()
        self.outputs: Sequence[Component] = ()

    def lay_out(self) -> None:
        """Make the components: what stands above, the two curves side by side, what stands below."""
        top = gr.HTML(elem_id="kz-portfolio-top")
        with gr.Row(elem_classes=["kz-panels", "kz-curves"]):
            curves = [component for part in ("lorenz", "season") for component in _curve(part)]
        self._what_if.lay_out()
        self.outputs = [top, *curves, *self._what_if.outputs, gr.HTML(elem_id="kz-portfolio-rest")]

    def connect(self, language: gr.Radio) -> None:
        """The panel that is asked by hand; all else is only shown."""
        self._what_if.connect(language)

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """The page for that visitor; the figures are kept until the build or the company's words change."""
        shop = self._analyst.shop
        book = self._book(shop, visitor, language)
        cells = CellTexts(shop.dictionary.attributes)
        panels = Panels(book, cells, language, visitor.may_open("audiences"))
        return [
            panels.top(),
            *_drawn(panels, "lorenz", book.curve_chart, cells=cells),
            *_drawn(panels, "season", book.season_chart, cells=cells),
            *self._what_if.fill(visitor, language, query, usual=book.what_if, large=book.large),
            panels.rest(),
        ]

    def _book(self, shop: Shop, visitor: Visitor, language: Language) -> Book:
        """The results; every view is logged, those that are kept from an earlier one too."""
        key = (visitor.role, language)
        with self._analyst.view(self.name, role=visitor.role, language=language, user=visitor.user) as view:
            with self._lock:
                if self._kept[0] is not shop:
                    self._kept = (shop, {})
                found = self._kept[1].get(key)
            if found is None:
                found = read_book(view)
                with self._lock:
                    if self._kept[0] is shop:
                        self._kept[1][key] = found
        return found


def _curve(part: str) -> Sequence[Component]:
    """Heading, picture and table of a curve."""
    with gr.Column(elem_id=f"kz-{part}", elem_classes=["kz-panel", "kz-curve"], min_width=300):
        return [gr.HTML(), gr.Plot(show_label=False, visible=False, container=False), gr.HTML()]


def _drawn(panels: Panels, part: str, chart: Result | None, *, cells: CellTexts) -> Sequence[Any]:
    if chart is None:
        none = load_texts("ui", panels.language)["portfolio.too_short"]
        return [panels.above(part), gr.Plot(visible=False), f"<p>{none}</p>"]
    plot, fold = picture(chart, cells=cells, language=panels.language)
    return [panels.above(part), plot, panels.below(part, fold)]
