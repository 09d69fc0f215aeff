"""Reviews of a build: embedded, put into its searchable collection, their sentences read for what they say."""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.aspects import AspectVectors, aspect_examples
from data.embedder_identity import identity
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection
from data.vector_store import Vectors, VectorStore
from pipeline.opinions import copy_opinions, extend_opinions, read_opinions, write_opinions

if TYPE_CHECKING:
    from models.embedder import Embedder

FOLDER = "chroma"
# Of the time that a review takes, so much goes into its vector; the rest into linking it to its neighbours.
_EMBEDDING_PERCENT = 80
# Texts embedded and kept at a time: what a kill can lose, and what one pass over a GPU should have at least.
_PAGE = 2048

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


def add_reviews(
    draft_path: Path,
    before: Path,
    fresh: pd.DataFrame,
    *,
    stale: Sequence[str],
    embedder: "Embedder",
    vectors_file: Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a build's collection with some reviews on top, of which alone vectors are made.

    Args:
        draft_path: Folder of the build in the making.
        before: The collection so far; a folder that is not there yet begins one.
        fresh: New and changed reviews; those without text are left out.
        stale: Ids of reviews that were there and changed.
        embedder: What makes the vectors; it must be the one of before.
        vectors_file: As in `index_reviews`.
        progress: Told (percent done, 100).
    """
    if not before.is_dir():
        index_reviews(draft_path, fresh, embedder=embedder, vectors_file=vectors_file, progress=progress)
        return
    shutil.copytree(before, draft_path / FOLDER)
    spoken = with_text(fresh)
    with _store(vectors_file, embedder) as store:
        texts = [part.text for part in passages(spoken)]
        vectors = embedded(texts, embedder=embedder, store=store, progress=_percent(progress, 0, 100))
    ReviewCollection.extend(draft_path / FOLDER, spoken, vectors, stale=stale, embedder=identity(embedder))
    with ReviewCollection.open(draft_path / FOLDER, expected_embedder=identity(embedder)) as collection:
        extend_opinions(before.parent, draft_path, spoken, vectors, stale=stale, examples=collection.examples())


def copy_reviews(current: Path, draft_path: Path) -> None:
    """Take collection and opinions over from a build whose reviews have not changed."""
    if (current / FOLDER).is_dir():
        shutil.copytree(current / FOLDER, draft_path / FOLDER)
    copy_opinions(current, draft_path)


def index_reviews(
    draft_path: Path,
    reviews: pd.DataFrame,
    *,
    embedder: "Embedder",
    vectors_file: Path | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the collection of a build's reviews below `draft_path`, closed so that the draft can be moved.

    Args:
        draft_path: Folder of the build in the making.
        reviews: The cleaned reviews; those without text are left out.
        embedder: What makes the vectors, of titles and sentences; equal ones are embedded once.
        vectors_file: Where vectors are kept from build to build; None keeps none.
        progress: Told (percent done, 100).

    Returns:
        How many reviews were indexed.
    """
    spoken = with_text(reviews)
    parts, known = passages(spoken), aspect_examples()
    texts = [*(part.text for part in parts), *(example.text for example in known)]
    with _store(vectors_file, embedder) as store:
        vectors = embedded(texts, embedder=embedder, store=store, progress=_percent(progress, 0, _EMBEDDING_PERCENT))
        spoken_vectors, examples = vectors[: len(parts)], AspectVectors(known, vectors[len(parts) :])
        ReviewCollection.create(
            draft_path / FOLDER,
            spoken,
            spoken_vectors,
            examples=examples,
            embedder=identity(embedder),
            progress=_percent(progress, _EMBEDDING_PERCENT, 100),
        )
        if store is not None:
            store.finish()
    write_opinions(read_opinions(spoken, spoken_vectors, examples), draft_path)
    return len(spoken)


def embedded(
    texts: Sequence[str], *, embedder: "Embedder", store: VectorStore | None, progress: Progress | None = None
) -> Vectors:
    """Vectors of texts, shape (texts, dimensions): those known are read, the others made and kept, page by page.

    Pages are of like length, the longest first, and after a kill the pages that were missing are made as they would
    have been: the vectors do not depend on where it came.

    Args:
        texts: Texts to be stored; equal ones are embedded once.
        embedder: What makes the vectors.
        store: Vectors made before by this embedder; None: all are made.
        progress: Told (characters done, characters in all).
    """
    distinct = list(dict.fromkeys(texts))
    total = sum(map(len, distinct))
    if store is None:
        known, vectors = np.zeros(len(distinct), bool), np.zeros((len(distinct), embedder.dimensions), np.float32)
    else:
        known, vectors = store.read(distinct)
    missing = sorted(np.flatnonzero(~known).tolist(), key=lambda row: (-len(distinct[row]), row))
    _log.info("%d of %d passages were embedded before", len(distinct) - len(missing), len(distinct))
    done = total - sum(len(distinct[row]) for row in missing)
    for at in range(0, len(missing), _PAGE):
        rows = missing[at : at + _PAGE]
        page = [distinct[row] for row in rows]
        size = sum(map(len, page))
        vectors[rows] = embedder.embed_passages(page, progress=_within(progress, done, size, total))
        if store is not None:
            store.write(page, vectors[rows])
        done += size
    if progress:
        progress(done, total)
    place = {text: row for row, text in enumerate(distinct)}
    return vectors[[place[text] for text in texts]]


@contextmanager
def _store(file: Path | None, embedder: "Embedder") -> Iterator[VectorStore | None]:
    if file is None:
        yield None
        return
    store = VectorStore(file, sha256=embedder.sha256, manner=embedder.manner, dimensions=embedder.dimensions)
    with store:
        yield store


def _percent(progress: Progress | None, start: int, end: int) -> Progress | None:
    """Progress of a step that leads from one percentage to another."""
    if progress is None:
        return None
    return lambda done, total: progress(start + (end - start) * done // max(total, 1), 100)


def _within(progress: Progress | None, start: int, size: int, total: int) -> Progress | None:
    """Progress of a page of `size` that begins at `start` of `total`."""
    if progress is None:
        return None
    return lambda done, of: progress(start + size * done // of, total)
