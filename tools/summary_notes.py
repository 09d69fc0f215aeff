"""What a summary of reviews says beside its counts: how they were made, and how far to trust them."""

from collections.abc import Sequence

from config.text import Text
from data.opinions import Opinions

NONE = Text("No review with text fits.", "没有符合条件且有文字的评价。")
_COUNTED = Text(
    "Counted, not estimated: a review counts once in each thing that one of its sentences clearly speaks of, and is "
    "negative or positive there by the mean of those sentences; shares are of all matching reviews with text.",
    "逐条计数而非估计：一条评价在其句子明确谈到的每项内容中各计一次，并按这些句子的平均情感记为负面或正面；"
    "占比以全部符合条件且有文字的评价为分母。",
)
_UNTESTED = Text(
    "Sentiment was read by example sentences; there were too few ratings to test it by.",
    "情感依据示例句判断；评分太少，无法检验其准确度。",
)


def silent(reviews: int) -> Text:
    """That some reviews have no text."""
    return Text(f"{reviews} further reviews match but have no text.", f"另有{reviews}条符合条件的评价没有文字。")


def overlapping(reviews: int) -> Text:
    """That some reviews belong to both groups."""
    return Text(
        f"{reviews} reviews belong to both groups and are counted in the smaller one only.",
        f"{reviews}条评价同时属于两组，只计入较小的一组。",
    )


def counting_notes(opinions: Opinions) -> Sequence[Text]:
    """How the counts were made, and how often the sentiment is on the side of the rating."""
    held = opinions.about["held_out"]
    return (_COUNTED, _UNTESTED if held is None else accuracy(held["agreement"], held["commonest"], held["reviews"]))


def accuracy(agreement: float, commonest: float, reviews: int) -> Text:
    """How often the sign of the sentiment agreed with the rating of reviews that nothing was learned from."""
    return Text(
        f"The sign of the sentiment agrees with the rating in {agreement:.0%} of {reviews} held-out reviews; always "
        f"saying the commonest side would agree in {commonest:.0%}.",
        f"在{reviews}条留出的评价中，情感正负与评分一致的占{agreement:.0%}；始终猜最常见的一方为{commonest:.0%}。",
    )
