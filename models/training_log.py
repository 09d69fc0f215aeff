"""TensorBoard logs of fits: one run a network, scalars at every check. Nothing is imported until a log is opened."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

Watch = Callable[[int, dict[str, float]], None]
RunLog = Callable[[str], Watch | None]


@contextmanager
def training_log(folder: Path | None) -> Iterator[RunLog]:
    """A folder that `tensorboard --logdir FOLDER` reads; the files are complete when the block ends.

    Args:
        folder: Made where it does not exist; every run gets a folder in it. None: no logs.

    Yields:
        A function from the name of a run, such as `tested`, to what `fit_network` takes as `watch`.
    """
    if folder is None:
        yield lambda _: None
        return
    from torch.utils.tensorboard import SummaryWriter

    with ExitStack() as open_runs:

        def run(name: str) -> Watch:
            writer = open_runs.enter_context(SummaryWriter(log_dir=str(folder / name)))

            def watch(step: int, scalars: dict[str, float]) -> None:
                for key, value in scalars.items():
                    writer.add_scalar(key, value, global_step=step)

            return watch

        yield run
