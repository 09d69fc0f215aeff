"""The columns of simulate_group: names, units and what each figure means."""

from config.text import Text
from data.tables import Column

_COLUMNS = (
    Column("name", Text("scenario", "情形"), "text"),
    Column(
        "customers",
        Text("customers", "客户数"),
        "count",
        Text("Customers of the group that are left.", "该客群中保留的客户数。"),
        "customers",
    ),
    Column(
        "changed",
        Text("changed customers", "改变的客户数"),
        "count",
        Text("Customers whom the scenario holds for.", "该情形所涉及的客户数。"),
    ),
    Column(
        "predicted_value",
        Text("predicted value", "预测价值"),
        "money",
        Text("Sum of the predicted values within the horizon.", "预测期内预测价值之和。"),
        "predicted_value",
    ),
    Column(
        "predicted_lo",
        Text("80 % interval from", "80%区间下限"),
        "money",
        Text(
            "Lower end of the 80 % interval of the sum: luck of each customer, and an error that all share.",
            "合计的80%区间下限：含每位客户各自的随机性与全体共有的误差。",
        ),
        "predicted_lo",
    ),
    Column(
        "predicted_hi",
        Text("to", "80%区间上限"),
        "money",
        Text("Upper end of the 80 % interval of the sum.", "合计的80%区间上限。"),
        "predicted_hi",
    ),
    Column(
        "predicted_value_difference",
        Text("difference to now", "与现状的差额"),
        "money",
        Text("Predicted value under the scenario less that of now.", "该情形下的预测价值减去现状。"),
        "predicted_value",
    ),
    Column(
        "difference_lo",
        Text("difference from", "差额80%区间下限"),
        "money",
        Text(
            "Lower end of the 80 % interval of the difference: same luck, same period in both cases.",
            "差额的80%区间下限：两种情形采用相同的随机性与相同的行情。",
        ),
    ),
    Column(
        "difference_hi",
        Text("difference up to", "差额80%区间上限"),
        "money",
        Text("Upper end of the 80 % interval of the difference.", "差额的80%区间上限。"),
    ),
    Column(
        "predicted_orders",
        Text("expected orders", "预期订单数"),
        "number",
        Text("Sum of the expected orders within the horizon.", "预测期内预期订单数之和。"),
        "predicted_orders",
    ),
    Column(
        "expected_buyers",
        Text("expected buyers", "预期购买客户数"),
        "number",
        Text(
            "Customers expected to buy at least once within the horizon: the sum of their chances.",
            "预测期内预计至少购买一次的客户数，即各客户购买概率之和。",
        ),
    ),
    Column(
        "predicted_value_mean",
        Text("predicted value per customer", "人均预测价值"),
        "money",
        Text("Predicted value over the customers that are left.", "预测价值除以保留的客户数。"),
        "predicted_value",
    ),
)
_ADDED = Column(
    "assumed_value",
    Text("worth of the assumed orders", "假设订单的金额"),
    "money",
    Text(
        "What the assumed orders themselves bring; they come before the horizon: no part of the predicted value.",
        "假设订单本身的金额；它们发生在预测期之前，不含在预测价值内。",
    ),
)


def columns_of(*, added: bool) -> tuple[Column, ...]:
    """The columns in showing order; the last one where a scenario adds orders."""
    return (*_COLUMNS, *((_ADDED,) if added else ()))
