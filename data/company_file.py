"""A company's `kezhi.toml` and every version it ever had: written in one step, compared, brought back.

::

    workspace/
    ├── kezhi.toml                 the definitions in use
    └── kezhi.toml.versions/
        ├── 0001.toml              a version's text
        └── 0001.json              when it was made, by whom, and why; a text without it was never put in use
"""

import datetime as dt
import difflib
import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from config.errors import InputError
from data.files import read_json, replace_json, replace_text

COMPANY_FILE: Final = "kezhi.toml"
_FOLDER: Final = f"{COMPANY_FILE}.versions"
MOST_CHARACTERS: Final = 200_000
MOST_REASON: Final = 200
_READABLE: Final = 0o644


class ChangedMeanwhileError(InputError):
    """The file is no longer the one that was edited."""


@dataclass(frozen=True)
class Version:
    """One version of the file.

    Attributes:
        number: From 1 on.
        time: UTC, ISO.
        user: Who made it; empty where nobody logs in.
        reason: Why, in a line; empty where the text was found, written with an editor.
        sha256: Of its text.
        restored: Number of the version that it brought back; None where it brought none.
    """

    number: int
    time: str
    user: str
    reason: str
    sha256: str
    restored: int | None = None


class CompanyFile:
    """The file of one workspace."""

    def __init__(self, root: Path) -> None:
        """Points at a workspace; neither file nor versions need to exist."""
        self.path = root / COMPANY_FILE
        self._folder = root / _FOLDER

    def text(self) -> str:
        """The text in use; empty where there is no file.

        Raises:
            InputError: The file cannot be read.
        """
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{self.path} cannot be read ({error})") from error

    def versions(self) -> tuple[Version, ...]:
        """Every version that was put in use, the latest first."""
        found = sorted(self._folder.glob("[0-9]*.json"), reverse=True) if self._folder.is_dir() else []
        return tuple(Version(**read_json(path)) for path in found)

    def text_of(self, number: int) -> str:
        """A version's text.

        Raises:
            InputError: There is no such version.
        """
        path = self._folder / f"{number:04d}.toml"
        if not path.with_suffix(".json").is_file():
            raise InputError(f"{COMPANY_FILE} has no version {number}")
        return path.read_text(encoding="utf-8")

    def save(
        self,
        text: str,
        *,
        base: str,
        user: str,
        reason: str,
        restored: int | None = None,
        now: dt.datetime | None = None,
        before_use: Callable[[Version], None] = lambda version: None,
    ) -> Version:
        """Put a text in use as a new version; whatever fails on the way leaves the file as it was.

        Args:
            text: The new text, checked before.
            base: Hash of the text that was edited, as `digest` gives it.
            user: Who saves it.
            reason: Why.
            restored: Number of the version that it brings back.
            now: Of the version.
            before_use: Called with the version just before it is put in use, such as to log it.

        Raises:
            ChangedMeanwhileError: Somebody has saved another text since.
            InputError: No reason, an overlong text, or the workspace cannot be written.
        """
        reason = " ".join(reason.split())
        if not reason or len(reason) > MOST_REASON:
            raise InputError(f"a reason is needed, at most {MOST_REASON} characters long")
        if len(text) > MOST_CHARACTERS:
            raise InputError(f"{COMPANY_FILE} would have {len(text):,} characters; {MOST_CHARACTERS:,} are possible")
        time = (now or dt.datetime.now(tz=dt.UTC)).isoformat(timespec="seconds")
        try:
            self._folder.mkdir(exist_ok=True)
            self._check_base(base)
            self._keep_unversioned(time)
            return self._put(text, Version(0, time, user, reason, digest(text), restored), base, before_use)
        except OSError as error:
            raise InputError(f"{self.path} cannot be written ({error.strerror})") from error

    def _put(self, text: str, version: Version, base: str, before_use: Callable[[Version], None]) -> Version:
        path = self._claimed(text)
        try:
            # Once more, now that nobody else can take the same number.
            self._check_base(base)
            version = Version(**{**asdict(version), "number": int(path.stem)})
            before_use(version)
            replace_json(path.with_suffix(".json"), asdict(version), mode=_READABLE)
        except BaseException:
            path.unlink()
            raise
        replace_text(self.path, text)
        return version

    def _claimed(self, text: str) -> Path:
        """The next version's file with this text, made by nobody else.

        Raises:
            ChangedMeanwhileError: Somebody saves at this moment.
        """
        taken = [int(path.stem) for path in self._folder.glob("[0-9]*.toml")]
        path = self._folder / f"{max(taken, default=0) + 1:04d}.toml"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
        except FileExistsError:
            raise ChangedMeanwhileError("somebody else is saving the definitions at this moment") from None
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def _keep_unversioned(self, time: str) -> None:
        """A text that somebody wrote with an editor becomes a version before it is replaced."""
        text = self.text()
        latest = next(iter(self.versions()), None)
        if text and (latest is None or latest.sha256 != digest(text)):
            path = self._claimed(text)
            found = Version(int(path.stem), time, "", "", digest(text))
            replace_json(path.with_suffix(".json"), asdict(found), mode=_READABLE)

    def _check_base(self, base: str) -> None:
        if digest(self.text()) != base:
            raise ChangedMeanwhileError(
                "the definitions have been changed by somebody else since they were opened here; "
                "open them again and repeat the change"
            )


def digest(text: str) -> str:
    """Hash of a text, by which a change is noticed."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def difference(before: str, after: str) -> tuple[str, ...]:
    r"""The lines that differ, with a line around them, as unified diff has them.

    >>> difference("a = 1\nb = 2\n", "a = 1\nb = 3\n")
    ('@@ -1,2 +1,2 @@', ' a = 1', '-b = 2', '+b = 3')
    """
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return tuple(lines)[2:]
