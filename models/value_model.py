"""What a build's model must be able to do, and the one place that opens it: the value network or the linear formula."""

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from config.errors import InputError
from models.classical import Classical
from models.linear_network import LinearNetwork
from models.network import Prediction, ValueNetwork
from models.standardising import Standardiser

Floats = NDArray[np.float64]

NETWORKS = ("value", "linear")


class ValueModel(Protocol):
    """Predicts customers' value, orders and chance of an order for any horizon from their raw features."""

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the raw features, in the order of the columns that `predict` expects."""

    @property
    def standardiser(self) -> Standardiser:
        """Names, kinds and typical values of the features, and the inputs made of them."""

    @property
    def classical(self) -> Classical | None:
        """The classical model behind it."""

    @property
    def reference_days(self) -> int:
        """Horizon that counts as 1."""

    @property
    def about(self) -> dict[str, Any]:
        """How it came to be; plain JSON values."""

    def expected_value(self, inputs: Tensor, *, horizon_days: float) -> Tensor:
        """Expected value of inputs (batch, width) in minor units."""

    def predict(self, features: Floats, *, horizon_days: float, batch: int = 65_536) -> Prediction:
        """Predictions for raw features (n, len(self.features)), NaN where missing."""

    def save(self, folder: Path) -> None:
        """Write it as JSON, and safetensors where it has weights."""


def load_value_model(folder: Path) -> ValueNetwork | LinearNetwork:
    """The model of a build, whichever it is; network.json says so.

    Raises:
        InputError: The folder holds none, or one this program cannot read.
    """
    try:
        kind = json.loads((folder / "network.json").read_text(encoding="utf-8")).get("kind", "value")
    except (OSError, ValueError) as error:
        raise InputError(f"{folder.name}: expected a value network (network.json); {error}") from error
    if kind == LinearNetwork.kind:
        return LinearNetwork.load(folder)
    if kind == "value":
        return ValueNetwork.load(folder)
    raise InputError(f"{folder.name}: a network of kind {kind!r}; this program reads {' and '.join(NETWORKS)}")
