"""What cleaning left out or repaired: every rule with its effect, and examples of one rule."""

from collections.abc import Sequence
from typing import Final

from config.errors import ToolInputError
from config.text import Language, Text
from data.quality import Example
from data.quality_rules import FAULTS
from data.query_columns import number_cell
from data.query_time import iso_date
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
_TOTALS = (
    Column("key", Text("key", "键"), "id"),
    Column("table", Text("table", "表"), "text"),
    Column("rows_in", Text("rows read", "读入行数"), "count"),
    Column("rows_kept", Text("rows kept", "保留行数"), "count"),
    Column("left_out", Text("rows left out", "剔除行数"), "count"),
    Column(
        "left_out_share",
        Text("share left out", "剔除占比"),
        "share",
        Text("Rows left out for any reason, over the rows read.", "因任何原因剔除的行数除以读入行数。"),
    ),
    Column("faulty", Text("faulty rows", "问题行数"), "count"),
    Column(
        "faulty_share",
        Text("share of faulty rows", "问题行占比"),
        "share",
        Text(
            "Rows left out because something in them is missing, repeated or cannot be, over the rows read.",
            "因内容缺失、重复或不合理而剔除的行数除以读入行数。",
        ),
    ),
    Column("last_day", Text("last day with a row", "最后一行的日期"), "date"),
)
# Asks for the sums of each table in place of a rule.
TOTALS: Final = "totals"
_EFFECTS = {
    "dropped": Text("left out", "剔除"),
    "changed": Text("kept, mended or marked", "保留（修正或标注）"),
    "added": Text("added", "补充"),
}
# Names of the tables by key.
TABLES: Final = {
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
    """Every rule that had an effect; or examples of the one that is named; or, for `totals`, the sums of each table.

    Raises:
        ToolInputError: No rule of that name had an effect.
    """
    if rules and rules[0] == TOTALS:
        return _totals(shop, language)
    return _examples(shop, rules[0], language) if rules else _rules(shop, language)


def _rules(shop: Shop, language: Language) -> Table:
    quality, digits = shop.build.quality(), shop.manifest.minor_digits
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "table": TABLES[table.table].in_language(language),
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


def _totals(shop: Shop, language: Language) -> Table:
    rows: list[dict[str, Cell]] = []
    for table in shop.build.quality().tables:
        faulty = sum(rule.rows for rule in table.rules if rule.effect == "dropped" and rule.code in FAULTS)
        left_out = table.rows("dropped")
        rows.append(
            {
                "key": table.table,
                "table": TABLES[table.table].in_language(language),
                "rows_in": table.rows_in,
                "rows_kept": table.rows_kept,
                "left_out": left_out,
                "left_out_share": _share(left_out, table.rows_in),
                "faulty": faulty,
                "faulty_share": _share(faulty, table.rows_in),
                "last_day": _last_day(shop, table.table),
            }
        )
    return Table(_TOTALS, tuple(rows), len(rows), "groups")


def _share(rows: int, of: int) -> float | None:
    return round(rows / of, 6) if of else None


def _last_day(shop: Shop, table: str) -> str | None:
    """The day of the latest order line or review; None where rows have no day, as customers have none."""
    frame = {"transactions": shop.tables.orders, "reviews": shop.tables.reviews}.get(table)
    days = None if frame is None else frame["day"].dropna()
    return None if days is None or not len(days) else iso_date(int(days.max()))


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
        {"table": TABLES[table].in_language(language), **_shown(example, shown)} for table, example in examples
    )
    note = Text(
        f"{found[0][1].label.en}: up to five examples of each table; what may be personal is masked.",
        f"{found[0][1].label.zh}：每张表最多五个例子；可能涉及个人的内容已隐藏。",
    )
    return Table(tuple(columns), rows, sum(rule.rows for _, rule in found), "lines", (note,))


def _shown(example: Example, keys: Sequence[str]) -> dict[str, Cell]:
    """The values as text, as they stood in the file; whatever looks like a person's is masked, for every role."""
    return {key: None if example.get(key) is None else without_personal(str(example[key]), MASK) for key in keys}
