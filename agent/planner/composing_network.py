"""Answers about the network: why it predicts what it predicts, what if, how good it is, what drives value."""

from agent.planner.composing_customers import nothing
from agent.planner.saying import Saying

_SUMS = ("baseline", "other", "prediction")
_REASONS = 3
_TOLD = 6
# What is told of each row of an assessment: the column that names it, then its figures.
_TELLS = {
    "accuracy": ("name", "normalised_gini"),
    "importance": ("name", "share"),
    "rules": ("rule", "customers", "mean_value"),
    "intervals": ("name", "value"),
    "tiers": ("name", "recall", "precision"),
    "training": ("name", "value"),
    "drift": ("name", "status", "psi"),
    "builds": ("build", "as_of", "customers"),
    "alerts": ("severity", "said", "raised"),
    "sentiment": ("name", "agreement"),
}
_ITEMS = {key: f"assess_{key}_item" for key in ("rules", "tiers", "drift", "builds", "alerts")}
# Of these a row's own id belongs into the table.
_BY_ID = frozenset({"builds", "calibration"})
# Many figures of each row, which are told by the table alone.
_TABLES = frozenset({"calibration", "quality"})
_INTERVAL = ("predicted_lo", "predicted_hi")


def explain(s: Saying) -> list[str]:
    """Why a customer is worth what is predicted: the parts that raise and lower it, in money, with their figures."""
    r = s.result
    places = {str(row.get("feature")): i for i, row in enumerate(r.rows)}
    if "prediction" not in places:
        return [s.say("none_plain")]
    parts = [(v, i) for v, i in r.numbers("contribution") if str(r.value(i, "feature")) not in _SUMS]
    by_feature = s.call.arguments.get("by") == "features"
    shown = _REASONS if by_feature else len(parts)
    raising = sorted((p for p in parts if p[0] > 0), reverse=True)[:shown]
    lowering = sorted(p for p in parts if p[0] < 0)[:shown]
    lines = [_worth(s, places)]
    for key, chosen in (("explain_up", raising), ("explain_down", lowering)):
        if chosen:
            lines += ["", s.say(key), "", *(f"- {_part(s, i)}" for _, i in chosen)]
    rest = [s.say("explain_rest", money=r.cell(places["other"], "contribution"))] if "other" in places else []
    lines += ["", *([] if by_feature else rest), s.say("explain_sum")]
    columns = [key for key in ("name", "contribution", "feature_name", "value", "typical") if key in r.columns]
    columns = [key for key in columns if key != "feature_name" or not by_feature]
    return [*lines, "", r.table(rows=len(r.rows), columns=columns), *_words(s), *s.closing()]


def _words(s: Saying) -> list[str]:
    """What customers wrote that bears on the reasons: whose it is and beside which reason; or that there is nothing."""
    r = next((found for found in s.beside if not found.error and "whose" in found.columns), None)
    if r is None:
        return []
    lines = ["", s.joint.join(r.remarks)]
    above: tuple[object, ...] = ()
    for i, row in enumerate(r.rows):
        if above != (above := (row.get("feature"), row.get("whose"))):
            cells = {key: r.cell(i, key) for key in ("name", "effect", "whose")}
            lines += ["", f"**{s.say('words_of', **cells)}**"]
        lines += ["", f"{{{{quote {r.id}.rows[{i}]}}}}"]
    return lines


def _worth(s: Saying, places: dict[str, int]) -> str:
    """The prediction with its interval, beside the typical customer's."""
    r = s.result
    beside = next((f for f in s.beside if not f.error and f.rows and all(k in f.columns for k in _INTERVAL)), None)
    sentences = [
        s.say(
            "explain" if beside is None else "explain_between",
            who=s.say("customer", name=r.extra.get("customer_id", s.focus.get("customer", ""))),
            days=_days(s),
            prediction=r.cell(places["prediction"], "contribution"),
            low=beside.cell(0, "predicted_lo") if beside else "",
            high=beside.cell(0, "predicted_hi") if beside else "",
        ),
        s.say("explain_baseline", baseline=r.cell(places["baseline"], "contribution")),
    ]
    return s.joint.join(sentences)


def _part(s: Saying, row: int) -> str:
    """One reason with its money and, where there is one, the figure that tells it, beside the typical customer's."""
    r = s.result
    said = {"feature": r.cell(row, "name"), "money": r.cell(row, "contribution")}
    if r.value(row, "value") is None or r.value(row, "typical") is None:
        return s.say("explain_item", **said)
    figures = {"value": r.cell(row, "value"), "typical": r.cell(row, "typical")}
    if r.value(row, "feature_name") is None or r.value(row, "feature_name") == r.value(row, "name"):
        return s.say("explain_item_figure", **said, **figures)
    return s.say("explain_item_named", **said, **figures, figure=r.cell(row, "feature_name"))


def simulate(s: Saying) -> list[str]:
    """A customer's value as it is and as it would be, the difference, and what such a figure can and cannot say."""
    r = s.result
    places = {str(row.get("scenario")): i for i, row in enumerate(r.rows)}
    if not {"now", "changed", "difference"} <= set(places):
        return nothing(s)
    now, changed = places["now"], places["changed"]
    who = s.say("customer", name=r.extra.get("customer_id", s.focus.get("customer", "")))
    difference = r.cell(places["difference"], "predicted_value")
    changes = s.words.changes(s.call.arguments)
    sentences = [*_usual(s), s.say("simulate_now", who=who, days=_days(s), **_levels(s, now))]
    if r.value(places["difference"], "predicted_value") == 0:
        sentences.append(s.say("simulate_same", changes=changes))
    else:
        sentences.append(s.say("simulate_changed", changes=changes, difference=difference, **_levels(s, changed)))
        sentences.append(s.say("simulate_active", before=r.cell(now, "p_active"), after=r.cell(changed, "p_active")))
    columns = ("name", "predicted_value", *_INTERVAL, "p_active", "predicted_orders")
    shown = [key for key in columns if key in r.columns]
    table = r.table(rows=len(r.rows), columns=shown)
    return [s.joint.join(sentences), "", table, *s.closing(every_remark=True)]


def _usual(s: Saying) -> list[str]:
    """The predicted value of all lists, now and changed, where the question looks less or further ahead."""
    found = next((f for f in s.beside if not f.error and "scenario" in f.columns), None)
    cells = {str(row.get("scenario")): i for i, row in enumerate(found.rows)} if found else {}
    if found is None or not {"now", "changed"} <= set(cells):
        return []
    value, changed = (found.cell(cells[case], "predicted_value") for case in ("now", "changed"))
    days = int(found.extra.get("horizon_days", s.facts.horizon_days))
    who = s.words.text("one", customer=s.result.extra.get("customer_id", s.focus.get("customer", "")))
    return [s.say("simulate_usual", who=who, days=days, value=value, changed=changed)]


def _levels(s: Saying, row: int) -> dict[str, str]:
    keys = {"value": "predicted_value", "low": "predicted_lo", "high": "predicted_hi"}
    return {name: s.result.cell(row, key) for name, key in keys.items()}


def _days(s: Saying) -> int:
    days = s.result.extra.get("horizon_days", s.call.arguments.get("horizon_days", s.facts.horizon_days))
    return int(days)


def assess(s: Saying) -> list[str]:
    """How good the model is, what it rests on, what it was made from: each row in words, then as a table."""
    r, what = s.result, s.reading.kind.removeprefix("assess_")
    if not r.rows:
        return [s.joint.join(r.remarks), "", s.say("as_of", as_of=r.as_of)] if r.remarks else nothing(s)
    shown = [k for k, unit in r.columns.items() if (unit != "id" or what in _BY_ID) and k != "value_unit"]
    table = r.table(rows=30, columns=shown)
    if what in _TABLES:
        return [s.say(f"assess_{what}"), "", table, *s.closing(every_remark=what != "quality")]
    _, *figures = _TELLS[what]
    told = [i for i in range(len(r.rows)) if all(r.value(i, key) is not None for key in figures)][:_TOLD]
    items = _accuracy(s) if what == "accuracy" else [_assessed(s, what, i) for i in told]
    whole = len(items) == len(r.rows) and len(shown) == len(_TELLS[what])
    more = [] if whole else ["", table]
    verdict, *remarks = r.remarks if what == "drift" else [s.say(f"assess_{what}"), *r.remarks]
    if s.focus.get("by") == "aspects":
        remarks.append(s.say("assess_aspects"))
    closing = s.joint.join([s.say("as_of", as_of=r.as_of), *remarks])
    return [verdict, "", *(f"- {item}" for item in items), *more, "", closing]


def _accuracy(s: Saying) -> list[str]:
    """The figures of the network, which is the first row; the table has the others beside it."""
    r = s.result
    return [
        s.say("assess_accuracy_item", measure=s.say(f"assess_{key}"), name=r.cell(0, "name"), value=r.cell(0, key))
        for key in ("aggregate_bias", "normalised_gini", "top_10_percent_capture", "decile_wape")
    ]


def _assessed(s: Saying, what: str, row: int) -> str:
    name, *figures = _TELLS[what]
    cells = dict(zip(("value", "more"), (s.result.cell(row, key) for key in figures), strict=False))
    return s.say(_ITEMS.get(what, "assess_item"), name=s.result.cell(row, name), **cells)
