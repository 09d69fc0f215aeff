"""The house's door: without accounts one person of this machine comes in, with accounts whoever has logged in."""

import threading
from contextlib import closing
from pathlib import Path

import gradio as gr

from agent.door_log import DoorLog
from config.errors import AccessError, InputError
from config.settings import Role
from data.account_tables import has_accounts
from data.accounts import Accounts, LoggedIn, Refused
from ui.visitors import Visitor


class GuardedDoor:
    """Asks for a log-in where the workspace has accounts; once it has asked for one, it always does."""

    def __init__(self, folder: Path, *, role: Role = "analyst", accounts: Accounts | None = None) -> None:
        """Looks whether there are accounts.

        Args:
            folder: The workspace.
            role: Of the one person where there are none.
            accounts: Instead of those that the workspace has.

        Raises:
            InputError: The accounts cannot be read.
        """
        self._folder = folder
        self._role = role
        self._lock = threading.Lock()
        self._found = accounts or (Accounts(folder) if has_accounts(folder) else None)

    @property
    def guarded(self) -> bool:
        """Whether a log-in is asked for; an account added meanwhile counts at once."""
        return self._accounts is not None

    def visitor(self, request: gr.Request) -> Visitor:
        """Whoever sent the request, in the role of this moment.

        Raises:
            AccessError: The account is gone.
        """
        accounts = self._accounts
        if accounts is None:
            return Visitor("", self._role)
        try:
            user = accounts.user(request.username or "")
        except InputError as error:
            raise AccessError("this account is not there any more; log in again") from error
        return Visitor(user.name, user.role)

    def guest(self, token: str, *, in_use: bool = True) -> Visitor | None:
        """Whose session a token is of; None where nobody has logged in, or the session is over.

        Args:
            token: As the browser sent it.
            in_use: Whether the person is doing something, so that the session does not lie idle.
        """
        accounts = self._accounts
        if accounts is None:
            return Visitor("", self._role)
        user = accounts.user_of(token, in_use=in_use) if token else None
        return Visitor(user.name, user.role) if user else None

    def log_in(self, name: str, password: str, *, address: str) -> LoggedIn | Refused:
        """What `Accounts.log_in` says, once it is in the audit log.

        Raises:
            AuditError: It cannot be logged; nobody is in.
        """
        accounts = self._accounts
        if accounts is None:
            raise AccessError("there are no accounts to log in to")
        with closing(DoorLog(self._folder)) as log:
            came = accounts.log_in(name, password, address=address)
            at = f"/login {address}"
            if isinstance(came, LoggedIn):
                try:
                    log.note("entered", at, user=came.user.name, role=came.user.role)
                except BaseException:
                    accounts.log_out(came.token)
                    raise
            elif not came.wait_seconds:
                _note_refusal(log, came, at)
        return came

    def log_out(self, token: str, *, address: str) -> None:
        """Ends a session, and logs that.

        Raises:
            AuditError: It cannot be logged; the session is over all the same.
        """
        accounts = self._accounts
        guest = self.guest(token)
        if accounts is None or guest is None:
            return
        accounts.log_out(token)
        with closing(DoorLog(self._folder)) as log:
            log.note("left", f"/logout {address}", user=guest.user, role=guest.role)

    def close(self) -> None:
        """Closes the accounts."""
        if self._found is not None:
            self._found.close()

    @property
    def _accounts(self) -> Accounts | None:
        if self._found is None and has_accounts(self._folder):
            with self._lock:
                self._found = self._found or Accounts(self._folder)
        return self._found


def _note_refusal(log: DoorLog, refused: Refused, at: str) -> None:
    user, role = (refused.user.name, refused.user.role) if refused.user else ("", "")
    log.note("turned away", at if refused.user else f"{at} (a name that nobody has)", user=user, role=role)
    if refused.locked.pair:
        log.note("locked", f"{at} (the name, from there)", user=user, role=role)
    if refused.locked.name:
        log.note("locked", f"{at} (the name, wherever it has not logged in before)", user=user, role=role)
    if refused.locked.address:
        log.note("locked", f"{at} (the address)")
