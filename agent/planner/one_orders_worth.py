"""What one order comes to, asked in everyday words, as the average order value: 一单大概多少钱, "an order is worth"."""

import re

from agent.planner.rewriting import rewritten

_ORDER = r"(?:order|purchase|basket|transaction|shopping basket|checkout)"
_USUAL = r"(?:average|typical|usual|normal|mean|regular)"
_ONE = (
    rf"(?:(?:one|an?|a single|each|every|any one)(?: single| given)? (?:{_USUAL} )?{_ORDER}"
    rf"|(?:the|our|your|their) {_USUAL} {_ORDER})(?! (?:value|size|amount|total|count|number)s?\b)"
)
_ON_AVERAGE = r"(?:on average|on the average|typically|usually|normally|in general|generally|as a rule)"
_ASKED = re.compile(
    rf"\b(?P<head>(?:{_ON_AVERAGE},? )?)(?:how much|what) (?:is|was|are|were|does|did|do|has|would) (?P<one>{_ONE})\b"
    rf"(?P<rest>[^?.;]*)",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"\b(?P<one>{_ONE}) (?:is|was|comes to|came to|costs?) (?:worth )?how much\b(?P<rest>[^?.;]*)", re.IGNORECASE
)
_WORTH = re.compile(
    r",?\s*\b(?:(?:usually |typically |normally )?(?:worth|cost(?:ing)?|com(?:e|ing) (?:out )?(?:to|at)"
    r"|amount(?:ing)? to"
    r"|run to|add(?:ing)? up to|total|bring(?:ing)?(?: us)?(?: in)?|valued at|average(?: out)?(?: at| to)?)"
    r"(?=\s|$)|" + _ON_AVERAGE + r"\b)",
    re.IGNORECASE,
)
_AVERAGE = "what is the average order value"
_MEANS = r"(?:平均(?:下来)?|大概|大约|差不多|一般|通常|普遍|均摊下来)"
# 下一单, 最近一单, 最大的一单 are orders of their own.
_HAN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"(?:{_MEANS}(?:每一?|一)(?:单|笔订单|个订单|笔)|(?:每一?|(?<![再多下后首第上这那最哪近的到每])一)(?:单|笔订单|个订单|笔)"
            rf"(?=[^，,。？?；]{{0,6}}{_MEANS}))(?:{_MEANS}|要|能|会|得|是|有|花|卖|消费|值|金额){{0,4}}"
            r"(?:多少(?:钱|元|块钱|块|英镑)?|几块钱?|几多钱)(?![单件个种款次人条笔])"
        ),
        "平均订单金额是多少",
    ),
    (
        re.compile(r"平均(?:下来)?(?:每一?|一)(?:单|笔订单|个订单|笔)(?:金额|花费|消费|花|卖)?(?:得)?最[贵高大]"),
        "平均订单金额最高",
    ),
    (
        re.compile(r"平均(?:下来)?(?:每一?|一)(?:单|笔订单|个订单|笔)(?:金额|花费|消费|花|卖)?(?:得)?最(?:便宜|低|小)"),
        "平均订单金额最低",
    ),
)


def one_orders_worth(question: str) -> str:
    """The question with "how much is one order on average" as the average order value.

    Args:
        question: Cleaned.

    >>> one_orders_worth("How much is one order on average in Japan?"), one_orders_worth("小程序上每一单大概多少钱")
    ('what is the average order value in Japan?', '小程序上平均订单金额是多少')
    >>> one_orders_worth("What is an order?"), one_orders_worth("下一单大概多少钱")
    ('What is an order?', '下一单大概多少钱')
    """
    if not question.isascii():
        question = rewritten(question, _HAN)
    lowered = question.lower()
    if "how much" in lowered or "what" in lowered:
        question = _SAID.sub(_value, _ASKED.sub(_value, question))
    return question


def _value(found: re.Match[str]) -> str:
    rest = _WORTH.sub("", found["rest"])
    usual = re.search(_USUAL, found["one"], re.IGNORECASE)
    asked = found.group().lower()
    if rest == found["rest"] and not usual and "how much" not in asked:
        return found.group()
    return f"{_AVERAGE}{rest}"
