"""The answer to an order for a report: what it is of, its headline figures, and its files."""

from agent.planner.saying import Saying

_OF = ("customer_id", "rfm_segment", "value_tier", "segment")
# Scores of the model are no metrics of the dictionary.
_SCORES = frozenset({"normalised_gini", "spearman", "top_10_percent_capture", "decile_wape", "aggregate_bias"})
_OWN = frozenset({*_OF, "figures", "sections", "pages"})


def report(s: Saying) -> list[str]:
    """That it is made, how much is in it, its headline figures one a line, and the card with its files."""
    r, kind = s.result, s.call.arguments["kind"]
    if not r.rows:
        return [s.say("none_plain")]
    of = next((key for key in _OF if key in r.columns), "")
    head = s.say(f"report_{kind}", of=r.cell(0, of) if of else "")
    size = s.say("report_size", figures=r.cell(0, "figures"), sections=r.cell(0, "sections"))
    named = [key for key in r.columns if key not in _OWN and r.value(0, key) is not None]
    figures = [s.say("report_figure", name=_called(s, key), value=r.cell(0, key)) for key in named]
    return [s.joint.join([head, size]), "", *(f"- {line}" for line in figures), "", f"{{{{report {r.id}}}}}"]


def _called(s: Saying, key: str) -> str:
    name = s.say(f"report_{key}") if key in _SCORES else s.headed(key)
    return name[:1].upper() + name[1:]
