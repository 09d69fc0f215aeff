"""`kezhi bench`: how often are the answers right? Questions with known truth, in two languages."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import InputError
from pipeline.cli_options import AsJson, Quiet, print_json, settings_of
from pipeline.cli_options import Workspace as WorkspaceOption

if TYPE_CHECKING:
    from pipeline.bench.cases import Question

_QUESTIONS = Path(__file__).parent / "bench" / "questions"
_HALVES = ("development", "test")


def bench(
    *,
    shop: Annotated[
        list[str] | None,
        typer.Option(help="NAME=WORKSPACE (repeatable): demo, online-retail, olist; default: demo in the workspace."),
    ] = None,
    half: Annotated[str, typer.Option(help="development, test or all.")] = "development",
    questions: Annotated[Path | None, typer.Option(help="Folder with question files of your own.")] = None,
    family: Annotated[list[str] | None, typer.Option(help="Only these families (repeatable).")] = None,
    repeat: Annotated[
        int, typer.Option(min=1, max=100, help="Ask everything so often, each time in another order.")
    ] = 1,
    model: Annotated[str | None, typer.Option(help="Another model than KEZHI_MODEL.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write figures and every answer that was not right, as JSON.")
    ] = None,
    workspace: WorkspaceOption = None,
    json_: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Ask the benchmark's questions and compare the answers with what SQL says on the cleaned tables."""
    from pipeline.bench.cases import shop_folders
    from pipeline.bench.report import as_text, document
    from pipeline.bench.running import ask_all
    from pipeline.progress import Steps

    settings = settings_of(workspace)
    workspaces = shop_folders(shop or []) or {"demo": settings.workspace}
    chosen = _chosen(questions or _QUESTIONS, half if questions is None else None, family or [])
    with Steps(quiet=quiet) as steps, steps.step("Asking") as tick:
        asked = ask_all(chosen, settings, workspaces=workspaces, repeats=repeat, model=model, progress=tick)
    figures = document(asked)
    if out:
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if json_:
        print_json(figures)
    else:
        typer.echo(as_text(figures))


def _chosen(folder: Path, half: str | None, families: list[str]) -> "list[Question]":
    from pipeline.bench.cases import FAMILIES, read_questions

    if half not in (None, "all", *_HALVES):
        raise InputError(f"--half {half!r} should be development, test or all")
    unknown = [f for f in families if f not in FAMILIES]
    if unknown:
        raise InputError(f"--family {unknown[0]!r} should be one of {', '.join(FAMILIES)}")
    folders = [folder] if half is None else [folder / name for name in _HALVES if half in ("all", name)]
    found = [question for each in folders for question in read_questions(each)]
    return [q for q in found if not families or q.case.family in families]
