"""A call of simulate_group in words: of whom, and what is supposed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.planner.naming import number

if TYPE_CHECKING:
    from agent.planner.wording import Words


def group_parts(words: "Words", arguments: Mapping[str, Any]) -> list[str]:
    """The parts of the call in words."""
    supposed = [_in_words(words, scenario) for scenario in arguments["scenarios"]]
    whom = words.groups_of(arguments.get("filters", []))
    best = [words.text("group_best")] if arguments.get("who") == "best" else []
    return [words.text("simulate_group", whom=whom, changes=words.either(supposed)), *best]


def _in_words(words: "Words", scenario: Mapping[str, Any]) -> str:
    key, value = next(iter(scenario.items()))
    if key == "order_value_change_percent":
        key = "order_value_up" if value >= 0 else "order_value_down"
    if (key, value) in (("orders", 1), ("lose_percent", 100), ("win_back_percent", 100)):
        return words.text(f"group_{key}_{value:g}")
    return words.text(f"group_{key}", n=number(abs(value)))
