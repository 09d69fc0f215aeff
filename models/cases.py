"""Customers to be explained: as the network reads them, with any of their features as the typical customer has them.

The classical columns are no features of their own here. They are functions of four raw ones, the roots: repeat
purchase days, days of silence, days since the first purchase, and what a purchase is worth. Whoever takes one of the
roots away takes its share of the classical columns away with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import factorial
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from config.errors import InputError
from models.classical import (
    ALIVE_FEATURE,
    CLASSICAL_INPUTS,
    ORDERS_FEATURE,
    PRICE_FEATURE,
)
from models.value_model import ValueModel

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CLASSICAL = (ALIVE_FEATURE, ORDERS_FEATURE, PRICE_FEATURE)
ROOTS = ("frequency", "recency_days", "tenure_days", "average_order_value_minor")


class Columns(Protocol):
    """A table that gives a column by its name."""

    def __getitem__(self, name: str, /) -> ArrayLike:
        """The column."""


@dataclass(frozen=True)
class Cases:
    """Some customers beside the typical one, who has the median of every raw feature.

    Attributes:
        network: What predicts them.
        features: Raw features (n, d) in the network's order, NaN where missing.
        roots: (n, 4), empty (n, 0) where the network reads no classical column.
        typical: Raw features of the typical customer (d,), the classical ones made from his roots.
        typical_roots: (4,) or (0,).
    """

    network: ValueModel
    features: Floats
    roots: Floats
    typical: Floats
    typical_roots: Floats

    @classmethod
    def of(cls, network: ValueModel, table: Columns, rows: Sequence[int] | NDArray[np.intp]) -> "Cases":
        """Some rows of a shop's customer table.

        Args:
            network: Its features are columns of the table.
            table: One row a customer of the shop; medians of roots that the network does not read are taken from it.
            rows: Places of the customers.
        """
        features = np.stack([_taken(table, name, rows) for name in network.features], axis=1)
        typical = network.standardiser.typical.copy()
        if network.classical is None or not set(CLASSICAL) & set(network.features):
            return cls(network, features, np.empty((len(features), 0)), typical, np.empty(0))
        frequency, span, tenure, revenue = (_taken(table, name, rows) for name in CLASSICAL_INPUTS)
        # Purchases of a day are one to the classical model; orders of a day may be several.
        roots = np.stack([frequency, tenure - span, tenure, revenue / (frequency + 1)], axis=1)
        typical_roots = np.array([_typical(network, table, name) for name in ROOTS])
        for name, value in _classical(network, typical_roots[np.newaxis]).items():
            if name in network.features:
                typical[network.features.index(name)] = value[0]
        return cls(network, features, roots, typical, typical_roots)

    def __len__(self) -> int:
        return len(self.features)

    def rows(self, index: NDArray[np.intp]) -> "Cases":
        """Some of the customers."""
        return replace(self, features=self.features[index], roots=self.roots[index])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is explained: the raw features that the network reads, then roots that only the classical ones read."""
        read = self.network.features
        if not self.roots.shape[1]:
            return read
        return (*(n for n in read if n not in CLASSICAL), *(n for n in ROOTS if n not in read))

    @property
    def typical_figures(self) -> Floats:
        """What the typical customer has of each of `names`, NaN where most customers have none."""
        # Without a classical model there are no roots.
        roots = dict(zip(ROOTS, self.typical_roots, strict=False))
        known = {**dict(zip(self.network.features, self.typical, strict=True)), **roots}
        return np.array([known[name] for name in self.names])

    @cached_property
    def start(self) -> Floats:
        """Inputs of the typical customer (1, width)."""
        return self.network.standardiser.inputs(self.typical[np.newaxis])

    @cached_property
    def ends(self) -> Floats:
        """Inputs of the customers (n, width)."""
        return self.network.standardiser.inputs(self.features)

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """For each input the place in `names` of its feature; -1 for a classical one; shape (width,)."""
        place = {name: i for i, name in enumerate(self.names)}
        of_feature = np.array([place.get(name, -1) for name in self.network.features])
        return of_feature[self.network.standardiser.features_of_inputs()]

    def keeping(self, kept: Mask) -> Floats:
        """Inputs (n, width) of the customers who keep these features (n, names); the others are the typical ones."""
        if kept.shape != (len(self), len(self.names)):
            raise InputError(f"kept must have shape {(len(self), len(self.names))}; found {kept.shape}")
        plain = np.where(self.owners >= 0, np.where(kept[:, self.owners], self.ends, self.start), 0.0)
        roots = np.where(kept[:, self.root_places], self.roots, self.typical_roots)
        for column, scaled in self._classical_inputs(roots).items():
            plain[:, column] = scaled
        return plain

    @cached_property
    def root_places(self) -> list[int]:
        """Places of the roots in `names`."""
        return [self.names.index(name) for name in ROOTS] if self.roots.shape[1] else []

    def root_shares(self, kept: Mask, changing: Sequence[int]) -> dict[int, Floats]:
        """How far some roots move each classical input when they change to the customers' own.

        Shapley values over all orders in which these roots can change: each row adds up to the difference of the
        input, clipping included.

        Args:
            kept: Roots (4,) that are the customers' own already.
            changing: Places in `ROOTS` of those that change.

        Returns:
            Place of the input to (n, roots that change).
        """
        count = len(changing)
        shares: dict[int, Floats] = {}
        for coalition in product((False, True), repeat=count):
            own = kept.copy()
            own[list(changing)] = coalition
            size = sum(coalition)
            for column, scaled in self._classical_inputs(np.where(own, self.roots, self.typical_roots)).items():
                share = shares.setdefault(column, np.zeros((len(self), count)))
                for root, inside in enumerate(coalition):
                    # Each subset counts for the root that completes it, and against the one that has yet to come.
                    others = size - inside
                    weight = factorial(others) * factorial(count - 1 - others) / factorial(count)
                    share[:, root] += weight * scaled if inside else -weight * scaled
        return shares

    def _classical_inputs(self, roots: Floats) -> dict[int, Floats]:
        """Each classical input, by its place, of customers with these roots (n, 4)."""
        if not self.roots.shape[1]:
            return {}
        made = _classical(self.network, roots)
        features = np.tile(self.typical, (len(self), 1))
        places = {name: self.network.features.index(name) for name in made if name in self.network.features}
        for name, place in places.items():
            features[:, place] = made[name]
        inputs = self.network.standardiser.inputs(features)
        # The first d inputs are the features themselves, in their order.
        return {place: inputs[:, place] for place in places.values()}


def _classical(network: ValueModel, roots: Floats) -> dict[str, Floats]:
    """The classical columns of customers with these roots (n, 4)."""
    if network.classical is None:
        raise InputError("the network was given no classical model")
    frequency, silence, tenure, average = roots.T
    return network.classical.features(
        frequency,
        # Silence of one beside the tenure of another: who has been silent longer than known never bought again.
        np.maximum(tenure - silence, 0.0),
        tenure_days=tenure,
        revenue_minor=average * (frequency + 1),
        horizon_days=network.reference_days,
    )


def _typical(network: ValueModel, table: Columns, name: str) -> float:
    if name in network.features:
        known = float(network.standardiser.typical[network.features.index(name)])
        if np.isfinite(known):
            return known
    return float(np.nanmedian(np.asarray(table[name], dtype=np.float64)))


def _taken(table: Columns, name: str, rows: Sequence[int] | NDArray[np.intp]) -> Floats:
    # The rows first: a column of ten million customers is not copied for one of them.
    return np.asarray(np.asarray(table[name])[np.asarray(rows)], dtype=np.float64)
