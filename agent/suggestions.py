"""Questions to begin with: those that this shop's data can answer and this role may ask."""

from config.settings import Role
from config.text import Text

# `search`: reviews with vectors; `customer`: a customer to name; else the key of a metric or attribute.
_ANYONE = (
    (Text("Customers and revenue by country, top 10", "按国家统计客户数和销售额，前10名"), "country"),
    (Text("Plot revenue by month", "按月画出销售额"), ""),
    (Text("What share of revenue comes from the top 10 % of customers?", "前10%的客户贡献了多少销售额占比？"), ""),
    (Text("What do customers who rated 1 or 2 complain about?", "打1分或2分的客户在抱怨什么？"), "search"),
    (Text("Average rating by category", "各品类的平均评分"), "average_rating"),
)
_LISTS = (
    (Text("Top 5 customers by predicted value", "预测价值最高的5位客户"), ""),
    (
        Text("Which customers have not ordered in the last 90 days?", "最近90天没有下单的客户有哪些？"),
        "",
    ),
)
_ONE_CUSTOMER = (
    (Text("Look up customer {customer}", "查找客户{customer}"), "customer"),
    (Text("Why is customer {customer} worth that?", "客户{customer}为什么值这么多？"), "customer"),
)


def candidates(role: Role) -> tuple[tuple[Text, str], ...]:
    """Questions in order of interest, each with what the data must have for it."""
    if role == "support":
        return (*_ONE_CUSTOMER, *_ANYONE)
    if role == "business":
        return (*_ANYONE, *_LISTS)
    return (*_LISTS, *_ANYONE, *_ONE_CUSTOMER)
