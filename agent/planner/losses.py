"""What would be lost with many customers: "if all high-tier at-risk customers stopped buying, what would we lose?".

Nothing has to be supposed for it: it is what they are predicted to bring.
"""

import re

_IF = r"(?:if|suppose|supposing|imagine|assume|assuming|say|what if|worst case|let['’]?s say)\b[:,]?\s*(?:that\s+)?"
_GOING = (
    r"(?:(?:all|both|just|suddenly|completely|simply|were to|would|do|did|had|have|are|were|is|was|to)\s+)*"
    r"(?:(?:all |both |suddenly |completely )?(?:stop(?:s|ped)?|quit|cease[sd]?)\s+"
    r"(?:buying|ordering|shopping|purchasing)(?:\s+(?:from|with) us)?"
    r"|(?:left|leave|leaves|gone|go away|went away|walk(?:s|ed)? away|disappear(?:s|ed)?|vanish(?:es|ed)?"
    r"|churn(?:s|ed)?|jump(?:s|ed)? ship|defect(?:s|ed)?|drop(?:s|ped)? out)\b(?:\s+us)?)"
)
_LOST = (
    r"(?:(?:would|will|could|do|did)\s+(?:we|i)\s+(?:be\s+)?(?:lose|losing|miss|forgo)"
    r"|(?:would|will)\s+(?:be|go)\s+(?:lost|missing|gone)"
    r"|(?:is|are|would be)\s+at (?:stake|risk)|lost|at stake|do we lose|we(?:['’]d| would| will) lose|gone|missing)"
)
_SUPPOSED = re.compile(rf"^\W*{_IF}(?P<who>[^,;:?]{{3,90}}?)\s+{_GOING}\s*[,.;:?]\s*(?P<what>.{{3,}})$", re.IGNORECASE)
_BEHIND = re.compile(rf"^(?P<what>.{{3,90}}?),?\s+if\s+(?P<who>[^,;:?]{{3,90}}?)\s+{_GOING}\s*\??$", re.IGNORECASE)
_LOSS = re.compile(rf"\s*\b{_LOST}\b", re.IGNORECASE)
_VALUE = re.compile(
    r"\b(?:how much|what|predicted value|predicted|value|revenue|forecast|spend|money)\b", re.IGNORECASE
)
_COUNT = re.compile(
    r"\b(?:head ?count|(?:number of|how many) (?:customers|people|accounts|buyers|clients|heads|of them)"
    r"(?: (?:is|are|would|will) (?:that|they|it|there|be))*)",
    re.IGNORECASE,
)
_HORIZON = re.compile(
    r"\b(?:over|in|within) the (?:next|coming) (?:\w+ )?(?:days?|weeks?|months?|half[- ]year|year)\b", re.IGNORECASE
)
# All else that may stand in such a question; a word besides would be dropped.
_PLAIN = re.compile(
    r"\b(?:and|how|much|what|in|total|of|that|is|it|this|altogether|all|told|the|for|us|we|then|also|plus|together|be|would"
    r"|will|as|well)\b|[^\w]+",
    re.IGNORECASE,
)
# "Every customer who is both in the high tier and at risk": the conditions alone.
_EVERY = re.compile(r"^(?:every|each|any|all(?: of)?)\s+(?:the\s+|our\s+)?", re.IGNORECASE)


def as_their_value(question: str) -> str:
    """A question about the loss of a group of customers as one about what they are predicted to bring.

    >>> as_their_value("If all at-risk customers stopped buying, how much would we lose?")
    'total predicted value of the at-risk customers'
    """
    found = _SUPPOSED.match(question) or _BEHIND.match(question)
    if found is None or not (_LOSS.search(found["what"]) or _LOSS.search(f" {found['what']}")):
        return question
    what = found["what"]
    rest = what
    for pattern in (_COUNT, _HORIZON, _VALUE, _LOSS, _PLAIN):
        rest = pattern.sub(" ", f" {rest}")
    if rest.strip():
        return question
    measures = ["total predicted value"] if _VALUE.search(_COUNT.sub(" ", what)) else []
    measures += ["number of customers"] if _COUNT.search(what) else []
    if measures[:1] != ["total predicted value"]:
        return question
    who = _EVERY.sub("", found["who"].strip())
    who = re.sub(r"\bwho (?:is|are) (?:both )?in\b", "in", who, flags=re.IGNORECASE)
    who = re.sub(r"^(?:the|our)\s+", "", who, flags=re.IGNORECASE)
    who = re.sub(r"^customer\b(?! [A-Z]?\d)", "customers", who, flags=re.IGNORECASE)
    horizon = _HORIZON.search(what)
    return f"{' and '.join(measures)} of the {who}{' ' + horizon.group() if horizon else ''}"
