"""The reading in words: what was asked for, as the planner understood it, for a person to check."""

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Plan
from agent.planner.wording import Words
from config.text import Language


def reading_text(planned: Plan, frame: Frame, facts: Facts, language: Language) -> str:
    """One line: every call in words, then typing errors that were mended."""
    words = Words(facts, language)
    metric = str(planned.focus.get("metric", ""))
    # The forecast beside the reasons only brings the interval along, the reasons beside an action only say why.
    beside = {"explain": "predict_value", "advice": "explain_value"}.get(planned.kind, "")
    told = planned.calls[:1] if planned.kind == "budget" else planned.calls
    parts = [words.call(c.name, c.arguments, metric=metric) for c in told if c.name != beside]
    if planned.kind == "one_order" and planned.focus["of"]:
        listed = planned.focus.get("several") and planned.focus["which"] == "last"
        which = "listed" if listed else planned.focus["which"] or "numbered"
        days = words.period(planned.calls[planned.focus["order"]].arguments.get("period"))
        parts = [words.text(f"order_{which}", of=planned.focus["of"]), days]
    parts += [words.text("aside", text=text) for text in frame.aside]
    parts += [words.text("commands")] if frame.commands else []
    parts += [words.text("mended", written=w, read=r) for w, r in frame.mended]
    return words.text("then").join(part for part in parts if part)
