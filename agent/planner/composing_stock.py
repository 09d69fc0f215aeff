"""Answers about what to stock: all together, what calls for more, each category or product, and how well it held."""

from agent.planner.results import Found
from agent.planner.saying import Saying

_SHOWN = (
    *("category", "product_id", "product", "expected_demand", "demand_lo", "demand_hi", "stock_hint", "sold_before"),
    *("change", "sold_year_before", "change_on_year", "expected_units", "units_lo", "units_hi", "units_before"),
    "new_share",
)
_NAMED = 3


def stock(s: Saying) -> list[str]:
    """Expected demand in all and of the largest, as a table with intervals, and how far such hints were off."""
    rising = bool(s.call.arguments.get("rising"))
    listed = s.result if s.result.rows else _of(s, "stock", several=True)
    if listed is None:
        return [s.joint.join(s.result.remarks) or s.say("none_plain")]
    told = rising and bool(s.result.rows)
    head = [*_in_all(s), *_no_rise(s, listed, rising=rising), *_largest(s, listed, rising=told)]
    columns = [key for key in _SHOWN if any(row.get(key) is not None for row in listed.rows)]
    lines = [s.joint.join(head), "", listed.table(rows=len(listed.rows), columns=columns)]
    lines += _tested(s)
    return [*lines, *s.closing()]


def _in_all(s: Saying) -> list[str]:
    whole = next((f for f in s.beside if not f.error and f.rows and f.extra.get("by") == "all"), None)
    if whole is None:
        return []
    keys = ("expected_demand", "demand_lo", "demand_hi", "sold_before", "new_share")
    cells = {key: whole.cell(0, key) for key in keys}
    days = whole.extra.get("horizon_days", s.facts.horizon_days)
    known = "stock_all" if whole.value(0, "demand_lo") is not None else "stock_all_untested"
    said = [s.say(known, days=days, **cells)]
    if whole.value(0, "expected_units") is not None:
        said.append(s.say("stock_units", units=whole.cell(0, "expected_units"), before=whole.cell(0, "units_before")))
    return said


def _no_rise(s: Saying, listed: Found, *, rising: bool) -> list[str]:
    """That nothing calls for more; or that it cannot be told, where no test has shown how wide the intervals are."""
    if not rising or s.result.rows:
        return []
    return [s.say("stock_none_rises" if listed.value(0, "demand_lo") is not None else "stock_rise_untested")]


def _largest(s: Saying, listed: Found, *, rising: bool) -> list[str]:
    """The first rows by name: what calls for most more, or what most is expected of."""
    key = "category" if "category" in listed.columns else "product"
    key = key if any(row.get(key) is not None for row in listed.rows) else "product_id"
    said = []
    for i in range(min(_NAMED, len(listed.rows))):
        cells = {name: listed.cell(i, name) for name in ("expected_demand", "demand_lo", "demand_hi", "sold_before")}
        bounded = listed.value(i, "demand_lo") is not None
        sentence = ("stock_more" if rising else "stock_most") if bounded else "stock_most_untested"
        said.append(s.say(sentence, who=listed.cell(i, key), **cells))
    return said


def _tested(s: Saying) -> list[str]:
    found = _of(s, "stock_test", several=False)
    if found is None:
        return []
    return ["", s.say("stock_tested"), "", found.table(rows=len(found.rows))]


def _of(s: Saying, what: str, *, several: bool) -> Found | None:
    """The result that tells that; all together is none of several."""
    return next(
        (
            f
            for f in s.beside
            if not f.error and f.rows and f.extra.get("what") == what and not (several and f.extra.get("by") == "all")
        ),
        None,
    )
