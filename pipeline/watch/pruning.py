"""Removes the oldest builds, where a plan says how many stay: an update is a full copy on disk."""

from contextlib import suppress
from typing import Final

from config.errors import WorkspaceError
from data.builds import Build
from data.workspace import Workspace

# A chat that was asked a moment ago may still be reading the build before.
_LEAST: Final = 2


def remove_oldest(workspace: Workspace, *, keep: int) -> int:
    """How many builds were removed; that in use stays, the one before it, and the full build at the bottom.

    Raises:
        WorkspaceError: A build is being made.
    """
    keep = max(keep, _LEAST)
    folders = workspace.build_folders()
    if len(folders) <= keep:
        return 0
    current = workspace.current()
    kept = {current.id, str(current.manifest.full_build.get("build", "")), current.manifest.updated_from}
    gone = [folder for folder in folders[:-keep] if folder.name not in kept]
    if not gone:
        return 0
    removed = 0
    with workspace.draft(workspace.new_build_id(current.manifest.inputs)):
        for folder in gone:
            with suppress(WorkspaceError):  # of another version of Kezhi: not ours to judge
                workspace.discard(Build.open(folder))
                removed += 1
    return removed
