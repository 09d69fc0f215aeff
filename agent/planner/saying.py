"""What a composer has at hand: the reading, one result, the call that made it, and the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.planner.facts import Facts
from agent.planner.reading import Call, Reading
from agent.planner.results import Found
from agent.planner.wording import BUCKETS, Words

_AGGREGATES = ("mean", "median", "min", "max", "p10", "p25", "p75", "p90", "sum", "count", "distinct")


@dataclass(frozen=True)
class Saying:
    """One result to be worded.

    Attributes:
        reading: What was asked.
        result: The result.
        call: The call that made it.
        facts: The shop.
        words: Names in the answer's language.
        beside: Further results of the same plan.
    """

    reading: Reading
    result: Found
    call: Call
    facts: Facts
    words: Words
    beside: tuple[Found, ...] = ()

    @property
    def focus(self) -> Mapping[str, Any]:
        """What the plan says the answer is about."""
        return self.reading.focus

    def say(self, key: str, **values: object) -> str:
        """A sentence of the answer texts."""
        return self.words.texts[f"say.{key}"].format_map(values)

    def metric(self, key: str) -> str:
        """Name of a measured column (`revenue_mean` is average revenue)."""
        timed = any(group in BUCKETS for group in self.call.arguments.get("group_by", []))
        if key == "customers" and timed and self.call.name == "query_customers":
            return self.words.text("new_customers")
        if self.facts.dictionary.find(key) is not None:
            return self.words.name(key)
        base, _, aggregate = key.rpartition("_")
        if aggregate in _AGGREGATES and self.facts.metric(base):
            return self.words.text(f"agg_{aggregate}", metric=self.words.name(base))
        for suffix in ("growth", "difference", "before"):
            if key.endswith(f"_{suffix}") and self.call.arguments.get("against"):
                return self.words.text(suffix, metric=self.metric(key.removesuffix(f"_{suffix}")))
        if "_per_" in key:
            return self.words.measured(key)
        if key.endswith("_share") and self.facts.metric(key.removesuffix("_share")):
            return self.words.text("share", metric=self.words.name(key.removesuffix("_share")))
        return self.words.name(key)

    @property
    def joint(self) -> str:
        """What stands between two sentences."""
        return " " if self.reading.language == "en" else ""

    def scope(self) -> str:
        """The conditions and the period of the call in words; empty where there are none."""
        return self.words.scope(self.call.arguments)

    def side(self, key: str = "") -> str:
        """Highest or lowest; of a count most or fewest."""
        counted = self.reading.language == "en" and self.result.columns.get(key) in ("count", "number")
        low, high = ("fewest", "most") if counted else ("lowest", "highest")
        return self.say(low if self.focus.get("lowest") else high)

    def filtered(self) -> bool:
        """Whether the call keeps only some rows."""
        return any(self.call.arguments.get(key) for key in ("filters", "part", "having", "period"))

    def headed(self, key: str) -> str:
        """Name of a measured column at the start of a sentence."""
        name = self.metric(key)
        return name[:1].upper() + name[1:]

    def closing(self, *, every_remark: bool = False) -> list[str]:
        """The as-of day and the remarks of the result: those without figures, or every one."""
        notes = self.result.remarks if every_remark else self.result.notes
        return ["", self.joint.join([self.say("as_of", as_of=self.result.as_of), *notes])]
