"""Cuts a question into units: words, Han characters, numbers, dates, e-mails, symbols, in normal form."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

UnitKind = Literal["word", "han", "number", "date", "email", "customer", "order", "quoted", "symbol"]

# Traditional forms of the characters that occur in our Chinese words, so that 客戶 reads as 客户.
_TRADITIONAL = str.maketrans(
    "戶銷額訂單價預測國個總計數買購過費顧類別評論費圖趨勢這們誰為麼麽說與對過幾點內來間開關產場種應該現時週業區歷總體營運給長線條圓餅從會員級層離貨質還僅請問據標當萬億",
    "户销额订单价预测国个总计数买购过费顾类别评论费图趋势这们谁为么么说与对过几点内来间开关产场种应该现时周业区历总体营运给长线条圆饼从会员级层离货质还仅请问据标当万亿",
)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DATE = re.compile(
    r"(?:(?:19|20)\d\d(?:([-/])\d{1,2}(?:\1\d{1,2})?|\.\d{1,2}\.\d{1,2})|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)(?!\d)"
)
# A comma parts thousands, not an amount from the year that follows: 消费>=500，2018年起.
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[a-z0-9][a-z0-9_@.:/#-]*[a-z0-9]|[a-z0-9]", re.ASCII)
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "«": "»", "‘": "’", "《": "》"}
# Written between letters they join one word in two ways ("at-risk", "at risk"), so neither counts.
_POSSESSIVES = frozenset({"'s", "’s"})
_JOINERS = frozenset("-_'’.·")


@dataclass(frozen=True)
class Unit:
    """One unit of a text.

    Attributes:
        text: Normal form: NFKC, case folded, simplified characters; of a quotation the words inside; of an id
            the id as stored.
        stem: What is compared with the lexicon: `text` without an English plural ending.
        start: First character in the text as `clean_text` returns it.
        end: One past the last character.
    """

    text: str
    stem: str
    kind: UnitKind
    start: int
    end: int


def clean_text(text: str) -> str:
    """The text in NFC without control characters; all offsets refer to it."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(ch) in {"Cc", "Cf", "Zl", "Zp"} else ch for ch in composed).strip()


def normal(text: str) -> str:
    """The text as it is compared: NFKC, case folded, simplified characters, no accents.

    >>> normal("São 客戶")
    'sao 客户'
    """
    return _fold(text)[0]


def stem(word: str) -> str:
    """An English word without its plural ending; the same rule serves lexicon and question.

    >>> [stem(w) for w in ("orders", "countries", "class", "boxes", "status")]
    ['order', 'country', 'class', 'box', 'status']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def cut(text: str, *, customers: Container[str] = (), orders: Container[str] = ()) -> list[Unit]:
    """The units of a cleaned text; ids are looked up in the given sets before anything else is tried.

    >>> [u.stem for u in cut("Revenue by countries, 前10%")]
    ['revenue', 'by', 'country', ',', '前', '10', '%']
    """
    folded, places = _fold(text)
    found: list[Unit] = []
    at = 0
    while at < len(folded):
        if folded[at].isspace():
            at += 1
            continue
        kind, word, end = _known_id(text, folded, places, at, customers, orders) or _unit_at(folded, at)
        ranges = found and found[-1].kind in ("number", "date") and folded[at + 1 : at + 2].isdigit()
        if not (kind == "symbol" and word in _JOINERS and not (word == "-" and ranges)):
            base = stem(word) if kind == "word" else word
            found.append(Unit(word, base, kind, places[at], places[end - 1] + 1))
        at = end + 2 if folded[end : end + 2] in _POSSESSIVES else end
    return found


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in normal form and, for each of its characters, the place it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    pieces: list[str] = []
    places: list[int] = []
    for place, ch in enumerate(text):
        plain = _plain(ch)
        pieces.append(plain)
        places += [place] * len(plain)
    return "".join(pieces), places


@lru_cache(maxsize=20_000)  # every stretch of every question is folded, and there are few different characters
def _plain(ch: str) -> str:
    """One character in normal form, which may be several."""
    plain = ch if ch in _QUOTES or ch in _QUOTES.values() else unicodedata.normalize("NFKC", ch).casefold()
    return _unaccented(plain.translate(_TRADITIONAL))


def _unaccented(letter: str) -> str:
    """A Latin letter without its accents, so that São and Sao are one word; anything else as it is.

    >>> _unaccented("ã"), _unaccented("が")
    ('a', 'が')
    """
    base = unicodedata.normalize("NFD", letter)[:1] if not letter.isascii() and len(letter) == 1 else letter
    return base if base.isascii() and base.isalpha() else letter


def _known_id(
    text: str, folded: str, places: list[int], at: int, customers: Container[str], orders: Container[str]
) -> tuple[UnitKind, str, int] | None:
    run = _RUN.match(folded, at)
    if not run or (at and folded[at - 1].isascii() and folded[at - 1].isalnum()):
        return None
    known = _id_at(text[places[at] : places[run.end() - 1] + 1], customers, orders)
    return (known[0], known[1], at + known[2]) if known else None


def _unit_at(text: str, at: int) -> tuple[UnitKind, str, int]:
    ch = text[at]
    if ch in _QUOTES:
        close = text.find(_QUOTES[ch], at + 1)
        if close > at + 1:
            return "quoted", text[at + 1 : close].strip(), close + 1
    if _HAN.match(ch):
        return "han", ch, at + 1
    if match := _EMAIL.match(text, at):
        return "email", match.group(), match.end()
    if match := _DATE.match(text, at):
        return "date", match.group(), match.end()
    if match := _NUMBER.match(text, at):
        return "number", match.group().replace(",", ""), match.end()
    if match := _WORD.match(text, at):
        found = _HAN.search(match.group())
        word = match.group()[: found.start()] if found else match.group()
        return "word", word, at + len(word)
    return "symbol", ch, at + 1


def _id_at(run: str, customers: Container[str], orders: Container[str]) -> tuple[UnitKind, str, int] | None:
    """Kind, id as stored and length of a known id at the start of a run as typed: all of it, or its first part.

    A run of digits without a leading zero stays a number (it may be an amount): the parser weighs both senses.
    """
    head = re.match(r"[A-Za-z0-9]+", run)
    for candidate in dict.fromkeys((run, head.group() if head else "")):
        if not candidate or candidate.isalpha() or (candidate.isdigit() and not candidate.startswith("0")):
            continue
        if stored := find_id(candidate, customers):
            return "customer", stored, len(candidate)
        if stored := find_id(candidate, orders):
            return "order", stored, len(candidate)
    return None


def find_id(typed: str, ids: Container[str]) -> str | None:
    """The id as stored, whether typed as it is, in capitals or in small letters; None where there is none.

    >>> find_id("k12", {"K12"})
    'K12'
    """
    return next((form for form in (typed, typed.upper(), typed.lower()) if form in ids), None)
