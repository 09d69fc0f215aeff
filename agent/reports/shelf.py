"""Where made reports are kept: a folder a person in the workspace, and in it one a report.

Nobody is shown another's, nor one that was made in a role that the person has no longer.
"""

import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from agent.reports.formats import FORMATS, file_bytes
from agent.reports.model import KINDS, Kind, Report
from agent.reports.to_json import to_json
from config.errors import InputError
from config.settings import Role
from config.text import Language, Text

FOLDER: Final = "reports"
_ID: Final = re.compile(r"[0-9a-f]{16}")
_ABOUT, _CONTENT, _PREVIEW, _FILE = "about.json", "content.json", "preview.html", "file"
MOST: Final = 50
_FULL: Final = Text("{n} reports are kept already: delete some of them first", "已保存{n}份报告：请先删除其中一些")
_NO_ROOM: Final = Text(
    "the shelf has no room for so many reports: delete some of them on the reports page first",
    "报告存放已满：请先在报告页删除其中一些",
)
_PAGE: Final = re.compile(rb"/Type\s*/Page\b(?!s)")
_NONE: Final = Text("there is no such report", "没有这份报告")


@dataclass(frozen=True)
class Kept:
    """A report on the shelf.

    Attributes:
        id: Its name, drawn by chance.
        title: As on its first page.
        kind: Which of the kinds.
        subject: Customer or segment.
        format: Suffix of its file.
        language: Of its words.
        role: In which it was made.
        made: When, ISO, in UTC.
        size: Of the file, in bytes.
        build: That was asked.
        pages: Of a PDF; 0 for the other formats.
    """

    id: str
    title: str
    kind: Kind
    subject: str
    format: str
    language: Language
    role: Role
    made: str
    size: int
    build: str
    pages: int = 0

    @property
    def file_name(self) -> str:
        """A name for a download: `portfolio-2026-11-29.pdf`."""
        subject = re.sub(r"[^A-Za-z0-9_-]+", "-", self.subject).strip("-")
        return "-".join(part for part in (self.kind, subject[:40], self.made[:10]) if part) + f".{self.format}"


class Shelf:
    """The reports of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self._root = workspace / FOLDER

    def put(self, report: Report, form: str, *, user: str, now: dt.datetime) -> Kept:
        """Keeps a report in that format, whole or not at all.

        Raises:
            InputError: No such format, or the person keeps too many already.
        """
        folder = self._folder(user)
        if len(self.list(user=user, role=None)) >= MOST:
            raise InputError(_FULL.in_language(report.language).format(n=MOST))
        content = file_bytes(report, Path(f"{_FILE}.{form}"))
        kept = Kept(
            id=secrets.token_hex(8),
            title=report.title,
            kind=report.kind,
            subject=report.subject,
            format=form,
            language=report.language,
            role=report.role,
            made=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            size=len(content),
            build=report.build,
            pages=_pages_of(content) if form == "pdf" else 0,
        )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f".{kept.id}"
        fresh.mkdir(mode=0o700)
        (fresh / f"{_FILE}.{form}").write_bytes(content)
        (fresh / _PREVIEW).write_bytes(file_bytes(report, Path(_PREVIEW)))
        (fresh / _CONTENT).write_text(json.dumps(to_json(report), ensure_ascii=False), encoding="utf-8")
        (fresh / _ABOUT).write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
        fresh.rename(folder / kept.id)
        return kept

    def check_room(self, wanted: int, *, user: str, language: Language) -> None:
        """Whether so many more have room, before any of them is made.

        Raises:
            InputError: They have not.
        """
        if len(self.list(user=user, role=None)) + wanted > MOST:
            raise InputError(_NO_ROOM.in_language(language))

    def place(self, kept: Kept, *, user: str) -> str:
        """Where its file lies in the workspace: for whoever works on this machine."""
        return f"{FOLDER}/{self._folder(user).name}/{kept.id}/{_FILE}.{kept.format}"

    def list(self, *, user: str, role: Role | None) -> tuple[Kept, ...]:
        """The person's reports in that role, the latest first; in every role where it is None."""
        folder = self._folder(user)
        places = [place for place in folder.iterdir() if _ID.fullmatch(place.name)] if folder.is_dir() else []
        found = [kept for place in places if (kept := _about(place)) is not None]
        return tuple(sorted((k for k in found if role in (None, k.role)), key=lambda k: (k.made, k.id), reverse=True))

    def file(self, report_id: str, *, user: str, role: Role, language: Language = "en") -> tuple[Kept, bytes]:
        """A report's file.

        Raises:
            InputError: The person has no such report in that role.
        """
        place, kept = self._find(report_id, user=user, role=role, language=language)
        return kept, (place / f"{_FILE}.{kept.format}").read_bytes()

    def preview(self, report_id: str, *, user: str, role: Role, language: Language = "en") -> bytes:
        """The same report as HTML.

        Raises:
            InputError: The person has no such report in that role.
        """
        place, _ = self._find(report_id, user=user, role=role, language=language)
        return (place / _PREVIEW).read_bytes()

    def delete(self, report_id: str, *, user: str, role: Role, language: Language = "en") -> None:
        """Forgets a report.

        Raises:
            InputError: The person has no such report in that role.
        """
        place, _ = self._find(report_id, user=user, role=role, language=language)
        shutil.rmtree(place)

    def contents(self) -> Iterator[tuple[Path, Any]]:
        """Every report of everybody: its folder, and what it says as plain JSON; None where that cannot be read."""
        for place in sorted(self._root.glob("*/*")) if self._root.is_dir() else ():
            if place.is_dir() and not place.is_symlink():
                yield place, _read(place / _CONTENT)

    def _find(self, report_id: str, *, user: str, role: Role, language: Language) -> tuple[Path, Kept]:
        # Only a name of this form is ever made a part of a path.
        place = self._folder(user) / report_id if _ID.fullmatch(report_id) else None
        kept = _about(place) if place is not None else None
        if place is None or kept is None or kept.role != role:
            raise InputError(_NONE.in_language(language))
        return place, kept

    def _folder(self, user: str) -> Path:
        """A person's folder, by what no name can get out of."""
        return self._root / (hashlib.sha256(user.casefold().encode()).hexdigest()[:32] if user else "house")


def _pages_of(pdf: bytes) -> int:
    return len(_PAGE.findall(pdf))


def _about(place: Path) -> Kept | None:
    """What is known of a report; None where it is not whole or not ours."""
    about = _read(place / _ABOUT)
    try:
        kept = Kept(**about) if isinstance(about, dict) else None
    except TypeError:
        return None
    known = kept is not None and kept.id == place.name and kept.format in FORMATS and kept.kind in KINDS
    return kept if known else None


def _read(path: Path) -> Any:  # noqa: ANN401 - plain JSON
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
