"""Who may pass at the same time: one in a conversation, two in the planner, all who wait for a language model."""

import threading
from contextlib import ExitStack

import pytest

from agent.turnstile import Turnstile
from config.errors import InputError


def inside(turnstile, keys, *, planned):
    """How many of those who come at once are inside when nobody else can get in any more."""
    entered, leave = threading.Semaphore(0), threading.Event()

    def pass_through(key):
        with turnstile.passing(key, planned=planned):
            entered.release()
            leave.wait(timeout=10)

    threads = [threading.Thread(target=pass_through, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    count = 0
    while entered.acquire(timeout=0.3):
        count += 1
    leave.set()
    for thread in threads:
        thread.join()
    return count


def test_two_at_a_time_are_planned_and_all_wait_for_a_language_model_at_once():
    turnstile = Turnstile(patience_seconds=10)
    assert inside(turnstile, "abcde", planned=True) == 2
    assert inside(turnstile, "abcde", planned=False) == 5


def test_one_at_a_time_is_in_a_conversation_and_who_waits_too_long_is_told():
    turnstile = Turnstile(patience_seconds=0.05)
    with ExitStack() as stack:
        stack.enter_context(turnstile.passing("a", planned=True))
        with pytest.raises(InputError, match="still being answered"), turnstile.passing("a", planned=True):
            pass
    assert inside(turnstile, "a", planned=True) == 1
