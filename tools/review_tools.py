"""search_reviews: what customers say, in exact quotes, with how many reviews say it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.text import Text
from data.query_columns import View
from data.query_deeds import condition_mask
from data.query_periods import covered_span, period_mask
from data.review_passages import passages, with_text
from data.review_quotes import QuoteSpan, opening_quote
from data.review_ranking import FoundPassage
from data.review_topics import find_topics
from data.review_variety import Quotable, varied
from data.reviews import check_same_embedder
from data.spec import Filter, Measure, Period, Query
from data.tables import Cell, Table
from tools.access import check_query, masked
from tools.context import Runtime, ToolContext
from tools.making import Outcome, ToolArguments, make_tool
from tools.review_columns import flag_notes, quote_columns, quote_rows
from tools.shop import Shop
from tools.untrusted_text import holds_personal_data, word_groups

_HITS_A_QUOTE = 20
_SHORTHAND = {"customer_ids": "customer_id", "products": "product", "categories": "category", "languages": "language"}
_GROUPED = Text(
    "Reviews grouped by similarity to example sentences: each is counted once in every topic that it clearly speaks "
    "of, so it may be in several or in none; shares are of all matching reviews with text.",
    "按与示例句的相似度归类：一条评价在其明确谈到的每个话题中各计一次，可属于多个话题或不属于任何话题；"
    "占比以全部符合条件且有文字的评价为分母。",
)
_RANKED = Text(
    "All matching reviews were compared with the query; those nearest in meaning come first, equal sentences once.",
    "已将全部符合条件的评价与搜索内容比较，含义最接近的排在前面，相同的句子只列一次。",
)
_UNNAMED = Text(
    "Customer ids are left out: this role sees one customer at a time.", "未显示客户编号：该角色一次只能查看一位客户。"
)
_NONE = Text("No review with text fits.", "没有符合条件且有文字的评价。")


class SearchReviews(ToolArguments):
    """Which reviews, and what is wanted of them."""

    query: str | None = Field(
        default=None, min_length=1, max_length=500, description="What the reviews should speak of."
    )
    topics: bool = Field(default=False, description="Group the matching reviews by topic and count them.")
    customer_ids: list[str] = Field(default_factory=list, max_length=1000)
    products: list[str] = Field(default_factory=list, max_length=100, description="Product names or codes.")
    categories: list[str] = Field(default_factory=list, max_length=100)
    languages: list[str] = Field(default_factory=list, max_length=10, description="en, zh, pt or other.")
    rating_min: float | None = Field(default=None, description="Lowest rating, included.")
    rating_max: float | None = Field(default=None, description="Highest rating, included.")
    start: dt.date | None = Field(default=None, description="First day, included.")
    end: dt.date | None = Field(default=None, description="Last day, included.")
    filters: list[Filter] = Field(
        default_factory=list,
        max_length=10,
        description="Further filters, as in query_reviews: country, value_tier, rfm_segment and other customer keys.",
    )
    limit: int = Field(default=8, ge=1, le=50, description="How many reviews; with topics, how many topics.")

    @model_validator(mode="after")
    def _one_task(self) -> "SearchReviews":
        if self.query and self.topics:
            raise ValueError("give either query (nearest reviews) or topics=true (all matching reviews, grouped)")
        return self


@dataclass(frozen=True)
class _Found:
    """A quote, and the topic it stands for."""

    span: QuoteSpan
    topic: str | None = None
    topic_terms: str | None = None
    topic_n: int | None = None
    topic_share: float | None = None


def search_tool() -> BaseTool:
    """The tool search_reviews."""

    def compute(asked: SearchReviews, runtime: Runtime) -> Outcome:
        return Outcome(masked(runtime.context, search_reviews(runtime.context, asked)), {"quotes": True})

    return make_tool("search_reviews", arguments=SearchReviews, compute=compute)


def search_reviews(context: ToolContext, asked: SearchReviews) -> Table:
    """Quotes of the reviews asked for; `n` counts the reviews with text that pass the filters.

    Raises:
        ToolInputError: A filter names what is not there; the message says what is nearest.
        AccessError: The role may not ask it.
        WorkspaceError: The embedder in use is not the one that embedded the reviews.
    """
    notes: list[Text] = []
    matching = _matching(context, asked, notes)
    spoken = with_text(matching)
    names_customers = context.role != "support" or _customers(matching) <= 1
    # An exact quote cannot be masked, so those who may not see personal data get other sentences.
    plain = context.role == "business" or not names_customers
    allowed = (lambda text: not tells_of_people(context.shop, text)) if plain else (lambda text: True)
    if len(spoken) < len(matching):
        silent = len(matching) - len(spoken)
        notes.append(
            Text(f"{silent} further reviews match but have no text.", f"另有{silent}条符合条件的评价没有文字。")
        )
    if spoken.empty:
        return Table(quote_columns(spoken, topics=asked.topics, flagged=False), (), 0, "reviews", (*notes, _NONE))
    if asked.topics:
        notes.append(_GROUPED)
        found = _topics(context, asked.limit, spoken, allowed)
    elif asked.query:
        notes.append(_RANKED)
        found = _nearest(context.shop, asked.query, asked.limit, spoken, allowed)
    else:
        found = _latest(asked.limit, spoken, allowed)
    if not names_customers:
        notes.append(_UNNAMED)
    rows = _rows(found, spoken, names_customers=names_customers)
    flagged = flag_notes(rows)
    columns = quote_columns(spoken, topics=asked.topics, flagged=bool(flagged))
    shown = tuple({column.key: row[column.key] for column in columns} for row in rows)
    return Table(columns, shown, len(spoken), "reviews", (*notes, *flagged))


def _matching(context: ToolContext, asked: SearchReviews, notes: list[Text]) -> pd.DataFrame:
    """The reviews that pass every filter, with their texts, in the order of the build."""
    shop: Shop = context.shop
    view = View("reviews", shop.tables, shop.dictionary, shop.manifest.minor_digits)
    filters = [*_filters(asked), *asked.filters]
    query = Query(
        table="reviews",
        filters=filters,
        period=Period(start=asked.start, end=asked.end) if asked.start or asked.end else None,
        measures=[Measure(metric="reviews")],
    )
    check_query(context, query)
    covered_span(view, query, notes)
    within = period_mask(view, query)
    mask = np.ones(len(view.frame), dtype=bool) if within is None else within
    for condition in filters:
        mask &= condition_mask(view, condition, notes=notes)
    reviews = shop.reviews
    if reviews is None or len(reviews) != len(mask):
        raise RuntimeError("the review texts and the reviews table of a build should have the same rows")
    return reviews[mask]


def _filters(asked: SearchReviews) -> list[Filter]:
    """The short arguments as filters of the query engine, which knows the values' other names and the nearest ones."""
    filters = []
    for argument, column in _SHORTHAND.items():
        values = getattr(asked, argument)  # a name of ours, not the model's
        if values:
            filters.append(Filter(column=column, op="in", value=values))
    if asked.rating_min is not None:
        filters.append(Filter(column="rating", op="ge", value=asked.rating_min))
    if asked.rating_max is not None:
        filters.append(Filter(column="rating", op="le", value=asked.rating_max))
    return filters


def _topics(context: ToolContext, limit: int, spoken: pd.DataFrame, allowed: Callable[[str], bool]) -> list[_Found]:
    collection, parts = context.shop.collection, passages(spoken)
    ids = [str(review_id) for review_id in spoken["review_id"]]
    tongues = map(str, spoken["language"]) if "language" in spoken else ["other"] * len(ids)
    topics = find_topics(
        parts,
        collection.vectors(parts),
        examples=collection.examples(),
        languages=dict(zip(ids, tongues, strict=True)),
        allowed=allowed,
    )
    return [
        _Found(span, context.say(topic.aspect.name), ", ".join(topic.terms), topic.n, topic.share)
        for topic in topics[:limit]
        for span in topic.quotes
    ]


def _nearest(shop: Shop, query: str, limit: int, spoken: pd.DataFrame, allowed: Callable[[str], bool]) -> list[_Found]:
    """The reviews that answer the query best, each by the sentence that is nearest."""
    embedder, collection = shop.embedder, shop.collection
    identity = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    check_same_embedder(collection.embedder, identity)
    wanted = embedder.embed_queries([query])[0]
    # Many more hits than asked for: some are found by their title only, some may not be quoted, and of customers who
    # say the same in the same words one is enough.
    hits = collection.search(query, wanted, among=spoken["review_id"], limit=_HITS_A_QUOTE * limit)
    sentences: list[FoundPassage] = []
    quotes: list[Quotable] = []
    for hit, row in zip(hits, _rows_of(spoken, [hit.review_id for hit in hits]), strict=True):
        text = str(row["text"])
        quotable = [each for each in hit.sentences if allowed(text[each.span.start : each.span.end])]
        for sentence in quotable[:1]:
            said = text[sentence.span.start : sentence.span.end]
            sentences.append(sentence)
            quotes.append(Quotable(said, row.get("customer_id"), row.get("product_id")))
    shown = varied(quotes, limit, vectors=collection.vectors_of(sentences))
    return [_Found(sentences[i].span) for i in shown]


def _rows_of(reviews: pd.DataFrame, review_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What is known of these reviews, in their order."""
    columns = [column for column in ("text", "customer_id", "product_id") if column in reviews]
    found = reviews.iloc[pd.Index(reviews["review_id"]).get_indexer(pd.Index(review_ids))][columns]
    return [{str(key): None if pd.isna(v) else v for key, v in row.items()} for row in found.to_dict("records")]


def _latest(limit: int, spoken: pd.DataFrame, allowed: Callable[[str], bool]) -> list[_Found]:
    found: list[_Found] = []
    latest = spoken.sort_values(["day", "review_id"], ascending=[False, True], kind="stable")
    for review_id, text in zip(latest["review_id"], latest["text"], strict=True):
        span = opening_quote(str(review_id), str(text), allowed=allowed)
        if span is not None:
            found.append(_Found(span))
        if len(found) == limit:
            break
    return found


def _rows(found: Sequence[_Found], spoken: pd.DataFrame, *, names_customers: bool) -> list[dict[str, Cell]]:
    """One row a quote, with what is known of its review and the topic it stands for."""
    rows = quote_rows([item.span for item in found], spoken, names_customers=names_customers)
    return [
        {
            **row,
            "topic": item.topic,
            "topic_terms": item.topic_terms,
            "topic_n": item.topic_n,
            "topic_share": item.topic_share,
        }
        for row, item in zip(rows, found, strict=True)
    ]


def tells_of_people(shop: Shop, text: str) -> bool:
    """Whether a sentence says how to reach someone, or names a customer."""
    names = shop.customer_names
    return holds_personal_data(text) or any(part.casefold() in names for part in (word_groups(text) if names else ()))


def _customers(reviews: pd.DataFrame) -> int:
    return int(reviews["customer_id"].nunique()) if "customer_id" in reviews else 0
