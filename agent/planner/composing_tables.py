"""Answers from tables: rankings, lists, single figures, groups, trends, comparisons; what the data hold."""

from agent.planner.composing_changes import change_first
from agent.planner.composing_customers import nothing
from agent.planner.saying import Saying

_SHOWN = 20
_TOLD_METRICS = [
    "predicted_value",
    "p_active",
    "revenue",
    "orders",
    "average_order_value",
    "returns",
    "average_rating",
]  # the commonest
_TOLD_ATTRIBUTES = ["country", "channel", "category", "product", "rfm_segment", "value_tier", "month"]


def rank(s: Saying) -> list[str]:
    """The first of a ranking in words, the rest as a table."""
    r = s.result
    if not r.rows:
        return nothing(s)
    key = str(s.focus.get("key") or next(iter(r.columns)))
    metric = str(s.focus["metric"])
    if key == "order_id" and metric == "order_value":
        side = s.say("smallest" if s.focus.get("lowest") else "largest")
        said = "rank_order_scope" if s.scope() else "rank_order"
        head = s.say(said, side=side, name=r.cell(0, key), value=r.cell(0, metric), scope=s.scope())
        return [head, *(["", r.table(rows=min(len(r.rows), 30))] if len(r.rows) > 1 else []), *s.closing()]
    scope, bounds = _scopes(s)
    head = s.say(
        "rank_top_scope" if scope else "rank_top",
        who=r.who(0, key=key),
        side=s.side(metric),
        metric=s.metric(metric),
        value=r.cell(0, metric),
        scope=scope,
    )
    table = ["", r.table(rows=min(len(r.rows), 30))] if len(r.rows) > 1 else []
    return [s.joint.join([head, *_beside(s, metric), *bounds]), *table, *s.closing()]


def _scopes(s: Saying) -> tuple[str, list[str]]:
    """What is said of the first row in brackets, and in a sentence of its own what bounds other measures."""
    filters = [dict(f) for f in s.call.arguments.get("filters", [])]
    bounded = [f for f in filters if s.facts.metric(str(f["column"]))]
    plain = {**s.call.arguments, "filters": [f for f in filters if f not in bounded], "having": []}
    bounds = s.words.conditions({"filters": bounded, "having": s.call.arguments.get("having", [])})
    return s.words.scope(plain), [s.say("change_scope", scope=bounds)] if bounds else []


def _beside(s: Saying, metric: str) -> list[str]:
    """What else was asked of the only row: "how much was it, and how many buyers?"."""
    if len(s.result.rows) != 1:
        return []
    asked = [str(m["metric"]) for m in s.call.arguments.get("measures", [])]
    asked += [str(key) for key in s.call.arguments.get("columns", []) if key != "customer_id"]
    known = [key for key in s.result.columns if key in asked and key != metric and s.result.value(0, key) is not None]
    return [s.say("value", metric=s.headed(key), value=s.result.cell(0, key)) for key in known]


def listing(s: Saying) -> list[str]:
    """How many fit, and the first of them."""
    r = s.result
    if not r.rows:
        return nothing(s)
    scope = s.scope()
    # Grouped by customer, what is counted are groups, and no noun must say otherwise.
    kind = "groups" if s.call.arguments.get("group_by") else "list"
    plain = f"{kind}_fit_plain" if s.filtered() else "list_all"
    head = s.say(f"{kind}_count", n=r.count, scope=scope) if scope else s.say(plain, n=r.count)
    some = [s.say("listed_some")] if r.n > min(len(r.rows), _SHOWN) else []
    joint = " " if s.reading.language == "en" else ""
    return [joint.join([head, *some]), "", r.table(rows=min(len(r.rows), _SHOWN)), *s.closing()]


def value(s: Saying) -> list[str]:
    """One row of measures: a sentence, or a line for each."""
    r = s.result
    if not r.rows:
        return nothing(s)
    keys = r.number_columns()
    scope = s.scope()
    if s.call.name == "predict_value":
        days = s.call.arguments.get("horizon_days", s.facts.horizon_days)
        orders = s.focus.get("metric") == "predicted_orders"
        cell = r.cell(0, "predicted_orders" if orders else "predicted_value")
        key = ("forecast_orders" if orders else "forecast_sum") + ("_of" if scope else "")
        head = s.say(key, value=cell, days=days, scope=scope)
        return [head, *s.closing()]
    if medians := [key for key in keys if key.endswith("_median") and len(keys) > 1]:
        head = s.say("distribution", metric=s.metric(medians[0].removesuffix("_median")), value=r.cell(0, medians[0]))
        return [head, "", r.table(), *s.closing()]
    # Days of a purchase are not those in which money was measured: they stand in a sentence of their own.
    periods = [f["period"] for f in s.call.arguments.get("filters", []) if f.get("period")]
    if len(keys) == 1 and not (periods and s.call.arguments.get("period")):
        return [_single(s, keys[0], scope), *s.closing()]
    items = [f"- {s.say('value_item', metric=s.headed(key), value=r.cell(0, key))}" for key in keys]
    return [*items, *(["", s.say("value_many", scope=scope)] if scope else []), *s.closing()]


def _single(s: Saying, key: str, scope: str) -> str:
    cell = s.result.cell(0, key)
    if s.result.value(0, key) is None:
        return s.say("value_none", metric=s.metric(key), scope=scope)
    if key == "customers":
        plain = "count_customers_fit" if s.filtered() else "count_customers_all"
        return s.say("count_customers" if scope else plain, value=cell, scope=scope)
    said = "value_scope" if scope else "value_fit" if s.filtered() else "value"
    return s.say(said, metric=s.headed(key), value=cell, scope=scope)


def groups(s: Saying) -> list[str]:
    """One row a group: the first in words where the rows are ranked by a measure."""
    r = s.result
    if not r.rows:
        return nothing(s)
    asked = list(s.focus.get("groups") or s.call.arguments.get("group_by", []))
    metric = str(s.focus.get("metric") or r.number_columns()[0])
    if s.focus.get("count_groups"):
        head = s.say("count_groups", n=r.count, group=s.words.name(asked[0]))
    elif s.call.arguments.get("having") and not s.focus.get("ranked"):
        head = s.say("groups_fit", n=r.count, group=s.words.groups(asked), scope=s.scope())
    elif s.focus.get("within"):
        head = s.say("trend", metric=s.headed(f"{metric}_share"), group=s.words.groups(asked))
    elif s.focus.get("share") and len(asked) == 1:
        share = f"{metric}_share"
        top = max(r.numbers(share), default=(0.0, 0))[1]
        who = r.who(top, key=asked[0])
        head = s.say(
            "groups_share", who=who, metric=s.metric(metric), share=r.cell(top, share), value=r.cell(top, metric)
        )
    elif len(asked) == 1 and metric in r.columns:
        head = _extreme(s, asked[0], metric)
    else:
        head = s.say("trend", metric=s.headed(metric), group=s.words.groups(asked))
    rows = min(len(r.rows), 30)
    table = ["", r.table(rows=rows)] if len(r.rows) > 1 else []
    return [s.joint.join([head, *_beside(s, metric)]), *table, *s.closing()]


def _extreme(s: Saying, group: str, metric: str) -> str:
    values = s.result.numbers(metric)
    lowest = bool(s.focus.get("lowest"))
    if not values:
        return s.say("trend", metric=s.headed(metric), group=s.words.name(group))
    place = (min(values, key=lambda v: (v[0], v[1])) if lowest else max(values, key=lambda v: (v[0], -v[1])))[1]
    if metric.endswith("_difference") and s.call.arguments.get("against"):
        return change_first(s, group, metric, place)
    scope, bounds = _scopes(s)
    head = s.say(
        "rank_top_scope" if scope else "rank_top",
        who=s.result.who(place, key=group),
        side=s.side(metric),
        metric=s.metric(metric),
        value=s.result.cell(place, metric),
        scope=scope,
    )
    return s.joint.join([head, *bounds])


def trend(s: Saying) -> list[str]:
    """A measure over time: where it was highest and lowest, then every span."""
    r = s.result
    if not r.rows:
        return nothing(s)
    asked = list(s.call.arguments.get("group_by", []))
    metric = str(s.focus["metric"])
    lines = [s.say("trend", metric=s.headed(metric), group=s.words.groups(asked))]
    values = r.numbers(metric)
    if len(asked) == 1 and len(values) > 2 and r.complete:
        high, low = max(values, key=lambda v: (v[0], -v[1]))[1], min(values, key=lambda v: (v[0], v[1]))[1]
        lines.append(s.say("trend_high", who=r.who(high, key=asked[0]), value=r.cell(high, metric)))
        # A month that has only begun is low for no other reason.
        if not (low in (0, len(r.rows) - 1) and r.notes):
            lines.append(s.say("trend_low", who=r.who(low, key=asked[0]), value=r.cell(low, metric)))
    joint = " " if s.reading.language == "en" else ""
    return [joint.join(lines), "", r.table(rows=min(len(r.rows), 30)), *s.closing()]


def compare(s: Saying) -> list[str]:
    """Two groups side by side, with the difference and the ratio of the higher to the lower of every measure."""
    r = s.result
    if len(r.rows) != 2:
        return groups(s) if r.rows else nothing(s)
    lead = str(s.focus["metric"])
    named = [str(m["metric"]) for m in s.call.arguments.get("measures", ()) if m["metric"] in r.columns]
    # "Revenue and orders, November against October": each of both is told, not the first alone.
    sentences = [told for metric in dict.fromkeys((lead, *named)) for told in _compared(s, metric)]
    joint = " " if s.reading.language == "en" else ""
    return [joint.join(sentences), "", r.table(), *s.closing()]


def _compared(s: Saying, metric: str) -> list[str]:
    """One measure of both groups, and how far the higher is above the other."""
    r = s.result
    group = s.call.arguments["group_by"][0]
    sentences = [
        s.say(
            "compare",
            who_a=r.who(0, key=group),
            who_b=r.who(1, key=group),
            metric=s.metric(metric),
            value_a=r.cell(0, metric),
            value_b=r.cell(1, metric),
        )
    ]
    values = {i: v for v, i in r.numbers(metric)}
    if len(values) == 2 and values[0] != values[1]:
        higher = 0 if values[0] > values[1] else 1
        difference, ratio = f"{metric}_difference", f"{metric}_ratio"
        if r.value(higher, ratio) is not None:
            who = r.who(higher, key=group)
            sentences.append(
                s.say("compare_diff", who=who, difference=r.cell(higher, difference), ratio=r.cell(higher, ratio))
            )
    elif len(values) == 2:
        sentences.append(s.say("compare_same"))
    return sentences


def describe(s: Saying) -> list[str]:
    """What the data hold and what can be asked."""
    r = s.result
    items = []
    for i, row in enumerate(r.rows):
        cells = {key: r.cell(i, key) for key in ("table", "rows", "first_day", "last_day")}
        known = row.get("first_day") is not None
        text = s.say(
            "describe_row" if known else "describe_row_plain",
            table=cells["table"],
            rows=cells["rows"],
            first=cells["first_day"],
            last=cells["last_day"],
        )
        items.append(f"- {text}")
    names = [s.words.name(key) for key in _TOLD_METRICS if s.facts.metric(key)]
    groups_ = [s.words.name(key) for key in _TOLD_ATTRIBUTES if s.facts.attribute(key)]
    return [
        s.say("describe"),
        "",
        *items,
        "",
        s.say("describe_metrics", names=s.words.text("comma").join(names)),
        s.say("describe_attributes", names=s.words.text("comma").join(groups_)),
        s.say("describe_how"),
        "",
        # Counts of what was left out are in the table's remarks, where they are proven.
        *(note for note in s.result.notes if not any(c.isdigit() for c in note)),
    ]


def define(s: Saying) -> list[str]:
    """What words mean in this data."""
    r = s.result
    if not r.rows:
        return [s.say("none_plain")]
    return [s.say("define", name=r.cell(i, "name"), definition=r.cell(i, "definition")) for i in range(len(r.rows))]
