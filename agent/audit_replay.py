"""Answers a logged question once more, from the record alone, and says whether it comes out the same to the byte."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.tool import invalid_tool_call, tool_call
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr

from agent.analyst import Analyst
from agent.audiences import EXPORTED
from agent.audit import Record, read_key
from agent.audit_journal import code_digest, key_name
from agent.audit_mask import opened
from agent.audit_people import People
from agent.audit_reading import records
from agent.audit_schema import FORGOTTEN
from agent.door_log import HAPPENINGS
from agent.endpoint_faults import EndpointFault
from config.errors import InputError, WorkspaceError
from config.settings import Role, Settings
from config.text import Language, Text
from data.builds import Build
from data.workspace import Workspace
from tools.shop import Shop

_UNANSWERED: Final = {
    FORGOTTEN: "says that a customer was forgotten",
    "stopped": "was stopped before there was an answer",
    "failed": "failed before there was an answer",
    "denied": "was refused: it is another role's",
    "rated": "says what somebody thought of an answer",
    "viewed": "is a page that was shown: there is no answer",
    **HAPPENINGS,
    EXPORTED: "says that an audience was exported",
    "defined": "says that the company's definitions were changed",
}
# Compared in this order: the first difference is the one that explains the others.
_COMPARED: Final = ("question", "language", "calls", "reading", "status", "answer", "digest", "seal")
_AROUND = 40


@dataclass(frozen=True)
class Replayed:
    """What came of answering a record again.

    Attributes:
        record: As it was logged.
        difference: The first difference; empty where there is none.
        remarks: What differs in the circumstances: program, the company's own words, key.
    """

    record: Record
    difference: str = ""
    remarks: tuple[str, ...] = ()


class RecordedModel(BaseChatModel):
    """Says what a language model once said; the network is not asked."""

    _drafts: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "kezhi-recorded"

    def say(self, drafts: Sequence[Mapping[str, Any]]) -> None:
        """What is to be said next, message by message."""
        self._drafts = [dict(draft) for draft in drafts]

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:  # noqa: ANN401
        """The model itself: what it calls is written down."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> ChatResult:
        if not self._drafts:
            raise RuntimeError("the program asks the model for more than was recorded")
        draft = self._drafts.pop(0)
        if draft["mark"]:
            # The agent's own line in the model's place: its endpoint failed, and fails again.
            raise EndpointFault(Text(draft["text"], draft["text"]))
        return ChatResult(generations=[ChatGeneration(message=_message(draft))])


@dataclass
class _Kept:
    """A log in memory, with the key of the one that is replayed."""

    key: bytes
    kept: list[Mapping[str, str]] = field(default_factory=list)

    def append(self, columns: Mapping[str, str]) -> object:
        self.kept.append(columns)
        return columns

    def close(self) -> None:
        """Nothing to close."""


def replay(number: int, settings: Settings, *, personal: Sequence[str] = ()) -> Replayed:
    """Answers record `number` again: same build, same earlier questions, and for a language model its own words.

    Args:
        number: Of the record.
        settings: Whose workspace holds the log and the builds.
        personal: Personal texts that were typed and that the build does not hold.

    Raises:
        InputError: There is no such record, nothing was answered, a build is gone, the conversation is not whole, or a
            text of it was erased.
    """
    conversation = _conversation(number, settings.workspace)
    record = conversation[-1]
    erased = next((earlier for earlier in conversation if earlier.erased), None)
    if erased is not None:
        whose = "" if erased is record else f" rests on record {erased.id}, which"
        raise InputError(
            f"record {number}{whose} was erased in part ({', '.join(erased.erased)}) when a customer was forgotten; it "
            "cannot be answered again"
        )
    key = read_key(settings.workspace)
    again = _answered_again(conversation, settings, key=key, personal=personal)
    made, now = json.loads(record.made), json.loads(again["made"])
    if made["turn"] != now["turn"]:
        raise InputError(
            f"record {number} is question {made['turn']} of its conversation, and the log holds {now['turn']} of them: "
            "the others were asked before this log began, or could not be logged"
        )
    known = made["key"] == now["key"]
    return Replayed(record, _difference(record, again, sealed=known), tuple(_remarks(made, now)))


def _conversation(number: int, folder: Path) -> list[Record]:
    """The record and those before it in the same conversation."""
    found: list[Record] = []
    wanted: Record | None = None
    for record in records(folder):
        if record.id > number:
            break
        found.append(record)
        wanted = record if record.id == number else None
    if wanted is None:
        raise InputError(f"the audit log has no record {number}; it ends with {found[-1].id if found else 0}")
    if wanted.status in _UNANSWERED:
        raise InputError(f"record {number} {_UNANSWERED[wanted.status]}; there is nothing to compare")
    same = (wanted.user, wanted.thread, wanted.conversation)
    earlier = [r for r in found if (r.user, r.thread, r.conversation) == same and r.status not in ("denied", "rated")]
    # A model that could not be opened left no trace in the conversation, and saw none of it.
    opened_ones = [r for r in earlier if r.id != number and json.loads(r.made)["opened"]]
    return [*(opened_ones if json.loads(wanted.made)["opened"] else ()), wanted]


def _answered_again(
    conversation: Sequence[Record], settings: Settings, *, key: bytes, personal: Sequence[str]
) -> Mapping[str, str]:
    """The columns of the last record, made anew in a folder that is gone afterwards."""
    log, shops = _Kept(key), _Shops(settings)
    with tempfile.TemporaryDirectory(prefix="kezhi-replay-") as folder:
        for record in conversation:
            shop = shops.of(record.build)
            question = opened(record.question, shops.people, key=key, given=personal)
            drafts = json.loads(record.drafts) if record.drafts else []
            model = RecordedModel()
            model.say(opened(drafts, shops.people, key=key, given=personal))
            models = {record.model: model} if record.drafts else {}
            limited = settings.model_copy(update=_limits(record))
            with closing(Analyst(shop, limited, folder=Path(folder), models=models, log=log)) as analyst:
                _ask(analyst, record, question)
    return log.kept[-1]


def _ask(analyst: Analyst, record: Record, question: str) -> None:
    """Asks as it was asked: a question that was stopped is stopped at the same place, a fault is a fault again."""
    made = json.loads(record.made)
    events = analyst.ask(
        question,
        thread_id="replay",
        role=cast("Role", record.role),
        language=cast("Language", record.language),
        model=record.model,
        asked=made.get("asked", ""),
        replaces=made.get("replaces", ""),
    )
    given = made["events"] if record.status == "stopped" else -1
    try:
        for number, _ in enumerate(events, 1):
            if number == given:
                break
    except Exception:
        if record.status != "failed":
            raise
    finally:
        events.close()  # type: ignore[attr-defined]


class _Shops:
    """The builds that a conversation asked, one open at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shop: Shop | None = None

    def of(self, build_id: str) -> Shop:
        """The shop of a build, in use or not.

        Raises:
            InputError: The build is gone.
        """
        if self._shop is None or self._shop.manifest.build_id != build_id:
            path = Workspace(self._settings.workspace).builds_path / build_id
            try:
                self._shop = Shop.open(Build.open(path), self._settings)
            except WorkspaceError as error:
                raise InputError(
                    f"the build {build_id} is gone, so its answers cannot be made again ({error})"
                ) from error
            self.people = People(self._shop)
        return self._shop


def _limits(record: Record) -> dict[str, Any]:
    made = json.loads(record.made)
    # Without its model the planner was not asked in its place.
    return {**made["limits"], "fallback": made["limits"]["fallback"] and made["opened"], "request_retries": 0}


def _message(draft: Mapping[str, Any]) -> AIMessage:
    calls = [tool_call(name=c["name"], args=c["args"], id=c["id"]) for c in draft["calls"]]
    invalid = [invalid_tool_call(name=c["name"], args=c["args"], id=c["id"]) for c in draft["invalid"]]
    return AIMessage(draft["text"], tool_calls=calls, invalid_tool_calls=invalid)


def _difference(record: Record, again: Mapping[str, str], *, sealed: bool) -> str:
    was = asdict(record)
    for name in _COMPARED if sealed else _COMPARED[:-2]:
        if name == "seal" and was[name] != again[name]:
            return "answer: equal but for personal data, which the record holds as references only"
        if was[name] != again[name]:
            return _first(name, was[name], again[name])
    return ""


def _first(name: str, was: str, now: str) -> str:
    """Where two texts first differ, with what stands around it."""
    at = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = max(0, at - _AROUND)
    return f"{name}, character {at}: logged …{was[start : at + _AROUND]}… now …{now[start : at + _AROUND]}…"


def _remarks(made: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if made["code"] != now["code"]:
        yield f"the program has changed since: {made['code']}, now {code_digest()}"
    if made["company"] != now["company"]:
        yield "the workspace's kezhi.toml has changed since"
    if made["key"] != now["key"]:
        key = "is gone" if now["key"] == key_name(b"") else "is another one"
        yield f"audit.key {key}, so personal data could not be compared"
