"""Words that say how a value, a name and a metric of a sentence belong together."""

import re

# "of the total", "in all": the value is of everything, though the sentence names one of the parts.
TOTAL = re.compile(
    r"\b(?:total|overall|all|altogether|whole|entire|across|shop|everyone|everybody|together|average|mean|median)\b"
    r"|总|全部|所有|整体|全店|全体|合计|整个|平均|共",
    re.IGNORECASE,
)
OWN_TOTAL = re.compile(
    r"[*_`]*(?:['’]s?|的)?\s*(?:has |had |have |with |brought |placed )?(?:an? |the )?(?:total|overall|average|mean"
    r"|median|whole|entire|总|合计|平均|全部|共)",
    re.IGNORECASE,
)
PREPOSITION = re.compile(r"\s*(?:\)|\*\*)?\s*(?:[a-z]+\s){0,2}(?:in|of|for|from|by)\s+(?:the\s)?\W{0,3}", re.IGNORECASE)
BRACKETS = re.compile(r"[(（][^()（）\n]*[)）]")
# What makes a metric a condition: its bound.
BOUNDED = re.compile(
    r"[\s*_`]*(?:is |are )?(?:(?:over|above|below|under|at least|at most|between|more than|less than)\b"
    r"|(?:超过|低于|高于|不超过|不少于|不低于|不到|至少|至多))",
    re.IGNORECASE,
)
RESPECTIVELY = re.compile(r"\brespectively\b|分别|依次", re.IGNORECASE)
DECREASE = re.compile(
    r"\b(?:fell|falls?|falling|fallen|down|drop\w*|declin\w*|decreas\w*|less|lower|below|fewer|minus|negative|lost|loses?"
    r"|returned|reduc\w*|shrank|behind|subtract\w*|lowers?|worse)\b|下降|减少|降低|下跌|跌|少|低|负|亏|退",
    re.IGNORECASE,
)
INCREASE = re.compile(
    r"\b(?:rose|rises?|rising|up|grew|grow\w*|increas\w*|more|higher|above|ahead|greater|larger|gain\w*|raises?|adds?)\b"
    r"|上升|增加|增长|提高|高|多|涨",
    re.IGNORECASE,
)
CALLED_RATIO = re.compile(r"\bratio (?:of|is|was)\s*$|比值[为是：:]?\s*$", re.IGNORECASE)
RATIO = re.compile(r"\b(?:ratio|times|as (?:much|many|high|large))\b|比值|之比|比例|倍", re.IGNORECASE)
# What a share is said to be of: `20 % of the customers`, 20%的客户, 客户占20%.
SHARE_OF = re.compile(r"\s*(?:of (?:the |all |our |its |these )?|的)[*_`]*$", re.IGNORECASE)
SHARED_BY = re.compile(r"(?:占比?|占到)[为是：:]?[\s*_`]*")
CALLED_DIFFERENCE = re.compile(
    r"\b(?:difference|gap) (?:of|is|was)\s*$|\bdifference[*_` ]*[:：][*_` ]*$|(?<![误偏准方])差额?(?:为|是|：)?\s*$",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"\b(?:differ\w*|gap|apart|exceed\w*|lead|ahead|behind|than)\b|差|相比|超出|领先|落后|比", re.IGNORECASE
)
FUTURE = re.compile(
    r"\b(?:expect\w*|predict\w*|forecast\w*|will|future|next|coming|likely|projected|estimated)\b|预计|预测|预期|未来|将",
    re.IGNORECASE,
)
WINDOW = re.compile(r"\b(?:last|past|recent|previous|same (?:season|period))\b|近|最近|过去|同期", re.IGNORECASE)
BETWEEN = re.compile(
    r"\b(?:between|interval|range[sd]?|from|to|low|high|least|most|bounds?|worst|best|likely|%|percent)\b|[–—~]|区间|之间|范围|到|至|上限|下限|介于",
    re.IGNORECASE,
)
# A value called an end of an interval; what comes "highest" is no end.
END = re.compile(
    r"\b(?:between|interval|range[sd]?|low|high|lower|upper|at least|at most|bounds?|limits?"
    r"|(?:worst|best)(?: case)?)\b|[–—~]|区间|之间|范围|上限|下限|介于|至少|至多",
    re.IGNORECASE,
)
LABEL = re.compile(r"\s*[*_`]*\s*(?:[:：=|]|is\b|was\b|are\b|were\b|of\b|为|是|数)", re.IGNORECASE)
# What may stand between a number and the noun it counts: 12 位客户, 12 of the customers.
MEASURE = re.compile(
    r"[\s*_`]*(?:of (?:the |these |those |all |our )?|different |distinct |such |[个位名条笔家款种件张])?[\s*_`]*",
    re.IGNORECASE,
)
SINCE = re.compile(
    r"\b(?:since|until|as of|up to|through|from|after|before|by)\b|自|从|起|截至|截止|以来|之前|之后", re.IGNORECASE
)
# A value right beside one of these is a change, not a level.
CHANGE_AFTER = re.compile(
    r"\s*(?:higher|more(?! than)|lower|less(?! than)|fewer|greater|ahead|behind)\b", re.IGNORECASE
)
CHANGE_BEFORE = re.compile(
    r"\b(?:rose|rises?|grew|grows?|fell|falls?|drop(?:s|ped)?|increase[sd]?|decrease[sd]?|decline[sd]?|up|down|higher"
    r"|lower|ahead|exceeds?\s[\w\s]+) by\s*$"
    r"|(?:高出|多出|少了|多了|低了|高了|增加了?|减少了?|下降了?|上升了?|增长了?)\s*$",
    re.IGNORECASE,
)
# Beside the group that a difference is taken from: `more than Denmark`, 比丹麦多, 较丹麦高.
AGAINST_BEFORE = re.compile(
    r"(?:\b(?:than|compared (?:to|with)|against|over)\s+(?:the\s+|in\s+|for\s+)?|[比较])[\s*_`]*$", re.IGNORECASE
)
AGAINST_AFTER = re.compile(
    r"\b(?:than|compared (?:to|with)|against|above|below|over|ahead of|behind)\s+"
    r"(?:that of\s+|those of\s+|in\s+|for\s+)?(?:the\s+)?[*_`]*$",
    re.IGNORECASE,
)
# Right beside a difference that is shown with its sign.
MORE_BEFORE = re.compile(r"(?:多|高|高出|多出|领先|exceeds \w+ by|ahead by)\s*[*_`]*$", re.IGNORECASE)
MORE_AFTER = re.compile(r"\s*(?:more|higher|greater|ahead|above)\b", re.IGNORECASE)
LARGEST = re.compile(r"\b(?:largest|biggest|highest|greatest|max\w*|single)\b|最[大高]|单笔", re.IGNORECASE)
LEAST = re.compile(r"(?<!at )\b(?:smallest|lowest|least|min\w*)\b|最[小低少]", re.IGNORECASE)
BESIDE = re.compile(r"\W*(?:and|和|与|及)?\W*", re.IGNORECASE)
AHEAD = re.compile(r"(?:\b(?:next|coming|following)|未来|接下来|今后)\s*$", re.IGNORECASE)
# Some named of several, and said to be so: `Germany and 3 more`, 等国家.
RANGE = re.compile(
    r"\b(?:and \d+ (?:more|others)|among others|etc|to|through|these|those)\b|等|至|到|这些", re.IGNORECASE
)
