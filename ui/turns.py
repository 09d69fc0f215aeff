"""One question and what came of it, as chat messages: named steps that fold away, then the answer's card."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import gradio as gr

from agent.answers import Answer, AnswerReady, ChartPart, Event, StepFinished, StepStarted, TablePart
from agent.conversations import Kept
from agent.history import new_key
from agent.ratings import Rating
from config.text import Language
from prompts.library import load_texts
from ui.cards import card_blocks
from ui.cells import CellTexts
from ui.charts import Chart
from ui.chat.controls import NOWHERE, Place, ask_again_html, png_button
from ui.markdown import escape
from ui.sources import compact, find_result
from ui.tables import render_table

State = Literal["running", "done", "stopped", "failed"]
Message = gr.ChatMessage


@dataclass
class Step:
    """One tool call as it is shown: title, arguments, and once it has ended its seconds, rows or problem."""

    title: str
    arguments: Mapping[str, Any]
    seconds: float | None = None
    n: int = 0
    problem: str = ""
    kind: str = ""


@dataclass
class Turn:
    """A question, the steps so far, and in the end the answer or the line that says why there is none.

    Attributes:
        cells: Writes the cells of its tables.
        thread_id: The conversation it belongs to.
        key: Of its question in the conversation.
        rating: What the person thinks of the answer.
        changes: How often the turn has changed.
        number: Place in the conversation, from 1; makes the ids of its steps unique.
        fault: The line shown instead of an answer, when state is `failed`.
    """

    number: int
    question: str
    language: Language
    cells: CellTexts
    thread_id: str = ""
    key: str = field(default_factory=new_key)
    rating: Rating | None = None
    state: State = "running"
    steps: dict[str, Step] = field(default_factory=dict)
    answer: Answer | None = None
    fault: str = ""
    changes: int = 0
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    # The answer's messages are made once: they are sent again with every later step of the conversation.
    _finished: list[Message] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @classmethod
    def of_kept(cls, number: int, kept: Kept, *, thread_id: str, cells: CellTexts) -> "Turn":
        """An ended turn from a stored answer; its steps are no longer known."""
        answer = kept.answer
        return cls(
            number,
            answer.question,
            answer.language,
            cells,
            thread_id,
            kept.asked,
            kept.rating,
            state="done",
            answer=answer,
        )

    def rate(self, rating: Rating | None) -> None:
        """Show what the person thinks of the answer."""
        with self._changed:
            if rating != self.rating:
                self.rating, self._finished = rating, []

    def take(self, event: Event) -> None:
        """Write down what the agent reports; once the turn has ended, nothing more is taken."""
        with self._changed:
            if self.state != "running":
                return
            if isinstance(event, StepStarted):
                self.steps[event.id] = Step(event.title.in_language(self.language), event.arguments)
            elif isinstance(event, StepFinished) and event.id in self.steps:
                step = self.steps[event.id]
                step.seconds, step.n = event.seconds, event.n
                step.problem, step.kind = event.problem, event.kind
            elif isinstance(event, AnswerReady):
                self.answer = event.answer
                self.end("done")
            self._note()

    def end(self, state: State, fault: str = "") -> None:
        """Close the turn; a closed one stays as it is."""
        with self._changed:
            if self.state == "running":
                self.state, self.fault, self.seconds = state, fault, time.monotonic() - self.started
                self._note()

    def wait(self, seen: int) -> int:
        """The number of changes, once it is no longer the one already seen."""
        with self._changed:
            self._changed.wait_for(lambda: self.changes != seen)
            return self.changes

    def _note(self) -> None:
        self.changes += 1
        self._changed.notify_all()

    def messages(self) -> list[Message]:
        """The turn as the chat shows it now."""
        with self._changed:
            return self._finished or self._messages()

    def _messages(self) -> list[Message]:
        # Gradio shows a text message's HTML even with Markdown off: every text goes in escaped.
        shown = [Message(role="user", content=escape(self.question)), *self._step_messages()]
        if self.state == "running":
            return shown
        if self.answer is not None:
            options: list[Any] = [{"value": question} for question in self.answer.suggestions]
            at = Place(self.thread_id, self.key, self.rating)
            content = answer_content(self.answer, self.cells, at=at)
            shown.append(Message(role="assistant", content=content, options=options))
        else:
            text = self.fault or load_texts("ui", self.language)["card.stopped"]
            css = "kz-error" if self.state == "failed" else "kz-stopped"
            buttons = f'<div class="kz-foot"><span class="kz-gap"></span>{ask_again_html(self.language)}</div>'
            line = f'<div class="kz-card {css}"><p class="kz-line">{escape(text)}</p>{buttons}</div>'
            shown.append(Message(role="assistant", content=_html(line)))
        self._finished = shown
        return shown

    def _step_messages(self) -> list[Message]:
        parent = f"turn-{self.number}"
        running = self.state == "running"
        if self.answer is not None and not self.changes:
            return []  # from an earlier run of the server
        texts = load_texts("ui", self.language)
        doing = texts["steps.working" if self.steps else "steps.reading"]
        title = doing if running else self._summary()
        head = Message(
            role="assistant",
            content="",
            metadata={"title": title, "id": parent, "status": "pending" if running else "done"},
        )
        return [head, *(self._step_message(parent, key, step) for key, step in self.steps.items())]

    def _summary(self) -> str:
        texts = load_texts("ui", self.language)
        if self.state == "stopped":
            return texts["steps.stopped"]
        count = len(self.steps)
        key = "none" if count == 0 else "one" if count == 1 else "many"
        return texts[f"steps.summary_{key}"].format(count=count, seconds=f"{self.seconds:.1f}")

    def _step_message(self, parent: str, key: str, step: Step) -> Message:
        texts = load_texts("ui", self.language)
        metadata: Any = {"title": escape(step.title), "id": f"{parent}-{key}", "parent_id": parent}
        if step.seconds is None:
            metadata["status"] = "pending" if self.state == "running" else "done"
        else:
            rows = texts["steps.rows_one"] if step.n == 1 else texts["steps.rows_many"].format(count=f"{step.n:,}")
            # What went wrong in words of ours; the tool's own, which are for the model, behind them.
            said = texts.get(f"steps.problem_{step.kind}", texts["steps.problem"])
            log = said.format(problem=step.problem) if step.problem else rows
            metadata |= {"status": "done", "duration": round(step.seconds, 3), "log": log}
        return Message(role="assistant", content=escape(compact(step.arguments)), metadata=metadata)


def earlier_message(count: int, language: Language) -> Message:
    """The button that shows the turns that are folded away."""
    texts = load_texts("page_chat", language)
    title = texts["card.earlier_one"] if count == 1 else texts["card.earlier"].format(count=count)
    return Message(
        role="assistant", content=_html(f'<button type="button" class="kz-earlier">{escape(title)}</button>')
    )


def answer_content(answer: Answer, cells: CellTexts, *, at: Place = NOWHERE) -> list[Any]:
    """The card's pieces as components of one chat message: HTML, and a plot wherever a chart belongs."""
    content: list[Any] = []
    for block in card_blocks(answer, cells, at=at):
        content += _chart(block, answer, cells, at) if isinstance(block, ChartPart) else [_html(block)]
    return content


def _html(html: str) -> gr.HTML:
    return gr.HTML(html, apply_default_css=False)


def _chart(part: ChartPart, answer: Answer, cells: CellTexts, at: Place) -> list[Any]:
    texts = load_texts("ui", answer.language)
    result = find_result(answer.results, part.result_id)
    if result is None:
        return [_html(f'<p class="kz-line">{escape(texts["chart.missing"])}</p>')]
    chart = Chart(result, cells, answer.language)
    button = f'<p class="kz-notes">{png_button(answer.language)}</p>'
    if any(isinstance(part, TablePart) and part.result_id == result["extra"]["source"] for part in answer.parts):
        # Its table stands in the answer.
        summary = escape(chart.summary())
        below = f'<p class="kz-hidden" data-kz-chart="{summary}">{summary}</p>{button}'
    else:
        csv = at.table(result["id"], language=answer.language)
        table = render_table(result, cells, language=answer.language, csv=csv)
        below = f"{button}{chart.fold(table)}"
    return [gr.Plot(chart.figure()), _html(f'<div class="kz-below-chart">{below}</div>')]
