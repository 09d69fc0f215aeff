"""Keeps book while a table is cleaned: which rows are still in, and which rule took which out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from config.text import Text
from data.dates import DayOrder
from data.money import Ints
from data.numbers import Mask
from data.quality import EXAMPLES, Effect, Example, Rule, TableQuality
from data.quality_rules import RULES


class TableLog:
    """The book of one table; each row is taken out by one rule at most, so that the counts add up."""

    def __init__(self, table: str, frame: pd.DataFrame, *, shown: Sequence[str]) -> None:
        """Opens the book.

        Args:
            table: Name of the table.
            frame: The raw rows; the index is the row in the file.
            shown: Columns that examples show; nothing personal.
        """
        self.alive: Mask = np.ones(len(frame), dtype=bool)
        self.amounts: Ints = np.zeros(len(frame), dtype=np.int64)
        self._table, self._frame = table, frame
        self._shown = [column for column in shown if column in frame]
        self._rules: list[Rule] = []
        self._notes: list[Text] = []
        self._added = 0
        self.day_order: DayOrder | None = None

    def drop(self, code: str, rows: Mask) -> None:
        """Take those rows out, as far as they are still in."""
        gone = rows & self.alive
        self.alive &= ~gone
        self._record(code, "dropped", gone)

    def change(self, code: str, rows: Mask) -> None:
        """Note that those rows, as far as they are still in, were repaired or are remarkable."""
        self._record(code, "changed", rows & self.alive)

    def add(self, code: str, rows: Mask) -> None:
        """Note that those rows are not in the file but were made from it."""
        self._added += int(rows.sum())
        self._record(code, "added", rows)

    def note(self, en: str, zh: str) -> None:
        """Add a remark about the table."""
        self._notes.append(Text(en, zh))

    def finish(self) -> TableQuality:
        """The book, closed."""
        return TableQuality(
            self._table,
            len(self._frame) - self._added,
            int(self.alive.sum()),
            tuple(self._rules),
            tuple(self._notes),
            self.day_order,
        )

    def _record(self, code: str, effect: Effect, rows: Mask) -> None:
        count = int(rows.sum())
        if not count:
            return
        amounts = self.amounts[rows]
        first = np.flatnonzero(rows)[:EXAMPLES]
        examples = tuple(self._example(int(position)) for position in first)
        net, gross = int(amounts.sum()), int(np.abs(amounts).sum())
        self._rules.append(Rule(code, RULES[code], effect, count, net, gross, examples))

    def _example(self, position: int) -> Example:
        row = self._frame.iloc[position]
        values = {column: None if pd.isna(row[column]) else str(row[column]) for column in self._shown}
        # A row that was made from another bears its number with a minus.
        return {"row": abs(int(str(self._frame.index[position]))), **values}
