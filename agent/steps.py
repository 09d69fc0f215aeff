"""What the agent is doing, in words for the person who waits."""

from collections.abc import Mapping
from typing import Any

from config.text import Text

_TITLES: dict[str, Text] = {
    "describe_data": Text("Looking at what the data hold", "查看数据内容"),
    "query_customers": Text("Querying customers", "查询客户"),
    "query_orders": Text("Querying orders", "查询订单"),
    "query_reviews": Text("Counting reviews", "统计评价"),
    "lookup_customer": Text("Looking up a customer", "查找客户"),
    "predict_value": Text("Predicting value", "预测价值"),
    "explain_value": Text("Explaining a prediction", "解释预测"),
    "simulate_value": Text("Trying a what-if", "模拟假设"),
    "simulate_group": Text("Trying a what-if for a group", "模拟客群假设"),
    "search_reviews": Text("Searching reviews", "搜索评价"),
    "summarise_reviews": Text("Summing up reviews", "归纳评价"),
    "plan_actions": Text("Planning actions", "规划行动"),
    "prepare_audience": Text("Preparing an audience", "准备受众"),
    "assess_model": Text("Assessing the model", "评估模型"),
    "describe_portfolio": Text("Reading the customer base", "分析客户结构"),
    "make_report": Text("Writing a report", "生成报告"),
    "draw_chart": Text("Drawing a chart", "绘制图表"),
}

# explain_value by reviews.
_WORDS = Text("Looking for reviews that bear on it", "查找相关评价")


def step_title(tool: str, arguments: Mapping[str, Any]) -> Text:
    """A step's title in both languages: what is done, and of whom where the call names one.

    >>> step_title("lookup_customer", {"customer": "13085"}).en
    'Looking up a customer: 13085'
    """
    title = _TITLES.get(tool, Text(tool, tool))
    if arguments.get("by") == "reviews":
        title = _WORDS
    of = next(
        (arguments[key] for key in ("customer", "customer_id", "query") if isinstance(arguments.get(key), str)), ""
    )
    groups = arguments.get("group_by")
    if not of and isinstance(groups, list) and groups:
        of = ", ".join(str(group) for group in groups)
    return Text(f"{title.en}: {of[:60]}", f"{title.zh}：{of[:60]}") if of else title
