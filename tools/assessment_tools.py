"""assess_model: how good the build's model is, what it rests on, its rules, its intervals, what it learned from."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from langchain_core.tools import BaseTool
from pydantic import Field

from config.errors import ToolInputError
from config.text import Language, Text
from data.query_columns import number_cell
from data.segments import SEGMENT_NAMES
from data.tables import Cell, Column, Table
from tools.calibration_assessment import calibration_assessment
from tools.context import Runtime
from tools.drift_assessment import came_true, drift_assessment
from tools.evaluated import evaluated, protocol, since
from tools.making import Outcome, ToolArguments, make_tool
from tools.sentiment_assessment import sentiment_assessment
from tools.shop import Shop

What = Literal["accuracy", "calibration", "importance", "rules", "intervals", "tiers", "training", "drift", "sentiment"]

_NAME = Column("name", Text("what", "项目"), "text")
_CUSTOMERS = Column("customers", Text("customers", "客户数"), "count")
_ACCURACY = (
    Column("model", Text("key", "键"), "id"),
    Column("name", Text("model", "模型"), "text"),
    Column(
        "normalised_gini",
        Text("normalised Gini", "归一化基尼系数"),
        "number",
        Text(
            "How well customers are put in order of value: 1 is perfect, 0 is chance.",
            "价值排序的好坏：1为完美，0为随机。",
        ),
    ),
    Column("spearman", Text("rank correlation", "秩相关"), "number"),
    Column(
        "top_10_percent_capture",
        Text("value caught by the best tenth", "前10%客户捕获率"),
        "share",
        Text(
            "Value of the tenth predicted best, over that of the tenth who were best.",
            "预测最好的10%客户的价值，除以实际最好的10%客户的价值。",
        ),
    ),
    Column(
        "decile_wape",
        Text("error of the deciles", "十分位误差"),
        "share",
        Text("Absolute errors of the ten groups over the actual total.", "十个分组的绝对误差之和除以实际总额。"),
    ),
    Column(
        "aggregate_bias",
        Text("total off by", "总额偏差"),
        "share",
        Text("Predicted total over actual total, less 1.", "预测总额除以实际总额减1。"),
    ),
)
_MODEL_NAMES = {
    "network": Text("value network", "价值网络"),
    "past_rate": Text("past spend rate", "历史消费速率"),
    "bgnbd_gamma_gamma": Text("BG/NBD + Gamma-Gamma", "BG/NBD + Gamma-Gamma"),
}
_FORMULA, _UNTRAINED = Text("linear formula", "线性公式"), Text("value network, untrained", "价值网络（未训练）")
_IMPORTANCE = (
    Column("reason", Text("key", "键"), "id"),
    Column("name", Text("reason", "原因"), "text"),
    Column("share", Text("share of all", "占比"), "share"),
    Column(
        "mean_contribution",
        Text("mean size of its part", "平均影响金额"),
        "money",
        Text("Mean absolute contribution to a customer's predicted value.", "对客户预测价值的平均绝对贡献。"),
    ),
)
_FEATURE = Column("name", Text("feature", "特征"), "text")
_RULES = (
    Column("rule", Text("rule", "规则"), "text"),
    Column("mean_value", Text("mean predicted value", "平均预测价值"), "money"),
    _CUSTOMERS,
    Column("share", Text("share of customers", "客户占比"), "share"),
)
_INTERVALS = (_NAME, Column("value", Text("share inside", "落入比例"), "share"), _CUSTOMERS)
_TIERS = (
    _NAME,
    Column("recall", Text("found of those who were", "召回率"), "share"),
    Column("precision", Text("right of those so told", "精确率"), "share"),
    _CUSTOMERS,
)
_TIER_NAMES = {
    "none": Text("no purchase", "不购买"),
    "low": Text("low spend", "低消费"),
    "medium": Text("medium spend", "中消费"),
    "high": Text("high spend", "高消费"),
}
_TRAINING = (_NAME, Column("value", Text("value", "值"), "text"))


class AssessArguments(ToolArguments):
    """What to say of the model."""

    what: What = "accuracy"
    by: Literal["reasons", "features"] = Field(default="reasons", description="For importance.")


def assess_tool() -> BaseTool:
    """The tool assess_model."""
    return make_tool(
        "assess_model",
        arguments=AssessArguments,
        compute=_assess,
    )


def _assess(asked: AssessArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    makers: Mapping[What, Callable[[Shop, AssessArguments, Language], Table]] = {
        "accuracy": _accuracy,
        "calibration": lambda shop, _, language: calibration_assessment(shop, language),
        "importance": _importance,
        "rules": _rules,
        "intervals": _intervals,
        "tiers": _tiers,
        "training": _training,
        "drift": lambda shop, _, language: drift_assessment(shop, language),
        "sentiment": lambda shop, _, language: sentiment_assessment(shop, language),
    }
    about = {"horizon_days": shop.horizon_days, **(came_true(shop) if asked.what == "drift" else {})}
    return Outcome(makers[asked.what](shop, asked, runtime.context.language), about)


def _accuracy(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    evaluation = evaluated(shop)
    kept = {"linear": _FORMULA, "classical": _UNTRAINED}.get(str(evaluation["tested"].get("model")))
    rows: list[dict[str, Cell]] = []
    for model in evaluation["models"]:
        key = str(model["model"])
        name = kept if key == "network" and kept else _MODEL_NAMES[key]
        scores = {column.key: round(float(model[column.key]), 4) for column in _ACCURACY[2:]}
        rows.append({"model": key, "name": name.in_language(language), **scores})
    return Table(_ACCURACY, tuple(rows), len(rows), "models", (protocol(evaluation), *since(evaluation)))


def _importance(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    said, digits = _explained(shop), shop.manifest.minor_digits
    rows: list[dict[str, Cell]] = [
        {
            "reason": str(line["key"]).removesuffix("_minor"),
            "name": line["name"][language],
            "share": line["share"],
            "mean_contribution": number_cell(round(line["mean_absolute_minor"]), "money", digits),
        }
        for line in said[asked.by]
    ]
    note = Text(
        f"Measured over {said['customers']:,} customers, each beside the typical customer of this shop.",
        f"基于{said['customers']:,}位客户，均与本店典型客户相比。",
    )
    named = _FEATURE if asked.by == "features" else _IMPORTANCE[1]
    return Table((_IMPORTANCE[0], named, *_IMPORTANCE[2:]), tuple(rows), len(rows), asked.by, (note,))


def _rules(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    found, digits = _explained(shop)["surrogate"], shop.manifest.minor_digits
    if found is None:
        raise ToolInputError(Text("this shop is too small for rules that hold", "店铺客户太少，得不出站得住的规则"))
    rows: list[dict[str, Cell]] = [
        {
            "rule": rule["text"][language],
            "mean_value": number_cell(round(rule["mean_value_minor"]), "money", digits),
            "customers": rule["customers"],
            "share": rule["share"],
        }
        for rule in found["rules"]
    ]
    note = Text(
        f"The rules imitate the network. On {found['held_out']:,} customers they were not made from they agree with "
        f"its value tier for {found['tier_agreement']:.0%} and rank like it with a normalised Gini of "
        f"{found['normalised_gini']:.2f}; the network itself decides.",
        f"规则是对模型的近似。在未参与制定规则的{found['held_out']:,}位客户上，与模型的价值等级一致率为"
        f"{found['tier_agreement']:.0%}，排序的归一化基尼系数为{found['normalised_gini']:.2f}；最终以模型为准。",
    )
    return Table(_RULES, tuple(rows), len(rows), "rules", (note,))


def _intervals(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    evaluation = evaluated(shop)
    interval, customers = evaluation["interval"], evaluation["protocol"]["customers"]
    lines: list[tuple[Text, float | None, int]] = [
        (Text("promised", "承诺"), interval["nominal"], customers),
        (Text("held, interval as shown", "实际落入所示区间"), interval["coverage"], customers),
        (
            Text("held, customers likely enough to buy", "其中购买概率超过20%的客户"),
            interval["coverage_open"],
            interval["customers_open"],
        ),
    ]
    notes = [protocol(evaluation), *since(evaluation)]
    if spread := evaluation.get("spread"):
        lines.append((Text("held by the distribution", "分布的校准"), spread["held"], customers))
        for key, part in spread["segments"].items():
            name = SEGMENT_NAMES[key]
            lines.append(
                (
                    Text(f"held by the distribution: {name.en}", f"分布的校准：{name.zh}"),
                    part["held"],
                    part["customers"],
                )
            )
        notes.append(
            Text(
                "Who very likely buys nothing is always inside an interval that starts at zero. Held by the "
                "distribution counts each of them only as often as a right distribution would be right.",
                "几乎不会购买的客户总会落入从零开始的区间；“分布的校准”只按正确分布应有的频率计入这些客户。",
            )
        )
    rows = tuple({"name": name.in_language(language), "value": value, "customers": n} for name, value, n in lines)
    return Table(_INTERVALS, rows, len(rows), "groups", tuple(notes))


def _tiers(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    evaluation = evaluated(shop)
    tiers = evaluation.get("tiers")
    if tiers is None:
        raise ToolInputError(
            Text(
                "this build's model has no tiers of future spend: too few customers were seen to buy",
                "该构建的模型没有未来消费等级：有购买的客户太少",
            )
        )
    came = [sum(row) for row in tiers["confusion"]]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"name": _TIER_NAMES[key].in_language(language), "recall": recall, "precision": precision, "customers": n}
        for key, recall, precision, n in zip(tiers["classes"], tiers["recall"], tiers["precision"], came, strict=True)
    )
    note = Text(
        f"Right for {tiers['accuracy']:.0%} of customers; always saying the commonest tier would be right for "
        f"{tiers['accuracy_of_the_commonest']:.0%}.",
        f"{tiers['accuracy']:.0%}的客户判断正确；始终猜最常见等级的正确率为{tiers['accuracy_of_the_commonest']:.0%}。",
    )
    return Table(_TIERS, rows, len(rows), "groups", (note, protocol(evaluation), *since(evaluation)))


def _training(shop: Shop, asked: AssessArguments, language: Language) -> Table:
    about = shop.build.evaluation().get("training")
    if not about:
        raise ToolInputError(
            Text(
                "this build does not tell what its model learned from: build the workspace again",
                "该构建没有记录模型的学习过程：请重新构建工作区",
            )
        )
    kinds = {
        "network": _MODEL_NAMES["network"],
        "classical": Text(
            "classical model, the network had too little to learn from", "经典模型（数据不足以训练网络）"
        ),
        "linear": _FORMULA,
    }
    lines: list[tuple[Text, str]] = [
        (Text("kind of model", "模型类型"), kinds[str(about["model"])].in_language(language)),
        (Text("knows the orders until", "已知订单截至"), str(about["known_until"])),
        (Text("predicts days ahead", "预测天数"), str(shop.horizon_days)),
    ]
    if cutoffs := about.get("cutoffs"):
        lines.append((Text("learned from what came after", "学习自以下日期之后的表现"), ", ".join(cutoffs)))
    for key, name in _COUNTS.items():
        if key in about:
            lines.append((name, f"{int(about[key]):,}"))
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"name": name.in_language(language), "value": value} for name, value in lines
    )
    return Table(_TRAINING, rows, len(rows), "facts", ())


_COUNTS = {
    "rows": Text("customers looked at, summed over those days", "学习样本数（各截止日合计）"),
    "buyers": Text("of them bought afterwards", "其中之后有购买"),
    "steps": Text("training steps", "训练步数"),
    "best_step": Text("best step on customers held out", "留出客户上的最佳步数"),
}


def _explained(shop: Shop) -> dict[str, Any]:
    said = shop.build.explanations()
    if said is None:
        raise ToolInputError(
            Text(
                "this build is too old to tell what its model rests on: build the workspace again",
                "该构建太旧，说不出模型依据什么：请重新构建工作区",
            )
        )
    return said
