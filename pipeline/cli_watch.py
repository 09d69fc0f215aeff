"""`kezhi watch`: takes new files as they arrive, trains anew and reports at set times; and tells how that goes."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from config.text import Language
from data.watch_journal import Entry
from pipeline.cli_options import AsJson, Quiet, Spoken, Workspace, language_of, print_json, settings_of

_STYLES = {
    **dict.fromkeys(("file_taken", "rebuild_done", "report_done", "alerts_done"), "green"),
    **dict.fromkeys(("file_refused", "file_fault", "file_stuck", "rebuild_failed", "report_failed"), "red"),
    **dict.fromkeys(("alert", "alerts_failed", "alerts_unsent", "plan_bad", "folder_gone"), "red"),
    **dict.fromkeys(("file_later", "file_unknown", "file_changed", "cut_off", "rebuild_later"), "yellow"),
}


def watch(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now and end, for cron or a timer.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Tell what was done and what comes next.")] = False,
    language: Spoken = "en",
    workspace: Workspace = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take new files as they arrive in incoming/, train anew and write reports at the times of kezhi.toml."""
    from pipeline.watch.running import utc_now, watch
    from pipeline.watch.status import status_lines, watch_status

    spoken, folder = language_of(language), settings_of(workspace).workspace
    if status and once:
        raise typer.BadParameter("do or tell, not both", param_hint="--status")
    if status:
        found = watch_status(folder, now=utc_now())
        if json_:
            print_json(found.to_json())
        else:
            for line in status_lines(found, spoken, now=utc_now()):
                typer.echo(line)
        return
    watch(folder, once=once, say=_teller(spoken, quiet=quiet or json_))
    if json_:
        print_json(watch_status(folder, now=utc_now()).to_json())


def _teller(language: Language, *, quiet: bool) -> Callable[[Entry], None]:
    """Says what happens, a line each, on stderr."""
    from agent.watch_news import entry_text

    console = Console(stderr=True, quiet=quiet, soft_wrap=True, highlight=False, markup=False)

    def say(entry: Entry) -> None:
        time = f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S} "
        console.print(Text.assemble((time, "dim"), (entry_text(entry, language), _STYLES.get(entry.event, ""))))

    return say
