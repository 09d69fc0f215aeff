"""Reviews in parts: the sentences and titles that are embedded, found and counted."""

from dataclasses import dataclass

import pandas as pd

from data.languages import review_language
from data.review_quotes import QuoteSpan, sentences

# Written into the collection; to be raised when `passages` parts texts in another way.
PASSAGES_VERSION = 1


@dataclass(frozen=True)
class Passage:
    """A part of a review that has a vector of its own: a sentence of the text, or the title (an empty span).

    Attributes:
        span: Where it stands in the text.
        text: Its words.
    """

    span: QuoteSpan
    text: str

    @property
    def id(self) -> str:
        """Its id in the collection."""
        return f"{self.span.review_id}:{self.span.start}-{self.span.end}"

    @property
    def is_title(self) -> bool:
        """Whether it is the title, which helps to find the review but is no part of its text."""
        return self.span.end == 0


def languages_of(reviews: pd.DataFrame) -> list[str]:
    """The language of each review, as the shop told it or as its text shows."""
    told = reviews["language"].fillna("other") if "language" in reviews else map(review_language, reviews["text"])
    return [str(language) for language in told]


def with_text(reviews: pd.DataFrame) -> pd.DataFrame:
    """The reviews that say something: stars alone cannot be searched or quoted."""
    return reviews[reviews["text"].fillna("").str.strip() != ""]


def passages(reviews: pd.DataFrame) -> list[Passage]:
    """What is embedded of each review, in order: its title, where it has one, and its sentences.

    Sentences, not whole reviews: a customer praises the colour and complains of the delivery in one review, a short
    passage says exactly why a review was found, and phrases that many customers use are embedded once.
    """
    found = []
    titles = reviews["title"] if "title" in reviews else [""] * len(reviews)
    for review_id, title, text in zip(reviews["review_id"], titles, reviews["text"], strict=True):
        if not pd.isna(title) and any(character.isalnum() for character in str(title)):
            found.append(Passage(QuoteSpan(str(review_id), 0, 0), str(title).strip()))
        for start, end in sentences(str(text)):
            found.append(Passage(QuoteSpan(str(review_id), start, end), str(text)[start:end]))
    return found
