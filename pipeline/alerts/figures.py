"""A figure that a rule looks at, now and before, with the results that prove it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from config.errors import ToolInputError
from config.text import Text
from data.tables import Cell, Column, Unit
from pipeline.alerts.asking import Builds, Side
from pipeline.alerts.wording import cell_text, said
from tools.results import ToolResult


@dataclass
class Proofs:
    """The results behind one alert: p1, p2 … in the order in which they came."""

    results: list[ToolResult] = field(default_factory=list)

    def place(self, result: ToolResult) -> str:
        """The name of a result among these."""
        if result not in self.results:
            self.results.append(result)
        return f"p{self.results.index(result) + 1}"


@dataclass(frozen=True)
class Figure:
    """A number and where it stands.

    Attributes:
        value: The number; shares as fractions, money in whole units.
        unit: Its unit.
        source: `p1.rows[0].risk_share`, or how it follows from such cells.
        as_of: Last day known, ISO.
        currency: Of money.
    """

    value: float
    unit: Unit
    source: str
    as_of: str
    currency: str

    @property
    def text(self) -> Text:
        """As people write it."""
        return cell_text(self.value, self.unit, currency=self.currency)


@dataclass(frozen=True)
class Reading:
    """What a rule looks at.

    Attributes:
        name: What the figure is.
        of: Of whom or what.
        now: In the build in use.
        proofs: The results.
        then: Before; None where the rule needs none.
        against: Id of the build compared with; empty where it is the same.
        days: The time compared with is so many days before; 0: that of the earlier build.
        chance: How far chance alone may move it; 0 where that is not known.
    """

    name: Text
    of: Text
    now: Figure
    proofs: Proofs
    then: Figure | None = None
    against: str = ""
    days: int = 0
    chance: float = 0.0


def cell_figure(result: ToolResult, row: int, key: str, proofs: Proofs) -> Figure | None:
    """The number in a cell; None where there is none."""
    return number_figure(result, result.table.rows[row].get(key), result.column(key), f"rows[{row}].{key}", proofs)


def number_figure(result: ToolResult, value: Cell, column: Column, place: str, proofs: Proofs) -> Figure | None:
    """A number of a result, with the place where it stands."""
    if value is None or isinstance(value, str | bool):
        return None
    return Figure(
        float(value), column.unit, f"{proofs.place(result)}.{place}", result.as_of.isoformat(), result.currency
    )


def earlier_side(builds: Builds, *, days: int, same_horizon: bool = True) -> Side:
    """The build that a rule compares with.

    Raises:
        ToolInputError: There is none.
    """
    side = builds.earlier(days=days, same_horizon=same_horizon)
    if side is None:
        raise ToolInputError(said("why.no_earlier_days", days=days) if days else said("why.no_earlier"))
    return side


def compared(
    builds: Builds,
    measure: Callable[[Side], Figure | None],
    *,
    compares: bool,
    days: int,
    same_horizon: bool = True,
) -> tuple[Figure, Figure | None, str]:
    """A figure now and in the earlier build, and that build's id.

    Args:
        builds: The builds.
        measure: The figure of one of them.
        compares: Whether the earlier one is needed.
        days: As of `Builds.earlier`.
        same_horizon: As of `Builds.earlier`.

    Raises:
        ToolInputError: One of the figures is not there.
    """
    now = measure(builds.now)
    if now is None:
        raise ToolInputError(said("why.none_now"))
    if not compares:
        return now, None, ""
    side = earlier_side(builds, days=days, same_horizon=same_horizon)
    then = measure(side)
    if then is None:
        raise ToolInputError(said("why.none_then", build=side.build.id))
    return now, then, side.build.id
