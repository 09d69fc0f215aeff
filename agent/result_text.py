"""A tool's result as a language model reads it: columns once, then a numbered line a row; less of it once it is old."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from agent.date_mentions import monday_of
from tools.untrusted_text import inert

# Most cells shown of one result; the rest is there to be referenced all the same.
_MOST_CELLS = 240
_FEWEST_ROWS = 5
_PLAIN_UNITS = frozenset({"text", "id", "date", "number", "count", "personal"})
# Columns for pages and proofs; a model names a row by its number.
_UNREAD = {
    "search_reviews": frozenset({"review_id", "start", "end"}),
    "summarise_reviews": frozenset({"review_id", "start", "end", "date", "key"}),
    "explain_value": frozenset({"feature", "review_id", "start", "end"}),
    "simulate_value": frozenset({"scenario"}),
    "plan_actions": frozenset({"action", "complaint_review"}),
    "prepare_audience": frozenset({"reason"}),
}
# Said once for all rows that follow with the same.
_REPEATED = frozenset({"of", "first_of", "second_of"})
_UNREAD_EXTRA = frozenset({"quotes", "computed", "customer_id", "horizon_days", "matched_by", "until", "what"})


def result_text(document: Mapping[str, Any], tool: str, *, rows: int | None = None) -> str:
    """The result in as few words as leave nothing out that a model needs.

    Args:
        document: What `ToolResult.for_model` gives: texts inert, personal cells replaced.
        tool: Name of the tool.
        rows: How many rows at most, without notes; None: as many as a fresh result shows, with notes.

    >>> print(result_text({"id": "r1", "n": 2, "n_of": "groups", "columns": {"country": "text", "revenue": "GBP"},
    ...     "rows": [{"country": "France", "revenue": 5.0}, {"country": "EIRE", "revenue": 3.25}]}, "query_orders"))
    r1: n=2 groups
    row: country, revenue [GBP]
    0: "France", 5
    1: "EIRE", 3.25
    """
    if tool == "draw_chart":
        drawn = document["extra"]
        return (
            f"{document['id']}: {drawn['kind']} chart of {drawn['source']}; show it by {{{{chart {document['id']}}}}}"
        )
    all_rows: Sequence[Mapping[str, Any]] = document["rows"]
    unread = _UNREAD.get(tool, frozenset())
    filled = {key for row in all_rows for key, value in row.items() if value is not None}
    columns = [key for key in document["columns"] if key in filled - unread]
    most = max(_FEWEST_ROWS, _MOST_CELLS // max(1, len(columns))) if rows is None else rows
    lines = [f"{document['id']}: n={document['n']} {document['n_of']}"]
    if columns:
        lines.append("row: " + ", ".join(_heading(key, document["columns"][key]) for key in columns))
    units, above = document["columns"], dict[str, Any]()
    for number, row in enumerate(all_rows[:most]):
        lines.append(f"{number}: " + ", ".join(_cell(key, row.get(key), units[key], above) for key in columns))
        above = dict(row)
    total = len(all_rows) + int(document.get("rows_not_shown", 0))
    shown = min(len(all_rows), most)
    if shown < total:
        lines.append(f"rows {shown} to {total - 1}: not shown here, can be referenced")
    extra = {key: value for key, value in document.get("extra", {}).items() if key not in _UNREAD_EXTRA}
    if rows is None:
        lines += [f"note: {note}" for note in document.get("notes", ())]
    if extra and rows is None:
        lines.append(inert(json.dumps(extra, ensure_ascii=False, separators=(",", ":"))))
    return "\n".join(lines)


def _heading(key: str, unit: str) -> str:
    return key if unit in _PLAIN_UNITS else f"{key} [{unit}]"


def _cell(key: str, value: Any, unit: str, above: Mapping[str, Any]) -> str:  # noqa: ANN401 - a cell of plain JSON
    if key in _REPEATED and above and above.get(key) == value:
        return '"'
    if isinstance(value, float):
        # As many decimals as pages show, so that no two figures look equal that are shown apart; 5.0 is 5.
        written = f"{value:.{2 if unit.isupper() else 4}f}"
        return written.rstrip("0").rstrip(".")
    if key == "week" and isinstance(value, str) and (monday := monday_of(value)) is not None:
        return f'"{value}" (Monday {monday})'
    return "-" if value is None else json.dumps(value, ensure_ascii=False)
