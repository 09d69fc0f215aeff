"""Who came in, who was turned away, who left, and whose account was changed: records of the audit log.

A record names the user and the address, never a password; of a name that nobody has it keeps nothing, since people type
passwords where a name belongs.
"""

from contextlib import closing
from pathlib import Path
from typing import Final, Literal

from agent.audit import AuditLog
from agent.audit_schema import COLUMNS

Happening = Literal["entered", "turned away", "locked", "left", "account"]
# Statuses of these records, with what is said to whoever would have one answered again.
HAPPENINGS: Final[dict[str, str]] = {
    "entered": "says that somebody logged in",
    "turned away": "says that somebody was not logged in",
    "locked": "says that too many attempts to log in failed",
    "left": "says that somebody logged out",
    "account": "says that an account was changed",
}


class DoorLog:
    """The audit log, for what happens at the door."""

    def __init__(self, folder: Path) -> None:
        """Opens the log of a workspace, or begins one.

        Raises:
            AuditError: It cannot be opened.
        """
        self._log = AuditLog(folder)

    def note(self, happening: Happening, what: str, *, user: str = "", role: str = "") -> None:
        """Keeps a record, once it is on the disk.

        Args:
            happening: Its status.
            what: Where and from where: `/login 192.0.2.1`; of an account, what was done with it.
            user: Whose account it is; of a change, who made it. Empty for nobody's.
            role: Of that user.

        Raises:
            AuditError: It cannot be written.
        """
        columns = {name: "" for name in COLUMNS if name not in ("id", "time", "hash")}
        self._log.append({**columns, "user": user, "role": role, "question": what, "status": happening, "made": "{}"})

    def close(self) -> None:
        """Closes the log."""
        self._log.close()


def note_account(folder: Path, what: str, *, by: str) -> None:
    """Keeps a record that an account was changed on the command line, and by whom.

    Raises:
        AuditError: It cannot be written.
    """
    with closing(DoorLog(folder)) as log:
        log.note("account", what, user=by)
