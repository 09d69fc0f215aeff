"""Whose report it is: a name and a small logo, from the workspace's `kezhi.toml`.

In `kezhi.toml`::

    [company]
    name = "Acme Trading"
    logo = "logo.png"        # beside kezhi.toml; PNG or SVG, at most 200 kB
"""

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.formatting import visible
from agent.reports.logos import logo_dots
from agent.reports.model import Company
from config.errors import DataFileError

if TYPE_CHECKING:
    from data.builds import Build

FILE: Final = "kezhi.toml"
_MOST_BYTES: Final = 200_000
_MOST_PIXELS: Final = 4000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# What could run, load or show anything but the drawing itself.
_ACTIVE: Final = re.compile(
    rb"<\s*(?:script|foreignObject|iframe|object|embed|image|use|a|animate|set|style)\b|\bon\w+\s*=|javascript:"
    rb"|<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|(?:href|src)\s*=|url\s*\(\s*['\"]?(?!#)|&#",
    re.IGNORECASE,
)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default="", max_length=120)
    logo: str = Field(default="", max_length=120)


def company_of(build: "Build") -> Company:
    """The company of the workspace that holds this build; an empty one where its file names none.

    Raises:
        DataFileError: The file cannot be read, or its logo is not what it should be.
    """
    # workspace/builds/<id>: the company's file lies beside `builds`.
    return read_company(build.path.parent.parent / FILE)


def read_company(file: Path) -> Company:
    """The company that a file names.

    Raises:
        DataFileError: It cannot be read, or its logo is not what it should be.
    """
    if not file.is_file():
        return Company()
    try:
        entry = _Entry.model_validate(tomllib.loads(file.read_text(encoding="utf-8")).get("company", {}))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(file, f"not a TOML file ({error})") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in ("company", *fault["loc"]))
        raise DataFileError(file, fault["msg"], column=place) from None
    if not entry.logo:
        return Company(visible(entry.name))
    logo, kind = _read_logo(file, entry.logo)
    company = Company(visible(entry.name), logo, kind)
    try:
        logo_dots(company)
    except Exception:  # noqa: BLE001 - whatever the painter cannot do with a stranger's file
        expected = "shapes that can be drawn, or a PNG"
        raise DataFileError(
            file, "an SVG of which nothing can be drawn", column="company.logo", found=entry.logo, expected=expected
        ) from None
    return company


def _read_logo(file: Path, name: str) -> tuple[bytes, str]:
    column = "company.logo"
    # A plain name: nothing beside kezhi.toml's own folder is ever read.
    if Path(name).name != name or name.startswith("."):
        raise DataFileError(file, "not a file beside it", column=column, found=name, expected="a name like logo.png")
    path = file.parent / name
    if not path.is_file() or path.is_symlink():
        raise DataFileError(file, "no such file beside it", column=column, found=name)
    if path.stat().st_size > _MOST_BYTES:
        raise DataFileError(file, "too large", column=column, found=f"{path.stat().st_size:,} bytes", expected="200 kB")
    content = path.read_bytes()
    if content.startswith(_PNG) and path.suffix.lower() == ".png":
        _check_png(file, content)
        return content, "image/png"
    if path.suffix.lower() == ".svg" and b"<svg" in content[:1000]:
        # In any other encoding the check would read something else than a browser does.
        if _ACTIVE.search(content) or not _is_plain(content):
            expected = "drawing without scripts, styles, links and other files"
            raise DataFileError(file, "an SVG that does more than draw", column=column, found=name, expected=expected)
        return content, "image/svg+xml"
    raise DataFileError(file, "no picture", column=column, found=name, expected="a PNG or an SVG")


def _check_png(file: Path, content: bytes) -> None:
    """A picture of a few kilobytes may still unfold to gigabytes."""
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        expected = f"at most {_MOST_PIXELS} each way"
        raise DataFileError(
            file, "too many pixels", column="company.logo", found=f"{width} × {height}", expected=expected
        )


def _is_plain(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and not re.search(r"encoding\s*=\s*[\"'](?!utf-8)", text, re.IGNORECASE)
