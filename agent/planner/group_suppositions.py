"""What-ifs of a group: win back a share, raise order values, lose them; read whole or not at all.

Their words (win back, lose, 挽回, 流失) mean other things in other questions, so a question is taken only where it has
one of these forms from its first word to its last; the words between are read like any other group of customers.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from agent.planner.advice import Shopwords
from agent.planner.advice_forms import POLITE
from agent.planner.calls import plain
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.group_change import GroupChange
from agent.planner.group_forms import BEST_AGAIN, CHART, EVERYBODY, FORMS, HORIZON, SHARE, SHARES_AGAIN
from agent.planner.reading import Call, Plan
from agent.planner.tables_choice import on_table
from tools.group_scenarios import MOST_SCENARIOS, within

TOOL = "simulate_group"
_END = " \t?？!！.。,，;；:：呢吗啊呀吧"
_WORDS = {"half": 50.0, "a quarter": 25.0, "one quarter": 25.0, "a third": 33.3, "one third": 33.3, "all": 100.0}
_WORDS |= {"一半": 50.0, "半数": 50.0}
_TENTHS = {word: number for number, word in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_COUNTS = {"a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS |= {**_TENTHS}
_UNITS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_UNITS |= {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "季度": 90, "年": 365}
_ARGUMENTS = {"win_back": "win_back_percent", "lose": "lose_percent", "lose_all": "lose_percent"}


def read_group_change(question: str, shop: Shopwords, *, before: Frame | None = None) -> Frame | None:
    """The frame of a what-if about a group; None where it is none, or names what is not understood.

    Args:
        question: Cleaned.
        shop: Reads the words that say which group.
        before: The question before; "and 30%?" goes on with what it supposed.
    """
    horizon, rest = _without(HORIZON, question.strip(_END))
    chart, rest = _without(CHART, rest)
    rest = POLITE.sub("", rest.strip(_END)).strip(_END)
    carried = _carried(rest, before)
    if carried is not None:
        return _within_limits(replace(carried, horizon=int(horizon) if horizon else carried.horizon))
    for change, words in _readings(rest):
        frame = Frame() if EVERYBODY.fullmatch(words) else shop.read(words)
        if not (words and (EVERYBODY.fullmatch(words) or _is_group(frame))):
            continue
        supposed = Frame(
            conditions=frame.conditions,
            pronouns=set(frame.pronouns),
            group_change=change,
            horizon=int(horizon) if horizon else None,
            chart="bar" if chart else "",
        )
        return _within_limits(supposed)
    return None


def _within_limits(frame: Frame) -> Frame:
    """The frame; what is understood and cannot be supposed asks back with the limits."""
    change = frame.group_change
    if change is None or all(within(key, number) for key, number in change.scenarios):
        return frame
    return Frame(doubt="what_if_group_bounds")


def _without(form: re.Pattern[str], question: str) -> tuple[str, str]:
    """What the form found (its first group, or all of it), and the question without it."""
    found = form.search(question)
    if found is None:
        return "", question
    named = next((text for text in found.groups() if text), found.group())
    return named, f"{question[: found.start()]}{question[found.end() :]}"


def _carried(rest: str, before: Frame | None) -> Frame | None:
    """A turn that goes on with the question before: other shares, or the best instead of a draw."""
    if before is None or before.group_change is None:
        return None
    change = before.group_change
    if BEST_AGAIN.fullmatch(rest) and change.draws and not change.best:
        return replace(before, group_change=replace(change, best=True), pronouns=set())
    found = SHARES_AGAIN.fullmatch(rest)
    argument = change.scenarios[0][0]
    if found is not None and argument not in ("orders", "days_later"):
        down = argument == "order_value_change_percent" and change.scenarios[0][1] < 0
        shares = [-share if down else share for share in _shares(found["shares"])]
        return replace(
            before, group_change=replace(change, scenarios=tuple((argument, s) for s in shares)), pronouns=set()
        )
    return None


def other_group(frame: Frame, before: Frame | None) -> Frame | None:
    """A turn that only names another group after a what-if: "and the hibernating ones?", "那沉睡客户呢"."""
    if before is None or before.group_change is None or frame.of_network or not frame.conditions:
        return None
    further = frame.measures or frame.order or frame.rank or frame.groups or frame.spans or frame.nouns or frame.share
    if further or frame.people or frame.searched or frame.texts or frame.leftovers or frame.verbs or frame.outside:
        return None
    if frame.asks - {"amount"}:
        return None
    return Frame(conditions=frame.conditions, group_change=before.group_change, horizon=before.horizon)


def _readings(rest: str) -> Iterator[tuple[GroupChange, str]]:
    """Every way to read it: what is supposed, and the words that say of whom."""
    for what, form in FORMS:
        found = form.fullmatch(rest)
        if found is None:
            continue
        said = found.groupdict()
        scenarios = _scenarios(what, said)
        whom = (said.get("whom") or "").strip(_END + "“”「」\"'’ ")
        # "If customers leave" supposes nothing without a word that says so.
        if scenarios and (said["lead"] or said["tail"] or what in ("win_back", "up", "down", "lose")):
            yield GroupChange(scenarios[:MOST_SCENARIOS], best=bool(said.get("best"))), whom


def _scenarios(what: str, said: dict[str, str | None]) -> tuple[tuple[str, float], ...]:
    if what == "lose_all":
        return (("lose_percent", 100.0),)
    if what == "silent":
        return (("days_later", _days(said["count"] or "", said["unit"] or "")),)
    if what == "orders":
        return (("orders", _count(said["orders"] or "")),)
    shares = _shares(said["shares"] or "")
    if what in ("up", "down"):
        return tuple(("order_value_change_percent", share if what == "up" else -share) for share in shares)
    return tuple((_ARGUMENTS[what], share) for share in shares)


def _days(count: str, unit: str) -> int:
    """Length of a silence; half of a year is 180 days, as in other questions."""
    days = _UNITS[unit.casefold() if unit.casefold() in _UNITS else unit.casefold().rstrip("s")]
    return min(days // 2, 180) if count.casefold() in ("半", "half a") else int(_count(count)) * days


def _count(text: str) -> float:
    return float(text) if text.isdigit() else float(_COUNTS.get(text.casefold(), 0))


def _shares(text: str) -> list[float]:
    found: list[float] = []
    for match in SHARE.finditer(text):
        word = match.group().casefold()
        if word in _WORDS:
            found.append(_WORDS[word])
        elif word.endswith("成"):
            found.append(_TENTHS[word[0]] * 10.0)
        else:
            found.append(float(re.sub(r"[^\d.]", "", word)))
    return list(dict.fromkeys(found))


def _is_group(frame: Frame) -> bool:
    """Whether the words name customers, and nothing else is asked of them."""
    if frame.leftovers or frame.outside or frame.vague or frame.searched or frame.texts or frame.people:
        return False
    extra = frame.groups or frame.order or frame.share or frame.chart or frame.spans or frame.horizon or frame.nouns
    if extra or frame.of_network or frame.rank or frame.verbs or (frame.measures and not _counts(frame)):
        return False
    if frame.pronouns - {"them"}:
        return False  # "the first of them" is one customer
    return bool(frame.conditions or frame.pronouns or frame.mentions("customer") or frame.measures)


def _counts(frame: Frame) -> bool:
    return all(measured.metric == "customers" for measured in frame.measures)


def plan_group(frame: Frame, facts: Facts) -> Plan:
    """The scenarios side by side, and their picture."""
    change = frame.group_change or GroupChange(())
    arguments: dict[str, Any] = {"scenarios": [{key: _plain(value)} for key, value in change.scenarios]}
    filters = [plain(on_table(condition, "customers", facts)) for condition in frame.conditions]
    if filters:
        arguments["filters"] = filters
    if frame.horizon:
        arguments["horizon_days"] = frame.horizon
    if change.best:
        arguments["who"] = "best"
    asked = Call(TOOL, arguments)
    drawn = {"kind": "bar", "x": "name", "y": ["predicted_value"], "whiskers": ["predicted_lo", "predicted_hi"]}
    draw = Call("draw_chart", {"source": {"$id": 0}, **drawn}, (0,))
    return Plan((asked, draw), "simulate_group", {"chart": 1})


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
