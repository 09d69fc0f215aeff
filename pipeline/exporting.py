"""`kezhi export`: a compact copy of the build's network, checked on the build's own customers."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from config.errors import InputError
from config.settings import Settings
from data.workspace import Workspace
from models.export import PRECISIONS, export_loss, export_network
from models.network import ValueNetwork
from models.value_model import load_value_model


def export_build(settings: Settings, out: Path, *, precision: str) -> dict[str, Any]:
    """Write the copy and say what it costs: plain JSON values, the fields of `models.export.ExportLoss` among them.

    Raises:
        InputError: No such format, the build has a linear formula, or the folder cannot be written or is the build's.
        WorkspaceError: There is no build.
    """
    chosen = next((known for known in PRECISIONS if known == precision), None)
    if chosen is None:
        raise InputError(f"--format {precision!r}: expected {' or '.join(PRECISIONS)}")
    build = Workspace(settings.workspace).current()
    network = load_value_model(build.network_path)
    if not isinstance(network, ValueNetwork):
        raise InputError("this build has a linear formula, which is a few numbers already: nothing to make smaller")
    if out.resolve().is_relative_to(build.path.resolve()):
        raise InputError(f"--out {out}: inside the build in use, whose own network it would overwrite")
    features = build.customers(columns=list(network.features))[list(network.features)].to_numpy(dtype=np.float64)
    try:
        export_network(network, out, precision=chosen)
    except OSError as error:
        raise InputError(f"--out {out}: {error.strerror or error}") from error
    loss = export_loss(network, build.network_path, out, features=features)
    return {"build": build.id, "format": chosen, "folder": str(out), "customers": len(features), **asdict(loss)}


def export_summary(loss: dict[str, Any]) -> str:
    """The export as lines for a person."""
    return (
        f"{loss['format']} copy of build {loss['build']} in {loss['folder']}: weights {loss['bytes_before']:,} -> "
        f"{loss['bytes_after']:,} bytes ({loss['bytes_after'] / loss['bytes_before']:.0%}).\n"
        f"Predicted values of {loss['customers']:,} customers differ by {loss['mean_difference']:.3%} on average and "
        f"{loss['largest_difference']:.3%} at most; their total by {loss['total_difference']:+.3%}; "
        f"Gini in the new order {loss['gini']:.6f} of 1."
    )
