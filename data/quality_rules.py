"""The cleaning rules by code, with their names in both languages."""

from typing import Final

from config.text import Text

RULES: Final[dict[str, Text]] = {
    # every table
    "repeated": Text("exact duplicates of another line", "与另一行完全重复"),
    "no_customer": Text("lines without a customer id", "缺少客户编号的行"),
    "no_date": Text("lines without a date", "缺少日期的行"),
    "unreadable_date": Text("lines whose date does not exist or cannot be read", "日期不存在或无法识别的行"),
    "impossible_date": Text("lines dated before 1970 or after today", "日期早于1970年或晚于今天的行"),
    "after_as_of": Text("lines after the as-of day", "晚于截止日的行"),
    "known": Text("lines of an update that the build had already", "更新文件中构建里已有的行"),
    "forgotten": Text("rows of customers who asked to be forgotten", "要求被遗忘的客户的行"),
    # transactions
    "no_amount": Text("lines without an amount", "缺少金额的行"),
    "unreadable_amount": Text("lines whose amount is not a number", "金额不是数字的行"),
    "impossible_price": Text(
        "lines with a negative unit price or an impossibly large amount", "单价为负或金额大得不合理的行"
    ),
    "cancelled": Text("sales and the cancellations that undo them", "已取消的销售及其对应的取消行"),
    "only_returns": Text(
        "lines of customers with returns but no purchase in the data", "只有退货、没有购买记录的客户的行"
    ),
    "sign_from_quantity": Text(
        "returns (negative quantity) whose amount was written without the minus", "数量为负但金额未带负号的退货"
    ),
    "quantity_unreadable": Text("lines whose quantity is not a number (amount kept)", "数量不是数字的行（金额保留）"),
    "order_id_made": Text(
        "lines without an order number (customer and day used)", "缺少订单号的行（以客户加日期代替）"
    ),
    "returns": Text("returns, kept as negative lines", "退货（保留为负数行）"),
    "zero_amount": Text("lines of zero amount (gifts, free items), kept", "金额为零的行（赠品等，保留）"),
    # sources
    "service_code": Text(
        "postage, discounts, fees, vouchers, tests and manual entries (no merchandise)",
        "邮费、折扣、手续费、礼券、测试和手工记账（非商品）",
    ),
    "not_delivered": Text("items of orders that were not delivered", "未送达订单的商品"),
    "no_order": Text("items whose order is not in the orders file", "订单文件中找不到的商品行"),
    "unpaid": Text("lines of orders that were not paid", "未付款订单的行"),
    "cancelled_order": Text("lines of cancelled orders", "已取消订单的行"),
    "refund_made": Text("refunds, added as negative lines on the order's day", "退款（按订单日期补为负数行）"),
    "discount_spread": Text("lines that bear their part of an order's discount", "分摊了整单折扣的行"),
    "no_item": Text("rows that hold no item", "不含商品的行"),
    # reviews
    "empty_review": Text("reviews with neither a text nor a rating", "既无文字也无评分的评价"),
    "replaced": Text("reviews replaced by a changed version in an update", "被更新文件中修改版本替换的评价"),
    "same_review_id": Text("reviews whose id occurred before", "编号已出现过的评价"),
    "impossible_rating": Text("ratings outside the scale, removed (text kept)", "超出范围的评分（已删除，文字保留）"),
    "rating_only": Text("reviews with a rating but no text, kept", "只有评分没有文字的评价（保留）"),
    "review_of_stranger": Text(
        "reviews by customers without a purchase in the build, kept", "在本次构建中没有购买记录的客户的评价（保留）"
    ),
    "instruction_like": Text(
        "reviews that read like instructions to a machine, kept and flagged",
        "读起来像写给机器的指令的评价（保留并标注）",
    ),
    "review_without_customer": Text("reviews without a customer, kept", "没有客户的评价（保留）"),
    # customers and events
    "same_customer": Text("earlier lines of a customer who occurs again", "同一客户较早的重复行"),
    "stranger": Text("customers without any purchase", "没有购买记录的客户"),
    "no_event": Text("lines without an event", "缺少事件的行"),
}

# Rules that leave out rows because something in them is missing or cannot be: the file was bad, not the business.
FAULTS: Final = frozenset(
    {
        *("repeated", "no_customer", "no_date", "unreadable_date", "impossible_date"),
        *("no_amount", "unreadable_amount", "impossible_price", "no_order", "empty_review", "same_review_id"),
        "no_event",
    }
)
