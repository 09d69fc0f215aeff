"""Finds an embedder's folder, and reads from it how the model wants its texts."""

import importlib.util
import json
import logging
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import InputError

logger = logging.getLogger(__name__)

_E5_NAME = re.compile(r"(^|[-_/])e5([-_]|$)", re.IGNORECASE)
_LAYERS = ("Transformer", "Pooling", "Normalize")
_POOLING = {"cls": True, "cls_token": True, "mean": False, "mean_tokens": False}


@dataclass(frozen=True)
class Manner:
    """How a model wants its texts: prefixes, which token states make the vector, and most tokens it was trained on."""

    query_prefix: str
    passage_prefix: str
    first_token_only: bool
    window: int


def folder_of(name: str) -> Path:
    """The local folder of a model; one named by hub id is fetched when this machine has no copy yet.

    Raises:
        InputError: There is no such folder, and it cannot be fetched.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    # Weights as safetensors only: the older format is pickle, which runs code when read.
    wanted = ["*.json", "*.safetensors", "*.txt", "*.model"]
    try:
        folder = Path(snapshot_download(name, local_files_only=True, allow_patterns=wanted))
        if any(folder.glob("*.safetensors")):  # a fetch that broke off, or another program's, may lack the weights
            return folder
    except HFValidationError as error:
        raise InputError(f"KEZHI_EMBEDDER should be a model's folder or hub id; there is no folder {name!r}") from error
    except LocalEntryNotFoundError:
        pass
    logger.info("embedder %s is not on this machine; fetching it", name)
    way_out = "download it on a connected machine and set KEZHI_EMBEDDER to its folder"
    try:
        folder = Path(snapshot_download(name, allow_patterns=wanted))
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(
            f"the embedder {name!r} is neither a local folder nor could it be fetched from the model hub "
            f"({type(error).__name__}); {way_out}"
        ) from error
    if not any(folder.glob("*.safetensors")):  # without a network, what is there is given back, however little
        raise InputError(f"the embedder {name!r} has no *.safetensors weights, and none could be fetched; {way_out}")
    return folder


def package_folder(package: str) -> Path | None:
    """The folder of an installed package, which is not imported; None where it is not installed."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    return Path(folders[0]) if folders else None


def manner_of(folder: Path, name: str) -> Manner:
    """Prefixes and pooling, from the folder's sentence-transformers files; e5 models are known by name.

    Raises:
        InputError: The model pools its tokens in another way than by mean or first token, or has further layers.
    """
    prompts = _read_json(folder / "config_sentence_transformers.json").get("prompts") or {}
    query, passage = prompts.get("query", ""), prompts.get("passage", prompts.get("document", ""))
    if not (query or passage) and _E5_NAME.search(name) and "instruct" not in name:
        query, passage = "query: ", "passage: "
    pooling = _read_json(folder / "1_Pooling" / "config.json")
    # Older files set one flag a mode, newer ones name the mode; without either, the mean is what most models want.
    flags = [key.removeprefix("pooling_mode_") for key, on in pooling.items() if key.startswith("pooling_mode_") and on]
    modes = [str(pooling["pooling_mode"])] if "pooling_mode" in pooling else flags or ["mean"]
    if len(modes) > 1 or modes[0] not in _POOLING:
        raise InputError(f"the embedder {name!r} pools its tokens by {', '.join(modes)}; mean or first token is needed")
    _check_layers(folder, name)
    window = _read_json(folder / "sentence_bert_config.json").get("max_seq_length") or sys.maxsize
    return Manner(query, passage, first_token_only=_POOLING[modes[0]], window=int(window))


def _check_layers(folder: Path, name: str) -> None:
    """A layer after the pooling would be left out in silence, and every vector would be another model's."""
    file = folder / "modules.json"
    modules: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in modules]
    if further := [kind for kind in kinds if kind not in _LAYERS]:
        raise InputError(f"the embedder {name!r} has layers of a kind that Kezhi does not run: {', '.join(further)}")


def _read_json(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return document
