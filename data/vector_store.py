"""Vectors of review texts made before, by text and model, so that no text is embedded twice.

One SQLite file beside `builds/`, in the workspace and not in the cache of model weights: a vector tells of the words it
was made from, so it lies, is kept and is erased with the shop's data. It holds no text, only hashes.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
import numpy.typing as npt

from config.errors import WorkspaceError

_WAIT_SECONDS: Final = 30
# Marks stand apart from vectors: to note that a text was used again moves a few bytes, not its vector.
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS models (
    model INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, manner TEXT NOT NULL, dimensions INTEGER NOT NULL,
    UNIQUE (sha256, manner, dimensions)
);
CREATE TABLE IF NOT EXISTS uses (
    model INTEGER NOT NULL, text BLOB NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (model, text)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (
    model INTEGER NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (model, text)
);
"""

Vectors = npt.NDArray[np.float32]


class VectorStore:
    """The vectors that one model made; close it, or use it in a `with` statement.

    Whatever `write` was given is on the disk when it returns, or, where the process is killed in it, not there at all.

    Args:
        path: The file; made where there is none.
        sha256: Hash of the model's weights.
        manner: How the model reads a text: prefix, pooling, window. Part of what a text is found by.
        dimensions: Numbers in a vector.

    Raises:
        WorkspaceError: The file is damaged or cannot be written.
    """

    def __init__(self, path: Path, *, sha256: str, manner: str, dimensions: int) -> None:
        self._path, self._manner, self._dimensions = path, manner, dimensions
        identity = (sha256, manner, dimensions)
        with _told(path):
            self._connection = _connect(path)
            try:
                with self._connection as database:
                    database.execute("INSERT OR IGNORE INTO models VALUES (NULL, ?, ?, ?)", identity)
                    (self._model,) = database.execute(
                        "SELECT model FROM models WHERE sha256 = ? AND manner = ? AND dimensions = ?", identity
                    ).fetchone()
                    (self._finished,) = database.execute("PRAGMA user_version").fetchone()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> "VectorStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def read(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.bool_], Vectors]:
        """Which texts are known, shape (texts,), and their vectors, shape (texts, dimensions); zeros for the others.

        What was read counts as used by the run that reads it.
        """
        known = np.zeros(len(texts), bool)
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        with _told(self._path), self._connection as database:
            for row, text in enumerate(texts):
                key = (self._model, _hashed(self._manner, text))
                found = database.execute("SELECT vector FROM vectors WHERE model = ? AND text = ?", key).fetchone()
                if found is not None:
                    known[row] = True
                    vectors[row] = np.frombuffer(found[0], "<f4")
                    database.execute("REPLACE INTO uses VALUES (?, ?, ?)", (*key, self._finished + 1))
        return known, vectors

    def write(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of these texts, all of them or, where the process is killed, none."""
        keys = [(self._model, _hashed(self._manner, text)) for text in texts]
        blobs = (vector.astype("<f4").tobytes() for vector in vectors)
        with _told(self._path), self._connection as database:
            database.executemany("REPLACE INTO uses VALUES (?, ?, ?)", ((*key, self._finished + 1) for key in keys))
            database.executemany(
                "REPLACE INTO vectors VALUES (?, ?, ?)", ((*key, blob) for key, blob in zip(keys, blobs, strict=True))
            )

    def finish(self) -> None:
        """End a run: what neither it nor the one before it used is removed, of all models.

        A run is all that happens up to here, builds that were killed and updates too, so the file never holds more than
        the texts of two full builds and of what was tried in between.
        """
        with _told(self._path), self._connection as database:
            stale = (self._finished,)
            database.execute(
                "DELETE FROM vectors WHERE (model, text) IN (SELECT model, text FROM uses WHERE run < ?)", stale
            )
            database.execute("DELETE FROM uses WHERE run < ?", stale)
            self._finished += 1
            database.execute(f"PRAGMA user_version = {self._finished:d}")


def forget_vectors(path: Path, texts: Sequence[str]) -> int:
    """Erase the vectors of texts, whichever model made them; how many there were.

    Args:
        path: The file of a `VectorStore`; where there is none, there is nothing to forget.
        texts: The texts as they were embedded: those of a review's `passages`, not the whole review.

    Raises:
        WorkspaceError: The file is damaged or cannot be written.
    """
    if not path.is_file():
        return 0
    with _told(path), closing(_connect(path)) as connection, connection as database:
        models = database.execute("SELECT model, manner FROM models").fetchall()
        keys = [(model, _hashed(manner, text)) for model, manner in models for text in dict.fromkeys(texts)]
        database.executemany("DELETE FROM uses WHERE model = ? AND text = ?", keys)
        return database.executemany("DELETE FROM vectors WHERE model = ? AND text = ?", keys).rowcount if keys else 0


def _hashed(manner: str, text: str) -> bytes:
    return hashlib.sha256(f"{manner}\0{text}".encode()).digest()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    try:
        # What is deleted is overwritten, and the file shrinks: a forgotten customer's vectors are gone from it. The
        # page size lets ten vectors share a page.
        connection.executescript("PRAGMA page_size = 16384; PRAGMA auto_vacuum = FULL; PRAGMA secure_delete = ON;")
        connection.executescript(_TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's faults as one clear line."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise WorkspaceError(f"the vectors of reviews in {path} cannot be read or written ({error})") from error
    except sqlite3.DatabaseError as error:
        raise WorkspaceError(
            f"the vectors of reviews in {path} are damaged ({error}); delete the file and start again: "
            "nothing is lost but the time to embed them"
        ) from error
