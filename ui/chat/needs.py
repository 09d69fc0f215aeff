"""What the chat page needs of the rooms below."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from agent.answers import Event, QuotePart
from agent.history import History
from config.settings import Role
from config.text import Language
from data.metrics import MetricDictionary
from ui.frame import Views
from ui.header import ShopFacts

if TYPE_CHECKING:
    import pandas as pd


class Analyst(Views, Protocol):
    """What the chat needs of agent.analyst.Analyst, beside what all pages do."""

    @property
    def history(self) -> History:
        """Everybody's conversations."""

    def ask(
        self, question: str, *, thread_id: str, role: Role, user: str, asked: str, replaces: str
    ) -> Iterator[Event]:
        """Events of one answer."""

    def delete(self, thread_id: str, *, role: Role, user: str) -> None:
        """Forgets a conversation."""

    def review(self, thread_id: str, asked: str, review_id: str, *, role: Role, user: str) -> tuple[QuotePart, str]:
        """A quote of a kept answer, and its whole review."""

    def suggested_questions(self, role: Role, language: Language) -> tuple[str, ...]:
        """Questions that fit the data and the role."""


class Shop(Protocol):
    """What the page needs of tools.shop.Shop."""

    @property
    def manifest(self) -> ShopFacts:
        """What is known of the build."""

    @property
    def dictionary(self) -> MetricDictionary:
        """What the values in the data are called."""

    @property
    def reviews(self) -> "pd.DataFrame | None":
        """The reviews with their texts."""
