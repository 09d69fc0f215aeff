"""Answers about shares: what part of a whole, and of which whole."""

from agent.planner.composing_customers import nothing
from agent.planner.saying import Saying


def share(s: Saying) -> list[str]:
    """What part of the whole a group of customers, orders or reviews makes up."""
    r = s.result
    metric = str(s.focus["metric"])
    if not r.rows or r.value(0, f"{metric}_share") is None:
        return nothing(s)
    metrics = [key for key in s.focus.get("metrics", (metric,)) if r.value(0, f"{key}_share") is not None]
    metrics.sort(key=lambda key: key != "customers")  # how many they are, then what is theirs
    return [s.joint.join(_one_share(s, key) for key in metrics), *s.closing()]


def _one_share(s: Saying, metric: str) -> str:
    r = s.result
    cells = {"share": r.cell(0, f"{metric}_share"), "value": r.cell(0, metric)}
    if top := s.call.arguments.get("top"):
        key = "share_bottom" if top.get("lowest") else "share_top"
        of = s.words.number_share(top)
        return s.say(key, share_of=of, by=s.words.name(top["by"]), metric=s.metric(metric), **cells)
    scope = s.scope()
    key = ("share_customers" if metric == "customers" else "share_part") + ("" if scope else "_plain")
    arguments = s.call.arguments
    if arguments.get("filters") and (part := s.words.conditions({"part": arguments.get("part", [])})):
        # Of whom it is a share is said, or it would be heard as one of all customers.
        whole = s.words.scope({k: v for k, v in arguments.items() if k != "part"})
        if whole:
            return s.say(f"{key}_of", metric=s.metric(metric), whole=whole, part=part, **cells)
    return s.say(key, metric=s.metric(metric), scope=scope, **cells)
