"""The figures that a question's bare words ask for, and which of them a plan shows: none may be dropped in silence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.planner.completeness import texts_in
from agent.planner.facts import Facts
from agent.planner.reading import Call
from agent.planner.shares_of_things import SHARES
from tools.customer_tools import CARD

# Words that may stand between "how many" and what is counted; a verb or another noun ends the phrase.
_ADJECTIVES = (
    r"(?:(?!(?:did|do|does|have|has|had|is|are|was|were|will|would|can|of|on|in|by|from|with|orders?|reviews?|products?"
    r"|items?|units|pieces|lines?|days|times|months?|weeks?|years?|points|stars?|countries"
    r"|categories)\b)[\w'-]+\s+){0,3}"
)
_NUMBER_OF = r"(?:how many|(?:the )?(?:total )?(?:number|count|nr|no\.?) of|#\s?(?:of)?|\bn)\s+" + _ADJECTIVES


@dataclass(frozen=True)
class Figure:
    """One kind of figure.

    Attributes:
        name: Its key in the texts for asking back.
        asked: The words that ask for it.
        units: Units of metrics and attributes that show it.
        keys: Metrics and attributes that show it.
        kinds: Kinds of answers that show it whatever they hold.
    """

    name: str
    asked: re.Pattern[str]
    units: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def _figure(name: str, english: str, chinese: str, *, units: str = "", keys: str = "", kinds: str = "") -> Figure:
    asked = re.compile(f"{english}|{chinese}", re.IGNORECASE)
    return Figure(name, asked, *(frozenset(text.split()) for text in (units, keys, kinds)))


_FORETOLD = "predict forecast_rank"
_FIGURES = (
    _figure(
        "customers",
        _NUMBER_OF + r"(?:customers|clients|buyers|shoppers|people|persons|accounts|users|members|heads"
        r"|champions|vips|newcomers|first[- ]timers|regulars)\b"
        r"|\bhow (?:large|big) (?:is|was|are|were) (?:that|the|this|these|those) "
        r"(?:\w+ )?(?:group|segment|tier|cohort|crowd|bunch|lot|set|customer base)\b"
        r"|\b(?:group|segment|tier|cohort) size\b|\bsize of (?:that|the|this) (?:\w+ )?(?:group|segment|tier|cohort)\b"
        r"|\bhow many (?:of them )?(?:are there|are they|belong)\b"
        r"|\bhead ?counts?\b|\b(?:customer|buyer|client) (?:count|number)s?\b",
        r"(?<![这那前头])(?:多少|几)(?:个|位|名|家)?(?:不同的?)?(?:客户|顾客|买家|用户|会员|客人|VIP|冠军|人(?!民))|人数|(?:客户|顾客|买家|会员)数"
        r"|(?<![这那前头])[几多少]+[位名](?!数)"
        r"|[这那该](?:一?[批群拨波伙]|些|部分|类|个群体?|个分群|档)(?:人|客户|顾客|会员|用户|买家)?(?:一共|总共|共|大概)?有多(?:少|大)(?=[，,。？?]|$)"
        r"|(?:群体|分群|人群)(?:规模|多大|有多大)",
        keys="customers repeat_customers",
        kinds="list those_list",
    ),
    _figure(
        "count",
        r"\bhow many\s*(?:[,;:+&?]|and\b|$)|(?:\bplus|\+|\band) ?n\b",
        r"(?<!哪)(?:多少|几)个(?=[，,、？?]|$)",
        units="count number",
        kinds="list those_list",
    ),
    _figure(
        "orders",
        _NUMBER_OF + r"(?:orders|purchases)\b|\border (?:count|number)s?\b",
        r"(?:多少|几)(?:个|笔|张)?(?:订单|单(?![价个笔品次]))|订单[数量]|下单[数量]|单[量数](?!为)",
        keys="orders predicted_orders order_id orders_per_customer orders_30d orders_90d orders_180d orders_365d"
        " frequency repeat_customers repeat_share bgnbd_orders",
        kinds=_FORETOLD,
    ),
    _figure(
        "reviews",
        _NUMBER_OF + r"(?:reviews|ratings|comments)\b|\breview (?:count|number)s?\b",
        r"多少条|(?:有|共|总共|各)几条|条数|(?:评价|评论)数",
        keys="reviews low_ratings high_ratings rated_reviews lines returns",
        kinds="reviews rank_search list",
    ),
    _figure(
        "products",
        _NUMBER_OF + r"(?:products|articles|skus)\b",
        r"(?:多少|几)[种款](?:不同|商品|产品|货)|商品[种款]?数",
        keys="products product product_id units lines categories order_products",
    ),
    _figure(
        "units",
        _NUMBER_OF + r"(?:units|pieces)\b|\bunits sold\b|\bqty\b|\bquantit(?:y|ies)\b",
        r"(?:多少|几)件|件数|销量",
        keys="units line_units returned_units quantity products returns lines order_units",
        kinds="one_order",
    ),
    _figure(
        "money",
        r"\bhow much (?:money|revenue)\b|\brevenue\b|\bturnover\b|\bpredicted value\b|\bwhat spend\b"
        r"|\bhow much (?:did|do|does|have|has) (?:\w+ ){1,4}?(?:spen[dt]|pay|paid|bring|brought|earn)"
        r"|\bhow much (?:money )?(?:they|each(?: of them)?|he|she)(?: has| have| had)? (?:spent|paid|sent back"
        r"|returned)"
        r"|\bnet (?:spend|sales|value|of returns)\b|\b(?:brought|bring) us\b",
        r"多少(?:钱|英镑|元|块钱)|销售额|营业额|成交额|销售总额|金额|预测价值|预测值|花了多少",
        units="money",
        keys="return_share spend_trend",
        kinds=_FORETOLD + " one_order",
    ),
    _figure(
        "share",
        r"\b(?:what|which) (?:percentage|percent|%|share|proportion|fraction)\b"
        r"|\b(?:the|and|as a) (?:percentage|share|proportion)\b|\bpercentage (?:of|is|was)\b",
        r"占比|占[^，,。？?]{0,6}(?:多少|几)|百分之(?:多少|几)|比例|几成|百分比|(?:留存|复购|退货|差评|好评)率",
        units="share",
        keys="share growth polarity against",
        kinds="share change compare change_groups",
    ),
    _figure(
        "rating",
        r"\b(?:average|avg|mean) (?:rating|stars?|score)s?\b",
        r"平均(?:评)?分|(?<!人)均分(?!别)|平均(?:评分|几星|多少星|几分)",
        keys="average_rating rating rating_last low_rating_share",
    ),
    _figure(
        "date",
        r"\b(?:last|first|next|expected) (?:order |purchase )?date\b|\border dates?\b|\b(?:what|which) date\b"
        r"|\bwhen (?:did|do|does|is|was|were|will|has|have|should|might|would) (?:\w+ ){1,4}?"
        r"(?:\w*order\w*|buy|purchase\w*|come|shop)",
        r"(?:什么|啥)时候|哪一?天|几号|何时|日期",
        units="date",
        keys="day week month quarter year weekday recency_days gap_mean_days",
        kinds="one_order trend",
    ),
    _figure(
        "chance",
        r"\bchances?\b|\bprobabilit(?:y|ies)\b|\blikelihood\b|\bhow likely\b|\bodds\b",
        r"概率|几率|机率|可能性",
        keys="p_active p_high bgnbd_p_alive bgnbd_alive likely_tier",
        kinds=_FORETOLD,
    ),
    _figure(
        "range",
        r"\b(?:80 ?%|prediction|confidence|value|with the|their|its|the) (?:range|interval)s?\b|\bupper and lower\b"
        r"|\blow(?:er)? and (?:the )?(?:high|upper)\b",
        r"(?:80\s?%|八成|预测|置信|价值|值|带上?|给出?|及其?|和)的?区间|区间[^，,。？?]{0,3}(?:多少|是什么|呢)|上下限|上下界|上限|下限",
        keys="predicted_lo predicted_hi",
        kinds=_FORETOLD,
    ),
)
# What lies ahead is told by what is predicted alone.
_AHEAD = Figure(
    "ahead",
    re.compile(
        r"\b(?:do|did|can|should|may) (?:we|you|i) expect\b|\bis expected\b|\bare expected\b|\bpredicted\b|\bforecast\b"
        r"|\bprojected\b|预计|预测|未来(?!的?客户)|接下来",
        re.IGNORECASE,
    ),
    keys=frozenset(
        {"predicted_value", "predicted_orders", "p_active", "p_high", "predicted_lo", "predicted_hi", "next_order"}
        | {"likely_tier", "horizon_days", "bgnbd_orders", "bgnbd_p_alive"}
    ),
    # 接下来该怎么办: a plan looks ahead by itself.
    kinds=frozenset({*_FORETOLD.split(), "advice", "budget"}),
)
# These tell all figures of what they are about.
_TELL_ALL = frozenset(
    {"explain_value", "simulate_value", "simulate_group", "assess_model", "describe_portfolio", "describe_data"}
)


def dropped_figure(asked: str, calls: tuple[Call, ...], kind: str, focus: Mapping[str, Any], facts: Facts) -> str:
    """The first kind of figure that the words ask for and the plan does not show; empty where all are shown."""
    if {c.name for c in calls} & _TELL_ALL or kind.startswith(("assess", "describe", "define", "portfolio_stock")):
        return ""
    shown = set(_shown(calls, kind, focus))
    units = {entry.unit for key in shown if (entry := facts.metric(key) or facts.attribute(key)) is not None}
    kinds = {kind, kind.removeprefix("those_"), *(step["kind"] for step in focus.get("steps", ()))}
    for figure in (*_FIGURES, _AHEAD):
        if figure.asked.search(asked) and not (figure.keys & shown or figure.units & units or figure.kinds & kinds):
            return figure.name
    return "share" if kind == "share" and len(calls) == 1 and _shares(calls[0]) < len(SHARES.findall(asked)) else ""


def _shares(call: Call) -> int:
    """How many shares a plan of one row shows."""
    return len(call.arguments.get("measures", ()))


def _shown(calls: tuple[Call, ...], kind: str, focus: Mapping[str, Any]) -> Iterator[str]:
    # What only finds whom the question before spoke of is not shown.
    yield from texts_in([c.arguments for c in (calls[1:] if kind.startswith("those_") else calls)])
    # "All customers together" is of customers, and does not count them.
    yield from texts_in({key: value for key, value in focus.items() if key != "thing"})
    if kind not in ("value", "steps"):
        yield str(focus.get("thing", ""))
    tools = {c.name for c in calls}
    if tools & {"search_reviews", "summarise_reviews"}:
        yield "reviews"
    if "predict_value" in tools and focus.get("metric") != "predicted_orders":
        yield "predicted_value"
    if "lookup_customer" in tools and not focus.get("asked"):
        yield from CARD
