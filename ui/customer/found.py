"""What a customer's page rests on: the tool results behind the card, and those that come after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent.page_views import View
from data.metrics import MetricDictionary
from ui.sources import Result

# The table of all orders is a question away.
_MOST_ORDERS: Final = 40
_MOST_LINES: Final = 300
_MOST_REVIEWS: Final = 40
_MOST_CATEGORIES: Final = 6
_MOST_REASONS: Final = 6
_MOST_QUOTES: Final = 4


@dataclass(frozen=True)
class Found:
    """The results behind the card; None where the shop's data do not have them.

    Attributes:
        lookup: The customer, or the few to choose from.
        orders: Orders, the latest first.
        lines: What was in them.
        categories: Revenue by category.
        reviews: Reviews, the latest first.
        quotes: What the reviews say.
        plan: What to do next.
    """

    lookup: Result
    orders: Result | None = None
    lines: Result | None = None
    categories: Result | None = None
    reviews: Result | None = None
    quotes: Result | None = None
    plan: Result | None = None

    @property
    def is_choice(self) -> bool:
        """Whether nobody is found without doubt."""
        return bool(self.lookup["extra"].get("choice"))

    @property
    def customer_id(self) -> str:
        """The customer's id.

        Raises:
            IndexError: Nobody is found.
        """
        return str(self.lookup["rows"][0]["customer_id"])


def find_customer(view: View, text: str, dictionary: MetricDictionary) -> Found:
    """The card of whom the text names, or the few who may be meant.

    Args:
        view: Calls the tools.
        text: As typed: id, order number, e-mail, phone or name.
        dictionary: What this shop's data can tell.

    Raises:
        AccessError: The role may not search by that.
    """
    lookup = view.call("lookup_customer", customer=text, similar=True)
    found = Found(lookup)
    if found.is_choice:
        return found
    own = {"filters": [{"column": "customer_id", "op": "eq", "value": found.customer_id}]}
    told = frozenset(
        [m.key for m in dictionary.metrics if "orders" in m.tables]
        + [a.key for a in dictionary.attributes if "orders" in a.tables]
    )
    return Found(
        lookup,
        orders=_orders(view, own, told),
        lines=_lines(view, own) if "product" in told else None,
        categories=_categories(view, own) if "category" in told else None,
        reviews=_reviews(view, own) if view.has("query_reviews") else None,
        quotes=_quotes(view, found.customer_id) if view.has("search_reviews") else None,
        plan=view.call("plan_actions", customer_id=found.customer_id) if view.has("plan_actions") else None,
    )


def explain(view: View, customer_id: str) -> Result:
    """Why the value is what it is, in parts that add up."""
    return view.call("explain_value", customer_id=customer_id, limit=_MOST_REASONS)


def evidence(view: View, customer_id: str) -> Result:
    """What customers wrote that bears on the reasons."""
    return view.call("explain_value", customer_id=customer_id, by="reviews", limit=_MOST_QUOTES)


def _orders(view: View, own: Mapping[str, Any], told: frozenset[str]) -> Result:
    measures = [{"metric": key} for key in ("revenue", "units", "returned") if key in told]
    latest = {"sort_by": "date", "descending": True, "limit": _MOST_ORDERS}
    return view.call("query_orders", **own, group_by=["order_id", "date"], measures=measures, **latest)


def _lines(view: View, own: Mapping[str, Any]) -> Result:
    latest = {"sort_by": "date", "descending": True, "limit": _MOST_LINES}
    return view.call("query_orders", **own, columns=["order_id", "date", "product"], **latest)


def _categories(view: View, own: Mapping[str, Any]) -> Result:
    measures = [{"metric": "revenue", "share_of_total": True}]
    return view.call("query_orders", **own, group_by=["category"], measures=measures, limit=_MOST_CATEGORIES)


def _reviews(view: View, own: Mapping[str, Any]) -> Result:
    columns = ["review_id", "date", "product", "rating"]
    return view.call("query_reviews", **own, columns=columns, sort_by="date", descending=True, limit=_MOST_REVIEWS)


def _quotes(view: View, customer_id: str) -> Result:
    return view.call("search_reviews", customer_ids=[customer_id], limit=_MOST_REVIEWS)
