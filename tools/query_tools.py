"""query_customers, query_orders, query_reviews: any filter, grouping and measure the metric dictionary knows."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.tools import BaseTool
from pydantic import create_model, model_validator

from config.settings import Role
from data.days_before import with_days_before
from data.metrics import Attribute, MetricDictionary
from data.queries import run_query
from data.query_columns import View
from data.query_periods import partial_buckets
from data.spec import Query, TableName
from data.tables import Table
from prompts.library import load_tool_texts
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

    class _Dated(ToolArguments):
        @model_validator(mode="before")
        @classmethod
        def _days_before(cls, given: object) -> object:
            return with_days_before(given) if isinstance(given, Mapping) else given

    QueryArguments = create_model("QueryArguments", __base__=_Dated, **_FIELDS)

# Column names come from the shop's files: a key that could hold a sentence is left to describe_data.
_SHORT_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
_WINDOW = re.compile(r"(\w+)_(\d+)d")


def query_tool(table: TableName, role: Role, dictionary: MetricDictionary) -> BaseTool:
    """The query tool of one table, described to a model that serves that role, with the keys it takes."""

    def compute(asked: ToolArguments, runtime: Runtime) -> Outcome:
        given = asked.model_dump(exclude_unset=True)
        query = Query.model_validate({"table": table, **given})
        return Outcome(answer_query(runtime, query), _extra(runtime.context.shop, query))

    return make_tool(
        f"query_{table}",
        arguments=QueryArguments,
        compute=compute,
        role=load_tool_texts().roles[role],
        metrics=_keys([m.key for m in dictionary.metrics if table in m.tables], all_of=table == "reviews"),
        attributes=_keys([a.key for a in dictionary.attributes if table in a.tables and _asked_for(a)]),
    )


def _asked_for(attribute: Attribute) -> bool:
    # Buckets are named beside group_by; personal data are for lookup_customer.
    return attribute.kind not in ("bucket", "personal")


def _keys(keys: Sequence[str], *, all_of: bool = False) -> str:
    """The keys in a row, and that there are more where some are left out."""
    listed = _listed(keys, all_of=all_of)
    left_out = not all_of and any(key in load_tool_texts().rare or not _SHORT_KEY.fullmatch(key) for key in keys)
    return ", ".join(listed) + (" …" if left_out else "")


def _listed(keys: Sequence[str], *, all_of: bool = False) -> list[str]:
    """The keys in short: rare ones left out, windows of the same figure as one, `orders_30d/90d/180d`."""
    rare = frozenset[str]() if all_of else load_tool_texts().rare
    listed: dict[str, str] = {}
    for key in keys:
        if key in rare or not _SHORT_KEY.fullmatch(key):
            continue
        window = _WINDOW.fullmatch(key)
        stem = f"{window[1]}_d" if window else key
        if stem in listed:
            listed[stem] += f"/{window[2]}d" if window else ""
        else:
            listed[stem] = key
    return list(listed.values())


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
