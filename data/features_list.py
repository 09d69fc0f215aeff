"""What each customer feature is called and means; every one is an input of the value network."""

from config.text import Text
from data.feature import Feature, Kind, Source
from data.features_list_signals import SIGNAL_FEATURES

__all__ = ["FEATURES", "WINDOWS_DAYS", "Feature", "Kind", "Source"]

WINDOWS_DAYS = (30, 90, 180, 365)


def _orders_in(days: int) -> Feature:
    return Feature(
        f"orders_{days}d",
        "count",
        Text(f"orders, last {days} days", f"近{days}天订单数"),
        Text(f"Orders placed in the last {days} days.", f"最近{days}天内的订单数。"),
    )


def _revenue_in(days: int) -> Feature:
    return Feature(
        f"revenue_{days}d_minor",
        "money",
        Text(f"revenue, last {days} days", f"近{days}天销售额"),
        Text(f"Sales less returns of the last {days} days.", f"最近{days}天的销售额减退货额。"),
    )


FEATURES: tuple[Feature, ...] = (
    Feature(
        "recency_days",
        "days",
        Text("days since last purchase", "距上次购买天数"),
        Text("Days from the last purchase to the cut-off.", "最近一次购买到截止日的天数。"),
    ),
    Feature(
        "tenure_days",
        "days",
        Text("days since first purchase", "距首次购买天数"),
        Text("Days from the first purchase to the cut-off (T).", "首次购买到截止日的天数（T）。"),
    ),
    Feature(
        "span_days",
        "days",
        Text("days from first to last purchase", "首末次购买间隔天数"),
        Text("Days from the first to the last purchase (t_x).", "首次购买到最近一次购买的天数（t_x）。"),
    ),
    Feature(
        "orders",
        "count",
        Text("orders", "订单数"),
        Text(
            "Distinct orders with at least one line that is sold, not returned.", "至少含一行销售（非退货）的订单数。"
        ),
    ),
    Feature(
        "frequency",
        "count",
        Text("repeat purchase days", "复购天数"),
        Text("Distinct days with a purchase, less the first (x).", "有购买的不同日期数减一（x）。"),
    ),
    *(_orders_in(days) for days in WINDOWS_DAYS),
    Feature(
        "revenue_minor",
        "money",
        Text("revenue", "销售额"),
        Text("Sales less returns.", "销售额减退货额。"),
    ),
    *(_revenue_in(days) for days in WINDOWS_DAYS),
    Feature(
        "average_order_value_minor",
        "money",
        Text("average order value", "客单价"),
        Text("Revenue divided by orders; missing without an order.", "销售额除以订单数；无订单则缺失。"),
        whole=False,
        nullable=True,
    ),
    Feature(
        "max_order_minor",
        "money",
        Text("largest order", "最大单笔订单"),
        Text("Largest total of one order; 0 without an order.", "单笔订单的最大总额；无订单为 0。"),
    ),
    Feature(
        "std_order_minor",
        "money",
        Text("spread of order totals", "订单金额波动"),
        Text(
            "Standard deviation of order totals (population); 0 with one order.", "订单总额的总体标准差；仅一单为 0。"
        ),
        whole=False,
    ),
    Feature(
        "gap_mean_days",
        "days",
        Text("mean gap between purchases", "平均购买间隔"),
        Text("Mean days between purchase days; missing with one.", "相邻购买日的平均天数；只有一天则缺失。"),
        whole=False,
        nullable=True,
    ),
    Feature(
        "gap_std_days",
        "days",
        Text("spread of purchase gaps", "购买间隔波动"),
        Text("Standard deviation of those gaps (population).", "购买间隔的总体标准差。"),
        whole=False,
        nullable=True,
    ),
    Feature(
        "gap_ratio",
        "ratio",
        Text("silence against own rhythm", "沉默期与自身节奏之比"),
        Text("Days since the last purchase divided by the mean gap.", "距上次购买天数除以平均购买间隔。"),
        whole=False,
        nullable=True,
    ),
    Feature(
        "spend_trend",
        "share",
        Text("spend trend", "消费趋势"),
        Text(
            "Revenue of the last 90 days less that of the 90 before, over their sum; -1 to 1, 0 if neither.",
            "最近90天销售额减前90天销售额，除以两者之和；-1 到 1，均无为 0。",
        ),
        whole=False,
    ),
    Feature(
        "units",
        "count",
        Text("units bought", "购买件数"),
        Text("Sum of quantities bought, before returns.", "购买数量之和，不扣退货。"),
        column="quantity",
        whole=False,
    ),
    Feature(
        "products",
        "count",
        Text("different products", "购买商品种数"),
        Text("Distinct products bought.", "购买过的不同商品数。"),
        column="product_id",
    ),
    Feature(
        "categories",
        "count",
        Text("different categories", "购买品类数"),
        Text("Distinct categories bought from.", "购买过的不同品类数。"),
        column="category",
    ),
    Feature(
        "returns",
        "count",
        Text("returned lines", "退货行数"),
        Text("Lines sent back.", "退货的明细行数。"),
    ),
    Feature(
        "returned_minor",
        "money",
        Text("value returned", "退货金额"),
        Text("Money value of what was sent back, as a positive number.", "退货总金额（正数）。"),
    ),
    Feature(
        "return_share",
        "share",
        Text("return share", "退货率"),
        Text("Value returned divided by gross sales, 0 to 1.", "退货金额除以销售总额，0 到 1。"),
        whole=False,
    ),
    Feature(
        "season_revenue_minor",
        "money",
        Text("revenue, same season a year ago", "去年同期销售额"),
        Text(
            "Revenue of the horizon's days one year earlier; 0 where the data do not reach back that far.",
            "预测期对应的去年同期销售额；数据不足一年为 0。",
        ),
    ),
    Feature(
        "revenue_last_month_share",
        "share",
        Text("share of revenue in the last 30 days", "近30天销售额占比"),
        Text("Revenue of the last 30 days over all revenue, 0 to 1.", "最近30天销售额占全部销售额的比例，0 到 1。"),
        whole=False,
    ),
    Feature(
        "active_months",
        "count",
        Text("active months", "活跃月数"),
        Text(
            "30-day periods, counted back from the cut-off, with a purchase.",
            "自截止日往前每30天为一期，有购买的期数。",
        ),
    ),
    *SIGNAL_FEATURES,
)
