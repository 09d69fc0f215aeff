"""The chat page: layout, events, and the way from a question to the messages shown."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import gradio as gr

from agent.conversations import Kept
from agent.planner.languages import language_of
from config.errors import AccessError, KezhiError
from config.text import Language
from prompts.library import load_texts
from ui.answering import start_answer, watch
from ui.cells import CellTexts
from ui.chat.needs import Analyst, Shop
from ui.chat.notices import say_gone, say_link_gone
from ui.chat.threads import side_html
from ui.conversations import Conversation, Conversations
from ui.frame import QUIET, Frame
from ui.header import welcome_html
from ui.turns import Turn
from ui.visitors import Door, Visitor

MAX_QUESTION = 2000
MOST_WAITING = 128  # answers followed at the same time; a question beyond them shows nothing until one is done
# What the page's script says where the question takes the last one's place.
ANEW = "anew"


class ChatPage:
    """The components and the functions behind them."""

    def __init__(self, analyst: Analyst, shop: Shop, *, door: Door) -> None:
        self._analyst = analyst
        self._frame = Frame(shop.manifest, "chat")
        self._door = door
        self._conversations = Conversations(CellTexts(shop.dictionary.attributes), stored=self._stored)

    def lay_out(self) -> None:
        """Make the components: top line, conversation, question."""
        texts = load_texts("ui", "en")
        self.new = gr.Button(texts["page.new"], elem_id="kz-new", size="sm", variant="secondary", render=False)
        self.threads = gr.Button(
            load_texts("page_chat", "en")["threads.open"],
            elem_id="kz-side-open",
            size="sm",
            variant="secondary",
            render=False,
        )
        self._frame.lay_out(self.threads, self.new)
        self.language = self._frame.language
        with gr.Row(elem_id="kz-body"):
            self.side = gr.HTML(side_html("en"), elem_id="kz-side", apply_default_css=False)
            with gr.Column(elem_id="kz-talk"):
                self._lay_out_talk(texts)
        self.thread = gr.Textbox(visible="hidden", elem_id="kz-thread")
        # What the page's script asks for: which conversation, or that the last question is asked anew.
        self.chosen = gr.Textbox(visible="hidden", elem_id="kz-chosen")
        self.retry = gr.Button(visible="hidden", elem_id="kz-retry")
        self.open = gr.Button(visible="hidden", elem_id="kz-open")
        self.delete = gr.Button(visible="hidden", elem_id="kz-delete")
        self.earlier = gr.Button(visible="hidden", elem_id="kz-earlier")

    def _lay_out_talk(self, texts: Mapping[str, str]) -> None:
        self.chat = gr.Chatbot(
            elem_id="kz-chat",
            label=texts["page.conversation"],
            show_label=False,
            container=False,
            height="100%",
            scale=1,
            layout="bubble",
            autoscroll=False,
            buttons=[],
            render_markdown=False,
            latex_delimiters=[],
            feedback_options=None,
            allow_tags=False,
            allow_file_downloads=False,
            placeholder=welcome_html(language="en"),
        )
        self.composer = gr.Textbox(
            elem_id="kz-composer",
            label=texts["page.ask_label"],
            show_label=False,
            placeholder=texts["page.ask"],
            lines=1,
            max_lines=6,
            submit_btn=True,
            autofocus=True,
            max_length=MAX_QUESTION,
        )

    def connect(self, blocks: gr.Blocks) -> None:
        """Connect what a person does with what follows."""
        place = [self.thread, self.language]
        shown = [self.chat, self.composer, self.thread]
        # The composer a second time, for what is typed in it: see `_ask`.
        # "multiple": by default Gradio drops a question that comes before it has heard that the last run is over.
        asking: dict[str, Any] = {
            **QUIET,
            "outputs": [*shown, self.composer],
            "concurrency_limit": MOST_WAITING,
            "concurrency_id": "ask",
            "trigger_mode": "multiple",
        }
        following: dict[str, Any] = {**QUIET, "concurrency_limit": MOST_WAITING, "concurrency_id": "open"}
        for asked in (
            self.composer.submit(
                self._ask,
                [self.composer, *place, self.chosen],
                js="(question, thread, language) => kezhi.asked(question, thread, language)",
                **asking,
            ),
            self.chat.example_select(self._ask_example, place, **asking),
            self.chat.option_select(self._ask_option, place, **asking),
            self.retry.click(self._ask_again, place, **asking),
        ):
            asked.then(None, js="() => kezhi.listThreads()", **QUIET)
        # No `cancels`: Gradio cancels by page and function, so a late one breaks off the next question's run. A run
        # ends by itself once its turn is stopped, and shows that.
        self.composer.stop(self._stop, self.thread, queue=False, **QUIET)
        # In the queue, behind what the run has already shown.
        self.new.click(self._start_anew, self.thread, shown, **QUIET)
        chosen = "(chosen, ...place) => [kezhi.chosen(), ...place]"
        self.open.click(self._open_chosen, [self.chosen, *place], shown, js=chosen, **following)
        self.delete.click(self._delete, [self.chosen, *place], shown, js=chosen, **following).then(
            None, js="() => kezhi.listThreads()", **QUIET
        )
        self.earlier.click(self._unfold, self.thread, shown, **QUIET)
        self.thread.change(None, self.thread, js="(thread) => kezhi.rememberThread(thread)", **QUIET)
        texts_of = [self._frame.header, self.new, self.language, self.chat, self.composer, self.threads, self.side]
        self.language.input(
            self._translate, self.language, texts_of, js="(language) => kezhi.speak(language)", queue=False, **QUIET
        )
        came = [*place, self.chosen]
        blocks.load(self._open, came, [*shown, self.language], js="() => kezhi.remembered()", **following)
        # Beside the former, not after it: an answer that is still being made is followed to its end.
        blocks.load(
            self._translate, self.language, texts_of, js="() => kezhi.speak(kezhi.language())", queue=False, **QUIET
        ).then(None, js="() => kezhi.askLinked()", **QUIET)

    def _stored(self, visitor: Visitor, thread_id: str) -> Sequence[Kept]:
        try:
            return self._analyst.history.kept(thread_id, role=visitor.role, user=visitor.user)
        except AccessError:  # begun in another role: for this one there is no such conversation
            return ()

    def _examples(self, visitor: Visitor, language: Language) -> list[Any]:
        return [{"text": question} for question in self._analyst.suggested_questions(visitor.role, language)]

    def _translate(self, language: Language, request: gr.Request) -> list[Any]:
        texts, visitor = load_texts("ui", language), self._door.visitor(request)
        return [
            self._frame.html(visitor, language),
            texts["page.new"],
            self._frame.language_switch(language),
            gr.Chatbot(
                label=texts["page.conversation"],
                placeholder=welcome_html(language=language),
                examples=self._examples(visitor, language),
            ),
            gr.Textbox(label=texts["page.ask_label"], placeholder=texts["page.ask"]),
            load_texts("page_chat", language)["threads.open"],
            side_html(language),
        ]

    def _open(self, thread_id: str, language: Language, came: str, request: gr.Request) -> Iterator[list[Any]]:
        """A page was loaded: the conversation it last showed or its address names, followed while it still runs."""
        conversation = self._conversations.show(thread_id, self._door.visitor(request))
        if conversation is None:
            say_link_gone(language, came=came)
            yield [*_unchanged(), language]
            return
        yield [*self._shown(conversation), language]
        for shown in self._followed(conversation, request):
            yield [*shown, gr.skip()]

    def _open_chosen(self, chosen: str, thread_id: str, language: Language, request: gr.Request) -> Iterator[list[Any]]:
        """Another conversation, followed while it still runs; the one shown before goes on unseen."""
        visitor = self._door.visitor(request)
        conversation = self._conversations.show(chosen, visitor)
        if conversation is None:
            say_gone(language)
            yield _unchanged()
            return
        if thread_id != chosen and (before := self._conversations.find(thread_id, visitor)):
            before.leave(request.session_hash)
        conversation.enter(request.session_hash)
        yield self._shown(conversation)
        yield from self._followed(conversation, request)

    def _followed(self, conversation: Conversation, request: gr.Request) -> Iterator[list[Any]]:
        if conversation.running:
            yield from self._watch(conversation, conversation.turns[-1], request)

    def _start_anew(self, thread_id: str, request: gr.Request) -> list[Any]:
        visitor = self._door.visitor(request)
        if conversation := self._conversations.find(thread_id, visitor):
            conversation.leave(request.session_hash)
            conversation.stop()
        return self._shown(self._conversations.open(None, visitor))

    def _unfold(self, thread_id: str, request: gr.Request) -> list[Any]:
        conversation = self._conversations.find(thread_id, self._door.visitor(request))
        if conversation is None:
            return _unchanged()
        conversation.unfold()
        return self._shown(conversation)

    def _delete(self, chosen: str, thread_id: str, language: Language, request: gr.Request) -> list[Any]:
        """Forget a conversation; where it is the one shown, a new one is begun."""
        visitor = self._door.visitor(request)
        self._conversations.drop(chosen, visitor)
        try:
            self._analyst.delete(chosen, role=visitor.role, user=visitor.user)
        except KezhiError as error:
            gr.Info(load_texts("page_chat", language)["script.failed"].format(problem=error))
        return self._shown(self._conversations.open(None, visitor)) if chosen == thread_id else _unchanged()

    def _stop(self, thread_id: str, request: gr.Request) -> None:
        if conversation := self._conversations.find(thread_id, self._door.visitor(request)):
            conversation.stop()

    def _ask_example(
        self, chosen: gr.SelectData, thread_id: str, language: Language, request: gr.Request
    ) -> Iterator[list[Any]]:
        yield from self._ask(str(chosen.value["text"]), thread_id, language, "", request)

    def _ask_option(
        self, chosen: gr.SelectData, thread_id: str, language: Language, request: gr.Request
    ) -> Iterator[list[Any]]:
        yield from self._ask(str(chosen.value), thread_id, language, "", request)

    def _ask_again(self, thread_id: str, language: Language, request: gr.Request) -> Iterator[list[Any]]:
        turns = self._conversations.open(thread_id, self._door.visitor(request)).turns
        yield from self._ask(turns[-1].question if turns else "", thread_id, language, ANEW, request)

    def _ask(
        self, question: str, thread_id: str, language: Language, anew: str, request: gr.Request
    ) -> Iterator[list[Any]]:
        """The chat after each of the agent's events, from the question to the finished answer; last, what is typed."""
        visitor = self._door.visitor(request)
        conversation = self._conversations.open(thread_id, visitor)
        begun = self._begun(question.strip(), conversation, load_texts("ui", language), anew=anew == ANEW)
        if begun is None:
            yield [*_unchanged(), gr.skip()]
            return
        turn, replaces = begun
        ask = partial(
            self._analyst.ask,
            turn.question,
            thread_id=conversation.thread_id,
            role=visitor.role,
            user=visitor.user,
            asked=turn.key,
            replaces=replaces,
        )
        first_step = threading.Event()
        start_answer(turn, ask, shown=first_step)
        # Emptied once, not with every step: the next question may be typed meanwhile. As an output of its own, since
        # of two updates of one output that come at once Gradio's page shows the later one only.
        yield [*self._shown(conversation), ""]
        first_step.set()
        for shown in self._watch(conversation, turn, request):
            yield [*shown, gr.skip()]
        if not conversation.was_left_by(request.session_hash) and conversation.fold():
            yield [*self._shown(conversation), gr.skip()]

    def _begun(
        self, question: str, conversation: Conversation, texts: Mapping[str, str], *, anew: bool
    ) -> tuple[Turn, str] | None:
        """The turn of the question, and the key of the one it replaces; None, and told, where it cannot be asked."""
        if not question:
            return None
        if len(question) > MAX_QUESTION:
            gr.Info(texts["error.too_long"].format(found=len(question), limit=MAX_QUESTION))
            return None
        begun = conversation.begin(question, language=language_of(question), anew=anew)
        if begun is None:
            gr.Info(texts["error.busy"])
        return begun

    def _watch(self, conversation: Conversation, turn: Turn, request: gr.Request) -> Iterator[list[Any]]:
        for _ in watch(turn):
            if conversation.was_left_by(request.session_hash):
                yield _unchanged()  # at its end a run shows once more what it showed last
                return
            yield self._shown(conversation)

    def _shown(self, conversation: Conversation) -> list[Any]:
        buttons = gr.Textbox(submit_btn=not conversation.running, stop_btn=conversation.running)
        return [conversation.messages(), buttons, conversation.thread_id]


def _unchanged() -> list[Any]:
    """Chat, composer and thread as they are: for a run that ends without a word Gradio would empty them."""
    return [gr.skip(), gr.skip(), gr.skip()]
