"""Reads the metric dictionary: the standard files of this room, and a company's own `kezhi.toml` on top.

In `kezhi.toml`::

    [metrics.revenue]
    name = ["takings", "营业收入"]
    zh = ["进账"]                                   # added to the standard synonyms

    [segments."高价值客户"]
    en = ["key accounts"]
    filters = [{column = "predicted_value", op = "ge", value = 1000}]
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import DataFileError
from config.text import Text
from data.metrics import (
    Attribute,
    Kind,
    Metric,
    MetricDictionary,
    Rule,
    Segment,
    Source,
    Synonyms,
    ValueNames,
    default_aggregates,
)
from data.spec import Aggregate, Filter, TableName
from data.tables import Unit

_FOLDER = Path(__file__).parent
_Pair = tuple[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]]
_Model = TypeVar("_Model", bound="_Words")


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Words(_Document):
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


class _SourceEntry(_Document):
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


class _MetricEntry(_Words):
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


class _ValueEntry(_Words):
    name: _Pair


class _AttributeEntry(_Words):
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


class _AttributeOverride(_Words):
    values: dict[str, _Words] = Field(default_factory=dict)


class _SegmentEntry(_Words):
    filters: tuple[Filter, ...] = Field(min_length=1)

    def segment(self, key: str) -> Segment:
        """The entry as the dictionary holds it."""
        name = Text(*self.name) if self.name else Text(key, key)
        return Segment(name, self.synonyms(), self.filters, Text(*self.definition) if self.definition else None)


class _CompanyFile(BaseModel):
    # Other tables of kezhi.toml belong to other rooms.
    model_config = ConfigDict(frozen=True, extra="ignore")

    metrics: dict[str, _Words] = Field(default_factory=dict)
    attributes: dict[str, _AttributeOverride] = Field(default_factory=dict)
    segments: dict[str, _SegmentEntry] = Field(default_factory=dict)


@cache
def standard_dictionary() -> MetricDictionary:
    """Every metric and attribute Kezhi knows, before it is cut to what a build can answer."""
    metrics = tomllib.loads((_FOLDER / "metrics.toml").read_text(encoding="utf-8"))["metrics"]
    attributes = tomllib.loads((_FOLDER / "attributes.toml").read_text(encoding="utf-8"))["attributes"]
    return MetricDictionary(
        tuple(_MetricEntry.model_validate(entry).metric(key) for key, entry in metrics.items()),
        tuple(_AttributeEntry.model_validate(entry).attribute(key) for key, entry in attributes.items()),
    )


def company_dictionary(file: Path, dictionary: MetricDictionary) -> MetricDictionary:
    """The dictionary with a company's own names, synonyms, definitions and segments.

    Args:
        file: The company's `kezhi.toml`; where there is none, the dictionary comes back as it is.
        dictionary: What to override.

    Raises:
        DataFileError: The file is no TOML, or names a metric, attribute or operator that does not exist.
    """
    if not file.is_file():
        return dictionary
    try:
        company = _CompanyFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise DataFileError(file, first["msg"], column=".".join(str(part) for part in first["loc"])) from None
    _check_keys(file, company, dictionary)
    segments = {key: entry.segment(key) for key, entry in company.segments.items()}
    attributes = tuple(_renamed_attribute(a, company.attributes.get(a.key)) for a in dictionary.attributes)
    return replace(
        dictionary,
        metrics=tuple(_renamed(m, company.metrics.get(m.key)) for m in dictionary.metrics),
        attributes=tuple(_with_segments(a, segments) if a.kind == "segment" else a for a in attributes),
        segments=segments,
    )


def _check_keys(file: Path, company: _CompanyFile, dictionary: MetricDictionary) -> None:
    metrics, attributes = {m.key for m in dictionary.metrics}, {a.key for a in dictionary.attributes}
    wanted = [("metrics", key, metrics) for key in company.metrics]
    wanted += [("attributes", key, attributes) for key in company.attributes]
    wanted += [
        (f"segments.{name}", condition.column, metrics | attributes)
        for name, entry in company.segments.items()
        for condition in entry.filters
    ]
    for place, key, known in wanted:
        if key not in known and not key.startswith("attr_"):
            nearest = dictionary.nearest(key, among=known)
            hint = f"one of {', '.join(nearest)}" if nearest else "a key that describe_data lists"
            raise DataFileError(file, "no such metric or attribute", column=place, found=key, expected=hint)


def _renamed(metric: Metric, own: _Words | None) -> Metric:
    if own is None:
        return metric
    # The standard name stays a synonym, so that people who use it are still understood.
    kept: Synonyms = {lang: (metric.name.in_language(lang), *metric.synonyms[lang]) for lang in metric.synonyms}
    return replace(
        metric,
        name=Text(*own.name) if own.name else metric.name,
        synonyms=own.synonyms(kept if own.name else metric.synonyms),
        definition=Text(*own.definition) if own.definition else metric.definition,
    )


def _renamed_attribute(attribute: Attribute, own: _AttributeOverride | None) -> Attribute:
    if own is None:
        return attribute
    kept: Synonyms = {lang: (attribute.name.in_language(lang), *attribute.synonyms[lang]) for lang in ("en", "zh")}
    values = dict(attribute.values)
    for value, words in own.values.items():
        before = values.get(value, ValueNames(Text(value, value)))
        name = Text(*words.name) if words.name else before.name
        values[value] = ValueNames(name, words.synonyms(before.synonyms))
    return replace(
        attribute,
        name=Text(*own.name) if own.name else attribute.name,
        synonyms=own.synonyms(kept if own.name else attribute.synonyms),
        definition=Text(*own.definition) if own.definition else attribute.definition,
        values=values,
    )


def _with_segments(attribute: Attribute, segments: Mapping[str, Segment]) -> Attribute:
    """The attribute whose values the company's segments are, called as the company calls them."""
    return replace(attribute, values={key: ValueNames(each.name, each.synonyms) for key, each in segments.items()})
