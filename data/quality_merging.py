"""The quality report of a build that was added to: what was left out of all its files together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from config.text import Text
from data.appending_lines import Moved
from data.cleaning_transactions import emptied_note
from data.quality import EXAMPLES, Rule, TableQuality
from data.quality_rules import RULES

_NUMBER = re.compile(r"[\d,.]+")
_NOTHING = Rule("", RULES["known"], "dropped", 0)


def merged_book(old: TableQuality | None, new: TableQuality, moved: Mapping[str, Moved] | None = None) -> TableQuality:
    """Two books of one table as one.

    Args:
        old: Of the files before; None where there were none.
        new: Of the file that was added.
        moved: Rule that leaves out to the change of its count of older rows.
    """
    if old is None:
        return new
    moves = {code: move for code, move in (moved or {}).items() if move.rows}
    effects = {rule.code: rule.effect for rule in (*old.rules, *new.rules)}
    rules = []
    for code in dict.fromkeys((*effects, *moves)):
        before, after = (_rule(book, code) for book in (old, new))
        move = moves.get(code, Moved(0, 0, 0))
        rule = Rule(
            code,
            RULES[code],
            effects.get(code, "dropped"),
            before.rows + after.rows + move.rows,
            before.money_minor + after.money_minor + move.money_minor,
            before.gross_minor + after.gross_minor + move.gross_minor,
            (*before.examples, *after.examples)[:EXAMPLES],
        )
        rules += [rule] if rule.rows else []
    left = sum(move.rows for move in moves.values())
    kept = old.rows_kept + new.rows_kept - left
    return TableQuality(
        old.table,
        old.rows_in + new.rows_in,
        kept,
        tuple(rules),
        notes_of(old.notes, new.notes),
        old.day_order or new.day_order,
    )


def without_known(book: TableQuality, known: int) -> TableQuality:
    """The book of a file of which some rows turned out to be known."""
    if not known:
        return book
    rule = Rule("known", RULES["known"], "dropped", known)
    return replace(book, rows_kept=book.rows_kept - known, rules=(*book.rules, rule))


def notes_of(old: Iterable[Text], new: Iterable[Text]) -> tuple[Text, ...]:
    """Both files' remarks; one that differs in its numbers only is kept once, or a year of updates would fill pages.

    >>> [note.en for note in notes_of([Text("3 odd", "3"), Text("a", "a")], [Text("4 odd", "4")])]
    ['3 odd', 'a']
    """
    kept: dict[str, Text] = {}
    for note in (*old, *new):
        kept.setdefault(_bare(note), note)
    return tuple(kept.values())


def with_noted(book: TableQuality, lines: pd.DataFrame, undone: pd.DataFrame) -> TableQuality:
    """The book with its counts of kept returns, free items and customers without a purchase taken from the lines."""
    amounts = lines["amount_minor"]
    counts = {"returns": amounts[amounts < 0], "zero_amount": amounts[amounts == 0]}
    rules = [rule for rule in book.rules if rule.code not in counts]
    for code, found in counts.items():
        if len(found):
            net, gross = int(found.sum()), int(found.abs().sum())
            rules.append(Rule(code, RULES[code], "changed", len(found), net, gross, _rule(book, code).examples))
    gone = ~undone["customer_id"].isin(lines["customer_id"].unique())
    emptied = int(undone.loc[gone, "customer_id"].nunique())
    notes = [note for note in book.notes if _bare(note) != _bare(emptied_note(emptied))]
    notes += [emptied_note(emptied)] if emptied else []
    return replace(book, rules=tuple(rules), notes=tuple(notes))


def _bare(note: Text) -> str:
    return _NUMBER.sub("", note.en)


def _rule(book: TableQuality, code: str) -> Rule:
    return next((rule for rule in book.rules if rule.code == code), _NOTHING)
