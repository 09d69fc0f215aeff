"""The marks in figures: by family and language, the same every time, and how long answers take."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pipeline.bench.cases import FAMILIES
from pipeline.bench.grading import Verdict
from pipeline.bench.running import Asked

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Line:
    """Marks of one group of questions.

    Attributes:
        name: Of the group.
        n: Answers marked.
        counts: How many were right, asked, refused, wrong.
    """

    name: str
    n: int
    counts: Mapping[Verdict, int]

    def share(self, verdict: Verdict) -> float:
        """Share of the answers with that mark."""
        return self.counts[verdict] / self.n


def lines(asked: Sequence[Asked]) -> list[Line]:
    """All, then by language, hand, role, shop and family."""
    groups: list[tuple[str, Callable[[Asked], str]]] = [
        ("language", lambda a: a.question.language),
        ("hand", lambda a: f"hand {a.question.hand}"),
        ("role", lambda a: a.question.case.role),
        ("shop", lambda a: a.question.case.shop),
    ]
    found = [_line("all", asked)]
    for _, key in groups:
        found += [_line(name, [a for a in asked if key(a) == name]) for name in sorted({key(a) for a in asked})]
    for family in FAMILIES:
        of_family = [a for a in asked if a.question.case.family == family]
        found += [_line(family, of_family)] if of_family else []
    return found


def _line(name: str, asked: Sequence[Asked]) -> Line:
    return Line(name, len(asked), {v: sum(a.mark.verdict == v for a in asked) for v in VERDICTS})


def right_every_time(asked: Iterable[Asked]) -> tuple[float, float]:
    """pass^1 and pass^k: the share of answers, and of questions in all their repeats, that are right."""
    by_question: dict[str, list[bool]] = defaultdict(list)
    for a in asked:
        by_question[a.question.id].append(a.mark.verdict == "right")
    answers = [right for marks in by_question.values() for right in marks]
    return sum(answers) / len(answers), sum(all(marks) for marks in by_question.values()) / len(by_question)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def document(asked: Sequence[Asked]) -> dict[str, Any]:
    """Everything as plain JSON: the figures, and each question that was not right with its answer and the truth."""
    once, always = right_every_time(asked)
    seconds = [a.seconds for a in asked]
    return {
        "model": asked[0].answer.model,
        "questions": len({a.question.id for a in asked}),
        "answers": len(asked),
        "repeats": 1 + max(a.repeat for a in asked),
        "pass^1": once,
        "pass^k": always,
        "seconds": {"median": percentile(seconds, 0.5), "p95": percentile(seconds, 0.95)},
        "tokens": {kind: sum(a.tokens[kind] for a in asked) for kind in ("input", "output")},
        "lines": [{"name": line.name, "n": line.n, **line.counts} for line in lines(asked)],
        "not_right": [_told(a) for a in asked if a.mark.verdict != "right" and a.repeat == 0],
    }


def as_text(figures: Mapping[str, Any]) -> str:
    """The figures of `document` as a table for people."""
    head = f"{figures['questions']} questions, asked {figures['repeats']} times, model {figures['model']}"
    rows = [f"{'':<16}{'n':>6}" + "".join(f"{verdict:>10}" for verdict in VERDICTS)]
    for line in figures["lines"]:
        marks = "".join(f"{100 * line[verdict] / line['n']:>9.1f}%" for verdict in VERDICTS)
        rows.append(f"{line['name']:<16}{line['n']:>6}{marks}")
    seconds = figures["seconds"]
    tail = (
        f"pass^1 {100 * figures['pass^1']:.1f} %, pass^{figures['repeats']} {100 * figures['pass^k']:.1f} %; "
        f"seconds an answer: median {seconds['median']:.2f}, p95 {seconds['p95']:.2f}"
    )
    return "\n".join((head, *rows, tail))


def _told(asked: Asked) -> dict[str, Any]:
    case, answer = asked.question.case, asked.answer
    return {
        "id": asked.question.id,
        "family": case.family,
        "shop": case.shop,
        "role": case.role,
        "turns": list(asked.question.turns),
        "expect": case.expect,
        "verdict": asked.mark.verdict,
        "why": asked.mark.why,
        "truth": [list(row) for row in asked.truth[:15]],
        "status": answer.status,
        "reading": answer.reading,
        "answer": answer.markdown,
        "tools": [{"name": r["tool"], "arguments": r["arguments"]} for r in answer.results],
    }
