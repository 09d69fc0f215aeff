"""Adds new files to the tables of a build: what it knows stays out, cancellations reach back, newer records win."""

import datetime as dt
from dataclasses import dataclass, field, replace

import pandas as pd

from config.errors import InputError
from data.appending_counts import Additions
from data.appending_lines import AppendedLines, LineAppender
from data.appending_others import Appended, append_customers, append_events, append_reviews
from data.builds import Build
from data.cleaning import customer_records, last_possible_day
from data.cleaning_transactions import clean_transactions
from data.identities import Naming, aliases, are_phones, read_ids
from data.money import NO_CURRENCY
from data.quality import Quality, TableQuality
from data.quality_merging import merged_book, notes_of, with_noted
from data.query_time import day_number
from data.raw_shop import RawFrame, RawShop

_EPOCH = dt.date(1970, 1, 1)
_PERSONAL = ("name", "email", "phone")


@dataclass(frozen=True)
class KnownShop:
    """The tables of the build in use, to which is added.

    Attributes:
        undone: Order lines that are known but left out.
        customers: Records of the customers file (`customer_id` and its columns), or None.
    """

    transactions: pd.DataFrame
    undone: pd.DataFrame
    reviews: pd.DataFrame | None
    customers: pd.DataFrame | None
    events: pd.DataFrame | None
    quality: Quality
    currency: str
    minor_digits: int
    as_of: dt.date
    first_day: dt.date

    @staticmethod
    def of(build: Build) -> "KnownShop":
        """The tables of a build."""
        manifest, lines, undone = build.manifest, build.transactions(), build.undone()
        kept = manifest.reading.get("attributes")
        if kept is None:  # a build of before: what can only have come from a customers file
            kept = [str(name) for name in build.customers() if name in _PERSONAL or str(name).startswith("attr_")]
        return KnownShop(
            transactions=lines,
            undone=lines.iloc[:0] if undone is None else undone,
            reviews=build.reviews(),
            customers=build.customers(columns=["customer_id", *kept]) if kept else None,
            events=build.events(),
            quality=build.quality(),
            currency=manifest.currency,
            minor_digits=manifest.minor_digits,
            as_of=manifest.as_of,
            first_day=manifest.first_day,
        )


@dataclass(frozen=True)
class AppendedShop:
    """The tables after the update; see `data.cleaning.CleanShop`.

    Attributes:
        fresh_reviews: Reviews to be embedded: new ones and changed ones.
        stale_reviews: Ids of reviews that changed, whose old vectors must go.
        touched: Customers with an order line that came or went.
        additions: What was done, counted.
    """

    transactions: pd.DataFrame
    undone: pd.DataFrame
    reviews: pd.DataFrame | None
    customers: pd.DataFrame | None
    events: pd.DataFrame | None
    fresh_reviews: pd.DataFrame | None
    stale_reviews: tuple[str, ...]
    quality: Quality
    as_of: dt.date
    first_day: dt.date
    touched: frozenset[str]
    additions: Additions


def append(
    known: KnownShop, raw: RawShop, *, as_of: dt.date | None = None, today: dt.date | None = None
) -> AppendedShop:
    """The build's tables with the new files added, as if all files had been cleaned together.

    A line is known where the build has one with the same customer, order, day, amount and, as far as both tell,
    product, quantity, unit price and time; two equal lines are known where the build has two.

    Args:
        known: The tables of the build in use.
        raw: The new files as they were read.
        as_of: Last day to know of; None: the later of the build's and the last new order's.
        today: As in `clean`.

    Raises:
        DataFileError: A column holds too much that is no date or amount.
        InputError: Another currency, an as-of day before the build's, no usable line, or none after its first day.
    """
    _refuse(known, raw, as_of)
    raw = _dated_alike(raw, known.quality)
    limit = last_possible_day(as_of, today=today)
    phones = _phones(raw)
    orders = _orders(known, raw, as_of, today=limit, phones=phones) if raw.has_orders else _no_orders(known)
    lines = orders.lines
    last = max(day_number(as_of or known.as_of), lines.last_day)
    others = _others(known, raw, lines.transactions, as_of_day=last, today=limit, phones=phones)
    additions = Additions(
        lines_read=orders.read,
        lines_new=len(orders.fresh),
        lines_known=lines.known,
        lines_late=int((orders.fresh["day"] <= day_number(known.as_of)).sum()),
        lines_undone=lines.removed,
        customers_new=lines.customers_new,
        customers_gone=lines.customers_gone,
        **others.counts,
    )
    return AppendedShop(
        transactions=lines.transactions,
        undone=lines.undone,
        reviews=others.tables["reviews"],
        customers=others.tables["customers"],
        events=others.tables["events"],
        fresh_reviews=others.fresh_reviews,
        stale_reviews=others.stale_reviews,
        quality=_quality(known.quality, {**orders.books, **others.books}, raw, additions),
        as_of=_EPOCH + dt.timedelta(days=last),
        first_day=_EPOCH + dt.timedelta(days=int(lines.transactions["day"].iloc[0])),
        touched=lines.touched,
        additions=additions,
    )


@dataclass(frozen=True)
class _Orders:
    """The order lines after the update; how many were read, which are new, and the book where there were any."""

    lines: AppendedLines
    read: int
    fresh: pd.DataFrame
    books: dict[str, TableQuality]


def _orders(known: KnownShop, raw: RawShop, as_of: dt.date | None, *, today: int, phones: bool) -> _Orders:
    settle = LineAppender(known.transactions, known.undone, first_day=day_number(known.first_day))
    made = clean_transactions(
        raw.transactions,
        digits=known.minor_digits,
        as_of_day=None if as_of is None else day_number(as_of),
        today=today,
        phones=phones,
        settle=settle,
    )
    lines = settle.appended()
    merged = merged_book(_book(known, "transactions"), made.book, lines.moved)
    books = {"transactions": with_noted(merged, lines.transactions, lines.undone)}
    return _Orders(lines, made.book.rows_in, made.lines, books)


def _no_orders(known: KnownShop) -> _Orders:
    """The order lines as they are."""
    last = int(known.transactions["day"].max())
    return _Orders(
        AppendedLines(known.transactions, known.undone, 0, 0, {}, 0, 0, last, frozenset()),
        0,
        known.transactions.iloc[:0],
        {},
    )


def _phones(raw: RawShop) -> bool:
    """Whether customers are known by their phone numbers."""
    named = raw.named.frame
    return "customer_id" in named and are_phones(read_ids(named["customer_id"]))


@dataclass
class _Others:
    """The tables beside the order lines, as they are added to."""

    tables: dict[str, pd.DataFrame | None]
    books: dict[str, TableQuality] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    fresh_reviews: pd.DataFrame | None = None
    stale_reviews: tuple[str, ...] = ()

    def put(self, name: str, made: Appended) -> None:
        self.tables[name], self.books[name] = made.table, made.book
        self.counts |= made.counts


def _others(
    known: KnownShop, raw: RawShop, lines: pd.DataFrame, *, as_of_day: int, today: int, phones: bool
) -> _Others:
    others = _Others({"reviews": known.reviews, "customers": known.customers, "events": known.events})
    records = customer_records(raw, phones=phones)
    if records is not None:
        book = _book(known, "customers")
        others.put("customers", append_customers(known.customers, records, lines, book=book, phones=phones))
    naming = Naming(phones, aliases(others.tables["customers"]))
    days = {"as_of_day": as_of_day, "today": today}
    if raw.reviews is not None:
        book = _book(known, "reviews")
        made = append_reviews(known.reviews, raw.reviews, lines, book=book, naming=naming, **days)
        others.put("reviews", made)
        others.fresh_reviews, others.stale_reviews = made.fresh, made.stale
    if raw.events is not None:
        book = _book(known, "events")
        others.put("events", append_events(known.events, raw.events, book=book, naming=naming, **days))
    return others


def _book(known: KnownShop, table: str) -> TableQuality | None:
    return next((book for book in known.quality.tables if book.table == table), None)


def _quality(old: Quality, books: dict[str, TableQuality], raw: RawShop, additions: Additions) -> Quality:
    order = dict.fromkeys([*(book.table for book in old.tables), *books])
    tables = tuple(books[name] if name in books else old.table(name) for name in order)
    notes = notes_of(old.notes, raw.notes)
    return replace(old, tables=tables, notes=notes, update=additions.text())


def _refuse(known: KnownShop, raw: RawShop, as_of: dt.date | None) -> None:
    """Raise where the new files cannot belong to the build."""
    file = raw.named.file
    if raw.currency not in (None, known.currency):
        has = "names no currency" if known.currency == NO_CURRENCY else f"is in {known.currency}"
        raise InputError(f"{file}: the amounts are in {raw.currency}, the build {has}; build again from all files")
    if as_of is not None and as_of < known.as_of:
        raise InputError(f"--as-of {as_of} lies before {known.as_of}, up to which the build knows its orders")


def _dated_alike(raw: RawShop, quality: Quality) -> RawShop:
    """The files with how the build's earlier files wrote dates, for those of the same table."""

    def dated(name: str, frame: RawFrame) -> RawFrame:
        order = next((book.day_order for book in quality.tables if book.table == name), None)
        return replace(frame, day_order=order)

    return replace(
        raw,
        transactions=dated("transactions", raw.transactions),
        reviews=raw.reviews and dated("reviews", raw.reviews),
        events=raw.events and dated("events", raw.events),
    )
