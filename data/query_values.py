"""Values of a text attribute as a question writes them: found in the data, or told what there is."""

from collections.abc import Mapping

import pandas as pd
from rapidfuzz import fuzz, process

from config.errors import ToolInputError
from config.text import Text
from data.metrics import Attribute
from data.query_columns import Resolved
from data.spec import Scalar


def names_of(names: object) -> tuple[str, ...]:
    """Words for one value in both languages."""
    return (*names.words("en"), *names.words("zh"))  # type: ignore[attr-defined]


def find_value(resolved: Resolved, categories: pd.Index, value: Scalar) -> str:
    """The stored value that is meant: as written, in other capitals, or by one of its names (德国 for Germany).

    Raises:
        ToolInputError: There is none; the message names the nearest.
    """
    text = str(value)
    if text in categories:
        return text
    by_name = {str(c).casefold(): str(c) for c in reversed(categories)}
    if isinstance(resolved.entry, Attribute):
        for stored, names in resolved.entry.values.items():
            if stored in categories:
                by_name = {word.casefold(): stored for word in names_of(names)} | by_name
    found = by_name.get(text.casefold().strip())
    if found is None:
        raise unknown_value(resolved.entry.key, text, by_name if resolved.kind != "personal" else {})
    return found


def unknown_value(what: str, text: str, known: Mapping[str, str]) -> ToolInputError:
    """The error for a value that is not there, with the nearest that are.

    Args:
        what: Attribute key, or what the value should have been.
        text: The value as given.
        known: Words people may write, in small letters, to the value each stands for.
    """
    close = process.extract(text.casefold(), list(known), scorer=fuzz.WRatio, limit=5, score_cutoff=50)
    nearest = list(dict.fromkeys(known[word] for word, _, _ in close))[:3]
    hint = f"; nearest: {', '.join(repr(value) for value in nearest)}" if nearest else ""
    zh = f"；最接近的有：{'、'.join(nearest)}" if nearest else ""
    return ToolInputError(Text(f"no {what} is {text!r}{hint}", f"{what} 中没有“{text}”{zh}"))
