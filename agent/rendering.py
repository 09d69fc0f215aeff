"""Writes the checked answer: digits from cells, quotes from reviews, tables, charts; withholds what is unproven."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from agent.answers import ChartPart, Part, QuotePart, ReportPart, TablePart, TextPart, ValuePart, WithheldPart
from agent.checked import Checked, CheckedSentence, Proven
from agent.evidence import SUMMED, Evidence, Fact, is_naming, is_time
from agent.formatting import brief, format_cell, inert, inert_prose, is_signed, unit_of_cell
from agent.quotes import ReviewText, marked_cuts, quote_part
from agent.references import Reference, Results, find_references, resolve, resolves
from agent.report_card import report_lines
from config.settings import Role
from config.text import Language, Text
from data.metrics import MetricDictionary
from data.tables import Cell, Column
from tools.results import ToolResult

_WITHHELD = Text("withheld: could not be proven from the results", "已隐去：无法由查询结果证实")
_FALSE_QUOTE = Text("The quotation is not in the stored review.", "引文与所存评价不符。")
_NO_ROWS = Text("(no rows)", "（无数据）")
_MORE = Text("The first {shown} of {n} are listed.", "共{n}项，列出前{shown}项。")
_CHART = Text("Chart", "图表")
_EVERYTHING: dict[str, Text] = {
    "customers": Text("all customers", "全部客户"),
    "orders": Text("all orders", "全部订单"),
    "lines": Text("all order lines", "全部订单行"),
    "reviews": Text("all reviews", "全部评价"),
    "groups": Text("all groups", "全部分组"),
}
_HIDDEN = "•••"
_REPEATED_UNIT = re.compile(r"^\s?(?:days?\b|天|%|％)")


@dataclass
class Renderer:
    """Renders one answer.

    Attributes:
        results: Results by id.
        evidence: Their facts.
        dictionary: Names of values in both languages.
        language: Language of the answer.
        role: Whose eyes it is for.
        review_text: Finds the stored text of a review.
    """

    results: Results
    evidence: Evidence
    dictionary: MetricDictionary
    language: Language
    role: Role
    review_text: ReviewText
    _parts: list[Part] = field(default_factory=list, init=False)
    _markdown: list[str] = field(default_factory=list, init=False)

    def render(self, checked: Checked) -> tuple[tuple[Part, ...], str]:
        """The parts of the answer and its markdown."""
        place = 0
        for sentence in checked.sentences:
            start, end = sentence.sentence.start, sentence.sentence.end
            self._prose(checked.body[place:start])
            if sentence.faults:
                self._withhold(sentence)
            else:
                self._sentence(sentence)
            place = end
        self._prose(checked.body[place:])
        markdown = re.sub(r"\n{3,}", "\n\n", "".join(self._markdown)).strip()
        return _joined(self._parts), markdown

    def _sentence(self, checked: CheckedSentence) -> None:
        text, start = checked.sentence.text, checked.sentence.start
        items: list[Reference | Proven] = [r for r in find_references(text) if isinstance(r, Reference)]
        items += [replace(p, start=p.start - start, end=p.end - start) for p in checked.proven]
        place = 0
        for item in sorted(items, key=lambda item: item.start):
            self._prose(text[place : item.start])
            if isinstance(item, Proven):
                self._proven(item)
            else:
                self._reference(item)
            place = item.end
        self._prose(text[place:])

    def _withhold(self, checked: CheckedSentence) -> None:
        reason = " ".join(dict.fromkeys(fault.shown.in_language(self.language) for fault in checked.faults))
        self._parts.append(WithheldPart(reason))
        shown = f"[{_WITHHELD.in_language(self.language)}]"
        self._markdown.append(f"| {shown} |" if checked.sentence.cells else shown)
        for reference in find_references(checked.sentence.text):
            # A table, chart or report beside an unproven sentence is itself computed, and stays.
            if (
                isinstance(reference, Reference)
                and reference.kind in ("table", "chart", "report")
                and resolves(reference, self.results)
            ):
                self._reference(reference)

    def _prose(self, text: str) -> None:
        if self._parts and isinstance(self._parts[-1], ValuePart):
            text = _without_unit(text, self._parts[-1].text)
        if text:
            self._parts.append(TextPart(inert_prose(text)))
            self._markdown.append(inert_prose(text))

    def _proven(self, proven: Proven) -> None:
        facts = proven.proof.facts
        if facts:
            part = self._value_part(proven.text, facts[0])
        else:
            part = ValuePart(proven.text, proven.value, proven.unit, "", "", proven.proof.source)
        self._parts.append(part)
        self._markdown.append(inert_prose(proven.text))

    def _reference(self, reference: Reference) -> None:
        result = resolve(reference, self.results)
        if reference.kind == "cell":
            fact = self.evidence.cell(reference.result_id, reference.row, reference.column)
            row, column = result.table.rows[reference.row], result.column(reference.column)
            self._value(self._value_part(self._row_cell(row, column, result), fact, column.definition))
        elif reference.kind == "n":
            fact = self.evidence.count(reference.result_id)
            self._value(self._value_part(format_cell(fact.value, "count", language=self.language), fact))
        elif reference.kind == "as_of":
            day = result.as_of.isoformat()
            shown = format_cell(day, "date", language=self.language)
            self._value(ValuePart(shown, day, "date", "as_of", "", reference.source))
        elif reference.kind == "quote":
            self._quote(reference, result)
        elif reference.kind == "chart":
            self._parts.append(ChartPart(result.id))
            self._markdown.append(f"\n\n*{self._chart_line(result)}*\n\n")
        elif reference.kind == "report":
            self._parts.append(ReportPart(result.id))
            self._markdown.append("\n\n" + "\n".join(report_lines(result, self.language)) + "\n\n")
        else:
            self._table(reference, result)

    def _value(self, part: ValuePart) -> None:
        self._drop_sign(part.text)
        self._parts.append(part)
        self._markdown.append(inert(part.text))

    def _drop_sign(self, shown: str) -> None:
        """`£{{r1.rows[0].revenue}}`: the renderer writes the sign, so the model's own is taken back."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, TextPart) and shown and last.markdown[-1:] == shown[:1] and shown[:1] in "£$€¥":
            self._parts[-1] = TextPart(last.markdown[:-1])
            self._markdown[-1] = self._markdown[-1][:-1]

    def _value_part(self, text: str, fact: Fact, definition: Text | None = None) -> ValuePart:
        column = self._column(fact)
        meaning = definition or (column.definition if column else Text("", ""))
        metric = (column.metric or column.key) if column else min(fact.metrics, default="")
        unit = fact.currency or fact.unit
        return ValuePart(
            text, fact.value, unit, metric, self._entity(fact), fact.source, meaning.in_language(self.language)
        )

    def _column(self, fact: Fact) -> Column | None:
        key = fact.source.rpartition(".")[2]
        return next((c for c in self.results[fact.result].table.columns if c.key == key and fact.row >= 0), None)

    def _entity(self, fact: Fact) -> str:
        """Whom or what a value is of: `customer 13085`, `France`, `all customers`."""
        result = self.results[fact.result]
        if fact.row >= 0:
            row = result.table.rows[fact.row]
            named = [(c, row.get(c.key)) for c in result.table.columns if is_naming(result, c)]
            shown = [self._named(c, v, result) for c, v in named if v is not None]
            if shown:
                return ", ".join(shown)
        scoped = [self._scoped(dimension, name) for dimension, names in fact.names.items() for name in sorted(names)]
        return ", ".join(scoped) or _EVERYTHING.get(result.table.n_of, Text("", "")).in_language(self.language)

    def _named(self, column: Column, value: Cell, result: ToolResult) -> str:
        shown = self._cell(value, column, result)
        if column.unit != "id":
            return shown
        names = {a.key: a.name for a in self.dictionary.attributes}
        return f"{names.get(column.key, column.label).in_language(self.language)} {shown}"

    def _scoped(self, dimension: str, name: str) -> str:
        """A name from a tool's arguments, as the data write it."""
        for attribute in self.dictionary.attributes:
            if attribute.key == dimension:
                shown = attribute.value_text(_as_written(name, attribute.values), self.language)
                label = attribute.name.in_language(self.language)
                return f"{label} {name}" if attribute.unit == "id" else shown
        return name

    def _cell(self, value: Cell, column: Column, result: ToolResult, *, signed: bool = False) -> str:
        if column.unit == "personal" and self.role == "business":
            return _HIDDEN
        if isinstance(value, str):
            for attribute in self.dictionary.attributes:
                if attribute.key in (column.metric, column.key):
                    value = attribute.value_text(value, self.language)
        unit = "date" if is_time(column) else column.unit
        return format_cell(value, unit, currency=result.currency, language=self.language, signed=signed)

    def _table_cell(self, row: Mapping[str, Cell], column: Column, result: ToolResult) -> str:
        if row.get(column.key) is None:
            return "—"
        return self._row_cell(row, column, result)

    def _row_cell(self, row: Mapping[str, Cell], column: Column, result: ToolResult) -> str:
        """A cell with the unit its row names and, where it is a part or a difference, its sign."""
        own = replace(column, unit=unit_of_cell(row, column.unit))
        return self._cell(row.get(column.key), own, result, signed=is_signed(row, column.key))

    def _quote(self, reference: Reference, result: ToolResult) -> None:
        part = quote_part(result.table.rows[reference.row], reference.source, self.review_text)
        if part is None:
            self._parts.append(WithheldPart(_FALSE_QUOTE.in_language(self.language)))
            self._markdown.append(f"[{_WITHHELD.in_language(self.language)}]")
            return
        self._parts.append(part)
        self._markdown.append("\n\n" + self._quote_line(part, result) + "\n\n")

    def _quote_line(self, part: QuotePart, result: ToolResult) -> str:
        said = [f"{self._label(result, 'customer_id')} {inert(part.customer_id)}"] if part.customer_id else []
        said += [format_cell(part.date, "date", language=self.language)] if part.date else []
        if part.rating is not None:
            said.append(f"{self._label(result, 'rating')} {format_cell(part.rating, 'rating')}")
        said += [inert(brief(part.product))] if part.product else []
        said.append(f"{self._label(result, 'review_id')} {inert(part.review_id)}")
        return f"> “{marked_cuts(part, inert(part.text))}” — {', '.join(said)}"

    def _label(self, result: ToolResult, key: str) -> str:
        label = next((c.label for c in result.table.columns if c.key == key), Text(key, key))
        return label.in_language(self.language)

    def _chart_line(self, result: ToolResult) -> str:
        y = result.extra.get("y")
        keys = [str(key) for key in y] if isinstance(y, list) else []
        labels = ", ".join(inert(self._label(result, key)) for key in keys)
        axis = inert(self._label(result, str(result.extra.get("x"))))
        return f"{_CHART.in_language(self.language)} {result.id}: {labels} / {axis}"

    def _table(self, reference: Reference, result: ToolResult) -> None:
        keys = reference.columns or tuple(column.key for column in result.table.columns)
        self._parts.append(TablePart(result.id, keys, reference.rows))
        columns = [result.column(key) for key in keys]
        rows = result.table.rows[: reference.rows]
        lines = ["| " + " | ".join(inert(c.label.in_language(self.language)) for c in columns) + " |"]
        lines.append("|" + "|".join(" --- " for _ in columns) + "|")
        lines += ["| " + " | ".join(inert(self._table_cell(row, c, result)) for c in columns) + " |" for row in rows]
        if not rows:
            lines = [_NO_ROWS.in_language(self.language)]
        if result.table.n > len(rows) and rows and result.table.n_of not in SUMMED:
            lines += ["", _MORE.in_language(self.language).format(shown=f"{len(rows):,}", n=f"{result.table.n:,}")]
        self._markdown.append("\n\n" + "\n".join(lines) + "\n\n")


def _without_unit(text: str, shown: str) -> str:
    """`{{r1.rows[0].recency_days}} days`: the renderer wrote the unit already."""
    repeated = _REPEATED_UNIT.match(text)
    if repeated and shown.endswith(("day", "days", "天", "%")):
        unit = repeated.group().strip()
        same = shown.endswith("%") if unit in "%％" else not shown.endswith("%")
        return text[repeated.end() :] if same else text
    return text


def _as_written(name: str, values: Iterable[str]) -> str:
    return next((value for value in values if value.casefold() == name), name)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbouring texts as one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, TextPart) and isinstance(last, TextPart):
            joined[-1] = TextPart(last.markdown + part.markdown)
        elif not (isinstance(part, TextPart) and not part.markdown):
            joined.append(part)
    return tuple(joined)
