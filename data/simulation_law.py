"""The laws a simulated customer lives by: who buys how often, stays how long, spends how much and is how content.

Source: purchases follow MBG/NBD (Batislam, Denizel, Filiztekin 2007: BG/NBD of Fader, Hardie and Lee 2005 in which a
customer can also leave after the first purchase), order totals follow the gamma-gamma model (Fader and Hardie 2013).
Two things are added: satisfaction moves the dropout probability (through a Gaussian copula, so its Beta law stays
exact), and time is read on a clock that runs faster on shopping days.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ShopLaw:
    """Parameters of a simulated shop.

    Attributes:
        rate_shape: r of the gamma law of purchase rates.
        rate_scale: alpha of it, in days of the season clock; the mean rate is r / alpha.
        dropout_a: a of the beta law of dropout probabilities.
        dropout_b: b of it.
        order_shape: p of gamma-gamma: shape of one customer's order totals.
        spend_shape: q of gamma-gamma: shape across customers.
        spend_scale: gamma of gamma-gamma, in currency units; the mean order is p * gamma / (q - 1).
        loyalty: Correlation of satisfaction and staying, 0..1.
        steadiness: Correlation of satisfaction and the experience with one order, 0..1.
        return_level: Log odds of sending a line back after an average experience.
        return_slope: How much each standard deviation of a bad experience adds to them.
        full_refunds: Share of returned lines that are refunded in full; cleaning nets those off their sale.
        fee: Share of the price kept as handling fee on the others.
    """

    rate_shape: float = 1.3
    rate_scale: float = 50.0
    dropout_a: float = 0.7
    dropout_b: float = 6.5
    order_shape: float = 6.0
    spend_shape: float = 4.0
    spend_scale: float = 165.0
    loyalty: float = 0.8
    steadiness: float = 0.75
    return_level: float = -2.8
    return_slope: float = 1.0
    full_refunds: float = 0.35
    fee: float = 0.1

    @property
    def refunded(self) -> float:
        """Expected share of its price that a returned line is refunded."""
        return 1 - self.fee * (1 - self.full_refunds)


@dataclass(frozen=True)
class Latents:
    """What no shop can see of its customers; one entry a customer, all arrays (n,).

    Attributes:
        satisfaction: Standard normal.
        rate: Purchases a day of the season clock while a customer.
        dropout: Probability of leaving after each purchase.
        mean_order: Mean order total [minor units].
    """

    satisfaction: Floats
    rate: Floats
    dropout: Floats
    mean_order: Floats


@dataclass(frozen=True)
class Purchases:
    """Purchases on the season clock, sorted by customer and time.

    Attributes:
        customer: Index of the customer; (m,).
        time: Season clock at the purchase; (m,).
        left_at: Season clock at which each customer left, infinite for those who never did; (n,).
    """

    customer: Integers
    time: Floats
    left_at: Floats


def draw_latents(law: ShopLaw, customers: int, *, generator: np.random.Generator) -> Latents:
    """Latent states of new customers."""
    satisfaction = generator.standard_normal(customers)
    own = generator.standard_normal(customers)
    restless = -law.loyalty * satisfaction + np.sqrt(1 - law.loyalty**2) * own
    dropout = special.betaincinv(law.dropout_a, law.dropout_b, special.ndtr(restless))
    rate = generator.gamma(law.rate_shape, 1 / law.rate_scale, customers)
    spend_rate = generator.gamma(law.spend_shape, 1 / law.spend_scale, customers)
    # A rate of exactly zero would make a waiting time infinite, a dropout of zero divide by zero.
    return Latents(
        satisfaction, np.maximum(rate, 1e-6), np.clip(dropout, 1e-9, 1 - 1e-9), 100 * law.order_shape / spend_rate
    )


def draw_purchases(latents: Latents, start: Floats, end: Floats, *, generator: np.random.Generator) -> Purchases:
    """Purchases from each customer's first one, at `start`, until `end` [season clock], the latter excluded."""
    customers, times = [], []
    left_at = np.full(start.size, np.inf)
    active = np.arange(start.size)
    time = start.copy()
    while active.size:
        customers.append(active)
        times.append(time)
        leaves = generator.random(active.size) < latents.dropout[active]
        left_at[active[leaves]] = time[leaves]
        active, time = active[~leaves], time[~leaves]
        time = time + generator.exponential(1 / latents.rate[active])
        goes_on = time < end[active]
        active, time = active[goes_on], time[goes_on]
    customer, moment = np.concatenate(customers), np.concatenate(times)
    order = np.lexsort((moment, customer))
    return Purchases(customer[order], moment[order], left_at)


def expected_purchases(latents: Latents, clock_time: float | Floats) -> Floats:
    """Expected purchases of a customer who is still one in the coming span of the season clock.

    >>> one = Latents(np.zeros(1), np.array([0.1]), np.array([1e-9]), np.ones(1))
    >>> round(float(expected_purchases(one, 30.0)[0]), 6)
    3.0
    """
    expected: Floats = -np.expm1(-latents.rate * latents.dropout * clock_time) / latents.dropout
    return expected


def p_alive(latents: Latents, silence: Floats) -> Floats:
    """Probability that a customer who has been silent so long [season clock] is still one, given rate and dropout."""
    odds_of_leaving = latents.dropout / (1 - latents.dropout)
    # exp may overflow for very long silences; the probability is then 0, as it should be.
    with np.errstate(over="ignore"):
        alive: Floats = 1 / (1 + odds_of_leaving * np.exp(latents.rate * silence))
    return alive


def draw_experience(law: ShopLaw, satisfaction: Floats, *, generator: np.random.Generator) -> Floats:
    """How well each order went, standard normal over all customers; satisfaction is given for each order."""
    noise = generator.standard_normal(satisfaction.size)
    experience: Floats = law.steadiness * satisfaction + np.sqrt(1 - law.steadiness**2) * noise
    return experience


def return_probability(law: ShopLaw, experience: Floats) -> Floats:
    """Probability that a line of an order that went so well is sent back."""
    probability: Floats = special.expit(law.return_level - law.return_slope * experience)
    return probability


def expected_return_probability(law: ShopLaw, satisfaction: Floats) -> Floats:
    """The same for an order yet to come: the mean over how it may go, by 20-point Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    experience: Floats = law.steadiness * satisfaction[:, None] + np.sqrt(1 - law.steadiness**2) * nodes  # (n, 20)
    expected: Floats = return_probability(law, experience) @ (weights / weights.sum())
    return expected
