"""How figures of an explanation are told: beside the name of their reason, the prediction by its metric."""

from agent.binding_words import LABEL
from agent.evidence import Fact
from agent.mentions import NameMention
from agent.metric_words import MetricMention
from agent.readings import Claim, Reading

# Rows of an explanation are named like metrics ("revenue"), which other results speak of without meaning them.
FACTORS = frozenset({"feature", "feature_name", "name", "scenario", "table", "key", "reason", "model", "rule"})
_FIGURES = frozenset({"contribution", "value", "typical"})


def is_of_named_factor(fact: Fact, claim: Claim, reading: Reading) -> bool:
    """Whether a figure of an explanation stands with the name of its own row, and is called nothing else.

    "{{name}}: contribution …, average order value …, typical …" tells three figures of one row.
    """
    if "feature" not in fact.names or not fact.metrics & _FIGURES:
        return False
    if not any(_is_own(mention, fact) for mention in reading.names):
        return False
    piece = reading.piece_of(claim.start)
    called = {
        key
        for mention in reading.metrics
        if piece.start <= mention.start < piece.end and _is_said(mention, reading)
        for key in mention.keys
    }
    allowed = fact.metrics | ({"predicted_value"} if "contribution" in fact.metrics else set())
    return called <= allowed


def is_factor_apart(fact: Fact, claim: Claim, said: NameMention, reading: Reading) -> bool:
    """Whether a reason that the sentence names is not the one a value is said of, which is named by another word.

    The prediction is called by its metric; a figure may stand beside what it measures, its reason further off.
    """
    if "feature" not in fact.names:
        return False
    if fact.unit == "text" and said not in reading.names:
        return True  # an item of a list names itself, whatever the line above it names
    piece = reading.piece_of(claim.start)
    here = (piece.start, claim.start)
    if "prediction" in fact.names["feature"]:
        return any(
            here[0] <= m.start < here[1] and "predicted_value" in m.keys for m in reading.metrics
        ) and not _stands(said, here)
    own = any(_is_own(m, fact) and _stands(m, here) for m in reading.names)
    return own and not _stands(said, (piece.start, piece.end))


def _stands(mention: NameMention, span: tuple[int, int]) -> bool:
    return span[0] <= mention.start < span[1]


def _is_own(mention: NameMention, fact: Fact) -> bool:
    return any(name in fact.names.get(dimension, ()) for dimension, name in mention.senses if dimension in FACTORS)


def _is_said(mention: MetricMention, reading: Reading) -> bool:
    return not mention.weak or bool(LABEL.match(reading.text, mention.end))
