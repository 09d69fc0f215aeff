"""Commands on the audit log: is its chain whole, who asked what, and does an answer come out the same again."""

from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli_options import AsJson, Workspace, errors, print_json, settings_of

audit = typer.Typer(
    name="audit", help="The log of all questions and answers: verify, list, replay.", no_args_is_help=True
)

_DAMAGED = 2  # what the workspace holds is not what it should be
_ERASED = "⟦erased⟧"  # no question can be this: a mark that was typed is written twice
_DIFFERENT = 1  # an answer that does not come out again is a fault of ours


@audit.command()
def verify(
    *,
    expect: Annotated[str, typer.Option(help="A head printed earlier and kept elsewhere; the log must hold it.")] = "",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Walk the hash chain; print the number of records and the head, or the first bad record (exit code 2)."""
    from agent.audit_reading import verify as walk

    found = walk(settings_of(workspace).workspace, expect=expect)
    if json_:
        whole = {"whole": not found.damage, "records": found.records, "head": found.head}
        print_json({**whole, "damage": found.damage, "witnessed": found.witnessed, "erased": found.erased})
    elif not found.damage:
        erased = f", {found.erased:,} texts erased" if found.erased else ""
        counted = f"{found.records:,} records, {found.witnessed:,} of them witnessed{erased}"
        typer.echo(f"whole: {counted}, head {found.head}")
    if found.damage:
        errors.print(f"kezhi: the audit log is damaged: {found.damage}")
        raise typer.Exit(_DAMAGED)


@audit.command(name="list")
def list_records(
    *,
    last: Annotated[int, typer.Option(min=1, help="How many of the latest records.")] = 20,
    user: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """List the latest questions; personal data stand as references such as ⟦email of K7⟧."""
    from collections import deque
    from dataclasses import asdict

    from rich.table import Table
    from rich.text import Text

    from agent.audit_reading import records
    from agent.formatting import visible

    found = records(settings_of(workspace).workspace)
    shown = deque((record for record in found if user is None or record.user == user), maxlen=last)
    if json_:
        print_json([asdict(record) for record in shown])
        return
    table = Table("id", "time (UTC)", "user", "role", "model", "status", "question")
    for column in table.columns[:2]:
        column.no_wrap = True
    for record in shown:
        cells = (
            str(record.id),
            record.time[:19],
            record.user,
            record.role,
            record.model,
            record.status,
            _ERASED if "question" in record.erased else record.question,
        )
        # Whoever asked may have typed what a terminal would obey.
        table.add_row(*(Text(visible(cell)) for cell in cells))
    Console().print(table)


@audit.command()
def replay(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="Number of the record.")],
    *,
    personal: Annotated[
        list[str] | None,
        typer.Option(help="Personal text as it was typed, where the build does not hold it (repeatable)."),
    ] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Answer a question again from its record and build; print whether every byte is the same (else exit code 1)."""
    from agent.audit_replay import replay as answer_again

    done = answer_again(number, settings_of(workspace), personal=personal or [])
    if json_:
        facts = {"id": number, "build": done.record.build, "model": done.record.model, "digest": done.record.digest}
        print_json({**facts, "identical": not done.difference, "difference": done.difference, "remarks": done.remarks})
    elif not done.difference:
        typer.echo(f"identical: record {number}, build {done.record.build}, digest {done.record.digest}")
    for remark in done.remarks:
        errors.print(f"kezhi: {remark}")
    if done.difference:
        errors.print(f"kezhi: record {number} differs: {done.difference}")
        raise typer.Exit(_DIFFERENT)
