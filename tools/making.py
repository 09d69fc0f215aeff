"""Makes a LangChain tool from typed arguments and a function that computes a table.

A result: content = `json.dumps(result.for_model())`, artifact = `result.to_json()`. An error that the model can mend
or must respect has no artifact and `status="error"`; its content is `{"error": KIND, "message": …}`. KIND is `invalid`
(mend the arguments), `refused` (the role may not; the message is in the language of the conversation) or `failed`
(something is missing on this machine, such as the sentence transformer). Where no model but a person's page called, an
`invalid` one has its message in Chinese, too, under `zh`.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any, TypeVar

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import AccessError, InputError, KezhiError, ToolInputError, WorkspaceError
from data.tables import Table
from prompts.library import load_tool_texts
from tools.context import Runtime, ToolContext, result_id
from tools.results import ToolResult
from tools.schemas import compact_schema
from tools.spellings import respelled
from tools.untrusted_text import named

_logger = logging.getLogger(__name__)


class ToolArguments(BaseModel):
    """What a model may pass to a tool; anything else is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Outcome:
    """What a tool computed.

    Attributes:
        table: Columns and rows.
        extra: Tool-specific plain JSON.
    """

    table: Table
    extra: Mapping[str, Any] = field(default_factory=dict)


_Arguments = TypeVar("_Arguments", bound=ToolArguments)


def make_tool(
    name: str,
    *,
    arguments: type[_Arguments],
    compute: Callable[[_Arguments, Runtime], Outcome],
    **placeholders: str,
) -> BaseTool:
    """A tool that a LangChain agent can call.

    Args:
        name: Name of the tool; what the model reads of it stands under this name in `prompts/tools.toml`.
        arguments: Its arguments.
        compute: Computes the result; may raise ToolInputError, InputError and AccessError.
        placeholders: What the `$names` of its description stand for.
    """

    def run(runtime: ToolRuntime[ToolContext, Any], **given: object) -> tuple[str, dict[str, Any]]:
        started = time.perf_counter()
        try:
            asked = arguments.model_validate(respelled(given))
            outcome = compute(asked, runtime)
        except ValidationError as error:
            raise ToolException(_error("invalid", _faults(error))) from error
        except AccessError as error:
            raise ToolException(_error("refused", str(error))) from error
        except WorkspaceError as error:  # neither question nor model can mend it: whoever runs Kezhi must
            _logger.warning("%s: %s", name, error)
            raise ToolException(_error("build", str(error))) from error
        except (ToolInputError, InputError) as error:
            zh = error.text.zh if isinstance(error, ToolInputError) and runtime.context.for_person else ""
            raise ToolException(_error("invalid", str(error), zh=zh)) from error
        except KezhiError as error:
            raise ToolException(_error("failed", str(error))) from error
        result = _result(runtime, name, asked, outcome=outcome, started=started)
        return json.dumps(result.for_model(), ensure_ascii=False), result.to_json()

    text = load_tool_texts().tools[name]
    return StructuredTool.from_function(
        run,
        name=name,
        description=Template(text.description).substitute(placeholders),
        args_schema=compact_schema(arguments, text.arguments, more=text.more),
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


def _result(runtime: Runtime, tool: str, asked: ToolArguments, *, outcome: Outcome, started: float) -> ToolResult:
    shop = runtime.context.shop
    return ToolResult(
        id=result_id(runtime.state["messages"], runtime.tool_call_id),
        tool=tool,
        arguments=asked.model_dump(mode="json", exclude_defaults=True),
        as_of=shop.manifest.as_of,
        currency=shop.currency,
        table=outcome.table,
        build=shop.manifest.build_id,
        seconds=round(time.perf_counter() - started, 4),
        extra=outcome.extra,
    )


def _error(kind: str, message: str, *, zh: str = "") -> str:
    # The message may name the nearest values of the data, which strangers wrote.
    document = {"error": kind, "message": named(message), **({"zh": named(zh)} if zh else {})}
    return json.dumps(document, ensure_ascii=False)


def _faults(error: ValidationError) -> str:
    """The first faults, short: a model mends what it can read."""
    faults = error.errors(include_url=False, include_input=False)[:3]
    return "; ".join(f"{'.'.join(str(part) for part in f['loc']) or 'arguments'}: {f['msg']}" for f in faults)
