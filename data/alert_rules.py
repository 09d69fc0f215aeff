"""The rules by which alerts are raised: `[[alerts]]` of a company's `kezhi.toml`, what each may say.

In `kezhi.toml`::

    [[alerts]]
    name = "value at risk"
    kind = "value_at_risk"              # complaint, data_quality, calibration or metric
    up_by = 0.1                         # by a tenth since the build before
    severity = "critical"
    channels = ["email", "webhook"]

    [[alerts]]
    name = "late parcels"
    kind = "complaint"
    aspect = "delivery"
    days = 90                           # against as many days before

A rule raises an alert where every limit that it names is passed. Shares and changes are fractions: 0.1 is 10 %.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.text import Language
from data.quality_rules import RULES
from data.segments import SEGMENTS, TIERS
from data.spec import Aggregate, Filter, TableName

Severity = Literal["info", "warning", "critical"]
Channel = Literal["email", "webhook"]
QualityTable = Literal["transactions", "reviews", "customers", "events"]

# No line breaks, no names beside the address: it stands in the head of a letter.
_Address = Annotated[str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")]
_Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f<>{}\[\]|`\\]+$")]
_Days = Annotated[int, Field(ge=1, le=1095)]
_Change = Annotated[float, Field(gt=0, le=1000)]
_Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class _Rule(BaseModel):
    """What all rules have.

    Attributes:
        name: What people call it; no two rules share one.
        severity: How bad it is.
        language: Of letters and of the webhook's text.
        channels: Where it is sent beside the file.
        recipients: Addresses in place of those of the settings.
        quiet_days: Days in which the same is not raised again; 0: once for every build.
        against_days: The build compared with knows so many days less; 0: the one made before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Name
    severity: Severity = "warning"
    language: Language = "en"
    channels: tuple[Channel, ...] = ()
    recipients: tuple[_Address, ...] = Field(default=(), max_length=20)
    quiet_days: int = Field(default=7, ge=0, le=365)
    against_days: int = Field(default=0, ge=0, le=1095)


class Limits(_Rule):
    """Limits of a figure; each that is given must be passed.

    Attributes:
        above: More than this.
        below: Less than this.
        outside: Less than the first or more than the second.
        up_by: Risen by at least this share of what it was.
        down_by: Fallen by at least this share of what it was.
    """

    above: _Number | None = None
    below: _Number | None = None
    outside: tuple[_Number, _Number] | None = None
    up_by: _Change | None = None
    down_by: _Change | None = None

    @model_validator(mode="after")
    def _limited(self) -> "Limits":
        if not any(limit is not None for limit in (self.above, self.below, self.outside, *self._changes)):
            raise ValueError("no limit: give above, below, outside, up_by or down_by")
        if self.up_by is not None and self.down_by is not None:
            raise ValueError("up_by and down_by cannot both be passed: make two rules")
        if self.outside is not None and self.outside[0] > self.outside[1]:
            raise ValueError("outside takes the lower end first")
        return self

    @property
    def compares(self) -> bool:
        """Whether an earlier figure is needed."""
        return any(change is not None for change in self._changes)

    @property
    def _changes(self) -> tuple[float | None, float | None]:
        return self.up_by, self.down_by


class ValueAtRiskRule(Limits):
    """Value at risk of all customers, of an RFM segment or of a value tier."""

    kind: Literal["value_at_risk"]
    measure: Literal["share", "amount"] = "share"
    segment: str = ""

    @model_validator(mode="after")
    def _known_segment(self) -> "ValueAtRiskRule":
        if self.segment and self.segment not in (*SEGMENTS, *TIERS):
            raise ValueError(f"no segment {self.segment!r}; there are: {', '.join((*SEGMENTS, *TIERS))}")
        return self


class DataQualityRule(Limits):
    """What cleaning had to leave out, how many rows are left, how old the data are.

    Attributes:
        measure: `faulty` rows could not be used, `left_out` are these and cancellations and the like (shares of the
            rows read); `rule` is the share of one rule of cleaning; `rows` counts what was kept; `days_since` are
            the days from the last row to today.
        rule: Key of a rule of cleaning, such as `no_customer`.
        table: Of which table.
    """

    kind: Literal["data_quality"]
    measure: Literal["faulty", "left_out", "rule", "rows", "days_since"] = "faulty"
    rule: str = ""
    table: QualityTable = "transactions"

    @model_validator(mode="after")
    def _known_rule(self) -> "DataQualityRule":
        if (self.measure == "rule") != bool(self.rule):
            raise ValueError('measure = "rule" and rule = "…" go together')
        if self.rule and self.rule not in RULES:
            raise ValueError(f"no cleaning rule {self.rule!r}; there are: {', '.join(RULES)}")
        return self


class CalibrationRule(Limits):
    """Whether the model still tells the truth.

    Attributes:
        measure: `coverage`: share of values inside the 80 % interval, where who surely buys nothing always is;
            `spread`: the same of the distribution, which counts those as often as a right one would be; `bias`:
            predicted total over actual, less 1; `came_true`: the same of the predictions made then, against what
            customers did since; `drift`: share of the network's inputs that have shifted.
    """

    kind: Literal["calibration"]
    measure: Literal["coverage", "spread", "bias", "came_true", "drift"] = "coverage"

    @model_validator(mode="after")
    def _by_level(self) -> "CalibrationRule":
        if self.compares and self.measure not in ("coverage", "spread"):
            raise ValueError(f"{self.measure} has no up_by or down_by: give above, below or outside")
        return self


class MetricRule(Limits):
    """Any metric of the dictionary, over the rows that pass the filters.

    Attributes:
        metric: Its key.
        table: Which table it is measured in; empty: the metric's own.
        aggregate: How it is summed up.
        filters: Which rows.
        days: For orders and reviews: of so many days to the last one, compared with as many days before; 0: of all
            days, compared with the earlier build.
    """

    kind: Literal["metric"]
    metric: str
    table: TableName | None = None
    aggregate: Aggregate = "default"
    filters: tuple[Filter, ...] = Field(default=(), max_length=10)
    days: int = Field(default=0, ge=0, le=1095)


class ComplaintRule(_Rule):
    """Complaints about something grow by more than chance.

    Attributes:
        aspect: About what; empty: about anything, each thing tested, for as many as are tested.
        days: Reviews of so many days to the last one, against as many days before.
        significance: The chance of a false alarm that is put up with.
        up_by_points: The share of reviews that complain rose by at least this.
        least: Fewer complaints than this raise nothing.
        filters: Which reviews.
    """

    kind: Literal["complaint"]
    aspect: str = Field(default="", max_length=80)
    days: _Days = 90
    significance: float = Field(default=0.01, gt=0, le=0.2)
    up_by_points: float = Field(default=0.0, ge=0, le=1)
    least: int = Field(default=5, ge=1, le=1_000_000)
    filters: tuple[Filter, ...] = Field(default=(), max_length=9)


AlertRule = ValueAtRiskRule | ComplaintRule | DataQualityRule | CalibrationRule | MetricRule
KINDS: Final[dict[str, type[BaseModel]]] = {
    "value_at_risk": ValueAtRiskRule,
    "complaint": ComplaintRule,
    "data_quality": DataQualityRule,
    "calibration": CalibrationRule,
    "metric": MetricRule,
}
