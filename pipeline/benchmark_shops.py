"""The shops a benchmark runs on, cleaned as a build cleans them, and the days each can be cut off at."""

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from config.errors import InputError
from config.text import Text
from data.builds import Build
from data.cleaning import CleanShop, clean
from data.files import read_parquet
from data.simulation import DEFAULT_LAST_DAY, simulate
from data.source_complete_journey import PACKAGE
from data.sources import read_shop
from pipeline.training import choose_horizon

_EPOCH = dt.date(1970, 1, 1)
_LEAST_HISTORY_DAYS = 30
# Sizes and seeds of the simulated shops; none of the seeds is the demo's.
SIMULATED = ((300, 101), (2_000, 102), (10_000, 103))
NAMES = ("cdnow", "complete-journey", "online-retail=PATH", "simulated")


@dataclass(frozen=True)
class BenchmarkShop:
    """The clean tables of a shop.

    Attributes:
        name: Short name, part of file names.
        title: Name for people.
        own_horizon_days: Horizon of its build; None: as a build would choose.
        truth: Of a simulated shop, what each customer is truly worth after the last day; else None.
    """

    name: str
    title: Text
    transactions: pd.DataFrame
    reviews: pd.DataFrame | None
    events: pd.DataFrame | None
    first_day: int
    as_of_day: int
    currency: str
    minor_digits: int
    own_horizon_days: int | None = None
    truth: pd.DataFrame | None = None

    @property
    def days(self) -> int:
        """Length of the history, both ends included."""
        return self.as_of_day - self.first_day + 1

    def horizon(self, wanted: int | None) -> int:
        """The horizon that was wanted, or that of the build, or the one a build of the whole history chooses.

        Raises:
            InputError: It leaves no room for learning and for testing.
        """
        horizon = wanted or self.own_horizon_days or choose_horizon(self.days)
        if not cutoffs(self.first_day, self.as_of_day, horizon_days=horizon, most=1):
            raise InputError(
                f"{self.title.en}: {self.days} days of history leave no cut-off with {horizon} days after it to test, "
                f"{horizon} before it to learn from and {least_history(horizon)} before those; give a shorter --horizon"
            )
        return horizon


def least_history(horizon_days: int) -> int:
    """Days of history that the first training window starts with."""
    return max(_LEAST_HISTORY_DAYS, -(-horizon_days // 3))


def cutoffs(first_day: int, as_of_day: int, *, horizon_days: int, most: int) -> tuple[int, ...]:
    """Days to cut off at, rising, evenly spaced, half a horizon apart or more; the last one a horizon before the end.

    A learned model trains on who was known one horizon before the cut-off, who must have had some history.

    >>> cutoffs(0, 400, horizon_days=90, most=6)
    (120, 168, 215, 262, 310)
    >>> cutoffs(0, 100, horizon_days=90, most=6)
    ()
    """
    latest = as_of_day - horizon_days
    earliest = first_day + least_history(horizon_days) + horizon_days
    if latest < earliest:
        return ()
    number = min(most, 1 + (latest - earliest) // max(1, -(-horizon_days // 2)))
    step = (latest - earliest) / max(number - 1, 1)
    return tuple(latest - round(step * back) for back in reversed(range(number)))


def check_names(names: Sequence[str]) -> None:
    """Refuse a name that is no data set, before the first hour has gone into the others.

    Raises:
        InputError: A name is none of `NAMES`.
    """
    for name in names:
        kind, _, path = name.partition("=")
        if (kind not in ("cdnow", "complete-journey", "simulated") or path) and (kind != "online-retail" or not path):
            raise InputError(f"no data set {name!r} to run the benchmark on; expected {', '.join(NAMES)}")


def shops(names: Sequence[str]) -> Iterator[BenchmarkShop]:
    """Each named shop, read when its turn comes.

    Raises:
        InputError: No such name, or its files cannot be used.
    """
    check_names(names)
    for name in names:
        if name == "simulated":
            yield from (simulated_shop(customers, seed) for customers, seed in SIMULATED)
        elif name == "cdnow":
            yield _read("cdnow", Text("CDNOW", "CDNOW"), _cdnow_path())
        elif name == "complete-journey":
            yield _read("complete-journey", Text("Complete Journey", "Complete Journey"), Path(PACKAGE))
        else:
            yield _read("online-retail", Text("Online Retail", "Online Retail"), Path(name.partition("=")[2]))


def olist_shop(folder: Path) -> BenchmarkShop:
    """Olist's shop, from its CSV files."""
    return _read("olist", Text("Olist", "Olist"), folder)


def shop_of_build(build: Build) -> BenchmarkShop:
    """The shop of a build."""
    manifest = build.manifest
    title = manifest.shop_name or manifest.source
    return BenchmarkShop(
        name="workspace",
        title=Text(title, title),
        transactions=build.transactions(),
        reviews=build.reviews(),
        events=build.events(),
        first_day=_day_number(manifest.first_day),
        as_of_day=_day_number(manifest.as_of),
        currency=manifest.currency,
        minor_digits=manifest.minor_digits,
        own_horizon_days=manifest.horizon_days,
    )


def simulated_shop(customers: int, seed: int) -> BenchmarkShop:
    """A simulated shop with its truth; the same for the same size and seed."""
    with tempfile.TemporaryDirectory(prefix="kezhi-benchmark-") as folder:
        files = simulate(Path(folder), customers=customers, seed=seed)
        raw = read_shop(files.transactions, reviews=files.reviews, customers=files.customers, events=files.events)
        shop = clean(raw, as_of=DEFAULT_LAST_DAY)
        truth = read_parquet(files.truth)
    title = Text(f"Simulated, {customers:,} customers", f"模拟商店（{customers:,} 位客户）")
    return _shop(f"simulated-{customers}", title, shop, truth=truth)


def _read(name: str, title: Text, path: Path) -> BenchmarkShop:
    return _shop(name, title, clean(read_shop(path, source=name)))


def _shop(name: str, title: Text, shop: CleanShop, *, truth: pd.DataFrame | None = None) -> BenchmarkShop:
    return BenchmarkShop(
        name=name,
        title=title,
        transactions=shop.transactions,
        reviews=shop.reviews,
        events=shop.events,
        first_day=_day_number(shop.first_day),
        as_of_day=_day_number(shop.as_of),
        currency=shop.currency,
        minor_digits=shop.minor_digits,
        truth=truth,
    )


def _cdnow_path() -> Path:
    spec = find_spec("lifetimes")
    if spec is None or spec.origin is None:
        raise InputError("cdnow is read from the package lifetimes: python -m pip install lifetimes")
    return Path(spec.origin).parent / "datasets" / "CDNOW_master.txt"


def _day_number(day: dt.date) -> int:
    return (day - _EPOCH).days
