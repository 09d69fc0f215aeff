"""What the planner makes of a question: tool calls, or why not, in words the asker can check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from config.text import Language

ReadingStatus = Literal["answered", "clarify", "refused"]


@dataclass(frozen=True)
class Call:
    """One tool call of a plan.

    Attributes:
        name: The tool.
        arguments: Plain JSON that the tool's schema accepts. In a call that `needs` another, a value
            `{"$id": 0}` stands for the id of that call's result and `{"$column": [0, "customer_id"]}` for the
            values of one of its columns, `{"$cell": [0, "customer_id"]}` for the first of these.
        needs: Places of the calls whose results must be there first.
    """

    name: str
    arguments: Mapping[str, Any]
    needs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A question as understood.

    Attributes:
        question: The question, cleaned.
        language: Language of the answer.
        status: Whether it can be answered, must be asked back, or lies outside the data.
        calls: What to compute; empty unless answered.
        text: The reading in words, in the question's language.
        kind: What sort of answer it is: names a way of wording in `composing`.
        focus: What the wording needs beyond the results: column keys, names, flags.
        reason: For clarify and refused: the sentence that says why.
        leftovers: Content words that were not understood.
        suggestions: Questions that can be asked instead or next.
    """

    question: str
    language: Language
    status: ReadingStatus
    calls: tuple[Call, ...] = ()
    text: str = ""
    kind: str = ""
    focus: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    leftovers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class Unclear(Exception):
    """The question has no one reading; the key names the sentence that asks back.

    Attributes:
        key: Key in the answer texts, under `ask`.
        values: What its placeholders stand for; `words` is one a line.
        options: Keys of further questions to offer, under `offer`, with their values.
    """

    def __init__(self, key: str, *, options: tuple[tuple[str, Mapping[str, str]], ...] = (), **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.options = options


@dataclass(frozen=True)
class Plan:
    """Calls and what the wording needs to know."""

    calls: tuple[Call, ...]
    kind: str
    focus: dict[str, Any]
