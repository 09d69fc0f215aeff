"""Every customer of a snapshot with what a build's model predicts of him."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.segments import rfm_segments, value_tiers
from models.devices import best_device
from models.network import ValueNetwork
from models.tiers import TIERS
from models.value_model import ValueModel
from pipeline.history import Snapshot

Floats = NDArray[np.float64]


def predicted(snapshot: Snapshot, network: ValueModel, *, horizon_days: int) -> pd.DataFrame:
    """The customers of a snapshot with their predictions, tier and segment: customers.parquet, but for attributes."""
    frame = snapshot.customers
    features = snapshot.matrix(network.features)
    if isinstance(network, ValueNetwork):
        network = network.on(best_device())
    said = network.predict(features, horizon_days=horizon_days)
    heads = {}
    if isinstance(network, ValueNetwork):
        heads["next_order_day"] = next_order_day(network, features, as_of_day=snapshot.cutoff_day)
        if network.bounds is not None:
            tiers = network.tier_probabilities(features, horizon_days=horizon_days)
            heads["likely_tier"] = np.array(TIERS)[tiers.argmax(axis=1)]
            heads["p_high"] = tiers[:, TIERS.index("high")]
    return frame.assign(
        predicted_value_minor=said.value,
        predicted_orders=said.orders,
        p_active=said.p_active,
        predicted_lo_minor=said.lo,
        predicted_hi_minor=said.hi,
        **heads,
        value_tier=value_tiers(said.value, customer_ids=frame["customer_id"]),
        rfm_segment=rfm_segments(frame),
    )


def next_order_day(network: ValueNetwork, features: Floats, *, as_of_day: int) -> Floats:
    """Day by which the next order has come with a chance of one half, after the as-of day; NaN where that never is.

    Never is: not within the longest horizon that the history supports.
    """
    days = np.ceil(network.days_to_order(features))
    return np.where(days <= network.about["longest_days"], as_of_day + np.maximum(days, 1), np.nan)
