"""Measures groups of rows and puts them in order: shares of the total, conditions on groups, two groups compared."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from config.errors import ToolInputError
from config.text import Text
from data.query_changes import Before, against_note, changes, spans_before, two_times
from data.query_columns import Rows, View, number_cell
from data.query_filters import Mask
from data.query_groups import Grouping, group_rows, in_order, is_bucket
from data.query_measures import Groups, Measured, is_additive, measure_column, measure_groups
from data.query_nested import measured_per
from data.query_periods import Span, partial_notes
from data.query_values import find_value
from data.spec import Having, Measure, Period, Query
from data.tables import Cell, Table

_ROWS = {
    "customers": Text("customers", "位客户"),
    "orders": Text("order lines", "行订单明细"),
    "reviews": Text("reviews", "条评价"),
}
N_OF = {"customers": "customers", "orders": "lines", "reviews": "reviews"}
_HAVING = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}
_APART = Text("This group minus the other.", "本组减去另一组。")
_TIMES = Text("This group divided by the other.", "本组除以另一组。")

Order = npt.NDArray[np.int64]


@dataclass
class Run:
    """One query being answered: its table, and the remarks gathered on the way."""

    view: View
    query: Query
    notes: list[Text] = field(default_factory=list)


@dataclass
class _Answer:
    """Groups and what has been measured of them so far; sorting and conditions on groups may add measures."""

    run: Run
    grouping: Grouping
    base: Rows
    before: Before | None = None
    measured: list[Measured] = field(default_factory=list)

    def add(self, measure: Measure) -> Measured:
        """Measures a metric, its share and its change where asked for; the measure itself."""
        item = self._measure(measure, self.grouping.groups)
        self.measured.append(item)
        if measure.share_of_total:
            self.measured.append(self._share(measure, item))
        if self.before is not None:
            then = self._measure(measure, self.before.groups)
            self.measured += changes(item, then, self.before.places)
        return item

    def _measure(self, measure: Measure, groups: Groups) -> Measured:
        view = self.run.view
        if measure.per:
            return measured_per(view, measure, groups)
        metric = view.dictionary.metric(measure.metric)
        return Measured(measure_column(view, measure), measure_groups(view, groups, metric, measure.aggregate))

    def find(self, key: str) -> Measured:
        """The measured column of that key; a metric that was not asked for is measured and shown as well."""
        for found in self.measured:
            if found.column.key == key:
                return found
        try:
            return self.add(Measure(metric=key))
        except ToolInputError:
            known = ", ".join(m.column.key for m in self.measured)
            raise ToolInputError(
                f"{key!r} is neither among the measures ({known}) nor a metric of this table"
            ) from None

    def _share(self, measure: Measure, item: Measured) -> Measured:
        view, query = self.run.view, self.run.query
        metric = view.dictionary.metric(measure.metric)
        if not is_additive(view, metric, measure.aggregate):
            raise ToolInputError(f"{item.column.key!r} has no share of a total: only sums and counts have")
        if not (query.group_by or query.part or query.top):
            raise ToolInputError(
                "share_of_total needs group_by, part or top: without them the share is all of it;"
                " of one group: put its filters in part instead"
            )
        whole = self._whole(measure)
        nothing = np.full(len(item.values), np.nan)
        share = np.divide(item.values, whole, out=nothing, where=whole != 0)
        label = Text(f"share of {item.column.label.en}", f"{item.column.label.zh}占比")
        return Measured(replace(item.column, key=f"{item.column.key}_share", label=label, unit="share"), share)

    def _whole(self, measure: Measure) -> npt.NDArray[np.float64]:
        """What each group's share is a share of: the total, or that of its own value of `share_within`."""
        view, within = self.run.view, self.run.query.share_within
        metric = view.dictionary.metric(measure.metric)
        if not within:
            total = measure_groups(view, Groups.whole(self.base), metric, measure.aggregate)
            return np.full(self.grouping.groups.n, float(total[0]))
        if not set(within) <= set(self.run.query.group_by):
            raise ToolInputError("share_within names keys of group_by")
        totals = group_rows(view, self.base, within, span=None)
        values = measure_groups(view, totals.groups, metric, measure.aggregate).astype(np.float64)
        every = np.arange(totals.groups.n, dtype=np.int64)
        by_name = dict(
            zip(zip(*(totals.cells(i, every) for i in range(len(within))), strict=True), values, strict=True)
        )
        here = np.arange(self.grouping.groups.n, dtype=np.int64)
        named = [self.grouping.cells(self.run.query.group_by.index(key), here) for key in within]
        return np.array([by_name.get(names, np.nan) for names in zip(*named, strict=True)], dtype=np.float64)


def descends(query: Query, *, names: bool) -> bool:
    """Numbers run from the highest unless told otherwise, names and times from the first."""
    return not names if query.descending is None else query.descending


def note_limit(run: Run, n: int) -> None:
    """Says so when only the first rows are listed."""
    if n > run.query.limit:
        run.notes.append(
            Text(f"The first {run.query.limit} of {n} are listed.", f"列出前{run.query.limit}个，共{n}个。")
        )


def grouped_table(run: Run, rows: Rows, base: Rows, *, span: Span | None, earlier: Rows | None = None) -> Table:
    """One row a group.

    Args:
        run: The query.
        rows: Rows that are measured.
        base: Rows that a share's total is measured over.
        span: Days that spans of time must cover.
        earlier: Rows of the earlier time that a query is `against`.
    """
    query, view = run.query, run.view
    before: Before | None = None
    if earlier is not None and isinstance(query.against, Period):
        grouping, before = two_times(view, query, rows, earlier)
        run.notes += against_note(query, view)
    elif query.group_by:
        grouping = group_rows(view, rows, query.group_by, span=span)
        before = spans_before(view, query, grouping, earlier, span=span) if earlier is not None else None
    else:
        grouping = Grouping(Groups.whole(rows))
    answer = _Answer(run, grouping, base, before)
    for measure in query.measures or [Measure(metric=query.table)]:
        answer.add(measure)
    keep = np.ones(grouping.groups.n, dtype=bool)
    for condition in query.having:
        keep &= _passes(view, condition, answer.find(condition.measure))
    if query.having:
        keep &= ~_left_out(run, grouping, keep)
    order = _order(answer, np.flatnonzero(keep))
    if query.compare:
        answer.measured += _comparisons(answer.measured, order)
    n, n_of = len(rows), N_OF[query.table]
    partial_notes(view, query, span, run.notes)
    if query.group_by:
        n, n_of = int(keep.sum()), "groups"
        note_limit(run, n)
    return _table(answer, order[: query.limit], n, n_of)


def _passes(view: View, having: Having, measured: Measured) -> Mask:
    scale = 10**view.minor_digits if measured.column.unit == "money" else 1
    there = ~np.isnan(measured.values.astype(np.float64))
    with np.errstate(invalid="ignore"):
        return np.asarray(_HAVING[having.op](measured.values, having.value * scale) & there, dtype=bool)


def _unnamed(grouping: Grouping) -> Mask:
    """Groups whose rows have no value of a key that names things, such as a category."""
    found = np.zeros(grouping.groups.n, dtype=bool)
    for at, key in enumerate(grouping.keys):
        if key.resolved.kind == "text":
            found |= np.isnan(grouping.ranks(at))
    return found


def _left_out(run: Run, grouping: Grouping, keep: Mask) -> Mask:
    """Groups without a name among those that fit: no answer to "which categories …", but not to be hidden either."""
    out = keep & _unnamed(grouping)
    if out.any():
        n, what = int(out[grouping.groups.codes].sum()), _ROWS[run.query.table]
        names = [key.resolved.shown.label for key in grouping.keys if key.resolved.kind == "text"]
        en, zh = " or ".join(name.en for name in names), "或".join(name.zh for name in names)
        run.notes += [
            Text(
                f"Those without {en}, taken together, would fit too; they are left out.",
                f"没有{zh}的数据合在一起也符合条件，未列入。",
            ),
            Text(f"{n:,} {what.en} have no {en}.", f"{n:,}{what.zh}没有{zh}。"),
        ]
    return out


def _order(answer: _Answer, kept: Order) -> Order:
    """The groups that are kept, in showing order, at least as many as are shown; ties stay sorted by the keys."""
    query, grouping = answer.run.query, answer.grouping
    if not query.group_by:
        return kept
    if query.sort_by is None and query.compare:
        return _as_named(answer, kept)
    at = query.group_by.index(query.sort_by) if query.sort_by in query.group_by else None
    if query.sort_by is None:
        at = next((i for i, key in enumerate(query.group_by) if is_bucket(key)), None)
    names = at is not None
    values = (
        grouping.ranks(at) if at is not None else answer.find(query.sort_by or answer.measured[0].column.key).values
    )
    if not names and query.sort_by is not None:
        # What has no name takes no place among the first of a ranking.
        values = np.where(_unnamed(grouping), np.nan, values)
    return kept[in_order(values[kept], descending=descends(query, names=names), first=query.limit)]


def _as_named(answer: _Answer, kept: Order) -> Order:
    """Two groups compared stand in the order in which the filter names them."""
    query, grouping, view = answer.run.query, answer.grouping, answer.run.view
    lists = [c.value for c in query.filters if c.column == query.group_by[0] and isinstance(c.value, list)]
    named = [str(value).casefold() for value in (lists[0] if lists else [])]
    resolved = grouping.keys[0].resolved
    if lists and resolved.kind in ("text", "id"):
        categories = view.series(resolved).cat.categories
        named = [find_value(resolved, categories, value).casefold() for value in lists[0]]
    found = [str(label).casefold() for label in grouping.cells(0, kept)]
    places = [named.index(label) if label in named else len(named) for label in found]
    return kept[np.argsort(np.array(places, dtype=np.int64), kind="stable")]


def _comparisons(measured: list[Measured], order: Order) -> list[Measured]:
    if len(order) != 2:
        raise ToolInputError(f"compare needs exactly two groups, this query has {len(order)}")
    made: list[Measured] = []
    for item in measured:
        values, label = item.values.astype(np.float64), item.column.label
        one, other = values[order], values[order[::-1]]
        difference, ratio = np.full(len(values), np.nan), np.full(len(values), np.nan)
        difference[order] = one - other
        ratio[order] = np.divide(one, other, out=np.full(2, np.nan), where=other != 0)
        apart = Text(f"{label.en}, difference to the other group", f"{label.zh}与另一组之差")
        times = Text(f"{label.en}, ratio to the other group", f"{label.zh}与另一组之比")
        by_difference = replace(item.column, key=f"{item.column.key}_difference", label=apart, definition=_APART)
        by_ratio = replace(item.column, key=f"{item.column.key}_ratio", label=times, definition=_TIMES, unit="number")
        made += [Measured(by_difference, difference), Measured(by_ratio, ratio)]
    return made


def _table(answer: _Answer, order: Order, n: int, n_of: str) -> Table:
    digits, grouping = answer.run.view.minor_digits, answer.grouping
    columns = (*grouping.columns, *(m.column for m in answer.measured))
    made: list[list[Cell]] = [grouping.cells(at, order) for at in range(len(grouping.keys))]
    made += [[number_cell(v, m.column.unit, digits) for v in m.values[order].tolist()] for m in answer.measured]
    keys = [column.key for column in columns]
    return Table(columns, tuple(dict(zip(keys, row, strict=True)) for row in zip(*made, strict=True)), n, n_of)
