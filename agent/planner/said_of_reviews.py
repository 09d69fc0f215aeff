"""Slots of reviews put right by what stands beside a word: "reviews are bad", "the most 1-star reviews", "who gave"."""

import re

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.leftovers import understood
from agent.planner.meanings import Groups, Line, Measured, Ordered, Where, soft
from agent.planner.ratings import MAKES_UP
from data.spec import Filter

_JUDGED = re.compile(
    r"\b(?:reviews?|ratings?)\b[^,;?]{0,14}\b(?:is|are|were|was|being)\s+(?:really |very |rather |actually )?"
    r"(?:(?P<bad>bad|negative|poor|low|critical|unhappy|unfavou?rable)|(?P<good>good|positive|high|favou?rable|happy))\b"
    r"(?: ones\b)?",
    re.IGNORECASE,
)
_TOLD = frozenset({"say", "complain", "praise", "quote"})
_RATED_SHARE = re.compile(
    r"\b(?:share|percentage|percent|proportion|fraction|%) of (?:the |our |all )?"
    r"(?:(?:low|bad|negative|poor)|(?:high|good|positive)) (?:ratings?|reviews?|scores?)\b",
    re.IGNORECASE,
)
# Judged reviews are the part, reviews named beside them the whole: "of the reviews for toys, how many are bad".
_PART = re.compile(
    r"\b(?:low|bad|negative|poor|high|good|positive)(?: customer)? (?:ratings?|reviews?|scores?)\b|[差好]评",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\breviews?\b|评价|评论", re.IGNORECASE)
_OWN_SHARE = re.compile(r"的[差好]评(?:占比|比例)")

_GAVE = re.compile(r"\b(?:left|gave|given|wrote|written|with|posted|submitted)\b|[给打写留]了?过?", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:say|said|saying|think|complain\w*|write about|wrote about)\b|说|讲|提到|抱怨|吐槽|反映", re.IGNORECASE
)
_LOW = Where(Filter(column="rating", op="le", value=2))
_HIGH = Where(Filter(column="rating", op="ge", value=4))
_STARS = {("low_ratings", "gt"): _LOW, ("high_ratings", "gt"): _HIGH}

# The subject of a sentence, of whom nothing is asked: "what do people rate it", "how did our buyers rate toys".
_SUBJECT = re.compile(
    r"\b(?:what|how)(?: \w+){0,2} (?:do|did|does|have|has|would) (?:the |our |its )?(?:\w+ )?"
    r"(?:people|customers|buyers|shoppers|users|clients) "
    r"(?:rate|score|give|gave|given|rated|scored|think)",
    re.IGNORECASE,
)

_GAVE_LOW = re.compile(
    r"\b(?:customers|clients|buyers|people|shoppers|those) (?:who|that)(?: have| had| also| once)* "
    r"(?:gave|given|left|wrote|written|posted)\b|[打给写留](?:过|了)[^，,。？?]{0,24}的(?:客户|顾客|用户|买家|人|会员)",
    re.IGNORECASE,
)


def rated_by_all(frame: Frame, question: str, facts: Facts) -> None:
    """Takes "what rating did customers give toys" for one average, which no customer is asked for."""
    rated = Measured("average_rating") in [Measured(m.metric) for m in frame.measures]
    scored = "rate" in frame.verbs and not frame.asks & {"say", "complain", "praise", "quote"}
    if not _SUBJECT.search(question) or not (rated or scored):
        return
    frame.entities = [e for e in frame.entities if e.kind != "customer"]
    open_ended = not (frame.measures or frame.groups or frame.rank or frame.order or frame.texts)
    if open_ended and "count" not in frame.asks and facts.metric("average_rating"):
        frame.measures, rated = [Measured("average_rating")], True
    frame.nouns = [noun for noun in frame.nouns if noun != "rating" or not rated]


def judged_reviews(frame: Frame, question: str, facts: Facts) -> None:
    """Reads "what percentage of reviews are bad" as the share of low ratings, "how many" as their number."""
    found = _JUDGED.search(question)
    # "What percentage of reviews are negative ones": the word judges, nobody asks for what they say.
    told = {"say", "quote"} if (frame.share or "count" in frame.asks) and not frame.texts else _TOLD
    if not found or frame.asks & told:
        return
    word, side = (found["bad"], "low") if found["bad"] else (found["good"], "high")
    metric = f"{side}_rating_share" if frame.share else f"{side}_ratings"
    if facts.metric(metric) is None or any(c.filter.column == "rating" for c in frame.conditions):
        return
    frame.asks -= _TOLD
    frame.measures = [
        *(m for m in frame.measures if m.metric not in ("reviews", "average_rating", metric)),
        Measured(metric),
    ]
    frame.share = False
    frame.entities = [e for e in frame.entities if e.kind != "review"]
    frame.nouns = [n for n in frame.nouns if n != "rating"]
    frame.conditions = [c for c in frame.conditions if c.filter.column not in ("value_tier", "likely_tier")]
    frame.vague = [v for v in frame.vague if v[1].removesuffix(" ones") != word.casefold()]
    understood(frame, word)


def ranked_by_rating(frame: Frame, line: Line, facts: Facts) -> None:
    """Orders "top categories by rating" by their average, not by the number of each star."""
    if Measured("average_rating") in frame.measures and "rating" in frame.nouns:
        # "How many stars do toys get on average": an average has no stars of its own.
        frame.nouns, frame.asks = [noun for noun in frame.nouns if noun != "rating"], frame.asks - {"count"}
    ordered = frame.order is not None and frame.order.metric == "average_rating"
    rated = ordered or Measured("average_rating") in frame.measures
    if rated and "rating" in frame.groups and (frame.nouns or len(frame.groups) > 1):
        frame.groups = [key for key in frame.groups if key != "rating"]
    groups = [c for c in line if isinstance(c.meaning, Groups) and c.text.startswith("by ")]
    said = any(isinstance(c.meaning, Groups) and c.meaning.keys == ("rating",) for c in groups)
    bare = not (frame.measures or frame.share or frame.mentions("review") or frame.asks & {"count", "distribution"})
    ranked = frame.rank is not None or bare
    if said and ranked and frame.nouns and frame.order is None and facts.metric("average_rating"):
        frame.groups = [key for key in frame.groups if key != "rating"]
        lowest = frame.rank is not None and frame.rank.lowest
        frame.order = Ordered("average_rating", lowest=lowest, superlative=False)


def _of_customers_only(measured: Measured, facts: Facts) -> bool:
    entry = facts.metric(measured.metric)
    return measured.metric == "customers" or (entry is not None and entry.tables == ("customers",))


def raters(frame: Frame, line: Line, question: str, facts: Facts) -> None:
    """Counts or lists the customers who gave a rating, not the ratings."""
    gave = "rate" in frame.verbs or any(c.text in ("gave", "give", "left", "wrote", "giving") for c in line)
    low = [m for m in frame.measures if m.metric in ("low_ratings", "high_ratings")]
    people = Measured("customers") in frame.measures
    if gave and people and low and len(frame.measures) == 2 and not frame.groups and facts.metric(low[0].metric):
        worst = low[0].metric == "low_ratings"
        frame.measures = [Measured("customers")]
        frame.conditions.append(Where(Filter(column="rating", op="le" if worst else "ge", value=2 if worst else 4)))
    elif (
        low and _GAVE_LOW.search(question) and all(_of_customers_only(m, facts) for m in frame.measures if m not in low)
    ):
        # 近90天打过差评的客户，预测价值合计多少: who they are, not how many ratings they gave.
        worst = low[0].metric == "low_ratings"
        frame.measures = [m for m in frame.measures if m not in low]
        frame.conditions.append(Where(Filter(column="rating", op="le" if worst else "ge", value=2 if worst else 4)))
    told = any(c.filter.column in ("low_ratings", "high_ratings") for c in frame.conditions)
    if (gave or told or _GAVE.search(question)) and not _SAYING.search(question):
        _listed_raters(frame)
    first = next((e.kind for e in frame.entities if not e.asked), "")
    rated = any(c.filter.column == "rating" for c in frame.conditions)
    if (
        first == "customer"
        and rated
        and not (frame.measures or frame.order or frame.groups or frame.asks & {"quote", "say"})
    ):
        frame.entities = [e for e in frame.entities if e.kind != "review"]


def _listed_raters(frame: Frame) -> None:
    """Lists who "left a bad review last month": the customers, neither the number of reviews nor their words."""
    first = next((e for e in frame.entities), None)
    who = first is not None and first.kind == "customer" and first.plural
    judged = [m.metric for m in frame.measures if m.metric in ("low_ratings", "high_ratings")]
    rated = any(c.filter.column == "rating" and not c.metric for c in frame.conditions)
    plain = not (frame.groups or frame.rank or frame.order or frame.share or frame.nouns or frame.people)
    if not (who and plain) or frame.asks & {"count", "amount", "quote", "complain", "praise", "why"}:
        return
    # 上个月给过差评的客户: the days are those of the reviews.
    frame.conditions = [_STARS.get((c.filter.column, c.filter.op), c) if frame.spans else c for c in frame.conditions]
    if len(judged) == len(frame.measures) == 1:
        frame.measures, rated = [], True
        frame.conditions.append(_LOW if judged == ["low_ratings"] else _HIGH)
    if rated and not frame.measures:
        frame.asks.discard("say")
        frame.entities = [e for e in frame.entities if e.kind != "review"]


def rates_of_ratings(frame: Frame, question: str, facts: Facts) -> None:
    """Measures "the percentage of low ratings in toys" as a rate of toys, not as the part of all low ratings."""
    rates = {"low_ratings": "low_rating_share", "high_ratings": "high_rating_share"}
    _by_one_star(frame)
    rate = rates.get(frame.measures[0].metric, "") if len(frame.measures) == 1 else ""
    told = frame.groups or frame.nouns or any(not c.metric for c in frame.conditions)
    stars = any(c.filter.column == "rating" for c in frame.conditions)
    whole = _RATED_SHARE.search(question) or _OWN_SHARE.search(question) or _WHOLE.search(_PART.sub(" ", question))
    whole = whole if not MAKES_UP.search(question) else None
    if frame.share and rate and told and not stars and whole and facts.metric(rate):
        frame.measures, frame.share = [Measured(rate)], False


def _by_one_star(frame: Frame) -> None:
    """差评率，按1星算: the part of the reviews that has the stars which are named."""
    stars = any(c.filter.column == "rating" and not c.metric for c in frame.conditions)
    if stars and frame.measures in ([Measured("low_rating_share")], [Measured("high_rating_share")]):
        frame.measures, frame.share = [Measured("reviews")], True


def most_rated(frame: Frame, line: Line) -> None:
    """Orders by reviews what has "the most 1-star reviews"."""
    if frame.order is not None or frame.measures or not frame.which:
        return
    for at, chunk in enumerate(line):
        where = next((c.meaning for c in line[at + 1 :] if not soft(c)), None)
        most = chunk.meaning is None and chunk.text in ("most", "fewest", "least")
        if most and isinstance(where, Where) and where.filter.column == "rating":
            frame.order = Ordered("reviews", lowest=chunk.text != "most")
            frame.entities = [e for e in frame.entities if e.kind != "review"]
            understood(frame, chunk.text)


def review_languages(frame: Frame, question: str, facts: Facts) -> None:
    """Takes "the Chinese ones" beside English reviews for reviews in Chinese, not for those of a country."""
    told = [c for c in frame.conditions if c.filter.column == "language" and c.filter.op == "eq"]
    found = re.search(r"\bchinese\b(?: ones| reviews|\W*$)", question, re.IGNORECASE)
    if not (told and found and "zh" in facts.values.get("language", ())):
        return
    for place, condition in enumerate(frame.conditions):
        if condition.filter.column == "country" and condition.filter.value == "China":
            frame.conditions[place] = Where(Filter(column="language", op="eq", value="zh"))
