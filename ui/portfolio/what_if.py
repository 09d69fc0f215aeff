"""The panel "What if" of the portfolio page: a group, suppositions, and what the network expects of them."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from config.errors import KezhiError, ToolInputError
from config.text import Language
from prompts.library import load_texts
from tools.audience_choice import segment_filters
from tools.audience_tools import AudienceArguments, page_address
from tools.group_scenarios import MOST_SCENARIOS
from ui.audiences.form import segments
from ui.cells import CellTexts
from ui.frame import QUIET, ShopViews, line_of, problem_html
from ui.markdown import escape
from ui.panels import picture
from ui.portfolio.panels import panel_head_html, question_link
from ui.portfolio.results import compare
from ui.portfolio.supposed import CHANGES, LONGEST, WHO, Supposed
from ui.sources import Result
from ui.tables import Looks, render_table
from ui.visitors import Door, PageName, Visitor

_logger = logging.getLogger(__name__)
_SHOWN = (
    *("name", "changed", "predicted_value", "predicted_lo", "predicted_hi"),
    *("predicted_value_difference", "difference_lo", "difference_hi"),
)
_PAGE: PageName = "portfolio"


class WhatIf:
    """The components and the functions behind them."""

    def __init__(self, analyst: ShopViews, door: Door) -> None:
        """Nothing is laid out yet.

        Args:
            analyst: Lends the tools.
            door: Knows the visitors.
        """
        self._analyst = analyst
        self._door = door

    def lay_out(self) -> None:
        """The form, and what comes of it below."""
        with gr.Column(elem_id="what-if", elem_classes=["kz-panel", "kz-what-if"]):
            head = gr.HTML()
            with gr.Row():
                group = gr.Dropdown(choices=[], filterable=False, elem_id="kz-suppose-group")
                who = gr.Dropdown(choices=[], filterable=False, elem_id="kz-suppose-who")
            with gr.Row():
                changes = [
                    gr.Textbox(max_lines=1, max_length=LONGEST, elem_id=f"kz-suppose-{name.replace('_', '-')}")
                    for name in CHANGES
                ]
            compare = gr.Button(variant="primary", elem_id="kz-suppose-compare")
            status = gr.HTML(elem_id="kz-suppose-status")
            plot = gr.Plot(show_label=False, visible=False, container=False)
            told = gr.HTML(elem_id="kz-suppose-told")
        self._fields: list[Component] = [group, who, *changes]
        self._answer: list[Component] = [compare, status, plot, told]
        self.outputs: Sequence[Component] = [head, *self._fields, *self._answer]

    def connect(self, language: gr.Radio) -> None:
        """The button, and Enter in a field that is typed in."""
        asked = [language, *self._fields]
        told: dict[str, Any] = {"fn": self._compare, "inputs": asked, "outputs": self._answer, "concurrency_limit": 2}
        self._answer[0].click(**told, **QUIET)  # type: ignore[attr-defined]
        for field in self._fields:
            if isinstance(field, gr.Textbox):
                field.submit(**told, **QUIET)

    def fill(
        self,
        visitor: Visitor,
        language: Language,
        query: str,
        *,
        usual: tuple[Result, Result] | None,
        large: bool,
    ) -> Sequence[Any]:
        """The form as the address asks for it, with its figures; the usual scenarios where it asks for none.

        Args:
            visitor: Who looks.
            language: Of all texts.
            query: What follows the path in the address.
            usual: The usual scenarios of all customers, and the same drawn; None where they are not computed unasked.
            large: Whether that is for the number of customers.
        """
        texts = load_texts("page_what_if", language)
        asked = Supposed.of(query)
        if asked is not None:
            shown = self._answered(visitor, language, asked)
        elif usual is not None:
            asked = Supposed.by(usual[0]["arguments"])
            shown = self._shown(visitor, language, asked, *usual)
        else:
            asked = Supposed()
            shown = [_status_html(texts["large" if large else "none_usual"]), gr.Plot(visible=False), ""]
        head = panel_head_html(texts["title"], texts["note"].format(most=MOST_SCENARIOS))
        ask = f'<a href="{question_link(texts["question"])}">{escape(texts["question"])}</a>'
        head += f'<p class="kz-ask">{escape(texts["ask"])} {ask}</p>'
        return [head, *self._filled(language, asked), gr.Button(texts["form.compare"]), *shown]

    def _filled(self, language: Language, asked: Supposed) -> Sequence[Any]:
        texts = load_texts("page_what_if", language)
        groups = segments(self._analyst.shop, language)
        who = asked.who if asked.who in WHO else WHO[0]
        return [
            gr.Dropdown(groups, value=self._key_of(asked.group), label=texts["form.group"]),
            gr.Dropdown([(texts[f"who.{one}"], one) for one in WHO], value=who, label=texts["form.who"]),
            *(gr.Textbox(getattr(asked, name)[:LONGEST], label=texts[f"form.{name}"]) for name in CHANGES),
        ]

    def _key_of(self, name: str) -> str:
        """The key of a segment that an address may call by any of its names; of all customers where it is none."""
        try:
            found = segment_filters(self._analyst.shop, name)
        except ToolInputError:
            return ""  # a line tells it; the choice says what there is
        return str(found[0].value) if found else ""

    def _compare(
        self,
        language: Language,
        group: str,
        who: str,
        win_back: str,
        order_value: str,
        lose: str,
        silent: str,
        orders: str,
        request: gr.Request,
    ) -> Iterator[Sequence[Any]]:
        """That it is being computed, then the answer."""
        working = load_texts("page_what_if", language)["working"]
        css = "kz-report-working"
        yield [gr.Button(interactive=False), _status_html(working, css=css), gr.skip(), gr.skip()]
        asked = Supposed(group or "", who or WHO[0], win_back, order_value, lose, silent, orders)
        yield [gr.Button(interactive=True), *self._answered(self._door.visitor(request), language, asked)]

    def _answered(self, visitor: Visitor, language: Language, asked: Supposed) -> Sequence[Any]:
        """Status, picture and table; or one line in place of them."""
        try:
            arguments = asked.arguments(self._analyst.shop)
            with self._analyst.view(_PAGE, role=visitor.role, language=language, user=visitor.user) as view:
                result, chart = compare(view, **arguments)
            return self._shown(visitor, language, asked, result, chart)
        except KezhiError as error:
            line = line_of(error, language)
        except Exception:  # the last door: the person gets one clear line
            reference = secrets.token_hex(4)
            _logger.exception("what-if failed, reference %s", reference)
            line = load_texts("ui", language)["error.fault"].format(reference=reference)
        return [problem_html(line), gr.Plot(visible=False), ""]

    def _shown(
        self, visitor: Visitor, language: Language, asked: Supposed, result: Result, chart: Result
    ) -> Sequence[Any]:
        cells = CellTexts(self._analyst.shop.dictionary.attributes)
        plot, _ = picture(chart, cells=cells, language=language)
        looks = Looks(whole=True, bars=("predicted_value_difference",))
        table = render_table(result, cells, columns=_SHOWN, language=language, looks=looks)
        return ["", plot, f"{table}{_links_html(visitor, language, asked)}"]


def _links_html(visitor: Visitor, language: Language, asked: Supposed) -> str:
    """The comparison's own address, and the group as an audience for those who may have it."""
    texts = load_texts("page_what_if", language)
    links = [(asked.address, texts["link"])]
    if visitor.may_open("audiences"):
        links.append((page_address(AudienceArguments(segment=asked.group)), texts["audience"]))
    said = " · ".join(f'<a href="{escape(address)}">{escape(name)}</a>' for address, name in links)
    return f'<p class="kz-ask">{said}</p>'


def _status_html(line: str, *, css: str = "kz-panel-note") -> str:
    return f'<p class="{css}" role="status">{escape(line)}</p>'
