"""The command line. Heavy rooms are imported inside each command, so that `kezhi --help` answers at once."""

import datetime as dt
import json
import logging
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn, cast, get_args

import typer
from rich.console import Console

from config.errors import EndpointError, KezhiError
from config.settings import Role, Settings

app = typer.Typer(
    name="kezhi",
    help="Kezhi (客值): chat about what each customer of a shop is worth, why, and what to do.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_INTERRUPTED = 130
_errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Where builds live.", show_default="$KEZHI_WORKSPACE or workspace/"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")]


def main() -> None:
    """Run the command line; exit 0 done, 2 the user's input, 1 a fault of ours (with a log file named)."""
    try:
        app()
    except EndpointError as error:
        _stop(str(error), 1)
    except KezhiError as error:
        _stop(str(error), 2)
    except SystemExit as done:
        # Typer turns Ctrl-C into exit code 130 by itself, and says nothing.
        if done.code != _INTERRUPTED:
            raise
        _stop("stopped; nothing was changed", _INTERRUPTED)
    except Exception as error:  # noqa: BLE001  a fault of ours: say so in a line, keep the traceback in a file
        _stop(f"a fault of ours ({type(error).__name__}); details: {_write_log()}", 1)


def _stop(line: str, code: int) -> NoReturn:
    _errors.print(f"kezhi: {line}")
    sys.exit(code)


def _write_log() -> Path:
    """Put the traceback into a log file in the system's folder for temporary files."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="kezhi-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(file.name)


def _settings(workspace: Path | None) -> Settings:
    settings = Settings()
    return settings if workspace is None else settings.model_copy(update={"workspace": workspace})


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


@app.command()
def demo(
    *,
    workspace: Workspace = None,
    customers: Annotated[int, typer.Option(min=50, max=10_000_000, help="Customers of the simulated shop.")] = 2000,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 7,
    host: Annotated[str, typer.Option(help="Address the chat listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
    chat: Annotated[bool, typer.Option("--chat/--no-chat", help="Open the chat after the build.")] = True,
    quiet: Quiet = False,
) -> None:
    """Build the simulated shop (labelled as simulated) and open the chat."""
    from pipeline.build import build_demo

    settings = _settings(workspace)
    build = build_demo(settings, customers=customers, seed=seed, quiet=quiet)
    _errors.print(f"simulated shop ready: build {build.id}")
    if chat:
        _open_chat(settings, host=host, port=port)


@app.command()
def build(
    transactions: Annotated[str, typer.Argument(help="File (or folder, for --source olist) with the orders.")],
    *,
    reviews: Annotated[Path | None, typer.Option(help="File with reviews.")] = None,
    customers: Annotated[Path | None, typer.Option(help="File with customer attributes.")] = None,
    events: Annotated[Path | None, typer.Option(help="File with behaviour events.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="cdnow, online-retail, olist, complete-journey, shopify or woocommerce; default: by columns."
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="Name a column: --map order_id=Invoice (repeatable).")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="ISO code, where the file does not say.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Last day to know of, YYYY-MM-DD; default: the last order.")] = None,
    horizon: Annotated[int | None, typer.Option(min=7, max=1825, help="Days to predict; default: by history.")] = None,
    name: Annotated[str, typer.Option(help="Name of the shop, as shown.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the training.")] = 7,
    network: Annotated[
        str, typer.Option(help="value: the value network; linear: the readable formula V = b0 + sum b_i X_i.")
    ] = "value",
    tune: Annotated[bool, typer.Option("--tune", help="Search for better sizes and rates than the default.")] = False,
    tune_seconds: Annotated[int, typer.Option(min=1, max=86_400, help="Time for that search.")] = 300,
    log_dir: Annotated[Path | None, typer.Option(help="Folder for TensorBoard logs of the training.")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Turn raw files into a complete build: clean tables, features, trained network, predictions, review index."""
    from pipeline.build import BuildRequest, build_shop
    from pipeline.mapping import parse_mapping
    from pipeline.training_options import training_options

    request = BuildRequest(
        transactions=transactions,
        reviews=reviews,
        customers=customers,
        events=events,
        source=source,
        mapping=parse_mapping(mapping or []),
        currency=currency,
        as_of=_day(as_of),
        horizon_days=horizon,
        shop_name=name,
        seed=seed,
        options=training_options(network, tune_seconds=tune_seconds if tune else None, log_folder=log_dir),
    )
    made = build_shop(request, _settings(workspace), quiet=quiet)
    if json_:
        _print_json({"build": made.id, "manifest": made.manifest.to_json(), "quality": made.quality().to_json()})
        return
    typer.echo(made.quality().summary("en"))
    typer.echo(_evaluation_text(made.evaluation()))
    typer.echo(f'\nBuild {made.id} is now in use. Ask it: kezhi ask "top 5 customers by predicted value"')


@app.command()
def update(
    transactions: Annotated[str, typer.Argument(help="File (or folder, for --source olist) with the new orders.")],
    *,
    reviews: Annotated[Path | None, typer.Option(help="File with new or changed reviews.")] = None,
    customers: Annotated[Path | None, typer.Option(help="File with customer attributes; newer values win.")] = None,
    events: Annotated[Path | None, typer.Option(help="File with new behaviour events.")] = None,
    source: Annotated[str | None, typer.Option(help="Ready source; default: as the build was read.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="Name a column; the build's own --map counts, too.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Last day to know of, YYYY-MM-DD; default: the last order.")] = None,
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
        as_of=_day(as_of),
    )
    done = update_shop(request, _settings(workspace), quiet=quiet)
    if json_:
        _print_json(done.to_json())
        return
    for line in done.lines("en"):
        typer.echo(line)
    typer.echo(f"Build {done.build.id} is {'now' if done.changed else 'still'} in use.")


@app.command()
def drift(
    *,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Show how the shop has moved since the last full build, and whether what was predicted then came true."""
    from data.workspace import Workspace as Builds
    from pipeline.drift import drift_of
    from pipeline.drift_wording import NOTHING_EARLIER, summary

    if language not in ("en", "zh"):
        raise typer.BadParameter(f"{language!r}; expected en or zh", param_hint="--language")
    found = drift_of(Builds(_settings(workspace).workspace))
    if json_:
        _print_json({"available": found is not None, **(found or {})})
    elif found is None:
        typer.echo(NOTHING_EARLIER.in_language("zh" if language == "zh" else "en"))
    else:
        typer.echo(summary(found, "zh" if language == "zh" else "en"))


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; expected YYYY-MM-DD", param_hint="--as-of") from None


def _evaluation_text(evaluation: dict[str, object]) -> str:
    from pipeline.evaluation import evaluation_summary

    return evaluation_summary(evaluation)


@app.command()
def chat(
    *,
    workspace: Workspace = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
) -> None:
    """Open the web app on the build in use."""
    from data.workspace import Workspace as Builds

    settings = _settings(workspace)
    Builds(settings.workspace).current()
    _open_chat(settings, host=host, port=port)


def _open_chat(settings: Settings, *, host: str, port: int) -> None:
    """Run the web app as a process of its own: pipeline and ui never import each other."""
    # -P: a data.py in the person's folder must not stand in for our room of that name.
    place = ["--workspace", str(settings.workspace), "--host", host, "--port", str(port)]
    command = [sys.executable, "-P", "-m", "ui", *place]
    done = subprocess.run(command, check=False)
    raise typer.Exit(done.returncode)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in English or Chinese.")] = None,
    *,
    batch: Annotated[Path | None, typer.Option(help="File with one question a line; one JSON document a line.")] = None,
    thread: Annotated[str | None, typer.Option(help="Continue this conversation.")] = None,
    role: Annotated[str, typer.Option(help="business, support or analyst.")] = "analyst",
    model: Annotated[str | None, typer.Option(help="offline, openai:MODEL, or an init_chat_model name.")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Answer one question on the terminal."""
    from pipeline.asking import ask_batch, ask_once

    settings = _settings(workspace)
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a QUESTION or --batch FILE")
    if batch is not None:
        for document in ask_batch(batch, settings, role=_role(role), model=model, thread=thread):
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    answer = ask_once(str(question), settings, role=_role(role), model=model, thread=thread, quiet=json_)
    if json_:
        _print_json(answer.to_json())
    else:
        from rich.markdown import Markdown

        Console().print(Markdown(answer.markdown))
        _errors.print(f"[{'proven' if answer.verified else 'not proven'}] {answer.reading}  ({answer.seconds:.1f} s)")
    if answer.status == "error":
        raise typer.Exit(1)


def _role(text: str) -> Role:
    for role in get_args(Role):
        if text == role:
            return cast("Role", role)
    raise typer.BadParameter(f"{text!r}; expected business, support or analyst", param_hint="--role")


@app.command()
def predict(
    *,
    horizon: Annotated[int | None, typer.Option(min=1, max=1825, help="Days; default: the build's horizon.")] = None,
    out: Annotated[Path | None, typer.Option(help="CSV file; default: stdout.")] = None,
    workspace: Workspace = None,
) -> None:
    """Write every customer's predicted value as CSV, with the central 80 % interval."""
    from pipeline.scoring import write_predictions

    rows = write_predictions(_settings(workspace), horizon_days=horizon, out=out)
    if out is not None:
        _errors.print(f"{rows:,} customers written to {out}")


@app.command()
def export(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the copy; made where it does not exist.")],
    format_: Annotated[str, typer.Option("--format", help="bf16 or int8.")] = "bf16",
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Write a compact copy of the build's value network, and say what it costs in accuracy."""
    from pipeline.exporting import export_build, export_summary

    loss = export_build(_settings(workspace), out, precision=format_)
    if json_:
        _print_json(loss)
    else:
        typer.echo(export_summary(loss))


@app.command()
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
        _benchmark(_settings(workspace), cutoffs=cutoffs, json_=json_)
        return
    evaluation = Builds(_settings(workspace).workspace).current().evaluation()
    if json_:
        _print_json(evaluation)
    else:
        typer.echo(evaluation_summary(evaluation, baselines=baselines))


def _benchmark(settings: Settings, *, cutoffs: int, json_: bool) -> None:
    """Every model of the benchmark, one seed, on cut-offs of the build in use."""
    from pipeline.benchmark_report import markdown
    from pipeline.benchmark_run import BenchmarkPlan, run_benchmark

    plan = BenchmarkPlan(seeds=(1,), most_cutoffs=cutoffs, threads=settings.threads)
    document = run_benchmark([], plan, workspace=settings.workspace, quiet=json_)
    if json_:
        _print_json(document)
    else:
        typer.echo(markdown(document, "en"))


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main()
