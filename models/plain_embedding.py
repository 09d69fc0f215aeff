"""What the embedder is measured against: transformers as its users write it, batches of texts sorted by length."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from config.settings import Settings
from models.devices import best_device, fast_dtype
from models.embedder import load_model
from models.embedder_choice import chosen_embedder
from models.embedder_files import manner_of

Vectors = npt.NDArray[np.float32]


class PlainTransformer:
    """A Hugging Face encoder run plainly: one `tokenizer(..., padding=True)` and one forward pass a batch, mean pooled.

    It has the embedder's weights, device, number type and threads. A text beyond the window is cut off.
    """

    def __init__(self, folder: Path, *, prefix: str, threads: int) -> None:
        self._device = best_device()
        self._tokenizer, self._model = load_model(folder, fast_dtype(self._device))
        self._model.to(self._device)
        self._prefix, self._threads = prefix, threads

    def embed(self, texts: Sequence[str], *, batch: int) -> Vectors:
        """Vectors of length one, shape (texts, dimensions), of so many texts at a time, the longest first."""
        torch.set_num_threads(self._threads)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.zeros((len(texts), int(self._model.config.hidden_size)), np.float32)
        with torch.inference_mode():
            for at in range(0, len(order), batch):
                rows = order[at : at + batch]
                inputs = self._tokenizer(
                    [self._prefix + texts[i] for i in rows], padding=True, truncation=True, return_tensors="pt"
                ).to(self._device)
                states = self._model(**inputs).last_hidden_state
                mask = inputs["attention_mask"][:, :, None]
                means = (states * mask).sum(dim=1) / mask.sum(dim=1)
                vectors[rows] = torch.nn.functional.normalize(means.float(), dim=1).cpu().numpy()
        return vectors


def plain_transformer(settings: Settings) -> PlainTransformer:
    """The model of the settings, run plainly; for models that pool by the mean.

    Raises:
        KezhiError: The model is not there.
    """
    chosen = chosen_embedder(settings)
    prefix = manner_of(chosen.folder, chosen.name).passage_prefix
    return PlainTransformer(chosen.folder, prefix=prefix, threads=settings.threads)
