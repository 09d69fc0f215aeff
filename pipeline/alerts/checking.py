"""Looks at every rule: which raise an alert, which do not, and which could not be looked at, and why."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from config.errors import AuditError, KezhiError, ToolInputError
from config.text import Text
from data.alert_rules import (
    AlertRule,
    CalibrationRule,
    ComplaintRule,
    DataQualityRule,
    MetricRule,
    ValueAtRiskRule,
)
from data.alerts import Alert, AlertValue, alert_id, now_text
from pipeline.alerts.asking import Builds
from pipeline.alerts.complaints import complaints
from pipeline.alerts.figures import Proofs, Reading
from pipeline.alerts.limits import passes, sentence, values_of
from pipeline.alerts.measuring import calibration, metric, value_at_risk
from pipeline.alerts.quality_figures import data_quality
from pipeline.alerts.wording import said

Status = Literal["raised", "fine", "quiet", "not_checked"]


@dataclass(frozen=True)
class Outcome:
    """What came of one rule, or of one thing of several that it looks at.

    Attributes:
        rule: Which rule.
        status: Whether it raises an alert; `quiet`: it would, but did lately.
        said: What was seen, or why it could not be looked at.
        alert: The alert; None where it raises none.
    """

    rule: AlertRule
    status: Status
    said: Text
    alert: Alert | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "rule": self.rule.name,
            "kind": self.rule.kind,
            "severity": self.rule.severity,
            "status": self.status,
            "said": {"en": self.said.en, "zh": self.said.zh},
            "alert": self.alert.to_json() if self.alert else None,
        }


def check_rules(
    rules: Sequence[AlertRule], builds: Builds, *, now: dt.datetime, raised: Sequence[Alert] = ()
) -> Iterator[Outcome]:
    """What comes of each rule, in their order.

    Args:
        rules: Which.
        builds: The build in use and the earlier ones.
        now: Time of the alerts, and up to when the age of data is counted.
        raised: What was raised before.

    Raises:
        AuditError: A tool call cannot be logged.
    """
    for rule in rules:
        try:
            found = list(_looked_at(rule, builds, now=now))
        except AuditError:
            raise
        except ToolInputError as error:
            found = [Outcome(rule, "not_checked", error.text)]
        except KezhiError as error:
            found = [Outcome(rule, "not_checked", Text(str(error), str(error)))]
        yield from (_unless_told(outcome, raised, now=now) for outcome in found)


def _looked_at(rule: AlertRule, builds: Builds, *, now: dt.datetime) -> Iterator[Outcome]:
    if isinstance(rule, ComplaintRule):
        yield from _of_complaints(rule, builds, now=now)
        return
    reading = _reading(rule, builds, today=now.date())
    told = sentence(rule, reading)
    if not passes(rule, reading):
        yield Outcome(rule, "fine", told)
        return
    about = _About("", told, values_of(reading), reading.proofs, reading.against)
    yield Outcome(rule, "raised", told, _alert(rule, builds, about, now=now))


def _reading(
    rule: ValueAtRiskRule | DataQualityRule | CalibrationRule | MetricRule, builds: Builds, *, today: dt.date
) -> Reading:
    if isinstance(rule, ValueAtRiskRule):
        return value_at_risk(rule, builds)
    if isinstance(rule, DataQualityRule):
        return data_quality(rule, builds, today=today)
    return calibration(rule, builds) if isinstance(rule, CalibrationRule) else metric(rule, builds)


def _of_complaints(rule: ComplaintRule, builds: Builds, *, now: dt.datetime) -> Iterator[Outcome]:
    told = complaints(rule, builds)
    grown = [each for each in told if each.grew]
    for each in grown:
        about = _About(each.aspect, each.sentence, each.values, each.proofs)
        yield Outcome(rule, "raised", each.sentence, _alert(rule, builds, about, now=now))
    if not grown:
        nothing = said("why.nothing_grew", tested=len(told), days=rule.days)
        yield Outcome(rule, "fine", told[0].sentence if len(told) == 1 else nothing)


@dataclass(frozen=True)
class _About:
    """What an alert tells."""

    subject: str
    sentence: Text
    values: tuple[AlertValue, ...]
    proofs: Proofs
    against: str = ""


def _alert(rule: AlertRule, builds: Builds, about: _About, *, now: dt.datetime) -> Alert:
    manifest = builds.now.build.manifest
    proof = [
        {**result.to_json(), "id": f"p{number}", "result": result.id}
        for number, result in enumerate(about.proofs.results, 1)
    ]
    return Alert(
        id=alert_id(rule, manifest.build_id, about.subject),
        time=now_text(now),
        rule=rule.name,
        kind=rule.kind,
        severity=rule.severity,
        subject=about.subject,
        build=manifest.build_id,
        against=about.against,
        as_of=manifest.as_of.isoformat(),
        shop=manifest.shop_name,
        simulated=manifest.simulated,
        sentence=about.sentence,
        values=about.values,
        proof=tuple(proof),
        language=rule.language,
        channels=rule.channels,
        recipients=rule.recipients,
    )


def _unless_told(outcome: Outcome, raised: Sequence[Alert], *, now: dt.datetime) -> Outcome:
    """The outcome, quiet where the same was raised for this build, or lately."""
    alert, rule = outcome.alert, outcome.rule
    if alert is None:
        return outcome
    if any(before.id == alert.id for before in raised):
        return Outcome(rule, "quiet", said("why.raised_before"))
    since = now_text(now - dt.timedelta(days=rule.quiet_days))
    same = [before for before in raised if (before.rule, before.subject) == (alert.rule, alert.subject)]
    lately = [before for before in same if before.time > since]
    if rule.quiet_days and lately:
        return Outcome(rule, "quiet", said("why.quiet", date=lately[-1].time[:10], days=rule.quiet_days))
    return outcome
