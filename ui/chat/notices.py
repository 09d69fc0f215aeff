"""What the chat page says of a conversation that it cannot show."""

from typing import Final

import gradio as gr

from config.text import Language
from prompts.library import load_texts

# What the page's script says of a conversation that the page's address names.
LINKED: Final = "linked"


def say_gone(language: Language) -> None:
    """The conversation that was chosen is not there any more."""
    gr.Info(load_texts("page_chat", language)["threads.gone"])


def say_link_gone(language: Language, *, came: str) -> None:
    """A link leads nowhere: this stays until it is closed. Whether somebody else has that conversation is not told.

    Args:
        language: Of the page.
        came: `LINKED` where the page's address named the conversation; nothing is said of one last shown here.
    """
    if came != LINKED:
        return
    texts = load_texts("page_chat", language)
    gr.Info(texts["threads.link_gone"], duration=None, title=texts["threads.link"])
