"""Cancellations: a return that undoes an earlier sale of the same customer, product, price and quantity."""

import numpy as np
import pandas as pd

from data.numbers import Mask


def cancelled_lines(lines: pd.DataFrame) -> Mask:
    """Which lines are a sale or the return that undoes it.

    A return undoes the latest sale that is not undone yet, no later than itself, with the opposite amount and, where
    the data has them, the same product, unit price and opposite quantity. A return of part of a sale undoes nothing.

    Args:
        lines: customer_id, day, amount_minor, is_return, and product_id, unit_price_minor, quantity, timestamp where
            known.

    >>> frame = pd.DataFrame({"customer_id": ["a", "a", "b"], "day": [1, 2, 1], "amount_minor": [500, -500, 500]})
    >>> cancelled_lines(frame.assign(is_return=frame["amount_minor"] < 0)).tolist()
    [True, True, False]
    """
    gone = np.zeros(len(lines), dtype=bool)
    returned = lines["is_return"].to_numpy(dtype=bool) & (lines["amount_minor"].to_numpy() < 0)
    if not returned.any():
        return gone
    keys = pd.DataFrame({"customer": lines["customer_id"], "amount": lines["amount_minor"].abs()})
    if "product_id" in lines:
        keys["product"] = lines["product_id"].fillna("")
    for column in ("unit_price_minor", "quantity"):
        if column in lines:
            keys[column] = lines[column].abs().fillna(-1.0)
    group = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    # Only groups with both sides can hold a pair: a few in a hundred of all lines.
    sold = ~lines["is_return"].to_numpy(dtype=bool)
    both = np.isin(group, group[returned]) & np.isin(group, group[sold]) & (returned | sold)
    candidates = np.flatnonzero(both)
    time = lines["timestamp" if "timestamp" in lines else "day"].to_numpy()
    order = np.lexsort((candidates, returned[candidates], time[candidates], group[candidates]))
    open_sales: list[int] = []
    last_group = -1
    for position in candidates[order].tolist():
        if group[position] != last_group:
            open_sales, last_group = [], int(group[position])
        if not returned[position]:
            open_sales.append(position)
        elif open_sales:
            gone[[open_sales.pop(), position]] = True
    return gone
