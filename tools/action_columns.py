"""Columns of plans of action: of one customer, of the actions of a group, of a list, of categories."""

from config.text import Text
from data.tables import Column

_ASSUMED = Text("An assumption, not a finding.", "为假设，并非结论。")
ACTION = (
    Column("action", Text("key", "键"), "id"),
    Column(
        "name",
        Text("action", "行动"),
        "text",
        Text("What to do; the first rule that fits and pays.", "建议的行动：首条符合且划算的规则。"),
    ),
)
CUSTOMER = Column("customer_id", Text("customer id", "客户编号"), "id")
WHY = Column("why", Text("because", "理由"), "text", Text("What the rule looks at.", "规则所依据的情况。"))
NOT_WORTH = Column(
    "not_worth",
    Text("would not pay", "不划算的行动"),
    "text",
    Text(
        "Actions whose rule fits too, and that would cost more than they bring.", "规则也符合、但成本高于收益的行动。"
    ),
)
CATEGORY = Column(
    "category",
    Text("category to offer", "可推荐品类"),
    "text",
    Text(
        "Category not bought yet that goes best with one that is, beyond chance.",
        "尚未购买、且与已购品类搭配最强（超出偶然）的品类。",
    ),
)
WORTH = (
    Column("predicted_value", Text("predicted value", "预测价值"), "money", metric="predicted_value"),
    Column("predicted_lo", Text("80 % interval from", "80%区间下限"), "money", metric="predicted_lo"),
    Column("predicted_hi", Text("to", "80%区间上限"), "money", metric="predicted_hi"),
    Column("p_active", Text("chance of a purchase", "购买概率"), "share", metric="p_active"),
)
TO_WIN = Column(
    "value_to_win",
    Text("value to win", "可争取价值"),
    "money",
    Text(
        "What is spent when buying at all, less the predicted value: what could be won on top.",
        "若购买会带来的销售额减去预测价值：即尚可争取的部分。",
    ),
    "value_to_win",
)
GAIN = (
    Column(
        "expected_gain",
        Text("expected gain", "预期收益"),
        "money",
        Text(
            "Response × margin × what a response brings, less the cost of the contact; a calculation from assumptions.",
            "响应率×毛利率×响应带来的销售额，减去联系成本；由假设推算。",
        ),
    ),
    Column(
        "gain_lo",
        Text("gain, 80 % interval from", "收益80%区间下限"),
        "money",
        Text("With the low end of what a response brings.", "按响应带来销售额的区间下限计算。"),
    ),
    Column(
        "gain_hi",
        Text("gain, up to", "收益80%区间上限"),
        "money",
        Text("With the high end of what a response brings.", "按响应带来销售额的区间上限计算。"),
    ),
)
TERMS = (
    Column("response_rate", Text("assumed response", "假设响应率"), "share", _ASSUMED),
    Column("margin", Text("assumed margin", "假设毛利率"), "share", _ASSUMED),
    Column("contact_cost", Text("assumed cost of a contact", "假设联系成本"), "money", _ASSUMED),
)
INCREMENT = Column(
    "increment",
    Text("what a response brings", "响应带来的销售额"),
    "money",
    Text(
        "Revenue that a response brings beyond what is expected anyway: from the network's value and the rule file.",
        "一次响应在原有预期之外带来的销售额：由模型的预测价值与规则文件得出。",
    ),
)
SERVICE = Column("service_level", Text("service level", "服务等级"), "text")
COMPLAINTS = (
    Column("open_complaints", Text("open complaints", "未了结投诉数"), "count", metric="open_complaints"),
    Column("delivery_complaints", Text("of the delivery", "其中物流投诉数"), "count", metric="delivery_complaints"),
    Column(
        "complains_of",
        Text("complains of", "投诉内容"),
        "text",
        Text("What the open complaints speak ill of.", "未了结投诉所涉及的内容。"),
    ),
    Column("complaint_review", Text("latest complaint", "最近一条投诉"), "id", Text("Id of the review.", "评价编号。")),
)
SEGMENTS = (
    Column("rfm_segment", Text("segment", "客户分群"), "text"),
    Column("value_tier", Text("value tier", "价值等级"), "text"),
    Column("recency_days", Text("days since last purchase", "距上次购买天数"), "days", metric="recency_days"),
)
TODO = (
    Column("owner", Text("owner", "负责人"), "text"),
    Column(
        "review_date",
        Text("review on", "复查日期"),
        "date",
        Text("When to look whether it worked.", "检查效果的日期。"),
    ),
)
COUNTED = (
    Column("customers", Text("customers", "客户数"), "count", metric="customers"),
    Column("customers_share", Text("share of customers", "客户占比"), "share", metric="customers"),
)
PAIR = (
    Column("category", Text("category to offer", "可推荐品类"), "text"),
    Column("bought", Text("goes with", "搭配品类"), "text", Text("Category that is bought already.", "已购买的品类。")),
    Column("both", Text("buyers of both", "两类都买的客户数"), "count", metric="customers"),
    Column("buyers", Text("buyers of the second", "搭配品类的客户数"), "count", metric="customers"),
    Column(
        "share",
        Text("share who buy both", "两类都买的占比"),
        "share",
        Text("Of the buyers of the second category.", "占搭配品类客户的比例。"),
    ),
    Column(
        "lift",
        Text("lift", "提升度"),
        "number",
        Text(
            "Times as many buyers of both as customers of the same breadth would be by chance.",
            "两类都买的客户数，为购买广度相同的客户按偶然预期的倍数。",
        ),
    ),
    Column(
        "p_value",
        Text("p-value", "p值"),
        "share",
        Text(
            "How likely chance alone makes so many; adjusted by Holm for all pairs.",
            "仅凭偶然出现这么多的概率，已按霍尔姆法校正。",
        ),
    ),
    Column(
        "order_value",
        Text("order in the category", "该品类单笔金额"),
        "money",
        Text("Mean revenue of the category in an order.", "该品类在一笔订单中的平均销售额。"),
    ),
)
ONE = (
    CUSTOMER,
    *ACTION,
    WHY,
    NOT_WORTH,
    CATEGORY,
    *SEGMENTS,
    *WORTH,
    TO_WIN,
    *GAIN,
    INCREMENT,
    *TERMS,
    SERVICE,
    *COMPLAINTS,
    *TODO,
)
# What the rows are sorted by comes first.
LISTED = (CUSTOMER, *ACTION, *GAIN, CATEGORY, WORTH[0], WORTH[3], TO_WIN, SERVICE)
GROUPED = (
    *ACTION,
    *COUNTED,
    WORTH[0],
    TO_WIN,
    *GAIN,
    Column("total_cost", Text("cost of all contacts", "联系总成本"), "money"),
    *TERMS,
    TODO[0],
    TODO[1],
)
