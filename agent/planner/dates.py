"""Dates as people write them, found in a text: "18年3月", "Nov 1st", "8月31日（周一）", "the third quarter of 2025"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.planner.calendar import month_span

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_HAN = {han: n for n, han in enumerate("一二三四五六七八九十", 1)} | {"元": 1, "十一": 11, "十二": 12}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
# "The first of January": a day told by its word, where "of" goes before the month.
_DAYS = {
    word: day
    for day, word in enumerate(
        (
            *(
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
            ),
            *(
                "twelfth",
                "thirteenth",
                "fourteenth",
                "fifteenth",
                "sixteenth",
                "seventeenth",
                "eighteenth",
                "nineteenth",
            ),
            *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth"),
            *("twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
        ),
        1,
    )
}
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_WORD = "|".join(sorted(_DAYS, key=len, reverse=True))
YEAR = r"(?:19|20)\d\d"
_SHORT = r"['’]\d\d"
HAN_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
HAN_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_HAN_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
# "18年" where it is no length of time: 过去10年, 10年来.
HAN_YEAR = (
    rf"(?:(?<!\d){YEAR}|(?<![\d过去近满未来后])\d\d)\s*年(?!前|后|内|以内|以来|来|间|多|左右|的时间)(?:度(?![同环]))?"
)
_HAN_AGO = r"(?:今年|去年|前年|本年|当年|上一?年)"
_IN_HAN = rf"(?:(?P<{{0}}>{HAN_YEAR}|{_HAN_AGO}|(?<!\d)(?<!\d[.,]){YEAR}(?![\d年.,]))\s*的?\s*)?"
_EN_YEAR = rf"(?:,?\s*(?:of|in)?\s*(?P<{{0}}>{YEAR}|{_SHORT}|(?:last|this) year)(?![\d-]))?"
_AFTER = rf"(?:\s*[(（]\s*(?:{_HAN_WEEKDAY}|{_WEEKDAY})\s*[)）]|\s*{_HAN_WEEKDAY})?"
# "vs last year" beside a month is that month of last year.
_VERSUS = ("vs", "vs\\.", "than", "with", "to", "on", "against", "versus")
_SAME = ("same month", "same quarter", "same week", "same period", "same time", "same day")
_NOT_BESIDE = "".join(f"(?<!{word} )" for word in (*_VERSUS, *_SAME))
_ATOM = re.compile(
    "|".join(
        (
            rf"(?P<iso>\b(?:{_WEEKDAY}\.?,?\s+)?(?P<iy>{YEAR})(?P<isep>[-/.])(?P<im>\d\d?)(?P=isep)(?P<id>\d\d?)(?!\d){_AFTER})",
            rf"(?P<isom>(?<![\d-])(?P<jy>{YEAR})[-/](?P<jm>0?[1-9]|1[0-2])(?![\d/-]))",
            rf"(?P<dmy>\b(?:{_WEEKDAY}\.?,?\s+)?(?P<n1>\d\d?)(?P<dsep>[-/.])(?P<n2>\d\d?)(?P=dsep)(?P<dy>{YEAR})(?!\d))",
            rf"(?P<hday>{_IN_HAN.format('hdy')}(?<![\d.])(?P<hdm>{HAN_MONTH})\s*月\s*(?P<hdd>{HAN_DAY})\s*[日号]{_AFTER})",
            rf"(?P<hmonth>{_IN_HAN.format('hmy')}(?<![\d.十])(?P<hm>{HAN_MONTH})\s*月份?(?!均|度))",
            rf"(?P<hq>{_IN_HAN.format('hqy')}(?:(?:第\s*)?(?P<hqn>[一二三四1-4])\s*季度?(?!均)|(?<![a-z])q(?P<hqq>[1-4])(?:季度)?(?![\d])(?!\s*{YEAR})))",
            rf"(?P<hh>{_IN_HAN.format('hhy')}(?P<hhn>[上下])半年)",
            rf"(?P<eqy>(?<![\d.])(?P<eqyy>{YEAR}|\d\d)\s*-?\s*q(?P<eqyn>[1-4])(?!\w))",
            rf"(?P<dm>\b(?:{_WEEKDAY}\.?,?\s+)?(?:the\s+)?(?:(?P<dd>{HAN_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?|(?P<dw>{_DAY_WORD})\s+of\s+)(?P<dmm>{MONTH})\b\.?{_EN_YEAR.format('dmy_')}{_AFTER})",
            rf"(?P<md>\b(?:{_WEEKDAY}\.?,?\s+)?(?P<mdm>{MONTH})\b\.?\s+(?:the\s+)?(?P<mdd>{HAN_DAY})(?:st|nd|rd|th)?(?![\d%])(?!\s+{MONTH}\b){_EN_YEAR.format('mdy')}{_AFTER})",
            rf"(?P<em>\b(?P<emm>{MONTH})\b\.?{_EN_YEAR.format('emy')})",
            rf"(?P<eq>(?:\bq(?P<eqn>[1-4])\b|\b(?:the\s+)?(?P<eqo>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b){_EN_YEAR.format('eqy_')})",
            rf"(?P<eh>(?:\bh(?P<ehn>[12])\b|\b(?:the\s+)?(?P<eho>first|second|1st|2nd)\s+half\b){_EN_YEAR.format('ehy')})",
            rf"(?P<hyear>{HAN_YEAR}|今年|(?<![比较跟和与同])去年(?!的?[同这]))",
            rf"(?P<year>(?<![\d£$¥€#/-])(?<!\d[.,]){YEAR}(?![\d.,/-]*\d)(?![\d%年])"
            rf"|\b(?:{_NOT_BESIDE}last|this) year\b(?!'s))",
        )
    ),
    re.IGNORECASE | re.ASCII,
)
_YEARS = ("iy", "jy", "dy", "hdy", "hmy", "hqy", "hhy", "eqyy", "dmy_", "mdy", "emy", "eqy_", "ehy", "hyear", "year")


@dataclass
class Written:
    """One date as written.

    Attributes:
        unit: `day`, `month`, `quarter`, `half` or `year`.
        start: Its first character.
        end: One past its last.
        year: Its year; None where none is written.
        part: Number of its month, quarter or half.
        day: Day of the month.
    """

    unit: str
    start: int
    end: int
    year: int | None
    part: int = 0
    day: int = 0

    def text(self) -> str:
        """In figures, as the grammar reads it: 2018-03-01, 2018-03, Q1 2018, H1 2018, 2018."""
        if self.unit == "quarter":
            return f"Q{self.part} {self.year}"
        if self.unit == "half":
            return f"H{self.part} {self.year}"
        if self.unit == "year":
            return str(self.year)
        day = f"-{self.day:02d}" if self.day else ""
        return f"{self.year}-{self.part:02d}{day}"

    def key(self) -> tuple[int, int]:
        """Where in its year it begins."""
        scale = {"quarter": 3, "half": 6}.get(self.unit, 1)
        return ((self.part - 1) * scale if self.part else 0, self.day)


def written_dates(text: str, *, this_year: int, known: range) -> list[Written]:
    """All dates of a text in the order written; a year of two figures counts where the data may know it.

    Args:
        text: Cleaned, with plain punctuation.
        this_year: Year of the as-of day.
        known: Years that the data may hold.

    >>> [w.text() for w in written_dates("18年3月和Nov 1st, 2018", this_year=2018, known=range(2016, 2020))]
    ['2018-03', '2018-11-01']
    >>> [w.text() for w in written_dates("since the first of May 2018", this_year=2018, known=range(2016, 2020))]
    ['2018-05-01']
    """
    found = list(_found(text, this_year, known))
    days_first = next((f for f in found if f[1]), None)
    return [w for w, _ in _settled(found, months_first=days_first is not None and days_first[1] == 2)]


def _found(text: str, this_year: int, known: range) -> Iterator[tuple[Written, int]]:
    """Each date, with 1 where its figures can only be day before month, 2 where only month before day."""
    for match in _ATOM.finditer(text):
        named = {key: value for key, value in match.groupdict().items() if value}
        raw = next((named[key] for key in _YEARS if key in named), "")
        year = _year(raw, this_year, known)
        if raw and year is None:
            continue
        date, order = _read(named, year, match.start(), match.end())
        if date is not None and (date.unit != "day" or month_span(date.year or 2012, date.part, date.day)):
            yield date, order


def _settled(found: list[tuple[Written, int]], *, months_first: bool) -> Iterator[tuple[Written, int]]:
    """Dates such as 10/12/2018 are read as the others of the question are; by themselves they are left alone."""
    told = {order for _, order in found if order in (1, 2)}
    for date, order in found:
        if order == 3 and len(told) != 1:
            continue
        if order == 3 and months_first:
            date.part, date.day = date.day, date.part
        yield date, order


def _year(raw: str, this_year: int, known: range) -> int | None:
    word = raw.casefold()
    if word in ("去年", "上年", "上一年", "last year"):
        return this_year - 1
    if word in ("今年", "本年", "当年", "this year"):
        return this_year
    if word == "前年":
        return this_year - 2
    digits = re.sub(r"\D", "", word)
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if digits and 2000 + int(digits) in known else None


def _read(named: dict[str, str], year: int | None, start: int, end: int) -> tuple[Written | None, int]:
    """The date of a match, and in which order its figures stand."""

    def made(unit: str, part: int = 0, day: int = 0) -> Written:
        return Written(unit, start, end, year, part, day)

    if "iso" in named:
        return made("day", int(named["im"]), int(named["id"])), 0
    if "isom" in named:
        return made("month", int(named["jm"])), 0
    if "dmy" in named:
        first, second = int(named["n1"]), int(named["n2"])
        if first > 12 or second > 12:
            return (made("day", second, first), 1) if first > 12 else (made("day", first, second), 2)
        return made("day", second, first), 3 if first != second else 0
    if "hday" in named:
        return made("day", number(named["hdm"]), int(named["hdd"])), 0
    if "hmonth" in named:
        return made("month", number(named["hm"])), 0
    for key, day in (("dmm", "dd"), ("mdm", "mdd")):
        if key in named:
            day_of = int(named[day]) if day in named else _DAYS[named["dw"].casefold()]
            return made("day", number(named[key]), day_of), 0
    if "em" in named:
        bare = named["emm"].casefold() in ("may", "mar") and year is None
        return (None if bare else made("month", number(named["emm"]))), 0
    if any(key in named for key in ("hq", "eqy", "eq")):
        part = next(named[key] for key in ("hqn", "hqq", "eqyn", "eqn", "eqo") if key in named)
        return made("quarter", number(part)), 0
    if "hh" in named:
        return made("half", 1 if named["hhn"] == "上" else 2), 0
    if "eh" in named:
        return made("half", number(named.get("ehn") or named["eho"])), 0
    return made("year"), 0


def number(word: str) -> int:
    """Number of a month, quarter or half: 十一, nov, third, 03.

    >>> number("十一"), number("September"), number("third")
    (11, 9, 3)
    """
    word = word.casefold()
    if word.isdigit():
        return int(word)
    if word in _HAN:
        return _HAN[word]
    return _ORDINALS[word] if word in _ORDINALS else MONTHS.index(word[:3]) + 1
