"""Which model made the vectors of a collection: vectors of two models cannot be compared."""

from collections.abc import Mapping
from typing import Any, Protocol

from config.errors import WorkspaceError

_KEYS = ("id", "sha256", "dimensions")


class Embeds(Protocol):
    """What tells one sentence embedder from another."""

    @property
    def id(self) -> str:
        """Name of the model."""
        ...

    @property
    def sha256(self) -> str:
        """Hash of its weights."""
        ...

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        ...


def identity(embedder: Embeds) -> dict[str, Any]:
    """What a collection notes of the model that made its vectors."""
    return {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}


def check_same_embedder(stored: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Lets vectors be compared that one model made.

    Raises:
        WorkspaceError: They are not of the same model.
    """
    if all(stored[key] == expected[key] for key in _KEYS):
        return
    raise WorkspaceError(
        f"this build's reviews were embedded by {_named(stored)}, but the embedder in use is {_named(expected)}: "
        "build again, or set KEZHI_EMBEDDER back (empty for the default multilingual-e5-small)"
    )


def _named(embedder: Mapping[str, Any]) -> str:
    return "{id} ({sha256:.8}, {dimensions} dimensions)".format_map(embedder)
