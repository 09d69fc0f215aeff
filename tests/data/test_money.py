"""Money is exact: conversion, products and splits equal decimal arithmetic."""

import random
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from data.money import allocate, currencies_in, currency_code, minor_digits, products_to_minor, to_minor


def in_decimal(quantity: float, price: float, digits: int) -> int:
    exact = Decimal(repr(quantity)) * Decimal(repr(price)) * 10**digits
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize("digits", [0, 2, 3])
def test_products_of_decimals_equal_decimal_arithmetic(digits):
    rng = random.Random(1)
    quantities = [
        rng.choice([rng.randint(-99, 99), rng.randint(0, 999) / 8, rng.randint(0, 9999) / 1000]) for _ in range(20_000)
    ]
    prices = [rng.randint(0, 10**6) / rng.choice([1, 10, 100, 1000, 10_000]) for _ in quantities]
    got = products_to_minor(np.array(quantities, float), np.array(prices, float), digits)
    assert got.tolist() == [in_decimal(float(q), float(p), digits) for q, p in zip(quantities, prices, strict=True)]


def test_halves_are_rounded_away_from_zero_although_floats_lie_below_them():
    assert to_minor(np.array([1.005, 2.675, -1.005, 0.285, 1.115]), 2).tolist() == [101, 268, -101, 29, 112]


def test_amounts_of_billions_keep_their_cents():
    assert to_minor(np.array([9_876_543_210.99, 12_345_678_901.23]), 2).tolist() == [987_654_321_099, 1_234_567_890_123]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e14])
def test_what_cannot_be_an_amount_is_refused(bad):
    with pytest.raises(ValueError, match="not finite"):
        to_minor(np.array([bad]), 2)


def test_shares_add_up_to_the_total_of_every_group():
    rng = np.random.default_rng(3)
    groups = rng.integers(0, 50, 1000)
    weights = rng.integers(0, 5000, 1000)
    totals = rng.integers(-10_000, 100_000, 50)
    shares = allocate(totals, groups, weights)
    present = np.unique(groups)
    assert np.bincount(groups, weights=shares, minlength=50)[present].astype(int).tolist() == totals[present].tolist()


def test_no_share_is_more_than_a_cent_off_its_proportion():
    shares = allocate(np.array([1000]), np.zeros(3, dtype=np.int64), np.array([100, 200, 400]))
    assert np.abs(shares - np.array([100, 200, 400]) / 700 * 1000).max() < 1


def test_yen_have_no_minor_unit_and_dinars_have_three_digits():
    assert (minor_digits("JPY"), minor_digits("BHD"), minor_digits("CNY"), minor_digits("XXX")) == (0, 3, 2, 2)


def test_a_dollar_sign_alone_names_no_currency():
    assert currency_code("$") is None
    assert currencies_in(pd.Series(["$5", "5"])) == {}
    assert currencies_in(pd.Series(["5 €", "US$ 3"], index=[2, 3])) == {"EUR": 2, "USD": 3}
