"""What a person can do with an answer: judge it, ask it anew, edit its question, take its tables and pictures away."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from agent.ratings import Rating
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape


@dataclass(frozen=True)
class Place:
    """Where an answer is kept, and what the person thinks of it.

    Attributes:
        thread_id: The conversation; empty where nothing is kept, so that nothing can be fetched or judged.
        asked: Key of its question.
        rating: Of the answer.
    """

    thread_id: str = ""
    asked: str = ""
    rating: Rating | None = None

    def address(self, *path: str, **query: str) -> str:
        """An address below the answer's own."""
        steps = "/".join(quote(step, safe="") for step in (self.thread_id, self.asked, *path))
        return f"/conversations/{steps}{f'?{urlencode(query)}' if query else ''}"

    def table(self, result_id: str, *, language: Language) -> str:
        """A link to a result's table as a file; nothing where the answer is not kept."""
        if not self.thread_id:
            return ""
        texts = load_texts("page_chat", language)
        address = self.address("table", result_id, language=language)
        return (
            f' <a class="kz-download" href="{escape(address)}" download title="{escape(texts["card.csv_help"])}">'
            f"{escape(texts['card.csv'])}</a>"
        )


NOWHERE = Place()


def thumbs_html(at: Place, language: Language) -> str:
    """Thumbs up and down, the given one pressed; nothing where the answer is not kept."""
    if not at.thread_id:
        return ""
    texts = load_texts("page_chat", language)
    given = at.rating
    said = f' data-kz-reason="{escape(given.reason)}" data-kz-comment="{escape(given.comment)}"' if given else ""
    thumbs = "".join(
        f'<button type="button" class="kz-thumb kz-{verdict}" data-kz-verdict="{verdict}"'
        f' aria-pressed="{"true" if given and given.verdict == verdict else "false"}"'
        f' aria-label="{escape(texts[f"card.{verdict}"])}" title="{escape(texts[f"card.{verdict}"])}"></button>'
        for verdict in ("up", "down")
    )
    return f'<span class="kz-thumbs" data-kz-rate="{escape(at.address("rating"))}"{said}>{thumbs}</span>'


def ask_again_html(language: Language) -> str:
    """Buttons that ask the last question anew, as it is or edited; its answer is replaced."""
    edit, again = load_texts("page_chat", language)["card.edit"], load_texts("ui", language)["card.retry"]
    return (
        f'<button type="button" class="kz-edit">{escape(edit)}</button>'
        f'<button type="button" class="kz-retry">{escape(again)}</button>'
    )


def png_button(language: Language) -> str:
    """A button that saves the picture before it."""
    texts = load_texts("page_chat", language)
    return (
        f'<button type="button" class="kz-png" title="{escape(texts["card.png_help"])}">'
        f"{escape(texts['card.png'])}</button>"
    )
