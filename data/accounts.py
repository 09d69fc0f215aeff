"""Who may use the web app of a workspace: users with their roles and passwords, and the sessions of who is logged in.

::

    workspace/
    └── accounts.sqlite    users (Argon2id hashes), sessions (only hashes of their tokens), failures; for its owner only
"""

import datetime as dt
import hashlib
import re
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from config.errors import InputError
from config.settings import Role
from data.account_locks import NOTHING_LOCKED, Locked, Locks
from data.account_tables import AccountTables
from data.passwords import Passwords, check_password

IDLE_SECONDS: Final = 12 * 3600
ABSOLUTE_SECONDS: Final = 7 * 86_400
_NOTED_SECONDS: Final = 60.0  # how exactly it is noted when a session was last used
_NAME: Final = re.compile(r"\w[\w.@+-]{0,63}")
# 46 MiB each: more at a time would let whoever sends passwords fill the memory.
_HASHED_AT_ONCE: Final = 2


@dataclass(frozen=True)
class User:
    """Somebody who may log in.

    Attributes:
        name: As it was given.
        role: What the person may see.
        created: When the account was made.
        locked_until: Until when log-ins under the name are refused from some address; None where they are from none.
    """

    name: str
    role: Role
    created: dt.datetime
    locked_until: dt.datetime | None = None


@dataclass(frozen=True)
class LoggedIn:
    """A password was right: the user, and the token of a new session, which is nowhere else."""

    user: User
    token: str


@dataclass(frozen=True)
class Refused:
    """Nobody was logged in.

    Attributes:
        user: Whose name it was, for the audit log alone; None for a name that nobody has.
        wait_seconds: How long no password is checked for that name from that address; 0: the password was wrong.
        locked: What this attempt locked.
    """

    user: User | None
    wait_seconds: float = 0.0
    locked: Locked = NOTHING_LOCKED


class Accounts:
    """The accounts of one workspace; safe to use from several threads and processes."""

    def __init__(
        self, folder: Path, *, passwords: Passwords | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Opens the accounts, or begins with none.

        Raises:
            InputError: There is no such folder, or its file of accounts cannot be used.
        """
        if not folder.is_dir():
            raise InputError(f"there is no workspace {folder}; make one with `kezhi build` or `kezhi demo`")
        self._tables = AccountTables(folder)
        self._locks = Locks(self._tables, clock)
        self._passwords = passwords or Passwords()
        self._clock = clock
        self._hashing = threading.BoundedSemaphore(_HASHED_AT_ONCE)

    def add(self, name: str, password: str, *, role: str) -> User:
        """A new user.

        Raises:
            InputError: The name is taken or none, the role is none, or the password is too easy to guess.
        """
        name, known = self.check_new(name, role=role)
        check_password(password, name=name)
        kept = self._passwords.hash(password)
        with self._tables.changing() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO users (name, folded, role, hash, created) VALUES (?, ?, ?, ?, ?)",
                (name, _folded(name), known, kept, self._clock()),
            ).rowcount
        if not added:
            raise InputError(f"there is a user {name!r} already")
        return self.user(name)

    def check_new(self, name: str, *, role: str) -> tuple[str, Role]:
        """The name and role as they would be kept.

        Raises:
            InputError: The name is taken or none, or the role is none.
        """
        name = unicodedata.normalize("NFKC", name)
        if not _NAME.fullmatch(name):
            raise InputError(f"a name has 1 to 64 letters, digits, or . @ + - _ and no spaces; found {name[:80]!r}")
        with self._tables.reading() as connection:
            if connection.execute("SELECT 1 FROM users WHERE folded = ?", (_folded(name),)).fetchone():
                raise InputError(f"there is a user {name!r} already")
        return name, _role(role)

    def users(self) -> tuple[User, ...]:
        """All users by name."""
        with self._tables.reading() as connection:
            rows = connection.execute("SELECT name, role, created FROM users ORDER BY folded").fetchall()
        return tuple(self._user(*row) for row in rows)

    def any(self) -> bool:
        """Whether anybody has an account, so that everybody must log in."""
        with self._tables.reading() as connection:
            return connection.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None

    def user(self, name: str) -> User:
        """The user of that name, in capital or small letters.

        Raises:
            InputError: There is none.
        """
        with self._tables.reading() as connection:
            row = connection.execute(
                "SELECT name, role, created FROM users WHERE folded = ?", (_folded(name),)
            ).fetchone()
        if row is None:
            raise InputError(f"there is no user {name[:80]!r}; `kezhi users list` shows who there is")
        return self._user(*row)

    def set_role(self, name: str, role: str) -> User:
        """Gives a user another role, and ends the sessions begun in the old one.

        Raises:
            InputError: There is no such user or role.
        """
        self._change(name, "role", _role(role))
        return self.user(name)

    def set_password(self, name: str, password: str) -> User:
        """Gives a user another password, and ends the sessions begun with the old one.

        Raises:
            InputError: There is no such user, or the password is too easy to guess.
        """
        user = self.user(name)
        check_password(password, name=user.name)
        self._change(name, "hash", self._passwords.hash(password))
        self._locks.free(_folded(name))
        return user

    def remove(self, name: str) -> User:
        """Takes a user away with all sessions.

        Raises:
            InputError: There is no such user.
        """
        user = self.user(name)
        with self._tables.changing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE user IN (SELECT id FROM users WHERE folded = ?)", (_folded(name),)
            )
            connection.execute("DELETE FROM users WHERE folded = ?", (_folded(name),))
        self._locks.forget(_folded(name))
        return user

    def unlock(self, name: str) -> bool:
        """Lets a user try again at once; whether any failure was counted.

        Raises:
            InputError: There is no such user.
        """
        self.user(name)
        return self._locks.free(_folded(name))

    def log_in(self, name: str, password: str, *, address: str) -> LoggedIn | Refused:
        """A session for whoever knows the password; for a name that nobody has, the same answer after the same time.

        Args:
            name: As typed.
            password: As typed.
            address: Where it comes from; failures are counted for it, too.
        """
        with self._hashing:
            return self._tried(_folded(name), password, address)

    def _tried(self, folded: str, password: str, address: str) -> LoggedIn | Refused:
        attempt = self._locks.begin(folded, address)
        with self._tables.reading() as connection:
            row = connection.execute(
                "SELECT id, hash, name, role, created FROM users WHERE folded = ?", (folded,)
            ).fetchone()
        user = self._user(*row[2:]) if row else None
        if attempt.wait_seconds:
            return Refused(user, attempt.wait_seconds)
        right = self._passwords.matches(row[1] if row else None, password)
        token = self._begin_session(row[0], row[1], password) if row and right else ""
        if user is None or not token:
            return Refused(user, 0.0, self._locks.fail(attempt))
        self._locks.succeed(attempt)
        return LoggedIn(user, token)

    def user_of(self, token: str, *, in_use: bool = True) -> User | None:
        """Whose session a token is of, with the role of this moment; None where it is over. `in_use`: not idle."""
        now, digest = self._clock(), _digest(token)
        with self._tables.reading() as connection:
            row = connection.execute(
                "SELECT users.name, users.role, users.created, sessions.created, sessions.seen FROM sessions "
                "JOIN users ON users.id = sessions.user WHERE digest = ?",
                (digest,),
            ).fetchone()
        if row is None:
            return None
        *user, created, seen = row
        if now - seen > IDLE_SECONDS or now - created > ABSOLUTE_SECONDS:
            self.log_out(token)
            return None
        if in_use and now - seen > _NOTED_SECONDS:
            with self._tables.changing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest))
        return _made(*user)

    def log_out(self, token: str) -> None:
        """Ends a session."""
        with self._tables.changing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(token),))

    def close(self) -> None:
        """Closes the file."""
        self._tables.close()

    def _change(self, name: str, column: str, value: str) -> None:
        user = self.user(name)
        with self._tables.changing() as connection:
            connection.execute(f"UPDATE users SET {column} = ? WHERE folded = ?", (value, _folded(user.name)))
            connection.execute(
                "DELETE FROM sessions WHERE user IN (SELECT id FROM users WHERE folded = ?)", (_folded(user.name),)
            )

    def _begin_session(self, number: int, kept: str, password: str) -> str:
        """The token of a new session; empty where the account was changed while its password was checked."""
        now, token = self._clock(), secrets.token_urlsafe(32)
        renewed = self._passwords.hash(password) if self._passwords.is_outdated(kept) else kept
        with self._tables.changing() as connection:
            over = (now - IDLE_SECONDS, now - ABSOLUTE_SECONDS)
            connection.execute("DELETE FROM sessions WHERE seen < ? OR created < ?", over)
            same = connection.execute(
                "UPDATE users SET hash = ? WHERE id = ? AND hash = ?", (renewed, number, kept)
            ).rowcount
            if not same:
                return ""
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(token), number, now, now))
        return token

    def _user(self, name: str, role: str, created: float) -> User:
        until = self._locks.locked_until(_folded(name))
        return _made(name, role, created, until)


def _made(name: str, role: str, created: float, until: float = 0.0) -> User:
    return User(name, cast("Role", role), _moment(created), _moment(until) if until else None)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _role(text: str) -> Role:
    if text not in get_args(Role):
        raise InputError(f"{text[:80]!r} is no role; expected business, support or analyst")
    return cast("Role", text)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
