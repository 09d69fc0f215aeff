"""Sentences around a question that tell why it is asked: "We are sending a rep to the fair. Which accounts …?".

Such a sentence is set aside as a whole, and named, where it holds no value, number, time or condition that the question
does not say itself. What the question points at ("there", "that month") is put in its place first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from agent.planner.frames import Frame, says_something
from agent.planner.lexicon import Lexicon
from agent.planner.meanings import Rank
from agent.planner.tokens import Token
from agent.planner.vocabulary import HIDDEN

_WISHES = (
    r"(?:just )?(?:wanna|want(?:ed)? to|need (?:it|this|that)|(?:trying|hoping|looking) to|curious|wondering"
    r"|to (?:see|understand|check|get|know|find out|learn|spot|judge)|so (?:that )?(?:i|we) (?:can|could))\b"
)
_END = re.compile(
    r"(?<!\bvs)(?<!\bno)(?<!\bapprox)(?<!\bincl)(?<!\bexcl)\.{1,3}(?=\s|$)|[!?](?=\s|$)|[:;](?=\s)|[。！？；]"
    r"|,?\s+(?=so (?:before|first|tell|how|what|which|who|when|give|show|please|pls|could|can)\b)"
    rf"|(?:,|\s[-–—])\s+(?={_WISHES}|(?:cos|because)\b)"
    r"|,\s+(?=the (?:mean|average|boss|auditors?|bank)\b|(?:as|since) (?:i|we)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^\W*(?:(?:so|and|but|then|now|also|first|please|pls|ok|okay|hi|hey|hello)\W+)*"
    r"(?:which|what|how|who|whose|whom|when|where|is|are|was|were|do|does|did|can|could|give|show|list|tell|compare|rank|top"
    r"|count|number|total|find|name|pull|get|draw|plot|sum|with|sort|sorted|order|ordered|including"
    r"|(?:(?:i|we) )?(?:need|want)(?! (?:it|this|that|to)\b))\b",
    re.IGNORECASE,
)
# Somebody does something: a subject and a verb, or a purpose told by its noun.
SUBJECT = re.compile(
    r"\b(?:i|we|you|he|she|they|it|this|that|there|my|our|the|their|his|her|someone|somebody|everyone|everybody|people"
    r"|marketing|sales|finance|management|support|logistics|purchasing)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:am|is|are|was|were|been|be|have|has|had|do|does|did|will|would|can|could|should|may|might|must|shall|wants?|needs?"
    r"|thinks?|thought|plans?|says?|said|told|tells|asks?|asked|knows?|knew|heard|hears?|gets?|got|ran|runs?|went|goes|gonna"
    r"|wanna|likes?|loves?|wonders?|hopes?|feels?|felt|sends?|sent|makes?|made|came|comes?|lets?|seems?|looks?|keeps?|kept"
    r"|decides?|starts?|started|launch(?:es|ed)?|opens?|opened|meets?|met|saw|sees?|believes?|suspects?|expects?|claims?)\b"
    # "The customer's state" holds no verb.
    r"|\b\w+['’](?:m|re|ve|ll|d)\b|\b(?:he|she|it|that|this|there|here|who|what|boss|someone|somebody|everyone)['’]s\b"
    r"|n['’]?t\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:planning|prep|preparation|preparations|review|recap|report|deck|slides?|meeting|call|update|check|check-in"
    r"|budget|newsletter|audit|pitch|workshop|agenda|briefing|memo|homework|sanity check|quick one|question|case"
    r"|promotion|campaign|plan|push|launch|presentation|strategy|mailing|event|fair|brochure|catalogue)\s*$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^\W*(?:(?:so|and|but|well|first|first of all|now|then|quick|question|one thing|here goes|just)\W*)+$",
    re.IGNORECASE,
)
# By these a sentence says of which rows, or how to count, whatever else it tells.
NARROWS = re.compile(
    r"\b(?:only|except|exclud\w*|includ\w*|count\w*|(?:i|we) mean|meaning|without|unless|if|treat\w*|defin\w*|limit\w*"
    r"|filter\w*|ignor\w*|leav\w*|instead|rather|compar\w*|care about|interested in|focus(?:ing|ed)? on|in terms of"
    r"|measured|assum\w*|suppos\w*|per|each|every|by (?:month|week|day|quarter|year)|not the)\b",
    re.IGNORECASE,
)
_WISH = re.compile(rf"^{_WISHES}", re.IGNORECASE)
# A clause that opens a question with what is being made ready: "We are working on a German campaign, how many …".
_OPENING = re.compile(
    r"^\W*(?:(?:i|we)(?:['’](?:m|re|ve|d)| am| are| were| want| need| have| would like)\b|(?:to|before|ahead of)\b"
    r"|in preparation (?:of|for)\b|(?:preparing|planning)\b|for (?:a|an|our|the|my)\b)[^,?!.:;]{3,80},\s+"
    r"(?=(?:so |and |please )?(?:how|what|which|who|when|show|give|list|tell|can|could|please|count|find)\b)",
    re.IGNORECASE,
)
# What is made ready may be nothing the data know of.
_PLANS = re.compile(
    r"\b(?:working on|planning|preparing|putting together|building|designing|drafting|launching|running|setting up"
    r"|thinking (?:about|of)|doing|making|to (?:plan|prepare|build|draft|launch|design))\b"
    r"|^(?:before|ahead of|in preparation|for (?:a|an|our|the|my))\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:living|based|located|from|over|in) there\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! (?:is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:in |during |over |for )?(?:that|the same|this very) (?:month|quarter|year|week|period)\b", re.I
)
_PLACES = frozenset({"country", "city", "state", "region"})
_STRICT = frozenset({"value", "weak_value", "abroad", "named", "month", "span", "condition"})
# In a clause that is no sentence of its own these may say of which rows.
_ASKED = ("outside", "metric", "negation", "op", "post", "superlative", "condition", "verb")
_TIMES = frozenset({"month", "span"})
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
# Said in passing of anything: "here we go again", "one of our people".
_PASSING = frozenset({"again", "one", "first", "new", "second"})
_SLOTS = re.compile(
    r"\b(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|a dozen)\s+(?:\w+\s+)?"
    r"(?:visits?|calls?|slots?|seats?|places?|spots?|gifts?|vouchers?|tickets?|meetings?|invitations?|trips?|stops?)\b",
    re.IGNORECASE,
)
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Apart:
    """A question without what is told around it.

    Attributes:
        question: With the sentences set aside blanked out.
        left: These sentences.
        places: So many there is room for: "he has time for five visits"; 0 where that is not said.
    """

    question: str
    left: tuple[str, ...]
    places: int = 0


def out_of_context(question: str, lexicon: Lexicon) -> Apart:
    """The question and the sentences around it that only tell why it is asked.

    Args:
        question: Cleaned, with its dates in figures.
        lexicon: The shop's words.
    """
    parts = list(_parts(question))
    told = [(start, end) for start, end in parts if _tells(question, start, end, lexicon)]
    if not told or len(told) == len(parts):
        return Apart(question, ())
    rest = _blanked(question, told)
    left: list[str] = []
    places = 0
    for start, end in told:
        part = question[start:end]
        slots = _SLOTS.search(part)
        missing = _missing(part.replace(slots.group(), " ") if slots else part, rest, lexicon)
        if missing and (pointed := _pointed(rest, missing, part)) is not None:
            rest, missing = pointed, []
        if missing:
            rest = rest[:start] + part + rest[end:]
            continue
        places = _places(slots["n"]) if slots else places
        left += [] if _LEADING.match(part) else [" ".join(part.strip(" ,;").split())]
    return Apart(rest, tuple(left), places)


def _parts(question: str) -> Iterator[tuple[int, int]]:
    opening = _OPENING.match(question)
    start = opening.end() if opening else 0
    if start:
        yield 0, start
    for found in _END.finditer(question, start):
        if question[start : found.start()].strip(" ,;"):
            # The mark goes with what it ends, so that a question stays one.
            yield start, found.end()
        start = found.end()
    if question[start:].strip(" ,;"):
        yield start, len(question)


def _tells(question: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a part only tells of the asker, in words that are not all understood."""
    part = question[start:end].strip()
    wishes = bool(_WISH.match(part))
    if (part.endswith(("?", "？")) and not wishes) or _ASKING.match(part) or NARROWS.search(part):
        return False
    bare = part.rstrip(" .:;!…,")
    narrates = bool(SUBJECT.search(bare) and VERB.search(bare)) or bool(_PURPOSE.search(bare))
    narrates = (
        narrates
        or bool(_LEADING.match(bare))
        or wishes
        or bool(_PLANS.match(bare))
        or bool(re.match(r"^(?:so |and |but )?(?:before|when|while|as|since|because) (?:I|we)\b", bare, re.I))
    )
    tokens = lexicon.tokens(part, hidden=HIDDEN)
    acts = any(t.has("outside", "action") for t in tokens)
    opening = _OPENING.match(question) if start == 0 else None
    held = _ASKED if opening and opening.end() == end else ()
    asks = any(token.has(kind) for token in tokens for kind in held)
    return narrates and not acts and (not asks or bool(_PLANS.search(bare)))


def _blanked(question: str, stretches: list[tuple[int, int]]) -> str:
    for start, end in stretches:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _missing(part: str, rest: str, lexicon: Lexicon) -> list[Token]:
    """What a part says of rows, times or numbers that the rest does not say."""
    behind = lexicon.tokens(rest, hidden=HIDDEN)
    said = {(t.key, t.attribute) for token in behind for t in token.terms}
    numbers = {token.number.value for token in behind if token.number is not None}
    dated = bool(_DATED.search(rest))
    found = []
    for token in lexicon.tokens(part, hidden=HIDDEN):
        if token.text in _PASSING:
            continue
        strict = [t for t in token.terms if t.kind in _STRICT]
        own = token.kind in ("date", "email", "customer", "order", "quoted")
        counted = token.number is not None and token.number.value not in numbers
        times = bool(strict) and all(t.kind in _TIMES for t in strict)
        told = bool(strict) and not any((t.key, t.attribute) in said for t in strict)
        if own or counted or (told and not (times and dated)):
            found.append(token)
    return found


def _pointed(rest: str, missing: list[Token], part: str) -> str | None:
    """The rest with "there", or "that month", as the one place or time that the part names; else None."""
    if len(missing) != 1:
        return None
    token = missing[0]
    place = any(t.kind == "value" and t.attribute.removeprefix("attr_") in _PLACES for t in token.terms)
    pattern = _THERE if place else _THEN if token.kind == "date" else None
    if pattern is None or len(pattern.findall(rest)) != 1:
        return None
    return pattern.sub(f"in {part[token.start : token.end]}", rest)


def read_apart(question: str, lexicon: Lexicon, read: Callable[[str], Frame]) -> Frame | None:
    """The slots of the question without the sentences that tell why it is asked; None where it is no whole one.

    Args:
        question: Cleaned, with its dates in figures.
        lexicon: The shop's words.
        read: Reads a question.
    """
    apart = out_of_context(question, lexicon)
    frame = read(apart.question) if apart.left else None
    if frame is None or frame.leftovers or frame.outside or not says_something(frame):
        return None
    if apart.places:
        if frame.rank is not None and frame.rank.count not in (None, apart.places):
            return None
        frame.rank = Rank(count=apart.places, lowest=frame.rank.lowest if frame.rank else False)
    return replace(frame, aside=[*frame.aside, *apart.left])


def _places(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 12 if " " in word else _WORDS.index(word.casefold()) + 2
