"""A block of simulated customers as the tables a shop would export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from config.text import Language
from data.simulation_catalogue import (
    CATEGORIES,
    CATEGORY_CONTENT,
    CHANNELS,
    COUNTRIES,
    Catalogue,
    build_catalogue,
)
from data.simulation_events import EVENTS, SECONDS_A_DAY, draw_events, seconds_of_day
from data.simulation_law import Floats, Integers, ShopLaw
from data.simulation_orders import (
    HORIZONS_DAYS,
    Customers,
    Orders,
    Seasons,
    draw_customers,
    draw_orders,
    expected_future,
)
from data.simulation_people import NamePools, draw_consent, draw_name_pools, draw_people
from data.simulation_reviews import DRAWS, HOSTILE, Occasion, Phrases, compose, load_phrases, ratings

TableName = Literal["transactions", "reviews", "customers", "events", "truth"]
Texts = npt.NDArray[np.object_]

_TEXT = pa.string()
SCHEMAS: dict[TableName, pa.Schema] = {
    "transactions": pa.schema(
        [
            *((name, _TEXT) for name in ("order_id", "customer_id")),
            ("timestamp", pa.timestamp("s")),
            *((name, _TEXT) for name in ("product_id", "product_name", "category")),
            ("quantity", pa.int32()),
            ("unit_price", pa.float64()),
            ("amount", pa.float64()),
            *((name, _TEXT) for name in ("country", "channel", "currency")),
        ]
    ),
    "reviews": pa.schema(
        [
            *((name, _TEXT) for name in ("review_id", "customer_id", "order_id")),
            *((name, _TEXT) for name in ("product_id", "product_name", "category")),
            ("date", pa.date32()),
            ("rating", pa.int8()),
            *((name, _TEXT) for name in ("title", "text")),
        ]
    ),
    "customers": pa.schema(
        [
            *((name, _TEXT) for name in ("customer_id", "name", "email", "phone", "country", "city")),
            ("registered", pa.date32()),
            ("accepts_marketing", pa.bool_()),
            ("accepts_sms_marketing", pa.bool_()),
        ]
    ),
    "events": pa.schema(
        [("customer_id", _TEXT), ("timestamp", pa.timestamp("s")), ("event", _TEXT), ("product_id", _TEXT)]
    ),
    "truth": pa.schema(
        [
            ("customer_id", _TEXT),
            *((name, pa.float64()) for name in ("satisfaction", "rate", "dropout", "mean_order_minor")),
            *((name, pa.float64()) for name in ("alive", "p_alive")),
            *(
                (name.format(days), pa.float64())
                for days in HORIZONS_DAYS
                for name in ("expected_orders_{}d", "expected_value_{}d_minor")
            ),
        ]
    ),
}
_REVIEW_DAYS = (3, 21)


@dataclass(frozen=True)
class BlockWriter:
    """Everything blocks have in common: the shop's days, laws, goods, names and phrases."""

    seasons: Seasons
    law: ShopLaw
    seed: int
    digits: int
    currency: str
    catalogue: Catalogue
    names: NamePools
    phrases: dict[Language, Phrases]

    @staticmethod
    def prepare(seasons: Seasons, law: ShopLaw, *, seed: int, customers: int, currency: str) -> "BlockWriter":
        """Loads names and phrases once for all blocks."""
        phrases: dict[Language, Phrases] = {"en": load_phrases("en"), "zh": load_phrases("zh")}
        digits = max(5, len(str(customers)))
        names = draw_name_pools(seed)
        return BlockWriter(seasons, law, seed, digits, currency, build_catalogue(), names, phrases)

    def tables(self, numbers: Integers, *, block: int) -> Iterator[tuple[TableName, pa.Table]]:
        """The tables of the customers with these numbers, in the order of `SCHEMAS`."""
        # Each table has chance of its own, so that a change to one leaves the others as they were.
        sources = np.random.SeedSequence(self.seed, spawn_key=(block,)).spawn(7)
        who, what, clock, text, person, visit, consent = (np.random.default_rng(source) for source in sources)
        customers = draw_customers(numbers, self.seasons, self.law, generator=who)
        orders = draw_orders(customers, self.seasons, self.catalogue, self.law, generator=what)
        ordered_at = orders.day * SECONDS_A_DAY + seconds_of_day(orders.day.size, generator=clock)
        ids = np.array([f"K{number + 1:0{self.digits}d}" for number in numbers], dtype=object)
        yield "transactions", self._transactions(customers, orders, ordered_at, ids)
        yield "reviews", self._reviews(customers, orders, ids, hostile=block == 0, generator=text)
        yield "customers", self._customers(customers, orders, ids, generator=person, consent=consent)
        yield "events", self._events(customers, orders, ordered_at, ids, generator=visit)
        yield "truth", self._truth(customers, orders, ids)

    def _transactions(self, customers: Customers, orders: Orders, ordered_at: Integers, ids: Texts) -> pa.Table:
        days = self.seasons.days
        sold = np.flatnonzero(orders.day[orders.order] < days)
        back = np.flatnonzero((orders.return_day >= 0) & (orders.return_day < days))
        line = np.concatenate([sold, back])
        sign = np.repeat([1, -1], [sold.size, back.size])
        order = orders.order[line]
        when = np.where(sign > 0, ordered_at[order], orders.return_day[line] * SECONDS_A_DAY + 10 * 3600)
        by = np.lexsort((sign < 0, line, when, orders.customer[order]))
        line, sign, order, when = line[by], sign[by], order[by], when[by]
        owner = orders.customer[order]
        unit = np.where(sign > 0, orders.unit_minor[line], orders.refund_unit_minor[line])
        countries = np.array([country.name for country in COUNTRIES], dtype=object)
        return self._table(
            "transactions",
            order_id=_order_ids(orders, ids)[order],
            customer_id=ids[owner],
            timestamp=self._moments(when),
            product_id=self.catalogue.ids[orders.product[line]],
            product_name=self.catalogue.names[orders.product[line]],
            category=_named(CATEGORIES, self.catalogue.category[orders.product[line]]),
            quantity=(sign * orders.quantity[line]).astype(np.int32),
            unit_price=unit / 100,
            amount=sign * orders.quantity[line] * unit / 100,
            country=countries[customers.country[owner]],
            channel=_named(CHANNELS, orders.channel[order]),
            currency=np.full(line.size, self.currency, dtype=object),
        )

    def _reviews(
        self, customers: Customers, orders: Orders, ids: Texts, *, hostile: bool, generator: np.random.Generator
    ) -> pa.Table:
        size = orders.day.size
        # The very pleased and the very annoyed write more.
        writes = generator.random(size) < 0.13 + 0.055 * np.minimum(orders.experience**2, 4)
        day = orders.day + generator.integers(*_REVIEW_DAYS, size)
        first_line = np.searchsorted(orders.order, np.arange(size))
        product = orders.product[first_line]
        category = self.catalogue.category[product]
        stars = ratings(orders.experience, CATEGORY_CONTENT[category], generator=generator)
        of = np.flatnonzero(writes & (day < self.seasons.days))
        of = of[np.lexsort((of, day[of]))]
        draws = generator.random((of.size, DRAWS))
        own_language = generator.random(customers.number.size)
        home = customers.country[orders.customer[of]]
        writes_chinese = own_language[orders.customer[of]] < np.array([c.chinese_share for c in COUNTRIES])[home]
        written = [
            self._compose(int(stars[order]), int(product[order]), bool(chinese), int(place), row)
            for order, chinese, place, row in zip(of, writes_chinese, home, draws.tolist(), strict=True)
        ]
        if hostile:
            _plant_hostile(written, writes_chinese, generator)
        order_ids = _order_ids(orders, ids)[of]
        return self._table(
            "reviews",
            review_id=np.array([f"R{order_id[1:]}" for order_id in order_ids], dtype=object),
            customer_id=ids[orders.customer[of]],
            order_id=order_ids,
            product_id=self.catalogue.ids[product[of]],
            product_name=self.catalogue.names[product[of]],
            category=_named(CATEGORIES, category[of]),
            date=self._dates(day[of]),
            rating=stars[of].astype(np.int8),
            title=np.array([title for title, _ in written], dtype=object),
            text=np.array([text for _, text in written], dtype=object),
        )

    def _compose(self, stars: int, product: int, chinese: bool, home: int, draws: list[float]) -> tuple[str, str]:
        goods = self.catalogue
        item = goods.noun_zh[product] if chinese else goods.noun_en[product].lower()
        category = CATEGORIES[goods.category[product]]
        occasion = Occasion(stars, category, goods.group[product], item, abroad=COUNTRIES[home].name != "China")
        return compose(occasion, self.phrases["zh" if chinese else "en"], draws)

    def _customers(
        self,
        customers: Customers,
        orders: Orders,
        ids: Texts,
        *,
        generator: np.random.Generator,
        consent: np.random.Generator,
    ) -> pa.Table:
        people = draw_people(customers.number, customers.country, self.names, generator=generator)
        first = np.searchsorted(orders.customer, np.arange(ids.size))
        lead = np.where(generator.random(ids.size) < 0.5, 0, generator.geometric(1 / 12, ids.size))
        return self._table(
            "customers",
            customer_id=ids,
            **people,
            country=_named([country.name for country in COUNTRIES], customers.country),
            registered=self._dates(orders.day[first] - lead),
            **draw_consent(ids.size, generator=consent),
        )

    def _events(
        self,
        customers: Customers,
        orders: Orders,
        ordered_at: Integers,
        ids: Texts,
        *,
        generator: np.random.Generator,
    ) -> pa.Table:
        who, when, what, product = draw_events(
            customers, orders, ordered_at, self.seasons, products=self.catalogue.ids.size, generator=generator
        )
        return self._table(
            "events",
            customer_id=ids[who],
            timestamp=self._moments(when),
            event=_named(EVENTS, what),
            product_id=self.catalogue.ids[product],
        )

    def _truth(self, customers: Customers, orders: Orders, ids: Texts) -> pa.Table:
        latents = customers.latents
        return self._table(
            "truth",
            customer_id=ids,
            satisfaction=latents.satisfaction,
            rate=latents.rate,
            dropout=latents.dropout,
            mean_order_minor=latents.mean_order,
            **expected_future(customers, orders, self.seasons, self.law),
        )

    def _table(self, name: TableName, /, **columns: npt.NDArray[np.generic] | Texts | Floats) -> pa.Table:
        schema = SCHEMAS[name]
        return pa.table([pa.array(columns[field.name], type=field.type) for field in schema], schema=schema)

    def _moments(self, seconds: Integers) -> npt.NDArray[np.datetime64]:
        return np.datetime64(self.seasons.first_day, "s") + seconds.astype("timedelta64[s]")

    def _dates(self, days: Integers) -> npt.NDArray[np.datetime64]:
        return np.datetime64(self.seasons.first_day, "D") + days.astype("timedelta64[D]")


def _order_ids(orders: Orders, ids: Texts) -> Texts:
    return np.array(
        [f"S{ids[who][1:]}-{sequence + 1:03d}" for who, sequence in zip(orders.customer, orders.sequence, strict=True)],
        dtype=object,
    )


def _named(names: tuple[str, ...] | list[str], index: Integers) -> Texts:
    return np.array(names, dtype=object)[index]


def _plant_hostile(
    written: list[tuple[str, str]], chinese: npt.NDArray[np.bool_], generator: np.random.Generator
) -> None:
    """Puts each hostile text in place of a review in its language, as far as there are enough of them."""
    for language in ("en", "zh"):
        texts = [(title, text) for of, title, text in HOSTILE if of == language]
        places = np.flatnonzero(chinese == (language == "zh"))
        chosen = generator.permutation(places)[: len(texts)]
        for place, review in zip(chosen, texts, strict=False):
            written[place] = review
