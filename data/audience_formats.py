"""The columns of an audience's file as the programs that import it want them.

Source, as looked up in November 2026:
    Klaviyo, "How to add subscribers to a list" (help.klaviyo.com/hc/en-us/articles/360043841811 and 115005078967): CSV,
    the first column `Email` or `Phone Number`, phone numbers with their country as in E.164, `First Name`, `Last Name`,
    `Email Marketing Consent` and `SMS Marketing Consent` (subscribed, unsubscribed, or empty for never subscribed);
    any other column becomes a property of the profile.
    Shopify, "Importing and exporting customer lists" (help.shopify.com), its customer CSV template: `First Name`,
    `Last Name`, `Email`, `Accepts Email Marketing` (yes or no), `Phone`, `Accepts SMS Marketing`, `Tags`, `Note`; heads
    are told apart by case, `Email` must be there. The template's address columns are left out, so that importing
    empties no address.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal, get_args

import pandas as pd

from config.errors import InputError
from config.text import Text
from data.audiences import Audience

Form = Literal["generic", "klaviyo", "shopify"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
_NO_CALLS: Final = Text(
    "{form} sends e-mails and text messages; for calls take the format generic",
    "{form}只发送邮件和短信；电话联系请使用generic格式",
)
_NAMES: Final[Mapping[str, str]] = {"klaviyo": "Klaviyo", "shopify": "Shopify"}
_SUBSCRIBED: Final = {"yes": "Subscribed", "no": "Unsubscribed", "unknown": ""}
# What a profile of Klaviyo is told beside its address; heads of our own, so that none of theirs is overwritten.
_PROFILE: Final[Mapping[str, str]] = {
    "customer_id": "Kezhi Customer ID",
    "segment": "Kezhi Segment",
    "value_tier": "Kezhi Value Tier",
    "predicted_value": "Kezhi Predicted Value",
    "predicted_lo": "Kezhi Predicted Value Low",
    "predicted_hi": "Kezhi Predicted Value High",
    "currency": "Kezhi Currency",
    "horizon_days": "Kezhi Horizon Days",
    "risk": "Kezhi Risk",
    "action": "Kezhi Action",
    "as_of": "Kezhi As Of",
}


def form_name(form: Form) -> str:
    """What people call the format."""
    return _NAMES.get(form, form)


def in_form(audience: Audience, form: Form) -> pd.DataFrame:
    """The rows and columns of the format: all customers in `generic`, only those who may be contacted in the others.

    Raises:
        InputError: The format knows no such channel.
    """
    return _FORMS[form](audience)


def check_form(audience_channel: str, form: Form, *, zh: bool = False) -> None:
    """Refuses a format that knows no such channel.

    Raises:
        InputError: It does not.
    """
    if form != "generic" and audience_channel == "phone":
        said = _NO_CALLS.zh if zh else _NO_CALLS.en
        raise InputError(said.format(form=form_name(form)))


def _generic(audience: Audience) -> pd.DataFrame:
    return audience.frame


def _klaviyo(audience: Audience) -> pd.DataFrame:
    check_form(audience.channel, "klaviyo")
    found = _with_agreed_addresses(audience)
    email, phone = {"Email": found["email"]}, {"Phone Number": found["phone"]}
    made = {
        **(email | phone if audience.channel == "email" else phone | email),
        **_names(found),
        "Email Marketing Consent": found["consent_email"].map(_SUBSCRIBED),
        "SMS Marketing Consent": found["consent_sms"].map(_SUBSCRIBED),
        **{head: found[column] for column, head in _PROFILE.items() if column in found},
    }
    return pd.DataFrame(made)


def _shopify(audience: Audience) -> pd.DataFrame:
    check_form(audience.channel, "shopify")
    found = _with_agreed_addresses(audience)
    rows = [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]
    return pd.DataFrame(
        {
            **_names(found),
            "Email": found["email"],
            "Accepts Email Marketing": found["consent_email"].map(_yes_or_no),
            "Phone": found["phone"],
            "Accepts SMS Marketing": found["consent_sms"].map(_yes_or_no),
            "Tags": [_tags(row) for row in rows],
            "Note": [_note(row) for row in rows],
        }
    )


_FORMS: Final[Mapping[Form, Callable[[Audience], pd.DataFrame]]] = {
    "generic": _generic,
    "klaviyo": _klaviyo,
    "shopify": _shopify,
}


def _with_agreed_addresses(audience: Audience) -> pd.DataFrame:
    """Who may be contacted, with the address of another channel only where that was agreed to as well."""
    found = audience.contacts
    for channel, column in (("email", "email"), ("sms", "phone")):
        if channel != audience.channel:
            found[column] = found[column].where(found[f"consent_{channel}"] == "yes", "")
    return found


def _names(found: pd.DataFrame) -> dict[str, pd.Series]:
    """First and last name where the shop has them apart; a name that is not is never cut, and stands as the last."""
    apart = (found["first_name"] != "") | (found["last_name"] != "")
    return {"First Name": found["first_name"], "Last Name": found["last_name"].where(apart, found["name"])}


def _yes_or_no(answer: str) -> str:
    return "yes" if answer == "yes" else "no"


def _tags(row: Mapping[str, object]) -> str:
    """Tags by which the audience is found again: `kezhi, kezhi-at_risk, kezhi-win_back`."""
    told = [str(row[column]) for column in ("segment", "value_tier", "action") if row.get(column)]
    return ", ".join(["kezhi", *(f"kezhi-{part}" for part in told)])


def _note(row: Mapping[str, object]) -> str:
    interval = f"{row['predicted_lo']}..{row['predicted_hi']}"
    return f"Kezhi {row['as_of']}: predicted value {row['predicted_value']} ({interval}) {row['currency']}"
