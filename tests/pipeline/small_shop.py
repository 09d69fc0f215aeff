"""A seeded shop small enough for a test: customers who buy at a rhythm of their own until they leave for good."""

import numpy as np
import pandas as pd

FIRST_DAY = 15_000


def small_shop(customers: int = 700, days: int = 400, seed: int = 4, *, mean_gap_days: float = 40.0) -> pd.DataFrame:
    """Lines as in transactions.parquet, only the minimum columns; days FIRST_DAY .. FIRST_DAY + days - 1."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        day = int(rng.integers(0, days - 30))
        leaves = day + rng.exponential(250)
        gap, price = mean_gap_days * rng.gamma(1.5, 1 / 1.5) + 3, 3000 * np.exp(0.5 * rng.standard_normal())
        while day < min(days, leaves):
            rows.append((f"C{number:05d}", FIRST_DAY + day, round(price * np.exp(0.3 * rng.standard_normal()))))
            # A rhythm (gamma 4), which BG/NBD does not know of: there is something for the network to learn.
            day += 1 + int(gap * rng.gamma(4, 1 / 4))
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "amount_minor"])
    frame["order_id"] = [f"o{number}" for number in range(len(frame))]
    frame["is_return"] = False
    frame = frame.astype({"day": "int32", "amount_minor": "int64"})
    return frame.sort_values(["day", "customer_id", "order_id"], kind="stable", ignore_index=True)
