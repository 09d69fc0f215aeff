"""An oracle of its own: which numbers a person reads in an answer, and whether a result or the question holds them.

Shares no code with the check of the answers, and is simpler: it knows nothing of names, metrics or periods.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any


def _listed(words: str) -> list[str]:
    return words.split()


_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_UNITS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion dozen"
)
# `one` and `second` are mostly no numbers; what counts nothing is no lie.
_WORD = re.compile(rf"(?<![a-z])(?:{'|'.join(u for u in _UNITS if u != 'one')})(?![a-z])", re.IGNORECASE)
_HAN = re.compile(r"[二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]{2,}")


def numbers_shown(markdown: str) -> list[str]:
    """Every number in the text: runs of digits of any script, and number words of both languages."""
    plain = "".join(_as_read(c) for c in markdown)
    plain = re.sub(r"[*_`~\\]", "", plain)
    return [*_NUMBER.findall(plain), *_WORD.findall(plain), *_HAN.findall(plain)]


def _as_read(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc") and character != "\n":
        return ""
    number = unicodedata.numeric(character, None)
    if number is None or unicodedata.category(character) == "Lo":
        return character
    return f"{number:g}" if float(number).is_integer() else f" {number:g} "


def unexplained(markdown: str, question: str, results: Iterable[Mapping[str, Any]]) -> list[str]:
    """The numbers that neither a result nor the question holds."""
    texts, values = [question], []
    for result in results:
        values += [float(result["n"]), float(len(result["rows"]))]
        texts += [*_strings(result["columns"]), *_strings(result["notes"]), str(result["as_of"])]
        for row in result["rows"]:
            values += [float(v) for v in row.values() if isinstance(v, (int, float)) and not isinstance(v, bool)]
            texts += [v for v in row.values() if isinstance(v, str)]
        # More than the first ten rows of a table are told by their number.
    known = "\n".join(texts).casefold()
    return [shown for shown in numbers_shown(markdown) if not _explained(shown, values, known)]


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []


def _explained(shown: str, values: Iterable[float], known: str) -> bool:
    if not shown[0].isdigit():
        return shown.casefold() in known
    if re.search(rf"(?<!\d){re.escape(shown.lstrip('0') or '0')}(?!\d)", known.replace("-0", "-")):
        return True
    digits = shown.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return False
    number, step = float(digits), 10.0 ** -len(digits.partition(".")[2])
    return any(
        abs(abs(value) * scale - number) <= step / 2 + 1e-9 * abs(number) for value in values for scale in (1, 100)
    )
