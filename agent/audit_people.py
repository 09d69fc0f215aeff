"""Personal data in what people type: found, and named by where the build holds it (`email of K7`), and back again."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from agent.privacy import PHONE
from tools.untrusted_text import word_groups

if TYPE_CHECKING:
    from tools.shop import Shop

# No Chinese characters: they stand beside an address without a space.
_EMAIL = re.compile(r"[^\W㐀-鿿][^\W㐀-鿿.+-]*(?:[.+-]+[^\W㐀-鿿.+-]+)*@(?:[^\W㐀-鿿]|-)+(?:\.(?:[^\W㐀-鿿]|-)+)+")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_DIGITS = re.compile(r"\+?\d(?:[ ()./-]{0,2}\d){6,17}")
_PLACE = re.compile(r"(\w+) of (.+?)(?:, ((?:word\d+|joined)? ?(?:lower|upper|title)?|[\d+() ./-]*#[\d#+() ./-]*))?")
_CASES = ("lower", "upper", "title")
_LONGEST_NAME_WORDS = 9
# Fewer digits than this are ids or amounts, as in tools.customer_tools.
_PHONE_DIGITS = 7
# A word of a name that is shorter counts only as it is written in the name: "an", "do" and "van" are words, too.
_TELLING_LETTERS = 4
_SHORTEST_PHRASE, _LONGEST_PHRASE_WORDS = 5, 8
_FOUND_OTHERWISE = ("name", "email", "phone")
_CALENDAR = frozenset(word.casefold() for word in (*calendar.month_name, *calendar.day_name, *calendar.month_abbr))


@dataclass(frozen=True)
class Personal:
    """A personal text as it was written.

    Attributes:
        text: The text.
        kind: What it is: name, email, phone, or the key of another personal column.
        place: Where the build holds it (`email of K7`); empty where it does not.
    """

    text: str
    kind: str
    place: str = ""


class People:
    """What identifies the customers of one build."""

    def __init__(self, shop: "Shop") -> None:
        """Nothing is read until a question needs it."""
        self._shop = shop
        self._cells: dict[str, _Cells] = {}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of the customers table that hold personal data."""
        personal = (a.column for a in self._shop.dictionary.attributes if a.kind == "personal")
        return tuple(column for column in personal if column in self._shop.customers)

    def in_text(self, text: str) -> Iterator[Personal]:
        """E-mails, phones and full names, wherever they stand."""
        yield from (self.named("email", m.group()) for m in _EMAIL.finditer(text))
        yield from (self.named("phone", m.group()) for m in PHONE.finditer(text) if not self._is_id(m.group()))
        if "name" in self.columns:
            groups = list(dict.fromkeys([*word_groups(text), *_WORD.findall(text)]))
            yield from (self.named("name", group) for group in self._of("name").among(groups))

    def in_question(self, text: str) -> Iterator[Personal]:
        """`in_text`, and addresses, phones written otherwise than in the build, single words of names."""
        yield from self.in_text(text)
        phrases: list[str] | None = None
        for column in (column for column in self.columns if column not in _FOUND_OTHERWISE):
            phrases = phrases or list(dict.fromkeys(_phrases(text)))
            yield from (self.named(column, phrase) for phrase in self._of(column).among(phrases))
        for found in _DIGITS.finditer(text):
            if not self._is_id(found.group()) and (known := self.named("phone", found.group())).place:
                yield known
        if "name" in self.columns:
            words = dict.fromkeys(_WORD.findall(text))
            yield from (self.named("name", word) for word in words if self._is_of_name(word))

    def searched(self, text: str) -> Iterator[Personal]:
        """What a customer was looked up by, unless it is an id or an order number."""
        plain = text.strip()
        digits = sum(c.isdigit() for c in plain)
        # A mistyped id stays readable: it has digits, but too few for a phone, or letters beside them.
        if not plain or self._is_id(plain) or ("@" not in plain and digits and (digits < 7 or _WORD.search(plain))):
            return
        kind = "email" if "@" in plain else "phone" if digits else "name"
        yield self.named(kind, plain)

    def named(self, kind: str, text: str) -> Personal:
        """A text of that kind, with its place in the build where it has one."""
        if kind not in self.columns:
            return Personal(text, kind)
        cells = self._of(kind)
        codes = list(cells.equal(text))
        if not codes and kind == "phone":
            codes = list(cells.ending(text))
        if not codes and kind == "name" and text.casefold() in self._name_words:
            codes = [self._name_words[text.casefold()]]
        for code in codes:
            form = _form(cells.text(code), text)
            place = f"{kind} of {self._shop.customers['customer_id'].iloc[cells.row(code)]}"
            place += f", {form}" if form else ""
            if form is not None and self.text_at(place) == text:
                return Personal(text, kind, place)
        return Personal(text, kind)

    def text_at(self, place: str) -> str | None:
        """What the build holds at a place, in the form in which it was typed; None where there is no such place."""
        found = _PLACE.fullmatch(place)
        row = self._shop.lexicon.customer_ids.position(found[2]) if found else None
        if found is None or row is None or found[1] not in self.columns:
            return None
        cell = self._shop.customers[found[1]].iloc[row]
        return None if pd.isna(cell) else _formed(str(cell), found[3] or "")

    def _is_id(self, text: str) -> bool:
        lexicon = self._shop.lexicon
        plain = text.removeprefix("#")
        return any(plain in ids for ids in (lexicon.customer_ids, lexicon.order_ids, lexicon.product_ids))

    def _is_of_name(self, word: str) -> bool:
        if word.casefold() not in self._name_words or word.casefold() in self._known_words:
            return False
        cells = self._of("name")
        written = word in cells.text(self._name_words[word.casefold()]).split()
        return written or len(word) >= _TELLING_LETTERS

    @cached_property
    def _name_words(self) -> dict[str, int]:
        """Words of names in small letters, each with a name that holds it."""
        words: dict[str, int] = {}
        for code, text in enumerate(self._of("name").texts):
            for word in text.casefold().split():
                words.setdefault(word, code)
        return words

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that mean something else in this shop: metrics, attributes, values, months."""
        dictionary = self._shop.dictionary
        texts = [text for metric in dictionary.metrics for text in metric.words("en")]
        texts += [text for attribute in dictionary.attributes for text in attribute.words("en")]
        texts += [value for values in self._shop.lexicon.values.values() for value in values]
        return _CALENDAR | {word for text in texts for word in text.casefold().split()}

    def _of(self, column: str) -> "_Cells":
        if column not in self._cells:
            self._cells[column] = _Cells(self._shop.customers[column])
        return self._cells[column]


class _Cells:
    """The different texts of a column, found by hash: eight bytes each, so that ten million names fit."""

    def __init__(self, column: pd.Series) -> None:
        whole = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
        self._codes = whole.cat.codes.to_numpy()
        self.texts = [str(text) for text in whole.cat.categories]
        hashes = _hashes(self.texts)
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]

    def text(self, code: int) -> str:
        return self.texts[code]

    def row(self, code: int) -> int:
        """The first customer who has it."""
        return int(np.argmax(self._codes == code))

    def equal(self, text: str) -> Iterator[int]:
        """Texts that are equal but for case and spaces, the one that is equal as it stands first."""
        (wanted,) = _hashes([text])
        start, end = (
            np.searchsorted(self._hashes, [wanted], "left")[0],
            np.searchsorted(self._hashes, [wanted], "right")[0],
        )
        same = [int(code) for code in self._order[start:end] if _folded(self.texts[code]) == _folded(text)]
        yield from sorted(same, key=lambda code: self.texts[code] != text)

    def among(self, texts: list[str]) -> list[str]:
        """Those of the texts that stand in the column, but for case and spaces."""
        if not texts or not len(self._hashes):
            return []
        wanted = _hashes(texts)
        at = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        near = [text for text, hit in zip(texts, self._hashes[at] == wanted, strict=True) if hit]
        return [text for text in near if next(self.equal(text), None) is not None]

    def ending(self, number: str) -> Iterator[int]:
        """Phones that end like this number, or that it ends like."""
        digits = _digits(number)
        if len(digits) >= _PHONE_DIGITS:
            for code in self._tails.get(digits[-_PHONE_DIGITS:], ()):
                stored = _digits(self.texts[code])
                if stored.endswith(digits) or digits.endswith(stored):
                    yield code

    @cached_property
    def _tails(self) -> dict[str, list[int]]:
        tails: dict[str, list[int]] = {}
        for code, text in enumerate(self.texts):
            tails.setdefault(_digits(text)[-_PHONE_DIGITS:], []).append(code)
        return tails


def _hashes(texts: list[str]) -> npt.NDArray[np.uint64]:
    folded = np.array([_folded(text) for text in texts], dtype=object)
    hashed: npt.NDArray[np.uint64] = pd.util.hash_array(folded, categorize=False)
    return hashed


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit()).lstrip("0")


def _phrases(text: str) -> Iterator[str]:
    """Everything in a text that may be an address or the like: up to eight words, or up to 24 Chinese characters.

    A date or a number alone is what many have in common, and no phrase.
    """
    words = list(re.finditer(r"\S*\w", text))
    for i, first in enumerate(words):
        for last in words[i : i + _LONGEST_PHRASE_WORDS]:
            phrase = text[first.start() : last.end()]
            if len(phrase) >= _SHORTEST_PHRASE and any(c.isalpha() for c in phrase):
                yield phrase
    for run in re.finditer(r"[㐀-鿿][㐀-鿿\w-]+", text):
        for start in range(len(run.group())):
            for length in range(_SHORTEST_PHRASE, min(24, len(run.group()) - start) + 1):
                yield run.group()[start : start + length]


def _form(cell: str, typed: str) -> str | None:
    """How a text was typed, seen from the cell: as it is, another case, one word of it, other spaces in a number."""
    words = [f"word{i}" for i in range(1, min(len(cell.split()), _LONGEST_NAME_WORDS) + 1)]
    wholes = ("joined", *words)
    forms = ["", *_CASES, *(f"{whole}{case}" for whole in wholes for case in ("", *(f" {case}" for case in _CASES)))]
    found = next((form for form in forms if _formed(cell, form) == typed), None)
    return found if found is not None else _pattern(cell, typed)


def _formed(cell: str, form: str) -> str | None:
    if "#" in form:
        return _filled(cell, form)
    word, _, case = form.rpartition(" ") if " " in form else (form, "", "") if form not in _CASES else ("", "", form)
    if word == "joined":
        cell = "".join(cell.split())
    elif word:
        place = int(word.removeprefix("word"))
        cell = cell.split()[place - 1] if place <= len(cell.split()) else ""
    return {"lower": cell.lower(), "upper": cell.upper(), "title": cell.title()}.get(case, cell)


def _pattern(cell: str, typed: str) -> str | None:
    """A number as it was typed, with `#` for each digit that the cell ends with; what is left is a country's prefix."""
    stored, digits = _digits(cell), _digits(typed)
    common = min(len(stored), len(digits))
    if common < _PHONE_DIGITS or stored[-common:] != digits[-common:]:
        return None
    shown = ""
    for character in reversed(typed):
        hidden = character.isdigit() and shown.count("#") < common
        shown = ("#" if hidden else character) + shown
    return shown


def _filled(cell: str, pattern: str) -> str | None:
    digits = list(_digits(cell))
    filled = ""
    for character in reversed(pattern):
        if character == "#" and not digits:
            return None
        filled = (digits.pop() if character == "#" else character) + filled
    return filled
