"""What a search among 100,000 reviews takes and misses: `python -m pipeline.review_scale_benchmark`.

Reviews are recombined sentences of real ones, Chinese and English; a sentence's vector is its real one, moved by a
third of the difference of two others, so that no two are equal. Queries are those of `review_queries.toml`.
"""

import argparse
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import KezhiError
from config.settings import Settings
from data.aspects import AspectVectors, aspect_examples
from data.builds import CUSTOMERS, REVIEWS, TRANSACTIONS, Build, EmbedderInfo, Manifest
from data.files import write_parquet
from data.languages import review_language
from data.review_index import ReviewIndex
from data.review_passages import passages
from data.review_ranking import SearchQuery, rank_reviews
from data.review_words import search_words
from data.reviews import ReviewCollection, Vectors
from pipeline.review_benchmark import HELD_OUT
from pipeline.review_benchmark_sets import LabelledReviews, chinese_reviews, english_reviews, read_queries
from tools.context import ToolContext
from tools.review_tools import SearchReviews, search_reviews
from tools.shop import Shop

if TYPE_CHECKING:
    from models.embedder import Embedder

_EPOCH = dt.date(1970, 1, 1)
_FIRST_DAY, _LAST_DAY = 14_000, 14_699
_CUSTOMERS, _PRODUCTS, _CATEGORIES = 20_000, 500, 10
_MOVED = 0.3
_WARM_UP = 3
_FIRST = 10

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Read the arguments, run, print a table, and write everything as JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.review_scale_benchmark", description=__doc__)
    parser.add_argument("folder", type=Path, help="Where the shop is made; one that is there is used again.")
    parser.add_argument("--reviews-zh", type=Path, required=True, help="CSV of Chinese reviews: cat, label, review.")
    parser.add_argument("--english", type=Path, required=True, help="Source package of vaderSentiment 3.3.2.")
    parser.add_argument("--reviews", type=int, default=100_000, help="How many.")
    parser.add_argument("--chinese", type=float, default=0.6, help="Which share of them is Chinese.")
    parser.add_argument("--seed", type=int, default=7, help="Of the reviews.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    from models.embedder import load_embedder

    embedder = load_embedder(Settings())
    sources = [chinese_reviews(given.reviews_zh), english_reviews(given.english)]
    if not (given.folder / "manifest.json").is_file():
        make_shop(given.folder, sources, embedder, reviews=given.reviews, chinese=given.chinese, seed=given.seed)
    queries = read_queries(HELD_OUT)
    asked = [entry["ask"] for each in sources for entries in each.asked(queries).values() for entry in entries]
    report = measure(Build.open(given.folder), embedder, asked)
    sys.stdout.write(as_table(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make_shop(
    folder: Path, sources: Sequence[LabelledReviews], embedder: "Embedder", *, reviews: int, chinese: float, seed: int
) -> None:
    """Write a shop of many reviews into a folder: a build without a network."""
    rng = np.random.default_rng(seed)
    pools: list[list[str]] = []
    known: dict[str, Vectors] = {}
    for source in sources:
        texts = [part.text for part in passages(source.reviews)]
        pools.append(texts)
        for text, vector in zip(texts, embedder.embed_passages(texts), strict=True):
            known.setdefault(text, vector)
    frame = _recombined(pools, rng, reviews=reviews, chinese=chinese)
    parts = passages(frame)
    vectors = _moved([part.text for part in parts], known, rng)
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    examples = aspect_examples()
    identity = EmbedderInfo(embedder.id, embedder.sha256, embedder.dimensions)
    ReviewCollection.create(
        folder / "chroma",
        frame,
        vectors,
        examples=AspectVectors(examples, embedder.embed_passages([example.text for example in examples])),
        embedder=asdict(identity),
        progress=lambda done, total: _tell(f"\r{done:,} of {total:,} passages", done, total),
    )
    sys.stderr.write(f"indexed in {time.perf_counter() - began:.0f} s\n")
    _write_tables(folder, frame, rng, embedder=identity, seed=seed)


def measure(build: Build, embedder: "Embedder", asked: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of a search with and without filters, and what the graph finds of the exact ten; plain JSON."""
    began = time.perf_counter()
    shop = _EmbeddedShop.of(build, embedder)
    opened = time.perf_counter() - began
    context = ToolContext(shop, "analyst")
    filters = _filters(shop)
    for query in asked[:_WARM_UP]:
        search_reviews(context, SearchReviews(query=query))
    seconds: dict[str, list[tuple[float, float]]] = {"none": [], **{name: [] for name in filters}}
    for place, query in enumerate(asked):
        name = list(filters)[place % len(filters)]
        for key, arguments in (("none", {}), (name, filters[name])):
            wall, cpu = time.perf_counter(), time.process_time()
            search_reviews(context, SearchReviews(query=query, **arguments))
            seconds[key].append((time.perf_counter() - wall, time.process_time() - cpu))
    filtered = [each for name in filters for each in seconds[name]]
    return {
        "reviews": build.manifest.rows["reviews"],
        "passages": len(shop.collection),
        "open_seconds": round(opened, 2),
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "milliseconds": {name: _milliseconds(each) for name, each in {**seconds, "any filter": filtered}.items()},
        "recall": _recall(shop, embedder, asked),
    }


def as_table(report: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [
        f"{report['reviews']:,} reviews, {report['passages']:,} passages; opened in {report['open_seconds']} s; "
        f"load {report['load_average']}",
        f"{'filter':<22}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'CPU p50':>9}{'CPU p95':>9}",
    ]
    for name, row in report["milliseconds"].items():
        lines.append(
            f"{name:<22}{row['queries']:>8}{row['p50']:>9.0f}{row['p95']:>9.0f}"
            f"{row['cpu_p50']:>9.0f}{row['cpu_p95']:>9.0f}"
        )
    for name, recall in report["recall"].items():
        lines.append(f"of the first {_FIRST} that exact search finds, {name}: {recall:.3f}")
    return "\n".join(lines)


class _EmbeddedShop(Shop):
    """A shop whose embedder is there at once."""

    given: "Embedder"

    @staticmethod
    def of(build: Build, embedder: "Embedder") -> "_EmbeddedShop":
        shop = Shop.open(build, Settings())
        embedded = _EmbeddedShop(build, shop.settings, tables=shop.tables, dictionary=shop.dictionary)
        embedded._opened["embedder"] = embedder
        return embedded


def _recombined(
    pools: Sequence[Sequence[str]], rng: np.random.Generator, *, reviews: int, chinese: float
) -> pd.DataFrame:
    texts, languages = [], []
    for _ in range(reviews):
        is_chinese = rng.random() < chinese
        pool, space, stop = (pools[0], "", "。") if is_chinese else (pools[1], " ", ".")
        said = [pool[at] for at in rng.integers(len(pool), size=1 + rng.binomial(3, 0.4))]
        texts.append(space.join(part if part[-1] in ".!?。！？" else part + stop for part in said))
        languages.append("zh" if is_chinese else "en")
    return pd.DataFrame(
        {
            "review_id": [f"r{i:06d}" for i in range(reviews)],
            "customer_id": [f"c{i}" for i in rng.integers(_CUSTOMERS, size=reviews)],
            "product_id": [f"p{i}" for i in rng.integers(_PRODUCTS, size=reviews)],
            "category": [f"k{i}" for i in rng.integers(_CATEGORIES, size=reviews)],
            "rating": rng.integers(1, 6, size=reviews).astype(float),
            "day": rng.integers(_FIRST_DAY, _LAST_DAY + 1, size=reviews).astype("int32"),
            "language": languages,
            "text": texts,
        }
    )


def _moved(texts: Sequence[str], known: dict[str, Vectors], rng: np.random.Generator) -> Vectors:
    real = np.stack(list(known.values()))
    others = rng.integers(len(real), size=(len(texts), 2))
    vectors = np.empty((len(texts), real.shape[1]), np.float32)
    for row, text in enumerate(texts):
        first, second = real[others[row]]
        vectors[row] = known.get(text, first) + np.float32(_MOVED) * (first - second)
    moved: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return moved


def _write_tables(
    folder: Path, reviews: pd.DataFrame, rng: np.random.Generator, *, embedder: EmbedderInfo, seed: int
) -> None:
    ids = sorted(f"c{i}" for i in range(_CUSTOMERS))
    countries = rng.choice(["Germany", "France", "China"], _CUSTOMERS)
    tiers = rng.choice(["high", "medium", "low"], _CUSTOMERS, p=[0.2, 0.3, 0.5])
    segments = rng.choice(["at_risk", "loyal", "lost"], _CUSTOMERS)
    customers = pd.DataFrame({"customer_id": ids, "country": countries, "value_tier": tiers, "rfm_segment": segments})
    customers["p_active"] = rng.random(_CUSTOMERS)
    orders = pd.DataFrame({"customer_id": ids, "order_id": ids, "day": np.int32(_FIRST_DAY), "amount_minor": 100})
    orders["country"] = countries
    write_parquet(orders, folder / TRANSACTIONS)
    write_parquet(customers, folder / CUSTOMERS)
    write_parquet(reviews, folder / REVIEWS)
    Manifest(
        build_id=folder.name,
        created_at="",
        source="generic",
        shop_name="Recombined reviews",
        simulated=True,
        inputs=(),
        as_of=_EPOCH + dt.timedelta(days=_LAST_DAY),
        first_day=_EPOCH + dt.timedelta(days=_FIRST_DAY),
        horizon_days=90,
        currency="EUR",
        minor_digits=2,
        seed=seed,
        versions={},
        rows={"transactions": len(orders), "customers": len(customers), "reviews": len(reviews), "events": 0},
        embedder=embedder,
    ).write(folder)


def _filters(shop: Shop) -> dict[str, dict[str, Any]]:
    people = shop.customers["customer_id"].astype(str).tolist()
    last = shop.manifest.as_of

    def of(column: str, op: str, value: str | float) -> dict[str, Any]:
        return {"filters": [{"column": column, "op": op, "value": value}]}

    return {
        "rating below 3": {"rating_max": 2},
        "one category": {"categories": ["k3"]},
        "one product": {"products": ["p77"]},
        "Chinese reviews": {"languages": ["zh"]},
        "last 90 days": {"start": (last - dt.timedelta(days=89)).isoformat(), "end": last.isoformat()},
        "200 customers": {"customer_ids": people[::100]},
        "value tier high": of("value_tier", "eq", "high"),
        "RFM at risk": of("rfm_segment", "eq", "at_risk"),
        "churn risk": of("p_active", "lt", 0.3),
        "in Germany": of("country", "eq", "Germany"),
    }


def _recall(shop: Shop, embedder: "Embedder", asked: Sequence[str]) -> dict[str, float]:
    """Of the first ten that wholly exact search finds, the share found by a search, and where the graph chooses."""
    reviews = shop.reviews
    assert reviews is not None
    every = {"no filter": reviews["review_id"], "rating below 3": reviews.loc[reviews["rating"] <= 2, "review_id"]}
    index = ReviewIndex.open(shop.build.chroma_path)
    vectors = embedder.embed_queries(list(asked))
    ways = {"by a search": len(shop.collection), "by the graph": 0}
    recall: dict[str, float] = {}
    for name, among in every.items():
        places = index.places(among)
        places = places[index.passage_counts[places] > 0]
        shares: dict[str, list[float]] = {way: [] for way in ways}
        for query, vector in zip(asked, vectors, strict=True):
            looked_for = SearchQuery(vector, search_words(query), review_language(query))
            exact = {hit.review_id for hit in rank_reviews(index, looked_for, among=places, limit=_FIRST)}
            for way, most in ways.items():
                hits = shop.collection.search(query, vector, among=places, limit=_FIRST, exact_passages=most)
                shares[way].append(len(exact & {hit.review_id for hit in hits}) / len(exact))
        recall |= {f"{name}, {way}": float(np.mean(each)) for way, each in shares.items()}
    return recall


def _milliseconds(seconds: Sequence[tuple[float, float]]) -> dict[str, float]:
    wall, cpu = (1_000 * np.array(each) for each in zip(*seconds, strict=True))
    p50, p95 = np.percentile(wall, [50, 95])
    cpu_p50, cpu_p95 = np.percentile(cpu, [50, 95])
    return {"queries": len(seconds), "p50": p50, "p95": p95, "cpu_p50": cpu_p50, "cpu_p95": cpu_p95}


def _tell(line: str, done: int, total: int) -> None:
    sys.stderr.write(line + ("\n" if done == total else ""))


if __name__ == "__main__":
    try:
        main()
    except KezhiError as error:
        sys.stderr.write(f"review_scale_benchmark: {error}\n")
        sys.exit(2)
