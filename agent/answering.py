"""From a model's last message to the answer a person gets: taken apart, checked, rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd
from langchain_core.messages import AIMessage, BaseMessage

from agent.answers import Answer, Status, TextPart, WithheldPart
from agent.checked import Checked, CheckedSentence
from agent.fallback import is_planned
from agent.formatting import inert_prose
from agent.known import Known
from agent.quotations import review_texts
from agent.references import Draft, parse_draft
from agent.rendering import Renderer
from agent.sentences import split_sentences
from agent.transcript import is_question, own_status, questions, results_in
from agent.translations import with_translation_marks
from agent.verification import Verifier
from config.settings import Role
from config.text import Language, Text

if TYPE_CHECKING:
    from tools.shop import Shop

_NOTHING = Text("The language model gave no answer.", "语言模型没有给出回答。")
_LEFT_OUT = "[withheld: unproven]"


@dataclass(frozen=True)
class Run:
    """What is known of a question once the agent has ended.

    Attributes:
        question: As asked.
        messages: The whole conversation.
        final: The model's last message as it was written, or a line of the agent's own.
        model: Name of the model.
        prompt: Tag of the system prompt.
        seconds: Time taken.
        tokens: Tokens read and written.
        cost: Amount and currency of those, where they are known.
        notice: A line of the agent's own before the answer.
    """

    question: str
    messages: Sequence[BaseMessage]
    final: AIMessage | None
    model: str
    prompt: str
    seconds: float
    tokens: Mapping[str, int]
    cost: Mapping[str, Any] | None = None
    notice: str = ""


class Reviewed(Protocol):
    """A shop that may have reviews."""

    @property
    def reviews(self) -> pd.DataFrame | None:
        """One row a review with its text."""


class ReviewTexts:
    """The stored texts of a shop's reviews, by id."""

    def __init__(self, shop: Reviewed) -> None:
        self._shop = shop
        # The table that the texts were taken from: the shop of a page goes from build to build.
        self._held: tuple[pd.DataFrame, pd.Series] | None = None

    def __call__(self, review_id: str) -> str | None:
        """The text, or None where there is no such review."""
        reviews = self._shop.reviews
        if reviews is None:
            return None
        held = self._held
        if held is None or held[0] is not reviews:
            texts = pd.Series(reviews["text"].to_numpy(dtype=object), index=reviews["review_id"].astype(str))
            self._held = held = reviews, texts
        text = held[1].get(review_id)
        return text if isinstance(text, str) else None


@dataclass(frozen=True)
class Answering:
    """Checks and renders answers for one shop, role and language."""

    shop: "Shop"
    role: Role
    language: Language
    review_text: ReviewTexts

    def verifier(self, messages: Sequence[BaseMessage]) -> Verifier:
        """A verifier with the results and questions of a conversation."""
        results = results_in(messages)
        asked = questions(messages)
        manifest = self.shop.manifest
        known = Known(
            asked[-1] if asked else "",
            asked[:-1],
            frozenset({manifest.as_of.isoformat(), manifest.first_day.isoformat()}),
            frozenset({float(manifest.horizon_days)}),
        )
        return Verifier(
            results,
            self.shop.dictionary,
            known,
            manifest.first_day,
            manifest.horizon_days,
            reviews=review_texts(results.values()),
        )

    def check(self, messages: Sequence[BaseMessage]) -> tuple[list[str], str]:
        """What is wrong with the last message, and its text with what is unproven left out."""
        draft = parse_draft(messages[-1].text)
        verifier = self.verifier(messages)
        checked = verifier.check(draft.body)
        faults = [fault.reason for fault in (*checked.faults, *verifier.check_reading(draft.reading))]
        return faults, _kept(draft, checked)

    def finish(self, run: Run) -> Answer:
        """The answer to show."""
        verifier = self.verifier(run.messages)
        status, draft, checked = self._checked(run, verifier)
        renderer = Renderer(
            verifier.results, verifier.evidence, self.shop.dictionary, self.language, self.role, self.review_text
        )
        parts, markdown = renderer.render(checked)
        misread = verifier.check_reading(draft.reading) if status != "error" else ()
        faults = [fault.reason for fault in (*checked.faults, *misread)]
        faults += [part.reason for part in parts if isinstance(part, WithheldPart) and not checked.faults]
        if run.notice:
            notice = f"{inert_prose(run.notice)}\n\n"
            parts, markdown = (TextPart(notice), *parts), notice + markdown
        return Answer(
            question=run.question,
            language=self.language,
            status=status,
            parts=parts,
            markdown=markdown,
            results=tuple(result.to_json() for result in verifier.results.values() if result.id in self._new(run)),
            verified=not faults and status != "error",
            unverified=tuple(dict.fromkeys(faults)),
            model=run.model,
            prompt=run.prompt,
            build=self.shop.manifest.build_id,
            seconds=run.seconds,
            tokens=run.tokens,
            cost=run.cost,
            reading="" if misread else inert_prose(draft.reading),
            suggestions=tuple(text for text in draft.suggestions if verifier.asks_only(text)),
        )

    def _checked(self, run: Run, verifier: Verifier) -> tuple[Status, Draft, Checked]:
        """The last message taken apart and checked; a line of the agent's own needs no proof."""
        final = run.final
        own = own_status(final) if final is not None else None
        text = final.text if final is not None else ""
        if not text.strip():
            own, text = "error", _NOTHING.in_language(self.language)
        if own is not None:
            draft = Draft(own, text, "", ())
            sentences = tuple(CheckedSentence(sentence, (), ()) for sentence in split_sentences(text))
            return own, draft, Checked(text, sentences)
        draft = parse_draft(text)
        body = draft.body
        if not is_planned(run.model):
            body = with_translation_marks(body, verifier.results, self.language, reviews=verifier.reviews)
        return draft.status, draft, verifier.check(body)

    def _new(self, run: Run) -> frozenset[str]:
        """Ids of the results this answer was made from: those of this question, and older ones it refers to."""
        fresh = results_in(run.messages[_last_question(run.messages) :])
        text = run.final.text if run.final is not None else ""
        return frozenset(fresh) | {key for key in results_in(run.messages) if f"{key}." in text or f" {key}" in text}


def _last_question(messages: Sequence[BaseMessage]) -> int:
    return max((i for i, message in enumerate(messages) if is_question(message)), default=0)


def _kept(draft: Draft, checked: Checked) -> str:
    """The draft as the conversation may remember it."""
    body, place = "", 0
    for sentence in checked.sentences:
        start, end = sentence.sentence.start, sentence.sentence.end
        body += checked.body[place:start] + (_LEFT_OUT if sentence.faults else checked.body[start:end])
        place = end
    first = f"[{draft.status}]\n" if draft.status in ("clarify", "refused") else ""
    return first + body + checked.body[place:]
