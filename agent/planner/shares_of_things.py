"""Shares of what is counted beside those of a figure: "what share of customers and of revenue", 占客户和收入的多少."""

import re
from collections.abc import Iterator

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Line, Measured, soft
from agent.planner.structure import metric_of

_COUNTED = {"customer": "customers", "order": "orders", "review": "reviews"}
# Of what follows these is the share: "comes from customers in SP" tells who makes it up.
_PART_OF = re.compile(r"share|percent|per cent|%|proportion|fraction|占|比例|比重|百分", re.IGNORECASE)
# Each of these asks for one share.
SHARES = re.compile(
    r"\bwhat (?:share|percentage|percent|proportion|fraction)\b|(?<!\d)(?<!\d )(?<!in )% of\b"
    r"|占[^，,。？?和与跟]{0,12}?(?:多少|几成|百分之几|比例|比重)|占比",
    re.IGNORECASE,
)
# Whose figure follows is not shared itself: "the share of customers' revenue", 客户的销售额占比.
_OWNED = re.compile(r"\s*(?:'|’|的(?!多少|几|百分|比|占|份)|(?:who|that|by) )", re.IGNORECASE)


def shares_of_things(frame: Frame, line: Line, question: str, facts: Facts) -> None:
    """Shares the customers, orders or reviews that stand at a word for shares, beside the figure that is shared.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned.
        facts: The shop.
    """
    if not frame.share or not frame.measures or frame.groups or frame.rank or frame.order or frame.texts:
        return
    shared = dict.fromkeys(_shared(line, question, facts))
    frame.measures = [*(m for m in shared if facts.metric(m.metric) and m not in frame.measures), *frame.measures]


def _shared(line: Line, question: str, facts: Facts) -> Iterator[Measured]:
    """What is counted right behind a word for shares, or in Chinese right before one: 客户占多少，收入占多少."""
    shares = [at for at, chunk in enumerate(line) if chunk.has("share") and chunk.meaning is None]
    several = len(SHARES.findall(question)) > 1
    for at, chunk in enumerate(line):
        kind = next((kind for kind in _COUNTED if chunk.has("entity", kind)), "")
        if not kind or chunk.meaning is not None or _OWNED.match(question, chunk.token.end):
            continue
        if at + 1 < len(line) and metric_of(line[at + 1], facts):
            continue  # 占全部客户预测价值的百分之几
        told = [line[share].token for share in shares if share < at and all(soft(c) for c in line[share + 1 : at])]
        before = any(_PART_OF.search(question[token.start : token.end]) for token in told)
        if before or (several and not chunk.text.isascii() and at + 1 in shares and _ends(line, at + 2)):
            yield Measured(_COUNTED[kind])


def _ends(line: Line, at: int) -> bool:
    """Whether a clause ends here: another, or the next of a list, begins."""
    while at < len(line) and soft(line[at]) and not line[at].has("link"):
        at += 1
    return at >= len(line) or line[at].has("link")
