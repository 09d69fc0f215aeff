"""How often reviews are rightly and wrongly taken for instructions to a machine.

``python -m pipeline.instruction_benchmark FILE… [--texts COLUMN] [--attacks JSON]``: the share of flagged texts in
files of real reviews, which should be none, and of attacks, which should be all: alone, and hidden in a review.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from config.errors import InputError
from data.instructions import signs
from pipeline.csv_columns import csv_columns

_SEED = 7
_SHOWN = 5


def measured(texts: Sequence[str]) -> dict[str, Any]:
    """How many of the texts are flagged, and for what."""
    found = [signs(text) for text in texts]
    return {
        "texts": len(texts),
        "flagged": sum(map(bool, found)),
        "share": round(sum(map(bool, found)) / max(len(texts), 1), 5),
        "signs": dict(Counter(sign for each in found for sign in each)),
        "examples": [text[:100] for text, each in zip(texts, found, strict=True) if each][:_SHOWN],
    }


def planted(attacks: Sequence[str], reviews: Sequence[str]) -> list[str]:
    """Each attack behind, before or within a real review, drawn by seed."""
    draw = random.Random(_SEED)
    forms = ("{attack} {review}", "{review} {attack}", "{review}\n\n{attack}\n\n{review}")
    return [
        draw.choice(forms).replace("{review}", draw.choice(reviews)).replace("{attack}", attack) for attack in attacks
    ]


def texts_of(files: Iterable[str], column: str) -> dict[str, list[str]]:
    """The texts of CSV files, FILE or FILE:COLUMN, without empty ones."""
    found = {}
    for given in files:
        name, _, own = given.partition(":")
        cells = csv_columns(name, [own or column], dtype="str")[own or column].dropna().str.strip()
        found[Path(name).name] = [text for text in cells if text]
    return found


def main(
    files: Annotated[list[str], typer.Argument(help="CSV files of reviews; FILE:COLUMN names the texts.")],
    *,
    texts: Annotated[str, typer.Option(help="Column of the texts, where the file does not say.")] = "text",
    attacks: Annotated[Path | None, typer.Option(help="JSON: lists of attacks, by kind.")] = None,
) -> None:
    """Print one JSON document with the shares."""
    try:
        document = shares(texts_of(files, texts), attacks)
    except InputError as error:
        typer.echo(f"instruction_benchmark: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def shares(reviews: Mapping[str, list[str]], attacks: Path | None) -> dict[str, Any]:
    """What is flagged of the reviews, by file, and of the attacks; plain JSON.

    Raises:
        InputError: The file of attacks cannot be read.
    """
    document: dict[str, Any] = {"reviews": {name: measured(found) for name, found in reviews.items()}}
    if attacks is not None:
        try:
            by_kind: dict[str, list[str]] = json.loads(attacks.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{attacks} should be a JSON file of attacks by kind ({error})") from error
        every = [text for kind in by_kind.values() for text in kind]
        real = [text for found in reviews.values() for text in found]
        document["attacks"] = {
            "alone": measured(every),
            "planted": measured(planted(every, real)),
            "by_kind": {kind: f"{measured(found)['flagged']} of {len(found)}" for kind, found in by_kind.items()},
        }
    return document


if __name__ == "__main__":
    typer.run(main)
