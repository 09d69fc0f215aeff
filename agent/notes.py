"""Sentences that the tools themselves wrote: letter by letter the same in an answer, they need no further proof."""

from collections.abc import Collection, Iterable

from agent.checked import CheckedSentence
from agent.references import Reference, Results, find_references
from agent.sentences import split_sentences


def noted_sentences(results: Results, told: Collection[str]) -> frozenset[str]:
    """Sentences of the notes of the results that an answer tells; code computed their figures, no model told them.

    Args:
        results: The results of the conversation.
        told: Ids of those that it refers to, or has figures of.
    """
    notes = [note for key in told if key in results for note in results[key].table.notes]
    texts = (text for note in notes for text in (note.en, note.zh))
    return frozenset(part.text.strip() for text in texts for part in split_sentences(text))


def told_results(body: str, sentences: Iterable[CheckedSentence]) -> frozenset[str]:
    """Ids of the results that a body refers to, or that a figure written out in it is proven from."""
    cited = {reference.result_id for reference in find_references(body) if isinstance(reference, Reference)}
    proven = (fact for sentence in sentences for one in sentence.proven for fact in one.proof.facts)
    return frozenset({*cited, *(fact.result for fact in proven)})
