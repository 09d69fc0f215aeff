"""Two embedders whose vectors stand side by side."""

import numpy as np
import pytest

from models.joined_embedder import JoinedEmbedder


class Made:
    """An embedder of known vectors that notes what it was asked."""

    manner = "mean"

    def __init__(self, name, sha256="", **vectors):
        self.id, self.sha256 = name, sha256
        self.vectors = {text.replace("_", " "): np.array(vector, np.float32) for text, vector in vectors.items()}
        self.dimensions = len(next(iter(vectors.values())))
        self.asked = []

    def embed_passages(self, texts, *, progress=None):
        self.asked.append(list(texts))
        for done in range(1, len(texts) + 1) if progress else ():
            progress(done, len(texts))
        return np.stack([self.vectors[text] for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)

    def embed_queries(self, texts):
        return self.embed_passages(texts)


def joined():
    multilingual = Made("many", late=[1, 0], slow=[0.6, 0.8], 迟到=[0.8, 0.6])
    return multilingual, (english := Made("one", late=[0, 0, 1], slow=[0, 1, 0])), JoinedEmbedder(multilingual, english)


@pytest.mark.parametrize("kind", ["embed_passages", "embed_queries"])
def test_a_cosine_is_the_weighted_mean_of_both_models_cosines(kind):
    *_, embedder = joined()
    late, slow = getattr(embedder, kind)(["late", "slow"])
    assert late.dtype == np.float32
    assert [late @ late, slow @ slow] == pytest.approx([1, 1])
    assert late @ slow == pytest.approx(0.7 * 0.6 + 0.3 * 0)
    assert len(late) == embedder.dimensions == 5


def test_chinese_texts_are_left_to_the_multilingual_model():
    _, english, embedder = joined()
    chinese, late = embedder.embed_passages(["迟到", "late"])
    assert english.asked == [["late"]]
    assert chinese.tolist() == pytest.approx([0.8, 0.6, 0, 0, 0])
    assert late == pytest.approx([0.7**0.5, 0, 0, 0, 0.3**0.5])
    assert embedder.embed_queries(["迟到"])[0].tolist() == pytest.approx([0.8, 0.6, 0, 0, 0])
    assert embedder.embed_queries([]).shape == (0, 5)


def test_progress_runs_once_over_both_models():
    *_, embedder = joined()
    ticks = []
    embedder.embed_passages(["late", "slow"], progress=lambda *tick: ticks.append(tick))
    assert ticks == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_other_weights_of_either_model_make_another_embedder():
    def sha256(first, second):
        return JoinedEmbedder(Made("many", first, x=[1]), Made("one", second, x=[1])).sha256

    assert len({sha256("a", "b"), sha256("c", "b"), sha256("a", "c")}) == 3
    assert joined()[2].id == "many+one"
