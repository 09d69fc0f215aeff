"""Questions that lean on the ones before: "and in France?", "why?", "这些客户呢", "show it as a chart"."""

from dataclasses import dataclass, replace

from agent.planner.advice_plans import advised
from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.group_suppositions import other_group
from agent.planner.meanings import Measured, Ordered, Span
from agent.planner.narrowing import among_rows, between, of_kind, same_scope
from agent.planner.thread import Thread

_RATED = ([Measured("low_ratings")], [Measured("high_ratings")])


@dataclass(frozen=True)
class Resolved:
    """A question as it is meant in its conversation.

    Attributes:
        frame: Its slots, those of earlier questions merged in.
        those: A question whose customers must be found first, then asked about.
        lost: It leans on something that the conversation does not hold.
    """

    frame: Frame
    those: Frame | None = None
    lost: bool = False


def resolve(frame: Frame, thread: Thread, facts: Facts) -> Resolved:
    """The question with what it leaves unsaid taken from the conversation."""
    if frame.outside or frame.appraisal or frame.portfolio or frame.report:
        return Resolved(frame)
    if frame.change is not None:
        return _supposed(frame, thread)
    frame = other_group(frame, thread.frame) or frame
    if frame.group_change is not None:
        return _of_group(frame, thread)
    if (advice := advised(frame, thread, facts)) is not None:
        return Resolved(*advice)
    if frame.chart and not _own(frame) and not frame.people:
        # "it" in "show it as a chart" is the result, no customer.
        return _continued(frame, thread, facts)
    # "Who are the top 3, and why": the first of them is meant.
    ranked = frame.mentions("customer") and frame.rank is not None and frame.order is not None
    asks_why = "why" in frame.asks and not (frame.people or frame.searched or ranked)
    if (apart := between(thread, frame)) is not None:
        return Resolved(apart)
    if (rows := among_rows(frame, thread, facts)) is not None:
        return Resolved(rows)
    pointed = frame.pronouns & {"it", "them", "named", "there"}
    if pointed and thread.group is not None and not frame.people and "why" not in frame.asks:
        return Resolved(frame.copied(), those=thread.group)
    if pointed & {"named", "there"} and thread.frame is not None and (meant := _there(thread.frame, frame)):
        return Resolved(meant)
    # "Customers with their revenue" names whom it means.
    named = frame.mentions("customer") and not frame.follow and not {"why", "among"} & (frame.asks | frame.pronouns)
    someone = bool(frame.people or frame.searched)
    if (frame.pronouns & {"them", "it"} or asks_why) and not someone and not named:
        return _pointed(frame, thread, facts)
    if "named" in frame.pronouns and not frame.conditions and (thread.frame is None or not thread.frame.conditions):
        return Resolved(frame, lost=True)
    if "order" in frame.pronouns and not someone and not frame.desk & {"last", "first"}:
        told = thread.frame is not None and _one_order(thread.frame)
        return Resolved(merge(thread.frame, frame, facts)) if told and thread.frame else Resolved(frame, lost=True)
    if frame.versus and frame.conditions and not _own(frame) and thread.frame is not None:
        return Resolved(_beside(thread.frame, frame, facts))
    if thread.frame is None and (kind := of_kind(frame)) is not None:
        return Resolved(kind)
    if leans(frame) or (frame.same and frame.conditions and thread.frame is not None):
        return _continued(frame, thread, facts)
    if (kept := same_scope(thread, frame)) is not None:
        return Resolved(kept)
    return Resolved(frame)


def _supposed(frame: Frame, thread: Thread) -> Resolved:
    """A what-if question with its customer: named, spoken of before, or the first of the last list."""
    if frame.people:
        return Resolved(frame)
    meant = frame.copied()
    if thread.people:
        meant.people, meant.pronouns = list(thread.people), set()
        before = thread.frame
        if before is not None and tuple(before.people) == thread.people:
            meant.horizon = meant.horizon or before.horizon
        return Resolved(meant)
    if thread.those is not None and frame.pronouns:
        return Resolved(meant, those=thread.those)
    return Resolved(meant, lost=True)


def _of_group(frame: Frame, thread: Thread) -> Resolved:
    """A what-if about a group that is named, everybody, or "them": those of the question before."""
    if not frame.pronouns or frame.conditions:
        return Resolved(frame)
    before = thread.frame
    if before is None or thread.people or not (before.conditions or before.group_change):
        return Resolved(frame, lost=True)
    meant = frame.copied()
    meant.conditions, meant.pronouns = list(before.conditions), set()
    return Resolved(meant)


def _one_order(frame: Frame) -> bool:
    """Whether a question was about one order, which "that order" may mean."""
    return bool(frame.desk & {"last", "first"}) or any(s.what == "order" for s in frame.searched)


def leans(frame: Frame) -> bool:
    """Whether a question without pronouns cannot be read without the one before."""
    if frame.follow:
        return True
    # Conditions on customers alone are a list of them ("inactive for 90 days"); "Germany vs France" lacks a measure.
    if any(c.metric for c in frame.conditions) or (frame.versus and frame.conditions):
        return False
    slots = frame.conditions or frame.spans or frame.groups or frame.horizon or frame.nouns
    return bool(slots or frame.rank or frame.share) and not frame.content


def _own(frame: Frame) -> bool:
    return bool(frame.measures or frame.order or frame.entities or frame.nouns)


def _continued(frame: Frame, thread: Thread, facts: Facts) -> Resolved:
    if thread.frame is None or (thread.frame.of_network and not _carries_on(frame)):
        # A question that is whole in itself may still begin with "and".
        alone = frame.content and not (frame.chart and not _own(frame))
        return Resolved(frame, lost=not alone)
    return Resolved(merge(thread.frame, frame, facts))


def _pointed(frame: Frame, thread: Thread, facts: Facts) -> Resolved:
    """Pronouns: the customers named last, or those that the last list found."""
    single = "it" in frame.pronouns or "why" in frame.asks
    first = "first" in frame.pronouns
    if thread.people and (single or thread.those is None) and not first:
        meant = frame.copied()
        meant.people, meant.pronouns = list(thread.people), set()
        if meant.content_beside_people:
            return Resolved(meant)
        return Resolved(merge(thread.frame or Frame(), meant, facts))
    if single and thread.frame is not None and thread.frame.searched:
        # "And her e-mail?" after a customer looked up by name.
        meant = frame.copied()
        meant.searched, meant.pronouns = list(thread.frame.searched), set()
        return Resolved(meant if meant.content_beside_people else merge(thread.frame, meant, facts))
    if thread.those is None:
        return Resolved(frame, lost=True)
    asked = frame.copied()
    if "count" in asked.asks and not asked.measures and not asked.entities:
        asked.measures.append(Measured("customers"))
    plain = asked.measures or asked.order or asked.nouns or asked.groups or asked.which or "count" in asked.asks
    if "amount" in asked.asks and not plain and asked.conditions and thread.frame is not None:
        # 其中中国客户的合计是多少, after their predicted value: of that.
        asked.measures = [m for m in thread.frame.measures if m.metric != "customers"]
    if single or thread.those.rank is not None or thread.those.order is not None:
        return Resolved(asked, those=thread.those)
    # A list told by conditions is carried on as these conditions, so that none of its customers is left out.
    return Resolved(_narrowed(thread.those, asked))


def _there(before: Frame, now: Frame) -> Frame | None:
    """The question about the group before, and whom that bounds: "which product there is rated worst?"."""
    named = [c for c in before.conditions if not c.metric]
    if not named or not (now.measures or now.order or now.nouns or now.entities or now.verbs):
        return None
    frame = now.copied()
    columns = {c.filter.column for c in now.conditions}
    frame.conditions = [c for c in named if c.filter.column not in columns] + frame.conditions
    bounds = [c for c in before.conditions if c.metric and c.filter.period and "them" in now.pronouns]
    frame.conditions += bounds
    told = {Span(p.start, p.end) for c in bounds if (p := c.filter.period) and p.start and p.end}
    frame.spans = frame.spans or [*before.spans] or ([*told] if len(told) == 1 else [])
    frame.pronouns, frame.follow = set(), False
    return frame


def _narrowed(those: Frame, asked: Frame) -> Frame:
    frame = asked.copied()
    columns = {c.filter.column for c in frame.conditions}
    frame.conditions = [c for c in those.conditions if c.filter.column not in columns] + frame.conditions
    frame.spans = frame.spans or list(those.spans)
    # What bounds them goes on being said of customers, not of the groups that may be asked for next.
    bounded = any(c.metric for c in those.conditions)
    theirs = [e for e in those.entities if e.kind == "customer" and not e.asked]
    frame.entities = frame.entities or theirs
    if bounded and (frame.groups or frame.nouns) and not frame.mentions("customer"):
        frame.entities.append(Entity("customer", linked=False, plural=True))
    if frame.rank is not None and not (frame.entities or frame.nouns or frame.groups):
        frame.entities = [Entity("customer", linked=False, plural=True)]  # 这些人里价值最高的5个: of those counted
    frame.pronouns = set()
    return frame


def _beside(before: Frame, now: Frame, facts: Facts) -> Frame:
    """Both side by side: "compare with France" after Germany."""
    frame = merge(before, now, facts)
    columns = {c.filter.column for c in now.conditions}
    frame.conditions = [*(c for c in before.conditions if c.filter.column in columns), *frame.conditions]
    frame.versus = True
    return frame


def merge(before: Frame, now: Frame, facts: Facts) -> Frame:
    """The earlier question with everything that the new one says instead.

    What is asked for, by what and of whom are replaced where said anew; filters on other columns stay.
    """
    if before.of_network and not _carries_on(now):
        before = Frame(people=list(before.people))
    frame = before.copied()
    columns = {c.filter.column for c in now.conditions}
    frame.conditions = [c for c in frame.conditions if c.filter.column not in columns] + list(now.conditions)
    frame.spans = now.spans or frame.spans
    frame.horizon = now.horizon or frame.horizon
    frame.people = now.people or frame.people
    frame.searched = now.searched or ([] if now.people else frame.searched)
    _merge_measures(frame, now, facts)
    if any(c.filter.column == "rating" for c in now.conditions) and frame.measures in _RATED:
        frame.measures = [Measured("reviews")]  # "and 5 stars?" after the low ratings
    fixed = {c.filter.column for c in now.conditions if c.filter.op == "eq" and not c.metric}
    if now.measures or now.asks & {"count"}:
        # "Just Germany: how many orders was that?", after a table by country: one figure.
        frame.groups = [key for key in frame.groups if key not in fixed]
    if now.groups or (now.nouns and not now.which and not now.measures):
        frame.groups, frame.nouns = now.groups or list(now.nouns), []
    elif now.nouns:
        frame.nouns = list(now.nouns)
    frame.rank = now.rank or frame.rank
    frame.chart = now.chart
    frame.asks = _asks(before, now)
    frame.share = now.share or (frame.share and not now.measures)
    frame.versus = now.versus or (frame.versus and not now.measures)
    frame.texts = now.texts or frame.texts
    frame.verbs = now.verbs | (frame.verbs if not now.measures else set())
    frame.outside, frame.vague, frame.leftovers = list(now.outside), list(now.vague), list(now.leftovers)
    frame.mended = list(now.mended)
    frame.by = now.by or frame.by
    frame.desk, frame.aside = now.desk | frame.desk, list(now.aside)
    frame.follow, frame.pronouns = False, set()
    return frame


def _carries_on(now: Frame) -> bool:
    """Whether a question only says for whom, how far ahead, in what detail or as a picture the last one is meant."""
    further = now.measures or now.order or now.rank or now.groups or now.conditions or now.spans or now.nouns
    return not (further or now.searched or now.share or now.texts or now.entities or now.asks - {"amount", "predict"})


def _asks(before: Frame, now: Frame) -> set[str]:
    """What is asked goes on ("and 12345?" after "why is 13085 worth that?"), unless something else is asked."""
    plain = now.asks - {"amount", "list", "predict"}
    changed = bool(now.measures or now.rank or now.order or now.groups)
    # A picture of reasons is one of reasons; a card makes no picture.
    kept = before.asks - ({"why", "lookup"} if changed or plain else {"lookup"} if now.chart else set())
    return set(now.asks) if plain or now.measures else set(kept | now.asks)


def _merge_measures(frame: Frame, now: Frame, facts: Facts) -> None:
    counts = ([Measured("customers")], [Measured("orders")])  # "only orders placed in the app"
    narrowed = now.narrows and bool(frame.measures) and now.measures in counts
    said = bool(now.measures or now.order) and not narrowed
    before_measures = list(frame.measures)
    kinds = {"order": "orders", "review": "reviews"}
    if frame.measures and not now.rank and not now.narrows and ("count" in now.asks or not now.conditions):
        # "And if you only count customers in RJ?" narrows what was measured.
        kinds["customer"] = "customers"
    if frame.measures and now.narrows and "count" not in now.asks:
        kinds = {}  # "only orders from the app" says of which the revenue is wanted
    counted = [kinds[e.kind] for e in now.entities if e.kind in kinds and facts.metric(kinds[e.kind])]
    if not said and not counted:
        return
    if now.same and now.order is None and frame.order is None and frame.measures:
        # "Same for at_risk, along with the number of customers": both are asked.
        frame.measures += [m for m in now.measures if m not in frame.measures]
        return
    ranked = frame.order is not None and (frame.rank is not None or frame.order.superlative)
    new = list(now.measures) or ([Measured(key) for key in counted] if not now.order else [])
    if now.order is not None:
        frame.order, frame.measures = now.order, new
    elif ranked and frame.order is not None and not now.groups:
        # "and by orders?" after "top 5 by revenue": the ranking stays, by another metric.
        frame.order = Ordered(new[0].metric, lowest=frame.order.lowest, superlative=frame.order.superlative)
        frame.measures = new[1:]
    else:
        frame.measures, frame.order = new, None
    entities = [e for e in now.entities if e.kind == "customer"] or frame.entities
    counted_before = Measured("customers") in before_measures and any(c.metric for c in frame.conditions)
    if counted_before and not entities:
        entities = [Entity("customer", linked=False, plural=True)]  # 销售额合计, after the number of repeat customers
    frame.entities = [replace(e, linked=False) for e in entities if e.kind == "customer"]
