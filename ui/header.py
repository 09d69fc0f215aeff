"""The page's top line and its welcome: which shop, up to which day, in which currency, and whether it is simulated."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from babel.dates import format_date
from babel.numbers import format_decimal

from agent.formatting import locale_of
from config.text import Language
from data.money import NO_CURRENCY
from prompts.library import load_texts
from ui.markdown import escape
from ui.visitors import PATHS, PageName, Visitor

_HERE = ' aria-current="page"'


class ShopFacts(Protocol):
    """What the header needs of a build's manifest."""

    @property
    def shop_name(self) -> str: ...  # noqa: D102
    @property
    def simulated(self) -> bool: ...  # noqa: D102
    @property
    def as_of(self) -> dt.date: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def horizon_days(self) -> int: ...  # noqa: D102
    @property
    def rows(self) -> Mapping[str, int]: ...  # noqa: D102


def header_html(facts: ShopFacts, *, page: PageName, visitor: Visitor | None, language: Language) -> str:
    """Brand, shop, the facts that hold for every figure, and the way to the pages that the visitor may open."""
    texts, locale = load_texts("ui", language), locale_of(language)
    said = [
        texts["page.as_of"].format(date=format_date(facts.as_of, "long", locale=locale)),
        texts["page.customers"].format(count=format_decimal(facts.rows.get("customers", 0), locale=locale)),
        *([texts["page.currency"].format(currency=facts.currency)] if facts.currency != NO_CURRENCY else []),
        texts["page.horizon"].format(days=facts.horizon_days),
        *([texts[f"page.role_{visitor.role}"]] if visitor else []),
        *([visitor.user] if visitor and visitor.user else []),
    ]
    simulated = (
        f'<span class="kz-badge kz-simulated" title="{escape(texts["page.simulated_help"])}">'
        f"{escape(texts['page.simulated'])}</span>"
        if facts.simulated
        else ""
    )
    # Other pages have a heading of their own.
    brand, content = ("h1", "kz-chat") if page == "chat" else ("p", "kz-main")
    items = "".join(f"<li>{escape(fact)}</li>" for fact in said)
    return (
        f'<a class="kz-skip" href="#{content}">{escape(texts["page.skip"])}</a>'
        f'<div class="kz-header"><div class="kz-brand"><span class="kz-logo" aria-hidden="true">值</span>'
        f"<{brand}>{escape(texts['page.brand'])}<small>{escape(texts['page.brand_note'])}</small></{brand}></div>"
        f"{_navigation(page, visitor, language)}"
        f'<div class="kz-shop" title="{escape(" · ".join([facts.shop_name, *said]))}">'
        f"<p><strong>{escape(facts.shop_name)}</strong>{simulated}</p><ul>{items}</ul></div>"
        f"{_leave(visitor, language)}</div>"
    )


def _leave(visitor: Visitor | None, language: Language) -> str:
    """The button that logs the visitor out; nothing where nobody has to log in."""
    if visitor is None or not visitor.user:
        return ""
    text = escape(load_texts("ui", language)["door.leave"])
    return (
        f'<form class="kz-leave" method="post" action="/logout"><button type="submit" title="{escape(visitor.user)}">'
        f"{text}</button></form>"
    )


def _navigation(page: PageName, visitor: Visitor | None, language: Language) -> str:
    texts = load_texts("ui", language)
    links = "".join(
        f'<a href="/{path}"{_HERE if name == page else ""}>{escape(texts[f"nav.{name}"])}</a>'
        for name, path in PATHS.items()
        if name == page or (visitor is not None and visitor.may_open(name))
    )
    return f'<nav class="kz-nav" aria-label="{escape(texts["nav.label"])}">{links}</nav>'


def welcome_html(*, language: Language) -> str:
    """What an empty conversation shows above the suggested questions."""
    texts = load_texts("ui", language)
    return (
        f'<div class="kz-welcome"><h2>{escape(texts["page.welcome"])}</h2>'
        f"<p>{escape(texts['page.welcome_help'])}</p></div>"
    )
