"""Months, quarters and halves with a year of two figures: "q3 26", "jan-jun 26", "nov 25 vs nov 24", "feb..jul 2018".

A month with such a number may be a day as well ("oct 26"): it is the month where the rest of the question makes it
plain, and where nothing does, the planner asks back.
"""

import calendar
import re
from dataclasses import dataclass

from agent.planner.calendar import month_span
from agent.planner.dates import MONTH, MONTHS, YEAR
from agent.planner.facts import Facts

_FLAGS = re.IGNORECASE | re.ASCII
# What joins the ends of a range where no dash does: "feb..jul 2018", "Dec 09 -> Nov 10".
_POINT = rf"(?:\b{MONTH}|\b[qh][1-4]|\d)"
_ARROW = re.compile(rf"(?<=\w)\s*(?:\.{{2,3}}|…|-+>|→|=>|⇒)\s*(?={_POINT})", _FLAGS)
_AFTER_POINT = re.compile(rf"{_POINT}$", _FLAGS)
_PART = re.compile(r"\b(?P<part>[qh][1-4])[ /-]?(?P<n>\d\d)\b(?![.,:/-]?\d|\s*%)", _FLAGS)
# "3Q26", "1H 2018": the number of the part comes first.
_PART_LAST = re.compile(r"\b(?P<part>[1-4])(?P<unit>q|(?<=[12])h)[ ']?(?P<n>(?:20)?\d\d)\b", _FLAGS)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH})\.?,? (?P<n>\d\d)\b(?![.,:/-]?\d|\s*%)", _FLAGS
)
_NAMED = re.compile(
    rf"(?<![\d'’])(?<!\d[ -])(?<!\d(?:st|nd|rd|th) )\b(?P<month>{MONTH})\b\.?"
    rf"(?:[ -]?(?P<n>\d{{1,2}})\b(?![.,:/-]?\d|\s*%))?(?P<full>,?\s*(?:of |in )?(?:{YEAR}|['’]\d\d)\b)?",
    _FLAGS,
)
_RANGED = re.compile(r"\s*(?:-{1,2}|–|—|~|to|through|thru|until|till?)\s*", _FLAGS)
_JOINED = re.compile(
    r"\s*(?:-{1,2}|–|—|~|,|/|&|\+|to|through|thru|until|till?|vs\.?|versus|against|than|and|or|over|on"
    r"|compared (?:to|with)|\s)+\s*",
    _FLAGS,
)
_MONTHLY = re.compile(r"\b(?:in|during|throughout|month of|whole of|all of|end of|start of)\s+$", _FLAGS)
_DAILY = re.compile(r"\b(?:on|the day of|that day|the day)\s+$", _FLAGS)
# The days or weeks of one day make no table, so a month is meant.
_WITHIN = re.compile(r"\b(?:by|per|each|every|which|what|best|worst|of) (?:day|week)s?\b|\b(?:daily|weekly)\b", _FLAGS)


@dataclass(frozen=True)
class _Month:
    """A month as typed, with the two figures and the year behind it, if there are any."""

    start: int
    end: int
    month: int
    digits: str
    full: bool

    def may_be_day(self) -> bool:
        """Whether the two figures can be a day of the month."""
        return month_span(2012, self.month, int(self.digits)) is not None if self.digits else False


def with_short_years(question: str, facts: Facts) -> str:
    """The question with years of two figures written in full where they can only be years.

    Args:
        question: Cleaned.
        facts: The shop, whose days tell which years there are.
    """
    return _written(question, facts)[0]


def month_or_day(question: str, facts: Facts) -> tuple[str, str] | None:
    """The question with the month, and with the day, written in full; None where it is plain which of them is meant."""
    text, doubtful = _written(question, facts)
    months = days = text
    for here in doubtful:
        day, year = int(here.digits), facts.as_of.year
        found = month_span(year, here.month, day)
        if found is None or found.start > facts.as_of:
            year -= 1
        month = calendar.month_name[here.month]
        months = f"{months[: here.start]}{month} {2000 + day}{months[here.end :]}"
        days = f"{days[: here.start]}{day} {month} {year}{days[here.end :]}"
    return (months, days) if doubtful else None


def _written(question: str, facts: Facts) -> tuple[str, list[_Month]]:
    """The question with short years in full, and the months that may be days as well, the last first."""
    years = range(facts.first_day.year, facts.as_of.year + 1)

    def known(digits: str) -> bool:
        return len(digits) == 2 and 2000 + int(digits) in years

    question = _ARROW.sub(lambda m: " to " if _AFTER_POINT.search(question[: m.start()]) else m.group(), question)
    question = _PART_LAST.sub(lambda m: f"{m['unit']}{m['part']} {m['n']}", question)
    parts = _PART.sub(lambda m: f"{m['part']} {2000 + int(m['n'])}" if known(m["n"]) else m.group(), question)
    told = parts != question
    question = _DAY_FIRST.sub(lambda m: f"{m['day']} {2000 + int(m['n'])}" if known(m["n"]) else m.group(), parts)
    months = _months(question)
    doubtful: list[_Month] = []
    for at in range(len(months) - 1, -1, -1):
        here = months[at]
        if here.full or not known(here.digits):
            continue
        plain = _plain(question, months, at, known=[m for m in months if known(m.digits)], told=told)
        if plain:
            question = f"{question[: here.end - 2]} {2000 + int(here.digits)}{question[here.end :]}"
        elif plain is None:
            doubtful.append(here)
    return question, doubtful


def _plain(question: str, months: list[_Month], at: int, *, known: list[_Month], told: bool) -> bool | None:
    """Whether the figures behind a month are its year; None where they may be a day as well."""
    here = months[at]
    if not here.may_be_day() or here.digits.startswith("0") or told:
        return True
    if _DAILY.search(question[: here.start]) or any(m.digits and m.full for m in months):
        return False
    if any(m.digits and not m.full and m not in known for m in months):
        return False  # "nov 10 to nov 30": days, where 2030 is no year of the data
    if _MONTHLY.search(question[: here.start]) or _WITHIN.search(question):
        return True
    for other in (*months[max(0, at - 1) : at], *months[at + 1 : at + 2]):
        first, second = (here, other) if here.start < other.start else (other, here)
        between = question[first.end : second.start]
        if not _JOINED.fullmatch(between):
            continue
        days = first.month == second.month and first.digits and second.digits and first.digits < second.digits
        if not (days and (_RANGED.fullmatch(between) or "and" in between)):
            return True
        return None
    return True if len({(m.month, m.digits) for m in known}) > 1 else None


def _months(question: str) -> list[_Month]:
    found = []
    for match in _NAMED.finditer(question):
        # "may" and "mar" by themselves are words.
        if match["month"].casefold() in ("may", "mar") and not (match["n"] or match["full"]):
            continue
        month = MONTHS.index(match["month"].casefold()[:3]) + 1
        end = match.end("full") if match["full"] else match.end("n") if match["n"] else match.end("month")
        found.append(_Month(match.start(), end, month, match["n"] or "", bool(match["full"])))
    return found
