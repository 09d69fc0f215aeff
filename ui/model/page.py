"""The data and model page: layout, events, and the way from what was typed to definitions that are in use."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import gradio as gr
from gradio.components import Component

from agent.company_desk import CompanyDesk
from config.errors import InputError
from config.settings import Role
from config.text import Language
from data.company_file import MOST_CHARACTERS, MOST_REASON, digest
from data.metrics import MetricDictionary
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.frame import QUIET, Views, problem_html
from ui.markdown import escape
from ui.model.definitions import (
    column_choices,
    difference_html,
    operator_choices,
    reason_of,
    saved_html,
    told,
    tried_html,
    versions_html,
    with_segment,
)
from ui.model.sections import (
    Writer,
    alerts_html,
    builds_html,
    calibration,
    dictionary_html,
    drift_html,
    head_html,
    tests_html,
    upper_html,
)
from ui.model.watch import watch_html
from ui.panels import picture
from ui.visitors import Door, PageName, Visitor

_CONDITIONS: Final = 3
_LINES: Final = 14
_SHORT: Final = 200


class Words(Protocol):
    """What the page needs of a shop."""

    @property
    def dictionary(self) -> MetricDictionary:
        """In the company's words as they are now."""


class Analyst(Views, Protocol):
    """What the page needs of agent.analyst.Analyst."""

    @property
    def shop(self) -> Words:
        """The shop in the company's words as they are now."""

    def company(self, *, role: Role, user: str = "") -> CompanyDesk:
        """The company's own definitions."""


class ModelPage:
    """The components and the functions behind them."""

    name: PageName = "model"

    def __init__(self, analyst: Analyst, door: Door) -> None:
        """Nothing is laid out yet.

        Args:
            analyst: Lends the tools and the definitions.
            door: Knows the visitors.
        """
        self._analyst = analyst
        self._door = door

    def lay_out(self) -> None:
        """Sections one below the other; the editor last."""
        self.head, self.upper = gr.HTML(), gr.HTML()
        with gr.Column(elem_classes=["kz-panel", "kz-holds-panel"]):
            self.calibration = gr.HTML()
            self.curve = gr.Plot(show_label=False, visible=False, elem_id="kz-curve")
            self.fold = gr.HTML()
        self.tests, self.drift, self.builds, self.dictionary = (gr.HTML() for _ in range(4))
        with gr.Column(elem_id="model-editor", elem_classes=["kz-panel"]):
            self.editor = gr.HTML()
            self._lay_out_form()
            self.text = gr.Textbox(lines=_LINES, max_lines=40, max_length=MOST_CHARACTERS, elem_id="kz-definitions")
            self.reason = gr.Textbox(lines=1, max_lines=1, max_length=MOST_REASON)
            with gr.Row(elem_classes=["kz-buttons"]):
                self.check, self.save = gr.Button(size="sm"), gr.Button(size="sm", variant="primary")
            self.outcome = gr.HTML(elem_id="kz-outcome")
            self.versions = gr.HTML()
            with gr.Row(elem_classes=["kz-buttons"]):
                self.version = gr.Dropdown(choices=[], filterable=False)
                self.show, self.restore = gr.Button(size="sm"), gr.Button(size="sm")
        # What was edited, by which a change that came in between is noticed.
        self.base = gr.Textbox(visible="hidden")
        # What comes after the page is asked for when this changes.
        self.filled = gr.Textbox(visible="hidden")
        self._labelled: list[Component] = [
            *(self.form, self.name_en, self.name_zh, self.words),
            *(part for row in self.conditions for part in row),
            *(self.put, self.reason, self.check, self.save, self.show, self.restore),
        ]
        self._stored: list[Component] = [self.text, self.base, self.versions, self.version]
        self.outputs: Sequence[Component] = [
            *(self.head, self.upper, self.calibration, self.curve, self.fold, self.tests, self.drift, self.builds),
            *(self.dictionary, self.editor, *self._labelled, *self._stored, self.filled),
        ]

    def _lay_out_form(self) -> None:
        with gr.Accordion(open=False, elem_id="kz-segment") as self.form:
            with gr.Row():
                self.name_en, self.name_zh, self.words = (gr.Textbox(lines=1, max_length=_SHORT) for _ in range(3))
            self.conditions: list[tuple[gr.Dropdown, gr.Dropdown, gr.Textbox]] = []
            for _ in range(_CONDITIONS):
                with gr.Row():
                    self.conditions.append(
                        (
                            gr.Dropdown(choices=[], value=None),
                            gr.Dropdown(choices=operator_choices("en"), value="ge", filterable=False),
                            gr.Textbox(lines=1, max_length=_SHORT),
                        )
                    )
            with gr.Row(elem_classes=["kz-buttons"]):
                self.put = gr.Button(size="sm")

    def connect(self, language: gr.Radio) -> None:
        """Drift, which follows the page, and the buttons of the editor."""
        self.filled.change(self._measure, language, self.drift, **QUIET)
        fields = [self.name_en, self.name_zh, self.words, *(part for row in self.conditions for part in row)]
        self.put.click(self._put, [language, self.text, *fields], [self.text, self.outcome], **QUIET)
        self.check.click(self._check, [language, self.text], self.outcome, **QUIET)
        changed = [self.outcome, self.dictionary, self.reason, *self._stored]
        self.save.click(self._save, [language, self.text, self.base, self.reason], changed, **QUIET)
        self.show.click(self._show, [language, self.version], self.outcome, **QUIET)
        self.restore.click(self._restore, [language, self.version, self.base, self.reason], changed, **QUIET)

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """All sections and the definitions in use."""
        del query
        desk = self._desk(visitor)
        with self._analyst.view("model", role=visitor.role, language=language, user=visitor.user) as view:
            writer = Writer(view, self._cells(), language)
            head, upper, tests = head_html(writer), upper_html(writer), tests_html(writer)
            deciles, drawn = calibration(writer)
            plot, fold = (
                picture(drawn, cells=writer.cells, language=language) if drawn else (gr.Plot(visible=False), "")
            )
            beside = alerts_html(writer) + builds_html(writer) + watch_html(writer, desk.workspace)
            later = [drift_html(writer, measured=False), beside, dictionary_html(writer)]
        return [head, upper, deciles, plot, fold, tests, *later, *self._editor(desk, language), secrets.token_hex(4)]

    def _measure(self, language: Language, request: gr.Request) -> str:
        visitor = self._door.visitor(request)

        def measured() -> str:
            self._desk(visitor)
            with self._analyst.view(
                "model", role=visitor.role, language=language, user=visitor.user, subject="drift"
            ) as view:
                return drift_html(Writer(view, self._cells(), language))

        return told(measured, language)

    def _editor(self, desk: CompanyDesk, language: Language) -> list[Any]:
        """The editor's heading, every label in this language, and what is stored."""
        texts = load_texts("page_model", language)
        heading = (
            f"<h2>{escape(texts['section.editor'])}</h2>"
            f'<p class="kz-panel-note">{escape(texts["section.editor_note"])}</p>'
        )
        columns, operators = column_choices(self._analyst.shop.dictionary, language), operator_choices(language)
        conditions = [
            part
            for number in range(1, _CONDITIONS + 1)
            for part in (
                gr.Dropdown(choices=columns, label=texts["editor.condition"].format(n=number)),
                gr.Dropdown(choices=operators, label=texts["editor.operator"]),
                gr.Textbox(label=texts["editor.value"]),
            )
        ]
        labels = [
            gr.Accordion(label=texts["editor.form"]),
            *(gr.Textbox(label=texts[f"editor.{key}"]) for key in ("name_en", "name_zh", "words")),
            *conditions,
            texts["editor.put"],
            gr.Textbox(label=texts["editor.reason"]),
            *(texts[f"editor.{key}"] for key in ("check", "save", "show", "restore")),
        ]
        return [heading, *labels, *self._in_use(desk, language)]

    def _in_use(self, desk: CompanyDesk, language: Language) -> list[Any]:
        texts = load_texts("page_model", language)
        text, versions = desk.text(), desk.versions()
        choices = [(f"{v.number} · {v.time[:10]} · {reason_of(v, language)}", v.number) for v in versions]
        return [
            gr.Textbox(text, label=texts["editor.text"]),
            digest(text),
            versions_html(versions, language),
            gr.Dropdown(choices=choices, value=None, label=texts["editor.version"]),
        ]

    def _put(self, language: Language, text: str, english: str, chinese: str, words: str, *fields: str) -> list[Any]:
        texts = load_texts("page_model", language)
        conditions = [
            (fields[at] or "", fields[at + 1] or "", fields[at + 2] or "") for at in range(0, 3 * _CONDITIONS, 3)
        ]
        try:
            written = with_segment(text, (english, chinese), words, conditions, texts)
        except InputError as error:
            return [gr.skip(), problem_html(str(error))]
        return [written, f'<p class="kz-done" role="status">{escape(texts["editor.written"])}</p>']

    def _check(self, language: Language, text: str, request: gr.Request) -> str:
        def tried() -> str:
            return tried_html(self._desk(self._door.visitor(request)).tried(text), self._cells(), language)

        return told(tried, language)

    def _show(self, language: Language, number: int | None, request: gr.Request) -> str:
        texts = load_texts("page_model", language)

        def shown() -> str:
            if number is None:
                raise InputError(texts["editor.need_version"])
            lines = self._desk(self._door.visitor(request)).since(number)
            title = texts["editor.since"].format(number=number)
            return difference_html(lines, title) if lines else f'<p class="kz-done">{escape(texts["editor.same"])}</p>'

        return told(shown, language)

    def _save(self, language: Language, text: str, base: str, reason: str, request: gr.Request) -> list[Any]:
        texts = load_texts("page_model", language)

        def save(desk: CompanyDesk) -> str:
            tried = desk.tried(text)
            if tried.problems or not tried.changed:
                return tried_html(tried, self._cells(), language)
            if not reason.strip():
                raise InputError(texts["editor.need_reason"])
            return saved_html(desk.save(text, base=base, reason=reason).number, language)

        return self._changed(save, language, request)

    def _restore(
        self, language: Language, number: int | None, base: str, reason: str, request: gr.Request
    ) -> list[Any]:
        texts = load_texts("page_model", language)

        def restore(desk: CompanyDesk) -> str:
            if number is None:
                raise InputError(texts["editor.need_version"])
            if not desk.since(number):
                return f'<p class="kz-done">{escape(texts["editor.same"])}</p>'
            why = reason.strip() or texts["editor.again"].format(number=number)
            return saved_html(desk.restore(number, base=base, reason=why).number, language)

        return self._changed(restore, language, request)

    def _changed(self, change: Callable[[CompanyDesk], str], language: Language, request: gr.Request) -> list[Any]:
        """What a change came to, and where it came to something, all that shows the definitions."""
        visitor = self._door.visitor(request)
        before = len(self._desk(visitor).versions()) if visitor.may_open(self.name) else 0
        outcome = told(lambda: change(self._desk(visitor)), language)
        if not visitor.may_open(self.name) or len(self._desk(visitor).versions()) == before:
            return [outcome, *(gr.skip() for _ in range(2 + len(self._stored)))]
        with self._analyst.view("model", role=visitor.role, language=language, user=visitor.user) as view:
            dictionary = dictionary_html(Writer(view, self._cells(), language))
        return [outcome, dictionary, "", *self._in_use(self._desk(visitor), language)]

    def _desk(self, visitor: Visitor) -> CompanyDesk:
        """The definitions for this visitor.

        Raises:
            AccessError: They are not for this role.
        """
        return self._analyst.company(role=visitor.role, user=visitor.user)

    def _cells(self) -> CellTexts:
        return CellTexts(self._analyst.shop.dictionary.attributes)
