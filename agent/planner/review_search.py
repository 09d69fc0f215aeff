"""Questions about what customers say in their reviews: topics, quotes, complaints, praise."""

from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call, Plan, Unclear
from agent.planner.review_summaries import side_of, summary_plan
from agent.planner.tables_choice import on_table
from data.spec import Filter

_LOW, _HIGH = 2, 4
# A topic told in more characters than these is a sentence; of such the nearest few reviews are quoted.
_ONE_THING, _NARROW = 12, 3
_JUDGED = ("low_ratings", "high_ratings", "reviews", "average_rating")


def wants_reviews(frame: Frame, facts: Facts) -> bool:
    """Whether the words of reviews are asked for, not their number or rating."""
    spoken = frame.asks & {"complain", "praise", "quote"}
    if set(frame.nouns) & {"customer_id", "name", "email", "phone"}:
        spoken &= {"quote"}  # 有问题要通知客户，…编号、姓名、邮箱: who they are, not what they say
    judged = all(m.metric in _JUDGED for m in frame.measures)
    spoken = spoken if judged else spoken & {"quote"}
    # 评论平均打几分: the noun asks for no words where their rating is measured.
    said = "say" in frame.asks and judged and not any(m.metric == "average_rating" for m in frame.measures)
    # 一共收到多少条1星评价: counted, not read.
    said = said and not (any(m.metric in ("reviews", "rated_reviews") for m in frame.measures) and not frame.texts)
    said = said and not (frame.share and not frame.texts)  # 5星好评占比: how many, not what they say
    # 打客服热线要等几分钟: what reviews say is asked for by no word, and not all of it is understood.
    plain = bool(frame.measures) and not frame.leftovers
    about = bool(frame.texts) and judged and (bool(spoken) or said or frame.mentions("review") or plain)
    # How many reviews speak of something is told with what they say; how many there are is only counted.
    counted = "count" in frame.asks and not (about and frame.mentions("review"))
    del facts
    return (bool(spoken) or said or about) and not counted and not frame.groups and not frame.rank


def plan_review_search(frame: Frame, facts: Facts) -> Plan:
    """The search, with filters on rating, customer, product, category and day."""
    if "reviews" not in facts.tables:
        raise Unclear("no_reviews")
    scope = _scope(frame, facts)
    if told := [n for n in frame.nouns if (entry := facts.attribute(n)) and entry.kind == "personal"]:
        # Names and phones of customers are no words of reviews.
        raise Unclear("personal" if facts.role == "business" else "unused", column=told[0])
    if named := _names_of_products(frame, facts):
        # A part of a product's name is no topic: other products' reviews would be quoted.
        raise Unclear("leftover", words="”、“".join(named))
    if summed := summary_plan(frame, scope, facts):
        return summed
    arguments = {**_implied(frame), **scope}
    query = topic_text(frame)
    if query:
        arguments["query"] = query
        if len(frame.texts) == 1 and len(frame.texts[0].text) > _ONE_THING:
            # So narrow a topic has few reviews: further ones would be about something near it.
            arguments["limit"] = _NARROW
    focus = {"complain": "complain" in frame.asks, "praise": "praise" in frame.asks, "query": query}
    return Plan((Call("search_reviews", arguments),), "reviews", focus)


def _scope(frame: Frame, facts: Facts) -> dict[str, Any]:
    """Which reviews, in the tools' arguments."""
    arguments: dict[str, Any] = {}
    low, high = _ratings(frame)
    if low is not None:
        arguments["rating_min"] = low
    if high is not None:
        arguments["rating_max"] = high
    further = [c for c in frame.conditions if not _narrow(arguments, c.filter)]
    if further:
        arguments["filters"] = [_plain(on_table(c, "reviews", facts)) for c in further]
    if frame.people:
        arguments["customer_ids"] = list(frame.people)
    if len(frame.spans) == 1:
        arguments["start"] = frame.spans[0].start.isoformat()
        arguments["end"] = frame.spans[0].end.isoformat()
    return arguments


def _implied(frame: Frame) -> dict[str, Any]:
    """Ratings where none are said: complaints are searched for among low ones, praise among high ones."""
    return {"negative": {"rating_max": float(_LOW)}, "positive": {"rating_min": float(_HIGH)}}.get(side_of(frame), {})


def _ratings(frame: Frame) -> tuple[float | None, float | None]:
    """The range of ratings that the question names."""
    for condition in frame.conditions:
        if condition.filter.column != "rating":
            continue
        value, op = condition.filter.value, condition.filter.op
        if isinstance(value, list) and value:
            numbers = [float(v) for v in value]
            if op == "in" and len(set(numbers)) != round(max(numbers) - min(numbers)) + 1:
                raise Unclear("rating_gap")
            return min(numbers), max(numbers)
        number = float(value) if isinstance(value, int | float) else 0.0
        step = {"eq": (number, number), "ge": (number, None), "gt": (number + 1, None)}
        return step.get(op, (None, number if op == "le" else number - 1))
    judged = {m.metric for m in frame.measures}
    if "low_ratings" in judged:
        return None, float(_LOW)
    return (float(_HIGH), None) if "high_ratings" in judged else (None, None)


def _narrow(arguments: dict[str, Any], condition: Filter) -> bool:
    """Puts a condition into one of the tool's own arguments; whether there is one for it."""
    if condition.column == "rating":
        return True
    names = {"category": "categories", "product": "products", "language": "languages", "customer_id": "customer_ids"}
    key = names.get(condition.column)
    if key is None or condition.op not in ("eq", "in"):
        return False
    value = condition.value
    arguments[key] = list(value) if isinstance(value, list) else [value]
    return True


def _plain(condition: Filter) -> dict[str, Any]:
    return condition.model_dump(mode="json", exclude_defaults=True)


def topic_text(frame: Frame) -> str:
    """What the search is about, in the asker's own words."""
    words = [token.written or token.text for token in frame.texts]
    return " ".join(dict.fromkeys([*words, *frame.leftovers]))


def _names_of_products(frame: Frame, facts: Facts) -> list[str]:
    parts = {part for name in facts.values.get("product", ()) for part in name.casefold().split()}
    return [word for word in frame.leftovers if parts & set(word.casefold().split())]
