"""Questions to offer: the nearest readings of one that could not be read, and what may be asked next."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from agent.planner.frames import Frame
from agent.planner.reading import Plan, Unclear
from config.text import Language
from prompts.library import load_texts

if TYPE_CHECKING:
    from agent.planner.planner import Planner

_MOST = 3
# Prepositions that are left hanging when the word behind them is taken away.
_TRAILING = re.compile(r"(?:\s(?:in|by|of|for|from|at|on|to|with|and|the|per)|[的按在])+[?？]?$", re.IGNORECASE)
_STARTERS = (
    "top_customers",
    "revenue_by_month",
    "customers_by_country",
    "silent_customers",
    "complaints",
    "rating_by_category",
    "describe",
)
_NEXT: Mapping[str, tuple[str, ...]] = {
    "forecast_rank": ("why_first", "tiers", "silent_customers"),
    "predict": ("why", "lookup"),
    "explain": ("what_if_orders", "what_if_silent", "show_features", "lookup"),
    "rank_explain": ("lookup_first", "tiers"),
    "simulate": ("why", "what_if_silent", "what_if_basket", "what_if_orders"),
    "report": ("why", "lookup", "tiers", "model_accuracy"),
    "simulate_group": ("group_share", "group_best", "portfolio_at_risk"),
    "budget": ("tiers", "silent_customers"),
    "advice": ("why", "lookup", "what_if_orders"),
    "rank_simulate": ("lookup_first", "tiers"),
    "assess_accuracy": ("model_intervals", "model_importance", "model_training"),
    "assess_intervals": ("model_accuracy", "model_importance", "model_training"),
    "assess_importance": ("as_chart", "show_features", "model_rules"),
    "assess_rules": ("model_importance", "model_accuracy", "tiers"),
    "assess_training": ("model_accuracy", "model_intervals"),
    "assess_calibration": ("model_accuracy", "model_intervals"),
    "assess_drift": ("builds", "model_accuracy"),
    "assess_builds": ("drift", "model_accuracy"),
    "assess_alerts": ("portfolio_at_risk", "drift", "builds"),
    "assess_quality": ("describe", "builds"),
    "assess_sentiment": ("complaints", "model_accuracy"),
    "portfolio_segments": ("portfolio_at_risk", "portfolio_migration", "portfolio_lorenz"),
    "portfolio_at_risk": ("at_risk_top", "portfolio_segments", "portfolio_cohorts"),
    "portfolio_lorenz": ("portfolio_distribution", "share_top", "portfolio_segments"),
    "portfolio_distribution": ("portfolio_lorenz", "tiers"),
    "portfolio_cohorts": ("repeat_rate", "portfolio_at_risk"),
    "portfolio_movers": ("portfolio_migration", "why_first"),
    "portfolio_migration": ("portfolio_movers", "portfolio_segments"),
    "portfolio_stock": ("revenue_by_month", "model_accuracy"),
    "portfolio_season": ("revenue_by_month", "growth_by_month"),
    "lookup": ("why", "predict_year"),
    "rank": ("as_chart", "tiers"),
    "list": ("how_many", "revenue_of_them"),
    "trend": ("as_chart", "revenue_by_country"),
    "groups": ("as_chart", "as_share"),
    "value": ("by_month", "by_country"),
    "share": ("share_by_country", "top_customers"),
    "compare": ("as_chart", "by_month"),
    "reviews": ("rating_by_category", "ratings_over_time"),
    "describe": ("top_customers", "revenue_by_month", "complaints"),
    "define": ("top_customers", "describe"),
}


class Offers:
    """Offers in one language; each is read by the planner first, so that none leads nowhere."""

    def __init__(self, planner: "Planner", language: Language) -> None:
        self._planner = planner
        self._facts = planner.facts
        self._language = language
        self._texts = load_texts("answers", language)

    def named(self, values: Mapping[str, str]) -> dict[str, str]:
        """Placeholder values with metric and attribute keys turned into names."""
        named = dict(values)
        for key in ("metric", "column"):
            entry = self._facts.dictionary.find(named.get(key, ""))
            if entry is not None:
                named[key] = entry.name.in_language(self._language)
        return named

    def instead(self, question: str, unclear: Unclear, frame: Frame | None) -> tuple[str, ...]:
        """The nearest readings of a question that could not be read."""
        found: list[str] = []
        if unclear.key == "leftover" and frame is not None:
            found += self._without(question, frame)
        if unclear.key == "which_order":
            metrics = [values["metric"] for _, values in unclear.options if "metric" in values]
            found += [
                self._text("append_metric", {"question": question.rstrip("?？。. "), "metric": m}) for m in metrics
            ]
        found += [self._text(key, values) for key, values in unclear.options]
        found += [self._text(key, {"metric": "predicted_value"}) for key in _STARTERS]
        return self._readable(found, besides=question)

    def next_questions(self, planned: Plan, frame: Frame) -> tuple[str, ...]:
        """What fits after an answer; what leans on it is tried as the next question of the conversation."""
        if planned.kind.startswith("those_"):
            return ()  # the next "them" are still those, of whom no month or country is told
        kind = planned.kind
        customer = frame.people[0] if frame.people else ""
        values = {"customer": customer, "metric": self._metric(planned)}
        keys = [k for k in _NEXT.get(kind, ()) if customer or "{customer}" not in self._texts[f"offer.{k}"]]
        if frame.share:
            keys = [k for k in keys if k != "as_share"]
        if frame.by == "features":
            keys = [k for k in keys if k != "show_features"]
        if frame.chart:
            keys = [k for k in keys if k != "as_chart"]
        thread = self._planner.after(frame, planned)
        texts = [self._text(key, values) for key in keys]
        if frame.change is not None:
            texts = [text for text in texts if self._planner.supposed(text) != frame.change]
        return tuple(text for text in texts if self._planner.readable(text, thread=thread))[:_MOST]

    def _metric(self, planned: Plan) -> str:
        key = str(planned.focus.get("metric") or "revenue")
        return key if key in ("predicted_value", "orders", "p_active") else "revenue"

    def _text(self, key: str, values: Mapping[str, str]) -> str:
        return self._texts[f"offer.{key}"].format_map(self.named(values))

    def _without(self, question: str, frame: Frame) -> list[str]:
        """The question with each unknown word replaced by the nearest known ones, and without it."""
        found: list[str] = []
        names = self._names()
        for word in frame.leftovers[:2]:
            near = process.extract(word.casefold(), list(names), scorer=fuzz.ratio, limit=3, score_cutoff=62)
            found += [question.replace(word, names[text]) for text, _, _ in near]
        bare = question
        for word in frame.leftovers:
            bare = bare.replace(word, "")
        bare = _TRAILING.sub("", " ".join(bare.split()))
        return [*found, *([bare] if self._planner.says_enough(bare) else [])]

    def _names(self) -> dict[str, str]:
        language = self._language
        dictionary = self._facts.dictionary
        said = [e.name for e in dictionary.metrics] + [e.name for e in dictionary.attributes]
        names = {name.in_language(language).casefold(): name.in_language(language) for name in said}
        for attribute in self._facts.dictionary.attributes:
            for value in tuple(self._facts.values.get(attribute.key, ()))[:200]:
                shown = attribute.value_text(value, language)
                names.setdefault(shown.casefold(), shown)
        return names

    def _readable(self, questions: Iterable[str], *, besides: str) -> tuple[str, ...]:
        kept: list[str] = []
        for question in questions:
            if question not in (*kept, besides) and self._planner.readable(question):
                kept.append(question)
            if len(kept) == _MOST:
                break
        return tuple(kept)
