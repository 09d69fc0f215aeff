"""Texts to vectors: a local multilingual sentence transformer, mean-pooled and of length one.

Source: Wang et al. 2024, "Multilingual E5 Text Embeddings": queries and passages carry a prefix each. Cosines of e5
lie close together (unrelated texts around 0.8), so they rank but no fixed threshold tells related from unrelated.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from config.errors import InputError
from config.settings import Settings
from models.e5_conversion import weights_sha256
from models.embedder_choice import chosen_embedder, is_joined, joined_embedders
from models.embedder_files import manner_of
from models.embedder_languages import languages_served, one_language_notice
from models.joined_embedder import JoinedEmbedder
from models.reference_queries import REFERENCE_QUERIES, ReferenceLanguage, reference_language

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase

    from models.traced_encoder import Encode

logger = logging.getLogger(__name__)

# Tokens in one padded batch, a CPU thread. Small batches stay in its cache: 512 to 1,024 measured best.
_CPU_BATCH_TOKENS = 1024
_GPU_BATCH_TOKENS = 65_536

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]


class Embedder(Protocol):
    """Turns texts into vectors of length one; `id`, `sha256` and `dimensions` tell which model did it."""

    @property
    def id(self) -> str:
        """Name of the model."""
        ...

    @property
    def sha256(self) -> str:
        """Hash of its weights."""
        ...

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def manner(self) -> str:
        """How it reads a passage; where this and `sha256` are equal, so are the vectors of a text."""
        ...

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Vectors of stored texts, shape (texts, dimensions)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of search texts, shape (texts, dimensions)."""
        ...


def load_embedder(
    settings: Settings, *, languages: Sequence[str] = (), made_by: str = "", progress: Progress | None = None
) -> Embedder:
    """The sentence transformer that the settings name, or two joined.

    By default multilingual-e5-small, joined by an English model where reviews are nearly all English and not very many.

    One that serves a single language is used, and a warning says so.

    Args:
        settings: `embedder`, `cache` and `threads` are used.
        languages: Of each review that is to be embedded.
        made_by: Id of the model that embedded the reviews which are there already.
        progress: Told (steps done, steps in all) if the default model must first be converted.

    Raises:
        KezhiError: The model is not there, or is not one that can be used; the message says what to do.
    """
    if is_joined(settings, languages=languages, made_by=made_by):
        joined = joined_embedders(settings, progress=progress)
        return JoinedEmbedder(*(TransformerEmbedder(e.folder, name=e.name, threads=settings.threads) for e in joined))
    chosen = chosen_embedder(settings, progress=progress)
    embedder = TransformerEmbedder(chosen.folder, name=chosen.name, threads=settings.threads)
    languages = chosen.languages or languages_served(embedder)
    if len(languages) == 1:
        notice = one_language_notice(chosen.name, languages[0])
        logger.warning("%s\n%s", notice.en, notice.zh)
    return embedder


class TransformerEmbedder:
    """A Hugging Face encoder in a local folder.

    Runs in bfloat16 on a GPU and on processors with AMX-BF16 (three times as fast there, slower elsewhere), in
    float32 on all others. The same texts in the same order give the same bytes on one machine.

    Attributes:
        id: Name of the model.
        sha256: Hash of its weights.
        dimensions: Numbers in a vector.
    """

    def __init__(self, folder: Path, *, name: str, threads: int) -> None:
        from models.devices import best_device, fast_dtype
        from models.traced_encoder import plain

        self.id = name
        self.sha256 = weights_sha256(folder)
        self._threads = threads
        self._manner = manner_of(folder, name)
        self._device = best_device()
        self._tokenizer, self._model = load_model(folder, fast_dtype(self._device))
        self._model.to(self._device)
        self.dimensions = int(self._model.config.hidden_size)
        self._window = min(int(self._tokenizer.model_max_length), _positions(self._model.config), self._manner.window)
        self._encode: Encode = plain(self._model)
        self._recorded: Encode | None = None
        self._references: dict[ReferenceLanguage, Vectors] = {}
        self._first, self._last = _special_tokens(self._tokenizer)
        logger.info("embedder %s on %s, %s", name, self._device, self._model.dtype)

    @property
    def manner(self) -> str:
        """How it reads a passage: prefix, pooling, tokens in a window."""
        pooling = "first token" if self._manner.first_token_only else "mean"
        return f"{self._manner.passage_prefix!r}, {pooling}, {self._window} tokens"

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Vectors of stored texts, shape (texts, dimensions), float32, each of length one.

        Equal texts are embedded once. A text longer than the model's window is read in windows of even size, and
        their token states are averaged together, so that no part of it is cut off.
        """
        return self._embed(texts, self._manner.passage_prefix, progress)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of search texts, shape (texts, dimensions), float32, each of length one.

        They say what is particular about each query: what ordinary queries of its language share is taken out.
        """
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        self._record()
        whole = self._embed(texts, self._manner.query_prefix, None)
        particular = whole - np.stack([self._ordinary(reference_language(text)) for text in texts])
        vectors: Vectors = particular / np.maximum(np.linalg.norm(particular, axis=1, keepdims=True), 1e-9)
        return vectors

    def _record(self) -> None:
        """Single texts are read by a recorded model from now on, where a person waits for them."""
        if self._device.type == "cpu" and self._recorded is None:
            from models.traced_encoder import traced

            self._recorded = traced(self._model)

    def _ordinary(self, language: ReferenceLanguage) -> Vectors:
        """The mean vector of a language's ordinary queries, shape (dimensions,); computed once."""
        if language not in self._references:
            queries = self._embed(REFERENCE_QUERIES[language], self._manner.query_prefix, None)
            self._references[language] = queries.mean(axis=0)
        return self._references[language]

    def _embed(self, texts: Sequence[str], prefix: str, progress: Progress | None) -> Vectors:
        import torch

        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.zeros((0, self.dimensions), np.float32)
        owners, windows = self._windows(distinct, prefix)
        sums = np.zeros((len(distinct), self.dimensions), np.float64)
        total, done = sum(map(len, windows)), 0
        with _threads(self._threads), torch.inference_mode():
            for batch in self._batches(windows):
                np.add.at(sums, owners[batch], self._pooled([windows[i] for i in batch]))
                done += sum(len(windows[i]) for i in batch)
                if progress:
                    progress(len(distinct) * done // total, len(distinct))
        vectors = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
        place = {text: i for i, text in enumerate(distinct)}
        result: Vectors = vectors[[place[text] for text in texts]]
        return result

    def _windows(self, texts: Sequence[str], prefix: str) -> tuple[npt.NDArray[np.int64], list[list[int]]]:
        """Token ids of each window with prefix and special tokens, and which text each window is of."""
        tokenise = self._tokenizer
        ids = tokenise([prefix + text for text in texts], add_special_tokens=False, verbose=False)["input_ids"]
        start: list[int] = tokenise(prefix, add_special_tokens=False)["input_ids"] if prefix else []
        room = self._window - len(self._first) - len(self._last)
        owners: list[int] = []
        windows: list[list[int]] = []
        for owner, tokens in enumerate(ids):
            for window in split_evenly(tokens, start, room=room):
                owners.append(owner)
                windows.append([*self._first, *window, *self._last])
        return np.asarray(owners), windows

    def _batches(self, windows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        """Positions of windows that go together: longest first, so that little is padding."""
        budget = _CPU_BATCH_TOKENS * self._threads if self._device.type == "cpu" else _GPU_BATCH_TOKENS
        order = sorted(range(len(windows)), key=lambda i: (-len(windows[i]), i))
        at = 0
        while at < len(order):
            size = max(1, budget // len(windows[order[at]]))
            yield order[at : at + size]
            at += size

    def _pooled(self, windows: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
        """Sum of the token states of each window (or its first state), shape (windows, dimensions)."""
        import torch

        width = len(windows[0])
        padding = self._tokenizer.pad_token_id or 0
        tokens = torch.tensor([[*window, *[padding] * (width - len(window))] for window in windows])
        mask = torch.tensor([[1] * len(window) + [0] * (width - len(window)) for window in windows])
        tokens, mask = tokens.to(self._device), mask.to(self._device)
        encode = self._recorded if len(windows) == 1 and self._recorded else self._encode
        states: torch.Tensor = encode(tokens, mask).float()
        pooled = states[:, 0] if self._manner.first_token_only else (states * mask[:, :, None]).sum(dim=1)
        array: npt.NDArray[np.float64] = pooled.cpu().numpy().astype(np.float64)
        return array


def split_evenly(tokens: Sequence[int], start: Sequence[int], *, room: int) -> list[list[int]]:
    """`tokens`, which begin with `start`, as windows of at most `room` tokens that each begin with `start`.

    >>> split_evenly([9, 1, 2, 3], [9], room=4)
    [[9, 1, 2, 3]]
    >>> split_evenly([9, 1, 2, 3, 4], [9], room=4)
    [[9, 1, 2], [9, 3, 4]]
    """
    if len(tokens) <= room:
        return [list(tokens)]
    # A tokenizer may merge the prefix with the text's first letters; then it is part of the text.
    begins = list(tokens[: len(start)]) == list(start)
    prefix, rest = (list(start), list(tokens[len(start) :])) if begins else ([], list(tokens))
    count = -(-len(rest) // (room - len(prefix)))
    size = -(-len(rest) // count)
    return [prefix + rest[at : at + size] for at in range(0, len(rest), size)]


def load_model(folder: Path, dtype: "torch.dtype") -> tuple[Any, Any]:
    """Tokenizer and encoder from the folder, without a look at the network.

    Raises:
        InputError: The folder holds no model that can be used.
    """
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    bars: Any = transformers_logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True, dtype=dtype, use_safetensors=True)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"the folder {folder.name!r} holds no usable sentence embedder: {error}") from error
    finally:
        if shown:
            bars.enable_progress_bar()
    return tokenizer, model.eval()


def _positions(config: Any) -> int:  # noqa: ANN401  transformers' own class of each model
    """Tokens that the model has positions for."""
    positions = int(getattr(config, "max_position_embeddings", 512))
    # RoBERTa's kind counts positions from after the padding's id: two of them are never used.
    return positions - int(config.pad_token_id) - 1 if "roberta" in str(config.model_type) else positions


def _special_tokens(tokenizer: "PreTrainedTokenizerBase") -> tuple[list[int], list[int]]:
    """What the model wants before and after the tokens of a text."""
    whole, text = tokenizer("a")["input_ids"], tokenizer("a", add_special_tokens=False)["input_ids"]
    at = next(i for i in range(len(whole)) if whole[i : i + len(text)] == text)
    return whole[:at], whole[at + len(text) :]


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Run with so many torch threads; restored after, since the number is global."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
