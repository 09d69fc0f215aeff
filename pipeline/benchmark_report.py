"""The summary of a benchmark as one Markdown text, in English or in Chinese, ready for the README."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.text import Language, Text
from pipeline.benchmark_tables import (
    cost_table,
    cutoff_table,
    decile_table,
    difference_table,
    interval_table,
    label,
    of_network,
    summary_table,
    truth_table,
)

_HEADINGS = {
    "overall": Text("All real cut-offs", "全部真实数据切分点"),
    "differences": Text("The network against the best baseline", "网络与最佳基线的差异"),
    "intervals": Text("Held by the intervals", "区间覆盖率"),
    "cutoffs": Text("The network at each cut-off", "网络在各切分点的表现"),
    "truth": Text("Beside the true expected value of simulated customers", "与模拟客户真实期望价值的比较"),
    "deciles": Text("Deciles at the last cut-off", "最后一个切分点的十分位"),
    "cost": Text("Time", "耗时"),
}


def markdown(document: Mapping[str, Any], language: Language) -> str:
    """The whole summary as one Markdown text."""
    parts = list(_parts(document, language))
    return "\n\n".join(parts) + "\n"


def _parts(document: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield _intro(document, language)
    overall = document["overall"]
    if overall["summary"]:
        cuts = overall["summary"][0]["cutoffs"]
        yield f"## {_HEADINGS['overall'].in_language(language)} ({cuts})"
        yield summary_table(overall["summary"], language)
    if overall["differences"]:
        yield f"### {_HEADINGS['differences'].in_language(language)}"
        yield difference_table(overall["differences"], language)
    if any(of_network(cutoff) for shop in document["shops"] for cutoff in shop["cutoffs"]):
        yield f"### {_HEADINGS['intervals'].in_language(language)}"
        yield interval_table(document["shops"], language)
    for shop in document["shops"]:
        yield f"## {label(shop, language)}"
        yield _about(shop, language)
        if shop["summary"]:
            yield summary_table(shop["summary"], language)
        if shop["differences"]:
            yield difference_table(shop["differences"], language)
        if any(of_network(cutoff) for cutoff in shop["cutoffs"]):
            yield f"### {_HEADINGS['cutoffs'].in_language(language)}"
            yield cutoff_table(shop["cutoffs"], language)
        if shop["truth"]:
            yield f"### {_HEADINGS['truth'].in_language(language)}"
            yield truth_table(shop["truth"]["summary"], language)
        deciles = decile_table(shop, language)
        if deciles:
            yield f"### {_HEADINGS['deciles'].in_language(language)}"
            yield deciles
        yield f"### {_HEADINGS['cost'].in_language(language)}"
        yield cost_table(shop["summary"], language)


def _intro(document: Mapping[str, Any], language: Language) -> str:
    seeds, draws = len(document["seeds"]), document["draws"]
    if language == "en":
        return (
            "Features from orders up to the cut-off only; the target is the net revenue of the horizon after it, of "
            "all customers seen by then. Learned models are fitted one horizon earlier. Means over cut-offs and "
            f"{seeds} seed{'s' if seeds > 1 else ''}, the best of a column **bold**; standard errors from {draws} "
            "draws of customers, differences of more than two of them **bold**. RMSE is divided by that of BG/NBD + "
            "Gamma-Gamma, MAE and CRPS by the MAE of predicting 0 for everybody; the CRPS of a model that gives one "
            "number is its absolute error. Fitting includes making the features."
        )
    return (
        "特征仅取自切分点及之前的订单；目标为其后预测期内的净销售额，包含切分点之前出现过的全部客户。"
        "学习型模型在早一个预测期的数据上训练。"
        f"表中为各切分点与 {seeds} 个随机种子的平均值，每列最佳者加粗；标准误由 {draws} 次客户自助抽样得到，"
        "超过两倍标准误的差异加粗。RMSE 除以 BG/NBD + Gamma-Gamma 的 RMSE，MAE 与 CRPS 除以全预测 0 的 MAE；"
        "只给出单一数值的模型，其 CRPS 即绝对误差。训练时间包含特征计算。"
    )


def _about(shop: Mapping[str, Any], language: Language) -> str:
    days = ", ".join(cutoff["day"] for cutoff in shop["cutoffs"])
    skipped = sorted({f"{part['model']}: {part['reason']}" for cut in shop["cutoffs"] for part in cut["skipped"]})
    if language == "en":
        text = (
            f"{shop['customers']:,} customers, {shop['first_day']} to {shop['last_day']}, horizon "
            f"{shop['horizon_days']} days, cut off at {days}."
        )
        return text + (f" Left out: {'; '.join(skipped)}." if skipped else "")
    text = (
        f"客户 {shop['customers']:,} 人，{shop['first_day']} 至 {shop['last_day']}，预测期 {shop['horizon_days']} 天，"
        f"切分点：{days}。"
    )
    return text + (f" 未计入：{'; '.join(skipped)}。" if skipped else "")
