"""Lets an answer be made in a thread of its own, which the page only watches.

So a reload does not break an answer off, Stop is heard while the agent is silent, and the agent's run keeps to one
thread (Gradio takes each step of a generator in whichever thread is free).
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator

from agent.answers import Event
from config.errors import KezhiError
from prompts.library import load_texts
from ui.turns import Turn

_PATIENCE_SECONDS = 0.2
_logger = logging.getLogger(__name__)


def start_answer(
    turn: Turn, events: Callable[[], Iterator[Event]], *, shown: threading.Event | None = None
) -> threading.Thread:
    """Begin the answer of a turn; whatever happens, the turn ends.

    Args:
        turn: Takes the events; once it is stopped, the run ends at its next event.
        events: Starts the run.
        shown: Set when the page shows that the question is being read. Without waiting for that, for a moment, the
            planner's work would hold back the very line that says that it is at work.
    """

    def run() -> None:
        if shown is not None:
            shown.wait(_PATIENCE_SECONDS)
        try:
            for event in events():
                if turn.state != "running":
                    return
                turn.take(event)
        except KezhiError as error:
            turn.end("failed", str(error))
        except Exception:  # the last door: whatever is wrong with us, the person gets one clear line
            reference = secrets.token_hex(4)
            _logger.exception("question failed, reference %s", reference)
            turn.end("failed", load_texts("ui", turn.language)["error.fault"].format(reference=reference))
        finally:
            turn.end("stopped")

    thread = threading.Thread(target=run, name="kezhi-answer", daemon=True)
    thread.start()
    return thread


def watch(turn: Turn) -> Iterator[None]:
    """One step now and one after each change, until the turn has ended."""
    seen = turn.changes
    yield
    while turn.state == "running" or turn.changes != seen:
        seen = turn.wait(seen)
        yield
