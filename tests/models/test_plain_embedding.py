import pytest
import torch

from config.settings import Settings
from models.e5_conversion import convert
from models.embedder import load_embedder
from models.plain_embedding import plain_transformer
from tests.models.tiny_e5 import tiny_weights

TEXTS = ["a", "b c d e", "fgh", "i j k l m n", "op"]


@pytest.mark.parametrize("batch", [1, 2, 16])
def test_the_plain_side_makes_the_same_vectors_in_any_batch(tmp_path, monkeypatch, batch):
    monkeypatch.setattr("models.devices.fast_dtype", lambda device: torch.float32)
    monkeypatch.setattr("models.plain_embedding.fast_dtype", lambda device: torch.float32)
    settings = Settings(embedder=str(convert(tiny_weights(), tmp_path / "tiny-e5")))
    found = plain_transformer(settings).embed(TEXTS, batch=batch)
    assert found == pytest.approx(load_embedder(settings).embed_passages(TEXTS), abs=1e-5)
