"""Phrases put in the words that the grammar reads: a pattern, and what is written in its place, row by row."""

import re
from collections.abc import Callable, Iterable

Replace = str | Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Replace]
Rules = tuple[Rule, ...]


def rewritten(question: str, rules: Iterable[Rule]) -> str:
    """The question after every rule, each reading what the one before it has written.

    >>> rewritten("best sellers", [(re.compile("sellers"), "products"), (re.compile("best products"), "top products")])
    'top products'
    """
    for pattern, plain in rules:
        question = pattern.sub(plain, question)
    return question
