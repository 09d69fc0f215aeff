"""Files each chunk of a question into the slot that it fills, or among the words left over."""

import re

from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.meanings import (
    Amount,
    Chunk,
    Duration,
    Groups,
    Grown,
    Horizon,
    Line,
    Measured,
    Ordered,
    People,
    Rank,
    Searched,
    Span,
    Where,
    soft,
)
from agent.planner.structure import metric_of
from agent.planner.table_words import owns
from agent.planner.tokens import Token

# Words that only join others: silent when no rule took them.
_JOINTS = frozenset(
    {"stop", "time", "link", "group", "unit", "follow", "sort", "currency", "pronoun", "measure", "span"}
)
_CUSTOMER_NOUN = re.compile(r"customer|buyer|shopper|people|客户|顾客|用户|买家|会员|回头客|新客")
# Of whom it is said is outside the question, even where it names customers: "how many of them are new customers?".
_AMONG = frozenset({"of them", "of these", "of those", "among them", "其中"})
_GONE = ("gone", "have gone", "has gone", "has been going", "have been going")
_WHO = ("who", "whom", "who is", "who are", "who were", "who was", "谁")
# Of whom "who are" tells: "customers in Japan who are expected to …".
_WHOSE = re.compile(
    r"\b(?:customers?|clients?|buyers?|shoppers?|people|accounts?|those|members|users)\b(?: \w+){0,5}\s+$",
    re.IGNORECASE,
)
HANGING = frozenset({"by", "per", "each", "按", "按照", "每", "各"})


def collect(frame: Frame, line: Line, at: int, chunk: Chunk, facts: Facts, question: str) -> None:
    """Files one chunk."""
    if chunk.meaning is not None:
        _collect_meaning(frame, chunk, question)
    elif not _collect_terms(frame, line, at, facts, question):
        kinds = {t.kind for t in chunk.token.terms}
        if "currency" in kinds and not chunk.has("currency", facts.currency, "any"):
            kinds = {"foreign"}
        follows = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        hanging = chunk.text in HANGING and not isinstance(follows, Rank | Where)
        hanging = hanging and not (chunk.text == "各" and _several(line[:at], facts))
        if not kinds & _JOINTS or chunk.token.number is not None or hanging:
            written = question[chunk.token.start : chunk.token.end]
            frame.leftovers.append(written)
            frame.strange += [written] if not kinds and chunk.token.number is None else []


def _several(before: Line, facts: Facts) -> bool:
    """Whether several measures stand before 各: 好评和差评各多少条 asks for each of them."""
    return sum(isinstance(c.meaning, Measured) or bool(metric_of(c, facts)) for c in before) > 1


def _collect_meaning(frame: Frame, chunk: Chunk, question: str) -> None:
    meaning = chunk.meaning
    if isinstance(meaning, Measured):
        if meaning not in frame.measures:
            frame.measures.append(meaning)
    elif isinstance(meaning, Groups):
        frame.groups += [key for key in meaning.keys if key not in frame.groups]
    elif isinstance(meaning, Where):
        frame.conditions.append(meaning)
        # "repeat customers", 流失客户: the noun stands inside the condition.
        if _CUSTOMER_NOUN.search(chunk.text) and meaning.filter.column not in ("customers", "customer_id"):
            frame.entities.append(Entity("customer", linked=False, plural=True))
    elif isinstance(meaning, Span):
        frame.spans.append(meaning)
    elif isinstance(meaning, Horizon | Duration):
        # A length of time without "last" or "next" is a horizon where value is asked for ("90-day value").
        frame.horizon = meaning.days
    elif isinstance(meaning, Rank):
        frame.rank = frame.rank if frame.rank and (frame.rank.count or frame.rank.percent) else meaning
    elif isinstance(meaning, Ordered):
        frame.order = _decisive(frame.order, meaning)
        if meaning.metric == "order_value" and re.search(r"orders?$|订单", chunk.text):
            frame.entities.append(Entity("order", linked=False, plural=chunk.text.endswith("orders")))
    elif isinstance(meaning, People):
        frame.people += [i for i in meaning.ids if i not in frame.people]
        frame.of_people = frame.of_people or meaning.base
    elif isinstance(meaning, Searched):
        frame.searched.append(meaning)
    elif isinstance(meaning, Grown):
        frame.grown = meaning
        frame.asks |= {"growth", *meaning.asks}
        if meaning.metric and Measured(meaning.metric) not in frame.measures:
            frame.measures.append(Measured(meaning.metric))
    elif isinstance(meaning, Amount):
        frame.leftovers.append(question[chunk.token.start : chunk.token.end])


def _decisive(before: Ordered | None, now: Ordered) -> Ordered:
    """Of two orders the superlative one; "sent back most, by return rate" is decided by what "by" names."""
    if before is None:
        return now
    if not before.superlative:
        # 按退货金额算退得最多的: what "by" names decides, whatever else is said to be most.
        return Ordered(before.metric, lowest=now.lowest or before.lowest) if now.superlative else now
    return Ordered(now.metric, lowest=before.lowest or now.lowest) if not now.superlative else before


def _collect_terms(frame: Frame, line: Line, at: int, facts: Facts, question: str) -> bool:
    """Files a chunk that no rule has taken; whether it was understood."""
    chunk = line[at]
    token = chunk.token
    flagged = _collect_flags(frame, line, at, token, facts)
    bucket = token.key("unit")
    if bucket not in ("", "measure") and at and line[at - 1].has("group", "which") and facts.attribute(bucket):
        frame.nouns.append(bucket)
        frame.singular = token.text.startswith("个") or (token.text.isascii() and not token.is_plural)
        return True
    if token.text in ("item", "items") and _chosen(line, at) and facts.attribute("product"):
        frame.nouns.append("product")  # "which items", "top 5 beauty items", where "items sold" are pieces
        frame.singular = not token.is_plural
        return True
    if token.has("entity"):
        if not _is_modifier(line, at, facts):
            _collect_entity(frame, line, at, facts, question)
        return True
    # A verb alone ("sold", "spent") tells the measure only where nothing else does.
    metric = metric_of(chunk, facts) if token.has("metric") else ""
    if metric:
        if Measured(metric) not in frame.measures and not token.has("text"):
            frame.measures.append(Measured(metric))
        return True
    if attribute := _noun(chunk, facts):
        frame.nouns.append(attribute)
        frame.singular = frame.singular or (token.text.isascii() and not token.is_plural)
        return True
    if token.has("vague"):
        frame.vague.append((token.key("vague"), token.text))
        return True
    for kind in ("absent", "outside"):
        if token.has(kind) and not token.has("ask"):
            frame.outside.append((kind if kind == "absent" else token.key(kind), token.text))
            return True
    return flagged or token.has("verb") or token.has("agg", "sum") or token.has("pronoun", "them", "it")


def _chosen(line: Line, at: int) -> bool:
    """Whether "which" or a rank stands before a noun, with no more than conditions between them."""
    for chunk in reversed(line[:at]):
        if isinstance(chunk.meaning, Rank) or chunk.has("group", "which"):
            return True
        if not isinstance(chunk.meaning, Where):
            return False
    return False


def _collect_flags(frame: Frame, line: Line, at: int, token: Token, facts: Facts) -> bool:
    """Notes what is asked, and how; whether the token says any of it."""
    if token.has("share", "share"):
        frame.share = True
    if token.has("versus"):
        frame.versus = True
    if token.has("chart"):
        frame.chart = token.key("chart") if token.key("chart") != "any" or not frame.chart else frame.chart
    if token.has("group", "which"):
        frame.which = True
        frame.singular = frame.singular or token.text in ("哪个", "哪一个", "哪位", "哪种", "哪类", "哪一")
    frame.who = frame.who or token.text in ("是谁", "哪几位", "哪位")
    if token.has("text"):
        frame.texts.append(token)
    frame.by = token.key("detail") or frame.by
    frame.asks |= {t.key for t in token.terms if t.kind == "ask"}
    if token.text == "down" and any(c.has("beside", "split") for c in line):
        frame.asks.discard("shrink")  # "break revenue down by state"
    if token.text == "pull up" and token.has("ask", "lookup"):
        frame.asks.discard("why")  # "could you pull up order 523921", where "what pulls it up" asks for reasons
    if token.text in _GONE and any(isinstance(c.meaning, Where) for c in line[at + 1 : at + 3]):
        frame.asks.discard("trend")  # "have gone over 60 days since"
    frame.verbs |= {t.key for t in token.terms if t.kind == "verb"}
    frame.desk |= {t.key for t in token.terms if t.kind in ("desk", "opinion")}
    frame.pronouns |= {t.key for t in token.terms if t.kind == "pronoun"} - _own_pronouns(line, at, facts)
    among = token.text in _AMONG or (at > 0 and line[at - 1].text.endswith(" of"))
    among = among or (at == 0 and token.has("pronoun", "inside"))
    frame.pronouns |= {"among", "them"} if among and token.has("pronoun", "them", "inside") else set()
    frame.follow = frame.follow or (token.has("follow") and (at == 0 or at == len(line) - 1))
    said = token.has("share", "share") or token.has("group", "which") or token.has("model", "network")
    return said or any(token.has(kind) for kind in ("versus", "chart", "text", "ask", "detail", "desk", "opinion"))


def _is_modifier(line: Line, at: int, facts: Facts) -> bool:
    """Whether customers only say whose attribute is meant: "the top 5 customer cities"."""
    behind = line[at + 1] if at + 1 < len(line) else None
    alone = line[at].text in ("customer", "client", "buyer", "shopper")
    key = _noun(behind, facts) if alone and behind is not None and behind.meaning is None else ""
    attribute = facts.attribute(key) if key else None
    return attribute is not None and attribute.groupable and attribute.kind not in ("date", "id", "personal")


def _own_pronouns(line: Line, at: int, facts: Facts) -> set[str]:
    """Pronouns that mean the customers named before them in the same question: "… customers, and their revenue"."""
    named = any(
        c.has("entity", "customer", "review")
        or c.has("metric", "low_ratings", "high_ratings", "reviews")
        or (c.meaning == Measured("customers") and not c.token.terms)
        or (isinstance(c.meaning, Where) and _CUSTOMER_NOUN.search(c.text))
        for c in line[:at]
    )
    # "The average rating of the mug, and how many reviews does it have": what is named, not a customer.
    thing = any(isinstance(c.meaning, Where) and not c.meaning.metric for c in line[:at])
    meant = thing and line[at].text in ("it", "its", "它", "它的")
    # "What was our revenue in May, and what was it in June": the figure.
    figure = any(isinstance(c.meaning, Measured) or c.has("metric") or c.has("verb", "spend") for c in line[:at])
    several = sum(isinstance(c.meaning, Span) for c in line) > 1
    meant = meant or (figure and several and line[at].text == "it")
    # "For each tier, the customers in it": the groups.
    grouped = any(isinstance(c.meaning, Groups) for c in line[:at])
    # 价值等级是high的这批客户: whom the condition before 的 tells.
    told = at > 0 and isinstance(line[at - 1].meaning, Where) and not line[at].text.isascii()
    named = named or (told and line[at].token.start - line[at - 1].token.end == 1)
    named = named or grouped or (line[at].has("pronoun", "them") and owns(line, at, facts))
    return ({"them"} if named else set()) | ({"it"} if meant or grouped else set())


def _collect_entity(frame: Frame, line: Line, at: int, facts: Facts, question: str) -> None:
    token = line[at].token
    linked = False
    for step in (-1, 1):
        joint, other = at + step, at + 2 * step
        if 0 <= joint < len(line) and 0 <= other < len(line) and line[joint].has("link", "and"):
            known = metric_of(line[other], facts) or isinstance(line[other].meaning, Measured)
            linked = linked or bool(known)
    kind = token.key("entity")
    if kind == "review" and "reviews" not in facts.tables:
        frame.outside.append(("absent", token.text))
        return
    plural = not token.text.isascii() or token.is_plural or token.text in ("people", "everyone", "who", "who are")
    frame.entities.append(Entity(kind, linked, plural, asked=token.text in _WHO))
    # "Customers who bought once", "customers in Japan who are …": behind a noun it asks nothing.
    relative = token.text.startswith("who ") and bool(_WHOSE.search(question[: token.start]))
    asking = token.text in ("who is", "who are", "who were", "who was", "谁") and not relative
    if asking or (token.text in ("who", "whom") and at == 0):
        frame.which = frame.who = True


def _noun(chunk: Chunk, facts: Facts) -> str:
    keys = [t.key for t in chunk.token.terms if t.kind == "attribute"]
    known = [a for a in (facts.attribute(k) for k in keys) if a is not None]
    if not known or (known[0].kind == "date" and chunk.has("stop")):
        return ""
    return known[0].key
