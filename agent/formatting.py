"""Writes a cell the way people read it, in both languages, and makes text from data harmless."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import get_args

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from config.text import Language, Text
from data.money import NO_CURRENCY
from data.tables import Cell, Unit

_MISSING = Text("unknown", "未知")
_TRUTH = {True: Text("yes", "是"), False: Text("no", "否")}
_QUARTERS = "一二三四"
_LONGEST_NAME = 80
_BREAK = re.compile(r"[\n\r\t]")
_EMOJI_JOINER = "\u200d"
# What can act where it stands: an underscore inside a word or a lone ampersand cannot, and stays readable.
_ACTIVE = re.compile(
    r"[\\`*\[\]|]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|~(?=~)|(?<=~)~|&(?=#?\w+;)|\$(?=\$)|(?<=\$)\$"
    r"|^\s*>|^\s*[#+=-]+(?=\s|$)|^\s*\d+[.)](?=\s|$)"
)
# A backslash of the model's own would undo the one that is put before what follows it.
_PROSE_ACTIVE = re.compile(r"\\(?![|*_#+.)`~>-])|[\[\]]|<(?=[A-Za-z/!?]|$)|&(?=#?\w+;|$)|\$(?=\$)|(?<=\$)\$")
_ADDRESS = re.compile(
    r"(?<=\w):(?=//)|(?<=http):|(?<=https):|(?<=ftp):|^\.(?=[A-Za-z])|(?<=www)\.|(?<=mailto):|(?<=javascript):|(?<=data):|@(?=[\w-]+\.)",
    re.IGNORECASE,
)


@cache
def locale_of(language: Language) -> Locale:
    """How dates and numbers are written in that language."""
    return Locale.parse("zh_CN" if language == "zh" else "en_GB")


def format_cell(value: Cell, unit: Unit, *, currency: str = "", language: Language = "en", signed: bool = False) -> str:
    """A cell as text for people; data text is shown as it is, apart from characters nobody could see.

    Args:
        value: The cell.
        unit: Its unit.
        currency: ISO code, for money.
        language: Language of the answer.
        signed: Whether a number above zero gets a plus sign: a part or a difference, no level.

    >>> [format_cell(v, u, currency="GBP") for v, u in ((1234.5, "money"), (1234, "count"), (0.1234, "share"))]
    ['£1,234.50', '1,234', '12.3%']
    >>> format_cell(1234.5, "money", currency="XXX")
    '1,234.50'
    >>> format_cell("2010-12-09", "date"), format_cell("2010-12-09", "date", language="zh")
    ('9 December 2010', '2010年12月9日')
    >>> [format_cell(v, "money", currency="GBP", signed=True) for v in (12, -12, 0)]
    ['+£12.00', '-£12.00', '£0.00']
    """
    if value is None:
        return _MISSING.in_language(language)
    if isinstance(value, bool):
        return _TRUTH[value].in_language(language)
    if isinstance(value, str):
        return _format_date(value, language) if unit == "date" else visible(value)
    text = _format_number(value, unit, currency, language)
    return f"+{text}" if signed and any(c in "123456789" for c in text) and value > 0 else text


def unit_of_cell(row: Mapping[str, Cell], unit: Unit) -> Unit:
    """The unit of one cell: in a table of mixed quantities each row names its own in `value_unit`.

    >>> unit_of_cell({"value": 12, "value_unit": "days"}, "number")
    'days'
    """
    named = row.get("value_unit") if unit == "number" else None
    if named is None:
        return unit
    known = next((known for known in get_args(Unit) if known == named), None)
    return known or "money"


def is_signed(row: Mapping[str, Cell], column: str) -> bool:
    """Whether a cell is a part that raises or lowers, or a difference of two levels, and shows its sign.

    >>> is_signed({"feature": "orders", "contribution": 12.0}, "contribution")
    True
    >>> is_signed({"feature": "baseline", "contribution": 12.0}, "contribution")
    False
    """
    if column == "contribution":
        return row.get("feature") not in ("baseline", "prediction")
    return row.get("scenario") == "difference"


def _format_number(value: float, unit: Unit, currency: str, language: Language) -> str:
    locale = locale_of(language)
    if unit == "money" and currency == NO_CURRENCY:
        return str(format_decimal(value, "#,##0.00", locale=locale))
    if unit == "money" and currency:
        sign = "-" if round(value, 6) < 0 else ""
        # British dates, but the plain dollar sign of the general English locale.
        return sign + str(format_currency(abs(value), currency, locale="zh_CN" if language == "zh" else "en"))
    if unit in ("share", "percent"):
        percent = value * 100 if unit == "share" else value
        return str(format_decimal(percent, "#,##0.0", locale=locale)) + "%"
    if unit == "days":
        days = str(format_decimal(value, "#,##0.#", locale=locale))
        return f"{days} 天" if language == "zh" else f"{days} day{'' if days == '1' else 's'}"
    if unit == "rating":
        return str(format_decimal(value, "0.0", locale=locale))
    if unit in ("id", "text", "personal", "date"):
        return str(value)
    return str(format_decimal(value, _plain_pattern(value), locale=locale))


def _plain_pattern(value: float) -> str:
    if float(value).is_integer():
        return "#,##0"
    # A small number keeps two digits that say something: 0.0012, not 0.00.
    return "#,##0.##" if abs(value) >= 0.1 else "0.####"


def _format_date(text: str, language: Language) -> str:
    """ISO day, month (`2010-12`), quarter (`2010-Q4`), week or year as people write it."""
    zh = language == "zh"
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return f"{m[1]}年第{_QUARTERS[int(m[2]) - 1]}季度" if zh else f"Q{m[2]} {m[1]}"
    if m := re.fullmatch(r"(\d{4})-W(\d{2})", text):
        return f"{m[1]}年第{int(m[2])}周" if zh else f"week {int(m[2])} of {m[1]}"
    if re.fullmatch(r"\d{4}", text):
        return f"{text}年" if zh else text
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            pattern = "y年M月" if zh else "MMMM y"
            return str(format_date(dt.date.fromisoformat(text + "-01"), pattern, locale=locale_of(language)))
        return str(format_date(dt.date.fromisoformat(text[:10]), "long", locale=locale_of(language)))
    except ValueError:
        return visible(text)


def visible(text: str) -> str:
    r"""Text from data on one line, with its control, zero-width and direction characters written out.

    >>> visible("a\u202eb\n")
    'a⟨U+202E⟩b '
    """
    return written_out(_BREAK.sub(" ", text))


def written_out(text: str) -> str:
    r"""Text with its control, zero-width and direction characters written out; line breaks and joined emoji stay.

    >>> written_out("a\u200db\n👩\u200d🔧") == "a⟨U+200D⟩b\n👩\u200d🔧"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _is_shown(text, i) else f"⟨U+{ord(c):04X}⟩" for i, c in enumerate(text))


def _is_shown(text: str, at: int) -> bool:
    character = text[at]
    if character == _EMOJI_JOINER:
        around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        return len(around) == 2 and all(unicodedata.category(c) in ("So", "Sk", "Mn") for c in around)
    return character in "\n\r\t" or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def brief(text: str) -> str:
    """A name from data, cut where it is longer than a name of a thing; the cut is marked.

    >>> brief("WHITE HANGING HEART T-LIGHT HOLDER"), len(brief("A" * 3000))
    ('WHITE HANGING HEART T-LIGHT HOLDER', 81)
    """
    return text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "…"


def inert(text: str) -> str:
    r"""Text from data as markdown that shows exactly it: no link, image, HTML, table or heading can come of it.

    >>> inert("[a](http://x) | <b>")
    '\\[a\\](http\\://x) \\| \\<b>'
    """
    escaped = _ACTIVE.sub(lambda match: _escape_last(match.group()), visible(text))
    return _ADDRESS.sub(lambda match: "\\" + match.group(), escaped)


def _escape_last(found: str) -> str:
    return found[:-1] + "\\" + found[-1]


def inert_prose(markdown: str) -> str:
    r"""The model's own markdown without links, images, HTML and formulas; bold, lists, headings and tables stay.

    >>> inert_prose("**yes** ![x](https://evil/?q=1)")
    '**yes** !\\[x\\](https\\://evil/?q=1)'
    >>> inert_prose(r"!\[x\](https://evil)")
    '!\\\\\\[x\\\\\\](https\\://evil)'
    """
    escaped = _PROSE_ACTIVE.sub(lambda match: "\\" + match.group(), markdown)
    return _ADDRESS.sub(lambda match: "\\" + match.group(), escaped)
