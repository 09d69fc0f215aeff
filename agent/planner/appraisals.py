"""Questions about the model as such: how good it is, do its intervals hold, what it looks at, rules, training."""

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Chunk, Horizon, Line, People

# What is asked, the most telling word first: "how accurate are the intervals" asks for the intervals.
_ORDER = (
    "alerts",
    "aspects",
    "sentiment",
    "builds",
    "drift",
    "calibration",
    "training",
    "rules",
    "traits",
    "intervals",
    "feature_importance",
    "importance",
    "accuracy",
)
_ASKED = {"traits": "rules", "feature_importance": "importance", "aspects": "sentiment"}
# What reads reviews is asked about in their words.
_OF_REVIEWS = frozenset({"sentiment", "aspects"})
_SAID_OF_REVIEWS = {"entity": ("review",), "metric": ("reviews", "text_sentiment"), "verb": ("rate", "review")}
_JOINTS = frozenset({"stop", "time", "link", "follow", "pronoun", "model", "detail", "chart"})
_SAID = {
    "ask": ("predict", "amount", "lookup", "when", "describe", "define", "count"),
    "verb": ("worth", "spend"),
    "entity": ("customer",),
    "metric": ("predicted_value", "p_active", "customers"),
    "attribute": ("value_tier",),
    "group": ("which",),
    "superlative": ("high",),
    "vague": ("best", "performance", "big"),
    "value": ("high", "medium", "low"),
    "unit": ("measure",),
}


def read_appraisal(line: Line, facts: Facts, *, before: Frame | None = None) -> Frame | None:
    """The frame of a question about the model; None where it is about something else, or not understood throughout."""
    # "The intervals" beside a list of customers is a wish for them; here the same words are what is asked about.
    keys = ({c.key("model") for c in line} | {"intervals" for c in line if c.has("beside", "range")}) - {""}
    asked = next((key for key in _ORDER if key in keys), "")
    if not asked or any(isinstance(c.meaning, People) for c in line):
        return None
    open_thread = before is not None and bool(before.appraisal)
    if not (_told(asked, keys, line, before) or open_thread):
        return None
    horizons = [c.meaning.days for c in line if isinstance(c.meaning, Horizon)]
    if any(not _understood(c, asked) for c in line):
        return None
    single = any(c.has("model") and ("feature" in c.text or "特征" in c.text) for c in line)
    return Frame(
        appraisal=_ASKED.get(asked, asked),
        by=next((c.key("detail") for c in line if c.has("detail")), _detail(asked, single=single)),
        chart=next((c.key("chart") for c in line if c.has("chart")), ""),
        doubt="model_horizon" if horizons and horizons[0] != facts.horizon_days else "",
    )


def _detail(asked: str, *, single: bool) -> str:
    return "aspects" if asked == "aspects" else "features" if single else ""


def _told(asked: str, keys: set[str], line: Line, before: Frame | None) -> bool:
    """Whether the words around say that the model is meant, not the shop or one customer."""
    network = "network" in keys
    worth = any(c.has("metric", "predicted_value") or c.has("verb", "worth") for c in line)
    customers = any(c.has("entity", "customer") for c in line)
    tier = any(c.has("value", "high", "low", "medium") or c.has("attribute", "value_tier") for c in line)
    if asked in ("alerts", "builds", "drift", "calibration", "training", "rules", "feature_importance"):
        return True
    if asked in _OF_REVIEWS:
        # "Sentiment by category" and 客户在意哪些方面 ask what reviews say, not how well they are read.
        return bool(keys & {"accuracy", "coverage", "agreement"})
    if asked == "traits":
        return network or worth or customers or tier
    if asked == "intervals":
        return network or bool(keys & {"accuracy", "coverage"}) or worth
    if asked == "importance":
        pronoun = any(c.has("pronoun", "it", "them", "that") and not c.has("stop") for c in line)
        # Behind a question about one customer "the value" is that customer's, unless all are meant.
        one = before is not None and bool(before.people) and not (network or customers)
        detail = any(c.has("detail") for c in line)
        return not pronoun and not one and (network or worth or tier or detail)
    return network


def _understood(chunk: Chunk, asked: str) -> bool:
    if chunk.meaning is not None:
        return isinstance(chunk.meaning, Horizon)
    number = chunk.token.number
    if number is not None:
        return asked == "intervals" and number.percent and number.value == 80
    if {t.kind for t in chunk.token.terms} & _JOINTS or (asked == "intervals" and chunk.has("beside", "range")):
        return True
    of_reviews = asked in _OF_REVIEWS and any(chunk.has(kind, *keys) for kind, keys in _SAID_OF_REVIEWS.items())
    return of_reviews or any(chunk.has(kind, *keys) for kind, keys in _SAID.items())
