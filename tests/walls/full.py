"""The walls as often as they are promised for: `python -m tests.walls.full --out FILE` gives the README's figures."""

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.walls.attacks import lies, planted_people, prompts_without_people, role_probes, wild_calls
from tests.walls.runs import Tally
from tests.walls.scan import scan
from tests.walls.shops import Plan, make_shop
from tests.walls.text_attacks import hostile_texts


def main() -> int:
    """Runs every attack, writes what was counted, and says whether all walls hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="JSON file for the figures")
    parser.add_argument("--only", default="", help="one of: lies, calls, texts, roles, privacy, scan")
    parser.add_argument("--share", type=float, default=1.0, help="part of the full number of runs")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, attack in _attacks(Path(folder), given.share).items():
            if given.only not in ("", name):
                continue
            started = time.perf_counter()
            tally = attack()
            figures[name] = {
                "runs": tally.runs,
                "failures": len(tally.failures),
                "with something withheld": tally.withheld,
                "kinds": tally.kinds,
                "seconds": round(time.perf_counter() - started),
                "examples": tally.failures[:40],
            }
            sys.stdout.write(f"{name}: {tally.runs} runs, {len(tally.failures)} failures\n")
            sys.stdout.flush()
            given.out.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    return 1 if any(figure["failures"] for figure in figures.values()) else 0


def _attacks(folder: Path, share: float) -> dict[str, Callable[[], Tally]]:
    def times(runs: int) -> int:
        return max(1, round(runs * share))

    def peopled() -> Any:
        return make_shop(folder / "peopled", planted_people(24, seed=1, products=False))

    return {
        "lies": lambda: lies(make_shop(folder / "a", Plan()), folder / "ca", runs=times(2000)),
        "calls": lambda: wild_calls(peopled(), folder / "cb", runs=times(1500)),
        "texts": lambda: hostile_texts(folder / "t", shops=times(85), questions=24),
        "roles": lambda: role_probes(
            make_shop(folder / "r", planted_people(24, seed=2, products=False)), folder / "cr", runs=times(560)
        ),
        "privacy": lambda: prompts_without_people(
            make_shop(folder / "p", planted_people(250, seed=5)), folder / "cp", runs=times(500)
        ),
        "scan": _scanned,
    }


def _scanned() -> Tally:
    found, modules = scan(Path(__file__).parents[2])
    return Tally(runs=len(modules), failures=[f"{f.module}:{f.line} {f.what}" for f in found])


if __name__ == "__main__":
    sys.exit(main())
