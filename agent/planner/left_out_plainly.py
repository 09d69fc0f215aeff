"""What is left out, in everyday words: "leave the store channel out", "without the stores", 门店不用列."""

import re

from agent.planner.rewriting import Rules, rewritten

_NOUN = r"(?:channels?|countr(?:y|ies)|categor(?:y|ies)|states?|segments?|customers?|part|ones?)"
_RULES: Rules = (
    # "Leave the store channel out", "leave out the stores".
    (
        re.compile(
            r"\b(?:(?:you (?:can|may)|please|just|but|and|let['’]?s) )*(?:leav(?:e|ing)|keep(?:ing)?|tak(?:e|ing)) "
            rf"(?:the |our )?(?P<what>[\w&'-]+(?: (?!{_NOUN})[\w&'-]+)?)(?: {_NOUN})? (?:out|aside)\b"
            r"(?: of (?:it|this|that))?",
            re.IGNORECASE,
        ),
        r"excluding \g<what>",
    ),
    (
        re.compile(
            r"\b(?P<no>without|excluding|except|except for|apart from|leave out|leaving out|not counting|ignoring|skip"
            r"|minus) (?:the |our |any )?(?:physical |brick-and-mortar )?(?:stores|shops)\b",
            re.IGNORECASE,
        ),
        r"\g<no> store",
    ),
    # 门店不用列, 中国的就不要了: behind what is left out, at the end of its clause.
    (
        re.compile(
            r"(?<=[，,。；;、（(])(?P<what>[^，,。；;？?！!（()）\d没]{1,12}?)的?(?:就|都|也)?"
            r"(?:(?:不用|不必|无需|不需要|不要|别|甭)(?:再|单独)?(?:列|看|算|管|显示|展示|放|写|统计|给|包括|考虑|要|拉|出)"
            r"|不用|不要|不需要)(?:了|啦|进去|进来|出来|在内)?(?=\s*(?:$|[，,。；;？?！!（()）]))"
        ),
        r"\g<what>不算在内",
    ),
)


def left_out_plainly(question: str) -> str:
    """The question with such words as those that leave out a value by its name.

    >>> left_out_plainly("orders by channel, you can leave the store channel out")
    'orders by channel, excluding store'
    >>> left_out_plainly("2026年9月分渠道的订单数，门店不用列")
    '2026年9月分渠道的订单数，门店不算在内'
    """
    return rewritten(question, _RULES)
