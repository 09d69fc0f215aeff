"""The report on one customer: card, prediction with its reasons, orders, own reviews."""

from collections.abc import Iterator

from agent.reports import parts
from agent.reports.model import Block, Section
from agent.reports.parts import section
from agent.reports.writer import Writer
from config.errors import ToolInputError
from config.text import Text

_CARD = (
    *("predicted_value", "predicted_lo", "predicted_hi", "p_active", "predicted_orders", "revenue", "orders"),
    *("average_order_value", "recency_days", "gap_mean_days", "returns", "return_share", "reviews", "average_rating"),
)
_ACTIONS = (
    *("name", "why", "not_worth", "category", "expected_gain", "gain_lo", "gain_hi", "response_rate", "margin"),
    *("contact_cost", "service_level", "open_complaints", "owner", "review_date"),
)
_ORDERS, _REVIEWS, _QUOTES = 20, 10, 5


def customer_sections(writer: Writer, customer: str) -> Iterator[Section]:
    """The sections in order, the summary first."""
    # A name, an e-mail or an order number may have been given; the id is what everything else is asked by.
    card = writer.call("card", "lookup_customer", customer=customer)
    if len(card.table.rows) > 1:
        # Nobody is taken for the one who was meant.
        ids = ", ".join(repr(str(row["customer_id"])) for row in card.table.rows)
        raise ToolInputError(
            Text(
                f"{card.table.n} customers are called {customer!r}; nearest: {ids}",
                f"叫“{customer}”的客户有{card.table.n}位：{ids}",
            )
        )
    found = str(card.table.rows[0]["customer_id"])
    body = [
        *section(writer, "headlines", writer.headlines(*[("card", key) for key in _CARD])),
        *_card(writer),
        *_prediction(writer, found),
        *_reasons(writer, found),
        *_actions(writer, found),
        *_orders(writer, found),
        *_reviews(writer, found),
        *parts.model_in_short(writer),
        *parts.method_and_limits(writer, "customer"),
    ]
    first, second = ("customer.who", "customer.bought"), ("customer.value", "customer.reason")
    yield from section(writer, "summary", writer.paragraph(*first), writer.paragraph(*second))
    yield from body


def _card(writer: Writer) -> Iterator[Section]:
    card = writer.results["card"]
    keys = [c.key for c in card.table.columns if c.key not in _CARD and card.table.rows[0].get(c.key) is not None]
    yield from section(writer, "card", writer.table("card", keys))


def _prediction(writer: Writer, customer: str) -> Iterator[Section]:
    blocks: list[Block] = [*writer.paragraph("customer.range", "customer.active")]
    yield from section(writer, "prediction", blocks, writer.notes("card"))


def _reasons(writer: Writer, customer: str) -> Iterator[Section]:
    reasons = writer.call("reasons", "explain_value", customer_id=customer)
    if len(reasons.table.rows) < 2:
        return
    yield from section(
        writer,
        "reasons",
        writer.paragraph("reasons.first"),
        writer.picture("reasons", "waterfall", "name", ["contribution"]),
        writer.table("reasons", ("name", "contribution", "feature_name", "value", "typical")),
    )


def _actions(writer: Writer, customer: str) -> Iterator[Section]:
    if not writer.has("plan_actions"):
        return
    planned = writer.attempt("actions", "plan_actions", customer_id=customer)
    if planned is None or not planned.table.rows:
        return
    said = writer.paragraph("actions.one")
    yield from section(writer, "actions", said, writer.table("actions", _ACTIONS))


def _orders(writer: Writer, customer: str) -> Iterator[Section]:
    filters = [{"column": "customer_id", "op": "eq", "value": customer}]
    blocks: list[Block] = []
    months = writer.call(
        "months", "query_orders", filters=filters, group_by=["month"], measures=["revenue"], limit=1000
    )
    if len(months.table.rows) > 1:
        blocks.append(writer.picture("months", "line", "month", ["revenue"]))
    if writer.knows("category"):
        # Not every shop's data say how many pieces were bought.
        measures = ["revenue", *(["units"] if writer.measures("units") else [])]
        writer.call("category", "query_orders", filters=filters, group_by=["category"], measures=measures)
        blocks.append(writer.table("category"))
    columns = [key for key in ("date", "order_id", "product", "category") if key == "date" or writer.knows(key)]
    writer.call(
        "lines",
        "query_orders",
        filters=filters,
        columns=[*columns, "line_amount"],
        sort_by="date",
        descending=True,
        limit=_ORDERS,
    )
    yield from section(writer, "orders", blocks, writer.table("lines", (*columns, "line_amount")))


def _reviews(writer: Writer, customer: str) -> Iterator[Section]:
    """What the customer wrote, and what bears on the reasons."""
    if not writer.has("query_reviews"):
        return
    filters = [{"column": "customer_id", "op": "eq", "value": customer}]
    columns = ["date", "rating", "product", "review_id"]
    written = writer.call(
        "written", "query_reviews", filters=filters, columns=columns, sort_by="date", descending=True, limit=_REVIEWS
    )
    blocks: list[Block] = [writer.table("written", columns)] if written.table.rows else []
    if blocks and writer.has("summarise_reviews"):
        told = writer.attempt("told", "summarise_reviews", filters=filters)
        blocks += writer.quotes("told", _QUOTES) if told is not None and told.table.rows else ()
    yield from section(writer, "written", blocks)
