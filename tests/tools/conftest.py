"""Calls a tool the way the agent does: through LangChain's tool node, with a conversation and a context."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from config.settings import Role
from config.text import Language
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.results import ToolResult
from tools.shop import Shop

Call = tuple[str, dict[str, Any]]


class CallingModel(BaseChatModel):
    """A chat model that makes the tool calls it was given, turn by turn, then says `done`."""

    turns: list[list[Call]]

    @property
    def _llm_type(self) -> str:
        return "calling"

    def bind_tools(self, tools: Any, **_: Any) -> "CallingModel":
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        turn = sum(isinstance(message, AIMessage) for message in messages)
        calls = self.turns[turn] if turn < len(self.turns) else []
        made = [
            {"name": name, "args": arguments, "id": f"call-{turn}-{i}"} for i, (name, arguments) in enumerate(calls)
        ]
        message = AIMessage(content="" if made else "done", tool_calls=made)
        return ChatResult(generations=[ChatGeneration(message=message)])


@dataclass(frozen=True)
class Conversation:
    """What came back: every tool message, in order."""

    messages: list[ToolMessage] = field(default_factory=list)

    @property
    def result(self) -> ToolResult:
        """The last result."""
        return ToolResult.from_json(self.messages[-1].artifact)

    @property
    def error(self) -> dict[str, str]:
        """The last error; it must be one."""
        message = self.messages[-1]
        assert message.status == "error", message.content
        assert message.artifact is None
        found: dict[str, str] = json.loads(str(message.content))
        return found


Converse = Callable[..., Conversation]


@pytest.fixture(scope="session")
def converse(shop: Shop) -> Converse:
    """Runs turns of tool calls as a role: `converse([[("query_orders", {...})]], role="support")`."""

    return conversing(shop)


@pytest.fixture(scope="session")
def call(shop: Shop) -> Callable[..., Conversation]:
    """Runs one tool call: `call("lookup_customer", customer="13085")`."""
    return tool_caller(shop)


def conversing(shop: Shop) -> Converse:
    """Runs turns of tool calls on a shop."""

    def run(turns: list[list[Call]], *, role: Role = "analyst", language: Language = "en") -> Conversation:
        agent = create_agent(CallingModel(turns=turns), build_tools(shop, role), context_schema=ToolContext)
        state = agent.invoke(
            {"messages": [HumanMessage("go")]}, context=ToolContext(shop=shop, role=role, language=language)
        )
        return Conversation([m for m in state["messages"] if isinstance(m, ToolMessage)])

    return run


def tool_caller(shop: Shop) -> Callable[..., Conversation]:
    """Runs one tool call on a shop."""
    converse = conversing(shop)

    def run(name: str, /, role: Role = "analyst", language: Language = "en", **arguments: Any) -> Conversation:
        return converse([[(name, arguments)]], role=role, language=language)

    return run
