"""Tool calls and thoughts that a server left in the model's text, where it should have taken them out.

Local servers without a parser for the model's own format do so. Qwen's and Hermes' form, `<tool_call>{…}</tool_call>`,
and Llama's, one bare object of a name and arguments, are read, and only whole ones; other forms are named, not guessed.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from config.text import Text

_CALL = re.compile(r"<tool_call>\s*(.*?)\s*</tool_call>", re.DOTALL)
_THOUGHT = re.compile(r"<think>.*?</think>|\A.*</think>|\A\s*<think>.*\Z", re.DOTALL)
_FOREIGN = re.compile(
    r"\[TOOL_CALLS\]|<｜tool▁calls?▁begin｜>|<\|python_tag\|>|<function[=_]|<\|tool_calls?(?:_begin|_section_begin)?\|>"
    r"|<\|channel\|>commentary|</?tool_call>|<minimax:tool_call>|<invoke name="
)
UNREAD_CALL = Text(
    "The language model's server left a tool call in the text, in a form that cannot be read safely ({form}). Start "
    "the server with the parser of this model: vLLM --tool-call-parser NAME, llama.cpp --jinja.",
    "语言模型服务把工具调用留在了文本中，且其格式无法可靠解析（{form}）。请用该模型对应的解析器启动服务："
    "vLLM 加 --tool-call-parser NAME，llama.cpp 加 --jinja。",
)


@dataclass(frozen=True)
class Words:
    """A model's text taken apart.

    Attributes:
        text: What is left for people.
        calls: Tool calls that stood in it: name and arguments.
        unread: A mark of a call in a form that is not read; empty where there is none.
    """

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    unread: str = ""


def without_thoughts(text: str) -> str:
    r"""The text without what the model thought aloud, its beginning cut off or its end missing or not.

    >>> without_thoughts("<think>£700?</think>\nIt is {{r1.n}}.")
    'It is {{r1.n}}.'
    >>> without_thoughts("so 700</think>Yes."), without_thoughts("<think>700 or")
    ('Yes.', '')
    """
    return _THOUGHT.sub("", text).strip() if "think>" in text else text


def read_calls(text: str, tools: Collection[str]) -> Words:
    """The calls in a text to tools of these names.

    >>> read_calls('<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call>', ["f"]).calls
    (('f', {'a': 1}),)
    >>> read_calls("[TOOL_CALLS][…]", ["f"]).unread
    '[TOOL_CALLS]'
    """
    if not tools:
        return Words(text)
    blocks = _CALL.findall(text)
    if not blocks and text.lstrip()[:1] == "{":
        # Only a whole text that is such a call and nothing else: an answer may begin with a brace.
        bare = _call(text.strip(), tools)
        return Words("", (bare,)) if bare else Words(text)
    calls = [_call(block, tools) for block in blocks]
    rest = _CALL.sub("", text)
    read = tuple(call for call in calls if call is not None)
    foreign = _FOREIGN.search(rest)
    if foreign or len(read) < len(blocks):
        return Words(rest, unread=foreign.group() if foreign else "<tool_call>")
    return Words(rest.strip() if blocks else text, read)


def _call(block: str, tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    try:
        document = json.loads(block)
    except ValueError:
        return None
    if not isinstance(document, Mapping) or document.get("name") not in tools:
        return None
    arguments = document.get("arguments", document.get("parameters", {}))
    return (str(document["name"]), dict(arguments)) if isinstance(arguments, Mapping) else None
