"""Many people asking at the same time: how long each waits, and whether anybody gets another's answer.

`python -m pipeline.load_benchmark --workspace W` starts the web app on the workspace's current build, with accounts of
its own in a folder that is deleted afterwards, and lets visitors ask about customers of whom each has some that no
other visitor asks about: an answer that fits another visitor's question is seen at once.
"""

import argparse
import json
import logging
import math
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from config.errors import InputError, KezhiError
from config.settings import Settings
from data.accounts import Accounts
from data.workspace import Workspace
from pipeline.load_questions import Question, questions_of, what_is_wrong
from pipeline.load_visitor import LoadError, LoadVisitor

_log = logging.getLogger(__name__)
_PASSWORD: Final = "one for all of them"
_ROLES: Final = ("analyst", "business", "support")
_SAID: Final = "Kezhi is at "
# A conversation is as long as people's are: longer ones cost more, since all of it is shown anew with every step.
_TURNS: Final = 5
_IDLE_SHARE: Final = 0.03  # of a core


@dataclass
class Figures:
    """What all visitors measured together.

    Attributes:
        seconds: By what was waited for: `login`, `page`, `step`, `answer` [s].
        wrong: What did not fit its question, one line each.
        failed: What did not come at all, one line each.
    """

    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {n: [] for n in ("login", "page", "step", "answer")}
    )
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, **seconds: float) -> None:
        """Adds figures."""
        with self._lock:
            for name, value in seconds.items():
                self.seconds[name].append(value)


def main() -> None:
    """Read the arguments, run, print the figures, and write them as JSON where asked to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m pipeline.load_benchmark", description=__doc__)
    parser.add_argument("--workspace", type=Path, help="Directory that holds the builds.")
    parser.add_argument("--users", type=int, default=50, help="Visitors at the same time.")
    parser.add_argument("--turns", type=int, default=2000, help="Questions of all visitors together.")
    parser.add_argument(
        "--think", type=float, default=10.0, help="Mean seconds between an answer and the next question."
    )
    parser.add_argument("--seed", type=int, default=7, help="Of who asks what, and when.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    if min(given.users, given.turns) < 1 or given.think < 0:
        raise InputError("--users and --turns are at least 1, --think is at least 0")
    workspace = given.workspace or Settings().workspace
    report = measure(workspace, users=given.users, turns=given.turns, think_seconds=given.think, seed=given.seed)
    sys.stdout.write(as_text(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if report["mixed_up"] or report["failed"]:
        sys.exit(1)


def measure(workspace: Path, *, users: int, turns: int, think_seconds: float, seed: int) -> dict[str, Any]:
    """Figures of so many visitors who ask so many questions; plain JSON values.

    Args:
        workspace: Whose build is asked.
        users: Visitors, each with an account and a session.
        turns: Questions of all of them together.
        think_seconds: Mean of the pauses, which are drawn from an exponential law; 0: nobody ever pauses.
        seed: Of the draws.
    """
    build = Workspace(workspace).current()
    asked = questions_of(build, visitors=users, each=math.ceil(turns / users), seed=seed)
    before, figures = os.getloadavg(), Figures()
    with tempfile.TemporaryDirectory() as folder, served(workspace, Path(folder), users=users) as (address, process):
        visits = [_Visit(address, number, questions, figures) for number, questions in enumerate(asked)]
        ready = threading.Barrier(users + 1)
        threads = [
            threading.Thread(target=visit.run, args=(ready, think_seconds, random.Random(f"{seed} {visit.number}")))
            for visit in visits
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        started, cpu = time.perf_counter(), _cpu_seconds(process)
        for thread in threads:
            thread.join()
        lasted, cpu = time.perf_counter() - started, _cpu_seconds(process) - cpu
    done = len(figures.seconds["answer"])
    return {
        "build": build.id,
        "users": users,
        "think_seconds": think_seconds,
        "turns": done,
        "turns_a_second": round(done / lasted, 2),
        "server_cpu_seconds_a_turn": round(cpu / max(done, 1), 3),
        "mixed_up": figures.wrong,
        "failed": figures.failed,
        "seconds": {name: _quantiles(values) for name, values in figures.seconds.items()},
        "cores": os.cpu_count(),
        "load_before": round(before[0], 2),
        "load_after": round(os.getloadavg()[0], 2),
    }


@contextmanager
def served(workspace: Path, folder: Path, *, users: int) -> Iterator[tuple[str, int]]:
    """Address and process of the web app on a workspace's builds, with accounts, conversations and log in a folder.

    Raises:
        LoadError: It did not start.
    """
    (folder / "builds").symlink_to((workspace / "builds").resolve())
    (folder / "current").write_bytes((workspace / "current").read_bytes())
    accounts = Accounts(folder)
    for number in range(users):
        accounts.add(_name(number), _PASSWORD, role=_ROLES[number % len(_ROLES)])
    accounts.close()
    command = [sys.executable, "-m", "ui", "--workspace", str(folder), "--port", "0"]
    with (folder / "ui.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        said = process.stdout.readline() if process.stdout else ""
        if not said.startswith(_SAID):
            raise LoadError(f"the web app did not start: {(folder / 'ui.log').read_text(encoding='utf-8')[-2000:]}")
        _wait_until_idle(process.pid)
        yield said.removeprefix(_SAID).split()[0], process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class _Visit:
    """One visitor's questions, asked in conversations of a few turns."""

    address: str
    number: int
    questions: Sequence[Question]
    figures: Figures

    def run(self, ready: threading.Barrier, think_seconds: float, draws: random.Random) -> None:
        """Log in, wait for the others, and ask; whatever goes wrong is noted."""
        visitor = LoadVisitor(self.address)
        try:
            self.figures.note(login=visitor.log_in(_name(self.number), _PASSWORD), page=visitor.open_chat())
        except (LoadError, OSError) as error:
            self.figures.failed.append(f"{_name(self.number)}: {error}")
            ready.wait()
            return
        ready.wait()
        for start in range(0, len(self.questions), _TURNS):
            visitor.begin_anew()
            self._converse(visitor, self.questions[start : start + _TURNS], think_seconds, draws)
        visitor.close()

    def _converse(
        self, visitor: LoadVisitor, questions: Sequence[Question], think_seconds: float, draws: random.Random
    ) -> None:
        for count, question in enumerate(questions, 1):
            if think_seconds:
                time.sleep(draws.expovariate(1 / think_seconds))
            try:
                turn = visitor.ask(question.text)
            except (LoadError, OSError, ValueError) as error:
                self.figures.failed.append(f"{_name(self.number)}, {question.text!r}: {error}")
                return
            self.figures.note(step=turn.step_seconds, answer=turn.seconds)
            if wrong := what_is_wrong(turn.messages, questions[:count]):
                self.figures.wrong.append(f"{_name(self.number)}, {question.text!r}: {wrong}")


def as_text(report: Mapping[str, Any]) -> str:
    """The figures for a terminal."""
    cpu = f"{report['server_cpu_seconds_a_turn']:g} s of the server's CPU each"
    lines = [
        f"{report['users']} visitors, {report['turns']:,} turns, pauses of {report['think_seconds']:g} s on average: "
        f"{report['turns_a_second']:g} turns a second, {cpu}",
        f"mixed up: {len(report['mixed_up'])}, failed: {len(report['failed'])}",
        f"{'seconds':<22}{'p50':>8}{'p95':>8}{'most':>8}",
    ]
    labels = {"login": "log-in", "page": "page", "step": "first step", "answer": "whole answer"}
    for name, label in labels.items():
        found = report["seconds"][name]
        lines.append(f"{label:<22}{found['p50']:>8.3f}{found['p95']:>8.3f}{found['most']:>8.3f}")
    lines.append(f"load average {report['load_before']} before, {report['load_after']} after; {report['cores']} cores")
    return "\n".join([*lines, *report["mixed_up"][:10], *report["failed"][:10]])


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the most of some figures; zeros where there are none."""
    ordered = sorted(values) or [0.0]
    at = {name: ordered[math.ceil(share * len(ordered)) - 1] for name, share in (("p50", 0.5), ("p95", 0.95))}
    return {name: round(value, 4) for name, value in {**at, "most": ordered[-1]}.items()}


def _cpu_seconds(process: int) -> float:
    """What a process has used of the cores so far; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _wait_until_idle(process: int) -> None:
    """Waits, a minute at most, until the app has opened all that it opens behind its visitors' backs."""
    for _ in range(60):
        before = _cpu_seconds(process)
        time.sleep(1)
        if _cpu_seconds(process) - before < _IDLE_SHARE:
            return


def _name(number: int) -> str:
    return f"visitor{number:03d}"


if __name__ == "__main__":
    try:
        main()
    except (KezhiError, LoadError) as error:
        sys.stderr.write(f"load_benchmark: {error}\n")
        sys.exit(2)
