"""What stretches of a question come to mean, and the line of chunks on which the grammar's rules work."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.planner.tokens import Token
from data.spec import Aggregate, Filter, Operator

# What sorts customers rather than what they bought: a value of these names them. `segment`: the company's own.
KINDS = ("rfm_segment", "value_tier", "likely_tier", "segment")


@dataclass(frozen=True)
class Span:
    """Days from start to end, both included.

    Attributes:
        start: First day.
        end: Last day.
        days: Length where it was asked for as "last N days", else 0.
        bucket: What it is one of: `month`, `quarter`, `year`, `week`, `day`; empty where it is none.
        ends: The two it was told by: "from March to May".
    """

    start: dt.date
    end: dt.date
    days: int = 0
    bucket: str = ""
    ends: "tuple[Span, ...]" = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Horizon:
    """The next so many days."""

    days: int


@dataclass(frozen=True)
class Duration:
    """A length of time of which it is not said when."""

    days: int


@dataclass(frozen=True)
class Amount:
    """A comparison with numbers, or bare numbers (op `eq`, or `in` for several).

    Attributes:
        op: How it compares.
        values: One number; two for `between`; any for `in`.
        unit: `money`, `days`, `percent`, `stars`, `count`, or empty where nothing was said.
        bare: No comparison word was given.
    """

    op: Operator
    values: tuple[float, ...]
    unit: str = ""
    bare: bool = False


@dataclass(frozen=True)
class Rank:
    """Top or bottom so many, or so many percent."""

    count: int | None = None
    percent: float | None = None
    lowest: bool = False


@dataclass(frozen=True)
class Where:
    """A condition on rows.

    Attributes:
        filter: The condition.
        metric: It compares a metric, and may become a condition on groups.
        apart: It must hold of the customer by itself: who bought X and Y has two purchases, not one of both.
        base: It says of whom a share is taken, not who makes it up.
        either: Its values were joined by "or": they are taken together, not compared.
        ever: It holds of all days, whatever days the rest of the question names.
    """

    filter: Filter
    metric: bool = False
    apart: bool = False
    either: bool = False
    base: bool = False
    ever: bool = False


@dataclass(frozen=True)
class Measured:
    """A metric to be measured.

    Attributes:
        metric: Its key.
        aggregate: How its values are summed up.
        per: What it is measured of first: the average of every month.
    """

    metric: str
    aggregate: Aggregate = "default"
    per: str = ""


@dataclass(frozen=True)
class Groups:
    """Attributes to group by."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Ordered:
    """Sort by a metric."""

    metric: str
    lowest: bool = False
    superlative: bool = True
    mean: bool = False


@dataclass(frozen=True)
class Grown:
    """Ranked by the change against an earlier time.

    Attributes:
        by: `growth`, the rate, or `difference`.
        lowest: What shrank most comes first.
        metric: The metric named between the words, if any.
        asks: What its words ask for besides: `previous`, `year_before` …
    """

    by: str
    lowest: bool = False
    metric: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Customers by id as stored, or as typed where there is no such customer.

    Attributes:
        ids: Who they are.
        base: A share is taken of what is theirs.
    """

    ids: tuple[str, ...]
    base: bool = False


@dataclass(frozen=True)
class Searched:
    """A literal text: an order id, an e-mail, a phone number, a quoted name."""

    text: str
    what: str


@dataclass(frozen=True)
class Change:
    """What a customer is supposed to do; None and False where nothing is supposed.

    Attributes:
        orders: Further orders, placed on the as-of day.
        order_value: Money that each of them brings.
        percent: By how many percent the value of past orders differs.
        without_returns: Nothing had been returned.
        days_later: Days without any purchase from the as-of day on.
    """

    orders: int | None = None
    order_value: float | None = None
    percent: float | None = None
    without_returns: bool = False
    days_later: int | None = None

    def after(self, before: "Change") -> "Change":
        """The supposition of a follow-up: "and 5 orders?" after two orders of £200 means five of £200."""
        if self == Change():
            return before
        if self.orders is not None and self.order_value is None:
            return replace(self, order_value=before.order_value)
        return self


@dataclass(frozen=True)
class ReportWish:
    """A report is ordered; empty where nothing is said.

    Attributes:
        kind: `portfolio`, `segment`, `customer` or `model`.
        subject: Customer, or key of the segment.
        formats: Suffixes of the files.
        language: Of the report.
    """

    kind: str = ""
    subject: str = ""
    formats: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Advice:
    """What to do is asked for; None and empty where nothing is said.

    Attributes:
        what: `actions`, `customers` one by one, or `categories` to offer.
        actions: Keys of the actions that are named.
        limit: How many customers are to be listed; 0 leaves it to the tool.
        margin: Share of revenue that is to be assumed to be left.
        response: Share of those contacted that is to be assumed to respond.
        cost: Money that a contact is to be assumed to cost.
        budget: Money that all contacts may cost.
    """

    what: str = "actions"
    actions: tuple[str, ...] = ()
    limit: int = 0
    margin: float | None = None
    response: float | None = None
    cost: float | None = None
    budget: float | None = None

    def after(self, before: "Advice") -> "Advice":
        """The question before, with what this one assumes in the place of what that one did."""
        return replace(
            before,
            margin=before.margin if self.margin is None else self.margin,
            response=before.response if self.response is None else self.response,
            cost=before.cost if self.cost is None else self.cost,
            budget=before.budget if self.budget is None else self.budget,
        )


Meaning = Span | Horizon | Duration | Amount | Rank | Where | Measured | Groups | Ordered | People | Searched | Grown


@dataclass(frozen=True)
class Chunk:
    """A token, or several that a rule has joined into one meaning."""

    token: Token
    meaning: Meaning | None = None

    def has(self, kind: str, *keys: str) -> bool:
        """Whether its token has such a term, and no rule has taken it."""
        return self.meaning is None and self.token.has(kind, *keys)

    def key(self, kind: str) -> str:
        """Key of its token's first term of that kind, where no rule has taken it."""
        return self.token.key(kind) if self.meaning is None else ""

    @property
    def text(self) -> str:
        """What it says, in normal form."""
        return self.token.text


Line = list[Chunk]


def join(chunks: Sequence[Chunk], meaning: Meaning) -> Chunk:
    """Several chunks as one, with a meaning."""
    first, last = chunks[0].token, chunks[-1].token
    text = " ".join(c.token.text for c in chunks)
    written = next((c.token.written for c in chunks if c.token.written), "")
    token = replace(
        first, terms=(), number=None, kind="phrase", text=text, start=first.start, end=last.end, written=written
    )
    return Chunk(token, meaning)


def soft(chunk: Chunk) -> bool:
    """Whether a chunk carries no meaning of its own between two others."""
    if chunk.meaning is not None or chunk.token.number is not None:
        return False
    kinds = {t.kind for t in chunk.token.terms}
    if kinds and kinds <= {"stop", "time", "follow", "pronoun"}:
        return "stop" in kinds or chunk.has("time", "in", "to")
    return "stop" in kinds and not kinds & {"negation", "metric", "attribute", "value", "entity", "verb", "op"}


def neighbour(line: Line, at: int, step: int, *, reach: int = 3) -> int | None:
    """Place of the nearest chunk that is not soft, or None."""
    for _ in range(reach):
        at += step
        if not 0 <= at < len(line):
            return None
        if not soft(line[at]):
            return at
    return None
