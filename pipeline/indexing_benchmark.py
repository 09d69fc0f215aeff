"""What indexing many reviews costs: `python -m pipeline.indexing_benchmark FILE:COLUMN ...`.

The reviews are made of real ones, whose sentences are parted at their commas and put together anew until as many are
there as asked for, no two alike. Those that are embedded go through the build's own code, which is stopped half way
and started again. For the others vectors between two real ones stand in, so that keeping and linking them is measured
on as many as asked for; what embedding them would take is worked out from those embedded, and said to be so.
"""

import argparse
import json
import logging
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from config.errors import InputError
from config.settings import Settings
from data.review_passages import passages
from data.vector_store import Vectors, VectorStore
from models.embedder import Embedder, load_embedder
from pipeline.embedding_benchmark import passages_of, texts_of
from pipeline.indexing import embedded, index_reviews
from pipeline.progress import Steps, Tick

_PAUSE = re.compile(r"[,，;；、]\s*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKS = ".。!！?？…~ "
_CLAUSE = range(4, 61)
_MOST_SENTENCES = 3

_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The embedding was stopped half way."""


class Counting:
    """An embedder that counts the texts it is given, and can be stopped."""

    def __init__(self, embedder: Embedder, *, most: int | None = None) -> None:
        self.id, self.sha256, self.manner = embedder.id, embedder.sha256, embedder.manner
        self.dimensions = embedder.dimensions
        self.texts = 0
        self._embedder, self._most = embedder, most

    def embed_passages(self, texts: Sequence[str], *, progress: Tick | None = None) -> Vectors:
        """The embedder's vectors, until more than `most` texts have been embedded."""
        if self._most is not None and self.texts >= self._most:
            raise _Stopped
        self.texts += len(texts)
        return self._embedder.embed_passages(texts, progress=progress)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The embedder's."""
        return self._embedder.embed_queries(texts)


class StandIn:
    """Gives vectors between two real ones, for a seed; it takes no time."""

    def __init__(self, like: Embedder, vectors: Vectors, *, seed: int) -> None:
        self.id, self.sha256, self.manner = like.id, like.sha256, like.manner
        self.dimensions = like.dimensions
        self.texts = 0
        self._vectors, self._random = vectors, np.random.default_rng(seed)

    def embed_passages(self, texts: Sequence[str], *, progress: Tick | None = None) -> Vectors:
        """Vectors of length one, each between two drawn ones."""
        self.texts += len(texts)
        one, other = self._random.integers(0, len(self._vectors), (2, len(texts)))
        weight = self._random.uniform(0.2, 0.8, (len(texts), 1)).astype(np.float32)
        mixed = weight * self._vectors[one] + (1 - weight) * self._vectors[other]
        vectors: Vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As passages."""
        return self.embed_passages(texts)


def main() -> None:
    """Read the arguments, run with progress, print a table, and write everything as JSON where asked to."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m pipeline.indexing_benchmark", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE:COLUMN", help="CSV file, and its column with review texts.")
    parser.add_argument("--reviews", type=int, default=100_000, help="Reviews to index.")
    parser.add_argument("--embed", type=int, default=10_000, help="Of these, so many are really embedded.")
    parser.add_argument("--seed", type=int, default=7, help="Of the reviews and the vectors that stand in.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    try:
        report = measure(given.files, reviews=given.reviews, embed=given.embed, seed=given.seed)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def measure(
    files: Sequence[str], *, reviews: int, embed: int, seed: int, embedder: Embedder | None = None
) -> dict[str, Any]:
    """Texts embedded, seconds and memory of each step; plain JSON values."""
    embedder = embedder or load_embedder(Settings())
    made = many_reviews([texts_of(file) for file in files], reviews, seed=seed)
    few = [part.text for part in passages(made[:embed])]
    steps: list[dict[str, Any]] = []
    with Steps() as shown, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.sqlite"

        def run(title: str, side: Counting) -> Vectors | None:
            with _step(shown, steps, title, side) as tick, _opened(file, side) as store:
                return embedded(few, embedder=side, store=store, progress=tick)
            return None

        distinct = len(dict.fromkeys(few))
        run("embed, stopped half way", Counting(embedder, most=distinct // 2))
        run("embed the rest", Counting(embedder))
        vectors = run("embed once more", Counting(embedder))
        if vectors is None:
            raise RuntimeError("a run that nobody stops should come to its end")
        stand_in = StandIn(embedder, vectors, seed=seed)
        with _step(shown, steps, "index all", stand_in) as tick:
            index_reviews(Path(folder), made, embedder=stand_in, vectors_file=file, progress=tick)
        again = StandIn(embedder, vectors, seed=seed)
        everything = [part.text for part in passages(made)]
        with _step(shown, steps, "read all again", again) as tick, _opened(file, again) as store:
            embedded(everything, embedder=again, store=store, progress=tick)
        sizes = {"vectors.sqlite": file.stat().st_size, "chroma": _bytes_below(Path(folder) / "chroma")}
    return {
        "reviews": len(made),
        "passages": len(everything),
        "embedded_reviews": min(embed, len(made)),
        "embedded_passages": distinct,
        "megabytes": {name: round(size / 1e6) for name, size in sizes.items()},
        "steps": steps,
    }


def many_reviews(files: Sequence[Sequence[str]], n: int, *, seed: int) -> pd.DataFrame:
    """Reviews of one to three sentences, each of two clauses from the texts of one file; no two texts are alike.

    Args:
        files: Texts of real reviews, by file: languages are not mixed in a review.
        n: How many to make.
        seed: Of the choice.
    """
    clauses = [_clauses(texts) for texts in files]
    random = np.random.default_rng(seed)
    texts: dict[str, None] = {}
    while len(texts) < n:
        own = clauses[int(random.integers(len(clauses)))]
        chosen = random.integers(len(own), size=2 * int(random.integers(1, _MOST_SENTENCES + 1)))
        texts[_review([own[row] for row in chosen])] = None
    rows = np.arange(n)
    return pd.DataFrame(
        {
            "review_id": [f"v{row}" for row in rows],
            "customer_id": [f"C{row:06d}" for row in random.integers(0, max(1, n // 3), n)],
            "product_id": [f"P{row:04d}" for row in random.integers(0, 2000, n)],
            "category": random.choice(["Home", "Books", "Food", "Apparel"], n),
            "rating": random.integers(1, 6, n).astype(float),
            "day": random.integers(19_000, 20_000, n).astype("int32"),
            "text": list(texts),
            "language": ["zh" if _HAN.search(text) else "other" for text in texts],
        }
    )


def as_table(report: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    each = sum(step["cpu_seconds"] for step in report["steps"][:2]) / max(report["embedded_passages"], 1)
    lines = [
        f"{report['reviews']:,} reviews of {report['passages']:,} passages, recombined from real clauses; embedded: "
        f"{report['embedded_passages']:,} passages of {report['embedded_reviews']:,} reviews.",
        f"{'step':<26}{'embedded':>10}{'seconds':>9}{'CPU':>8}{'peak MB':>9}",
    ]
    lines += [
        f"{step['step']:<26}{step['embedded']:>10,}{step['seconds']:>9.1f}{step['cpu_seconds']:>8.1f}"
        f"{step['peak_megabytes']:>9,}"
        for step in report["steps"]
    ]
    lines.append(
        f"Embedding all {report['passages']:,} passages would take {each * report['passages']:,.0f} CPU-seconds: "
        f"worked out from those embedded, {1 / max(each, 1e-9):,.0f} a CPU-second."
    )
    sizes = ", ".join(f"{name} {size:,} MB" for name, size in report["megabytes"].items())
    lines.append(f"On the disk: {sizes}.")
    return "\n".join(lines)


def _clauses(texts: Sequence[str]) -> list[str]:
    parts = (clause.strip(_MARKS) for passage in passages_of(texts) for clause in _PAUSE.split(passage))
    return list(dict.fromkeys(part for part in parts if len(part) in _CLAUSE))


def _review(clauses: Sequence[str]) -> str:
    pairs = zip(clauses[::2], clauses[1::2], strict=True)
    sentences = [f"{one}，{other}。" if _HAN.search(one + other) else f"{one}, {other}. " for one, other in pairs]
    return "".join(sentences).strip()


@contextmanager
def _step(shown: Steps, steps: list[dict[str, Any]], title: str, side: Counting | StandIn) -> Iterator[Tick]:
    """Show a step's progress and note what it cost; one that is stopped counts, too."""
    wall, cpu = time.perf_counter(), time.process_time()
    with shown.step(title) as tick:
        try:
            yield tick
        except _Stopped:
            _log.info("stopped")
    steps.append(
        {
            "step": title,
            "embedded": side.texts,
            "seconds": round(time.perf_counter() - wall, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "peak_megabytes": _peak_megabytes(),
        }
    )


def _opened(file: Path, side: Counting | StandIn) -> VectorStore:
    return VectorStore(file, sha256=side.sha256, manner=side.manner, dimensions=side.dimensions)


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _peak_megabytes() -> int:
    """Most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


if __name__ == "__main__":
    main()
