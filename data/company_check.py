"""Is a company's file sound? Every problem with its place and what is possible, before anything is put in use."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from config.text import Text
from data.alert_reading import TABLE, faults, rules_of, unknown_words
from data.company_dictionary import CompanyTables, forbidden_conditions, in_company_words, unknown_keys
from data.company_file import COMPANY_FILE
from data.metrics import Attribute, Metric, MetricDictionary
from data.spec import Operator
from data.toml_faults import toml_fault

# Those of `plan` are checked by data.action_rules, those of `company` where reports are made,
# those of `watch` by agent.watch_plan, those of `audiences` by data.audience_rules.
_TABLES = ("metrics", "attributes", "segments", "plan", "company", TABLE, "watch", "audiences")
MOST_WORD = 60
# What is wanted, by the kind of fault that pydantic names.
_WANTED = {
    "string_type": "这里应为文本",
    "list_type": "这里应为列表",
    "tuple_type": "这里应为列表",
    "dict_type": "这里应为表",
    "model_type": "这里应为表",
    "model_attributes_type": "这里应为表",
    "int_type": "这里应为整数",
    "float_type": "这里应为数字",
    "bool_type": "这里应为true或false",
    "too_long": "项目过多",
    "string_too_short": "文本不能为空",
    "string_too_long": "文本过长",
}
# They would end a reference, a table cell or a tag where a name is shown.
_NEVER = frozenset('<>{}[]|`\\"')


@dataclass(frozen=True)
class Problem:
    """What is wrong.

    Attributes:
        place: Where: `line 3`, `segments.VIP.filters.1.op`; empty for the whole file.
        said: What was found there and what is possible.
    """

    place: str
    said: Text


def check_company(text: str, standard: MetricDictionary) -> tuple[Problem, ...]:
    """Every problem of a company's file with this text, in the order of the file; none where it can be used.

    Whether the values of its conditions are in the data only a query tells.

    Args:
        text: The file's text.
        standard: Every metric and attribute there may be, in the standard words.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = toml_fault(error)
        return (Problem("", Text(f"This is no TOML: {fault.en}.", f"不是有效的TOML格式：{fault.zh}。")),)
    found = [*_unknown_tables(document)]
    try:
        company = CompanyTables.model_validate(document)
    except ValidationError as error:
        errors: list[dict[str, Any]] = [dict(each) for each in error.errors()]
        places = [each["loc"] for each in errors]
        # A list without its bad items is "too short", too.
        own = [e for e in errors if not any(p != e["loc"] and p[: len(e["loc"])] == e["loc"] for p in places)]
        return (*found, *(_malformed(each) for each in own))
    found += [_unknown(place, key, nearest) for place, key, nearest in unknown_keys(company, standard)]
    found += [_forbidden(place, attribute) for place, attribute in forbidden_conditions(company, standard)]
    found += _bad_words(company)
    found += _bad_alerts(document, text, standard)
    if not found:
        found += _taken_words(company, in_company_words(text, standard, file=Path(COMPANY_FILE)), standard)
    return tuple(found)


def _unknown_tables(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in document:
        if name not in _TABLES:
            possible = ", ".join(f"[{table}.…]" for table in _TABLES)
            yield Problem(
                str(name), Text(f"There is no such table; possible: {possible}.", f"没有这样的表；可用：{possible}。")
            )


def _bad_alerts(document: Mapping[str, Any], text: str, standard: MetricDictionary) -> Iterator[Problem]:
    """Rules of alerts that cannot be used."""
    found = [(place if line is None else f"{place} ({line})", said) for place, line, said in faults(document, text)]
    if not found:
        found = list(unknown_words(rules_of(document), standard))
    for place, said in found:
        yield Problem(place, Text(f"{said[:1].upper()}{said[1:]}.", f"预警规则有误：{said}。"))


def _malformed(error: Mapping[str, Any]) -> Problem:
    place = ".".join(str(part) for part in error["loc"] if not isinstance(part, int) or part < 10**6)
    kind, found = error["type"], error.get("input")
    if kind == "literal_error":
        possible = ", ".join(get_args(Operator))
        said = Text(f"{found!r} is no operator; possible: {possible}.", f"“{found}”不是运算符；可用：{possible}。")
    elif kind == "extra_forbidden":
        said = Text(
            "This is no part of an entry; possible: name, en, zh, definition; of a segment also filters; "
            "of a filter column, op, value.",
            "条目中没有这一项；可用：name、en、zh、definition；客群另有filters；条件为column、op、value。",
        )
    elif kind == "missing":
        said = Text("This is missing.", "缺少这一项。")
    elif kind == "too_short":
        said = Text("At least one is needed.", "至少需要一项。")
    else:
        wanted = _WANTED.get(kind, "格式不对")
        said = Text(f"{error['msg']}; found {found!r}.", f"{wanted}，现为{found!r}（{error['msg']}）。")
    return Problem(place, said)


def _unknown(place: str, key: str, nearest: tuple[str, ...]) -> Problem:
    hint = ", ".join(nearest)
    en = f"There is no metric or attribute {key!r}" + (f"; nearest: {hint}." if hint else ".")
    zh = f"没有指标或属性“{key}”" + (f"；最接近的有：{hint}。" if hint else "。")
    return Problem(place, Text(en, zh))


def _forbidden(place: str, found: Attribute) -> Problem:
    if found.kind == "segment":
        return Problem(place, Text("A segment cannot be made of own segments.", "自定义客群不能再引用自定义客群。"))
    return Problem(
        place,
        Text(
            f"{found.name.en} is personal: segments are for everybody to see.",
            f"{found.name.zh}属于个人信息：客群对所有人可见，不能以此定义。",
        ),
    )


def _bad_words(company: CompanyTables) -> Iterator[Problem]:
    """Words that cannot be shown or asked for."""
    for place, word in _words(company):
        if not any(c.isalpha() for c in word) or len(word) < 2 or len(word) > MOST_WORD or word != word.strip():
            yield Problem(
                place,
                Text(
                    f"{word!r} cannot be asked for: a name has 2 to {MOST_WORD} characters, letters among them, "
                    "and no spaces around it.",
                    f"“{word}”无法作为名称：需为2至{MOST_WORD}个字符、含文字，首尾不留空格。",
                ),
            )
        elif _NEVER & set(word) or any(not c.isprintable() for c in word):
            signs = " ".join(sorted(_NEVER))
            yield Problem(
                place, Text(f"{word!r}: a name has none of {signs}", f"“{word}”：名称中不能有以下符号：{signs}")
            )


def _words(company: CompanyTables) -> Iterator[tuple[str, str]]:
    """Every word that the file brings, with its place."""
    for table, entries in (
        ("metrics", company.metrics),
        ("attributes", company.attributes),
        ("segments", company.segments),
    ):
        for key, entry in entries.items():
            if table == "segments":
                yield f"segments.{key}", key
            yield from ((f"{table}.{key}.name", word) for word in entry.name or ())
            yield from (
                (f"{table}.{key}.{language}", word) for language in ("en", "zh") for word in getattr(entry, language)
            )
    for key, attribute in company.attributes.items():
        for value, named in attribute.values.items():
            place = f"attributes.{key}.values.{value}"
            yield from ((place, word) for word in (*(named.name or ()), *named.en, *named.zh))


def _taken_words(company: CompanyTables, dictionary: MetricDictionary, standard: MetricDictionary) -> Iterator[Problem]:
    """Words that would mean two things: the company's own against every metric, attribute and other own segment."""
    meant, before = _meanings(dictionary), _meanings(standard)
    told: set[str] = set()
    for place, word in _words(company):
        folded = word.casefold()
        several = meant.get(folded, set())
        # Some standard words mean two things already, which questions tell apart.
        if len(several) > 1 and several != before.get(folded) and folded not in told:
            told.add(folded)
            shown = ", ".join(sorted(several))
            yield Problem(
                place, Text(f"{word!r} would mean several things: {shown}.", f"“{word}”会有多个含义：{shown}。")
            )


def _meanings(dictionary: MetricDictionary) -> dict[str, set[str]]:
    """Every word of metrics, attributes and own segments in small letters, with the keys of what it means."""
    meant: dict[str, set[str]] = {}
    entries: tuple[Metric | Attribute, ...] = (*dictionary.metrics, *dictionary.attributes)
    for entry in entries:
        for word in (*entry.words("en"), *entry.words("zh")):
            meant.setdefault(word.casefold(), set()).add(entry.key)
    for key, segment in dictionary.segments.items():
        for word in segment.words(key):
            meant.setdefault(word.casefold(), set()).add(f"segment {key}")
    return meant
