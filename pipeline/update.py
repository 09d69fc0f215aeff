"""A day's new orders into the build in use: what is new is added, features and predictions follow, no more is done.

The result is a build of its own, as complete as any. Left as the last full build made them: the evaluation (no network
is fitted for it) and the calibration of the interval. The network itself is fitted further, on the latest period only.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from config.errors import BusyError, InputError
from config.settings import Settings
from config.text import Language
from data.appending import AppendedShop, KnownShop, append
from data.appending_counts import Additions
from data.builds import DRIFT, EXPLANATIONS, Build, EmbedderInfo, Manifest
from data.customer_profile import refreshed_profile
from data.embedder_identity import check_same_embedder, identity
from data.files import write_json
from data.forgotten import Forgotten, with_forgotten, without_forgotten
from data.query_time import day_number
from data.raw_shop import RawShop
from data.review_passages import languages_of, with_text
from data.sources import SOURCES, read_shop
from data.workspace import Workspace
from pipeline.indexing import add_reviews, copy_reviews
from pipeline.progress import Steps, Tick
from pipeline.review_texts import extend_text_columns
from pipeline.writing import write_shop
from tools.drift import Reference, measure_drift, reference_for, write_reference
from tools.drift_wording import rebuild_line

if TYPE_CHECKING:
    from models.embedder import Embedder
    from models.value_model import ValueModel


@dataclass(frozen=True)
class UpdateRequest:
    """What is to be added to the build in use.

    Attributes:
        transactions: File (or folder, as for the build) with the new orders; lines that are known do no harm. None
            where there are none.
        reviews: New reviews; changed ones replace what they said before.
        customers: Customer records; newer values win.
        events: New behaviour events.
        source: Ready source; None: as the build was read.
        mapping: Canonical column to the file's column, on top of the build's.
        as_of: Last day to know of; None: the later of the build's and the last new order's.
    """

    transactions: str | None
    reviews: Path | None = None
    customers: Path | None = None
    events: Path | None = None
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Updated:
    """What came of an update.

    Attributes:
        build: The build in use afterwards; the same as before where there was nothing new.
        additions: What was added, counted.
        drift: How the shop has moved since the last full build; None where there was nothing new.
    """

    build: Build
    additions: Additions
    drift: dict[str, Any] | None

    @property
    def changed(self) -> bool:
        """Whether there is a new build."""
        return self.drift is not None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "build": self.build.id,
            "changed": self.changed,
            "as_of": self.build.manifest.as_of.isoformat(),
            "added": self.additions.to_json(),
            "rebuild": self.drift["rebuild"] if self.drift else None,
            "drift": self.drift["status"] if self.drift else None,
        }

    def lines(self, language: Language) -> list[str]:
        """What to tell a person."""
        said = self.additions.text().in_language(language)
        if self.drift is None:
            nothing = "Nothing new" if language == "en" else "没有新内容"
            return [f"{nothing}: {said}." if language == "en" else f"{nothing}：{said}。"]
        return [said + ("." if language == "en" else "。"), rebuild_line(self.drift, language)]


def update_shop(
    request: UpdateRequest, settings: Settings, *, quiet: bool = False, embedder: "Embedder | None" = None
) -> Updated:
    """Add files to the build in use; whatever fails or is killed on the way leaves that one in use.

    Args:
        request: What to add.
        settings: Workspace, threads, sentence embedder.
        quiet: No progress bars.
        embedder: What embeds new reviews; None: that of the settings, loaded only if there are any.

    Raises:
        WorkspaceError: There is no build.
        InputError: The files cannot be used, or do not belong to the build; the message is one line.
    """
    workspace = Workspace(settings.workspace)
    current = workspace.current()
    with Steps(quiet=quiet) as steps:
        with steps.step("Reading"):
            raw = _read(request, current.manifest)
        with steps.step("Adding what is new"):
            relieved, left_out = without_forgotten(raw, Forgotten.of(workspace.root))
            shop = append(KnownShop.of(current), relieved, as_of=request.as_of)
            shop = dataclasses.replace(shop, quality=with_forgotten(shop.quality, left_out))
        if shop.additions.nothing and shop.as_of == current.manifest.as_of:
            return Updated(current, shop.additions, None)
        with workspace.draft(workspace.new_build_id(raw.inputs)) as draft:
            if workspace.current().id != current.id:
                raise BusyError("another build was put in use meanwhile; start the update again")
            # Before the network, which may read what the texts say.
            indexed = _write_reviews(draft, current, shop, settings, steps, embedder=embedder)
            reviews = extend_text_columns(current.path, draft, shop.reviews, shop.fresh_reviews, embedder=indexed)
            shop = dataclasses.replace(shop, reviews=reviews)
            with steps.step("Features, network, predictions") as tick:
                made = _refreshed(current, shop, threads=settings.threads, progress=tick)
            with steps.step("Writing"):
                drift = _write(draft, current, shop, made)
                manifest = _manifest(current, raw, shop, customers=len(made.customers), draft=draft)
                dataclasses.replace(manifest, embedder=indexed).write(draft)
                return Updated(workspace.promote(draft), shop.additions, drift)


@dataclass(frozen=True)
class _Refreshed:
    """What the update learned: customers with predictions, the network, what drift is measured against."""

    customers: pd.DataFrame
    model: "ValueModel"
    reference: Reference


def _read(request: UpdateRequest, manifest: Manifest) -> RawShop:
    """The new files, read as the build's were."""
    path = None if request.transactions is None else Path(request.transactions)
    given = [file for file in (path, request.reviews, request.customers, request.events) if file is not None]
    if not given:
        raise InputError("nothing to add: give a file with orders, --reviews, --customers or --events")
    if manifest.simulated:
        from data.simulation import is_simulated

        if not is_simulated(given[0]):
            raise InputError("the build in use is a simulated shop; real orders do not belong into it: kezhi build")
    reading = manifest.reading
    usual = reading.get("source", manifest.source)
    same = request.source in (None, usual)
    return read_shop(
        path,
        source=request.source or (usual if usual in SOURCES else None),
        reviews=request.reviews,
        customers=request.customers,
        events=request.events,
        mapping={**(reading.get("mapping", {}) if same else {}), **request.mapping},
        currency=reading.get("currency"),
    )


def _refreshed(current: Build, shop: AppendedShop, *, threads: int, progress: Tick) -> _Refreshed:
    from pipeline.refitting import refitted

    manifest = current.manifest
    reference = reference_for(current)
    model, customers = refitted(
        current,
        shop.transactions,
        reviews=shop.reviews,
        events=shop.events,
        as_of_day=day_number(shop.as_of),
        first_day=day_number(shop.first_day),
        threads=threads,
        progress=progress,
    )
    attributes = [] if shop.customers is None else [str(name) for name in shop.customers if name != "customer_id"]
    before = current.customers()
    of_files = {*attributes, *manifest.reading.get("attributes", ())}
    customers = refreshed_profile(
        customers, shop.transactions, before.drop(columns=[name for name in of_files if name in before]), shop.touched
    )
    return _Refreshed(customers, model, reference)


def _write_reviews(
    draft: Path, current: Build, shop: AppendedShop, settings: Settings, steps: Steps, *, embedder: "Embedder | None"
) -> EmbedderInfo | None:
    """The review collection of before, with the vectors of new and changed reviews; no other is embedded."""
    fresh = shop.fresh_reviews
    if fresh is None or (fresh.empty and not shop.stale_reviews):
        copy_reviews(current.path, draft)
        return current.manifest.embedder
    if not current.chroma_path.is_dir() and with_text(fresh).empty:
        return None
    from models.embedder import load_embedder

    with steps.step("Loading the sentence transformer") as tick:
        before = current.manifest.embedder
        languages, made_by = languages_of(with_text(fresh)), before.id if before else ""
        embedder = embedder or load_embedder(settings, languages=languages, made_by=made_by, progress=tick)
    if before is not None:  # known before anything is embedded, not after
        check_same_embedder(dataclasses.asdict(before), identity(embedder))
    indexed, kept = current.chroma_path, Workspace(settings.workspace).vectors_path
    with steps.step("Embedding and indexing reviews") as tick:
        add_reviews(
            draft, indexed, fresh, stale=shop.stale_reviews, embedder=embedder, vectors_file=kept, progress=tick
        )
    return EmbedderInfo(**identity(embedder))


def _write(draft: Path, current: Build, shop: AppendedShop, made: _Refreshed) -> dict[str, Any]:
    """Write all but the reviews' vectors and the manifest; the drift report, which is part of it."""
    write_shop(draft, shop, made.customers, made.model, evaluation=_evaluation(current, made))
    if (told := current.explanations()) is not None:
        # Importance and rules move far more slowly than orders do: those of the last full build stay.
        write_json(told, draft / EXPLANATIONS)
    write_reference(made.reference, draft / current.reference_path.name)
    drift = measure_drift(
        made.reference,
        made.customers,
        shop.transactions,
        as_of_day=day_number(shop.as_of),
        manifest=current.manifest,
    )
    write_json(drift, draft / DRIFT)
    return drift


def _evaluation(current: Build, made: _Refreshed) -> dict[str, Any]:
    """The evaluation of the last full build, which says so."""
    full = current.manifest.full_build or _as_full_build(current)
    evaluated = {key: full[key] for key in ("build", "as_of")}
    return {**current.evaluation(), "evaluated": evaluated, "training": made.model.about}


def _as_full_build(build: Build) -> dict[str, Any]:
    manifest = build.manifest
    return {"build": build.id, "as_of": manifest.as_of.isoformat(), "customers": manifest.rows["customers"]}


def _manifest(current: Build, raw: RawShop, shop: AppendedShop, *, customers: int, draft: Path) -> Manifest:
    before = current.manifest
    attributes = [] if shop.customers is None else [str(name) for name in shop.customers if name != "customer_id"]
    reading = {**before.reading, "attributes": attributes}
    reading.setdefault("source", raw.source)
    tables = {"reviews": shop.reviews, "events": shop.events}
    return dataclasses.replace(
        before,
        build_id=draft.name.removeprefix(".draft-"),
        created_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        inputs=(*before.inputs, *raw.inputs),
        as_of=shop.as_of,
        first_day=shop.first_day,
        rows={
            "transactions": len(shop.transactions),
            "customers": customers,
            **{name: 0 if frame is None else len(frame) for name, frame in tables.items()},
        },
        reading=reading,
        updated_from=current.id,
        full_build=before.full_build or _as_full_build(current),
        update={"as_of_before": before.as_of.isoformat(), **shop.additions.to_json()},
    )
