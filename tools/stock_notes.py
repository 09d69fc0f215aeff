"""What is said beside the stock hints: how they were made, how well they held, and what they cannot know."""

from collections.abc import Mapping
from typing import Any, Final

from config.text import Text

_HINT = Text(
    "A hint of demand, not an order quantity: stock levels, delivery times and planned promotions are not in the data.",
    "这是需求提示，并非订货量：数据中没有库存、到货周期与促销计划。",
)
WAYS: Final[Mapping[str, Text]] = {
    "customers": Text(
        "each customer's predicted value by what that customer buys, held back by the mix of the segment and of the "
        "same days a year before",
        "每位客户的预测价值按其自身购买构成拆分，并向所在分群及去年同期的构成收缩",
    ),
    "level": Text(
        "the predicted value of all customers in the shares of the days just past",
        "全部客户的预测价值按上一期的构成拆分",
    ),
    "half": Text("the mean of the customers' mixes and of the days just past", "客户构成法与上一期的平均"),
    "last": Text("what was sold in the days just past", "沿用上一期的销售额"),
    "year": Text("what was sold in the same days a year before", "沿用去年同期的销售额"),
}
NOT_TESTED = Text(
    "This build was made before such hints were tested, or its history is too short to test them: no interval and no "
    "hint are told. Build again to have them tested.",
    "本次构建早于此项检验，或历史太短无法检验，因此不给出区间与提示。重新构建即可检验。",
)
_NO_YEAR = Text(
    "The data do not hold the same days a year before.",
    "数据中没有去年同期。",
)
_UNITS = Text(
    "Units are the expected money at the past year's money a unit.",
    "件数按最近一年的单件金额由预计金额折算。",
)
# Less revenue of groups nobody had bought before, or of none, is not worth a remark.
_LITTLE = 0.005


def hint_notes(
    way: str, tested: Mapping[str, Any] | None, *, days: int, year: bool, units: bool, ungrouped: float
) -> tuple[Text, ...]:
    """The remarks.

    Args:
        way: The way it is told.
        tested: `demand` of evaluation.json for these groups; None where it is not there.
        days: Days ahead.
        year: Whether the same days a year before are known.
        units: Whether units are told.
        ungrouped: Share of the revenue of the days just past that has no category or product.
    """
    told = [_HINT, Text(f"Told as: {WAYS[way].en}.", f"算法：{WAYS[way].zh}。"), _newcomers(days)]
    if tested is None:
        told.append(NOT_TESTED)
    elif tested["tested"]["days"] != days:
        tried = tested["tested"]["days"]
        told.append(Text(f"Tested on {tried} days, not on {days}.", f"检验以{tried}天为期，并非{days}天。"))
    told += [] if year else [_NO_YEAR]
    told += [_UNITS] if units else []
    if ungrouped >= _LITTLE:
        share = f"{ungrouped * 100:.1f}"
        told.append(Text(f"{share} % of the revenue has none and is left out.", f"{share}%的销售额没有归属，未计入。"))
    return tuple(told)


def _newcomers(days: int) -> Text:
    return Text(
        f"Customers not known yet are counted as bringing what those new in the last {days} days brought in them.",
        f"尚未出现的新客户，按最近{days}天内新客户在这段时间的消费计入。",
    )


def test_notes(tested: Mapping[str, Any]) -> tuple[Text, ...]:
    """When was tested, when was chosen, and what no way foresees."""
    last, chosen = tested["tested"], tested["chosen"]
    period = f"{last['from']} – {last['until']}"
    notes = [Text(f"Tested on {period}, of which nothing was known.", f"检验期为{period}，推算时对其一无所知。")]
    if chosen is None:
        notes.append(
            Text(
                "The history is too short to choose the way on an earlier period.",
                "历史太短，未能用更早时段选择算法。",
            )
        )
    else:
        before = f"{chosen['from']} – {chosen['until']}"
        notes.append(Text(f"The way was chosen on {before}, before the test.", f"算法以检验之前的{before}选定。"))
    actual = last["actual_minor"]
    if actual > 0 and last["unforeseen_minor"] / actual >= _LITTLE:
        share = f"{last['unforeseen_minor'] / actual * 100:.1f}"
        notes.append(
            Text(
                f"What nobody had bought before cannot be foreseen: in the test {share} % of the revenue.",
                f"此前无人购买过的无法预见：在检验期占销售额的{share}%。",
            )
        )
    return tuple(notes)
