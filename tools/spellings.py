"""Other ways in which models write the same arguments, put into the one that the tools take.

`>=` for `ge`, a measure as its bare key, a lone object where a list is expected, a list as JSON text. What is meant
never changes, and anything else stays as it was given, to be refused by name.
"""

import json
from collections.abc import Mapping
from typing import Any

_OPERATORS = {"=": "eq", "==": "eq", "!=": "ne", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_CONDITIONS = ("filters", "part", "having")
_OBJECTS = (*_CONDITIONS, "measures", "scenarios")
_NAMES = ("group_by", "columns", "customer_ids", "products", "categories", "languages", "y", "about", "tools")


def respelled(given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the tools take them.

    >>> respelled({"measures": ["revenue", "orders:mean"], "filters": {"column": "orders", "op": ">=", "value": 2}})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'measures': [{'metric': 'revenue'}, {'metric': 'orders', 'aggregate': 'mean'}],
     'filters': [{'column': 'orders', 'op': 'ge', 'value': 2}]}
    """
    # An argument given as null is one left out.
    return {key: _value(key, value) for key, value in given.items() if value is not None}


def _value(key: str, value: Any) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if key in _NAMES and isinstance(value, str):
        return [value]
    if key not in _OBJECTS:
        return value
    listed = value if isinstance(value, list) else [value]
    return [_measure(item) if key == "measures" else _condition(item) for item in listed]


def _measure(item: Any) -> Any:  # noqa: ANN401
    if not isinstance(item, str):
        return item
    metric, _, aggregate = item.partition(":")
    return {"metric": metric, "aggregate": aggregate} if aggregate else {"metric": metric}


def _condition(item: Any) -> Any:  # noqa: ANN401
    if not isinstance(item, Mapping):
        return item
    operator = item.get("op")
    return {**item, "op": _OPERATORS.get(operator, operator)} if isinstance(operator, str) else item
