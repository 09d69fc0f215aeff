"""The builds of the workspace side by side: what each knows, was made from, and how good its model was."""

from typing import Any

from config.text import Language, Text
from data.builds import Build
from data.tables import Cell, Column, Table
from data.workspace import Workspace
from tools.drift_wording import STATUS
from tools.shop import Shop

_COLUMNS = (
    Column("build", Text("build", "构建"), "id"),
    Column("state", Text("state", "状态"), "text"),
    Column("kind", Text("kind", "类型"), "text"),
    Column("as_of", Text("last day known", "数据截止日"), "date"),
    Column("created", Text("made", "构建时间"), "text", Text("Time in UTC.", "世界协调时（UTC）。")),
    Column("customers", Text("customers", "客户数"), "count"),
    Column("lines", Text("order lines", "订单行数"), "count"),
    Column("reviews", Text("reviews", "评价数"), "count"),
    Column("inputs", Text("files", "文件"), "text"),
    Column(
        "normalised_gini",
        Text("normalised Gini", "归一化基尼系数"),
        "number",
        Text("Order of the held-out customers: 1 is perfect, 0 is chance.", "留出客户的价值排序：1为完美，0为随机。"),
    ),
    Column(
        "decile_wape",
        Text("error of the deciles", "十分位误差"),
        "share",
        Text("Absolute errors of the ten groups over the actual total.", "十个分组的绝对误差之和除以实际总额。"),
    ),
    Column("aggregate_bias", Text("total off by", "总额偏差"), "share"),
    Column("coverage", Text("inside the 80 % interval", "80%区间覆盖率"), "share"),
    Column("drift", Text("drift", "偏移"), "text"),
)
_ASKED, _IN_USE, _EARLIER = Text("asked here", "当前查询"), Text("in use", "使用中"), Text("kept", "保留")
_FULL, _UPDATE = Text("full build", "完整构建"), Text("update", "增量更新")
_METRICS = ("normalised_gini", "decile_wape", "aggregate_bias")
_NOTE = Text(
    "An update carries the test of the full build below it. Figures of builds are of their own held-out days.",
    "增量更新沿用其下完整构建的检验结果；各构建的指标均来自各自的留出时段。",
)


def build_history(shop: Shop, language: Language) -> Table:
    """Every build of the workspace, the newest first."""
    workspace = Workspace(shop.workspace)
    current = workspace.current().id
    builds = workspace.readable_builds()
    unread = len(workspace.build_folders()) - len(builds)
    rows = tuple(_row(build, shop, current, language) for build in reversed(builds))
    return Table(_COLUMNS, rows, len(rows), "builds", (_NOTE, *_remarks(shop, current, unread)))


def _row(build: Build, shop: Shop, current: str, language: Language) -> dict[str, Cell]:
    manifest = build.manifest
    state = _ASKED if build.id == shop.build.id else _IN_USE if build.id == current else _EARLIER
    drift = build.drift()
    return {
        "build": build.id,
        "state": state.in_language(language),
        "kind": (_UPDATE if manifest.updated_from else _FULL).in_language(language),
        "as_of": manifest.as_of.isoformat(),
        "created": manifest.created_at[:16].replace("T", " "),
        "customers": manifest.rows.get("customers", 0),
        "lines": manifest.rows.get("transactions", 0),
        "reviews": manifest.rows.get("reviews", 0),
        "inputs": ", ".join(dict.fromkeys(file.name for file in manifest.inputs)) or None,
        **_tested(build.evaluation()),
        "drift": STATUS[drift["status"]].in_language(language) if drift else None,
    }


def _tested(evaluation: dict[str, Any]) -> dict[str, Cell]:
    if not evaluation.get("available"):
        return dict.fromkeys((*_METRICS, "coverage"))
    network = evaluation["models"][0]
    return {
        **{key: round(float(network[key]), 4) for key in _METRICS},
        "coverage": round(float(evaluation["interval"]["coverage"]), 4),
    }


def _remarks(shop: Shop, current: str, unread: int) -> tuple[Text, ...]:
    remarks = []
    if current != shop.build.id:
        remarks.append(
            Text(
                "A newer build is in use than the one asked here: start the app again to ask that one.",
                "已有更新的构建投入使用，此处查询的仍是旧构建：重新启动应用后即可查询新构建。",
            )
        )
    if unread:
        remarks.append(
            Text(
                f"Builds of another version of Kezhi that cannot be read: {unread}.",
                f"由其他版本的客值生成、无法读取的构建：{unread}个。",
            )
        )
    return tuple(remarks)
