import hashlib
import sqlite3

import numpy as np
import pytest

from config.errors import WorkspaceError
from data.vector_store import VectorStore, forget_vectors

TEXTS = ["slow parcel", "包裹太慢", "lovely"]
VECTORS = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)


def opened(path, *, sha256="ab" * 32, manner="'passage: ', mean", dimensions=2):
    return VectorStore(path, sha256=sha256, manner=manner, dimensions=dimensions)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "vectors.sqlite"
    with opened(path) as store:
        store.write(TEXTS, VECTORS)
    return path


def known(path, texts=TEXTS, **model):
    with opened(path, **model) as store:
        return store.read(texts)[0].tolist()


def test_vectors_come_back_to_the_bit_and_the_others_are_said_to_be_missing(file):
    with opened(file) as store:
        found, vectors = store.read(["lovely", "never seen", "包裹太慢"])
    assert found.tolist() == [True, False, True]
    assert np.array_equal(vectors, np.array([[0, 1], [0, 0], [0.6, 0.8]], np.float32))


@pytest.mark.parametrize("other", [{"sha256": "cd" * 32}, {"manner": "'', mean"}, {"dimensions": 3}])
def test_another_model_or_another_way_to_read_finds_nothing(file, other):
    assert known(file, **other) == [False, False, False]


def test_no_word_of_a_text_is_in_the_file(file):
    raw = file.read_bytes()
    for text in TEXTS:
        assert text.encode() not in raw
        assert hashlib.sha256(f"'passage: ', mean\0{text}".encode()).digest() in raw


def test_a_write_that_is_cut_off_leaves_nothing_of_it(file):
    def vectors():
        yield VECTORS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(file) as store:
        store.write(["new one", "new two"], vectors())
    assert known(file, ["new one", "new two", "lovely"]) == [False, False, True]


def test_what_two_full_builds_did_not_use_is_removed(file):
    for used, left in (
        (TEXTS, [True, True, True]),
        (["lovely"], [True, True, True]),
        (["lovely"], [False, False, True]),
    ):
        with opened(file) as store:
            store.read(used)
            store.finish()
        with sqlite3.connect(file) as database:
            rows = {row[0] for row in database.execute("SELECT text FROM vectors")}
        assert [hashlib.sha256(f"'passage: ', mean\0{text}".encode()).digest() in rows for text in TEXTS] == left


def test_what_a_killed_build_wrote_is_there_for_the_next_and_outlives_it(file):
    with opened(file) as store:
        store.finish()
    with opened(file) as store:  # killed: no finish
        store.write(["of the killed"], VECTORS[:1])
    with opened(file) as store:
        store.finish()
    assert known(file, ["of the killed"]) == [True]


def test_the_vectors_of_another_model_are_removed_too_once_unused(file):
    for _ in range(3):
        with opened(file, sha256="cd" * 32) as store:
            store.finish()
    assert known(file) == [False, False, False]


def test_a_forgotten_text_leaves_no_vector_of_any_model_and_no_byte_of_one(file):
    with opened(file, sha256="cd" * 32, manner="'', first token") as store:
        store.write(TEXTS[:1], VECTORS[:1])
        store.write(TEXTS[1:], VECTORS[1:])
    marked = np.array([[0.123, 0.456]], dtype=np.float32)
    with opened(file) as store:
        store.write(["my address is"], marked)
    assert marked.tobytes() in file.read_bytes()
    assert forget_vectors(file, ["my address is", "slow parcel", "slow parcel", "never seen"]) == 3
    assert marked.tobytes() not in file.read_bytes()
    assert known(file) == [False, True, True]
    assert known(file, sha256="cd" * 32, manner="'', first token") == [False, True, True]


def test_where_nothing_was_kept_there_is_nothing_to_forget(tmp_path):
    assert forget_vectors(tmp_path / "vectors.sqlite", ["a"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told_with_the_way_out(file):
    file.write_bytes(b"no database " * 4000)
    with pytest.raises(WorkspaceError, match="delete the file and start again"):
        opened(file)


def test_a_file_that_cannot_be_opened_is_told_in_one_line(tmp_path):
    with pytest.raises(WorkspaceError, match="cannot be read or written"):
        opened(tmp_path / "no such folder" / "vectors.sqlite")
