"""Reviews pointed back at in their own sentence: "of our reviews, how many are good ones", 评价里差的有几条."""

import re

# What "ones" may point at; the nearest before it is meant, else the nearest behind.
_NOUN = re.compile(
    r"\b(?:(?P<reviews>reviews?|ratings?|comments?|feedbacks?)|customers?|clients?|buyers?|shoppers?|people|products?"
    r"|items?|articles?|categor(?:y|ies)|segments?|groups?|countries|country|channels?|orders?|purchases?"
    r"|states?|cities"
    r"|city|predictions?|forecasts?)\b",
    re.IGNORECASE,
)
_GOOD = r"good|positive|happy|great|nice|favou?rable|glowing|satisfied|friendly|praising"
_BAD = (
    r"bad|negative|unhappy|poor|terrible|awful|angry|critical|unfavou?rable|dissatisfied|nasty|complaining"
    r"|low|disappointed"
)
_ONES = re.compile(
    rf"\b(?:(?:really|very|clearly|downright) )?(?:(?P<good>{_GOOD})|(?P<bad>{_BAD})"
    r"|(?P<stars>(?:[1-5]|one|two|three|four|five)[ -]stars?)) ones?\b",
    re.IGNORECASE,
)
# Which of two kinds there are more of: both are counted.
_KIND = (
    r"(?:good|positive|bad|negative|poor|[1-5]-star|(?:one|two|three|four"
    r"|five)-star)(?: customer)?(?: reviews?| ratings?| ones?)?"
)
_MORE = re.compile(
    rf"\b(?:(?:are|were|is|was) there|(?:do|did|have|had) we (?:get|got|have|had|receive"
    rf"|received)?) (?P<when>[^,?.;]{{0,20}}?)"
    rf"more (?P<one>{_KIND}) than (?P<two>{_KIND})\b"
    rf"|\b(?:which|what) (?:is|was|are|were|do we have"
    rf"|did we get) (?:there )?more(?: of)?(?P<then>[^,?.;]{{0,24}})[,:]\s*"
    rf"(?P<first>{_KIND}) or (?P<second>{_KIND})\b",
    re.IGNORECASE,
)
_HAN_KIND = r"(?:好评|差评|[1-5一二三四五]星(?:评价|好评|差评)?)"
_HAN_MORE = re.compile(
    rf"(?:是|到底)?(?P<one>{_HAN_KIND})(?:数|的数量)?(?:比(?P<two>{_HAN_KIND})(?:数|的数量)?(?:更|要|还)?多(?:一些|一点|些)?(?:吗|么|嘛)?"
    rf"|(?:更|要)?多(?:一些|一点|些)?[，,、]?(?:还是|或者?)(?P<other>{_HAN_KIND})(?:数|的数量)?(?:更|要)?多(?:一些|一点|些)?)(?=[？?。，,]|$)"
)
_HAN_REVIEWS = re.compile(r"评价|评论|留言|反馈")
# 差的 stands for 差的评价 where nothing that has a noun of its own follows: counted, shared, or beside the other kind.
_HAN_ONES = re.compile(
    r"(?P<before>[里中内，,、；;：:\s和与跟或及是有算]|评价|评论|留言|反馈|多少条|几条)(?:比较|很|偏|特别)?"
    r"(?:(?P<bad>不好的|差的|坏的|不满意的|负面的|烂的|不怎么样的)|(?P<good>好的|正面的|满意的|不错的|好评的))"
    r"(?=(?:又|都|各|分别|一共|总共|大概)*(?:是|有|占)?(?:多少|几)(?:条|个(?![客商产品国渠月人]))|(?:又|各|分别|大概)*占|(?:的)?比例|(?:的)?数量"
    r"|[和与跟、]|[（(]|比(?:差的|不好的|好的)|(?:更)?多(?:一?[些点])?(?:吗|还是|[？?，,。]|$)|[？?，,]?$)"
)

# 2分和2分以下: the number said twice.
_SAID_TWICE = re.compile(r"(?P<n>[1-5])(?P<unit>[分星])(?:和|及|或|以及|、)(?P=n)(?P=unit)?(?:及|或)?(?P<way>以[上下])")


def reviews_named(question: str) -> str:
    """The question with good and bad ones among its reviews called good and bad reviews.

    Args:
        question: Cleaned.

    >>> reviews_named("Of our reviews, how many are good ones and how many 1-star ones?")
    'Of our reviews, how many are good reviews and how many 1-star reviews?'
    >>> reviews_named("今年的评价里，好的有多少条，差的有多少条"), reviews_named("Which customers are the good ones?")
    ('今年的评价里，好评有多少条，差评有多少条', 'Which customers are the good ones?')
    """
    question = _SAID_TWICE.sub(r"\g<n>\g<unit>及\g<way>", question)
    if " one" in question:
        question = _ONES.sub(lambda found: _called(found, question), question)
    if _HAN_REVIEWS.search(question):
        question = _HAN_ONES.sub(lambda found: f"{found['before']}{'差评' if found['bad'] else '好评'}", question)
    if "more" in question:
        question = _MORE.sub(_both, question)
    if "多" in question:
        question = _HAN_MORE.sub(
            lambda found: f"{found['one']}和{found['two'] or found['other']}分别有多少条", question
        )
    return question


def _both(found: re.Match[str]) -> str:
    when = found["when"] or found["then"] or ""
    kinds = [_reviews(found["one"] or found["first"]), _reviews(found["two"] or found["second"])]
    return f"how many {kinds[0]} and how many {kinds[1]} {when}".rstrip()


def _reviews(kind: str) -> str:
    return re.sub(r"(?: customer)?(?: reviews?| ratings?| ones?)?$", " reviews", kind, count=1, flags=re.IGNORECASE)


def _called(found: re.Match[str], question: str) -> str:
    before = list(_NOUN.finditer(question, 0, found.start()))
    meant = before[-1] if before else _NOUN.search(question, found.end())
    if meant is None or meant["reviews"] is None:
        return found.group()
    return f"{found['stars'] or ('good' if found['good'] else 'bad')} reviews"
