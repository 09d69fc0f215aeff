"""Words left over, taken back once they are understood."""

from agent.planner.frames import Frame


def understood(frame: Frame, word: str) -> None:
    """Takes a word from the leftovers once."""
    for words in (frame.leftovers, frame.strange):
        place = next((i for i, w in enumerate(words) if w.casefold() == word.casefold()), None)
        if place is not None:
            del words[place]
