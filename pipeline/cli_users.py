"""`kezhi users`: who may log in to the web app, and in which role."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from config.errors import InputError
from config.settings import Settings
from pipeline.cli_options import AsJson, Workspace, errors, print_json, settings_of

users = typer.Typer(
    name="users",
    help="Who may log in to the web app; once there is a user, everybody has to.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Name of the user; capital and small letters are the same.")]
Role = Annotated[str, typer.Option(help="business, support or analyst.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users.command()
def add(name: Name, *, role: Role, password_stdin: FromStdin = False, workspace: Workspace = None) -> None:
    """Add a user; the password is asked for twice and not shown."""
    from data.accounts import Accounts

    settings = settings_of(workspace)
    accounts = Accounts(settings.workspace)
    accounts.check_new(name, role=role)  # before a password is asked for
    first = not accounts.any()
    user = accounts.add(name, _password(from_stdin=password_stdin), role=role)
    _note(settings, f"users add {user.name} {user.role}")
    typer.echo(f"added: {user.name}, {user.role}")
    if first:
        errors.print("From now on the web app asks everybody to log in.")


@users.command(name="list")
def list_users(*, workspace: Workspace = None, json_: AsJson = False) -> None:
    """List the users with their roles."""
    from rich.table import Table

    from data.account_tables import has_accounts
    from data.accounts import Accounts

    folder = settings_of(workspace).workspace
    found = Accounts(folder).users() if has_accounts(folder) else ()
    if json_:
        times = [(user, user.locked_until.isoformat() if user.locked_until else None) for user in found]
        print_json(
            [
                {"name": user.name, "role": user.role, "created": user.created.isoformat(), "locked_until": until}
                for user, until in times
            ]
        )
        return
    if not found:
        errors.print("There are no users: the web app serves this machine only, without log-in.")
        return
    table = Table("name", "role", "since", "locked until (UTC)")
    for user in found:
        locked = f"{user.locked_until:%Y-%m-%d %H:%M}" if user.locked_until else ""
        table.add_row(user.name, user.role, f"{user.created:%Y-%m-%d}", locked)
    Console().print(table)


@users.command(name="role")
def change_role(name: Name, *, role: Role, workspace: Workspace = None) -> None:
    """Give a user another role; holds at once, also for whoever is logged in."""
    from data.accounts import Accounts

    settings = settings_of(workspace)
    user = Accounts(settings.workspace).set_role(name, role)
    _note(settings, f"users role {user.name} {user.role}")
    typer.echo(f"changed: {user.name}, {user.role}")


@users.command(name="password")
def change_password(name: Name, *, password_stdin: FromStdin = False, workspace: Workspace = None) -> None:
    """Give a user another password; whoever is logged in with the old one has to log in again."""
    from data.accounts import Accounts

    settings = settings_of(workspace)
    accounts = Accounts(settings.workspace)
    user = accounts.user(name)
    accounts.set_password(user.name, _password(from_stdin=password_stdin))
    _note(settings, f"users password {user.name}")
    typer.echo(f"changed: {user.name}")


@users.command()
def remove(name: Name, *, workspace: Workspace = None) -> None:
    """Remove a user with sessions and conversations; what was asked stays in the audit log."""
    from agent.conversations import forget_person
    from data.accounts import Accounts

    settings = settings_of(workspace)
    accounts = Accounts(settings.workspace)
    user = accounts.remove(name)
    _note(settings, f"users remove {user.name}")
    # Somebody else may be given the name one day.
    conversations = forget_person(settings.workspace, user=user.name)
    typer.echo(f"removed: {user.name}, with {conversations:,} conversations")
    if not accounts.any():
        errors.print("There are no users left: the web app, started anew, serves this machine only, without log-in.")


@users.command()
def unlock(name: Name, *, workspace: Workspace = None) -> None:
    """Let a user log in again who was locked out by failed attempts."""
    from data.accounts import Accounts

    settings = settings_of(workspace)
    accounts = Accounts(settings.workspace)
    user, freed = accounts.user(name), accounts.unlock(name)
    _note(settings, f"users unlock {user.name}")
    typer.echo(f"unlocked: {user.name}" if freed else f"{user.name} was not locked, and no failed attempt is counted")


def _password(*, from_stdin: bool) -> str:
    """The password as it was typed twice, or the first line of standard input.

    Raises:
        InputError: There is none.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("there is nobody to type a password; give it on standard input with --password-stdin")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return typed


def _note(settings: Settings, what: str) -> None:
    from agent.door_log import note_account

    note_account(settings.workspace, what, by=settings.user_name())
