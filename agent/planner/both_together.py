"""The last two answers taken together, or one from the other: "both together?", 这两个季度加起来多少, "the gap?"."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from agent.planner.frames import Frame
from agent.planner.meanings import Span, Where
from agent.planner.thread import Thread

_TWO = r"(?:both|the two|those two|these two|two of them|them|they|those|these|it all|that)"
_THINGS = r"(?: (?:quarters?|months?|years?|weeks?|periods?|days|countries|markets|categories|ones|figures|numbers))?"
_SUM = r"(?:together|combined|in total|altogether|in all|in sum|summed(?: up)?|added(?: up| together)?)"
_ASKED = re.compile(
    rf"\W*(?:and |so |then |ok,? |now )*(?:what |how much |what's |how many )?(?:do|does|did|is|are|was|were"
    r"|makes?)?\s*"
    r"(?:the total for |the sum of |total of |sum of |add )?"
    rf"{_TWO}{_THINGS}(?:,? (?:come|amount|add up|make|sum|sum up|total|bring)s?(?: up)?(?: to| in)?)?,?\s*{_SUM}?\W*"
    rf"|\W*(?:and |so )?(?:the )?(?:{_SUM}|total|sum|added up|(?:grand )?(?:total|sum) (?:of"
    rf"|for) {_TWO}{_THINGS}|{_TWO} summed)\W*"
    r"|\W*(?:那|那么|所以|然后)?(?:这|那)?(?:俩|两|二|2)(?:个|者|项|个数|段|种|家|国|地)?(?:季度|季|月份?|年|周|时期|时段|国家?|品类|类目|数|市场|渠道|平台|城市|州|地区"
    r"|商品|产品|语言|店)?"
    r"(?:的|都)?(?:加|合|算|放|并)?(?:起来|在?一起|在?一?块儿?|一共|总共|合计|总计|相加|计|总和)+(?:是|有|卖了?|共)?(?:多少|几)?(?:钱|单)?呢?\W*"
    r"|\W*(?:那|那么)?(?:加起来|合计|总共|一共|合起来|加一?块儿?|相加)(?:呢|是|有)?(?:多少)?(?:钱)?(?:呢)?\W*",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|two|together|combined|total|sum|altogether|added|in all)\b|俩|两|二|2|加|合|共", re.IGNORECASE
)
_APART = r"(?:gap|difference|delta|diff|spread)"
_BETWEEN = rf"(?: (?:between|of|for) {_TWO}{_THINGS})"
_NAME = r"[\w'’&. -]{2,30}?"
_GAP = re.compile(
    r"\W*(?:and |so |then |ok,? |now )*(?:(?:what'?s|what is|what was|how (?:big|large|wide) (?:is|was)|give me"
    r"|show me) )?"
    rf"(?:the |their )?{_APART}{_BETWEEN}?(?: (?:in|come to|then|is|please|pls)){{0,2}}\W*"
    rf"|\W*(?:and |so |then )*how far apart (?:are|were) {_TWO}{_THINGS}\W*"
    r"|\W*(?:and |so |then )*(?:by )?how (?:much|many)(?: \w+)? (?:more|less|fewer|higher|lower|bigger|smaller"
    r"|larger)"
    rf"(?: (?:is|was|are|did|does|has|had|in|for|from) {_NAME})?(?: (?:than|over|ahead of|compared (?:to"
    rf"|with)) {_NAME})?\W*"
    rf"|\W*(?:and |so |then )*(?:what(?:'s| is) )?{_NAME} (?:minus|less) {_NAME}\W*"
    r"|\W*(?:那|那么|所以|然后)?(?:这|那)?(?:俩|两|二|2|它们|他们)?(?:个|者|边|家|国|地|数|个数|渠道|品类|季度|月份?|年)*(?:之间|间)?(?:的)?"
    r"(?:相差|差距|差额|差值|差异|差了|差)(?:是|有|了|出)?(?:多少|多大|几)?(?:钱|单|个|条|件|人|块)?(?:呢|啊)?\W*"
    r"|\W*(?:那|那么|所以)?[^，。？?比]{0,12}比[^，。？?]{1,12}?(?:多|少|高|低|贵|便宜)(?:卖|出|了)*(?:多少|几)(?:钱|单|个|条|件|人)?(?:呢)?\W*",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"more|less|fewer|higher|lower|bigger|smaller|larger|minus|gap|delta|diff|spread|difference|apart|[比多少差高低减]+"
    r"|差[距额值异]|相差",
    re.IGNORECASE,
)


def gap_of_both(question: str, frame: Frame, thread: Thread) -> Frame | None:
    """The last two answers side by side, with their difference; None where that is not asked.

    Args:
        question: Cleaned.
        frame: Its slots: what it names must be what the two answers were about.
        thread: What was spoken of before it.
    """
    pair = _pair(thread) if _GAP.fullmatch(question) else None
    if pair is None or frame.spans or any(not _COMPARING.fullmatch(word) for word in frame.leftovers):
        return None
    meant = pair.later.copied()
    meant.follow, meant.pronouns, meant.asks, meant.versus = False, set(), set(), True
    if pair.changed is None:
        meant.spans = [pair.earlier.spans[0], pair.later.spans[0]] if not frame.conditions else []
        return meant if meant.spans else None
    before, now = pair.changed
    known = {before.filter.value, now.filter.value} if isinstance(before.filter.value, str) else set()
    for named in frame.conditions:
        values = named.filter.value if isinstance(named.filter.value, list) else [named.filter.value]
        if named.filter.column != now.filter.column or not set(values) <= known:
            return None
    kept = [c for c in pair.later.conditions if c != now]
    meant.conditions = [*kept, before, now]
    return meant


@dataclass(frozen=True)
class _Pair:
    """Two answers that differ in their days, or in one value of a group.

    Attributes:
        earlier: The last question but one.
        later: The last question.
        changed: The two conditions that differ; None where the days do.
    """

    earlier: Frame
    later: Frame
    changed: tuple[Where, Where] | None


def _pair(thread: Thread) -> _Pair | None:
    """The last two questions, where they ask the same of two things."""
    later, earlier = thread.frame, thread.before
    if later is None or earlier is None:
        return None
    plain = not (later.people or later.rank or later.order or later.groups or later.nouns or later.share)
    counted = [e.kind for e in later.entities] == [e.kind for e in earlier.entities] and bool(later.entities)
    if not plain or later.measures != earlier.measures or not (later.measures or counted):
        return None
    if later.conditions == earlier.conditions and len(later.spans) == len(earlier.spans) == 1:
        return _Pair(earlier, later, None) if later.spans != earlier.spans else None
    missing = [c for c in earlier.conditions if c not in later.conditions]
    new = [c for c in later.conditions if c not in earlier.conditions]
    if later.spans != earlier.spans or len(missing) != 1 or len(new) != 1:
        return None
    same = missing[0].filter.column == new[0].filter.column and missing[0].filter.op == new[0].filter.op == "eq"
    return _Pair(earlier, later, (missing[0], new[0])) if same and not (missing[0].metric or new[0].metric) else None


def both_together(question: str, thread: Thread) -> Frame | None:
    """The question of the last two turns asked of both at once; None where that is not asked.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
    """
    asked = _ASKED.fullmatch(question) and _BOTH.search(question)
    pair = _pair(thread) if asked else None
    if pair is None:
        return None
    frame = pair.later.copied()
    frame.follow, frame.pronouns, frame.asks, frame.versus = False, set(), set(), False
    if pair.changed is None:
        joined = _joined(pair.earlier.spans[0], pair.later.spans[0])
        frame.spans = [joined] if joined else []
        return frame if joined else None
    before, now = pair.changed
    either = now.filter.model_copy(update={"op": "in", "value": [before.filter.value, now.filter.value]})
    frame.conditions = [replace(c, filter=either, either=True) if c == now else c for c in frame.conditions]
    return frame


def _joined(first: Span, second: Span) -> Span | None:
    """One span of two that adjoin; None where days lie between them, or belong to both."""
    early, late = sorted((first, second), key=lambda s: s.start)
    return Span(early.start, late.end) if early.end + dt.timedelta(days=1) == late.start else None
