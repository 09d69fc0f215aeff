"""plan_actions: what to do about a customer or a group, why, and what it may bring under which assumptions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.errors import ToolInputError
from config.text import Text
from data.action_choice import Places
from data.query_deeds import condition_mask
from data.spec import Filter, Measure, Query
from data.tables import Table
from tools.access import check_query, masked
from tools.action_budget import Budget, Limits
from tools.action_categories import customer_categories, paired_categories
from tools.action_inputs import PlanInputs, plan_inputs
from tools.action_notes import budget_notes, plan_notes
from tools.action_plans import Assumed, Decided, Plans
from tools.context import Runtime, ToolContext
from tools.explanation_tools import customer_position
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import horizon_note
from tools.stock_hints import By, hint_extra, stock_hints, stock_test

What = Literal["actions", "customers", "categories", "curve", "sensitivity", "trial", "stock", "stock_test"]
# What is told of a budget alone, given or not.
_OF_BUDGET = ("curve", "sensitivity", "trial")
# What is told of categories and products, and the arguments that it takes.
_OF_GOODS = ("stock", "stock_test")
_OF_STOCK = frozenset({"what", "by", "days", "rising", "limit"})


class PlanArguments(ToolArguments):
    """Whom to plan for, what to tell, and what to assume."""

    customer_id: str | None = Field(default=None, min_length=1, max_length=200)
    filters: list[Filter] = Field(default_factory=list, max_length=10, description="Instead of an id: a group.")
    what: What = Field(default="actions", description="The actions, customers one by one, or categories to offer.")
    actions: list[str] = Field(default_factory=list, max_length=20, description="Only these; empty: all.")
    margin: float | None = Field(default=None, ge=0, le=1, description="Share of revenue left; empty: the file's.")
    response_rate: float | None = Field(default=None, ge=0, le=1, description="Of every action; empty: the file's.")
    contact_cost: float | None = Field(default=None, ge=0, le=1e9, description="Money each; empty: the file's.")
    budget: float | None = Field(default=None, ge=0, le=1e12, description="Money for all contacts: whom to contact.")
    control_share: float = Field(default=0.1, ge=0, le=0.9, description="Of the chosen, held out to see the effect.")
    seed: int = Field(default=7, ge=0, le=2**31 - 1, description="Draws who is held out.")
    limit: int = Field(default=10, ge=1, le=1000)
    by: By | None = Field(default=None, description="Of stock; empty: category, else product.")
    days: int | None = Field(default=None, ge=1, le=730, description="Days ahead, of stock; empty: the horizon.")
    rising: bool = Field(default=False, description="Of stock: only what calls for more than before.")

    @model_validator(mode="after")
    def _one_or_many(self) -> "PlanArguments":
        of_group = self.filters or self.actions or self.budget is not None or self.what not in ("actions", "categories")
        if self.customer_id is not None and of_group:
            raise ValueError("give either one customer_id, or filters, actions, budget and what of a group")
        if self.what in _OF_GOODS and (of_some := sorted(self.model_fields_set - _OF_STOCK)):
            raise ValueError(f"stock is told of the whole shop: leave out {', '.join(of_some)}")
        if self.what not in _OF_GOODS and (of_stock := sorted(self.model_fields_set & {"by", "days", "rising"})):
            raise ValueError(f"only stock takes {', '.join(of_stock)}")
        return self


def plan_tool() -> BaseTool:
    """The tool plan_actions."""

    def compute(asked: PlanArguments, runtime: Runtime) -> Outcome:
        return plan_actions(runtime.context, asked)

    return make_tool("plan_actions", arguments=PlanArguments, compute=compute)


def plan_actions(context: ToolContext, asked: PlanArguments) -> Outcome:
    """The plan, with every assumption it rests on.

    Raises:
        ToolInputError: A customer, filter or action is not there; the message says what is nearest.
        AccessError: The role may not see lists of customers.
        DataFileError: The workspace's kezhi.toml cannot be used.
    """
    if asked.what in _OF_GOODS:
        return _of_goods(context, asked)
    _check_role(context, asked)
    shop = context.shop
    inputs = plan_inputs(shop)
    plans = Plans(context, inputs, Assumed(asked.margin, asked.response_rate, asked.contact_cost))
    notes: list[Text] = []
    extra: dict[str, Any] = {"horizon_days": shop.horizon_days, "what": asked.what}
    if asked.customer_id is not None:
        position = customer_position(shop, asked.customer_id)
        extra["customer_id"] = asked.customer_id
        table = customer_categories(plans, position) if asked.what == "categories" else plans.one(position)
    elif asked.what == "categories":
        table = paired_categories(plans, limit=asked.limit)
    else:
        decided = plans.decide(_rows(context, inputs, asked, notes))
        table = _of_group(plans, _taken(plans, decided, asked, notes), asked)
    ahead = (horizon_note(shop, shop.horizon_days),) if asked.what in ("actions", "customers") else ()
    one, within = asked.customer_id is not None, asked.budget is not None
    told = plan_notes(plans, asked.what, one=one, within=within)
    notes = [*table.notes, *told, *notes, *_budget_notes(asked), *ahead]
    return Outcome(masked(context, replace(table, notes=tuple(notes))), extra)


def _of_goods(context: ToolContext, asked: PlanArguments) -> Outcome:
    table = (
        stock_hints(context, by=asked.by, days=asked.days, rising=asked.rising, limit=asked.limit)
        if asked.what == "stock"
        else stock_test(context, by=asked.by)
    )
    return Outcome(masked(context, table), hint_extra(context.shop, what=asked.what, by=asked.by, days=asked.days))


def _of_group(plans: Plans, decided: Decided, asked: PlanArguments) -> Table:
    if asked.budget is None and asked.what not in _OF_BUDGET:
        return plans.listed(decided, limit=asked.limit) if asked.what == "customers" else plans.grouped(decided)
    budget = Budget(plans, decided, Limits(plans.minor(asked.budget), asked.control_share, asked.seed))
    tables: dict[str, Callable[[], Table]] = {
        "actions": budget.by_action,
        "customers": lambda: budget.listed(limit=asked.limit),
        "curve": budget.curve,
        "sensitivity": budget.sensitivity,
        "trial": budget.trial,
    }
    return tables[asked.what]()


def _budget_notes(asked: PlanArguments) -> tuple[Text, ...]:
    if asked.what == "categories" or (asked.budget is None and asked.what not in _OF_BUDGET):
        return ()
    return budget_notes(asked.what, control_share=asked.control_share, seed=asked.seed)


def _check_role(context: ToolContext, asked: PlanArguments) -> None:
    one = [Filter(column="customer_id", op="eq", value=asked.customer_id)] if asked.customer_id is not None else []
    listed = bool(one) or asked.what == "customers"
    check_query(
        context,
        Query(
            table="customers",
            filters=[*one, *asked.filters],
            columns=["customer_id"] if listed else [],
            measures=[] if listed else [Measure(metric="customers")],
        ),
    )


def _rows(context: ToolContext, inputs: PlanInputs, asked: PlanArguments, notes: list[Text]) -> Places:
    mask = np.ones(len(inputs.view.frame), dtype=bool)
    for condition in asked.filters:
        mask &= condition_mask(inputs.view, condition, notes=notes)
    return np.flatnonzero(mask).astype(np.int64)


def _taken(plans: Plans, decided: Decided, asked: PlanArguments, notes: list[Text]) -> Decided:
    """Those whose action is one of the asked ones, given by key or name; a list leaves out whom to leave alone."""
    book = plans.inputs.book
    named = {word.casefold(): key for key, action in book.actions.items() for word in (key, *action.name)}
    unknown = [name for name in asked.actions if name.casefold().strip() not in named]
    if unknown:
        raise ToolInputError(f"no action is called {unknown[0]!r}; there are: {', '.join(book.actions)}")
    keys = {named[name.casefold().strip()] for name in asked.actions}
    if not keys and asked.what == "customers":
        keys = {key for key, action in book.actions.items() if action.increment != "none"}
    if not keys:
        return decided
    taken = np.array([rule.action in keys for rule in book.rules], dtype=bool)[decided.rule]
    left = int((~taken).sum())
    if left and not asked.actions and asked.budget is None:
        notes.append(
            Text(f"{left} further customers are best left alone.", f"另有{left}位客户暂不打扰为宜。")
            if left > 1
            else Text("1 further customer is best left alone.", "另有1位客户暂不打扰为宜。")
        )
    return decided.of(np.flatnonzero(taken))
