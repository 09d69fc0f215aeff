"""How a build is to be trained, where it is not by default."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from config.errors import InputError

NetworkKind = Literal["value", "linear"]


@dataclass(frozen=True)
class TrainingOptions:
    """What a person may ask of the training.

    Attributes:
        network: `value`: the value network; `linear`: the readable formula of docs/linear.md.
        select: Leave out features that did not help on an earlier period.
        tune_seconds: Time to search for a better plan; None: the default plan.
        log_folder: Where TensorBoard logs go; None: no logs.
        review_texts: Read sentiment and directions of review texts beside ratings; they did rather harm than good where
            it was measured (`pipeline.review_feature_benchmark`).
    """

    network: NetworkKind = "value"
    select: bool = True
    tune_seconds: float | None = None
    log_folder: Path | None = None
    review_texts: bool = False


def training_options(
    network: str, *, tune_seconds: float | None, log_folder: Path | None, review_texts: bool = False
) -> TrainingOptions:
    """The options that a command line gave.

    Raises:
        InputError: There is no such network, or a formula is to be tuned.
    """
    if network not in get_args(NetworkKind):
        raise InputError(f"--network {network!r}: expected {' or '.join(get_args(NetworkKind))}")
    if network == "linear" and (tune_seconds is not None or log_folder is not None):
        raise InputError("--tune and --log-dir are for the value network; the linear formula has nothing to search")
    if network == "linear" and review_texts:
        raise InputError("--review-texts is for the value network; the linear formula reads no texts")
    return TrainingOptions(
        cast("NetworkKind", network), tune_seconds=tune_seconds, log_folder=log_folder, review_texts=review_texts
    )
