"""How well this build reads the sentiment of reviews: how often it agrees with ratings that were held out."""

from config.errors import ToolInputError
from config.text import Language, Text
from data.tables import Cell, Column, Table
from tools.review_aspects import opinions_of
from tools.shop import Shop

_COLUMNS = (
    Column("name", Text("what", "项目"), "text"),
    Column(
        "agreement",
        Text("agreement with ratings", "与评分一致率"),
        "share",
        Text(
            "Held-out reviews rated 1, 2, 4 or 5 whose sentiment is on the side of the rating.",
            "留出的1、2、4、5星评价中，情感正负与评分一致的比例。",
        ),
    ),
    Column("reviews", Text("held-out reviews", "留出评价数"), "count", metric="reviews"),
)
_WAYS = {
    "agreement": Text("as this build reads them", "本次构建的判断"),
    "examples_alone": Text("by example sentences alone, no rating learned from", "仅用示例句，不学习评分"),
    "word_list": Text("by a list of words", "词表"),
    "commonest": Text("always the commonest side", "始终猜最常见的一方"),
}
_NOTE = Text(
    "Every fifth clearly rated review was held out. The sign of the mean sentiment of its sentences is compared with "
    "its rating.",
    "每五条评分明确的评价留出一条，比较其句子平均情感的正负与评分。",
)


def sentiment_assessment(shop: Shop, language: Language) -> Table:
    """Agreement with held-out ratings, beside what simpler ways of reading reach.

    Raises:
        ToolInputError: There are no reviews, or too few ratings to hold some out.
    """
    held = opinions_of(shop).about["held_out"]
    if held is None:
        raise ToolInputError(
            Text(
                "the reading of reviews could not be tested: there are too few good or bad ratings",
                "评价的读取未能检验：好评或差评太少",
            )
        )
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"name": name.in_language(language), "agreement": held[key], "reviews": held["reviews"]}
        for key, name in _WAYS.items()
    )
    return Table(_COLUMNS, rows, len(rows), "groups", (_NOTE,))
