"""Takes a question apart: the rules in their order, then every chunk filed into a slot."""

import re
from collections.abc import Callable
from functools import lru_cache

from agent.planner.all_time import read_all_time
from agent.planner.amounts import read_amounts, read_ranks
from agent.planner.averages import read_averages
from agent.planner.behaviour import read_behaviour
from agent.planner.cohorts import is_rate, read_cohorts
from agent.planner.collecting import collect
from agent.planner.companions import settle
from agent.planner.conditions import read_comparisons
from agent.planner.deeds import read_deeds
from agent.planner.either_time import read_either
from agent.planner.exclusions import read_exclusions
from agent.planner.facts import Facts
from agent.planner.fixed_conditions import read_fixed
from agent.planner.frames import Frame
from agent.planner.growing import read_growth
from agent.planner.headings import read_headings
from agent.planner.lexicon import Lexicon
from agent.planner.meanings import Chunk, Line, Measured, Rank, soft
from agent.planner.named_products import read_named_products, read_product_codes
from agent.planner.never import read_never
from agent.planner.ordering import read_order
from agent.planner.parts import mark_base
from agent.planner.people import read_people
from agent.planner.purchase_days import read_dates, read_due
from agent.planner.silence import read_silence
from agent.planner.spans import joined, read_spans
from agent.planner.structure import metric_of, read_groups, read_measures
from agent.planner.values import read_values
from agent.planner.vocabulary import HIDDEN
from data.spec import Filter, Period

# What somebody did, said without a subject: 总共下过几单.
_DID = re.compile(r"[下买写退花评]过|消费过")
_DEFINED = re.compile(r"\bmeaning\b|\bi\.?e\.?\b|\bthat is\b|的算|才算|也就是|是指|即", re.IGNORECASE)
_REMEMBERED = 512
_REPEATERS = re.compile(r"老客|老顾客|回头客|\b(?:repeat|returning)\b", re.IGNORECASE)
_REPEAT = Filter(column="orders", op="ge", value=2)
_SILENT = (("rfm_segment", "hibernating"), ("rfm_segment", "lost"))


class FrameReader:
    """Reads questions about one shop and remembers their slots: most texts are read in several senses and turns."""

    def __init__(self, lexicon: Lexicon, facts: Facts) -> None:
        """In the words of `lexicon`, about the shop of `facts`."""
        self.lexicon = lexicon
        self.facts = facts
        self._read_once = lru_cache(_REMEMBERED)(lambda text, shown: read_frame(text, lexicon, facts, shown=shown))

    def read(self, question: str, *, shown: frozenset[str] = frozenset()) -> Frame:
        """What `read_frame` gives, for the caller to change."""
        return self._read_once(question, shown & self.lexicon.kinds(question)).copied()


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
        read_either,
        read_ranks,
        lambda part: read_amounts(part, facts),
        lambda part: read_behaviour(part, facts),
        lambda part: read_cohorts(part, facts, question),
        lambda part: read_deeds(part, facts, question),
        lambda part: read_silence(part, facts),
        lambda part: read_dates(part, facts),
        lambda part: read_due(part, facts),
        lambda part: read_fixed(part, facts),
        lambda part: read_values(part, facts, question),
        lambda part: read_never(part, facts, question),
        lambda part: read_comparisons(part, facts, question),
        lambda part: read_exclusions(part, facts),
        lambda part: read_all_time(part, question, facts),
        lambda part: read_averages(part, facts),
        lambda part: read_headings(part, facts, question),
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
        collect(frame, line, at, chunk, facts, question)
    settle(frame, line, question, facts)
    if any(is_rate(c) for c in frame.conditions):
        frame.measures, frame.share = [Measured("customers")], True
    frame.spans = joined(frame.spans, question) if not frame.versus else frame.spans
    _check_top_share(frame, line, facts)
    if "foresee" in frame.asks:
        frame.asks.add("predict")
    frame.did = bool(_DID.search(question))
    if _DEFINED.search(question) and any(c.filter.column == "recency_days" for c in frame.conditions):
        # "Dormant customers, meaning nothing bought for 180 days": the asker says what dormant is.
        frame.conditions = [c for c in frame.conditions if (c.filter.column, c.filter.value) not in _SILENT]
    orders = [c for c in frame.conditions if c.metric and c.filter.column == "orders" and c.filter.op in ("ge", "gt")]
    more = any(c.filter.period in (None, Period()) and c.filter.value not in (0, 1, 2) for c in orders)
    if more and _REPEATERS.search(question):
        # 老客户，20单以上: the greater number says how many times they have come back.
        frame.conditions = [c for c in frame.conditions if c.filter != _REPEAT]
    if any(c.filter.column == "first_purchase" for c in frame.conditions):
        # New customers of a quarter are those whose first purchase was then, not those who are new today.
        frame.conditions = [c for c in frame.conditions if (c.filter.column, c.filter.value) != ("rfm_segment", "new")]
    if not (frame.which or frame.groups or frame.rank or frame.order or "list" in frame.asks):
        # 这一群的客户有几个, behind the group that is meant: nothing is counted by group.
        # "How many countries besides the UK" counts countries.
        counted = "count" in frame.asks and not (frame.measures or frame.mentions("customer"))
        ops = ("eq",) if counted else ("eq", "ne", "not_in")
        fixed = {c.filter.column for c in frame.conditions if not c.metric and c.filter.op in ops}
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
