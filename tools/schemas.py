"""The JSON schema of a tool's arguments as a model reads it: complete, and a third of what Pydantic writes.

Every word of it is sent with every request, so titles, defaults, bounds and repetitions are left out. The arguments
themselves are checked in full when a call comes in.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_KEPT = ("type", "items", "enum", "const", "description", "format", "required")

Schema = dict[str, Any]


def compact_schema(arguments: type[BaseModel], *, brief: bool = False) -> Schema:
    """The schema of those arguments, nested models written out the first time they occur.

    Args:
        arguments: The model of the arguments.
        brief: Without descriptions, for a tool whose sister has described the same arguments.

    >>> from data.spec import Period
    >>> compact_schema(Period)["properties"]
    {'start': {'type': 'string', 'format': 'date'}, 'end': {'type': 'string', 'format': 'date'}}
    """
    schema = arguments.model_json_schema()
    return {"type": "object", "properties": {}, **_Writer(schema.get("$defs", {}), brief=brief).write(schema, "")}


class _Writer:
    """Writes one schema; remembers which argument a nested model was first written for."""

    def __init__(self, definitions: Mapping[str, Any], *, brief: bool) -> None:
        self._definitions = definitions
        self._brief = brief
        self._first: dict[str, str] = {}

    def write(self, schema: Mapping[str, Any], argument: str) -> Schema:
        """The schema without what a model need not read.

        Args:
            schema: As Pydantic writes it.
            argument: Name of the argument it belongs to.
        """
        said = {} if self._brief or "description" not in schema else {"description": schema["description"]}
        if "$ref" in schema:
            return {**self._named(schema["$ref"].rsplit("/", 1)[1], argument), **said}
        choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
        if len(choices) == 1:
            return {**self.write(choices[0], argument), **said}
        # Several types (a filter's value): any JSON value; the description says what it may be.
        made: Schema = {key: schema[key] for key in _KEPT if key in schema and not (choices and key == "type")}
        if self._brief:
            made.pop("description", None)
        if "properties" in schema:
            # The description of a model is its docstring, written for programmers.
            made.pop("description", None)
            made["properties"] = {name: self.write(part, name) for name, part in schema["properties"].items()}
        if "items" in made:
            made["items"] = self.write(made["items"], argument)
        return made

    def _named(self, name: str, argument: str) -> Schema:
        if name in self._first:
            return {"type": "object", "description": f"as in {self._first[name]}"}
        self._first[name] = argument
        return self.write(self._definitions[name], argument)
