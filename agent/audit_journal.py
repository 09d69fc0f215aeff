"""Writes each question into the audit log before its answer is shown; what cannot be logged is not answered."""

import hashlib
import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.answers import Answer, AnswerReady, Event
from agent.audit import canonical, sha256
from agent.audit_mask import Mask, keyed
from agent.audit_people import People
from agent.chat_models import OFFLINE
from agent.planner.languages import language_of
from agent.stream import StepStream
from agent.transcript import own_status, questions
from config.errors import AccessError, AuditError
from config.settings import Role, Settings
from config.text import Language, Text
from data.company_file import COMPANY_FILE

if TYPE_CHECKING:
    from tools.shop import Shop

_logger = logging.getLogger(__name__)
_UNLOGGED = Text(
    "The audit log cannot be written, and what is not logged is not answered: {problem}.",
    "审计日志无法写入；未能记录的回答不予显示：{problem}。",
)
# The rooms that an answer is made in.
_ROOMS: Final = ("agent", "config", "data", "models", "prompts", "tools")
# Settings that an answer depends on.
LIMITS: Final = {"max_model_calls", "max_tool_calls", "fallback"}
# What is equal whenever a question is asked again; times, tokens and the prompt's tag are not part of it.
_LASTING = (
    *("question", "language", "status", "markdown", "reading", "verified", "model", "build"),
    *("parts", "unverified", "suggestions"),
)


@dataclass
class Trace:
    """What is known of a question while it is answered.

    Attributes:
        question: As typed.
        thread_id: The conversation's name.
        role: Whom the answer is for.
        user: Who asks.
        language: Of the answer.
        model: Name of the model.
        prompt: Tag of the system prompt.
        conversation: When the conversation was begun.
        asked: Key of the question in it.
        replaces: Key of the question that this one was asked in place of.
        steps: What has happened so far.
        messages: The whole conversation, once the agent has ended.
        events: Events that the asker was given.
    """

    question: str
    thread_id: str
    role: Role
    user: str
    language: Language
    model: str
    prompt: str
    conversation: str = ""
    asked: str = ""
    replaces: str = ""
    steps: StepStream = field(default_factory=StepStream)
    messages: Sequence[BaseMessage] = ()
    events: int = 0


class Log(Protocol):
    """Where records go."""

    key: bytes

    def append(self, columns: Mapping[str, str]) -> object:
        """Keeps a record; raises AuditError where it cannot."""

    def close(self) -> None:
        """Nothing is kept any more."""


class Journal:
    """Makes records of what one analyst is asked."""

    def __init__(self, shop: "Shop", log: Log, settings: Settings) -> None:
        """Notes what an answer depends on beside its build: the company's own words, limits."""
        self._log = log
        self._people = People(shop)
        self._build = shop.manifest.build_id
        company = shop.build.path.parent.parent / COMPANY_FILE
        self._company = hashlib.sha256(company.read_bytes()).hexdigest()[:12] if company.is_file() else ""
        self._limits = settings.model_dump(include=LIMITS)

    def recorded(self, trace: Trace, events: Generator[Event]) -> Generator[Event]:
        """The events; the answer only once it is in the log.

        Raises:
            AuditError: It cannot be written.
        """
        logged = False
        try:
            with closing(events):
                for event in events:
                    if isinstance(event, AnswerReady):
                        self._write(trace, event.answer, event.answer.status)
                        logged = True
                    else:
                        trace.events += 1
                    yield event
        except GeneratorExit:
            if not logged:
                self._write(trace, None, "stopped")
            raise
        except AuditError:
            raise
        except Exception:
            if not logged:
                self._write(trace, None, "failed")
            raise

    @contextmanager
    def refusals(self, trace: Trace) -> Iterator[None]:
        """Logs that somebody was turned away from a conversation."""
        try:
            yield
        except AccessError:
            self._write(trace, None, "denied")
            raise

    @contextmanager
    def viewed(self, trace: Trace) -> Iterator[None]:
        """Logs that a page was shown, before it is; a page that fails or is refused is logged as that.

        Raises:
            AuditError: It cannot be written.
        """
        try:
            yield
        except AccessError:
            self._write(trace, None, "denied")
            raise
        except Exception:
            self._write(trace, None, "failed")
            raise
        self._write(trace, None, "viewed")

    def rated(self, what: str, thread_id: str, user: str, role: Role) -> None:
        """Logs what somebody thinks of an answer, before it is kept.

        Raises:
            AuditError: It cannot be written.
        """
        self._write(Trace(what, thread_id, role, user, language_of(what), OFFLINE, ""), None, "rated")

    def _write(self, trace: Trace, answer: Answer | None, status: str) -> None:
        try:
            columns = self._columns(trace, answer, status)
            # Halves of characters, which no database takes, as their codes.
            self._log.append({name: v.encode("utf-8", "backslashreplace").decode() for name, v in columns.items()})
        except AuditError as error:
            _logger.error("audit: %s", error)  # noqa: TRY400 - one line; the traceback goes up with the exception
            raise AuditError(_UNLOGGED.in_language(trace.language).format(problem=error)) from error

    def _columns(self, trace: Trace, answer: Answer | None, status: str) -> dict[str, str]:
        mask = self._mask(trace, answer)
        results = [_timeless(result) for result in answer.results] if answer else []
        document = answer.to_document() if answer else {}
        whole = {name: document[name] for name in _LASTING} if answer else {}
        return {
            "user": trace.user,
            "role": trace.role,
            "thread": mask.hide_typed(trace.thread_id),
            "conversation": trace.conversation,
            "language": trace.language,
            "model": trace.model,
            "prompt": trace.prompt,
            "build": self._build,
            "question": mask.hide_typed(trace.question),
            "reading": mask.hide(answer.reading) if answer else "",
            "status": status,
            "calls": canonical(mask.hide(_calls(trace, mask))),
            "drafts": canonical(mask.hide_typed(_drafts(trace))) if trace.model != OFFLINE else "",
            "answer": canonical(mask.hide(_shown(answer))) if answer else "",
            "digest": sha256(canonical(mask.hide([whole, results]))) if answer else "",
            "seal": keyed(self._log.key, canonical([whole, results])) if answer else "",
            "made": canonical(self._made(trace, answer)),
        }

    def _mask(self, trace: Trace, answer: Answer | None) -> Mask:
        mask = Mask(self._people, self._log.key)
        mask.learn_questions([*(questions(trace.messages) or (trace.question,)), trace.thread_id])
        for message in trace.steps.said:
            for call in message.tool_calls:
                mask.learn_arguments(call["name"], call["args"])
        artifacts = [
            *_artifacts(trace.steps.returned),
            *_artifacts(trace.messages),
            *(answer.results if answer else ()),
        ]
        for artifact in artifacts:
            mask.learn_arguments(artifact["tool"], artifact["arguments"])
            mask.learn_result(artifact)
        mask.learn_drafts([message.text for message in trace.steps.said])
        return mask

    def _made(self, trace: Trace, answer: Answer | None) -> dict[str, Any]:
        return {
            "code": code_digest(),
            "company": self._company,
            "key": key_name(self._log.key),
            "limits": self._limits,
            "opened": bool(trace.steps.said) or trace.steps.final is None,
            "turn": len(questions(trace.messages)),
            "events": trace.events,
            **{name: key for name, key in (("asked", trace.asked), ("replaces", trace.replaces)) if key},
            "seconds": round(answer.seconds, 3) if answer else 0.0,
            "tokens": dict(answer.tokens) if answer else {},
        }


@cache
def code_digest() -> str:
    """Twelve hex digits of everything the rooms that make an answer are made of: code, texts, dictionaries."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        folder = Path(str(resources.files(room)))
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".toml", ".md", ".json")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def key_name(key: bytes) -> str:
    """Tells keys apart without telling them."""
    return keyed(key, "name of this key")[:12]


def _calls(trace: Trace, mask: Mask) -> list[dict[str, Any]]:
    """Every tool call in the order in which the model made them, with the digest of what came back."""
    returned = {message.tool_call_id: message for message in trace.steps.returned}
    calls: list[dict[str, Any]] = []
    for call in (call for message in trace.steps.said for call in message.tool_calls):
        message = returned.get(call["id"] or "")
        came: dict[str, Any] = {"result": None, "digest": None, "rows": 0}
        if message is not None and isinstance(message.artifact, dict):
            document = mask.hide(_timeless(message.artifact))
            came = {"result": document["id"], "digest": sha256(canonical(document)), "rows": document["n"]}
        elif message is not None:
            came["digest"] = sha256(mask.hide(message.text))
            came["problem"] = message.text[:500]
        calls.append({"name": call["name"], "arguments": call["args"], **came})
    return calls


def _drafts(trace: Trace) -> list[dict[str, Any]]:
    """What the model wrote, message by message: enough to say it again."""
    said = trace.steps.said or ([trace.steps.final] if trace.steps.final is not None else [])
    return [_draft(message) for message in said]


def _draft(message: AIMessage) -> dict[str, Any]:
    calls = [{"id": c["id"], "name": c["name"], "args": c["args"]} for c in message.tool_calls]
    invalid = [{"id": c.get("id"), "name": c.get("name"), "args": c.get("args")} for c in message.invalid_tool_calls]
    return {"text": message.text, "calls": calls, "invalid": invalid, "mark": own_status(message)}


def _shown(answer: Answer) -> dict[str, Any]:
    """The answer as `kezhi ask --json` prints it, without what the record says elsewhere."""
    document = answer.to_json()
    kept = ("answer", "values", "quotes", "suggestions", "verified", "unverified")
    return {name: document[name] for name in kept} | {"status": answer.status}


def _timeless(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without the time it took; personal cells as text, so that they are found and replaced."""
    personal = {column["key"] for column in result["columns"] if column["unit"] == "personal"}
    whole = {name: value for name, value in result.items() if name != "seconds"}
    if personal:
        whole["rows"] = [
            {key: str(v) if key in personal and v is not None else v for key, v in row.items()}
            for row in result["rows"]
        ]
    return whole


def _artifacts(messages: Sequence[BaseMessage]) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict):
            yield message.artifact
