"""Customer features from reviews and behaviour events: what each is called and means."""

from config.text import Text
from data.feature import Feature

DIRECTIONS = 4

WRITING_FEATURES: tuple[Feature, ...] = (
    Feature(
        "reviews",
        "count",
        Text("reviews written", "评价数"),
        Text("Reviews the customer wrote.", "客户写过的评价数。"),
        needs="reviews",
    ),
    Feature(
        "review_recency_days",
        "days",
        Text("days since last review", "距上次评价天数"),
        Text("Days from the last review to the cut-off.", "最近一次评价到截止日的天数。"),
        needs="reviews",
        whole=False,
        nullable=True,
    ),
)

RATING_FEATURES: tuple[Feature, ...] = (
    Feature(
        "rating_mean",
        "rating",
        Text("mean rating", "平均评分"),
        Text("Mean of the ratings given.", "所给评分的平均值。"),
        needs="reviews",
        column="rating",
        whole=False,
        nullable=True,
    ),
    Feature(
        "rating_last",
        "rating",
        Text("last rating", "最近评分"),
        Text("Rating on the last day with one (mean of that day).", "最近一个评分日的平均评分。"),
        needs="reviews",
        column="rating",
        whole=False,
        nullable=True,
    ),
    Feature(
        "low_ratings",
        "count",
        Text("low ratings", "低分评价数"),
        Text("Ratings of 2 or less.", "2 分及以下的评价数。"),
        needs="reviews",
        column="rating",
    ),
    Feature(
        "low_rating_share",
        "share",
        Text("share of low ratings", "低分评价占比"),
        Text("Ratings of 2 or less over all ratings, 0 to 1.", "2 分及以下的评价占全部评分的比例，0 到 1。"),
        needs="reviews",
        column="rating",
        whole=False,
        nullable=True,
    ),
    Feature(
        "rating_trend",
        "rating",
        Text("rating trend", "评分趋势"),
        Text(
            "Mean rating of the later half of the days from the first to the last rating, less that of the earlier "
            "half; below 0 where ratings fall, missing with ratings on one day only.",
            "首次到最近一次评分之间，后半段的平均评分减前半段的平均评分；评分下降时为负，仅一天有评分则缺失。",
        ),
        needs="reviews",
        column="rating",
        whole=False,
        nullable=True,
    ),
)


# What is said of each, of -1 to 1: name of the feature, and how people call it.
_SENTIMENTS = (
    ("text", Text("what they write", "评价文字")),
    ("delivery", Text("delivery", "物流配送")),
    ("goods", Text("the goods", "商品")),
    ("price", Text("price", "价格")),
    ("service", Text("customer service", "客户服务")),
    ("packaging", Text("packaging", "包装")),
)


def _sentiment(key: str, name: Text) -> Feature:
    return Feature(
        f"{key}_sentiment",
        "ratio",
        Text(f"sentiment about {name.en}" if key != "text" else f"sentiment of {name.en}", f"{name.zh}情感"),
        Text(
            f"Mean over the reviews that speak of it, from -1 (complaint) to 1 (praise): {name.en}.",
            f"谈及{name.zh}的评价的平均情感，-1（抱怨）到 1（称赞）。",
        ),
        needs="reviews",
        column=f"sentiment_{key}",
        whole=False,
        nullable=True,
    )


SENTIMENT_FEATURES = tuple(_sentiment(key, name) for key, name in _SENTIMENTS)


def _direction(number: int) -> Feature:
    return Feature(
        f"review_direction_{number}",
        "ratio",
        Text(f"what they write, direction {number}", f"评价文字方向{number}"),
        Text(
            f"Where the customer's reviews lie on average in direction {number} of {DIRECTIONS} of meaning "
            "(see data.review_directions).",
            f"该客户评价文字在第{number}个语义方向（共{DIRECTIONS}个）上的平均位置。",
        ),
        needs="reviews",
        column=f"text_direction_{number}",
        whole=False,
        nullable=True,
    )


DIRECTION_FEATURES = tuple(_direction(number) for number in range(1, DIRECTIONS + 1))

EVENT_FEATURES: tuple[Feature, ...] = (
    Feature(
        "events_30d",
        "count",
        Text("visits and clicks, last 30 days", "近30天浏览行为数"),
        Text("Behaviour events of the last 30 days.", "最近30天的行为事件数。"),
        needs="events",
    ),
    Feature(
        "events_90d",
        "count",
        Text("visits and clicks, last 90 days", "近90天浏览行为数"),
        Text("Behaviour events of the last 90 days.", "最近90天的行为事件数。"),
        needs="events",
    ),
    Feature(
        "carts_90d",
        "count",
        Text("added to cart, last 90 days", "近90天加购次数"),
        Text("Times something was put in the cart in the last 90 days.", "最近90天加入购物车的次数。"),
        needs="events",
    ),
    Feature(
        "event_recency_days",
        "days",
        Text("days since last visit", "距上次浏览天数"),
        Text("Days from the last behaviour event to the cut-off.", "最近一次行为事件到截止日的天数。"),
        needs="events",
        whole=False,
        nullable=True,
    ),
)

# The mean over a customer's reviews of a column that is worked out for each of them.
TEXT_FEATURES = (*SENTIMENT_FEATURES, *DIRECTION_FEATURES)
SIGNAL_FEATURES = (*WRITING_FEATURES, *RATING_FEATURES, *TEXT_FEATURES, *EVENT_FEATURES)
