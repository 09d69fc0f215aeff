"""New reviews, customer records and behaviour events among those of a build."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.appending_lines import Moved, known_rows
from data.cleaning_people import clean_customers, clean_events
from data.cleaning_reviews import clean_reviews
from data.identities import Naming
from data.quality import TableQuality
from data.quality_merging import merged_book, without_known
from data.raw_shop import RawFrame

_SAID = ("day", "rating", "title", "text")
_MADE_ID = r"review-\d+"


@dataclass(frozen=True)
class Appended:
    """A table after the update.

    Attributes:
        table: The whole table, as a build holds it.
        book: What was left out of all its files.
        counts: Fields of `Additions`.
        fresh: Rows that are new or changed.
        stale: Ids of rows that came again, changed.
    """

    table: pd.DataFrame
    book: TableQuality
    counts: dict[str, int]
    fresh: pd.DataFrame
    stale: tuple[str, ...] = ()


def append_reviews(
    old: pd.DataFrame | None,
    raw: RawFrame,
    lines: pd.DataFrame,
    *,
    book: TableQuality | None,
    naming: Naming,
    **days: int,
) -> Appended:
    """The reviews with those of a file: known by their id, or by what they say where the file gives them none.

    Args:
        old: The build's reviews, or None.
        raw: The reviews as read.
        lines: All order lines.
        book: The build's book of reviews, or None.
        naming: How reviewers become customers.
        days: `as_of_day` and `today`, as in `clean_reviews`.
    """
    fresh, new_book = clean_reviews(raw, lines, naming=naming, **days)
    if old is None:
        return Appended(fresh, merged_book(book, new_book), {"reviews_new": len(fresh)}, fresh)
    by_id = old.set_index("review_id")
    made = fresh["review_id"].str.fullmatch(_MADE_ID).to_numpy(dtype=bool)
    same = known_rows(fresh, old, _SAID) if made.any() else np.zeros(len(fresh), dtype=bool)
    there = fresh["review_id"].isin(by_id.index).to_numpy(dtype=bool) & ~made
    said = [*_SAID]
    as_before = fresh[said].reset_index(drop=True)
    stored = by_id[said].reindex(fresh["review_id"]).reset_index(drop=True)
    equal = ((as_before == stored) | (as_before.isna() & stored.isna())).all(axis=1).to_numpy(dtype=bool)
    known = np.where(made, same, there & equal)
    changed = there & ~equal
    fresh = _renumbered(fresh, made & ~known, old)[~known]
    stale = tuple(fresh.loc[changed[~known], "review_id"])
    kept = old[~old["review_id"].isin(stale)]
    table = pd.concat([part for part in (kept, fresh) if len(part)] or [old], ignore_index=True)
    moved = {"replaced": Moved(len(stale), 0, 0)}
    counts = {
        "reviews_new": int((~known).sum()) - len(stale),
        "reviews_changed": len(stale),
        "reviews_known": int(known.sum()),
    }
    return Appended(
        table.sort_values(["day", "review_id"], kind="stable", ignore_index=True),
        merged_book(book, without_known(new_book, int(known.sum())), moved),
        counts,
        fresh.reset_index(drop=True),
        stale,
    )


def append_customers(
    old: pd.DataFrame | None, raw: RawFrame, lines: pd.DataFrame, *, book: TableQuality | None, phones: bool
) -> Appended:
    """The customer records with those of a file, whose values win where it has any; one row a customer."""
    fresh, new_book = clean_customers(raw, lines, phones=phones)
    before = fresh.iloc[:0] if old is None else old
    ids = np.union1d(before["customer_id"].to_numpy(dtype=object), fresh["customer_id"].to_numpy(dtype=object))
    was, says = (part.set_index("customer_id").reindex(ids) for part in (before, fresh))
    made = pd.DataFrame({"customer_id": pd.Series(ids, dtype="str")})
    changed = np.zeros(len(ids), dtype=bool)
    for name in dict.fromkeys((*was.columns, *says.columns)):
        a, b = (_column(part, name).reset_index(drop=True) for part in (was, says))
        if pd.api.types.is_numeric_dtype(a.dtype) != pd.api.types.is_numeric_dtype(b.dtype):
            a, b = (_as_text(part) for part in (a, b))
        made[name] = b.where(b.notna(), a)
        changed |= (b.notna() & ~(a == b)).to_numpy(dtype=bool)
    again = int(fresh["customer_id"].isin(before["customer_id"]).sum())
    moved = {"same_customer": Moved(again, 0, 0)}
    return Appended(
        made, merged_book(book, new_book, moved if book else None), {"records_changed": int(changed.sum())}, fresh
    )


def append_events(
    old: pd.DataFrame | None, raw: RawFrame, *, book: TableQuality | None, naming: Naming, **days: int
) -> Appended:
    """The behaviour events with those of a file; further arguments as in `append_reviews`."""
    fresh, new_book = clean_events(raw, naming=naming, **days)
    if old is None:
        return Appended(fresh, merged_book(book, new_book), {"events_new": len(fresh)}, fresh)
    of_days = old[old["day"].isin(fresh["day"].unique())]
    known = known_rows(fresh, of_days, [str(name) for name in fresh if name in old])
    fresh = fresh[~known]
    first = int(fresh["day"].min()) if len(fresh) else None
    at = len(old) if first is None else int(np.searchsorted(old["day"].to_numpy(), first))
    parts = [part for part in (old.iloc[at:], fresh) if len(part)]
    tail = pd.concat(parts).sort_values(["day", "customer_id"], kind="stable") if parts else old.iloc[:0]
    return Appended(
        pd.concat([part for part in (old.iloc[:at], tail) if len(part)] or [old], ignore_index=True),
        merged_book(book, without_known(new_book, int(known.sum()))),
        {"events_new": len(fresh), "events_known": int(known.sum())},
        fresh,
    )


def _renumbered(fresh: pd.DataFrame, rows: Any, old: pd.DataFrame) -> pd.DataFrame:  # noqa: ANN401 - a mask
    """The reviews with ids that no review has yet, where the file gave none: row numbers of two files are the same."""
    if not rows.any():
        return fresh
    used = old["review_id"].str.extract(r"^review-(\d+)$", expand=False).dropna()
    first = (0 if used.empty else int(used.astype("int64").max())) + 1
    made = fresh["review_id"].copy()
    made[rows] = [f"review-{number}" for number in range(first, first + int(rows.sum()))]
    return fresh.assign(review_id=made)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame else pd.Series(np.nan, index=frame.index)


def _as_text(column: pd.Series) -> pd.Series:
    return column.astype("str").where(column.notna())
