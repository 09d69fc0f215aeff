"""Slots put right by what stands beside a word: of goods, customers, groups and reviews in turn, then the rest."""

import re

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.listed_groups import settle_listed
from agent.planner.meanings import Line, Measured
from agent.planner.said_of_customers import (
    beside_the_list,
    best_one,
    favourite_of_customer,
    figure_of_customers,
    listed_segment,
    more_customers,
    of_each,
    per_customer,
    registered,
    size_of_segment,
    weak_segment,
    who_first,
)
from agent.planner.said_of_goods import (
    goods_of_category,
    kinds_of_goods,
    order_worth,
    returned_goods,
    spent_per_order,
)
from agent.planner.said_of_groups import (
    as_many,
    both_ends,
    busiest_day,
    largest_group,
    numbers_of_things,
    over_span,
    set_apart,
    together,
)
from agent.planner.said_of_reviews import (
    judged_reviews,
    most_rated,
    ranked_by_rating,
    raters,
    rates_of_ratings,
    review_languages,
)
from agent.planner.said_shortly import settle_shortly
from agent.planner.shares_of_things import shares_of_things

_OFTEN = re.compile(
    r"\bhow (?:many times|often) (?:have|has|had|did|do|does|were|was)\b"
    r"[^?]*\b(?:order|ordered|buy|bought|purchased?|shop|shopped)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bhow many\b|\bnumber of\b|\bcount of\b|多少[种个款]|几[种个款]", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:buy|buys|bought|order|orders|ordered|purchase|purchased) again\b|\bc[ao]me back\b|\breorder(?:s|ed)?\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\bwill\b|\blikely\b|\bpredict|\bexpect|\bforecast|\bchance\b|\bprobab|\bnext\b|\bgoing to\b", re.IGNORECASE
)
_CONTRIBUTED = re.compile(
    r"\bhow much (?:net |gross )?(?:revenue|money|sales|turnover)\b.*\b(?:account(?:s|ed)? for|contribut\w+"
    r"|c[ao]me from)\b"
    r"|贡献了?多少(?:净|总|的)?(?:销售额|营收|收入|钱|金额|营业额|流水|销售)",
    re.IGNORECASE,
)
_IN_PERCENT = re.compile(r"%|percent|per cent|share|proportion|fraction|占|比例|百分|几成|比重|份额", re.IGNORECASE)
_FORETOLD = re.compile(
    r"(?:预测|预计|预期)的?(?:平均)?(?:客单|订单金额|销量|件数|退货|评分|复购率|新客)"
    r"|\b(?:predicted|forecast|expected) (?:average )?(?:order values?|aov|units|returns?|ratings?|basket)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:只|仅|光)(?:在|从|用|通过|买过?|逛|购买过?)(?!.{0,3}(?:[一二两三\d]+[次单笔件]))"
    r"|\bonly (?:ever )?(?:bought|buy|buys|buying|ordered|order|orders|purchased|shop|shopped|used?|uses)\b"
    r"(?! (?:once|twice|one|a single|\d))|\b(?:bought|ordered|purchased|shopped) only (?!once|twice|one|\d)",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\b(?:share|percentage|percent|proportion|fraction|part|portion)\b|%", re.IGNORECASE)


def settle_said(frame: Frame, line: Line, question: str, facts: Facts) -> None:
    """Changes the slots to what words say beside their neighbours.

    Args:
        frame: The slots read so far; changed.
        line: What the rules have left.
        question: Cleaned.
        facts: The shop.
    """
    goods_of_category(frame, line)
    kinds_of_goods(frame, question, facts)
    per_customer(frame, question, facts)
    judged_reviews(frame, question, facts)
    returned_goods(frame, question, facts)
    order_worth(frame, question)
    ranked_by_rating(frame, line, facts)
    who_first(frame, line)
    largest_group(frame, line, facts)
    weak_segment(frame, line, question)
    over_span(frame, line)
    as_many(frame, line, question)
    if _OFTEN.search(question) and not (frame.people or frame.searched or frame.order) and facts.metric("orders"):
        others = [m for m in frame.measures if m.metric not in ("customers", "orders")]
        frame.measures, frame.asks = [Measured("orders"), *others], frame.asks - {"count"}
    review_languages(frame, question, facts)
    set_apart(frame, line)
    together(frame, question)
    rates_of_ratings(frame, question, facts)
    most_rated(frame, line)
    more_customers(frame, question)
    best_one(frame, line)
    busiest_day(frame, line, facts)
    listed_segment(frame, question)
    size_of_segment(frame, question)
    spent_per_order(frame, question, facts)
    of_each(frame, question)
    raters(frame, line, question, facts)
    both_ends(frame, question)
    numbers_of_things(frame, facts)
    figure_of_customers(frame, line, question)
    _unanswerable(frame, question)
    beside_the_list(frame, question, facts)
    favourite_of_customer(frame, line)
    settle_shortly(frame, line, question, facts)
    settle_listed(frame, question, facts)
    shares_of_things(frame, line, question, facts)
    if frame.people and Measured("products") in frame.measures and _COUNTED.search(question):
        frame.asks.add("count")
    pointed = frame.pronouns or any(c.filter.column == "first_purchase" for c in frame.conditions)
    if frame.share and pointed and _CONTRIBUTED.search(question) and not _IN_PERCENT.search(question):
        frame.share = False  # 这批新客贡献了多少销售额: money, not a part of all money
    shared = frame.share or bool(_SHARED.search(question))
    if shared and frame.measures == [Measured("p_active")] and _AGAIN.search(question) and not _AHEAD.search(question):
        # "What share of customers buy again": those who did, not the chance that they will.
        frame.measures, frame.share = [Measured("repeat_share")], False
    twice = [c for c in frame.conditions if (c.filter.column, c.filter.op, c.filter.value) == ("orders", "ge", 2)]
    if Measured("p_active") in frame.measures and any(c.meaning in twice and c.text == "again" for c in line):
        # "How likely is she to buy from us again": the chance of a purchase, not of those who came back.
        frame.conditions = [c for c in frame.conditions if c not in twice]
        twice = []
    if twice and (found := re.search(r"\b(?:more|less|most|least) likely\b", question, re.IGNORECASE)):
        frame.leftovers.append(found.group())  # who is likelier to have done so is a rate, not their number
    registered(frame, facts)
    if frame.measures == [Measured("repeat_share")] and "count" not in frame.asks:
        # "Who came back for a second order? Give me the repeat rate": the rate is not that of those who did.
        frame.conditions = [
            c for c in frame.conditions if (c.filter.column, c.filter.op, c.filter.value) != ("orders", "ge", 2)
        ]


def _unanswerable(frame: Frame, question: str) -> None:
    """Asks back what would be read as something else: the rank of one group, groups of which nothing was bought."""
    asked = re.search(
        r"\b(?:what|which) (?:rank|place|position)\b|\bhow does \w+ rank\b|排第几|第几名|排名第几",
        question,
        re.IGNORECASE,
    )
    if asked and frame.order is not None:
        frame.leftovers.append(asked.group())
    foretold = _FORETOLD.search(question)
    if foretold and frame.change is None and not (frame.appraisal or frame.portfolio):
        frame.leftovers.append(foretold.group())  # what is measured of past days is no forecast
    alone = _ONLY.search(question)
    bought = any(c.filter.column in ("category", "channel", "product") and not c.metric for c in frame.conditions)
    if alone and bought and (frame.mentions("customer") or Measured("customers") in frame.measures):
        frame.leftovers.append(alone.group())  # who buys nothing else is no condition on what was bought
    silent = [c for c in frame.conditions if c.filter.column == "recency_days" and c.metric]
    groups = [n for n in frame.nouns if n != "customer_id"]
    nothing = re.search(r"\bnothing\b|\bno (?:orders?|purchases?)\b|没(?:有)?(?:买|下单|订单)", question, re.IGNORECASE)
    if (
        silent
        and groups
        and frame.which
        and nothing
        and not (frame.measures or frame.mentions("customer") or frame.people)
    ):
        frame.leftovers.append(nothing.group())
    days = [
        c
        for c in frame.conditions
        if c.filter.column == "weekday" and c.filter.op == "in" and c.filter.value == ["6", "7"]
    ]
    both = re.search(
        r"\bweekends?\b.{0,20}\b(?:weekdays?|workdays?|week days?)\b|\b(?:weekdays?|workdays?)\b.{0,20}\bweekends?\b",
        question,
        re.I,
    )
    if days and both and len([c for c in frame.conditions if c.filter.column == "weekday"]) == 1:
        frame.leftovers.append(both.group())
