"""What the network looks at, over the whole shop: reasons by weight, rules that imitate it; explanations.json."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.features_classical import feature_label
from data.features_list import FEATURES
from data.reasons import Grouping, grouped, rule_features
from data.rules import Limits, rule_text
from models.attribution import explain
from models.cases import Cases
from models.importance import TOP, deletion_test, mean_absolute, sampled
from models.surrogate import LEAST_CUSTOMERS, Condition, Surrogate, fit_surrogate
from models.training import deterministic
from models.value_model import ValueModel

Floats = NDArray[np.float64]

FORMAT = 1
_MOST_CUSTOMERS = 600
_MOST_TESTED = 500
_DIGITS = 6


def explanations(
    network: ValueModel, customers: pd.DataFrame, *, horizon_days: int, currency: str, minor_digits: int, seed: int = 7
) -> dict[str, Any]:
    """Importance of reasons and features, the deletion test, and the surrogate's rules, at the build's horizon.

    Args:
        network: The build's network.
        customers: As in customers.parquet: features and `predicted_value_minor`.
        horizon_days: Horizon of those predictions.
        currency: ISO code, for the texts of the rules.
        minor_digits: Decimal places of its minor unit.
        seed: Which customers are drawn; the same for every build.

    Returns:
        Plain JSON values, money in minor units, the same for the same build.
    """
    with deterministic(1):
        rows = sampled(len(customers), most=_MOST_CUSTOMERS, seed=seed)
        cases = Cases.of(network, customers, rows)
        groups = grouped(cases.names)
        said = explain(cases, horizon_days=horizon_days, together=groups.place)
        parts = groups.sums(said.contributions)
        return {
            "format": FORMAT,
            "horizon_days": horizon_days,
            "customers": len(rows),
            "baseline_minor": _rounded(said.baseline),
            "reasons": _weights(
                [reason.key for reason in groups.reasons],
                [(reason.name.en, reason.name.zh) for reason in groups.reasons],
                parts,
            ),
            "features": _weights(
                said.features,
                [(label.en, label.zh) for label in map(feature_label, said.features)],
                said.contributions,
            ),
            "deletion_test": _tested(cases, parts, groups=groups, horizon_days=horizon_days, seed=seed),
            "surrogate": _rules(customers, currency=currency, minor_digits=minor_digits, seed=seed),
        }


def _weights(keys: Sequence[str], names: Sequence[tuple[str, str]], contributions: Floats) -> list[dict[str, Any]]:
    """Mean size in money and share of all, largest first."""
    sizes = mean_absolute(contributions)
    total = float(sizes.sum())
    return [
        {
            "key": keys[i],
            "name": {"en": names[i][0], "zh": names[i][1]},
            "mean_absolute_minor": _rounded(sizes[i]),
            "share": _rounded(sizes[i] / total) if total > 0 else 0.0,
        }
        for i in np.argsort(-sizes, kind="stable")
    ]


def _tested(cases: Cases, parts: Floats, *, groups: Grouping, horizon_days: int, seed: int) -> dict[str, Any] | None:
    """The deletion test on some of the customers; None where it cannot be made."""
    some = sampled(len(cases), most=_MOST_TESTED, seed=seed)
    cases, parts = cases.rows(some), parts[some]
    if len(groups.reasons) <= TOP or not parts.any():
        return None
    found = deletion_test(cases, parts, place=groups.place, horizon_days=horizon_days, seed=seed)
    return {
        "customers": found.customers,
        "moved_more": _rounded(found.moved_more),
        "moved_back": _rounded(found.moved_back),
    }


def _rules(customers: pd.DataFrame, *, currency: str, minor_digits: int, seed: int) -> dict[str, Any] | None:
    """The surrogate; None where the shop is too small for one."""
    value = customers["predicted_value_minor"].to_numpy(dtype=np.float64)
    if len(value) < LEAST_CUSTOMERS or not value.any():
        return None
    names = [name for name in rule_features() if name in customers]
    whole = {feature.key: feature.whole for feature in FEATURES}
    found: Surrogate = fit_surrogate(
        customers[names].to_numpy(dtype=np.float64),
        names,
        whole=[whole[name] for name in names],
        value=value,
        seed=seed,
    )
    return {
        "rules": [
            {
                "text": _texts(rule.conditions, currency=currency, minor_digits=minor_digits),
                "conditions": [_plain(condition) for condition in rule.conditions],
                "customers": rule.customers,
                "share": _rounded(rule.customers / len(value)),
                "mean_value_minor": _rounded(rule.mean_value),
            }
            for rule in found.rules
        ],
        "held_out": found.held_out,
        "log_r2": _rounded(found.log_r2),
        "normalised_gini": _rounded(found.gini),
        "tier_agreement": _rounded(found.tier_agreement),
    }


def _texts(conditions: Sequence[Condition], *, currency: str, minor_digits: int) -> dict[str, str]:
    limits = [Limits(c.feature, c.above, c.at_most, c.missing) for c in conditions]
    said = rule_text(limits, currency=currency, minor_digits=minor_digits)
    return {"en": said.en, "zh": said.zh}


def _plain(condition: Condition) -> dict[str, Any]:
    """A condition as JSON, which knows no infinity."""
    return {
        "feature": condition.feature,
        "above": condition.above if np.isfinite(condition.above) else None,
        "at_most": condition.at_most if np.isfinite(condition.at_most) else None,
        "missing": condition.missing,
    }


def _rounded(value: float) -> float:
    # The last digits differ between processors; the file should not.
    return round(float(value), _DIGITS)
