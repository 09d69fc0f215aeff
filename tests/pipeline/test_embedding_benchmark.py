import numpy as np
import pytest

from config.errors import InputError
from pipeline import embedding_benchmark
from pipeline.embedding_benchmark import as_table, passages_of, speeds_of, texts_of


def test_texts_are_read_once_each_and_parted_as_a_build_parts_them(tmp_path):
    file = tmp_path / "said.csv"
    file.write_text('id,said\n1,"Late. Broken!"\n2,\n3,"Late. Broken!"\n4,太慢了。\n', encoding="utf-8")
    texts = texts_of(f"{file}:said")
    assert texts == ["Late. Broken!", "太慢了。"]
    assert passages_of(texts) == ["Late.", "Broken!", "太慢了。"]
    for wrong, told in (
        (f"{file}:nothing", "column"),
        (f"{tmp_path}/none.csv:said", "CSV file"),
        ("said", "FILE:COLUMN"),
    ):
        with pytest.raises(InputError, match=told):
            texts_of(wrong)


def test_sides_take_turns_on_the_same_pages(monkeypatch):
    monkeypatch.setattr(embedding_benchmark, "_PAGE", 2)
    calls = []

    def side(name, vector):
        def embed(texts):
            calls.append((name, *texts))
            return np.tile(np.array(vector, np.float32), (len(texts), 1))

        return embed

    speeds = speeds_of({"ours": side("ours", [1, 0]), "plain": side("plain", [0.6, 0.8])}, ["a", "b", "c", "d"])
    whole = ("a", "b", "c", "d")
    assert calls[:2] == [("ours", *whole), ("plain", *whole)]  # a first call, which is not timed
    assert calls[2:] == [("ours", "a", "b"), ("plain", "a", "b"), ("plain", "c", "d"), ("ours", "c", "d")]
    assert [(speed.side, speed.least_cosine) for speed in speeds] == [("ours", 1.0), ("plain", pytest.approx(0.6))]


def test_the_table_sets_the_sides_beside_each_other_and_the_goal():
    speeds = [
        {"side": side, "texts_a_cpu_second": 200.4, "texts_a_second": 99.0, "least_cosine": 0.99987}
        for side in ("Kezhi", "plain, 16 a batch")
    ]
    entry = {"file": "a.csv", "kind": "passages", "texts": 2048, "characters": 26.4, "ratio": 0.944, "speeds": speeds}
    lines = as_table([entry]).splitlines()
    assert lines[0] == "a.csv, 2,048 passages of 26 characters: 0.94 x plain (goal 0.9)"
    shown = " ".join(lines[2].split())
    assert shown == "plain, 16 a batch 200 texts a CPU-second 99 a second 0.9999 least cosine"
