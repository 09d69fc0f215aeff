"""`python -m pipeline.watch.child`: one piece of the watch's work, told as JSON on stdin, what came of it on stdout."""

import datetime as dt
import json
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Final

from config.errors import KezhiError, WorkspaceError
from config.settings import Settings

Said = Mapping[str, Any]
_TERMINATED: Final = 128 + signal.SIGTERM


def main() -> int:
    """Does the work; 0 where what came of it was said, whatever it is."""
    signal.signal(signal.SIGTERM, _end)
    order = json.load(sys.stdin)
    settings = Settings().model_copy(update={"workspace": Path(order["workspace"])})
    try:
        said = _WORK[order["do"]](order, settings)
        document: dict[str, Any] = {"what": "done", "said": said}
    except WorkspaceError as error:  # busy, or not usable at this moment: no fault of a file
        document = {"what": "later", "line": str(error)}
    except KezhiError as error:
        document = {"what": "refused", "line": str(error)}
    json.dump(document, sys.stdout, ensure_ascii=False)
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    """Leaves through every `finally`, so that a build in the making is taken away."""
    del number, frame
    sys.exit(_TERMINATED)


def _update(order: Said, settings: Settings) -> dict[str, Any]:
    """Adds the file to the build in use."""
    from pipeline.update import UpdateRequest, update_shop

    file, kind = order["file"], order["kind"]
    others: dict[str, Any] = {} if kind == "orders" else {kind: Path(file)}
    request = UpdateRequest(file if kind == "orders" else None, **others)
    done = update_shop(request, settings, quiet=True)
    counted = done.additions.text()
    return {**done.to_json(), "told": {"en": counted.en, "zh": counted.zh}}


def _rebuild(order: Said, settings: Settings) -> dict[str, Any]:
    """Trains anew on all that the build in use holds."""
    del order
    from pipeline.rebuild import rebuild_shop

    build = rebuild_shop(settings, quiet=True)
    return {"build": build.id, "customers": build.manifest.rows["customers"]}


def _report(order: Said, settings: Settings) -> dict[str, Any]:
    """Writes a report in every format."""
    from agent.reports.making import Order
    from pipeline.reporting import write_reports

    report = Order(order["kind"], order["subject"], order["language"], order["role"], order["user"])
    made = write_reports(report, [Path(file) for file in order["files"]], settings, quiet=True)
    return {"title": made[0]["title"], "files": [each["file"] for each in made], "build": made[0]["build"]}


def _alerts(order: Said, settings: Settings) -> dict[str, Any]:
    """Looks at the rules of alerts, keeps and sends what is new."""
    del order
    from pipeline.alerts.raising import run_alerts

    run = run_alerts(settings.workspace, settings=settings, now=dt.datetime.now(tz=dt.UTC))
    unsent = sorted({f"{attempt.target}: {attempt.problem}" for attempt in run.attempts if attempt.problem})
    sentences = [{"severity": a.severity, "sentence": {"en": a.sentence.en, "zh": a.sentence.zh}} for a in run.raised]
    return {"raised": sentences, "rules": len(run.outcomes), "unsent": unsent}


_WORK: Final[Mapping[str, Callable[[Said, Settings], dict[str, Any]]]] = {
    "update": _update,
    "rebuild": _rebuild,
    "report": _report,
    "alerts": _alerts,
}


if __name__ == "__main__":
    sys.exit(main())
