"""The conditions of a company's own segments in words, in both languages, with money in the shop's currency."""

from collections.abc import Iterable

from config.text import Language, Text
from data.metrics import Attribute, Metric, MetricDictionary
from data.money import NO_CURRENCY
from data.own_segments import Segment
from data.spec import Filter, Operator, Scalar
from data.tables import Unit

_OPERATORS: dict[Operator, Text] = {
    "eq": Text("is {}", "为{}"),
    "ne": Text("is not {}", "不为{}"),
    "lt": Text("under {}", "低于{}"),
    "le": Text("at most {}", "不超过{}"),
    "gt": Text("over {}", "超过{}"),
    "ge": Text("at least {}", "至少{}"),
    "in": Text("one of {}", "属于{}"),
    "not_in": Text("none of {}", "不属于{}"),
    "between": Text("from {} to {}", "从{}到{}"),
    "contains": Text("contains {}", "包含{}"),
    "missing": Text("not known", "未知"),
    "present": Text("known", "已知"),
}
_JOIN, _LIST, _DAYS = Text("; ", "；"), Text(", ", "、"), Text(" days", "天")


def rule_of(segment: Segment, dictionary: MetricDictionary, *, currency: str) -> Text:
    """The conditions that all members of a segment meet.

    >>> from data.metric_files import standard_dictionary
    >>> rule = (Filter(column="predicted_value", op="ge", value=1000), Filter(column="orders", op="ge", value=3))
    >>> rule_of(Segment(Text("", ""), {"en": (), "zh": ()}, rule), standard_dictionary(), currency="GBP")
    Text(en='predicted value at least 1,000 GBP; orders at least 3', zh='预测价值至少1,000 GBP；订单数至少3')
    """
    en, zh = (
        _JOIN.in_language(language).join(_said(part, dictionary, currency, language) for part in segment.filters)
        for language in ("en", "zh")
    )
    return Text(en, zh)


def _said(condition: Filter, dictionary: MetricDictionary, currency: str, language: Language) -> str:
    entry = dictionary.find(condition.column)
    name = entry.name.in_language(language) if entry else condition.column
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    shown = [_value(value, entry, currency, language) for value in values if value is not None]
    if condition.op != "between":
        shown = [_LIST.in_language(language).join(shown)]
    said = _OPERATORS[condition.op].in_language(language).format(*shown)
    return f"{name} {said}" if language == "en" else f"{name}{said}"


def _value(value: Scalar, entry: Metric | Attribute | None, currency: str, language: Language) -> str:
    if isinstance(entry, Attribute) and isinstance(value, str):
        return entry.value_text(value, language)
    if isinstance(value, bool | str):
        return str(value)
    unit: Unit = entry.unit if entry else "number"
    if unit == "share":
        return f"{value * 100:.6g}%"
    plain = f"{value:,}"
    if unit == "money" and currency != NO_CURRENCY:
        return f"{plain} {currency}"
    return plain + _DAYS.in_language(language) if unit == "days" else plain


def own_words(dictionary: MetricDictionary, standard: MetricDictionary) -> frozenset[str]:
    """Keys of the metrics and attributes that a company calls, understands or defines otherwise than the standard."""
    both: Iterable[Metric | Attribute] = (*dictionary.metrics, *dictionary.attributes)
    return frozenset(entry.key for entry in both if _told(entry) != _told(standard.find(entry.key)))


def _told(entry: Metric | Attribute | None) -> object:
    if entry is None:
        return None
    return entry.name, dict(entry.synonyms), entry.definition
