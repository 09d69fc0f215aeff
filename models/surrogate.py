"""A few rules that imitate the network: a small decision tree on raw figures, with how faithful it is.

Source: Craven, Shavlik (1996), "Extracting Tree-Structured Representations of Trained Networks". Thresholds are rounded
to figures people can remember; what the rules say, how many they hold and how faithful they are is measured after that.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError
from models.scores import normalised_gini

Floats = NDArray[np.float64]
_Box = dict[str, "Condition"]

_MOST_RULES = 12
_DEEPEST = 4
_LEAST_IN_RULE = 20
_LEARNED_SHARE = 0.7
_TIER_LEVELS = (0.5, 0.8)
_FEW = 100
LEAST_CUSTOMERS = 10


@dataclass(frozen=True)
class Condition:
    """What a rule asks of one feature; both ends may be open.

    Attributes:
        feature: Name of the column.
        above: The feature is larger than this.
        at_most: It is not larger than this.
        missing: Customers without the feature meet it too.
    """

    feature: str
    above: float = -math.inf
    at_most: float = math.inf
    missing: bool = False

    def met(self, values: Floats) -> NDArray[np.bool_]:
        """Which of these values (n,), NaN where missing, meet it."""
        known = np.isfinite(values)
        within = (np.where(known, values, 0.0) > self.above) & (np.where(known, values, 0.0) <= self.at_most)
        return np.asarray(np.where(known, within, self.missing), dtype=np.bool_)


@dataclass(frozen=True)
class Rule:
    """Customers who meet all conditions, and what the network expects of them.

    Attributes:
        conditions: Of different features; none for everybody.
        customers: How many meet it.
        mean_value: Mean of the network's predicted value, minor units.
    """

    conditions: tuple[Condition, ...]
    customers: int
    mean_value: float


@dataclass(frozen=True)
class Surrogate:
    """Rules of which each customer meets exactly one, highest mean value first.

    Attributes:
        rules: The rules.
        held_out: Customers they were compared on, who were not there when they were made.
        log_r2: Share of the variance of the network's log(1 + value) that they explain there.
        gini: Gini of the network's values in their order, over that in the network's own.
        tier_agreement: Share of those customers whom they put into the network's value tier (top 20 %, next 30 %,
            rest).
    """

    rules: tuple[Rule, ...]
    held_out: int
    log_r2: float
    gini: float
    tier_agreement: float


def fit_surrogate(
    features: Floats, names: Sequence[str], *, whole: Sequence[bool], value: Floats, seed: int
) -> Surrogate:
    """At most twelve rules that imitate `value`, learned on 70 % of the customers and compared on the rest.

    Args:
        features: Raw features (n, d), NaN where missing.
        names: Their names.
        whole: Whether each feature is a whole number.
        value: What the network expects of each customer (n,), minor units.
        seed: Of the split.

    Raises:
        InputError: Fewer than ten customers, nothing expected of any, or shapes that do not fit.
    """
    if features.shape != (len(value), len(names)) or len(value) < LEAST_CUSTOMERS or not value.any():
        raise InputError(
            f"rules take at least {LEAST_CUSTOMERS} customers of some value and features ({len(value)}, {len(names)}); "
            f"found {features.shape}"
        )
    learned, held_out = _split(len(value), seed=seed)
    boxes = _boxes(features[learned], names, whole=whole, value=value[learned], seed=seed)
    columns = dict(zip(names, features.T, strict=True))
    leaf = _leaf_of(boxes, columns, count=len(value))
    said = np.full(len(value), float(value[learned].mean()))
    rules = []
    for number, box in enumerate(boxes):
        inside = leaf == number
        # Rounding a threshold may have left a rule without customers.
        if inside[learned].any():
            said[inside] = value[learned][inside[learned]].mean()
        if inside.any():
            rules.append(_rule(box, columns, value=value, inside=inside))
    return Surrogate(
        rules=tuple(sorted(rules, key=lambda rule: -rule.mean_value)),
        held_out=len(held_out),
        log_r2=_explained(np.log1p(value[held_out]), np.log1p(said[held_out])),
        gini=normalised_gini(value[held_out], said[held_out]),
        tier_agreement=_agreement(value, said, held_out),
    )


def _split(count: int, *, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to learn from, and those held out."""
    order = np.random.default_rng(seed).permutation(count)
    return order[: round(_LEARNED_SHARE * count)], order[round(_LEARNED_SHARE * count) :]


def _boxes(features: Floats, names: Sequence[str], *, whole: Sequence[bool], value: Floats, seed: int) -> list[_Box]:
    """Conditions of each leaf of the tree, thresholds rounded."""
    from sklearn.tree import DecisionTreeRegressor

    least = max(1, min(_LEAST_IN_RULE, len(value) // (2 * _MOST_RULES)))
    model = DecisionTreeRegressor(
        max_depth=_DEEPEST, max_leaf_nodes=_MOST_RULES, min_samples_leaf=least, random_state=seed
    )
    tree = model.fit(features, np.log1p(value)).tree_
    boxes: list[_Box] = []

    def read(node: int, box: _Box) -> None:
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:
            boxes.append(box)
            return
        column = int(tree.feature[node])
        threshold = _rounded(float(tree.threshold[node]), whole=whole[column])
        missing_left = bool(tree.missing_go_to_left[node])
        read(left, _narrowed(box, Condition(names[column], at_most=threshold, missing=missing_left)))
        read(right, _narrowed(box, Condition(names[column], above=threshold, missing=not missing_left)))

    read(0, {})
    return boxes


def _narrowed(box: _Box, condition: Condition) -> _Box:
    known = box.get(condition.feature, Condition(condition.feature, missing=True))
    both = Condition(
        condition.feature,
        max(known.above, condition.above),
        min(known.at_most, condition.at_most),
        known.missing and condition.missing,
    )
    return {**box, condition.feature: both}


def _leaf_of(boxes: Sequence[_Box], columns: Mapping[str, Floats], *, count: int) -> NDArray[np.intp]:
    """The box that each customer is in (n,): exactly one, as both sides of a split have the same threshold."""
    leaf = np.zeros(count, dtype=np.intp)
    for number, box in enumerate(boxes):
        leaf[_inside(box, columns, count=count)] = number
    return leaf


def _inside(box: _Box, columns: Mapping[str, Floats], *, count: int) -> NDArray[np.bool_]:
    inside = np.ones(count, dtype=bool)
    for condition in box.values():
        inside &= condition.met(columns[condition.feature])
    return inside


def _rule(box: _Box, columns: Mapping[str, Floats], *, value: Floats, inside: NDArray[np.bool_]) -> Rule:
    told = []
    for condition in box.values():
        # Where nobody lacks the feature, a rule need not speak of who does.
        lacking = bool(condition.missing and not np.isfinite(columns[condition.feature][inside]).all())
        told.append(replace(condition, missing=lacking))
    return Rule(tuple(told), int(inside.sum()), float(value[inside].mean()))


def _rounded(threshold: float, *, whole: bool) -> float:
    """A threshold of two digits that count; between small whole numbers the lower one.

    >>> _rounded(3.5, whole=True), _rounded(183.5, whole=True), _rounded(0.3333, whole=False)
    (3.0, 180.0, 0.33)
    """
    if not math.isfinite(threshold) or threshold == 0:
        return threshold
    if whole and abs(threshold) < _FEW:
        return float(math.floor(threshold))
    return float(f"{threshold:.1e}")


def _explained(value: Floats, said: Floats) -> float:
    """Share of the variance explained; 0 where there is none."""
    spread = float(np.sum((value - value.mean()) ** 2))
    return 1 - float(np.sum((value - said) ** 2)) / spread if spread > 0 else 0.0


def _agreement(value: Floats, said: Floats, rows: NDArray[np.intp]) -> float:
    """Share of the rows that both put above the same of the network's tier limits."""
    limits = np.quantile(value, _TIER_LEVELS)
    tiers = [np.searchsorted(limits, values[rows], side="right") for values in (value, said)]
    return float((tiers[0] == tiers[1]).mean())
