"""A piece of the watch's work, what came of it, and the process of its own in which it is done.

Of its own: memory goes back when it ends, whatever kills it leaves the watch alive, and the build that it was making is
undone as that of any killed command is.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

Do = Literal["update", "rebuild", "report", "alerts"]
# `stopped`: the watch is ending; `later`: the workspace is in use by another process; `fault`: of ours.
What = Literal["done", "refused", "later", "fault", "stopped"]
# -P: a data.py in the person's folder must not stand in for our room of that name.
COMMAND: Final = (sys.executable, "-P", "-m", "pipeline.watch.child")
FAULTS_FILE: Final = "watch.log"
# The work in hand may take so long to end before it is undone, where the watch is told to stop.
GRACE_SECONDS: Final = 20.0
_KILL_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.1
_MOST_STDERR: Final = 20_000
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """What is to be done.

    Attributes:
        do: Which work.
        arguments: Plain JSON values for it.
    """

    do: Do
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        what: How it ended.
        line: One line for a person; of `refused`, `later` and `fault`.
        said: What was done, plain JSON values; of `done`.
    """

    what: What
    line: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[Task], Outcome]


class Worker:
    """Does tasks one after the other, each in a process of its own; ends the one in hand where it is told to stop."""

    def __init__(
        self,
        workspace: Path,
        stop: threading.Event,
        *,
        grace_seconds: float = GRACE_SECONDS,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Works on one workspace.

        Args:
            workspace: Which.
            stop: Set where the watch is to end.
            grace_seconds: How long the task in hand may then go on.
            command: What does a task, told on stdin.
        """
        self._workspace, self._stop, self._grace, self._command = workspace, stop, grace_seconds, command
        self.hurry = False

    def __call__(self, task: Task) -> Outcome:
        """Does a task."""
        if self._stop.is_set():
            return Outcome("stopped")
        order = json.dumps({"do": task.do, "workspace": str(self._workspace), **task.arguments}, ensure_ascii=False)
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked.write(order.encode())
            asked.seek(0)
            # A session of its own: Ctrl-C on the terminal is for the watch, which then ends what it began.
            process = subprocess.Popen(self._command, stdin=asked, stdout=out, stderr=err, start_new_session=True)
            ended = self._wait(process)
            out.seek(0)
            err.seek(max(0, err.seek(0, os.SEEK_END) - _MOST_STDERR))
            return self._outcome(task, process.returncode, out.read(), err.read(), ended=ended)

    def _wait(self, process: "subprocess.Popen[bytes]") -> bool:
        """Waits for the end; whether it came by itself."""
        told: float | None = None
        while process.poll() is None:
            time.sleep(_LOOK_SECONDS)
            if not self._stop.is_set():
                continue
            told = told or time.monotonic()
            if self.hurry or time.monotonic() - told >= self._grace:
                process.terminate()
                try:
                    process.wait(_KILL_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                return False
        return True

    def _outcome(self, task: Task, code: int, out: bytes, err: bytes, *, ended: bool) -> Outcome:
        try:
            document = json.loads(out)
            return Outcome(document["what"], document.get("line", ""), document.get("said", {}))
        except (ValueError, KeyError, TypeError):
            if not ended:
                return Outcome("stopped")
        how = f"ended by signal {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        self._keep_fault(task, how, err.decode("utf-8", "replace"))
        return Outcome("fault", f"a fault of ours ({task.do} {how}); details: {self._workspace / FAULTS_FILE}")

    def _keep_fault(self, task: Task, how: str, said: str) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        try:
            with (self._workspace / FAULTS_FILE).open("a", encoding="utf-8") as file:
                file.write(f"--- {stamp} {task.do} {how}\n{said.rstrip()}\n")
        except OSError as error:
            _logger.warning("%s cannot be written (%s): %s", FAULTS_FILE, error, said)
