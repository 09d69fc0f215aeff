import numpy as np
import pandas as pd
import pytest

from data.opinions import COLUMNS, Opinions
from tools.stored_reviews import StoredReviews


class Collection:
    """Knows where each review stands: in the opposite order."""

    def places(self, review_ids):
        return np.array([{"v1": 2, "v3": 1, "v5": 0}[each] for each in review_ids])


@pytest.fixture
def stored():
    frame = pd.DataFrame({"review_id": ["v1", "v2", "v3", "v4", "v5"], "text": ["a", " \n", "c", None, "e"]})
    return StoredReviews(frame, Collection)


def test_reviews_are_found_by_their_ids_in_the_order_asked(stored):
    assert stored.of(["v3", "v1", "v3"])["text"].tolist() == ["c", "a", "c"]
    assert stored.of([]).empty
    with pytest.raises(KeyError, match="v9"):
        stored.of(["v1", "v9"])


def test_reviews_of_stars_alone_are_left_out_of_any_part(stored):
    assert stored.spoken(stored.frame)["review_id"].tolist() == ["v1", "v3", "v5"]
    part = stored.frame[stored.frame["review_id"] > "v2"]
    assert stored.spoken(part)["review_id"].tolist() == ["v3", "v5"]
    assert stored.spoken(stored.spoken(part)).equals(stored.spoken(part))


def test_a_part_is_told_its_places_in_the_collection(stored):
    assert stored.places(stored.spoken(stored.frame)).tolist() == [2, 1, 0]
    assert stored.places(stored.frame[stored.frame["review_id"] == "v3"]).tolist() == [1]


def test_the_sentences_of_a_few_reviews_are_those_of_all_that_are_theirs():
    rows = [("v1", 0, 5), ("v2", 0, 4), ("v1", 6, 9), ("v3", 0, 2)]
    told = pd.DataFrame([(*row, "price", "", 0.5) for row in rows], columns=list(COLUMNS))
    opinions = Opinions(told, {})
    assert opinions.of(["v3", "v1", "v9"]).index.tolist() == [3, 0, 2]
    assert opinions.of([]).empty
