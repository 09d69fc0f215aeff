"""What cleaning left out or repaired, and why: rules with counts, money and examples, that add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from config.text import Language, Text
from data.dates import DayOrder
from data.money import NO_CURRENCY

Effect = Literal["dropped", "changed", "added"]
Example = Mapping[str, str | int | float | None]
EXAMPLES: Final = 5

_TABLES: Final = {
    "transactions": Text("order lines", "订单行"),
    "reviews": Text("reviews", "评价"),
    "customers": Text("customer records", "客户资料"),
    "events": Text("behaviour events", "行为事件"),
}


@dataclass(frozen=True)
class Rule:
    """One rule's effect on one table.

    Attributes:
        code: Stable name of the rule.
        label: What the rows are, for people.
        effect: `dropped` rows are gone, `changed` rows were repaired or deserve a remark, `added` rows were made.
        rows: How many.
        money_minor: Their net amount [minor units]; what dropping them took from revenue.
        gross_minor: The sum of their amounts without sign [minor units].
        examples: Up to five of them, with their row in the file; nothing personal.
    """

    code: str
    label: Text
    effect: Effect
    rows: int
    money_minor: int = 0
    gross_minor: int = 0
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class TableQuality:
    """A table's way from the file to the build: `rows_in + added = rows_kept + dropped`, checked on creation.

    `day_order` is how dates such as 03/04/2024 were read, where there are any.
    """

    table: str
    rows_in: int
    rows_kept: int
    rules: tuple[Rule, ...]
    notes: tuple[Text, ...] = ()
    day_order: DayOrder | None = None

    def __post_init__(self) -> None:
        if self.rows_in + self.rows("added") != self.rows_kept + self.rows("dropped"):
            raise ValueError(f"{self.table}: rows do not add up")

    def rows(self, effect: Effect) -> int:
        """Rows that all rules of that effect dropped, changed or added."""
        return sum(rule.rows for rule in self.rules if rule.effect == effect)

    def rule(self, code: str) -> Rule:
        """The rule of that code.

        Raises:
            KeyError: It had no effect here.
        """
        for rule in self.rules:
            if rule.code == code:
                return rule
        raise KeyError(code)


@dataclass(frozen=True)
class Quality:
    """The quality report of a build; `update` is what the last update added, where there was one.

    >>> rule = Rule("repeated", Text("exact duplicates", "重复"), "dropped", 1, 250, 250)
    >>> q = Quality((TableQuality("transactions", 3, 2, (rule,)),), "GBP", 2)
    >>> print(q.summary("en"))
    Order lines: 3 read, 2 kept
      - 1 left out (33.3 %): exact duplicates, net 2.50 GBP
    """

    tables: tuple[TableQuality, ...]
    currency: str
    minor_digits: int
    notes: tuple[Text, ...] = ()
    update: Text | None = None

    def table(self, name: str) -> TableQuality:
        """The report of one table.

        Raises:
            KeyError: The build has no such table.
        """
        for table in self.tables:
            if table.table == name:
                return table
        raise KeyError(name)

    def summary(self, language: Language) -> str:
        """The report as lines of text, for the end of a build."""
        lines = [self._update_line(language)] if self.update else []
        lines += [line for table in self.tables for line in self._table_lines(table, language)]
        lines += [f"{'Note: ' if language == 'en' else '注：'}{note.in_language(language)}" for note in self.notes]
        return "\n".join(lines)

    def _update_line(self, language: Language) -> str:
        said = self.update.in_language(language) if self.update else ""
        return f"Update: {said}" if language == "en" else f"更新：{said}"

    def _table_lines(self, table: TableQuality, language: Language) -> Iterable[str]:
        name = _TABLES[table.table].in_language(language)
        if language == "en":
            yield f"{name.capitalize()}: {table.rows_in:,} read, {table.rows_kept:,} kept"
        else:
            yield f"{name}：读入 {table.rows_in:,} 行，保留 {table.rows_kept:,} 行"
        for effect in ("dropped", "added", "changed"):
            for rule in sorted((r for r in table.rules if r.effect == effect), key=lambda r: -r.rows):
                yield f"  - {self._rule_line(rule, table.rows_in, language)}"
        for note in table.notes:
            yield f"  - {note.in_language(language)}"

    def _rule_line(self, rule: Rule, rows_in: int, language: Language) -> str:
        share = f"{100 * rule.rows / rows_in:.1f} %" if rule.rows * 1000 >= rows_in else "< 0.1 %"
        label = rule.label.in_language(language)
        if language == "en":
            verb = {"dropped": "left out", "added": "added", "changed": "noted"}[rule.effect]
            return f"{rule.rows:,} {verb} ({share}): {label}{self._money(rule, 'net', 'gross', ', ')}"
        verb = {"dropped": "剔除", "added": "增加", "changed": "标注"}[rule.effect]
        return f"{verb} {rule.rows:,} 行（{share}）：{label}{self._money(rule, '净额', '总额', '，')}"

    def _money(self, rule: Rule, net: str, gross: str, comma: str) -> str:
        if not rule.gross_minor:
            return ""
        word, minor = (net, rule.money_minor) if rule.money_minor else (gross, rule.gross_minor)
        amount = f"{minor / 10**self.minor_digits:,.{self.minor_digits}f}"
        return f"{comma}{word} {amount}" + ("" if self.currency == NO_CURRENCY else f" {self.currency}")

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain JSON."""
        return {
            "currency": self.currency,
            "minor_digits": self.minor_digits,
            "notes": [_text_json(note) for note in self.notes],
            **({} if self.update is None else {"update": _text_json(self.update)}),
            "tables": [
                {
                    "table": t.table,
                    "rows_in": t.rows_in,
                    "rows_added": t.rows("added"),
                    "rows_dropped": t.rows("dropped"),
                    "rows_kept": t.rows_kept,
                    "rules": [_rule_json(rule) for rule in t.rules],
                    "notes": [_text_json(note) for note in t.notes],
                    **({} if t.day_order is None else {"day_order": t.day_order}),
                }
                for t in self.tables
            ],
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "Quality":
        """The report that `to_json` wrote."""
        return Quality(
            tuple(
                TableQuality(
                    t["table"],
                    t["rows_in"],
                    t["rows_kept"],
                    tuple(_rule_from(rule) for rule in t["rules"]),
                    tuple(Text(**note) for note in t["notes"]),
                    t.get("day_order"),
                )
                for t in document["tables"]
            ),
            document["currency"],
            document["minor_digits"],
            tuple(Text(**note) for note in document["notes"]),
            Text(**document["update"]) if "update" in document else None,
        )


def _text_json(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "label": _text_json(rule.label),
        "effect": rule.effect,
        "rows": rule.rows,
        "money_minor": rule.money_minor,
        "gross_minor": rule.gross_minor,
        "examples": [dict(example) for example in rule.examples],
    }


def _rule_from(document: Mapping[str, Any]) -> Rule:
    return Rule(
        document["code"],
        Text(**document["label"]),
        document["effect"],
        document["rows"],
        document["money_minor"],
        document["gross_minor"],
        tuple(document["examples"]),
    )
