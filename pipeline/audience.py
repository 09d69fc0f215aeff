"""An audience exported on the terminal: logged, then written where it was asked for, for its owner's eyes only."""

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import Any

from agent.audiences import AudienceDesk
from agent.audit import AuditLog
from config.errors import InputError
from config.settings import Role, Settings
from data.audience_files import kind_of
from data.audience_formats import Form
from data.files import replace_private
from data.workspace import Workspace
from tools.audience_choice import AudienceOrder
from tools.shop import Shop


def write_audience(
    order: AudienceOrder, out: Path, settings: Settings, *, form: Form, role: Role, user: str
) -> dict[str, Any]:
    """Writes the file and says what is in it: plain JSON values, nobody's name among them.

    Raises:
        AccessError: The role may not.
        ToolInputError: A segment, filter or action is not there.
        InputError: The file's suffix or format does not fit, a suppression list cannot be used, or the file cannot be
            written.
        WorkspaceError: There is no build.
        AuditError: It cannot be logged, so that nothing is written.
    """
    kind = kind_of(out)
    if not out.parent.is_dir():
        raise InputError(f"--out {out}: there is no folder {out.parent}")
    shop = Shop.open(Workspace(settings.workspace).current(), settings)
    with closing(AuditLog(settings.workspace)) as log:
        desk = AudienceDesk(lambda: shop, log, role=role, user=user)
        made = desk.export(order, form=form, kind=kind, today=dt.datetime.now().astimezone().date())
    try:
        replace_private(out, made.content)
    except OSError as error:
        raise InputError(f"--out {out}: {error.strerror or error}") from error
    return {
        "file": str(out),
        "format": form,
        "kind": kind,
        "channel": order.channel,
        "definition": order.told(),
        "rows": made.rows,
        "counts": dict(made.counts),
        "sha256": made.sha256,
        "notes": [note.en for note in made.notes],
        "build": shop.manifest.build_id,
    }
