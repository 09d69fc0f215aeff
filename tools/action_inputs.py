"""What plans of action are made from, once for each shop: rules that fit, worth, complaints, categories to offer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import DataFileError, ToolInputError
from data.action_choice import Masks, Places, Worth, value_to_win
from data.action_rules import FILE, ActionBook, company_actions
from data.affinities import Affinity, affinities, by_customer
from data.complaints import complaining, counted_by_customer
from data.metrics import MetricDictionary
from data.query_columns import View
from data.query_deeds import condition_mask
from data.query_filters import NEGATIVE
from data.query_tables import QueryTables
from data.spec import Filter
from tools.shop import Shop
from tools.shop_words import company_file, dictionary_for, full_dictionary

if TYPE_CHECKING:
    from data.builds import Build

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CategoryOffers:
    """Which categories go together, and what each customer could be offered.

    Attributes:
        names: The categories; empty where the shop has none.
        pairs: Pairs beyond chance, the strongest first.
        bought: Which customer bought in which (n, c).
        order_minor: What an order brings in each category (3, c): mean, and the ends of the middle 80 %.
        offered: For each customer the place in `pairs` of the best, -1 where there is none (n,).
    """

    names: tuple[str, ...]
    pairs: tuple[Affinity, ...]
    bought: npt.NDArray[np.bool_]
    order_minor: Floats
    offered: Places

    def next_names(self) -> list[str | None]:
        """The category to offer each customer."""
        return [None if place < 0 else self.names[self.pairs[place].offered] for place in self.offered.tolist()]


@dataclass(frozen=True)
class PlanInputs:
    """What plans of one shop are made from.

    Attributes:
        book: Rules and assumptions.
        view: The customers with what only plans know of them.
        worth: What they are worth.
        offers: What they could be offered.
        complaints: Open complaints, with the customer's place in `customer`.
        order_minor: What an average order brings [minor units].
        fits: Whom each rule's filters pass (rules, n).
        service: Place of the service rule of each customer (n,).
    """

    book: ActionBook
    view: View
    worth: Worth
    offers: CategoryOffers
    complaints: pd.DataFrame
    order_minor: float
    fits: Masks
    service: Places


def plan_inputs(shop: Shop) -> PlanInputs:
    """The inputs of a shop's plans; made when first asked for.

    Raises:
        DataFileError: The workspace's kezhi.toml cannot be used.
    """
    return shop.once("plan", lambda: _made(shop), by_words=True)


def _made(shop: Shop) -> PlanInputs:
    every = full_dictionary(shop.build, shop.tables)
    book = company_actions(company_file(shop.build), every)
    customers = shop.customers
    value, lo, hi = (
        np.maximum(customers[f"predicted_{key}_minor"].to_numpy(dtype=np.float64), 0.0) for key in ("value", "lo", "hi")
    )
    to_win = value_to_win(
        value, customers["p_active"].to_numpy(dtype=np.float64), least_chance=book.assumptions.least_chance
    )
    offers = _offers(shop.tables, book.assumptions.least_buyers)
    complaints = _complaints(shop, book.assumptions.complaint_days)
    held = customers.assign(
        value_to_win_minor=to_win, next_category=pd.Categorical(offers.next_names(), categories=list(offers.names))
    )
    if shop.tables.reviews is not None:
        own = complaints["customer"].to_numpy()
        late = complaints["of_delivery"].to_numpy(dtype=bool)
        counts = {"open_complaints": own, "delivery_complaints": own[late]}
        held = held.assign(**{k: counted_by_customer(v, customers=len(customers)) for k, v in counts.items()})
    if not offers.names:
        held = held.drop(columns="next_category")
    view = _view(shop.build, replace(shop.tables, customers=held), shop.manifest.minor_digits)
    file = company_file(shop.build) if company_file(shop.build).is_file() else FILE
    served = _fits(view, every, [rule.filters for rule in book.service_rules], file=file, place="service_rules")
    return PlanInputs(
        book=book,
        view=view,
        worth=Worth(value, lo, hi, to_win, _category_worth(offers)),
        offers=offers,
        complaints=complaints,
        order_minor=_order_minor(shop.tables.orders),
        fits=_fits(view, every, [rule.filters for rule in book.rules], file=file, place="rules"),
        service=served.argmax(axis=0).astype(np.int64),
    )


def _view(build: "Build", tables: QueryTables, minor_digits: int) -> View:
    return View("customers", tables, dictionary_for(build, tables), minor_digits)


def _complaints(shop: Shop, days: int) -> pd.DataFrame:
    until = shop.tables.as_of_day
    reviews = shop.tables.reviews
    if reviews is None:
        empty: dict[str, list[object]] = {"place": [], "review_id": [], "of_delivery": [], "aspects": []}
        return pd.DataFrame(empty).assign(customer=np.array([], dtype=np.int64))
    found = complaining(reviews, shop.opinions, after_day=until - days, until_day=until)
    return found.assign(customer=shop.tables.customer_rows["reviews"][found["place"].to_numpy(dtype=np.int64)])


def _offers(tables: QueryTables, least_buyers: int) -> CategoryOffers:
    """Pairs of categories beyond chance, and for each customer the strongest whose other side is not bought yet."""
    orders, n = tables.orders, len(tables.customers)
    if "category" not in orders:
        return CategoryOffers((), (), np.zeros((n, 0), dtype=bool), np.zeros((3, 0)), np.full(n, -1, dtype=np.int64))
    sold = (orders["amount_minor"] > 0).to_numpy()
    names = tuple(str(name) for name in orders["category"].cat.categories)
    codes = orders["category"].cat.codes.to_numpy()[sold].astype(np.int64)
    bought = by_customer(tables.customer_rows["orders"][sold], codes, customers=n, names=names)
    pairs = tuple(affinities(bought, least_buyers=least_buyers))
    offered = np.full(n, -1, dtype=np.int64)
    for place, pair in enumerate(pairs):
        offered[(offered < 0) & bought[:, pair.bought] & ~bought[:, pair.offered]] = place
    return CategoryOffers(names, pairs, bought, _order_worth(orders[sold], len(names)), offered)


def _order_worth(sold: pd.DataFrame, categories: int) -> Floats:
    """What an order brings in each category it has (3, c): mean, 10 % and 90 % quantile; 0 where nothing was sold."""
    amounts = sold.groupby(["category", "order_id"], observed=True)["amount_minor"].sum()
    each = amounts.groupby(level="category", observed=False)
    worth = np.stack([each.mean(), each.quantile(0.1), each.quantile(0.9)])
    known: Floats = np.nan_to_num(worth.reshape(3, categories))
    return known


def _category_worth(offers: CategoryOffers) -> Floats:
    worth = np.zeros((3, len(offers.offered)))
    for place, pair in enumerate(offers.pairs):
        worth[:, offers.offered == place] = offers.order_minor[:, [pair.offered]]
    return worth


def _order_minor(orders: pd.DataFrame) -> float:
    bought = orders[orders["amount_minor"] > 0]
    count = int(bought["order_id"].nunique())
    return float(bought["amount_minor"].sum()) / count if count else 0.0


def _fits(view: View, every: MetricDictionary, rules: Sequence[Sequence[Filter]], *, file: Path, place: str) -> Masks:
    """Whom the filters of each rule pass (rules, n).

    Raises:
        DataFileError: A filter cannot be used; the message says which and why.
    """
    fits = np.ones((len(rules), len(view.frame)), dtype=bool)
    for number, filters in enumerate(rules):
        for condition in filters:
            try:
                fits[number] &= _passing(view, every, condition)
            except ToolInputError as error:
                raise DataFileError(file, str(error), column=f"plan.{place}.{number}") from None
    return fits


def _passing(view: View, every: MetricDictionary, condition: Filter) -> npt.NDArray[np.bool_]:
    """Who passes one filter: nobody where the shop's data do not have the key."""
    nobody = np.zeros(len(view.frame), dtype=bool)
    attribute = every.attributes_by_key.get(condition.column)
    if view.dictionary.find(condition.column) is None:
        return nobody
    column = attribute.columns.get("customers") if attribute is not None and attribute.values else None
    if attribute is not None and column is not None and condition.op in ("eq", "ne", "in", "not_in"):
        listed = condition.value if isinstance(condition.value, list) else [condition.value]
        here = set(view.frame[column].dropna().unique())
        # A segment that there is, but that nobody is in today, is no mistake.
        kept = [value for value in listed if value is not None and (value not in attribute.values or value in here)]
        negative = condition.op in NEGATIVE
        if not kept:
            return ~nobody if negative else nobody
        condition = condition.model_copy(update={"op": "not_in" if negative else "in", "value": kept})
    return condition_mask(view, condition, notes=[])
