"""Columns of the stock hints: what is expected of each category or product, and what it is compared with."""

from typing import Final

from config.text import Text
from data.tables import Column

GROUPS: Final[dict[str, tuple[Column, ...]]] = {
    "category": (Column("category", Text("category", "品类"), "text"),),
    "product": (
        Column("product_id", Text("product id", "商品编号"), "id"),
        Column("product", Text("product", "商品"), "text"),
    ),
    "all": (),
}
MONEY: Final = (
    Column(
        "expected_demand",
        Text("expected demand", "预计需求"),
        "money",
        Text(
            "Net revenue expected in the days ahead, of known and of new customers.",
            "未来各天预计的净销售额，含已有客户与新客户。",
        ),
    ),
    Column(
        "demand_lo",
        Text("80 % interval from", "80%区间下限"),
        "money",
        Text("As wide as earlier tests were off.", "宽度取自以往检验的误差。"),
    ),
    Column(
        "demand_hi",
        Text("to", "80%区间上限"),
        "money",
        Text("As wide as earlier tests were off.", "宽度取自以往检验的误差。"),
    ),
)
BESIDE: Final = (
    Column(
        "stock_hint",
        Text("hint", "提示"),
        "text",
        Text(
            "More or less: the whole interval lies above or below what was sold in as many days just past.",
            "多备或少备：整个区间高于或低于刚过去同样天数的销售额。",
        ),
    ),
    Column(
        "sold_before",
        Text("sold in the days just past", "上一期销售额"),
        "money",
        Text("Net revenue of as many days up to the as-of day.", "截至数据日期、同样天数的净销售额。"),
    ),
    Column(
        "change",
        Text("change", "变化"),
        "share",
        Text("Expected demand over the days just past, less 1.", "预计需求除以上一期销售额减1。"),
    ),
    Column(
        "sold_year_before",
        Text("sold a year before", "去年同期销售额"),
        "money",
        Text("Net revenue of the same days a year before.", "去年同一时段的净销售额。"),
    ),
    Column(
        "change_on_year",
        Text("change on the year", "同比变化"),
        "share",
        Text("Expected demand over the same days a year before, less 1.", "预计需求除以去年同期销售额减1。"),
    ),
)
UNITS: Final = (
    Column(
        "expected_units",
        Text("expected units", "预计件数"),
        "count",
        Text("Expected demand at the past year's money a unit.", "预计需求按最近一年的单件金额折算。"),
    ),
    Column("units_lo", Text("units from", "件数下限"), "count", Text("Lower end of the interval.", "区间下限。")),
    Column("units_hi", Text("units to", "件数上限"), "count", Text("Upper end of the interval.", "区间上限。")),
    Column(
        "units_before",
        Text("units in the days just past", "上一期件数"),
        "count",
        Text("Net of returns.", "已扣除退货。"),
    ),
)
NEW: Final = Column(
    "new_share",
    Text("share of new customers", "新客户占比"),
    "share",
    Text(
        "Share of the expected demand that customers who are not known yet would bring.",
        "预计需求中由尚未出现的新客户带来的部分。",
    ),
)
HINTS: Final = {"more": Text("more", "多备"), "less": Text("less", "少备"), "same": Text("about as much", "大致持平")}
TEST: Final = (
    Column("way", Text("told by", "算法"), "text"),
    Column(
        "wape",
        Text("off in sum", "总偏差"),
        "share",
        Text("WAPE: sum of the errors over the sum sold, in the test.", "WAPE：检验期误差之和除以销售额之和。"),
    ),
    Column(
        "mape",
        Text("off on average", "平均偏差"),
        "share",
        Text("MAPE: mean error over what was sold of each, in the test.", "MAPE：检验期各项误差除以其销售额的平均值。"),
    ),
    Column(
        "wape_before",
        Text("off in sum when chosen", "选定时总偏差"),
        "share",
        Text("WAPE on the earlier period on which the way was chosen.", "用于选定算法的更早时段的 WAPE。"),
    ),
    Column(
        "held",
        Text("held by the 80 % interval", "80%区间覆盖率"),
        "share",
        Text(
            "Of what makes up 95 % of the demand, with an interval learned before the test.",
            "占需求95%的各项中的覆盖比例，区间由检验之前的时段得出。",
        ),
    ),
)
