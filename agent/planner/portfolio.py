"""Questions about the whole customer base: concentration, retention, value at risk, movers, season, its segments.

Their words (Lorenz, cohort, value at risk, moved up) mean nothing in other questions, so they are read only here, and
only a question that is understood to its last word is taken.
"""

from agent.planner.frames import Frame
from agent.planner.lexicon import Lexicon
from agent.planner.meanings import Rank
from agent.planner.reading import Call, Plan
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN, PORTFOLIO

# What is asked, the most telling word first.
_ORDER = ("migration", "lorenz", "at_risk", "cohorts", "season", "distribution")
_GROUPED = ("segments", "at_risk", "migration")
_TIMED = {"cohorts": ("month", "quarter"), "season": ("month", "week")}
# Kinds of terms that carry no meaning of their own here, and meanings that are those of any such question.
_JOINTS = frozenset({"stop", "time", "link", "follow", "pronoun", "chart", "group", "per", "agg"})
_SAID = {
    "ask": ("list", "count", "amount", "trend", "distribution", "lookup", "predict", "growth"),
    "entity": ("customer",),
    "metric": ("predicted_value", "revenue", "customers"),
    "attribute": ("rfm_segment", "value_tier", "month", "quarter", "week", "first_purchase"),
    "superlative": ("high",),
    "rank": ("top", "first"),
    "vague": ("big", "best", "performance"),
    "verb": ("spend", "worth"),
    "unit": ("month", "quarter", "week"),
    "adverb": ("month", "quarter", "week"),
    "versus": ("versus",),
    "share": ("total",),
}
_MOST_MOVERS = 100
# Groups over these are figures over time.
_SPANS = ("day", "week", "month", "quarter", "year")
# Columns of a picture: the axis, and what is drawn.
_DRAWN = {
    "lorenz": ("line", "best_share", ["value_held", "revenue_held"]),
    "distribution": ("bar", "band", ["customers"]),
    "season": ("line", "", ["revenue", "revenue_a_year_before"]),
    "at_risk": ("bar", "", ["value_at_risk"]),
    "segments": ("bar", "", ["predicted_value"]),
}


def read_portfolio(question: str, lexicon: Lexicon, *, before: Frame | None = None) -> Frame | None:
    """The frame of a question about the customer base; None where it is about something else.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
        before: The question before, which "and by value tier?" goes on with.
    """
    tokens = [t for t in lexicon.tokens(question, hidden=HIDDEN - PORTFOLIO) if not t.is_empty]
    words = {term.key for token in tokens for term in token.terms if term.kind == "portfolio"}
    asked = _asked(words, tokens)
    carried = before.portfolio if before is not None else ""
    if not (asked or carried) or not all(_understood(token) for token in tokens):
        return None
    by = _by(asked or carried, words, tokens)
    if not asked and not (by and any(t.has("follow") or t.has("group") or t.has("link") for t in tokens)):
        return None
    limit = next((t.number.value for t in tokens if t.number is not None), None)
    if limit is not None and ((asked or carried) != "movers" or not 1 <= limit <= _MOST_MOVERS):
        return None
    return Frame(
        portfolio=asked or carried,
        by=by,
        rank=Rank(count=int(limit)) if limit is not None else None,
        chart=next((t.key("chart") for t in tokens if t.has("chart")), ""),
    )


def _asked(words: set[str], tokens: list[Token]) -> str:
    """What of the customer base is asked; empty where no word says so."""
    if asked := next((key for key in _ORDER if key in words), ""):
        return asked
    grouped = any(token.has("attribute", "rfm_segment", "value_tier") for token in tokens)
    if "gathered" in words and any(token.has("metric", "predicted_value", "revenue") for token in tokens):
        return "lorenz"
    people = any(token.has("entity", "customer") for token in tokens)
    if "movers" in words or ("since" in words and words & {"up", "down", "moved"}):
        return "migration" if grouped and not people and "moved" in words else "movers"
    sized_up = grouped and _size_and_trend(words, tokens)
    return "segments" if sized_up or "base" in words or ("overview" in words and grouped) else ""


def _size_and_trend(words: set[str], tokens: list[Token]) -> bool:
    """Whether groups are asked about as such: "size, value and trend of each segment", 哪些客群在增长.

    "Revenue trend by segment" and "customers by month and segment" are figures of each, asked of the orders.
    """
    if any(token.has(kind, key) for token in tokens for kind in ("unit", "adverb", "attribute") for key in _SPANS):
        return False
    sized, tended = "sized" in words, "tended" in words or any(token.has("ask", "trend", "growth") for token in tokens)
    measured = any(token.has("metric") or token.has("verb", "worth", "spend") for token in tokens)
    valued = any(token.has("metric", "predicted_value", "revenue") or token.has("verb", "worth") for token in tokens)
    counted = any(token.has("metric", "customers") or token.has("entity", "customer") for token in tokens)
    doing = not measured and any(token.has("vague", "performance") for token in tokens)
    if tended:
        return sized or valued or "large" in words or not counted
    return doing or (sized and valued)


def _understood(token: Token) -> bool:
    if token.number is not None:
        return token.kind == "number" and not token.number.percent
    if {term.kind for term in token.terms} & _JOINTS or token.has("portfolio"):
        return True
    return any(token.has(kind, *keys) for kind, keys in _SAID.items())


def _by(asked: str, words: set[str], tokens: list[Token]) -> str:
    """The groups, the spans of time or the direction that the question names; empty where it names none."""
    if asked == "movers":
        sides = words & {"up", "down"}
        return sides.pop() if len(sides) == 1 else ""
    wanted = ("value_tier", "rfm_segment") if asked in _GROUPED else _TIMED.get(asked, ())
    kinds = ("attribute",) if asked in _GROUPED else ("attribute", "adverb", "unit")
    return next((key for key in wanted for token in tokens for kind in kinds if token.has(kind, key)), "")


def portfolio_plan(frame: Frame) -> Plan:
    """The calls that answer a question about the customer base, and its picture where there is one."""
    asked, calls = frame.portfolio, [_call(frame)]
    if asked == "at_risk":
        calls.append(Call("describe_portfolio", {"what": asked, "group_by": []}))
    planned = Plan(tuple(calls), f"portfolio_{asked}", {"by": frame.by})
    # A Lorenz curve is a curve: it is drawn unasked.
    if asked not in _DRAWN or not (frame.chart or asked == "lorenz"):
        return planned
    kind, x, y = _DRAWN[asked]
    x = x or calls[0].arguments.get("per") or calls[0].arguments.get("group_by", ["month"])[0]
    draw = Call("draw_chart", {"source": {"$id": 0}, "kind": kind, "x": x, "y": y}, (0,))
    return Plan((*planned.calls, draw), planned.kind, planned.focus | {"chart": len(calls)})


def _call(frame: Frame) -> Call:
    arguments: dict[str, object] = {"what": frame.portfolio}
    if frame.portfolio in _GROUPED:
        arguments["group_by"] = [frame.by or "rfm_segment"]
    elif frame.portfolio in _TIMED:
        arguments["per"] = frame.by or "month"
    elif frame.portfolio == "movers":
        arguments |= {"direction": frame.by or "both"} | ({"limit": frame.rank.count} if frame.rank else {})
    return Call("describe_portfolio", arguments)
