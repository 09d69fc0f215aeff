"""What a build's training decided, as lines for a person: kind of network, search, features, formula."""

from collections.abc import Mapping
from typing import Any

from pipeline.tuning import tuning_summary

_SHOWN = 8


def training_summary(evaluation: Mapping[str, Any]) -> list[str]:
    """Lines from evaluation.json; none where it holds nothing of the kind."""
    lines = []
    if "training" in evaluation:
        lines.append(_kind_line(evaluation))
    if "tuning" in evaluation:
        lines.append(tuning_summary(evaluation["tuning"]))
    if "feature_importance" in evaluation:
        lines.append(_features_line(evaluation["feature_importance"]))
    return lines


def _kind_line(evaluation: Mapping[str, Any]) -> str:
    if evaluation["training"].get("model") != "linear":
        return "Network of this build: the value network."
    formula = evaluation["formula"]
    terms = [f"{weight:+.4g} x {name.removesuffix('_minor')}" for name, weight in formula["weights"].items() if weight]
    return (
        f"Network of this build: the linear formula. Value in {formula['horizon_days']} days, in minor units of the "
        f"currency = {formula['intercept']:.4g} {' '.join(terms)}; never below 0."
    )


def _features_line(importance: Mapping[str, Any]) -> str:
    if not importance["ranked"]:
        return f"Features: all are read; {importance['measured']}."
    best = ", ".join(f"{found['feature']} {found['loss']:.3f}" for found in importance["ranked"][:_SHOWN])
    dropped = ", ".join(importance["dropped"]) or "none"
    return f"Features that count most ({importance['measured']}): {best}. Left out as no help: {dropped}."
