"""The data's own words: which values each attribute has, and which ids there are."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from data.consent import is_consent
from data.metrics import MetricDictionary
from data.query_tables import QueryTables
from data.spec import TableName

# A question names one of the shop's common products; beyond this many, products are looked up, not listed.
MOST_VALUES = 5000


class Ids(Collection[str]):
    """Ids in order, found by bisection: a set of ten million texts would take a gigabyte more."""

    def __init__(self, ids: list[str]) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and self.position(item) is not None

    def position(self, item: str) -> int | None:
        """Place of an id, or None.

        >>> Ids(["0012", "12", "a"]).position("12"), Ids(["0012"]).position("12")
        (1, None)
        """
        at = bisect_left(self._ids, item)
        return at if at < len(self._ids) and self._ids[at] == item else None


@dataclass(frozen=True)
class Lexicon:
    """Values that people may name in a question.

    Attributes:
        values: Attribute key to its values, the most frequent first, at most `MOST_VALUES`; `segment` holds the
            company's named segments. Other names of a value (德国 for Germany) are in the dictionary's attribute.
        customer_ids: Every customer id; `in` and `.position(id)`, which is the row of the customers table.
        order_ids: Every order id.
        product_ids: Every product id; empty where the data has none.
    """

    values: Mapping[str, tuple[str, ...]]
    customer_ids: Ids
    order_ids: Ids
    product_ids: Ids


def read_lexicon(tables: QueryTables, dictionary: MetricDictionary) -> Lexicon:
    """The values of every text attribute of these tables."""
    values: dict[str, tuple[str, ...]] = {}
    for attribute in dictionary.attributes:
        # "True" and "no" name nobody: they would be heard in "is it true", "no orders".
        if attribute.kind == "text" and not is_consent(attribute.key):
            values[attribute.key] = _frequent(tables, attribute.columns)
    if dictionary.segments:
        values["segment"] = tuple(dictionary.segments)
    return Lexicon(
        values,
        Ids([str(v) for v in tables.customers["customer_id"]]),
        _ids(tables.orders, "order_id"),
        _ids(tables.orders, "product_id"),
    )


def _frequent(tables: QueryTables, columns: Mapping[TableName, str]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for table, column in columns.items():
        frame = tables.frame(table)
        if frame is not None:
            for value, count in frame[column].value_counts().items():
                counts[str(value)] = counts.get(str(value), 0) + int(count)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    return tuple(ranked[:MOST_VALUES])


def _ids(frame: pd.DataFrame, column: str) -> Ids:
    if column not in frame:
        return Ids([])
    return Ids(sorted(str(v) for v in frame[column].cat.categories))
