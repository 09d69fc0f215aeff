"""Whom to contact within a budget, so that the expected gain is largest; proven to how much more there could be.

Where every contact costs the same, the largest gains are the best choice. Else it is a knapsack: taken in the order of
gain by cost, only customers near the one at which the budget runs out are in doubt, and the best of these are found
exactly. What the continuous problem would bring bounds what any choice can (Dantzig, 1957); the gap to it is told.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Minor = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]
Masks = npt.NDArray[np.bool_]

# Customers in doubt on either side of the one at which the budget runs out.
_CORE: Final = 100
# Cells of the table that decides among them; where it would be larger they are taken in order.
_CELLS: Final = 50_000_000


@dataclass(frozen=True)
class Chosen:
    """Whom to contact.

    Attributes:
        taken: Who is (n,).
        gain: What they are expected to bring [minor units].
        cost: What contacting them costs [minor units].
        gap: How much more any choice could bring at most [minor units]; 0 where this one is proven the best.
    """

    taken: Masks
    gain: int
    cost: int
    gap: int


def choose(gain: Minor, cost: Minor, *, budget: int | None) -> Chosen:
    """Those whose contacts bring most within the budget; nobody whose contact does not pay.

    Args:
        gain: Expected gain of contacting each, cost subtracted [minor units] (n,).
        cost: Cost of each contact [minor units], not negative (n,).
        budget: What all contacts may cost [minor units]; None sets no bound.

    >>> found = choose(np.array([6, 5, 5]), np.array([6, 5, 5]), budget=10)
    >>> found.taken.tolist(), found.gain, found.gap
    ([False, True, True], 10, 0)
    """
    pays = np.flatnonzero(gain > 0)
    if budget is None or int(cost[pays].sum()) <= budget:
        return _chosen(pays, gain, cost, bound=int(gain[pays].sum()))
    order = pays[in_rank(gain[pays], cost[pays])]
    spent = np.cumsum(cost[order])
    fits = int(np.searchsorted(spent, budget, side="right"))
    left = budget - (int(spent[fits - 1]) if fits else 0)
    next_one = order[fits]
    bound = int(gain[order[:fits]].sum() + gain[next_one] * left // max(int(cost[next_one]), 1))
    if len(np.unique(cost[order])) == 1:
        return _chosen(order[:fits], gain, cost, bound=int(gain[order[:fits]].sum()))
    first, last = max(0, fits - _CORE), min(len(order), fits + _CORE)
    sure, doubtful = order[:first], order[first:last]
    best = doubtful[_best(gain[doubtful], cost[doubtful], budget - int(cost[sure].sum()))]
    return _chosen(np.concatenate([sure, best]), gain, cost, bound=bound)


def in_rank(gain: Minor, cost: Minor) -> Places:
    """Places in the order of gain by cost, the most first; what costs nothing before all else, equals as they come."""
    ratio = np.divide(gain, cost, out=np.full(len(gain), np.inf), where=cost > 0)
    order: Places = np.lexsort((-gain, -ratio)).astype(np.int64)
    return order


def _best(gain: Minor, cost: Minor, budget: int) -> Places:
    """Places of the few that bring most within the budget, by the table of what each budget brings (Bellman, 1957).

    Written out and not left to a solver, some of which print to the screen and stop by the clock.
    """
    step = int(np.gcd.reduce(cost[cost > 0], initial=0)) or 1
    size = budget // step
    if len(gain) * (size + 1) > _CELLS:
        return _greedy(gain, cost, budget)
    weight = (cost // step).astype(np.int64)
    brings = np.zeros(size + 1, dtype=np.int64)
    taken = np.zeros((len(gain), size + 1), dtype=bool)
    for place, (amount, room) in enumerate(zip(gain.tolist(), weight.tolist(), strict=True)):
        if room > size:
            continue
        with_it = brings[: size + 1 - room] + amount
        taken[place, room:] = with_it > brings[room:]
        brings[room:] = np.maximum(brings[room:], with_it)
    left, chosen = size, []
    for place in range(len(gain) - 1, -1, -1):
        if taken[place, left]:
            chosen.append(place)
            left -= int(weight[place])
    return np.array(chosen[::-1], dtype=np.int64)


def _greedy(gain: Minor, cost: Minor, budget: int) -> Places:
    """Places taken in order while the budget lasts, those that no longer fit passed over."""
    taken, left = [], budget
    for place in range(len(gain)):
        if cost[place] <= left:
            taken.append(place)
            left -= int(cost[place])
    return np.array(taken, dtype=np.int64)


def _chosen(places: Places, gain: Minor, cost: Minor, *, bound: int) -> Chosen:
    taken = np.zeros(len(gain), dtype=bool)
    taken[places] = True
    total = int(gain[places].sum())
    return Chosen(taken, total, int(cost[places].sum()), max(0, bound - total))


def held_out(count: int, *, share: float, seed: int) -> Masks:
    """Which of so many chosen customers are not contacted, drawn by seed, so that the effect can be seen (count,).

    >>> drawn = held_out(10, share=0.2, seed=7)
    >>> int(drawn.sum()), bool((held_out(10, share=0.2, seed=7) == drawn).all())
    (2, True)
    """
    drawn = np.zeros(count, dtype=bool)
    drawn[np.random.default_rng(seed).permutation(count)[: round(share * count)]] = True
    return drawn
