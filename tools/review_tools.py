"""search_reviews: what customers say, in exact quotes, with how many reviews say it."""

from collections.abc import Callable
from itertools import islice

import pandas as pd
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.text import Text
from data.embedder_identity import check_same_embedder, identity
from data.opinions import HIGHEST_BAD, LOWEST_GOOD, polarity
from data.review_counts import Polarity
from data.review_quotes import QuoteSpan, opening_quote
from data.review_ranking import FoundPassage
from data.review_variety import Quotable, varied
from data.sentiment_words import side_of_query
from data.tables import Table
from tools.access import masked
from tools.context import Runtime, ToolContext
from tools.making import Outcome, make_tool
from tools.review_aspects import aspect_keys, opinions_of
from tools.review_columns import flag_notes, quote_columns, quote_rows
from tools.review_scope import ReviewScope, matching_reviews
from tools.shop import Shop
from tools.summary_notes import NONE, silent
from tools.told_reviews import ToldReviews
from tools.untrusted_text import holds_personal_data, word_groups

_HITS_A_QUOTE = 20
# In standard deviations. On the queries for tuning what stands higher is of the right category two to six times as
# often as a review drawn by chance.
_RELATED = 2.0
_UNRELATED = Text(
    "Reviews without a sentence that is clearly nearer to the query than usual were left out.",
    "没有任何句子明显比一般句子更接近搜索内容的评价未列出。",
)
_RANKED = Text(
    "All matching reviews were compared with the query; those nearest in meaning and, in its language, in words come "
    "first; sentences that say the same are listed once.",
    "已将全部符合条件的评价与搜索内容比较，含义最接近的（同语言时兼看用词）排在前面，意思相同的句子只列一次。",
)
_ONE_SIDE = {
    -1: Text(
        "The query's words blame: sentences that clearly praise were left out.",
        "搜索词含贬义：明显称赞的句子未列出。",
    ),
    1: Text(
        "The query's words praise: sentences that clearly blame were left out.",
        "搜索词含褒义：明显批评的句子未列出。",
    ),
}
_UNNAMED = Text(
    "Customer ids are left out: this role sees one customer at a time.", "未显示客户编号：该角色一次只能查看一位客户。"
)


class SearchReviews(ReviewScope):
    """Which reviews, and what is wanted of them."""

    query: str | None = Field(
        default=None, min_length=1, max_length=500, description="What the reviews should speak of."
    )
    aspect: str | None = Field(default=None, max_length=60, description="Of summarise_reviews: those it counted.")
    polarity: Polarity | None = Field(default=None, description="With aspect: those that complain of it, or praise it.")
    limit: int = Field(default=8, ge=1, le=50, description="How many reviews.")

    @model_validator(mode="after")
    def _one_task(self) -> "SearchReviews":
        if self.query and self.aspect:
            raise ValueError("give either query (nearest in meaning) or aspect (those counted under it)")
        if self.polarity and not self.aspect:
            raise ValueError("polarity goes with aspect; for complaints of any kind use rating_max")
        return self


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
    matching = matching_reviews(context, asked, notes)
    spoken = context.shop.stored_reviews.spoken(matching)
    names_customers = _names_customers(context, spoken)
    if len(spoken) < len(matching):
        notes.append(silent(len(matching) - len(spoken)))
    if asked.aspect:
        told = _counted(context, asked, spoken)
        spoken = told.reviews
        found = [*islice(told.quotes(asked.polarity, quotable(context, spoken)), asked.limit)]
    elif asked.query and not spoken.empty:
        notes.append(_RANKED)
        found = _nearest(context.shop, asked.query, asked.limit, spoken, quotable(context, spoken), notes)
    else:
        found = _latest(asked.limit, spoken, quotable(context, spoken))
    if spoken.empty:
        return Table(quote_columns(spoken, flagged=False), (), 0, "reviews", (*notes, NONE))
    if not names_customers:
        notes.append(_UNNAMED)
    rows = quote_rows(found, context.shop, names_customers=names_customers)
    flagged = flag_notes(rows)
    columns = quote_columns(spoken, flagged=bool(flagged))
    shown = tuple({column.key: row[column.key] for column in columns} for row in rows)
    return Table(columns, shown, len(spoken), "reviews", (*notes, *flagged))


def quotable(context: ToolContext, reviews: pd.DataFrame) -> Callable[[str], bool]:
    """Whether a sentence of these reviews may be quoted to the asker.

    An exact quote cannot be masked, so those who may not see personal data get other sentences.
    """
    if context.role != "business" and _names_customers(context, reviews):
        return lambda text: True
    return lambda text: not tells_of_people(context.shop, text)


def _counted(context: ToolContext, asked: SearchReviews, spoken: pd.DataFrame) -> ToldReviews:
    """The reviews that a summary counts under an aspect."""
    opinions = opinions_of(context.shop)
    (key,) = aspect_keys([asked.aspect or ""], opinions)
    return ToldReviews.of(spoken, opinions).on_side(key, asked.polarity)


def _names_customers(context: ToolContext, reviews: pd.DataFrame) -> bool:
    return context.role != "support" or _customers(reviews) <= 1


def _nearest(
    shop: Shop, query: str, limit: int, spoken: pd.DataFrame, allowed: Callable[[str], bool], notes: list[Text]
) -> list[QuoteSpan]:
    """The reviews that answer the query best, each by the sentence that is nearest."""
    embedder, collection = shop.embedder, shop.collection
    check_same_embedder(collection.embedder, identity(embedder))
    wanted = embedder.embed_queries([query])[0]
    # Many more hits than asked for: some are found by their title only, some may not be quoted, and of customers who
    # say the same in the same words one is enough.
    found = collection.search(query, wanted, among=shop.stored_reviews.places(spoken), limit=_HITS_A_QUOTE * limit)
    hits = [hit for hit in found if hit.standing >= _RELATED]
    reviews = shop.stored_reviews.of([hit.review_id for hit in hits])
    opposite = _opposite(shop, query, reviews)
    if opposite:
        notes.append(_ONE_SIDE[side_of_query(query)])
    sentences: list[FoundPassage] = []
    quotes: list[Quotable] = []
    for hit, text, customer, product in zip(hits, *_told_of(reviews), strict=True):
        if hit.sentences and hit.sentences[0].span in opposite:
            continue  # its other sentences are about something else
        fitting = [each for each in hit.sentences if allowed(text[each.span.start : each.span.end])]
        for sentence in fitting[:1]:
            said = text[sentence.span.start : sentence.span.end]
            sentences.append(sentence)
            quotes.append(Quotable(said, customer, product))
    shown = varied(quotes, limit, vectors=collection.vectors_of(sentences))
    if len(shown) < limit and len(hits) < len(found):
        notes.append(_UNRELATED)
    return [sentences[i].span for i in shown]


def _told_of(reviews: pd.DataFrame) -> tuple[list[str], list[object], list[object]]:
    """Text, customer and product of each of these reviews; None where that is not known."""

    def listed(column: str) -> list[object]:
        if column not in reviews:
            return [None] * len(reviews)
        values = reviews[column].astype(object)
        return values.where(values.notna(), None).tolist()

    return reviews["text"].astype(str).tolist(), listed("customer_id"), listed("product_id")


def _opposite(shop: Shop, query: str, hits: pd.DataFrame) -> frozenset[QuoteSpan]:
    """Sentences of these reviews that praise where the query's words blame, or the other way round.

    By meaning they lie next to each other: "late delivery" and "delivery took only a day". A sentence that is not clear
    by itself goes with the stars of its review.
    """
    side, opinions = side_of_query(query), shop.opinions
    if not side or opinions is None:
        return frozenset()
    read = opinions.of(hits["review_id"])
    against = polarity(read["sentiment"]) == -side
    if "rating" in hits:
        stars = read["review_id"].map(hits.set_index("review_id")["rating"])
        starred = (stars >= LOWEST_GOOD) if side < 0 else (stars <= HIGHEST_BAD)
        against |= ((read["sentiment"] * side < 0) & starred).to_numpy(dtype=bool)
    read = read[against]
    spans = zip(read["review_id"].astype("str"), read["start"].tolist(), read["end"].tolist(), strict=True)
    return frozenset(QuoteSpan(*span) for span in spans)


def _latest(limit: int, spoken: pd.DataFrame, allowed: Callable[[str], bool]) -> list[QuoteSpan]:
    found: list[QuoteSpan] = []
    latest = spoken.sort_values(["day", "review_id"], ascending=[False, True], kind="stable")
    for review_id, text in zip(latest["review_id"], latest["text"], strict=True):
        span = opening_quote(str(review_id), str(text), allowed=allowed)
        if span is not None:
            found.append(span)
        if len(found) == limit:
            break
    return found


def tells_of_people(shop: Shop, text: str) -> bool:
    """Whether a sentence says how to reach someone, or names a customer."""
    names = shop.customer_names
    return holds_personal_data(text) or any(part.casefold() in names for part in (word_groups(text) if names else ()))


def _customers(reviews: pd.DataFrame) -> int:
    return int(reviews["customer_id"].nunique()) if "customer_id" in reviews else 0
