"""Audiences as files, for analysts: each is in the audit log before it leaves, and Kezhi keeps none of them.

A record says who took away what: the definition, how many may be contacted and how many not, and the file's SHA-256, so
that a file that turns up somewhere can be traced; never a name or an address.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.audit import canonical
from agent.audit_mask import Mask
from agent.audit_people import People
from agent.audit_schema import COLUMNS
from config.errors import AccessError
from config.settings import Role
from config.text import Language, Text
from data.audience_files import Kind, audience_bytes, check_kind
from data.audience_formats import Form, check_form, in_form
from tools.audience_choice import AudienceOrder, choose_audience
from tools.audience_tools import check_role, notes_of
from tools.context import ToolContext

if TYPE_CHECKING:
    from agent.audit_journal import Log
    from tools.shop import Shop

EXPORTED: Final = "exported"
_LONGEST_NAME: Final = 40


@dataclass(frozen=True)
class Exported:
    """A file of an audience.

    Attributes:
        content: Its bytes.
        name: What to call it.
        sha256: Of the bytes, as the audit log has it.
        rows: Lines in it, without the head.
        counts: How many may be contacted, and how many not, by reason.
        notes: Where consent was read, and what list was gone by.
    """

    content: bytes
    name: str
    sha256: str
    rows: int
    counts: Mapping[str, int]
    notes: tuple[Text, ...]


class AudienceDesk:
    """The audiences of one shop, in the hands of one person."""

    def __init__(
        self, shop: Callable[[], "Shop"], log: "Log", *, role: Role, user: str = "", language: Language = "en"
    ) -> None:
        """Opens nothing.

        Args:
            shop: The shop in the company's present words.
            log: The audit log.
            role: Of whoever sits at the desk.
            user: Who that is.
            language: Of what is said.
        """
        self._shop, self._log, self._role, self._user, self._language = shop, log, role, user, language

    def export(self, order: AudienceOrder, *, form: Form, kind: Kind, today: dt.date) -> Exported:
        """The file, once it is in the audit log.

        Args:
            order: Who is wanted, and for what.
            form: Columns of which program.
            kind: Of file.
            today: Stands in its name.

        Raises:
            AccessError: The role may not; that is in the log, too.
            ToolInputError: A segment, filter or action is not there.
            InputError: The format has no such kind or channel, or a file that it depends on cannot be used.
            AuditError: It cannot be logged, so that there is no file.
        """
        shop = self._shop()
        context = ToolContext(shop, self._role, self._language, for_person=True)
        try:
            check_role(context)
        except AccessError:
            self._write(shop, order, "denied", {})
            raise
        check_kind(form, kind)
        check_form(order.channel, form, zh=self._language == "zh")
        chosen = choose_audience(context, order)
        rows = in_form(chosen.audience, form)
        content = audience_bytes(rows, form=form, kind=kind)
        digest, counts = hashlib.sha256(content).hexdigest(), chosen.audience.counts()
        made = {"format": form, "kind": kind, "rows": len(rows), "counts": counts, "sha256": digest}
        self._write(shop, order, EXPORTED, made)
        notes = notes_of(chosen, unknown_too=order.unknown_too)
        return Exported(content, _file_name(order, form, kind, today), digest, len(rows), counts, notes)

    def _write(self, shop: "Shop", order: AudienceOrder, status: str, made: Mapping[str, object]) -> None:
        mask = Mask(People(shop), self._log.key)
        told = f"/audience {order.told()}"
        mask.learn_questions([told])
        columns = {name: "" for name in COLUMNS if name not in ("id", "time", "hash")}
        self._log.append(
            {
                **columns,
                "user": self._user,
                "role": self._role,
                "language": self._language,
                "build": shop.manifest.build_id,
                "question": mask.hide_typed(told),
                "status": status,
                "made": canonical(made),
            }
        )


def _file_name(order: AudienceOrder, form: Form, kind: Kind, today: dt.date) -> str:
    """A name that every system takes: `audience-at_risk-email-klaviyo-2026-11-30.csv`."""
    segment = re.sub(r"[^A-Za-z0-9_-]+", "-", order.segment).strip("-")[:_LONGEST_NAME]
    told = form if form != "generic" else ""
    return "-".join(part for part in ("audience", segment, order.channel, told, today.isoformat()) if part) + f".{kind}"
