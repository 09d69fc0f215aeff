"""The same build twice gives the same bytes: every file, but for what must differ, and that is listed here."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from data.builds import Build
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection
from pipeline.build import BuildRequest, build_shop
from pipeline.update import UpdateRequest, update_shop
from tests.hashing_embedder import HashingEmbedder
from tests.pipeline.small_shop import small_shop

# Fields that name a build: the time it was made and, in an update, the builds it was made from.
NAMES_A_BUILD = {
    "manifest.json": ("build_id", "created_at", "updated_from", "full_build.build"),
    "evaluation.json": ("evaluated.build", "training.updated_from"),
    "drift.json": ("reference.build",),
    "network/network.json": ("about.updated_from",),
    "reference/reference.json": ("build",),
}
# Chroma writes the clock and random ids into its database, and names the folder of the vectors' graph by such an id.
# What it holds is compared instead: vectors, ids and what is known of each.
CHROMA = "chroma/"


def written(folder: Path) -> dict[str, Path]:
    """A shop of 170 customers with reviews, records and events; the last days in files of their own."""
    lines = small_shop(170, 240, seed=31, mean_gap_days=20.0)
    date = pd.to_datetime(lines["day"], unit="D").dt.strftime("%Y-%m-%d")
    frame = lines[["customer_id", "order_id"]].assign(date=date, amount=lines["amount_minor"] / 100)
    late = lines["day"] > lines["day"].max() - 4
    ids = lines["customer_id"].unique()
    said = [f"v{n},{date[n * 3]},{1 + n % 5},The {n} lamps of {ids[n]} shine,{ids[n]}" for n in range(60)]
    tables = {
        "old": frame[~late],
        "new": frame[late],
        "customers": pd.DataFrame({"customer_id": ids, "city": "Rome", "age": range(len(ids))}),
        "events": pd.DataFrame({"customer_id": ids[:90], "timestamp": date[:90].to_numpy(), "event": "view"}),
    }
    paths = {name: folder / f"{name}.csv" for name in (*tables, "reviews", "more")}
    for name, table in tables.items():
        table.to_csv(paths[name], index=False)
    for name, rows in (("reviews", said[:50]), ("more", said[50:])):
        paths[name].write_text("\n".join(["review_id,date,rating,text,customer_id", *rows]), encoding="utf-8")
    return paths


def made(files: dict[str, Path], workspace: Path) -> tuple[Build, Build]:
    """A full build, and an update of it."""
    settings = Settings(workspace=workspace)
    others = {name: files[name] for name in ("reviews", "customers", "events")}
    request = BuildRequest(str(files["old"]), horizon_days=45, currency="EUR", **others)
    full = build_shop(request, settings, quiet=True, embedder=HashingEmbedder())
    added = UpdateRequest(str(files["new"]), reviews=files["more"])
    return full, update_shop(added, settings, quiet=True, embedder=HashingEmbedder()).build


@pytest.fixture(scope="module")
def twice(tmp_path_factory) -> tuple[tuple[Build, Build], tuple[Build, Build]]:
    folder = tmp_path_factory.mktemp("same")
    files = written(folder)
    return made(files, folder / "one"), made(files, folder / "two")


def files_of(build: Build) -> dict[str, Path]:
    return {path.relative_to(build.path).as_posix(): path for path in build.path.rglob("*") if path.is_file()}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The document without a field, named from the outside in."""
    first, _, rest = name.partition(".")
    if first not in document:
        return document
    kept = {key: value for key, value in document.items() if key != first}
    return {**kept, first: without(document[first], rest)} if rest else kept


@pytest.mark.parametrize("kind", ["full", "update"])
def test_every_file_is_the_same_to_the_byte_but_for_the_names_of_builds(twice, kind):
    at = ("full", "update").index(kind)
    one, two = (files_of(pair[at]) for pair in twice)
    plain = {name for name in one if not name.startswith(CHROMA)}
    assert plain == {name for name in two if not name.startswith(CHROMA)}
    assert {"transactions.parquet", "customers.parquet", "reviews.parquet", "events.parquet"} <= plain
    assert {"undone.parquet", "network/weights.safetensors", "quality.json"} <= plain
    assert json.loads(one["network/network.json"].read_text(encoding="utf-8"))["about"]["model"] == "network"
    for name in sorted(plain):
        if name in NAMES_A_BUILD:
            documents = [json.loads(files[name].read_text(encoding="utf-8")) for files in (one, two)]
            for field in NAMES_A_BUILD[name]:
                documents = [without(document, field) for document in documents]
            # As text: the order of the fields is part of the bytes.
            assert json.dumps(documents[0]) == json.dumps(documents[1]), name
        else:
            assert one[name].read_bytes() == two[name].read_bytes(), name


@pytest.mark.parametrize("kind", ["full", "update"])
def test_the_collections_of_reviews_hold_the_same(twice, kind):
    at = ("full", "update").index(kind)
    embedder = HashingEmbedder()
    identity = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    wanted = embedder.embed_queries(["the lamps shine"])[0]
    held = []
    for build in (pair[at] for pair in twice):
        stored = build.reviews()
        assert stored is not None
        parts = passages(with_text(stored))
        with ReviewCollection.open(build.chroma_path, expected_embedder=identity) as collection:
            assert len(collection) == len(parts)
            hits = collection.search("the lamps shine", wanted, among=collection.places(stored["review_id"]), limit=20)
            held.append((collection.vectors(parts), collection.examples().vectors, hits))
    assert len(held[0][0]) == (50, 60)[at]
    assert np.array_equal(held[0][0], held[1][0])
    assert np.array_equal(held[0][1], held[1][1])
    assert held[0][2] == held[1][2]
