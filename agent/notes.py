"""Sentences that the tools themselves wrote: letter by letter the same in an answer, they need no further proof."""

from agent.references import Reference, Results, find_references
from agent.sentences import split_sentences


def noted_sentences(body: str, results: Results) -> frozenset[str]:
    """Sentences of the notes of the results that a body refers to; code computed their figures, no model told them."""
    cited = {reference.result_id for reference in find_references(body) if isinstance(reference, Reference)}
    notes = [note for key in cited if key in results for note in results[key].table.notes]
    texts = (text for note in notes for text in (note.en, note.zh))
    return frozenset(part.text.strip() for text in texts for part in split_sentences(text))
