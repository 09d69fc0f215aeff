"""Questions about what to do: next best action, whom to win back, what to cross-sell; read whole or not at all.

Their words (action, treat, 怎么办) mean nothing in other questions, so a question is taken only where it has one of
these forms from its first word to its last; what it names between them is read like any other group of customers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from agent.planner.advice_forms import ASSUMED, CARRIED, COUNT, FORMS, POLITE, SAID, SUBJECT
from agent.planner.frames import Frame
from agent.planner.meanings import Advice

_SCALES = {"k": 1_000, "thousand": 1_000, "千": 1_000, "万": 10_000}
# What forms of other names ask for.
_WHAT = {"service": "actions", "spent": "customers"}
_END = " \t?？!！.。,，;；:：呢吗啊呀吧"


@dataclass(frozen=True)
class _Asked:
    """One way to read a question as asking for advice: the advice, and the words that say for whom."""

    advice: Advice
    whom: str


@dataclass(frozen=True)
class Shopwords:
    """What of the shop's words is needed: the slots of a text, and whether the money it names is the shop's."""

    read: Callable[[str], Frame]
    own_money: Callable[[str], bool]


def read_advice(question: str, shop: Shopwords, *, before: Frame | None = None) -> Frame | None:
    """The frame of a question about what to do; None where it is none, or names what is not understood.

    Args:
        question: Cleaned.
        shop: Reads the words that say for whom, and those for money.
        before: The question before; "and at a margin of 40 %?" goes on with what it asked, "what should we do about
            it?" with what it was about.
    """
    advice, rest = _assumed(question.strip(_END), shop.own_money)
    rest = POLITE.sub("", rest.strip(_END)).strip(_END)
    if before is not None and before.advice is not None and not CARRIED.sub("", rest) and advice != Advice():
        return replace(before, advice=advice.after(before.advice), pronouns=set(), follow=False)
    for asked in _readings(advice, rest):
        pointed = before is not None and bool(SUBJECT.fullmatch(asked.whom))
        frame = shop.read(asked.whom) if asked.whom and not pointed else Frame()
        if not (pointed or _tells_whom(frame, asked)):
            continue
        alone = (not asked.whom or pointed) and asked.advice.what == "actions" and not asked.advice.actions
        pronouns = {"subject"} if alone and before is not None else frame.pronouns
        return replace(frame, advice=asked.advice, pronouns=pronouns, measures=[], asks=set(), verbs=set(), which=False)
    return None


def _readings(advice: Advice, rest: str) -> Iterator[_Asked]:
    for what, forms in FORMS:
        for form in forms:
            found = form.fullmatch(rest)
            if found is None:
                continue
            if what == "spent" and advice.budget is None:
                continue
            whom = (found.groupdict().get("whom") or "").strip(_END)
            if what == "customers":
                said = [
                    m.lastgroup or ""
                    for m in SAID.finditer(
                        rest[: found.start("whom")] + " " + rest[found.end("whom") :] if whom else rest
                    )
                ]
                count = COUNT.search(whom)
                limit = int(count["count"] or count["front"]) if count else 0
                whom = COUNT.sub("", whom, count=1).strip(_END) if count else whom
                yield _Asked(replace(advice, what="customers", actions=tuple(dict.fromkeys(said)), limit=limit), whom)
            else:
                yield _Asked(replace(advice, what=_WHAT.get(what, what)), whom)


def _assumed(question: str, own_money: Callable[[str], bool]) -> tuple[Advice, str]:
    """What the question assumes, and the rest of it; amounts in another currency are left there."""
    advice, rest = Advice(), question
    if not any(map(str.isdigit, question)):
        return advice, rest
    for name, form in ASSUMED:
        found = form.search(rest)
        if found is None or (name in ("cost", "budget") and not own_money(found.group())):
            continue
        if name in ("cost", "budget"):
            amount = float(found["money"].replace(",", "")) * _SCALES.get((found["scale"] or "").casefold(), 1)
            advice = replace(advice, cost=amount) if name == "cost" else replace(advice, budget=amount)
        else:
            share = round(float(found["share"]) / 100, 12)
            advice = replace(advice, margin=share) if name == "margin" else replace(advice, response=share)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}".strip()
    return advice, rest


def _tells_whom(frame: Frame, asked: _Asked) -> bool:
    """Whether the words between name customers, and nothing else is asked of them."""
    if frame.leftovers or frame.outside or frame.vague or frame.searched or frame.texts:
        return False
    extra = frame.groups or frame.order or frame.share or frame.chart or frame.spans or frame.horizon or frame.nouns
    if extra or frame.of_network or (frame.measures and not all(m.metric == "customers" for m in frame.measures)):
        return False
    named = bool(frame.people or frame.conditions or frame.pronouns or frame.mentions("customer") or frame.measures)
    return named or not asked.whom
