"""From the plain words of a question to its slots: asides, orders given, returns and times are read around them."""

import re
from dataclasses import replace
from functools import lru_cache

from agent.planner.any_kind import any_kind
from agent.planner.asides import purpose_free, unnarrated
from agent.planner.background import without_contact, without_occasion
from agent.planner.changes_plainly import changes_said
from agent.planner.chinese_asides import set_aside
from agent.planner.chinese_chat import plainly
from agent.planner.chinese_columns import columns_written
from agent.planner.chinese_shorthand import written_out
from agent.planner.cohorts import arrows
from agent.planner.commands import without_commands
from agent.planner.consents import consents_said
from agent.planner.context import read_apart
from agent.planner.country_codes import countries_in_full
from agent.planner.either_time import without_any
from agent.planner.facts import Facts
from agent.planner.figures_plainly import registered_days
from agent.planner.frame_reading import FrameReader
from agent.planner.frames import Frame, says_something
from agent.planner.full_units import these_last
from agent.planner.glosses import unglossed
from agent.planner.leaving import likely_lost
from agent.planner.left_out_plainly import left_out_plainly
from agent.planner.lexicon import Lexicon
from agent.planner.losses import as_their_value
from agent.planner.names_asked import names_asked
from agent.planner.net_of_returns import net_of_returns
from agent.planner.network_frames import read_question
from agent.planner.newcomers import named_cohorts
from agent.planner.nicknames import nicknames_out
from agent.planner.nothing_bought import none_at_all
from agent.planner.one_orders_worth import one_orders_worth
from agent.planner.order_at_hand import order_at_hand
from agent.planner.order_desk import by_number
from agent.planner.order_history import orders_one_by_one
from agent.planner.own_rates import own_shares_of_low_ratings
from agent.planner.per_head import per_head
from agent.planner.periods import plain_periods
from agent.planner.pointed_reviews import reviews_named
from agent.planner.purchase_days import last_bought
from agent.planner.put_plainly import put_plainly
from agent.planner.report_wishes import read_report_wish
from agent.planner.returns_out import read_without_returns
from agent.planner.review_search import wants_reviews
from agent.planner.same_sentence import within_sentence
from agent.planner.same_time import read_timed
from agent.planner.segments_beside import beside_the_rest
from agent.planner.sorting_said import sorting_said
from agent.planner.spoken_ranks import ranks_said
from agent.planner.spoken_shares import shares_said
from agent.planner.stories import without_stories
from agent.planner.thread import Thread
from agent.planner.units import clean_text

_REMEMBERED = 512
# One customer whom only the asker knows: "that German customer", 那个德国客户.
_THAT_ONE = re.compile(
    r"\bthat (?!(?:is|are|was|were|have|has|one|many|much|our|the|my|new)\b)\w+ "
    r"(?:customer|client|buyer|shopper|lady|guy|man|woman)\b"
    r"|(?:那(?:个|位|名)|这位|这名)(?![月季年周国州城渠品类等分档层商产市店时阶区人群])"
    r"[^，。？?的]{1,6}(?:客户|顾客|买家|客人)(?![数量群们里中])",
    re.IGNORECASE,
)
# The figure of the question before is asked again, and another beside it.
_SAME = re.compile(
    r"\b(?:same|ditto|likewise)\b"
    r".*(?:\balong with\b|\bplus\b|\bas well as\b|\btogether with\b|\+|\band (?:also|how many|the)\b)"
    r"|(?:也|同样)[^，,。]{0,4}(?:算|看|要|查|来)[^，,。]{0,3}[，,、].*(?:再|另外|加上|顺便|还有|以及)",
    re.IGNORECASE,
)


class SlotReader:
    """Reads the slots of questions about one shop."""

    def __init__(self, facts: Facts, lexicon: Lexicon) -> None:
        """Of `facts`, in the words of `lexicon`."""
        self.facts = facts
        self.lexicon = lexicon
        self.reader = FrameReader(lexicon, facts)
        # Once for the question itself, then as the one before the next; those offered come with every other answer.
        self._plain_once = lru_cache(_REMEMBERED)(self._plain)

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a question in plain words."""
        typed = question = question if thread.frame is not None else these_last(question)
        # Before anything is set aside: （PDF和Word） explains nothing here, it is asked for.
        if (ordered := read_report_wish(typed, self.reader.read, self.facts, before=thread.frame)) is not None:
            return ordered

        def asked(text: str) -> str:
            return unglossed(purpose_free(text, self.lexicon), self.lexicon)

        question = unglossed(without_contact(question), self.lexicon)
        question, told = without_occasion(question, self.lexicon, lambda text: self._read(asked(text), thread))
        question = asked(question)
        frame = self._read(question, thread)
        frame.aside += told
        if frame.leftovers and not frame.outside and not wants_reviews(frame, self.facts):
            rest, left = unnarrated(question, self.lexicon)
            shorter = self._read(rest, thread) if left else frame
            if left and says_something(shorter) and not (shorter.leftovers or shorter.outside):
                frame = replace(shorter, aside=[*shorter.aside, *left])
        if (frame.leftovers or frame.outside) and not question.isascii():
            odd = [*frame.leftovers, *(word for _, word in frame.outside)]
            rest, left = set_aside(typed, odd, self.lexicon)
            shorter = self._read(unglossed(purpose_free(rest, self.lexicon), self.lexicon), thread) if left else frame
            if left and shorter.content and not (shorter.leftovers or shorter.outside):
                frame = replace(shorter, aside=[*shorter.aside, *left])
        if (frame.leftovers or frame.outside) and not wants_reviews(frame, self.facts):
            frame = read_apart(question, self.lexicon, lambda text: self._read(text, thread)) or frame
        if (frame.leftovers or frame.outside) and not wants_reviews(frame, self.facts):
            frame = without_stories(question, frame, self.lexicon, lambda text: self._read(text, thread))
        if _THAT_ONE.search(question) and not (frame.people or frame.searched):
            frame.pronouns.add("it")
            frame.entities = [e for e in frame.entities if e.kind != "customer"]
        frame.same = bool(_SAME.search(question))
        frame = beside_the_rest(question, frame, lambda text: self._read(text, thread))
        return by_number(question, frame, self.facts)

    def _read(self, question: str, thread: Thread) -> Frame:
        named = bool(thread.people)

        def read(text: str) -> Frame:
            return read_question(text, self.reader, before=thread.frame, spoken_of=named)

        # "That month" after "revenue by month" is the month that was found.
        spoken = (
            thread.frame if thread.group is None or thread.frame is not thread.group or thread.group.spans else None
        )
        return read_without_returns(question, self.facts, lambda text: read_timed(text, spoken, self.facts, read))

    def plain(self, question: str) -> str:
        """A typed question, cleaned, in the words that the grammar reads."""
        return self._plain_once(question)

    def _plain(self, question: str) -> str:
        if self.facts.attribute("attr_registered"):
            question = registered_days(question)
        if self.facts.metric("low_share"):
            question = own_shares_of_low_ratings(question)
        question = within_sentence(without_any(any_kind(names_asked(nicknames_out(clean_text(question))))))
        question = last_bought(likely_lost(named_cohorts(arrows(question))))
        question = consents_said(question, self.facts.consents)
        question = left_out_plainly(question)
        question = per_head(orders_one_by_one(order_at_hand(columns_written(question))))
        question = put_plainly(
            shares_said(ranks_said(changes_said(sorting_said(one_orders_worth(reviews_named(none_at_all(question)))))))
        )
        question = countries_in_full(net_of_returns(question), self.lexicon)
        question = as_their_value(written_out(plainly(question)))
        return plain_periods(question, self.facts)

    def uncommanded(self, question: str, whole: Frame) -> Frame:
        """The frame of what is asked beside sentences that command; the whole where that does not stand alone."""
        rest, commands = without_commands(question, self.reader)
        if not commands:
            return whole
        frame = self.frame(rest, Thread())
        if frame.leftovers or frame.outside or not (frame.measures or frame.people or frame.searched or frame.order):
            return whole
        frame.pronouns, frame.follow = set(), False
        return replace(frame, commands=commands)
