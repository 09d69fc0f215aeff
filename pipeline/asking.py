"""One question, or a file of them, answered on the terminal."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from agent.analyst import Analyst
from agent.answers import Answer, AnswerReady, StepStarted
from config.errors import InputError
from config.settings import Role, Settings
from data.workspace import Workspace
from tools.shop import Shop


def ask_once(
    question: str, settings: Settings, *, role: Role, model: str | None, thread: str | None, quiet: bool
) -> Answer:
    """The answer to one question; its steps are shown on stderr while it is made, unless `quiet`.

    Raises:
        WorkspaceError: There is no build to ask.
    """
    analyst = _open_analyst(settings)
    try:
        return _answer(analyst, question, user=settings.user_name(), role=role, model=model, thread=thread, quiet=quiet)
    finally:
        analyst.close()


def ask_batch(
    file: Path, settings: Settings, *, role: Role, model: str | None, thread: str | None
) -> Iterator[dict[str, Any]]:
    """One JSON document a non-empty line of `file`; each line is a conversation of its own unless `thread` is given.

    Raises:
        InputError: The file cannot be read.
        WorkspaceError: There is no build to ask.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text ({error})") from None
    analyst, user = _open_analyst(settings), settings.user_name()
    try:
        for line in lines:
            if line.strip():
                answer = _answer(analyst, line.strip(), user=user, role=role, model=model, thread=thread, quiet=True)
                yield answer.to_json()
    finally:
        analyst.close()


def _open_analyst(settings: Settings) -> Analyst:
    build = Workspace(settings.workspace).current()
    return Analyst(Shop.open(build, settings), settings, folder=settings.workspace)


def _answer(
    analyst: Analyst, question: str, *, user: str, role: Role, model: str | None, thread: str | None, quiet: bool
) -> Answer:
    console = Console(stderr=True, quiet=quiet)
    answer: Answer | None = None
    # A question without a thread leaves no conversation behind.
    thread_id = thread or f"once-{uuid.uuid4().hex}"
    kept = thread is not None
    for event in analyst.ask(question, thread_id=thread_id, role=role, model=model, user=user, keep=kept):
        if isinstance(event, StepStarted):
            console.print(f"[dim]… {event.title.en}[/]")
        if isinstance(event, AnswerReady):
            answer = event.answer
    if answer is None:
        raise RuntimeError("the agent ended without an answer")
    return answer
