"""BG/NBD and Gamma-Gamma together: what the classical model expects, and the three features it gives the network."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.bgnbd import BGNBD, fit_bgnbd
from models.gamma_gamma import GammaGamma, fit_gamma_gamma

Floats = NDArray[np.float64]

ALIVE_FEATURE = "bgnbd_p_alive"
ORDERS_FEATURE = "bgnbd_orders"
PRICE_FEATURE = "gg_order_value_minor"
CLASSICAL_INPUTS = ("frequency", "span_days", "tenure_days", "revenue_minor")


@dataclass(frozen=True)
class Classical:
    """A fitted pair of models; money in minor units."""

    bgnbd: BGNBD
    gamma_gamma: GammaGamma

    def features(
        self,
        frequency: ArrayLike,
        span_days: ArrayLike,
        *,
        tenure_days: ArrayLike,
        revenue_minor: ArrayLike,
        horizon_days: float,
    ) -> dict[str, Floats]:
        """Chance of being active, expected orders in the horizon, expected worth of an order [minor units]; (n,) each.

        Gamma-Gamma prices what BG/NBD counts: a day with purchases, the first one included.
        """
        x = np.atleast_1d(np.asarray(frequency, dtype=np.float64))
        average = np.asarray(revenue_minor, dtype=np.float64) / (x + 1)
        return {
            ALIVE_FEATURE: self.bgnbd.p_alive(x, span_days, tenure_days),
            ORDERS_FEATURE: self.bgnbd.expected_orders(horizon_days, x, span_days, tenure_days),
            PRICE_FEATURE: self.gamma_gamma.expected_value(x + 1, average),
        }

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"bgnbd": asdict(self.bgnbd), "gamma_gamma": asdict(self.gamma_gamma)}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "Classical":
        """The inverse of `to_json`."""
        return cls(BGNBD(**read["bgnbd"]), GammaGamma(**read["gamma_gamma"]))


def fit_classical(
    frequency: ArrayLike,
    span_days: ArrayLike,
    *,
    tenure_days: ArrayLike,
    revenue_minor: ArrayLike,
    start: Classical | None = None,
) -> Classical:
    """Both models of customers with these features, each (n,); `start` is a fit of nearly the same customers.

    Raises:
        InputError: No customer, or none with a purchase of positive worth.
    """
    x = np.atleast_1d(np.asarray(frequency, dtype=np.float64))
    average = np.asarray(revenue_minor, dtype=np.float64) / (x + 1)
    return Classical(
        fit_bgnbd(x, span_days, tenure_days, start=start.bgnbd if start else None),
        fit_gamma_gamma(x + 1, average, start=start.gamma_gamma if start else None),
    )
