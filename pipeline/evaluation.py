"""How good the predictions would have been: everything learned by an earlier day, compared with what came true."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.query_time import iso_date
from models import scores
from models.network import Prediction, ValueNetwork
from models.value_model import ValueModel
from pipeline.demand_testing import HeldOut, demand_tested
from pipeline.head_scores import head_scores
from pipeline.history import ShopHistory
from pipeline.training_summary import training_summary

Floats = NDArray[np.float64]

NETWORK, PAST_RATE, CLASSICAL = "network", "past_rate", "bgnbd_gamma_gamma"
_NAMES = {
    NETWORK: "value network",
    PAST_RATE: "past spend rate",
    CLASSICAL: "BG/NBD + Gamma-Gamma",
}
_NETWORK_NAMES = {"classical": "value network, untrained", "linear": "linear formula"}
_DIGITS = 6


def evaluate(
    network: ValueModel, history: ShopHistory, *, cutoff_day: int, horizon_days: int, earlier: HeldOut | None = None
) -> dict[str, Any]:
    """The network and two baselines on the days after `cutoff_day`, of which none of them knew anything.

    Args:
        network: Knew of nothing after the cut-off.
        history: The shop's past.
        cutoff_day: Last day that was known.
        horizon_days: Days compared.
        earlier: A network of an earlier day, on whose period the way to tell demand is chosen.

    Returns:
        Plain JSON values, the same for the same data: protocol, one entry a model with its scores and deciles, the
        interval's coverage, how well demand was told. Money is in minor units. Without a purchase in the period:
        `available` false and why.
    """
    snapshot = history.snapshot(cutoff_day)
    actual, orders = history.came_true(cutoff_day, horizon_days=horizon_days)
    protocol = {
        "learned_until": iso_date(cutoff_day),
        "compared_from": iso_date(cutoff_day + 1),
        "compared_until": iso_date(cutoff_day + horizon_days),
        "horizon_days": horizon_days,
        "build_horizon_days": history.horizon_days,
        "customers": len(actual),
        "buyers": int((actual > 0).sum()),
        "actual_value_minor": int(actual.sum()),
        "actual_orders": int(orders.sum()),
    }
    if not actual.any():
        return unavailable("nobody bought anything in the held-out period", protocol=protocol)
    said = network.predict(snapshot.matrix(network.features), horizon_days=horizon_days)
    values = {
        NETWORK: said.value,
        PAST_RATE: snapshot.past_rate_value(horizon_days),
        CLASSICAL: snapshot.classical_value(horizon_days),
    }
    heads = (
        head_scores(network, history, cutoff_day=cutoff_day, horizon_days=horizon_days)
        if isinstance(network, ValueNetwork)
        else {}
    )
    names = {**_NAMES, NETWORK: _NETWORK_NAMES.get(network.about.get("model", ""), _NAMES[NETWORK])}
    return {
        "available": True,
        "protocol": protocol,
        "tested": network.about,
        "models": [{"model": key, "name": names[key], **_scores(actual, value)} for key, value in values.items()],
        "interval": {**_interval(actual, said), "calibration": network.about.get("calibration", "")},
        "orders_bias": _rounded(scores.aggregate_bias(orders, said.orders)) if orders.any() else None,
        "active_bias": _rounded(scores.aggregate_bias(actual > 0, said.p_active)),
        **heads,
        "demand": demand_tested(history, HeldOut(network, cutoff_day, horizon_days), earlier),
    }


def unavailable(reason: str, *, protocol: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is stored where nothing could be compared."""
    return {"available": False, "reason": reason, "protocol": dict(protocol or {}), "models": []}


def evaluation_summary(evaluation: Mapping[str, Any], *, baselines: bool = False) -> str:
    """The evaluation as lines for a person; with `baselines`, a row for each model."""
    if not evaluation.get("available"):
        return f"No evaluation: {evaluation.get('reason', 'none was stored')}."
    protocol, interval = evaluation["protocol"], evaluation["interval"]
    lines = [
        f"Held-out test: learned until {protocol['learned_until']}, compared with the {protocol['horizon_days']} days "
        f"to {protocol['compared_until']} ({protocol['customers']:,} customers, {protocol['buyers']:,} bought).",
        f"{'model':<24}{'norm. Gini':>11}{'Spearman':>10}{'top 10 %':>10}{'decile WAPE':>13}{'total off by':>14}",
    ]
    for model in evaluation["models"]:
        if model["model"] == NETWORK or baselines:
            lines.append(
                f"{model['name']:<24}{model['normalised_gini']:>11.3f}{model['spearman']:>10.3f}"
                f"{model['top_10_percent_capture']:>10.3f}{model['decile_wape']:>13.3f}{model['aggregate_bias']:>+14.1%}"
            )
    lines.append(f"80 % interval: held {interval['coverage']:.1%} of the customers ({interval['calibration']}).")
    lines += _head_lines(evaluation)
    lines += _demand_lines(evaluation)
    if baselines and (tiers := evaluation.get("tiers")):
        lines += _confusion(tiers)
    if "evaluated" in evaluation:
        full = evaluation["evaluated"]
        lines.append(
            f"Tested at the last full build ({full['build']}, as of {full['as_of']}), not at the update since."
        )
    for key, what in (("tested", "tested"), ("training", "kept")):
        about = evaluation.get(key, {})
        if about.get("model") == "classical":
            lines.append(f"The network {what} is the classical model, untrained: {about['reason']}.")
    return "\n".join([*lines, *training_summary(evaluation)])


def _head_lines(evaluation: Mapping[str, Any]) -> list[str]:
    lines = []
    if spread := evaluation.get("spread"):
        lines.append(
            f"Spread: {spread['held']:.1%} between the 10 % and the 90 % quantile, counting who buys nothing by lot."
        )
    if tiers := evaluation.get("tiers"):
        lines.append(
            f"Tier of what was spent: right for {tiers['accuracy']:.1%} (always the commonest: "
            f"{tiers['accuracy_of_the_commonest']:.1%}); log loss {tiers['log_loss']:.3f} "
            f"(shares alone: {tiers['log_loss_of_the_shares']:.3f})."
        )
    if (order := evaluation.get("next_order")) and order["dated"]:
        lines.append(
            f"Next order: {order['dated']:,} customers had a date in the period; {order['came_by_then']:.1%} "
            f"had ordered by it (expected {order['expected']:.0%})."
        )
    return lines


def _demand_lines(evaluation: Mapping[str, Any]) -> list[str]:
    lines = []
    for by, found in evaluation.get("demand", {}).items():
        ways = found["tested"]["ways"]
        chosen = "chosen on the period before" if found["chosen"] else "not chosen: no earlier period"
        told = ", ".join(f"{each['way']} {each['wape']:.3f}" for each in ways)
        lines.append(f"Demand by {by}: told by {found['way']} ({chosen}); WAPE: {told}.")
    return lines


def _confusion(tiers: Mapping[str, Any]) -> list[str]:
    """Rows: what came true; columns: the likeliest tier; then recall and, below, precision."""
    names = tiers["classes"]
    lines = [f"{'spent / told':<14}" + "".join(f"{name:>9}" for name in names) + f"{'recall':>9}"]
    for name, row, recall in zip(names, tiers["confusion"], tiers["recall"], strict=True):
        lines.append(f"{name:<14}" + "".join(f"{count:>9,}" for count in row) + _percent(recall))
    return [*lines, f"{'precision':<14}" + "".join(map(_percent, tiers["precision"]))]


def _percent(share: float | None) -> str:
    return f"{'–':>9}" if share is None else f"{share:>9.1%}"


def _scores(actual: Floats, predicted: Floats) -> dict[str, Any]:
    return {
        "normalised_gini": _rounded(scores.normalised_gini(actual, predicted)),
        "spearman": _rounded(scores.spearman(actual, predicted)),
        "top_10_percent_capture": _rounded(scores.top_capture(actual, predicted)),
        "decile_wape": _rounded(scores.decile_wape(actual, predicted)),
        "aggregate_bias": _rounded(scores.aggregate_bias(actual, predicted)),
        "mean_absolute_error_minor": _rounded(scores.mean_absolute_error(actual, predicted)),
        "root_mean_square_error_minor": _rounded(scores.root_mean_square_error(actual, predicted)),
        "deciles": [
            {
                "decile": number,
                "customers": group.customers,
                "actual_minor": round(group.actual),
                "predicted_minor": round(group.predicted),
            }
            for number, group in enumerate(scores.deciles(actual, predicted), start=1)
        ],
    }


def _interval(actual: Floats, said: Prediction) -> dict[str, Any]:
    """Coverage of the 80 % interval; `coverage_open` leaves out whom the chance of nothing alone already covers."""
    open_ = said.p_active > 0.2
    inside = scores.inside(actual, said.lo, said.hi)
    return {
        "nominal": 0.8,
        "coverage": _rounded(float(inside.mean())),
        "coverage_open": _rounded(float(inside[open_].mean())) if open_.any() else None,
        "customers_open": int(open_.sum()),
        "mean_width_minor": _rounded(float((said.hi - said.lo).mean())),
        "below_share": _rounded(float((actual < said.lo).mean())),
        "above_share": _rounded(float((actual > said.hi).mean())),
    }


def _rounded(value: float) -> float:
    # The last digits differ between processors; the file should not.
    return round(value, _DIGITS)
