"""Columns of a contact budget: what is chosen, gain against budget, other assumptions, and the trial that shows it."""

from config.text import Text
from data.tables import Column
from tools.action_columns import ACTION, CUSTOMER, GAIN, SERVICE, TERMS, TO_WIN, WORTH

COST = Column("total_cost", Text("cost of all contacts", "联系总成本"), "money")
CUSTOMERS = Column("customers", Text("customers", "客户数"), "count", metric="customers")
CONTACTED = Column(
    "contacted",
    Text("contacted", "联系人数"),
    "count",
    Text("Chosen, less those held out.", "选中人数减去对照组。"),
    "customers",
)
CONTROL = Column(
    "control",
    Text("held out", "对照组人数"),
    "count",
    Text("Chosen and, drawn by seed, not contacted.", "选中但按随机种子抽出、不予联系的人数。"),
    "customers",
)
BUDGET = Column("budget", Text("budget", "预算"), "money")
GAP = Column(
    "gap",
    Text("room for improvement", "可改进空间"),
    "money",
    Text(
        "Proven: no choice within the budget brings more than this on top.", "已证明：预算内任何选法最多再多得这么多。"
    ),
)
BY_ACTION = (*ACTION, CUSTOMERS, CONTACTED, CONTROL, COST, *GAIN, BUDGET, GAP, *TERMS)
GROUP = Column("group", Text("group", "组别"), "text", Text("Contacted or held out.", "联系组或对照组。"))
LISTED = (CUSTOMER, *ACTION, GROUP, *GAIN, TERMS[2], WORTH[0], WORTH[3], TO_WIN, SERVICE)
CURVE = (
    BUDGET,
    CUSTOMERS,
    COST,
    GAIN[0],
    Column(
        "return",
        Text("gain by cost", "单位成本收益"),
        "number",
        Text("Expected gain for each unit of cost, all contacts together.", "全部联系合计，每单位成本的预期收益。"),
    ),
    Column(
        "next_return",
        Text("gain by cost, last contact", "最后一位的单位成本收益"),
        "number",
        Text(
            "Expected gain by cost of the least paying customer that is chosen.", "所选客户中最低的单位成本预期收益。"
        ),
    ),
)
CASES = (
    Column("case", Text("key", "键"), "id"),
    Column("name", Text("if", "假设情形"), "text"),
    CUSTOMERS,
    COST,
    GAIN[0],
    Column(
        "kept_gain",
        Text("gain of the present choice", "维持现有选择的收益"),
        "money",
        Text("What the customers chosen now would bring if this held.", "若该情形成立，现在选中的客户带来的收益。"),
    ),
)
TRIAL = (
    Column("measure", Text("key", "键"), "id"),
    Column("name", Text("measured by", "衡量指标"), "text"),
    Column("control_level", Text("level held out", "对照组水平"), "number"),
    Column("effect", Text("assumed effect", "假设效果"), "number", Text("By the assumptions.", "由假设得出。")),
    Column("value_unit", Text("unit", "单位"), "text"),
    Column(
        "needed",
        Text("customers needed", "所需客户数"),
        "count",
        Text(
            "Contacted and held out together, to show the effect with 80 % power at the 5 % level.",
            "联系组与对照组合计，以80%的功效、5%的显著性水平显示该效果。",
        ),
        "customers",
    ),
    CONTACTED,
    CONTROL,
    Column(
        "smallest",
        Text("detectable effect", "可检出效果"),
        "number",
        Text("Effect from which on these groups show it.", "以现有分组能够检出的最小效果。"),
    ),
    Column("verdict", Text("enough", "是否足够"), "text"),
)
