"""Reads the standard metric dictionary; `data.company_dictionary` puts a company's own words on top of it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from config.text import Text
from data.metrics import (
    Attribute,
    Kind,
    Metric,
    MetricDictionary,
    Rule,
    Source,
    Synonyms,
    ValueNames,
    default_aggregates,
)
from data.spec import Aggregate, Filter, TableName
from data.tables import Unit

_FOLDER = Path(__file__).parent
_Pair = tuple[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]]


class Document(BaseModel):
    """A table of these files; a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Document):
    """What an entry is called and what it means."""

    name: _Pair | None = None
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    definition: _Pair | None = None

    def synonyms(self, more: Synonyms | None = None) -> Synonyms:
        """These words after `more`, each once."""
        before = more or {"en": (), "zh": ()}
        return {
            "en": tuple(dict.fromkeys((*before["en"], *self.en))),
            "zh": tuple(dict.fromkeys((*before["zh"], *self.zh))),
        }


class _SourceEntry(Document):
    rule: Rule = "column"
    column: str = ""
    default: Aggregate = "default"
    aggregates: tuple[Aggregate, ...] | None = None
    summable: bool = True
    where: Filter | None = None
    negate: bool = False
    numerator: str = ""
    denominator: str = ""
    needs: tuple[str, ...] = ()
    definition: _Pair | None = None

    def source(self, unit: Unit) -> Source:
        """The entry as the engine reads it."""
        allowed = self.aggregates
        if allowed is None:
            allowed = default_aggregates(unit) if self.column and self.rule not in ("rows", "distinct") else ()
            allowed = tuple(a for a in allowed if self.summable or a != "sum")
        columns = (self.column, self.where.column if self.where else "", *self.needs)
        return Source(
            self.rule,
            self.column,
            self.default,
            allowed,
            self.where,
            self.negate,
            self.numerator,
            self.denominator,
            tuple(dict.fromkeys(c for c in columns if c)),
            Text(*self.definition) if self.definition else None,
        )


class _MetricEntry(Words):
    name: _Pair
    definition: _Pair
    unit: Unit
    better: Literal["higher", "lower", ""] = ""
    orders: _SourceEntry | None = None
    customers: _SourceEntry | None = None
    reviews: _SourceEntry | None = None

    def metric(self, key: str) -> Metric:
        """The entry as the dictionary holds it, its tables in the order of the file."""
        entries = {"customers": self.customers, "orders": self.orders, "reviews": self.reviews}
        written: list[TableName] = [t for t in ("orders", "customers", "reviews") if t in self.model_fields_set]
        sources = {t: entry.source(self.unit) for t in written if (entry := entries[t])}
        name, definition = Text(*self.name), Text(*self.definition)
        return Metric(key, name, self.synonyms(), self.unit, definition, sources, self.better)


class _ValueEntry(Words):
    name: _Pair


class _AttributeEntry(Words):
    name: _Pair
    definition: _Pair
    unit: Unit
    kind: Kind
    columns: dict[TableName, str]
    values: dict[str, _ValueEntry] = Field(default_factory=dict)

    def attribute(self, key: str) -> Attribute:
        """The entry as the dictionary holds it."""
        values = {v: ValueNames(Text(*names.name), names.synonyms()) for v, names in self.values.items()}
        name, definition = Text(*self.name), Text(*self.definition)
        return Attribute(key, name, self.synonyms(), self.unit, self.kind, definition, self.columns, values)


@cache
def standard_dictionary() -> MetricDictionary:
    """Every metric and attribute Kezhi knows, before it is cut to what a build can answer."""
    metrics = tomllib.loads((_FOLDER / "metrics.toml").read_text(encoding="utf-8"))["metrics"]
    attributes = tomllib.loads((_FOLDER / "attributes.toml").read_text(encoding="utf-8"))["attributes"]
    return MetricDictionary(
        tuple(_MetricEntry.model_validate(entry).metric(key) for key, entry in metrics.items()),
        tuple(_AttributeEntry.model_validate(entry).attribute(key) for key, entry in attributes.items()),
    )
