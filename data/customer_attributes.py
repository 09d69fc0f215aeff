"""Turns the further columns of a customers file into attributes: numbers, texts, and what may identify a person."""

import re

import pandas as pd

from config.text import Text
from data.consent import is_consent
from data.metrics import NO_SYNONYMS, Attribute, Kind, Synonyms
from data.tables import Unit

PREFIX = "attr_"
_DEFINITION = Text("Taken from the customers file.", "取自客户文件。")
# Column names under which shops keep what identifies a person, in both languages.
_PERSONAL = re.compile(
    r"^(?:(?:first|last|full|middle|given|family|maiden|user|nick|customer|contact) ?)?names?$|surname|mail|phone"
    r"|mobile|\btel\b|\bfax\b|address|street|\baddr|postcode|\bzip|postal|birth|\bdob\b|\bssn\b|passport|\biban\b"
    r"|tax id|wechat|whatsapp|facebook|instagram|\bqq\b|contact|\bnotes?\b|comment|memo|id card|licen[cs]e|\bip\b"
    r"|姓名|名字|称呼|邮箱|邮件|电话|手机|地址|住址|街道|邮编|生日|出生|身份证|护照|微信|备注|联系",
    re.IGNORECASE,
)
# Columns that many shops have, so that they can be asked for in Chinese too.
_CHINESE = {
    "state": "州",
    "province": "省份",
    "city": "城市",
    "region": "地区",
    "district": "区",
    "gender": "性别",
    "sex": "性别",
    "age": "年龄",
    "occupation": "职业",
    "language": "语言",
    "membership": "会员等级",
    "level": "等级",
    "registered": "注册日期",
    "store": "门店",
    "source": "来源",
    "accepts marketing": "同意营销",
    "accepts email marketing": "同意邮件营销",
    "accepts sms marketing": "同意短信营销",
}
# Further words for columns that many shops keep, by the name they have there.
_FURTHER: dict[str, Synonyms] = {
    "state": {"en": ("states", "province", "provinces"), "zh": ("省", "省份", "州份")},
    "province": {"en": ("provinces", "state"), "zh": ("省", "州")},
    "city": {"en": ("cities", "town", "towns"), "zh": ("市", "都市")},
    "gender": {"en": ("sex",), "zh": ()},
    "age": {"en": ("ages",), "zh": ("岁数",)},
    "registered": {"en": ("registration date",), "zh": ("注册时间",)},
}
# A text that is different for most customers says who someone is, whatever its column is called.
_TELLING_SHARE = 0.5
_TELLING_ROWS = 20


def customer_attributes(customers: pd.DataFrame) -> tuple[Attribute, ...]:
    """An attribute for each `attr_` column; those that may identify a person are personal.

    >>> made = customer_attributes(pd.DataFrame({"attr_city": ["Köln", "Ulm"], "attr_home_address": ["x", "y"]}))
    >>> [(a.key, a.kind) for a in made]
    [('attr_city', 'text'), ('attr_home_address', 'personal')]
    """
    return tuple(_attribute(column, customers[column]) for column in customers.columns if column.startswith(PREFIX))


def _attribute(column: str, values: pd.Series) -> Attribute:
    words = column.removeprefix(PREFIX).replace("_", " ")
    kind, unit = _kind(words, values)
    return Attribute(
        column,
        Text(words, _CHINESE.get(words.casefold(), words)),
        _FURTHER.get(words.casefold(), NO_SYNONYMS),
        unit,
        kind,
        _DEFINITION,
        {"customers": column},
    )


def _kind(words: str, values: pd.Series) -> tuple[Kind, Unit]:
    # Whether somebody wants letters tells nobody who it is, though the column names e-mails.
    if _PERSONAL.search(words) and not is_consent(words):
        return "personal", "personal"
    if pd.api.types.is_bool_dtype(values.dtype):
        return "flag", "text"
    if pd.api.types.is_numeric_dtype(values.dtype):
        return "number", "number"
    there = values.dropna()
    telling = len(there) >= _TELLING_ROWS and there.nunique() > _TELLING_SHARE * len(there)
    if telling or there.astype("str").str.contains("@", regex=False).any():
        return "personal", "personal"
    return "text", "text"
