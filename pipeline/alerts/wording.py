"""Alerts in words, in both languages, from `prompts/alerts.*.toml`: figures as answers write them."""

import re
from collections.abc import Sequence

from agent.formatting import format_cell, visible
from config.text import Language, Text
from data.tables import Cell, Unit
from prompts.library import load_texts

_DOT = re.compile(r"(?<=\w)\.(?=[A-Za-z])")
_BOTH: tuple[Language, Language] = ("en", "zh")


def said(key: str, **values: object) -> Text:
    """A text of the file with these values; a `Text` stands in its language, any other value as it is."""
    en, zh = (
        load_texts("alerts", language)[key].format(
            **{
                name: value.in_language(language) if isinstance(value, Text) else value
                for name, value in values.items()
            }
        )
        for language in _BOTH
    )
    return Text(en, zh)


def cell_text(value: Cell, unit: Unit, *, currency: str = "", signed: bool = False) -> Text:
    """A cell as people write it; text from data with its odd characters written out."""
    en, zh = (format_cell(value, unit, currency=currency, language=language, signed=signed) for language in _BOTH)
    return Text(en, zh)


def joined(parts: Sequence[Text], key: str = "join") -> Text:
    """Texts one after the other, with what the file puts between them."""
    en, zh = (
        load_texts("alerts", language)[key].join(part.in_language(language) for part in parts) for language in _BOTH
    )
    return Text(en, zh)


def begun(text: Text) -> Text:
    """The text as the beginning of a sentence."""
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def plain(text: Text) -> Text:
    """Names from the data on one line: nothing hidden, nothing that a reader of mail would make a link of.

    >>> plain(Text("see evil.example", "x")).en
    'see evil[.]example'
    """
    return Text(_unlinked(text.en), _unlinked(text.zh))


def _unlinked(text: str) -> str:
    return _DOT.sub("[.]", visible(text).replace("://", "[:]//").replace("@", "[at]"))
