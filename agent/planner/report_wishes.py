"""Orders for a report as a file: "make a portfolio report as Word", 生成客户13085的报告; read whole or not at all.

"Report" is also a plain word for telling ("report the revenue by month"), so an order is only taken where what the
report is to be of is nothing, the whole, the model, one customer or one segment.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from agent.planner.advice_forms import POLITE
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import ReportWish
from agent.planner.report_forms import (
    CARRIED,
    CHINESE,
    CUSTOMER,
    END,
    ENGLISH,
    FORMAT,
    FORMATS,
    LANGUAGES,
    MODEL,
    POINTED,
    SEGMENT,
    SPOKEN,
    WHOLE,
)

_OF_SEGMENT: Final = frozenset({"rfm_segment", "value_tier", "segment"})


def read_report_wish(
    question: str, read: Callable[[str], Frame], facts: Facts, *, before: Frame | None = None
) -> Frame | None:
    """The frame of an order for a report; None where it is none.

    Args:
        question: Cleaned.
        read: Reads the slots of the words that say of whom.
        facts: The shop.
        before: The question before; "and as Word" goes on with the report that it ordered.
    """
    formats, spoken, rest = _laid_out(POLITE.sub("", question.strip(END)))
    laid_out = bool(formats or spoken)
    if before is not None and before.report is not None and laid_out and CARRIED.fullmatch(rest):
        carried = replace(before.report, formats=formats, language=spoken or before.report.language)
        return Frame(report=carried, people=list(before.people))
    for form in (ENGLISH, CHINESE):
        found = form.fullmatch(rest)
        if found is None:
            continue
        ordered = bool(found["deed"].strip() or found["article"] or laid_out)
        said = [
            (found.groupdict().get(name) or "").strip(END).removesuffix("的").strip(END) for name in ("before", "whom")
        ]
        wish = _wish([text for text in said if text], read, facts, before=before, ordered=ordered)
        if wish is not None:
            known = [wish.subject] if wish.kind == "customer" and wish.subject in facts.customer_ids else []
            return Frame(report=replace(wish, formats=formats, language=spoken), people=known)
    return None


def _laid_out(question: str) -> tuple[tuple[str, ...], str, str]:
    """The formats and the language that the question names, and the rest of it."""
    formats: list[str] = []
    spoken, rest = "", question
    # Cut off before the words for formats: 中文Word版 is a Word file in Chinese.
    if (found := SPOKEN.search(rest)) is not None:
        word = next(group for group in found.groups() if group)
        spoken = next(key for key, words in LANGUAGES.items() if re.fullmatch(words, word, re.IGNORECASE))
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    while (found := FORMAT.search(rest)) is not None:
        listed = next(group for group in found.groups() if group)
        formats += [
            key for key, words in FORMATS.items() if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", listed, re.I)
        ]
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    return tuple(dict.fromkeys(formats)), spoken, " ".join(rest.split()).strip(END)


def _wish(
    said: list[str], read: Callable[[str], Frame], facts: Facts, *, before: Frame | None, ordered: bool
) -> ReportWish | None:
    """What report the words name; None where they name something else, or only tell to tell something."""
    if not said:
        return ReportWish() if ordered else None
    if len(said) > 1:
        # "A customer report about 13085", "a segment report on the champions".
        first = _wish(said[:1], read, facts, before=before, ordered=True)
        second = _wish(said[1:], read, facts, before=before, ordered=True)
        same = first is not None and second is not None and first.kind == second.kind and not first.subject
        return second if same else None
    (text,) = said
    if WHOLE.fullmatch(text):
        return ReportWish("portfolio")
    if MODEL.fullmatch(text):
        return ReportWish("model")
    if text in facts.customer_ids:
        return ReportWish("customer", text)
    if SEGMENT.fullmatch(text):
        return ReportWish("segment")
    if POINTED.fullmatch(text):
        return ReportWish("customer", before.people[0]) if before and len(before.people) == 1 else None
    named = CUSTOMER.fullmatch(text)
    if named is not None:
        who = (named["en"] or named["zh"] or "").strip(END)
        if not who or (len(who.split()) <= 3 and (any(c.isdigit() for c in who) or who.casefold() in facts.names)):
            return ReportWish("customer", who) if ordered or who else None
    return _of_segment(text, read, ordered=ordered)


def _of_segment(text: str, read: Callable[[str], Frame], *, ordered: bool) -> ReportWish | None:
    frame = read(text)
    others = (
        *(frame.leftovers, frame.outside, frame.vague, frame.people, frame.searched, frame.texts, frame.groups),
        *(frame.order, frame.rank, frame.spans, frame.horizon, frame.of_network, frame.share, frame.chart),
        [m for m in frame.measures if m.metric != "customers"],
    )
    if any(others) or len(frame.conditions) != 1 or not ordered:
        return None
    condition = frame.conditions[0].filter
    single = condition.op == "eq" and condition.column in _OF_SEGMENT
    return ReportWish("segment", str(condition.value)) if single else None
