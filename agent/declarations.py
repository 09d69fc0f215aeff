"""What a sentence says of its numbers that no proof of one of them sees: currency, scale, meaning."""

import re
from collections.abc import Collection, Iterator

from agent.disguises import strange_letters
from agent.twists import DECLARED, foreign_money

# What a shop's orders and reviews do not hold; a figure of it can be no value of a result.
_UNMEASURED = re.compile(
    r"\b(?:profit\w*|margins?|earnings|losses|loss|costs?|expenses?|budgets?|tax(?:es)?|vat|debts?|salar(?:y|ies)|wages"
    r"|dividends?|ebitda|cash ?flow|market share|conversions?|conversion rate|visitors?|clicks|impressions|employees"
    r"|staff|stock|inventory|warehouse|net promoter|nps|cac|acquisition costs?|interest rates?|inflation|population)\b"
    r"|利润|毛利|净利|成本|费用|预算|税|负债|工资|薪资|分红|现金流|市场份额|市占率|转化率|访客|点击|员工|库存|获客|利率|通胀|人口",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|cannot|can't|don't|doesn't|isn't|without|unknown|nothing)\b|没有|无法|不能|不含|不包含|未知|未记录|并非|不是|缺",
    re.IGNORECASE,
)
_POINTED = re.compile(r"\bthe (?:former|latter)\b|前者|后者", re.IGNORECASE)


def faults_declared(
    text: str,
    *,
    values: bool,
    currencies: frozenset[str],
    known: str,
    asked: str,
    measured: Collection[str],
) -> Iterator[tuple[str, str]]:
    """The words at fault in a sentence, and why.

    Args:
        text: The sentence; references, names and true quotations blanked out.
        values: Whether it says any value.
        currencies: ISO codes of the results.
        known: Texts of the results and the question, whose words in other scripts may be repeated.
        asked: The question.
        measured: Words for metrics that the shop has, in small letters.
    """
    for match in DECLARED.finditer(text):
        yield match.group(), "figures are written by references, with their own unit and never scaled"
    for said in foreign_money(text, currencies):
        if values or said.casefold() not in asked.casefold():
            yield said, f"amounts are in {', '.join(sorted(currencies))}"
    for start, end in strange_letters(text):
        if text[start:end].casefold() not in known:
            yield text[start:end], "an answer is written in English or Chinese"
    if not values:
        return
    for match in _UNMEASURED.finditer(text):
        if not _is_measured(match, text, measured) and not _DENIED.search(text):
            yield match.group(), "the results hold no such measure"
    for match in _POINTED.finditer(text):
        yield match.group(), "name what the value is of"


def _is_measured(match: re.Match[str], text: str, measured: Collection[str]) -> bool:
    """Whether the results measure it, or a longer word that it stands in: `assumed cost of a contact`."""
    word = match.group().casefold()
    if word in measured:
        return True
    folded = text.casefold()
    longer = (known for known in measured if word in known)
    return any(
        start <= match.start() and match.end() <= start + len(known)
        for known in longer
        for start in _places(known, folded)
    )


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
