"""The shop as it is asked now, for what is made once and shown for long: the top line, the texts of reviews."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from data.metrics import MetricDictionary

if TYPE_CHECKING:
    import pandas as pd

    from tools.shop import Shop


class Asked(Protocol):
    """What is needed of agent.analyst.Analyst."""

    @property
    def shop(self) -> "Shop":
        """The shop as it is asked now."""


class PresentFacts:
    """What is known of the build that is asked now (`ui.header.ShopFacts`)."""

    def __init__(self, analyst: Asked) -> None:
        """Looks at the analyst's shop each time."""
        self._analyst = analyst

    @property
    def shop_name(self) -> str:
        """What to call the shop."""
        return self._analyst.shop.manifest.shop_name

    @property
    def simulated(self) -> bool:
        """Whether the data are made up."""
        return self._analyst.shop.manifest.simulated

    @property
    def as_of(self) -> dt.date:
        """Last day that the build knows of."""
        return self._analyst.shop.manifest.as_of

    @property
    def currency(self) -> str:
        """ISO code."""
        return self._analyst.shop.manifest.currency

    @property
    def horizon_days(self) -> int:
        """Days ahead that the predictions cover."""
        return self._analyst.shop.manifest.horizon_days

    @property
    def rows(self) -> Mapping[str, int]:
        """Rows by table."""
        return self._analyst.shop.manifest.rows


class PresentShop:
    """The shop that the analyst asks now (`ui.chat.needs.Shop`)."""

    def __init__(self, analyst: Asked) -> None:
        """Looks at the analyst's shop each time."""
        self._analyst = analyst
        self.manifest = PresentFacts(analyst)

    @property
    def dictionary(self) -> MetricDictionary:
        """What the values in the data are called."""
        return self._analyst.shop.dictionary

    @property
    def reviews(self) -> "pd.DataFrame | None":
        """The reviews with their texts."""
        return self._analyst.shop.reviews
