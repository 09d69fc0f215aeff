"""One block of simulated customers: who they are, what they order, what they send back, and what they are worth."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from data import simulation_law as law_of
from data.simulation_calendar import Market, season_clock
from data.simulation_catalogue import CATEGORIES, CATEGORY_SHARE, CHANNEL_SHARE, COUNTRIES, Catalogue
from data.simulation_law import Floats, Integers, Latents, ShopLaw

HORIZONS_DAYS = (30, 90, 180, 365)
FIRST_RETURN_DAYS = 3
LAST_RETURN_DAYS = 20
SMALL_ORDER_MINOR = 8_000
_MARKETS: tuple[Market, ...] = ("china", "abroad")


@dataclass(frozen=True)
class Seasons:
    """The days a shop is simulated for, and the season clock of each market over them and a year beyond.

    Attributes:
        first_day: First day of the shop's data.
        days: Days of data; a further `max(HORIZONS_DAYS)` follow that only the truth knows of.
        clock: Season clock at the start of each day, a row a market; (2, days + 365 + 1).
    """

    first_day: dt.date
    days: int
    clock: Floats

    @staticmethod
    def of(first_day: dt.date, days: int) -> "Seasons":
        """The seasons of `days` days from `first_day`."""
        beyond = days + max(HORIZONS_DAYS)
        return Seasons(first_day, days, np.stack([season_clock(first_day, beyond, market) for market in _MARKETS]))


@dataclass(frozen=True)
class Customers:
    """The customers of a block; one entry a customer.

    Attributes:
        number: Number in the shop, counted from 0.
        country: Index into `COUNTRIES`.
        market: 0 for China's shopping days, 1 for Western ones.
        start: Season clock at the first purchase.
        latents: What the shop cannot see.
    """

    number: Integers
    country: Integers
    market: Integers
    start: Floats
    latents: Latents


@dataclass(frozen=True)
class Orders:
    """Orders and their lines, those after the last day of data included.

    Attributes:
        customer: Index in the block; one entry an order, sorted by customer and time.
        sequence: 0 for a customer's first order, 1 for the second …
        day: Days since the first day of data.
        experience: How well the order went, standard normal.
        channel: Index into `CHANNELS`.
        order: Order of each line; one entry a line, as all below.
        product: Index into the catalogue.
        quantity: Units.
        unit_minor: Price of a unit [minor units].
        refund_unit_minor: What is paid back for a unit if the line is sent back [minor units].
        return_day: Day the line is sent back, -1 if it is kept.
        left_at: Season clock at which each customer of the block left, or infinity.
        time: Season clock of each order.
    """

    customer: Integers
    sequence: Integers
    day: Integers
    experience: Floats
    channel: Integers
    order: Integers
    product: Integers
    quantity: Integers
    unit_minor: Integers
    refund_unit_minor: Integers
    return_day: Integers
    left_at: Floats
    time: Floats

    @property
    def amount_minor(self) -> Integers:
        """Line totals."""
        return self.quantity * self.unit_minor


def draw_customers(numbers: Integers, seasons: Seasons, law: ShopLaw, *, generator: np.random.Generator) -> Customers:
    """New customers; each buys first within the data, more of them on lively days and in the shop's early months."""
    size = numbers.size
    shares = np.array([country.share for country in COUNTRIES])
    country = generator.choice(len(COUNTRIES), size, p=shares / shares.sum())
    market = np.array([_MARKETS.index(c.market) for c in COUNTRIES])[country]
    draws = generator.random(size)
    start = np.empty(size)
    opening = 1 + 0.8 * np.exp(-np.arange(seasons.days) / 150)
    for number, clock in enumerate(seasons.clock[:, : seasons.days + 1]):
        arrived = np.concatenate([[0.0], np.cumsum(np.diff(clock) * opening)])
        chosen = market == number
        start[chosen] = np.interp(draws[chosen] * arrived[-1], arrived, clock)
    return Customers(numbers, country, market, start, law_of.draw_latents(law, size, generator=generator))


def draw_orders(
    customers: Customers, seasons: Seasons, catalogue: Catalogue, law: ShopLaw, *, generator: np.random.Generator
) -> Orders:
    """What the customers order until a year after the data end, line by line, and which lines they send back."""
    latents = customers.latents
    purchases = law_of.draw_purchases(
        latents, customers.start, seasons.clock[customers.market, -1], generator=generator
    )
    who = purchases.customer
    first = np.searchsorted(who, np.arange(customers.number.size))
    market = customers.market[who]
    day = np.where(
        market == 0,
        np.searchsorted(seasons.clock[0], purchases.time, side="right"),
        np.searchsorted(seasons.clock[1], purchases.time, side="right"),
    )
    experience = law_of.draw_experience(law, latents.satisfaction[who], generator=generator)
    total = generator.gamma(law.order_shape, latents.mean_order[who] / law.order_shape)
    lines = _draw_lines(total, _tastes(customers.number.size, generator)[who], catalogue, generator=generator)
    order = lines[0]
    sent_back = generator.random(order.size) < law_of.return_probability(law, experience[order])
    unit = lines[3]
    in_full = generator.random(order.size) < law.full_refunds
    refund = np.where(in_full, unit, np.rint((1 - law.fee) * unit).astype(np.int64))
    lag = generator.integers(FIRST_RETURN_DAYS, LAST_RETURN_DAYS + 1, order.size)
    return Orders(
        who,
        np.arange(who.size) - first[who],
        day - 1,
        experience,
        _channels(customers, who, generator),
        *lines,
        refund,
        np.where(sent_back, day[order] - 1 + lag, -1),
        purchases.left_at,
        purchases.time,
    )


def expected_future(customers: Customers, orders: Orders, seasons: Seasons, law: ShopLaw) -> dict[str, Floats]:
    """What each customer is truly worth after the last day, given everything latent and whether they are still one.

    Returns:
        `alive` (1 or 0), `p_alive` (given rate and dropout, but not the state), and for each horizon
        `expected_orders_<days>d` and `expected_value_<days>d_minor` (sales less returns [minor units]; returns of
        orders already placed and not yet back are counted as far as they are due in the horizon).
    """
    latents, size = customers.latents, customers.number.size
    now = seasons.clock[customers.market, seasons.days]
    alive = (orders.left_at > now).astype(np.float64)
    known = orders.time < now[orders.customer]
    last = np.zeros(size)
    np.maximum.at(last, orders.customer[known], orders.time[known])
    truth = {"alive": alive, "p_alive": law_of.p_alive(latents, now - last)}
    sent_back = law_of.expected_return_probability(law, latents.satisfaction)
    for horizon in HORIZONS_DAYS:
        bought, returned = _expected_counts(customers, seasons, horizon)
        truth[f"expected_orders_{horizon}d"] = alive * bought
        pending = _pending_returns(orders, seasons, law, horizon, customers=size)
        kept = bought - law.refunded * sent_back * returned
        truth[f"expected_value_{horizon}d_minor"] = alive * latents.mean_order * kept - pending
    return truth


def _expected_counts(customers: Customers, seasons: Seasons, horizon: int) -> tuple[Floats, Floats]:
    """Expected orders in the horizon, and those of them whose returns would be back within it."""
    clock = seasons.clock[customers.market]
    now = clock[:, seasons.days]

    def by(days: int) -> Floats:
        return law_of.expected_purchases(customers.latents, clock[:, seasons.days + days] - now)

    bought = by(horizon)
    window = LAST_RETURN_DAYS - FIRST_RETURN_DAYS + 1
    # An order on day d of the horizon is back by its end when its lag is at most horizon - d.
    returned = by(max(horizon - LAST_RETURN_DAYS, 0))
    for day in range(max(horizon - LAST_RETURN_DAYS, 0) + 1, horizon - FIRST_RETURN_DAYS + 1):
        share = (horizon - day - FIRST_RETURN_DAYS + 1) / window
        returned = returned + (by(day) - by(day - 1)) * share
    return bought, returned


def _pending_returns(orders: Orders, seasons: Seasons, law: ShopLaw, horizon: int, *, customers: int) -> Floats:
    """Expected returns in the horizon of lines bought by the last day and not sent back by it [minor units]."""
    last_day = seasons.days - 1
    age = last_day - orders.day[orders.order]
    waiting = (age >= 0) & (age < LAST_RETURN_DAYS) & ~((orders.return_day >= 0) & (orders.return_day <= last_day))
    age = age[waiting]
    window = LAST_RETURN_DAYS - FIRST_RETURN_DAYS + 1
    due_by_now = np.clip(age - FIRST_RETURN_DAYS + 1, 0, window) / window
    due_by_then = np.clip(age + horizon - FIRST_RETURN_DAYS + 1, 0, window) / window
    probability = law_of.return_probability(law, orders.experience[orders.order[waiting]])
    chance = law.refunded * probability * (due_by_then - due_by_now) / (1 - probability * due_by_now)
    owner = orders.customer[orders.order[waiting]]
    pending = np.bincount(owner, weights=orders.amount_minor[waiting] * chance, minlength=customers)
    return pending.astype(np.float64)


def _draw_lines(
    total: Floats, taste: Floats, catalogue: Catalogue, *, generator: np.random.Generator
) -> tuple[Integers, Integers, Integers, Integers]:
    """Splits order totals over lines and finds goods for them: order, product, quantity and unit price of each line.

    The total comes first, so that it keeps its gamma law; the product is then the one whose list price is nearest,
    and what it was sold for lies some percent around that, as promotions do.
    """
    count = 1 + np.searchsorted([0.55, 0.82, 0.94], generator.random(total.size), side="right")
    count = np.where(total < SMALL_ORDER_MINOR, 1, count)
    order = np.repeat(np.arange(total.size), count)
    weight = generator.gamma(3.0, 1.0, order.size)
    amount = total[order] * weight / np.bincount(order, weights=weight)[order]
    quantity = 1 + np.searchsorted([0.82, 0.95], generator.random(order.size), side="right")
    log_price = np.log(np.maximum(amount / quantity, 1.0))
    # Only categories that sell something near that price: no book for 2,000.
    margin = np.log(1.3)
    fits = (log_price[:, None] > catalogue.cheapest() - margin) & (log_price[:, None] < catalogue.dearest() + margin)
    distance = np.abs(log_price[:, None] - (catalogue.cheapest() + catalogue.dearest()) / 2)
    fits |= (~fits.any(axis=1))[:, None] & (distance == distance.min(axis=1, keepdims=True))
    share = np.cumsum(np.where(fits, taste[order], 0.0), axis=1)
    draw = generator.random(order.size) * share[:, -1]
    category = np.minimum((share <= draw[:, None]).sum(axis=1), len(CATEGORIES) - 1)
    product = _without_repeats(order, catalogue.nearest(category, log_price), category, catalogue)
    unit = np.maximum(np.rint(amount / quantity), 1).astype(np.int64)
    return order, product, quantity, unit


def _without_repeats(order: Integers, product: Integers, category: Integers, catalogue: Catalogue) -> Integers:
    """The products with the second of two equal ones in an order replaced by its neighbour in price."""
    by = np.lexsort((product, order))
    again = np.zeros(order.size, dtype=bool)
    again[by[1:]] = (order[by][1:] == order[by][:-1]) & (product[by][1:] == product[by][:-1])
    neighbour = np.where(product + 1 < catalogue.starts[category + 1], product + 1, product - 1)
    return np.where(again, neighbour, product)


def _tastes(customers: int, generator: np.random.Generator) -> Floats:
    """Share of each category in what a customer buys; (customers, categories)."""
    taste: Floats = generator.gamma(6 * CATEGORY_SHARE, 1.0, (customers, len(CATEGORIES))) + 1e-3
    taste /= taste.sum(axis=1, keepdims=True)
    return taste


def _channels(customers: Customers, who: Integers, generator: np.random.Generator) -> Integers:
    """Channel of each order: four times in five the customer's own."""
    # The last sum is left out: rounded below 1 it could let a draw fall off the end.
    shares = np.cumsum(np.stack([CHANNEL_SHARE[market] for market in _MARKETS]), axis=1)[:, :-1]
    own = (shares[customers.market] <= generator.random(customers.number.size)[:, None]).sum(axis=1)
    other = (shares[customers.market[who]] <= generator.random(who.size)[:, None]).sum(axis=1)
    channel: Integers = np.where(generator.random(who.size) < 0.8, own[who], other)
    return channel
