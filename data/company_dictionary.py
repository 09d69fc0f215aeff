"""A company's own `kezhi.toml` on top of the standard dictionary: names, synonyms, definitions, segments.

In `kezhi.toml`::

    [metrics.revenue]
    name = ["takings", "营业收入"]
    zh = ["进账"]                                   # added to the standard synonyms

    [segments."高价值客户"]
    en = ["key accounts"]
    filters = [{column = "predicted_value", op = "ge", value = 1000}, {column = "orders", op = "ge", value = 3}]
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import DataFileError
from config.text import Text
from data.metric_files import Words
from data.metrics import Attribute, Metric, MetricDictionary, Synonyms, ValueNames
from data.own_segments import Segment
from data.spec import Filter


class _AttributeOverride(Words):
    values: dict[str, Words] = Field(default_factory=dict)


class _SegmentEntry(Words):
    filters: tuple[Filter, ...] = Field(min_length=1)

    def segment(self, key: str) -> Segment:
        """The entry as the dictionary holds it."""
        name = Text(*self.name) if self.name else Text(key, key)
        return Segment(name, self.synonyms(), self.filters, Text(*self.definition) if self.definition else None)


class CompanyTables(BaseModel):
    """The tables of a company's file."""

    # Other tables of kezhi.toml belong to other rooms.
    model_config = ConfigDict(frozen=True, extra="ignore")

    metrics: dict[str, Words] = Field(default_factory=dict)
    attributes: dict[str, _AttributeOverride] = Field(default_factory=dict)
    segments: dict[str, _SegmentEntry] = Field(default_factory=dict)


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
        return in_company_words(file.read_text(encoding="utf-8"), dictionary, file=file)
    except UnicodeDecodeError as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None


def in_company_words(text: str, dictionary: MetricDictionary, *, file: Path) -> MetricDictionary:
    """The dictionary in the words of a company's file with this text.

    Args:
        text: The file's text.
        dictionary: What to override.
        file: What to call the file in an error.

    Raises:
        DataFileError: It is no TOML, or names a metric, attribute or operator that does not exist.
    """
    try:
        company = CompanyTables.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise DataFileError(file, first["msg"], column=".".join(str(part) for part in first["loc"])) from None
    for place, key, nearest in unknown_keys(company, dictionary):
        hint = f"one of {', '.join(nearest)}" if nearest else "a key that describe_data lists"
        raise DataFileError(file, "no such metric or attribute", column=place, found=key, expected=hint)
    for place, found in forbidden_conditions(company, dictionary):
        raise DataFileError(
            file, "segments are made of what is neither personal nor a segment", column=place, found=found.key
        )
    segments = {key: entry.segment(key) for key, entry in company.segments.items()}
    attributes = tuple(_renamed_attribute(a, company.attributes.get(a.key)) for a in dictionary.attributes)
    return replace(
        dictionary,
        metrics=tuple(_renamed(m, company.metrics.get(m.key)) for m in dictionary.metrics),
        attributes=tuple(_with_segments(a, segments) if a.kind == "segment" else a for a in attributes),
        segments=segments,
    )


def unknown_keys(company: CompanyTables, dictionary: MetricDictionary) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every key that is none of the dictionary's: where it stands, the key, and the nearest that are."""
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
            yield place, key, dictionary.nearest(key, among=known)


def forbidden_conditions(company: CompanyTables, dictionary: MetricDictionary) -> Iterator[tuple[str, Attribute]]:
    """Conditions of segments that would go round in a circle, or let personal data be searched by whoever may not."""
    for name, entry in company.segments.items():
        for place, condition in enumerate(entry.filters):
            known = dictionary.attributes_by_key.get(condition.column)
            if known is not None and known.kind in ("segment", "personal"):
                yield f"segments.{name}.filters.{place}", known


def _renamed(metric: Metric, own: Words | None) -> Metric:
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
