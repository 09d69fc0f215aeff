"""Who may see what: the walls between roles, below the model.

business: aggregates, segments, single customers by id; no names, e-mails, phones. support: aggregates, and one
customer at a time; no lists of customers. analyst: everything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from config.errors import AccessError
from config.text import Text
from data.metrics import MetricDictionary
from data.spec import Filter, Query
from data.tables import Cell, Table
from tools.context import ToolContext
from tools.personal_data import without_personal

# What stands in place of a personal value; never a part of the value itself.
MASK = "•••"

_PERSONAL = Text(
    "the role 'business' may not see or search names, e-mails, phones or addresses; customer ids may be used",
    "“business”角色不能查看或搜索姓名、邮箱、电话、地址；可以使用客户编号",
)
_BULK = Text(
    "the role 'support' may see one customer at a time, no lists of customers; totals and averages may be asked",
    "“support”角色一次只能查看一位客户，不能列出客户名单；可以查询合计与平均值",
)
_GROUP = Text(
    "the role 'support' may try a what-if for one customer at a time, not for groups",
    "“support”角色只能对单个客户做假设分析，不能对客群做",
)
# Not names: twenty customers may share one.
_ONE_CUSTOMER = frozenset({"customer_id", "order_id"})
# Groups by these are lists of customers under another name.
_SINGLING = frozenset({"customer_id", "order_id", "review_id"})


def check_query(context: ToolContext, query: Query) -> None:
    """Refuses what the role may not ask.

    Raises:
        AccessError: The role may not.
    """
    personal = personal_keys(context.shop.dictionary)
    if context.role == "business" and any(_plain(key) in personal for key in _searched(query)):
        raise AccessError(context.say(_PERSONAL))
    if context.role == "support" and not _one_customer(query.filters) and _lists(query):
        raise AccessError(context.say(_BULK))


def check_personal(context: ToolContext) -> None:
    """Refuses to search by personal data.

    Raises:
        AccessError: The role may not.
    """
    if context.role == "business":
        raise AccessError(context.say(_PERSONAL))


def check_count(context: ToolContext, customers: int) -> None:
    """Refuses more than one customer at a time to the support desk.

    Raises:
        AccessError: The role may not.
    """
    if context.role == "support" and customers > 1:
        raise AccessError(context.say(_BULK))


def check_list(context: ToolContext) -> None:
    """Refuses a list of customers to the support desk.

    Raises:
        AccessError: The role may not.
    """
    if context.role == "support":
        raise AccessError(context.say(_BULK))


def check_groups(context: ToolContext) -> None:
    """Refuses what-ifs of groups to the support desk.

    Raises:
        AccessError: The role may not.
    """
    if context.role == "support":
        raise AccessError(context.say(_GROUP))


def masked(context: ToolContext, table: Table) -> Table:
    """The table as the role may see it: personal cells replaced in the data, not only where it is shown."""
    personal = {column.key for column in table.columns if column.unit == "personal"}
    if context.role != "business":
        return table
    # Names of things may hold a phone number too; the words of a review are exact or not there.
    texts = {column.key for column in table.columns if column.unit == "text"} - {"text"}

    def seen(key: str, value: Cell) -> Cell:
        if key in personal and value is not None:
            return MASK
        return without_personal(value, MASK) if key in texts and isinstance(value, str) else value

    rows = tuple({key: seen(key, value) for key, value in row.items()} for row in table.rows)
    if not personal:
        return replace(table, rows=rows)
    note = Text("Personal data are masked for this role.", "个人信息对当前角色已隐藏。")
    return replace(table, rows=rows, notes=(*table.notes, note))


def personal_keys(dictionary: MetricDictionary) -> Collection[str]:
    """Attributes that hold personal data."""
    return frozenset(a.key for a in dictionary.attributes if a.kind == "personal")


def _plain(key: str) -> str:
    # customer_email means the same column as email.
    return key if key == "customer_id" else key.removeprefix("customer_")


def _searched(query: Query) -> set[str]:
    """Every key that decides which rows come back or in what order; listed columns do not, they are masked.

    Taken from all of the query, so that an argument that is added to it is behind the wall from its first day.
    """
    return set(_strings(query.model_dump(exclude={"columns", "table"})))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        # What a column is compared with names no column.
        value = [part for name, part in value.items() if name != "value"]
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value


def _one_customer(filters: Sequence[Filter]) -> bool:
    """Whether the filters leave at most one customer or one order."""
    for condition in filters:
        value = condition.value if isinstance(condition.value, list) else [condition.value]
        if condition.column in _ONE_CUSTOMER and condition.op in ("eq", "in") and len(value) == 1:
            return True
    return False


def _lists(query: Query) -> bool:
    if not query.measures and not query.group_by:
        return True
    return any(_plain(key) in _SINGLING for key in query.group_by)
