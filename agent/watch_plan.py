"""What the watch is to do, from the workspace's `kezhi.toml`: which folder, when to rebuild, which reports when.

In `kezhi.toml`::

    [watch]
    folder = "incoming/"             # beside kezhi.toml, or anywhere
    timezone = "Asia/Shanghai"       # of all cron lines; UTC without it
    every = "10s"                    # how often the folder is looked at
    keep_builds = 30                 # without it, every build is kept

    [watch.files]                    # names of files, by what is in them
    orders = ["orders*", "sales-*.xlsx"]

    [watch.update]                   # without it, files are taken as they come
    cron = "0 2 * * *"

    [watch.rebuild]                  # without it, never
    cron = "0 3 * * 0"

    [[watch.reports]]
    kind = "segment"
    segment = "champions"
    formats = ["pdf", "xlsx"]
    language = "zh"
    cron = "0 8 * * 1"
    folder = "outgoing/"
"""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.reports.formats import FORMATS
from agent.reports.making import Order, check_order
from agent.reports.model import Kind
from config.errors import AccessError, DataFileError, InputError
from config.settings import Role
from config.text import Language
from data.company_file import COMPANY_FILE, CompanyFile
from data.schedule import Schedule, seconds_of

FileKind = Literal["orders", "reviews", "customers", "events"]
FILE_KINDS: Final[tuple[FileKind, ...]] = get_args(FileKind)
# Folders below that where files arrive: what is in the builds, and what cannot be used.
TAKEN: Final = "taken"
REFUSED: Final = "refused"
# Whose reports they are in the audit log.
WATCH_USER: Final = "watch"
_Read = TypeVar("_Read")
_Pattern = Annotated[str, Field(min_length=1, max_length=200)]
_PATTERNS: Final[Mapping[FileKind, tuple[str, ...]]] = {
    "orders": ("orders*", "order-*", "transactions*", "sales*"),
    "reviews": ("reviews*",),
    "customers": ("customers*",),
    "events": ("events*",),
}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _When(_Entry):
    cron: str = ""
    every: str = ""


class _Report(_When):
    kind: Kind
    segment: str = ""
    customer: str = ""
    formats: tuple[str, ...] = Field(default=("pdf",), min_length=1)
    language: Language = "en"
    role: Role = "analyst"
    folder: str = Field(default="outgoing/", min_length=1, max_length=500)


class _Files(_Entry):
    orders: tuple[_Pattern, ...] = _PATTERNS["orders"]
    reviews: tuple[_Pattern, ...] = _PATTERNS["reviews"]
    customers: tuple[_Pattern, ...] = _PATTERNS["customers"]
    events: tuple[_Pattern, ...] = _PATTERNS["events"]


class _Watch(_Entry):
    folder: str = Field(default="incoming/", min_length=1, max_length=500)
    timezone: str = "UTC"
    every: str = "10s"
    keep_builds: int | None = Field(default=None, ge=2, le=100_000)
    files: _Files = _Files()
    update: _When | None = None
    rebuild: _When | None = None
    reports: tuple[_Report, ...] = Field(default=(), max_length=100)


@dataclass(frozen=True)
class PlannedReport:
    """A report that is made at certain times.

    Attributes:
        job: Its name in the journal, which its times have no part in.
        order: What is to be made.
        formats: Of its files.
        folder: Where they are put.
        schedule: When.
    """

    job: str
    order: Order
    formats: tuple[str, ...]
    folder: Path
    schedule: Schedule


@dataclass(frozen=True)
class WatchPlan:
    """What the watch is to do.

    Attributes:
        folder: Where new files arrive.
        look_seconds: How often it is looked at.
        patterns: Names of files, by what is in them.
        update: When new files are taken; None: as they come.
        rebuild: When the model is trained anew on all data; None: never.
        reports: In the order of the file.
        keep_builds: How many builds stay; None: all.
        zone: Whose hours are shown.
        told: Whether the company's file says any of this, or all of it is usual.
    """

    folder: Path
    look_seconds: int
    patterns: Mapping[FileKind, tuple[str, ...]]
    update: Schedule | None
    rebuild: Schedule | None
    reports: tuple[PlannedReport, ...]
    keep_builds: int | None
    zone: ZoneInfo
    told: bool = True

    def kind_of(self, name: str) -> FileKind | None:
        """What is in a file of that name, by the first pattern that fits; None where none does."""
        folded = name.casefold()
        fitting = (kind for kind in FILE_KINDS for p in self.patterns[kind] if fnmatchcase(folded, p.casefold()))
        return next(fitting, None)

    def schedules(self) -> dict[str, Schedule]:
        """Every job that has its times, with them."""
        fixed = {"update": self.update, "rebuild": self.rebuild}
        timed = {job: schedule for job, schedule in fixed.items() if schedule is not None}
        return {**timed, **{report.job: report.schedule for report in self.reports}}


def read_watch_plan(workspace: Path) -> WatchPlan:
    """The plan of a workspace; where its file says nothing of the watch, the usual one.

    Raises:
        InputError: The file cannot be read, or an entry cannot be used; the message names it.
    """
    return watch_plan(CompanyFile(workspace).text(), workspace)


def watch_plan(text: str, workspace: Path) -> WatchPlan:
    """The plan that a company's file with this text makes for a workspace.

    Raises:
        DataFileError: It is no TOML, or an entry cannot be used; the message names it.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(COMPANY_FILE, f"not a TOML file: {error}") from None
    try:
        watch = _Watch.model_validate(document.get("watch", {}))
    except ValidationError as error:
        raise _fault(error) from None
    zone = _zone(watch.timezone)
    return WatchPlan(
        folder=workspace / watch.folder,
        look_seconds=_at("watch.every", lambda: seconds_of(watch.every)),
        patterns={kind: getattr(watch.files, kind) for kind in FILE_KINDS},
        update=_schedule("watch.update", watch.update, zone) if watch.update else None,
        rebuild=_schedule("watch.rebuild", watch.rebuild, zone) if watch.rebuild else None,
        reports=_reports(watch.reports, workspace, zone),
        keep_builds=watch.keep_builds,
        zone=zone,
        told="watch" in document,
    )


def _reports(entries: tuple[_Report, ...], workspace: Path, zone: ZoneInfo) -> tuple[PlannedReport, ...]:
    made: list[PlannedReport] = []
    for number, entry in enumerate(entries):
        place = f"watch.reports.{number}"
        order = _order(place, entry)
        for form in entry.formats:
            if form not in FORMATS:
                expected = f"some of {', '.join(FORMATS)}"
                raise DataFileError(
                    COMPANY_FILE, "no such format", column=f"{place}.formats", found=form, expected=expected
                )
        what = "\0".join((entry.kind, order.subject, entry.language, entry.role, entry.folder, *entry.formats))
        job = f"report {entry.kind} {hashlib.sha256(what.encode()).hexdigest()[:8]}"
        if any(job == known.job for known in made):
            raise DataFileError(COMPANY_FILE, "the same report stands there twice", column=place)
        schedule = _schedule(place, entry, zone)
        made.append(PlannedReport(job, order, entry.formats, workspace / entry.folder, schedule))
    return tuple(made)


def _order(place: str, entry: _Report) -> Order:
    """What is to be made, as `kezhi report` would be told."""
    given = {"segment": entry.segment, "customer": entry.customer}
    for name, value in given.items():
        if value and name != entry.kind:
            raise DataFileError(COMPANY_FILE, f"a {entry.kind} report is not of one {name}", column=f"{place}.{name}")
    order = Order(entry.kind, given.get(entry.kind, ""), entry.language, entry.role, WATCH_USER)
    try:
        check_order(Order(order.kind, order.subject, "en", order.role, order.user))
    except (AccessError, InputError) as error:
        raise DataFileError(COMPANY_FILE, str(error), column=place) from None
    return order


def _schedule(place: str, entry: _When, zone: ZoneInfo) -> Schedule:
    return _at(place, lambda: Schedule.of(entry.cron, entry.every, zone=zone))


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise DataFileError(
            COMPANY_FILE, "no such time zone", column="watch.timezone", found=name, expected="a name like Asia/Shanghai"
        )
    return ZoneInfo(name)


def _at(place: str, read: Callable[[], _Read]) -> _Read:
    """What `read` gives; its fault with the place in the file."""
    try:
        return read()
    except InputError as error:
        raise DataFileError(COMPANY_FILE, str(error), column=place) from None


def _fault(error: ValidationError) -> DataFileError:
    """The first thing that is wrong, with its place and what is possible."""
    first = error.errors(include_url=False)[0]
    place = ".".join(("watch", *(str(part) for part in first["loc"])))
    if first["type"] == "extra_forbidden":
        return DataFileError(COMPANY_FILE, "there is no such entry", column=place, expected=_possible(first["loc"]))
    found = first.get("input")
    shown = repr(found)[:60] if isinstance(found, str | int | float | bool) else None
    return DataFileError(COMPANY_FILE, first["msg"], column=place, found=shown)


def _possible(place: tuple[int | str, ...]) -> str:
    """The entries that a table of the file may have."""
    parts: Mapping[str, type[BaseModel]] = {"files": _Files, "reports": _Report, "update": _When, "rebuild": _When}
    model = parts.get(str(place[0]), _Watch) if len(place) > 1 else _Watch
    return "one of " + ", ".join(model.model_fields)
