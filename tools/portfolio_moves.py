"""The parts of describe_portfolio that compare with an earlier build: who moved, and from which group to which."""

from typing import Any

import numpy as np

from config.text import Language, Text
from data.portfolio_moves import GROUPS, Moves, group_codes, migration, most_moved
from data.query_columns import number_cell
from data.tables import Cell, Column, Table
from tools import portfolio_columns as columns
from tools.shop import Shop

_NONE = Text(
    "This workspace has no earlier build to compare with: after the next build or update it can be told who moved.",
    "该工作区没有可比较的更早构建：下次构建或更新后即可查看客户的变化。",
)
_NEWCOMERS = Text("not a customer then", "当时还不是客户")


def moved(shop: Shop) -> dict[str, Any]:
    """The build that is compared with, as plain JSON; empty where there is none."""
    moves = shop.moves
    return {"earlier_build": moves.earlier.build_id, "earlier_as_of": moves.earlier.as_of.isoformat()} if moves else {}


def movers(shop: Shop, direction: str, limit: int, language: Language) -> Table:
    """The customers whose predicted value rose most, then those whose value fell most, since the earlier build."""
    moves = shop.moves
    if moves is None:
        return Table(columns.MOVED, (), 0, "customers", (_NONE,))
    digits = shop.manifest.minor_digits
    # Whole cents, so that the change is that of the two values as they are shown.
    now, then = np.rint(shop.customers["predicted_value_minor"].to_numpy(dtype=np.float64)), np.rint(moves.predicted)
    change = np.nan_to_num(now - then)
    places = [
        int(place)
        for up in (True, False)
        if direction in ("both", "up" if up else "down")
        for place in most_moved(change, limit, up=up)
    ]
    ids = shop.customers["customer_id"]
    rows: list[dict[str, Cell]] = []
    for place in places:
        money = {"predicted_value": now[place], "value_before": then[place], "value_change": change[place]}
        rows.append(
            {
                "customer_id": str(ids.iloc[place]),
                **{key: number_cell(value, "money", digits) for key, value in money.items()},
                "value_tier": str(shop.customers["value_tier"].iloc[place]),
                "tier_before": _group_then(shop, moves, "value_tier", place, language),
                "rfm_segment": str(shop.customers["rfm_segment"].iloc[place]),
                "segment_before": _group_then(shop, moves, "rfm_segment", place, language),
            }
        )
    both = ~np.isnan(moves.predicted)
    return Table(columns.MOVED, tuple(rows), int(both.sum()), "customers", _notes(shop, moves))


def _group_then(shop: Shop, moves: Moves, key: str, place: int, language: Language) -> str:
    name = GROUPS[key][int(moves.groups[key][place])]
    return shop.dictionary.attribute(key).value_text(name, language)


def migrated(shop: Shop, key: str, language: Language) -> Table:
    """How many customers went from each group of the earlier build to each of this one."""
    moves, names = shop.moves, GROUPS[key]
    attribute = shop.dictionary.attribute(key)
    from_where = Column(
        f"{key}_before",
        Text(f"{attribute.name.en} before", f"此前的{attribute.name.zh}"),
        "text",
        Text("Group in the earlier build.", "在此前构建中的分组。"),
    )
    to = tuple(
        Column(
            name,
            Text(f"now {attribute.value_text(name, 'en')}", f"现为{attribute.value_text(name, 'zh')}"),
            "count",
            Text("Customers who are in this group now.", "现在属于该分组的客户数。"),
            "customers",
        )
        for name in names
    )
    if moves is None:
        return Table((from_where, *to), (), 0, "groups", (_NONE,))
    counts = migration(moves.groups[key], group_codes(shop.customers[key], names), len(names))
    labels = [*(attribute.value_text(name, language) for name in names), _NEWCOMERS.in_language(language)]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {from_where.key: label, **dict(zip(names, held, strict=True))}
        for label, held in zip(labels, counts.tolist(), strict=True)
        if any(held)
    )
    return Table((from_where, *to), rows, len(rows), "groups", _notes(shop, moves, key))


def _notes(shop: Shop, moves: Moves, key: str = "") -> tuple[Text, ...]:
    """Which build it is compared with, and who has no place in the comparison."""
    then, now = moves.earlier.as_of, shop.manifest.as_of
    notes = [
        Text(
            f"Compared with the build as of {then}: both predict {shop.horizon_days} days ahead.",
            f"与截至{then}的构建相比，两者的预测期均为{shop.horizon_days}天。",
        )
    ]
    if then == now:
        notes.append(
            Text(
                "Both builds know the same days: what differs is how they were computed, not what customers did.",
                "两次构建的数据截止日相同：差异来自计算，而非客户行为。",
            )
        )
    new, gone = int(np.isnan(moves.predicted).sum()), int(moves.gone[key or "value_tier"].sum())
    if new and not key:
        notes.append(Text(f"New since then and left out: {new:,} customers.", f"此后新增的{new:,}位客户未参与比较。"))
    if gone:
        notes.append(
            Text(
                f"No longer in the data and left out: {gone:,} customers.", f"已不在数据中的{gone:,}位客户未参与比较。"
            )
        )
    return tuple(notes)
