"""The reports page: what is to be made, how far it is, the person's own reports, and one of them to look at."""

import datetime as dt
import logging
import queue
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

import gradio as gr
from gradio.components import Component

from agent.reports.formats import FORMATS
from agent.reports.making import Order, make_report
from agent.reports.model import NEEDS_SUBJECT, Kind, kinds_of
from agent.reports.shelf import Kept, Shelf
from agent.steps import step_title
from config.errors import InputError, KezhiError
from config.text import Language
from prompts.library import load_texts
from ui.frame import LANGUAGES, QUIET, ShopViews, line_of, problem_html
from ui.markdown import escape
from ui.panels import page_heading_html
from ui.reports.listing import list_html, preview_html
from ui.visitors import Door, PageName, Visitor

_logger = logging.getLogger(__name__)
_SUBJECT: Final = 200
_FORMATS: Final[dict[str, str]] = {
    "pdf": "PDF",
    "docx": "Word (DOCX)",
    "xlsx": "Excel (XLSX)",
    "html": "HTML",
    "md": "Markdown",
    "json": "JSON",
}


@dataclass(frozen=True)
class _Asked:
    """What the page's address asks for: `?kind=customer&subject=13085&format=pdf`, `?show=ID`."""

    kind: str
    subject: str
    form: str
    show: str

    @staticmethod
    def of(query: str) -> "_Asked":
        given = parse_qs(query.removeprefix("?"))
        first = {key: given.get(key, [""])[0][:_SUBJECT] for key in ("kind", "subject", "format", "show")}
        return _Asked(first["kind"], first["subject"], first["format"], first["show"])


class ReportsPage:
    """The components and the functions behind them."""

    name: PageName = "reports"

    def __init__(self, analyst: ShopViews, shelf: Shelf, door: Door) -> None:
        """Nothing is laid out yet.

        Args:
            analyst: Lends the tools.
            shelf: Keeps the reports.
            door: Knows the visitors.
        """
        self._analyst = analyst
        self._shelf = shelf
        self._door = door

    def lay_out(self) -> None:
        """The form, what has been made, and the preview below it."""
        self.head = gr.HTML()
        with gr.Column(elem_id="kz-report-form", elem_classes=["kz-panel"]):
            with gr.Row():
                self.kind = gr.Dropdown(choices=[], filterable=False, elem_id="kz-report-kind")
                self.subject = gr.Textbox(max_lines=1, max_length=_SUBJECT, elem_id="kz-report-subject")
                self.form = gr.Dropdown(choices=[], filterable=False, elem_id="kz-report-format")
                self.spoken = gr.Dropdown(choices=LANGUAGES, value="en", filterable=False, elem_id="kz-report-language")
            self.make = gr.Button(variant="primary", elem_id="kz-report-make")
            self.status = gr.HTML(elem_id="kz-report-status")
        self.listed = gr.HTML(elem_id="kz-report-list")
        self.shown = gr.Textbox(visible="hidden")
        with gr.Row(elem_classes=["kz-report-row"]):
            self.delete = gr.Button(size="sm", visible=False, elem_id="kz-report-delete")
        self.preview = gr.HTML(elem_id="kz-report-preview")
        self._kept: list[Component] = [self.listed, self.shown, self.delete, self.preview]
        self.outputs: Sequence[Component] = [
            *(self.head, self.kind, self.subject, self.form, self.spoken, self.make, self.status),
            *self._kept,
        ]

    def connect(self, language: gr.Radio) -> None:
        """The buttons, and the field that only some kinds need."""
        # Not `change`: it comes after the address has filled the form in, too, and would empty the field.
        self.kind.input(self._subject_of, [language, self.kind], self.subject, **QUIET)
        asked = [language, self.kind, self.subject, self.form, self.spoken]
        self.make.click(self._make, asked, [self.make, self.status, *self._kept], concurrency_limit=2, **QUIET)
        self.delete.click(self._delete, [language, self.shown], [self.status, *self._kept], **QUIET)

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """The form as the address asks for it, and the visitor's reports."""
        texts, asked = load_texts("page_reports", language), _Asked.of(query)
        kinds = kinds_of(visitor.role)
        kind = next((kind for kind in kinds if kind == asked.kind), kinds[0])
        form = asked.form if asked.form in FORMATS else "pdf"
        return [
            page_heading_html(texts["title"], texts[f"note_{visitor.role}"]),
            gr.Dropdown([(texts[f"kind.{k}"], k) for k in kinds], value=kind, label=texts["form.kind"]),
            self._subject(language, kind, asked.subject),
            gr.Dropdown([(_FORMATS[f], f) for f in FORMATS], value=form, label=texts["form.format"]),
            gr.Dropdown(LANGUAGES, value=language, label=texts["form.language"]),
            gr.Button(texts["form.make"]),
            "",
            *self._shelved(visitor, language, asked.show),
        ]

    def _subject(self, language: Language, kind: Kind, value: str = "") -> gr.Textbox:
        texts = load_texts("page_reports", language)
        label = texts.get(f"form.{kind}", "")
        return gr.Textbox(value, label=label, placeholder=texts.get(f"form.{kind}_hint", ""), visible=bool(label))

    def _subject_of(self, language: Language, kind: Kind) -> gr.Textbox:
        return self._subject(language, kind)

    def _shelved(self, visitor: Visitor, language: Language, show: str) -> Sequence[Any]:
        """The list, which one is shown, the button that deletes it, and itself."""
        texts = load_texts("page_reports", language)
        kept = self._shelf.list(user=visitor.user, role=visitor.role)
        shown = next((report for report in kept if report.id == show), None)
        return [
            list_html(kept, shown=show, language=language),
            shown.id if shown else "",
            gr.Button(texts["list.delete"], visible=shown is not None),
            preview_html(shown, language=language) if shown else "",
        ]

    def _make(
        self, language: Language, kind: str, subject: str, form: str, spoken: str, request: gr.Request
    ) -> Iterator[Sequence[Any]]:
        """Progress while it is made, then the list with the new report shown."""
        texts = load_texts("page_reports", language)
        waiting = [gr.Button(interactive=False), *[gr.skip()] * (1 + len(self._kept))]
        ready = gr.Button(interactive=True)
        work: _Work | None = None
        try:
            visitor = self._door.visitor(request)
            order = _order(visitor, kind, subject, form=form, spoken=spoken, language=language)
            work = _Work(self._analyst, self._shelf, order, form)
            for done, tool in enumerate(work.steps(), start=1):
                said = f"{step_title(tool, {}).in_language(language)} · {done}"
                yield [waiting[0], _status_html(said, working=True), *waiting[2:]]
            kept = work.made()
        except KezhiError as error:
            yield [ready, problem_html(line_of(error, language)), *waiting[2:]]
        except Exception:  # the last door: the person gets one clear line
            reference = secrets.token_hex(4)
            _logger.exception("report failed, reference %s", reference)
            line = load_texts("ui", language)["error.fault"].format(reference=reference)
            yield [ready, problem_html(line), *waiting[2:]]
        else:
            said = texts["status.made"].format(title=kept.title)
            yield [ready, _status_html(said, working=False), *self._shelved(visitor, language, kept.id)]

    def _delete(self, language: Language, shown: str, request: gr.Request) -> Sequence[Any]:
        texts = load_texts("page_reports", language)
        visitor = self._door.visitor(request)
        try:
            self._shelf.delete(shown, user=visitor.user, role=visitor.role, language=language)
        except KezhiError as error:
            return [problem_html(line_of(error, language)), *[gr.skip()] * len(self._kept)]
        return [_status_html(texts["status.deleted"], working=False), *self._shelved(visitor, language, "")]


class _Work:
    """A report being made in a thread of its own, so that the page can say how far it is."""

    def __init__(self, analyst: ShopViews, shelf: Shelf, order: Order, form: str) -> None:
        self._analyst, self._shelf, self._order, self._form = analyst, shelf, order, form
        self._steps: queue.Queue[str | None] = queue.Queue()
        self._kept: Kept | None = None
        self._error: BaseException | None = None
        name = f"kezhi-report-{secrets.token_hex(4)}"
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def steps(self) -> Iterator[str]:
        """The tools as they are called."""
        while (tool := self._steps.get()) is not None:
            yield tool

    def made(self) -> Kept:
        """What was made, once there are no more steps.

        Raises:
            KezhiError: Why it was not.
        """
        if self._error is not None:
            raise self._error
        if self._kept is None:
            raise RuntimeError("asked for before it was made")
        return self._kept

    def _run(self) -> None:
        now = dt.datetime.now().astimezone()
        try:
            shop = self._analyst.shop
            report = make_report(self._analyst, shop, self._order, today=now.date(), tick=self._steps.put)
            self._kept = self._shelf.put(report, self._form, user=self._order.user, now=now)
        except Exception as error:  # noqa: BLE001 - handed over to the one who waits
            self._error = error
        finally:
            self._steps.put(None)


def _order(visitor: Visitor, kind: str, subject: str, *, form: str, spoken: str, language: Language) -> Order:
    """What was asked for, as far as the visitor may have it.

    Raises:
        InputError: It is none of what the form offers.
    """
    chosen = next((known for known in kinds_of(visitor.role) if known == kind), None)
    words = next((known for _, known in LANGUAGES if known == spoken), None)
    if chosen is None or words is None or form not in FORMATS:
        raise InputError(load_texts("page_reports", language)["problem.order"])
    return Order(chosen, subject.strip() if chosen in NEEDS_SUBJECT else "", words, visitor.role, visitor.user)


def _status_html(line: str, *, working: bool) -> str:
    css = "kz-report-working" if working else "kz-report-done"
    return f'<p class="{css}" role="status">{escape(line)}</p>'
