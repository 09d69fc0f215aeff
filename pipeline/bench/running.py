"""Asks the questions and marks the answers, as often as wanted and each time in another order."""

import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.analyst import Analyst
from agent.answers import Answer
from config.errors import InputError
from config.settings import Settings
from data.builds import Build
from data.workspace import Workspace
from pipeline.bench.cases import Question
from pipeline.bench.grading import Mark, grade
from pipeline.bench.truth import Truth, TruthCell
from tools.shop import Shop


@dataclass(frozen=True)
class Asked:
    """A question, its last answer and the mark.

    Attributes:
        question: As asked.
        repeat: Which time, from 0.
        mark: What the answer is worth.
        answer: To the last turn.
        truth: What SQL says.
        seconds: Time of the last turn.
        tokens: Tokens read and written over all turns.
    """

    question: Question
    repeat: int
    mark: Mark
    answer: Answer
    truth: Sequence[tuple[TruthCell, ...]]
    seconds: float
    tokens: Mapping[str, int]


def ask_all(
    questions: Sequence[Question],
    settings: Settings,
    *,
    workspaces: Mapping[str, Path],
    repeats: int = 1,
    model: str | None = None,
    seed: int = 7,
    progress: Callable[[int, int], None] | None = None,
) -> list[Asked]:
    """Every question of the shops that are there, `repeats` times, each time in another order.

    Args:
        questions: What to ask.
        settings: Of the analyst.
        workspaces: Shop name to workspace; questions of other shops are left out.
        repeats: How often each question is asked.
        model: Another model than the settings'.
        seed: Of the orders.
        progress: Told how many of how many questions are done.

    Raises:
        InputError: None of the shops is there.
        WorkspaceError: A workspace has no build.
        duckdb.Error: A case's SQL does not run on its shop.
    """
    chosen = [q for q in questions if q.case.shop in workspaces]
    if not chosen:
        known = ", ".join(sorted({q.case.shop for q in questions}))
        raise InputError(f"no question is of {', '.join(workspaces) or 'any shop given'}; they are of {known}")
    asked: list[Asked] = []
    for name, root in workspaces.items():
        mine = [q for q in chosen if q.case.shop == name]
        build = Workspace(root).current()
        truth = _truth(build, mine)
        opened = Shop.open(build, settings.model_copy(update={"workspace": root}))
        with tempfile.TemporaryDirectory(prefix="kezhi-bench-") as folder:
            for repeat in range(repeats):
                # A new analyst each time: nothing is left over from the time before.
                analyst = Analyst(opened, settings, folder=Path(folder) / str(repeat))
                try:
                    for question in random.Random(f"{seed}/{repeat}").sample(mine, len(mine)):
                        asked.append(_ask(analyst, question, truth[question.case.id], repeat=repeat, model=model))
                        if progress:
                            progress(len(asked), len(chosen) * repeats)
                finally:
                    analyst.close()
    return asked


def _truth(build: Build, questions: Sequence[Question]) -> dict[str, list[tuple[TruthCell, ...]]]:
    truth = Truth(build)
    return {q.case.id: truth.rows(q.case.sql) if q.case.sql else [] for q in questions}


def _ask(
    analyst: Analyst, question: Question, truth: Sequence[tuple[TruthCell, ...]], *, repeat: int, model: str | None
) -> Asked:
    tokens = {"input": 0, "output": 0}
    started = time.perf_counter()
    for turn in question.turns:
        started = time.perf_counter()
        answer = analyst.answer(turn, thread_id=question.id, role=question.case.role, model=model)
        tokens = {kind: tokens[kind] + answer.tokens.get(kind, 0) for kind in tokens}
    seconds = time.perf_counter() - started
    return Asked(question, repeat, grade(answer, question.case, truth), answer, truth, seconds, tokens)
