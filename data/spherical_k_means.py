"""Groups of vectors by direction.

Source: Dhillon & Modha 2001, "Concept decompositions for large sparse text data using clustering"; first centres as
in Arthur & Vassilvitskii 2007 (k-means++).
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]

_STARTS = 4
_ROUNDS = 30


def spherical_k_means(vectors: Floats, *, count: int, seed: int) -> Floats:
    """Centres of `count` groups: the best of several seeded starts.

    Args:
        vectors: Shape (vectors, dimensions), of length one.
        count: How many groups; at most the number of vectors.
        seed: Of the starts; equal input and seed give equal centres.

    Returns:
        Centres of length one, shape (count, dimensions). The group of a vector is its nearest centre.
    """
    generator = np.random.default_rng(seed)
    best, closest = vectors[:count], -np.inf
    for _ in range(_STARTS):
        centres = _settled(vectors, _spread_start(vectors, count, generator))
        closeness = float(np.max(vectors @ centres.T, axis=1).sum())
        if closeness > closest + 1e-6:
            best, closest = centres, closeness
    return best


def _settled(vectors: Floats, centres: Floats) -> Floats:
    """Centres moved until no vector changes its group."""
    groups = np.argmax(vectors @ centres.T, axis=1)
    for _ in range(_ROUNDS):
        centres = _means(vectors, groups, centres)
        again = np.argmax(vectors @ centres.T, axis=1)
        if np.array_equal(again, groups):
            break
        groups = again
    return centres


def _spread_start(vectors: Floats, count: int, generator: np.random.Generator) -> Floats:
    """First centres far from each other."""
    chosen = [int(generator.integers(len(vectors)))]
    nearest = vectors @ vectors[chosen[0]]
    while len(chosen) < count:
        far = np.clip(1.0 - nearest.astype(np.float64), 0.0, None)
        total = far.sum()
        weights = far / total if total > 0 else np.full(len(vectors), 1 / len(vectors))
        chosen.append(int(generator.choice(len(vectors), p=weights)))
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
    return vectors[chosen].copy()


def _means(vectors: Floats, groups: Positions, before: Floats) -> Floats:
    """The mean direction of each group; an empty group keeps its centre."""
    centres = before.copy()
    for group in range(len(before)):
        total = vectors[groups == group].sum(axis=0)
        length = float(np.linalg.norm(total))
        if length > 1e-6:
            centres[group] = total / length
    return centres
