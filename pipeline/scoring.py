"""Every customer's prediction as a CSV file, for any horizon."""

import sys
from pathlib import Path

import pandas as pd

from config.settings import Settings
from data.workspace import Workspace
from tools.shop import Shop


def write_predictions(settings: Settings, *, horizon_days: int | None, out: Path | None) -> int:
    """Write `customer_id,predicted_value,predicted_orders,lo,hi,p_active` for all customers; how many.

    Money is in currency units; `lo` and `hi` bound the central 80 % interval.

    Raises:
        WorkspaceError: There is no build.
    """
    shop = Shop.open(Workspace(settings.workspace).current(), settings)
    table = prediction_table(shop, horizon_days=horizon_days)
    table.to_csv(out or sys.stdout, index=False)
    return len(table)


def prediction_table(shop: Shop, *, horizon_days: int | None) -> pd.DataFrame:
    """One row a customer, sorted by customer id."""
    digits = shop.manifest.minor_digits
    predicted = shop.predictions(horizon_days or shop.manifest.horizon_days)
    money = {"predicted_value": "predicted_value_minor", "lo": "predicted_lo_minor", "hi": "predicted_hi_minor"}
    frame = pd.DataFrame({"customer_id": predicted["customer_id"]})
    frame["predicted_value"] = (predicted[money["predicted_value"]] / 10**digits).round(digits)
    frame["predicted_orders"] = predicted["predicted_orders"].round(4)
    frame["lo"] = (predicted[money["lo"]] / 10**digits).round(digits)
    frame["hi"] = (predicted[money["hi"]] / 10**digits).round(digits)
    frame["p_active"] = predicted["p_active"].round(4)
    return frame
