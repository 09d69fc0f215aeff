"""Ordinary queries to a shop's reviews: what all queries of a language share is measured on them and taken out.

A query's vector says mostly that it is a short query in its language, and only a little what it asks. With the mean
of these queries subtracted, the share of right reviews among the first ten rose from .83 to .97 for English queries
on 4,000 Chinese reviews of ten categories (20 queries), and stayed at .95 for Chinese ones.
"""

import re
from typing import Literal

ReferenceLanguage = Literal["en", "zh"]

_HAN = re.compile(r"[\u3400-\u9fff]")

REFERENCE_QUERIES: dict[ReferenceLanguage, tuple[str, ...]] = {
    "en": (
        "late delivery",
        "good quality",
        "bad quality",
        "friendly service",
        "rude staff",
        "too expensive",
        "great value",
        "wrong size",
        "colour differs from the picture",
        "arrived damaged",
        "easy to use",
        "stopped working",
        "would buy again",
        "refund refused",
        "nice packaging",
        "missing parts",
        "fast shipping",
        "smells strange",
        "a gift for my mother",
        "not as described",
        "comfortable",
        "hard to install",
        "tastes good",
        "waste of money",
    ),
    "zh": (
        "送货太慢",
        "质量好",
        "质量差",
        "服务热情",
        "客服态度差",
        "价格太贵",
        "性价比高",
        "尺码不对",
        "颜色与图片不符",
        "收到时已损坏",
        "使用方便",
        "用几天就坏了",
        "还会回购",
        "不给退款",
        "包装精美",
        "缺少配件",
        "发货很快",
        "有异味",
        "送给妈妈的礼物",
        "与描述不符",
        "很舒服",
        "安装麻烦",
        "味道好",
        "浪费钱",
    ),
}


def reference_language(query: str) -> ReferenceLanguage:
    """Whose ordinary queries a query is compared with: Chinese if it holds a Chinese character, else English.

    >>> reference_language("iPhone 屏幕"), reference_language("entrega atrasada")
    ('zh', 'en')
    """
    return "zh" if _HAN.search(query) else "en"
