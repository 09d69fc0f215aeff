"""A call of plan_actions in words: for whom, which actions, under which assumptions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.planner.naming import number

if TYPE_CHECKING:
    from agent.planner.wording import Words

_ASSUMED = ("budget", "margin", "response_rate", "contact_cost")


def advice_parts(words: "Words", arguments: Mapping[str, Any]) -> list[str]:
    """The parts of the call in words."""
    if arguments.get("what") in ("stock", "stock_test"):
        return _stock(words, arguments)
    customer = arguments.get("customer_id")
    whom = words.one(customer) if customer is not None else words.groups_of(arguments.get("filters", []))
    named = [words.text(f"action_{key}") for key in arguments.get("actions", [])]
    said = [
        words.text(f"assumed_{key}", value=_assumed(words, key, arguments[key])) for key in _ASSUMED if key in arguments
    ]
    return [words.text(f"advice_{arguments.get('what', 'actions')}", whom=whom), *named, *said]


def _stock(words: "Words", arguments: Mapping[str, Any]) -> list[str]:
    """Of what, for how many days, and whether only what calls for more."""
    by = arguments.get("by", "")
    said = [words.text(f"advice_{arguments['what']}"), *([words.text(f"stock_by_{by}")] if by else [])]
    said += [words.text("stock_days", days=arguments["days"])] if "days" in arguments else []
    return [*said, *([words.text("stock_rising")] if arguments.get("rising") else [])]


def _assumed(words: "Words", key: str, value: float) -> str:
    if key in ("budget", "contact_cost"):
        return words.value("revenue", value)
    percent = number(round(value * 100, 10))
    return f"{percent} %" if words.language == "en" else f"{percent}%"
