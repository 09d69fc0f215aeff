import pandas as pd
import pytest

from pipeline import indexing
from pipeline.indexing_benchmark import as_table, many_reviews, measure
from tests.hashing_embedder import HashingEmbedder

ENGLISH = ["The lamp is bright, the box was broken. Late, far too late!"]
CHINESE = ["物流太慢了，客服态度很好。灯很亮，盒子坏了"]


def test_reviews_are_of_real_clauses_of_one_language_and_no_two_alike():
    made = many_reviews([ENGLISH, CHINESE], 60, seed=3)
    assert made["text"].is_unique
    assert made["review_id"].is_unique
    clauses = {"The lamp is bright", "the box was broken", "Late", "far too late"}
    for text, language in zip(made["text"], made["language"], strict=True):
        marks = "，。" if language == "zh" else ",."
        parts = {part.strip() for part in text.replace(marks[1], marks[0]).split(marks[0])} - {""}
        assert parts <= ({"物流太慢了", "客服态度很好", "盒子坏了"} if language == "zh" else clauses)
    pd.testing.assert_frame_equal(made, many_reviews([ENGLISH, CHINESE], 60, seed=3))


def test_a_run_is_stopped_half_way_resumed_and_found_complete(tmp_path, monkeypatch):
    monkeypatch.setattr(indexing, "_PAGE", 4)
    file = tmp_path / "said.csv"
    file.write_text("said\n" + "\n".join(f'"{text}"' for text in ENGLISH) + "\n", encoding="utf-8")
    report = measure([f"{file}:said"], reviews=30, embed=15, seed=3, embedder=HashingEmbedder())
    steps = {step["step"]: step["embedded"] for step in report["steps"]}
    total = report["embedded_passages"]
    stopped, rest = steps["embed, stopped half way"], steps["embed the rest"]
    assert total // 2 <= stopped < total
    assert stopped + rest == total
    assert steps["embed once more"] == steps["read all again"] == 0
    assert "30 reviews" in as_table(report)


def test_what_was_not_embedded_is_worked_out_and_said_to_be():
    step = {"seconds": 30.0, "peak_megabytes": 900}
    report = {
        "reviews": 100,
        "passages": 200,
        "embedded_reviews": 10,
        "embedded_passages": 20,
        "megabytes": {"chroma": 5},
        "steps": [
            {"step": "embed, stopped half way", "embedded": 12, "cpu_seconds": 1.5, **step},
            {"step": "embed the rest", "embedded": 8, "cpu_seconds": 0.5, **step},
        ],
    }
    lines = as_table(report).splitlines()
    assert lines[0].endswith("embedded: 20 passages of 10 reviews.")
    assert "all 200 passages would take 20 CPU-seconds: worked out from those embedded, 10 a CPU-second" in lines[4]
    assert lines[5] == "On the disk: chroma 5 MB."


@pytest.mark.parametrize("n", [0, 1])
def test_few_reviews_are_made_too(n):
    assert len(many_reviews([ENGLISH], n, seed=1)) == n
