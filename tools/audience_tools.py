"""prepare_audience: how many of some customers may be contacted, why the others not, and the page that exports them.

Names and addresses are never in its result: files of audiences are given out by a page and by a command, to analysts.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from langchain_core.tools import BaseTool
from pydantic import Field

from config.errors import AccessError
from config.settings import Role
from config.text import Text
from data.audience_formats import Form
from data.audiences import CONTACT
from data.consent import Channel
from data.filter_text import filter_text
from data.spec import Filter
from data.tables import Cell, Column, Table
from tools.audience_choice import AudienceOrder, Chosen, choose_audience
from tools.context import Runtime, ToolContext
from tools.making import Outcome, ToolArguments, make_tool

PAGE: Final = "/audiences"
ROLES: Final[frozenset[Role]] = frozenset({"analyst"})
_NOT_FOR_ROLE: Final = Text(
    "the role '{role}' may not export customers: files of audiences hold names and addresses of many; "
    "ask an analyst for it",
    "“{role}”角色不能导出客户：受众文件包含许多客户的姓名和联系方式；请联系分析师",
)
_ALL: Final = "all"
REASON_NAMES: Final[Mapping[str, Text]] = {
    _ALL: Text("all that were chosen", "选中的全部客户"),
    CONTACT: Text("may be contacted", "可以联系"),
    "forgotten": Text("was forgotten", "已被删除（遗忘）"),
    "suppression_list": Text("on the suppression list", "在免打扰名单中"),
    "opted_out": Text("opted out", "已拒绝营销"),
    "recently_contacted": Text("contacted recently", "近期已联系过"),
    "no_address": Text("no usable address for the channel", "没有该渠道可用的联系方式"),
    "consent_unknown": Text("consent not known", "是否同意营销未知"),
    "same_address": Text("same address as another customer", "与其他客户的联系方式相同"),
    "control": Text("held out as control group", "留作对照组"),
}
_COLUMNS: Final = (
    Column("reason", Text("status", "状态"), "text"),
    Column(
        "name",
        Text("what may be done", "能否联系"),
        "text",
        Text(
            "The first reason that holds; who may be contacted has none.",
            "按顺序第一个成立的原因；可以联系的客户没有。",
        ),
    ),
    Column("customers", Text("customers", "客户数"), "count", metric="customers"),
    Column("share", Text("share", "占比"), "share"),
    Column("page", Text("page with the file", "文件所在页面"), "text"),
)
_NO_CONSENT: Final = Text(
    "The customers file has no column of consent for this channel: consent is not known of anybody.",
    "客户文件中没有该渠道的同意信息：所有客户是否同意均未知。",
)
_CONSENT: Final = Text("Consent is read from: {columns}.", "同意信息取自：{columns}。")
_UNKNOWN_TOO: Final = Text(
    "Customers whose consent is not known are included, as asked for.", "按要求包含是否同意未知的客户。"
)
_LISTED: Final = Text("The suppression list has {n} entries.", "免打扰名单共有{n}条。")


class AudienceArguments(ToolArguments):
    """Who is wanted, and for what."""

    segment: str = Field(default="", max_length=200, description="Key or name; empty: all customers.")
    filters: list[Filter] = Field(default_factory=list, max_length=10)
    actions: list[str] = Field(default_factory=list, max_length=20)
    budget: float | None = Field(default=None, ge=0, le=1e12)
    limit: int | None = Field(default=None, ge=1, le=10_000_000, description="Only the most valuable.")
    control_share: float | None = Field(default=None, ge=0, le=0.9)
    seed: int = Field(default=7, ge=0, le=2**31 - 1)
    channel: Channel = "email"
    unknown_consent: bool = False
    format: Form = "generic"

    def order(self) -> AudienceOrder:
        """The order that it makes."""
        return AudienceOrder(
            channel=self.channel,
            segment=self.segment,
            filters=tuple(self.filters),
            actions=tuple(self.actions),
            budget=self.budget,
            limit=self.limit,
            control_share=self.control_share,
            seed=self.seed,
            unknown_too=self.unknown_consent,
        )


def audience_tool() -> BaseTool:
    """The tool prepare_audience."""

    def compute(asked: AudienceArguments, runtime: Runtime) -> Outcome:
        return prepare_audience(runtime.context, asked)

    return make_tool("prepare_audience", arguments=AudienceArguments, compute=compute)


def prepare_audience(context: ToolContext, asked: AudienceArguments) -> Outcome:
    """How many may be contacted, how many not and why, and where the file is to be had.

    Raises:
        AccessError: The role may not.
        ToolInputError: A segment, filter or action is not there.
        InputError: The suppression list or the company's file cannot be used.
    """
    check_role(context)
    chosen = choose_audience(context, asked.order())
    counts, whole, address = chosen.audience.counts(), len(chosen.audience.frame), page_address(asked)
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "reason": reason,
            "name": context.say(REASON_NAMES[reason]),
            "customers": count,
            "share": count / whole if whole else None,
            "page": address if reason == _ALL else None,
        }
        for reason, count in {_ALL: whole, **counts}.items()
    )
    table = Table(_COLUMNS, rows, len(rows), "groups", notes_of(chosen, unknown_too=asked.unknown_consent))
    return Outcome(table, {"page": address, "channel": asked.channel})


def check_role(context: ToolContext) -> None:
    """Refuses whoever may not export customers.

    Raises:
        AccessError: The role may not.
    """
    if context.role not in ROLES:
        raise AccessError(context.say(_NOT_FOR_ROLE).format(role=context.role))


def notes_of(chosen: Chosen, *, unknown_too: bool) -> tuple[Text, ...]:
    """Where consent was read, and what list was gone by."""
    columns = ", ".join(chosen.consent)
    told = Text(_CONSENT.en.format(columns=columns), _CONSENT.zh.format(columns=columns)) if columns else _NO_CONSENT
    notes = [told, *([_UNKNOWN_TOO] if unknown_too else [])]
    if chosen.listed is not None:
        notes.append(Text(_LISTED.en.format(n=chosen.listed), _LISTED.zh.format(n=chosen.listed)))
    return tuple(notes)


def page_address(asked: AudienceArguments) -> str:
    """The page with this audience prepared; what is as usual is left out.

    >>> page_address(AudienceArguments(segment="at_risk", channel="sms"))
    '/audiences?segment=at_risk&channel=sms'
    """
    said: list[tuple[str, str]] = [("segment", asked.segment)]
    said += [("filter", filter_text(condition)) for condition in asked.filters]
    said += [("action", action) for action in asked.actions]
    said += [(key, f"{v:g}") for key, v in (("budget", asked.budget), ("limit", asked.limit)) if v is not None]
    said += [("hold_out", f"{asked.control_share:g}")] if asked.control_share is not None else []
    said += [("channel", asked.channel)] if asked.channel != "email" else []
    said += [("format", asked.format)] if asked.format != "generic" else []
    said += [("unknown", "include")] if asked.unknown_consent else []
    query = urlencode([(key, value) for key, value in said if value])
    return f"{PAGE}?{query}" if query else PAGE
