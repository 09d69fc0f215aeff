"""Long vectors made short: their parts along the directions in which they vary most, for a first, rough comparison.

Source: Halko, Martinsson & Tropp 2011 on low-rank approximation; here the second moments are small enough to be
decomposed whole. A rough comparison reads a third of the numbers, and only its best are compared exactly.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# So many directions tell the nearest of vectors at least twice as long; they are read off a sample of so many.
_DIRECTIONS, _SAMPLE = 256, 20_000
# Fewer vectors are compared as they are at once.
_MANY = 20_000

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LeadingDirections:
    """Vectors by their leading directions.

    Attributes:
        directions: Orthonormal, shape (leading, dimensions).
        parts: The vectors' parts along these, shape (leading, vectors): one direction after the other is read faster.
    """

    directions: Vectors
    parts: Vectors

    @staticmethod
    def of(vectors: Vectors) -> "LeadingDirections | None":
        """The leading directions of vectors, shape (vectors, dimensions); None where these are few or short."""
        if len(vectors) < _MANY or vectors.shape[1] < 2 * _DIRECTIONS:
            return None
        sample = vectors[:: -(-len(vectors) // _SAMPLE)]
        _, found = np.linalg.eigh(sample.T @ sample)  # in ascending order
        directions: Vectors = np.ascontiguousarray(found[:, : -_DIRECTIONS - 1 : -1].T)
        return LeadingDirections(directions, directions @ vectors.T)

    def cosines(self, vector: Vectors) -> Vectors:
        """Rough cosines of a vector with all of them, shape (vectors,)."""
        along: Vectors = self.directions @ vector
        rough: Vectors = along @ self.parts
        return rough
