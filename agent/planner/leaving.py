"""Customers who may leave, said in everyday words: "high churn risk customers", 快流失的客户, as the segment at risk.

A chance, a length of time or another segment named beside them says otherwise what is meant, so that such a question
is left as it is.
"""

import re

from agent.planner.rewriting import Rules, rewritten

_GO = (
    r"(?:leave|churn|defect|lapse|go|quit|drop off|drop out|walk away|slip away|stop buying(?: from us)?|be lost)"
    r"(?: us)?"
)
_RISK = r"(?:churn(?:ing)?|attrition|leaving|loss|lapse|departure)"
_PEOPLE = r"(?:customers?|clients?|buyers?|shoppers?|accounts?|people|users)"
_ARE = r"(?:(?:that|who|which) )?(?:(?:are|is|might be|may be) )?"
_SOON = r"(?:about|likely|liable|ready|prone|(?:just )?on the verge of|close|set|going|bound)"
_WHO = r"(?:客户|顾客|用户|买家|会员|人)"
_LEAVE = r"(?:流失|流走|跑掉?|走掉|离开|离我们而去|弃我们而去)"
_MAY = r"(?:快要?|就要|即将|将要|马上要?|(?:很|比较|非常|较)?(?:可能|有可能|容易)(?:会|要|将)?|大概率(?:会|要)?|或将)"
_RISKY = r"流失(?:的)?(?:风险|可能性|概率|倾向)(?:较|很|比较|偏|非常|相对)?(?:高|大)"
_HAS = r"(?:有|存在)(?:较高|较大|很大|很高|明显)?的?流失(?:风险|倾向|迹象|苗头|危险)"
_LEAVING: Rules = (
    # high-churn-risk customers, churn-risk customers
    (
        re.compile(
            rf"\b(?:high[- ](?:risk[- ](?:of[- ])?{_RISK}|{_RISK}[- ]risk)|{_RISK}[- ](?:risk|prone)"
            rf"|flight[- ]risk)[- ](?={_PEOPLE}\b)",
            re.IGNORECASE,
        ),
        "at-risk ",
    ),
    # customers with a high risk of churn, who have a high churn risk
    (
        re.compile(
            rf"\b(?:(?:that|who|which) )?(?:with|have|has|having|of|at|in) (?:an? |the )?"
            rf"(?:high|elevated|great|serious|real|big)(?:er)? (?:{_RISK} (?:risk|probability|danger)"
            r"|(?:risk|chance|probability|likelihood|danger) (?:of|to) "
            rf"(?:{_RISK}|{_GO}))\b",
            re.IGNORECASE,
        ),
        "at risk of leaving",
    ),
    (re.compile(rf"\b{_ARE}in danger of {_RISK}\b", re.IGNORECASE), "at risk of leaving"),
    # customers likely to leave, about to churn; those most likely to are ranked
    (
        re.compile(
            rf"(?P<who>\b{_PEOPLE}|\bwho|\bwhich|\bwhom|\bmany) {_ARE}(?:very |highly |quite |probably |soon )?{_SOON} "
            rf"(?:to )?(?:{_GO}|(?:churn|leav|laps|defect)ing)\b(?: (?:soon|next))?",
            re.IGNORECASE,
        ),
        r"\g<who> are at risk of leaving",
    ),
    (
        re.compile(
            rf"(?P<who>\b{_PEOPLE}|\bwho|\bmany) (?:(?:that|who) )?(?:may|might|could|will probably|will likely) "
            rf"(?:soon )?{_GO}\b(?: soon)?",
            re.IGNORECASE,
        ),
        r"\g<who> are at risk of leaving",
    ),
    (
        re.compile(rf"(?P<who>\b{_PEOPLE}) (?:that |whom )?we (?:may|might|could|are about to) lose\b", re.IGNORECASE),
        r"\g<who> at risk of leaving",
    ),
    (
        re.compile(
            rf"(?P<who>\b{_PEOPLE}|\bwhom?) (?:(?:may|might|could|will) we (?:soon )?lose"
            rf"|are we (?:about|likely|going) to lose|{_ARE}(?:slipping|drifting) away|{_ARE}going cold)\b",
            re.IGNORECASE,
        ),
        r"\g<who> are at risk of leaving",
    ),
    # 流失风险(较)高的客户, 高流失风险客户
    (re.compile(rf"(?:高|较高|很高)(?:的)?流失风险(?:的)?(?={_WHO})"), "流失风险"),
    (
        re.compile(rf"{_RISKY}的?(?={_WHO}|有|是)"),
        "流失风险",
    ),
    (
        re.compile(rf"{_HAS}的?(?={_WHO})"),
        "流失风险",
    ),
    (re.compile(rf"流失预警(?:的)?(?:{_WHO}|名单)"), "流失风险客户"),
    (re.compile(rf"(?<!最){_MAY}(?:会|要)?{_LEAVE}(?:了|掉)?的?(?={_WHO})"), "流失风险"),
    # 哪些客户快流失了, 哪些高价值客户的流失风险高
    (
        re.compile(
            rf"(?P<who>{_WHO})(?:的)?(?:"
            rf"(?<!最){_MAY}(?:会|要)?{_LEAVE}(?:了|掉)?"
            rf"|{_HAS}|{_RISKY})(?=[？?。]?$)"
        ),
        r"\g<who>有流失风险",
    ),
    (
        re.compile(
            rf"^谁(?:(?<!最){_MAY}(?:会|要)?{_LEAVE}(?:了|掉)?|的?流失(?:的)?风险(?:较|很|比较)?(?:高|大))(?P<end>[？?。]?)$"
        ),
        r"哪些客户有流失风险\g<end>",
    ),
)
# What says otherwise who is meant: a chance, days, a segment.
_OTHERWISE = re.compile(
    r"%|\bp_active\b|\bprobabilit\w+ (?:below|under|above|over|of \d)|\b(?:days?|weeks?|months?|quarters?)\b"
    r"|\b(?:most|least|highest|biggest|lowest) (?:likely|risk|churn|probab)|\bchampions?\b|\bloyal\b|\bpromising\b"
    r"|\bhibernating\b|\bnew customers?\b|\bat[- ]risk\b"
    r"|成(?![为交单])|天|个月|季度|活跃概率|最(?:可能|高|大|容易|有可能)|重要价值|忠诚|潜力|沉睡|新客|冠军|有流失风险的|已流失",
    re.IGNORECASE,
)


def likely_lost(question: str) -> str:
    """The question with such words as the name of the segment of customers at risk.

    Args:
        question: Cleaned.

    >>> likely_lost("how many customers are likely to churn?"), likely_lost("high churn risk customers")
    ('how many customers are at risk of leaving?', 'at-risk customers')
    >>> likely_lost("流失风险高的客户"), likely_lost("哪些客户快流失了")
    ('流失风险客户', '哪些客户有流失风险')
    >>> likely_lost("champions likely to leave")
    'champions likely to leave'
    """
    return question if _OTHERWISE.search(question) else rewritten(question, _LEAVING)
