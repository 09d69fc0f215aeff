"""A compact copy of the value network: weights as bfloat16, or as 8-bit integers with a scale for each output.

What the classical model put into the network, its direct weights and biases, stays in float32: a small part of the
bytes and most of the prediction.
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from config.errors import InputError
from models import scores
from models.network import ValueNetwork

Floats = NDArray[np.float64]
Precision = Literal["bf16", "int8"]

PRECISIONS: tuple[Precision, ...] = ("bf16", "int8")
_WEIGHTS, _ABOUT = "weights.safetensors", "network.json"
_SCALE = ".scale"
_EXACT = ("wide", "bias")


@dataclass(frozen=True)
class ExportLoss:
    """What a compact copy costs.

    Attributes:
        bytes_before: Of the weights.
        bytes_after: Of the weights.
        largest_difference: Of a predicted value, relative to it; customers under a thousandth of the mean left out.
        mean_difference: Likewise, the mean over customers.
        total_difference: Of the sum of all predictions, relative, with its sign.
        gini: Normalised Gini of the original predictions in the order of the compact ones; 1 where the order is kept.
    """

    bytes_before: int
    bytes_after: int
    largest_difference: float
    mean_difference: float
    total_difference: float
    gini: float


def export_network(network: ValueNetwork, folder: Path, *, precision: Precision) -> None:
    """Write a compact copy into a folder, for `load_compact`.

    Raises:
        InputError: No such precision.
    """
    if precision not in PRECISIONS:
        raise InputError(f"format {precision!r}: expected {' or '.join(PRECISIONS)}")
    network.save(folder)
    weights: dict[str, Tensor] = {}
    for name, value in load_file(folder / _WEIGHTS).items():
        if any(part in name for part in _EXACT):
            weights[name] = value.float()
        elif precision == "bf16":
            weights[name] = value.bfloat16()
        else:
            weights |= _quantised(name, value)
    save_file(weights, folder / _WEIGHTS)
    (folder / _WEIGHTS).chmod(0o644)
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    text = json.dumps({**about, "precision": precision}, indent=1, ensure_ascii=False) + "\n"
    (folder / _ABOUT).write_text(text, encoding="utf-8")


def load_compact(folder: Path) -> ValueNetwork:
    """The network that `export_network` wrote, its weights expanded to float64.

    Raises:
        InputError: The folder holds no compact copy.
    """
    try:
        precision = json.loads((folder / _ABOUT).read_text(encoding="utf-8")).get("precision")
        stored = load_file(folder / _WEIGHTS)
    except (OSError, ValueError) as error:
        raise InputError(f"{folder.name}: expected a compact network ({_ABOUT}, {_WEIGHTS}); {error}") from error
    if precision not in PRECISIONS:
        raise InputError(f"{folder.name}: precision {precision!r}; expected {' or '.join(PRECISIONS)}")
    weights = {}
    for name, value in stored.items():
        if not name.endswith(_SCALE):
            scale = stored.get(name + _SCALE)
            weights[name] = value.double() if scale is None else value.double() * scale.double()
    with tempfile.TemporaryDirectory() as place:
        expanded = Path(place) / folder.name
        expanded.mkdir()
        shutil.copyfile(folder / _ABOUT, expanded / _ABOUT)
        save_file(weights, expanded / _WEIGHTS)
        return ValueNetwork.load(expanded)


def export_loss(network: ValueNetwork, original: Path, compact: Path, *, features: Floats) -> ExportLoss:
    """What is lost on these customers (n, d) at the reference horizon, and the sizes of both folders' weights."""
    before, after = (
        model.predict(features, horizon_days=model.reference_days).value for model in (network, load_compact(compact))
    )
    counts = before > before.mean() / 1000
    relative = np.abs(after - before)[counts] / before[counts]
    return ExportLoss(
        bytes_before=(original / _WEIGHTS).stat().st_size,
        bytes_after=(compact / _WEIGHTS).stat().st_size,
        largest_difference=float(relative.max(initial=0.0)),
        mean_difference=float(relative.mean()) if len(relative) else 0.0,
        total_difference=float(after.sum() / before.sum() - 1),
        gini=scores.normalised_gini(before, after),
    )


def _quantised(name: str, value: Tensor) -> dict[str, Tensor]:
    """Whole numbers from -127 to 127 of weights (..., in, out), and what 1 of them is worth for each output."""
    scale = value.abs().amax(dim=-2, keepdim=True) / 127
    whole = torch.round(value / torch.where(scale > 0, scale, torch.ones_like(scale)))
    return {name: whole.to(torch.int8), name + _SCALE: scale.float()}
