"""The spread of a network, learned from what came true of what an earlier network had said."""

from data.query_time import iso_date
from models.calibration import fit_calibration
from models.network import ValueNetwork
from models.training import LEAST_BUYERS
from pipeline.history import ShopHistory


def calibrated(
    network: ValueNetwork, earlier: ValueNetwork, history: ShopHistory, *, cutoff_day: int, horizon_days: int
) -> ValueNetwork:
    """The network with the spread that `earlier`, which knew nothing after `cutoff_day`, turned out to have.

    An earlier one whose own spread nobody could learn (fewer than 30 buyers) has nothing to say: no change then.
    """
    if earlier.about["buyers"] < LEAST_BUYERS:
        return network
    value, _ = history.came_true(cutoff_day, horizon_days=horizon_days)
    said = earlier.parameters(history.snapshot(cutoff_day).matrix(earlier.features), horizon_days=horizon_days)
    spend = fit_calibration(value, mu=said["mu"], sigma=said["sigma"])
    until = iso_date(cutoff_day + horizon_days)
    how = f"calibrated on {spend.buyers:,} customers who bought between {iso_date(cutoff_day + 1)} and {until}"
    return network.corrected(spend=spend).described(calibration=how)
