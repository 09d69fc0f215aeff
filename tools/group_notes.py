"""What a comparison of scenarios says beside its figures: what was assumed, of whom, and what its intervals hold."""

from collections.abc import Sequence
from datetime import timedelta

from config.text import Text
from models.sums import PeriodError
from tools.group_scenarios import Scenario, quiet_names
from tools.shop import Shop

_MODEL_ONLY = Text(
    "This is what the network expects of customers with such a history, not a proven effect of any action.",
    "这是模型对具有该历史的客户的预期，并非任何营销动作已被证实的效果。",
)


def scenario_notes(
    shop: Shop, scenarios: Sequence[Scenario], error: PeriodError, *, horizon: int, who: str, seed: int
) -> list[Text]:
    """The remarks in order: that it is no proven effect, what was assumed, who was drawn, how far sums may be off."""
    notes = [_MODEL_ONLY, _days(shop, horizon)]
    won = any(s.win_back_percent is not None for s in scenarios)
    lost = any(s.lose_percent not in (None, 100) for s in scenarios)
    notes += [_won(shop, who)] if won else []
    notes += [_lost(who)] if lost else []
    if (won or lost) and who == "random":
        notes.append(
            Text(
                f"A figure is the mean over all draws; its interval has their spread (seed {seed}).",
                f"数值为各次抽取的平均，区间包含抽取的差异（种子{seed}）。",
            )
        )
    if any(s.order_value_change_percent is not None for s in scenarios):
        notes.append(
            Text(
                "A changed order value changes every past amount of every customer of the group.",
                "客单价变动指该客群每位客户的所有历史金额按此变动。",
            )
        )
    if any(s.orders is not None and s.win_back_percent is None for s in scenarios):
        notes.append(
            Text(
                f"Orders more are placed on {shop.manifest.as_of} by every customer, of the usual worth of each unless "
                "said; they are not in the predicted value.",
                f"多下的订单均发生在{shop.manifest.as_of}，未说明金额时按每位客户的平均订单金额；不计入预测价值。",
            )
        )
    if any(s.days_later is not None for s in scenarios):
        notes.append(
            Text(
                "Days without a purchase pass before the horizon begins; nothing is reviewed or visited in them.",
                "不购买的天数在预测期开始之前；其间也没有评价或浏览。",
            )
        )
    return [*notes, *_interval(error)]


def _days(shop: Shop, horizon: int) -> Text:
    first, last = shop.manifest.as_of + timedelta(days=1), shop.manifest.as_of + timedelta(days=horizon)
    return Text(
        f"Predictions are for the {horizon} days from {first} to {last}.", f"预测期为{first}至{last}，共{horizon}天。"
    )


def _won(shop: Shop, who: str) -> Text:
    names = quiet_names()
    drawn = _drawn(who, Text("those whose expected value rises most", "取预测价值升幅最大的客户"))
    return Text(
        f"Won back are customers who are {names.en}: {drawn.en}. They order again on {shop.manifest.as_of}, of their "
        "usual worth unless said; that order itself is not in the predicted value.",
        f"挽回的对象为{names.zh}，{drawn.zh}。他们在{shop.manifest.as_of}再次下单，未说明金额时按各自的平均订单金额；"
        "该订单本身不计入预测价值。",
    )


def _lost(who: str) -> Text:
    drawn = _drawn(who, Text("those worth most", "取预测价值最高的客户"))
    return Text(f"Lost customers bring nothing: {drawn.en}.", f"流失的客户价值为零，{drawn.zh}。")


def _drawn(who: str, best: Text) -> Text:
    return best if who == "best" else Text("anybody of them, drawn at random", "从中随机抽取")


def _interval(error: PeriodError) -> tuple[Text, Text]:
    learned = (
        Text("the held-out period of this shop and those of other shops", "本店的留出期与其他店铺的留出期")
        if error.measured
        else Text("other shops alone: this build has no held-out period", "其他店铺（本构建没有留出期）")
    )
    return (
        Text(
            "The 80 % interval of a sum: each customer scatters as the network says, and all share an error of the "
            f"period, learned from {learned.en}.",
            f"合计的80%区间：每位客户按模型给出的分布各自波动，且全体共有一个时期误差，取自{learned.zh}。",
        ),
        Text(
            "A difference is taken with the same luck and the same period in both cases: it says how far the figures "
            "may be off, not whether an action would bring it about.",
            "差额的两种情形采用相同的随机性与行情：其区间表示数值可能的偏差，并不表示营销动作能否带来这种变化。",
        ),
    )
