"""The last two answers taken together: "both together?", 这两个季度加起来多少, after one quarter and another."""

import datetime as dt
import re
from copy import deepcopy
from dataclasses import replace

from agent.planner.frames import Frame
from agent.planner.meanings import Span
from agent.planner.thread import Thread

_TWO = r"(?:both|the two|those two|these two|two of them|them|they|those|these|it all|that)"
_THINGS = r"(?: (?:quarters?|months?|years?|weeks?|periods?|days|countries|markets|categories|ones|figures|numbers))?"
_SUM = r"(?:together|combined|in total|altogether|in all|in sum|summed(?: up)?|added(?: up| together)?)"
_ASKED = re.compile(
    rf"\W*(?:and |so |then |ok,? |now )*(?:what |how much |what's |how many )?(?:do|does|did|is|are|was|were"
    r"|makes?)?\s*"
    r"(?:the total for |the sum of |total of |sum of |add )?"
    rf"{_TWO}{_THINGS}(?:,? (?:come|amount|add up|make|sum|sum up|total|bring)s?(?: up)?(?: to| in)?)?,?\s*{_SUM}?\W*"
    rf"|\W*(?:and |so )?(?:the )?(?:{_SUM}|total|sum|total of both|sum of (?:both|the two)|added up)\W*"
    r"|\W*(?:那|那么|所以|然后)?(?:这|那)?(?:俩|两|二|2)(?:个|者|项|个数|段)?(?:季度|季|月份?|年|周|时期|时段|国家?|品类|类目|数|市场)?"
    r"(?:的)?(?:加|合|算|放|并)?(?:起来|在?一起|在?一?块儿?|一共|总共|合计|总计|相加|计|总和)+(?:是|有|卖了?|共)?(?:多少|几)?(?:钱|单)?呢?\W*"
    r"|\W*(?:那|那么)?(?:加起来|合计|总共|一共|合起来|加一?块儿?|相加)(?:呢|是|有)?(?:多少)?(?:钱)?(?:呢)?\W*",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|two|together|combined|total|sum|altogether|added|in all)\b|俩|两|二|2|加|合|共", re.IGNORECASE
)


def both_together(question: str, thread: Thread) -> Frame | None:
    """The question of the last two turns asked of both at once; None where that is not asked.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
    """
    later, earlier = thread.frame, thread.before
    if later is None or earlier is None or not (_ASKED.fullmatch(question) and _BOTH.search(question)):
        return None
    plain = not (later.people or later.rank or later.order or later.groups or later.nouns or later.share)
    if not plain or later.measures != earlier.measures or not later.measures:
        return None
    frame = deepcopy(later)
    frame.follow, frame.pronouns, frame.asks, frame.versus = False, set(), set(), False
    if later.conditions == earlier.conditions and len(later.spans) == len(earlier.spans) == 1:
        joined = _joined(earlier.spans[0], later.spans[0])
        if joined is None:
            return None
        frame.spans = [joined]
        return frame
    changed = [pair for pair in zip(earlier.conditions, later.conditions, strict=False) if pair[0] != pair[1]]
    if later.spans != earlier.spans or len(changed) != 1 or len(later.conditions) != len(earlier.conditions):
        return None
    before, now = changed[0]
    same = before.filter.column == now.filter.column and before.filter.op == now.filter.op == "eq"
    if not same or before.metric or now.metric:
        return None
    either = now.filter.model_copy(update={"op": "in", "value": [before.filter.value, now.filter.value]})
    frame.conditions = [replace(now, filter=either, either=True) if c is now else c for c in later.conditions]
    return frame


def _joined(first: Span, second: Span) -> Span | None:
    """One span of two that adjoin; None where days lie between them, or belong to both."""
    early, late = sorted((first, second), key=lambda s: s.start)
    return Span(early.start, late.end) if early.end + dt.timedelta(days=1) == late.start else None
