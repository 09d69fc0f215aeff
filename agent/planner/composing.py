"""The answer in words: a headline, what stands behind it, the table or chart, remarks, reading and next questions.

Every figure is a reference to a result; numerals of our own are only those of the question and the tools' arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.planner import (
    composing_actions,
    composing_budget,
    composing_changes,
    composing_customers,
    composing_exports,
    composing_groups,
    composing_network,
    composing_orders,
    composing_portfolio,
    composing_reports,
    composing_reviews,
    composing_segments,
    composing_shares,
    composing_stock,
    composing_tables,
)
from agent.planner.facts import Facts
from agent.planner.reading import Call, Reading
from agent.planner.results import Found
from agent.planner.saying import Saying
from agent.planner.wording import Words

Composer = Callable[[Saying], list[str]]

_COMPOSERS: dict[str, Composer] = {
    "forecast_rank": composing_customers.forecast_rank,
    "predict": composing_customers.predict,
    "lookup": composing_customers.lookup,
    "customer_facts": composing_customers.customer_facts,
    "one_order": composing_orders.one_order,
    "explain": composing_network.explain,
    "simulate": composing_network.simulate,
    "simulate_group": composing_groups.simulate_group,
    "advice": composing_actions.advice,
    "budget": composing_budget.budget,
    "report": composing_reports.report,
    "export": composing_exports.export,
    **{
        f"assess_{what}": composing_network.assess
        for what in (
            *("accuracy", "calibration", "intervals", "importance", "rules", "training"),
            *("drift", "builds", "quality", "alerts", "sentiment"),
        )
    },
    "portfolio_stock": composing_stock.stock,
    **{f"portfolio_{what}": tell for what, tell in composing_portfolio.TOLD.items()},
    "segments_beside": composing_segments.segments_beside,
    "rank": composing_tables.rank,
    "list": composing_tables.listing,
    "value": composing_tables.value,
    "groups": composing_tables.groups,
    "trend": composing_tables.trend,
    "compare": composing_tables.compare,
    "change": composing_changes.change,
    "share": composing_shares.share,
    "describe": composing_tables.describe,
    "define": composing_tables.define,
    "reviews": composing_reviews.reviews,
}
# Answers that stand without their second result, a picture or an interval.
_DRAWN = (
    *(
        "trend",
        "groups",
        "rank",
        "compare",
        "explain",
        "simulate",
        "simulate_group",
        "advice",
        "budget",
        "assess_importance",
        "portfolio_lorenz",
        "portfolio_stock",
    ),
)


def compose(reading: Reading, results: Sequence[Any], facts: Facts) -> str:
    """The markdown of an answer, with references and directive lines.

    Args:
        reading: What was asked.
        results: One document for each call of the reading, in order: `ToolResult.for_model()` or an error.
        facts: The shop.
    """
    words = Words(facts, reading.language)
    if reading.status != "answered":
        return _lines([f"[{reading.status}]", reading.reason, _suggestions(reading.suggestions)])
    found = [Found.read(result, words) for result in results]
    broken = next((i for i, result in enumerate(found) if result.error and not _of_words(reading.calls[i])), None)
    if broken is not None and (broken == 0 or reading.kind not in _DRAWN):
        return _failed(reading, found[broken], reading.calls[broken].arguments, words)
    body = _body(reading, found, facts, words)
    return _lines([*body, f"[reading] {reading.text}", _suggestions(reading.suggestions)])


def _of_words(call: Call) -> bool:
    """Whether a call brings quotes beside reasons, which stand without them."""
    return call.arguments.get("by") == "reviews"


def _body(reading: Reading, found: list[Found], facts: Facts, words: Words) -> list[str]:
    first = Saying(reading, found[0], reading.calls[0], facts, words, beside=tuple(found[1:]))
    kind, chart = reading.kind, reading.focus.get("chart")
    if reading.calls[0].name == "lookup_customer" and len(found[0].rows) > 1:
        # Nobody is taken for the one who was meant.
        return composing_customers.lookup(first)
    if kind == "steps":
        return _steps(reading, found, facts, words)
    if kind == "rank_explain" and reading.focus.get("shown"):
        return _second("explain", reading, found, facts, words)
    if kind == "rank_explain":
        return [
            *_COMPOSERS["forecast_rank" if "predicted_value" in found[0].columns else "rank"](first),
            "",
            *_second("explain", reading, found, facts, words),
        ]
    if kind == "facts_beside":
        place, card = reading.focus["query"], reading.focus["card"]
        queried = Saying(reading, found[place], reading.calls[place], facts, words)
        lines = _COMPOSERS[reading.focus["query_kind"]](queried)
        told = Saying(reading, found[card], reading.calls[card], facts, words)
        return [lines[0], *composing_customers.told_facts(told), *lines[1:]]
    if kind == "lookup_explain":
        return _second("explain", reading, found, facts, words)
    if kind == "rank_simulate":
        return _second("simulate", reading, found, facts, words)
    if kind == "rank_lookup":
        return _second("lookup", reading, found, facts, words)
    if kind == "rank_search":
        return _second("reviews", reading, found, facts, words)
    if kind.startswith("those_"):
        return _second(kind.removeprefix("those_"), reading, found, facts, words)
    lines = _COMPOSERS[kind](first)
    if chart and len(found) > chart and not found[chart].error:
        lines = [lines[0], "", f"{{{{chart {found[chart].id}}}}}", *lines[1:]]
    return lines


def _second(kind: str, reading: Reading, found: list[Found], facts: Facts, words: Words) -> list[str]:
    if len(found) < 2:
        return [words.texts["say.none_plain"]]
    beside = tuple(found[2:])
    return _COMPOSERS[kind](Saying(reading, found[1], _named(reading.calls[1], found), facts, words, beside=beside))


def _named(call: Call, found: list[Found]) -> Call:
    """The call with the group that was found first in the place of what stood for it."""
    filters = [dict(f) for f in call.arguments.get("filters", [])]
    for condition in filters:
        value = condition.get("value")
        if isinstance(value, Mapping) and "$cell" in value and condition["column"] != "customer_id":
            place, key = value["$cell"]
            condition["value"] = next((row.get(key) for row in found[place].rows), "")
    return Call(call.name, {**call.arguments, "filters": filters}, call.needs) if filters else call


def _steps(reading: Reading, found: list[Found], facts: Facts, words: Words) -> list[str]:
    """The answers to the clauses of a question, one after the other; what closes both is said once."""
    told: list[list[str]] = []
    for step in reading.focus["steps"]:
        places = [at for at in step["calls"] if at < len(found)]
        calls = tuple(reading.calls[at] for at in places)
        part = replace(reading, kind=step["kind"], focus=step["focus"], calls=calls)
        told.append(_body(part, [found[at] for at in places], facts, words))
    told = [_in_sentences(body) for body in told]
    if all(body[1:2] == [""] and len(body) == 3 for body in told):
        # Sentences alone are read as one paragraph: the category found, and its return rate.
        joint = " " if reading.language == "en" else ""
        return [joint.join(body[0] for body in told), "", *dict.fromkeys(body[2] for body in told)]
    lines: list[str] = []
    for at, body in enumerate(told):
        last = at + 1 == len(told)
        kept = body if last or body[-1:] != told[-1][-1:] else body[:-1]
        lines += [*kept, *([""] if not last and len([x for x in kept if x]) > 1 else [])]
    return lines


def _in_sentences(body: list[str]) -> list[str]:
    """Figures listed one below the other as sentences of one paragraph; any other answer as it is."""
    items = [line for line in body if line.startswith("- ")]
    rest = [line for line in body[len(items) :] if line]
    if not items or body[: len(items)] != items or not 0 < len(rest) < 3 or any(line[0] in "|{>-" for line in rest):
        return body
    stop, joint = (". ", " ") if rest[-1].isascii() or rest[-1].endswith(".") else ("。", "")
    told = stop.join(item[2:] for item in items) + stop.strip()
    return [joint.join([told, *rest[:-1]]), "", rest[-1]]


def _failed(reading: Reading, result: Found, arguments: Any, words: Words) -> str:  # noqa: ANN401 - plain JSON
    if result.error == "refused":
        return _lines(["[refused]", result.message, _suggestions(reading.suggestions[:0])])
    if result.error == "build":
        return _lines(["[clarify]", words.texts["say.error_build"]])
    named = [arguments.get("customer"), arguments.get("customer_id"), *(arguments.get("customer_ids") or [])]
    nearest = _nearest(result.message)
    missing = next((str(name) for name in named if isinstance(name, str) and repr(name) in result.message), "")
    if missing:
        offers = [reading.question.replace(missing, near) for near in nearest]
        text = words.texts["say.error_customer"].format(name=missing)
        asked = [words.texts["say.error_near"]] if offers else []
        return _lines(["[clarify]", " ".join([text, *asked]), _suggestions(offers)])
    if reading.language == "zh" and result.message.isascii():
        return _lines(["[clarify]", words.texts["say.error_values"], _suggestions(reading.suggestions)])
    return _lines(
        ["[clarify]", words.texts["say.error_other"].format(message=result.message), _suggestions(reading.suggestions)]
    )


def _nearest(message: str) -> list[str]:
    """Names that an error offers: `…; nearest: 'a', 'b'`."""
    _, found, listed = message.partition("nearest: ")
    return [part.strip().strip("'\"") for part in listed.split(", ")][:3] if found else []


def _suggestions(questions: Sequence[str]) -> str:
    return f"[suggest] {' | '.join(questions)}" if questions else ""


def _lines(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines:
        # One empty line at most between two parts, none at the ends.
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
