"""describe_data: what there is to ask, in the words that the other tools take."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from langchain_core.tools import BaseTool
from pydantic import Field

from config.errors import ToolInputError
from config.text import Language, Text
from data.metrics import Attribute, Metric, MetricDictionary
from data.query_columns import TOOLS
from data.query_time import iso_date
from data.spec import TableName
from data.tables import Cell, Column, Table
from prompts.library import load_tool_texts
from tools.alert_table import alert_table
from tools.build_history import build_history
from tools.context import Runtime
from tools.dictionary_table import dictionary_table, segment_row
from tools.making import Outcome, ToolArguments, make_tool
from tools.quality_tables import quality_notes, quality_table
from tools.shop import Shop
from tools.untrusted_text import inert

_COLUMNS = (
    Column("table", Text("table", "表"), "text"),
    Column("rows", Text("rows", "行数"), "count"),
    Column("first_day", Text("first day", "首日"), "date"),
    Column("last_day", Text("last day", "末日"), "date"),
)
_ENTRY_COLUMNS = (
    Column("key", Text("key", "键"), "text"),
    Column("name", Text("name", "名称"), "text"),
    Column("unit", Text("unit", "单位"), "text"),
    Column("tools", Text("asked with", "查询工具"), "text"),
    Column("definition", Text("definition", "定义"), "text"),
    Column("values", Text("values", "取值"), "text"),
)
_TOOL_COLUMNS = (
    Column("tool", Text("tool", "工具"), "text"),
    Column("state", Text("state", "状态"), "text"),
)
_NAMES = {
    "customers": Text("customers", "客户"),
    "orders": Text("order lines", "订单行"),
    "reviews": Text("reviews", "评价"),
}
_EXAMPLES = 12
_LONGEST_WORD = 60
# Said where only the nearest keys are listed, which a model might take for what it asked for.
_UNKNOWN = Text("Nothing here is called {words}; the nearest keys follow.", "没有叫做{words}的；以下是最接近的键。")
_EVERY_TABLE = ", ".join(TOOLS.values())


class DescribeArguments(ToolArguments):
    """What to describe."""

    about: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="Keys or words to define; `quality` (and a rule), `builds`, `alerts`, `dictionary`; empty: all.",
    )
    tools: list[str] = Field(
        default_factory=list, max_length=20, description="Tools the model was not offered and wants (agent.routing)."
    )


def describe_tool() -> BaseTool:
    """The tool describe_data."""
    return make_tool(
        "describe_data",
        arguments=DescribeArguments,
        compute=_describe,
    )


def _describe(asked: DescribeArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    language = runtime.context.language
    if not asked.tools:
        return _about(asked, shop, language)
    listed = _tools(asked.tools)
    if not asked.about:
        return listed
    described, names = _about(asked, shop, language), ", ".join(dict.fromkeys(asked.tools))
    note = Text(f"At hand from now on: {names}.", f"现在起可用：{names}。")
    return replace(described, table=replace(described.table, notes=(*described.table.notes, note)))


def _about(asked: DescribeArguments, shop: Shop, language: Language) -> Outcome:
    if asked.about[:1] == ["quality"]:
        return Outcome(quality_table(shop, asked.about[1:], language))
    if asked.about == ["dictionary"]:
        return Outcome(dictionary_table(shop, language))
    if asked.about[:1] == ["alerts"]:
        return Outcome(alert_table(shop, asked.about[1:], language))
    if asked.about == ["builds"]:
        return Outcome(build_history(shop, language))
    if asked.about:
        return _entries(shop, asked.about, language)
    rows = [row for name in ("customers", "orders", "reviews") if (row := _table_row(shop, name, language))]
    return Outcome(Table(_COLUMNS, tuple(rows), len(rows), "groups", quality_notes(shop)), _overview(shop))


def _tools(names: list[str]) -> Outcome:
    texts = load_tool_texts().tools
    unknown = [name for name in names if name not in texts]
    if unknown:
        raise ToolInputError(f"there is no tool {unknown[0]!r}; tools: {', '.join(texts)}")
    rows = tuple[dict[str, Cell], ...]({"tool": name, "state": "at hand from now on"} for name in dict.fromkeys(names))
    return Outcome(Table(_TOOL_COLUMNS, rows, len(rows), "groups"))


def _table_row(shop: Shop, table: TableName, language: Language) -> dict[str, Cell] | None:
    frame = shop.tables.frame(table)
    if frame is None:
        return None
    first: str | None = shop.manifest.first_day.isoformat()
    last: str | None = shop.manifest.as_of.isoformat()
    if table == "reviews":
        days = frame["day"].dropna()
        first, last = (iso_date(int(days.min())), iso_date(int(days.max()))) if len(days) else (None, None)
    return {"table": _NAMES[table].in_language(language), "rows": len(frame), "first_day": first, "last_day": last}


def _overview(shop: Shop) -> Mapping[str, Any]:
    dictionary = shop.dictionary
    metrics: dict[str, list[str]] = {}
    for metric in dictionary.metrics:
        for table in metric.tables:
            metrics.setdefault(TOOLS[table], []).append(metric.key)
    attributes: dict[str, Any] = {
        a.key: list(shop.lexicon.values.get(a.key, ()))[:_EXAMPLES]
        for a in dictionary.attributes
        if a.kind not in ("bucket", "personal")
    }
    return {
        "shop": shop.manifest.shop_name,
        "horizon_days": shop.horizon_days,
        "metrics": metrics,
        "attributes": attributes,
        "personal": [a.key for a in dictionary.attributes if a.kind == "personal"],
    }


def _entries(shop: Shop, words: list[str], language: Language) -> Outcome:
    dictionary = shop.dictionary
    rows: dict[str, dict[str, Cell]] = {}
    unknown: list[str] = []
    for word in words:
        # What the company calls its own comes before every standard word.
        if (own := dictionary.segment_of(word)) is not None:
            rows[f"segment {own}"] = _own_row(shop, own, language)
            continue
        found = [entry for key in _keys_like(dictionary, word) if (entry := dictionary.find(key))]
        unknown += [] if any(_is_called(entry, word) for entry in found) else [inert(word)[:_LONGEST_WORD]]
        rows |= {entry.key: _entry_row(shop, entry, language) for entry in found}
    words_unknown = ", ".join(unknown)
    notes = (Text(*(text.format(words=words_unknown) for text in (_UNKNOWN.en, _UNKNOWN.zh))),) if unknown else ()
    return Outcome(Table(_ENTRY_COLUMNS, tuple(rows.values()), len(rows), "groups", notes))


def _keys_like(dictionary: MetricDictionary, word: str) -> tuple[str, ...]:
    return (word,) if dictionary.find(word) else dictionary.nearest(word)


def _is_called(entry: Metric | Attribute, word: str) -> bool:
    return word.casefold() in {entry.key, *(said.casefold() for said in (*entry.words("en"), *entry.words("zh")))}


def _own_row(shop: Shop, key: str, language: Language) -> dict[str, Cell]:
    row = segment_row(shop, key, language)
    told = {name: row[name] for name in ("key", "name", "definition")}
    return {**dict.fromkeys(column.key for column in _ENTRY_COLUMNS), **told, "unit": "text", "tools": _EVERY_TABLE}


def _value_named(stored: str, name: str) -> str:
    """A stored value and what people call it."""
    return stored if name.casefold() == stored.casefold() else f"{stored} ({name})"


def _entry_row(shop: Shop, entry: Metric | Attribute, language: Language) -> dict[str, Cell]:
    values = [] if isinstance(entry, Metric) else list(shop.lexicon.values.get(entry.key, ()))[:_EXAMPLES]
    if isinstance(entry, Attribute):
        # Filters take both; results show the stored one.
        values = [_value_named(value, entry.value_text(value, language)) for value in values]
    return {
        "key": entry.key,
        "name": entry.name.in_language(language),
        "unit": shop.currency if entry.unit == "money" else entry.unit,
        "tools": ", ".join(TOOLS[table] for table in entry.tables),
        "definition": entry.definition.in_language(language),
        "values": ", ".join(values) or None,
    }
