"""Reviews with what they speak of: counted, and each quoted by the sentence that speaks of it most clearly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.opinions import Opinions, review_sides, spoken_of
from data.review_counts import SIGNS, AspectCount, Polarity, counted
from data.review_quotes import QuoteSpan


@dataclass(frozen=True)
class ToldReviews:
    """Some reviews and their read sentences.

    Attributes:
        reviews: Reviews with text, in the order of the build.
        sentences: One row a sentence and thing it speaks of.
    """

    reviews: pd.DataFrame
    sentences: pd.DataFrame

    @staticmethod
    def of(reviews: pd.DataFrame, opinions: Opinions) -> "ToldReviews":
        """Reviews with text as the build read them."""
        read = opinions.sentences
        return ToldReviews(reviews, spoken_of(read[read["review_id"].isin(reviews["review_id"])]))

    def where(self, rows: npt.NDArray[np.bool_]) -> "ToldReviews":
        """Some of them."""
        reviews = self.reviews[rows]
        return ToldReviews(reviews, self.sentences[self.sentences["review_id"].isin(reviews["review_id"])])

    @cached_property
    def told(self) -> pd.DataFrame:
        """One row a review and thing it speaks of, with its polarity there."""
        return review_sides(self.sentences)

    def counts(self) -> dict[str, AspectCount]:
        """Reviews by what they speak of."""
        return counted(self.told)

    def on_side(self, key: str, polarity: Polarity | None) -> "ToldReviews":
        """The reviews that are counted under an aspect, with their sentences on it."""
        told = self.told[self.told["aspect"] == key]
        told = told[told["polarity"] == SIGNS[polarity]] if polarity else told
        kept = self.where(self.reviews["review_id"].isin(told["review_id"]).to_numpy())
        return ToldReviews(kept.reviews, kept.sentences[kept.sentences["aspect"] == key])

    def quotes(self, polarity: Polarity | None, allowed: Callable[[str], bool]) -> Iterator[QuoteSpan]:
        """Each review by the sentence that is furthest on the side: of complaints the lowest rated reviews first.

        Of those as far on it as others, the latest: what was mended long ago is no news.

        Args:
            polarity: The side; None takes the clearest sentences of either.
            allowed: Whether a sentence may be quoted.
        """
        sign = SIGNS[polarity] if polarity else 0
        by_id = self.reviews.set_index("review_id")
        strength = self.sentences["sentiment"] * sign if sign else self.sentences["sentiment"].abs()
        stars = by_id["rating"].fillna(0) * sign if "rating" in by_id else pd.Series(0.0, index=by_id.index)
        owners = self.sentences["review_id"]
        order = pd.DataFrame(
            {
                "stars": stars.reindex(owners).to_numpy(),
                "strength": strength.round(1).to_numpy(),
                "day": by_id["day"].reindex(owners).to_numpy(),
            }
        ).sort_values(["stars", "strength", "day"], ascending=False, kind="stable")
        texts = by_id["text"].astype("str").to_dict()
        seen: set[str] = set()
        ids, starts, ends = (self.sentences[key].to_numpy() for key in ("review_id", "start", "end"))
        for place in order.index:
            span = QuoteSpan(str(ids[place]), int(starts[place]), int(ends[place]))
            if span.review_id not in seen and allowed(texts[span.review_id][span.start : span.end]):
                seen.add(span.review_id)
                yield span
