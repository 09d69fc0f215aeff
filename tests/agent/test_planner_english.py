"""English wordings that were asked back or read wrongly: shorthand, codes, "nothing", what a whole sentence says."""

import pytest

from agent.planner.planner import Planner
from agent.planner.shorthand import written_out
from tests.agent.planner_shop import planner_facts


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop."""
    return Planner(planner_facts())
