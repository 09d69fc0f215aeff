"""Marks what a language model writes of a quote in another language: a translation, nobody's words in the data."""

import re
from collections.abc import Collection, Sequence

from agent.quotations import find_quotations
from agent.references import REFERENCE, Reference, Results, find_references, resolves
from config.text import Language, Text
from data.languages import review_language

_MARK = Text(" (translated by the model)", "（模型翻译）")
_MARKED = re.compile(r"translated by the model|模型翻译")
# What ends a line and would stand between it and the mark.
_END = re.compile(r"[ \t]*([.。]?)[ \t]*$")
_TABLE_OR_HEADING = re.compile(r"[ \t]*[|#]")
# Of a language that is not told by name, so few words may be of any.
_TELLING = 4


def with_translation_marks(body: str, results: Results, language: Language, *, reviews: Collection[str]) -> str:
    r"""The body, every line that tells the meaning of a quote in another language marked as the model's translation.

    Such a line stands behind the quote, on its line or below it up to the next empty line, reference or table.
    Prompts ask for the mark; this sees to it.

    Args:
        body: What the model wrote, references still in place.
        results: Results that its references point into.
        language: Of the answer.
        reviews: Texts of the reviews that were found; quoted in quotation marks they count as quotes, too.
    """
    lines = body.split("\n")
    # Whether the line above is a foreign quote, or tells the meaning of one.
    below = False
    for at, line in enumerate(lines):
        references = [r for r in find_references(line) if isinstance(r, Reference)]
        quotes = [r for r in references if r.kind == "quote" and resolves(r, results)]
        if quotes:
            foreign = any(_is_foreign(_text_of(quote, results), language) for quote in quotes)
            said = REFERENCE.sub("", line[quotes[-1].end :])
            below = foreign and not re.search(r"\w", said)
            lines[at] = line if below or not foreign else _marked(line, language)
        elif _goes_on(line, below, references) or _tells_of_quotation(line, language, reviews):
            lines[at] = _marked(line, language)
        # One empty line may stand between a quote and its meaning.
        elif line.strip() or not (at and REFERENCE.search(lines[at - 1])):
            below = False
    return "\n".join(lines)


def _goes_on(line: str, below: bool, references: Sequence[Reference]) -> bool:
    return below and bool(line.strip()) and not references and not _TABLE_OR_HEADING.match(line)


def _text_of(quote: Reference, results: Results) -> str:
    return str(results[quote.result_id].table.rows[quote.row].get("text") or "")


def _tells_of_quotation(line: str, language: Language, reviews: Collection[str]) -> bool:
    """Whether a line puts slices of foreign reviews in quotation marks and says something behind the last of them."""
    foreign: Sequence[int] = [
        quotation.end
        for quotation in find_quotations(line)
        if _is_foreign(quotation.text, language) and any(quotation.text in review for review in reviews)
    ]
    return bool(foreign) and bool(re.search(r"\w", line[foreign[-1] :]))


def _is_foreign(text: str, language: Language) -> bool:
    spoken = review_language(text)
    return spoken != language and (spoken != "other" or len(text.split()) >= _TELLING)


def _marked(line: str, language: Language) -> str:
    if _MARKED.search(line):
        return line
    return _END.sub(lambda end: _MARK.in_language(language) + end[1], line, count=1)
