"""`kezhi alerts`: the rules looked at, what is new raised and sent; what was raised, with its proof."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.settings import Settings
from config.text import Language
from pipeline.cli_options import AsJson, Spoken, Workspace, errors, language_of, print_json, settings_of

if TYPE_CHECKING:
    from data.alert_rules import AlertRule
    from data.alerts import Alert, Attempt
    from pipeline.alerts.checking import Outcome


def alerts(
    *,
    check: Annotated[bool, typer.Option("--check", help="Look at the rules; keep and send nothing.")] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="Show what was raised, the latest first, with its proof.")
    ] = False,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="The standard rules (data/alerts.toml) in place of kezhi.toml's.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="With --list: how many.")] = 20,
    language: Spoken = "en",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Look at the alert rules of kezhi.toml for the build in use; raise, keep and send what is new."""
    spoken = language_of(language)
    if list_ and (check or defaults):
        raise typer.BadParameter("goes with neither --check nor --defaults", param_hint="--list")
    settings = settings_of(workspace)
    if list_:
        _list(settings, limit=limit, language=spoken, json_=json_)
        return
    rules = _standard() if defaults else None
    if check:
        from pipeline.alerts.raising import checked

        outcomes = checked(settings.workspace, settings=settings, now=dt.datetime.now(tz=dt.UTC), rules=rules)
        _told(outcomes, (), settings.workspace, spoken, json_=json_)
        return
    _run(settings, rules, spoken, json_=json_)


def _run(settings: Settings, rules: "Sequence[AlertRule] | None", language: Language, *, json_: bool) -> None:
    from pipeline.alerts.raising import run_alerts

    run = run_alerts(settings.workspace, settings=settings, now=dt.datetime.now(tz=dt.UTC), rules=rules)
    _told(run.outcomes, run.attempts, settings.workspace, language, json_=json_)
    if failed := [attempt for attempt in run.attempts if attempt.problem]:
        from prompts.library import load_texts

        waiting = len({attempt.alert for attempt in failed})
        errors.print(f"kezhi: {load_texts('alerts', language)['command.pending'].format(count=waiting)}")
        raise typer.Exit(1)


def _standard() -> "Sequence[AlertRule]":
    from data.alert_reading import STANDARD, read_alert_rules

    return read_alert_rules(STANDARD)


def _told(
    outcomes: "Sequence[Outcome]", attempts: "Sequence[Attempt]", workspace: Path, language: Language, *, json_: bool
) -> None:
    """What came of each rule, and of each attempt to send."""
    from dataclasses import asdict

    from data.company_file import COMPANY_FILE
    from prompts.library import load_texts

    if json_:
        told = [outcome.to_json() for outcome in outcomes]
        print_json({"outcomes": told, "attempts": [asdict(attempt) for attempt in attempts]})
        return
    texts = load_texts("alerts", language)
    if not outcomes:
        typer.echo(texts["command.none"].format(file=workspace / COMPANY_FILE))
    for outcome in outcomes:
        said = outcome.said.in_language(language)
        if outcome.status == "not_checked":
            said = texts["command.not_checked"].format(why=said)
        severity = f" ({texts[f'severity.{outcome.rule.severity}']})" if outcome.status == "raised" else ""
        typer.echo(f"[{texts[f'status.{outcome.status}']}{severity}] {outcome.rule.name}: {said}")
    for attempt in attempts:
        typer.echo(f"  {_attempt_text(attempt, texts)}")


def _list(settings: Settings, *, limit: int, language: Language, json_: bool) -> None:
    from dataclasses import asdict

    from data.alerts import AlertBook
    from data.workspace import Workspace as Builds
    from prompts.library import load_texts

    Builds(settings.workspace).current()
    book = AlertBook(settings.workspace)
    found, attempts = book.raised()[-limit:][::-1], book.attempts()
    if json_:
        print_json(
            {
                "alerts": [
                    {**alert.to_json(), "attempts": [asdict(each) for each in attempts if each.alert == alert.id]}
                    for alert in found
                ]
            }
        )
        return
    texts = load_texts("alerts", language)
    if not found:
        typer.echo(texts["command.never"])
    for alert in found:
        typer.echo("\n".join(_lines(alert, [each for each in attempts if each.alert == alert.id], texts, language)))


def _lines(
    alert: "Alert", attempts: "Sequence[Attempt]", texts: Mapping[str, str], language: Language
) -> Sequence[str]:
    from pipeline.alerts.letters import proof_lines

    head = f"{alert.time[:16].replace('T', ' ')} [{texts[f'severity.{alert.severity}']}] {alert.rule} ({alert.id})"
    values = [f"{v.name.in_language(language)}: {v.text.in_language(language)}  <- {v.source}" for v in alert.values]
    lines: list[Any] = [*values, *proof_lines(alert, texts, language), *(_attempt_text(a, texts) for a in attempts)]
    return [head, f"  {alert.sentence.in_language(language)}", *(f"    {line}" for line in lines)]


def _attempt_text(attempt: "Attempt", texts: Mapping[str, str]) -> str:
    told = {"channel": attempt.channel, "target": attempt.target or "?", "time": attempt.time[:16].replace("T", " ")}
    return texts["command.failed" if attempt.problem else "command.sent"].format(**told, problem=attempt.problem)
