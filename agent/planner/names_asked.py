"""A customer's name asked for beside other facts: "who is that, how many orders has she placed?", 叫什么名字.

Alone, "who is K1?" asks for all that is known, and is left as it is.
"""

import re

from agent.planner.rewriting import Rules, rewritten

# Somebody is told by an e-mail, a phone number or an id.
_TOLD = re.compile(r"[\w.+-]+@[\w-]+\.\w|\b(?!(?:19|20)\d\d(?!\d))[A-Za-z]{0,3}\d{3,}|\b[0-9a-f]{16,}\b", re.ASCII)
_FURTHER = r"(?=\s*(?:[,;?，；？、]|\s+and\b)\s*[^\s?.!。？！])"
_RULES: Rules = (
    (
        re.compile(
            r"\bwho(?:['’]s| is| was) (?:(?:that|this|it|he|she)(?: (?:person|customer|client))?"
            rf"|the (?:customer|person|client|sender|buyer)|behind (?:it|that|this)){_FURTHER}",
            re.IGNORECASE,
        ),
        "the name",
    ),
    # Under whose name a number or an address is kept.
    (
        re.compile(
            r"\b(?:the )?name (?:that |which )?(?:this|the|that) (?:phone )?(?:number|e-?mail|address|account)"
            r"(?: is|['’]s)? (?:registered|listed|filed|saved|stored|kept|known)(?: (?:under|to|with|for|by|in))?",
            re.IGNORECASE,
        ),
        "the name",
    ),
    (re.compile(r"\b(?:the |her |his |their )?name of (?=(?:the )?(?:customer|client)? ?[A-Z]*\d)"), "name, "),
    (re.compile(r"\bwhat (?:is|are) (?:he|she|they|this customer|that customer) called\b", re.IGNORECASE), "the name"),
    (
        re.compile(
            r"(?:[他她]|这位|这个人|客户|客人|本人|对方)?(?:的)?(?:名字|姓名)?(?:叫什么|叫啥)(?:名字|姓名|名儿?)?"
        ),
        "姓名",
    ),
    # 前5名是谁: several are asked for, and by their ids.
    (re.compile(rf"(?<![名位个家])(?:[他她]|这位|这个人|这人|对方|客户)?是谁{_FURTHER}"), "姓名"),
)


def names_asked(question: str) -> str:
    """The question with the name asked for by its word, where it says of whom.

    >>> names_asked("A mail from a@b.de. Who is that, and when was the last order?")
    'A mail from a@b.de. the name, and when was the last order?'
    >>> names_asked("客户K01907叫什么，住在哪个城市？"), names_asked("Who is K01907?")
    ('客户K01907姓名，住在哪个城市？', 'Who is K01907?')
    """
    return rewritten(question, _RULES) if _TOLD.search(question) else question
