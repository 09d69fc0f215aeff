"""Gamma-Gamma: what one purchase of a customer is worth.

Source: Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value". A customer's purchases average m over n of
them; single purchases are Gamma(p, nu), and nu is Gamma(q, v) across customers. Money may be in any unit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from config.errors import InputError

_FEW_CUSTOMERS = 100
_LOG_LOW = np.log([1e-2, 1e-2, 1e-4])
_LOG_HIGH = np.log([1e4, 1e3, 1e4])

# What a shop with few purchases is pulled towards: log p, log (q - 1), log v, where v is in mean purchases.
_PRIOR_LOG = np.log([4.0, 2.5, 0.6])
_PRIOR_SCALE = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GammaGamma:
    """Fitted parameters; v is in the unit of the money given.

    Attributes:
        regularised: Too few customers to fit freely, so a weak prior took part (see `fit_gamma_gamma`).
    """

    p: float
    q: float
    v: float
    regularised: bool = False

    def expected_value(self, purchases: ArrayLike, average: ArrayLike) -> Floats:
        """Expected worth of the next purchase, given how many there were and what they averaged; shape (n,).

        Without a purchase of positive worth it is the mean over all customers.

        Source: equation 5 of the note.
        """
        n, m = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (purchases, average))
        n = np.where((n > 0) & (m > 0), n, 0.0)
        m = np.where(n > 0, m, 0.0)
        return np.asarray(self.p * (self.v + n * m) / (self.p * n + self.q - 1), dtype=np.float64)


def fit_gamma_gamma(purchases: ArrayLike, average: ArrayLike, *, start: GammaGamma | None = None) -> GammaGamma:
    """Maximum-likelihood Gamma-Gamma; customers without a purchase of positive worth are left out.

    q is kept above 1, where the mean exists. With fewer than 100 customers a log-normal prior (centred on p 4, q 3.5,
    v .6 of the mean purchase, each within a factor e) is added; `regularised` says so. `start`: a fit of nearly these
    customers, from which the way is short.

    Raises:
        InputError: No customer has a purchase of positive worth.
    """
    n, m = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (purchases, average))
    usable = (n > 0) & (m > 0) & np.isfinite(m)
    if not usable.any():
        raise InputError("Gamma-Gamma needs at least one purchase with a positive amount; found none")
    n, m = n[usable], m[usable]
    unit = float(np.average(m, weights=n))
    rows, counts = np.unique(np.stack([n, m / unit], axis=1), axis=0, return_counts=True)
    levels, level_of = np.unique(rows[:, 0], return_inverse=True)
    few = len(m) < _FEW_CUSTOMERS
    precision = 1 / _PRIOR_SCALE**2 if few else 0.0
    arguments = (*rows.T, counts.astype(np.float64), levels, level_of, precision)
    starts = [_PRIOR_LOG, np.log([1.0, 1.5, 1.0])]
    if start is not None:
        starts = [np.log([start.p, start.q - 1, start.v / unit])]
    fits = [
        minimize(_loss, start, args=arguments, jac=True, method="BFGS", options={"maxiter": 500, "gtol": 1e-7})
        for start in starts
    ]
    p, q_less_one, v = np.exp(min(fits, key=lambda fit: float(fit.fun)).x)
    return GammaGamma(p=float(p), q=float(q_less_one) + 1, v=float(v) * unit, regularised=few)


def _loss(
    log_parameters: Floats,
    n: Floats,
    m: Floats,
    counts: Floats,
    levels: Floats,
    level_of: NDArray[np.intp],
    precision: float,
) -> tuple[float, Floats]:
    """Negative mean log-likelihood per customer (plus the prior) and its gradient in log p, log (q - 1), log v.

    The gamma functions depend on n alone: they are computed once for each of its `levels`.
    """
    p, q_less_one, v = np.exp(np.clip(log_parameters, -60, 60))
    q = q_less_one + 1
    log_total, log_spent = np.log(n * m + v), np.log(n * m)
    of_n = gammaln(p * levels + q) - gammaln(p * levels) - gammaln(q) + q * np.log(v)
    likelihood = of_n[level_of] + p * n * log_spent - np.log(m) - (p * n + q) * log_total
    of_all = digamma(p * levels + q)
    by_p = n * ((of_all - digamma(p * levels))[level_of] + log_spent - log_total)
    by_q = (of_all - digamma(q) + np.log(v))[level_of] - log_total
    by_v = q / v - (p * n + q) / (n * m + v)
    # Not `counts @ d`: a threaded BLAS takes fifty times as long on a busy machine and sums in another order.
    gradient = np.array([np.sum(counts * d) for d in (by_p, by_q, by_v)]) * np.array([p, q_less_one, v])
    off = log_parameters - _PRIOR_LOG
    beyond = log_parameters - np.clip(log_parameters, _LOG_LOW, _LOG_HIGH)
    customers = counts.sum()
    loss = (-np.sum(counts * likelihood) + 0.5 * precision * np.sum(off**2)) / customers
    return float(loss + np.sum(beyond**2)), (-gradient + precision * off) / customers + 2 * beyond
