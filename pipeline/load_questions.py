"""Questions whose answers are known from the build's own table, no two visitors asking about the same customer."""

import html
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from config.errors import InputError
from data.builds import Build

_TEMPLATES: Final = (
    ("revenue", "revenue of customer {id}"),
    ("orders", "orders of customer {id}"),
    ("revenue", "客户{id}的销售额"),
    ("orders", "客户{id}的订单数"),
)
_VALUE: Final = re.compile(r'<span class="kz-value[^>]*>')
_ATTRIBUTE: Final = re.compile(r'data-kz-(exact|entity|cell)="([^"]*)"')
_CUSTOMER: Final = re.compile(r"(?:customer|客户)\s*(.+)")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Question:
    """A question about one customer, and the figure that its answer must show.

    Attributes:
        text: As it is typed.
        customer: Whom it is about.
        column: Of the customers' table.
        value: What stands there, in the currency's unit.
    """

    text: str
    customer: str
    column: str
    value: float


def questions_of(build: Build, *, visitors: int, each: int, seed: int) -> list[list[Question]]:
    """So many questions for each visitor.

    Raises:
        InputError: The build has fewer customers than there are visitors.
    """
    customers = build.customers(columns=["customer_id", "revenue_minor", "orders"])
    if len(customers) < visitors:
        raise InputError(f"{visitors} visitors need as many customers; the build has {len(customers)}")
    scale = 10**build.manifest.minor_digits
    known = [
        (str(customer), {"revenue": int(revenue) / scale, "orders": float(orders)})
        for customer, revenue, orders in customers.itertuples(index=False)
    ]
    draws = random.Random(seed)
    draws.shuffle(known)
    return [_drawn(known[number::visitors], each, draws) for number in range(visitors)]


def what_is_wrong(messages: Sequence[Mapping[str, Any]], asked: Sequence[Question]) -> str:
    """What in a conversation does not fit its questions; empty where all does.

    Args:
        messages: As the chat shows them.
        asked: The conversation's questions, the latest last.
    """
    shown = [html.unescape(_text(message)) for message in messages if message["role"] == "user"]
    if shown != [question.text for question in asked]:
        return f"the conversation shows the questions {shown}"
    question, card = asked[-1], _text(messages[-1])
    values = [dict(_ATTRIBUTE.findall(span)) for span in _VALUE.findall(card)]
    about = {match[1] for value in values if (match := _CUSTOMER.fullmatch(value.get("entity", "")))}
    if about != {question.customer}:
        return f"the answer is about {sorted(about) or card[:200]}"
    shown_values = [value["exact"] for value in values if value.get("cell", "").endswith(f"].{question.column})")]
    if not any(abs(_number(text) - question.value) < 0.005 for text in shown_values):
        return f"the answer says {shown_values}, the table {question.value}"
    return ""


def _drawn(known: Sequence[tuple[str, Mapping[str, float]]], each: int, draws: random.Random) -> list[Question]:
    questions = []
    for _ in range(each):
        customer, values = draws.choice(known)
        column, text = draws.choice(_TEMPLATES)
        questions.append(Question(text.format(id=customer), customer, column, values[column]))
    return questions


def _text(message: Mapping[str, Any]) -> str:
    """All texts and all HTML of a message."""
    return "".join(str(part.get("text") or part.get("value") or "") for part in message["content"])


def _number(text: str) -> float:
    found = _NUMBER.search(text)
    return float(found.group()) if found else float("nan")
