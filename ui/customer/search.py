"""The search's answers: a help where nothing is asked, and the few customers who may be meant."""

from typing import Final
from urllib.parse import urlencode

from config.settings import Role
from ui.customer.found import Found
from ui.customer.pen import Pen
from ui.frame import problem_html
from ui.markdown import escape
from ui.panels import page_heading_html

_DETAIL: Final = ("country", "attr_city", "attr_town", "last_purchase")


def help_html(pen: Pen, role: Role, *, names: bool) -> str:
    """What an empty page says; `names` is whether the data hold names, e-mails or phones."""
    key = "note_ids" if not names else "note_business" if role == "business" else "note"
    return page_heading_html(pen.texts["search.title"], pen.texts[f"search.{key}"])


def choice_html(found: Found, text: str, pen: Pen) -> str:
    """The few who may be meant, each a link to the card; or that there is nobody, or too many to tell apart.

    Args:
        found: Of a lookup that names nobody without doubt.
        text: As typed.
        pen: Writes.
    """
    lookup, typed = found.lookup, escape(text)
    n, rows = lookup["n"], lookup["rows"]
    if not n:
        return problem_html(f"{pen.texts['search.none'].format(text=text)} {pen.texts['search.none_help']}")
    if not rows:
        return problem_html(pen.texts["search.many"].format(n=f"{n:,}", text=text))
    exact = bool(lookup["extra"]["exact"])
    key = ("several_cut" if n > len(rows) else "several") if exact else ("nearest" if len(rows) > 1 else "nearest_one")
    said = pen.said(f"search.{key}", n=f"{n:,}", text=typed, shown=str(len(rows)))
    items = "".join(_match(found, index, pen) for index in range(len(rows)))
    return (
        f'<section class="kz-panel kz-choice" aria-live="polite"><p>{said}</p>'
        f'<ul class="kz-matches">{items}</ul></section>'
    )


def address_of(customer_id: str) -> str:
    """The page's address with that customer's card."""
    return f"/customer?{urlencode({'id': customer_id})}"


def _match(found: Found, index: int, pen: Pen) -> str:
    lookup = found.lookup
    row = lookup["rows"][index]
    known = [c["key"] for c in lookup["columns"] if c["key"] in _DETAIL and row.get(c["key"]) is not None]
    labelled = {"last_purchase": f"{pen.label(lookup, 'last_purchase')} "}
    detail = [labelled.get(key, "") + pen.plain(lookup, key, row=index) for key in known]
    name = f"<strong>{escape(row['name'])}</strong> " if row.get("name") else ""
    title = pen.said("card.title", id=escape(row["customer_id"]))
    return (
        f'<li><a href="{escape(address_of(str(row["customer_id"])))}">{name}<span>{title}</span>'
        f"<small>{escape(' · '.join(detail))}</small></a></li>"
    )
