"""Changes and their order in the words that the grammar reads: "added the most revenue", 掉得最多, "oldest first"."""

import re

from agent.planner.rewriting import Rules, rewritten

_FIGURE = r"(?:revenue|sales|orders|customers|units|returns|reviews)"
_UNIT = r"(?:month|quarter|week|year)"
_TEAM = r"(?:物流|财务|市场|运营|采购|仓库|销售|老板|客服|领导|同事|投资人)"


def _over(found: re.Match[str]) -> str:
    """Growth on the month before, as growth month over month."""
    unit = found["one"] or found["two"]
    return f"{found['what']} {unit} over {unit}"


_PLAIN: Rules = (
    (
        re.compile(rf"\b(?:added|gained) (?:the )?most (?:in )?(?P<m>{_FIGURE})\b", re.I),
        r"had the biggest increase in \g<m>",
    ),
    # Two figures of one change are told together.
    (re.compile(r"\bhow much (?:extra|more|less) (?:was|is) (?:it|that)\b", re.IGNORECASE), "by how much"),
    (
        re.compile(
            rf"\b(?P<what>growth|increase|rise|change|drop|fall|decline|jump) (?:on|over|from|against|versus|vs\.?"
            rf"|compared (?:to|with)) (?:the )?"
            rf"(?:(?P<one>{_UNIT}) before|(?:previous|prior|preceding) (?P<two>{_UNIT}))\b",
            re.IGNORECASE,
        ),
        _over,
    ),
    (
        re.compile(
            r"\b(?:was |were |is |are )?(?:bought|purchased|ordered) by (?=the (?:most|fewest|largest number of)\b)",
            re.I,
        ),
        "had ",
    ),
    # Of a series in time the oldest comes first anyway.
    (
        re.compile(
            rf"(?P<series>\b(?:by|per|each|every|{_UNIT} by) {_UNIT}\b[^?;.]*?)[,;–—-]*\s*(?:\bin )?"
            r"(?:\b(?:the )?(?:oldest|earliest) (?:one |month |quarter |week )?first"
            r"|\b(?:chronological|date|time|calendar) order|\bchronologically|(?<=\bin )order)\b(?=(?: please)?\W*$)",
            re.IGNORECASE,
        ),
        r"\g<series>",
    ),
    (
        re.compile(
            r"\b(?:bad|low|poor|negative) (?:ratings|reviews) ?\((?:i\.?e\.? )?1 ?(?:-|–|to|and|or) ?2 stars?\)", re.I
        ),
        "low ratings",
    ),
    (
        re.compile(
            r"\bhow (?:dependent|reliant) are we on (?P<who>[\w ]{2,30})\?\s*"
            r"(?:(?:i mean|that is|namely|meaning)[,:]? )?(?:its|their|his|her) share of\b",
            re.IGNORECASE,
        ),
        r"\g<who>'s share of",
    ),
)
_HAN: Rules = (
    (re.compile(r"(?:绝对值|绝对额|绝对数)(?:上)?(?=增|涨|下降|减|变|跌|掉|降)"), ""),
    (re.compile(r"(?:掉|降|跌)(?:得|的)?最(?P<how>多|厉害|狠|猛|惨)"), r"下降最多"),
    (re.compile(r"变(?:化|动)?了?(?:百分之多少|百分之几|[几多少]+个?百分点)"), "变化了百分之几"),
    (
        re.compile(
            r"(?P<series>[每各]个?(?:月|季度?|周|天|年)[^？?。]*?)[，,、]?按(?:时间|月份|日期)(?:的)?(?:先后)?(?:顺序|次序|先后)?(?:排序|排列|排|列)?(?:一下|出来)?(?=[。！!]*$)"
        ),
        r"\g<series>",
    ),
    (
        re.compile(
            rf"[，,]\s*{_TEAM}(?:那边|部门?|团队|组)?(?:也|正|都|还)?在?(?:问|催|等|要|追)(?:着|我|了|呢)?(?=[。！!]*$)"
        ),
        "",
    ),
)


def changes_said(question: str) -> str:
    """The question with such phrases in the words that the grammar reads.

    >>> changes_said("which category added the most revenue from H1 2025 to H1 2026")
    'which category had the biggest increase in revenue from H1 2025 to H1 2026'
    >>> changes_said("5月到10月每个月的销售额，按时间顺序列一下"), changes_said("哪个品类掉得最多")
    ('5月到10月每个月的销售额', '哪个品类下降最多')
    """
    return rewritten(question, _PLAIN if question.isascii() else (*_PLAIN, *_HAN))
