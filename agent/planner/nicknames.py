"""What a group is called before it is told who is meant: "notorious returners: customers with …", 退货大户：…."""

import re

from agent.planner.rewriting import Rules, rewritten

_ADJECTIVE = (
    r"(?:notorious|big|heavy|serial|frequent|habitual|loyal|faithful|top|best|worst|usual|real|true|regular|silent|quiet"
    r"|lost|sleeping|forgotten|old|keen|avid|super)"
)
_WHO = (
    r"(?:returners?|spenders?|buyers?|shoppers?|fans?|regulars?|whales?|customers?|clients?|reviewers?"
    r"|critics?|sleepers?)"
)
_ASKED = r"(?:i need|i want|i'd like|give me|show me|list|find|get me|pull|send me|looking for|we need)"

_NICKNAMES: Rules = (
    (
        re.compile(
            rf"^\W*(?:(?P<ask>{_ASKED}) )?(?:all |the |our |my )*(?:{_ADJECTIVE} (?:but )?){{1,3}}{_WHO}\s*[:–—-]\s+"
            r"(?=(?:every|all|each|any|those|the|customers?|clients?|buyers?|who|everyone|everybody|people)\b)",
            re.IGNORECASE,
        ),
        lambda m: f"{m['ask']} " if m["ask"] else "",
    ),
    (
        re.compile(
            r"(?P<ask>^[^，,。：:？?]{0,8}?)(?:退货|消费|购买|花钱|下单|差评|好评|剁手|沉睡|沉默)(?:大户|狂魔?|达人|专业户|常客|狂人|客户)"
            r"[：:]\s*(?=[^？?]*(?:客户|顾客|买家|用户|会员|的人))"
        ),
        r"\g<ask>",
    ),
)


def nicknames_out(question: str) -> str:
    """The question without what a group is called, where who belongs to it is told right behind.

    >>> nicknames_out("I need the notorious returners: every customer with 6 or more returns")
    'I need every customer with 6 or more returns'
    >>> nicknames_out("帮我拉一下退货大户：退货6次以上的客户")
    '帮我拉一下退货6次以上的客户'
    """
    return rewritten(question, _NICKNAMES)
