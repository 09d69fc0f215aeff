"""From raw files to the tables of a build: every rule of the trade, counted.

The order of the rules matters, since a row is counted under the first that takes it out: duplicates, what the source
leaves out, missing customers, dates, amounts, the as-of day, cancellations, customers without a purchase.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pandas as pd

from config.text import Text
from data.cleaning_people import clean_customers, clean_events
from data.cleaning_reviews import clean_reviews
from data.cleaning_transactions import clean_transactions
from data.identities import Naming, aliases, are_phones, contacts, read_ids
from data.money import NO_CURRENCY, minor_digits
from data.quality import Quality, TableQuality
from data.raw_shop import RawFrame, RawShop

_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class CleanShop:
    """Clean tables, as a build holds them.

    Attributes:
        transactions: One row a line; see the tables of a build.
        reviews: Or None.
        customers: Records (name, e-mail, phone, attributes) of customers with a purchase, or None.
        events: Or None.
        quality: What was left out or repaired, and why.
        currency: ISO code; `XXX` where nothing names one.
        minor_digits: Decimal places of its minor unit.
        as_of: Last day the tables know of.
        first_day: Day of the first line.
        undone: Lines left out because a cancellation undid them or their customer has returns only: an update that
            brings them again must know them.
    """

    transactions: pd.DataFrame
    reviews: pd.DataFrame | None
    customers: pd.DataFrame | None
    events: pd.DataFrame | None
    quality: Quality
    currency: str
    minor_digits: int
    as_of: dt.date
    first_day: dt.date
    undone: pd.DataFrame


def clean(raw: RawShop, *, as_of: dt.date | None = None, today: dt.date | None = None) -> CleanShop:
    """The shop's tables, cleaned.

    Args:
        raw: The files as they were read.
        as_of: Last day to know of; later lines are left out. None: the last day with a line.
        today: Dates later than this and the as-of day cannot be; None: the clock's day, in the time zone that is ahead
            of all others.

    Raises:
        DataFileError: A column holds too much that is no date or amount.
        InputError: Nothing usable is left, or one customer only, or nothing but returns.
    """
    currency = raw.currency or NO_CURRENCY
    digits = minor_digits(currency)
    limit = last_possible_day(as_of, today=today)
    phones = are_phones(read_ids(raw.transactions.frame["customer_id"]))
    day = None if as_of is None else _day(as_of)
    made = clean_transactions(raw.transactions, digits=digits, as_of_day=day, today=limit, phones=phones)
    lines, book = made.lines, made.book
    last = day if day is not None else int(lines["day"].max())
    books: list[TableQuality] = [book]
    reviews = customers = events = None
    records = customer_records(raw, phones=phones)
    if records is not None:
        customers, book = clean_customers(records, lines, phones=phones)
        books.append(book)
    naming = Naming(phones, aliases(customers))
    if raw.reviews is not None:
        reviews, book = clean_reviews(raw.reviews, lines, as_of_day=last, today=limit, naming=naming)
        books.append(book)
    if raw.events is not None:
        events, book = clean_events(raw.events, as_of_day=last, today=limit, naming=naming)
        books.append(book)
    return CleanShop(
        lines,
        reviews,
        customers,
        events,
        Quality(tuple(books), currency, digits, (*raw.notes, *_notes(raw))),
        currency,
        digits,
        _EPOCH + dt.timedelta(days=last),
        _EPOCH + dt.timedelta(days=int(lines["day"].min())),
        made.undone,
    )


def last_possible_day(as_of: dt.date | None, *, today: dt.date | None = None) -> int:
    """Later days than this cannot be; arguments as in `clean` [days since 1970]."""
    ahead = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=14))).date()
    return _day(max(today or ahead, as_of or dt.date.min))


def _day(date: dt.date) -> int:
    return (date - _EPOCH).days


def customer_records(raw: RawShop, *, phones: bool) -> RawFrame | None:
    """The customer records; made from the transactions where these know customers by e-mail or phone only."""
    if raw.customers is not None:
        return raw.customers
    ids = read_ids(raw.transactions.frame["customer_id"])
    personal = contacts(ids, phones=phones)
    if not personal.any():
        return None
    kind = "phone" if phones else "email"
    frame = pd.DataFrame({"customer_id": ids[personal], kind: ids[personal]})
    return RawFrame(raw.transactions.file, frame, raw.transactions.headers, repeats="keep")


def _notes(raw: RawShop) -> tuple[Text, ...]:
    if raw.currency is not None:
        return ()
    return (
        Text(
            "The files name no currency: amounts are shown without one. Give it with --currency, such as USD.",
            "文件未注明币种：金额不带货币显示。可用 --currency 指定，例如 CNY。",
        ),
    )
