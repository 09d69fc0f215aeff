"""What the commands of the command line share: option types, settings, and how they print."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, cast, get_args

import typer
from rich.console import Console

from config.settings import Settings
from config.text import Language

errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Where builds live.", show_default="$KEZHI_WORKSPACE or workspace/"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")]
Spoken = Annotated[str, typer.Option("--language", help="en or zh.")]
AsOf = Annotated[str | None, typer.Option(help="Last day to know of, YYYY-MM-DD; default: the last order.")]


def settings_of(workspace: Path | None) -> Settings:
    """The settings of this run, with the workspace that was asked for."""
    settings = Settings()
    return settings if workspace is None else settings.model_copy(update={"workspace": workspace})


def print_json(document: object) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def language_of(text: str) -> Language:
    """The language that `--language` names.

    Raises:
        BadParameter: It is neither of the two.
    """
    if text not in get_args(Language):
        raise typer.BadParameter(f"{text!r}; expected en or zh", param_hint="--language")
    return cast("Language", text)


def day_of(text: str | None) -> dt.date | None:
    """The day that `--as-of` names.

    Raises:
        BadParameter: It is no day.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; expected YYYY-MM-DD", param_hint="--as-of") from None
