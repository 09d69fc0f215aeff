"""Trains anew on all that the build in use holds, as a full build would: no file is read again.

The tables of a build that was updated are those that a full build of all files would have (`data.appending`); so the
files need not lie about for years, and whoever was forgotten stays so.
"""

import dataclasses
import datetime as dt
from pathlib import Path

from config.errors import BusyError
from config.settings import Settings
from data.appending import KnownShop
from data.builds import TEXTS, Build, EmbedderInfo, Manifest
from data.cleaning import CleanShop
from data.features_list_signals import TEXT_FEATURES
from data.workspace import Workspace
from models.embedder import Embedder
from models.linear_network import LinearNetwork
from models.value_model import load_value_model
from pipeline.build import library_versions
from pipeline.completing import Training, complete_build
from pipeline.progress import Steps
from pipeline.training import TrainedShop
from pipeline.training_options import training_options


def rebuild_shop(settings: Settings, *, quiet: bool = False, embedder: Embedder | None = None) -> Build:
    """A full build of the tables of the build in use, with its horizon, seed and kind of network.

    Args:
        settings: Workspace, threads, sentence embedder.
        quiet: No progress bars.
        embedder: What embeds the reviews; None: that of the settings. Vectors that are kept are not made again.

    Raises:
        WorkspaceError: There is no build, or another one is being made.
        InputError: The tables cannot be learned from.
    """
    workspace = Workspace(settings.workspace)
    current = workspace.current()
    texts = (current.path / TEXTS).is_file()
    kind = "linear" if isinstance(load_value_model(current.network_path), LinearNetwork) else "value"
    options = training_options(kind, tune_seconds=None, log_folder=None, review_texts=texts)
    training = Training(current.manifest.horizon_days, current.manifest.seed, options)
    with Steps(quiet=quiet) as steps:
        with steps.step("Reading the build in use"):
            shop = _tables_of(current)
        with workspace.draft(workspace.new_build_id(current.manifest.inputs)) as draft:
            if workspace.current().id != current.id:
                raise BusyError("another build was put in use meanwhile; start again")
            return complete_build(
                shop,
                training,
                draft,
                settings,
                steps,
                embedder=embedder,
                manifest=lambda trained, indexed: _manifest(current, trained, embedder=indexed, draft=draft),
            )


def _tables_of(build: Build) -> CleanShop:
    """The clean tables that a build holds, without what was computed from them."""
    known = KnownShop.of(build)
    computed = [feature.column for feature in TEXT_FEATURES]
    return CleanShop(
        transactions=known.transactions,
        reviews=None if known.reviews is None else known.reviews.drop(columns=computed, errors="ignore"),
        customers=known.customers,
        events=known.events,
        quality=dataclasses.replace(known.quality, update=None),
        currency=known.currency,
        minor_digits=known.minor_digits,
        as_of=known.as_of,
        first_day=known.first_day,
        undone=known.undone,
    )


def _manifest(current: Build, trained: TrainedShop, *, embedder: EmbedderInfo | None, draft: Path) -> Manifest:
    rows = {**current.manifest.rows, "customers": len(trained.customers)}
    return dataclasses.replace(
        current.manifest,
        build_id=draft.name.removeprefix(".draft-"),
        created_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        horizon_days=trained.horizon_days,
        versions=library_versions(),
        rows=rows,
        embedder=embedder,
        updated_from=None,
        full_build={},
        update={},
    )
