"""A customer taken out of the kept reports: those that tell of him go as a whole, and can be made again without him."""

import shutil
from pathlib import Path

from agent.reports.shelf import Shelf
from agent.traces import Traces


def told_reports(workspace: Path, traces: Traces) -> list[Path]:
    """Folders of reports that tell of him, and of those that cannot be read."""
    return [place for place, said in Shelf(workspace).contents() if said is None or traces.in_value(said)]


def forget_reports(workspace: Path, traces: Traces) -> int:
    """Deletes every report that tells of him, of whomever it is; how many there were."""
    told = told_reports(workspace, traces)
    for place in told:
        shutil.rmtree(place)
    return len(told)
