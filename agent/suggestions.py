"""Questions to begin with: those that this shop's data can answer and this role may ask."""

from typing import TYPE_CHECKING

from config.settings import Role
from config.text import Language, Text

if TYPE_CHECKING:
    from tools.shop import Shop

_MOST = 6

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


def suggested(shop: "Shop", role: Role, language: Language) -> tuple[str, ...]:
    """Questions to begin with that this shop's data can answer."""
    dictionary = shop.dictionary
    known = {"", "customer"} | {m.key for m in dictionary.metrics} | {a.key for a in dictionary.attributes}
    known |= {"search"} if shop.manifest.embedder is not None else set()
    wanted = [text.in_language(language) for text, needs in candidates(role) if needs in known]
    best = _best_customer(shop) if any("{customer}" in text for text in wanted) else ""
    return tuple(text.format(customer=best) for text in wanted[:_MOST])


def _best_customer(shop: "Shop") -> str:
    customers = shop.customers
    by = "predicted_value_minor" if "predicted_value_minor" in customers else "revenue_minor"
    return str(customers["customer_id"].iloc[int(customers[by].to_numpy().argmax())])
