import pytest

from tests.walls.attacks import planted_people
from tests.walls.shops import Plan, make_shop


@pytest.fixture(scope="package")
def harmless_shop(tmp_path_factory):
    """A shop with nothing planted in it."""
    return make_shop(tmp_path_factory.mktemp("harmless"), Plan())


@pytest.fixture(scope="package")
def peopled_shop(tmp_path_factory):
    """A shop with made-up people in it, whom its reviews speak of."""
    return make_shop(tmp_path_factory.mktemp("peopled"), planted_people(24, seed=1, products=False))
