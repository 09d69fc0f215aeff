"""An audience: customers chosen for a campaign, who of them may be contacted by a channel, and why the others not.

Whoever may not be contacted stays in it with the reason and without name or address, so that a file of it can be no
list of contacts by mistake; the hold-out group stays with its ids, so that the effect can be measured later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from data.columns import name_key
from data.consent import Channel, Consent
from data.contact_points import e164, usable_email
from data.customer_attributes import PREFIX
from data.dates import read_dates
from data.numbers import Mask

Reason = Literal[
    "forgotten",
    "suppression_list",
    "opted_out",
    "recently_contacted",
    "no_address",
    "consent_unknown",
    "same_address",
    "control",
]
# In this order: whoever has several has the first. Held out is only who could have been contacted, so that both groups
# are alike.
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
CONTACT: Final = "contact"
CONTROL: Final = "control"
# What tells who somebody is; empty for whoever may not be contacted.
PERSONAL: Final = ("first_name", "last_name", "name", "email", "phone")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "first_name": ("first name", "given name", "firstname", "名"),
    "last_name": ("last name", "surname", "family name", "lastname", "姓"),
}
_CONTACTED: Final = (
    *("last contacted", "last contact", "last contact date", "last contacted at", "last contacted on"),
    *("last campaign", "last campaign date", "last emailed", "last email sent", "last email date"),
    *("最近联系", "最近联系日期", "最近联系时间", "上次联系", "上次联系日期", "最近触达", "最近触达日期", "上次触达"),
)


@dataclass(frozen=True)
class Audience:
    """Customers chosen, and what may be done with each.

    Attributes:
        frame: One row a customer, the highest predicted value first: see `made_audience`.
        channel: By which they are to be contacted.
    """

    frame: pd.DataFrame
    channel: Channel

    @property
    def contacts(self) -> pd.DataFrame:
        """Only those who may be contacted."""
        return self.frame[self.frame["group"] == CONTACT].reset_index(drop=True)

    def counts(self) -> dict[str, int]:
        """How many may be contacted (`contact`), and how many may not, by the reasons that there are."""
        by_reason = self.frame["suppression"].value_counts()
        told = {reason: int(by_reason.get(reason, 0)) for reason in REASONS}
        contact = int((self.frame["group"] == CONTACT).sum())
        return {CONTACT: contact, **{reason: count for reason, count in told.items() if count}}


@dataclass(frozen=True)
class Barred:
    """Who of some customers must not be contacted, whatever they agreed to (n,).

    Attributes:
        forgotten: Was to be forgotten, and is in the data again.
        listed: Is on the company's suppression list.
        contacted: Was contacted a short while ago.
        control: Is held out.
    """

    forgotten: Mask
    listed: Mask
    contacted: Mask
    control: Mask


def made_audience(
    people: pd.DataFrame,
    told: pd.DataFrame,
    *,
    consent: Consent,
    barred: Barred,
    channel: Channel,
    unknown_too: bool = False,
    calling_code: str = "",
) -> Audience:
    """The audience of some customers, given in the order of rank.

    Args:
        people: The customers' own records (n rows): `customer_id`, and of `name`, `email`, `phone`, `country` what
            the shop has.
        told: What else is told of each (n rows): predicted value, segment, action …; kept as it is.
        consent: Of these customers.
        barred: Of these customers.
        channel: By which they are to be contacted.
        unknown_too: Whether to contact those whose consent is not known.
        calling_code: Of phone numbers that say no country.

    Returns:
        Columns `customer_id`, `channel`, `group` (contact, control or empty), `suppression` (a reason or empty), those
        of `PERSONAL`, `consent_email`, `consent_sms`, `consent_phone`, then those of `told`.
    """
    known = _contact_points(people, calling_code)
    agreed = consent.answers[channel]
    address = known["email" if channel == "email" else "phone"]
    reason = np.full(len(people), "", dtype=object)
    free = np.ones(len(people), dtype=bool)
    masks: dict[Reason, Mask] = {
        "forgotten": barred.forgotten,
        "suppression_list": barred.listed,
        "opted_out": agreed == "no",
        "recently_contacted": barred.contacted,
        "no_address": (address == "").to_numpy(dtype=bool),
        "consent_unknown": (agreed == "unknown") & (not unknown_too),
    }
    for key, mask in masks.items():
        reason[free & mask] = key
        free &= ~mask
    again = np.zeros(len(people), dtype=bool)
    again[free] = address[free].str.casefold().duplicated().to_numpy(dtype=bool)
    reason[again] = "same_address"
    free &= ~again
    reason[free & barred.control] = "control"
    contact = free & ~barred.control
    group = np.where(contact, CONTACT, np.where(reason == "control", CONTROL, ""))
    known = known.where(pd.Series(contact), "")
    answers = pd.DataFrame({f"consent_{to}": consent.answers[to] for to in consent.answers}, dtype="str")
    ids = people["customer_id"].astype("str").reset_index(drop=True)
    head = pd.DataFrame({"customer_id": ids, "channel": channel, "group": group, "suppression": reason})
    parts = [head, known, answers, told.reset_index(drop=True)]
    return Audience(pd.concat(parts, axis=1), channel)


def contacted_since(people: pd.DataFrame, *, after_day: int) -> Mask:
    """Whom a column of the customers file says to have been contacted after a day; nobody where it says nothing."""
    keys = {name_key(name) for name in _CONTACTED}
    found: Mask = np.zeros(len(people), dtype=bool)
    for name in (str(name) for name in people.columns if str(name).startswith(PREFIX)):
        if name_key(name.removeprefix(PREFIX)) in keys:
            texts = people[name].astype("object").where(people[name].notna(), None)
            dates = read_dates(pd.Series(texts, dtype="str"))
            found |= ~np.isnat(dates.stamps) & (dates.days > after_day)
    return found


def _contact_points(people: pd.DataFrame, calling_code: str) -> pd.DataFrame:
    """Names and usable addresses of each, empty where there is none."""
    blank = pd.Series("", index=range(len(people)), dtype="str")

    def texts(column: str) -> pd.Series:
        if column not in people:
            return blank
        return pd.Series([_plain(text) for text in people[column].astype("object")], dtype="str")

    own = {str(name): name_key(str(name).removeprefix(PREFIX)) for name in people.columns}
    parts = {
        part: texts(next((c for c, key in own.items() if key in {name_key(n) for n in names}), ""))
        for part, names in _NAMES.items()
    }
    countries = texts("country")
    phones = [
        e164(phone, country=country, calling_code=calling_code)
        for phone, country in zip(texts("phone"), countries, strict=True)
    ]
    emails = [usable_email(text) for text in texts("email")]
    named = {"name": texts("name"), "email": pd.Series(emails, dtype="str"), "phone": pd.Series(phones, dtype="str")}
    return pd.DataFrame({**parts, **named})


def _plain(text: object) -> str:
    """A text in one line, without characters that nobody sees."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
