"""Columns that the classical models make of the features, which the network reads too, and what people call each."""

from config.text import Text
from data.features_list import FEATURES, Feature

CLASSICAL_FEATURES: tuple[Feature, ...] = (
    Feature(
        "bgnbd_p_alive",
        "share",
        Text("chance of still being a customer", "仍为活跃客户的概率"),
        Text("Probability by BG/NBD of not having left for good.", "按 BG/NBD 模型，客户尚未流失的概率。"),
        whole=False,
    ),
    Feature(
        "bgnbd_orders",
        "ratio",
        Text("purchases expected by rhythm alone", "按自身节奏预期的购买次数"),
        Text("Purchases that BG/NBD expects in the horizon.", "BG/NBD 模型预期的预测期内购买次数。"),
        whole=False,
    ),
    Feature(
        "gg_order_value_minor",
        "money",
        Text("expected value of a purchase", "预期单次购买金额"),
        Text("Worth of the next purchase by Gamma-Gamma.", "按 Gamma-Gamma 模型，下一次购买的预期金额。"),
        whole=False,
    ),
)


def feature_label(key: str) -> Text:
    """What people call a feature; its key where nobody named it.

    >>> feature_label("recency_days").en
    'days since last purchase'
    """
    named = {feature.key: feature.label for feature in (*FEATURES, *CLASSICAL_FEATURES)}
    return named.get(key, Text(key, key))
