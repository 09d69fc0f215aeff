"""What a question is asked for, set aside: "for the month-end pack: …", "I want to send them an offer", 做月结用：."""

import re

from agent.planner.lexicon import Lexicon, Token
from agent.planner.vocabulary import HIDDEN

# Clauses that open or close a question and tell its purpose; what they hold is looked at before they are dropped.
_PURPOSES = (
    re.compile(
        r"^(?:for|to fill|to finish) (?:the|my|our|a|an|next|this|tomorrow's|today's)\b[^:;?？：]{1,40}[:：]", re.I
    ),
    re.compile(r"^(?:为了|做|写|准备|给|要放进?|放进|要做|用于|用来)[^，,:：。？?]{1,12}[:：]"),
    re.compile(r"^[^，,:：。？?]{0,8}(?:要用|要看|用来|需要|用)[^，,:：。？?]{0,8}[:：]"),
    re.compile(
        r"[,.;–—-]\s*(?:I|we)(?:'d like| want| need| plan| intend| have| am going| are going|'m going|'re going) to "
        r"[^,.;?？]{1,60}[.!]?\s*$",
        re.I,
    ),
    re.compile(r"[,.;–—-]?\s*\bso (?:that )?(?:I|we) can [^,.;?？]{1,60}[.!]?\s*$", re.I),
    re.compile(
        r"\s\bfor (?:the|my|our|a|an) (?:deck|slides|presentation|report|board|meeting|audit|month-end pack)\b", re.I
    ),
    re.compile(
        r"[，,。；;]\s*(?:我们?|咱们?)?(?:想|准备|打算|要|好|方便)(?:去|来|做|拿去|拿来|用来|用于)?[^，,。？?]{1,8}[。.!！]?\s*$"
    ),
)
# A clause that says any of this is part of what is asked.
_ASKED = frozenset(
    {
        "metric",
        "attribute",
        "value",
        "weak_value",
        "chart",
        "op",
        "post",
        "negation",
        "share",
        "superlative",
        "ranked",
        "ranked_low",
        "rank",
        "group",
        "text",
        "versus",
        "sort",
        "agg",
        "condition",
        "suppose",
        "span",
        "month",
    }
)


def purpose_free(question: str, lexicon: Lexicon) -> str:
    """The question with clauses of purpose blanked out that hold nothing it asks for; every character keeps its place.

    Only a clause with a word that is not understood, or with a deed nobody can do here, is taken for one.

    Args:
        question: Cleaned.
        lexicon: The shop's words.
    """
    for pattern in _PURPOSES:
        for found in pattern.finditer(question):
            start, end = found.span()
            rest = question[:start] + question[end:]
            if rest.strip() and _tells_nothing(lexicon.tokens(found.group(), hidden=HIDDEN)):
                question = question[:start] + " " * (end - start) + question[end:]
    return question


def _tells_nothing(tokens: list[Token]) -> bool:
    telling = [token for token in tokens if not any(token.has(kind) for kind in ("entity", "unit", "adverb", "stop"))]
    asked = any(t.kind in _ASKED for token in telling for t in token.terms) or any(
        token.number is not None or token.kind in ("date", "email", "customer", "order", "quoted") for token in tokens
    )
    odd = any(not token.known or token.has("outside") for token in tokens)
    return odd and not asked
