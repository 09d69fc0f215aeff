"""Passwords: which may be chosen, and how they are kept (Argon2id, RFC 9106)."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from config.errors import InputError

SHORTEST: Final = 10
LONGEST: Final = 1000
_COMMON = Path(__file__).parent / "common_passwords.txt"
_AROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class Passwords:
    """Makes and checks the hashes that stand for passwords."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Takes today's parameters, unless others are given."""
        # Above what OWASP asks for at least, and half the work of the library's own: fifty people come at nine o'clock.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
        # What an unknown name is checked against, so that it takes as long as a known one.
        self._nobodys = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The hash to keep, with its own salt and parameters."""
        return self._hasher.hash(_plain(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one that was kept; for None it is not, after the same time."""
        try:
            right = self._hasher.verify(kept or self._nobodys, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, *, name: str) -> None:
    """Refuses what is guessed first.

    Raises:
        InputError: The password is too short, too long, the name, or one of the commonest.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InputError(f"a password has {SHORTEST} to {LONGEST:,} characters; this one has {len(plain):,}")
    small = plain.casefold()
    if small == name.casefold() or _AROUND.sub("", small) == _AROUND.sub("", name.casefold()) != "":
        raise InputError("the password must not be the name, with or without digits around it")
    if len(set(small)) < SHORTEST // 2:
        raise InputError("the password repeats too few characters; choose one with at least five different ones")
    if small in _commonest():
        raise InputError("this password is one of the commonest and would be guessed first; choose another")


def _plain(password: str) -> str:
    # The same characters typed on another system may be other code points; halves of characters, which no hash takes.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@cache
def _commonest() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())
