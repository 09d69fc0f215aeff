"""The audiences page: who is chosen, how many of them may be contacted and why not the others, and the file."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from config.errors import AccessError, KezhiError
from config.text import Language
from prompts.library import load_texts
from tools.audience_tools import AudienceArguments
from ui.audiences.address import Asked, asked_by
from ui.audiences.form import Filled, fields
from ui.cells import CellTexts
from ui.frame import QUIET, ShopViews, line_of, problem_html
from ui.markdown import escape
from ui.panels import page_heading_html
from ui.tables import render_table
from ui.visitors import Door, PageName, Visitor

_logger = logging.getLogger(__name__)
_USUAL = Asked(AudienceArguments())


class AudiencesPage:
    """The components and the functions behind them."""

    name: PageName = "audiences"

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
        self.head = gr.HTML()
        with gr.Column(elem_id="kz-audience-form", elem_classes=["kz-panel"]):
            with gr.Row():
                segment = gr.Dropdown(choices=[], filterable=False, elem_id="kz-audience-segment")
                action = gr.Dropdown(choices=[], filterable=False, elem_id="kz-audience-action")
                budget = gr.Number(minimum=0, elem_id="kz-audience-budget")
                hold_out = gr.Number(minimum=0, maximum=90, elem_id="kz-audience-hold-out")
            filters = gr.Textbox(lines=1, max_lines=6, max_length=2_000, elem_id="kz-audience-filters")
            with gr.Row():
                channel = gr.Dropdown(choices=[], filterable=False, elem_id="kz-audience-channel")
                form = gr.Dropdown(choices=[], filterable=False, elem_id="kz-audience-format")
                kind = gr.Dropdown(choices=[], filterable=False, elem_id="kz-audience-kind")
            unknown = gr.Checkbox(elem_id="kz-audience-unknown")
            self.prepare = gr.Button(variant="primary", elem_id="kz-audience-prepare")
        self.told = gr.HTML(elem_id="kz-audience-told")
        self._fields: list[Component] = [segment, action, filters, budget, hold_out, channel, form, kind, unknown]
        self.outputs: Sequence[Component] = [self.head, *self._fields, self.prepare, self.told]

    def connect(self, language: gr.Radio) -> None:
        """The button, and each field but the one that is typed in: a change counts anew."""
        asked = [language, *self._fields]
        self.prepare.click(self._prepare, asked, self.told, **QUIET)
        for field in self._fields:
            if isinstance(field, gr.Dropdown | gr.Checkbox):
                field.input(self._prepare, asked, self.told, **QUIET)

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """The form as the address asks for it, with its numbers."""
        texts, shop = load_texts("page_audiences", language), self._analyst.shop
        head = page_heading_html(texts["title"], texts["note"])
        try:
            asked = asked_by(query)
            filled = fields(shop, asked, language=language)
            told = self._told(visitor, language, asked)
        except AccessError:
            raise
        except KezhiError as error:
            # The rest of the form is there to ask again.
            filled = fields(shop, _USUAL, language=language)
            told = problem_html(line_of(error, language))
        return [head, *filled, gr.Button(texts["form.prepare"]), told]

    def _prepare(
        self,
        language: Language,
        segment: str,
        action: str,
        filters: str,
        budget: float | None,
        hold_out: float | None,
        channel: str,
        form: str,
        kind: str,
        unknown: bool,
        request: gr.Request,
    ) -> str:
        filled = Filled(segment, action, filters, budget, hold_out, channel, form, kind, unknown)
        try:
            return self._told(self._door.visitor(request), language, filled.asked())
        except KezhiError as error:
            return problem_html(line_of(error, language))
        except Exception:  # the last door: the person gets one clear line
            reference = secrets.token_hex(4)
            _logger.exception("audience failed, reference %s", reference)
            return problem_html(load_texts("ui", language)["error.fault"].format(reference=reference))

    def _told(self, visitor: Visitor, language: Language, asked: Asked) -> str:
        """The numbers, what will be in the file, and its link."""
        given = asked.arguments.model_dump(exclude_defaults=True, mode="json")
        with self._analyst.view(self.name, role=visitor.role, language=language, user=visitor.user) as view:
            result = view.call("prepare_audience", **given)
        texts = load_texts("page_audiences", language)
        cells = CellTexts(self._analyst.shop.dictionary.attributes)
        table = render_table(result, cells, columns=("name", "customers", "share"), language=language)
        contacts = next(row["customers"] for row in result["rows"] if row["reason"] == "contact")
        about, file = escape(texts[f"about.{asked.arguments.format}"]), escape(asked.file)
        # A generic file holds the others, too, with the reason and without an address.
        some = contacts or (result["rows"][0]["customers"] and asked.arguments.format == "generic")
        said = {key: escape(texts[f"file.{key}"]) for key in ("title", "download", "logged", "nobody")}
        link = (
            f'<p><a class="kz-audience-file" href="{file}" download>{said["download"]}</a></p>'
            f'<p class="kz-panel-note">{said["logged"]}</p>'
        )
        body = f"{table}<p>{about}</p>{link if some else said['nobody']}"
        title = said["title"]
        return f'<section class="kz-panel kz-wide" aria-live="polite"><h2>{title}</h2>{body}</section>'
