"""Questions about the network itself: what if, how good it is, what drives value; read apart from all others.

Their words ("model", "accurate", 再) mean nothing or something else in other questions, so they are read only here,
and only a question that is understood to its last word is taken.
"""

import re

from agent.planner.advice import Shopwords, read_advice
from agent.planner.appraisals import read_appraisal
from agent.planner.desk import at_the_desk
from agent.planner.frame_reading import FrameReader
from agent.planner.frames import Frame
from agent.planner.group_suppositions import read_group_change
from agent.planner.meanings import Change, Chunk, Line
from agent.planner.opinions import read_opinions
from agent.planner.people import read_people
from agent.planner.portfolio import read_portfolio
from agent.planner.spans import read_spans
from agent.planner.stock import read_stock
from agent.planner.suppositions import Supposed, read_sums, read_supposition
from agent.planner.vocabulary import COMMAND, DESK, OPINION, PORTFOLIO

# Whether ranges hold is asked of the model; what they are, of the customer spoken of.
_JUDGED = re.compile(
    r"\b(?:reliab\w+|hold\w*|cover\w*|calibrat\w+|trust\w*|accura\w+|honest|right|good|correct|often|model)\b"
    r"|可靠|靠谱|准|覆盖|校准|可信|守得住|模型|落在|命中",
    re.IGNORECASE,
)


def read_question(question: str, reader: FrameReader, *, before: Frame | None = None, spoken_of: bool = False) -> Frame:
    """The slots of a cleaned question, whatever it is about.

    Args:
        question: Cleaned.
        reader: Of the shop.
        before: The question before, as it was meant.
        spoken_of: Whether the conversation has named a customer, who may be meant.
    """
    lexicon, facts = reader.lexicon, reader.facts
    words = Shopwords(reader.read, lambda text: _is_own_money(text, reader))
    if (group := read_group_change(question, words, before=before)) is not None:
        return group
    advice = read_advice(question, words, before=before)
    if advice is not None:
        return advice
    if (stock := read_stock(question, words)) is not None:
        return stock
    if (whole := read_portfolio(question, lexicon, before=before)) is not None:
        return whole
    hidden = DESK | OPINION | COMMAND | PORTFOLIO
    line: Line = [Chunk(t) for t in lexicon.tokens(question, hidden=hidden) if not t.is_empty]
    apart = any(c.has(kind) for c in line for kind in ("suppose", "change", "model", "detail"))
    apart = apart or any(c.has("beside", "range") for c in line)
    if not apart and not (before is not None and before.change is not None):
        plain = read_opinions(question, reader, reader.read(question))
        return at_the_desk(question, reader, plain, spoken_of=spoken_of)
    line = read_spans(read_people(read_sums(line, facts), facts, question), facts)
    found = read_supposition(line, facts, question)
    frame = _supposed(found, before, spoken_of=spoken_of) or read_appraisal(line, facts, before=before)
    if frame is not None and not (spoken_of and frame.appraisal == "intervals" and not _JUDGED.search(question)):
        return frame
    other = _detailed(question, reader, before)
    if found.strong and found.people and not (other.leftovers or other.outside or other.vague):
        # "What if 13085 returns goods": every word is known, but nothing of it can be computed.
        return _frame(found, doubt="what_if")
    if _of_many(found, other):
        # A word that is not known may be what keeps it from being read as a what-if of a group: it is named.
        unknown = [word for word in found.leftovers if word in other.strange]
        return _frame(found, leftovers=unknown) if unknown else _frame(found, doubt="what_if_one")
    other = read_opinions(question, reader, other)
    return at_the_desk(question, reader, other, spoken_of=spoken_of)


def _is_own_money(text: str, reader: FrameReader) -> bool:
    """Whether every currency that a text names is the shop's."""
    named = [chunk for chunk in map(Chunk, reader.lexicon.tokens(text)) if chunk.has("currency")]
    return all(chunk.has("currency", reader.facts.currency, "any") for chunk in named)


def _of_many(found: Supposed, other: Frame) -> bool:
    """Whether it supposes something of a group, which no table and no simulation tells: 每个客户都再下一单."""
    change = found.change
    supposed = change.orders is not None or change.percent is not None or change.order_value is not None
    said = found.strong or (found.weak and not found.effect and change.orders is not None)
    return supposed and said and not (found.people or found.pronouns) and bool(other.conditions or other.groups)


def _supposed(found: Supposed, before: Frame | None, *, spoken_of: bool) -> Frame | None:
    """The frame of a what-if question; None where it is none, or may be another question as well."""
    carried = before.change if before is not None else None
    if carried is not None and found.bare is not None and found.change == Change() and carried.orders is not None:
        found.change = Change(orders=int(found.bare))
    elif found.bare is not None:
        return None
    if carried is not None and carried.percent is not None and found.change.percent is not None:
        # "And 10 % less?" is of the orders' value, which the question before has named.
        found.doubt = "" if found.doubt == "what_if" else found.doubt
    said = found.change != Change()
    named = bool(found.people or found.pronouns)
    if found.raise_it and not said:
        return _frame(found, doubt="what_raises") if not found.leftovers else None
    if not said:
        lost = found.doubt and named and (found.strong or found.weak) and not found.leftovers
        return _frame(found, doubt=found.doubt) if lost else None
    if found.leftovers:
        asked = (found.strong or found.weak) and named
        return _frame(found, leftovers=found.leftovers) if asked else None
    if not (found.strong or (found.weak and (named or spoken_of)) or carried is not None):
        return None
    change = found.change.after(carried) if carried is not None and not found.people else found.change
    return _frame(found, change=change, doubt=found.doubt)


def _frame(
    found: Supposed, *, change: Change | None = None, doubt: str = "", leftovers: list[str] | None = None
) -> Frame:
    return Frame(
        people=list(found.people),
        pronouns=set(found.pronouns),
        horizon=found.horizon,
        chart=found.chart,
        change=change or Change(),
        doubt=doubt,
        leftovers=list(leftovers or ()),
    )


def _detailed(question: str, reader: FrameReader, before: Frame | None) -> Frame:
    """Any other question; "the model" and "by features" are understood where reasons are asked for, or were before."""
    plain = reader.read(question)
    reasons = "why" in plain.asks or (before is not None and ("why" in before.asks or bool(before.appraisal)))
    if not reasons:
        return plain
    detailed = reader.read(question, shown=frozenset({"detail", "model"}))
    alone = "why" in plain.asks or (bool(detailed.by) and not detailed.content)
    if detailed.leftovers or not alone or not (detailed.by or plain.leftovers):
        return plain
    detailed.follow = detailed.follow or "why" not in detailed.asks
    return detailed
