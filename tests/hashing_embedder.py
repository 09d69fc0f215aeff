"""A fast embedder for tests: texts that share letters in sequence are near each other."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt


class HashingEmbedder:
    """Counts character pairs and triples in hashed places; the same interface as the real one.

    Attributes:
        embedded: Every text that was embedded, in order.
    """

    def __init__(self, *, name: str = "hashing", dimensions: int = 512) -> None:
        self.id = name
        self.sha256 = f"{zlib.crc32(name.encode()):08x}" * 8
        self.dimensions = dimensions
        self.manner = "letters"
        self.embedded: list[str] = []

    def embed_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        self.embedded += texts
        vectors = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in enumerate(texts):
            plain = text.casefold()
            for size in (2, 3):
                for at in range(len(plain) - size + 1):
                    vectors[row, zlib.crc32(plain[at : at + size].encode()) % self.dimensions] += 1
            if progress:
                progress(row + 1, len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.embed_passages(texts)
