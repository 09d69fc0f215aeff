"""Slots of customers put right by what stands beside a word: "the typical customer", "best", "of each"."""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.leftovers import understood
from agent.planner.meanings import KINDS, Line, Measured, Where, soft
from agent.planner.said_of_goods import GOODS
from agent.planner.said_of_groups import several
from data.spec import Filter

_TYPICAL = re.compile(
    r"\b(?:the |a |an |our )?(?:typical|average|usual) (?:customer|client|buyer|shopper|account)\b"
    r"|\bdo(?:es)? (?:a|one|each) "
    r"(?:customer|client|buyer|shopper|account)\b[^,;?]{0,30}\b(?:on average|typically|usually)",
    re.IGNORECASE,
)
_PER_CUSTOMER = {
    "orders": Measured("orders_per_customer"),
    "revenue": Measured("revenue_per_customer"),
    "units": Measured("units", "mean", "customer_id"),
}
# What a condition may bound of one customer, and words for a list of names.
_OF_ONE = ("p_active", "predicted_value", "predicted_orders", "recency_days", "orders", "revenue", "p_high")
_NAMES = re.compile(r"名单|清单|\blist of\b", re.IGNORECASE)
_SUMMED = re.compile(
    r"\b(?:total|combined|sum of|summed|altogether|in total|together|taken together)\b"
    r"[^,;?]{0,30}\b(?:of|by|from|for) (?:our |the )?(?:top|best|biggest|largest)\b",
    re.IGNORECASE,
)


def per_customer(frame: Frame, question: str, facts: Facts) -> None:
    """Averages what "the typical customer" does: a total would be everybody's."""
    if not _TYPICAL.search(question) or frame.groups or frame.order or len(frame.measures) != 1:
        return
    one = frame.measures[0]
    if one.aggregate == "default" and (mean := _PER_CUSTOMER.get(one.metric)) and facts.metric(mean.metric):
        frame.measures = [mean]


def who_first(frame: Frame, line: Line) -> None:
    """Ranks customers where "which customers" asks for them, whatever else is named behind."""
    for at, chunk in enumerate(line):
        if chunk.has("group", "which") and chunk.meaning is None:
            rest = (c for c in line[at + 1 :] if not (soft(c) or isinstance(c.meaning, Where)))
            behind = next(rest, None)
            if behind is not None and behind.meaning is None and behind.has("entity", "customer"):
                frame.who = True
                goods = any(c.text in GOODS for c in line) and not frame.groups
                frame.nouns = [n for n in frame.nouns if not (goods and n == "product" and frame.order is not None)]
            return


def weak_segment(frame: Frame, line: Line, question: str) -> None:
    """Reads "how many customers are lost", "which of them are new" as a condition on the segment."""
    if not (frame.mentions("customer") or Measured("customers") in frame.measures):
        return
    for chunk in line:
        value = chunk.key("weak_value")
        odd = [w.casefold() for w in frame.leftovers] + [w for _, w in frame.outside]
        if chunk.meaning is not None or not value or chunk.text not in odd:
            continue
        said = re.search(
            r"\b(?:is|are|were|was|be|as|being|counted as|classed as|labell?ed|considered)\s+"
            rf"(?:now |currently |already |our )?{re.escape(chunk.text)}\b",
            question,
            re.IGNORECASE,
        )
        if said and chunk.text in [w for _, w in frame.outside]:
            frame.outside = [(k, w) for k, w in frame.outside if w != chunk.text]
        if said and value in ("lost", "new", "hibernating", "promising", "loyal", "at_risk", "champions"):
            frame.conditions.append(Where(Filter(column="rfm_segment", op="eq", value=value)))
            understood(frame, chunk.text)


def more_customers(frame: Frame, question: str) -> None:
    """Counts customers of each time in "did we have more customers in October or November"."""
    asked = re.match(
        r"\s*(?:did|do|were|was|is|in which|which|when)\b.*"
        r"\bmore (?:customers|buyers|shoppers|clients|people|accounts)\b",
        question,
        re.IGNORECASE,
    )
    if asked and len(frame.spans) > 1 and not frame.measures and not frame.order:
        frame.measures = [Measured("customers")]
        frame.entities = [e for e in frame.entities if e.kind != "customer"]


def best_one(frame: Frame, line: Line) -> None:
    """Asks by what one customer is "the best": only "best customers" are a segment."""
    for chunk in line:
        where = chunk.meaning
        if (
            isinstance(where, Where)
            and where.filter.value == "champions"
            and re.fullmatch(r"(?:our |the )?best customer", chunk.text)
        ):
            frame.conditions = [c for c in frame.conditions if c != where]
            if frame.order is None and not frame.measures:
                frame.vague.append(("best", chunk.text))


def listed_segment(frame: Frame, question: str) -> None:
    """Lists the customers of a segment that is named without them: "list the champions in France"."""
    named = any(c.filter.column in KINDS for c in frame.conditions)
    bare = not (frame.content or frame.groups or frame.spans)
    if named and bare and ("list" in frame.asks or frame.who):
        frame.entities.append(Entity("customer", linked=False, plural=True))
    if named and frame.share and not (frame.measures or frame.entities or frame.order or frame.groups or frame.nouns):
        frame.entities.append(Entity("customer", linked=False, plural=True))  # "what percentage of champions are in"
    some = named or frame.mentions("customer")
    counted = "count" in frame.asks or Measured("customers") in frame.measures or frame.share
    if some and _NAMES.search(question) and not (frame.groups or frame.nouns or counted):
        frame.asks.add("list")
    elif frame.measures and all(m.aggregate in ("mean", "median", "sum") for m in frame.measures):
        frame.asks.discard("list")  # 冠军客户的平均预测价值列一下: one figure
    # "Champions with a chance below 50 %, list with their chance and value": figures of each, not of all of them.
    bounded = any(c.metric and c.filter.column in _OF_ONE for c in frame.conditions)
    one_by_one = "list" in frame.asks and (bounded or _NAMES.search(question))
    free = frame.groups or frame.spans or frame.rank or frame.order or frame.people or frame.share or frame.entities
    if named and one_by_one and frame.measures and not free and Measured("customers") not in frame.measures:
        frame.entities.append(Entity("customer", linked=False, plural=True))


def size_of_segment(frame: Frame, question: str) -> None:
    """Counts the customers of a segment whose size is asked for: that is no word of reviews there."""
    segment = any(c.filter.column in KINDS for c in frame.conditions)
    asked = re.search(r"\bsize of\b|\bhow (?:big|large|small) (?:is|was)\b|有多大|规模", question, re.IGNORECASE)
    if segment and asked and not (frame.measures or frame.order or frame.people or frame.mentions("review")):
        frame.measures = [Measured("customers")]
        frame.texts = [t for t in frame.texts if t.text != "size"]
        frame.asks.discard("amount")


def of_each(frame: Frame, question: str) -> None:
    """Tells figures customer by customer where they are asked "of each of them"."""
    each = re.search(
        r"\b(?:of|for|by|to|has|have|did|does|do) each\b|\beach of (?:them|these|those)\b|\beach\W*$",
        question,
        re.IGNORECASE,
    )
    # A name in the question itself, such as "top 5 … and the revenue of each of them", is told one by one anyway.
    if re.search(r"\beach of them\b", question, re.IGNORECASE) and (frame.rank or frame.groups or several(frame)):
        frame.pronouns.discard("them")
    own = frame.rank or frame.order or frame.people or frame.conditions or frame.groups or frame.nouns
    if each and "them" in frame.pronouns and frame.measures and not own and not frame.share:
        frame.groups = ["customer_id"]
        understood(frame, "each")


def registered(frame: Frame, facts: Facts) -> None:
    """Reads "registered in 2025" as a condition on a day that the shop keeps as text."""
    for noun in [n for n in frame.nouns if n.startswith("attr_")]:
        held = list(facts.values.get(noun, ()))[:20]
        if not held or not all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in held) or len(frame.spans) != 1:
            continue
        span = frame.spans[0]
        last = span.end == facts.as_of
        parts = {"year": str(span.start.year), "month": f"{span.start:%Y-%m}", "day": span.start.isoformat()}
        if span.bucket not in parts or (last and span.bucket == "year" and span.start.year != facts.as_of.year):
            frame.leftovers.append(noun.removeprefix("attr_"))
            continue
        frame.nouns.remove(noun)
        frame.conditions.append(Where(Filter(column=noun, op="contains", value=parts[span.bucket])))
        frame.spans = []


def figure_of_customers(frame: Frame, line: Line, question: str) -> None:
    """Sums up "what revenue did customers of 2009 bring": "what" stands beside the figure, not the customers."""
    if (
        not (frame.which and frame.measures and frame.conditions)
        or frame.rank
        or frame.order
        or frame.who
        or frame.groups
    ):
        return
    for at, chunk in enumerate(line):
        if not chunk.has("group", "which") or chunk.meaning is not None or not chunk.text.startswith("what"):
            continue
        behind = next((c for c in line[at + 1 :] if not soft(c)), None)
        if behind is not None and (
            isinstance(behind.meaning, Measured) or (behind.has("metric") and not behind.has("entity"))
        ):
            frame.which = False
        return
    del question


def beside_the_list(frame: Frame, question: str, facts: Facts) -> None:
    """Tells orders beside the customers of a ranking; sums up "the total of the top 20"."""
    named = frame.mentions("customer") and frame.rank is not None
    orders = re.search(r"\b(?:and|with|plus)\b[^,;?]{0,30}\borders (?:of|for|by) each\b", question, re.IGNORECASE)
    if named and orders and facts.metric("orders") and Measured("orders") not in frame.measures:
        frame.measures.append(Measured("orders"))
    frame.summed = bool(named and _SUMMED.search(question) and "list" not in frame.asks)
    if frame.summed and not frame.measures and frame.order is not None:
        frame.measures = [Measured(frame.order.metric)]
        frame.order = replace(frame.order, superlative=False)
    if frame.mentions("review") and "say" in frame.asks and frame.texts and frame.measures == [Measured("units")]:
        frame.measures = []


def favourite_of_customer(frame: Frame, line: Line) -> None:
    """Reads "whose favourite category is books" as what the customer likes best, not as any purchase."""
    for at, chunk in enumerate(line):
        key = next((k for k in ("favourite_category", "favourite_product") if chunk.has("attribute", k)), "")
        where = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        if chunk.meaning is not None or not key or not isinstance(where, Where) or where not in frame.conditions:
            continue
        if where.filter.column != key.removeprefix("favourite_") or where.filter.op not in ("eq", "in", "ne"):
            continue
        told = replace(where, filter=where.filter.model_copy(update={"column": key}))
        frame.conditions = [told if c == where else c for c in frame.conditions]
        frame.nouns = [n for n in frame.nouns if n != key]
