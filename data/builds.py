"""A build: one complete, immutable set of tables, network and reviews, with the manifest that says what it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import pandas as pd

from config.errors import WorkspaceError
from data.files import read_json, read_parquet, write_json
from data.opinions import Opinions
from data.quality import Quality
from data.readers import InputFile

FORMAT: Final = 1
TRANSACTIONS: Final = "transactions.parquet"
CUSTOMERS: Final = "customers.parquet"
REVIEWS: Final = "reviews.parquet"
OPINIONS: Final = "opinions.parquet"
OPINIONS_ABOUT: Final = "opinions.json"
TEXTS: Final = "review_texts.json"
EVENTS: Final = "events.parquet"
MANIFEST: Final = "manifest.json"
QUALITY: Final = "quality.json"
EVALUATION: Final = "evaluation.json"
EXPLANATIONS: Final = "explanations.json"
UNDONE: Final = "undone.parquet"
DRIFT: Final = "drift.json"
REFERENCE: Final = "reference"


@dataclass(frozen=True)
class EmbedderInfo:
    """The sentence embedder that made a build's review vectors."""

    id: str
    sha256: str
    dimensions: int


@dataclass(frozen=True)
class Manifest:
    """What a build was made from and how.

    Attributes:
        build_id: UTC time and six hex digits of the inputs' hash.
        created_at: UTC, ISO; with `build_id` the only thing that differs between two builds of equal inputs.
        source: Ready source or `generic` or `simulated`.
        shop_name: What to call the shop.
        simulated: Whether the data are made up.
        inputs: The files read.
        as_of: Last day the build knows of.
        first_day: Day of the first order line.
        horizon_days: Days ahead that the predictions cover.
        currency: ISO code; `XXX` where nothing names one.
        minor_digits: Decimal places of its minor unit.
        seed: Seed of everything random.
        versions: Versions of Kezhi and of the libraries that shape the numbers.
        rows: Rows by table.
        embedder: None without reviews.
        reading: How the files were read (`source`, `mapping`, `currency`, `attributes`: columns of the customers file),
            so that an update reads its files alike.
        updated_from: Build that this one adds orders to; None for a full build.
        full_build: `build`, `as_of` and `customers` of the full build at the bottom of the updates; empty for one.
        update: What the update did, in numbers; empty for a full build.
    """

    build_id: str
    created_at: str
    source: str
    shop_name: str
    simulated: bool
    inputs: tuple[InputFile, ...]
    as_of: dt.date
    first_day: dt.date
    horizon_days: int
    currency: str
    minor_digits: int
    seed: int
    versions: Mapping[str, str]
    rows: Mapping[str, int]
    embedder: EmbedderInfo | None = None
    reading: Mapping[str, Any] = field(default_factory=dict)
    updated_from: str | None = None
    full_build: Mapping[str, Any] = field(default_factory=dict)
    update: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain JSON."""
        document = {"format": FORMAT, **asdict(self)}
        document["as_of"], document["first_day"] = self.as_of.isoformat(), self.first_day.isoformat()
        document["inputs"] = [asdict(file) for file in self.inputs]
        return document

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "Manifest":
        """The manifest that `to_json` wrote.

        Raises:
            WorkspaceError: It was written by another version of Kezhi, or is damaged.
        """
        if document.get("format") != FORMAT:
            raise WorkspaceError(
                f"the build has format {document.get('format')!r}, this Kezhi reads {FORMAT}: build the workspace again"
            )
        try:
            # What came later: older builds lack it.
            later: dict[str, Any] = {"reading": {}, "updated_from": None, "full_build": {}, "update": {}}
            values = {each.name: {**later, **document}[each.name] for each in fields(Manifest)}
            values["inputs"] = tuple(InputFile(**file) for file in values["inputs"])
            values["as_of"] = dt.date.fromisoformat(values["as_of"])
            values["first_day"] = dt.date.fromisoformat(values["first_day"])
            values["embedder"] = None if values["embedder"] is None else EmbedderInfo(**values["embedder"])
        except (KeyError, TypeError, ValueError) as error:
            raise WorkspaceError(f"{MANIFEST} is damaged ({error}): build the workspace again") from error
        return Manifest(**values)

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into a build's folder."""
        write_json(self.to_json(), folder / MANIFEST)


@dataclass(frozen=True)
class Build:
    """A complete build on disk; it never changes."""

    path: Path
    manifest: Manifest

    @staticmethod
    def open(path: Path) -> "Build":
        """The build in a folder.

        Raises:
            WorkspaceError: The folder holds no complete build.
        """
        try:
            document = read_json(path / MANIFEST)
        except FileNotFoundError as error:
            raise WorkspaceError(f"{path} holds no build ({MANIFEST} is missing)") from error
        except (OSError, ValueError) as error:
            raise WorkspaceError(f"{path / MANIFEST} cannot be read ({error})") from error
        return Build(path, Manifest.from_json(document))

    @property
    def id(self) -> str:
        """The build's id, which is its folder's name."""
        return self.manifest.build_id

    def transactions(self, *, columns: list[str] | None = None) -> pd.DataFrame:
        """The clean order lines."""
        return read_parquet(self.path / TRANSACTIONS, columns=columns)

    def customers(self, *, columns: list[str] | None = None) -> pd.DataFrame:
        """One row a customer: features and predictions."""
        return read_parquet(self.path / CUSTOMERS, columns=columns)

    def reviews(self) -> pd.DataFrame | None:
        """The clean reviews, or None."""
        return self._optional(REVIEWS)

    def opinions(self) -> Opinions | None:
        """What the sentences of the reviews say; None without reviews, and in old builds."""
        sentences = self._optional(OPINIONS)
        return None if sentences is None else Opinions(sentences, read_json(self.path / OPINIONS_ABOUT))

    def events(self) -> pd.DataFrame | None:
        """The clean behaviour events, or None."""
        return self._optional(EVENTS)

    def undone(self) -> pd.DataFrame | None:
        """Order lines that are known but left out: cancelled, or of customers with returns only; None in old builds."""
        return self._optional(UNDONE)

    def quality(self) -> Quality:
        """What was left out or repaired, and why."""
        return Quality.from_json(read_json(self.path / QUALITY))

    def evaluation(self) -> dict[str, Any]:
        """The held-out evaluation of the predictions."""
        return read_json(self.path / EVALUATION)

    def explanations(self) -> dict[str, Any] | None:
        """What the network looks at: reasons by weight, and its rules (`pipeline.explanations`); None in old builds."""
        return read_json(self.path / EXPLANATIONS) if (self.path / EXPLANATIONS).exists() else None

    def drift(self) -> dict[str, Any] | None:
        """How far the shop has moved since the last full build; None for a full build."""
        return read_json(self.path / DRIFT) if (self.path / DRIFT).exists() else None

    @property
    def network_path(self) -> Path:
        """Folder of the value network."""
        return self.path / "network"

    @property
    def chroma_path(self) -> Path:
        """Folder of the review collection."""
        return self.path / "chroma"

    @property
    def reference_path(self) -> Path:
        """Folder of what drift is measured against; there is none in a full build."""
        return self.path / REFERENCE

    def _optional(self, name: str) -> pd.DataFrame | None:
        path = self.path / name
        return read_parquet(path) if path.exists() else None
