"""query_customers, query_orders, query_reviews: any filter, grouping and measure the metric dictionary knows."""

from typing import TYPE_CHECKING, Any

from langchain_core.tools import BaseTool
from pydantic import create_model

from config.settings import Role
from data.queries import run_query
from data.query_columns import View
from data.query_periods import partial_buckets
from data.spec import Query, TableName
from data.tables import Table
from tools.access import check_query, masked
from tools.context import Runtime
from tools.making import Outcome, ToolArguments, make_tool
from tools.shop import Shop

if TYPE_CHECKING:
    QueryArguments = ToolArguments
else:
    # The fields of Query without `table`: the tool's name says which table.
    _FIELDS: dict[str, Any] = {
        name: (field.annotation, field) for name, field in Query.model_fields.items() if name != "table"
    }
    QueryArguments = create_model("QueryArguments", __base__=ToolArguments, **_FIELDS)

_DESCRIPTIONS: dict[TableName, str] = {
    "customers": (
        "One row a customer, as of the last day: predictions, history, segment. List customers (columns, sort_by, "
        "limit) or measure groups of them (group_by, measures). Share of the top 10 %: top + share_of_total. "
        "Share of some customers: part + share_of_total. Keys: see describe_data."
    ),
    "orders": (
        "Arguments as in query_customers. Order lines: revenue, orders, customers, units, returns over time (group_by "
        "month …), by country, category, product. Customer keys work as filters and groups too (customer_ before a key "
        "that both have)."
    ),
    "reviews": (
        "Arguments as in query_customers. Reviews as numbers: how many, ratings, over time, by product or category. "
        "For their words: search_reviews."
    ),
}


_ROLES: dict[Role, str] = {
    "analyst": "",
    "business": " No personal data for this role.",
    "support": " This role may measure groups, but list only what belongs to one customer_id or order_id.",
}


def query_tool(table: TableName, role: Role) -> BaseTool:
    """The query tool of one table, described to a model that serves that role."""

    def compute(asked: ToolArguments, runtime: Runtime) -> Outcome:
        given = asked.model_dump(exclude_unset=True)
        query = Query.model_validate({"table": table, **given})
        return Outcome(answer_query(runtime, query), _extra(runtime.context.shop, query))

    description = _DESCRIPTIONS[table] + _ROLES[role]
    brief = table != "customers"
    return make_tool(f"query_{table}", description, arguments=QueryArguments, compute=compute, brief=brief)


def _extra(shop: Shop, query: Query) -> dict[str, Any]:
    """What reads like a number but is none: the ends of a time series that hold only some of their days."""
    view = View(query.table, shop.tables, shop.dictionary, shop.manifest.minor_digits)
    partial = partial_buckets(view, query)
    return {"not_whole": partial} if partial else {}


def answer_query(runtime: Runtime, query: Query) -> Table:
    """The query's answer as far as the asker's role may see it.

    Raises:
        ToolInputError: Something in it cannot be answered.
        AccessError: The role may not ask it.
    """
    shop: Shop = runtime.context.shop
    check_query(runtime.context, query)
    found = run_query(query, shop.tables, shop.dictionary, minor_digits=shop.manifest.minor_digits)
    return masked(runtime.context, found)
