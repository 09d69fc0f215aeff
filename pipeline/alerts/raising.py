"""Raises the alerts of a workspace: its rules looked at, what is new kept and sent, what failed before sent again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import DataFileError
from config.settings import Settings
from data.alert_reading import read_alert_rules, unknown_words
from data.alert_rules import AlertRule
from data.alerts import Alert, AlertBook, Attempt
from data.company_file import COMPANY_FILE
from pipeline.alerts.asking import Builds
from pipeline.alerts.checking import Outcome, check_rules
from pipeline.alerts.sending import send_waiting
from tools.shop_words import full_dictionary


@dataclass(frozen=True)
class Run:
    """What one run came to.

    Attributes:
        outcomes: What came of each rule.
        attempts: What was tried to be sent, new alerts and those that failed before.
    """

    outcomes: tuple[Outcome, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def raised(self) -> tuple[Alert, ...]:
        """The new alerts."""
        return tuple(each.alert for each in self.outcomes if each.alert is not None and each.status == "raised")


def raise_alerts(workspace: Path, *, settings: Settings, now: dt.datetime) -> tuple[Alert, ...]:
    """Looks at the rules for the build in use, keeps the new alerts, sends what waits; the new alerts come back.

    It may be called again and again: a rule raises the same once for a build.

    Args:
        workspace: Folder of the builds and of `kezhi.toml`, which holds the rules.
        settings: Where letters and webhooks go, and how.
        now: Time of the alerts.

    Raises:
        WorkspaceError: There is no build, or another process is raising alerts here.
        DataFileError: A rule cannot be used; nothing is raised.
        AuditError: A tool call cannot be logged.
    """
    return run_alerts(workspace, settings=settings, now=now).raised


def run_alerts(
    workspace: Path, *, settings: Settings, now: dt.datetime, rules: Sequence[AlertRule] | None = None
) -> Run:
    """As `raise_alerts`, and what came of every rule and every attempt to send.

    Args:
        workspace: As of `raise_alerts`.
        settings: As of `raise_alerts`.
        now: As of `raise_alerts`.
        rules: In place of those of the workspace.
    """
    book = AlertBook(workspace)
    with book.held():
        outcomes = checked(workspace, settings=settings, now=now, rules=rules)
        for outcome in outcomes:
            if outcome.alert is not None and outcome.status == "raised":
                book.add(outcome.alert)
        return Run(outcomes, send_waiting(book, settings, now=now))


def checked(
    workspace: Path, *, settings: Settings, now: dt.datetime, rules: Sequence[AlertRule] | None = None
) -> tuple[Outcome, ...]:
    """What would come of each rule now; nothing is kept or sent. Arguments and errors as of `run_alerts`."""
    file = workspace / COMPANY_FILE
    rules = read_alert_rules(file) if rules is None else rules
    with Builds(workspace, settings) as builds:
        if not rules:
            return ()
        shop = builds.now.shop
        for place, problem in unknown_words(rules, full_dictionary(shop.build, shop.tables)):
            raise DataFileError(file, problem, column=place)
        return tuple(check_rules(rules, builds, now=now, raised=AlertBook(workspace).raised()))
