"""How fast texts are embedded beside plain transformers: `python -m pipeline.embedding_benchmark FILE:COLUMN ...`.

Both sides have the same weights, number type and threads, and take turns on the same pages of texts, so that other
work on the machine meets both. The plain side sorts its texts by length and is run with three sizes of batch, of which
the best counts. Compared are processor seconds, with seconds of the clock beside them.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from config.errors import InputError
from config.settings import Settings
from data.review_passages import passages, with_text
from models.embedder import Vectors, load_embedder
from models.plain_embedding import plain_transformer
from pipeline.csv_columns import csv_columns

GOAL = 0.9
BATCHES = (16, 32, 64)
_OURS = "Kezhi"
_PAGE = 512

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Speed:
    """What one side needed for the texts of a file.

    Attributes:
        side: Whose.
        texts_a_cpu_second: By processor time, which other work on the machine disturbs least.
        texts_a_second: By the clock.
        least_cosine: Between a vector of Kezhi's and this side's of the same text.
    """

    side: str
    texts_a_cpu_second: float
    texts_a_second: float
    least_cosine: float


def main() -> None:
    """Read the arguments, run, print a table, and write everything as JSON where asked to."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m pipeline.embedding_benchmark", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE:COLUMN", help="CSV file, and its column with review texts.")
    parser.add_argument("--pages", type=int, default=4, help=f"Pages of {_PAGE} texts of each file and kind.")
    parser.add_argument("--seed", type=int, default=7, help="Of the choice of texts.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    try:
        report = measure(given.files, pages=given.pages, seed=given.seed)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measure(files: Sequence[str], *, pages: int, seed: int) -> list[dict[str, Any]]:
    """Speeds of both sides on whole reviews and on their passages, one entry a file and kind; plain JSON values."""
    settings = Settings()
    embedder, plain = load_embedder(settings), plain_transformer(settings)
    sides: dict[str, Callable[[Sequence[str]], Vectors]] = {_OURS: embedder.embed_passages}
    for batch in BATCHES:
        sides[f"plain, {batch} a batch"] = partial(plain.embed, batch=batch)
    report = []
    for file in files:
        reviews = texts_of(file)
        for kind, texts in (("passages", passages_of(reviews)), ("whole reviews", reviews)):
            chosen = _chosen(texts, pages * _PAGE, seed=seed)
            speeds = speeds_of(sides, chosen)
            report.append(
                {
                    "file": Path(file.rpartition(":")[0]).name,
                    "kind": kind,
                    "texts": len(chosen),
                    "characters": round(float(np.mean([len(text) for text in chosen])), 1),
                    "speeds": [asdict(speed) for speed in speeds],
                    "ratio": round(ratio(speeds), 3),
                }
            )
            _log.info("%s, %s: %s", report[-1]["file"], kind, report[-1]["ratio"])
    return report


def texts_of(file: str) -> list[str]:
    """The distinct texts of a `FILE:COLUMN`.

    Raises:
        InputError: There is no such file or column.
    """
    path, _, column = file.rpartition(":")
    if not path:
        raise InputError(f"{file!r} should be FILE:COLUMN of a CSV file")
    frame = csv_columns(path, [column], dtype=str)
    texts = frame[column].dropna().str.strip()
    return list(dict.fromkeys(texts[texts != ""]))


def passages_of(texts: Sequence[str]) -> list[str]:
    """The distinct passages of reviews, as a build embeds them."""
    reviews = pd.DataFrame({"review_id": [str(row) for row in range(len(texts))], "text": list(texts)})
    return list(dict.fromkeys(part.text for part in passages(with_text(reviews))))


def speeds_of(sides: dict[str, Callable[[Sequence[str]], Vectors]], texts: Sequence[str]) -> list[Speed]:
    """How fast each side is; they take turns, page by page, and another begins each time."""
    names = list(sides)
    cpu, clock, cosine = (dict.fromkeys(names, start) for start in (0.0, 0.0, 1.0))
    for call in sides.values():
        call(texts[:16])
    for turn, at in enumerate(range(0, len(texts), _PAGE)):
        page = texts[at : at + _PAGE]
        made: dict[str, Vectors] = {}
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            wall, processor = time.perf_counter(), time.process_time()
            made[name] = sides[name](page)
            clock[name] += time.perf_counter() - wall
            cpu[name] += time.process_time() - processor
        for name in names:
            cosine[name] = min(cosine[name], float((made[name] * made[names[0]]).sum(axis=1).min()))
    return [Speed(name, len(texts) / cpu[name], len(texts) / clock[name], cosine[name]) for name in names]


def ratio(speeds: Sequence[Speed]) -> float:
    """Kezhi's speed as a multiple of the fastest other's, by processor time.

    >>> ratio([Speed("Kezhi", 90, 80, 1), Speed("a", 100, 60, 1), Speed("b", 60, 90, 1)])
    0.9
    """
    return speeds[0].texts_a_cpu_second / max(speed.texts_a_cpu_second for speed in speeds[1:])


def as_table(report: Sequence[dict[str, Any]]) -> str:
    """The figures as lines for a person."""
    lines = []
    for entry in report:
        lines.append(
            f"{entry['file']}, {entry['texts']:,} {entry['kind']} of {entry['characters']:.0f} characters: "
            f"{entry['ratio']:.2f} x plain (goal {GOAL})"
        )
        lines += [
            f"  {speed['side']:<20}{speed['texts_a_cpu_second']:>8.0f} texts a CPU-second"
            f"{speed['texts_a_second']:>8.0f} a second{speed['least_cosine']:>9.4f} least cosine"
            for speed in entry["speeds"]
        ]
    return "\n".join(lines)


def _chosen(texts: Sequence[str], most: int, *, seed: int) -> list[str]:
    order = np.random.default_rng(seed).permutation(len(texts))[:most]
    return [texts[row] for row in order]


if __name__ == "__main__":
    main()
