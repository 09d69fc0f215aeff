"""`kezhi forget`: a customer taken out of everything that a workspace holds."""

from typing import Annotated

import typer

from pipeline.cli_options import AsJson, Quiet, Workspace, errors, print_json, settings_of


def forget(
    customer: Annotated[str, typer.Argument(help="Customer id, or the e-mail address of one.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    user: Annotated[str | None, typer.Option(help="Who does it, for the audit log.", show_default="login name")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Forget a customer: rows, vectors, conversations, audit texts; say what goes, ask, and say what went."""
    from pipeline.forget import forget as carry_out
    from pipeline.forget import plan_forgetting

    settings = settings_of(workspace)
    settings = settings if user is None else settings.model_copy(update={"user": user})
    plan = plan_forgetting(customer, settings)
    if not json_:
        for line in plan.lines():
            errors.print(line)
    if not (yes or plan.nothing):
        typer.confirm("Forget this customer? It cannot be undone.", abort=True, err=True)
    done = carry_out(plan, settings, quiet=quiet or json_)
    if json_:
        print_json(done.to_json())
    elif not plan.nothing:
        for line in done.lines():
            typer.echo(line)
