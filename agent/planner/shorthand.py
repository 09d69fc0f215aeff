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


def written_out(question: str) -> str:
    """The question with what is typed short as it is said; without it the same text.

    >>> written_out("predicted value, next 90d"), written_out("bad reviews, 1s and 2s")
    ('predicted value, next 90 days', 'bad reviews, 1 stars and 2 stars')
    """
    if _TIMED.search(question):
        question = _LENGTH.sub(lambda found: f"{found['n']} {_UNITS[found['unit'].casefold()]}", question)
    return _STARS.sub(r"\1 stars", question) if _RATED.search(question) else question
