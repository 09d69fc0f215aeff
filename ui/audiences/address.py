"""What an address asks of the audiences page, and of its file: the same words as `kezhi audience` has."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError

from config.errors import ToolInputError
from config.text import Text
from data.audience_files import KINDS, Kind
from data.filter_text import filter_of
from tools.audience_tools import PAGE, AudienceArguments, page_address

FILE: Final = f"{PAGE}/file"
_LONGEST: Final = 4_000
_ONE: Final = ("segment", "budget", "limit", "channel", "format")


@dataclass(frozen=True)
class Asked:
    """An audience and the kind of file.

    Attributes:
        arguments: As the tool takes them.
        kind: Of file.
    """

    arguments: AudienceArguments
    kind: Kind = "csv"

    @property
    def file(self) -> str:
        """Address of the file."""
        page = page_address(self.arguments)
        said = page.partition("?")[2]
        return f"{FILE}?{'&'.join(part for part in (said, urlencode({'file': self.kind})) if part)}"


def asked_by(query: str) -> Asked:
    """What the part of an address behind the path asks for; what it does not say is as usual.

    Raises:
        ToolInputError: It asks for what there is not.
        InputError: A filter is none.
    """
    given = parse_qs(query.removeprefix("?")[:_LONGEST])
    said: dict[str, object] = {name: given[name][0] for name in _ONE if name in given}
    said |= {"filters": [filter_of(line) for line in given.get("filter", [])], "actions": given.get("action", [])}
    said |= {"control_share": given["hold_out"][0]} if "hold_out" in given else {}
    said |= {"unknown_consent": True} if given.get("unknown") == ["include"] else {}
    kind = next((kind for kind in KINDS if given.get("file") == [kind]), KINDS[0])
    try:
        return Asked(AudienceArguments.model_validate(said), kind)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ToolInputError(
            Text(f"{place}: {fault['msg']}; found {fault['input']!r}", f"{place}的值有误：{fault['input']}")
        ) from None
