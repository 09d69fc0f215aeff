"""What the fields of the panel "What if", or an address, suppose of which customers: as simulate_group takes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

from config.errors import ToolInputError
from config.text import Language, Text
from prompts.library import load_texts
from tools.audience_choice import segment_filters
from tools.group_scenarios import LIMITS, MOST_SCENARIOS, SHARES, within

if TYPE_CHECKING:
    from tools.shop import Shop

# Name of a field, as addresses have it, and what it sets.
CHANGES: Final[Mapping[str, str]] = {
    "win_back": "win_back_percent",
    "order_value": "order_value_change_percent",
    "lose": "lose_percent",
    "silent": "days_later",
    "orders": "orders",
}
WHO: Final = ("random", "best")
LONGEST: Final = 60
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_WHOLE: Final = frozenset({"days_later", "orders"})
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_BETWEEN: Final = re.compile(r"[\s,，、;；/]+")


@dataclass(frozen=True)
class Supposed:
    """The fields' values, in the order in which they are laid out.

    Attributes:
        group: Key or name of a segment or tier; empty for all customers.
        who: Who is won back or lost: "random" or "best".
        win_back: Shares in percent of those who have gone quiet, separated by commas; likewise the others.
        order_value: Changes of order values in percent.
        lose: Shares in percent of the group.
        silent: Days in which nothing is bought.
        orders: Orders that each has more.
    """

    group: str = ""
    who: str = WHO[0]
    win_back: str = ""
    order_value: str = ""
    lose: str = ""
    silent: str = ""
    orders: str = ""

    @staticmethod
    def of(query: str) -> "Supposed | None":
        """What an address asks for: `?group=at_risk&win_back=10,20&who=best`; None where it supposes nothing."""
        given = parse_qs(query.removeprefix("?")[:4_000])
        said = {field.name: given[field.name][0][:200] for field in fields(Supposed) if field.name in given}
        return Supposed(**said) if said else None

    @staticmethod
    def by(arguments: Mapping[str, Any]) -> "Supposed":
        """The fields that say the scenarios of simulate_group's arguments, of everybody.

        >>> Supposed.by({"scenarios": [{"win_back_percent": 10.0}, {"win_back_percent": 20}, {"orders": 1}]})
        Supposed(group='', who='random', win_back='10, 20', order_value='', lose='', silent='', orders='1')
        """
        return Supposed(
            **{
                name: ", ".join(f"{one[key]:g}" for one in arguments["scenarios"] if one.get(key) is not None)
                for name, key in CHANGES.items()
            }
        )

    @property
    def address(self) -> str:
        """The page with this comparison; what is as usual is left out."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        usual = {"who": WHO[0]}
        return f"/portfolio?{urlencode({k: v for k, v in said.items() if v != usual.get(k, '')})}#what-if"

    def arguments(self, shop: "Shop") -> dict[str, Any]:
        """As simulate_group takes them.

        Raises:
            ToolInputError: A number is none or beyond its limits, there are none or too many, no such segment.
        """
        if self.who not in WHO:
            raise ToolInputError(_said("who_unknown", found=self.who))
        scenarios = [{key: number} for name, key in CHANGES.items() for number in _numbers(name, getattr(self, name))]
        if not scenarios:
            raise ToolInputError(_said("none"))
        if len(scenarios) > MOST_SCENARIOS:
            raise ToolInputError(_said("too_many", most=MOST_SCENARIOS, found=len(scenarios)))
        filters = [one.model_dump(mode="json", exclude_defaults=True) for one in segment_filters(shop, self.group)]
        return {"scenarios": scenarios, "filters": filters, "who": self.who}


def _numbers(name: str, text: str) -> Sequence[float | int]:
    """The numbers of a field, each once.

    Raises:
        ToolInputError: One is none, or beyond its limits.
    """
    key = CHANGES[name]
    found: list[float | int] = []
    for part in filter(None, _BETWEEN.split(text.strip())):
        plain = part.replace("−", "-").replace("％", "%").removesuffix("%")
        number = float(plain) if _NUMBER.fullmatch(plain) else None
        if number is None or (key in _WHOLE and number != int(number)):
            raise ToolInputError(_fault(name, "whole" if key in _WHOLE else "number", part))
        if not within(key, number):
            raise ToolInputError(_fault(name, "limits_share" if key in SHARES else "limits", part))
        found.append(int(number) if number == int(number) else number)
    return list(dict.fromkeys(found))


def _fault(name: str, kind: str, found: str) -> Text:
    """What is wrong with a number of a field, and what is possible."""
    low, high = LIMITS[CHANGES[name]]
    en, zh = (load_texts("page_what_if", language)[f"form.{name}"] for language in _LANGUAGES)
    values = {"found": found, "low": f"{low:g}", "high": f"{high:g}"}
    return Text(_said(kind, field=en, **values).en, _said(kind, field=zh, **values).zh)


def _said(key: str, **values: object) -> Text:
    en, zh = (load_texts("page_what_if", language)[f"fault.{key}"].format_map(values) for language in _LANGUAGES)
    return Text(en, zh)
