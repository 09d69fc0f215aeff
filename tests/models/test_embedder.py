import json

import numpy as np
import pytest
import torch

from config.errors import InputError
from config.settings import Settings
from models.e5_conversion import convert
from models.embedder import TransformerEmbedder, load_embedder
from models.embedder_files import manner_of
from tests.models.tiny_e5 import HIDDEN, POSITIONS, tiny_weights


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return convert(tiny_weights(), tmp_path_factory.mktemp("embedder") / "tiny-e5")


@pytest.fixture(scope="module")
def embedder(folder):
    """In float32 on every machine: bfloat16, where it is fast, agrees to a hundredth only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.devices.fast_dtype", lambda device: torch.float32)
        yield load_embedder(Settings(embedder=str(folder)))


def states(embedder, text):
    """The token states of a text, computed without the embedder's own batching."""
    ids = embedder._tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        return embedder._model(**ids).last_hidden_state[0].numpy().astype(np.float64)


def of_length_one(vector):
    return vector / np.linalg.norm(vector)


def test_a_passage_is_the_mean_of_its_token_states_with_its_prefix(embedder):
    expected = of_length_one(states(embedder, "passage: abc de").mean(axis=0))
    found = embedder.embed_passages(["abc de"])
    assert found.shape == (1, HIDDEN)
    assert found.dtype == np.float32
    assert found[0] == pytest.approx(expected, abs=1e-5)


def test_order_and_company_do_not_change_a_vector(embedder):
    texts = ["a", "b c d e", "fgh", "i j k l m n", "op"]
    together = embedder.embed_passages(texts)
    alone = np.vstack([embedder.embed_passages([text]) for text in reversed(texts)])[::-1]
    assert together == pytest.approx(alone, abs=1e-5)
    assert np.array_equal(together, embedder.embed_passages(texts))


def test_equal_texts_are_embedded_once(embedder):
    ticks = []
    vectors = embedder.embed_passages(["ab", "cd", "ab", "ab"], progress=lambda *tick: ticks.append(tick))
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])
    assert ticks[-1] == (2, 2)


def test_a_long_text_is_windowed_not_cut(embedder):
    short = "a b c"
    long = " ".join([short] * 20)
    changed_at_the_end = long[:-1] + "z"
    one, other = embedder.embed_passages([long, changed_at_the_end])
    assert not np.allclose(one, other, atol=1e-5)


def test_windows_are_read_with_prefix_and_weighed_by_their_tokens(embedder):
    # A letter is two tokens (space and letter). Of 48 positions four are prefix and special tokens, so that 24
    # letters, 48 tokens, take two windows of twelve letters.
    letters = list("abcdefghijklmnopqrstuvwx")
    assert POSITIONS == 48
    expected = sum(states(embedder, "passage: " + " ".join(part)).sum(axis=0) for part in (letters[:12], letters[12:]))
    found = embedder.embed_passages([" ".join(letters)])[0]
    assert found == pytest.approx(of_length_one(expected), abs=1e-5)


def test_a_query_is_what_differs_from_ordinary_queries(embedder):
    from models.reference_queries import REFERENCE_QUERIES

    plain = of_length_one(states(embedder, "query: abc").mean(axis=0))
    ordinary = [of_length_one(states(embedder, f"query: {text}").mean(axis=0)) for text in REFERENCE_QUERIES["en"]]
    expected = of_length_one(plain - np.mean(ordinary, axis=0))
    assert embedder.embed_queries(["abc"])[0] == pytest.approx(expected, abs=1e-4)


def test_no_texts_give_no_vectors(embedder):
    assert embedder.embed_passages([]).shape == (0, HIDDEN)
    assert embedder.embed_queries([]).shape == (0, HIDDEN)


def test_the_number_of_threads_is_restored(folder):
    import torch

    before = torch.get_num_threads()
    embedder = TransformerEmbedder(folder, name="e5", threads=before + 1)
    embedder.embed_passages(["a"])
    assert torch.get_num_threads() == before


def test_a_folder_is_named_without_its_place_on_this_machine(embedder, folder):
    assert embedder.id == "tiny-e5"
    assert embedder.dimensions == HIDDEN
    assert embedder.sha256 == json.loads((folder / "conversion.json").read_text())["sha256"]


def test_prefixes_come_from_the_folder_or_from_an_e5_name(tmp_path):
    assert manner_of(tmp_path, "intfloat/multilingual-e5-base").query_prefix == "query: "
    assert manner_of(tmp_path, "e5-small-v2").passage_prefix == "passage: "
    assert manner_of(tmp_path, "some-model-e55").query_prefix == ""
    (tmp_path / "config_sentence_transformers.json").write_text('{"prompts": {"query": "Q: ", "document": "D: "}}')
    manner = manner_of(tmp_path, "some-model")
    assert (manner.query_prefix, manner.passage_prefix) == ("Q: ", "D: ")


def test_pooling_is_read_from_the_folder_and_unknown_pooling_refused(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    config = tmp_path / "1_Pooling" / "config.json"
    assert not manner_of(tmp_path, "m").first_token_only
    config.write_text('{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}')
    assert manner_of(tmp_path, "m").first_token_only
    config.write_text('{"pooling_mode_max_tokens": true}')
    with pytest.raises(InputError, match="max_tokens"):
        manner_of(tmp_path, "m")


def test_a_folder_without_a_model_is_refused_in_one_line(tmp_path):
    with pytest.raises(InputError, match=r"\*\.safetensors"):
        load_embedder(Settings(embedder=str(tmp_path)))


def test_a_hub_id_that_cannot_be_fetched_is_told_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(InputError, match="set KEZHI_EMBEDDER to its folder"):
        load_embedder(Settings(embedder="nobody/no-such-embedder"))


def test_a_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no folder"):
        load_embedder(Settings(embedder=str(tmp_path / "missing" / "folder")))
