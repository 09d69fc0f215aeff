"""Tables of a benchmark as Markdown, in English and in Chinese."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.text import Language, Text
from pipeline.benchmark_models import MODELS, NETWORK
from pipeline.benchmark_scores import METRICS

_MODEL = Text("model", "模型")
_BIAS = Text("bias: median / worst", "总额偏差：中位数 / 最差")
_FORMAT = {"absolute_bias": "{:.0%}"}
_LESS_THAN_PRINTED = 1e-4


def summary_table(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a model: mean of each metric over the cut-offs; the best of each column is bold."""
    header = [_MODEL.in_language(language)]
    columns: list[list[str]] = []
    for key, metric in METRICS.items():
        means = [row[key]["mean"] for row in rows]
        texts = [_number(key, mean) for mean in means]
        if key == "absolute_bias":
            header.append(_BIAS.in_language(language))
            shown = [row[key]["median"] for row in rows]
            worst = [_number(key, row[key]["worst"]) for row in rows]
            texts = [f"{_bold(_number(key, m), m, shown, 'low')} / {w}" for m, w in zip(shown, worst, strict=True)]
        else:
            header.append(metric.name.in_language(language))
            texts = [_bold(text, mean, means, metric.better) for text, mean in zip(texts, means, strict=True)]
        columns.append(texts)
    names = [_name(row["model"], language) for row in rows]
    return _table(header, [list(line) for line in zip(names, *columns, strict=True)])


def difference_table(found: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a metric: the network, the best baseline, by how much the network is better, and on how many cut-offs."""
    header = (
        ["metric", "network", "best baseline", "better by ± s.e.", "better on"]
        if language == "en"
        else ["指标", "网络", "最佳基线", "改进 ± 标准误", "更优的切分点"]
    )
    lines = []
    for row in found:
        key = row["metric"]
        ahead = [cutoff["better_by"] for cutoff in row["cutoffs"]]
        won, equal = sum(v > _LESS_THAN_PRINTED for v in ahead), sum(abs(v) <= _LESS_THAN_PRINTED for v in ahead)
        tied = "" if not equal else f" (+{equal} equal)" if language == "en" else f"（另 {equal} 个持平）"
        error = row["standard_error"]
        clear = error is not None and abs(row["better_by"]) > 2 * error
        by = f"{row['better_by']:+.4f} ± {error or 0:.4f}"
        lines.append(
            [
                METRICS[key].name.in_language(language),
                f"{row['network']:.3f}",
                f"{row['baseline']:.3f} ({_name(row['best_baseline'], language)})",
                f"**{by}**" if clear else by,
                f"{won} / {len(ahead)}{tied}",
            ]
        )
    return _table(header, lines)


def interval_table(shops: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a shop: shares held by the 80 % interval over the cut-offs, and inside the RFM segments."""
    header = (
        [
            "data",
            "as shown",
            "chance to buy > 20 %",
            "PIT within .1 to .9",
            "width / mean value",
            "segments within ±5 points",
        ]
        if language == "en"
        else [
            "数据",
            "所示区间",
            "购买概率 > 20% 的客户",
            "PIT 在 0.1–0.9",
            "宽度 / 平均价值",
            "误差 5 个百分点内的分群",
        ]
    )
    lines = []
    for shop in shops:
        rows = [row for row in shop["summary"] if row["model"] == NETWORK]
        if not rows:
            continue
        interval = rows[0]["interval"]
        held = [_range(interval.get(key)) for key in ("coverage", "coverage_open", "coverage_pit")]
        lines.append(
            [label(shop, language), *held, f"{interval['width_over_mean_value']['mean']:.2f}", _segments(shop)]
        )
    return _table(header, lines)


def cutoff_table(cutoffs: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a cut-off, mean over seeds: the network, and the best of the others at ranking."""
    header = (
        [
            "cut-off",
            "customers",
            "bought",
            "norm. Gini",
            "best other",
            "decile WAPE",
            "bias",
            "RMSE / BG-NBD",
            "PIT held",
        ]
        if language == "en"
        else [
            "切分点",
            "客户数",
            "购买人数",
            "归一化 Gini",
            "其他最佳",
            "十分位 WAPE",
            "总额偏差",
            "RMSE / BG-NBD",
            "PIT 覆盖",
        ]
    )
    lines = []
    for cutoff in cutoffs:
        ours, others = of_network(cutoff), [row for row in cutoff["results"] if row["model"] != NETWORK]
        if not ours:
            continue
        keys = ("normalised_gini", "decile_wape", "aggregate_bias", "rmse_over_classical")
        gini, wape, bias, rmse = (sum(row[key] for row in ours) / len(ours) for key in keys)
        held = sum(row["interval"]["coverage_pit"] for row in ours) / len(ours)
        best = f"{max(row['normalised_gini'] for row in others):.3f}" if others else "–"
        counts = [f"{cutoff['customers']:,}", f"{cutoff['buyers']:,}"]
        scores = [f"{gini:.3f}", best, f"{wape:.3f}", f"{bias:+.1%}", f"{rmse:.3f}", f"{held:.1%}"]
        lines.append([cutoff["day"], *counts, *scores])
    return _table(header, lines)


def of_network(cutoff: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the network scored at a cut-off, a result a seed."""
    return [row for row in cutoff["results"] if row["model"] == NETWORK]


def truth_table(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a model: how near it came to the true expected value of simulated customers."""
    keys = ("normalised_gini", "spearman", "decile_wape")
    header = [_MODEL, *(METRICS[key].name for key in keys), Text("bias", "总额偏差"), Text("MAE / mean", "MAE / 均值")]
    lines = [
        [
            _name(row["model"], language),
            *(f"{row[key]:.3f}" for key in keys),
            f"{row['aggregate_bias']:+.1%}",
            f"{row['mae_over_mean']:.3f}",
        ]
        for row in rows
        if "normalised_gini" in row
    ]
    return _table([text.in_language(language) for text in header], lines)


def decile_table(shop: Mapping[str, Any], language: Language) -> str:
    """What the network said of each tenth of the customers at the last cut-off, and what came true; currency units."""
    results = [row for cutoff in shop["cutoffs"][-1:] for row in of_network(cutoff)]
    if not results:
        return ""
    unit = 10 ** shop["minor_digits"]
    header = (
        ["decile", "customers", f"predicted [{shop['currency']}]", f"actual [{shop['currency']}]", "predicted / actual"]
        if language == "en"
        else ["十分位", "客户数", f"预测 [{shop['currency']}]", f"实际 [{shop['currency']}]", "预测 / 实际"]
    )
    lines = []
    for row in results[0]["deciles"]:
        said, actual = row["predicted_minor"], row["actual_minor"]
        ratio = f"{said / actual:.2f}" if actual else "–"
        lines.append(
            [str(row["decile"]), f"{row['customers']:,}", f"{said / unit:,.0f}", f"{actual / unit:,.0f}", ratio]
        )
    return _table(header, lines)


def cost_table(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    """One row a model: mean seconds to fit and to score."""
    header = ["model", "fit [s]", "score [s]"] if language == "en" else ["模型", "训练 [秒]", "预测 [秒]"]
    lines = [[_name(r["model"], language), f"{r['fit_seconds']:.1f}", f"{r['score_seconds']:.2f}"] for r in rows]
    return _table(header, lines)


def _segments(shop: Mapping[str, Any]) -> str:
    """How many segments of at least 100 customers, over cut-offs and seeds, hold 75 to 85 % by the PIT."""
    held = [
        segment["coverage_pit"]
        for cutoff in shop["cutoffs"]
        for row in of_network(cutoff)
        for segment in row["interval"]["segments"]
    ]
    return f"{sum(abs(value - 0.8) <= 0.05 for value in held)} / {len(held)}" if held else "–"


def _range(found: Mapping[str, float] | None) -> str:
    return "–" if not found else f"{found['mean']:.1%} ({found['low']:.1%} – {found['high']:.1%})"


def label(shop: Mapping[str, Any], language: Language) -> str:
    """A shop and its horizon."""
    title, days = shop["title"][language], shop["horizon_days"]
    return f"{title}, {days} days" if language == "en" else f"{title}，{days} 天"


def _name(model: str, language: Language) -> str:
    return MODELS[model].name.in_language(language)


def _number(key: str, value: float | None) -> str:
    return "–" if value is None else _FORMAT.get(key, "{:.3f}").format(value)


def _bold(text: str, value: float | None, values: Sequence[float | None], better: str) -> str:
    known = [v for v in values if v is not None]
    best = max(known) if better == "high" else min(known)
    return f"**{text}**" if value is not None and abs(value - best) <= _LESS_THAN_PRINTED else text


def _table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
