"""A stored review from its first word to its last, for whoever may read all of it."""

from typing import TYPE_CHECKING

from config.errors import AccessError, ToolInputError
from config.settings import Role
from tools.review_tools import tells_of_people

if TYPE_CHECKING:
    from tools.shop import Shop


def whole_review(shop: "Shop", review_id: str, *, role: Role) -> str:
    """The text as it is stored, to the byte.

    Raises:
        ToolInputError: There is no such review.
        AccessError: It names people or says how to reach them, and the role may not see that.
    """
    reviews = shop.reviews
    found = reviews[reviews["review_id"].astype("str") == review_id] if reviews is not None else None
    if found is None or found.empty or not isinstance(found["text"].iloc[0], str):
        raise ToolInputError(f"there is no review {review_id!r} with text")
    text = str(found["text"].iloc[0])
    # What cannot be masked is not shown: a review is quoted as it is or not at all.
    if role == "business" and tells_of_people(shop, text):
        raise AccessError("the rest of this review tells of people and is not shown to this role")
    return text
