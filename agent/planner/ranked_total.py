"""A ranked list taken together: "the ten customers with the highest revenue: what have they spent altogether?"."""

import re

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Entity, Frame
from agent.planner.intents import plan
from agent.planner.meanings import Measured, Ordered
from agent.planner.reading import Plan, Unclear

_AS_ONE = re.compile(
    r"\b(?:altogether|combined|in total|in all|together|in sum|summed(?: up)?|between them|as a group|sum of|add up)\b"
    r"|[:;,>→–-]\s*(?:their )?(?:overall )?(?:total|sum)\b"
    r"|\btotal (?:\w+ ){1,4}?(?:of|from|by|for) (?:the |our |my )?"
    r"(?:top|best|biggest|largest|bottom|\d+|three|five|ten)\b"
    r"|\bto total\b"
    r"|合计|总共|一共|共计|总计|加起来|加一?块|合起来|合在?一起|总和|加总",
    re.IGNORECASE,
)
# "The five that spent most in total" are ranked by what they spent in all; 合计占比 is a share of the whole.
_RANKED_BY = re.compile(
    r"\bby (?:\w+ )?(?:total|overall|combined)\b"
    r"|\b(?:most|highest|largest|more) (?:\w+ ){0,2}(?:in total|altogether|overall)"
    r"|(?:合计|总共|一共|总计)[^，,。？?：:]{0,8}(?:最|前\s*[\d三五十])|按[^，,。？?：:]{0,6}(?:合计|总计)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:each|respectively|individually|list)\b|各自|分别|每个?人|每位|列出|名单", re.IGNORECASE)
_AHEAD = ("predicted_", "p_")


def ranked_total(question: str, frame: Frame, facts: Facts) -> tuple[Resolved, Plan] | None:
    """The calls that find the first so many customers and sum up what is asked of them; None where not asked.

    Args:
        question: Cleaned.
        frame: Its slots.
        facts: The shop.
    """
    rank, people = frame.rank, frame.mentions("customer") or frame.who
    if rank is None or not rank.count or rank.count < 2 or frame.groups or frame.nouns or frame.share or frame.versus:
        return None
    if frame.people or frame.searched or frame.leftovers or frame.outside or frame.vague or frame.of_network:
        return None
    if not _AS_ONE.search(question) or _RANKED_BY.search(question) or _LISTED.search(question):
        return None
    # "Top 10 by revenue" without a noun is of customers where what lies ahead of them is asked for.
    asked = list(dict.fromkeys(m.metric for m in frame.measures))
    if frame.summed and len(asked) < 2:
        return None  # one query sums up one measure
    ahead = [key for key in asked if key.startswith(_AHEAD)]
    order = frame.order or (Ordered(asked[0]) if asked else None)
    if order is None or not (people or ahead) or len(frame.spans) > 1 or frame.texts or frame.chart:
        return None
    whole = [s for s in frame.spans if (s.start, s.end) == (facts.first_day, facts.as_of)]
    spans = [] if whole else list(frame.spans)
    named = frame.entities or [Entity("customer", linked=False, plural=True)]
    first = Frame(rank=rank, order=order, conditions=list(frame.conditions), spans=spans, entities=named, who=True)
    asked = asked or [order.metric]
    horizon = frame.horizon if frame.horizon != facts.horizon_days else None
    parts = [asked] if not spans and not horizon else [[k for k in asked if k not in ahead], ahead]
    seconds = [
        Frame(
            measures=[Measured(key) for key in keys],
            pronouns={"them"},
            spans=spans if keys != ahead else [],
            horizon=horizon if keys == ahead else None,
        )
        for keys in parts
        if keys
    ]
    try:
        plans = [plan(second, facts, earlier=first) for second in seconds]
    except Unclear:
        return None
    planned = plans[0]
    for further in plans[1:]:
        planned = together(planned, further)
    return Resolved(seconds[-1], those=first), planned
