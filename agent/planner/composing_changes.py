"""Answers about change against an earlier time."""

from agent.planner.composing_customers import nothing
from agent.planner.saying import Saying


def change(s: Saying) -> list[str]:
    """Each measure beside what it was in the earlier time, with the difference and the growth."""
    r = s.result
    if not r.rows:
        return nothing(s)
    keys = [key for key in r.number_columns() if f"{key}_before" in r.columns]
    said = [s.joint.join(_one(s, key)) for key in keys]
    lines = said if len(said) == 1 else [f"- {text}" for text in said]
    scope = s.words.conditions(s.call.arguments)
    lines += [s.say("change_scope", scope=scope)] if scope else []
    return [*lines, *s.closing()]


def change_first(s: Saying, group: str, metric: str, row: int) -> str:
    """The group whose measure changed most, with the difference and the growth."""
    base = metric.removesuffix("_difference")
    growth = f"{base}_growth"
    known = s.result.value(row, growth) is not None
    return s.say(
        "change_first" if known else "change_first_plain",
        who=s.result.who(row, key=group),
        metric=s.metric(base),
        difference=s.result.cell(row, metric),
        growth=s.result.cell(row, growth),
    )


def _one(s: Saying, key: str) -> list[str]:
    r = s.result
    days = {
        "period": s.words.period(s.call.arguments.get("period")),
        "earlier": s.words.period(s.call.arguments["against"]),
    }
    if r.value(0, f"{key}_before") is None or _unknown(s):
        return [s.say("change_none", metric=s.headed(key), value=r.cell(0, key), **days)]
    sentences = [s.say("change", metric=s.headed(key), value=r.cell(0, key), before=r.cell(0, f"{key}_before"), **days)]
    difference = r.cell(0, f"{key}_difference")
    if r.value(0, f"{key}_growth") is not None:
        sentences.append(s.say("change_by", difference=difference, growth=r.cell(0, f"{key}_growth")))
    elif r.value(0, f"{key}_difference") is not None:
        sentences.append(s.say("change_by_plain", difference=difference))
    return sentences


def _unknown(s: Saying) -> bool:
    """Whether the earlier time lies wholly before the first day of the data, so that nothing in it means nothing."""
    return str(s.call.arguments["against"].get("end", "")) < s.facts.first_day.isoformat()
