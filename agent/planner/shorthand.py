"""Lengths and stars typed short, written out before anything is read: "next 90d", "the 1s and 2s"."""

import re

_UNITS = {"d": "days", "w": "weeks", "wk": "weeks", "wks": "weeks", "mo": "months", "mos": "months", "mth": "months"}
_UNITS |= {"mths": "months", "yr": "years", "yrs": "years", "y": "years"}
_LENGTH = re.compile(r"\b(?P<n>\d{1,3})[ -]?(?P<unit>d|wks?|w|mos?|mths?|yrs?|y)\b(?!['’])", re.IGNORECASE | re.ASCII)
# Letters are units of time only beside a word for time, so that the codes of products stay as they are.
_TIMED = re.compile(
    r"\b(?:next|last|past|coming|within|over|for|in|since|ago|horizon|inactive|predicted)\b", re.IGNORECASE
)
_STARS = re.compile(r"\b([1-5])['’]?s\b", re.ASCII)
_RATED = re.compile(r"\b(?:reviews?|ratings?|rated|stars?|scores?)\b", re.IGNORECASE)

_BOUND = r"(?:more than|over|above|at least|less than|under|below|greater than|higher than|lower than|exceeding)"
# "A probability of more than 90% of being active": the bound goes behind what it bounds.
_CHANCE = re.compile(
    r"\b(?P<what>probability|chance|likelihood) (?:of |that is )?"
    rf"(?P<bound>{_BOUND} \d+(?:\.\d+)? ?(?:%|percent|per cent)) "
    r"(?:of being|to be|of staying|to stay|of remaining) active\b",
    re.IGNORECASE,
)
_SPELT = (
    (re.compile(r"(?<!\d )\bmin\.?\s+(?=\d)", re.IGNORECASE), "at least "),
    (re.compile(r"(?<!\d )\bmax\.?\s+(?=\d)", re.IGNORECASE), "at most "),
    (re.compile(r"\b(they|we|you)ve\b", re.IGNORECASE), r"\1 have"),
    (re.compile(r"(?<=\d) a ?piece\b", re.IGNORECASE), " each"),
    (
        re.compile(r"\b([1-5]|one|two|three|four|five)[ -]stars? (?:ratings?|scores?|marks?)\b", re.IGNORECASE),
        r"\1-star reviews",
    ),
    (re.compile(r"\bper order by\b", re.IGNORECASE), "per order for each"),
    (re.compile(r"\b(?:typical|usual) order\b(?! value| size)", re.IGNORECASE), "average order"),
    # A day in figures says which one it was.
    (
        re.compile(
            r"\b(?:black friday|cyber monday|christmas(?: day| eve)?|singles'? day)[ ,(]+(?=\d{1,4}[/.-]\d)",
            re.IGNORECASE,
        ),
        "",
    ),
)


def written_out(question: str) -> str:
    """The question with what is typed short as it is said; without it the same text.

    >>> written_out("predicted value, next 90d"), written_out("bad reviews, 1s and 2s")
    ('predicted value, next 90 days', 'bad reviews, 1 stars and 2 stars')
    """
    if _TIMED.search(question):
        question = _LENGTH.sub(lambda found: f"{found['n']} {_UNITS[found['unit'].casefold()]}", question)
    question = _CHANCE.sub(r"\g<what> of being active \g<bound>", question)
    for pattern, said in _SPELT:
        question = pattern.sub(said, question)
    return _STARS.sub(r"\1 stars", question) if _RATED.search(question) else question
