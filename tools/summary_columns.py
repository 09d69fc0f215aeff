"""Columns of a summary of reviews: what they speak of, counted; over time; and in two groups."""

import pandas as pd

from config.text import Text
from data.tables import Column
from tools.review_columns import quote_columns

ASPECT = (
    Column("key", Text("key", "键"), "id"),
    Column(
        "name",
        Text("speaks of", "谈到"),
        "text",
        Text(
            "What the reviews speak of; words in quotation marks were found in this shop's reviews.",
            "评价谈到的内容；引号中的词来自本店评价。",
        ),
    ),
)
_SIDES = Text(
    "Counted once in each review: its sentences on this are on average clearly bad or clearly good.",
    "每条评价只计一次：其谈到此内容的句子平均而言明显为负面或正面。",
)
_OF_ALL = Text("Of all matching reviews with text.", "占全部符合条件且有文字的评价。")
# Every count is one of reviews: a sentence may call it so.
_REVIEWS = "reviews"
COUNTS = (
    Column(
        "reviews",
        Text("reviews", "评价数"),
        "count",
        Text("Reviews with a sentence that clearly speaks of it.", "有句子明确谈到此内容的评价数。"),
        _REVIEWS,
    ),
    Column("share", Text("share of reviews", "评价占比"), "share", _OF_ALL),
    Column("complaints", Text("complaints", "抱怨数"), "count", _SIDES, _REVIEWS),
    Column("complaints_share", Text("complaint share", "抱怨占比"), "share", _OF_ALL),
    Column("praise", Text("praise", "称赞数"), "count", _SIDES, _REVIEWS),
    Column("praise_share", Text("praise share", "称赞占比"), "share", _OF_ALL),
)
OF = Column("of", Text("reviews with text", "有文字的评价"), "count", metric=_REVIEWS)
# Whose a quote is and of what is left to a search of the reviews that were counted.
_SHOWN = ("review_id", "date", "rating", "start", "end", "text", "flag")
QUOTE = tuple(column for column in quote_columns(pd.DataFrame(), flagged=True) if column.key in _SHOWN)
_CHANCE = Text(
    "How likely chance alone makes such a difference: Fisher's exact test, adjusted by Holm for all things compared.",
    "仅凭偶然出现此差异的概率：费舍尔精确检验，并按霍尔姆法校正比较的项数。",
)
VERDICT = Column(
    "verdict",
    Text("finding", "结论"),
    "text",
    Text("Whether the difference is beyond chance (5 %).", "差异是否超出偶然（5%）。"),
)
P_VALUE = Column("p_value", Text("p-value", "p值"), "share", _CHANCE)
CHANGE = Column(
    "change", Text("change", "变化"), "share", Text("Share less that of the span before.", "占比减去前一时段的占比。")
)
_OF_GROUP = Text("Of the reviews with text of that group.", "占该组有文字的评价。")
GROUPS = (
    Column("first", Text("group A", "甲组"), "count", metric=_REVIEWS),
    Column("first_share", Text("share of group A", "甲组占比"), "share", _OF_GROUP),
    Column("second", Text("group B", "乙组"), "count", metric=_REVIEWS),
    Column("second_share", Text("share of group B", "乙组占比"), "share", _OF_GROUP),
    Column(
        "difference", Text("difference", "差异"), "share", Text("Share of A less share of B.", "甲组占比减去乙组占比。")
    ),
    P_VALUE,
    VERDICT,
    Column("first_of", Text("reviews with text of group A", "甲组有文字的评价"), "count", metric=_REVIEWS),
    Column("second_of", Text("reviews with text of group B", "乙组有文字的评价"), "count", metric=_REVIEWS),
)
VERDICTS = {
    "more": Text("more in A", "甲组更多"),
    "fewer": Text("fewer in A", "甲组更少"),
    "rose": Text("rose", "上升"),
    "fell": Text("fell", "下降"),
    "same": Text("no difference beyond chance", "无超出偶然的差异"),
}
