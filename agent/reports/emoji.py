"""Emoji where a font has none: named in words, so that a quotation loses nothing that its reader cannot see is gone."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

# Variation selectors, skin tones and the joiner change how a sign looks, and are no signs of their own.
_LOOKS: Final = "\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff"
_SIGN: Final = re.compile(rf"([^{_LOOKS}])([{_LOOKS}]+(?:(?<=\u200d)[^{_LOOKS}][{_LOOKS}]*)*)?|[{_LOOKS}]+")
_PICTURES: Final = ("So", "Sk")


def spelled(text: str, has: Callable[[str], bool], texts: Mapping[str, str]) -> str:
    r"""The text in characters that a font has: other emoji by name, any other character by its code.

    Args:
        text: As it was written.
        has: Whether the font has a character.
        texts: Those of reports, with the names of common emoji.

    >>> texts = {"format.emoji": "[emoji: {name}]", "emoji.thumbs_up_sign": "thumbs up"}
    >>> spelled("fine 👍🏽 ❤️", lambda c: c < "\u3000", texts)
    'fine [emoji: thumbs up] ❤'
    """
    return "".join(_spelled(found, has, texts) for found in _SIGN.finditer(text))


def _spelled(found: re.Match[str], has: Callable[[str], bool], texts: Mapping[str, str]) -> str:
    sign = found.group()
    shown = [c for c in sign if not re.match(f"[{_LOOKS}]", c)]
    if len(shown) == 1 and has(shown[0]):
        return shown[0]
    if all(_is_picture(c) for c in shown):
        names = ", ".join(_name(c, texts) for c in shown)
        return texts["format.emoji"].format(name=names) if names else ""
    return "".join(c if has(c) else f"[U+{ord(c):04X}]" for c in shown)


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) in _PICTURES or "\U0001f000" <= character <= "\U0001faff"


def _name(character: str, texts: Mapping[str, str]) -> str:
    official = unicodedata.name(character, f"U+{ord(character):04X}")
    plain = official.casefold()
    return texts.get("emoji." + re.sub(r"\W+", "_", plain), plain)
