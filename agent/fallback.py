"""When a language model fails: the offline planner answers in its place, and the answer says so."""

from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, RemoveMessage

from agent.chat_models import OFFLINE
from agent.stream import StepStream
from agent.transcript import is_question, own_status
from config.text import Language, Text

_NOTICE = Text(
    "*{fault} The offline planner answered instead.*",
    "*{fault}已改由离线规划器回答。*",
)
_SILENT = Text("The language model gave no answer.", "语言模型没有给出回答。")


def fault_of(steps: StepStream, language: Language) -> str:
    """The line that says why the model's endpoint gave no answer; empty where it gave one.

    A limit that was reached is no fault of the endpoint: the planner is not asked then.
    """
    final = steps.final
    if final is None or not final.text.strip():
        return _SILENT.in_language(language)
    # The agent's own line in the model's place; limits speak before the model would.
    at_model = bool(steps.said) and steps.said[-1] is final
    return final.text if own_status(final) == "error" and at_model else ""


def asked_again(question: str, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """What the planner is sent: the question once, without what the model had begun for it."""
    last = max((i for i, message in enumerate(messages) if is_question(message)), default=len(messages))
    begun: list[BaseMessage] = [RemoveMessage(id=message.id) for message in messages[last:] if message.id]
    return [*begun, HumanMessage(question)]


def notice(fault: str, language: Language) -> str:
    """The line before the planner's answer, without what the server said in words of its own: nobody checked those."""
    parts = fault.strip().split(": ")
    known = ": ".join(parts[: 2 if language == "en" else 1]).rstrip(".。")
    return _NOTICE.in_language(language).format(fault=known + Text(".", "。").in_language(language))


def failed_model(name: str) -> str:
    """Name of the model of such an answer: `offline (openai:x failed)`."""
    return f"offline ({name} failed)"


def is_planned(name: str) -> bool:
    """Whether the offline planner wrote an answer, by the name of its model.

    >>> is_planned("offline"), is_planned(failed_model("openai:x")), is_planned("openai:offline")
    (True, True, False)
    """
    return name.partition(" ")[0] == OFFLINE
