"""How well the sentences of reviews are read: `python -m pipeline.sentiment_benchmark FILE:TEXT:RATING … SIMULATED`.

FILE is a table with a column of texts and one of ratings (1 to 5; or 0 and 1 for bad and good); every fifth clearly
rated review is held out, as each build does. SIMULATED (`simulated=2000:201`: customers, seed) makes a demo shop, whose
phrases are known: of each sentence it is known what it speaks of and how well.

Simulated sentences come from a few hundred phrases, by which the examples of the aspects were chosen: figures of such a
shop show that the reading works, not how well it does on texts it has not seen.
"""

import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import typer

from config.errors import InputError, KezhiError
from config.settings import Settings
from config.text import Language
from data.aspects import AspectVectors, aspect_examples
from data.languages import review_language
from data.opinions import Opinions, polarity
from data.review_passages import passages, with_text
from data.simulation_reviews import load_phrases
from models.embedder import Embedder, load_embedder
from pipeline.csv_columns import csv_columns
from pipeline.indexing import embedded
from pipeline.opinions import read_opinions

# What a phrase of the simulation may be read as; a refund belongs to returns and to service alike.
_RIGHT: Mapping[str, frozenset[str]] = {
    "delivery": frozenset({"delivery", "not_received"}),
    "price": frozenset({"price"}),
    "service": frozenset({"service", "returns"}),
    "packaging": frozenset({"packaging", "missing"}),
    "fit": frozenset({"fit"}),
    "size": frozenset({"fit", "description"}),
    "quality": frozenset({"quality"}),
    "openers": frozenset({"general"}),
    "closers": frozenset({"general", "returns"}),
    "titles": frozenset({"general"}),
}
_VERDICTS = ("openers", "closers", "titles")
_SLOT = re.compile(r"(\{\w+\})")


def main(sources: Sequence[str]) -> None:
    """Measure each source and print a line or a few."""
    embedder = load_embedder(Settings())
    for source in sources:
        name, _, simulated = source.partition("=")
        if name == "simulated":
            _simulated(simulated, embedder)
        else:
            _labelled(source, embedder)


def _labelled(source: str, embedder: Embedder) -> None:
    parts = source.rsplit(":", 2)
    if len(parts) < 3:
        raise InputError(f"{source!r} should be FILE:TEXT:RATING or simulated=CUSTOMERS:SEED")
    path, text, rating = parts
    table = csv_columns(path, (text, rating))
    values = table[rating].astype(float)
    # Bad and good as 0 and 1 are the lowest and the highest rating.
    ratings = 1 + 4 * values if values.max() <= 1 else values
    reviews = pd.DataFrame({"text": table[text], "rating": ratings})
    reviews["review_id"] = [f"v{place}" for place in range(len(reviews))]
    reviews = with_text(reviews)
    held = _read(reviews.assign(language=reviews["text"].map(str).map(review_language)), embedder).about["held_out"]
    if held is None:
        raise InputError(f"{path} has too few good or bad reviews to hold some out")
    typer.echo(
        f"{Path(path).name}: sign of the sentiment right for {held['agreement']:.1%} of {held['reviews']} held-out "
        f"reviews (examples alone {held['examples_alone']:.1%}, word list {held['word_list']:.1%}, "
        f"commonest {held['commonest']:.1%})"
    )


def _simulated(asked: str, embedder: Embedder) -> None:
    from data.simulation import simulate

    customers, seed = (int(part) for part in asked.split(":"))
    with tempfile.TemporaryDirectory() as folder:
        files = simulate(Path(folder), customers=customers, seed=seed)
        reviews = with_text(pd.read_parquet(files.reviews))
    reviews = reviews.assign(language=reviews["text"].map(review_language))
    told = _read(reviews, embedder).sentences
    texts, tongues = (reviews.set_index("review_id")[key].to_dict() for key in ("text", "language"))
    known = [
        _phrase_of(str(texts[review_id])[start:end], tongues[review_id])
        for review_id, start, end in zip(told["review_id"], told["start"], told["end"], strict=True)
    ]
    kept = told[[phrase is not None for phrase in known]]
    phrases = [phrase for phrase in known if phrase is not None]
    read = kept["aspect"].to_numpy()
    right = np.array([aspect in _RIGHT[phrase.part] for aspect, phrase in zip(read, phrases, strict=True)])
    reasoned = np.array([phrase.part not in _VERDICTS for phrase in phrases])
    named = (read != "") & (read != "general")
    signs = polarity(kept["sentiment"])[reasoned]
    truth = np.array([1 if phrase.tone == "good" else -1 for phrase in phrases])[reasoned]
    typer.echo(
        f"simulated {asked}: {len(kept)} sentences of known phrases\n"
        f"  of those read as an aspect {right[named].mean():.1%} belong there\n"
        f"  of those that have an aspect {right[reasoned].mean():.1%} are read so\n"
        f"  sentiment on the right side for {(signs == truth).mean():.1%}, "
        f"on the wrong one for {(signs == -truth).mean():.1%}"
    )


@dataclass(frozen=True)
class _Phrase:
    """A phrase of the simulation: the part of a review it belongs to, how good it is, and what its sentences match."""

    part: str
    tone: str
    letters: int
    pattern: re.Pattern[str]


@cache
def _phrases(language: Language) -> tuple[_Phrase, ...]:
    found: list[_Phrase] = []
    for part, tones in load_phrases(language).table.items():
        # Quality has phrases by kind of goods.
        for spoken in tones.values() if part == "quality" else [] if part == "slots" else [tones]:
            for tone, texts in spoken.items():
                for text in texts:
                    pieces = _SLOT.split(text)
                    pattern = "".join(".+?" if _SLOT.fullmatch(piece) else re.escape(piece) for piece in pieces)
                    letters = sum(len(piece) for piece in pieces if not _SLOT.fullmatch(piece))
                    found.append(_Phrase(part, tone, letters, re.compile(pattern, re.IGNORECASE)))
    return tuple(sorted(found, key=lambda phrase: -phrase.letters))


@cache
def _phrase_of(sentence: str, language: str) -> _Phrase | None:
    phrases = _phrases("zh" if language == "zh" else "en")
    return next((phrase for phrase in phrases if phrase.pattern.fullmatch(sentence)), None)


def _read(reviews: pd.DataFrame, embedder: Embedder) -> Opinions:
    known, parts = aspect_examples(), passages(reviews)
    texts = [*(part.text for part in parts), *(example.text for example in known)]
    vectors = embedded(texts, embedder=embedder, store=None)
    return read_opinions(reviews, vectors[: len(parts)], AspectVectors(known, vectors[len(parts) :]))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KezhiError as error:
        typer.echo(f"sentiment_benchmark: {error}", err=True)
        sys.exit(2)
