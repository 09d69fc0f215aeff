"""The 80 % interval of a sum over customers, from many worlds: each has luck of his own, all share the period's.

Errors of single customers nearly cancel in a sum; what does not is how good or bad the period is for everybody. That
shared error is learned from how far the total of the held-out period was off, beside what other shops' totals were off
by (docs/decisions.md). Two sums are compared in the same worlds: same luck, same period.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

if TYPE_CHECKING:
    from models.value_model import ValueModel

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
Whole = NDArray[np.int64]

WORLDS = 400
# Of the shops of the benchmark: how far totals were off (of the logarithm), trusted like three periods.
_USUAL_ERROR, _USUAL_PERIODS = 0.1, 3
# How far groups of customers were off beside the total of their shop.
_GROUP_ERROR = 0.1
_WIDEST = 2.0
_LOW, _HIGH = 0.1, 0.9
_ORDERS = 8


@dataclass(frozen=True)
class PeriodError:
    """How far sums go wrong together: Student's t of the logarithm.

    Attributes:
        scale: Of the logarithm.
        freedom: Degrees of freedom.
        measured: Whether a held-out period of this shop counts in it.
    """

    scale: float
    freedom: float
    measured: bool

    @classmethod
    def of(cls, evaluation: Mapping[str, Any]) -> "PeriodError":
        """What a build's evaluation says beside other shops; those alone where it says nothing.

        >>> low = {"models": [{"model": "network", "aggregate_bias": -0.34}]}
        >>> [round(PeriodError.of(said).scale, 3) for said in ({}, low)]
        [0.141, 0.246]
        """
        off = next((m["aggregate_bias"] for m in evaluation.get("models", ()) if m["model"] == "network"), None)
        usual = _USUAL_PERIODS * _USUAL_ERROR**2
        if off is None or off <= -1:
            return cls(math.hypot(_USUAL_ERROR, _GROUP_ERROR), _USUAL_PERIODS, measured=False)
        # The bias is predicted over actual, less 1.
        square = (usual + math.log1p(off) ** 2) / (_USUAL_PERIODS + 1)
        return cls(math.sqrt(square + _GROUP_ERROR**2), _USUAL_PERIODS + 1, measured=True)


@dataclass(frozen=True)
class Law:
    """What each customer is expected to bring, and how it scatters; all (n,), money in minor units.

    Attributes:
        mean: Expected value.
        p: Chance of any value.
        mu: Mean of its logarithm, given any.
        sigma: Standard deviation of that, calibrated.
    """

    mean: Floats
    p: Floats
    mu: Floats
    sigma: Floats

    def at(self, luck: Floats) -> Floats:
        """Values (n, worlds) of customers with such luck in [0, 1), (n, worlds); their mean over luck is `mean`."""
        within = _positive(luck, self.p[:, None])
        shown = np.exp(self.sigma[:, None] * ndtri(np.clip(within, 1e-9, 1 - 1e-9)))
        mean = self.p * np.exp(self.sigma**2 / 2)
        unit = np.divide(self.mean, mean, out=np.zeros_like(mean), where=mean > 0)
        return np.asarray(np.where(within > 0, shown * unit[:, None], 0.0))

    def of(self, rows: "slice | Whole") -> "Law":
        """The law of some of them."""
        return Law(self.mean[rows], self.p[rows], self.mu[rows], self.sigma[rows])

    def but(self, places: Whole, other: "Law") -> "Law":
        """The same law, with another for the customers at these places."""
        whole = np.stack([self.mean, self.p, self.mu, self.sigma])
        whole[:, places] = [other.mean, other.p, other.mu, other.sigma]
        return Law(*whole)

    @classmethod
    def nothing(cls, customers: int) -> "Law":
        """Of customers who bring nothing."""
        none = np.zeros(customers)
        return cls(none, none, none, none)


def law_of(network: "ValueModel", features: Floats, *, horizon_days: float) -> Law:
    """What the model says of raw features (n, d), as zero or log-normal.

    The linear formula knows no law: its chance is BG/NBD's, and the log-normal ends where its interval ends.
    """
    from models.network import ValueNetwork

    if isinstance(network, ValueNetwork):
        said = network.parameters(features, horizon_days=horizon_days)
        return Law(said["mean"], said["p"], said["mu"], said["sigma"] * network.spend.factor)
    told = network.predict(features, horizon_days=horizon_days)
    p = np.clip(told.p_active, 1e-6, 1.0)
    middle = np.maximum(told.value / p, 1e-9)
    # Of hi = middle exp(s z - s^2 / 2), the smaller s; at most z, where hi is furthest.
    z = ndtri(np.clip(_positive(np.where(p > _HIGH, _HIGH, 0.8), p), 0.5, 1 - 1e-9))
    ratio = np.log(np.maximum(told.hi / middle, 1.0))
    sigma = z - np.sqrt(np.maximum(z**2 - 2 * ratio, 0.0))
    return Law(told.value, p, np.log(middle) - sigma**2 / 2, sigma)


def _positive(level: Floats, p: Floats) -> Floats:
    """As `models.ziln.positive_level`, which opens torch: at or below 0 where the whole is still 0."""
    return np.asarray((level - (1 - p)) / np.maximum(p, 1e-12))


@dataclass(frozen=True)
class Worlds:
    """The same luck and periods for every sum that is compared.

    Attributes:
        error: How far sums go wrong together.
        seed: Of everything drawn.
        count: How many worlds.
    """

    error: PeriodError
    seed: int
    count: int = WORLDS

    def periods(self) -> Floats:
        """What the period multiplies every sum by, (worlds,)."""
        evenly = (np.arange(self.count) + 0.5) / self.count
        drawn = stdtrit(self.error.freedom, np.random.default_rng((self.seed, 1)).permutation(evenly))
        return np.asarray(np.exp(np.clip(drawn * self.error.scale, -_WIDEST, _WIDEST)))

    def luck(self, start: int, customers: int) -> Floats:
        """Luck of the customers from `start` on (customers, worlds): the same whatever is asked of them."""
        return np.random.default_rng((self.seed, 2, start)).random((customers, self.count))

    def draw(self, candidates: Masks, chosen: int) -> "Draw":
        """Whom of the candidates (n,) each world draws: as many in each; who is among fewer is among more, too."""
        rng = np.random.default_rng((self.seed, 3))
        many = int(candidates.sum())
        place = np.full((_ORDERS, len(candidates)), -1, dtype=np.int64)
        place[:, candidates] = [rng.permutation(many) for _ in range(_ORDERS)]
        return Draw(place, rng.integers(0, max(many, 1), size=self.count), many, chosen)


@dataclass(frozen=True)
class Draw:
    """Customers drawn in each world: a run of so many places in one of a few random orders.

    Attributes:
        place: Place of each customer in each order (orders, n); -1: no candidate.
        first: Where each world begins (worlds,).
        candidates: How many there are.
        chosen: How many are drawn.
    """

    place: Whole
    first: Whole
    candidates: int
    chosen: int

    def mask(self, rows: slice) -> Masks:
        """Who of these customers is drawn in each world (rows, worlds)."""
        place = self.place[np.arange(len(self.first)) % len(self.place), rows].T
        return (place >= 0) & ((place + self.first) % max(self.candidates, 1) < self.chosen)


@dataclass(frozen=True)
class Supposed:
    """What is supposed of whom.

    Attributes:
        law: Of the customers (n,) as they would be; those it does not hold for have the law they have now.
        draw: Whom it holds for in each world; None: for all whose law is another.
    """

    law: Law
    draw: Draw | None = None


def interval(expected: float, sums: Floats) -> tuple[float, float]:
    """Central 80 % of what the worlds (worlds,) say, the expected sum always in it."""
    low, high = np.quantile(sums, [_LOW, _HIGH])
    return min(float(low), expected), max(float(high), expected)


def sums_in_worlds(worlds: Worlds, now: Law, cases: Sequence[Supposed], *, batch: int = 4_096) -> Floats:
    """Sums of the same customers (1 + cases, worlds) in minor units: as they are now, then under each supposition."""
    sums = np.zeros((1 + len(cases), worlds.count))
    for start in range(0, len(now.mean), batch):
        rows = slice(start, min(start + batch, len(now.mean)))
        luck = worlds.luck(start, rows.stop - start)
        before = now.of(rows).at(luck)
        sums[0] += before.sum(axis=0)
        held: tuple[Law, Floats] = (now, before)
        for place, case in enumerate(cases, start=1):
            # Cases that differ only in how many are drawn come one after the other, with one law.
            held = held if held[0] is case.law else (case.law, case.law.of(rows).at(luck))
            after = held[1] if case.draw is None else np.where(case.draw.mask(rows), held[1], before)
            sums[place] += after.sum(axis=0)
    return np.asarray(sums * worlds.periods())
