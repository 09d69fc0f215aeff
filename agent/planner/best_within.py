"""The best of one thing, and the best of another within it: "which country led, and which category sold best there"."""

import re
from dataclasses import replace
from typing import Protocol

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.meanings import Ordered, Rank
from agent.planner.reading import Plan
from agent.planner.thread import Thread
from agent.planner.winners import winner_key

HIGH = re.compile(
    r"(?<!\bat )\b(?:the )?(?:single )?(?:highest|largest|biggest|greatest|most|best(?:[- ]selling)?|top(?:[- ]selling"
    r"|[- ]ranked)?"
    r"|leading|leads?|led|strongest|record|peak|bestseller|number one|ranked first|(?:came|comes|is|was) first"
    r"|on top|won|winning)\b"
    r"|(?:#|\bno\.? ?|\btop ?)1\b|前(?=[\d一二两三四五六七八九十]+(?:[名个位款种]|的|大|$))|(?<![A-Za-z])TOP(?=\s*\d)"
    r"|(?:排名?|位居|位列)?第一(?!季|次|单|笔)|最(?:高|多|大|好|强|旺|畅销|热销|好卖|火)|领先|居首|榜首"
    r"|冠军(?!客户)|头名|TOP ?1(?!\d)",
    re.IGNORECASE,
)
LOW = re.compile(
    r"(?<!\bat )\b(?:the )?(?:lowest|smallest|fewest|least|worst|weakest|poorest)\b|最(?:低|少|差|小|弱)|垫底|倒数第一",
    re.IGNORECASE,
)
_SELLING = re.compile(r"sell|sold|卖|畅销|热销", re.IGNORECASE)
# By these what sells best is ranked where the first thing is.
_SOLD = frozenset({"revenue", "units", "orders", "gross_revenue"})
_PIECES = re.compile(r"\bunits?\b|\bpieces\b|\bitems sold\b|销量|件数|多少件|几件", re.IGNORECASE)
# How many are wanted within: "its 3 best products", 前三个商品.
_N = r"(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten)"
_N_HAN = r"(?P<n>\d+|[两三四五六七八九十]{1,2})"
_PLACES = (
    re.compile(
        rf"\b{_N}\b(?= (?:\w+[- ])?(?:best|top|highest|largest|biggest|worst|lowest|products|categor|countr))", re.I
    ),
    re.compile(rf"(?<=top |est )\b{_N}\b", re.I),
    re.compile(
        rf"(?<=前){_N_HAN}(?:[名个位款种大](?:的)?|(?=的))?|(?<=TOP){_N_HAN.replace('?P<n>', '?P<m>')}(?:[名个位款种])?"
    ),
    re.compile(rf"(?<=的){_N_HAN}(?:[个款种])"),
)
_DIGITS = {w: i for i, w in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)}
_DIGITS |= {w: i for i, w in enumerate("两三四五六七八九十", 2)}
# 销售额最高的品类里，…; "the top 3 products in the best category in Japan": the winner first, then what is in it.
_INSIDE = re.compile(
    r"(?P<win>最(?:高|多|大|好|强|旺|畅销|热销|好卖|火|低|差|少)的(?:那个|一个)?(?:品类|类目|国家|渠道|市场|月份?|城市|州))"
    r"(?:里面?|中|内|当中|下面?)[，,的]?"
)
_INVERTED = re.compile(
    r"^(?P<lead>(?:what|which) (?:are|is|were|was) |list |show(?: me)? |give me )?(?:the )?"
    r"(?P<inner>(?:top|best|bottom|worst|\d+|three|five|ten)\b[^,;?.]*?) (?:in|within|of|from|inside) "
    r"(?:the |our )(?P<win>(?:best|top|biggest|largest|worst|weakest|strongest|highest)(?:[- ]\w+)? "
    r"(?:category|country|market|channel|month|city|state)\b[^,;?.]*)[?.]?$",
    re.IGNORECASE,
)
# "Which products sold best": which they are, not how many were sold.
_GOODS_SOLD = re.compile(r"\b(products?|items?|articles?) (?:that |which )?(?:sold|sells?|were sold)\b", re.IGNORECASE)
# What the first clause has found, as the second one calls it.
_POINTING = re.compile(
    r"\b(?:(?:in|of|for|from|within|inside|during|over) )?(?:there|it|that one|(?:that|this|the same) "
    r"(?:country|market|category|month|quarter|year|week|day|state|region|city|segment|channel|place"
    r"|product))\b|\bits\b|\bthere\b|\bwithin\b"
    r"|(?:在|从)?(?:那个?|这个?|该|当|同一个?)(?:国家|国|市场|品类|类目|月份?|季度|季|年份?|周|天|日|州|省|城市"
    r"|地区|分群|渠道|商品)(?:份)?(?:里面?|内|中|当中)?"
    r"|(?:在)?(?:那里|那边|那儿|其中|里面|当地)|它的?|其(?=[^他余]*最)",
    re.IGNORECASE,
)
# Both answers tell their amounts anyway.
_AMOUNTS = re.compile(
    r"[.,;:+&]?\s*\b(?:please |pls )?(?:(?:give|show|tell|include|add|with|need|want)(?: me)?|and)?\s*(?:the "
    r"|both |all )*"
    r"(?:amounts?|figures?|numbers|values)(?: (?:for|of) (?:both|each)| too| please| each| both)*\s*[.!?]?\s*$"
    r"|[，,。；;、？?]?\s*(?:(?:两个|两者|各自|分别)的?)?(?:金额|数字|数额|数值|销售额|数)(?:都|也|一起"
    r"|各)(?:要|给我?|报|列|说|告诉我?)(?:出来|一下)?[。.！!]?\s*$"
    r"|[，,；;、]?\s*(?:分别|各)(?:是|有|为|卖了)?多少(?:钱)?[。？?！!]?\s*$",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"[,，、;；]?\s*(?:and )?(?:how much(?: was (?:it|that)| did (?:it|they) (?:make|sell|bring in))?"
    r"|with what amount|at what amount)\b"
    r"|[,，、;；]?\s*(?:一共|总共|各|分别)?(?:卖了|做了|卖出|成交了?|金额|是|有|达到?)?多少(?:钱|金额"
    r"|销售额)?(?!单|人|客|件|订)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[?？;；。,，、:：.]\s*(?:and\s+then\s+|and\s+|then\s+|再看看?|再|然后|并且|以及|同时|而)?"
    r"|\s+(?:and\s+then|and|then|plus|&)\s+|\s*\+\s*|以及|再看看?|然后",
    re.IGNORECASE,
)
_A_MONTH = re.compile(r"的?(?:那)?一个(?=月|季度|星期|周)|(?<=的)(?:月份?|季度)(?:是|为)(?=哪)")
_WHO = re.compile(r"谁|\bwho\b", re.IGNORECASE)


class Reads(Protocol):
    """What is needed of the planner: frames, plans and threads."""

    facts: Facts

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a cleaned question."""

    def attempt(self, resolved: Resolved) -> Plan | None:
        """The plan of a question as it is meant; None where there is none."""


def best_within(planner: Reads, question: str) -> tuple[Resolved, Plan] | None:
    """The first of some groups and, within it, the first of others, each with its figure; None where not asked.

    Args:
        planner: What reads the clauses.
        question: Cleaned.
    """
    text = _INVERTED.sub(r"the \g<win>, and its \g<inner>", _INSIDE.sub(r"\g<win>，其中", _A_MONTH.sub("", question)))
    text = _AMOUNTS.sub("", text)
    if not (HIGH.search(text) or LOW.search(text)) or not _POINTING.search(text):
        return None
    for cut in _CUT.finditer(text):
        left, right = text[: cut.start()], text[cut.end() :]
        # A comma between the figure of the first and what follows: "哪个月最好，卖了多少，当月…".
        if not (_ranks(left) and _ranks(right) and _POINTING.search(right)):
            continue
        right, places = _counted(_POINTING.sub(" ", right))
        first, second = _clause(planner, left.rstrip(" -,，")), _clause(planner, right)
        if places and second is not None:
            second = replace(second, rank=Rank(count=places), singular=False)
        if first is None or second is None or first.nouns == second.nouns:
            continue
        sells = bool(_SELLING.search(right)) and first.order is not None and first.order.metric not in _SOLD
        if sells and second.order is None and not _PIECES.search(question):
            second = replace(second, order=Ordered("revenue", lowest=_low(right)))  # "what sells best there"
        if found := _planned(planner, first, second, question, lows=(_low(left), _low(right))):
            return found
    return None


def _ranks(clause: str) -> bool:
    return bool(HIGH.search(clause) or LOW.search(clause))


def _counted(clause: str) -> tuple[str, int]:
    """A clause without the number of places it asks for, and that number; 0 where it asks for the first alone."""
    for pattern in _PLACES:
        if (found := pattern.search(clause)) is not None:
            told = next(text for text in found.groups() if text)
            count = int(told) if told.isdigit() else _DIGITS.get(told.casefold(), 0)
            if count > 1:
                return clause[: found.start()] + clause[found.end() :], count
    return clause, 0


def _clause(planner: Reads, clause: str) -> Frame | None:
    """One thing that is ranked, by what, of which rows; None where it says anything else."""
    lowest = bool(LOW.search(clause))
    selling = bool(_SELLING.search(clause)) and not _PIECES.search(clause)
    plain = HIGH.sub(" ", LOW.sub(" ", _HOW_MUCH.sub(" ", clause)))
    plain = _GOODS_SOLD.sub(r"\1", plain)
    frame = planner.frame(plain, Thread())
    nouns = list(dict.fromkeys((*frame.nouns, *frame.groups)))
    if not nouns:
        # "ex UK: #1 country": without its rank the noun would only say what the UK is.
        frame = planner.frame(re.sub(r"[:：,，]", " , which ", plain, count=1), Thread())
        nouns = list(dict.fromkeys((*frame.nouns, *frame.groups)))
    if not nouns and _WHO.search(clause):
        nouns = [c.filter.column for c in frame.conditions if c.filter.op in ("ne", "not_in") and not c.metric]
    free = not (frame.people or frame.searched or frame.share or frame.versus or frame.leftovers or frame.vague)
    if len(nouns) != 1 or not free or frame.outside or frame.of_network or len(frame.spans) > 1:
        return None
    asked = planner.facts.attribute(nouns[0])
    if asked is None or not asked.groupable or nouns[0] == "customer_id":
        return None
    metric = _metric(frame, planner.facts, selling=selling)
    order = Ordered(metric, lowest=lowest) if metric else None
    return Frame(nouns=nouns, singular=True, which=True, order=order, conditions=frame.conditions, spans=frame.spans)


def _metric(frame: Frame, facts: Facts, *, selling: bool) -> str:
    """By what a clause ranks; empty where it is left to the other clause."""
    if frame.order is not None and frame.order.metric != "units":
        return frame.order.metric
    told = [m.metric for m in frame.measures if m.metric != "units" or not selling]
    counted = [f"{e.kind}s" for e in frame.entities if facts.metric(f"{e.kind}s") and not e.asked]
    verbs = [metric for verb, metric in (("return", "returns"), ("spend", "revenue")) if verb in frame.verbs]
    return next((key for key in (*told, *counted, *verbs) if facts.metric(key)), "")


def _low(clause: str) -> bool:
    return bool(LOW.search(clause))


def _planned(
    planner: Reads, first: Frame, second: Frame, question: str, *, lows: tuple[bool, bool]
) -> tuple[Resolved, Plan] | None:
    first_order, second_order = first.order, second.order
    default = "units" if _PIECES.search(question) and planner.facts.metric("units") else "revenue"
    first_order = first_order or Ordered(second_order.metric if second_order else default, lowest=lows[0])
    second_order = second_order or Ordered(first_order.metric, lowest=lows[1])
    first = replace(first, order=first_order)
    second = replace(second, order=second_order, pronouns={"it"})
    found = planner.attempt(Resolved(first))
    if found is None or not winner_key(found.calls[0], found.kind, found.focus):
        return None
    resolved = Resolved(second, those=first)
    within = planner.attempt(resolved)
    return (resolved, together(found, within)) if within is not None else None
