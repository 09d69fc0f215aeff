from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import check_grad

from config.errors import InputError
from models import gamma_gamma
from models.gamma_gamma import GammaGamma, fit_gamma_gamma

# Found, not imported: importing lifetimes changes pandas options for everybody.
DATASETS = Path(find_spec("lifetimes").origin).parent / "datasets"


@pytest.fixture(scope="module")
def cdnow():
    """Repeat purchases and their average until the end of September 1997, of who made any."""
    names = ["master_id", "customer", "date", "discs", "amount"]
    lines = pd.read_csv(DATASETS / "CDNOW_sample.txt", sep=r"\s+", header=None, names=names)
    days = lines[lines["date"] <= 19970930].groupby(["customer", "date"], as_index=False)["amount"].sum()
    repeat = days[days["date"] > days.groupby("customer")["date"].transform("min")]
    found = repeat.groupby("customer")["amount"].agg(["count", "mean"])
    return found["count"].to_numpy(), found["mean"].to_numpy()


def test_the_cdnow_sample_gives_the_published_parameters(cdnow):
    assert len(cdnow[0]) == 946
    fitted = fit_gamma_gamma(*cdnow)
    assert (round(fitted.p, 2), round(fitted.q, 2), round(fitted.v, 2)) == (6.25, 3.74, 15.44)


def test_the_unit_of_money_changes_only_v(cdnow):
    pounds, pence = fit_gamma_gamma(*cdnow), fit_gamma_gamma(cdnow[0], cdnow[1] * 100)
    assert (pence.p, pence.q, pence.v / 100) == pytest.approx((pounds.p, pounds.q, pounds.v), rel=1e-6)


def test_one_purchase_of_100_is_pulled_towards_the_mean_of_all():
    # p (v + n m) / (p n + q - 1) by hand: 4 (10 + 100) / (4 + 3)
    model = GammaGamma(p=4.0, q=4.0, v=10.0)
    assert model.expected_value([1], [100.0])[0] == pytest.approx(440 / 7)


def test_without_a_purchase_of_positive_worth_it_is_the_mean_of_all():
    assert GammaGamma(p=4.0, q=3.0, v=10.0).expected_value([0, 2], [0.0, -5.0]).tolist() == [20.0, 20.0]


def test_the_gradient_is_that_of_the_likelihood():
    n, m = np.array([1.0, 2.0, 7.0]), np.array([0.5, 1.5, 1.1])
    arguments = (n, m, np.array([2.0, 1.0, 3.0]), n, np.arange(3), 0.5)
    at = np.log([3.0, 2.0, 0.7])
    slope = check_grad(lambda p: gamma_gamma._loss(p, *arguments)[0], lambda p: gamma_gamma._loss(p, *arguments)[1], at)
    assert slope < 1e-6


def test_a_shop_with_one_purchase_gets_about_its_worth_and_says_that_a_prior_took_part():
    fitted = fit_gamma_gamma([1], [50.0])
    assert fitted.regularised
    assert 25 < fitted.expected_value([1], [50.0])[0] < 100


def test_equal_prices_everywhere_give_that_price():
    assert fit_gamma_gamma(np.ones(500), np.full(500, 20.0)).expected_value([1], [20.0])[0] == pytest.approx(
        20, rel=0.01
    )


def test_no_purchase_at_all_is_refused():
    with pytest.raises(InputError, match="positive amount"):
        fit_gamma_gamma([1, 2], [0.0, -3.0])
