"""The copy-safe summary: what may be pasted into a ticket or a mail; of the person it tells the id and nothing else."""

from ui.customer.found import Found
from ui.customer.pen import Pen, has


def summary_text(found: Found, pen: Pen) -> str:
    """The card in plain lines: figures, tier, next order and next step; no name, no contact, no word of a review."""
    lookup, texts = found.lookup, pen.texts
    lines = [
        texts["summary.title"].format(id=pen.customer_id, day=lookup["as_of"]),
        texts["summary.value"].format(
            days=lookup["extra"]["horizon_days"],
            value=pen.plain(lookup, "predicted_value"),
            lo=pen.plain(lookup, "predicted_lo"),
            hi=pen.plain(lookup, "predicted_hi"),
            tier=pen.plain(lookup, "value_tier"),
        ),
        texts["summary.active"].format(
            share=pen.plain(lookup, "p_active"),
            next=pen.plain(lookup, "next_order") if has(lookup, "next_order") else texts["card.next_none"],
        ),
        texts["summary.so_far"].format(
            orders=pen.plain(lookup, "orders"),
            revenue=pen.plain(lookup, "revenue"),
            last=pen.plain(lookup, "last_purchase"),
        ),
    ]
    if found.plan is not None and has(found.plan, "name"):
        level = pen.plain(found.plan, "service_level")
        lines.append(texts["summary.action"].format(name=pen.plain(found.plan, "name"), level=level))
    return "\n".join([*lines, texts["summary.foot"]])
