"""Raw files to a complete build: clean, train, score, evaluate, embed, index; then put it in use, atomically."""

import datetime as dt
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.errors import InputError
from config.settings import Settings
from data.builds import Build, EmbedderInfo, Manifest
from data.cleaning import CleanShop, clean
from data.forgotten import Forgotten, with_forgotten, without_forgotten
from data.raw_shop import RawShop
from data.sources import read_shop
from data.workspace import Workspace
from models.embedder import Embedder
from pipeline.completing import Training, complete_build
from pipeline.progress import Steps
from pipeline.training import TrainedShop
from pipeline.training_options import TrainingOptions

LOGS = "logs"
_VERSIONED = ("kezhi", "torch", "pandas", "numpy", "narwhals", "scipy", "transformers", "chromadb")


@dataclass(frozen=True)
class BuildRequest:
    """What a person asked to build.

    Attributes:
        transactions: File, folder (`olist`) or package name (`complete-journey`) with the orders.
        mapping: Canonical column to the file's column.
        as_of: Last day to know of; None: the last order's day.
        horizon_days: Days to predict; None: by the length of the history.
        options: Kind of network, tuning, logs; a tuned build without a log folder logs beside the builds.
    """

    transactions: str
    reviews: Path | None = None
    customers: Path | None = None
    events: Path | None = None
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    as_of: dt.date | None = None
    horizon_days: int | None = None
    shop_name: str = ""
    seed: int = 7
    options: TrainingOptions = field(default_factory=TrainingOptions)


def build_shop(
    request: BuildRequest, settings: Settings, *, quiet: bool = False, embedder: Embedder | None = None
) -> Build:
    """Make a build and put it in use; whatever fails or is killed on the way leaves the previous one in use.

    Args:
        request: What to build.
        settings: Workspace, threads, sentence embedder.
        quiet: No progress bars.
        embedder: What embeds the reviews; None: that of the settings, loaded once there is a review.

    Raises:
        InputError: The files cannot be used; the message is one line.
    """
    workspace = Workspace(settings.workspace)
    with Steps(quiet=quiet) as steps:
        with steps.step("Reading"):
            raw = read_shop(
                Path(request.transactions),
                source=request.source,
                reviews=request.reviews,
                customers=request.customers,
                events=request.events,
                mapping=request.mapping,
                currency=request.currency,
            )
        with steps.step("Cleaning"):
            relieved, left_out = without_forgotten(raw, Forgotten.of(workspace.root))
            shop = clean(relieved, as_of=request.as_of)
            shop = replace(shop, quality=with_forgotten(shop.quality, left_out))
        # The lock and the room on disk are asked for before the long work, not after it.
        with (
            workspace.draft(workspace.new_build_id(raw.inputs)) as draft,
            _logged(request.options, workspace.root / LOGS, draft) as options,
        ):
            return complete_build(
                shop,
                Training(request.horizon_days, request.seed, options),
                draft,
                settings,
                steps,
                embedder=embedder,
                manifest=lambda trained, indexed: _manifest(request, raw, shop, trained, embedder=indexed, draft=draft),
            )


def build_demo(settings: Settings, *, customers: int, seed: int, quiet: bool = False) -> Build:
    """The simulated shop as a build; an equal one that is in use already is kept.

    Raises:
        InputError: The workspace holds a real shop, which the demo must not replace.
    """
    from data.simulation import DEFAULT_LAST_DAY, simulate  # late: half the imports of a build that simulates nothing

    workspace = Workspace(settings.workspace)
    name = f"Simulated shop ({customers:,} customers, seed {seed})"
    if workspace.builds():
        current = workspace.current()
        if not current.manifest.simulated:
            raise InputError(f"{settings.workspace} holds a real shop; give the demo another --workspace")
        if current.manifest.shop_name == name:
            return current
    with Steps(quiet=quiet) as steps, steps.step("Simulating the shop") as tick:
        files = simulate(settings.workspace / "simulated", customers=customers, seed=seed, progress=tick)
    request = BuildRequest(
        transactions=str(files.transactions),
        reviews=files.reviews,
        customers=files.customers,
        events=files.events,
        as_of=DEFAULT_LAST_DAY,
        shop_name=name,
        seed=seed,
    )
    return build_shop(request, settings, quiet=quiet)


@contextmanager
def _logged(options: TrainingOptions, logs: Path, draft: Path) -> Iterator[TrainingOptions]:
    """The options of a build: a search is always logged; one that is stopped leaves no logs behind."""
    if options.tune_seconds is None or options.log_folder is not None:
        yield options
        return
    folder = logs / draft.name.removeprefix(".draft-")
    try:
        yield replace(options, log_folder=folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            logs.rmdir()  # the first ones ever
        raise


def _manifest(
    request: BuildRequest,
    raw: RawShop,
    shop: CleanShop,
    trained: TrainedShop,
    *,
    embedder: EmbedderInfo | None,
    draft: Path,
) -> Manifest:
    from data.simulation import is_simulated

    simulated = is_simulated(Path(request.transactions))
    return Manifest(
        build_id=draft.name.removeprefix(".draft-"),
        created_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        source="simulated" if simulated else raw.source,
        shop_name=request.shop_name or raw.shop_name,
        simulated=simulated,
        inputs=raw.inputs,
        as_of=shop.as_of,
        first_day=shop.first_day,
        horizon_days=trained.horizon_days,
        currency=shop.currency,
        minor_digits=shop.minor_digits,
        seed=request.seed,
        versions=library_versions(),
        rows={
            "transactions": len(shop.transactions),
            "customers": len(trained.customers),
            "reviews": 0 if shop.reviews is None else len(shop.reviews),
            "events": 0 if shop.events is None else len(shop.events),
        },
        embedder=embedder,
        reading={
            "source": raw.source,
            "mapping": dict(request.mapping),
            "currency": request.currency,
            "attributes": [] if shop.customers is None else [str(name) for name in shop.customers][1:],
        },
    )


def library_versions() -> dict[str, str]:
    """Versions of what shapes the numbers of a build."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _VERSIONED}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
