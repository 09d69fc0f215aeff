"""Breaks text into lines of a given width: at spaces, and between Chinese characters, never before what closes."""

import re
from collections.abc import Callable
from typing import Final

# What may not begin a line, and what may not end one.
_CLOSING: Final = "，。、；：！？）》」』】”’…％%,.;:!?)]}"
_OPENING: Final = "（《「『【“‘([{"
_WIDE: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_UNIT: Final = re.compile(rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{re.escape(_CLOSING)}]*\s*|\s+")


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a text; a word that is longer than a line is cut.

    Args:
        text: On one line.
        width: Of a line.
        measure: Width of a text.

    >>> break_lines("价值较为集中：前10.0%的客户", 8, lambda text: sum(1 + (c > "⺀") for c in text))
    ['价值较为', '集中：前', '10.0%的', '客户']
    >>> break_lines("the best tenth", 8, len)
    ['the best', 'tenth']
    """
    lines = [""]
    for unit in _UNIT.findall(text):
        if lines[-1] and measure((lines[-1] + unit).rstrip()) > width:
            lines.append("")
        for piece in _pieces(unit, width, measure):
            if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
                lines.append("")
            lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(unit: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The unit, cut where it alone is longer than a line."""
    if measure(unit.rstrip()) <= width:
        return [unit]
    pieces = [""]
    for character in unit:
        if pieces[-1] and measure(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
