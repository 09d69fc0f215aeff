"""The benchmark's command: `python -m pipeline.benchmark NAME...` measures every model on time splits of real shops."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from config.errors import InputError, KezhiError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

_NAMES_HELP = "cdnow, complete-journey, online-retail=PATH, simulated; none with --workspace."


def main() -> None:
    """Run the command; exit 2 where the user's input cannot be used."""
    try:
        app()
    except KezhiError as error:
        _errors.print(f"benchmark: {error}")
        sys.exit(2)


@app.command()
def benchmark(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help=_NAMES_HELP)] = None,
    *,
    seeds: Annotated[int, typer.Option(min=1, max=50, help="Seeds of everything random.")] = 3,
    cutoffs: Annotated[int, typer.Option(min=1, max=50, help="Most cut-offs a data set and horizon.")] = 6,
    horizon: Annotated[
        list[int] | None, typer.Option(min=7, max=1825, help="Days (repeatable); default: as a build would choose.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for results.json, the tables and the pictures.")] = Path(
        "benchmark"
    ),
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w", help="Run on this workspace's build.")] = None,
    models: Annotated[str, typer.Option(help="Keys, separated by commas; default: all.")] = "",
    draws: Annotated[int, typer.Option(min=2, max=10_000, help="Bootstrap draws of customers.")] = 200,
    threads: Annotated[int, typer.Option(min=1, max=256, help="CPU threads.")] = 1,
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Draw the pictures.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
) -> None:
    """Compare the value network with its peers on held-out periods; every number, tables and pictures in a folder."""
    from data.files import write_json
    from pipeline.benchmark_models import MODELS
    from pipeline.benchmark_report import markdown
    from pipeline.benchmark_run import BenchmarkPlan, run_benchmark

    if not names and workspace is None:
        raise InputError(f"the benchmark needs data: {_NAMES_HELP}")
    plan = BenchmarkPlan(
        models=tuple(key.strip() for key in models.split(",")) if models else tuple(MODELS),
        seeds=tuple(range(1, seeds + 1)),
        most_cutoffs=cutoffs,
        horizons_days=tuple(dict.fromkeys(horizon)) if horizon else (None,),
        draws=draws,
        threads=threads,
    )
    if pictures:
        from pipeline.benchmark_pictures import require_matplotlib

        require_matplotlib()

    def keep(document: Mapping[str, Any]) -> None:
        out.mkdir(parents=True, exist_ok=True)
        write_json(document, out / "results.json")
        (out / "summary.md").write_text(markdown(document, "en"), encoding="utf-8")
        (out / "summary.zh.md").write_text(markdown(document, "zh"), encoding="utf-8")

    document = run_benchmark(names or [], plan, workspace=workspace, quiet=quiet, keep=keep)
    if pictures:
        from pipeline.benchmark_pictures import draw_pictures

        draw_pictures(document, out)
    _errors.print(f"results in {out}")


if __name__ == "__main__":
    main()
