"""Slots put right by what stands beside a word: "beauty products", "how many times", "the typical customer"."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.planner.facts import Facts
from agent.planner.meanings import Groups, Line, Measured, Ordered, Span, Where, soft
from data.spec import Filter

if TYPE_CHECKING:
    from agent.planner.frames import Frame

_GOODS = frozenset({"products", "product", "items", "item", "articles", "article", "goods", "merchandise"})
_OFTEN = re.compile(
    r"\bhow (?:many times|often) (?:have|has|had|did|do|does|were|was)\b"
    r"[^?]*\b(?:order|ordered|buy|bought|purchased?|shop|shopped)\b",
    re.IGNORECASE,
)
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
_COUNTED = re.compile(r"\bhow many\b|\bnumber of\b|\bcount of\b|多少[种个款]|几[种个款]", re.IGNORECASE)
_JUDGED = re.compile(
    r"\b(?:reviews?|ratings?)\b[^,;?]{0,14}\b(?:is|are|were|was|being)\s+(?:really |very |rather |actually )?"
    r"(?:(?P<bad>bad|negative|poor|low|critical|unhappy|unfavou?rable)|(?P<good>good|positive|high|favou?rable|happy))\b",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\b(?:pieces?|units?|quantity|volume)\b|件", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:buy|buys|bought|order|orders|ordered|purchase|purchased) again\b|\bc[ao]me back\b|\breorder(?:s|ed)?\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\bwill\b|\blikely\b|\bpredict|\bexpect|\bforecast|\bchance\b|\bprobab|\bnext\b|\bgoing to\b", re.IGNORECASE
)
_REACHED = ("average_rating", "units", "revenue", "returns", "return_share", "reviews", "orders", "low_ratings")
_RATED_SHARE = re.compile(
    r"\b(?:share|percentage|percent|proportion|fraction|%) of (?:the |our |all )?"
    r"(?:(?:low|bad|negative|poor)|(?:high|good|positive)) (?:ratings?|reviews?|scores?)\b",
    re.IGNORECASE,
)
_SUMMED = re.compile(
    r"\b(?:total|combined|sum of|summed|altogether|in total|together|taken together)\b"
    r"[^,;?]{0,30}\b(?:of|by|from|for) (?:our |the )?(?:top|best|biggest|largest)\b",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\b(?:share|percentage|percent|proportion|fraction|part|portion)\b|%", re.IGNORECASE)
_GROUPED = ("rfm_segment", "value_tier", "likely_tier", "country", "attr_state", "attr_city")
_LARGE = frozenset({"biggest", "largest", "smallest", "highest", "lowest", "top"})
_LOW = frozenset({"smallest", "lowest"})
_NUMBERED = re.compile(
    r"\b(?:those|these|the|all|of|both) (?P<n>two|three|four|five|six|[2-9])\b"
    r"(?!\s*(?:%|days|weeks|months|quarters|years))",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def settle_said(frame: "Frame", line: Line, question: str, facts: Facts) -> None:
    """Changes the slots to what words say beside their neighbours.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned.
        facts: The shop.
    """
    _goods_of_category(frame, line)
    _per_customer(frame, question, facts)
    _judged_reviews(frame, question, facts)
    _returned_goods(frame, question, facts)
    _worth(frame, question)
    _ranked_by_rating(frame, line, facts)
    _who_first(frame, line)
    _largest_group(frame, line, facts)
    _weak_segment(frame, line, question)
    _over_span(frame, line)
    _as_many(frame, line, question)
    if _OFTEN.search(question) and not (frame.people or frame.searched or frame.order) and facts.metric("orders"):
        others = [m for m in frame.measures if m.metric not in ("customers", "orders")]
        frame.measures, frame.asks = [Measured("orders"), *others], frame.asks - {"count"}
    _languages(frame, question, facts)
    _set_apart(frame, line)
    _rates_of_ratings(frame, question, facts)
    _most_rated(frame, line)
    _more_customers(frame, question)
    _best_one(frame, line)
    _busiest_day(frame, line, facts)
    _listed_segment(frame)
    _size_of_segment(frame, question)
    _per_order(frame, question, facts)
    _of_each(frame, question)
    _raters(frame, line, facts)
    _numbers_of_things(frame, facts)
    _figure_of_customers(frame, line, question)
    _unanswerable(frame, question)
    _beside_the_list(frame, question, facts)
    _favourite(frame, line)
    if frame.people and Measured("products") in frame.measures and _COUNTED.search(question):
        frame.asks.add("count")
    shared = frame.share or bool(_SHARED.search(question))
    if shared and frame.measures == [Measured("p_active")] and _AGAIN.search(question) and not _AHEAD.search(question):
        # "What share of customers buy again": those who did, not the chance that they will.
        frame.measures, frame.share = [Measured("repeat_share")], False
    twice = [c for c in frame.conditions if (c.filter.column, c.filter.op, c.filter.value) == ("orders", "ge", 2)]
    if twice and (found := re.search(r"\b(?:more|less|most|least) likely\b", question, re.IGNORECASE)):
        frame.leftovers.append(found.group())  # who is likelier to have done so is a rate, not their number
    _registered(frame, facts)
    if Measured("repeat_share") in frame.measures:
        # "Who came back for a second order? Give me the repeat rate": the rate is not that of those who did.
        frame.conditions = [
            c for c in frame.conditions if (c.filter.column, c.filter.op, c.filter.value) != ("orders", "ge", 2)
        ]


def _goods_of_category(frame: "Frame", line: Line) -> None:
    """Takes "revenue of beauty products" for revenue of beauty, not product by product."""
    free = not (frame.which or frame.rank or frame.order or frame.groups or frame.asks & {"list", "count"})
    told = frame.measures and not {m.metric for m in frame.measures} & {"products", "returns"}
    if not (free and told) or frame.nouns != ["product"] or frame.people:
        return
    for at, chunk in enumerate(line[1:], 1):
        before = line[at - 1].meaning
        named = (
            isinstance(before, Where) and before.filter.column == "category" and before.filter.op in ("eq", "in", "ne")
        )
        if named and chunk.text in _GOODS:
            frame.nouns = []


def _per_customer(frame: "Frame", question: str, facts: Facts) -> None:
    """Averages what "the typical customer" does: a total would be everybody's."""
    if not _TYPICAL.search(question) or frame.groups or frame.order or len(frame.measures) != 1:
        return
    one = frame.measures[0]
    if one.aggregate == "default" and (mean := _PER_CUSTOMER.get(one.metric)) and facts.metric(mean.metric):
        frame.measures = [mean]


def _judged_reviews(frame: "Frame", question: str, facts: Facts) -> None:
    """Reads "what percentage of reviews are bad" as the share of low ratings, "how many" as their number."""
    found = _JUDGED.search(question)
    if not found or frame.asks & {"say", "complain", "praise", "quote"}:
        return
    word, side = (found["bad"], "low") if found["bad"] else (found["good"], "high")
    metric = f"{side}_rating_share" if frame.share else f"{side}_ratings"
    if facts.metric(metric) is None or any(c.filter.column == "rating" for c in frame.conditions):
        return
    frame.measures = [
        *(m for m in frame.measures if m.metric not in ("reviews", "average_rating", metric)),
        Measured(metric),
    ]
    frame.share = False
    frame.entities = [e for e in frame.entities if e.kind != "review"]
    frame.nouns = [n for n in frame.nouns if n != "rating"]
    frame.conditions = [c for c in frame.conditions if c.filter.column not in ("value_tier", "likely_tier")]
    frame.vague = [v for v in frame.vague if v[1] != word.casefold()]
    _understood(frame, word)


def _returned_goods(frame: "Frame", question: str, facts: Facts) -> None:
    """Counts returns where items that were returned are asked for; pieces returned are no measure."""
    returned = "return" in frame.verbs and not any(
        c.filter.column in ("returns", "is_return") for c in frame.conditions
    )
    if not returned or frame.measures != [Measured("units")] or not facts.metric("returns"):
        return
    if found := _PIECES.search(question):
        frame.leftovers.append(found.group())
    else:
        frame.measures = [Measured("returns")]


def _worth(frame: "Frame", question: str) -> None:
    """Takes "an average order is worth" for the average order value, not for what is predicted."""
    told = Measured("average_order_value") in frame.measures
    extra = [m for m in frame.measures if m.metric in ("predicted_value", "revenue") and m.aggregate == "default"]
    per_order = re.search(r"\bworth\b|\bspen[dt]s? per order\b|\bpa(?:y|ys|id) per order\b", question, re.IGNORECASE)
    if told and extra and per_order and "predict" not in frame.asks and not re.search("predicted|expected", question):
        frame.measures = [m for m in frame.measures if m not in extra]
    if told and "define" in frame.asks and frame.conditions and per_order:
        frame.asks.discard("define")
    if told and "define" in frame.asks and re.search(r"\bon average\b|\bwas\b|\bwere\b|\bspend\b|\bpay\b", question):
        frame.asks.discard("define")


def _ranked_by_rating(frame: "Frame", line: Line, facts: Facts) -> None:
    """Orders "top categories by rating" by their average, not by the number of each star."""
    ordered = frame.order is not None and frame.order.metric == "average_rating"
    rated = ordered or Measured("average_rating") in frame.measures
    if rated and "rating" in frame.groups and (frame.nouns or len(frame.groups) > 1):
        frame.groups = [key for key in frame.groups if key != "rating"]
    groups = [c for c in line if isinstance(c.meaning, Groups) and c.text.startswith("by ")]
    said = any(isinstance(c.meaning, Groups) and c.meaning.keys == ("rating",) for c in groups)
    if said and frame.rank is not None and frame.nouns and frame.order is None and facts.metric("average_rating"):
        frame.groups = [key for key in frame.groups if key != "rating"]
        frame.order = Ordered("average_rating", lowest=frame.rank.lowest, superlative=False)


def _who_first(frame: "Frame", line: Line) -> None:
    """Ranks customers where "which customers" asks for them, whatever else is named behind."""
    for at, chunk in enumerate(line):
        if chunk.has("group", "which") and chunk.meaning is None:
            rest = (c for c in line[at + 1 :] if not (soft(c) or isinstance(c.meaning, Where)))
            behind = next(rest, None)
            if behind is not None and behind.meaning is None and behind.has("entity", "customer"):
                frame.who = True
                goods = any(c.text in _GOODS for c in line) and not frame.groups
                frame.nouns = [n for n in frame.nouns if not (goods and n == "product" and frame.order is not None)]
            return


def _largest_group(frame: "Frame", line: Line, facts: Facts) -> None:
    """Orders groups of customers by how many they are: "which segment is the largest"; others by what "by" names."""
    for chunk in line:
        if (
            chunk.meaning is not None
            or chunk.text not in _LARGE
            or chunk.text not in [w.casefold() for w in frame.leftovers]
        ):
            continue
        lowest = chunk.text in _LOW
        apart = [c.filter.column for c in frame.conditions if c.filter.op in ("ne", "not_in") and not c.metric]
        if frame.order is not None and len(apart) == 1 and not (frame.nouns or frame.groups):
            frame.nouns, frame.singular = apart, True  # "the biggest non-UK country": the noun went into the condition
        if frame.order is not None and not frame.order.superlative and (frame.nouns or frame.groups):
            frame.order = replace(frame.order, lowest=lowest, superlative=True)
        elif frame.which and frame.order is None and len(frame.nouns) == 1 and frame.nouns[0] in _GROUPED[:3]:
            if frame.measures not in ([], [Measured("customers")]):
                return
            frame.order = Ordered("customers", lowest=lowest)
            frame.measures = []
        else:
            return
        _understood(frame, chunk.text)


def _weak_segment(frame: "Frame", line: Line, question: str) -> None:
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
            _understood(frame, chunk.text)


def _set_apart(frame: "Frame", line: Line) -> None:
    """Leaves out what comes first: "the most customers after the UK"; "between" says no more than a comparison does."""
    for at, chunk in enumerate(line):
        where = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        if (
            chunk.has("time", "after")
            and chunk.meaning is None
            and isinstance(where, Where)
            and frame.order is not None
        ):
            grouped = (
                where.filter.column in (*frame.nouns, *frame.groups) and where.filter.op == "eq" and not where.metric
            )
            if grouped and where in frame.conditions:
                turned = replace(where, filter=where.filter.model_copy(update={"op": "ne"}))
                frame.conditions = [turned if c == where else c for c in frame.conditions]
        than = chunk.has("op", "gt", "lt") and chunk.text.endswith(" than") and chunk.token.number is None
        if chunk.meaning is None and than and _several(frame) and not (frame.mentions("customer") and frame.spans[1:]):
            frame.versus = True  # "is the rate of A higher than that of B"
            if "rate" in frame.verbs and not frame.measures:
                frame.measures = [Measured("average_rating")]
                frame.entities = [e for e in frame.entities if e.kind != "review"]
            _understood(frame, chunk.text)
        if chunk.meaning is None and chunk.has("op", "between") and frame.versus and _several(frame):
            _understood(frame, chunk.text)


def _several(frame: "Frame") -> bool:
    columns = [c.filter.column for c in frame.conditions if not c.metric and c.filter.op == "eq"]
    listed = any(c.filter.op == "in" and not c.metric for c in frame.conditions)
    return listed or len(columns) > len(set(columns)) or len(frame.spans) == 2


def _more_customers(frame: "Frame", question: str) -> None:
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


def _busiest_day(frame: "Frame", line: Line, facts: Facts) -> None:
    """Ranks days in "on which day did we sell the most"."""
    named = any(c.has("ask", "when") and re.search(r"\b(?:day|date)$", c.text) for c in line)
    free = not (frame.people or frame.searched or frame.nouns or frame.groups or frame.mentions("customer"))
    if named and free and frame.order is not None and frame.order.superlative and facts.attribute("day"):
        frame.asks.discard("when")
        frame.nouns, frame.which, frame.singular = ["day"], True, True


def _best_one(frame: "Frame", line: Line) -> None:
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


def _listed_segment(frame: "Frame") -> None:
    """Lists the customers of a segment that is named without them: "list the champions in France"."""
    named = any(c.filter.column in ("rfm_segment", "value_tier", "likely_tier") for c in frame.conditions)
    bare = not (frame.content or frame.groups or frame.spans)
    if named and bare and ("list" in frame.asks or frame.who):
        from agent.planner.frames import Entity

        frame.entities.append(Entity("customer", linked=False, plural=True))


def _size_of_segment(frame: "Frame", question: str) -> None:
    """Counts the customers of a segment whose size is asked for: that is no word of reviews there."""
    segment = any(c.filter.column in ("rfm_segment", "value_tier", "likely_tier") for c in frame.conditions)
    asked = re.search(r"\bsize of\b|\bhow (?:big|large|small) (?:is|was)\b|有多大|规模", question, re.IGNORECASE)
    if segment and asked and not (frame.measures or frame.order or frame.people or frame.mentions("review")):
        frame.measures = [Measured("customers")]
        frame.texts = [t for t in frame.texts if t.text != "size"]
        frame.asks.discard("amount")


def _per_order(frame: "Frame", question: str, facts: Facts) -> None:
    """Compares average orders where it is asked who spends more per order."""
    found = re.search(
        r"\b(?P<more>more|less|most|least|higher|lower|worth) (?P<per>per) (?:order|purchase)\b",
        question,
        re.IGNORECASE,
    )
    larger = re.search(
        r"\b(?:bigger|larger|smaller|higher|lower) (?:average )?(?:orders?|baskets?)\b", question, re.IGNORECASE
    )
    if larger and frame.measures == [Measured("average_order_value")] and _several(frame):
        frame.versus = True
    if not found or frame.change is not None or frame.people or not facts.metric("average_order_value"):
        return
    if {m.metric for m in frame.measures} - {"average_order_value", "revenue", "predicted_value", "orders"}:
        return
    frame.measures = [Measured("average_order_value")]
    frame.entities = [e for e in frame.entities if e.kind != "order"]
    if frame.order is not None:
        frame.order = Ordered("average_order_value", lowest=frame.order.lowest)
        frame.measures = []
    frame.versus = frame.versus or _several(frame)
    for word in (found["more"], found["per"]):
        _understood(frame, word)


def _of_each(frame: "Frame", question: str) -> None:
    """Tells figures customer by customer where they are asked "of each of them"."""
    each = re.search(
        r"\b(?:of|for|by|to|has|have|did|does|do) each\b|\beach of (?:them|these|those)\b|\beach\W*$",
        question,
        re.IGNORECASE,
    )
    # A name in the question itself, such as "top 5 … and the revenue of each of them", is told one by one anyway.
    if re.search(r"\beach of them\b", question, re.IGNORECASE) and (frame.rank or frame.groups or _several(frame)):
        frame.pronouns.discard("them")
    own = frame.rank or frame.order or frame.people or frame.conditions or frame.groups or frame.nouns
    if each and "them" in frame.pronouns and frame.measures and not own and not frame.share:
        frame.groups = ["customer_id"]
        _understood(frame, "each")


def _raters(frame: "Frame", line: Line, facts: Facts) -> None:
    """Counts or lists the customers who gave a rating, not the ratings."""
    gave = "rate" in frame.verbs or any(c.text in ("gave", "give", "left", "wrote", "giving") for c in line)
    low = [m for m in frame.measures if m.metric in ("low_ratings", "high_ratings")]
    people = Measured("customers") in frame.measures
    if gave and people and low and len(frame.measures) == 2 and not frame.groups and facts.metric(low[0].metric):
        worst = low[0].metric == "low_ratings"
        frame.measures = [Measured("customers")]
        frame.conditions.append(Where(Filter(column="rating", op="le" if worst else "ge", value=2 if worst else 4)))
    first = next((e.kind for e in frame.entities if not e.asked), "")
    rated = any(c.filter.column == "rating" for c in frame.conditions)
    if (
        first == "customer"
        and rated
        and not (frame.measures or frame.order or frame.groups or frame.asks & {"quote", "say"})
    ):
        frame.entities = [e for e in frame.entities if e.kind != "review"]


def _registered(frame: "Frame", facts: Facts) -> None:
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


def _numbers_of_things(frame: "Frame", facts: Facts) -> None:
    """Counts products by what each of them reached: "how many products have an average rating below 3"."""
    bound = [c for c in frame.conditions if c.metric and c.filter.period is None]
    one = [c for c in bound if c.filter.column in _REACHED]
    things = {"products": "product", "categories": "category"}
    thing = things.get(frame.measures[0].metric, "") if frame.measures else ""
    others = {m.metric for m in frame.measures[1:]} - {c.filter.column for c in one}
    free = not (frame.mentions("customer") or frame.people or frame.groups or frame.nouns or frame.order or frame.share)
    if one and not others and free and thing and len(bound) == len(one) and facts.attribute(thing):
        frame.measures, frame.nouns = [], [thing]
        frame.asks.add("count")


def _rates_of_ratings(frame: "Frame", question: str, facts: Facts) -> None:
    """Measures "the percentage of low ratings in toys" as a rate of toys, not as the part of all low ratings."""
    rates = {"low_ratings": "low_rating_share", "high_ratings": "high_rating_share"}
    rate = rates.get(frame.measures[0].metric, "") if len(frame.measures) == 1 else ""
    told = frame.groups or frame.nouns or any(not c.metric for c in frame.conditions)
    stars = any(c.filter.column == "rating" for c in frame.conditions)
    if frame.share and rate and told and not stars and _RATED_SHARE.search(question) and facts.metric(rate):
        frame.measures, frame.share = [Measured(rate)], False


def _most_rated(frame: "Frame", line: Line) -> None:
    """Orders by reviews what has "the most 1-star reviews"."""
    if frame.order is not None or frame.measures or not frame.which:
        return
    for at, chunk in enumerate(line):
        where = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        most = chunk.meaning is None and chunk.text in ("most", "fewest", "least")
        if most and isinstance(where, Where) and where.filter.column == "rating":
            frame.order = Ordered("reviews", lowest=chunk.text != "most")
            frame.entities = [e for e in frame.entities if e.kind != "review"]
            _understood(frame, chunk.text)


def _figure_of_customers(frame: "Frame", line: Line, question: str) -> None:
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


def _unanswerable(frame: "Frame", question: str) -> None:
    """Asks back what would be read as something else: the rank of one group, groups of which nothing was bought."""
    asked = re.search(
        r"\b(?:what|which) (?:rank|place|position)\b|\bhow does \w+ rank\b|排第几|第几名|排名第几",
        question,
        re.IGNORECASE,
    )
    if asked and frame.order is not None:
        frame.leftovers.append(asked.group())
    silent = [c for c in frame.conditions if c.filter.column == "recency_days" and c.metric]
    groups = [n for n in frame.nouns if n != "customer_id"]
    nothing = re.search(r"\bnothing\b|\bno (?:orders?|purchases?)\b|没(?:有)?(?:买|下单|订单)", question, re.IGNORECASE)
    if (
        silent
        and groups
        and frame.which
        and nothing
        and not (frame.measures or frame.mentions("customer") or frame.people)
    ):
        frame.leftovers.append(nothing.group())
    days = [
        c
        for c in frame.conditions
        if c.filter.column == "weekday" and c.filter.op == "in" and c.filter.value == ["6", "7"]
    ]
    both = re.search(
        r"\bweekends?\b.{0,20}\b(?:weekdays?|workdays?|week days?)\b|\b(?:weekdays?|workdays?)\b.{0,20}\bweekends?\b",
        question,
        re.I,
    )
    if days and both and len([c for c in frame.conditions if c.filter.column == "weekday"]) == 1:
        frame.leftovers.append(both.group())


def _beside_the_list(frame: "Frame", question: str, facts: Facts) -> None:
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


def _languages(frame: "Frame", question: str, facts: Facts) -> None:
    """Takes "the Chinese ones" beside English reviews for reviews in Chinese, not for those of a country."""
    told = [c for c in frame.conditions if c.filter.column == "language" and c.filter.op == "eq"]
    found = re.search(r"\bchinese\b(?: ones| reviews|\W*$)", question, re.IGNORECASE)
    if not (told and found and "zh" in facts.values.get("language", ())):
        return
    for place, condition in enumerate(frame.conditions):
        if condition.filter.column == "country" and condition.filter.value == "China":
            frame.conditions[place] = Where(Filter(column="language", op="eq", value="zh"))


def _favourite(frame: "Frame", line: Line) -> None:
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


def _over_span(frame: "Frame", line: Line) -> None:
    """Takes "over" and "across" before a time for no more than "in"."""
    for at, chunk in enumerate(line):
        follows = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        behind = next((c for c in line[at + 1 :] if not (soft(c) or c.has("pronoun"))), None)
        whole = behind is not None and behind.has("entity") and bool(frame.measures or frame.order)
        if chunk.meaning is None and chunk.text in ("over", "across") and (isinstance(follows, Span) or whole):
            _understood(frame, chunk.text)


def _as_many(frame: "Frame", line: Line, question: str) -> None:
    """Takes "those three states", "each of these three" for the ones that are named or spoken of."""
    for found in _NUMBERED.finditer(question):
        word = found["n"]
        count = _NUMBERS.get(word.casefold()) or int(word)
        listed = [
            len(c.filter.value) for c in frame.conditions if c.filter.op == "in" and isinstance(c.filter.value, list)
        ]
        by_column: dict[str, int] = {}
        for condition in frame.conditions:
            if condition.filter.op == "eq" and not condition.metric:
                by_column[condition.filter.column] = by_column.get(condition.filter.column, 0) + 1
        named = (
            count in listed or count in by_column.values() or count == len(frame.people) or count == len(frame.spans)
        )
        spoken = "them" in frame.pronouns and frame.rank is None
        if named or spoken:
            _understood(frame, word)


def _understood(frame: "Frame", word: str) -> None:
    """Takes a word from the leftovers once."""
    for words in (frame.leftovers, frame.strange):
        place = next((i for i, w in enumerate(words) if w.casefold() == word.casefold()), None)
        if place is not None:
            del words[place]
