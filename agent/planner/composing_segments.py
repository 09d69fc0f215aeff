"""Answers about segments side by side: every measure of each, and how many customers are in both."""

from agent.planner.saying import Saying


def segments_beside(s: Saying) -> list[str]:
    """A line for each measure with the figure of every side, then how many customers both have."""
    sides = s.focus["sides"]
    found = (s.result, *s.beside)[: len(sides)]
    if any(not r.rows for r in found):
        return [s.say("none_plain")]
    names = [
        s.words.value(side["column"], side["value"]) if side["op"] == "eq" else s.say("beside_rest") for side in sides
    ]
    lines = []
    for key in found[0].number_columns():
        cells = [s.say("beside_one", name=n, value=r.cell(0, key)) for n, r in zip(names, found, strict=True)]
        lines.append(f"- {s.say('beside_item', metric=s.headed(key), figures=s.say('beside_joint').join(cells))}")
    both = s.focus.get("both")
    if both is not None and len(s.beside) >= both and s.beside[both - 1].rows:
        lines += ["", s.say("beside_both", value=s.beside[both - 1].cell(0, "customers"))]
    return [s.say("beside", names=s.say("beside_and").join(names)), "", *lines, *s.closing()]
