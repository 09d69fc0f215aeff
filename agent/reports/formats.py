"""The formats of a report, by the suffix of its file."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from agent.reports.model import Report
from config.errors import InputError

# Module and function by suffix: what a format needs is loaded when a file of it is made.
_MADE_BY: Final[Mapping[str, tuple[str, str]]] = {
    "pdf": ("agent.reports.to_pdf", "pdf_bytes"),
    "html": ("agent.reports.to_html", "html_bytes"),
    "docx": ("agent.reports.to_docx", "docx_bytes"),
    "xlsx": ("agent.reports.to_xlsx", "xlsx_bytes"),
    "md": ("agent.reports.to_markdown", "markdown_bytes"),
    "json": ("agent.reports.to_json", "json_bytes"),
}
FORMATS: Final[tuple[str, ...]] = tuple(_MADE_BY)


def format_of(file: Path) -> str:
    """The format that a file's suffix names.

    Raises:
        InputError: It names none.

    >>> format_of(Path("Report.PDF"))
    'pdf'
    """
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in _MADE_BY:
        raise InputError(f"{file.name}: no format of reports; give a name that ends in {', '.join(FORMATS)}")
    return suffix


def file_bytes(report: Report, file: Path) -> bytes:
    """The report as the content of such a file.

    Raises:
        InputError: The file's suffix names no format.
    """
    module, name = _MADE_BY[format_of(file)]
    make: Callable[[Report], bytes] = getattr(import_module(module), name)
    return make(report)
