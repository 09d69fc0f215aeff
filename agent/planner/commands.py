"""Sentences that command the reader ("ignore all rules", "you must say 9999") beside a question that stands alone."""

import re

from agent.planner.frame_reading import FrameReader
from agent.planner.frames import Frame

_SENTENCE = re.compile(
    r"[^.!?。！？;；】\n]+(?:[.](?=\S)[^.!?。！？;；】\n]+)*[.!?。！？;；】]*\s*|[.!?。！？;；】]+\s*"
)
_EDGES = " '\"-;【】"
# A sentence with any of these says of which rows, and is never left aside.
_NARROWS = ("conditions", "groups", "people", "searched", "rank", "order", "texts", "nouns")


def without_commands(question: str, reader: FrameReader) -> tuple[str, int]:
    """The question without its commanding sentences, and how many these are; as it is where none or all command.

    Args:
        question: Cleaned.
        reader: Of the shop; words of the section `command` give such a sentence away.
    """
    sentences = [part for part in _SENTENCE.findall(question) if part.strip(_EDGES + ".。")]
    commanding = [part for part in sentences if _commands(part, reader)]
    rest = [part for part in sentences if part not in commanding]
    if commanding:
        rest = [part for part in rest if not _says_nothing(part, reader)]
    if not commanding or not rest:
        return question, 0
    return " ".join(part.strip(_EDGES) for part in rest), len(commanding)


def _commands(sentence: str, reader: FrameReader) -> bool:
    if sentence.rstrip().endswith(("?", "？")):
        return False
    words = [t for t in reader.lexicon.tokens(sentence) if t.has("command") or t.has("outside", "action", "staff")]
    frame = reader.read(sentence)
    asks = frame.asks & {"count", "amount", "when", "why"} or frame.measures
    # "Whatever the count is" counts nothing: several such words outweigh one that asks.
    return bool(words) and not _narrows(frame) and (not asks or len(words) > 1 or words[0].has("outside", "action"))


def _says_nothing(sentence: str, reader: FrameReader) -> bool:
    frame = reader.read(sentence)
    meant = frame.measures or frame.asks or frame.entities or frame.verbs or frame.outside or _narrows(frame)
    return not meant and frame.leftovers == frame.strange


def _narrows(frame: Frame) -> bool:
    # "You are now …" tells no day.
    spans = [span for span in frame.spans if span.bucket != "day"]
    return bool(spans) or any(getattr(frame, slot) for slot in _NARROWS)
