"""The parts of describe_portfolio that go by time: who comes back, and each month beside a year ago."""

from config.text import Language, Text
from data.portfolio_time import A_YEAR, Cohorts, cohorts, season
from data.query_columns import number_cell
from data.query_time import is_partial
from data.tables import Cell, Table
from tools import portfolio_columns as columns
from tools.shop import Shop

# Cohorts shown, and spans looked at after the first purchase.
_MOST = {"month": 24, "quarter": 16}
_AHEAD = {"month": 12, "quarter": 8}
_ALL = Text("all", "全部")


def retention(shop: Shop, bucket: str, language: Language) -> Table:
    """Customers by the month or quarter of their first purchase, with the share that bought in each one after it."""
    tables = shop.tables
    found = cohorts(
        tables.customers["first_purchase_day"].to_numpy(),
        tables.orders,
        tables.customer_rows["orders"],
        bucket=bucket,
        as_of_day=tables.as_of_day,
        most=_MOST[bucket],
        ahead=_AHEAD[bucket],
    )
    names = [_ALL.in_language(language), *found.labels]
    sizes = [int(found.sizes.sum()), *found.sizes.tolist()]
    shares = [found.all_shares.tolist(), *found.shares.tolist()]
    rows: list[dict[str, Cell]] = []
    for name, size, held in zip(names, sizes, shares, strict=True):
        cells = {f"after_{k}": number_cell(share, "share", 0) for k, share in enumerate(held, start=1)}
        rows.append({"cohort": name, "customers": size, **cells})
    notes = _cohort_notes(shop, found, bucket)
    return Table(columns.retention(bucket, _AHEAD[bucket]), tuple(rows), len(found.labels), "groups", notes)


def _cohort_notes(shop: Shop, found: Cohorts, bucket: str) -> tuple[Text, ...]:
    en, zh = ("month", "月份") if bucket == "month" else ("quarter", "季度")
    notes = [
        Text(
            f"A {en} that is not over yet is left empty; the first row has all cohorts together.",
            f"尚未结束的{zh}留空；第一行为全部首购客户合计。",
        )
    ]
    if found.earlier:
        notes.append(
            Text(
                f"Customers of earlier cohorts, {found.earlier:,} of them, are left out.",
                f"更早的首购客户共{found.earlier:,}位，未列出。",
            )
        )
    else:
        first = shop.manifest.first_day
        notes.append(
            Text(
                f"The data begin on {first}: who bought before that counts as new at the first purchase after it.",
                f"数据始于{first}：此前已购买过的客户，按其后的首次购买计为新客户。",
            )
        )
    if is_partial(bucket, shop.tables.as_of_day, step=1):
        notes.append(
            Text(
                f"The last cohort is still growing until the {en} is over.", f"最后一组首购客户在该{zh}结束前仍会增加。"
            )
        )
    return tuple(notes)


def seasons(shop: Shop, bucket: str) -> Table:
    """Revenue of the whole months or weeks of the last year, beside a year ago and beside the average."""
    tables, digits = shop.tables, shop.manifest.minor_digits
    found = season(tables.orders, bucket=bucket, first_day=tables.first_day, as_of_day=tables.as_of_day)
    rows: list[dict[str, Cell]] = []
    for label, revenue, before, index in zip(found.labels, found.revenue, found.before, found.index, strict=True):
        growth = (revenue - before) / before if before > 0 else float("nan")
        rows.append(
            {
                bucket: label,
                "revenue": number_cell(revenue, "money", digits),
                "revenue_a_year_before": number_cell(before, "money", digits),
                "growth": number_cell(growth, "share", digits),
                "index": number_cell(round(float(index), 1), "number", digits),
            }
        )
    en, zh = ("months", "月份") if bucket == "month" else ("weeks", "周")
    notes = [Text(f"Only whole {en} are told.", f"只列完整的{zh}。")]
    if len(rows) < A_YEAR[bucket]:
        notes.append(
            Text(
                "The data hold less than a year: the index tells the season only of what is shown.",
                "数据不足一年：季节指数仅反映所列各期。",
            )
        )
    kept = (columns.named(shop.dictionary, bucket), *columns.SEASON)
    return Table(kept, tuple(rows), len(rows), "groups", tuple(notes))
