"""Questions about a customer known by name, e-mail or phone: looked up first, then asked about by id."""

from dataclasses import replace
from typing import Any

from agent.planner.customer_facts import DAYS, on_customers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.queries import plan_query
from agent.planner.reading import Call
from agent.planner.review_search import plan_review_search
from tools.customer_tools import CARD

Planned = tuple[tuple[Call, ...], str, dict[str, Any]]


def query_of_found(frame: Frame, facts: Facts) -> Planned:
    """A query about the rows of the customer found."""
    call, kind, focus = plan_query(replace(frame, searched=[]), facts)
    one = {"column": "customer_id", "op": "eq", "value": {"$cell": [0, "customer_id"]}}
    after = Call(call.name, {**call.arguments, "filters": [*call.arguments.get("filters", []), one]}, (0,))
    return (_lookup(frame), after), f"those_{kind}", focus


def facts_beside(frame: Frame, nouns: list[str], facts: Facts) -> Planned | None:
    """Figures of a span of days beside facts of the card: spent this year, and the day of the last order."""
    named = len(frame.people) + len(frame.searched) == 1
    days = [] if any(n in DAYS for n in nouns) else ["last_purchase"] if "when" in frame.asks else []
    told = [key for key in dict.fromkeys((*nouns, *days)) if key in CARD and on_customers(key, facts)]
    if not (named and frame.spans and frame.measures and told) or frame.groups or frame.share or frame.chart:
        return None
    rest = replace(frame, nouns=[n for n in nouns if n not in told], asks=frame.asks - {"when"})
    calls, kind, focus = query_of_found(rest, facts) if frame.searched else _query(rest, facts)
    kind = kind.removeprefix("those_")
    places = {"query": len(calls) - 1, "query_kind": kind, "card": 0 if frame.searched else len(calls), "asked": told}
    cards = () if frame.searched else (Call("lookup_customer", {"customer": frame.people[0]}),)
    return (*calls, *cards), "facts_beside", focus | places


def _query(frame: Frame, facts: Facts) -> Planned:
    call, kind, focus = plan_query(frame, facts)
    return (call,), kind, focus


def reviews_of_found(frame: Frame, facts: Facts) -> Planned:
    """What the customer found says in reviews."""
    search = plan_review_search(replace(frame, searched=[]), facts)
    arguments = {**search.calls[0].arguments, "customer_ids": {"$column": [0, "customer_id"]}}
    after = Call(search.calls[0].name, arguments, (0,))
    return (_lookup(frame), after), "rank_search", search.focus | {"first": {}}


def reasons_of_found(frame: Frame, explain: Call) -> Planned:
    """Why the customer found is worth what is predicted."""
    return (_lookup(frame), explain), "lookup_explain", {"y": "contribution"}


def _lookup(frame: Frame) -> Call:
    return Call("lookup_customer", {"customer": frame.searched[0].text})
