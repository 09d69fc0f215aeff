"""Digits, signs, scales and units written right against a reference, which would change the value it writes."""

import re

from agent.money_words import ENDS_WITH_SIGN, currencies_of
from agent.references import REFERENCE, Reference, Results, find_references, resolve, resolves
from agent.twists import AFTER_REFERENCE, is_negated
from data.tables import Unit

_BEFORE = re.compile(r"(?:[A-Za-z0-9.,]|\d[*_`~]+|(?<=\s)[-−]|^[-−]|\([-−])$")
_GAP = re.compile(r"[*_`~]*")
_AFTER = re.compile(r"[A-Za-z0-9]|[.,]\d|\s?(?:k|bn|million|billion|thousand)\b|\s?(?:百|千|万|亿|倍|成)")


def touched_references(text: str, results: Results) -> list[str]:
    """Each reference with something beside it that would change its value, as written."""
    found = []
    for match in REFERENCE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        touched = _BEFORE.search(before) or _AFTER.match(after) or AFTER_REFERENCE.match(after) or is_negated(before)
        if touched or _glued(match, text, results) or _wrong_unit(match.group(), before, after, results):
            found.append(text[max(0, match.start() - 3) : match.end() + 6])
    return found


def _glued(match: re.Match[str], text: str, results: Results) -> bool:
    """Whether the next reference follows at once, and both write numbers: 25 and 26 would read 2526."""
    gap = _GAP.match(text, match.end())
    following = REFERENCE.match(text, gap.end() if gap else match.end())
    return following is not None and all(_writes_number(m.group(), results) for m in (match, following))


def _writes_number(written: str, results: Results) -> bool:
    (reference,) = find_references(written)
    if not isinstance(reference, Reference) or reference.kind == "n":
        return isinstance(reference, Reference)
    if reference.kind != "cell" or not resolves(reference, results):
        return False
    return resolve(reference, results).column(reference.column).unit not in ("text", "personal")


def _wrong_unit(written: str, before: str, after: str, results: Results) -> bool:
    """A unit beside a reference is the cell's own, or wrong."""
    (reference,) = find_references(written)
    if isinstance(reference, str) or reference.kind not in ("cell", "n") or not resolves(reference, results):
        return False
    unit: Unit = "count"
    currency = ""
    if reference.kind == "cell":
        result = results[reference.result_id]
        unit, currency = result.column(reference.column).unit, result.currency
    sign = ENDS_WITH_SIGN.search(before)
    if sign:
        return unit != "money" or currency not in currencies_of(sign.group())
    if re.match(r"\s?[%％]", after):
        return unit not in ("share", "percent")
    return bool(re.match(r"\s?(?:days?\b|天)", after)) and unit != "days"
