"""Middleware of the agent: faults of endpoint and tools, call limits, and the check with one chance to mend."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, hook_config
from langchain_core.messages import AIMessage, AnyMessage, RemoveMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime
from langgraph.types import Command

from agent.endpoint_faults import describe_fault
from agent.replies import plain_response
from agent.transcript import broken_steps, check_message, is_check, own_message, own_status, results_in, since_question
from config.errors import AccessError, KezhiError
from config.text import Language, Text

_logger = logging.getLogger(__name__)

State = AgentState[Any]
Update = dict[str, Any]
# What is wrong with a final text, and the text with what is unproven left out.
Check = Callable[[Sequence[AnyMessage]], tuple[list[str], str]]

_LIMIT = Text(
    "I stopped before reaching an answer: this question needed more steps than are allowed. Try a narrower question.",
    "未能得出答案：该问题所需步骤超过上限，请缩小范围后再问。",
)
_SO_FAR = Text("What was computed so far:", "目前已算出：")
_FAULTS = (
    "Your answer was checked by code and not shown. Faults:\n{faults}\n"
    "Write the whole answer again. Use references such as {{{{r1.rows[0].revenue}}}} for every figure, "
    "call a tool for what no result holds, or leave the statement out."
)
_EMPTY = "Your answer was empty. Write the answer, or call a tool."
_MALFORMED = "The arguments of your tool call were not valid JSON. Call the tool again."
_INTERNAL = "this tool failed for a reason of its own; do not call it again with these arguments"


class EndpointGuard(AgentMiddleware[State, Any]):
    """Asks again after a passing fault of the endpoint; what remains becomes one clear line, not an exception."""

    def __init__(
        self, *, retries: int, language: Language, delay_seconds: float = 0.5, patience_seconds: float = 60.0
    ) -> None:
        """Take how often to ask again, and after how long no more: nobody waits for three time limits in a row."""
        super().__init__()
        self._retries = retries
        self._language = language
        self._delay_seconds = delay_seconds
        self._patience_seconds = patience_seconds

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage:
        """The model's reply, or a line that says why there is none."""
        begun = time.monotonic()
        for attempt in range(self._retries + 1):
            try:
                response = handler(request)
                return plain_response(response, request.messages)
            except Exception as error:
                # Providers have exception types of their own; all of them end here, as one line.
                fault = describe_fault(error)
                _logger.warning("model call %d failed: %s", attempt + 1, fault)
                _logger.debug("model call failed", exc_info=True)
            wait = max(self._delay_seconds * 2**attempt, fault.wait_seconds or 0.0)
            if not fault.passing or time.monotonic() - begun + wait > self._patience_seconds:
                break
            if attempt < self._retries:
                time.sleep(wait)
        return own_message(fault.text.in_language(self._language), "error")


class Mender(AgentMiddleware[State, Any]):
    """Takes out what a stopped question left half done, before the next one is answered."""

    def before_agent(self, state: State, runtime: Runtime[Any]) -> Update | None:
        """Removes calls without an answer."""
        removed = [RemoveMessage(id=message.id) for message in broken_steps(state["messages"]) if message.id]
        return {"messages": removed} if removed else None


class CallLimit(AgentMiddleware[State, Any]):
    """Ends a question that takes too many model calls with an honest line and what was computed so far."""

    def __init__(self, *, model_calls: int, language: Language) -> None:
        super().__init__()
        self._model_calls = model_calls
        self._language = language

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: State, runtime: Runtime[Any]) -> Update | None:
        """Jumps to the end at the limit."""
        new = since_question(state["messages"])
        if sum(isinstance(message, AIMessage) for message in new) < self._model_calls:
            return None
        lines = [_LIMIT.in_language(self._language)]
        results = list(results_in(new))
        if results:
            lines += [_SO_FAR.in_language(self._language), f"{{{{table {results[-1]}}}}}"]
        return {"jump_to": "end", "messages": [own_message("\n\n".join(lines), "error")]}


class ToolGuard(AgentMiddleware[State, Any]):
    """A tool's fault becomes its answer: the conversation goes on, and the log has the traceback."""

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """The tool's answer or its fault as a message."""
        call = request.tool_call
        try:
            return handler(request)
        except KezhiError as error:
            kind = "refused" if isinstance(error, AccessError) else "invalid"
            text = f"{kind}: {error}"
        except Exception:
            _logger.exception("tool %s failed", call["name"])
            text = _INTERNAL
        return ToolMessage(text, tool_call_id=call["id"] or "", name=call["name"], status="error")


class AnswerCheck(AgentMiddleware[State, Any]):
    """Checks the final text; the model gets one chance to mend what could not be proven."""

    def __init__(self, check: Check, *, mends: int, model_calls: int) -> None:
        super().__init__()
        self._check = check
        self._mends = mends
        self._model_calls = model_calls

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: State, runtime: Runtime[Any]) -> Update | None:
        """Gives a faulty answer back to the model, once."""
        new = since_question(state["messages"])
        last = new[-1] if new else None
        if not isinstance(last, AIMessage) or last.tool_calls or own_status(last):
            return None
        calls = sum(isinstance(message, AIMessage) for message in new)
        mended = sum(is_check(message) for message in new)
        if mended >= self._mends or calls >= self._model_calls:
            return None
        if last.invalid_tool_calls:
            # Calls with an id get their error message from create_agent before the next model call.
            note = [] if all(c.get("id") for c in last.invalid_tool_calls) else [check_message(_MALFORMED)]
            return {"jump_to": "model", "messages": note}
        faults = [_EMPTY] if not last.text.strip() else self._check(state["messages"])[0]
        if not faults:
            return None
        text = _FAULTS.format(faults="\n".join(f"- {fault}" for fault in dict.fromkeys(faults)))
        return {"jump_to": "model", "messages": [check_message(text)]}

    def after_agent(self, state: State, runtime: Runtime[Any]) -> Update | None:
        """Leaves the question, the results and the checked answer in the conversation, not the drafts."""
        new = since_question(state["messages"])
        gone: list[AnyMessage] = []
        for i, message in enumerate(new):
            is_draft = i + 1 < len(new) and is_check(new[i + 1])
            if is_check(message) or is_draft or own_status(message):
                gone.append(message)
        removed: list[Any] = [RemoveMessage(id=m.id) for m in gone if m.id]
        last = new[-1] if new else None
        if isinstance(last, AIMessage) and last not in gone and last.text.strip():
            faults, kept = self._check(state["messages"])
            # What was withheld from the person must not come back as if it had been said.
            removed += [AIMessage(kept, id=last.id)] if faults else []
        return {"messages": removed} if removed else None
