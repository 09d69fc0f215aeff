"""Progress on stderr: a bar for every step, so that long work never looks dead and stdout stays clean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Tick = Callable[[int, int], None]


class Steps:
    """Named steps of one long command, each with its own bar.

    Args:
        quiet: Show nothing (tests, or a caller that reads stderr).
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=quiet,
        )

    def __enter__(self) -> "Steps":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, title: str) -> Iterator[Tick]:
        """Show `title` while the block runs; the block may call the given `tick(done, total)`."""
        task = self._progress.add_task(title, total=None)

        def tick(done: int, total: int) -> None:
            self._progress.update(task, completed=done, total=max(total, 1))

        yield tick
        finished = self._progress.tasks[task]
        total = finished.total or 1
        self._progress.update(task, completed=total, total=total)
