"""The metric dictionary: the one place that says what a metric or attribute is, in both languages.

The standard entries are in `metrics.toml` and `attributes.toml` beside this module, in the form in which a company
overrides them in its `kezhi.toml`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from config.errors import ToolInputError
from config.text import Language, Text
from data.own_segments import Segment
from data.spec import Aggregate, Filter, TableName
from data.tables import Unit

Rule = Literal["column", "rows", "distinct", "ratio", "order_total"]
Kind = Literal["text", "id", "personal", "date", "number", "flag", "bucket", "segment"]
Synonyms = Mapping[Language, tuple[str, ...]]

_SUMMABLE: tuple[Unit, ...] = ("money", "count", "number")
_NEVER_SUMMED: tuple[Aggregate, ...] = ("mean", "median", "min", "max", "p10", "p25", "p75", "p90", "count", "distinct")
NO_SYNONYMS: Synonyms = {"en": (), "zh": ()}


@dataclass(frozen=True)
class Source:
    """How a metric is measured in one table.

    Attributes:
        rule: `column`: aggregate a column; `rows`: count rows; `distinct`: count distinct values of the column;
            `ratio`: one metric divided by another, both measured over the same rows; `order_total`: aggregate
            over orders, each the sum of its lines.
        column: Column of the table; for a ratio the column that holds each row's own value (may be empty).
        default_aggregate: What `default` means here.
        aggregates: Every aggregate that is allowed; empty where only `default` makes sense.
        where: Only rows that pass take part, such as `amount_minor gt 0` (purchases).
        negate: The result is shown with its sign turned, so that returns are positive.
        numerator: Metric key above the line of a ratio.
        denominator: Metric key below the line of a ratio.
        needs: Columns of the table without which the metric cannot be measured.
        definition: What it means in this table, where that differs from the metric's general definition.
    """

    rule: Rule
    column: str = ""
    default_aggregate: Aggregate = "default"
    aggregates: tuple[Aggregate, ...] = ()
    where: Filter | None = None
    negate: bool = False
    numerator: str = ""
    denominator: str = ""
    needs: tuple[str, ...] = ()
    definition: Text | None = None


@dataclass(frozen=True)
class Metric:
    """A number that can be measured, filtered and sorted by.

    Attributes:
        key: Name in queries and results, such as `predicted_value`.
        name: Name for people.
        synonyms: Other words for it; the name itself is not repeated here.
        unit: Unit of its values.
        definition: One sentence.
        sources: How it is measured, by table.
        better: Which direction is good for the shop; empty where neither is.
    """

    key: str
    name: Text
    synonyms: Synonyms
    unit: Unit
    definition: Text
    sources: Mapping[TableName, Source]
    better: Literal["higher", "lower", ""] = ""

    @property
    def tables(self) -> tuple[TableName, ...]:
        """Tables in which it can be measured, the best first."""
        return tuple(self.sources)

    @property
    def column(self) -> str:
        """Column of the first table."""
        return next(iter(self.sources.values())).column

    @property
    def default_aggregate(self) -> Aggregate:
        """What `default` means in the first table."""
        return next(iter(self.sources.values())).default_aggregate

    def words(self, language: Language) -> tuple[str, ...]:
        """Its name and every synonym in one language."""
        return (self.name.in_language(language), *self.synonyms.get(language, ()))

    def definition_in(self, table: TableName) -> Text:
        """What it means when measured in `table`."""
        source = self.sources.get(table)
        return source.definition if source and source.definition else self.definition


@dataclass(frozen=True)
class ValueNames:
    """What people call one value of an attribute: the name to show and other words for it."""

    name: Text
    synonyms: Synonyms = field(default_factory=lambda: NO_SYNONYMS)

    def words(self, language: Language) -> tuple[str, ...]:
        """The name and every synonym in one language."""
        return (self.name.in_language(language), *self.synonyms.get(language, ()))


@dataclass(frozen=True)
class Attribute:
    """A property of customers, orders or reviews to filter and group by.

    Attributes:
        key: Name in queries and results, such as `country`.
        name: Name for people.
        synonyms: Other words for it.
        unit: Unit of its cells.
        kind: How its values compare; a `bucket` is a span of time made from the day.
        definition: One sentence.
        columns: Column by table. A table that is missing here reads the customer's, where it knows the customer.
        values: Names of values that are shown or asked for under other names: 德国 for Germany.
    """

    key: str
    name: Text
    synonyms: Synonyms
    unit: Unit
    kind: Kind
    definition: Text
    columns: Mapping[TableName, str]
    values: Mapping[str, ValueNames] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[TableName, ...]:
        """Tables that have it of their own, the best first."""
        return tuple(self.columns)

    @property
    def column(self) -> str:
        """Column of the first table."""
        return next(iter(self.columns.values()))

    @property
    def groupable(self) -> bool:
        """Whether rows can be grouped by it."""
        return self.kind not in ("personal", "segment")

    def words(self, language: Language) -> tuple[str, ...]:
        """Its name and every synonym in one language."""
        return (self.name.in_language(language), *self.synonyms.get(language, ()))

    def value_text(self, value: str, language: Language) -> str:
        """A value as people of that language call it; the value itself where it has no other name."""
        names = self.values.get(value)
        return names.name.in_language(language) if names else value


@dataclass(frozen=True)
class MetricDictionary:
    """Every metric, attribute and named segment there is, or those that one build can answer."""

    metrics: tuple[Metric, ...]
    attributes: tuple[Attribute, ...]
    segments: Mapping[str, Segment] = field(default_factory=dict)

    @cached_property
    def metrics_by_key(self) -> Mapping[str, Metric]:
        """The metrics, by key."""
        return {metric.key: metric for metric in self.metrics}

    @cached_property
    def attributes_by_key(self) -> Mapping[str, Attribute]:
        """The attributes, by key."""
        return {attribute.key: attribute for attribute in self.attributes}

    def metric(self, key: str) -> Metric:
        """The metric of that key.

        Raises:
            ToolInputError: There is none; the message names the nearest.
        """
        metric = self.metrics_by_key.get(key)
        if metric is None:
            raise self.unknown(key, "metric", list(self.metrics_by_key))
        return metric

    def attribute(self, key: str) -> Attribute:
        """The attribute of that key.

        Raises:
            ToolInputError: There is none; the message names the nearest.
        """
        attribute = self.attributes_by_key.get(key)
        if attribute is None:
            raise self.unknown(key, "attribute", list(self.attributes_by_key))
        return attribute

    def segment_of(self, word: str) -> str | None:
        """Key of the company's own segment that is called so, in whatever case; None where none is."""
        folded = word.casefold()
        called = (key for key, s in self.segments.items() if folded in (w.casefold() for w in s.words(key)))
        return next(called, None)

    def find(self, key: str) -> Metric | Attribute | None:
        """The metric or attribute of that key, or None."""
        return self.metrics_by_key.get(key) or self.attributes_by_key.get(key)

    def nearest(self, word: str, *, limit: int = 3, among: Collection[str] | None = None) -> tuple[str, ...]:
        """Keys whose key, name or synonyms resemble the word most, best first.

        >>> from data.metric_files import standard_dictionary
        >>> standard_dictionary().nearest("turnovr", limit=1)
        ('revenue',)
        """
        entries: tuple[Metric | Attribute, ...] = (*self.metrics, *self.attributes)
        keys = {
            text.casefold(): entry.key
            for entry in reversed(entries)
            if among is None or entry.key in among
            for text in (*entry.words("en"), *entry.words("zh"), entry.key, entry.key.replace("_", " "))
        }
        like = process.extract(word.casefold(), list(keys), scorer=fuzz.WRatio, limit=None, score_cutoff=60)
        found: list[str] = []
        # Of words that resemble it as much the shorter one has less that was not typed.
        for text, _, _ in sorted(like, key=lambda match: (-match[1], len(match[0]))):
            if keys[text] not in found:
                found.append(keys[text])
        return tuple(found[:limit])

    def unknown(self, word: str, kind: str, among: Collection[str]) -> ToolInputError:
        """The error for a key that is not there, with the nearest that are."""
        nearest = self.nearest(word, among=among)
        hint = f"; nearest: {', '.join(nearest)}" if nearest else "; describe_data lists what there is"
        return ToolInputError(f"there is no {kind} {word!r} in this data{hint}")

    def for_build(self, columns: Mapping[TableName, Collection[str]]) -> "MetricDictionary":
        """What a build with tables of these columns can answer."""
        metrics = tuple(m for m in (_restricted_metric(m, columns) for m in self.metrics) if m.sources)
        keys = {m.key for m in metrics}
        metrics = tuple(m for m in metrics if _ratios_possible(m, keys))
        attributes = [a for a in (_restricted_attribute(a, columns) for a in self.attributes) if a.columns]
        own = tuple(a for a in attributes if a.kind != "segment" or self.segments)
        return replace(self, metrics=metrics, attributes=own)

    def with_attributes(self, attributes: Collection[Attribute]) -> "MetricDictionary":
        """The same with further attributes; a company's own names for them are kept."""
        known = {a.key for a in self.attributes}
        return replace(self, attributes=(*self.attributes, *(a for a in attributes if a.key not in known)))

    def with_value_names(self, names: Mapping[str, Mapping[str, ValueNames]]) -> "MetricDictionary":
        """The same with further names of values, by attribute key; names given before win."""
        attributes = tuple(
            replace(a, values={**names[a.key], **a.values}) if a.key in names else a for a in self.attributes
        )
        return replace(self, attributes=attributes)


def default_aggregates(unit: Unit) -> tuple[Aggregate, ...]:
    """The aggregates that make sense for a column of that unit: shares, days and ratings are never summed."""
    return ("sum", *_NEVER_SUMMED) if unit in _SUMMABLE else _NEVER_SUMMED


def _restricted_metric(metric: Metric, columns: Mapping[TableName, Collection[str]]) -> Metric:
    kept = {
        table: source
        for table, source in metric.sources.items()
        if table in columns and all(c in columns[table] for c in source.needs)
    }
    return replace(metric, sources=kept)


def _ratios_possible(metric: Metric, keys: Collection[str]) -> bool:
    return all(
        source.numerator in keys and source.denominator in keys
        for source in metric.sources.values()
        if source.rule == "ratio"
    )


def _restricted_attribute(attribute: Attribute, columns: Mapping[TableName, Collection[str]]) -> Attribute:
    kept: dict[TableName, str] = {}
    for table, wanted in attribute.columns.items():
        # "product_name|product_id": the first that the table has, so that shops without names are asked by id.
        present = [c for c in wanted.split("|") if c in columns.get(table, ())]
        if present:
            kept[table] = present[0]
    return replace(attribute, columns=kept)
