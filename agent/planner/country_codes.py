"""Countries by their code: "AOV, DE, Q3 2010", "DE vs FR", "net revenue ex UK"."""

import re
from functools import cache

from agent.planner.lexicon import Lexicon
from agent.planner.vocabulary import everyday_words

# Codes that are words in capitals too: "IN", "IT", "NO" are read only beside another code.
_WORDS = frozenset({"in", "it", "no", "is", "at", "be", "my", "so", "to", "me", "am", "do", "us", "id", "pm", "ad"})
_CODE = re.compile(r"(?<![\w.'’&/-])[A-Za-z]{2,3}(?![\w'’&-]|\.\w)", re.ASCII)
_BESIDE = re.compile(r"\s*(?:vs\.?|versus|v\.|/|&|\+|,|and|or|against|than|with|to)\s*", re.IGNORECASE)
# "Ex China" leaves China out; ex-customers are former ones.
_EX = re.compile(r"(?<![\w-])ex[ -](?P<name>[^\W\d_][\w ]{1,30})", re.IGNORECASE)


def countries_in_full(question: str, lexicon: Lexicon) -> str:
    """The question with the codes of countries that the data hold written as their names.

    A code in capitals counts, and two codes in small letters that are joined: "de vs fr".

    Args:
        question: Cleaned.
        lexicon: The shop's words.
    """
    question = _EX.sub(lambda m: f"excluding {m['name']}" if _is_country(m["name"], lexicon) else m.group(), question)
    found = [(m, _name(m.group(), lexicon)) for m in _CODE.finditer(question)]
    named = [(m, name) for m, name in found if name]
    shouted = question.isupper() and len(re.findall(r"[A-Z]{4,}", question)) > 1
    for at in range(len(named) - 1, -1, -1):
        match, name = named[at]
        beside = [m for m, _ in (*named[max(0, at - 1) : at], *named[at + 1 : at + 2]) if _joined(question, match, m)]
        capital = match.group().isupper() and not shouted
        word = match.group().casefold() in _WORDS
        if (capital and (not word or match.group() == "US")) or (beside and (capital or not word)):
            question = question[: match.start()] + name + question[match.end() :]
    return question


def _joined(question: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=re.Match.start)
    return bool(_BESIDE.fullmatch(question[first.end() : second.start()]))


def _name(code: str, lexicon: Lexicon) -> str:
    """Name in the data of the country with this code; empty where there is none."""
    return next((n for n in _codes().get(code.casefold(), ()) if _is_country(n, lexicon)), "")


def _is_country(name: str, lexicon: Lexicon) -> bool:
    """Whether a text begins with a country of the data, or the word for the shop's own or all others."""
    words = name.split()
    return any(
        term.attribute == "country"
        for end in range(len(words), 0, -1)
        for term in lexicon.lookup(" ".join(words[:end]))
    )


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Names of countries by code in small letters."""
    found: dict[str, tuple[str, ...]] = {}
    for name, codes in everyday_words("country_code").items():
        for code in codes:
            found[code.casefold()] = (*found.get(code.casefold(), ()), name)
    return found
