"""A shop that follows a known law: two cut-offs of customers whose value depends on three of four features."""

import numpy as np

from models.examples import Examples

NAMES = ("bgnbd_orders", "gg_order_value_minor", "engagement", "noise")
KINDS = ("rate", "price", "share", "share")
REFERENCE_DAYS = 90


def invented_shop(customers: int = 1500, seed: int = 3) -> Examples:
    """Orders are Poisson; `engagement` (0..1) doubles or halves what the classical columns expect."""
    rng = np.random.default_rng(seed)
    parts = []
    for cutoff in (0, 1):
        expected = rng.gamma(0.6, 1.2, customers) + 0.01
        price = 2000 * np.exp(0.5 * rng.standard_normal(customers))
        engagement = rng.random(customers)
        features = np.stack([expected, price, engagement, rng.random(customers)], axis=1)
        features[rng.random(customers) < 0.1, 3] = np.nan
        horizons = np.tile([90.0, 45.0], (customers, 1))
        rate = expected * np.exp(2 * np.log(2) * (engagement - 0.5))
        early = rng.poisson(rate / 2)
        orders = np.stack([early + rng.poisson(rate / 2), early], axis=1)
        spend = orders * price[:, None] * np.exp(0.3 * rng.standard_normal((customers, 1)))
        parts.append((features, np.arange(customers), np.full(customers, cutoff), horizons, spend, orders))
    features, customer, number, horizons, value, orders = (np.concatenate(p) for p in zip(*parts, strict=True))
    weight = np.tile([1.0, 0.3], (len(features), 1))
    return Examples(features, customer, number, horizons, value, orders.astype(float), weight, np.zeros_like(value))
