"""How many wrong answers the proofs let through: the benchmark's own right answers, each changed in one place.

`python -m pipeline.bench.corrupting NAME=WORKSPACE … [--half development] [--out FILE]`. An answer is written out as a
careless model would write it, every reference replaced by its digits, its tables too, and checked against its results.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.answers import Answer, QuotePart, TablePart, TextPart, ValuePart
from agent.formatting import format_cell, is_signed, unit_of_cell
from agent.known import Known
from agent.verification import Verifier, review_texts
from config.settings import Settings
from data.builds import Build
from data.metrics import MetricDictionary
from data.tables import Cell, Unit
from data.workspace import Workspace
from pipeline.bench.cases import read_questions
from pipeline.bench.running import Asked, ask_all
from tools.results import ToolResult
from tools.shop import Shop

_CELL = re.compile(r"(r\d+)\.rows\[(\d+)\]\.(\w+)")
_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_TABLE_ROWS = 5
_RANKS = (("highest", "lowest"), ("most", "fewest"), ("largest", "smallest"), ("最高", "最低"), ("最多", "最少"))
NUMERIC = ("digit", "rounded", "scale", "currency", "share for count")
BINDING = ("neighbour's row", "other metric", "other period", "superlative", "quotation")


@dataclass(frozen=True)
class Place:
    """A figure in a written-out answer.

    Attributes:
        start: Where it begins.
        text: As written.
        result: Of which result it is.
        row: Its row there.
        column: Key of its column there.
    """

    start: int
    text: str
    result: str
    row: int
    column: str


@dataclass(frozen=True)
class Written:
    """An answer with every figure written in digits, its figures' places, and what checks it."""

    body: str
    places: tuple[Place, ...]
    answer: Answer
    results: dict[str, ToolResult]
    verifier: Verifier
    quotes: tuple[str, ...] = ()

    def faulty(self, body: str) -> bool:
        """Whether the check finds anything wrong with the text."""
        return bool(self.verifier.check(body).faults)


def written_out(asked: Asked, build: Build, dictionary: MetricDictionary) -> Written:
    """The answer as a model would write it that knows no references."""
    answer = asked.answer
    results = {str(r["id"]): ToolResult.from_json(r) for r in answer.results}
    manifest = build.manifest
    known = Known(
        asked.question.turns[-1],
        asked.question.turns[:-1],
        frozenset({manifest.as_of.isoformat(), manifest.first_day.isoformat()}),
        frozenset({float(manifest.horizon_days)}),
    )
    verifier = Verifier(
        results,
        dictionary,
        known,
        manifest.first_day,
        manifest.horizon_days,
        reviews=review_texts(results.values()),
    )
    body, places, quotes = "", list[Place](), list[str]()
    for part in answer.parts:
        if isinstance(part, TextPart):
            body += part.markdown
        elif isinstance(part, ValuePart):
            found = _CELL.fullmatch(part.source)
            if found:
                places.append(Place(len(body), part.text, found[1], int(found[2]), found[3]))
            body += part.text
        elif isinstance(part, QuotePart):
            quotes.append(part.text)
            body += f"“{part.text}”"
        elif isinstance(part, TablePart):
            body = _with_table(body, part, results[part.result_id], answer, places)
    return Written(body, tuple(places), answer, results, verifier, tuple(quotes))


def _with_table(body: str, part: TablePart, result: ToolResult, answer: Answer, places: list[Place]) -> str:
    """The text with the table's first rows behind it."""
    columns = [c for c in result.table.columns if c.key in part.columns]
    body += "| " + " | ".join(c.label.in_language(answer.language) for c in columns) + " |\n"
    body += "| " + " | ".join("---" for _ in columns) + " |\n"
    for number, row in enumerate(result.table.rows[: min(part.rows, _TABLE_ROWS)]):
        for column in columns:
            text = _shown(row, column.key, column.unit, result, answer)
            if isinstance(row.get(column.key), (int, float)):
                places.append(Place(len(body) + 2, text, result.id, number, column.key))
            body += f"| {text} "
        body += "|\n"
    return body


def _shown(row: Any, key: str, unit: Unit, result: ToolResult, answer: Answer) -> str:  # noqa: ANN401 - a row of cells
    signed = is_signed(row, key)
    return format_cell(
        row.get(key), unit_of_cell(row, unit), currency=result.currency, language=answer.language, signed=signed
    )


def corrupted(written: Written, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Kind and text of every way to make the answer wrong that its figures allow, one change each."""
    for place in written.places:
        for kind, wrong in _wrong_figures(written, place, rng):
            if wrong != place.text:
                end = place.start + len(place.text)
                yield kind, written.body[: place.start] + wrong + written.body[end:]
    for found in _DAY.finditer(written.body):
        # Days of a period that was asked for; a day that is a value is a figure above.
        year = f"{int(found[1]) - 1}-{found[2]}-{found[3]}"
        yield "other period", written.body[: found.start()] + year + written.body[found.end() :]
    for pair in _RANKS:
        for one, other in (pair, pair[::-1]):
            if one in written.body and "|" not in written.body.split(one)[0][-40:]:
                yield "superlative", written.body.replace(one, other, 1)
    for quote in written.quotes:
        at = next((i for i, c in enumerate(quote[:-1]) if c.isalpha()), None)
        if at is not None:
            changed = quote[:at] + ("x" if quote[at] != "x" else "y") + quote[at + 1 :]
            yield "quotation", written.body.replace(quote, changed, 1)


def _wrong_figures(written: Written, place: Place, rng: random.Random) -> Iterator[tuple[str, str]]:
    result = written.results[place.result]
    row = result.table.rows[place.row]
    column = result.column(place.column)
    value, unit = row.get(place.column), unit_of_cell(row, column.unit)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value == 0:
        return
    digits = [i for i, c in enumerate(place.text) if c in "0123456789"]
    at = rng.choice(digits)
    new = rng.choice([d for d in "123456789" if d != place.text[at]])
    yield "digit", place.text[:at] + new + place.text[at + 1 :]
    if unit == "money":
        sign = next((s for s in ("CN¥", "R$", "£", "¥") if s in place.text), "")
        if sign:
            yield "currency", place.text.replace(sign, "€")
        if abs(value) >= 1000:
            rough = round(value / 100) * 100 + 100
            yield "rounded", format_cell(rough, unit, currency=result.currency, language=written.answer.language)
        larger = 1000 * value
        yield "scale", format_cell(larger, unit, currency=result.currency, language=written.answer.language)
    if unit == "share" and place.text.endswith("%"):
        yield "share for count", place.text.removesuffix("%").lstrip("+")
    others = [r for i, r in enumerate(result.table.rows) if i != place.row and _differs(r.get(place.column), value)]
    if others:
        yield "neighbour's row", _shown(rng.choice(others), place.column, column.unit, result, written.answer)
    metrics = [
        c for c in result.table.columns if c.key != column.key and c.unit == unit and _differs(row.get(c.key), value)
    ]
    if metrics:
        other = rng.choice(metrics)
        yield "other metric", _shown(row, other.key, other.unit, result, written.answer)


def _differs(cell: Cell, value: float) -> bool:
    """Whether a cell is a number that would not be written the same."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    return abs(cell - value) > 0.006 * max(1.0, abs(value))


def measure(asked: Sequence[tuple[Asked, Build, MetricDictionary]], *, seed: int) -> dict[str, Any]:
    """Counts of right answers questioned and of wrong ones let through; plain JSON values, with examples of both.

    Args:
        asked: Right answers, each with its build and dictionary.
        seed: Of the changes.
    """
    rng = random.Random(seed)
    made, missed = Counter[str](), Counter[str]()
    examples: dict[str, list[str]] = defaultdict(list)
    right = alarms = 0
    for one, build, dictionary in asked:
        written = written_out(one, build, dictionary)
        right += 1
        faults = written.verifier.check(written.body).faults
        if faults:
            alarms += 1
            examples["false alarm"].append(f"{one.question.id}: {faults[0].reason} IN {written.body[:400]}")
            continue
        for kind, body in corrupted(written, rng):
            made[kind] += 1
            if not written.faulty(body):
                missed[kind] += 1
                examples[kind].append(f"{one.question.id}: {_difference(written.body, body)}")
    return {
        "right": right,
        "false alarms": alarms,
        "made": dict(made),
        "missed": dict(missed),
        "detected numeric": _detected(made, missed, NUMERIC),
        "detected binding": _detected(made, missed, BINDING),
        "examples": {kind: texts[:60] for kind, texts in examples.items()},
    }


def _difference(before: str, after: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"…{before[max(0, at - 90) : at + 40]}… → …{after[max(0, at - 10) : at + 40]}…"


def _detected(made: Counter[str], missed: Counter[str], kinds: Sequence[str]) -> float:
    total = sum(made[k] for k in kinds)
    return 1 - sum(missed[k] for k in kinds) / total if total else 1.0


def main() -> None:
    """Reads the arguments, asks, corrupts, prints."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.bench.corrupting", description=__doc__)
    parser.add_argument("shops", nargs="+", help="NAME=WORKSPACE")
    parser.add_argument("--half", default="development", choices=("development", "test"))
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, help="JSON file for the figures and what was missed.")
    given = parser.parse_args()
    questions = read_questions(Path(__file__).parent / "questions" / given.half)
    right: list[tuple[Asked, Build, MetricDictionary]] = []
    for text in given.shops:
        name, _, path = text.partition("=")
        settings = Settings(workspace=Path(path))
        shop = Shop.open(Workspace(Path(path)).current(), settings)
        for asked in ask_all(questions, settings, workspaces={name: Path(path)}):
            if asked.mark.verdict == "right" and asked.answer.status == "answered":
                right.append((asked, shop.build, shop.dictionary))
    figures = measure(right, seed=given.seed)
    if given.out:
        given.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shown = {key: value for key, value in figures.items() if key != "examples"}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
