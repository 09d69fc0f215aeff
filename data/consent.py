"""Who agreed to be contacted, as the customers file says it: columns of consent and of refusal by their usual names.

Consent is of a channel. A column that names none (`accepts_marketing`) agrees to e-mails only, as Shopify's column of
that name did, but its "no" is a refusal of every channel. What no column says is unknown, never a yes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import InputError
from data.columns import name_key, nearest

Channel = Literal["email", "sms", "phone"]
Answer = Literal["yes", "no", "unknown"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
Answers = npt.NDArray[np.object_]
_ANY: Final = "any"
# Of further columns of the customers file, as in data.customer_attributes.
_PREFIX: Final = "attr_"

# Columns whose "yes" is consent, by channel; names without case, spaces and signs.
_GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        *("accepts email marketing", "email marketing consent", "email marketing consent state", "email consent"),
        *("email opt in", "email opted in", "email optin", "opt in email", "email marketing", "email subscribed"),
        *("email marketing status", "email permission", "consent email", "accepts newsletter", "newsletter"),
        *("newsletter consent", "newsletter opt in", "newsletter subscribed", "subscribed to newsletter"),
        *("同意邮件营销", "邮件营销同意", "接受邮件营销", "邮件订阅", "订阅邮件", "是否订阅邮件", "同意接收邮件"),
    ),
    "sms": (
        *("accepts sms marketing", "sms marketing consent", "sms marketing consent state", "sms consent"),
        *("sms opt in", "sms opted in", "sms optin", "opt in sms", "sms marketing", "sms subscribed", "consent sms"),
        *("sms marketing status", "sms permission", "text consent", "accepts text messages"),
        *("同意短信营销", "短信营销同意", "接受短信营销", "短信订阅", "是否接收短信", "同意接收短信"),
    ),
    "phone": (
        *("accepts phone marketing", "phone marketing consent", "phone consent", "phone opt in", "consent phone"),
        *("call consent", "accepts calls", "telephone consent", "phone permission"),
        *("同意电话营销", "电话营销同意", "接受电话营销", "同意电话联系", "是否接受电话"),
    ),
    _ANY: (
        *("accepts marketing", "accept marketing", "accepted marketing", "marketing consent", "marketing opt in"),
        *("marketing optin", "marketing permission", "marketing allowed", "consent", "consented", "gdpr consent"),
        *("opt in", "opted in", "optin", "subscribed", "buyer accepts marketing"),
        *("同意营销", "营销同意", "是否同意营销", "接受营销", "是否接受营销", "营销许可", "营销授权", "是否订阅"),
    ),
}
# Columns whose "yes" is a refusal.
_REFUSED: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        *("email opt out", "email opted out", "email optout", "email unsubscribed", "do not email", "no email"),
        *("拒收邮件", "退订邮件", "邮件退订"),
    ),
    "sms": ("sms opt out", "sms opted out", "sms optout", "sms unsubscribed", "do not text", "拒收短信", "短信退订"),
    "phone": ("do not call", "phone opt out", "call opt out", "dnc", "拒接电话", "拒绝电话"),
    _ANY: (
        *("opt out", "opted out", "optout", "marketing opt out", "unsubscribed", "do not contact", "suppressed"),
        *("no marketing", "退订", "已退订", "拒绝营销", "勿扰", "免打扰"),
    ),
}
_YES: Final = frozenset(
    (
        *("yes", "y", "true", "t", "1", "1.0", "on", "ok", "x", "subscribed", "subscribe", "optin", "optedin"),
        *("singleoptin", "confirmedoptin", "doubleoptin", "accepted", "accept", "accepts", "agree", "agreed"),
        *("granted", "allowed", "consented", "ja", "oui", "si", "sí", "sim", "是", "同意", "已同意", "接受"),
        *("已接受", "订阅", "已订阅", "允许", "有", "真", "√", "✓"),
    )
)
_NO: Final = frozenset(
    (
        *("no", "n", "false", "f", "0", "0.0", "off", "unsubscribed", "unsubscribe", "optout", "optedout"),
        *("notsubscribed", "neversubscribed", "never", "rejected", "declined", "denied", "refused", "revoked"),
        *("withdrawn", "redacted", "nein", "non", "não", "nao", "否", "不同意", "未同意", "拒绝", "已拒绝", "不接受"),
        *("未订阅", "退订", "已退订", "不允许", "无", "没有", "假", "×"),
    )
)


@dataclass(frozen=True)
class Consent:
    """What is known of the customers' consent.

    Attributes:
        answers: By channel each customer's answer (n,).
        columns: By channel the columns that it was read from; none where the shop keeps none.
    """

    answers: Mapping[Channel, Answers]
    columns: Mapping[Channel, tuple[str, ...]]


def read_consent(customers: pd.DataFrame, *, named: Mapping[Channel, str] | None = None) -> Consent:
    """Each customer's consent by channel.

    Args:
        customers: The customers of a build.
        named: By channel the column that speaks for it, whatever it is called.

    Raises:
        InputError: There is no column of such a name.

    >>> told = read_consent(pd.DataFrame({"attr_accepts_marketing": ["yes", "no", None]}))
    >>> told.answers["email"].tolist(), told.answers["sms"].tolist()
    (['yes', 'no', 'unknown'], ['unknown', 'no', 'unknown'])
    """
    given, refused = _columns(customers, _GIVEN), _columns(customers, _REFUSED)
    answers: dict[Channel, Answers] = {}
    columns: dict[Channel, tuple[str, ...]] = {}
    for channel in CHANNELS:
        own = given[channel]
        if named and channel in named:
            own = [_named(customers, named[channel])]
        told = [*own, *(c for c in given[_ANY] if c not in own), *refused[channel], *refused[_ANY]]
        answer = _said(customers, given[_ANY])
        if channel != "email":
            answer = np.where(answer == "no", "no", "unknown").astype(object)
        answer = _over(answer, _said(customers, own))
        turned_away = _said(customers, [*refused[channel], *refused[_ANY]], first="yes")
        answers[channel] = np.where(turned_away == "yes", "no", answer).astype(object)
        columns[channel] = tuple(column.removeprefix(_PREFIX) for column in told)
    return Consent(answers, columns)


def plain_answers(customers: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    """By channel the column that was asked about it, with the values that agree and refuse, where there is one of each.

    >>> plain_answers(pd.DataFrame({"attr_accepts_marketing": ["yes", "no", None]}))
    {'email': ('attr_accepts_marketing', 'yes', 'no')}
    """
    given = _columns(customers, _GIVEN)
    found: dict[str, tuple[str, str, str]] = {}
    for channel in CHANNELS:
        for column in (*given[channel], *(given[_ANY] if channel == "email" else ())):
            values = [str(value) for value in customers[column].dropna().unique()]
            said = {answer: [v for v in values if _answer(v) == answer] for answer in get_args(Answer)}
            if channel not in found and len(said["yes"]) == len(said["no"]) == 1 and not said["unknown"]:
                found[channel] = (column, said["yes"][0], said["no"][0])
    return found


def is_consent(name: str) -> bool:
    """Whether a column of that name tells of consent.

    >>> is_consent("Accepts SMS Marketing"), is_consent("是否同意营销"), is_consent("email")
    (True, True, False)
    """
    key = name_key(name.removeprefix(_PREFIX))
    return any(key in _keys(names) for table in (_GIVEN, _REFUSED) for names in table.values())


def _columns(customers: pd.DataFrame, table: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    own = [str(name) for name in customers.columns if str(name).startswith(_PREFIX)]
    return {to: [c for c in own if name_key(c.removeprefix(_PREFIX)) in _keys(names)] for to, names in table.items()}


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name_key(name) for name in names)


def _named(customers: pd.DataFrame, name: str) -> str:
    own = {name_key(str(c).removeprefix(_PREFIX)): str(c) for c in customers.columns if str(c).startswith(_PREFIX)}
    found = own.get(name_key(name.removeprefix(_PREFIX)))
    if found is None:
        known = [column.removeprefix(_PREFIX) for column in own.values()]
        hint = ", ".join(nearest(name, known) or known) or "none at all"
        raise InputError(f"[audiences.consent]: the customers have no column {name!r}; possible: {hint}")
    return found


def _said(customers: pd.DataFrame, columns: Iterable[str], *, first: Answer = "no") -> Answers:
    """What several columns say together: `first` where one of them says so, else the other where one does."""
    answer: Answers = np.full(len(customers), "unknown", dtype=object)
    for column in columns:
        read = _read(customers[column])
        answer = np.where(answer == first, answer, _over(answer, read)).astype(object)
    return answer


def _over(answer: Answers, later: Answers) -> Answers:
    over: Answers = np.where(later == "unknown", answer, later).astype(object)
    return over


def _read(column: pd.Series) -> Answers:
    codes, distinct = pd.factorize(column.astype("object"), use_na_sentinel=True)
    known = np.array([*(_answer(value) for value in distinct), "unknown"], dtype=object)
    read: Answers = known[codes]  # code -1, a missing value, takes the last
    return read


def _answer(value: object) -> Answer:
    text = str(value).strip().casefold()
    key = text if text in _YES | _NO else name_key(text)
    return "yes" if key in _YES else "no" if key in _NO else "unknown"
