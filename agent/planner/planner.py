"""The planner: from a question in English or Chinese to tool calls, and a reading that the asker can check."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from agent.planner.added_figures import with_all_figures
from agent.planner.chinese_chat import plainly
from agent.planner.completeness import check_complete
from agent.planner.export_wishes import export_wish, read_export
from agent.planner.facts import Facts
from agent.planner.followups import Resolved, resolve
from agent.planner.frames import Frame, says_something
from agent.planner.intents import plan
from agent.planner.languages import han_names, language_of
from agent.planner.meanings import Change, Measured
from agent.planner.offers import Offers
from agent.planner.promises import check_promises
from agent.planner.reading import Plan, Reading, Unclear
from agent.planner.reading_text import reading_text
from agent.planner.roles import check_role
from agent.planner.shapes import check_shape
from agent.planner.short_years import month_or_day
from agent.planner.slots import SlotReader
from agent.planner.stepwise import stepwise
from agent.planner.thread import Thread
from agent.planner.turn_reading import read_turn
from agent.planner.units import clean_text
from agent.planner.unread_words import check_words
from agent.planner.vocabulary import read_vocabulary
from agent.planner.winners import winner_key
from config.text import Language
from prompts.library import load_texts

_REVIEW_TOOLS = ("search_reviews", "summarise_reviews", "query_reviews")
# Questions before these are too far away to be meant by "they"; forgotten ten at a time, so that threads are kept.
_REMEMBERED, _FORGOTTEN = 20, 10
_NOTHING = Thread()
# Readings kept for the rest of an answer, questions that are offered again and again, conversations.
_READINGS, _OFFERED, _THREADS = 16, 256, 256


class Planner:
    """Reads questions about one shop; holds words only, no state of a conversation."""

    def __init__(self, facts: Facts) -> None:
        """Learn the shop's words; takes a fraction of a second for thousands of products."""
        self.facts = facts
        self.lexicon = read_vocabulary(facts)
        self._slots = SlotReader(facts, self.lexicon)
        self._han = han_names(name for names in (*facts.values.values(), facts.names) for name in names)
        # One answer reads its question before and after each tool, and offers the same few questions as others.
        self._read_once = lru_cache(_READINGS)(self._reading)
        self._readable_alone = lru_cache(_OFFERED)(self._readable)
        self._thread_of = lru_cache(_THREADS)(self._thread)

    def read(self, question: str, *, previous: Sequence[str] = (), language: Language | None = None) -> Reading:
        """What the question asks for.

        Args:
            question: As typed.
            previous: Earlier questions of the conversation, oldest first.
            language: Language of the answer; by default the question's.
        """
        return self._read_once(question, tuple(previous), language)

    def _reading(self, question: str, previous: tuple[str, ...], language: Language | None) -> Reading:
        clean = clean_text(question)
        dated = self._slots.plain(question)
        spoken = language or language_of(clean, self._han)
        offers = Offers(self, spoken)
        wish = export_wish(clean)
        if wish and (export := read_export(self, clean, wish, previous=previous, language=spoken)):
            return export
        thread = self.thread(previous)
        frame = self._turn(dated, thread)
        if not clean or not says_something(frame):
            return self._ask(clean, spoken, Unclear("empty"), offers)
        if frame.leftovers or frame.outside:
            frame = self._slots.uncommanded(dated, frame)
        if both := month_or_day(clean, self.facts):
            meant = tuple(("as_written", {"question": text}) for text in both)
            return self._ask(clean, spoken, Unclear("month_or_day", options=meant), offers)
        resolved = resolve(frame, thread, self.facts)
        steps = stepwise(self, dated, frame, thread, resolved=resolved)
        if steps is None and resolved.lost and not (frame.leftovers or frame.vague):
            return self._ask(clean, spoken, Unclear(_whom(frame)), offers)
        try:
            resolved, planned = (steps.resolved, steps.plan) if steps else (resolved, self._plan(resolved))
            asked = plainly(_spelled_right(clean, resolved.frame))
            again = None if steps else self.attempt
            resolved, planned = with_all_figures(resolved, planned, asked, again, self.facts)
            check_shape("\n".join((*previous, asked)), planned.calls, planned.kind, planned.focus)
            check_promises(asked, planned.calls, frame, thread)
        except Unclear as unclear:
            return self._ask(clean, spoken, unclear, offers, frame=resolved.frame)
        return Reading(
            question=clean,
            language=spoken,
            status="answered",
            calls=planned.calls,
            text=reading_text(planned, resolved.frame, self.facts, spoken),
            kind=planned.kind,
            focus=planned.focus,
            suggestions=offers.next_questions(planned, resolved.frame),
        )

    def readable(self, question: str, *, thread: Thread | None = None) -> bool:
        """Whether a question can be answered, read alone or as the next of a conversation."""
        return self._readable_alone(question) if thread is None else self._readable(question, thread)

    def _readable(self, question: str, thread: Thread = _NOTHING) -> bool:
        resolved = resolve(self._turn(self._slots.plain(question), thread), thread, self.facts)
        return not resolved.lost and self.attempt(resolved) is not None

    def supposed(self, question: str) -> Change | None:
        """What a question supposes, read alone; None where it supposes nothing."""
        return self.frame(self._slots.plain(question), Thread()).change

    def says_enough(self, question: str) -> bool:
        """Whether a question names a measure, a condition, a period or groups, not only customers."""
        frame = self._slots.reader.read(self._slots.plain(question))
        return bool(frame.measures or frame.conditions or frame.spans or frame.groups or frame.order or frame.people)

    def thread(self, previous: Sequence[str]) -> Thread:
        """What the conversation has spoken of; questions that could not be read count for nothing."""
        gone = max(0, len(previous) - _REMEMBERED) // _FORGOTTEN * _FORGOTTEN
        return self._thread_of(tuple(previous[gone:]))

    def _thread(self, previous: tuple[str, ...]) -> Thread:
        if not previous:
            return _NOTHING
        thread = self._thread_of(previous[:-1])
        # Who were exported are whom the next question may mean.
        exported = export_wish(clean_text(previous[-1]))
        previous = (*previous[:-1], exported.whom) if exported and exported.whom else previous
        # One who goes on after being asked "the month, or the day?" is taken to mean the month.
        both = month_or_day(clean_text(previous[-1]), self.facts)
        clean = self._slots.plain(both[0] if both else previous[-1])
        frame = self._turn(clean, thread)
        resolved = resolve(frame, thread, self.facts)
        steps = stepwise(self, clean, frame, thread, resolved=resolved)
        if steps is not None:
            return steps.thread
        planned = None if resolved.lost else self.attempt(resolved)
        if planned is None:
            # "What would raise the value of 13085" is asked back, and has named a customer all the same.
            doubtful = resolved.frame.doubt and resolved.frame.people
            return replace(thread, people=tuple(resolved.frame.people)) if doubtful else thread
        # A question about "them" leaves open whom the next "them" means: still the same.
        if resolved.those is not None:
            one = thread.those is resolved.those and planned.calls[0].arguments.get("limit") == 1
            return replace(thread, single=one or "it" in resolved.frame.pronouns)
        return self.after(resolved.frame, planned, before=thread)

    def after(self, frame: Frame, planned: Plan, *, before: Thread | None = None) -> Thread:
        """What the conversation has spoken of once this question is answered."""
        before = before or Thread()
        listed = planned.kind in ("rank", "list", "forecast_rank") and planned.focus.get("thing") == "customers"
        # "How many customers are in Germany": they are whom the next question may mean.
        number = frame.measures == [Measured("customers")] or ("count" in frame.asks and not frame.measures)
        counted = planned.kind == "value" and number and planned.focus.get("metric") == "customers"
        counted = counted and bool(frame.conditions)
        listed = listed or counted
        group = frame if winner_key(planned.calls[0], planned.kind, planned.focus) else None
        if frame.people:
            return Thread(frame, frame if listed else None, tuple(frame.people), before=before.frame)
        people = () if listed or group else before.people
        return Thread(frame, frame if listed else before.those, people, group=group, before=before.frame)

    def without_tool(self, reading: Reading) -> Reading:
        """The reading where a tool that it needs is not there: this shop has no reviews, or nobody offers the tool."""
        reviews = any(call.name in _REVIEW_TOOLS for call in reading.calls)
        unclear = Unclear("no_reviews" if reviews else "no_tool")
        return self._ask(reading.question, reading.language, unclear, Offers(self, reading.language))

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a question in plain words."""
        return self._slots.frame(question, thread)

    def _turn(self, question: str, thread: Thread) -> Frame:
        return read_turn(
            question,
            thread,
            self.facts,
            read=lambda text: self.frame(text, thread),
            answerable=lambda frame: self.attempt(Resolved(frame)) is not None,
        )

    def attempt(self, resolved: Resolved) -> Plan | None:
        """The plan of a question as it is meant; None where there is none."""
        try:
            return self._plan(resolved)
        except Unclear:
            return None

    def _plan(self, resolved: Resolved) -> Plan:
        check_words(resolved.frame, self.facts)
        planned = plan(resolved.frame, self.facts, earlier=resolved.those)
        check_complete(resolved.frame, planned.calls, planned.kind, planned.focus, facts=self.facts)
        check_role(planned.calls, planned.focus, facts=self.facts)
        return planned

    def _ask(
        self, question: str, language: Language, unclear: Unclear, offers: Offers, *, frame: Frame | None = None
    ) -> Reading:
        texts = load_texts("answers", language)
        refused = unclear.key in ("outside", "no_reviews", "no_tool", "personal")
        key = f"ask.{unclear.key}"
        if unclear.key == "outside" and f"outside.{unclear.values['topic']}" in texts:
            key = f"outside.{unclear.values['topic']}"
        values = offers.named(unclear.values)
        if "words" in values:
            values = {**values, "words": values["words"].replace("\n", texts["ask.between"])}
        return Reading(
            question=question,
            language=language,
            status="refused" if refused else "clarify",
            reason=texts[key].format_map(values),
            leftovers=tuple(frame.leftovers) if frame else (),
            suggestions=offers.instead(question, unclear, frame),
        )


def _whom(frame: Frame) -> str:
    """Key of the sentence that asks which customer is meant."""
    if frame.change is not None:
        return "what_if_whom"
    return "why_whom" if "why" in frame.asks else "before"


def _spelled_right(question: str, frame: Frame) -> str:
    """The question with its mended words, so that a slip does not hide what is asked for."""
    for written, read in frame.mended:
        question = question.replace(written, read)
    return question
