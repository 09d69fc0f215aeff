"""Wishes to take customers away as a file: "export the at-risk customers as csv", 把流失风险客户导出到Klaviyo.

Read whole or not at all: what is left without the words of exporting must be a question that lists customers, or asks
whom to contact. A ranking is such a file only where a file, a program or a campaign is named; else it is shown.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from agent.planner.reading import Call, Reading
from agent.planner.wording import Words
from config.settings import Role
from config.text import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.planner.planner import Planner

TOOL: Final = "prepare_audience"
_END: Final = " \t?？!！.。,，;；:：呢吗啊呀吧"
_ENGLISH: Final = re.compile(
    r"(?:please |pls |kindly |(?:can|could|would) (?:you|we|i) |how (?:do|can|could|would|should) (?:i|we) "
    r"|i(?:'d| would) like (?:you )?to |(?:i|we) (?:want|need)(?: you)? to |let(?:'s| us| me) |help me (?:to )?)*"
    r"(?:(?:export|download)(?: me| us)?"
    r"(?: (?:a |an |the )?(?P<listed>(?:csv|excel|file|list|spreadsheet) (?:of|with)))?"
    r"|(?:make|create|build|prepare|give me|send me|get me|i need|we need) (?:a |an |the )?"
    r"(?P<named>(?:mailing|contact|e-?mail|sms) list|audience|export|csv(?: file)?|excel file)"
    r"(?: (?:of|for|with|from))?)"
    r"(?: (?P<whom>.+))?",
    re.IGNORECASE,
)
_CHINESE: Final = re.compile(
    r"(?:请|麻烦|帮我|帮忙|给我|替我|能否|能不能|可以|我想|我要|我们要|需要|怎么|如何|怎样|想)*"
    r"(?:(?:导出|下载)(?:一下|一份)?(?P<behind>.*)"
    r"|[把将]?(?P<before>.+?)(?:全部|都)?(?:导出|下载)(?:来|一下|给我|成文件)?)"
)
_CHINESE_END: Final = re.compile(r"(?:的)?(?:名单|列表|清单|数据|信息|文件|受众|人群包|给我|出来|来)+$")
_FILE: Final = (
    r"(?:a |an )?(?:csv|xlsx?|excel|parquet|spreadsheet|file|email list|mailing list)(?: (?:file|format|sheet))?"
)
_LAID_OUT: Final = re.compile(
    rf"(?:,? ?(?:as|to|into|in|for|with) {_FILE}|为{{0,1}}[成到为]?\s*(?:csv|xlsx?|excel|parquet)(?:文件|格式|表格)?)$",
    re.IGNORECASE,
)
_PURPOSE: Final = re.compile(
    r"(?:,? ?(?:for|to|into|in)(?: use in| import into)? (?:(?:a|an|the|our|my) )?(?P<en>klaviyo|shopify|crm"
    r"|(?:e-?mail|sms|text(?:-message)?|phone|call)?[ -]?(?:campaign|marketing|mailing)s?|e-?mail|sms|phone calls?)"
    r"|[到给用于为做进行]*\s*(?P<zh>klaviyo|shopify|crm|(?:邮件|短信|电话)(?:营销|推广|群发|联系)?|营销活动)(?:用|使用|导入)?)$",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"|(?:(?:the|all|our|my|every|a|list|of) ?)*(?:customers?|clients?|buyers?|everybody|everyone|people)"
    r"|(?:所有|全部|全体|我们的?|的)*(?:客户|顾客|买家|用户)",
    re.IGNORECASE,
)
_THEM: Final = re.compile(
    r"them|these|those|(?:these|those) (?:customers|clients)|this list|the list"
    r"|他们|她们|这些(?:客户|人)?|那些(?:客户|人)?|这份名单",
    re.IGNORECASE,
)
_COMMANDED: Final = re.compile(r"(?:the|all|our|my|every|these|those)\b|[^a-z]*[\u4e00-\u9fff]", re.IGNORECASE)
_PLAIN: Final = frozenset({"filters", "columns", "sort_by", "descending"})
_OF_PLAN: Final = frozenset({"filters", "actions", "budget", "what", "limit"})
_SEGMENTS: Final = ("rfm_segment", "value_tier", "segment")


@dataclass(frozen=True)
class ExportWish:
    """What is to be taken away.

    Attributes:
        whom: The words that say which customers.
        form: `klaviyo` or `shopify`; empty for any program.
        channel: `sms` or `phone`; empty for e-mails.
        laid_out: Whether a file, a program or a campaign was named.
    """

    whom: str
    form: str = ""
    channel: str = ""
    laid_out: bool = False


def export_wish(question: str) -> ExportWish | None:
    """The wish that a question is; None where it is none.

    >>> export_wish("Export the at-risk customers as csv for Klaviyo")
    ExportWish(whom='the at-risk customers', form='klaviyo', channel='', laid_out=True)
    >>> export_wish("请把流失风险客户导出").whom, export_wish("how many export orders?")
    ('流失风险客户', None)
    """
    text, wish = question.strip(_END), ExportWish("")
    while found := _PURPOSE.search(text) or _LAID_OUT.search(text):
        said = next((group for group in found.groupdict().values() if group), "").casefold()
        wish = _told(wish, said)
        text = text[: found.start()].strip(_END)
    english, chinese = _ENGLISH.fullmatch(text), _CHINESE.fullmatch(text)
    if english is not None:
        named = english["listed"] or english["named"]
        wish = _told(wish, (english["named"] or "").casefold()) if named else wish
        return replace(wish, whom=(english["whom"] or "").strip(_END))
    if chinese is None:
        return None
    whom = (chinese["behind"] or chinese["before"] or "").strip(_END)
    return replace(wish, whom=_CHINESE_END.sub("", whom).strip(_END).removesuffix("的"))


def read_export(
    planner: "Planner", question: str, wish: ExportWish, *, previous: "Sequence[str]", language: Language
) -> Reading | None:
    """The reading of a wish; None where what it names is no group of customers, so that it is read as it stands.

    What is no group of customers but can be shown, such as a ranking, is read without the words of exporting.
    """
    whom = wish.whom
    if _THEM.fullmatch(whom) and previous:
        read = planner.read(previous[-1], previous=previous[:-1], language=language)
    elif _ALL.fullmatch(whom):
        return _reading(planner, question, wish, {}, language)
    else:
        read = planner.read(whom, previous=previous, language=language)
    answered = read.status == "answered" and bool(read.calls)
    # Alone, where the conversation makes something else of it: after "what if we lose the champions" a group that is
    # only named is supposed to be lost, too.
    for each in (read, planner.read(whom, language=language)) if previous else (read,):
        listed = each.status == "answered" and bool(each.calls)
        if listed and (chosen := _chosen(each, wish, role=planner.facts.role)) is not None:
            return _reading(planner, question, wish, chosen, language)
    # Anything else is shown, with its table to download; only "export revenue" may speak of what is sold abroad.
    return replace(read, question=question) if answered and _COMMANDED.match(whom) else None


def _chosen(read: Reading, wish: ExportWish, *, role: Role) -> dict[str, Any] | None:
    """Whom the reading lists, as arguments of the tool; None where it does something else."""
    call = read.calls[0]
    arguments = dict(call.arguments)
    if call.name == "query_customers" and read.kind == "list" and set(arguments) <= _PLAIN:
        return {"filters": list(arguments.get("filters", []))}
    if call.name == "query_customers" and role == "support" and set(arguments) == {"filters", "measures"}:
        # To the desk, which sees no lists, customers that are only named are counted: to export them is refused.
        return {"filters": list(arguments["filters"])} if arguments["measures"] == [{"metric": "customers"}] else None
    if call.name == "plan_actions" and read.kind in ("advice", "budget") and set(arguments) <= _OF_PLAN:
        return {key: arguments[key] for key in ("filters", "actions", "budget") if key in arguments}
    if call.name == "predict_value" and wish.laid_out and read.kind == "forecast_rank" and "limit" in arguments:
        known = set(arguments) <= {"filters", "limit", "horizon_days"}
        return {key: arguments[key] for key in ("filters", "limit") if key in arguments} if known else None
    return None


def _reading(
    planner: "Planner", question: str, wish: ExportWish, chosen: dict[str, Any], language: Language
) -> Reading:
    arguments = {key: value for key, value in chosen.items() if value not in ([], None)}
    arguments |= {key: value for key, value in (("format", wish.form), ("channel", wish.channel)) if value}
    text = Words(planner.facts, language).call(TOOL, arguments)
    filters = list(arguments.get("filters", []))
    named = next((f for f in filters if f["column"] in _SEGMENTS and f["op"] == "eq"), None)
    if named is not None:
        # An address with the segment's name says more to a person than one with a condition.
        rest = [condition for condition in filters if condition is not named]
        arguments |= {"segment": str(named["value"]), "filters": rest}
        arguments = {key: value for key, value in arguments.items() if value != []}
    return Reading(
        question=question,
        language=language,
        status="answered",
        calls=(Call(TOOL, arguments),),
        text=text,
        kind="export",
        focus={},
    )


def _told(wish: ExportWish, said: str) -> ExportWish:
    """The wish with the program or channel that a word names."""
    form = next((known for known in ("klaviyo", "shopify") if known in said), wish.form)
    text_message = "sms" in said or "text" in said or "短信" in said
    call = "phone" in said or "call" in said or "电话" in said
    channel = "sms" if text_message else "phone" if call else wish.channel
    return replace(wish, form=form, channel=channel, laid_out=True)
