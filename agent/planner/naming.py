"""Names of keys, values, numbers and lists in one language."""

from collections.abc import Iterable, Mapping
from typing import Any

from agent.planner.facts import Facts
from config.text import Language
from data.metrics import Attribute, Metric
from prompts.library import load_texts


class Names:
    """Names of metrics, attributes and their values in one language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts = facts
        self.language = language
        self.texts = load_texts("answers", language)

    def text(self, key: str, **values: object) -> str:
        """The text of that key of the section `read`."""
        return self.texts[f"read.{key}"].format_map(values)

    def name(self, key: str) -> str:
        """Name of a metric or attribute; of a measure with an aggregate also that (`revenue_mean`)."""
        if key in ("customers", "orders", "reviews") and self.facts.metric(key) is None:
            return self.text(key)
        entry = self._entry(key)
        if key == "customer_id":
            return self.text("customer")
        return entry.name.in_language(self.language) if entry else key

    def value(self, column: str, value: object) -> str:
        """A value of a filter, as people write it."""
        if isinstance(value, Mapping):
            return self.text("those")
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        entry = self._entry(column)
        if isinstance(value, str):
            return entry.value_text(value, self.language) if isinstance(entry, Attribute) else value
        if not isinstance(value, int | float):
            return str(value)
        unit = entry.unit if entry else ""
        if unit == "share":
            return f"{number(float(value) * 100)} %" if self.language == "en" else f"{number(float(value) * 100)}%"
        if unit == "money":
            return f"{number(value)} {self.facts.currency}"
        return number(value)

    def _entry(self, key: str) -> Metric | Attribute | None:
        """What a key stands for; `customer_orders` is the orders of a customer, `order_units` the units of an order."""
        found = self.facts.dictionary.find(key)
        return found or self.facts.dictionary.find(key.removeprefix("customer_").removeprefix("order_"))

    def groups(self, keys: Iterable[str]) -> str:
        """Names of attributes as a list."""
        return self._list([self.name(key) for key in keys])

    def either(self, names: Iterable[str]) -> str:
        """Several as alternatives: `a, b or c`."""
        return self._list(names, joint="or")

    def _list(self, names: Iterable[str], *, joint: str = "and") -> str:
        listed = list(names)
        if len(listed) < 2:
            return "".join(listed)
        return self.text("comma").join(listed[:-1]) + self.text(joint) + listed[-1]

    def _join(self, parts: Iterable[str]) -> str:
        return self.text("semicolon").join(part for part in parts if part)


def number(value: float) -> str:
    """A number as people write it.

    >>> number(1000), number(2.50), number(0.5)
    ('1,000', '2.5', '0.5')
    """
    return f"{int(value):,}" if value == int(value) else f"{value:,.4f}".rstrip("0").rstrip(".")


def left_to_reading(condition: Mapping[str, Any]) -> bool:
    """Whether a condition is told with the reading only: in a sentence it would claim what nothing proves."""
    value = condition.get("value")
    listed = value if isinstance(value, list) else [value]
    numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in listed)
    # "Registered contains 2025" is a day told by its beginning, no number.
    if condition["op"] == "contains" and isinstance(value, str) and value[:1].isdigit():
        return True
    # "Largest order of a customer over 1,000" would claim that something is the largest.
    if condition["column"] in ("first_purchase", "last_purchase", "next_order", "date", "max_order"):
        return True
    return numeric and condition["op"] in ("eq", "ne", "in", "not_in") and condition["column"] != "rating"
