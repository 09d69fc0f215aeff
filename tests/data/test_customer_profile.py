"""What the order lines say of each customer."""

import pandas as pd

from data.customer_profile import with_profile


def lines(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"amount_minor": [100] * len(next(iter(columns.values()))), **columns})


def test_the_country_is_that_of_the_latest_order_that_names_one() -> None:
    orders = lines(customer_id=["a", "a", "a"], country=["France", "Spain", None])
    made = with_profile(pd.DataFrame({"customer_id": ["a"]}), orders)
    assert made["country"].tolist() == ["Spain"]


def test_a_favourite_is_what_most_was_spent_on_after_returns() -> None:
    orders = pd.DataFrame(
        {
            "customer_id": ["a", "a", "a", "b", "b"],
            "product_name": ["Lamp", "Lamp", "Mug", "Mug", "Candle"],
            "amount_minor": [900, -700, 300, 50, 50],
        }
    )
    made = with_profile(pd.DataFrame({"customer_id": ["a", "b"]}), orders)
    # b spent as much on both: the first by name.
    assert made["favourite_product"].tolist() == ["Mug", "Candle"]


def test_what_the_customers_file_says_is_kept() -> None:
    known = pd.DataFrame({"customer_id": ["a"], "country": ["Italy"]})
    made = with_profile(known, lines(customer_id=["a"], country=["Spain"]))
    assert made["country"].tolist() == ["Italy"]


def test_nothing_is_made_up_where_the_orders_are_silent() -> None:
    made = with_profile(pd.DataFrame({"customer_id": ["a"]}), lines(customer_id=["a"]))
    assert list(made.columns) == ["customer_id"]
