"""What cleaning left out or repaired: every rule with its effect, and examples of one rule."""

from collections.abc import Sequence

from config.errors import ToolInputError
from config.text import Language, Text
from data.quality import Example
from data.query_columns import number_cell
from data.tables import Cell, Column, Table
from tools.access import MASK
from tools.personal_data import without_personal
from tools.shop import Shop

_COLUMNS = (
    Column("table", Text("table", "表"), "text"),
    Column("rule", Text("rule", "规则"), "id"),
    Column("name", Text("what", "说明"), "text"),
    Column("effect", Text("effect", "处理"), "text"),
    Column("rows", Text("rows", "行数"), "count"),
    Column(
        "share",
        Text("of the rows read", "占读入行数"),
        "share",
        Text(
            "Rows touched, over all rows that were read of this table.",
            "该规则涉及的行数除以该表读入的行数。",
        ),
    ),
    Column("amount", Text("net amount", "净金额"), "money"),
)
_EFFECTS = {
    "dropped": Text("left out", "剔除"),
    "changed": Text("kept, mended or marked", "保留（修正或标注）"),
    "added": Text("added", "补充"),
}
_TABLES = {
    "transactions": Text("order lines", "订单行"),
    "customers": Text("customers", "客户"),
    "reviews": Text("reviews", "评价"),
    "events": Text("events", "行为事件"),
}
# What is known of an example, in the order in which it is shown.
_EXAMPLE = {
    "row": Text("row in the file", "文件行号"),
    "order_id": Text("order", "订单"),
    "review_id": Text("review", "评价"),
    "product_id": Text("product id", "商品编号"),
    "product_name": Text("product", "商品"),
    "date": Text("date", "日期"),
    "amount": Text("amount", "金额"),
    "quantity": Text("quantity", "数量"),
    "unit_price": Text("unit price", "单价"),
    "rating": Text("rating", "评分"),
}


def quality_notes(shop: Shop) -> tuple[Text, ...]:
    """The quality report in words; first of all whether the shop is a simulated one."""
    quality = shop.build.quality()
    notes = [Text(quality.summary("en"), quality.summary("zh"))]
    if shop.manifest.simulated:
        notes.insert(0, Text("This is a simulated shop: no real customers.", "这是模拟店铺，并非真实客户。"))
    return tuple(notes)


def quality_table(shop: Shop, rules: Sequence[str], language: Language) -> Table:
    """Every rule that had an effect; or examples of the one that is named.

    Raises:
        ToolInputError: No rule of that name had an effect.
    """
    return _examples(shop, rules[0], language) if rules else _rules(shop, language)


def _rules(shop: Shop, language: Language) -> Table:
    quality, digits = shop.build.quality(), shop.manifest.minor_digits
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "table": _TABLES[table.table].in_language(language),
            "rule": rule.code,
            "name": rule.label.in_language(language),
            "effect": _EFFECTS[rule.effect].in_language(language),
            "rows": rule.rows,
            "share": round(rule.rows / table.rows_in, 6) if table.rows_in else None,
            "amount": number_cell(rule.money_minor, "money", digits),
        }
        for table in quality.tables
        for rule in table.rules
    )
    return Table(_COLUMNS, rows, len(rows), "groups", quality_notes(shop))


def _examples(shop: Shop, code: str, language: Language) -> Table:
    tables = shop.build.quality().tables
    found = [(table.table, rule) for table in tables for rule in table.rules if rule.code == code]
    if not found:
        known = ", ".join(dict.fromkeys(rule.code for table in tables for rule in table.rules)) or "none"
        raise ToolInputError(f"no rule {code!r} had an effect on these data; rules: {known}")
    examples = [(table, example) for table, rule in found for example in rule.examples]
    keys = list(dict.fromkeys([*_EXAMPLE, *(key for _, example in examples for key in example)]))
    shown = [key for key in keys if any(example.get(key) is not None for _, example in examples)]
    columns = [Column("table", Text("table", "表"), "text")]
    columns += [Column(key, _EXAMPLE.get(key, Text(key, key)), "text") for key in shown]
    rows = tuple(
        {"table": _TABLES[table].in_language(language), **_shown(example, shown)} for table, example in examples
    )
    note = Text(
        f"{found[0][1].label.en}: up to five examples of each table; what may be personal is masked.",
        f"{found[0][1].label.zh}：每张表最多五个例子；可能涉及个人的内容已隐藏。",
    )
    return Table(tuple(columns), rows, sum(rule.rows for _, rule in found), "lines", (note,))


def _shown(example: Example, keys: Sequence[str]) -> dict[str, Cell]:
    """The values as text, as they stood in the file; whatever looks like a person's is masked, for every role."""
    return {key: None if example.get(key) is None else without_personal(str(example[key]), MASK) for key in keys}
