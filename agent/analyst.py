"""The analyst: a question in, steps on the way, one verified answer out; conversations are remembered."""

import logging
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain.agents import create_agent
from langchain.agents.middleware import ToolCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.answering import Answering, ReviewTexts, Run
from agent.answers import Answer, AnswerReady, Event
from agent.chat_models import OFFLINE, make_chat_model
from agent.conversations import Conversations, Thread, key_of
from agent.middleware import AnswerCheck, CallLimit, EndpointGuard, Mender, ToolGuard
from agent.privacy import PromptGuard
from agent.stream import StepStream
from agent.suggestions import candidates
from agent.transcript import own_message
from config.errors import EndpointError, InputError
from config.settings import Role, Settings
from config.text import Language
from prompts.library import load_prompt
from tools.catalogue import build_tools
from tools.context import ToolContext

if TYPE_CHECKING:
    from tools.shop import Shop

_logger = logging.getLogger(__name__)
_HAN = re.compile(r"[㐀-鿿]")
_LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "zh": "Chinese"}
_MOST_SUGGESTED = 6


def language_of(question: str) -> Language:
    """Chinese where a question holds Han characters, else English.

    >>> language_of("Germany 的销售额"), language_of("revenue")
    ('zh', 'en')
    """
    return "zh" if _HAN.search(question) else "en"


class Analyst:
    """Answers questions about one shop; safe to use from several threads."""

    def __init__(
        self, shop: "Shop", settings: Settings, *, folder: Path, models: Mapping[str, BaseChatModel] | None = None
    ) -> None:
        """Open the conversations kept in `folder`.

        Args:
            shop: The build that is asked.
            settings: Model, key, limits.
            folder: Directory for `conversations.sqlite`; made if it is not there.
            models: Further chat models by name, beside those `make_chat_model` knows.
        """
        self._shop = shop
        self._settings = settings
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "conversations.sqlite"
        self._connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
        # None allows no types but LangChain's messages: nothing else read from the file is ever constructed.
        self._memory = SqliteSaver(self._connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self._memory.setup()
        self._conversations = Conversations(file)
        self._review_texts = ReviewTexts(shop)
        self._agents: dict[tuple[str, Role, Language], Any] = {}
        self._models: dict[tuple[str, Role], BaseChatModel] = {}
        self._given = dict(models or {})
        self._busy: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

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

        Raises:
            AccessError: The conversation was begun in another role.
        """
        key = self._conversations.open(thread_id, role=role, user=user, title=question)
        with self._one_at_a_time(key):
            try:
                for event in self._run(question, key, role=role, language=language, model=model):
                    if isinstance(event, AnswerReady) and keep:
                        self._conversations.add(thread_id, event.answer, user=user)
                    yield event
            finally:
                if not keep:
                    self.delete(thread_id, role=role, user=user)

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

    def threads(self, role: Role, *, user: str = "") -> tuple[Thread, ...]:
        """This person's conversations in this role, the latest first."""
        return self._conversations.threads(role=role, user=user)

    def answers(self, thread_id: str, *, role: Role, user: str = "") -> tuple[Answer, ...]:
        """The answers of a conversation, oldest first, each with its question.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        return self._conversations.answers(thread_id, role=role, user=user)

    def delete(self, thread_id: str, *, role: Role, user: str = "") -> None:
        """Forgets a conversation.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        self._conversations.delete(thread_id, role=role, user=user)
        self._memory.delete_thread(key_of(thread_id, user=user))

    def suggested_questions(self, role: Role, language: Language) -> tuple[str, ...]:
        """Questions to begin with that this shop's data can answer."""
        best, dictionary = self._best_customer, self._shop.dictionary
        known = {"", "customer"} | {m.key for m in dictionary.metrics} | {a.key for a in dictionary.attributes}
        known |= {"search"} if self._shop.manifest.embedder is not None else set()
        asked = [text.in_language(language).format(customer=best) for text, needs in candidates(role) if needs in known]
        return tuple(asked[:_MOST_SUGGESTED])

    def close(self) -> None:
        """Closes the conversations; the analyst is of no use afterwards."""
        self._conversations.close()
        self._connection.close()

    @cached_property
    def _best_customer(self) -> str:
        customers = self._shop.customers
        by = "predicted_value_minor" if "predicted_value_minor" in customers else "revenue_minor"
        return str(customers["customer_id"].iloc[int(customers[by].to_numpy().argmax())])

    @cached_property
    def _customer_names(self) -> frozenset[str]:
        customers = self._shop.customers
        names = customers["name"].dropna() if "name" in customers else ()
        return frozenset(str(name).casefold() for name in names)

    def _run(
        self, question: str, key: str, *, role: Role, language: Language | None, model: str | None
    ) -> Iterator[Event]:
        """Steps and the answer of one question."""
        started = time.perf_counter()
        spoken = language or language_of(question)
        name = model or self._settings.model_name()
        answering = Answering(self._shop, role, spoken, self._review_texts)
        steps = StepStream()
        messages: list[BaseMessage] = [HumanMessage(question)]
        try:
            agent = self._agent(name, role, spoken, answering)
        except EndpointError as error:
            steps.final = own_message(str(error), "error")
        else:
            config: Any = {"configurable": {"thread_id": key}}
            stream = agent.stream(
                {"messages": messages},
                config,
                context=ToolContext(self._shop, role, spoken),
                stream_mode=["messages", "updates", "custom"],
                # Once a question, not once a step: each write holds the whole conversation.
                durability="exit",
            )
            with closing(stream):
                for mode, chunk in stream:
                    yield from steps.take(mode, chunk)
            messages = agent.get_state(config).values["messages"]
            self._forget_old_states(key)
        seconds = time.perf_counter() - started
        run = Run(question, messages, steps.final, name, load_prompt("analyst").tag, seconds, steps.tokens)
        answer = answering.finish(run)
        _logger.info(
            "answered: prompt=%s model=%s role=%s tools=%s status=%s verified=%s ms=%d",
            *(answer.prompt, name, role, ",".join(steps.tools), answer.status, answer.verified),
            round(1000 * (time.perf_counter() - started)),
        )
        yield AnswerReady(answer)

    def _agent(self, name: str, role: Role, language: Language, answering: Answering) -> Any:  # noqa: ANN401
        """The compiled agent; one for each model, role and language."""
        with self._lock:
            if (name, role, language) not in self._agents:
                self._agents[name, role, language] = self._compile(name, role, language, answering)
            return self._agents[name, role, language]

    def _compile(self, name: str, role: Role, language: Language, answering: Answering) -> Any:  # noqa: ANN401
        settings, manifest = self._settings, self._shop.manifest
        if (name, role) not in self._models:
            given = self._given.get(name)
            self._models[name, role] = given or make_chat_model(name, settings, shop=self._shop, role=role)
        prompt = load_prompt("analyst").fill(
            shop=manifest.shop_name,
            as_of=manifest.as_of.isoformat(),
            currency=manifest.currency,
            horizon_days=str(manifest.horizon_days),
            role=role,
            language=_LANGUAGE_NAMES[language],
        )
        # The planner is deterministic: asked again it would write the same.
        mends = 0 if name == OFFLINE else 1
        middleware: list[Any] = [
            Mender(),
            EndpointGuard(retries=settings.request_retries, language=language),
            ToolGuard(),
            CallLimit(model_calls=settings.max_model_calls, language=language),
            ToolCallLimitMiddleware(run_limit=settings.max_tool_calls, exit_behavior="continue"),
            AnswerCheck(answering.check, mends=mends, model_calls=settings.max_model_calls),
        ]
        if name != OFFLINE:
            middleware.append(PromptGuard(lambda: self._customer_names))
        return create_agent(
            self._models[name, role],
            build_tools(self._shop, role),
            system_prompt=prompt,
            middleware=middleware,
            context_schema=ToolContext,
            checkpointer=self._memory,
        )

    def _forget_old_states(self, key: str) -> None:
        """Keeps only the latest state of a conversation: every state holds all messages."""
        latest = self._memory.get_tuple({"configurable": {"thread_id": key}})
        if latest is None:
            return
        kept = latest.config["configurable"]["checkpoint_id"]
        with self._memory.lock, self._connection:
            for_thread = (key, kept)
            self._connection.execute("DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id != ?", for_thread)
            self._connection.execute("DELETE FROM writes WHERE thread_id = ? AND checkpoint_id != ?", for_thread)

    @contextmanager
    def _one_at_a_time(self, key: str) -> Iterator[None]:
        """Two questions at once would each overwrite the other's conversation.

        Raises:
            InputError: The conversation's last question is still being answered.
        """
        with self._lock:
            lock = self._busy.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=self._settings.request_timeout_seconds):
            raise InputError("this conversation's last question is still being answered")
        try:
            yield
        finally:
            lock.release()
