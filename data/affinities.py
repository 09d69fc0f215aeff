"""Categories that the same customers buy, beyond what their breadth alone makes likely.

Who buys in many categories buys in any two of them: compared with plain chance nearly every pair would stand out. So a
pair is compared with customers who buy in as many categories as they do, drawn by how popular each category is.

Source: conditional Bernoulli sampling (Chen and Liu, 1997) as the null of a projection with fixed degrees (Zweig and
Kaufmann, 2011); the chance of a count is the Poisson's, which is never smaller than its own, adjusted by Holm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from data.review_counts import BEYOND_CHANCE, holm

Floats = npt.NDArray[np.float64]
Bought = npt.NDArray[np.bool_]

# Pairs of the categories that most customers buy are looked at; of more the sums would take minutes.
MOST_CATEGORIES: Final = 100
_STEPS, _CLOSE = 500, 1e-9


@dataclass(frozen=True)
class Affinity:
    """Two categories that go together: who buys the one often buys the other.

    Attributes:
        bought: Place of the category that is bought already.
        offered: Place of the one to offer.
        both: Customers who buy both.
        buyers: Customers who buy `bought`.
        expected: Customers who would buy both if only breadth and popularity counted.
        chance: How likely chance alone makes so many, adjusted for all pairs looked at.
    """

    bought: int
    offered: int
    both: int
    buyers: int
    expected: float
    chance: float

    @property
    def lift(self) -> float:
        """How many times as many customers buy both as would by breadth and popularity."""
        return self.both / self.expected

    @property
    def share(self) -> float:
        """Share of the buyers of the one who buy the other."""
        return self.both / self.buyers


def affinities(bought: Bought, *, least_buyers: int) -> list[Affinity]:
    """Pairs beyond chance in both directions, the strongest first.

    Args:
        bought: Which customer bought in which category (customers, categories).
        least_buyers: Pairs that fewer customers buy are not told; categories with fewer buyers are not looked at.
    """
    popular = _popular(bought, least_buyers)
    if len(popular) < 2:
        return []
    held = bought[:, popular]
    breadth = held.sum(axis=1)
    held = held[breadth >= 1].astype(np.float64)
    both = np.rint(held.T @ held).astype(np.int64)
    expected = expected_both(np.bincount(breadth[breadth >= 1], minlength=len(popular) + 1), np.diagonal(both))
    first, second = np.triu_indices(len(popular), 1)
    chances = holm(_upper(both[first, second], expected[first, second]).tolist())
    found = []
    for a, b, chance in zip(first.tolist(), second.tolist(), chances, strict=True):
        if both[a, b] >= least_buyers and chance < BEYOND_CHANCE:
            for one, other in ((a, b), (b, a)):
                buyers, together = int(both[one, one]), int(both[a, b])
                places = (int(popular[one]), int(popular[other]))
                found.append(Affinity(*places, together, buyers, float(expected[a, b]), chance))
    return sorted(found, key=lambda each: (-each.lift, -each.share, each.bought, each.offered))


def expected_both(breadth: npt.ArrayLike, buyers: npt.ArrayLike) -> Floats:
    """Customers expected to buy each two categories (c, c), if only breadth and popularity counted.

    Args:
        breadth: Customers by how many categories they buy, from 0 to c (c + 1,).
        buyers: Customers of each category (c,); they add up to the categories that all customers buy.

    Two customers buy two of three categories that are equally popular: each pair is as likely as another.

    >>> expected_both([0, 0, 3, 0], [2, 2, 2]).round(6).tolist()
    [[2.0, 1.0, 1.0], [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]]
    """
    customers, wanted = np.asarray(breadth, dtype=np.float64), np.asarray(buyers, dtype=np.float64)
    count = len(wanted)
    widest = int(np.flatnonzero(customers).max(initial=0))
    weights = _weights(customers[: widest + 1], wanted)
    sets = _sets(weights, np.ones((1, count), dtype=bool), widest)[0]
    left_out = ~np.eye(count, dtype=bool)
    without = _sets(weights, (left_out[:, None, :] & left_out[None, :, :]).reshape(-1, count), widest)
    alone = np.divide(customers[: widest + 1], sets, out=np.zeros(widest + 1), where=sets > 0)
    pairs = np.zeros(count * count)
    if widest >= 2:
        pairs = without[:, : widest - 1] @ alone[2:]
    expected: Floats = pairs.reshape(count, count) * np.outer(weights, weights)
    np.fill_diagonal(expected, wanted)
    return expected


def _popular(bought: Bought, least_buyers: int) -> npt.NDArray[np.int64]:
    """Places of the categories with enough buyers, the most bought where there are too many, in their order."""
    buyers = bought.sum(axis=0)
    enough = np.flatnonzero(buyers >= least_buyers)
    chosen = enough[np.argsort(-buyers[enough], kind="stable")][:MOST_CATEGORIES]
    return np.sort(chosen).astype(np.int64)


def _weights(customers: Floats, wanted: Floats) -> Floats:
    """How popular each category is: weights with which drawing gives each its number of buyers (c,)."""
    weights = wanted / wanted.mean()
    left_out = ~np.eye(len(wanted), dtype=bool)
    for _ in range(_STEPS):
        sets = _sets(weights, np.ones((1, len(wanted)), dtype=bool), len(customers) - 1)[0]
        without = _sets(weights, left_out, len(customers) - 1)
        alone = np.divide(customers, sets, out=np.zeros(len(customers)), where=sets > 0)
        drawn = weights * (without[:, :-1] @ alone[1:])
        if np.allclose(drawn, wanted, rtol=_CLOSE, atol=1e-6):
            break
        weights = weights * wanted / drawn
        weights /= np.exp(np.log(weights).mean())
    found: Floats = weights
    return found


def _sets(weights: Floats, among: Bought, most: int) -> Floats:
    """Sum over all sets of 0 to `most` categories of the product of their weights (rows, most + 1).

    Args:
        weights: Of the categories (c,).
        among: For each row, which categories may be drawn (rows, c).
        most: Size of the largest set.
    """
    sums = np.zeros((len(among), most + 1))
    sums[:, 0] = 1.0
    for place, weight in enumerate(weights):
        # From the largest set down in one step: each category is drawn once at most.
        sums[:, 1:] = sums[:, 1:] + sums[:, :-1] * (weight * among[:, [place]])
    return sums


def _upper(counts: npt.NDArray[np.int64], expected: Floats) -> Floats:
    """How likely so many or more are of a count that is expected to be so large."""
    # Of scipy.stats the import alone takes a second.
    from scipy.special import pdtrc

    chances: Floats = np.where(counts > 0, pdtrc(np.maximum(counts - 1, 0), expected), 1.0)
    return chances


def by_customer(
    rows: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], *, customers: int, names: Sequence[str]
) -> Bought:
    """Which customer bought in which category (customers, categories).

    Args:
        rows: Of each purchase line, the customer's place; -1 where nobody is known.
        codes: The category's place; -1 where none is known.
        customers: How many customers there are.
        names: The categories.
    """
    known = (rows >= 0) & (codes >= 0)
    bought = np.zeros((customers, len(names)), dtype=bool)
    bought[rows[known], codes[known]] = True
    return bought
