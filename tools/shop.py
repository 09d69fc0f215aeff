"""One build, opened for questions: its tables, dictionary, words, network and review collection."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from config.errors import ToolInputError
from config.settings import Settings
from config.text import Text
from data.metrics import MetricDictionary
from data.query_tables import QueryTables
from data.reasons import grouped
from tools.lexicon import Lexicon, read_lexicon
from tools.shop_words import dictionary_for
from tools.stored_reviews import StoredReviews

if TYPE_CHECKING:
    from data.builds import Build, Manifest
    from data.opinions import Opinions
    from data.portfolio_moves import Moves
    from data.reviews import ReviewCollection
    from models.attribution import Explanation
    from models.embedder import Embedder
    from models.linear_network import LinearNetwork
    from models.network import ValueNetwork

_Opened = TypeVar("_Opened")

_EPOCH = dt.date(1970, 1, 1)
# As in pipeline.history: a year, and the half year before it without which its season says nothing.
_SEASON_HISTORY_DAYS = 365 + 180
_EXPLANATIONS = 64
_NO_REVIEWS = Text("this shop has no reviews to search", "本店没有可搜索的评价")
# In the order of models.network.Prediction: value, orders, p_active, lo, hi.
PREDICTIONS = ("predicted_value_minor", "predicted_orders", "p_active", "predicted_lo_minor", "predicted_hi_minor")


@dataclass(frozen=True)
class Explained:
    """A customer's prediction in parts, and what is typical.

    Attributes:
        parts: The parts.
        typical: The typical customer's figure of each feature.
    """

    parts: "Explanation"
    typical: Mapping[str, float]


class Shop:
    """A build's tables in memory; its network, review collection and embedder are opened when first asked for.

    Attributes:
        build: The build that is asked.
        settings: Settings of this run.
        tables: Customers, order lines and reviews, as queries read them.
        dictionary: Metrics and attributes that this build can answer, with the company's own words.
        lexicon: The data's own values and ids.
    """

    def __init__(
        self, build: "Build", settings: Settings, *, tables: QueryTables, dictionary: MetricDictionary
    ) -> None:
        self.build = build
        self.settings = settings
        self.tables = tables
        self.dictionary = dictionary
        self.lexicon: Lexicon = read_lexicon(tables, dictionary)
        self._opening = RLock()
        self._opened: dict[str, Any] = {}
        self._worded: dict[str, Any] = {}
        # What explains a value is asked twice: for the reasons, and for the reviews that bear on them.
        self.explanation = lru_cache(maxsize=_EXPLANATIONS)(self._explanation)

    @staticmethod
    def open(build: "Build", settings: Settings) -> "Shop":
        """The build's tables and words.

        Raises:
            DataFileError: The workspace's kezhi.toml cannot be used.
        """
        manifest = build.manifest
        tables = QueryTables.create(
            build.customers(),
            build.transactions(),
            reviews=build.reviews(),
            as_of_day=(manifest.as_of - _EPOCH).days,
            first_day=(manifest.first_day - _EPOCH).days,
        )
        return Shop(build, settings, tables=tables, dictionary=dictionary_for(build, tables))

    def reworded(self, text: str | None = None) -> "Shop":
        """The same build in the company's words as they are now; what was opened stays open and is shared.

        Args:
            text: Of a company's file that is to be tried; without one the workspace's own is read.

        Raises:
            InputError: The words cannot be used.
        """
        dictionary = dictionary_for(self.build, self.tables, text=text)
        again = Shop(self.build, self.settings, tables=self.tables, dictionary=dictionary)
        again._opening, again._opened, again.explanation = self._opening, self._opened, self.explanation
        return again

    def reopened(self, build: "Build") -> "Shop":
        """Another build of the same shop; the sentence transformer, half a gigabyte, is shared where it is the same.

        Raises:
            InputError: The build cannot be read, or the company's words cannot be used.
        """
        again = Shop.open(build, self.settings)
        if "embedder" in self._opened and build.manifest.embedder == self.manifest.embedder:
            again._opened["embedder"] = self._opened["embedder"]
        return again

    @property
    def workspace(self) -> Path:
        """The folder that holds the builds, the company's words, conversations and the audit log."""
        return self.build.path.parent.parent

    @property
    def manifest(self) -> "Manifest":
        """What the build was made from."""
        return self.build.manifest

    @property
    def customers(self) -> pd.DataFrame:
        """One row a customer: identity, features, predictions."""
        return self.tables.customers

    @cached_property
    def customer_names(self) -> frozenset[str]:
        """Every customer's name, in small letters."""
        names = self.customers["name"].dropna() if "name" in self.customers else ()
        return frozenset(str(name).casefold() for name in names)

    @property
    def transactions(self) -> pd.DataFrame:
        """One row an order line."""
        return self.tables.orders

    @cached_property
    def reviews(self) -> pd.DataFrame | None:
        """One row a review with its text, or None."""
        return self.build.reviews()

    @cached_property
    def stored_reviews(self) -> StoredReviews:
        """The reviews by their ids and places.

        Raises:
            ToolInputError: The build has no reviews.
        """
        if self.reviews is None:
            raise ToolInputError(_NO_REVIEWS)
        return StoredReviews(self.reviews, lambda: self.collection)

    @cached_property
    def opinions(self) -> "Opinions | None":
        """What the sentences of the reviews say; None where there are none, and in old builds."""
        return self.build.opinions()

    @property
    def currency(self) -> str:
        """ISO code of every amount."""
        return self.manifest.currency

    @property
    def horizon_days(self) -> int:
        """Days that the stored predictions look ahead."""
        return self.manifest.horizon_days

    @property
    def longest_days(self) -> int:
        """Longest horizon that the history supports: half of it, and at least the build's own."""
        return max(self.horizon_days, self._history_days // 2)

    @property
    def season_seen(self) -> bool:
        """Whether half a year was known a year ago already, so that the coming season has been seen once."""
        return self._history_days >= _SEASON_HISTORY_DAYS

    @property
    def _history_days(self) -> int:
        return (self.manifest.as_of - self.manifest.first_day).days + 1

    @property
    def network(self) -> "ValueNetwork | LinearNetwork":
        """The value network of this build, or its linear formula."""

        def load() -> "ValueNetwork | LinearNetwork":
            from models.devices import use_threads
            from models.value_model import load_value_model

            use_threads(self.settings.threads)
            return load_value_model(self.build.network_path)

        return self.once("network", load)

    def predictions(self, horizon_days: int) -> pd.DataFrame:
        """Every customer's prediction for the days after the as-of date, sorted by customer, money in minor units.

        At the build's own horizon these are the stored ones; at any other the network is asked anew.
        """
        if horizon_days == self.horizon_days:
            return self.customers[["customer_id", *PREDICTIONS]]
        features = self.customers[list(self.network.features)].to_numpy(dtype=np.float64)
        said = self.network.predict(features, horizon_days=horizon_days)
        values = (said.value, said.orders, said.p_active, said.lo, said.hi)
        return pd.DataFrame(
            {"customer_id": self.customers["customer_id"], **dict(zip(PREDICTIONS, values, strict=True))}
        )

    def _explanation(self, position: int, horizon_days: int) -> "Explained":
        """Why the network expects of the customer in that row of the table what it expects."""
        from models.attribution import explain
        from models.cases import Cases

        cases = Cases.of(self.network, self.customers, [position])
        found = explain(cases, horizon_days=horizon_days, together=grouped(cases.names).place)
        return Explained(found, dict(zip(found.features, cases.typical_figures.tolist(), strict=True)))

    @property
    def moves(self) -> "Moves | None":
        """What was known of each customer in the build before; None where there is none to compare with."""

        def load() -> "Moves | None":
            from data.portfolio_moves import earlier_build, moves_since

            earlier = earlier_build(self.build)
            return None if earlier is None else moves_since(earlier, self.customers)

        return self.once("moves", load)

    @property
    def embedder(self) -> "Embedder":
        """The sentence transformer that embedded the reviews."""

        def load() -> "Embedder":
            from models.embedder import load_embedder

            told = self.manifest.embedder
            return load_embedder(self.settings, made_by=told.id if told else "")

        return self.once("embedder", load)

    @property
    def collection(self) -> "ReviewCollection":
        """The searchable reviews.

        Raises:
            ToolInputError: The build has no reviews.
            WorkspaceError: Another embedder made them.
        """
        embedder = self.manifest.embedder
        if embedder is None:
            raise ToolInputError(_NO_REVIEWS)

        def open_collection() -> "ReviewCollection":
            from data.reviews import ReviewCollection
            from models.devices import use_threads

            use_threads(self.settings.threads)
            return ReviewCollection.open(self.build.chroma_path, expected_embedder=asdict(embedder))

        return self.once("collection", open_collection)

    @property
    def drift(self) -> dict[str, Any] | None:
        """How far the shop has moved since the build this one is compared with (`tools.drift`); None without one."""

        def measure() -> dict[str, Any] | None:
            from data.workspace import Workspace
            from tools.drift import drift_of

            return drift_of(Workspace(self.workspace), build=self.build)

        return self.once("drift", measure)

    def prepare(self) -> None:
        """Opens what the first question would wait for: network, explanations, review collection and embedder.

        Raises:
            KezhiError: Part of it cannot be opened; a question that needs it says so, too.
        """
        if len(self.customers):
            self.explanation(0, self.horizon_days)
        if self.manifest.embedder is not None:
            _ = self.collection
            self.embedder.embed_queries(["good", "好"])  # what ordinary queries share is computed once

    def once(self, name: str, load: Callable[[], _Opened], *, by_words: bool = False) -> _Opened:
        """What `load` gives, loaded by the first of several threads that ask: tools run side by side.

        Args:
            name: Of what is loaded.
            load: Loads it.
            by_words: Whether it depends on the company's words, and is loaded anew once they have changed.
        """
        held = self._worded if by_words else self._opened
        with self._opening:
            if name not in held:
                held[name] = load()
            opened: _Opened = held[name]
            return opened
