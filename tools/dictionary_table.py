"""The whole metric dictionary as a table: every metric, attribute and own segment with its words in both languages."""

from config.text import Language, Text
from data.company_rules import own_words, rule_of
from data.metrics import Attribute, Metric, Synonyms
from data.tables import Cell, Column, Table
from tools.shop import Shop
from tools.shop_words import in_standard_words

_COLUMNS = (
    Column("kind", Text("kind", "类别"), "text"),
    Column("name", Text("name", "名称"), "text"),
    Column("key", Text("key", "键"), "text"),
    Column("unit", Text("unit", "单位"), "text"),
    Column("definition", Text("definition", "定义"), "text"),
    Column("english", Text("English words", "英文说法"), "text"),
    Column("chinese", Text("Chinese words", "中文说法"), "text"),
    Column("whose", Text("whose", "来源"), "text"),
)
_METRIC, _ATTRIBUTE, _SEGMENT = Text("metric", "指标"), Text("attribute", "属性"), Text("own segment", "自定义客群")
_OWN, _STANDARD = Text("company's own", "公司自定义"), Text("standard", "标准")
_RULE = Text(" Rule: ", "规则：")
_NOTE = Text(
    "Questions understand every word of this table, in both languages; what the company calls its own comes first.",
    "提问时可使用表中任何一种中英文说法；公司自定义的说法优先。",
)


def dictionary_table(shop: Shop, language: Language) -> Table:
    """What can be asked for in this shop: the company's own segments, then metrics, then attributes."""
    own = own_words(shop.dictionary, in_standard_words(shop.tables))
    rows = [segment_row(shop, key, language) for key in shop.dictionary.segments]
    rows += [_entry_row(shop, metric, _METRIC, language, own=metric.key in own) for metric in shop.dictionary.metrics]
    rows += [
        _entry_row(shop, attribute, _ATTRIBUTE, language, own=attribute.key in own)
        for attribute in shop.dictionary.attributes
    ]
    return Table(_COLUMNS, tuple(rows), len(rows), "entries", (_NOTE,))


def segment_row(shop: Shop, key: str, language: Language) -> dict[str, Cell]:
    """One of the company's own segments: the company's sentence on it and its rule."""
    segment = shop.dictionary.segments[key]
    rule = rule_of(segment, shop.dictionary, currency=shop.currency).in_language(language)
    said = segment.definition.in_language(language) if segment.definition else ""
    return {
        "kind": _SEGMENT.in_language(language),
        "name": segment.name.in_language(language),
        "key": key,
        "unit": None,
        "definition": f"{said}{_RULE.in_language(language)}{rule}" if said else rule,
        **_words(segment.name, segment.synonyms),
        "whose": _OWN.in_language(language),
    }


def _entry_row(shop: Shop, entry: Metric | Attribute, kind: Text, language: Language, *, own: bool) -> dict[str, Cell]:
    return {
        "kind": kind.in_language(language),
        "name": entry.name.in_language(language),
        "key": entry.key,
        "unit": shop.currency if entry.unit == "money" else entry.unit,
        "definition": entry.definition.in_language(language),
        **_words(entry.name, entry.synonyms),
        "whose": (_OWN if own else _STANDARD).in_language(language),
    }


def _words(name: Text, synonyms: Synonyms) -> dict[str, Cell]:
    return {
        "english": ", ".join(dict.fromkeys((name.en, *synonyms["en"]))),
        "chinese": "、".join(dict.fromkeys((name.zh, *synonyms["zh"]))),
    }
