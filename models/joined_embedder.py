"""Two sentence transformers as one: a multilingual model and an English one, their vectors side by side.

An English model tells English texts apart better than a multilingual one of its size does, and knows no Chinese. The
cosine of two joined vectors is the weighted mean of the cosines by either model. Where a text is Chinese, the
multilingual model speaks alone; to a Chinese search of English reviews the English model comes in by what the nearest
reviews share, which is looked for, too.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.reference_queries import reference_language

if TYPE_CHECKING:
    from models.embedder import Embedder

# Weight of the English model's cosine, chosen on `pipeline/review_queries_tuning.toml`; .2 to .5 found much the same.
_ENGLISH_SHARE = 0.3

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]


class JoinedEmbedder:
    """Embeds every text by a multilingual model, and those without Chinese characters by an English one as well.

    Attributes:
        id: Names of both models.
        sha256: Hash of the hashes of both models' weights, and of how much each counts.
        dimensions: Numbers in a vector: those of both models.
    """

    def __init__(self, multilingual: "Embedder", english: "Embedder") -> None:
        self._multilingual, self._english = multilingual, english
        self.id = f"{multilingual.id}+{english.id}"
        made_of = f"{multilingual.sha256} {english.sha256} {_ENGLISH_SHARE}"
        self.sha256 = hashlib.sha256(made_of.encode()).hexdigest()
        self.dimensions = multilingual.dimensions + english.dimensions

    @property
    def manner(self) -> str:
        """How the models read a passage."""
        return f"{self._multilingual.manner}; {self._english.manner}"

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Vectors of stored texts, shape (texts, dimensions), float32, each of length one."""
        first = self._multilingual.embed_passages(texts, progress=_half(progress, 0))
        second = self._english.embed_passages(_without_chinese(texts), progress=_half(progress, 1))
        return _side_by_side(texts, first, second, self.dimensions)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of search texts, shape (texts, dimensions), float32, each of length one."""
        # A person waits for it: both models read at the same time.
        with ThreadPoolExecutor(max_workers=1) as beside:
            second = beside.submit(self._english.embed_queries, _without_chinese(texts))
            first = self._multilingual.embed_queries(texts)
            return _side_by_side(texts, first, second.result(), self.dimensions)


def _without_chinese(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if reference_language(text) == "en"]


def _side_by_side(texts: Sequence[str], first: Vectors, second: Vectors, dimensions: int) -> Vectors:
    joined = np.zeros((len(texts), dimensions), np.float32)
    both = np.array([reference_language(text) == "en" for text in texts], bool)
    joined[:, : first.shape[1]] = first
    joined[both, : first.shape[1]] *= np.float32(np.sqrt(1 - _ENGLISH_SHARE))
    joined[both, first.shape[1] :] = np.float32(np.sqrt(_ENGLISH_SHARE)) * second
    return joined


def _half(progress: Progress | None, models_before: int) -> Progress | None:
    if progress is None:
        return None
    tell = progress
    return lambda done, total: tell(models_before * total + done, 2 * total)
