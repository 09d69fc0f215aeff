"""A report made on the terminal, and written where it was asked for."""

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console

from agent.analyst import Analyst
from agent.reports.formats import file_bytes, format_of
from agent.reports.making import Order, make_report
from agent.reports.model import Report
from agent.steps import step_title
from config.errors import InputError
from config.settings import Settings
from data.files import replace_bytes
from data.workspace import Workspace
from tools.shop import Shop


def write_report(order: Order, out: Path, settings: Settings, *, quiet: bool = False) -> dict[str, Any]:
    """Writes the file and says what is in it: plain JSON values; errors as of `write_reports`."""
    return write_reports(order, [out], settings, quiet=quiet)[0]


def write_reports(
    order: Order, files: Sequence[Path], settings: Settings, *, quiet: bool = False
) -> list[dict[str, Any]]:
    """Writes one report into several files, each in the format of its suffix, and says what is in them.

    Raises:
        InputError: The file's suffix names no format, the order lacks its subject, or the file cannot be written.
        AccessError: The role may not have such a report.
        ToolInputError: There is no such customer or segment.
        WorkspaceError: There is no build.
    """
    forms = [format_of(file) for file in files]
    for file in files:
        if not file.parent.is_dir():
            raise InputError(f"--out {file}: there is no folder {file.parent}")
    console = Console(stderr=True, quiet=quiet)
    shop = Shop.open(Workspace(settings.workspace).current(), settings)
    with closing(Analyst(shop, settings, folder=settings.workspace)) as analyst:
        report = make_report(
            analyst,
            shop,
            order,
            today=dt.datetime.now().astimezone().date(),
            tick=lambda tool: console.print(f"[dim]… {step_title(tool, {}).en}[/]"),
        )
    for file, form in zip(files, forms, strict=True):
        console.print(f"[dim]… {form}[/]")
        try:
            replace_bytes(file, file_bytes(report, file))
        except OSError as error:
            raise InputError(f"--out {file}: {error.strerror or error}") from error
    return [_about(report, file, form) for file, form in zip(files, forms, strict=True)]


def _about(report: Report, file: Path, form: str) -> dict[str, Any]:
    return {
        "file": str(file),
        "format": form,
        "kind": report.kind,
        "subject": report.subject,
        "title": report.title,
        "language": report.language,
        "figures": sum(1 for _ in report.figures()),
        "sections": len(report.sections),
        "build": report.build,
    }
