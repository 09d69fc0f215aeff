"""Answers about the whole customer base: who holds its value, what is at risk, who comes back, who moved."""

from collections.abc import Callable, Mapping

from agent.planner.saying import Saying

# Points of the concentration curve that are put in words, and spans after the first purchase.
_POINTS = (0.1, 0.2)
_SPANS = (1, 3, 6, 12)
_TOLD = 3
_ROWS = 30


def segments(s: Saying) -> list[str]:
    """Which group holds most of the predicted value, which has grown and which has fallen most, and all as a table."""
    r, key = s.result, s.call.arguments["group_by"][0]
    best = max(r.numbers("predicted_value_share"), default=None)
    if best is None:
        return _nothing(s)
    held = {"who": r.cell(best[1], key), "share": r.cell(best[1], "predicted_value_share")}
    sentences = [s.say("portfolio_segments", **held, customers=r.cell(best[1], "customers_share"))]
    trends = r.numbers("trend")
    if len(trends) > 1:
        (_, up), (_, down) = max(trends), min(trends)
        sentences.append(s.say("portfolio_trend_best", who=r.cell(up, key), trend=r.cell(up, "trend")))
        sentences.append(s.say("portfolio_trend_worst", who=r.cell(down, key), trend=r.cell(down, "trend")))
    return _with_table(s, sentences)


def at_risk(s: Saying) -> list[str]:
    """How much value is at risk in all, which group has most of it, and all as a table."""
    r, key = s.result, s.call.arguments["group_by"][0]
    whole = next(
        (found for found in s.beside if not found.error and found.rows and "value_at_risk" in found.columns), None
    )
    sentences = []
    if whole is not None:
        figures = {name: whole.cell(0, name) for name in ("value_at_risk", "usual_revenue", "risk_share", "unlikely")}
        sentences += [s.say(f"portfolio_{key}", **figures) for key in ("at_risk", "usual", "unlikely")]
    if most := max(r.numbers("value_at_risk"), default=None):
        who, value = r.cell(most[1], key), r.cell(most[1], "value_at_risk")
        sentences.append(s.say("portfolio_at_risk_most", who=who, value=value, share=r.cell(most[1], "risk_share")))
    return _with_table(s, sentences) if sentences else _nothing(s)


def lorenz(s: Saying) -> list[str]:
    """What the best tenth and fifth of customers hold, the picture, and the curve as a table."""
    r = s.result
    places = [i for share, i in r.numbers("best_share") if round(share, 4) in _POINTS]
    sentences = [
        s.say(
            "portfolio_lorenz" if at == 0 else "portfolio_lorenz_next",
            **{key: r.cell(i, key) for key in ("best_share", "best", "value_held", "revenue_held")},
        )
        for at, i in enumerate(places)
    ]
    return _with_table(s, sentences) if sentences else _nothing(s)


def distribution(s: Saying) -> list[str]:
    """The band that holds most customers and the one that holds most value, and all as a table."""
    r = s.result
    customers, value = max(r.numbers("customers"), default=None), max(r.numbers("predicted_value"), default=None)
    if customers is None or value is None:
        return _nothing(s)
    band = {"band": r.cell(customers[1], "band"), "share": r.cell(customers[1], "customers_share")}
    sentences = [s.say("portfolio_most_customers", **band, n=r.cell(customers[1], "customers"))]
    band = {"band": r.cell(value[1], "band"), "share": r.cell(value[1], "predicted_value_share")}
    return _with_table(s, [*sentences, s.say("portfolio_most_value", **band)])


def cohorts(s: Saying) -> list[str]:
    """How many of all customers bought again some spans after the first purchase, and the cohorts as a table."""
    r, per = s.result, s.call.arguments.get("per", "month")
    known = [k for k in _SPANS if r.rows and r.rows[0].get(f"after_{k}") is not None]
    if not known:
        return _nothing(s)
    items = [s.say(f"portfolio_after_{per}", k=k, share=r.cell(0, f"after_{k}")) for k in known]
    return [s.say("portfolio_cohorts"), "", *(f"- {item}" for item in items), "", *_table(s)]


def movers(s: Saying) -> list[str]:
    """Whose predicted value rose and fell most since the earlier build, by how much, and all of them as a table."""
    r = s.result
    changes = r.numbers("value_change")
    if not changes:
        return _nothing(s)
    sentences: list[str] = []
    for key, found in (("up", max(changes)), ("down", min(changes))):
        if found[0] > 0 if key == "up" else found[0] < 0:
            cells = {name: r.cell(found[1], name) for name in ("value_before", "predicted_value")}
            who = r.cell(found[1], "customer_id")
            sentences.append(s.say(f"portfolio_moved_{key}", who=who, **cells))
    return _with_table(s, sentences)


def migration(s: Saying) -> list[str]:
    """How customers went from group to group since the earlier build, as a table."""
    r, key = s.result, s.call.arguments["group_by"][0]
    if not r.rows:
        return _nothing(s)
    return _with_table(s, [s.say("portfolio_migration", group=s.words.name(key))])


def season(s: Saying) -> list[str]:
    """The strongest and the weakest span of the past year, and each beside a year before as a table."""
    r, per = s.result, s.call.arguments.get("per", "month")
    found = r.numbers("index")
    if len(found) <= 1:
        return _nothing(s)
    sentences = []
    for key, (_, row) in (("high", max(found)), ("low", min(found))):
        cells = {"revenue": r.cell(row, "revenue"), "index": r.cell(row, "index")}
        sentences.append(s.say(f"portfolio_season_{key}", who=r.cell(row, per), **cells))
    return _with_table(s, sentences)


TOLD: Mapping[str, Callable[[Saying], list[str]]] = {
    "segments": segments,
    "at_risk": at_risk,
    "lorenz": lorenz,
    "distribution": distribution,
    "cohorts": cohorts,
    "movers": movers,
    "migration": migration,
    "season": season,
}


def _nothing(s: Saying) -> list[str]:
    """What there is to say where there are no rows: the result's own remarks."""
    remarks = s.result.remarks
    return [s.joint.join(remarks)] if remarks else [s.say("none_plain")]


def _with_table(s: Saying, sentences: list[str]) -> list[str]:
    return [s.joint.join(sentences), "", *_table(s)]


def _table(s: Saying) -> list[str]:
    return [s.result.table(rows=_ROWS), *s.closing(every_remark=True)]
