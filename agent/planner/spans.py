"""Time in a question: which tokens name a span of days, a horizon or a length of time."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise

from agent.planner.calendar import horizon_days, last_days
from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Duration, Horizon, Line, Span, join
from agent.planner.points import Found, Points, is_han

_DAY = dt.timedelta(days=1)
# What a time expression begins with, beside numbers and dates.
_OPENING = frozenset({"op", "time", "span", "unit", "month"})
_ONE = frozenset({"a", "an", "one", "半"})
_TOGETHER = re.compile(
    r"合计|加起来|加在一起|总共|一共|合起来|\bcombined\b|\btogether\b(?!\s+with)|\d\s*\+\s*\d"
    r"|\baltogether\b|\badded up\b",
    re.I,
)


def read_spans(line: Line, facts: Facts) -> Line:
    """The line with every time expression joined into a span, a horizon or a duration."""
    reader = _Reader(line, facts)
    read: Line = []
    at = 0
    while at < len(line):
        found = reader.expression(at)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        meaning, end = found
        if isinstance(meaning, Span):
            reader.spoken, reader.spoken_words = meaning, line[at].text
        read.append(join(line[at:end], meaning))
        at = end
    return read


def joined(spans: list[Span], question: str) -> list[Span]:
    """Two times that follow on each other as one, where their sum is asked for: 8月和9月合计, "Q1 and Q2 combined"."""
    return adjoining(spans) if _TOGETHER.search(question) else spans


def adjoining(spans: list[Span]) -> list[Span]:
    """Times that follow on each other as one; others as they are."""
    ordered = sorted(spans, key=lambda span: span.start)
    if len(ordered) < 2:
        return spans
    if any(first.end + _DAY != second.start for first, second in pairwise(ordered)):
        return spans
    return [Span(ordered[0].start, ordered[-1].end)]


def _opens(chunk: Chunk) -> bool:
    """Whether a time expression may begin with a chunk: most of a question is ruled out by one look at it."""
    token = chunk.token
    figures = token.number is not None or token.kind == "date" or token.text in _ONE
    return figures or any(term.kind in _OPENING for term in token.terms)


class _Reader(Points):
    """Joins points of time to what is asked: between two, since, before, the next so many days."""

    def expression(self, at: int) -> tuple[Span | Horizon | Duration, int] | None:
        """The longest time expression that starts here."""
        if not _opens(self.line[at]):
            return None
        # A customer number is no year: "since customer 2010" names a customer.
        before = self.chunk(at - 1)
        if (
            before is not None
            and before.has("entity", "customer")
            and self.whole(at) is not None
            and not self.unit(at + 1)
        ):
            return None
        return self.between(at) or self.bounded(at) or self.ahead(at) or self.placed(at) or self.duration(at)

    def between(self, at: int) -> Found | None:
        """Between A and B, from A to B, A 到 B."""
        chunk = self.chunk(at)
        opened = chunk is not None and (chunk.has("op", "between") or chunk.has("time", "since", "in"))
        first = self.point(at + 1 if opened else at)
        if first is None:
            return None
        joined = self.chunk(first[1])
        dashed = joined is not None and joined.text in ("-", "~", "–", "—", "～")
        # "Jul-Sep 2026": a dash between letters is no chunk of its own.
        last = self.line[first[1] - 1]
        months = joined is not None and joined.has("month") and last.has("month") and "-" not in last.text
        if joined is not None and months and joined.token.start - last.token.end == 1:
            return self.months(at, first)
        if joined is None or not (joined.has("time", "to") or dashed):
            return None
        # "March and April" without "between" are two months, not a stretch.
        if joined.has("link", "and") and not (chunk is not None and opened and chunk.has("op", "between")):
            return None
        second = self.point(first[1] + 1, year=None)
        if second is None:
            return None
        start, end = first[0], second[0]
        if start.start > end.end:
            # "November to March 2010": the first month lies in the year before, or needs the second one's year.
            start = replace(start, start=start.start.replace(year=end.end.year, day=1))
            if start.start > end.end:
                start = replace(start, start=start.start.replace(year=end.end.year - 1))
        elif not self.dated(at, first[1]) and self.dated(first[1], second[1]):
            moved = start.start.replace(year=end.end.year, day=min(start.start.day, 28))
            start = replace(start, start=moved) if moved <= end.end else start
        return Span(start.start, end.end, ends=(start, end)), self.closed(second[1])

    def months(self, at: int, first: Found) -> Found | None:
        """From one month to another right behind it."""
        second = self.point(first[1])
        if second is None or second[0].end < second[0].start:
            return None
        start, end = first[0], second[0]
        if self.dated(first[1], second[1]) or start.start > end.end:
            start = replace(start, start=start.start.replace(year=end.end.year, day=1))
        if start.start > end.end:
            return None
        return Span(start.start, end.end, ends=(start, end)), self.closed(second[1])

    def dated(self, start: int, end: int) -> bool:
        """Whether a year is named between two places."""
        return any(
            c.token.kind == "date" or (self.whole(i) or 0) > 1900 for i, c in enumerate(self.line) if start <= i < end
        )

    def bounded(self, at: int) -> Found | None:
        """Since A, before A, after A, until A; A 以来, A 之前."""
        first, last, as_of = self.facts.first_day, dt.date(1900, 1, 1), self.facts.as_of
        for word in ("since", "before", "after", "until"):
            if not self.time(at, word):
                continue
            found = self.point(at + 1)
            if found is None:
                continue
            span, end = found
            if word == "since":
                follows = self.chunk(end)
                if follows is not None and follows.has("time", "to", "onwards") and not follows.has("link"):
                    end += 1
                return Span(span.start, max(as_of, span.start)), self.closed(end)
            if word == "after":
                return Span(span.end + _DAY, max(as_of, span.end + _DAY)), end
            limit = span.start - _DAY if word == "before" else span.end
            return Span(min(first, limit), limit), end
        # 在2018年以前: what stands behind the date bounds it.
        start = self.chunk(at)
        found = self.point(at + 1 if self.time(at, "in") and start is not None and is_han(start) else at)
        if found is None:
            return None
        span, end = found
        if self.time(end, "onwards") and not self.time(end, "back"):
            return Span(span.start, max(as_of, span.start)), end + 1
        # 前 and 后 also rank (前10): behind a date they bound it only when no number follows.
        bound = self.time(end, "before", "after") or self.later(end)
        if bound and self.whole(end + 1) is None and is_han(self.chunk(end)):
            limit = span.start - _DAY
            if self.time(end, "before"):
                return Span(min(first, limit), limit), end + 1
            return Span(span.end + _DAY, max(as_of, span.end + _DAY)), end + 1
        del last
        return None

    def later(self, at: int) -> bool:
        """Whether 之后的 stands here, which behind a date is no time to come."""
        chunk = self.chunk(at)
        return chunk is not None and chunk.text in ("之后的", "以后的") and self.length(at + 1) is None

    def ahead(self, at: int) -> tuple[Horizon, int] | None:
        """The next 90 days, 未来半年, next month."""
        chunk = self.chunk(at)
        if chunk is not None and chunk.has("span", "next_year"):
            return Horizon(horizon_days(1, "year")), at + 1
        start = at + 1 if self.time(at, "in") and self.time(at + 1, "next") else at
        if not self.time(start, "next"):
            return None
        length = self.length(start + 1)
        if length is not None:
            count, unit, end = length
            return Horizon(horizon_days(count, unit)), self.trailing(end)
        if unit := self.unit(start + 1):
            return Horizon(horizon_days(1, unit)), self.trailing(start + 2)
        return None

    def placed(self, at: int) -> Found | None:
        """In March 2010, last month, 2010年3月: a span, with or without a preposition."""
        start = at + 1 if self.time(at, "in") else at
        found = self.point(start, prepositional=start > at)
        if found is None:
            return None
        return found[0], self.closed(found[1])

    def duration(self, at: int) -> tuple[Duration | Span, int] | None:
        """90 days, 三个月; "90 days ago" is a day."""
        length = self.length(at)
        if length is None:
            return None
        count, unit, end = length
        before = self.chunk(at - 1)
        if self.time(end, "ago") and before is not None and before.has("op", "gt", "ge", "lt", "le"):
            # "Last bought more than 60 days ago": a length that is compared, not a day.
            return Duration(horizon_days(count, unit)), end + 1
        if self.time(end, "ago"):
            day = last_days(count, unit, self.facts.as_of).start - _DAY
            return Span(day, day, bucket="day"), end + 1
        return Duration(horizon_days(count, unit)), self.trailing(end)

    def closed(self, at: int) -> int:
        """Past words that close a span: 期间, 之间."""
        chunk = self.chunk(at)
        return at + 1 if chunk is not None and chunk.has("time", "back") and is_han(chunk) else at
