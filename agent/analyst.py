"""The analyst: a question in, steps on the way, one verified answer out; conversations are remembered."""

import logging
import sqlite3
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.answering import Answering, Run
from agent.answers import Answer, AnswerReady, Event, QuotePart
from agent.audiences import AudienceDesk
from agent.audit import AuditLog
from agent.audit_journal import Log, Trace
from agent.chat_models import OFFLINE
from agent.company_desk import CompanyDesk
from agent.conversations import FILE as CONVERSATIONS
from agent.conversations import Conversations, Thread, key_of
from agent.cost import cost_of
from agent.fallback import asked_again, failed_model, fault_of, notice
from agent.history import History, new_key
from agent.opened import AsOfNow, Opened
from agent.page_views import View
from agent.planner.languages import language_of
from agent.reports.desk import PersonsDesk
from agent.reports.shelf import Shelf
from agent.stream import streamed
from agent.suggestions import suggested
from agent.transcript import own_message
from agent.turnstile import Turnstile
from config.errors import EndpointError, InputError
from config.settings import Role, Settings
from config.text import Language
from prompts.library import prompt_tag
from tools.context import ToolContext
from tools.whole_review import whole_review

if TYPE_CHECKING:
    from tools.shop import Shop

_logger = logging.getLogger(__name__)


class Analyst:
    """Answers questions about one shop; safe to use from several threads."""

    def __init__(
        self,
        shop: "Shop",
        settings: Settings,
        *,
        folder: Path,
        models: Mapping[str, BaseChatModel] | None = None,
        log: Log | None = None,
        follow: bool = False,
    ) -> None:
        """Open the conversations kept in `folder`.

        Args:
            shop: The build that is asked.
            settings: Model, key, limits.
            folder: Directory for `conversations.sqlite` and the audit log; made if it is not there.
            models: Further chat models by name, beside those `make_chat_model` knows.
            log: Where records of questions go; by default into the folder's own audit log.
            follow: Whether a build that is put in use later takes this one's place from the next question on.
        """
        self._settings = settings
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / CONVERSATIONS
        # Before LangGraph's own set-up, which fails where two processes make the file at once.
        self._conversations = Conversations(file)
        self._connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
        # None allows no types but LangChain's messages: nothing else read from the file is ever constructed.
        self._memory = SqliteSaver(self._connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self._memory.setup()
        self._log = log or AuditLog(folder)
        self._present = AsOfNow(shop, settings, memory=self._memory, models=models or {}, log=self._log, follow=follow)
        self.history = History(
            self._conversations, self._memory, rated=lambda *said: self._present.now().journal.rated(*said)
        )
        self._shelf = Shelf(folder)
        self._turnstile = Turnstile(patience_seconds=settings.request_timeout_seconds)

    def ask(
        self,
        question: str,
        *,
        thread_id: str,
        role: Role = "analyst",
        language: Language | None = None,
        model: str | None = None,
        user: str = "",
        keep: bool = True,
        asked: str = "",
        replaces: str = "",
    ) -> Iterator[Event]:
        """Steps as they happen, then the answer.

        Args:
            question: In English or Chinese.
            thread_id: The conversation it belongs to; a new one begins with a new id.
            role: Whom the answer is for; a conversation stays in the role it was begun in.
            language: Language of the answer; by default the question's.
            model: Another model than the settings'.
            user: Whose conversation it is; people do not see each other's.
            keep: Whether the conversation is remembered after this question.
            asked: Key of the question in its conversation; a new one by default.
            replaces: Key of the last question, where this one is asked in its place: that one is forgotten.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        opened = self._present.now()
        spoken, name = language or language_of(question, opened.han), model or self._settings.model_name()
        trace = Trace(
            question, thread_id, role, user, spoken, name, prompt_tag(), asked=asked or new_key(), replaces=replaces
        )
        with opened.journal.refusals(trace):
            key = self._conversations.open(thread_id, role=role, user=user, title=question)
        trace.conversation = self._conversations.begun(thread_id, user=user)
        answered = opened.journal.recorded(trace, self._run(opened, trace, key))
        with self._turnstile.passing(key, planned=name == OFFLINE), closing(answered) as events:
            try:
                if replaces:
                    self.history.take_back(thread_id, replaces, user=user, instead=question)
                for event in events:
                    if isinstance(event, AnswerReady) and keep:
                        self._conversations.add(thread_id, event.answer, user=user, asked=trace.asked)
                    yield event
            finally:
                if not keep:
                    self.history.delete(thread_id, role=role, user=user)

    def answer(
        self,
        question: str,
        *,
        thread_id: str,
        role: Role = "analyst",
        language: Language | None = None,
        model: str | None = None,
        user: str = "",
        keep: bool = True,
    ) -> Answer:
        """The answer alone; arguments as of `ask`."""
        events = list(
            self.ask(question, thread_id=thread_id, role=role, language=language, model=model, user=user, keep=keep)
        )
        last = events[-1]
        if not isinstance(last, AnswerReady):
            raise TypeError(f"the last event should be the answer, it is {last!r}")
        return last.answer

    @contextmanager
    def view(self, page: str, *, role: Role, language: Language, user: str = "", subject: str = "") -> Iterator[View]:
        """Tool calls for a page, logged before the page is shown.

        Args:
            page: Which page.
            role: Whom it is for.
            language: Of texts that tools write.
            user: Who looks.
            subject: Of whom or what the page tells, such as a customer's id.

        Raises:
            AuditError: The view cannot be logged.
        """
        trace = Trace(f"/{page} {subject}".strip(), "", role, user, language, OFFLINE, "")
        opened = self._present.now()
        with opened.journal.viewed(trace):
            yield View(opened.agents.tools(role), ToolContext(opened.shop, role, language), trace.steps)

    def review(
        self, thread_id: str, asked: str, review_id: str, *, role: Role, user: str = ""
    ) -> tuple[QuotePart, str]:
        """A quote of a kept answer and the whole text of its review, once it is in the audit log.

        Raises:
            AccessError: The conversation is another role's, or the rest of the review is not for this one.
            InputError: The answer quotes no such review.
        """
        trace = Trace(f"/review {review_id}", thread_id, role, user, "en", OFFLINE, "")
        opened = self._present.now()
        with opened.journal.viewed(trace):
            quote = self.history.quote(thread_id, asked, review_id, role=role, user=user)
            if quote is None:
                raise InputError("this answer quotes no such review")
            return quote, whole_review(opened.shop, review_id, role=role)

    def prepare(self) -> None:
        """Makes what the first questions would have to wait for."""
        self._present.now().prepare(self._settings.model_name())

    def threads(self, role: Role, *, user: str = "") -> tuple[Thread, ...]:
        """This person's conversations in this role, the latest first."""
        return self.history.threads(role, user=user)

    def answers(self, thread_id: str, *, role: Role, user: str = "") -> tuple[Answer, ...]:
        """The answers of a conversation, oldest first, each with its question.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        return tuple(kept.answer for kept in self.history.kept(thread_id, role=role, user=user))

    def delete(self, thread_id: str, *, role: Role, user: str = "") -> None:
        """Forgets a conversation, once nothing is asked in it any more.

        Raises:
            AccessError: The conversation was begun in another role.
            InputError: Its last question is still being answered.
        """
        with self._turnstile.passing(key_of(thread_id, user=user), planned=False):
            self.history.delete(thread_id, role=role, user=user)

    def suggested_questions(self, role: Role, language: Language) -> tuple[str, ...]:
        """Questions to begin with that this shop's data can answer."""
        return suggested(self.shop, role, language)

    @property
    def shop(self) -> "Shop":
        """The shop as it is asked now."""
        return self._present.now().shop

    def company(self, *, role: Role, user: str = "") -> CompanyDesk:
        """The company's own definitions, to be read and changed; they hold from the next question on.

        Raises:
            AccessError: The role may not.
        """
        return CompanyDesk(lambda: self.shop, self._log, role=role, user=user)

    def audiences(self, *, role: Role, user: str = "", language: Language = "en") -> AudienceDesk:
        """Audiences to take away as files; each is logged."""
        return AudienceDesk(lambda: self.shop, self._log, role=role, user=user, language=language)

    def close(self) -> None:
        """Closes the conversations; the analyst is of no use afterwards."""
        self._conversations.close()
        self._connection.close()
        self._log.close()

    def _run(self, opened: Opened, trace: Trace, key: str) -> Generator[Event]:
        """Steps and the answer of one question; the trace is filled on the way."""
        started = time.perf_counter()
        question, role, spoken, name, steps = trace.question, trace.role, trace.language, trace.model, trace.steps
        answering = Answering(opened.shop, role, spoken, opened.review_texts)
        messages: list[BaseMessage] = [HumanMessage(question, id=trace.asked)]
        told = ""
        try:
            agent = opened.agents.agent(name, role, answering)
        except EndpointError as error:
            steps.final = own_message(str(error), "error")
        else:
            context = ToolContext(opened.shop, role, spoken, reports=PersonsDesk(self, self._shelf, trace.user))
            messages = yield from streamed(agent, messages, steps, thread=key, context=context)
            fault = fault_of(steps, spoken) if name != OFFLINE and self._settings.fallback else ""
            if fault:
                told, name = notice(fault, spoken), failed_model(name)
                planner = opened.agents.agent(OFFLINE, role, answering)
                messages = yield from streamed(
                    planner, asked_again(question, messages), steps, thread=key, context=context
                )
            self.history.forget_old_states(key, self._connection)
        trace.messages = messages
        seconds = time.perf_counter() - started
        cost = cost_of(steps.tokens, self._settings, counted=steps.counted) if trace.model != OFFLINE else None
        run = Run(question, messages, steps.final, name, trace.prompt, seconds, steps.tokens, cost, told)
        answer = answering.finish(run)
        _logger.info(
            "answered: prompt=%s model=%s role=%s tools=%s status=%s verified=%s ms=%d",
            *(answer.prompt, name, role, ",".join(steps.tools), answer.status, answer.verified),
            round(1000 * (time.perf_counter() - started)),
        )
        yield AnswerReady(answer)
