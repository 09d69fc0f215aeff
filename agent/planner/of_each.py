"""An attribute of each customer of the list just told: "the last order date of each?", 他们各自最近一次下单是哪天."""

import re
from collections.abc import Callable

from agent.planner.customer_facts import on_customers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.rewriting import Rules, rewritten
from agent.planner.thread import Thread

_SEVERAL = (
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) ?)?(?:customers?|clients?|people|accounts?|ones)?"
)
_EACH = re.compile(
    rf"\b(?:(?:for|of|by|from) )?each(?: and every)?(?: one)?(?: of (?:them|(?:these|those|the) {_SEVERAL}))?"
    r"(?: (?:customer|client|person|account))?\b|\brespectively\b"
    r"|(?:[他她]们|(?:这|那)(?:[几两二三四五六七八九十\d]+|些)(?:个|位|名)?(?:客户|顾客|人|买家)?)?(?:的)?(?:各自的?"
    r"|分别|每(?:个|位)?人?的?)"
    r"|(?:这|那)[几两二三四五六七八九十\d]+(?:个|位|名)(?:客户|顾客|人|买家)?(?:的)?",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(r"\beach\b|\brespectively\b|各|分别|每", re.IGNORECASE)
_LAST = r"(?:most recent|very last|last|latest|newest)"
_WHEN = r"(?:(?:是|在)?(?:什么时候|啥时候|何时|哪一?天|几号|几月几号)(?:下单?|买|购买|来)?的?(?:单)?|的?(?:日期|时间))"
_BUY = r"(?:次|单|笔|回)(?:下单|购买|订单|消费|买(?:东西)?)?"
_DAYS: Rules = (
    (re.compile(rf"(?:最后|最近|上|最新)(?:的)?一?{_BUY}{_WHEN}"), "最近购买日期"),
    (re.compile(rf"(?:第一|首|最早|最初)(?:的)?一?{_BUY}{_WHEN}"), "首次购买日期"),
    (
        re.compile(
            rf"\b(?:when|what day|which day) (?:was|were|is) (?:the |their )?{_LAST} (?:order|purchase)s?(?: placed"
            rf"| made)?"
            rf"|\b(?:the )?(?:dates?|days?) of (?:the |their )?{_LAST} (?:order|purchase)s?"
            rf"|\b{_LAST} (?:order|purchase) (?:date|day)s?",
            re.IGNORECASE,
        ),
        "last purchase date",
    ),
    (
        re.compile(
            r"\b(?:when|what day|which day) (?:was|were|is) (?:the |their )?(?:very )?first (?:order|purchase)s?"
            r"|\b(?:the )?(?:dates?|days?) of (?:the |their )?(?:very )?first (?:order|purchase)s?"
            r"|\bfirst (?:order|purchase) (?:date|day)s?",
            re.IGNORECASE,
        ),
        "first purchase date",
    ),
)


def of_each(question: str, thread: Thread, facts: Facts, read: Callable[[str], Frame]) -> Frame | None:
    """The slots of a turn that asks an attribute of each of the customers told last; None where it does not.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
        facts: The shop.
        read: Reads a question's slots.
    """
    if thread.those is None or not _EACH.search(question):
        return None
    asked = _EACH.sub(lambda each: " " if each.group().isascii() else "", question)
    frame = read(" ".join(rewritten(asked, _DAYS).split()))
    nouns = [n for n in frame.nouns if n != "customer_id"]
    odd = frame.leftovers or frame.outside or frame.vague or frame.people or frame.searched or frame.of_network
    more = frame.conditions or frame.spans or frame.groups or frame.rank or frame.order or frame.share or frame.horizon
    own = odd or more or frame.versus or frame.chart or frame.asks & {"count", "why"}
    if frame.measures and not _ONE_BY_ONE.search(question):
        return None  # 这几个客户的预测价值合计多少: of all of them
    if not nouns and not (whole := read(question)).leftovers and whole.pronouns & {"them"}:
        return None  # "the revenue of each of these three" says itself of whom
    if (
        own
        or not (nouns or frame.measures)
        or not all(on_customers(key, facts) for key in (*nouns, *(m.metric for m in frame.measures)))
    ):
        return None
    frame.nouns, frame.pronouns, frame.follow, frame.which = nouns, {"them"}, False, False
    ranked = thread.those.rank is not None or thread.those.order is not None
    frame.asks = (frame.asks - {"when"}) | (set() if ranked else {"list"})
    frame.each, frame.entities = True, []
    return frame
