"""The columns of describe_portfolio: names, units and what each figure means."""

from collections.abc import Mapping

from config.text import Text
from data.metrics import MetricDictionary
from data.tables import Column

CUSTOMERS = Column("customers", Text("customers", "客户数"), "count", metric="customers")
CUSTOMERS_SHARE = Column(
    "customers_share", Text("share of customers", "客户占比"), "share", Text("Of all customers.", "占全部客户。")
)
VALUE = Column(
    "predicted_value",
    Text("predicted value", "预测价值"),
    "money",
    Text("Sum of the predicted values within the horizon.", "预测期内预测价值之和。"),
    "predicted_value",
)
VALUE_SHARE = Column(
    "predicted_value_share",
    Text("share of predicted value", "预测价值占比"),
    "share",
    Text("Of the predicted value of all customers.", "占全部客户的预测价值。"),
    "predicted_value",
)
VALUE_MEAN = Column(
    "predicted_value_mean",
    Text("predicted value per customer", "人均预测价值"),
    "money",
    Text("Mean predicted value of a customer.", "每位客户预测价值的平均值。"),
    "predicted_value",
)
P_ACTIVE = Column(
    "p_active",
    Text("chance of a purchase", "购买概率"),
    "share",
    Text(
        "Mean probability of at least one purchase within the horizon.", "预测期内至少购买一次的概率，取客户的平均值。"
    ),
    "p_active",
)
RECENT = Column(
    "recent_revenue",
    Text("recent revenue", "近期销售额"),
    "money",
    Text(
        "Revenue, net of returns, of the days just past: as many as the predictions look ahead.",
        "最近一段时间的净销售额，天数与预测期相同。",
    ),
)
BEFORE = Column(
    "revenue_before",
    Text("revenue before", "上期销售额"),
    "money",
    Text("Revenue of as many days before these, of the same customers.", "同一批客户在此前同样天数内的净销售额。"),
)
TREND = Column(
    "trend",
    Text("trend", "趋势"),
    "share",
    Text(
        "Recent revenue over the revenue before, less 1; empty where there was hardly any before.",
        "近期销售额除以上期销售额减1；上期几乎没有销售额时为空。",
    ),
)
USUAL = Column(
    "usual_revenue",
    Text("usual revenue", "常规销售额"),
    "money",
    Text(
        "Revenue, net of returns, of the past year, spread evenly over its days, for so many days as the horizon has.",
        "最近一年的净销售额按天平均后，折算到与预测期相同的天数。",
    ),
)
AT_RISK = Column(
    "value_at_risk",
    Text("value at risk", "风险价值"),
    "money",
    Text(
        "Usual revenue times the chance that the customer buys nothing within the horizon, summed over customers.",
        "每位客户的常规销售额乘以其在预测期内不再购买的概率，再求和。",
    ),
)
RISK_SHARE = Column(
    "risk_share",
    Text("share at risk", "风险占比"),
    "share",
    Text("Value at risk over usual revenue.", "风险价值除以常规销售额。"),
)
BUYERS = Column(
    "buyers",
    Text("buyers of the past year", "近一年有消费的客户"),
    "count",
    Text("Customers with revenue in the past year.", "最近一年有净销售额的客户数。"),
)
UNLIKELY = Column(
    "unlikely",
    Text("unlikely to return", "可能流失的客户"),
    "count",
    Text(
        "Buyers of the past year whose chance of a purchase within the horizon has fallen below one half.",
        "最近一年有消费、但预测期内购买概率已低于一半的客户数。",
    ),
)
UNLIKELY_REVENUE = Column(
    "unlikely_revenue",
    Text("usual revenue of those", "可能流失客户的常规销售额"),
    "money",
    Text("Usual revenue of those unlikely to return.", "可能流失的客户的常规销售额。"),
)

BANDS = (
    Column(
        "band", Text("value band", "价值区间"), "text", Text("Predicted value of a customer.", "单个客户的预测价值。")
    ),
    Column("low", Text("from", "下限"), "money", Text("Lower end of the band, included.", "区间下限（含）。")),
    Column("high", Text("to", "上限"), "money", Text("Upper end of the band, left out.", "区间上限（不含）。")),
    CUSTOMERS,
    CUSTOMERS_SHARE,
    VALUE,
    VALUE_SHARE,
)
CURVE = (
    Column(
        "best_share",
        Text("best customers", "头部客户"),
        "share",
        Text("So many of all customers, those worth most first.", "按价值从高到低取前若干比例的客户。"),
    ),
    Column("best", Text("their number", "头部客户数"), "count", Text("Rounded up.", "向上取整。")),
    Column(
        "value_held",
        Text("predicted value they hold", "预测价值累计占比"),
        "share",
        Text("Share of all predicted value, best by predicted value.", "按预测价值排序，占全部预测价值的比例。"),
    ),
    Column(
        "revenue_held",
        Text("past revenue they hold", "历史销售额累计占比"),
        "share",
        Text("Share of all revenue so far, best by that revenue.", "按历史销售额排序，占全部历史销售额的比例。"),
    ),
)
SEGMENTS = (CUSTOMERS, CUSTOMERS_SHARE, VALUE, VALUE_SHARE, VALUE_MEAN, P_ACTIVE, RECENT, BEFORE, TREND, AT_RISK)
RISK = (CUSTOMERS, BUYERS, USUAL, AT_RISK, RISK_SHARE, UNLIKELY, UNLIKELY_REVENUE)
MOVED = (
    Column("customer_id", Text("customer", "客户"), "id"),
    Column("predicted_value", Text("predicted value", "预测价值"), "money", Text("Now.", "现在。"), "predicted_value"),
    Column(
        "value_before",
        Text("predicted value before", "此前的预测价值"),
        "money",
        Text("In the earlier build.", "在此前构建中的预测价值。"),
    ),
    Column("value_change", Text("change", "变化"), "money", Text("Now less before.", "现在减去此前。")),
    Column("value_tier", Text("value tier", "价值等级"), "text"),
    Column("tier_before", Text("value tier before", "此前的价值等级"), "text"),
    Column("rfm_segment", Text("segment", "客户分群"), "text"),
    Column("segment_before", Text("segment before", "此前的客户分群"), "text"),
)
SEASON = (
    Column("revenue", Text("revenue", "销售额"), "money", Text("Net of returns.", "已减去退货。"), metric="revenue"),
    Column(
        "revenue_a_year_before",
        Text("a year before", "去年同期"),
        "money",
        Text("Revenue of the same span a year before.", "去年同期的净销售额。"),
    ),
    Column(
        "growth",
        Text("growth", "同比增长"),
        "share",
        Text("Revenue over that of a year before, less 1.", "销售额除以去年同期减1。"),
    ),
    Column(
        "index",
        Text("season index", "季节指数"),
        "number",
        Text("Revenue beside the average of the spans shown, which is 100.", "与所列各期平均值相比，平均为100。"),
    ),
)
_SPANS: Mapping[str, Text] = {"month": Text("month", "月"), "quarter": Text("quarter", "季")}


def named(dictionary: MetricDictionary, key: str) -> Column:
    """The column of a group: an attribute of the dictionary, `rfm_segment` or `month`."""
    attribute = dictionary.attribute(key)
    return Column(key, attribute.name, attribute.unit, attribute.definition)


def retention(bucket: str, ahead: int) -> tuple[Column, ...]:
    """Columns of the cohorts: their name, their size and one for each span after the first."""
    span = _SPANS[bucket]
    after = tuple(
        Column(
            f"after_{k}",
            Text(f"{span.en} {k}", f"第{k}个{'月' if bucket == 'month' else '季度'}"),
            "share",
            Text(
                f"Share of the cohort that bought in the {span.en} that lies {k} after that of the first purchase; "
                f"empty until it is over.",
                f"首购后第{k}{'个月' if bucket == 'month' else '个季度'}内有购买的客户占比；该期未结束则为空。",
            ),
        )
        for k in range(1, ahead + 1)
    )
    cohort = Column(
        "cohort",
        Text("first purchase in", "首购时间"),
        "date",
        Text(f"The {span.en} of the first purchase.", f"首次购买所在的{'月份' if bucket == 'month' else '季度'}。"),
    )
    return (cohort, CUSTOMERS, *after)
