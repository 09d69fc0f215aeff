"""Spans of days named by themselves: dates, months, quarters, years, and those relative to the as-of day."""

import datetime as dt
from dataclasses import replace

from agent.planner.calendar import around, last_days, month_span, part_span, written_date, year_span
from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Span

_DAY = dt.timedelta(days=1)
Found = tuple[Span, int]
# Words that, behind another span, mean the one before that, not the one before today.
_PREVIOUS = frozenset(
    ["previous", "the previous", "prior", "preceding", "前一", "前一个", "上一", "上一个", "上", "上个"]
)


class Points:
    """Reads points and lengths of time in one line; every method gives what it found and where that ends."""

    def __init__(self, line: Line, facts: Facts) -> None:
        self.line = line
        self.facts = facts
        self.spoken: Span | None = None
        self.spoken_words = ""

    def chunk(self, at: int) -> Chunk | None:
        """The chunk at a place; None beyond the ends."""
        return self.line[at] if 0 <= at < len(self.line) else None

    def time(self, at: int, *keys: str) -> bool:
        """Whether a word of time of that kind stands here."""
        chunk = self.chunk(at)
        return chunk is not None and chunk.has("time", *keys)

    def unit(self, at: int) -> str:
        """The unit of time that stands here, or an empty text."""
        chunk = self.chunk(at)
        found = chunk.key("unit") if chunk else ""
        return "" if found == "measure" else found

    def whole(self, at: int) -> int | None:
        """A whole number standing here."""
        chunk = self.chunk(at)
        number = chunk.token.number if chunk and chunk.meaning is None else None
        return int(number.value) if number and not number.percent and number.value == int(number.value) else None

    def length(self, at: int) -> tuple[float, str, int] | None:
        """A number of days, weeks, months …: 90 days, half a year, 半年, 3个月, a year."""
        chunk = self.chunk(at)
        if chunk is None:
            return None
        if chunk.text in ("半",) and self.unit(at + 1):
            return 0.5, self.unit(at + 1), at + 2
        number = chunk.token.number
        if number is not None and number.percent and chunk.text == "half":
            skip = at + 2 if (self.chunk(at + 1) or chunk).text in ("a", "of a") else at + 1
            return (0.5, self.unit(skip), skip + 1) if self.unit(skip) else None
        if number is not None and not number.percent and chunk.meaning is None:
            if (self.chunk(at + 1) or chunk).text == "半" and self.unit(at + 2):
                return number.value + 0.5, self.unit(at + 2), at + 3
            unit = self.unit(at + 1)
            # 3月 is March, 3个月 are three months; 2010年 is a year.
            han = is_han(self.chunk(at + 1))
            if unit and not (han and (self.chunk(at + 1) or chunk).text in ("月", "月份", "号", "日")):
                return (number.value, unit, at + 2) if not (unit == "year" and number.value > 1900) else None
        if chunk.text in ("a", "an", "one") and self.unit(at + 1):
            return 1.0, self.unit(at + 1), at + 2
        return None

    def trailing(self, at: int) -> int:
        """Past words that close a length: 内, 里."""
        chunk = self.chunk(at)
        return at + 1 if chunk is not None and chunk.has("time", "back") else at

    def point(self, at: int, *, prepositional: bool = True, year: int | None = None) -> Found | None:
        """A span named by itself: a date, a month, a quarter, a year, or one relative to the as-of day."""
        return self.relative(at) or self.figures(at) or self.named(at) or self.year(at, prepositional=prepositional)

    def relative(self, at: int) -> Found | None:
        """Today, last month, 去年: spans relative to the as-of day."""
        as_of = self.facts.as_of
        chunk = self.chunk(at)
        if chunk is None:
            return None
        fixed = {
            "today": Span(as_of, as_of, bucket="day"),
            "yesterday": Span(as_of - _DAY, as_of - _DAY, bucket="day"),
            "year_before_last": year_span(as_of.year - 2),
            "all_time": Span(self.facts.first_day, as_of),
            "this_to_date": Span(dt.date(as_of.year, 1, 1), as_of),
        }
        if chunk.has("span") and chunk.key("span") in fixed:
            return fixed[chunk.key("span")], at + 1
        if self.time(at, "now") and not chunk.has("stop"):
            return Span(as_of, as_of, bucket="day"), at + 1
        if chunk.has("span", "last_year", "this_year"):
            back = 1 if chunk.has("span", "last_year") else 0
            return self.in_year(at + 1, as_of.year - back) or (self.clipped(year_span(as_of.year - back)), at + 1)
        if self.time(at, "before_last") and (unit := self.unit(at + 1)):
            return around(unit, as_of, back=2), at + 2
        if (unit := self.unit(at)) and self.time(at + 1, "before_last"):
            return around(unit, as_of, back=2), at + 2
        if self.spoken is not None and (found := self.beside(at, self.spoken)):
            return found
        if self.time(at, "last", "this"):
            return self.last_or_this(at)
        return None

    def beside(self, at: int, spoken: Span) -> Found | None:
        """The month before, the previous quarter, the 30 days before that: right before the span spoken of."""
        chunk = self.line[at]
        if chunk.text == self.spoken_words and (self.unit(at + 1) or self.length(at + 1)):
            return None  # "last month … last month": the same one, said again
        if chunk.has("time", "last") and chunk.text in _PREVIOUS:
            if (length := self.length(at + 1)) is not None and spoken.days:
                return self.days_before(length, spoken)
            unit = self.unit(at + 1)
            return (around(unit, spoken.start, back=1), at + 2) if unit and unit == spoken.bucket else None
        if (length := self.length(at)) is not None and spoken.days and self.time(length[2], "before"):
            span, end = self.days_before(length, spoken)
            return span, end + 1
        if self.time(at, "before") and spoken.days and (length := self.length(at + 1)) is not None:
            return self.days_before(length, spoken)
        if (unit := self.unit(at)) and unit == spoken.bucket and self.time(at + 1, "before") and not is_han(chunk):
            return around(unit, spoken.start, back=1), at + 2
        return None

    def days_before(self, length: tuple[float, str, int], spoken: Span) -> Found:
        """So many days right before the span spoken of, and where its words end."""
        count, unit, end = length
        return last_days(count, unit, spoken.start - _DAY), self.trailing(end)

    def last_or_this(self, at: int) -> Found | None:
        """Last month, past year, this quarter, the last 90 days."""
        as_of = self.facts.as_of
        chunk = self.line[at]
        length = self.length(at + 1)
        if length is not None and self.time(at, "last"):
            count, unit, end = length
            return last_days(count, unit, as_of), self.trailing(end)
        unit = self.unit(at + 1)
        if not unit:
            return self.named(at + 1) if self.time(at, "last") and chunk.text == "last" else None
        if self.time(at, "this"):
            return self.clipped(around(unit, as_of)), at + 2
        # "past year", 最近一年, 近一月 roll back from the as-of day; "last year", 上个月 are calendar spans.
        rolling = any(w in chunk.text for w in ("past", "recent", "最近", "近", "过去"))
        span = last_days(1, unit, as_of) if rolling else around(unit, as_of, back=1)
        return span, self.trailing(at + 2)

    def clipped(self, span: Span) -> Span:
        """A span that is still running ends with the data."""
        return replace(span, end=self.facts.as_of) if span.start <= self.facts.as_of < span.end else span

    def figures(self, at: int) -> Found | None:
        """A date written in figures."""
        chunk = self.chunk(at)
        if chunk is None or chunk.meaning is not None or chunk.token.kind != "date":
            return None
        span = written_date(chunk.text)
        return (span, at + 1) if span else None

    def named(self, at: int) -> Found | None:
        """March 2010, 15 March 2010, March 15 2010, Q1 2010, first half of 2010, 3月, 3月15日, 双十一."""
        chunk = self.chunk(at)
        if chunk is None:
            return None
        if chunk.has("span"):
            part = chunk.key("span")
            if part[:1] in ("q", "h", "s", "b"):
                year, end = self.following_year(at + 1)
                return self.latest(lambda y: part_span(part, y), year), end
            return None
        day = self.whole(at)
        ordinal = self.ordinal(at + 1)
        if day is not None and 1 <= day <= 31 and (month := self.month_word(ordinal)):
            year, end = self.following_year(ordinal + 1)
            return self.day_or_none(month, day, year, end)
        if day is not None and 1 <= day <= 12 and self.han_month(at + 1):
            return self.month_day(day, at + 2)
        if month := self.month_word(at):
            return self.month_day(month, at + 1)
        return None

    def month_word(self, at: int) -> int:
        """The month named here, or 0."""
        chunk = self.chunk(at)
        if chunk is None or not chunk.has("month"):
            return 0
        if chunk.text in ("may", "mar", "jan") and chunk.has("stop"):
            # "may" is a month only beside a preposition, a year or a day, or where it is all that is said: "and May?"
            before, behind = self.chunk(at - 1), self.chunk(at + 1)
            near = any(c is not None and c.has("link") for c in (before, behind))
            leads = before is None or before.has("follow")
            near = near or (leads and behind is None) or (before is not None and before.text.endswith((" in", " for")))
            near = near or self.time(at - 1) or (self.whole(at + 1) or 0) > 0 or (self.whole(at - 1) or 0) > 0
            return int(chunk.key("month")) if near else 0
        return int(chunk.key("month"))

    def han_month(self, at: int) -> bool:
        """Whether 月 stands here, which makes a number a month."""
        chunk = self.chunk(at)
        return chunk is not None and chunk.text in ("月", "月份")

    def ordinal(self, at: int) -> int:
        """Past st, nd, rd, th and "of"."""
        while (chunk := self.chunk(at)) is not None and chunk.text in ("st", "nd", "rd", "th", "of"):
            at += 1
        return at

    def month_day(self, month: int, at: int) -> Found | None:
        """A month with what follows it: a day, a year."""
        day = self.whole(at)
        end = self.ordinal(at + 1)
        if day is not None and 1 <= day <= 31 and self.unit(at + 1) != "month":
            if self.unit(end) == "day" and is_han(self.chunk(end)):
                end += 1
            year, end = self.following_year(end)
            return self.day_or_none(month, day, year, end)
        year, end = self.following_year(at)
        return self.latest(lambda y: month_span(y, month), year), end

    def day_or_none(self, month: int, day: int, year: int | None, end: int) -> Found | None:
        """A day of a month; None where no year has it."""
        if month_span(2012, month, day) is None:
            return None
        return self.latest(lambda y: month_span(y, month, day), year), end

    def following_year(self, at: int) -> tuple[int | None, int]:
        """A year behind what was read: 2010, of 2010, last year, 2010年."""
        at_year = at
        while (chunk := self.chunk(at_year)) is not None and chunk.text in ("of", ",", "in", "of the", "的"):
            at_year += 1
        value = self.whole(at_year)
        if value is not None and 1900 < value < 2200:
            return value, at_year + (2 if self.unit(at_year + 1) == "year" and is_han(self.chunk(at_year + 1)) else 1)
        if self.time(at_year, "last", "this") and self.unit(at_year + 1) == "year":
            back = 1 if self.time(at_year, "last") else 0
            return self.facts.as_of.year - back, at_year + 2
        return None, at

    def latest(self, make: object, year: int | None) -> Span:
        """The span of that year; without a year the last one that has begun by the as-of day."""
        assert callable(make)
        if year is not None:
            return self.clipped(make(year))
        for candidate in range(self.facts.as_of.year, self.facts.as_of.year - 9, -1):
            span: Span | None = make(candidate)
            if span is not None and span.start <= self.facts.as_of:
                return self.clipped(span)
        return self.clipped(make(self.facts.as_of.year))

    def year(self, at: int, *, prepositional: bool) -> Found | None:
        """2010年, 2010年3月, 2010年第一季度, in 2010, 2010 (where the data has that year)."""
        value = self.whole(at)
        if value is None or not 1900 < value < 2200:
            return None
        suffixed = self.unit(at + 1) == "year" and is_han(self.chunk(at + 1))
        inner = self.in_year(at + 2 if suffixed else at + 1, value)
        if inner is not None:
            return inner
        within = self.facts.first_day.year <= value <= self.facts.as_of.year
        if suffixed or within:
            return self.clipped(year_span(value)), at + (2 if suffixed else 1)
        # "in 1850 orders" is no year; "in 2031" is one, though without data.
        return (year_span(value), at + 1) if prepositional and not self.unit(at + 1) and self.ends(at + 1) else None

    def ends(self, at: int) -> bool:
        """Whether nothing but punctuation follows."""
        chunk = self.chunk(at)
        return chunk is None or chunk.token.kind == "symbol"

    def in_year(self, at: int, year: int) -> Found | None:
        """A month, quarter or half named behind its year: 2010年3月15日, 2010 Q1, 去年第一季度."""
        at = at + 1 if (chunk := self.chunk(at)) is not None and chunk.text in ("的", "-") else at
        chunk = self.chunk(at)
        if chunk is None:
            return None
        if chunk.has("span") and chunk.key("span")[:1] in ("q", "h", "s", "b"):
            return self.clipped(part_span(chunk.key("span"), year)), at + 1
        month = self.month_word(at)
        after = at + 1
        value = self.whole(at)
        if not month and value is not None and 1 <= value <= 12 and self.han_month(at + 1):
            month, after = value, at + 2
        if not month:
            return None
        day = self.whole(after)
        if day is not None and self.unit(after + 1) == "day" and is_han(self.chunk(after + 1)):
            span = month_span(year, month, day)
            return (span, after + 2) if span else None
        span = month_span(year, month)
        return (self.clipped(span), after) if span else None


def is_han(chunk: Chunk | None) -> bool:
    """Whether a chunk is written in Han characters."""
    return chunk is not None and not chunk.text.isascii()
