"""The drift report in words, in both languages: what moved, whether predictions held, whether to build again."""

from collections.abc import Mapping
from typing import Any

from config.text import Language, Text
from data.money import NO_CURRENCY

# Longer than this share of the horizon without a full build, or so many more customers, and a full build is due.
_LONG_SHARE, _GROWTH = 0.25, 1.2
# So many features may move before the network's inputs are another shop's.
_MANY_SHIFTED = 0.25
NOTHING_EARLIER = Text(
    "Nothing to compare with yet: this is the first build. Drift is measured from the first update on.",
    "暂无可比较的内容：这是第一个构建。从第一次更新起开始衡量偏移。",
)
_AGEING = Text(
    "days since the first purchase grow with the calendar alone; the network measures them against the day's customers",
    "距首次购买天数随日历自然增长；网络以当日全部客户为基准衡量该特征",
)
STATUS = {
    "stable": Text("stable", "稳定"),
    "watch": Text("watch", "关注"),
    "shifted": Text("shifted", "已偏移"),
}


def early(*, days: int, least_days: int = 0, buyers: int = 0, least_buyers: int = 0) -> dict[str, Any]:
    """Why nothing can be said yet of whether predictions came true."""
    if least_buyers:
        reason = Text(
            f"too early to tell whether predictions came true: {buyers} customers bought in {days} days; "
            f"it takes {least_buyers}",
            f"判断预测是否应验为时尚早：{days} 天内只有 {buyers} 位客户购买，至少需要 {least_buyers} 位",
        )
    else:
        reason = Text(
            f"too early to tell whether predictions came true: {days} days have passed; it takes {least_days}",
            f"判断预测是否应验为时尚早：仅过去 {days} 天，至少需要 {least_days} 天",
        )
    return {"available": False, "reason": _json(reason)}


def sentences(document: Mapping[str, Any], *, horizon_days: int) -> dict[str, Any]:
    """The report's conclusions: `status`, `rebuild` (whether a full build is due and why) and `sentences`."""
    features, predictions = document["features"], document["predictions"]
    shifted = [each for each in features if each["status"] == "shifted"]
    watched = [each for each in features if each["status"] == "watch"]
    reasons = _reasons(document, shifted, horizon_days=horizon_days)
    said = [_features_sentence(len(features), shifted, watched)]
    if any(each["feature"] == "tenure_days" for each in (*shifted, *watched)):
        said.append(_AGEING)
    if predictions["available"]:
        said += [_total_sentence(predictions), _buyers_sentence(predictions)]
    else:
        said.append(Text(**predictions["reason"]))
    status = "stable"
    if watched or shifted or predictions.get("status") == "watch":
        status = "watch"
    if len(shifted) > _MANY_SHIFTED * len(features) or predictions.get("status") == "shifted":
        status = "shifted"
    return {
        "status": status,
        "rebuild": {"due": bool(reasons), "reasons": [_json(reason) for reason in reasons]},
        "sentences": [_json(text) for text in said],
    }


def rebuild_line(document: Mapping[str, Any], language: Language) -> str:
    """Whether a full build is due, in one line."""
    reasons = [reason[language] for reason in document["rebuild"]["reasons"]]
    if not reasons:
        return "No full build is due yet." if language == "en" else "暂不需要完整重建。"
    if language == "en":
        return f"A full build is due (kezhi build): {'; '.join(reasons)}."
    return f"建议完整重建（kezhi build）：{'；'.join(reasons)}。"


def summary(document: Mapping[str, Any], language: Language) -> str:
    """The whole report as lines of text."""
    english = language == "en"
    then, now = document["reference"], document["now"]
    if english:
        lines = [
            f"Drift of the shop from {then['as_of']} (build {then['build']}, {then['customers']:,} customers) to "
            f"{now['as_of']} ({now['customers']:,} customers), {document['days']} days: {document['status']}."
        ]
    else:
        lines = [
            f"从 {then['as_of']}（构建 {then['build']}，{then['customers']:,} 位客户）到 {now['as_of']}"
            f"（{now['customers']:,} 位客户）共 {document['days']} 天的偏移：{STATUS[document['status']].zh}。"
        ]
    lines += [f"  - {sentence[language]}" for sentence in document["sentences"]]
    lines.append(rebuild_line(document, language))
    moved = sorted(document["features"], key=lambda each: -each["psi"])
    lines += ["", _table_head(language), *(_table_row(each, language, document) for each in moved)]
    if document["predictions"]["available"]:
        lines += ["", *_decile_lines(document, language)]
    return "\n".join(lines)


def _reasons(document: Mapping[str, Any], shifted: list[Mapping[str, Any]], *, horizon_days: int) -> list[Text]:
    reasons = []
    days, limit = document["days"], int(horizon_days * _LONG_SHARE)
    if days > limit:
        reasons.append(
            Text(
                f"the last one was {days} days ago, more than a quarter of the {horizon_days} days predicted",
                f"上次完整构建在 {days} 天前，已超过预测期 {horizon_days} 天的四分之一",
            )
        )
    then, now = document["reference"]["customers"], document["now"]["customers"]
    if now > _GROWTH * then:
        reasons.append(
            Text(f"there are {now / then - 1:.0%} more customers than then", f"客户数比当时增加了 {now / then - 1:.0%}")
        )
    if len(shifted) > _MANY_SHIFTED * len(document["features"]):
        count = len(shifted)
        reasons.append(Text(f"{count} of the network's inputs have shifted", f"网络的 {count} 项输入已偏移"))
    if document["predictions"].get("status") == "shifted":
        off = document["predictions"]["off"]
        reasons.append(Text(f"predictions were off by {off:+.0%}", f"预测总额偏差 {off:+.0%}"))
    return reasons


def _features_sentence(count: int, shifted: list[Mapping[str, Any]], watched: list[Mapping[str, Any]]) -> Text:
    if not shifted and not watched:
        return Text(
            f"all {count} features of the customers are distributed as they were",
            f"客户的 {count} 项特征分布均无明显变化",
        )
    most = sorted((*shifted, *watched), key=lambda each: -each["psi"])[:3]
    return Text(
        f"of {count} features, {len(shifted)} have shifted and {len(watched)} are worth watching, most of all "
        + ", ".join(each["label"]["en"] for each in most),
        f"{count} 项特征中，{len(shifted)} 项已偏移，{len(watched)} 项值得关注，变化最大的是"
        + "、".join(each["label"]["zh"] for each in most),
    )


def _total_sentence(said: Mapping[str, Any]) -> Text:
    days, off, chance = said["days"], said["off"], said["chance"]
    status = STATUS[said["status"]]
    return Text(
        f"revenue predicted for the {days} days since was off by {off:+.1%} in total (chance alone: ±{chance:.1%}): "
        f"{status.en}",
        f"对此后 {days} 天的销售额预测总偏差为 {off:+.1%}（仅随机因素约 ±{chance:.1%}）：{status.zh}",
    )


def _buyers_sentence(said: Mapping[str, Any]) -> Text:
    expected, came, held, all_ = said["expected_buyers"], said["buyers"], said["interval_held"], said["customers"]
    return Text(
        f"of {all_:,} customers compared, {expected:,.0f} were expected to buy and {came:,} came; "
        f"the 80 % interval held {held:.1%}",
        f"参与比较的 {all_:,} 位客户中，预计 {expected:,.0f} 位会购买，实际 {came:,} 位；"
        f"80% 区间覆盖了 {held:.1%} 的客户",
    )


def _table_head(language: Language) -> str:
    if language == "en":
        return f"{'feature':<44}{'PSI':>8}{'KS':>7}{'median then':>15}{'median now':>15}  verdict"
    return "特征（PSI，KS，当时中位数，现在中位数，判断）"


def _table_row(each: Mapping[str, Any], language: Language, document: Mapping[str, Any]) -> str:
    label, status = each["label"][language], STATUS[each["status"]].in_language(language)
    unit = 10 ** document["minor_digits"] if each["feature"].endswith("_minor") else 1
    then, now = (_number(each[key], unit) for key in ("median_then", "median_now"))
    if language == "en":
        return f"{label[:43]:<44}{each['psi']:>8.3f}{each['ks']:>7.3f}{then:>15}{now:>15}  {status}"
    return f"{label}（{each['psi']:.3f}，{each['ks']:.3f}，{then}，{now}，{status}）"


def _decile_lines(document: Mapping[str, Any], language: Language) -> list[str]:
    unit, currency = 10 ** document["minor_digits"], document["currency"]
    money = "" if currency == NO_CURRENCY else f" {currency}"
    if language == "en":
        head = "Tenths of the customers by what was predicted then: customers, predicted, come true since"
    else:
        head = "按当时预测值分为十组：客户数、预测、此后实际"
    return [head] + [
        f"{each['decile']:>4}{each['customers']:>9,}{each['predicted_minor'] / unit:>18,.2f}"
        f"{each['actual_minor'] / unit:>18,.2f}{money}"
        for each in document["predictions"]["deciles"]
    ]


def _number(value: float | None, unit: int) -> str:
    return "-" if value is None else f"{value / unit:,.2f}".rstrip("0").rstrip(".")


def _json(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
