"""Reads the prompt and text files of this room: one copy each, version and placeholders checked.

A prompt is a Markdown file with a header (`version`, `changed`, `inputs`) between `---` lines; its `$name`
placeholders must equal `inputs` and must all be given. Texts are TOML files, one per language
(`answers.en.toml`, `answers.zh.toml`), whose keys must be equal. `tools.toml` holds what a model reads of each tool.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from config.text import Language

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Prompt:
    """A prompt file: its name, version, text and the placeholders it needs."""

    name: str
    version: int
    inputs: tuple[str, ...]
    text: str

    @property
    def tag(self) -> str:
        """Name, version and the text's hash, as logged with each answer: `analyst@1+9f0c1b2a`."""
        return f"{self.name}@{self.version}+{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"

    def fill(self, **values: str) -> str:
        """The text with every placeholder replaced.

        Raises:
            ValueError: A placeholder is missing or unknown.
        """
        if set(values) != set(self.inputs):
            raise ValueError(f"prompt {self.name!r} takes {sorted(self.inputs)}, got {sorted(values)}")
        return Template(self.text).substitute(values)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt file `<name>.md` of this room.

    Raises:
        ValueError: The header is incomplete or does not name the placeholders used.
    """
    raw = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    _, header, text = raw.split("---\n", 2)
    fields = dict(line.split(":", 1) for line in header.splitlines() if ":" in line)
    inputs = tuple(part.strip() for part in fields.get("inputs", "").split(",") if part.strip())
    used = set(Template(text).get_identifiers())
    if used != set(inputs) or "version" not in fields or "changed" not in fields:
        raise ValueError(f"{name}.md: header must give version, changed and inputs {sorted(used)}")
    return Prompt(name, int(fields["version"]), inputs, text.strip() + "\n")


@dataclass(frozen=True)
class ToolText:
    """What a model reads of one tool.

    Attributes:
        description: What it does; may hold `$role`, `$metrics`, `$attributes`.
        arguments: What is said of each argument that is shown, in showing order; empty where its name says it.
        more: Whether it takes further arguments that another tool shows.
        words: Words of a question that call for it; None where the tool is offered for other reasons.
    """

    description: str
    arguments: Mapping[str, str]
    more: bool
    words: re.Pattern[str] | None


@dataclass(frozen=True)
class ToolTexts:
    """The file `tools.toml`: the texts by tool, keys too rare to be listed, words that ask for a table."""

    tag: str
    tools: Mapping[str, ToolText]
    roles: Mapping[str, str]
    rare: frozenset[str]
    measuring: re.Pattern[str]


@cache
def load_tool_texts() -> ToolTexts:
    """What a model reads of the tools.

    Raises:
        ValueError: The file lacks its version or a tool its description.
    """
    raw = (_FOLDER / "tools.toml").read_bytes()
    document = tomllib.loads(raw.decode())
    described = document.get("tools", {})
    if not {"version", "changed"} <= set(document) or not all("description" in tool for tool in described.values()):
        raise ValueError("tools.toml: give version, changed and a description for each tool")
    tools = {
        name: ToolText(tool["description"], tool.get("arguments", {}), tool.get("more", False), _words(tool))
        for name, tool in described.items()
    }
    measuring = _words(document["measuring"])
    if measuring is None:
        raise ValueError("tools.toml: give the words of measuring")
    tag = f"tools@{document['version']}+{hashlib.sha256(raw).hexdigest()[:8]}"
    return ToolTexts(tag, tools, document.get("roles", {}), frozenset(document.get("rare", ())), measuring)


def _words(entry: Mapping[str, Any]) -> re.Pattern[str] | None:
    patterns = [entry[language] for language in ("en", "zh") if entry.get(language)]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def prompt_tag() -> str:
    """Versions and hashes of all that a model is told: `analyst@2+9f0c1b2a tools@1+77aa02de`."""
    return f"{load_prompt('analyst').tag} {load_tool_texts().tag}"


@cache
def load_texts(name: str, language: Language) -> Mapping[str, str]:
    """All texts of `<name>.<language>.toml`, with dotted keys: `answer.none_found`."""
    with (_FOLDER / f"{name}.{language}.toml").open("rb") as file:
        return dict(_flatten(tomllib.load(file)))


def _flatten(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        flat += _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return flat
