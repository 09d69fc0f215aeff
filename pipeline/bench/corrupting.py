"""How many wrong answers the proofs let through: the benchmark's own right answers, each changed in one place.

`python -m pipeline.bench.corrupting NAME=WORKSPACE … [--half development] [--out FILE]`. An answer is written out as a
careless model would write it, every reference replaced by its digits, its tables too, and checked against its results;
so is each that is right but put otherwise, and each that is made wrong.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from config.errors import KezhiError
from config.settings import Settings
from data.workspace import Workspace
from pipeline.bench.cases import Question, read_questions, shop_folders
from pipeline.bench.corruptions import BINDING, NUMERIC, corrupted
from pipeline.bench.rewordings import reworded
from pipeline.bench.running import ask_all
from pipeline.bench.written_out import Written, written_out
from tools.shop import Shop

_EXAMPLES = 60


def measure(answers: Iterable[tuple[str, Written]], *, seed: int) -> dict[str, Any]:
    """Counts of right answers questioned and of wrong ones let through; plain JSON values, with examples of both.

    Args:
        answers: Right answers, written out, each with the name of its question.
        seed: Of the changes.
    """
    rng = random.Random(seed)
    made, missed = Counter[str](), Counter[str]()
    put, alarms = Counter[str](), Counter[str]()
    examples: dict[str, list[str]] = defaultdict(list)
    for name, written in answers:
        put["as it is"] += 1
        faults = written.verifier.check(written.body).faults
        if faults:
            alarms["as it is"] += 1
            examples["false alarm"].append(f"{name}: {faults[0].reason} IN {written.body[:400]}")
            continue
        for kind, body in reworded(written):
            put[kind] += 1
            if written.faulty(body):
                alarms[kind] += 1
                examples[f"false alarm, {kind}"].append(f"{name}: {_difference(written.body, body)}")
        for kind, body in corrupted(written, rng):
            made[kind] += 1
            if not written.faulty(body):
                missed[kind] += 1
                examples[kind].append(f"{name}: {_difference(written.body, body)}")
    return {
        "right": dict(put),
        "false alarms": dict(alarms),
        "false alarm share": sum(alarms.values()) / max(1, sum(put.values())),
        "corruptions": sum(made.values()),
        "made": dict(made),
        "missed": dict(missed),
        "detected numeric": _detected(made, missed, NUMERIC),
        "detected binding": _detected(made, missed, BINDING),
        "examples": {kind: texts[:_EXAMPLES] for kind, texts in examples.items()},
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
    try:
        right = list(_right_answers(given.shops, read_questions(Path(__file__).parent / "questions" / given.half)))
    except KezhiError as error:
        parser.error(str(error))
    figures = measure(right, seed=given.seed)
    if given.out:
        given.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    shown = {key: value for key, value in figures.items() if key != "examples"}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


def _right_answers(shops: Sequence[str], questions: Sequence[Question]) -> Iterator[tuple[str, Written]]:
    """Name of the question and the answer written out, of all that are answered rightly."""
    for name, folder in shop_folders(shops).items():
        settings = Settings(workspace=folder)
        shop = Shop.open(Workspace(folder).current(), settings)
        for asked in ask_all(questions, settings, workspaces={name: folder}):
            if asked.mark.verdict == "right" and asked.answer.status == "answered":
                yield asked.question.id, written_out(asked.answer, asked.question.turns, shop.build, shop.dictionary)


if __name__ == "__main__":
    main()
