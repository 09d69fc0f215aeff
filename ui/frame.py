"""What all pages share: the top line with the way to the other pages, the language, and how a page is filled.

A page's components are made once for all visitors; who looks and in which language is known when it is opened.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import gradio as gr
from gradio.components import Component
from gradio.components.navbar import Navbar

from agent.page_views import View
from config.errors import KezhiError, ToolInputError
from config.settings import Role
from config.text import Language
from prompts.library import load_texts
from ui.header import ShopFacts, header_html
from ui.markdown import escape
from ui.visitors import Door, PageName, Visitor

LANGUAGES: list[tuple[str, Language]] = [("English", "en"), ("中文", "zh")]
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_logger = logging.getLogger(__name__)


class Frame:
    """The top line of one page."""

    def __init__(self, facts: ShopFacts, page: PageName) -> None:
        self._facts = facts
        self._page = page

    def lay_out(self, *controls: Component) -> None:
        """Header and language switch; `controls` stand beside the switch."""
        texts = load_texts("ui", "en")
        Navbar(visible=False)  # ours is in the header: it knows roles and languages
        with gr.Row(elem_id="kz-top"):
            self.header = gr.HTML(self.html(None, "en"), elem_id="kz-header")
            with gr.Row(elem_id="kz-controls"):
                for control in controls:
                    control.render()  # type: ignore[no-untyped-call]
                self.language = gr.Radio(
                    LANGUAGES, value="en", label=texts["page.language"], show_label=False, elem_id="kz-language"
                )

    def html(self, visitor: Visitor | None, language: Language) -> str:
        """The header for that visitor; without one it leads nowhere."""
        return header_html(self._facts, page=self._page, visitor=visitor, language=language)

    def language_switch(self, language: Language) -> gr.Radio:
        """The switch, set to that language and named in it."""
        return gr.Radio(value=language, label=load_texts("ui", language)["page.language"])


class Views(Protocol):
    """What pages need of agent.analyst.Analyst."""

    def view(
        self, page: str, *, role: Role, language: Language, user: str = "", subject: str = ""
    ) -> AbstractContextManager[View]:
        """Tool calls for a page; every view is on record."""


class ShopViews(Views, Protocol):
    """What pages need on which somebody names groups, customers or conditions."""

    @property
    def shop(self) -> Any:  # noqa: ANN401 - tools.shop.Shop
        """The shop in the company's words as they are now."""


class ContentPage(Protocol):
    """A page that is filled when it is opened, and again when its language changes."""

    name: PageName
    # The first is an HTML component: it takes the line that says why a page could not be shown.
    outputs: Sequence[Component]

    def lay_out(self) -> None:
        """Make the components below the top line."""

    def connect(self, language: gr.Radio) -> None:
        """Connect further events, such as those of buttons."""

    def fill(self, visitor: Visitor, language: Language, query: str) -> Sequence[Any]:
        """A value for each of `outputs`.

        Args:
            visitor: Who looks.
            language: Of all texts.
            query: What follows the path in the address: `?id=13085`.

        Raises:
            KezhiError: The page cannot be shown; its message is.
        """


def serve_page(blocks: gr.Blocks, page: ContentPage, facts: ShopFacts, door: Door) -> None:
    """Lay a content page out inside an open `Blocks` and connect it.

    Args:
        blocks: Open, at the page's route.
        page: The page.
        facts: What the top line shows.
        door: Knows the visitors.
    """
    frame = Frame(facts, page.name)
    frame.lay_out()
    with gr.Column(elem_id="kz-main", elem_classes=["kz-page", f"kz-page-{page.name}"]):
        page.lay_out()
    where = gr.Textbox(visible="hidden", elem_id="kz-query")

    page.outputs[0].value = loading_html()

    def show(language: Language, query: str, request: gr.Request) -> list[Any]:
        visitor = door.visitor(request)
        return [
            frame.html(visitor, language),
            frame.language_switch(language),
            *guarded(page, visitor, language=language, fill=lambda: page.fill(visitor, language, query)),
        ]

    shown: list[Component] = [frame.header, frame.language, *page.outputs]
    # Not through the queue, in which one page would wait for the other and each for a second connection.
    filling: dict[str, Any] = {"inputs": [frame.language, where], "outputs": shown, "queue": False, **QUIET}
    blocks.load(show, js="() => [kezhi.speak(kezhi.language()), location.search]", **filling)
    frame.language.input(
        show,
        js="(language) => [kezhi.speak(language), location.search]",
        trigger_mode="always_last",
        **filling,
    )
    page.connect(frame.language)


def guarded(
    page: ContentPage, visitor: Visitor, *, language: Language, fill: Callable[[], Sequence[Any]]
) -> Sequence[Any]:
    """What `fill` gives for the page's outputs, or one line in the first of them and nothing in the others."""
    texts = load_texts("ui", language)
    try:
        if visitor.may_open(page.name):
            return fill()
        line = texts["page.not_for_role"]
    except KezhiError as error:
        line = line_of(error, language)
    except Exception:  # the last door: whatever is wrong with us, the person gets one clear line
        reference = secrets.token_hex(4)
        _logger.exception("page failed, reference %s", reference)
        line = texts["error.fault"].format(reference=reference)
    return [problem_html(line), *[_emptied(output) for output in page.outputs[1:]]]


def _emptied(output: Component) -> Any:  # noqa: ANN401 - an update
    return gr.update(visible=False) if isinstance(output, gr.Plot) else gr.skip()


def loading_html() -> str:
    """What a page shows until it is filled, before its language is known."""
    words = " · ".join(load_texts("ui", language)["page.loading"] for _, language in LANGUAGES)
    return f'<p class="kz-loading" role="status">{escape(words)}</p>'


def line_of(error: KezhiError, language: Language) -> str:
    """What an error says, in the page's language where it knows both."""
    return error.text.in_language(language) if isinstance(error, ToolInputError) else str(error)


def problem_html(line: str) -> str:
    """One clear line in place of what cannot be shown."""
    return f'<p class="kz-problem" role="alert">{escape(line)}</p>'
