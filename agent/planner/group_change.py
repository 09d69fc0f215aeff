"""What a question supposes of a group of customers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupChange:
    """What is supposed of a group of customers.

    Attributes:
        scenarios: Argument of simulate_group and its number, a scenario each: `win_back_percent` 20.
        best: Whether the best are won back or lost, instead of anybody.
    """

    scenarios: tuple[tuple[str, float], ...]
    best: bool = False

    @property
    def draws(self) -> bool:
        """Whether some of the group are drawn."""
        return any(key in ("win_back_percent", "lose_percent") and value < 100 for key, value in self.scenarios)
