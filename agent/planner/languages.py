"""In which language a question is asked, whatever script the names in it are written in."""

import re
from collections.abc import Container, Iterable

from config.text import Language

_HAN_RUN = re.compile(r"[㐀-鿿]+")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(question: str, names: Container[str] = frozenset()) -> Language:
    """Chinese where the question holds Han characters of its own, else English.

    Names of products, categories or people are the shop's, not the asker's: "reviews of 充电宝 Plus" is English.

    Args:
        question: As typed.
        names: What `han_names` found in the shop.

    >>> language_of("Germany 的销售额"), language_of("revenue")
    ('zh', 'en')
    >>> shop = han_names(["Power Bank 充电宝 Plus", "被子"])
    >>> [language_of(q, shop) for q in ("reviews of 充电宝 Plus", "充电宝 Plus的评价", "被子", "Who buys 被子?")]
    ['en', 'zh', 'zh', 'en']
    """
    if not _HAN_RUN.search(question):
        return "en"
    own = _HAN_RUN.sub(lambda run: " " if run.group() in names else run.group(), question)
    return "zh" if _HAN_RUN.search(own) or not _LATIN_WORD.search(own) else "en"


def han_names(values: Iterable[str]) -> frozenset[str]:
    """Every stretch of Han characters in these values of the data.

    >>> sorted(han_names(["T-Shirt T恤 Classic", "Mug"]))
    ['恤']
    """
    return frozenset(run for value in values for run in _HAN_RUN.findall(value))
