"""The card: who it is, what they are worth, when they will order, what to do next, and all else that is known."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from tools.access import MASK
from ui.customer.found import Found
from ui.customer.pen import Pen, has
from ui.customer.summary import summary_text
from ui.markdown import escape
from ui.panels import Headline, headlines_html, panel_html
from ui.sources import Result
from ui.tables import Looks, render_table

_CONTACT: Final = ("email", "phone")
_ASKED: Final = ("why", "reviews")


def card_html(found: Found, pen: Pen) -> str:
    """Name, contact, the headline figures, what may be copied and asked."""
    return f"{_heading(found, pen)}{headlines_html(_headlines(found, pen))}"


def action_html(plan: Result, pen: Pen) -> str:
    """What to do next, why, and what it may bring under which assumptions; the whole computation below."""
    key = "action.lead" if has(plan, "why") else "action.lead_plain"
    name = f'<strong class="kz-first">{pen.figure(plan, "name")}</strong>'
    said = [pen.said(key, name=name, why=escape(str(plan["rows"][0].get("why"))))]
    if has(plan, "category"):
        said.append(pen.said("action.category", category=pen.figure(plan, "category")))
    if has(plan, "open_complaints") and plan["rows"][0]["open_complaints"]:
        aspects = pen.figure(plan, "complains_of") if has(plan, "complains_of") else "–"
        said.append(pen.said("action.complaint", count=pen.figure(plan, "open_complaints"), aspects=aspects))
    if has(plan, "not_worth"):
        said.append(pen.said("action.not_worth", names=pen.figure(plan, "not_worth")))
    if has(plan, "expected_gain") and has(plan, "gain_lo"):
        said.append(_gain(plan, pen))
    if has(plan, "owner") and has(plan, "review_date"):
        said.append(pen.said("action.todo", owner=pen.figure(plan, "owner"), day=pen.figure(plan, "review_date")))
    body = "".join(f"<p>{sentence}</p>" for sentence in said)
    shown = [c["key"] for c in plan["columns"] if has(plan, c["key"]) and c["key"] not in ("action", "customer_id")]
    table = render_table(plan, pen.cells, columns=shown, language=pen.language)
    fold = f'<details class="kz-fold"><summary>{pen.said("action.more")}</summary>{table}</details>'
    return panel_html(pen.texts["action.title"], body + fold, anchor="next-action")


def categories_html(found: Found, pen: Pen) -> str:
    """What the customer buys most, by category, with a bar each; the product bought most."""
    if found.categories is not None and found.categories["rows"]:
        looks = Looks(bars=("revenue",))
        columns = ("category", "revenue", "revenue_share")
        body = render_table(found.categories, pen.cells, columns=columns, language=pen.language, looks=looks)
    else:
        body = f'<p class="kz-empty">{pen.said("categories.none")}</p>'
    if has(found.lookup, "favourite_product"):
        product = pen.figure(found.lookup, "favourite_product")
        body += f"<p>{pen.said('categories.product', product=product)}</p>"
    return panel_html(pen.texts["categories.title"], body, anchor="categories")


def facts_html(found: Found, pen: Pen) -> str:
    """Everything the lookup tells, but no name and contact."""
    columns = [c["key"] for c in found.lookup["columns"] if c["unit"] != "personal" and has(found.lookup, c["key"])]
    table = render_table(found.lookup, pen.cells, columns=columns, language=pen.language)
    body = f'<details class="kz-fold"><summary>{pen.said("facts.title")}</summary>{table}</details>'
    return f'<section class="kz-panel" id="facts">{body}</section>'


def _heading(found: Found, pen: Pen) -> str:
    row = found.lookup["rows"][0]
    personal = {c["key"] for c in found.lookup["columns"] if c["unit"] == "personal"}
    masked = any(row.get(key) == MASK for key in personal)
    name = f' <span class="kz-person">{escape(row["name"])}</span>' if not masked and row.get("name") else ""
    contact = [escape(row[key]) for key in _CONTACT if not masked and row.get(key)]
    said = pen.said("card.masked") if masked else " · ".join(contact) or ("" if name else pen.said("card.no_contact"))
    badges = "".join(
        f'<span class="kz-tag">{pen.figure(found.lookup, key)}</span>'
        for key in ("rfm_segment", "country", "channel")
        if has(found.lookup, key)
    )
    title = pen.said("card.title", id=escape(pen.customer_id))
    return (
        f'<div class="kz-page-heading kz-customer-heading"><h1>{title}{name}</h1>'
        f'<p class="kz-contact">{said}</p><p class="kz-tags">{badges}</p>{_doors(found, pen)}</div>'
    )


def _doors(found: Found, pen: Pen) -> str:
    """The copy-safe summary, questions that the chat answers of this customer, and the way to a report."""
    asked = [key for key in _ASKED if key != "reviews" or found.reviews is not None]
    links = "".join(
        f'<a href="/?{escape(urlencode({"q": question}))}">{escape(question)}</a>'
        for question in (pen.texts[f"ask.{key}"].format(id=pen.customer_id) for key in asked)
    )
    if pen.reported:
        address = f"/reports?{urlencode({'kind': 'customer', 'subject': pen.customer_id})}"
        links += f'<a href="{escape(address)}">{pen.said("ask.report")}</a>'
    copied = escape(pen.texts["card.copied"])
    return (
        f'<div class="kz-doors"><button type="button" class="kz-copy" title="{pen.said("card.copy_help")}"'
        f' data-kz-copy="{escape(summary_text(found, pen))}" data-kz-copied="{copied}">{pen.said("card.copy")}</button>'
        f'<nav aria-label="{pen.said("ask.title")}"><span>{pen.said("ask.title")}</span>{links}</nav></div>'
    )


def _headlines(found: Found, pen: Pen) -> Sequence[Headline]:
    lookup, texts = found.lookup, pen.texts
    days = str(lookup["extra"]["horizon_days"])
    headlines = [
        Headline(
            f"{texts['card.value']} · {texts['card.value_days'].format(days=days)}",
            pen.figure(lookup, "predicted_value"),
            pen.said("card.value_note", lo=pen.figure(lookup, "predicted_lo"), hi=pen.figure(lookup, "predicted_hi")),
        ),
        Headline(
            texts["card.active"],
            pen.figure(lookup, "p_active"),
            pen.said("card.active_note", orders=pen.figure(lookup, "predicted_orders")),
        ),
        Headline(texts["card.tier"], _word(lookup, "value_tier", pen), _likely_tier(lookup, pen)),
        _next_order(lookup, pen),
        _so_far(lookup, pen),
    ]
    if has(found.plan, "service_level") and found.plan is not None:
        headlines.append(Headline(texts["card.service"], _word(found.plan, "service_level", pen)))
    return headlines


def _word(result: Result, column: str, pen: Pen) -> str:
    """A word that stands alone, with a capital."""
    return f'<span class="kz-first">{pen.figure(result, column)}</span>'


def _likely_tier(lookup: Result, pen: Pen) -> str:
    return pen.said("card.tier_note", tier=pen.figure(lookup, "likely_tier")) if has(lookup, "likely_tier") else ""


def _next_order(lookup: Result, pen: Pen) -> Headline:
    below = ""
    if has(lookup, "last_purchase") and has(lookup, "recency_days"):
        ago = pen.figure(lookup, "recency_days")
        below = pen.said("card.next_note", day=pen.figure(lookup, "last_purchase"), ago=ago)
    if has(lookup, "next_order"):
        return Headline(pen.texts["card.next"], pen.figure(lookup, "next_order"), below)
    none = f'<span title="{pen.said("card.next_none_note")}">{pen.said("card.next_none")}</span>'
    return Headline(pen.texts["card.next"], none, below)


def _so_far(lookup: Result, pen: Pen) -> Headline:
    below = ""
    if has(lookup, "orders") and has(lookup, "average_order_value"):
        average = pen.figure(lookup, "average_order_value")
        below = pen.said("card.history_note", orders=pen.figure(lookup, "orders"), average=average)
    return Headline(pen.texts["card.history"], pen.figure(lookup, "revenue"), below)


def _gain(plan: Result, pen: Pen) -> str:
    figures = {
        "gain": "expected_gain",
        "lo": "gain_lo",
        "hi": "gain_hi",
        "response": "response_rate",
        "margin": "margin",
        "cost": "contact_cost",
    }
    said = pen.said("action.gain", **{name: pen.figure(plan, column) for name, column in figures.items()})
    return f"{said}{'' if pen.language == 'zh' else ' '}{pen.said('action.assumed')}"
