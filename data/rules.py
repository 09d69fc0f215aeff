"""A rule on customers' figures as a sentence in both languages, with money in the shop's currency."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import get_currency_symbol

from config.text import Language, Text
from data.features_classical import CLASSICAL_FEATURES
from data.features_list import FEATURES, Feature
from data.money import NO_CURRENCY

_EVERYBODY = Text("all customers", "全部客户")
_UNKNOWN = Text("none known", "无记录")
_KNOWN = Text("known", "有记录")
_OR_UNKNOWN = Text(" or none known", "或无记录")
_JOIN = Text("; ", "；")
# Up to here whole thresholds are told by the smallest number that fits.
_FEW = 100


@dataclass(frozen=True)
class Limits:
    """What a rule asks of one feature: `above` < figure <= `at_most`; or nothing known, where `missing` allows it."""

    feature: str
    above: float = -math.inf
    at_most: float = math.inf
    missing: bool = False


def rule_text(limits: Sequence[Limits], *, currency: str, minor_digits: int) -> Text:
    """The rule in words; money limits in minor units.

    >>> rule_text([Limits("orders", above=3), Limits("revenue_minor", at_most=120000)],
    ...           currency="GBP", minor_digits=2)
    Text(en='orders: at least 4; revenue: at most £1,200', zh='订单数：至少4；销售额：不超过£1,200')
    """
    if not limits:
        return _EVERYBODY
    said = [_limit_text(limit, currency=currency, minor_digits=minor_digits) for limit in limits]
    return Text(_JOIN.en.join(text.en for text in said), _JOIN.zh.join(text.zh for text in said))


def _limit_text(limit: Limits, *, currency: str, minor_digits: int) -> Text:
    feature = next(f for f in (*FEATURES, *CLASSICAL_FEATURES) if f.key == limit.feature)
    en, zh = (_range(limit, feature, currency, minor_digits, language) for language in ("en", "zh"))
    return Text(f"{feature.label.en}: {en}", f"{feature.label.zh}：{zh}")


def _range(limit: Limits, feature: Feature, currency: str, minor_digits: int, language: Language) -> str:
    def figure(value: float) -> str:
        return _figure(value, feature, currency, minor_digits, language)

    whole = feature.whole and feature.kind != "money" and limit.above < _FEW
    parts = []
    if math.isinf(limit.above) and math.isinf(limit.at_most):
        nobody = limit.above > 0
        return (_UNKNOWN if nobody else _KNOWN).in_language(language)
    if math.isfinite(limit.above):
        low = figure(limit.above + 1 if whole else limit.above)
        parts.append(Text(f"{'at least' if whole else 'over'} {low}", f"{'至少' if whole else '超过'}{low}"))
    if math.isfinite(limit.at_most):
        parts.append(Text(f"at most {figure(limit.at_most)}", f"不超过{figure(limit.at_most)}"))
    said = ("，" if language == "zh" else ", ").join(part.in_language(language) for part in parts)
    return said + (_OR_UNKNOWN.in_language(language) if limit.missing else "")


def _figure(value: float, feature: Feature, currency: str, minor_digits: int, language: Language) -> str:
    if feature.kind == "money":
        named = currency != NO_CURRENCY
        symbol = get_currency_symbol(currency, locale="zh_CN" if language == "zh" else "en") if named else ""
        amount = value / 10**minor_digits
        return f"{'-' if amount < 0 else ''}{symbol}{_plain(abs(amount))}"
    if feature.kind == "days":
        unit = "天" if language == "zh" else " day" if value == 1 else " days"
        return f"{_plain(value)}{unit}"
    return f"{value:.0%}" if feature.kind == "share" else _plain(value)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")
