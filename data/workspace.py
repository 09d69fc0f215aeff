"""A workspace: builds side by side, one of them in use, replaced in one step or not at all.

::

    workspace/
    ├── current                    the id of the build in use
    ├── vectors.sqlite             vectors of review texts, kept from build to build
    └── builds/
        ├── .lock                  held while a build is being made
        ├── .draft-<build-id>/     a build being made or deleted; one that was killed is removed when the next begins
        └── <build-id>/            a complete build

A process may be killed at any point: until `current` is replaced, which one rename does, the previous build is in use.
"""

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from config.errors import WorkspaceError
from data.builds import MANIFEST, Build
from data.file_lock import locked
from data.files import replace_text, sync, sync_tree
from data.readers import InputFile

_DRAFT: Final = ".draft-"
_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


class Workspace:
    """The builds of one shop."""

    def __init__(self, root: Path) -> None:
        """Points at a folder, which need not exist yet."""
        self.root = root

    @property
    def builds_path(self) -> Path:
        """The folder that holds the builds."""
        return self.root / "builds"

    @property
    def vectors_path(self) -> Path:
        """The file of the vectors of review texts."""
        return self.root / "vectors.sqlite"

    def current(self) -> Build:
        """The build in use.

        Raises:
            WorkspaceError: There is none, or it cannot be used.
        """
        try:
            build_id = (self.root / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            raise WorkspaceError(
                f"there is no build in {self.root}; make one with `kezhi build TRANSACTIONS --workspace {self.root}` "
                f"or `kezhi demo --workspace {self.root}`"
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise WorkspaceError(f"{self.root / 'current'} cannot be read ({error})") from error
        if not _ID.fullmatch(build_id) or not (self.builds_path / build_id / MANIFEST).is_file():
            raise WorkspaceError(
                f"{self.root / 'current'} names the build {build_id[:40]!r}, which is not in {self.builds_path}; "
                "make a new one with `kezhi build`"
            )
        return Build.open(self.builds_path / build_id)

    def current_id(self) -> str | None:
        """What `current` says, unchecked: a quick look whether another build is in use; None where it says nothing."""
        try:
            return (self.root / "current").read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def builds(self) -> tuple[Build, ...]:
        """All complete builds, oldest first."""
        return tuple(Build.open(path) for path in self.build_folders())

    def readable_builds(self) -> tuple[Build, ...]:
        """The complete builds, oldest first, without those that another version of Kezhi made."""
        found = []
        for path in self.build_folders():
            with suppress(WorkspaceError):
                found.append(Build.open(path))
        return tuple(found)

    def build_folders(self) -> tuple[Path, ...]:
        """The folders of all complete builds, oldest first, also of those that this Kezhi cannot read."""
        if not self.builds_path.is_dir():
            return ()
        return tuple(
            sorted(p for p in self.builds_path.iterdir() if _ID.fullmatch(p.name) and (p / MANIFEST).is_file())
        )

    def new_build_id(self, inputs: Sequence[InputFile], *, now: dt.datetime | None = None) -> str:
        """An id that no build here has: UTC time and six hex digits of the inputs' hashes."""
        digest = hashlib.sha256("\n".join(file.sha256 for file in inputs).encode()).hexdigest()[:6]
        time = (now or dt.datetime.now(tz=dt.UTC)).astimezone(dt.UTC)
        while (self.builds_path / (build_id := f"{time:%Y%m%dT%H%M%SZ}-{digest}")).exists():
            time += dt.timedelta(seconds=1)
        return build_id

    @contextmanager
    def draft(self, build_id: str) -> Iterator[Path]:
        """An empty folder to make a build in; it is gone afterwards unless it was promoted.

        Raises:
            BusyError: Another process is making a build here.
            WorkspaceError: The folder cannot be written.
        """
        if not _ID.fullmatch(build_id):
            raise ValueError(f"no build id: {build_id!r}")
        try:
            self.builds_path.mkdir(parents=True, exist_ok=True)
            busy = f"another build is being made in {self.root}; wait for it to end"
            with locked(self.builds_path / ".lock", otherwise=busy):
                for leftover in self.builds_path.glob(f"{_DRAFT}*"):
                    shutil.rmtree(leftover)
                folder = self.builds_path / f"{_DRAFT}{build_id}"
                folder.mkdir()
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
        except PermissionError as error:
            raise WorkspaceError(f"the workspace {self.root} cannot be written ({error.strerror})") from error

    def promote(self, draft: Path) -> Build:
        """Make a finished draft the build in use.

        Raises:
            WorkspaceError: The draft has no manifest, or one of another build.
        """
        build_id = draft.name.removeprefix(_DRAFT)
        if Build.open(draft).id != build_id:
            raise WorkspaceError(f"the manifest in {draft} is not of the build {build_id}")
        # First everything inside reaches the disk, then the name that makes it a build, then the name that uses it.
        sync_tree(draft)
        final = self.builds_path / build_id
        draft.rename(final)
        sync(self.builds_path)
        replace_text(self.root / "current", build_id + "\n")
        return Build.open(final)

    def discard(self, build: Build) -> None:
        """Delete a build that is not in use, while a draft is held; killed on the way, it is no build any more."""
        gone = self.builds_path / f"{_DRAFT}{build.id}"
        build.path.rename(gone)
        sync(self.builds_path)
        shutil.rmtree(gone)
