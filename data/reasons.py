"""Why a customer is worth what is predicted, as a marketer says it: features grouped into reasons."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from config.text import Text


@dataclass(frozen=True)
class Reason:
    """Features that mean something together.

    Attributes:
        key: Name in results.
        name: Name for people.
        features: Column names; the first one there is the figure that is shown.
        complaints: What complaints in reviews speak of that bear on it where it lowers the value; empty where none do.
        praise: The same of praise, where it raises the value.
    """

    key: str
    name: Text
    features: tuple[str, ...]
    complaints: frozenset[str] = frozenset()
    praise: frozenset[str] = frozenset()

    def figure(self, features: Sequence[str]) -> str:
        """The feature whose number is shown for the reason, of those there are."""
        return next(name for name in self.features if name in features)


@dataclass(frozen=True)
class Grouping:
    """Some features, grouped.

    Attributes:
        reasons: The reasons that they belong to, in the order of the file.
        place: Place in `reasons` of each feature (d,).
    """

    reasons: tuple[Reason, ...]
    place: npt.NDArray[np.intp]

    def sums(self, contributions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Contributions (n, reasons) of contributions by feature (n, d)."""
        summed = np.zeros((len(contributions), len(self.reasons)))
        np.add.at(summed.T, self.place, contributions.T)
        return summed


def grouped(features: Sequence[str]) -> Grouping:
    """These features by reason.

    Raises:
        KeyError: A feature belongs to none.

    >>> [reason.key for reason in grouped(["orders", "recency_days", "frequency"]).reasons]
    ['rhythm', 'silence']
    """
    reason_of = {name: reason for reason in reasons() for name in reason.features}
    used = tuple(reason for reason in reasons() if any(name in features for name in reason.features))
    return Grouping(used, np.array([used.index(reason_of[name]) for name in features], dtype=np.intp))


@cache
def reasons() -> tuple[Reason, ...]:
    """Every reason, in the order of the file."""
    document = _document()
    bearing: dict[str, dict[str, list[str]]] = document["bearing"]

    def aspects(key: str, tone: str) -> frozenset[str]:
        return frozenset(bearing.get(key, {}).get(tone, ()))

    return tuple(
        Reason(
            key,
            Text(*said["name"]),
            tuple(said["features"]),
            complaints=aspects(key, "complaints"),
            praise=aspects(key, "praise"),
        )
        for key, said in document["reasons"].items()
    )


@cache
def rule_features() -> tuple[str, ...]:
    """Features that a rule may speak of."""
    return tuple(_document()["rules"]["features"])


def _document() -> dict[str, Any]:
    return tomllib.loads((resources.files("data") / "reasons.toml").read_text(encoding="utf-8"))
