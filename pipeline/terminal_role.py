"""The role in which somebody asks on the terminal: the one that is given, or the account's whose name is given."""

from pathlib import Path
from typing import cast, get_args

import typer

from config.errors import AccessError, InputError
from config.settings import Role, Settings
from data.account_tables import has_accounts
from data.accounts import Accounts, User


def terminal_role(given: str | None, settings: Settings) -> Role:
    """The role to answer in.

    Whoever can read the workspace may choose it. But under the name of an account, which the audit log keeps, nobody
    sees more or less than that account.

    Args:
        given: As typed behind `--role`; None where it was not.
        settings: Whose `user` was given on the command line or by the environment; the login name is nobody's account.

    Raises:
        AccessError: The account of that name has another role.
    """
    if given is not None and given not in get_args(Role):
        raise typer.BadParameter(f"{given!r}; expected business, support or analyst", param_hint="--role")
    account = _account(settings.user, settings.workspace) if settings.user else None
    if account is None:
        return cast("Role", given or "analyst")
    if given not in (None, account.role):
        raise AccessError(
            f"{account.name} has an account with the role {account.role}, so --role {given} does not hold; leave "
            f"--role out, or change the account: kezhi users role {account.name} --role {given}"
        )
    return account.role


def _account(name: str, folder: Path) -> User | None:
    if not has_accounts(folder):
        return None
    accounts = Accounts(folder)
    try:
        return accounts.user(name)
    except InputError:
        return None
    finally:
        accounts.close()
