import numpy as np
import pytest

from models.examples import Examples
from models.network import ValueNetwork
from models.training import TrainingPlan, fit_network
from tests.models.invented_shop import KINDS, NAMES, REFERENCE_DAYS, invented_shop

QUICK = TrainingPlan(steps=120, batch=256, learning_rate=4e-3, hidden=(12, 6), members=2)


@pytest.fixture(scope="session")
def examples() -> Examples:
    return invented_shop()


@pytest.fixture(scope="session")
def customers(examples: Examples) -> np.ndarray:
    """Raw features of the latest cut-off."""
    return examples.features[examples.cutoff == 0]


@pytest.fixture(scope="session")
def fit(examples: Examples, customers: np.ndarray):
    """Fits a small network; seed and plan may be given."""

    def fit(*, seed: int = 7, plan: TrainingPlan = QUICK, learn_from: Examples = examples) -> ValueNetwork:
        return fit_network(
            learn_from,
            NAMES,
            kinds=KINDS,
            scoring=customers,
            reference_days=REFERENCE_DAYS,
            orders_feature=NAMES[0],
            price_feature=NAMES[1],
            seed=seed,
            plan=plan,
        )

    return fit


@pytest.fixture(scope="session")
def network(fit) -> ValueNetwork:
    return fit()
