"""What a page shows comes from the tools, as an answer's figures do, and is written into the audit log.

A page has no question and no model: it calls the tools itself. Its results are numbered as in a conversation, so that
a picture of an earlier result can be drawn, and carry all that a figure's source needs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, BaseMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool

from agent.stream import StepStream
from config.errors import AccessError, KezhiError, ToolInputError, WorkspaceError
from config.text import Text
from tools.context import ToolContext

# Kinds of errors as `tools.making` writes them.
_ERRORS: Mapping[str, type[KezhiError]] = {
    "refused": AccessError,
    "build": WorkspaceError,
}


class View:
    """The tool calls behind one view of a page, in the asker's role and language."""

    def __init__(self, tools: Sequence[BaseTool], context: ToolContext, steps: StepStream) -> None:
        """Nothing is called yet.

        Args:
            tools: What may be called.
            context: Whose view it is.
            steps: Takes the calls and what came back, for the audit log.
        """
        self._tools = {tool.name: tool for tool in tools}
        self._context = replace(context, for_person=True)
        self._steps = steps
        self._messages: list[BaseMessage] = []

    def has(self, tool: str) -> bool:
        """Whether this shop has the data that the tool works on."""
        return tool in self._tools

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """The tool's result as `ToolResult.to_json` writes it; ids are r1, r2 … in the order of the calls.

        Raises:
            AccessError: The role may not see it.
            ToolInputError: The arguments do not fit the data, such as an unknown customer.
            WorkspaceError: The build cannot be used for it.
            KezhiError: The tool failed for another reason.
        """
        call = ToolCall(name=tool, args=arguments, id=f"call-{len(self._messages) // 2 + 1}", type="tool_call")
        said = AIMessage(content="", tool_calls=[call])
        runtime = ToolRuntime(
            state={"messages": [*self._messages, said]},
            context=self._context,
            config={},
            stream_writer=_nowhere,
            tool_call_id=call["id"],
            store=None,
        )
        message: ToolMessage = self._tools[tool].invoke({**call, "args": {**arguments, "runtime": runtime}})
        self._messages += [said, message]
        self._steps.said.append(said)
        self._steps.returned.append(message)
        if message.status == "error":
            raise _error(message.text)
        result: dict[str, Any] = message.artifact
        return result


def _error(content: str) -> KezhiError:
    document = json.loads(content)
    if document["error"] == "invalid":
        return ToolInputError(Text(document["message"], document.get("zh", document["message"])))
    return _ERRORS.get(document["error"], KezhiError)(document["message"])


def _nowhere(_: object) -> None:
    """A page's tools have nobody to stream to."""
