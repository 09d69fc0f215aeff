"""What a full build and an update write alike: the shop's tables, what was left out of them, and the network."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.appending import AppendedShop
from data.builds import CUSTOMERS, EVALUATION, EVENTS, QUALITY, REVIEWS, TRANSACTIONS, UNDONE
from data.cleaning import CleanShop
from data.customer_profile import with_attributes
from data.files import write_json, write_parquet

if TYPE_CHECKING:
    from models.value_model import ValueModel


def write_shop(
    draft: Path,
    shop: CleanShop | AppendedShop,
    customers: pd.DataFrame,
    network: "ValueModel",
    *,
    evaluation: Mapping[str, Any],
) -> None:
    """Writes a shop into the folder of a build.

    Args:
        draft: The folder.
        shop: The tables as they were cleaned.
        customers: One row a customer: profile, features, predictions.
        network: What predicted them.
        evaluation: Of that network, or of the one that it was fitted further from.
    """
    write_parquet(shop.transactions, draft / TRANSACTIONS)
    write_parquet(shop.undone, draft / UNDONE)
    write_parquet(with_attributes(customers, shop.customers), draft / CUSTOMERS)
    for frame, name in ((shop.reviews, REVIEWS), (shop.events, EVENTS)):
        if frame is not None:
            write_parquet(frame, draft / name)
    write_json(shop.quality.to_json(), draft / QUALITY)
    write_json(evaluation, draft / EVALUATION)
    network.save(draft / "network")
