"""summarise_reviews: what reviews speak of and how well, counted; how that changed; where two groups differ."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.errors import ToolInputError
from config.text import Text
from data.aspects import GENERAL
from data.query_time import bucket_label, bucket_numbers, buckets_between, is_partial, iso_date
from data.review_counts import BEYOND_CHANCE, AspectCount, Polarity, chance_of_difference, holm
from data.spec import Filter
from data.tables import Cell, Column, Table
from tools.access import masked
from tools.context import Runtime, ToolContext
from tools.making import Outcome, make_tool
from tools.review_aspects import aspect_keys, aspect_names, opinions_of
from tools.review_columns import flag_notes, quote_rows
from tools.review_scope import ReviewScope, matching_reviews
from tools.review_tools import quotable
from tools.shop import Shop
from tools.summary_columns import ASPECT, CHANGE, COUNTS, GROUPS, OF, P_VALUE, QUOTE, VERDICT, VERDICTS
from tools.summary_notes import NONE, counting_notes, overlapping, silent
from tools.told_reviews import ToldReviews

Span = Literal["month", "quarter", "year"]
_KEYS: dict[Polarity, str] = {"negative": "complaints", "positive": "praise"}


class SummariseReviews(ReviewScope):
    """Which reviews, and how they are summed up."""

    polarity: Polarity | None = Field(default=None, description="Count complaints or praise; empty: both sides.")
    aspects: list[str] = Field(default_factory=list, max_length=20, description="Only these; empty: all.")
    by: Span | None = Field(
        default=None, description="One aspect: its counts over time. Else: the last whole span against the one before."
    )
    against: list[Filter] | None = Field(
        default=None, max_length=10, description="A second group: its filters in place of `filters`; tested."
    )
    limit: int = Field(default=12, ge=1, le=30, description="How many aspects.")

    @model_validator(mode="after")
    def _one_task(self) -> "SummariseReviews":
        if self.by and self.against is not None:
            raise ValueError("give either by (over time) or against (a second group)")
        return self


def summary_tool() -> BaseTool:
    """The tool summarise_reviews."""

    def compute(asked: SummariseReviews, runtime: Runtime) -> Outcome:
        table = masked(runtime.context, summarise_reviews(runtime.context, asked))
        return Outcome(table, {"quotes": True} if any(c.key == "text" for c in table.columns) else {})

    return make_tool("summarise_reviews", arguments=SummariseReviews, compute=compute)


def summarise_reviews(context: ToolContext, asked: SummariseReviews) -> Table:
    """The summary, its most telling rows first.

    Raises:
        ToolInputError: A filter or aspect names what is not there, or the build has no opinions.
        AccessError: The role may not ask it.
    """
    opinions = opinions_of(context.shop)
    keys = aspect_keys(asked.aspects, opinions)
    notes: list[Text] = []
    group = _group(context, asked, notes, keys)
    if group.reviews.empty:
        return Table((*ASPECT, *COUNTS), (), 0, "groups", (*notes, NONE))
    if asked.against is not None:
        columns, rows = _compared(context, asked, group, keys, notes)
    elif asked.by and len(keys) == 1:
        columns, rows = _over_time(context, asked.by, asked.polarity, group, keys[0], notes)
    elif asked.by:
        columns, rows = _last_spans(context, asked, group, notes)
    else:
        columns, rows = _overview(context, asked, group, notes)
    notes += counting_notes(opinions)
    shown = rows if asked.by and len(keys) == 1 else rows[: asked.limit]
    return Table(columns, tuple(shown), len(rows), "groups", tuple(notes))


def _group(context: ToolContext, asked: ReviewScope, notes: list[Text], keys: Sequence[str]) -> ToldReviews:
    matching = matching_reviews(context, asked, notes)
    spoken = context.shop.stored_reviews.spoken(matching)
    if len(spoken) < len(matching):
        notes.append(silent(len(matching) - len(spoken)))
    told = ToldReviews.of(spoken, opinions_of(context.shop))
    return ToldReviews(told.reviews, told.sentences[told.sentences["aspect"].isin(keys)]) if keys else told


def _overview(
    context: ToolContext, asked: SummariseReviews, group: ToldReviews, notes: list[Text]
) -> tuple[tuple[Column, ...], list[dict[str, Cell]]]:
    """One row a thing spoken of, the most told first, the verdict without a reason last; with a quote of that side."""
    names = aspect_names(opinions_of(context.shop))
    listed = [each for each in group.counts().values() if each.on_side(asked.polarity)]
    listed.sort(key=lambda each: (each.key == GENERAL, -each.on_side(asked.polarity), each.key))
    of, allowed = len(group.reviews), quotable(context, group.reviews)
    rows = []
    for each in listed:
        counts: dict[str, Cell] = {
            "reviews": each.n,
            "share": each.n / of,
            "complaints": each.negative,
            "complaints_share": each.negative / of,
            "praise": each.positive,
            "praise_share": each.positive / of,
            "of": of,
        }
        name = names[each.key].in_language(context.language)
        rows.append(
            {"key": each.key, "name": name, **counts, **_quote(context.shop, group, each, asked.polarity, allowed)}
        )
    notes += flag_notes(rows)
    return (*ASPECT, *COUNTS, OF, *QUOTE), rows


def _quote(
    shop: Shop, group: ToldReviews, each: AspectCount, side: Polarity | None, allowed: Callable[[str], bool]
) -> dict[str, Cell]:
    """What quotes a thing: of the side that is counted, or of the larger one."""
    side = side or ("positive" if each.positive > each.negative else "negative")
    span = next(iter(group.on_side(each.key, side).quotes(side, allowed)), None)
    if span is None:
        return {column.key: None for column in QUOTE}
    (row,) = quote_rows([span], shop, names_customers=False)
    return {column.key: row[column.key] for column in QUOTE}


def _compared(
    context: ToolContext, asked: SummariseReviews, first: ToldReviews, keys: Sequence[str], notes: list[Text]
) -> tuple[tuple[Column, ...], list[dict[str, Cell]]]:
    """Two groups of reviews; those in both count in the smaller one only: a part can be set against the rest."""
    other = asked.model_copy(update={"filters": asked.against, "against": None})
    second = _group(context, other, [], keys)
    both = np.intersect1d(first.reviews["review_id"], second.reviews["review_id"])
    if len(both):
        notes.append(overlapping(len(both)))
        if len(first.reviews) <= len(second.reviews):
            second = second.where(~second.reviews["review_id"].isin(both).to_numpy())
        else:
            first = first.where(~first.reviews["review_id"].isin(both).to_numpy())
    if first.reviews.empty or second.reviews.empty:
        raise ToolInputError(
            Text(
                "one of the two groups has no review with text of its own: there is nothing to compare",
                "两组中有一组没有带文字的评价，无从比较",
            )
        )
    return (*ASPECT, *GROUPS), _differences(context, asked, first, second, ("more", "fewer"))


def _last_spans(
    context: ToolContext, asked: SummariseReviews, group: ToldReviews, notes: list[Text]
) -> tuple[tuple[Column, ...], list[dict[str, Cell]]]:
    """The last whole span of time against the one before it."""
    assert asked.by is not None
    spans, whole = _spans(context, asked.by, group, notes)
    if whole < 1:
        raise ToolInputError(
            f"the matching reviews do not cover two whole spans: ask by something shorter than {asked.by}"
        )
    numbers = bucket_numbers(asked.by, group.reviews["day"].to_numpy())
    last, before = (group.where(numbers == spans[whole - back]) for back in (0, 1))
    labels = [bucket_label(asked.by, int(spans[whole - back])) for back in (0, 1)]
    notes.append(Text(f"Group A: {labels[0]}; group B: {labels[1]}.", f"甲组：{labels[0]}；乙组：{labels[1]}。"))
    return (*ASPECT, *GROUPS), _differences(context, asked, last, before, ("rose", "fell"))


def _differences(
    context: ToolContext, asked: SummariseReviews, first: ToldReviews, second: ToldReviews, words: tuple[str, str]
) -> list[dict[str, Cell]]:
    """One row a thing spoken of, the least likely to be chance first."""
    names = aspect_names(opinions_of(context.shop))
    sides = [{key: each.on_side(asked.polarity) for key, each in part.counts().items()} for part in (first, second)]
    of, other = len(first.reviews), len(second.reviews)
    keys = sorted(key for key in set(sides[0]) | set(sides[1]) if sides[0].get(key, 0) + sides[1].get(key, 0))
    pairs = [(sides[0].get(key, 0), sides[1].get(key, 0)) for key in keys]
    chances = holm([chance_of_difference(a, of, b, other) for a, b in pairs])
    rows: list[dict[str, Cell]] = []
    for key, (a, b), chance in zip(keys, pairs, chances, strict=True):
        difference = a / max(of, 1) - b / max(other, 1)
        rows.append(
            {
                "key": key,
                "name": names[key].in_language(context.language),
                "first": a,
                "first_share": a / max(of, 1),
                "second": b,
                "second_share": b / max(other, 1),
                "difference": difference,
                "p_value": round(chance, 6),
                "verdict": _verdict(context, difference, chance, words),
                "first_of": of,
                "second_of": other,
            }
        )
    rows.sort(key=lambda row: (row["p_value"], -abs(float(row["difference"] or 0)), row["key"]))
    return rows


def _over_time(
    context: ToolContext, by: Span, polarity: Polarity | None, group: ToldReviews, key: str, notes: list[Text]
) -> tuple[tuple[Column, ...], list[dict[str, Cell]]]:
    """One thing span by span; the last whole span is tested against the one before."""
    spans, whole = _spans(context, by, group, notes)
    numbers = bucket_numbers(by, group.reviews["day"].to_numpy())
    shown = COUNTS if polarity is None else tuple(c for c in COUNTS if c.key.startswith(_KEYS[polarity]))
    rows: list[dict[str, Cell]] = []
    sides: list[tuple[int, int]] = []
    for place, span in enumerate(spans):
        part = group.where(numbers == span)
        each, of = part.counts().get(key, AspectCount(key, 0, 0, 0)), len(part.reviews)
        sides.append((each.on_side(polarity), of))
        counts = {"reviews": each.n, "complaints": each.negative, "praise": each.positive}
        shares: dict[str, Cell] = {f"{side}_share": n / of if of else None for side, n in counts.items()}
        shares["share"] = shares.pop("reviews_share")
        row: dict[str, Cell] = {by: bucket_label(by, int(span)), "of": of, **counts, **shares}
        tested = place == whole and place > 0 and all(n for _, n in sides[-2:])
        row |= _change(context, *sides[-2:][::-1]) if tested else {"change": None, "p_value": None, "verdict": None}
        rows.append(row)
    time = Column(by, context.shop.dictionary.attribute(by).name, "text")
    columns = (time, OF, *shown, CHANGE, P_VALUE, VERDICT)
    return columns, [{column.key: row[column.key] for column in columns} for row in rows]


def _change(context: ToolContext, last: tuple[int, int], before: tuple[int, int]) -> dict[str, Cell]:
    change, chance = last[0] / last[1] - before[0] / before[1], chance_of_difference(*last, *before)
    return {
        "change": change,
        "p_value": round(chance, 6),
        "verdict": _verdict(context, change, chance, ("rose", "fell")),
    }


def _verdict(context: ToolContext, difference: float, chance: float, words: tuple[str, str]) -> str:
    key = "same" if chance >= BEYOND_CHANCE else words[0] if difference > 0 else words[1]
    return VERDICTS[key].in_language(context.language)


def _spans(context: ToolContext, by: Span, group: ToldReviews, notes: list[Text]) -> tuple[np.ndarray, int]:
    """The spans of time from the first review to the last, and the place of the last whole one."""
    days = group.reviews["day"].to_numpy()
    spans = buckets_between(by, int(days.min()), int(days.max()))
    last_day = context.shop.tables.as_of_day
    cut = int(bucket_numbers(by, np.array([last_day]))[0]) == int(spans[-1]) and is_partial(by, last_day, step=1)
    if cut:
        notes.append(
            Text(
                f"The last {by} is not whole: it ends on {iso_date(last_day)}.",
                f"最后一个时段不完整：止于{iso_date(last_day)}。",
            )
        )
    return spans, len(spans) - 1 - cut
