"""Writes entries of a company's `kezhi.toml` as text, in place of the entry of that name or behind all others."""

import json
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from data.spec import Filter

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def segment_entry(
    key: str,
    *,
    names: tuple[str, str] | None,
    synonyms: tuple[Sequence[str], Sequence[str]] = ((), ()),
    definition: tuple[str, str] | None = None,
    filters: Sequence[Filter],
) -> str:
    """The lines of a segment.

    >>> print(segment_entry("VIP", names=("VIPs", "贵宾"), filters=[Filter(column="orders", op="ge", value=3)]), end="")
    [segments.VIP]
    name = ["VIPs", "贵宾"]
    filters = [
        {column = "orders", op = "ge", value = 3},
    ]
    """
    lines = [f"[segments.{_key(key)}]"]
    lines += [f"name = {_value(list(names))}"] if names else []
    for language, words in zip(("en", "zh"), synonyms, strict=True):
        lines += [f"{language} = {_value(list(words))}"] if words else []
    lines += [f"definition = {_value(list(definition))}"] if definition else []
    lines += ["filters = [", *(f"    {_filter(condition)}," for condition in filters), "]"]
    return "\n".join(lines) + "\n"


def with_entry(text: str, entry: str) -> str:
    r"""The text with the entry in place of the one of that name, or behind all others; the rest stays as it is.

    >>> text = "# ours\n[segments.A]\nfilters = []\n\n[segments.B]\n"
    >>> print(with_entry(text, '[segments.A]\nen = ["a"]\n'), end="")
    # ours
    [segments.A]
    en = ["a"]
    <BLANKLINE>
    [segments.B]
    """
    lines = text.splitlines()
    wanted = _path(entry.splitlines()[0])
    start = next((at for at, line in enumerate(lines) if _path(line) == wanted), None)
    if start is None:
        before = text.rstrip("\n")
        return f"{before}\n\n{entry}" if before else entry
    following = (at for at in range(start + 1, len(lines)) if (path := _path(lines[at])) and path[:2] != wanted)
    end = next(following, len(lines))
    # Blank lines and remarks right above the next entry are that entry's.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "\n".join([*lines[:start], *entry.splitlines(), *lines[end:]]) + "\n"


def _path(line: str) -> tuple[str, ...] | None:
    """The keys of a line that begins a table; None of any other line."""
    if not line.lstrip().startswith("["):
        return None
    try:
        found: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
    path: list[str] = []
    while isinstance(found, dict) and len(found) == 1:
        ((key, found),) = found.items()
        path.append(key)
    return tuple(path)


def _filter(condition: Filter) -> str:
    said = f"column = {_value(condition.column)}, op = {_value(condition.op)}"
    value = "" if condition.value is None else f", value = {_value(condition.value)}"
    return f"{{{said}{value}}}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    # JSON's strings, numbers and lists are TOML's too.
    return json.dumps(value, ensure_ascii=False)
