"""Makes a report: what was ordered, for a role and in a language, from the tools that pages call too."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from agent.answering import ReviewTexts
from agent.formatting import format_cell, visible
from agent.page_views import View
from agent.reports.company import company_of
from agent.reports.customer import customer_sections
from agent.reports.model import NEEDS_SUBJECT, ROLES, Kind, Report, Section
from agent.reports.model_quality import model_sections
from agent.reports.portfolio import portfolio_sections
from agent.reports.segment import segment_filter, segment_sections
from agent.reports.writer import Writer
from config.errors import AccessError, InputError
from config.settings import Role
from config.text import Language, Text
from prompts.library import load_texts

if TYPE_CHECKING:
    from tools.shop import Shop

_NOT_FOR_ROLE: Final = Text(
    "the role '{role}' may not have a report of this kind ({kind})", "“{role}”角色不能生成这种报告（{kind}）"
)
_NO_SUBJECT: Final = Text("a {kind} report needs to know of which one", "请说明要为哪一个生成报告（{kind}）")


class Lender(Protocol):
    """Lends tools: `agent.analyst.Analyst`."""

    def view(
        self, page: str, *, role: Role, language: Language, user: str = "", subject: str = ""
    ) -> AbstractContextManager[View]:
        """Tool calls, written into the audit log."""


@dataclass(frozen=True)
class Order:
    """What report is wanted, and for whom.

    Attributes:
        kind: Which of the kinds.
        subject: Customer or segment; empty for the others.
        language: Of all words.
        role: Whom it is for.
        user: Who ordered it.
        spoken: Language of what is said where it cannot be made; its own where None.
    """

    kind: Kind
    subject: str = ""
    language: Language = "en"
    role: Role = "analyst"
    user: str = ""
    spoken: Language | None = None


def check_order(order: Order) -> None:
    """Refuses what the role may not have, and an order that lacks its subject.

    Raises:
        AccessError: The role may not have it.
        InputError: It does not say of whom.
    """
    spoken = order.spoken or order.language
    if order.role not in ROLES[order.kind]:
        raise AccessError(_NOT_FOR_ROLE.in_language(spoken).format(role=order.role, kind=order.kind))
    if order.kind in NEEDS_SUBJECT and not order.subject.strip():
        raise InputError(_NO_SUBJECT.in_language(spoken).format(kind=order.kind))


def make_report(
    lender: Lender,
    shop: "Shop",
    order: Order,
    *,
    today: dt.date,
    tick: Callable[[str], None] = lambda tool: None,
) -> Report:
    """The report, written into the audit log before it comes back.

    Args:
        lender: Lends the tools.
        shop: The shop of those tools.
        order: What is wanted.
        today: Day that stands on it.
        tick: Called with the tool at each of its calls, for whoever waits.

    Raises:
        AccessError: The role may not have it.
        InputError: The order does not say of whom, or the company's file names a logo that cannot be used.
        ToolInputError: There is no such customer or segment.
        AuditError: It cannot be logged.
    """
    texts = load_texts("report", order.language)
    company = company_of(shop.build)
    asked = f"{order.kind} {order.subject}".strip()
    with lender.view("report", role=order.role, language=order.language, user=order.user, subject=asked) as view:
        check_order(order)
        writer = Writer(view, shop, order.role, order.language, ReviewTexts(shop), tick, texts=texts)
        subject, sections = _written(writer, order)
        manifest = shop.manifest
        return Report(
            kind=order.kind,
            subject=subject,
            language=order.language,
            role=order.role,
            company=company,
            title=texts[f"title.{order.kind}"].format(subject=_named(writer, order, subject)),
            facts=tuple(_facts(shop, texts, order.language, today)),
            sections=tuple(sections),
            definitions=writer.definitions(),
            sources=writer.sources(),
            as_of=manifest.as_of.isoformat(),
            build=manifest.build_id,
            texts=texts,
        )


def _written(writer: Writer, order: Order) -> tuple[str, list[Section]]:
    """Whom it is of, by id or key, and the sections."""
    if order.kind == "portfolio":
        return "", list(portfolio_sections(writer))
    if order.kind == "model":
        return "", list(model_sections(writer))
    if order.kind == "segment":
        chosen = segment_filter(writer, order.subject)
        return str(chosen["value"]), list(segment_sections(writer, chosen))
    sections = list(customer_sections(writer, order.subject.strip()))
    return str(writer.results["card"].table.rows[0]["customer_id"]), sections


def _named(writer: Writer, order: Order, subject: str) -> str:
    """The subject as people call it."""
    if order.kind != "segment":
        return visible(subject)
    dictionary = writer.shop.dictionary
    if (own := dictionary.segments.get(subject)) is not None:
        return own.name.in_language(order.language)
    names = (dictionary.attribute(key).value_text(subject, order.language) for key in ("rfm_segment", "value_tier"))
    return next((name for name in names if name != subject), subject)


def _facts(shop: "Shop", texts: Mapping[str, str], language: Language, today: dt.date) -> Iterator[str]:
    manifest = shop.manifest
    yield texts["fact.shop"].format(shop=visible(manifest.shop_name))
    if manifest.simulated:
        yield texts["fact.simulated"]
    yield texts["fact.as_of"].format(date=format_cell(manifest.as_of.isoformat(), "date", language=language))
    yield texts["fact.horizon"].format(days=manifest.horizon_days)
    made = format_cell(today.isoformat(), "date", language=language)
    yield texts["fact.made"].format(date=made, build=manifest.build_id)
