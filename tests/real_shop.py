"""A build of real data with an analyst on it, and the files of the build for sums that share no code with the tools."""

from pathlib import Path

import pandas as pd
import pytest

from agent.analyst import Analyst
from agent.answers import Answer
from config.settings import Settings
from pipeline.build import BuildRequest, build_shop
from tools.shop import Shop

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
EPOCH = pd.Timestamp("1970-01-01")
# Marks of a module of tests on real data.
real_data = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real data sets are not beside this repository"),
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


class Asked:
    """A build with an analyst on it, and its parquet files for independent sums."""

    def __init__(self, request: BuildRequest, folder: Path) -> None:
        settings = Settings(workspace=folder, model="offline")
        self.build = build = build_shop(request, settings, quiet=True)
        self.analyst = Analyst(Shop.open(build, settings), settings, folder=settings.workspace)
        self.lines = pd.read_parquet(build.path / "transactions.parquet")
        self.customers = pd.read_parquet(build.path / "customers.parquet").set_index("customer_id")
        self.as_of = (pd.Timestamp(build.manifest.as_of) - EPOCH).days
        self._count = 0

    def ask(self, question: str) -> Answer:
        self._count += 1
        answer = self.analyst.answer(question, thread_id=f"test-{self._count}")
        assert answer.verified, (question, answer.unverified)
        return answer


def answered(answer: Answer) -> list[dict]:
    assert answer.status == "answered", (answer.question, answer.markdown)
    return answer.to_json()["tools"]


def rows_of(answer: Answer, tool: str) -> list[dict]:
    return next(t["rows"] for t in answered(answer) if t["name"] == tool)
