"""The alerts that were raised in a workspace, the latest first; or the figures of one and where they stand."""

import json
from typing import Final

from config.errors import ToolInputError
from config.text import Language, Text
from data.alerts import Alert, AlertBook
from data.tables import Cell, Column, Table
from tools.shop import Shop

_MOST: Final = 50
_SEVERITIES: Final = {
    "info": Text("note", "提示"),
    "warning": Text("warning", "警告"),
    "critical": Text("critical", "严重"),
}
_COLUMNS = (
    Column("raised", Text("raised", "预警日期"), "date", Text("Day in UTC.", "世界协调时（UTC）日期。")),
    Column("severity", Text("severity", "级别"), "text"),
    Column("rule", Text("rule", "规则"), "text"),
    Column(
        "subject", Text("about", "对象"), "id", Text("Of several things the rule looks at.", "规则所看多项中的一项。")
    ),
    Column("said", Text("what", "内容"), "text"),
    Column("as_of", Text("last day known", "数据截止日"), "date"),
    Column("build", Text("build", "构建"), "id"),
    Column("alert", Text("key", "键"), "id"),
)
_FIGURES = (
    Column("figure", Text("figure", "数值名称"), "text"),
    Column("written", Text("value", "数值"), "text"),
    Column(
        "source",
        Text("cell of the proof", "依据中的单元格"),
        "text",
        Text("Row and column of the result named beside it.", "所列结果的行与列。"),
    ),
    Column("tool", Text("tool", "工具"), "text"),
    Column("arguments", Text("arguments", "参数"), "text"),
    Column("build", Text("build", "构建"), "id"),
)
_NONE = Text(
    "No alert has been raised yet. Rules are [[alerts]] in kezhi.toml; `kezhi alerts --check` looks at them.",
    "尚无预警。规则以 [[alerts]] 写在 kezhi.toml 中；用 `kezhi alerts --check` 查看检查结果。",
)
_ABOUT = Text(
    "Raised by the rules of kezhi.toml; each says what held when it was raised.",
    "由 kezhi.toml 中的规则触发；内容为预警当时的情况。",
)


def alert_table(shop: Shop, alerts: list[str], language: Language) -> Table:
    """The latest alerts; or the figures of the one whose id is given.

    Raises:
        ToolInputError: There is no such alert.
    """
    raised = AlertBook(shop.workspace).raised()
    if not alerts:
        rows = tuple(_row(alert, language) for alert in reversed(raised[-_MOST:]))
        return Table(_COLUMNS, rows, len(raised), "alerts", (_ABOUT,) if rows else (_NONE,))
    found = next((alert for alert in raised if alert.id == alerts[0]), None)
    if found is None:
        raise ToolInputError(Text(f"there is no alert {alerts[0]!r}", f"没有预警“{alerts[0]}”"))
    rows = tuple(_figures(found, language))
    return Table(_FIGURES, rows, len(rows), "figures", (found.sentence,))


def _row(alert: Alert, language: Language) -> dict[str, Cell]:
    return {
        "raised": alert.time[:10],
        "severity": _SEVERITIES[alert.severity].in_language(language),
        "rule": alert.rule,
        "subject": alert.subject or None,
        "said": alert.sentence.in_language(language),
        "as_of": alert.as_of,
        "build": alert.build,
        "alert": alert.id,
    }


def _figures(alert: Alert, language: Language) -> list[dict[str, Cell]]:
    """One row a figure, with the first result that its source names."""
    proof = {str(each["id"]): each for each in alert.proof}
    rows: list[dict[str, Cell]] = []
    for value in alert.values:
        first = proof[
            min((key for key in proof if f"{key}." in value.source or f"{key}:" in value.source), default="p1")
        ]
        rows.append(
            {
                "figure": value.name.in_language(language),
                "written": value.text.in_language(language),
                "source": value.source,
                "tool": str(first["tool"]),
                "arguments": json.dumps(first["arguments"], ensure_ascii=False),
                "build": str(first["build"]),
            }
        )
    return rows
