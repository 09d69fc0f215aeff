"""Superlatives of growth: "grew most", "fastest growing", 增长最快, 降幅最大."""

from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Grown, Line, join, soft
from agent.planner.structure import metric_of

_KINDS = ("growth", "grow", "shrink", "previous", "month_before", "quarter_before", "week_before", "year_before")
# Words that ask for the rate, not for the difference in money or pieces.
_IN_PERCENT = ("in percent", "in %", "percentage terms", "百分比", "按百分", "percentwise", "percentage-wise")
_RATES = ("fast", "quick", "rate", "sharp", "steep", "percent", "率", "快", "幅", "速", "猛", "比")


def read_growth(line: Line, facts: Facts) -> Line:
    """The line with a superlative beside a word for growing or shrinking joined into one meaning."""
    read: Line = []
    at = 0
    while at < len(line):
        end = _end_of(line, at, facts)
        if end is None:
            read.append(line[at])
            at += 1
            continue
        grown = _grown(line[at:end], facts)
        # "In which month did it fall most, in percent": wherever that stands.
        by = "growth" if any(words in " ".join(c.text for c in line) for words in _IN_PERCENT) else grown.by
        read.append(join(line[at:end], replace(grown, by=by)))
        at = end
    return read


def _end_of(line: Line, at: int, facts: Facts) -> int | None:
    """Where a superlative and a word of growth that begin here end."""
    if not (line[at].has("superlative") or _grows(line[at])):
        return None
    place = at + 1
    between = line[at].has("superlative")
    while place < len(line) and place < at + 4 and not _either(line[place]):
        # "highest revenue growth": the metric may stand between the two.
        if not (soft(line[place]) or line[place].text in _IN_PERCENT or (between and metric_of(line[place], facts))):
            return None
        place += 1
    if place >= len(line):
        return None
    first, second = line[at], line[place]
    pair = (first.has("superlative") and _grows(second)) or (_grows(first) and second.has("superlative"))
    return place + 1 if pair else None


def _either(chunk: Chunk) -> bool:
    return chunk.has("superlative") or _grows(chunk)


def _grows(chunk: Chunk) -> bool:
    return chunk.has("ask", *_KINDS)


def _grown(chunks: Line, facts: Facts) -> Grown:
    word = next(c for c in chunks if _grows(c))
    side = next(c for c in chunks if c.has("superlative"))
    text = " ".join(c.text for c in chunks)
    shrinking = word.has("ask", "shrink") or any(w in text for w in ("降幅", "跌幅"))
    # "The highest growth" is a rate, "the biggest change" a difference.
    rate = any(w in text for w in _RATES) or (word.has("ask", "growth") and "change" not in text and "变化" not in text)
    return Grown(
        by="growth" if rate else "difference",
        lowest=shrinking != (side.key("superlative") == "low"),
        metric=next((m for m in (metric_of(c, facts) for c in chunks) if m), ""),
        asks=tuple(t.key for t in word.token.terms if t.kind == "ask"),
    )
