"""A customer taken out of a build: who he is, and a copy of the build without a trace of him."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from config.errors import WorkspaceError
from data.builds import CUSTOMERS, EVENTS, MANIFEST, QUALITY, REVIEWS, TRANSACTIONS, Build
from data.column_names import PERSONAL
from data.customer_attributes import PREFIX, customer_attributes
from data.files import filter_parquet, read_parquet, rows_of, write_json
from data.forgotten import with_forgotten
from data.quality import Quality
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection

Progress = Callable[[int, int], None]
_ROWS: Final = {"transactions": TRANSACTIONS, "customers": CUSTOMERS, "reviews": REVIEWS, "events": EVENTS}


@dataclass(frozen=True)
class Person:
    """What tells of one customer, in all builds of a workspace.

    Attributes:
        customer_id: His id.
        names: His name, as each build has it.
        contacts: E-mails and phones.
        details: Other personal data: addresses, birthdays, notes.
        orders: Order numbers.
        reviews: Review ids to their texts and titles.
        passages: Sentences and titles of them, as they were embedded.
    """

    customer_id: str
    names: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    reviews: Mapping[str, str] = dataclasses.field(default_factory=dict)
    passages: frozenset[str] = frozenset()

    @property
    def keys(self) -> dict[str, Collection[str]]:
        """Columns by which his rows are known, with what they hold of him."""
        return {"customer_id": (self.customer_id,), "review_id": tuple(self.reviews)}


@dataclass(frozen=True)
class Removed:
    """What a copy of a build lacks.

    Attributes:
        rows: Rows by table; `undone` are order lines that were known but left out.
        vectors: Sentences of reviews in the search index.
        examples: Examples in the quality report.
        unindexed: Whether the search index was left out, since this Kezhi cannot read it.
    """

    rows: Mapping[str, int]
    vectors: int = 0
    examples: int = 0
    unindexed: bool = False


def customer_named(builds: Iterable[Build], text: str) -> str | None:
    """The id of the customer who has that id or, in any capitals, that e-mail address; None where there is none."""
    for build in builds:
        if any(len(rows_of(path, "customer_id", text)) for path in _tables(build)):
            return text
        if "@" in text and "email" in _columns(build):
            people = build.customers(columns=["customer_id", "email"]).dropna()
            same = people.loc[people["email"].str.casefold() == text.casefold(), "customer_id"]
            if len(same) == 1:
                return str(same.iloc[0])
    return None


def person_in(builds: Iterable[Build], customer_id: str) -> tuple[Person, list[Build]]:
    """What those builds hold of a customer, and which of them hold anything."""
    person, holding = Person(customer_id), []
    for build in builds:
        found = {path: rows_of(path, "customer_id", customer_id) for path in _tables(build)}
        if any(map(len, found.values())):
            person = _joined(person, build, list(found.values()))
            holding.append(build)
    return person, holding


def rows_held(build: Build, customer_id: str) -> dict[str, int]:
    """A customer's rows in a build, by table; tables without any are left out."""
    counts = {_table(build, path): len(rows_of(path, "customer_id", customer_id)) for path in _tables(build)}
    return {table: count for table, count in counts.items() if count}


def copy_without(build: Build, draft: Path, person: Person, *, progress: Progress | None = None) -> Removed:
    """Writes a build again without a customer, complete, as a build of its own; the network stays as it is.

    Args:
        build: The build.
        draft: Empty folder, named for the new build's id.
        person: Whose rows, vectors and examples are left out.
        progress: Told (passages indexed, in all).
    """
    rows: dict[str, int] = {}
    for source in sorted(build.path.rglob("*")):
        place = source.relative_to(build.path)
        if build.chroma_path in (source, *source.parents) or place.name == MANIFEST:
            continue
        if source.is_dir():
            (draft / place).mkdir()
        elif source.suffix == ".parquet":
            gone = filter_parquet(source, draft / place, without=person.keys)
            rows[_table(build, source)] = gone
        else:
            shutil.copyfile(source, draft / place)
    quality, examples = _quality(build.quality(), rows, person)
    write_json(quality.to_json(), draft / QUALITY)
    vectors, unindexed = _copy_vectors(build, draft, progress=progress)
    left = {name: build.manifest.rows.get(name, 0) - rows.get(name, 0) for name in _ROWS}
    indexed = (draft / build.chroma_path.name).is_dir()
    replace(
        build.manifest,
        build_id=draft.name.removeprefix(".draft-"),
        created_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        rows=left,
        embedder=build.manifest.embedder if indexed else None,
    ).write(draft)
    return Removed({name: count for name, count in rows.items() if count}, vectors, examples, unindexed)


def _tables(build: Build) -> list[Path]:
    return sorted(build.path.rglob("*.parquet"))


def _table(build: Build, path: Path) -> str:
    """What a table is called: its place in the build, without the suffix."""
    return path.relative_to(build.path).with_suffix("").as_posix()


def _columns(build: Build) -> list[str]:
    import pyarrow.parquet as pq

    return [str(name) for name in pq.read_schema(build.path / CUSTOMERS).names]


def _joined(person: Person, build: Build, tables: Sequence[pd.DataFrame]) -> Person:
    """What is known of him with what one build adds."""
    columns = _columns(build)
    attributes = customer_attributes(build.customers(columns=[name for name in columns if name.startswith(PREFIX)]))
    telling = [attribute.column for attribute in attributes if attribute.kind == "personal"]

    def texts(*names: str) -> frozenset[str]:
        cells = [cell for table in tables for name in names if name in table for cell in table[name].dropna()]
        return frozenset(text for cell in cells if (text := str(cell).strip()))

    written, embedded = dict[str, str](), set[str]()
    for table in tables:
        if "review_id" in table and "text" in table:
            said = table["text"].fillna("") + "\n" + (table["title"].fillna("") if "title" in table else "")
            written |= dict(zip(table["review_id"].astype("str"), said, strict=True))
            embedded |= {part.text for part in passages(with_text(table))}
    return replace(
        person,
        names=person.names | texts(PERSONAL[0]),
        contacts=person.contacts | texts(*PERSONAL[1:]),
        details=person.details | texts(*telling),
        orders=person.orders | texts("order_id"),
        reviews={**person.reviews, **written},
        passages=person.passages | embedded,
    )


def _quality(quality: Quality, rows: Mapping[str, int], person: Person) -> tuple[Quality, int]:
    """The report with his rows moved to those left out, and without examples that show one of them."""
    his = {person.customer_id, *person.orders, *person.reviews}
    before = sum(len(rule.examples) for book in quality.tables for rule in book.rules)
    books = tuple(
        replace(
            book,
            rules=tuple(
                replace(rule, examples=tuple(e for e in rule.examples if his.isdisjoint(map(str, e.values()))))
                for rule in book.rules
            ),
        )
        for book in quality.tables
    )
    after = sum(len(rule.examples) for book in books for rule in book.rules)
    # Lines that were left out before stand in the books already, under the rule that took them out.
    removed = {name: count for name, count in rows.items() if name in _ROWS}
    return with_forgotten(replace(quality, tables=books), {}, removed=removed), before - after


def _copy_vectors(build: Build, draft: Path, *, progress: Progress | None) -> tuple[int, bool]:
    """The search index made anew from the vectors of the reviews that stay: a deleted one would leave its traces.

    Returns:
        How many vectors were left out, and whether the index as a whole was.
    """
    if not build.chroma_path.is_dir() or build.manifest.embedder is None:
        return 0, False
    embedder = asdict(build.manifest.embedder)
    spoken = with_text(read_parquet(draft / REVIEWS))
    try:
        with ReviewCollection.open(build.chroma_path, expected_embedder=embedder) as before:
            held = len(before)
            if spoken.empty:
                return held, False
            parts = passages(spoken)
            ReviewCollection.create(
                draft / build.chroma_path.name,
                spoken,
                before.vectors(parts),
                examples=before.examples(),
                embedder=embedder,
                progress=progress,
            )
    except WorkspaceError:  # indexed by an earlier Kezhi: it could not be searched before, either
        return 0, True
    return held - len(parts), False
