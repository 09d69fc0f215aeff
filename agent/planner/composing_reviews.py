"""Answers about reviews: what they speak of, counted and quoted; over time; two groups; quotes alone."""

from agent.planner.results import Found
from agent.planner.saying import Saying

_TOLD = 5
_COUNTS = ("name", "reviews", "share", "complaints", "complaints_share", "praise", "praise_share")
_GROUPS = ("name", "first", "first_share", "second", "second_share", "difference", "p_value", "verdict")
_KEYS = {"negative": "complaints", "positive": "praise"}
_BEYOND_CHANCE = 0.05


def reviews(s: Saying) -> list[str]:
    """What reviews say, in the form that the result has."""
    r, scope = s.result, s.words.search_scope(s.call.arguments)
    if "first" in r.columns:
        return _groups(s)
    if "verdict" in r.columns:
        return _over_time(s)
    if "key" in r.columns:
        return _overview(s, scope)
    if not r.rows and r.n and s.call.arguments.get("query"):
        key = "reviews_unrelated" if scope else "reviews_unrelated_all"
        return [s.say(key, n=r.count, scope=scope), *s.closing(every_remark=True)]
    if not r.rows:
        return [s.say("reviews_none", scope=scope) if scope else s.say("none_plain")]
    if s.call.arguments.get("query"):
        # All that pass the filters were searched; how many of them speak of it is not counted.
        key = "reviews_searched" if scope else "reviews_searched_all"
        return [s.say(key, n=r.count, scope=scope), *_quotes(r), *s.closing()]
    head = s.say("reviews_count", n=r.count, scope=scope) if scope else s.say("reviews_count_all", n=r.count)
    return [head, "", s.say("reviews_quotes"), *_quotes(r), *s.closing()]


def _overview(s: Saying, scope: str) -> list[str]:
    """What is told most, each with its count and a quote, then all of it as a table, then quotes asked for."""
    r, side = s.result, str(s.focus.get("polarity") or "")
    further = [] if not s.beside or not s.beside[0].rows else ["", s.say("reviews_quotes"), *_quotes(s.beside[0])]
    if not r.rows and "of" not in r.columns:
        return [s.say("reviews_none", scope=scope) if scope else s.say("none_plain"), *further, *s.closing()]
    if not r.rows:
        return [s.say("summary_nothing"), *further, *s.closing()]
    head = s.say("summary_of", n=r.cell(0, "of"))
    head = s.joint.join([head, s.say("summary_scope", scope=scope)]) if scope else head
    key = _KEYS.get(side, "reviews")
    if s.focus.get("counted") and len(r.rows) == 1:
        told = s.say(f"summary_one_{key}", name=r.cell(0, "name"), count=r.cell(0, key), share=r.cell(0, _share(side)))
        return [told, "", head, *_quotes(r), *further, *s.closing(every_remark=True)]
    lines = [head, "", s.say(f"summary_{key}")]
    for i in range(min(_TOLD, len(r.rows))):
        cells = {"name": r.cell(i, "name"), "count": r.cell(i, key), "share": r.cell(i, _share(side))}
        lines += ["", f"**{s.say('summary_line', **cells)}**"]
        lines += ["", _quote(r, i)] if r.value(i, "text") else []
    return [*lines, "", r.table(rows=len(r.rows), columns=_COUNTS), *further, *s.closing(every_remark=True)]


def _over_time(s: Saying) -> list[str]:
    """One thing span by span: where its share was highest, and how the last whole span differs from that before."""
    r, side = s.result, str(s.focus.get("polarity") or "")
    span, share = next(iter(r.columns)), _share(side)
    tested = next((i for i in range(len(r.rows)) if r.value(i, "verdict")), None)
    about = s.words.aspects(s.call.arguments["aspects"])
    said = [s.say(f"summary_time_{_KEYS.get(side, 'reviews')}", aspect=about)]
    values = [v for v in r.numbers(share) if v[0]]
    if len(values) > 2 and r.complete:
        high = max(values, key=lambda v: (v[0], -v[1]))[1]
        said.append(s.say("summary_time_high", who=r.cell(high, span), value=r.cell(high, share)))
    if tested:
        said.append(s.say("summary_time_before", who=r.cell(tested - 1, span), value=r.cell(tested - 1, share)))
        said.append(s.say("summary_time_last", who=r.cell(tested, span), value=r.cell(tested, share)))
        beyond = (r.value(tested, "p_value") or 0) < _BEYOND_CHANCE
        said.append(s.say("summary_time_beyond" if beyond else "summary_time_noise"))
    return [s.joint.join(said), "", r.table(rows=min(len(r.rows), 36)), *s.closing(every_remark=True)]


def _groups(s: Saying) -> list[str]:
    """What two groups tell differently, beyond chance; that there is nothing of the kind, where it is so."""
    r, arguments = s.result, s.call.arguments
    if not r.rows:
        return [s.say("summary_nothing"), *s.closing()]
    lines = []
    if "against" in arguments:
        first, second = (s.words.groups_of(arguments.get(key, [])) for key in ("filters", "against"))
        lines = [s.say("summary_groups", first=first, second=second), ""]
    lines += [s.say("summary_sizes", first=r.cell(0, "first_of"), second=r.cell(0, "second_of")), ""]
    found = [i for i, row in enumerate(r.rows) if (row.get("p_value") or 0) < _BEYOND_CHANCE]
    key = _KEYS.get(str(s.focus.get("polarity") or ""), "reviews")
    lines.append(s.say(f"summary_differs_{key}" if found else f"summary_alike_{key}"))
    for i in found:
        cells = {c: r.cell(i, c) for c in ("name", "first_share", "second_share")}
        lines.append(f"- {s.say('summary_difference', **cells)}")
    return [*lines, "", r.table(rows=len(r.rows), columns=_GROUPS), *s.closing(every_remark=True)]


def _share(side: str) -> str:
    return f"{_KEYS[side]}_share" if side else "share"


def _quotes(r: Found) -> list[str]:
    return [line for i, row in enumerate(r.rows) if row.get("text") for line in ("", _quote(r, i))]


def _quote(r: Found, row: int) -> str:
    return f"{{{{quote {r.id}.rows[{row}]}}}}"
