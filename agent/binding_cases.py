"""Of which case of a what-if a sentence tells a value: as things are, with the change, or the difference of both."""

import re

from agent.evidence import Fact
from agent.numerals import find_numerals
from agent.readings import Claim, Reading

_CASE = re.compile(
    r"(?P<changed>\b(?:if|would|could|with the changes?|changed|afterwards|then|instead|rais\w+|ris(?:es?|en|ing)"
    r"|gr[eo]w\w*|fall\w*|fell|drop\w*|increas\w*|decreas\w*"
    r"|(?:with|after) [\w ]{0,24}\b(?:more|extra|additional|fewer|less))\b"
    r"|改变后|变为|变成|如果|假如|要是|若|再[下买多有加]|之后|以后|则|升至|降至|增至|减至|提高到|上升到|下降到|降到|升到)"
    r"|(?P<now>\b(?:as (?:it is|they are|things are|is)|now|currently|at present|today|without|unchanged)\b"
    r"|现状|现在|目前|当前|不变|如今|原来|本来)",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"[\s|*_`]*(?:difference|差额|差异|变化)[\s|*_`]*", re.IGNORECASE)
# What intervals hold, which names no scenario [percent].
_INTERVAL = 80.0
_FROM = re.compile(r"(?:\bfrom|从|由)[\s*_`+]*$", re.IGNORECASE)
_TO = re.compile(r"(?:\bto|变为|变成|到|至)[\s*_`+]*$", re.IGNORECASE)


def case_misfit(fact: Fact, claim: Claim, reading: Reading) -> str:
    """A value is of the case that a sentence names last before it, or else next; of the first where it names none."""
    scenario = next(iter(fact.names.get("scenario", ())), fact.case)
    if not scenario or fact.metrics & {"scenario"}:
        return ""
    if other := _other_share(fact, reading):
        return other
    cells = reading.sentence.cells
    row = reading.text[cells[0].start : cells[0].end] if cells else reading.sentence.lead
    if _DIFFERENCE.fullmatch(row) and claim.start >= (cells[0].end if cells else 0):
        return "" if scenario == "difference" else "it is a value of a case, but the row is that of the difference"
    said = _case_said(claim, reading, row)
    if scenario == "difference":
        told = (cells and _CASE.search(row)) or _goes(claim, reading)
        return "it is the difference of two cases, but the sentence tells it of one" if told else ""
    if said == scenario or (not said and claim.numeral is None):
        return ""
    return f"it is the value of the case {scenario!r}, but the sentence tells it of the case {said!r}"


def _other_share(fact: Fact, reading: Reading) -> str:
    """Several scenarios are told apart by their shares: `if 30 % are won back` is not that of 20 %."""
    own = {n.value for name in fact.names.get("name", ()) for n in find_numerals(name) if n.kind == "percent"}
    said = {n.value for n in find_numerals(reading.text) if n.kind == "percent"} - {_INTERVAL}
    if not own or not said or {abs(value) for value in said} & {abs(value) for value in own}:
        return ""
    return f"it is a value of the scenario {next(iter(fact.names['name']))!r}, but the sentence tells another share"


def _case_said(claim: Claim, reading: Reading, row: str) -> str:
    goes = _goes(claim, reading)
    if goes:
        return goes
    before = reading.text[: claim.start]
    earlier = [*_CASE.finditer(row), *_CASE.finditer(before)]
    found = earlier[-1] if earlier else _CASE.search(reading.text, claim.end)
    if found is None:
        return "" if claim.numeral is None else "now"
    return "now" if found["now"] else "changed"


def _goes(claim: Claim, reading: Reading) -> str:
    """The case of a value that `goes from … to …`; empty where nothing goes."""
    goes = [other for other in reading.claims if other.unit == claim.unit and _FROM.search(reading.text[: other.start])]
    goes = [other for other in goes if not _bounds(other, reading)]
    if claim in goes and any(c.start >= claim.end and _TO.search(reading.text[: c.start]) for c in reading.claims):
        return "now"
    to = bool(_TO.search(reading.text[: claim.start]))
    return "changed" if to and any(other.end <= claim.start for other in goes) else ""


def _bounds(first: Claim, reading: Reading) -> bool:
    """Whether `from … to …` gives the ends of an interval, which are both of one case."""
    said = reading.text_of(reading.piece_of(first.start))
    return bool(re.search(r"\b(?:interval|rang\w+|reach\w*)\b|区间|范围", said, re.IGNORECASE))
