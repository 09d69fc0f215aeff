"""Writes the page: sentences from the templates of `prompts/page_customer.*.toml`, cells that open their source."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.formatting import unit_of_cell
from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.markdown import escape
from ui.panels import figure_html
from ui.sources import Result, column_of


@dataclass(frozen=True)
class Pen:
    """Words and figures of one customer's page in one language.

    Attributes:
        cells: Writes cells.
        language: Of all texts.
        customer_id: Whom the figures are of; empty while nobody is found.
        reported: Whether the visitor may have a report on the customer.
    """

    cells: CellTexts
    language: Language
    customer_id: str = ""
    reported: bool = False

    @property
    def texts(self) -> Mapping[str, str]:
        """The page's texts."""
        return load_texts("page_customer", self.language)

    def said(self, key: str, **values: str) -> str:
        """A text as HTML.

        Args:
            key: Key of the text.
            values: Finished HTML for its places.
        """
        return escape(self.texts[key]).format(**values)

    def figure(self, result: Result, column: str, *, row: int = 0) -> str:
        """A cell as a figure that opens its source."""
        entity = self.texts["card.title"].format(id=self.customer_id)
        return figure_html(result, column, row=row, entity=entity, cells=self.cells, language=self.language)

    def plain(self, result: Result, column: str, *, row: int = 0) -> str:
        """A cell as plain text, not escaped."""
        described = column_of(result, column)
        if described is None:
            raise KeyError(column)
        own = {**described, "unit": unit_of_cell(result["rows"][row], described["unit"])}
        value = result["rows"][row].get(column)
        return self.cells.text(value, own, currency=result["currency"], language=self.language)

    def label(self, result: Result, column: str) -> str:
        """What a column is called."""
        described = column_of(result, column)
        return "" if described is None else str(described["label"][self.language])


def has(result: Result | None, column: str, *, row: int = 0) -> bool:
    """Whether the result has a value there."""
    return result is not None and row < len(result["rows"]) and result["rows"][row].get(column) is not None
