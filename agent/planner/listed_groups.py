"""Values listed as groups: "by language: zh/en" is one row each, "app, website etc." stands for all channels."""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.spans import adjoining

_EACH = re.compile(r"\b(?:by|per|each|every|respectively|split)\b|[按各每]|分别", re.IGNORECASE)
_OR = re.compile(r"\bor\b|或", re.IGNORECASE)
_AND_SO_ON = re.compile(
    r"\betc\b|\band so (?:on|forth)\b|\band the (?:like|rest|others)\b|\bamong others\b|\.\.\.|…"
    r"|等等|等(?=[各几个\s)）]|渠道|国家|品类|类目|州|城市|分群|平台)|之类|什么的",
    re.IGNORECASE,
)
_SUCH = re.compile(r"这些(?=渠道|品类|类目|分群|平台|等级)")
# Of so many values "these" may stand for all of them, so that none that is meant is missing.
_FEW = 8
_STARS = (
    r"(?:(?:mean|average|avg\.?) (?:stars?|ratings?|scores?|marks?)|平均(?:评?分|星级|评价分?|得分|打分)"
    r"|(?<!人)均分(?!别)|星级均值)"
)
_COUNT = r"(?:the )?(?:count|counts|number|volume|n|how many)\b(?! of)|(?:总)?(?:数量|条数|数目|个数|量)"
_BESIDE = r"\s*(?:,|&|\+|/|、|,? ?\band\b|\bplus\b|和|与|及|以及|还有)\s*"
_BOTH = re.compile(rf"{_STARS}{_BESIDE}(?:{_COUNT})|(?:{_COUNT}){_BESIDE}{_STARS}", re.IGNORECASE)


def settle_listed(frame: Frame, question: str, facts: Facts) -> None:
    """Keeps listed values apart where groups are asked for, and takes an open list for the whole attribute.

    Args:
        frame: The slots read so far; changed.
        question: Cleaned.
        facts: The shop.
    """
    _counted(frame, question, facts)
    if "quote" in frame.asks and not (frame.measures or frame.versus or frame.groups):
        frame.spans = adjoining(frame.spans)  # comments from July and August: one search through both
    lists = [c for c in frame.conditions if c.filter.op == "in" and not (c.metric or c.apart)]
    if len(lists) != 1 or not _EACH.search(question) or frame.share:
        return
    column = lists[0].filter.column
    open_list = _AND_SO_ON.search(question) or (
        _SUCH.search(question) and len(facts.values.get(column, ())) in range(2, _FEW + 1)
    )
    if open_list and facts.attribute(column) and (frame.measures or frame.mentions("order")):
        frame.conditions = [c for c in frame.conditions if c is not lists[0]]
        frame.nouns = [n for n in frame.nouns if n != column]
        frame.groups = [*(g for g in frame.groups if g != column), column]
    elif lists[0].either and not _OR.search(question) and not set(frame.groups) - {column}:
        frame.conditions = [replace(c, either=False) if c is lists[0] else c for c in frame.conditions]


def _counted(frame: Frame, question: str, facts: Facts) -> None:
    """Counts reviews beside their stars: "mean stars, count", 平均分和数量."""
    rated = Measured("average_rating")
    if rated not in frame.measures or not _BOTH.search(question) or facts.metric("reviews") is None:
        return
    others = [m for m in frame.measures if m.metric not in ("average_rating", "reviews", "units")]
    frame.measures = [rated, Measured("reviews"), *others]
    frame.asks.discard("count")
    frame.entities = [e for e in frame.entities if e.kind != "review"]
