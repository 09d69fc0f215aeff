"""What a plan of action says beside its figures: that they rest on assumptions, and what its intervals hold."""

from config.text import Text
from tools.action_plans import Plans

_ASSUMED = Text(
    "Expected gain is a calculation from assumptions (response, margin, cost of a contact), not a proven effect: only "
    "a group that is not contacted shows the effect.",
    "预期收益由假设（响应率、毛利率、联系成本）推算，并非已被证实的效果；只有留出不联系的对照组才能检验效果。",
)
_INTERVAL = Text(
    "The 80 % interval is that of the network for what the customer spends (of a category: the middle 80 % of its "
    "orders), under the same assumptions.",
    "80%区间来自模型对该客户消费的预测区间（推荐品类时为该品类订单金额居中的80%），假设不变。",
)
_SUMMED = Text(
    "The interval of a sum takes customers' errors as independent; a wrong assumption or a bad season, which all "
    "share, comes on top.",
    "合计的区间假定各客户的误差相互独立；假设有误或整体行情变化等共同因素不在其内。",
)
_RULES = Text(
    "The first rule that fits and pays decides; the rules are in actions.toml and the workspace's kezhi.toml.",
    "由首条符合且划算的规则决定；规则见 actions.toml 与工作区的 kezhi.toml。",
)
_OPEN = Text(
    "A complaint counts as open for {days} days; whether it was settled is not in the data.",
    "投诉在{days}天内视为未了结；数据中没有是否已处理的记录。",
)

_CHOICE = Text(
    "Chosen is what brings most within the budget: in the order of gain by cost, the last few by exact search. Whose "
    "contact would cost more than it brings is not chosen, complaints included.",
    "所选为预算内收益最大的组合：按单位成本收益排序，临界处精确求解。成本高于收益的联系不选，投诉客户也不例外。",
)
_CURVE = Text(
    "Customers are taken in the order of gain by cost, nobody held out; the full budget contacts all whose contact "
    "pays.",
    "按单位成本收益从高到低选取客户，不留对照组；最高一档预算可联系所有划算的客户。",
)
_CASES = Text(
    "Chosen anew under each assumption within the same budget, each customer's action as it is now, nobody held out.",
    "各情形下均在同一预算内重新选择客户，每位客户的行动不变，不留对照组。",
)
_TRIAL = Text(
    "Sample sizes by the normal approximation, two-sided; the spread of spending is that of the network's intervals "
    "and of the customers among each other.",
    "样本量按双侧正态近似计算；消费的离散程度取自模型的预测区间与客户之间的差异。",
)


def plan_notes(plans: Plans, what: str, *, one: bool, within: bool) -> tuple[Text, ...]:
    """The remarks of a plan, that its gains are assumed first.

    Args:
        plans: The plans.
        what: What is told.
        one: Whether of one customer.
        within: Whether a budget is spent.
    """
    if what == "categories":
        return (_ASSUMED,) if plans.inputs.offers.pairs else ()
    if what != "actions":
        return (_ASSUMED, _INTERVAL) if what == "customers" else (_ASSUMED,)
    days = plans.inputs.book.assumptions.complaint_days
    known = "open_complaints" in plans.inputs.view.frame
    opened = (Text(_OPEN.en.format(days=days), _OPEN.zh.format(days=days)),) if known and not within else ()
    return (_ASSUMED, _INTERVAL, *(() if one else (_SUMMED,)), *(() if within else (_RULES,)), *opened)


def budget_notes(what: str, *, control_share: float, seed: int) -> tuple[Text, ...]:
    """The remarks of a choice within a budget."""
    told = {"curve": (_CURVE,), "sensitivity": (_CASES,), "trial": (_TRIAL,)}.get(what, (_CHOICE,))
    if what in ("curve", "sensitivity") or not control_share:
        return told
    share = f"{control_share * 100:g}"
    held = Text(
        f"Held out are {share} % of the chosen, drawn by seed {seed}: the same seed draws the same customers.",
        f"对照组为所选客户的{share}%，按随机种子{seed}抽取：种子相同则抽取的客户相同。",
    )
    return (*told, held)
