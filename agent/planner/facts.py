"""What the planner knows of a shop: its dictionary, its values and ids, its calendar."""

import datetime as dt
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from config.settings import Role
from data.consent import plain_answers
from data.metrics import Attribute, Metric, MetricDictionary
from data.spec import TableName
from tools.shop import Shop


@dataclass(frozen=True)
class Facts:
    """One build, as the planner sees it.

    Attributes:
        dictionary: Metrics and attributes that the build can answer.
        values: Attribute key to the values in the data.
        customer_ids: Every customer id as stored.
        order_ids: Every order id as stored.
        as_of: Last day the numbers know of; relative periods count from it.
        first_day: First day of the data.
        horizon_days: Days that the stored predictions look ahead.
        currency: ISO code of every amount.
        role: Whom the answers are for.
        names: Every customer's name in lower case, where the data hold names.
        product_ids: Every product's code; empty where the data have none.
        consents: By channel the attribute that holds who agreed to letters, with the values that agree and refuse.
    """

    dictionary: MetricDictionary
    values: Mapping[str, Sequence[str]]
    customer_ids: Container[str]
    order_ids: Container[str]
    as_of: dt.date
    first_day: dt.date
    horizon_days: int
    currency: str
    role: Role = "analyst"
    names: Collection[str] = frozenset()
    product_ids: Container[str] = frozenset()
    consents: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)

    @staticmethod
    def of_shop(shop: Shop, *, role: Role = "analyst") -> "Facts":
        """The facts of an opened shop."""
        return Facts(
            dictionary=shop.dictionary,
            values=shop.lexicon.values,
            customer_ids=shop.lexicon.customer_ids,
            order_ids=shop.lexicon.order_ids,
            as_of=shop.manifest.as_of,
            first_day=shop.manifest.first_day,
            horizon_days=shop.horizon_days,
            currency=shop.currency,
            role=role,
            names=_names(shop),
            product_ids=shop.lexicon.product_ids,
            consents=plain_answers(shop.customers),
        )

    def metric(self, key: str) -> Metric | None:
        """The metric of that key, or None where this build cannot measure it."""
        return self.dictionary.metrics_by_key.get(key)

    def attribute(self, key: str) -> Attribute | None:
        """The attribute of that key, or None where this build has no such column."""
        return self.dictionary.attributes_by_key.get(key)

    @cached_property
    def tables(self) -> frozenset[TableName]:
        """Tables of which at least one metric can be measured."""
        return frozenset(table for metric in self.dictionary.metrics for table in metric.tables)


def _names(shop: Shop) -> frozenset[str]:
    if "name" not in shop.customers:
        return frozenset()
    return frozenset(str(name).casefold() for name in shop.customers["name"].cat.categories)
