"""Low and high ratings: "2 stars or less" is what 差评 means, and their share is one of reviews that have a rating."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.planner.facts import Facts
from agent.planner.meanings import Measured
from data.spec import Filter, Operator

if TYPE_CHECKING:
    from agent.planner.frames import Frame

# What low and high ratings are, as the metric dictionary defines them: their number, their share, what is outside.
_RATED = (
    ("low_ratings", "low_rating_share", frozenset({1, 2})),
    ("high_ratings", "high_rating_share", frozenset({4, 5})),
)
_COUNTS = re.compile(r"how many|number of|\bcount\b|# of|[多几]少?[条个]|条数|数量|个数", re.IGNORECASE)
_STARS = frozenset({1, 2, 3, 4, 5})
# The whole of which ratings are a share; a count of these is no figure of its own beside the share.
_WHOLES = ("rated_reviews", "reviews", "average_rating")
# "How many 5-star reviews, and how many 1-star ones?", 五星和一星各多少条: one count for each.
_OF_EACH = re.compile(
    r"\b(?:each|respectively|separately|vs\.?|versus|apart)\b|(?:how many|# of|number of|count of)\b.*"
    r"(?:how many|# of|number of"
    r"|count of)\b|(?:how many|#).*\bhow many\b|#.*#|[各分]别?(?:自|是|有)*(?:多少|几)|各自|分别"
    r"|数[^，。？?]{0,3}[和与跟、及][^，。？?]{1,12}数"
    r"|(?:多少|几)[条个][，,、](?:[^，。？?]*)(?:多少|几)[条个呢]?",
    re.IGNORECASE,
)
_BUYS = re.compile(r"\b(?:order|b(?:uy|ought)|purchas|shop|spen)\w*|[买购单]|消费", re.IGNORECASE)
_MEAN = re.compile(
    r"average|avg|\bmean\b|on average|平均|均分|score|satisfaction|满意度|评分是?多少|几分|多少分", re.IGNORECASE
)

# The judged are the whole themselves: "of all bad reviews, how many come from", 差评里电子产品占多少.
MAKES_UP = re.compile(
    r"\b(?:come|comes|came|stem|stems|are from|are for|were for|are about|were about|belong\w*|fall on"
    r"|concern|go to|goes to|is due to|are due to)\b|[差好]评(?:的)?(?:里|中|当中|总数|总量|里面)"
    r"|占[^，。？?]{0,4}[差好]评|来自",
    re.IGNORECASE,
)


_REVIEWS_COUNTED = re.compile(r"\b(?:how many|number of|count of) (?:\w+ ){0,2}(?:reviews|ratings|stars)\b", re.I)
_WHO_RATED = re.compile(
    r"\b(?:customers|clients|buyers|shoppers|people)\b[^.?!]{0,30}\b(?:who|that)\b[^.?!]{0,20}"
    r"\b(?:gave|give|rated|left|given|wrote)\b",
    re.IGNORECASE,
)


def settle_ratings(frame: "Frame", question: str, facts: Facts) -> None:
    """Reads ratings that say what low or high ratings are as these, and a share of them as theirs.

    Args:
        frame: The slots read so far; changed.
        question: Cleaned.
        facts: The shop.
    """
    if "reviews" not in facts.tables:
        return
    _of_five(frame)
    _joined(frame, question)
    if "count" in frame.asks and not (frame.measures or frame.entities or frame.people or frame.groups or frame.rank):
        # 吃了多少个一星: what has stars is a review.
        frame.measures = [Measured("reviews")] if any(ratings_named(c.filter) for c in frame.conditions) else []
    _given_often(frame, question)
    counts = bool(_COUNTS.search(question))
    if counts and Measured("reviews") in frame.measures and not frame.texts:
        frame.asks.discard("say")  # 多少条1星评价: how many, not what they say
    for number, share, stars in _RATED:
        _said_twice(frame, number, share, stars)
        _counted(frame, number, stars, question)
        if not MAKES_UP.search(question):
            _shared(frame, number, share, counts=counts)


def ratings_named(condition: Filter) -> frozenset[int]:
    """The whole stars that a condition on the rating lets pass; empty for any other condition."""
    if condition.column != "rating" or condition.period is not None:
        return frozenset()
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    numbers = [float(v) for v in values if isinstance(v, int | float)]
    if len(numbers) != len(values) or not numbers:
        return frozenset()
    return frozenset(star for star in _STARS if _passes(star, condition.op, numbers))


def _passes(star: int, op: Operator, numbers: list[float]) -> bool:
    """Whether a number of stars is let pass; operators of other columns let none."""
    if op == "in":
        return star in numbers
    low, high = {
        "eq": (numbers[0], numbers[0]),
        "between": (numbers[0], numbers[-1]),
        "le": (1.0, numbers[0]),
        "lt": (1.0, numbers[0] - 0.5),
        "ge": (numbers[0], 5.0),
        "gt": (numbers[0] + 0.5, 5.0),
    }.get(op, (6.0, 0.0))
    return low <= star <= high


def rated_apart(frame: "Frame") -> "tuple[Frame, Frame] | None":
    """Two questions in one: how many reviews have five stars, and the average of all; None where it is one."""
    stars = [c for c in frame.conditions if ratings_named(c.filter)]
    average = [m for m in frame.measures if m.metric == "average_rating"]
    counted = [m for m in frame.measures if m.metric != "average_rating"]
    if not (stars and average and counted) or frame.groups or frame.rank or frame.order or frame.share:
        return None
    rest = [c for c in frame.conditions if c not in stars]
    return replace(frame, measures=counted), replace(frame, measures=average, conditions=rest)


def _of_five(frame: "Frame") -> None:
    """5星好评占比: the share of those with five stars, not of all that are good."""
    exact = any(c.filter.column == "rating" and len(ratings_named(c.filter)) == 1 for c in frame.conditions)
    if exact and Measured("high_rating_share") in frame.measures:
        frame.measures = [m for m in frame.measures if m.metric != "high_rating_share"] + [Measured("reviews")]
        frame.share = True


def _joined(frame: "Frame", question: str) -> None:
    """4星5星: two exact ratings are one condition; the count of each is told where each is asked for."""
    exact = [c for c in frame.conditions if c.filter.op == "eq" and ratings_named(c.filter) and not c.apart]
    if len(exact) > 1:
        values = sorted({star for c in exact for star in ratings_named(c.filter)})
        joined = replace(exact[0], filter=Filter(column="rating", op="in", value=[*values]))
        frame.conditions = [joined if c is exact[0] else c for c in frame.conditions if c is exact[0] or c not in exact]
    ends = [c for c in frame.conditions if c.filter.op == "le" and ratings_named(c.filter) and not c.apart]
    if len(exact) == 1 and len(ends) == 1 and ratings_named(exact[0].filter) < ratings_named(ends[0].filter):
        # "1 star up to 5 stars" is all from the one to the other.
        low, high = min(ratings_named(exact[0].filter)), max(ratings_named(ends[0].filter))
        several = replace(exact[0], filter=Filter(column="rating", op="in", value=[*range(low, high + 1)]))
        frame.conditions = [several if c is exact[0] else c for c in frame.conditions if c is not ends[0]]
    lists = [c for c in frame.conditions if c.filter.op == "in" and not c.metric]
    plain = not (frame.groups or frame.rank or frame.order or frame.share or frame.asks & {"quote", "complain"})
    named = ratings_named(lists[0].filter) if plain and len(lists) == 1 else frozenset()
    counted = frame.measures in ([Measured("reviews")], []) and frame.mentions("review")
    if (named == _STARS and counted) or (named and _OF_EACH.search(question)):
        frame.groups, frame.versus = ["rating"], False
        frame.nouns = [noun for noun in frame.nouns if noun != "rating"]
        frame.measures = frame.measures or [Measured("reviews")]


def _given_often(frame: "Frame", question: str) -> None:
    """Customers who "left two or more reviews rated 2 or lower" have so many low ratings, not so many reviews."""
    # "Gave us two stars or less at least twice": who buys nothing in the question has done that so often.
    columns = ("reviews",) if _BUYS.search(question) else ("reviews", "orders")
    often = [c for c in frame.conditions if c.metric and c.filter.column in columns and not c.filter.period]
    rated = [c for c in frame.conditions if ratings_named(c.filter)]
    if not often or len(rated) != 1:
        return
    if all((c.filter.op, c.filter.value) in (("ge", 1), ("gt", 0)) for c in often):
        frame.conditions = [c for c in frame.conditions if c not in often]  # once is to have given it at all
        return
    number = next((key for key, _, stars in _RATED if ratings_named(rated[0].filter) == stars), "")
    if not number:
        frame.leftovers.append(f"{rated[0].filter.value}")  # how often somebody gave four stars no table knows
        return
    frame.conditions = [
        replace(c, filter=c.filter.model_copy(update={"column": number})) if c in often else c
        for c in frame.conditions
        if c is not rated[0]
    ]
    frame.measures = [Measured(number) if m == Measured("reviews") else m for m in frame.measures]
    frame.asks -= {"say", "complain"}


def _said_twice(frame: "Frame", number: str, share: str, stars: frozenset[int]) -> None:
    """Drops a condition that says once more what low, or high, ratings are."""
    named = {m.metric for m in frame.measures} | {c.filter.column for c in frame.conditions}
    named |= {frame.order.metric} if frame.order else set()
    counted = number not in named and frame.measures == [Measured("reviews"), Measured(share)]
    if not named & {number, share} or counted:
        return  # 2星及以下的评价有几条，差评率是多少: these are counted
    frame.conditions = [c for c in frame.conditions if ratings_named(c.filter) != stars]
    if share in {m.metric for m in frame.measures}:
        # 收到的评价，好评率多少: of these reviews, whose number is not asked for.
        frame.entities = [replace(e, linked=False) if e.kind == "review" else e for e in frame.entities]


def _counted(frame: "Frame", number: str, stars: frozenset[int], question: str) -> None:
    """Counts the low ratings where "reviews of two stars or less" are counted, or shared, or told by customers."""
    told = [c for c in frame.conditions if ratings_named(c.filter) == stars and not c.apart]
    quoted = frame.asks & {"quote", "complain", "praise", "why"}
    people = _WHO_RATED.search(question) and not _REVIEWS_COUNTED.search(question)
    if len(told) != 1 or quoted or people or frame.people or frame.searched:
        return
    metrics = {m.metric for m in frame.measures}
    wholes = metrics & set(_WHOLES)
    if metrics - wholes or frame.rank or not (frame.share or "count" in frame.asks or wholes):
        return
    mean = "average_rating" in metrics and bool(_MEAN.search(question))
    if mean and "count" not in frame.asks and not frame.share:
        return  # the average of the low ratings
    frame.conditions.remove(told[0])
    frame.asks -= {"say"}
    kept = [m for m in frame.measures if m.metric == "average_rating" and mean]
    whole = [m for m in frame.measures if m.metric in _WHOLES[:2] and frame.share]
    frame.measures = [Measured(number), *whole, *kept]
    frame.nouns = [noun for noun in frame.nouns if noun != "rating"]


def _shared(frame: "Frame", number: str, share: str, *, counts: bool) -> None:
    """The share of low ratings is one of the reviews with a rating, unless a part of the low ratings is asked for."""
    counted = [m for m in frame.measures if m.metric == number]
    if not (frame.share and counted):
        return
    whole = any(m.metric in _WHOLES for m in frame.measures) or "rating" in frame.nouns or counts
    whole = whole or all(c.base for c in frame.conditions)
    if (frame.conditions and not whole) or frame.groups or frame.rank:
        return
    frame.share = False
    rest = [m for m in frame.measures if m.metric not in (number, share, *_WHOLES[:2])]
    frame.measures = [Measured(share), *(counted if counts else []), *rest]
    frame.nouns = [noun for noun in frame.nouns if noun != "rating"]
