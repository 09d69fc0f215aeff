"""Reviews of a build, embedded and put into its searchable collection."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.aspects import AspectVectors, aspect_examples
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection

if TYPE_CHECKING:
    from models.embedder import Embedder

FOLDER = "chroma"
# Of the time that a review takes, so much goes into its vector; the rest into linking it to its neighbours.
_EMBEDDING_PERCENT = 90


def add_reviews(
    draft_path: Path,
    before: Path,
    fresh: pd.DataFrame,
    *,
    stale: Sequence[str],
    embedder: "Embedder",
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write a build's collection with some reviews on top, of which alone vectors are made.

    Args:
        draft_path: Folder of the build in the making.
        before: The collection so far; a folder that is not there yet begins one.
        fresh: New and changed reviews; those without text are left out.
        stale: Ids of reviews that were there and changed.
        embedder: What makes the vectors; it must be the one of before.
        progress: Told (percent done, 100).
    """
    if not before.is_dir():
        index_reviews(draft_path, fresh, embedder=embedder, progress=progress)
        return
    shutil.copytree(before, draft_path / FOLDER)
    spoken = with_text(fresh)
    vectors = embedder.embed_passages([part.text for part in passages(spoken)], progress=progress)
    identity = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    ReviewCollection.extend(draft_path / FOLDER, spoken, vectors, stale=stale, embedder=identity)


def index_reviews(
    draft_path: Path,
    reviews: pd.DataFrame,
    *,
    embedder: "Embedder",
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the collection of a build's reviews below `draft_path`, closed so that the draft can be moved.

    Args:
        draft_path: Folder of the build in the making.
        reviews: The cleaned reviews; those without text are left out.
        embedder: What makes the vectors, of titles and sentences; equal ones are embedded once.
        progress: Told (percent done, 100).

    Returns:
        How many reviews were indexed.
    """

    def tick(start: int, end: int) -> Callable[[int, int], None]:
        return lambda done, total: progress(start + (end - start) * done // total, 100) if progress else None

    spoken = with_text(reviews)
    vectors = embedder.embed_passages([part.text for part in passages(spoken)], progress=tick(0, _EMBEDDING_PERCENT))
    known = aspect_examples()
    examples = AspectVectors(known, embedder.embed_passages([example.text for example in known]))
    identity = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    ReviewCollection.create(
        draft_path / FOLDER,
        spoken,
        vectors,
        examples=examples,
        embedder=identity,
        progress=tick(_EMBEDDING_PERCENT, 100),
    )
    return len(spoken)
