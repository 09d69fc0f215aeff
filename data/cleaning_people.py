"""Customer records and behaviour events, cleaned."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from data.cleaning_checks import check_dates, texts
from data.column_names import PERSONAL
from data.dates import read_dates
from data.identities import Naming, contacts, pseudonyms, read_ids
from data.numbers import is_text, read_numbers
from data.quality import TableQuality
from data.quality_log import TableLog
from data.raw_shop import RawFrame

# What shops and trackers call the steps of a visit; other events keep their own name.
_EVENTS: Final = {
    **dict.fromkeys(
        ("view", "pageview", "page view", "product view", "view item", "pv", "click", "浏览", "点击"), "view"
    ),
    **dict.fromkeys(("cart", "add to cart", "addtocart", "basket", "add", "加购", "加入购物车"), "cart"),
    **dict.fromkeys(("wishlist", "favourite", "favorite", "fav", "like", "收藏"), "wishlist"),
    **dict.fromkeys(("search", "搜索"), "search"),
    **dict.fromkeys(("checkout", "begin checkout", "结算"), "checkout"),
    **dict.fromkeys(("purchase", "buy", "transaction", "order", "购买", "下单"), "purchase"),
}


def clean_customers(raw: RawFrame, lines: pd.DataFrame, *, phones: bool) -> tuple[pd.DataFrame, TableQuality]:
    """Customer records, one row a customer with a purchase, sorted by id; later lines of a file win."""
    raw = replace(raw, frame=_joined(raw, phones=phones)) if raw.repeats == "keep" else raw
    log = TableLog("customers", raw.frame, shown=())
    ids = read_ids(raw.frame["customer_id"])
    log.drop("no_customer", ids.isna().to_numpy(dtype=bool))
    personal = contacts(ids, phones=phones)
    known = pseudonyms(ids, phones=phones)
    again = np.zeros(len(ids), dtype=bool)
    again[log.alive] = known[log.alive].duplicated(keep="last").to_numpy(dtype=bool)
    log.drop("same_customer", again)
    log.drop("stranger", ~known.isin(lines["customer_id"].unique()).to_numpy(dtype=bool))
    kept = log.alive
    records = pd.DataFrame({"customer_id": known[kept].to_numpy()})
    for name in (str(name) for name in raw.frame.columns if name not in ("customer_id", "repeated", "left_out")):
        column = raw.frame.loc[kept, name]
        records[name] = _attribute(column) if name.startswith("attr_") else texts(column).to_numpy()
    kind = "phone" if phones else "email"
    if personal.any():
        contact = ids.where(personal)[kept].to_numpy()
        records[kind] = records[kind].fillna(pd.Series(contact, dtype="str")) if kind in records else contact
    filled = [str(name) for name in records if records[name].notna().any()]
    order = [name for name in ("customer_id", *PERSONAL, "country", "channel") if name in filled]
    columns = order + [name for name in filled if name.startswith("attr_")]
    return records[columns or ["customer_id"]].sort_values("customer_id", ignore_index=True), log.finish()


def _joined(raw: RawFrame, *, phones: bool) -> pd.DataFrame:
    """One row a customer out of rows that repeat them, such as order lines: the last value given for each column."""
    frame = raw.frame[read_ids(raw.frame["customer_id"]).notna()]
    same = pseudonyms(read_ids(frame["customer_id"]), phones=phones)
    filled = frame.apply(lambda column: column.mask(column.astype("str").str.strip() == ""))
    joined: pd.DataFrame = filled.groupby(same.to_numpy(), sort=False).last()
    joined.index = frame.index[~same.duplicated().to_numpy()]
    return joined


def _attribute(column: pd.Series) -> pd.Series:
    """Numbers where all values are numbers (and none has a leading zero, which marks a code), else text."""
    if not is_text(column) and not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return pd.Series(read_numbers(column).values)
    words = texts(column)
    numbers = read_numbers(words)
    codes = words.dropna().str.match(r"0\d").any()
    if numbers.unreadable.any() or numbers.missing.all() or codes:
        return words.reset_index(drop=True)
    return pd.Series(numbers.values)


def clean_events(raw: RawFrame, *, as_of_day: int, today: int, naming: Naming) -> tuple[pd.DataFrame, TableQuality]:
    """The events table of a build, sorted by day and customer.

    Raises:
        DataFileError: There are no dates, or too many impossible ones.
    """
    log = TableLog("events", raw.frame, shown=("date", "event", "product_id"))
    dates = read_dates(raw.frame["date"], usual=raw.day_order)
    log.drop("repeated", raw.frame["repeated"].to_numpy(dtype=bool))
    ids = naming.ids(raw.frame["customer_id"])
    log.drop("no_customer", ids.isna().to_numpy(dtype=bool))
    checked = check_dates(raw, log, dates=dates, today=today)
    names = texts(raw.frame["event"])
    log.drop("no_event", names.isna().to_numpy(dtype=bool))
    log.drop("after_as_of", checked.days > as_of_day)
    kept = log.alive
    plain = names[kept].str.lower().str.replace(r"[_\-\s]+", " ", regex=True)
    own = plain.str.replace(" ", "_")
    events = pd.DataFrame(
        {
            "customer_id": ids[kept].to_numpy(),
            "day": checked.days[kept],
            "event": plain.map(_EVENTS).fillna(own).to_numpy(),
        }
    )
    if "product_id" in raw.frame:
        events["product_id"] = read_ids(raw.frame.loc[kept, "product_id"]).to_numpy()
    return events.sort_values(["day", "customer_id"], kind="stable", ignore_index=True), log.finish()
