"""The JSON schema of a tool's arguments as a model reads it: names, types, and what `prompts/tools.toml` says of them.

Every word of it is sent with every request, so titles, defaults, bounds, formats and nested models are left out: a
nested argument is described in words. The arguments themselves are checked in full when a call comes in.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]


def compact_schema(arguments: type[BaseModel], said: Mapping[str, str], *, more: bool = False) -> Schema:
    """The schema of those arguments.

    Args:
        arguments: The model of the arguments.
        said: What is said of each argument that is shown, in showing order; empty where its name says it.
        more: Whether arguments that are not shown may be given; servers that force a model's output to the schema
            would not let it write them otherwise.

    Raises:
        ValueError: Something is said of an argument that there is not, or a required one is not shown.

    >>> from data.spec import Having
    >>> compact_schema(Having, {"measure": "", "op": "", "value": "A number."})["properties"]["value"]
    {'type': 'number', 'description': 'A number.'}
    """
    schema = arguments.model_json_schema()
    known, required = schema.get("properties", {}), schema.get("required", [])
    if not set(required) <= set(said) <= set(known):
        raise ValueError(f"{arguments.__name__}: describe {required}, and of {sorted(known)} what is to be shown")
    shown = {name: _plain(known[name]) | ({"description": text} if text else {}) for name, text in said.items()}
    made: Schema = {"type": "object", "properties": shown}
    if required:
        made["required"] = list(required)
    return made | ({"additionalProperties": True} if more else {})


def _plain(schema: Mapping[str, Any]) -> Schema:
    """Type, items and choices alone."""
    if "$ref" in schema:
        return {"type": "object"}
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        return _plain(choices[0])
    # Several types: any JSON value; the description says what it may be.
    made: Schema = {key: schema[key] for key in ("type", "enum") if key in schema and not choices}
    if "items" in schema:
        made["items"] = _plain(schema["items"])
    return made
