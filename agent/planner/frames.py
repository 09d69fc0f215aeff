"""A question taken apart: what was measured, grouped, filtered, ranked, asked; and every word that was left over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.planner.amounts import read_amounts, read_ranks
from agent.planner.conditions import read_comparisons, read_dates, read_fixed
from agent.planner.facts import Facts
from agent.planner.lexicon import Lexicon, Token
from agent.planner.meanings import (
    Amount,
    Change,
    Chunk,
    Duration,
    Groups,
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
from agent.planner.ordering import read_order
from agent.planner.people import read_people
from agent.planner.silence import read_silence
from agent.planner.spans import read_spans
from agent.planner.structure import metric_of, read_groups, read_measures
from agent.planner.values import read_values
from agent.planner.vocabulary import NETWORK

# Words that only join others: silent when no rule took them.
_JOINTS = frozenset(
    {"stop", "time", "link", "group", "unit", "follow", "sort", "currency", "pronoun", "measure", "span"}
)
_CUSTOMER_NOUN = re.compile(r"customer|buyer|shopper|people|客户|顾客|用户|买家|会员|回头客|新客")
HANGING = frozenset({"by", "per", "each", "按", "按照", "每", "各"})


@dataclass(frozen=True)
class Entity:
    """Customers, orders or reviews, mentioned as such.

    Attributes:
        kind: `customer`, `order` or `review`.
        linked: It stands in a list of measures ("customers and revenue").
        plural: An English plural, or Chinese, which has none.
    """

    kind: str
    linked: bool
    plural: bool


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
    people: list[str] = field(default_factory=list)
    searched: list[Searched] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)
    entities: list[Entity] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    singular: bool = False
    which: bool = False
    share: bool = False
    versus: bool = False
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
    tokens = lexicon.tokens(question, hidden=NETWORK - shown)
    line: Line = [Chunk(t) for t in tokens if not t.is_empty]
    rules: tuple[Callable[[Line], Line], ...] = (
        lambda part: read_people(part, facts, question),
        lambda part: read_spans(part, facts),
        read_ranks,
        lambda part: read_amounts(part, facts),
        lambda part: read_silence(part, facts),
        lambda part: read_dates(part, facts),
        lambda part: read_fixed(part, facts),
        lambda part: read_values(part, facts),
        lambda part: read_comparisons(part, facts),
        lambda part: read_groups(part, facts),
        lambda part: read_measures(part, facts),
        lambda part: read_order(part, facts),
    )
    for rule in rules:
        line = rule(line)
    frame = Frame(mended=[(t.written, t.text) for t in tokens if t.written])
    for at, chunk in enumerate(line):
        _collect(frame, line, at, chunk, facts, question)
    _check_top_share(frame, line, facts)
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
        frame.order = frame.order if frame.order and frame.order.superlative else meaning
        if meaning.metric == "order_value" and re.search(r"orders?$|订单", chunk.text):
            frame.entities.append(Entity("order", linked=False, plural=chunk.text.endswith("orders")))
    elif isinstance(meaning, People):
        frame.people += [i for i in meaning.ids if i not in frame.people]
    elif isinstance(meaning, Searched):
        frame.searched.append(meaning)
    elif isinstance(meaning, Amount):
        frame.leftovers.append(question[chunk.token.start : chunk.token.end])


def _collect_terms(frame: Frame, line: Line, at: int, chunk: Chunk, facts: Facts) -> bool:
    """Files a chunk that no rule has taken; whether it was understood."""
    token = chunk.token
    flagged = _collect_flags(frame, line, at, token)
    bucket = token.key("unit")
    if bucket not in ("", "measure") and at and line[at - 1].has("group", "which") and facts.attribute(bucket):
        frame.nouns.append(bucket)
        frame.singular = token.text.startswith("个") or (token.text.isascii() and not token.is_plural)
        return True
    if token.has("entity"):
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


def _collect_flags(frame: Frame, line: Line, at: int, token: Token) -> bool:
    """Notes what is asked, and how; whether the token says any of it."""
    if token.has("share", "share"):
        frame.share = True
    if token.has("versus"):
        frame.versus = True
    if token.has("chart"):
        frame.chart = token.key("chart") if token.key("chart") != "any" or not frame.chart else frame.chart
    if token.has("group", "which"):
        frame.which = True
        frame.singular = token.text in ("哪个", "哪一个", "哪位", "哪种", "哪类", "哪一")
    if token.has("text"):
        frame.texts.append(token)
    frame.by = token.key("detail") or frame.by
    frame.asks |= {t.key for t in token.terms if t.kind == "ask"}
    frame.verbs |= {t.key for t in token.terms if t.kind == "verb"}
    frame.pronouns |= {t.key for t in token.terms if t.kind == "pronoun"}
    frame.follow = frame.follow or (token.has("follow") and (at == 0 or at == len(line) - 1))
    said = token.has("share", "share") or token.has("group", "which") or token.has("model", "network")
    return said or any(token.has(kind) for kind in ("versus", "chart", "text", "ask", "detail"))


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
    frame.entities.append(Entity(kind, linked, plural))
    # "Customers who bought once": behind a noun it asks nothing.
    if token.text in ("who is", "who are", "谁") or (token.text in ("who", "whom") and at == 0):
        frame.which = True


def _noun(chunk: Chunk, facts: Facts) -> str:
    keys = [t.key for t in chunk.token.terms if t.kind == "attribute"]
    known = [a for a in (facts.attribute(k) for k in keys) if a is not None]
    if not known or (known[0].kind == "date" and chunk.has("stop")):
        return ""
    return known[0].key
