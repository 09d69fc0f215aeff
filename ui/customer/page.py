"""The customer page: layout, events, and the way from what was typed to the card shown."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Final, Protocol
from urllib.parse import parse_qs

import gradio as gr
from gradio.components import Component

from agent.page_views import View
from agent.quotes import ReviewText
from agent.reports.model import kinds_of
from config.errors import KezhiError
from config.text import Language
from data.metrics import MetricDictionary
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.customer.card import action_html, card_html, categories_html, facts_html
from ui.customer.found import Found, evidence, explain, find_customer
from ui.customer.pen import Pen
from ui.customer.reasons import evidence_html, reasons_html
from ui.customer.search import choice_html, help_html
from ui.customer.timeline import timeline_html
from ui.customer.what_if import changes_of, outcome_html, unchanged_html, what_if_html
from ui.frame import QUIET, Views, guarded, line_of, problem_html
from ui.panels import panel_html
from ui.visitors import Door, PageName, Visitor

_MAX_TYPED: Final = 200
_AT_ONCE: Final[Mapping[str, Any]] = {**QUIET, "concurrency_limit": 8}


class Words(Protocol):
    """What the page needs of tools.shop.Shop."""

    @property
    def dictionary(self) -> MetricDictionary:
        """What the data can tell, and what its values are called."""


class Analyst(Views, Protocol):
    """What the page needs of agent.analyst.Analyst."""

    @property
    def shop(self) -> Words:
        """The shop in the company's words as they are now."""


class CustomerPage:
    """The components and the functions behind them."""

    name: PageName = "customer"

    def __init__(self, analyst: Analyst, *, review_text: ReviewText, door: Door) -> None:
        """Nothing is laid out yet.

        Args:
            analyst: Lends the tools and the words.
            review_text: Finds stored reviews.
            door: Knows the visitors.
        """
        self._analyst = analyst
        self._review_text = review_text
        self._door = door

    def lay_out(self) -> None:
        """Search on top; below the card what to do and why, beside it what happened."""
        texts = load_texts("page_customer", "en")
        self.search = gr.Textbox(
            elem_id="kz-search",
            label=texts["search.label"],
            show_label=False,
            placeholder=texts["search.placeholder"],
            lines=1,
            max_lines=1,
            max_length=_MAX_TYPED,
            submit_btn=texts["search.go"],
            autofocus=True,
        )
        self.card = gr.HTML(elem_id="kz-customer-card")
        with gr.Row(elem_id="kz-customer-columns"):
            with gr.Column(elem_classes=["kz-customer-column"]):
                self.action, self.reasons, self.evidence = (gr.HTML() for _ in range(3))
            with gr.Column(elem_classes=["kz-customer-column"]):
                self.timeline, self.what_if = gr.HTML(), gr.HTML()
                self.outcome, self.categories, self.facts = (gr.HTML() for _ in range(3))
        # Whose card is shown: what comes after the card is asked for when this changes.
        self.shown = gr.Textbox(visible="hidden", elem_id="kz-customer-shown")
        self.sliders = gr.Textbox(visible="hidden")
        self.simulate = gr.Button(visible="hidden", elem_id="kz-customer-simulate")
        self.address = gr.Textbox(visible="hidden")
        self.go = gr.Button(visible="hidden", elem_id="kz-customer-go")
        early = [self.card, self.search, self.action, self.what_if, self.timeline, self.categories, self.facts]
        self._late = [self.reasons, self.evidence, self.outcome]
        self.outputs: Sequence[Component] = [*early, *self._late, self.shown]

    def connect(self, language: gr.Radio) -> None:
        """Search, links within the page, what comes after the card, sliders."""
        outputs = list(self.outputs)
        self.search.submit(self._search, [self.search, language], outputs, trigger_mode="always_last", **_AT_ONCE)
        self.go.click(
            self._open, [self.address, language], outputs, js="(_, language) => [location.search, language]", **_AT_ONCE
        )
        self.shown.change(
            self._explain,
            [self.shown, language],
            [self.reasons, self.evidence],
            js="(shown, language) => [kezhi.customerShown(shown), language]",
            trigger_mode="always_last",
            **_AT_ONCE,
        )
        self.simulate.click(
            self._simulate,
            [self.sliders, self.shown, language],
            self.outcome,
            js="(_, shown, language) => [kezhi.whatIf(), shown, language]",
            trigger_mode="always_last",
            **_AT_ONCE,
        )

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """The card of the id in the address, or the search and its help."""
        asked = parse_qs(query.removeprefix("?"), max_num_fields=20).get("id", [""])[0].strip()
        return self._filled(visitor, language, asked[:_MAX_TYPED], typed="")

    def _search(self, typed: str, language: Language, request: gr.Request) -> Sequence[Any]:
        visitor = self._door.visitor(request)
        fill = partial(self._filled, visitor, language, typed.strip()[:_MAX_TYPED], typed=typed)
        return guarded(self, visitor, language=language, fill=fill)

    def _open(self, query: str, language: Language, request: gr.Request) -> Sequence[Any]:
        visitor = self._door.visitor(request)
        return guarded(self, visitor, language=language, fill=lambda: self.fill(visitor, language, query))

    def _filled(self, visitor: Visitor, language: Language, asked: str, *, typed: str) -> Sequence[Any]:
        """A value for each of the outputs."""
        pen = self._pen(language)
        if not asked:
            return self._alone(help_html(pen, visitor.role, names=self._names), self._field(pen, visitor, typed))
        try:
            with self._view(visitor, language, asked) as view:
                found = find_customer(view, asked, self._analyst.shop.dictionary)
        except KezhiError as error:
            return self._alone(problem_html(line_of(error, language)), self._field(pen, visitor, typed))
        if found.is_choice:
            return self._alone(choice_html(found, asked, pen), self._field(pen, visitor, typed))
        pen = self._pen(language, found.customer_id, reported="customer" in kinds_of(visitor.role))
        return self._card(found, pen, self._field(pen, visitor, ""))

    def _card(self, found: Found, pen: Pen, field: gr.Textbox) -> Sequence[Any]:
        waiting = f'<p class="kz-notes" role="status">{pen.said("card.loading")}</p>'
        returned = bool(found.lookup["rows"][0].get("returns"))
        return [
            card_html(found, pen),
            field,
            action_html(found.plan, pen) if found.plan is not None else "",
            what_if_html(pen, with_returns=returned),
            timeline_html(found, pen, self._review_text),
            categories_html(found, pen),
            facts_html(found, pen),
            panel_html(pen.texts["reasons.title"], waiting, anchor="reasons"),
            "",
            unchanged_html(pen),
            # The same customer looked up again is a change, too.
            f"{secrets.token_hex(4)} {pen.customer_id}",
        ]

    def _alone(self, html: str, field: gr.Textbox) -> Sequence[Any]:
        """One thing in place of a card, and nothing of the customer shown before."""
        return [html, field, *[""] * (len(self.outputs) - 2)]

    @property
    def _names(self) -> bool:
        """Whether the data hold names, e-mails or phones."""
        return any(attribute.kind == "personal" for attribute in self._analyst.shop.dictionary.attributes)

    def _field(self, pen: Pen, visitor: Visitor, typed: str) -> gr.Textbox:
        texts = pen.texts
        by_name = self._names and visitor.role != "business"
        return gr.Textbox(
            value=typed,
            label=texts["search.label"],
            placeholder=texts["search.placeholder" if by_name else "search.placeholder_ids"],
            submit_btn=texts["search.go"],
        )

    def _explain(self, shown: str, language: Language, request: gr.Request) -> Iterator[Sequence[Any]]:
        """The reasons as soon as they are there, then what customers wrote that bears on them."""
        customer_id = shown.partition(" ")[2]
        if not customer_id:
            yield ["", ""]
            return
        visitor, pen = self._door.visitor(request), self._pen(language, customer_id)
        try:
            with self._view(visitor, language, customer_id) as view:
                told = reasons_html(explain(view, customer_id), pen)
            yield [told, ""]
            with self._view(visitor, language, customer_id) as view:
                quoted = evidence(view, customer_id)
        except KezhiError as error:
            yield [problem_html(line_of(error, language)), ""]
            return
        yield [told, evidence_html(quoted, pen, self._review_text)]

    def _simulate(self, sliders: str, shown: str, language: Language, request: gr.Request) -> str:
        """The answer to what the sliders ask."""
        customer_id = shown.partition(" ")[2]
        visitor, pen = self._door.visitor(request), self._pen(language, customer_id)
        changes = changes_of(sliders)
        if not changes or not customer_id:
            return unchanged_html(pen)
        try:
            with self._view(visitor, language, customer_id) as view:
                return outcome_html(view.call("simulate_value", customer_id=customer_id, **changes), pen)
        except KezhiError as error:
            return problem_html(line_of(error, language))

    def _pen(self, language: Language, customer_id: str = "", *, reported: bool = False) -> Pen:
        return Pen(CellTexts(self._analyst.shop.dictionary.attributes), language, customer_id, reported)

    def _view(self, visitor: Visitor, language: Language, subject: str) -> AbstractContextManager[View]:
        return self._analyst.view("customer", role=visitor.role, language=language, user=visitor.user, subject=subject)
