"""A shop as the planner sees it, with every metric of the dictionary and no table behind it."""

import datetime as dt
from functools import cache

from agent.planner.facts import Facts
from agent.planner.planner import Planner
from config.settings import Role
from config.text import Text
from data.metric_files import standard_dictionary
from data.metrics import NO_SYNONYMS, ValueNames

AS_OF = dt.date(2010, 12, 9)
PRODUCTS = (
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "REGENCY CAKESTAND 3 TIER",
    "POSTAGE",
    "JUMBO BAG RED RETROSPOT",
)
SEGMENTS = ("champions", "loyal", "promising", "new", "at_risk", "hibernating", "lost")


def planner_facts(*, products: tuple[str, ...] = PRODUCTS, customers: int = 0, role: Role = "analyst") -> Facts:
    """Facts of a made-up shop whose last day is 9 December 2010, horizon 90 days, amounts in pounds."""
    countries = {
        "Germany": ValueNames(Text("Germany", "德国"), NO_SYNONYMS),
        "France": ValueNames(Text("France", "法国"), NO_SYNONYMS),
        "United Kingdom": ValueNames(Text("United Kingdom", "英国"), {"en": ("uk", "great britain"), "zh": ()}),
        "EIRE": ValueNames(Text("Ireland", "爱尔兰"), NO_SYNONYMS),
    }
    return Facts(
        dictionary=standard_dictionary().with_value_names({"country": countries}),
        values={
            "country": tuple(countries),
            "category": ("beauty", "home", "toys"),
            "channel": ("web", "app", "store"),
            "product": products,
            "value_tier": ("high", "medium", "low"),
            "rfm_segment": SEGMENTS,
        },
        customer_ids={"13085", "12345", "K123-9", *(str(20_000 + i) for i in range(customers))},
        order_ids={"489434"},
        as_of=AS_OF,
        first_day=dt.date(2009, 12, 1),
        horizon_days=90,
        currency="GBP",
        role=role,
    )


@cache
def shop_planner() -> Planner:
    """The planner of this shop, made once for all tests of a process: it holds nothing of a conversation."""
    return Planner(planner_facts())
