"""The marks of an axis: round numbers at even distance, short, and in Chinese counted in 万 and 亿."""

import math

from config.text import Language

_STEPS: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "k")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}


def nice_marks(lowest: float, highest: float, *, about: int = 6) -> list[float]:
    """Round numbers at even distance that span the two, some `about` of them.

    >>> nice_marks(0, 1172336)
    [0.0, 200000.0, 400000.0, 600000.0, 800000.0, 1000000.0, 1200000.0]
    """
    span = (highest - lowest) or abs(highest) or 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / about))
    # A tenth over is no reason for steps twice as long.
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude * about >= span * 0.9)
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return [round(index * step, 10) for index in range(first, last + 1)]


def short_number(number: float, symbol: str = "", *, language: Language = "en") -> str:
    """A round number in a few characters: 1.2M, 120万.

    >>> short_number(1200000, "£"), short_number(-1200000, "£", language="zh"), short_number(0.25)
    ('£1.2M', '-£120万', '0.25')
    """
    size = abs(number)
    factor, suffix = next(((limit, name) for limit, name in _STEPS[language] if size >= limit), (1.0, ""))
    return f"{'-' if number < 0 else ''}{symbol}{size / factor:,.6g}{suffix}"
