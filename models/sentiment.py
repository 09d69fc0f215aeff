"""How well a sentence speaks of its matter, from its vector: learned from the stars of the reviews it stands in.

A review's stars label all of its sentences. Such labels are weak, for a review with one star may praise the colour, but
over thousands of sentences what is wrong averages out. Example sentences of known polarity are learned from as well, so
that a shop without ratings is read, too.

Source: ridge regression in closed form, then Platt 1999, "Probabilistic Outputs for Support Vector Machines", on
sentences that were held out; classes weigh the same, however many more good reviews than bad ones there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

# From 4 to 10 agreement with held-out ratings stays the same within half a point.
_RIDGE = 8.0
_FOLDS = 5
_STEPS = 50

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LabelledVectors:
    """Sentences that are known, or taken, to be good or bad.

    Attributes:
        vectors: Shape (sentences, dimensions).
        labels: -1, 0 or 1 (sentences,).
        owners: What each belongs to (sentences,): sentences of one review are held out together.
    """

    vectors: Floats
    labels: Whole
    owners: Whole

    def where(self, rows: npt.NDArray[np.bool_]) -> "LabelledVectors":
        """Some of them."""
        return LabelledVectors(self.vectors[rows], self.labels[rows], self.owners[rows])


@dataclass(frozen=True)
class SentimentModel:
    """Reads -1 (surely bad) to 1 (surely good) off a vector: twice the chance of good, less 1.

    Attributes:
        direction: Shape (dimensions,).
        offset: What a vector of zeros scores.
    """

    direction: Doubles
    offset: float

    def of(self, vectors: Floats) -> Floats:
        """Sentiment of each vector, -1..1 (sentences,)."""
        said: Floats = np.tanh(vectors @ self.direction.astype(np.float32) + self.offset).astype(np.float32)
        return said

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; as many digits as make the same sentiment."""
        return {"direction": [round(x, 6) for x in self.direction.tolist()], "offset": round(self.offset, 6)}

    @staticmethod
    def from_json(document: dict[str, Any]) -> "SentimentModel":
        """The model that `to_json` wrote."""
        return SentimentModel(np.asarray(document["direction"], np.float64), float(document["offset"]))


def learn_sentiment(sources: Sequence[LabelledVectors]) -> SentimentModel:
    """The model that all the labelled sentences together suggest; within each source good and bad weigh the same.

    Args:
        sources: Each with good and bad sentences; examples, rated reviews.
    """
    known = [(source, _class_weights(source.labels), source.owners % _FOLDS) for source in sources]
    parts = [
        sum((_Moments.of(source, weights * (folds == fold)) for source, weights, folds in known), start=_Moments())
        for fold in range(_FOLDS)
    ]
    whole = sum(parts, start=_Moments())
    scores, labels, shares = [], [], []
    for fold, part in enumerate(parts):
        direction, offset = whole.without(part).fitted()
        for source, weights, folds in known:
            held = folds == fold
            scores.append(source.vectors[held] @ direction + offset)
            labels.append(source.labels[held])
            shares.append(weights[held])
    slope, shift = _calibrated(np.concatenate(scores), np.concatenate(labels), np.concatenate(shares))
    direction, offset = whole.fitted()
    return SentimentModel(slope / 2 * direction, (slope * offset + shift) / 2)


@dataclass(frozen=True)
class _Moments:
    """Sums over weighted sentences; all that a ridge regression needs, and what can be taken away again."""

    weight: float = 0.0
    x: Doubles | float = 0.0
    y: float = 0.0
    xx: Doubles | float = 0.0
    xy: Doubles | float = 0.0

    @staticmethod
    def of(source: LabelledVectors, weights: Doubles) -> "_Moments":
        rows = np.flatnonzero(weights)
        x, y, w = source.vectors[rows].astype(np.float64), source.labels[rows].astype(np.float64), weights[rows]
        weighted = x * w[:, None]
        return _Moments(float(w.sum()), weighted.sum(axis=0), float(w @ y), weighted.T @ x, weighted.T @ y)

    def __add__(self, other: "_Moments") -> "_Moments":
        return _Moments(
            self.weight + other.weight, self.x + other.x, self.y + other.y, self.xx + other.xx, self.xy + other.xy
        )

    def without(self, other: "_Moments") -> "_Moments":
        return _Moments(
            self.weight - other.weight, self.x - other.x, self.y - other.y, self.xx - other.xx, self.xy - other.xy
        )

    def fitted(self) -> tuple[Doubles, float]:
        """Direction and offset of the ridge regression; the offset is not shrunk."""
        x, y = np.asarray(self.x) / self.weight, self.y / self.weight
        spread = np.asarray(self.xx) - self.weight * np.outer(x, x) + _RIDGE * np.eye(len(x))
        direction: Doubles = np.asarray(
            np.linalg.solve(spread, np.asarray(self.xy) - self.weight * y * x), dtype=np.float64
        )
        return direction, float(y - x @ direction)


def _class_weights(labels: Whole) -> Doubles:
    """Weights of the sentences: those of the good ones add up to those of the bad ones; what is neither has 1."""
    weights = np.ones(len(labels))
    judged = int((labels != 0).sum())
    for label in (-1, 1):
        count = int((labels == label).sum())
        weights[labels == label] = judged / 2 / max(1, count)
    return weights


def _calibrated(scores: Doubles, labels: Whole, weights: Doubles) -> tuple[float, float]:
    """Slope and shift that turn a score into the log odds of good, by Newton's method; what is neither is half good."""
    good, bad = float(weights[labels > 0].sum()), float(weights[labels < 0].sum())
    # Platt's targets: a few more of each kind may always come, so that no chance is 0 or 1.
    targets = np.where(labels > 0, (good + 1) / (good + 2), np.where(labels < 0, 1 / (bad + 2), 0.5))
    x = np.column_stack([scores, np.ones(len(scores))])
    at = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ at, -30, 30)))
        slope = x.T @ (weights * (chance - targets))
        curve = (x * (weights * chance * (1 - chance))[:, None]).T @ x + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        at = at - step
        if np.abs(step).max() < 1e-9:
            break
    return float(at[0]), float(at[1])
