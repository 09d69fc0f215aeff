"""One shop, trained on once for all tests that read what came of it."""

import pandas as pd
import pytest

from pipeline.training import TrainedShop, train_build
from tests.pipeline.small_shop import FIRST_DAY, small_shop


@pytest.fixture(scope="session")
def lines() -> pd.DataFrame:
    """The lines of 900 customers in 400 days."""
    return small_shop(900)


@pytest.fixture(scope="session")
def trained(lines: pd.DataFrame) -> TrainedShop:
    """What a build keeps of a training on them; it predicts 90 days."""
    return train_build(lines, as_of_day=FIRST_DAY + 399, first_day=FIRST_DAY, seed=7)


@pytest.fixture(scope="session")
def untrained() -> TrainedShop:
    """The same of a shop of 40 customers, too few to learn from."""
    return train_build(small_shop(40, seed=2), as_of_day=FIRST_DAY + 399, first_day=FIRST_DAY, seed=7)
