"""The long part of every full build: index reviews, train, test, predict, write, and put it in use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from config.errors import InputError
from config.settings import Settings
from data.builds import EXPLANATIONS, Build, EmbedderInfo, Manifest
from data.cleaning import CleanShop
from data.customer_profile import with_profile
from data.files import write_json
from data.query_time import day_number
from data.review_passages import languages_of, with_text
from data.workspace import Workspace
from models.embedder import Embedder, load_embedder
from models.value_model import ValueModel
from pipeline.explanations import explanations
from pipeline.indexing import index_reviews
from pipeline.progress import Steps
from pipeline.review_texts import add_text_columns
from pipeline.training import TrainedShop, check_trainable, choose_horizon, held_out_days, train_build
from pipeline.training_options import TrainingOptions
from pipeline.writing import write_shop


@dataclass(frozen=True)
class Training:
    """How a build is trained.

    Attributes:
        horizon_days: Days to predict; None: by the length of the history.
        seed: Of everything random.
        options: Kind of network, tuning, logs.
    """

    horizon_days: int | None
    seed: int
    options: TrainingOptions


def complete_build(
    shop: CleanShop,
    training: Training,
    draft: Path,
    settings: Settings,
    steps: Steps,
    *,
    embedder: Embedder | None,
    manifest: Callable[[TrainedShop, EmbedderInfo | None], Manifest],
) -> Build:
    """The build of clean tables, put in use.

    Args:
        shop: The tables.
        training: How it is trained.
        draft: Where it is made.
        settings: Workspace, threads, sentence embedder.
        steps: Shows progress.
        embedder: What embeds the reviews; None: that of the settings, loaded once there is a review.
        manifest: What the build says of itself.

    Raises:
        InputError: The tables cannot be learned from, or have no texts where these were to be read.
    """
    days = {"as_of_day": day_number(shop.as_of), "first_day": day_number(shop.first_day)}
    check_trainable(shop.transactions, horizon_days=training.horizon_days, **days)
    # Before the training, which may read what the texts say.
    indexed = _write_reviews(draft, shop, settings, steps, embedder=embedder)
    if training.options.review_texts:
        shop = _with_texts(draft, shop, embedder=indexed, horizon_days=training.horizon_days)
    with steps.step("Features, network, evaluation") as tick:
        trained = train_build(
            shop.transactions,
            reviews=shop.reviews,
            events=shop.events,
            horizon_days=training.horizon_days,
            seed=training.seed,
            threads=settings.threads,
            options=training.options,
            progress=tick,
            **days,
        )
    with steps.step("Writing"):
        _write_tables(draft, shop, trained)
        manifest(trained, indexed).write(draft)
        return Workspace(settings.workspace).promote(draft)


def _write_reviews(
    draft: Path, shop: CleanShop, settings: Settings, steps: Steps, *, embedder: Embedder | None
) -> EmbedderInfo | None:
    """Embed and index the reviews, where there are any with text; what the manifest says of the embedder."""
    if shop.reviews is None or (said := with_text(shop.reviews)).empty:
        return None
    with steps.step("Loading the sentence transformer") as tick:
        embedder = embedder or load_embedder(settings, languages=languages_of(said), progress=tick)
    with steps.step("Embedding and indexing reviews") as tick:
        vectors_file = Workspace(settings.workspace).vectors_path
        index_reviews(draft, shop.reviews, embedder=embedder, vectors_file=vectors_file, progress=tick)
    return EmbedderInfo(embedder.id, embedder.sha256, embedder.dimensions)


def _with_texts(draft: Path, shop: CleanShop, *, embedder: EmbedderInfo | None, horizon_days: int | None) -> CleanShop:
    """The shop with the text columns of its reviews; sentiment is learned from none of the period that is tested.

    Raises:
        InputError: No review has a text.
    """
    if shop.reviews is None or embedder is None:
        raise InputError("--review-texts takes reviews with texts; there are none (--reviews FILE)")
    as_of, first = day_number(shop.as_of), day_number(shop.first_day)
    days = as_of - first + 1
    learned_day = as_of - held_out_days(days, horizon_days or choose_horizon(days))
    return replace(shop, reviews=add_text_columns(draft, shop.reviews, embedder=embedder, learned_day=learned_day))


def _write_tables(draft: Path, shop: CleanShop, trained: TrainedShop) -> None:
    customers = with_profile(trained.customers, shop.transactions)
    write_shop(draft, shop, customers, trained.network, evaluation=trained.evaluation)
    _write_explanations(
        draft, trained.network, customers, horizon_days=trained.horizon_days, money=(shop.currency, shop.minor_digits)
    )


def _write_explanations(
    draft: Path, network: ValueModel, customers: pd.DataFrame, *, horizon_days: int, money: tuple[str, int]
) -> None:
    """Write explanations.json; money is the currency and the decimal places of its minor unit."""
    currency, digits = money
    said = explanations(network, customers, horizon_days=horizon_days, currency=currency, minor_digits=digits)
    write_json(said, draft / EXPLANATIONS)
