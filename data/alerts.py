"""Alerts that were raised, and where each has been sent: two files of a workspace that only ever grow.

::

    workspace/
    ├── alerts.jsonl               one alert a line, with its proof
    ├── alerts.sent.jsonl          one attempt to send one of them a line
    └── alerts.lock                held while alerts are raised and sent

An alert's id is made from its rule, its build and what it is about, so that it is raised once, whoever asks.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from config.errors import DataFileError, WorkspaceError
from config.text import Text
from data.alert_rules import AlertRule, Channel, Severity
from data.file_lock import try_lock

FILE: Final = "alerts.jsonl"
SENT: Final = "alerts.sent.jsonl"
_LOCK: Final = "alerts.lock"
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True)
class AlertValue:
    """A figure of an alert.

    Attributes:
        name: What it is.
        text: As people write it.
        value: The number.
        unit: Its unit, for money the currency.
        source: The cell of the proof that holds it, `p1.rows[0].risk_share`, or how it follows from such cells.
    """

    name: Text
    text: Text
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Alert:
    """Something that a rule says people should know.

    Attributes:
        id: Of rule, build and subject.
        time: When it was raised, UTC, ISO.
        rule: Name of its rule.
        kind: Kind of its rule.
        severity: How bad.
        subject: What of several things it is about, such as an aspect of reviews; empty where there is one only.
        build: The build that it is about.
        against: The build that was compared with; empty where none was.
        as_of: Last day that the build knows of, ISO.
        shop: Name of the shop.
        simulated: Whether the shop's data are made up.
        sentence: What to tell.
        values: Its figures.
        proof: Tool results that hold them, `p1`, `p2` …: build, tool, arguments, columns with definitions, rows, notes.
        language: Of letters.
        channels: Where it is to be sent.
        recipients: Of letters; empty: those of the settings.
    """

    id: str
    time: str
    rule: str
    kind: str
    severity: Severity
    subject: str
    build: str
    against: str
    as_of: str
    shop: str
    simulated: bool
    sentence: Text
    values: tuple[AlertValue, ...]
    proof: tuple[Mapping[str, Any], ...]
    language: str
    channels: tuple[Channel, ...]
    recipients: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain JSON."""
        return {**asdict(self), "proof": [dict(each) for each in self.proof]}

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "Alert":
        """The alert that `to_json` wrote."""
        values = tuple(
            AlertValue(Text(**v["name"]), Text(**v["text"]), v["value"], v["unit"], v["source"])
            for v in document["values"]
        )
        told: dict[str, Any] = {
            **document,
            "sentence": Text(**document["sentence"]),
            "values": values,
            **{key: tuple(document[key]) for key in ("proof", "channels", "recipients")},
        }
        return Alert(**told)


@dataclass(frozen=True)
class Attempt:
    """One attempt to send an alert.

    Attributes:
        alert: Its id.
        channel: By what.
        target: To whom; of a webhook its host only, since an address may hold a key.
        time: UTC, ISO.
        problem: Why it failed; empty where it was taken.
    """

    alert: str
    channel: Channel
    target: str
    time: str
    problem: str = ""


def alert_id(rule: AlertRule, build: str, subject: str) -> str:
    """The id of what a rule says of a build: equal again for equal rules, whatever is done with the alert."""
    measured = rule.model_dump(
        mode="json", exclude={"severity", "language", "channels", "recipients", "quiet_days"}, exclude_defaults=True
    )
    told = json.dumps([measured, build, subject], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class AlertBook:
    """The alerts of one workspace."""

    def __init__(self, workspace: Path) -> None:
        """Points at a workspace; no file needs to exist."""
        self._root = workspace

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else raises or sends alerts meanwhile.

        Raises:
            WorkspaceError: Somebody does, or the workspace cannot be written.
        """
        try:
            handle = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        except OSError as error:
            raise WorkspaceError(f"the workspace {self._root} cannot be written ({error.strerror})") from error
        try:
            if not try_lock(handle):
                raise WorkspaceError(f"another process is raising alerts in {self._root}; wait for it to end")
            yield
        finally:
            os.close(handle)

    def raised(self) -> tuple[Alert, ...]:
        """Every alert, oldest first.

        Raises:
            DataFileError: A line of the file is no alert.
        """
        return tuple(Alert.from_json(each) for each in self._read(FILE, _KEYS))

    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt to send one, oldest first.

        Raises:
            DataFileError: A line of the file is no attempt.
        """
        return tuple(Attempt(**each) for each in self._read(SENT, frozenset(Attempt.__dataclass_fields__)))

    def add(self, alert: Alert) -> None:
        """Keeps an alert, once it is on the disk."""
        self._append(FILE, alert.to_json())

    def note(self, attempt: Attempt) -> None:
        """Keeps an attempt, once it is on the disk."""
        self._append(SENT, asdict(attempt))

    def _append(self, name: str, document: Mapping[str, Any]) -> None:
        line = json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
        path = self._root / name
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
            with os.fdopen(handle, "rb+") as file:
                # What a killed process left of a line is no alert.
                content = file.seek(0, os.SEEK_END)
                if content and _last_byte(file) != b"\n":
                    file.seek(0)
                    whole = file.read().rfind(b"\n") + 1
                    file.truncate(whole)
                    file.seek(whole)
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be written ({error.strerror})") from error

    def _read(self, name: str, keys: frozenset[str]) -> Iterator[dict[str, Any]]:
        path = self._root / name
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise DataFileError(path, f"cannot be read ({error})") from None
        # Behind the last line break there is nothing, or what a killed process left of a line.
        for row, line in enumerate(lines[:-1], 1):
            try:
                document = json.loads(line)
            except ValueError:
                document = None
            if not isinstance(document, dict) or set(document) != keys:
                raise DataFileError(path, "this line was not written by Kezhi", row=row, expected="mend or remove it")
            yield document


_KEYS: Final = frozenset(Alert.__dataclass_fields__)


def _last_byte(file: Any) -> bytes:  # noqa: ANN401 - a binary file
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def now_text(now: dt.datetime) -> str:
    """A time as records have it."""
    return now.astimezone(dt.UTC).isoformat(timespec="seconds")
