"""The command line. Heavy rooms are imported inside each command, so that `kezhi --help` answers at once."""

import json
import logging
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from config.errors import AuditError, EndpointError, KezhiError
from config.settings import Settings
from pipeline.cli_alerts import alerts
from pipeline.cli_audience import audience
from pipeline.cli_audit import audit
from pipeline.cli_bench import bench
from pipeline.cli_builds import drift, evaluate, export, predict, rebuild, update
from pipeline.cli_feedback import feedback
from pipeline.cli_forget import forget
from pipeline.cli_options import AsJson, AsOf, Quiet, Workspace, day_of, errors, print_json, settings_of
from pipeline.cli_report import report
from pipeline.cli_users import users
from pipeline.cli_watch import watch

app = typer.Typer(
    name="kezhi",
    help="Kezhi (客值): chat about what each customer of a shop is worth, why, and what to do.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; exit 0 done, 2 the user's input, 1 a fault of ours (with a log file named)."""
    try:
        app()
    except (EndpointError, AuditError) as error:
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
    errors.print(f"kezhi: {line}")
    sys.exit(code)


def _write_log() -> Path:
    """Put the traceback into a log file in the system's folder for temporary files."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="kezhi-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(file.name)


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

    settings = settings_of(workspace)
    build = build_demo(settings, customers=customers, seed=seed, quiet=quiet)
    errors.print(f"simulated shop ready: build {build.id}")
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
    as_of: AsOf = None,
    horizon: Annotated[int | None, typer.Option(min=7, max=1825, help="Days to predict; default: by history.")] = None,
    name: Annotated[str, typer.Option(help="Name of the shop, as shown.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the training.")] = 7,
    network: Annotated[
        str, typer.Option(help="value: the value network; linear: the readable formula V = b0 + sum b_i X_i.")
    ] = "value",
    tune: Annotated[bool, typer.Option("--tune", help="Search for better sizes and rates than the default.")] = False,
    tune_seconds: Annotated[int, typer.Option(min=1, max=86_400, help="Time for that search.")] = 300,
    log_dir: Annotated[Path | None, typer.Option(help="Folder for TensorBoard logs of the training.")] = None,
    review_texts: Annotated[
        bool, typer.Option("--review-texts", help="Let the network read what reviews say, not only their ratings.")
    ] = False,
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Turn raw files into a complete build: clean tables, features, trained network, predictions, review index."""
    from pipeline.build import BuildRequest, build_shop
    from pipeline.evaluation import evaluation_summary
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
        as_of=day_of(as_of),
        horizon_days=horizon,
        shop_name=name,
        seed=seed,
        options=training_options(
            network, tune_seconds=tune_seconds if tune else None, log_folder=log_dir, review_texts=review_texts
        ),
    )
    made = build_shop(request, settings_of(workspace), quiet=quiet)
    if json_:
        print_json({"build": made.id, "manifest": made.manifest.to_json(), "quality": made.quality().to_json()})
        return
    typer.echo(made.quality().summary("en"))
    typer.echo(evaluation_summary(made.evaluation()))
    typer.echo(f'\nBuild {made.id} is now in use. Ask it: kezhi ask "top 5 customers by predicted value"')


@app.command()
def chat(
    *,
    workspace: Workspace = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
) -> None:
    """Open the web app on the build in use."""
    from data.workspace import Workspace as Builds

    settings = settings_of(workspace)
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
    role: Annotated[
        str | None, typer.Option(help="business, support or analyst.", show_default="the account's, or analyst")
    ] = None,
    model: Annotated[str | None, typer.Option(help="offline, openai:MODEL, or an init_chat_model name.")] = None,
    user: Annotated[str | None, typer.Option(help="Who asks, for the audit log.", show_default="login name")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Answer one question on the terminal."""
    from pipeline.asking import ask_batch, ask_once
    from pipeline.terminal_role import terminal_role

    settings = settings_of(workspace)
    settings = settings if user is None else settings.model_copy(update={"user": user})
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a QUESTION or --batch FILE")
    as_whom = terminal_role(role, settings)
    if batch is not None:
        for document in ask_batch(batch, settings, role=as_whom, model=model, thread=thread):
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    answer = ask_once(str(question), settings, role=as_whom, model=model, thread=thread, quiet=json_)
    if json_:
        print_json(answer.to_json())
    else:
        from rich.markdown import Markdown

        from agent.cost import usage_text

        Console().print(Markdown(answer.markdown))
        usage = usage_text(answer.tokens, answer.cost)
        spent = f"{answer.seconds:.1f} s" + (f", {usage.en}" if usage else "")
        errors.print(f"[{'proven' if answer.verified else 'not proven'}] {answer.reading}  ({spent})")
    if answer.status == "error":
        raise typer.Exit(1)


_ON_BUILDS = (update, rebuild, drift, predict, export, evaluate)
for _command in (*_ON_BUILDS, report, alerts, audience, watch, forget, feedback, bench):
    app.command()(_command)
app.add_typer(audit)
app.add_typer(users)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main()
