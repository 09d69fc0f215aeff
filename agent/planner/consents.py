"""Who agreed to be written to: "opted in to marketing", 同意接收营销, where the shop keeps their answers."""

import re
from collections.abc import Mapping

from agent.planner.lexicon import Lexicon
from agent.planner.tokens import Term

_NAMED = re.compile(r"marketing|newsletter|promotion|营销|推广|促销|订阅", re.IGNORECASE)
_NOT = (
    r"(?:(?:do|does|did|have|has|had|were|was|are|is) not|(?:do|does|did|have|has|had|were|was|are|is)n['’]t|never"
    r"|not|refus(?:e|es|ed)(?: to)?|declin(?:e|es|ed)(?: to)?|rejects?|rejected)(?: (?:yet|ever|been))?"
)
_GET = r"(?: to)?(?: (?:get|receive|receiving|getting|be sent|being sent))?"
_AGREES = (
    rf"(?:accept(?:s|ed|ing)?|(?:agree[ds]?|agreeing|consent(?:s|ed|ing)?|opt(?:s|ed|ing)?[- ]in(?:to)?){_GET}(?: for)?"
    r"|subscrib(?:e[ds]?|ing)(?: to)?|sign(?:ed|s)? up (?:for|to)|(?:allow|want)(?:s|ed)?|(?:given?|gave)(?: us)?)"
)
_POST = (
    r"(?:(?:e-?mail|sms|text(?: message)?) )?"
    r"(?:marketing(?: (?:e-?mails?|mails?|messages?|contacts?|communications?|newsletters?|texts?|sms|consent))?"
    r"|newsletters?|promotional (?:e-?mails?|messages?|mails?|texts?))"
)
_EN = (
    (
        re.compile(
            rf"\b(?:opt(?:s|ed)?[- ]out|unsubscribed?|opted-out)(?: (?:of|from))? (?:our |the |any )?{_POST}\b", re.I
        ),
        0,
    ),
    (re.compile(rf"\b{_NOT} {_AGREES} (?:our |the |any |their )?{_POST}\b", re.IGNORECASE), 0),
    (re.compile(rf"\b(?:without|lacking|with no) (?:any )?{_POST}(?<=consent)", re.IGNORECASE), 0),
    (re.compile(rf"\b(?:refus(?:e|es|ed)|declin(?:e|es|ed)|rejects?|rejected) (?:our |the |any )?{_POST}\b", re.I), 0),
    (
        re.compile(
            rf"\b{_POST} (?:(?:is |was )?(?:not accepted|refused|declined|rejected)|opted[- ]out)\b", re.IGNORECASE
        ),
        0,
    ),
    (re.compile(rf"\b{_POST} (?:(?:is |was )?(?:accepted|agreed|allowed)|opted[- ]in)\b", re.IGNORECASE), 1),
    (re.compile(rf"(?<!by )(?<!per )\b{_AGREES} (?:our |the |any |their )?{_POST}\b", re.IGNORECASE), 1),
    (re.compile(rf"\b(?:with|having|has|have) (?:a )?{_POST}(?<=consent)", re.IGNORECASE), 1),
)
_POST_ZH = r"(?:(?:短信|邮件|电子邮件)(?:的)?)?(?:营销|推广|促销)(?:类)?(?:的)?(?:邮件|短信|信息|消息|推送|内容)?"
_AGREES_ZH = r"(?:同意|愿意|接受|允许|授权|订阅|勾选)(?:了|过)?(?:接收|收到|接受|收)?(?:我们的?)?"
_ZH = (
    (re.compile(rf"(?:没有|没|未|尚未|还没|不|不想|不愿意?|拒绝)(?:再)?(?:{_AGREES_ZH}|接收|收){_POST_ZH}"), 0),
    (re.compile(rf"(?:拒收|退订|拒绝)(?:了|过)?{_POST_ZH}"), 0),
    (re.compile(rf"(?<!是否)(?<!按)(?<!按照)(?<!各){_AGREES_ZH}{_POST_ZH}"), 1),
)
_BY_TEXT = re.compile(r"sms|\btext|短信", re.IGNORECASE)
_PHRASES = {
    ("sms", 1): "consenting to sms marketing",
    ("sms", 0): "refusing sms marketing",
    ("email", 1): "consenting to marketing",
    ("email", 0): "refusing marketing",
}
_PHRASES_ZH = {
    ("sms", 1): "已加入短信联络",
    ("sms", 0): "已退出短信联络",
    ("email", 1): "已加入营销联络",
    ("email", 0): "已退出营销联络",
}


def consents_said(question: str, consents: Mapping[str, tuple[str, str, str]]) -> str:
    """The question with who agreed, or refused, in the words that the lexicon knows.

    Args:
        question: Cleaned.
        consents: By channel the column that holds the answers, with the one that agrees and the one that refuses.

    >>> kept = {"email": ("attr_accepts_marketing", "True", "False")}
    >>> consents_said("how many customers have opted in to marketing emails", kept)
    'how many customers have consenting to marketing'
    >>> consents_said("不接受营销的德国客户有几个", kept)
    '已退出营销联络德国客户有几个'
    """
    if not consents or not _NAMED.search(question):
        return question
    for rules, phrases in ((_EN, _PHRASES), (_ZH, _PHRASES_ZH)):
        for pattern, agreed in rules:

            def told(
                found: re.Match[str], agreed: int = agreed, phrases: Mapping[tuple[str, int], str] = phrases
            ) -> str:
                channel = "sms" if _BY_TEXT.search(found.group()) else "email"
                return phrases[channel, agreed] if channel in consents else found.group()

            question = pattern.sub(told, question)
    return question


def add_consents(lexicon: Lexicon, consents: Mapping[str, tuple[str, str, str]]) -> None:
    """Teaches the lexicon these words as values of the columns that hold the answers."""
    for channel, (column, yes, no) in consents.items():
        for phrases in (_PHRASES, _PHRASES_ZH):
            lexicon.add(phrases[channel, 1], Term("value", yes, column))
            lexicon.add(phrases[channel, 0], Term("value", no, column))
