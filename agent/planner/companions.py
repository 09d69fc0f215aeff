"""Words that say something only beside something else: each, 各, "split … by", "in percent", "so high" in a why."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from agent.planner.asked_who import settle_who
from agent.planner.beside_measures import asks_money, averages, in_all, in_what, is_net, refunded, within_days
from agent.planner.facts import Facts
from agent.planner.meanings import KINDS, Amount, Chunk, Line, Measured, Ordered, Rank, Span, Where, soft
from agent.planner.order_lists import settle_orders
from agent.planner.ratings import settle_ratings
from agent.planner.said import settle_said
from agent.planner.said_of_reviews import rated_by_all
from agent.planner.sense import settle_wording
from agent.planner.structure import metric_of
from agent.planner.table_words import only_rates, settle_table

if TYPE_CHECKING:
    from agent.planner.frames import Frame

_JUDGED = ("best", "worst")
_MORE = frozenset({"高", "低", "大", "小", "higher", "lower", "high", "low"})
# Counts of people by their own measure words.
_PEOPLE = re.compile(r"[几多少](?:个)?[人位名]")
_COUNTS = re.compile(r"how many|number of|.*[几多少][次件]")
# What is asked of the customers found before is asked of each: 他们各自的销售额.
_EACH = re.compile(r"\beach\b|respectively|individually|per customer|one by one|各|每[个人位家名]|分别|逐个|逐一")
_CHANGES = frozenset(
    {
        "growth",
        "grow",
        "shrink",
        "previous",
        "period_before",
        "month_before",
        "quarter_before",
        "week_before",
        "year_before",
    }
)


def settle(frame: "Frame", line: Line, question: str, facts: Facts) -> None:
    """Takes such words from the leftovers where what they need is there.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned, for the words as they were typed.
        facts: The shop.
    """
    frame.each = "them" in frame.pronouns and bool(_EACH.search(question))
    in_what(frame, line)
    _once(frame, facts)
    in_all(frame, question, facts)
    rated_by_all(frame, question, facts)
    settle_ratings(frame, question, facts)
    frame.who = frame.who or _ranks_customers(line)
    within_days(frame, line, question)
    for word in settle_table(frame, line, question, facts):
        _file(frame, word, fits=True)
    if "why" in frame.asks and frame.people:
        # "What is behind the high value of 13085?": the value, not the tier of that name.
        frame.conditions = [c for c in frame.conditions if c.filter.column not in ("value_tier", "likely_tier")]
    if "amount" in frame.asks and Measured("returns") in frame.measures and asks_money(question, facts):
        # "How many returns, and for how much": the count stays beside the money.
        counted = any(c.meaning == Measured("returns") and _COUNTS.match(c.text) for c in line)
        kept = [m for m in frame.measures if counted or m != Measured("returns")]
        frame.measures = [*kept, *([Measured("returned")] if Measured("returned") not in kept else [])]
    refunded(frame, line, question, facts)
    shares = [c for c in line if c.has("share")]
    if not shares:
        _described(frame, facts)
    settle_wording(frame, line, question, facts)
    settle_said(frame, line, question, facts)
    if "order_id" in frame.nouns and frame.groups and not (frame.measures or frame.searched):
        # "German order numbers by month" are how many, not which.
        frame.nouns, frame.measures = [n for n in frame.nouns if n != "order_id"], [Measured("orders")]
    told = {m.metric for m in frame.measures}
    if "return" in frame.verbs and "amount" in frame.asks and (frame.people or frame.searched):
        # "And how much has he returned": a verb beside another measure.
        more = facts.metric("returned") is not None and not told & {"returns", "returned", "return_share"}
        frame.measures += [Measured("returned")] if more else []
    for at, chunk in enumerate(line):
        written = question[chunk.token.start : chunk.token.end]
        if chunk.has("beside", "each"):
            before = line[at - 1].meaning if at else None
            # "Worth more than 2,000 each": the bound is one of each by itself.
            single = isinstance(before, Where) and before.metric
            single = single or any(c.filter.column == "order_value" for c in frame.conditions)
            _file(frame, written, fits=single or _shares_out(frame))
        elif chunk.has("beside", "net"):
            # Revenue has its returns subtracted; the number of pieces has not.
            _file(frame, written, fits=is_net(frame))
        elif chunk.has("beside", "split"):
            _file(frame, written, fits=_many(frame))
        elif chunk.has("beside", "down"):
            _file(frame, written, fits=_many(frame) and any(c.has("beside", "split") for c in line))
        elif chunk.has("beside", "degree"):
            asked = "why" in frame.asks and bool(frame.people or frame.pronouns)
            # 德国高还是法国高: which of the two is more is what a comparison tells.
            _file(frame, written, fits=asked or (written in _MORE and (_listed(frame) or len(frame.people) > 1)))
        elif _compares(frame, chunk):
            # "Which brought in more, Denmark or Sweden": which of the two is what a comparison tells.
            frame.versus = True
            _file(frame, written, fits=True)
        elif chunk.text in ("by", "按") and chunk.has("group") and (metric := _dated(line, at, facts)):
            # "Top 3 by 2026 revenue": the metric that decides has its time before it.
            ranked = frame.rank is not None and frame.order is None
            frame.order = Ordered(metric, superlative=False) if ranked else frame.order
            _file(frame, written, fits=frame.order is not None)
        elif chunk.has("in_what") and (frame.share or any(c.has("share") for c in line)) and not frame.order:
            key = chunk.key("in_what")
            frame.measures = frame.measures or [Measured(key)]
            _file(frame, written, fits=frame.measures == [Measured(key)])
        elif chunk.has("agg", "distinct"):
            if frame.mentions("customer") and not (frame.measures or frame.order or frame.nouns or frame.groups):
                frame.asks.add("count")  # "Japan buyers in May, distinct?"
            _file(frame, written, fits=bool(frame.asks & {"count", "amount"}))
        elif chunk.has("agg", "mean"):
            _file(frame, written, fits=averages(frame, facts))
        elif chunk.has("share", "percent"):
            if frame.versus and len(frame.spans) == 2 and not frame.share:
                frame.asks.add("growth")  # 11月比10月多了百分之多少
            changes = bool(frame.asks & _CHANGES or frame.grown or frame.versus)
            rates = [facts.metric(m.metric) for m in frame.measures]
            rated = any(rate is not None and rate.unit == "share" for rate in rates)  # 几条差评，差评率百分之多少
            frame.share = frame.share or not (changes or rated or only_rates(frame, facts))
            _file(frame, written, fits=True)
        elif chunk.text == "one" and (chunk.token.number is not None or isinstance(chunk.meaning, Amount)):
            _file(frame, written, fits=_stands_for(line, at))
        elif chunk.has("superlative") and chunk.text in _JUDGED and len(frame.measures) == 1 and frame.order is None:
            # "Return rate: which category is the worst one?"
            entry = facts.metric(frame.measures[0].metric)
            fits = entry is not None and bool(entry.better) and frame.which and bool(frame.nouns)
            if entry is not None and fits:
                frame.order = Ordered(entry.key, lowest=(chunk.text == "worst") == (entry.better == "higher"))
            _file(frame, written, fits=fits)
    one = len(frame.people) + len(frame.searched) == 1
    if one or (frame.rank is not None and (frame.measures or frame.share or frame.order)):
        # 前十大客户的销售额: big says no more than the rank does.
        frame.vague = [(key, word) for key, word in frame.vague if key != "big"]
    _counts_people(frame, line)
    settle_who(frame, question, facts)
    settle_orders(frame, question, facts)
    if frame.order is not None and frame.order.superlative and frame.rank is None and _of_one(line):
        frame.singular = True  # "the product with the most revenue, and who bought it": one is meant
    if frame.people or frame.searched:
        frame.asks.discard("describe")  # "what is this customer's value" asks of nobody what there is
    greeted = "greet" in frame.asks
    frame.asks.discard("greet")
    if greeted and not (frame.content or frame.conditions or frame.spans or frame.groups or frame.leftovers):
        frame.asks = {"describe"}


def _described(frame: "Frame", facts: Facts) -> None:
    """Tells what one customer is said to be beside what is asked: "our Danish account 13902" and its country."""
    if len(frame.people) != 1 or frame.change is not None or "why" in frame.asks:
        return
    for condition in [c for c in frame.conditions if not c.metric and c.filter.op == "eq"]:
        entry = facts.attribute(condition.filter.column)
        if entry is not None and entry.key == "channel" and "orders" in {m.metric for m in frame.measures}:
            continue  # "how many orders did they place through the app"
        if entry is None or entry.kind != "text" or "customers" not in entry.columns or entry.key.startswith("likely"):
            continue
        frame.conditions.remove(condition)
        frame.nouns += [entry.key] if entry.key not in frame.nouns else []


def _of_one(line: Line) -> bool:
    """Whether the question goes on about the one that it has found."""
    return any(c.text in ("it", "its", "它", "它的") or c.has("pronoun", "named") for c in line)


def _counts_people(frame: "Frame", line: Line) -> None:
    """Counts customers beside another figure: "their combined value, and how many customers is that?"."""
    people = Measured("customers")
    others = [m for m in frame.measures if m != people]
    if not others or people in frame.measures or frame.rank or frame.people or frame.order:
        return
    for at, chunk in enumerate(line):
        if not chunk.has("ask", "count"):
            continue
        rest = (c for c in line[at + 1 :] if not (soft(c) or isinstance(c.meaning, Where) or c.has("beside")))
        behind = next(rest, None)
        ahead = next((c for c in reversed(line[:at]) if not soft(c)), None)
        named = behind is not None and chunk.text.isascii() and behind.has("entity", "customer")
        # "Customers in SP: how many of those are there, and what is their revenue": of whom is said before.
        alone = behind is None or behind.has("link") or behind.has("pronoun")
        named = named or (alone and chunk.text.isascii() and at > 0 and frame.mentions("customer"))
        # "Of those who bought toys, how many are champions": what only customers are.
        told = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        named = named or (isinstance(told, Where) and told.filter.column in KINDS and frame.mentions("customer"))
        han = bool(_PEOPLE.search(chunk.text)) or (
            not chunk.text.isascii() and ahead is not None and _customers_before(ahead)
        )
        if named or han:
            asked = {m.metric for m in others}
            first = not any(_measure(c) in asked for c in line[:at])
            frame.measures = [people, *frame.measures] if first else [*frame.measures, people]
            return


def _measure(chunk: Chunk) -> str:
    return chunk.meaning.metric if isinstance(chunk.meaning, Measured) else chunk.key("metric")


def _customers_before(chunk: Chunk) -> bool:
    """Whether customers stand right before a count: 高价值客户有多少个."""
    told = isinstance(chunk.meaning, Where) and bool(
        re.search(r"客户|顾客|用户|会员|买家|新客|老客|回头客|熟客", chunk.text)
    )
    kind = isinstance(chunk.meaning, Where) and chunk.meaning.filter.column in KINDS
    return told or kind or chunk.has("entity", "customer")


def _compares(frame: "Frame", chunk: Chunk) -> bool:
    """Whether a word such as "more", "worse than" or 更惨 stands beside several groups or times, and counts nothing."""
    said = chunk.has("beside", "compared") or (chunk.has("op", "gt", "lt") and chunk.token.number is None)
    # "Customers who spent more this year than last" are a list of them, not two years beside each other.
    counted = frame.measures == [Measured("customers")] or "count" in frame.asks
    whose = len(frame.spans) > 1 and frame.mentions("customer") and not (chunk.text == "more" and counted)
    return said and not whose and _listed(frame)


def _file(frame: "Frame", written: str, *, fits: bool) -> None:
    if fits:
        frame.leftovers = _without(frame.leftovers, written)
        frame.strange = _without(frame.strange, written)


def _without(words: Iterable[str], word: str) -> list[str]:
    kept = list(words)
    if word in kept:
        kept.remove(word)
    return kept


def _ranks_customers(line: Line) -> bool:
    """Whether the noun right behind "top 3" is customers: what else is asked is told of them."""
    for at, chunk in enumerate(line):
        if isinstance(chunk.meaning, Rank):
            behind = (c for c in line[at + 1 :] if not (soft(c) or isinstance(c.meaning, Where)))
            return (noun := next(behind, None)) is not None and noun.has("entity", "customer")
    return False


def _dated(line: Line, at: int, facts: Facts) -> str:
    """The metric behind "by" and a time, or an empty text."""
    if at + 2 >= len(line) or not isinstance(line[at + 1].meaning, Span):
        return ""
    return metric_of(line[at + 2], facts)


def _stands_for(line: Line, at: int) -> bool:
    """Whether "one" stands for a noun named before ("which one", "the worst one"), and counts nothing."""
    follows = line[at + 1] if at + 1 < len(line) else None
    counting = ("entity", "attribute", "metric", "unit", "verb", "post")
    return follows is None or follows.meaning is not None or not any(follows.has(kind) for kind in counting)


def _once(frame: "Frame", facts: Facts) -> None:
    """Leaves out what is said a second time: the same days, all days beside some."""
    # "Year to date 2026": the first name of the same days stays.
    spans = list({(s.start, s.end): s for s in reversed(frame.spans)}.values())[::-1]
    # "Q2 vs Q3, and the change from Q2 to Q3": the range names both again.
    spans = [s for s in spans if not (s.ends and all(end in spans for end in s.ends))]
    whole = [s for s in spans if (s.start, s.end) == (facts.first_day, facts.as_of) and not s.days]
    frame.spans = [s for s in spans if s not in whole] or whole[:1]


def _listed(frame: "Frame") -> bool:
    """Whether several values of one attribute, or several times, are named."""
    named = [c.filter.column for c in frame.conditions if not c.metric and c.filter.op == "eq"]
    several = any(c.filter.op == "in" and not c.metric for c in frame.conditions) or len(named) > len(set(named))
    return several or len(frame.spans) > 1


def _many(frame: "Frame") -> bool:
    """Whether several groups are asked for: they are named, listed, ranked or told by values."""
    ranked = frame.rank is not None and frame.rank.count != 1
    return bool(frame.groups or _listed(frame) or ranked or len(frame.people) > 1)


def _shares_out(frame: "Frame") -> bool:
    """Whether "each" has what it is shared out over; customers that conditions tell are listed for it."""
    if _many(frame) or frame.each or (frame.which and (frame.nouns or frame.entities)):
        return True
    if "list" in frame.asks and (frame.nouns or frame.entities):
        return True
    if frame.mentions("customer") and frame.conditions and Measured("customers") not in frame.measures:
        frame.asks.add("list")
        return True
    return False
