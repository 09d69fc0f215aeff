"""Runs the watch: one process a workspace, until it is told to stop; or once, for what is due now."""

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from config.errors import InputError
from data.file_lock import locked
from data.watch_journal import Entry, WatchJournal
from data.workspace import Workspace
from pipeline.watch.arrivals import SETTLE_SECONDS
from pipeline.watch.status import LOCK
from pipeline.watch.tasks import Worker
from pipeline.watch.telling import Clock
from pipeline.watch.watcher import PROCESS, Watcher

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
_SHORTEST_SECONDS: Final = 1.0


def utc_now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(tz=dt.UTC)


def watch(
    workspace: Path,
    *,
    once: bool = False,
    say: Callable[[Entry], None] = lambda entry: None,
    clock: Clock = utc_now,
) -> None:
    """Watches a workspace; returns when it is told to stop, or with `once` when nothing is due any more.

    On SIGINT or SIGTERM the work in hand may end (20 seconds); then, or on a second signal, it is undone and due again.

    Args:
        workspace: Which.
        once: Do what is due now and return.
        say: Called with whatever happens.
        clock: The time.

    Raises:
        BusyError: Another process watches the workspace.
        InputError: There is no build, or plan or folder cannot be used.
    """
    Workspace(workspace).current()
    stop = threading.Event()
    worker = Worker(workspace, stop)
    busy = f"another process watches {workspace} already; kezhi watch --status tells more"
    try:
        with (
            locked(workspace / LOCK, otherwise=busy),
            closing(WatchJournal(workspace)) as journal,
            _stopped_by_signals(stop, worker),
        ):
            watcher = Watcher(workspace, work=worker, journal=journal, clock=clock, say=say)
            journal.put_fact(PROCESS, str(os.getpid()))
            if not once:
                watcher.telling.note("started", folder=str(watcher.plan.folder), pid=os.getpid())
            # A second look tells which files have come to rest: they come before a training that was missed.
            watcher.look()
            stop.wait(SETTLE_SECONDS)
            if once:
                if not stop.is_set():
                    watcher.round()
            else:
                _until_stopped(watcher, stop, clock)
    except PermissionError as error:
        raise InputError(f"the workspace {workspace} cannot be written ({error.strerror})") from error


def _until_stopped(watcher: Watcher, stop: threading.Event, clock: Clock) -> None:
    while not stop.is_set() and watcher.round():
        stop.wait(max(_SHORTEST_SECONDS, min(_waiting(watcher, clock()))))
    watcher.telling.note("stopped")


def _waiting(watcher: Watcher, now: dt.datetime) -> Iterator[float]:
    """Seconds until the folder is to be looked at, and until each job is due."""
    yield float(watcher.plan.look_seconds)
    for due in watcher.next_times().values():
        # What is due and rests after an attempt in vain is tried at the next look.
        if due > now:
            yield (due - now).total_seconds()


@contextmanager
def _stopped_by_signals(stop: threading.Event, worker: Worker) -> Iterator[None]:
    """Sets `stop` at the first signal; a second one hurries."""

    def told(number: int, frame: FrameType | None) -> None:
        del number, frame
        worker.hurry = stop.is_set()
        stop.set()

    before = {number: signal.signal(number, told) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
