"""Lengths and stars typed short, written out before anything is read: "next 90d", "the 1s and 2s"."""

import re

from agent.planner.rewriting import Rules, rewritten

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
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_EACH = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_SPELT: Rules = (
    (re.compile(r"(?<!\d )\bmin(?:imum|\.)?\s+(?:of\s+)?(?=\d)", re.IGNORECASE), "at least "),
    (re.compile(r"(?<!\d )\bmax(?:imum|\.)?\s+(?:of\s+)?(?=\d)", re.IGNORECASE), "at most "),
    (re.compile(r"\b(they|we|you)ve\b", re.IGNORECASE), r"\1 have"),
    (re.compile(r"(?<=\d) a ?piece\b", re.IGNORECASE), " each"),
    (re.compile(r"\b(?:a |the )?(?:single|sole|lone)[ -]star\b", re.IGNORECASE), "1-star"),
    (re.compile(r"\b(?:a|one) (?:single|sole) star\b", re.IGNORECASE), "1 star"),
    (
        re.compile(
            r"\bmost (?P<n>one|two|three|four|five)[ -]stars?(?= (?:reviews?|ratings?|comments?))", re.IGNORECASE
        ),
        lambda m: f"most {_NUMBERS[m['n'].lower()]}-star",
    ),
    # "The one" is whom a sentence means, and "English one" a review in English, but not before "star".
    (re.compile(r"\bone[ -]star\b(?= (?:reviews?|ratings?|comments?|quotes?|feedback)\b)", re.IGNORECASE), "1-star"),
    (re.compile(r"(?<=\b(?:english|chinese) )one[ -]star\b", re.IGNORECASE), "1-star"),
    (re.compile(r"(?<=\bportuguese )one[ -]star\b", re.IGNORECASE), "1-star"),
    (re.compile(r"(?<![最更])低分的?(?:评价|评论|点评)"), "差评"),
    (re.compile(r"(?<![最更])高分的?(?:评价|评论|点评)"), "好评"),
    (re.compile(r"(?P<n>[1-5一二两三四五][分星])(?:或者?|及|和)?(?:更[低差少]|更糟)"), r"\g<n>及以下"),
    (re.compile(r"(?P<n>[1-5一二两三四五][分星])(?:或者?|及|和)?更[高好多]"), r"\g<n>及以上"),
    (re.compile(r"(?<=\bstar)(s?) or worse\b", re.IGNORECASE), r"\1 or less"),
    (re.compile(r"(?<=\bstar)(s?) or better\b", re.IGNORECASE), r"\1 or more"),
    (
        re.compile(
            r"\b(did|do|does|have|has) (?P<who>[\w -]{2,30}?) (?:pick|picked|rack"
            r"|racked) up\b",
            re.IGNORECASE,
        ),
        r"\1 \g<who> get",
    ),
    # "How many orders, and when was the most recent one": the last order.
    (re.compile(r"\b(?:most recent|latest|newest) one\b", re.IGNORECASE), "last one"),
    (re.compile(r"\bthe last of them\b", re.IGNORECASE), "the last one"),
    (re.compile(r"(?<=likely is )another (?=order|purchase)", re.IGNORECASE), "a "),
    (
        re.compile(r"\b(?P<chance>chance|probability|likelihood|odds) of another (?=order|purchase)", re.I),
        r"\g<chance> of a ",
    ),
    # A heading without "in": "MG buyers 2018?".
    (
        re.compile(
            r"^(?P<who>(?:[A-Za-z&_-]+ ){1,3}(?:buyers|customers|clients|shoppers)) (?P<year>20[0-2]\d)(?=\s*\?*$)"
        ),
        r"\g<who> in \g<year>",
    ),
    (
        re.compile(r"\b([1-5]|one|two|three|four|five)[ -]stars? (?:ratings?|scores?|marks?)\b", re.IGNORECASE),
        r"\1-star reviews",
    ),
    (
        re.compile(
            r"\ban order (?P<v>have|has|contain|contains|hold|holds|include|includes)"
            r"(?: on average)?\b",
            re.IGNORECASE,
        ),
        r"an average order \g<v>",
    ),
    (re.compile(r"\b(predicted [^,;?]{1,40}) over (?=\d{1,3} days\b)", re.IGNORECASE), r"\1 over the next "),
    (
        re.compile(
            rf"\bbetween (\d{{1,2}})(?:st|nd|rd|th)? and (\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({_MONTH})\b",
            re.IGNORECASE,
        ),
        r"from \1 to \2 \3",
    ),
    (
        re.compile(
            r"\bmedian (daily|weekly|monthly|quarterly|yearly) "
            r"(revenue|sales|turnover|orders|order count|number of orders|units)\b",
            re.IGNORECASE,
        ),
        lambda found: f"median {found[2]} per {_EACH[found[1].casefold()]}",
    ),
    # Who bought in one time and again in another: both times are said of them.
    (
        re.compile(
            r"\b(?P<did>bought|ordered|purchased|shopped) (?P<first>(?:in|during) [^,;?]{3,30}?)"
            r",?(?P<many> how many(?: of them)?)? "
            r"(?:that |who |then |have |also |were )*(?:came back|come back|bought again|ordered again"
            r"|purchased again"
            r"|shopped again|reordered|returned|back)(?: to (?:buy|order|us)(?: again)?)? (?P<second>in|during)\b",
            re.IGNORECASE,
        ),
        lambda found: f"{found['did']} {found['first']} and again {found['second']}",
    ),
    # "Reviews with a star rating of 2 or lower", and how many have each.
    (
        re.compile(
            r"\b(?P<whose>reviews?(?: that| which)? (?:with|have|having|had|got)) (?:a |an |the )?(?:star )?"
            r"(?:rating|score)s? (?:of |from )?"
            r"(?P<op>(?:at (?:most|least)|below|under|above|over|up to|exactly|between) )?(?P<n>[1-5])(?![.,]?\d)",
            re.IGNORECASE,
        ),
        r"\g<whose> \g<op>\g<n> stars",
    ),
    (
        re.compile(r"\b(?:star |review )?(?:rating|score|star)s? (?:breakdown|split|mix)\b", re.IGNORECASE),
        "distribution of ratings",
    ),
    (
        re.compile(r"\b(?:a |the )?(?:rating|score) of ([1-5])\b(?![.,]\d|\s*(?:or|and|to)\b)", re.IGNORECASE),
        r"\1 stars",
    ),
    (
        re.compile(
            r"\bneither (?:in |from |of )?(?P<all>\w+(?: (?!nor\b)\w+)?"
            r"(?:,? nor (?:in |from |of )?\w+(?: (?!nor\b)\w+)?)+)",
            re.IGNORECASE,
        ),
        lambda found: "excluding " + re.sub(r",? nor (?:in |from |of )?", " and ", found["all"], flags=re.IGNORECASE),
    ),
    (re.compile(r"\bper order by\b", re.IGNORECASE), "per order for each"),
    (re.compile(r"\b(?:typical|usual) order\b(?! value| size)", re.IGNORECASE), "average order"),
    (re.compile(r"(?<![\d*.])([1-5]) ?(?:\*|★|⭐)(?![ *]?\d)", re.IGNORECASE), r"\1-star"),
    (
        re.compile(
            r"\bhow much (?:is|was|does|did) (?:that|this|it)(?: (?:make|come to))? per (?:order|purchase)\b",
            re.IGNORECASE,
        ),
        "average order value",
    ),
    # A day in figures says which one it was.
    (
        re.compile(
            r"\b(?:black friday|cyber monday|christmas(?: day| eve)?|singles'? day)[ ,(]+(?=\d{1,4}[/.-]\d)",
            re.IGNORECASE,
        ),
        "",
    ),
)
# A dash between two parts of a sentence: "value tiers – headcount in each". Between dates or numbers it joins them.
_DASH = re.compile(r"(?<=\S)(?:\s+(?:[–—]|-{2,})\s+|\s*(?:-+>|→|=>|⇒)\s*)(?=\S)")
_POINT_BEFORE = re.compile(rf"(?:\d|%|\b(?:{_MONTH})|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\.?$", re.IGNORECASE)
_POINT_BEHIND = re.compile(rf"[£$¥€]?\d|\b(?:[qh]\d|(?:{_MONTH})\b|(?:mon|tue|wed|thu|fri|sat|sun))", re.IGNORECASE)


def _undashed(question: str) -> str:
    def comma(found: re.Match[str]) -> str:
        before, behind = question[: found.start()], question[found.end() :]
        return found.group() if _POINT_BEFORE.search(before) and _POINT_BEHIND.match(behind) else ", "

    return _DASH.sub(comma, question)


def written_out(question: str) -> str:
    """The question with what is typed short as it is said; without it the same text.

    >>> written_out("predicted value, next 90d"), written_out("bad reviews, 1s and 2s")
    ('predicted value, next 90 days', 'bad reviews, 1 stars and 2 stars')
    """
    question = _undashed(question)
    if _TIMED.search(question):
        question = _LENGTH.sub(lambda found: f"{found['n']} {_UNITS[found['unit'].casefold()]}", question)
    question = _CHANCE.sub(r"\g<what> of being active \g<bound>", question)
    counted = re.search(r"\bhow many\b", question, re.IGNORECASE)
    question = rewritten(question, _SPELT)
    if counted and not re.search(r"\bhow many\b", question, re.IGNORECASE):
        question = f"how many {question[0].lower()}{question[1:]}"  # "of those who bought in May, how many came back"
    return _STARS.sub(r"\1 stars", question) if _RATED.search(question) else question
