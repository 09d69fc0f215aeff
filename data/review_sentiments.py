"""How well each review speaks of what shops are judged by: numbers that customers' features are means of."""

from typing import Final

import pandas as pd

from data.features_list_signals import SENTIMENT_FEATURES

# What of the aspects (data/aspects.toml) counts as what; the general verdict counts for the text as a whole only.
_GROUPS: Final = {
    "sentiment_delivery": ("not_received", "delivery"),
    "sentiment_goods": ("missing", "description", "quality", "fit"),
    "sentiment_price": ("price",),
    "sentiment_service": ("service", "returns"),
    "sentiment_packaging": ("packaging",),
}


def review_sentiments(reviews: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The columns of `SENTIMENT_FEATURES` for each review, -1 to 1, with its index; NaN where it says nothing of it.

    Args:
        reviews: With `review_id`.
        sentences: As in `data.opinions.Opinions`.

    >>> told = pd.DataFrame({"review_id": ["v1", "v1", "v2"], "aspect": ["delivery", "", "fit"],
    ...                      "sentiment": [-0.8, 0.2, 1.0]})
    >>> found = review_sentiments(pd.DataFrame({"review_id": ["v1", "v2", "v3"]}), told)
    >>> found[["sentiment_text", "sentiment_delivery", "sentiment_goods"]].round(2).values.tolist()
    [[-0.3, -0.8, nan], [1.0, nan, 1.0], [nan, nan, nan]]
    """
    said = {"sentiment_text": sentences}
    said |= {name: sentences[sentences["aspect"].isin(aspects)] for name, aspects in _GROUPS.items()}
    return pd.DataFrame(
        {
            feature.column: said[feature.column]
            .groupby("review_id")["sentiment"]
            .mean()
            .reindex(reviews["review_id"])
            .to_numpy(dtype="float64")
            for feature in SENTIMENT_FEATURES
        },
        index=reviews.index,
    )
