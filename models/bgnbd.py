"""BG/NBD: how often a customer buys and whether he still does.

Source: Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way. x is `frequency` (repeat purchases), t_x
is `recency` (time of the last one) and T is `tenure` (time observed), all counted from the first purchase. Time is
kept in weeks inside; the public functions speak of days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaln, digamma, gammaln, hyp2f1

from config.errors import InputError

_DAYS_PER_WEEK = 7.0
# Without dropout the likelihood rises for ever as b grows, and with one dropout chance for all as a and b grow
# together. Beyond these bounds a penalty stops both, a before its powers leave float64.
_LOG_LOW = np.log([1e-4, 1e-4, 1e-4, 1e-4])
_LOG_HIGH = np.log([1e4, 1e4, 50.0, 1e4])
_FEW_REPEATERS = 100

# What a shop with hardly any repeat purchases is pulled towards: log r, log alpha [weeks], log a, log b of a shop with
# one purchase in about 18 weeks a customer and one dropout in about four purchases, each within a factor e.
_PRIOR_LOG = np.log([0.25, 4.5, 0.8, 2.5])
_PRIOR_SCALE = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BGNBD:
    """Fitted parameters; purchase rates are Gamma(r, alpha) a week, dropout chances Beta(a, b).

    Attributes:
        regularised: Too few repeat buyers to fit freely, so a weak prior took part (see `fit_bgnbd`).
    """

    r: float
    alpha: float
    a: float
    b: float
    regularised: bool = False

    def expected_orders(
        self, horizon_days: float, frequency: ArrayLike, recency: ArrayLike, tenure: ArrayLike
    ) -> Floats:
        """Purchases expected in the next `horizon_days`, given x, t_x and T in days; shape (n,).

        Source: equation 10 of the paper. We apply Euler's transformation to the hypergeometric function, which
        takes the power r + x out of it: customers with thousands of purchases do not overflow.
        """
        x, t_x, t = _weeks(frequency, recency, tenure)
        horizon = horizon_days / _DAYS_PER_WEEK
        a = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6  # the formula has a removable pole at a = 1
        c = a + self.b + x - 1
        c = np.where(np.abs(c) < 1e-9, 1e-9, c)
        z = horizon / (self.alpha + t + horizon)
        series = hyp2f1(a + self.b - 1 - self.r, a - 1, c, z)
        while_alive = c / (a - 1) * (1 - (1 - z) ** (a - 1) * series)
        return np.asarray(np.maximum(while_alive, 0) * _alive(self, x, t_x, t), dtype=np.float64)

    def p_purchase(self, horizon_days: float, frequency: ArrayLike, recency: ArrayLike, tenure: ArrayLike) -> Floats:
        """Probability of at least one purchase in the next `horizon_days`, given x, t_x and T in days; shape (n,).

        Who is still there buys at a rate that is Gamma(r + x, alpha + T) by now.
        """
        x, t_x, t = _weeks(frequency, recency, tenure)
        waiting = (self.r + x) * np.log1p(horizon_days / _DAYS_PER_WEEK / (self.alpha + t))
        return np.asarray(_alive(self, x, t_x, t) * -np.expm1(-waiting), dtype=np.float64)

    def p_alive(self, frequency: ArrayLike, recency: ArrayLike, tenure: ArrayLike) -> Floats:
        """Probability that the customer has not dropped out yet, given x, t_x and T in days; shape (n,)."""
        return _alive(self, *_weeks(frequency, recency, tenure))


def fit_bgnbd(frequency: ArrayLike, recency: ArrayLike, tenure: ArrayLike, *, start: BGNBD | None = None) -> BGNBD:
    """Maximum-likelihood BG/NBD of the customers with x, t_x and T in days.

    With fewer than 100 repeat buyers the likelihood is nearly flat, and a log-normal prior (centred on r .25,
    alpha 4.5 weeks, a .8, b 2.5, each within a factor e) is added; `regularised` says so. `start`: a fit of nearly
    these customers, from which the way is short.

    Raises:
        InputError: No customer, or t_x beyond T.
    """
    x, t_x, t = _weeks(frequency, recency, tenure)
    if not len(x):
        raise InputError("BG/NBD needs at least one customer; found none")
    if np.any(t_x > t) or np.any(x < 0) or np.any(t_x < 0):
        raise InputError("BG/NBD needs 0 <= t_x <= T and x >= 0 for every customer")
    rows, counts = np.unique(np.stack([x, t_x, t], axis=1), axis=0, return_counts=True)
    levels, level_of = np.unique(rows[:, 0], return_inverse=True)
    few = bool(np.count_nonzero(x) < _FEW_REPEATERS)
    precision = 1 / _PRIOR_SCALE**2 if few else 0.0
    arguments = (*rows.T, counts.astype(np.float64), levels, level_of, precision)
    # The second start is a shop whose customers hardly ever leave, where the first can end in a side valley.
    starts = [_PRIOR_LOG, np.log([1.0, 4.0, 0.1, 5.0])]
    if start is not None:
        starts = [np.log([start.r, start.alpha, start.a, start.b])]
    fits = [
        minimize(_loss, start, args=arguments, jac=True, method="BFGS", options={"maxiter": 500, "gtol": 1e-7})
        for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.fun))
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return BGNBD(r=r, alpha=alpha, a=a, b=b, regularised=few)


def _weeks(frequency: ArrayLike, recency: ArrayLike, tenure: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, t_x, t = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (frequency, recency, tenure))
    # Without a repeat purchase t_x says nothing; the likelihood expects 0.
    return x, np.where(x > 0, t_x, 0.0) / _DAYS_PER_WEEK, t / _DAYS_PER_WEEK


def _alive(model: BGNBD, x: Floats, t_x: Floats, t: Floats) -> Floats:
    log_odds_gone = (
        np.log(model.a)
        - np.log(model.b + (np.maximum(x, 1) - 1))
        + (model.r + x) * (np.log(model.alpha + t) - np.log(model.alpha + t_x))
    )
    # exp() beyond e700 is infinity, which would warn; a chance of 1e-300 is none.
    gone = np.exp(np.minimum(log_odds_gone, 690))
    return np.asarray(np.where(x > 0, 1 / (1 + gone), 1.0), dtype=np.float64)


def _loss(
    log_parameters: Floats,
    x: Floats,
    t_x: Floats,
    t: Floats,
    counts: Floats,
    levels: Floats,
    level_of: NDArray[np.intp],
    precision: float,
) -> tuple[float, Floats]:
    """Negative mean log-likelihood per customer (plus the prior) and its gradient in the log-parameters.

    The gamma functions depend on x alone: they are computed once for each of its `levels`.
    """
    # A line search may try a step far outside; e60 is beyond any bound and still a number.
    r, alpha, a, b = np.exp(np.clip(log_parameters, -60, 60))
    log_t, log_t_x = np.log(alpha + t), np.log(alpha + t_x)
    log_gone = np.where(x > 0, np.log(a) - np.log(b + (np.maximum(x, 1) - 1)) - (r + x) * log_t_x, -np.inf)
    log_mix = np.logaddexp(-(r + x) * log_t, log_gone)
    of_x = gammaln(r + levels) - gammaln(r) + r * np.log(alpha) + betaln(a, b + levels) - betaln(a, b)
    likelihood = of_x[level_of] + log_mix

    gone = np.exp(log_gone - log_mix)
    stay = 1 - gone
    all_digamma = digamma(a + b) - digamma(a + b + levels)
    by_r = (digamma(r + levels) - digamma(r) + np.log(alpha))[level_of] - stay * log_t - gone * log_t_x
    by_alpha = r / alpha - (r + x) * (stay / (alpha + t) + gone / (alpha + t_x))
    by_a = all_digamma[level_of] + gone / a
    by_b = (digamma(b + levels) - digamma(b) + all_digamma)[level_of] - gone / (b + (np.maximum(x, 1) - 1))

    off = log_parameters - _PRIOR_LOG
    beyond = log_parameters - np.clip(log_parameters, _LOG_LOW, _LOG_HIGH)
    n = counts.sum()
    # Not `counts @ d`: a threaded BLAS takes fifty times as long on a busy machine and sums in another order.
    gradient = np.array([np.sum(counts * d) for d in (by_r, by_alpha, by_a, by_b)]) * np.array([r, alpha, a, b])
    loss = (-np.sum(counts * likelihood) + 0.5 * precision * np.sum(off**2)) / n
    return float(loss + np.sum(beyond**2)), (-gradient + precision * off) / n + 2 * beyond
