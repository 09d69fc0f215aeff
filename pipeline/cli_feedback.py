"""`kezhi feedback`: what people thought of the answers they got."""

from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli_options import AsJson, Workspace, errors, print_json, settings_of


def feedback(
    *,
    last: Annotated[int, typer.Option(min=1, help="How many of the latest ratings.")] = 50,
    down: Annotated[bool, typer.Option("--down", help="Only thumbs down.")] = False,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """List the ratings of answers, the latest first: who, thumb, reason, comment, question."""
    from dataclasses import asdict

    from rich.table import Table
    from rich.text import Text

    from agent.conversations import FILE
    from agent.formatting import visible
    from agent.ratings import ratings_in
    from config.errors import WorkspaceError

    folder = settings_of(workspace).workspace
    if not folder.is_dir():
        raise WorkspaceError(f"there is no workspace {folder}; make one with `kezhi build` or `kezhi demo`")
    found = ratings_in(folder / FILE)
    shown = [rated for rated in found if rated.rating.verdict == "down" or not down][:last]
    if json_:
        print_json([asdict(rated) for rated in shown])
        return
    if not shown:
        errors.print("No answer has been rated.")
        return
    table = Table("time (UTC)", "user", "role", "rating", "reason", "comment", "question")
    table.columns[0].no_wrap = True
    for rated in shown:
        rating = rated.rating
        cells = (rated.time[:19], rated.user, rated.role, rating.verdict, rating.reason, rating.comment, rated.question)
        # Whoever asked may have typed what a terminal would obey.
        table.add_row(*(Text(visible(cell)) for cell in cells))
    Console().print(table)
