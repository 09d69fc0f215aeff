"""Reads the rules of action: the standard file of this room, and a company's own `kezhi.toml` on top.

In `kezhi.toml`::

    [plan.assumptions]
    margin = 0.45

    [plan.actions.win_back]
    response = 0.06
    cost = 1.2                      # money, in place of a share of the average order

    [[plan.rules]]                  # in place of all rules
    action = "win_back"
    filters = [{column = "recency_days", op = "ge", value = 120}]
    why = ["nothing bought for four months", "四个月没有购买"]
"""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.errors import DataFileError
from config.text import Text
from data.metrics import MetricDictionary
from data.spec import Filter

Increment = Literal["again", "share", "category", "none"]

FILE = Path(__file__).parent / "actions.toml"
_Pair = tuple[Annotated[str, Field(min_length=1)], Annotated[str, Field(min_length=1)]]
_Share = Annotated[float, Field(ge=0, le=1)]
_Days = Annotated[int, Field(ge=1, le=1095)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumptions(_Entry):
    """What holds for every action."""

    margin: _Share
    least_chance: Annotated[float, Field(gt=0, le=1)]
    complaint_days: _Days
    least_buyers: Annotated[int, Field(ge=2)]


class Action(_Entry):
    """Something to do about a customer, and what is assumed of it; see `actions.toml`."""

    name: _Pair
    response: _Share
    increment: Increment
    uplift: Annotated[float, Field(ge=0, le=10)] = 1.0
    cost_share: Annotated[float, Field(ge=0, le=10)] = 0.0
    cost: Annotated[float, Field(ge=0, le=1e9)] | None = None
    owner: _Pair
    review_days: _Days

    def cost_minor(self, *, order_minor: float, minor_digits: int) -> float:
        """Cost of one contact [minor units], where an average order is worth so much."""
        return self.cost_share * order_minor if self.cost is None else self.cost * float(10**minor_digits)


class ActionRule(_Entry):
    """Customers who pass all filters get the action, if it pays or the rule holds always."""

    action: str
    filters: tuple[Filter, ...] = ()
    always: bool = False
    why: _Pair


class ServiceRule(_Entry):
    """Customers who pass all filters get the level of service."""

    level: str
    filters: tuple[Filter, ...] = ()


class ActionBook(_Entry):
    """Every action, rule and assumption; the order of rules is their order of rank."""

    assumptions: Assumptions
    actions: dict[str, Action]
    rules: tuple[ActionRule, ...] = Field(min_length=1)
    service_levels: dict[str, _Pair]
    service_rules: tuple[ServiceRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> "ActionBook":
        for rule in self.rules:
            if rule.action not in self.actions:
                raise ValueError(f"a rule names the action {rule.action!r}; there are: {', '.join(self.actions)}")
        for level in self.service_rules:
            if level.level not in self.service_levels:
                raise ValueError(f"a rule names the service level {level.level!r}; there are: {[*self.service_levels]}")
        last = self.rules[-1]
        if last.filters or self.actions[last.action].increment != "none" or self.service_rules[-1].filters:
            raise ValueError("the last rule of each list should have no filters, and the last action cost nothing")
        return self

    def action_name(self, key: str) -> Text:
        """What people call an action."""
        return Text(*self.actions[key].name)

    def looked_at(self) -> list[tuple[str, str]]:
        """Every key that a rule looks at, with the place of the rule."""
        listed = [(f"rules.{i}", f.column) for i, rule in enumerate(self.rules) for f in rule.filters]
        return listed + [(f"service_rules.{i}", f.column) for i, r in enumerate(self.service_rules) for f in r.filters]


@cache
def standard_actions() -> ActionBook:
    """The rules as they are delivered."""
    return ActionBook.model_validate(_standard())


def company_actions(file: Path, dictionary: MetricDictionary) -> ActionBook:
    """The rules with a company's own actions, assumptions and rules.

    Args:
        file: The company's `kezhi.toml`; where there is none, the standard rules come back.
        dictionary: Every key that rules may look at, whether this shop's data have it or not.

    Raises:
        DataFileError: The file is no TOML, or an entry cannot be used; the message names it.
    """
    own = _plan_of(file)
    if not own:
        return standard_actions()
    standard = _standard()
    unknown = [key for key in own if key not in standard]
    if unknown:
        raise DataFileError(
            file, "no such part of a plan", column="plan", found=unknown[0], expected=f"one of {', '.join(standard)}"
        )
    try:
        book = ActionBook.model_validate(_merged(standard, own))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(["plan", *(str(part) for part in first["loc"])])
        raise DataFileError(file, first["msg"], column=place) from None
    check_keys(file, book, dictionary)
    return book


def check_keys(file: Path, book: ActionBook, dictionary: MetricDictionary) -> None:
    """Lets rules pass that look only at keys of the dictionary.

    Raises:
        DataFileError: A rule looks at something else; the message says what is nearest.
    """
    known: Collection[str] = {m.key for m in dictionary.metrics} | {a.key for a in dictionary.attributes}
    for place, key in book.looked_at():
        if key not in known and not key.startswith("attr_"):
            nearest = dictionary.nearest(key, among=known)
            hint = f"one of {', '.join(nearest)}" if nearest else "a key that describe_data lists"
            raise DataFileError(file, "no such metric or attribute", column=f"plan.{place}", found=key, expected=hint)


def _standard() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _plan_of(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        return {}
    try:
        plan = tomllib.loads(file.read_text(encoding="utf-8")).get("plan", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None
    if not isinstance(plan, dict):
        raise DataFileError(file, "[plan] is a table", column="plan")
    return plan


def _merged(standard: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables entry by entry, anything else as the company has it."""
    merged = dict(standard)
    for key, value in own.items():
        before = merged.get(key)
        merged[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
