"""Browsing of simulated customers: views, carts and checkouts before purchases, and visits that lead to nothing."""

import numpy as np

from data.simulation_law import Floats, Integers
from data.simulation_orders import Customers, Orders, Seasons

EVENTS = ("view", "cart", "checkout")
SECONDS_A_DAY = 86_400
_IDLE_BASE = 0.01
_IDLE_BY_RATE = 0.6
_AFTER_LEAVING = 0.06
# Share of visits by hour of the day: quiet nights, busy evenings.
_HOURS = np.array([2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 8, 9, 11, 14, 14, 11, 6], dtype=np.float64)


def seconds_of_day(size: int, *, generator: np.random.Generator) -> Integers:
    """Times of day [seconds], more of them in the evening."""
    hour = generator.choice(24, size, p=_HOURS / _HOURS.sum())
    return hour * 3600 + generator.integers(0, 3600, size)


def draw_events(
    customers: Customers,
    orders: Orders,
    ordered_at: Integers,
    seasons: Seasons,
    *,
    products: int,
    generator: np.random.Generator,
) -> tuple[Integers, Integers, Integers, Integers]:
    """All events within the data: customer index, seconds since the first day, index into `EVENTS`, product.

    Args:
        customers: The block.
        orders: Its orders.
        ordered_at: When each was placed [seconds since the first day].
        seasons: Days of data.
        products: Number of products there are.
        generator: Source of chance.
    """
    bought = _before_orders(orders, ordered_at, products=products, generator=generator)
    idle = _idle_visits(customers, orders, seasons, products=products, generator=generator)
    who, when, what, product = (np.concatenate(pair) for pair in zip(bought, idle, strict=True))
    events = np.stack([who, when, what, product])[:, (when >= 0) & (when < seasons.days * SECONDS_A_DAY)]
    events = events[:, np.lexsort(events[::-1])]
    # Two equal events in one second are one: a reader would take the second for a duplicate and report it.
    fresh = np.append(True, (events[:, 1:] != events[:, :-1]).any(axis=0))[: events.shape[1]]
    who, when, what, product = events[:, fresh]
    return who, when, what, product


def _before_orders(
    orders: Orders, ordered_at: Integers, *, products: int, generator: np.random.Generator
) -> tuple[Integers, Integers, Integers, Integers]:
    """For each order some views in the days before, carts in the hour before and one checkout."""
    size = orders.day.size
    first_line = np.searchsorted(orders.order, np.arange(size))
    counts = (2 + generator.poisson(2.0, size), 1 + generator.poisson(0.4, size), np.ones(size, dtype=np.int64))
    spans = (1.2 * SECONDS_A_DAY, 1800.0, 240.0)
    parts = []
    for what, (count, span) in enumerate(zip(counts, spans, strict=True)):
        of = np.repeat(np.arange(size), count)
        lead = generator.exponential(span, of.size).astype(np.int64) + 30 * (len(EVENTS) - what)
        product = orders.product[first_line[of]]
        if what == 0:
            elsewhere = generator.random(of.size) < 0.5
            product = np.where(elsewhere, generator.integers(0, products, of.size), product)
        parts.append((orders.customer[of], ordered_at[of] - lead, np.full(of.size, what), product))
    who, when, kind, what_for = (np.concatenate(part) for part in zip(*parts, strict=True))
    return who, when, kind, what_for


def _idle_visits(
    customers: Customers, orders: Orders, seasons: Seasons, *, products: int, generator: np.random.Generator
) -> tuple[Integers, Integers, Integers, Integers]:
    """Visits that end without an order; those who have left hardly come back."""
    end = seasons.clock[customers.market, seasons.days]
    left = np.minimum(orders.left_at, end)
    rate = _IDLE_BASE + _IDLE_BY_RATE * customers.latents.rate
    parts = []
    for start, stop, share in ((customers.start, left, 1.0), (left, end, _AFTER_LEAVING)):
        visits = generator.poisson(share * rate * np.maximum(stop - start, 0.0))
        who = np.repeat(np.arange(visits.size), visits)
        clock = start[who] + generator.random(who.size) * (stop - start)[who]
        parts.append((who, _calendar_day(clock, customers.market[who], seasons)))
    who, day = (np.concatenate(part) for part in zip(*parts, strict=True))
    at = day * SECONDS_A_DAY + seconds_of_day(who.size, generator=generator)
    views = 1 + generator.poisson(1.4, who.size)
    visit = np.repeat(np.arange(who.size), views)
    lag = generator.integers(0, 1200, visit.size)
    carts = np.flatnonzero(generator.random(who.size) < 0.15)
    visit_of = np.concatenate([visit, carts])
    what = np.concatenate([np.zeros(visit.size, dtype=np.int64), np.ones(carts.size, dtype=np.int64)])
    when = at[visit_of] + np.concatenate([lag, np.full(carts.size, 1200)])
    return who[visit_of], when, what, generator.integers(0, products, visit_of.size)


def _calendar_day(clock: Floats, market: Integers, seasons: Seasons) -> Integers:
    """Days since the first day at a time of the season clock."""
    china, abroad = (np.searchsorted(row, clock, side="right") - 1 for row in seasons.clock)
    return np.clip(np.where(market == 0, china, abroad), 0, seasons.days - 1)
