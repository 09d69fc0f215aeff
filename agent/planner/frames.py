"""A question taken apart: what was measured, grouped, filtered, ranked, asked; and every word that was left over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.planner.amounts import read_amounts, read_ranks
from agent.planner.averages import read_averages
from agent.planner.behaviour import read_behaviour
from agent.planner.companions import settle
from agent.planner.conditions import read_comparisons, read_dates, read_due, read_fixed
from agent.planner.deeds import read_deeds
from agent.planner.exclusions import read_exclusions
from agent.planner.facts import Facts
from agent.planner.growing import read_growth
from agent.planner.lexicon import Lexicon, Token
from agent.planner.meanings import (
    Amount,
    Change,
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
from agent.planner.named_products import read_named_products, read_product_codes
from agent.planner.ordering import read_order
from agent.planner.parts import mark_base
from agent.planner.people import read_people
from agent.planner.silence import read_silence
from agent.planner.spans import joined, read_spans
from agent.planner.structure import metric_of, read_groups, read_measures
from agent.planner.table_words import owns
from agent.planner.values import read_values
from agent.planner.vocabulary import HIDDEN

# Words that only join others: silent when no rule took them.
_JOINTS = frozenset(
    {"stop", "time", "link", "group", "unit", "follow", "sort", "currency", "pronoun", "measure", "span"}
)
_CUSTOMER_NOUN = re.compile(r"customer|buyer|shopper|people|客户|顾客|用户|买家|会员|回头客|新客")
# Of whom it is said is outside the question, even where it names customers: "how many of them are new customers?".
_AMONG = frozenset({"of them", "of these", "of those", "among them", "其中"})
# What somebody did, said without a subject: 总共下过几单.
_DID = re.compile(r"[下买写退花评]过|消费过")
_DEFINED = re.compile(r"\bmeaning\b|\bi\.?e\.?\b|\bthat is\b|的算|才算|也就是|是指|即", re.IGNORECASE)
_SILENT = (("rfm_segment", "hibernating"), ("rfm_segment", "lost"))
_GONE = ("gone", "have gone", "has gone", "has been going", "have been going")
_WHO = ("who", "whom", "who is", "who are", "who were", "who was", "谁")
HANGING = frozenset({"by", "per", "each", "按", "按照", "每", "各"})


@dataclass(frozen=True)
class Entity:
    """Customers, orders or reviews, mentioned as such.

    Attributes:
        kind: `customer`, `order` or `review`.
        linked: It stands in a list of measures ("customers and revenue").
        plural: An English plural, or Chinese, which has none.
        asked: It is only the question word: who, 谁.
    """

    kind: str
    linked: bool
    plural: bool
    asked: bool = False


@dataclass
class Frame:
    """What one question holds, slot by slot; see the meanings for the slots' types."""

    measures: list[Measured] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    conditions: list[Where] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    horizon: int | None = None
    rank: Rank | None = None
    order: Ordered | None = None
    grown: Grown | None = None
    people: list[str] = field(default_factory=list)
    searched: list[Searched] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)
    entities: list[Entity] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    singular: bool = False
    which: bool = False
    who: bool = False
    did: bool = False
    each: bool = False
    share: bool = False
    versus: bool = False
    summed: bool = False
    chart: str = ""
    texts: list[Token] = field(default_factory=list)
    pronouns: set[str] = field(default_factory=set)
    follow: bool = False
    verbs: set[str] = field(default_factory=set)
    outside: list[tuple[str, str]] = field(default_factory=list)
    vague: list[tuple[str, str]] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    mended: list[tuple[str, str]] = field(default_factory=list)
    change: Change | None = None
    appraisal: str = ""
    by: str = ""
    doubt: str = ""
    desk: set[str] = field(default_factory=set)
    aside: list[str] = field(default_factory=list)
    commands: int = 0
    recent: int = 0

    @property
    def of_network(self) -> bool:
        """Whether it supposes something, or asks about the model itself."""
        return self.change is not None or bool(self.appraisal)

    def mentions(self, kind: str) -> bool:
        """Whether customers, orders or reviews are mentioned."""
        return any(e.kind == kind for e in self.entities)

    @property
    def content_beside_people(self) -> bool:
        """Whether anything is asked of the customers that are named."""
        return bool(
            self.measures or self.order or self.asks - {"list", "amount"} or self.verbs or self.nouns or self.horizon
        )

    @property
    def content(self) -> bool:
        """Whether anything was asked for beyond filters, periods and groups."""
        return bool(
            self.measures
            or self.entities
            or self.nouns
            or self.order
            or self.rank
            or self.people
            or self.searched
            or self.asks - {"list", "amount"}
            or self.verbs
            or self.vague
        )


def read_frame(question: str, lexicon: Lexicon, facts: Facts, *, shown: frozenset[str] = frozenset()) -> Frame:
    """The slots of a cleaned question; deterministic, and blind to anything but the question and the facts.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
        facts: The shop.
        shown: Words about the network to be read too, such as `detail`.
    """
    tokens = lexicon.tokens(question, hidden=HIDDEN - shown)
    line: Line = [Chunk(t) for t in tokens if not (t.is_empty or t.is_aside)]
    rules: tuple[Callable[[Line], Line], ...] = (
        lambda part: read_named_products(part, facts, question),
        lambda part: read_product_codes(part, facts, question),
        lambda part: read_people(part, facts, question),
        lambda part: read_spans(part, facts),
        read_ranks,
        lambda part: read_amounts(part, facts),
        lambda part: read_behaviour(part, facts),
        lambda part: read_deeds(part, facts, question),
        lambda part: read_silence(part, facts),
        lambda part: read_dates(part, facts),
        lambda part: read_due(part, facts),
        lambda part: read_fixed(part, facts),
        lambda part: read_values(part, facts, question),
        lambda part: read_comparisons(part, facts, question),
        lambda part: read_exclusions(part, facts),
        lambda part: read_averages(part, facts),
        lambda part: read_groups(part, facts),
        lambda part: read_measures(part, facts),
        lambda part: read_growth(part, facts),
        lambda part: read_order(part, facts),
    )
    for rule in rules:
        line = rule(line)
    line = mark_base(line, question)
    frame = Frame(mended=[(t.written, t.text) for t in tokens if t.written])
    for at, chunk in enumerate(line):
        _collect(frame, line, at, chunk, facts, question)
    settle(frame, line, question, facts)
    frame.spans = joined(frame.spans, question) if not frame.versus else frame.spans
    _check_top_share(frame, line, facts)
    if "foresee" in frame.asks:
        frame.asks.add("predict")
    frame.did = bool(_DID.search(question))
    if _DEFINED.search(question) and any(c.filter.column == "recency_days" for c in frame.conditions):
        # "Dormant customers, meaning nothing bought for 180 days": the asker says what dormant is.
        frame.conditions = [c for c in frame.conditions if (c.filter.column, c.filter.value) not in _SILENT]
    if any(c.filter.column == "first_purchase" for c in frame.conditions):
        # New customers of a quarter are those whose first purchase was then, not those who are new today.
        frame.conditions = [c for c in frame.conditions if (c.filter.column, c.filter.value) != ("rfm_segment", "new")]
    if not (frame.which or frame.groups or frame.rank or frame.order or "list" in frame.asks):
        # 这一群的客户有几个, behind the group that is meant: nothing is counted by group.
        fixed = {c.filter.column for c in frame.conditions if not c.metric and c.filter.op in ("eq", "ne", "not_in")}
        frame.nouns = [n for n in frame.nouns if n not in fixed]
    if not frame.asks & {"say", "complain", "praise", "quote"} and not frame.mentions("review"):
        # Outside reviews a price is the metric, not something customers write about.
        said = [Measured(m) for t in frame.texts for m in (t.key("metric"),) if m and facts.metric(m)]
        frame.measures += [m for m in said if m not in frame.measures]
    return frame


def _check_top_share(frame: Frame, line: Line, facts: Facts) -> None:
    """Notes "the top 10 % of revenue", another question than the revenue of the top 10 % of customers."""
    for at, chunk in enumerate(line):
        if not isinstance(chunk.meaning, Rank) or chunk.meaning.percent is None:
            continue
        behind = next((c for c in line[at + 1 :] if not soft(c)), None)
        if behind is not None and metric_of(behind, facts) and not behind.has("entity") and chunk.text.isascii():
            frame.vague.append(("top_share", chunk.text))


def _collect(frame: Frame, line: Line, at: int, chunk: Chunk, facts: Facts, question: str) -> None:
    if chunk.meaning is not None:
        _collect_meaning(frame, chunk, question)
    elif not _collect_terms(frame, line, at, chunk, facts):
        kinds = {t.kind for t in chunk.token.terms}
        if "currency" in kinds and not chunk.has("currency", facts.currency, "any"):
            kinds = {"foreign"}
        follows = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        hanging = chunk.text in HANGING and not isinstance(follows, Rank | Where)
        if not kinds & _JOINTS or chunk.token.number is not None or hanging:
            written = question[chunk.token.start : chunk.token.end]
            frame.leftovers.append(written)
            frame.strange += [written] if not kinds and chunk.token.number is None else []


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


def _collect_terms(frame: Frame, line: Line, at: int, chunk: Chunk, facts: Facts) -> bool:
    """Files a chunk that no rule has taken; whether it was understood."""
    token = chunk.token
    flagged = _collect_flags(frame, line, at, token, facts)
    bucket = token.key("unit")
    if bucket not in ("", "measure") and at and line[at - 1].has("group", "which") and facts.attribute(bucket):
        frame.nouns.append(bucket)
        frame.singular = token.text.startswith("个") or (token.text.isascii() and not token.is_plural)
        return True
    if token.text in ("item", "items") and at and line[at - 1].has("group", "which") and facts.attribute("product"):
        frame.nouns.append("product")  # "which items", where "items sold" are pieces
        frame.singular = not token.is_plural
        return True
    if token.has("entity"):
        if not _is_modifier(line, at, facts):
            _collect_entity(frame, line, at, chunk, facts)
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
    # "For each tier, the customers in it": the groups.
    grouped = any(isinstance(c.meaning, Groups) for c in line[:at])
    # 价值等级是high的这批客户: whom the condition before 的 tells.
    told = at > 0 and isinstance(line[at - 1].meaning, Where) and not line[at].text.isascii()
    named = named or (told and line[at].token.start - line[at - 1].token.end == 1)
    named = named or grouped or (line[at].has("pronoun", "them") and owns(line, at, facts))
    return ({"them"} if named else set()) | ({"it"} if meant or grouped else set())


def _collect_entity(frame: Frame, line: Line, at: int, chunk: Chunk, facts: Facts) -> None:
    token = chunk.token
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
    # "Customers who bought once": behind a noun it asks nothing.
    if token.text in ("who is", "who are", "who were", "who was", "谁") or (token.text in ("who", "whom") and at == 0):
        frame.which = frame.who = True


def _noun(chunk: Chunk, facts: Facts) -> str:
    keys = [t.key for t in chunk.token.terms if t.kind == "attribute"]
    known = [a for a in (facts.attribute(k) for k in keys) if a is not None]
    if not known or (known[0].kind == "date" and chunk.has("stop")):
        return ""
    return known[0].key
