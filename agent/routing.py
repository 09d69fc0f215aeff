"""Which tools a question's requests offer: each schema is paid for in every request, and most questions need two.

Words decide, in both languages. What is left out can be had: describe_data names it and adds it, and a tool that is
called without having been offered runs all the same and is offered from then on.
"""

from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool

from agent.transcript import is_question, questions
from prompts.library import load_tool_texts

State = AgentState[Any]

_ALWAYS = "describe_data"
_TABLES = frozenset({"query_customers", "query_orders"})


class ToolRouter(AgentMiddleware[State, Any]):
    """Offers the model the tools that bear on the question; the agent still runs any of its tools."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage:
        """The model's reply to a request with fewer tools."""
        known = [tool for tool in request.tools if isinstance(tool, BaseTool)]
        wanted = wanted_tools(request.messages)
        offered = [tool for tool in known if tool.name in wanted]
        missing = [tool.name for tool in known if tool.name not in wanted]
        return handler(request.override(tools=[_telling(tool, missing) for tool in offered]))


def wanted_tools(messages: Sequence[BaseMessage]) -> frozenset[str]:
    """Names of the tools to offer for the latest question of a conversation."""
    asked = questions(messages)
    chosen = chosen_by_words(asked[-1] if asked else "")
    starts = [i for i, message in enumerate(messages) if is_question(message)]
    since = _called(messages[starts[-1] :]) if starts else set()
    if chosen is None:
        # A follow-up that says nothing of its own ("and in Germany?") goes on with what the last one used.
        before = _called(messages[starts[-2] : starts[-1]]) if len(starts) > 1 else set()
        chosen = _TABLES | before
    return frozenset(chosen | since | {_ALWAYS})


def chosen_by_words(question: str) -> frozenset[str] | None:
    """What a question's words call for; None where they call for nothing in particular.

    >>> sorted(chosen_by_words("How accurate is the model?"))
    ['assess_model']
    >>> sorted(chosen_by_words("德国的评分趋势图"))
    ['draw_chart', 'query_customers', 'query_orders', 'query_reviews']
    """
    texts = load_tool_texts()
    special = {name for name, tool in texts.tools.items() if tool.words and tool.words.search(question)}
    measured = texts.measuring.search(question) is not None
    if not special and not measured:
        return None
    # A chart draws what a table holds, and a forecast may be a column of one.
    alone = special - {"draw_chart", "predict_value", "lookup_customer"}
    return frozenset(special | _TABLES) if measured or not alone else frozenset(special)


def _called(messages: Sequence[BaseMessage]) -> set[str]:
    """Tools called in these messages, and those asked for."""
    calls = [call for m in messages if isinstance(m, AIMessage) for call in m.tool_calls]
    wanted = [name for call in calls for name in _listed(call["args"].get("tools"))]
    return {*(call["name"] for call in calls), *wanted}


def _listed(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [name for name in listed if isinstance(name, str)]


def _telling(tool: BaseTool, missing: Sequence[str]) -> BaseTool:
    """describe_data with the names of what it can add."""
    if tool.name != _ALWAYS or not missing:
        return tool
    return tool.model_copy(update={"description": f"{tool.description} Adds tools: {', '.join(missing)}."})
