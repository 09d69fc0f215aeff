"""From the slots of a question to a query: what is listed, ranked, measured, compared or shared."""

from typing import Any

from agent.planner.changes import changed
from agent.planner.comparisons import compared
from agent.planner.drafting import draft_of
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.measures import measured
from agent.planner.reading import Call, Unclear
from agent.planner.row_lists import rows
from agent.planner.shares import share
from agent.planner.within_goods import compared_within_goods


def plan_query(frame: Frame, facts: Facts) -> tuple[Call, str, dict[str, Any]]:
    """The call that answers a question about tables, the kind of its answer, and what the wording needs.

    Raises:
        Unclear: There is no one way to read it.
    """
    draft = draft_of(frame, facts)
    if sum(c.filter.column == "weekday" and c.either for c in draft.conditions) > 1:
        offers = ("revenue_on_weekends", "revenue_on_workdays", "revenue_by_weekday")
        raise Unclear("weekend", options=tuple((key, {}) for key in offers))
    if frame.share:
        if compared_within_goods(frame, draft, facts):
            raise Unclear("within_goods", options=(("top_customers", {"metric": "revenue"}),))
        return share(frame, draft, facts)
    if found := changed(frame, draft, facts):
        return found
    if found := compared(frame, draft, facts):
        return found
    # "last month vs the month before" names one span that is understood: the other must not be dropped in silence.
    if frame.versus and not frame.people and (not draft.groups or len(frame.spans) == 1):
        raise Unclear("compare_what", options=(("compare_countries", {}), ("revenue_by_month", {})))
    if draft.thing in ("customers", "orders", "reviews"):
        return rows(frame, draft, facts)
    planned = measured(frame, draft, facts)
    if planned[0].name == "query_customers" and compared_within_goods(frame, draft, facts):
        raise Unclear("within_goods", options=(("top_customers", {"metric": "revenue"}),))
    return planned
