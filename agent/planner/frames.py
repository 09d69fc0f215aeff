"""A question taken apart: what was measured, grouped, filtered, ranked, asked; and every word that was left over."""

from dataclasses import dataclass, field, replace
from typing import Any

from agent.planner.group_change import GroupChange
from agent.planner.meanings import (
    Advice,
    Change,
    Grown,
    Measured,
    Ordered,
    Rank,
    ReportWish,
    Searched,
    Span,
    Where,
)
from agent.planner.tokens import Token


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
    narrows: bool = False
    together: bool = False
    of_people: bool = False
    chart: str = ""
    texts: list[Token] = field(default_factory=list)
    pronouns: set[str] = field(default_factory=set)
    follow: bool = False
    same: bool = False
    verbs: set[str] = field(default_factory=set)
    outside: list[tuple[str, str]] = field(default_factory=list)
    vague: list[tuple[str, str]] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    mended: list[tuple[str, str]] = field(default_factory=list)
    change: Change | None = None
    appraisal: str = ""
    portfolio: str = ""
    advice: Advice | None = None
    report: ReportWish | None = None
    group_change: GroupChange | None = None
    by: str = ""
    doubt: str = ""
    desk: set[str] = field(default_factory=set)
    aside: list[str] = field(default_factory=list)
    commands: int = 0
    recent: int = 0
    rest: bool = False
    orders: bool = False
    order_found: "Frame | None" = None

    def copied(self) -> "Frame":
        """A frame of its own with the same slots: lists and sets may be changed, what stands in them never is."""
        slots: dict[str, Any] = {
            slot: value.copy() for slot, value in vars(self).items() if isinstance(value, (list, set))
        }
        return replace(self, **slots)

    @property
    def of_network(self) -> bool:
        """Whether it supposes something, or asks about the model, all customers, what to do, or for a report."""
        supposed = self.change is not None or self.group_change is not None
        asked = supposed or self.advice is not None or self.report is not None
        return asked or bool(self.appraisal or self.portfolio)

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


def says_something(frame: Frame) -> bool:
    """Whether a question says anything at all."""
    return bool(
        frame.content
        or frame.of_network
        or frame.doubt
        or frame.by
        or frame.conditions
        or frame.spans
        or frame.groups
        or frame.horizon
        or frame.nouns
        or frame.chart
        or frame.leftovers
        or frame.outside
        or frame.share
        or frame.texts
        or frame.pronouns
        or frame.follow
        or frame.order_found is not None
    )
