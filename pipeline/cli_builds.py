"""Commands on the build in use: add to it, look at its drift, predict, copy, judge."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings import Settings
from pipeline.cli_options import (
    AsJson,
    AsOf,
    Quiet,
    Spoken,
    Workspace,
    day_of,
    errors,
    language_of,
    print_json,
    settings_of,
)


def update(
    transactions: Annotated[
        str | None, typer.Argument(help="File (or folder, for --source olist) with the new orders, if there are any.")
    ] = None,
    *,
    reviews: Annotated[Path | None, typer.Option(help="File with new or changed reviews.")] = None,
    customers: Annotated[Path | None, typer.Option(help="File with customer attributes; newer values win.")] = None,
    events: Annotated[Path | None, typer.Option(help="File with new behaviour events.")] = None,
    source: Annotated[str | None, typer.Option(help="Ready source; default: as the build was read.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="Name a column; the build's own --map counts, too.")
    ] = None,
    as_of: AsOf = None,
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Add new orders to the build in use: only what is new is read, learned and scored; known lines do no harm."""
    from pipeline.mapping import parse_mapping
    from pipeline.update import UpdateRequest, update_shop

    request = UpdateRequest(
        transactions=transactions,
        reviews=reviews,
        customers=customers,
        events=events,
        source=source,
        mapping=parse_mapping(mapping or []),
        as_of=day_of(as_of),
    )
    done = update_shop(request, settings_of(workspace), quiet=quiet)
    if json_:
        print_json(done.to_json())
        return
    for line in done.lines("en"):
        typer.echo(line)
    typer.echo(f"Build {done.build.id} is {'now' if done.changed else 'still'} in use.")


def rebuild(*, workspace: Workspace = None, json_: AsJson = False, quiet: Quiet = False) -> None:
    """Train anew on all that the build in use holds, as a full build of all its files would; no file is read again."""
    from pipeline.evaluation import evaluation_summary
    from pipeline.rebuild import rebuild_shop

    made = rebuild_shop(settings_of(workspace), quiet=quiet)
    if json_:
        print_json({"build": made.id, "manifest": made.manifest.to_json()})
        return
    typer.echo(evaluation_summary(made.evaluation()))
    typer.echo(f"Build {made.id} is now in use.")


def drift(
    *,
    language: Spoken = "en",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Show how the shop has moved since the last full build, and whether what was predicted then came true."""
    from data.workspace import Workspace as Builds
    from tools.drift import drift_of
    from tools.drift_wording import NOTHING_EARLIER, summary

    spoken = language_of(language)
    found = drift_of(Builds(settings_of(workspace).workspace))
    if json_:
        print_json({"available": found is not None, **(found or {})})
    elif found is None:
        typer.echo(NOTHING_EARLIER.in_language(spoken))
    else:
        typer.echo(summary(found, spoken))


def predict(
    *,
    horizon: Annotated[int | None, typer.Option(min=1, max=1825, help="Days; default: the build's horizon.")] = None,
    out: Annotated[Path | None, typer.Option(help="CSV file; default: stdout.")] = None,
    workspace: Workspace = None,
) -> None:
    """Write every customer's predicted value as CSV, with the central 80 % interval."""
    from pipeline.scoring import write_predictions

    rows = write_predictions(settings_of(workspace), horizon_days=horizon, out=out)
    if out is not None:
        errors.print(f"{rows:,} customers written to {out}")


def export(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the copy; made where it does not exist.")],
    format_: Annotated[str, typer.Option("--format", help="bf16 or int8.")] = "bf16",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Write a compact copy of the build's value network, and say what it costs in accuracy."""
    from pipeline.exporting import export_build, export_summary

    loss = export_build(settings_of(workspace), out, precision=format_)
    if json_:
        print_json(loss)
    else:
        typer.echo(export_summary(loss))


def evaluate(
    *,
    baselines: Annotated[bool, typer.Option("--baselines", help="Show the baselines beside the network.")] = False,
    cutoffs: Annotated[
        int | None, typer.Option(min=1, max=50, help="With --baselines: fit all anew at so many earlier days (slow).")
    ] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Show how the build's network did on the held-out last period."""
    from data.workspace import Workspace as Builds
    from pipeline.evaluation import evaluation_summary

    if cutoffs is not None:
        if not baselines:
            raise typer.BadParameter("goes with --baselines", param_hint="--cutoffs")
        _benchmark(settings_of(workspace), cutoffs=cutoffs, json_=json_)
        return
    evaluation = Builds(settings_of(workspace).workspace).current().evaluation()
    if json_:
        print_json(evaluation)
    else:
        typer.echo(evaluation_summary(evaluation, baselines=baselines))


def _benchmark(settings: Settings, *, cutoffs: int, json_: bool) -> None:
    """Every model of the benchmark, one seed, on cut-offs of the build in use."""
    from pipeline.benchmark_report import markdown
    from pipeline.benchmark_run import BenchmarkPlan, run_benchmark

    plan = BenchmarkPlan(seeds=(1,), most_cutoffs=cutoffs, threads=settings.threads)
    document = run_benchmark([], plan, workspace=settings.workspace, quiet=json_)
    if json_:
        print_json(document)
    else:
        typer.echo(markdown(document, "en"))
