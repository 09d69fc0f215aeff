"""What a company says of its audiences in `kezhi.toml`.

::

    [audiences]
    suppress = "do-not-contact.csv"   # beside kezhi.toml: e-mails, phones or customer ids that are never contacted
    rest_days = 14                    # whom to leave in peace after a contact, where the customers file tells of it
    calling_code = "86"               # of phone numbers that say no country

    [audiences.consent]
    sms = "accepts_marketing"         # the column that speaks for a channel, whatever it is called
"""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import DataFileError
from data.consent import Channel


class AudienceRules(BaseModel):
    """The table `[audiences]`.

    Attributes:
        suppress: Name of a file beside `kezhi.toml` of whom never to contact; empty for none.
        rest_days: Days after a contact in which there is no other.
        calling_code: Of phone numbers that say no country; empty for none.
        consent: By channel the column that tells of its consent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # A plain name: nothing but a file beside kezhi.toml is ever read.
    suppress: str = Field(default="", max_length=200, pattern=r"^(?:[^./\\:][^/\\:]*)?$")
    rest_days: int = Field(default=14, ge=0, le=3650)
    calling_code: str = Field(default="", pattern=r"^(?:[1-9]\d{0,3})?$")
    consent: dict[Channel, str] = Field(default_factory=dict)


def audience_rules(file: Path) -> AudienceRules:
    """The rules in a company's file; the usual ones where it has none.

    Raises:
        DataFileError: The file is no TOML, or an entry cannot be used; the message names it.
    """
    if not file.is_file():
        return AudienceRules()
    try:
        return read_rules(file.read_text(encoding="utf-8"), file)
    except UnicodeDecodeError as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None


def read_rules(text: str, file: Path) -> AudienceRules:
    """The rules in a text; `file` is what an error calls it.

    Raises:
        DataFileError: It is no TOML, or an entry cannot be used; the message names it.
    """
    try:
        return AudienceRules.model_validate(tomllib.loads(text).get("audiences", {}))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in ("audiences", *fault["loc"]))
        expected = "a file beside it, such as never.csv" if fault["loc"] == ("suppress",) else None
        raise DataFileError(file, fault["msg"], column=place, expected=expected) from None
