"""The simulated shop: seeded, of any size, written block by block to Parquet that `data.sources` reads as it is.

Customers come in blocks of a fixed size, each with chance of its own spawned from the seed, so memory is bounded and
the same seed gives the same bytes. Beside the shop's tables lies `truth.parquet`, what each customer is truly worth:
for tests only.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from data.simulation_calendar import CHINESE_NEW_YEAR
from data.simulation_law import Integers, ShopLaw
from data.simulation_orders import HORIZONS_DAYS, Seasons
from data.simulation_tables import SCHEMAS, BlockWriter, TableName

DEFAULT_LAST_DAY = dt.date(2026, 10, 31)
BLOCK_CUSTOMERS = 10_000
MOST_CUSTOMERS = 100_000_000
LABEL_FILE = "simulated.json"
CURRENCY = "CNY"


@dataclass(frozen=True)
class SimulatedShop:
    """Where a simulated shop lies.

    Attributes:
        folder: The folder of all its files.
        transactions: Order lines, returns among them.
        reviews: Reviews with ratings.
        customers: Names, e-mails, phones, countries: all made up.
        events: Browsing.
        truth: Expected future value of each customer, given what no shop can see. For tests only.
        label: JSON that says the shop is simulated, with seed and laws.
        rows: Rows of each table.
    """

    folder: Path
    transactions: Path
    reviews: Path
    customers: Path
    events: Path
    truth: Path
    label: Path
    rows: dict[TableName, int]


def simulate(
    folder: Path,
    *,
    customers: int = 2000,
    seed: int = 7,
    days: int = 730,
    last_day: dt.date = DEFAULT_LAST_DAY,
    law: ShopLaw | None = None,
    block_customers: int = BLOCK_CUSTOMERS,
    progress: Callable[[int, int], None] | None = None,
) -> SimulatedShop:
    """Writes a simulated shop into a folder and says what lies where.

    Args:
        folder: Made if missing; files of an earlier simulation are replaced once the new ones are complete.
        customers: How many customers; each has bought at least once.
        seed: Same seed, same bytes.
        days: Days of data, the last one included.
        last_day: Last day of data.
        law: How customers behave.
        block_customers: Customers simulated at a time; another number gives other customers.
        progress: Told customers done and in all.

    Raises:
        ValueError: The size is out of bounds, or the days are outside the years whose shopping days are known.
    """
    law = law or ShopLaw()
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"A simulated shop has 1 to {MOST_CUSTOMERS:,} customers, not {customers:,}.")
    seasons = _seasons(last_day, days)
    folder.mkdir(parents=True, exist_ok=True)
    writer = BlockWriter.prepare(seasons, law, seed=seed, customers=customers, currency=CURRENCY)
    starts = range(0, customers, block_customers)
    blocks = [np.arange(start, min(start + block_customers, customers)) for start in starts]
    rows = _write(folder, writer, blocks, progress=progress)
    label = folder / LABEL_FILE
    label.write_text(_label(seasons, law, seed=seed, customers=customers, rows=rows), encoding="utf-8")
    paths: dict[TableName, Path] = {name: folder / f"{name}.parquet" for name in SCHEMAS}
    return SimulatedShop(folder, **paths, label=label, rows=rows)


def _write(
    folder: Path, writer: BlockWriter, blocks: Sequence[Integers], *, progress: Callable[[int, int], None] | None
) -> dict[TableName, int]:
    """Writes all blocks to drafts, which then replace the tables of an earlier simulation; rows of each table."""
    drafts = {name: folder / f".{name}.draft" for name in SCHEMAS}
    writers: dict[TableName, pq.ParquetWriter] = {}
    rows: dict[TableName, int] = dict.fromkeys(SCHEMAS, 0)
    total = sum(numbers.size for numbers in blocks)
    done = 0
    try:
        for name, schema in SCHEMAS.items():
            writers[name] = pq.ParquetWriter(drafts[name], schema, compression="zstd")
        for block, numbers in enumerate(blocks):
            for step, (name, table) in enumerate(writer.tables(numbers, block=block), start=1):
                writers[name].write_table(table)
                rows[name] += table.num_rows
                if progress is not None:
                    progress(done + numbers.size * step // len(SCHEMAS), total)
            done += numbers.size
        for opened in writers.values():
            opened.close()
        for name, draft in drafts.items():
            draft.replace(folder / f"{name}.parquet")
    finally:
        for opened in writers.values():
            opened.close()
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return rows


def is_simulated(transactions: Path) -> bool:
    """Whether a transactions file lies beside the label of a simulated shop."""
    return (transactions.parent / LABEL_FILE).is_file()


def _seasons(last_day: dt.date, days: int) -> Seasons:
    first_day = last_day - dt.timedelta(days=days - 1)
    beyond = last_day + dt.timedelta(days=max(HORIZONS_DAYS))
    first_year, last_year = min(CHINESE_NEW_YEAR), max(CHINESE_NEW_YEAR)
    if days < 1 or first_day.year < first_year or beyond.year > last_year:
        raise ValueError(
            f"A simulated shop needs at least one day, and its days and the year after them within {first_year} to "
            f"{last_year}; {days} days up to {last_day} are not."
        )
    return Seasons.of(first_day, days)


def _label(seasons: Seasons, law: ShopLaw, *, seed: int, customers: int, rows: dict[TableName, int]) -> str:
    last_day = seasons.first_day + dt.timedelta(days=seasons.days - 1)
    document = {
        "simulated": True,
        "note": {
            "en": "Every customer, order and review of this shop is made up.",
            "zh": "本店的客户、订单和评价均为模拟数据。",
        },
        "shop_name": {"en": "Kezhi demo shop (simulated)", "zh": "客值演示商店（模拟数据）"},
        "seed": seed,
        "customers": customers,
        "first_day": seasons.first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "currency": CURRENCY,
        "rows": rows,
        "law": asdict(law),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


__all__ = ["DEFAULT_LAST_DAY", "LABEL_FILE", "SimulatedShop", "is_simulated", "simulate"]
