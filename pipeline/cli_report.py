"""`kezhi report`: a document of the shop, a segment, a customer or the model, in the format of its suffix."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import AsJson, Quiet, Spoken, Workspace, language_of, print_json, settings_of


def report(
    kind: Annotated[str, typer.Argument(help="portfolio, segment, customer or model.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write: .pdf, .docx, .xlsx, .html, .md or .json.")],
    segment: Annotated[str, typer.Option(help="Of which segment: its key or a name of it.")] = "",
    customer: Annotated[str, typer.Option(help="Of which customer.")] = "",
    language: Spoken = "en",
    role: Annotated[
        str | None, typer.Option(help="business, support or analyst.", show_default="the account's, or analyst")
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="Who orders it, for the audit log.", show_default="login name")
    ] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a report: words, figures with their sources, tables, pictures and customers' own words."""
    from agent.reports.making import Order
    from agent.reports.model import KINDS
    from pipeline.reporting import write_report
    from pipeline.terminal_role import terminal_role

    chosen = next((known for known in KINDS if known == kind), None)
    if chosen is None:
        raise typer.BadParameter(f"{kind!r}; expected {', '.join(KINDS)}", param_hint="KIND")
    spoken = language_of(language)
    given = {"segment": segment, "customer": customer}
    for name, value in given.items():
        if value and name != chosen:
            raise typer.BadParameter(f"a {chosen} report is not of one {name}", param_hint=f"--{name}")
    settings = settings_of(workspace)
    settings = settings if user is None else settings.model_copy(update={"user": user})
    order = Order(
        chosen,
        given.get(chosen, ""),
        spoken,
        terminal_role(role, settings),
        settings.user_name(),
    )
    written = write_report(order, out, settings, quiet=quiet or json_)
    if json_:
        print_json(written)
    else:
        typer.echo(f"{written['title']}: {written['figures']:,} figures, {written['file']}")
