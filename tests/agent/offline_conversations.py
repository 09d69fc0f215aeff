"""Runs conversations with the offline planner through LangChain's agent and real tools, and checks every answer."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.offline_model import OfflineChatModel
from agent.proofs import Known
from agent.quotations import review_texts
from agent.references import Draft, parse_draft
from agent.transcript import results_in
from agent.verification import Fault, Verifier
from config.settings import Role
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.results import ToolResult
from tools.shop import Shop


@dataclass(frozen=True)
class Answered:
    """One question's outcome: what the model wrote, the results it had, what could not be proven."""

    question: str
    text: str
    draft: Draft
    results: list[ToolResult]
    faults: tuple[Fault, ...]

    @property
    def result(self) -> ToolResult:
        """The last result."""
        return self.results[-1]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the last result."""
        return [dict(row) for row in self.result.table.rows]


def converse(shop: Shop, *questions: str, role: Role = "analyst") -> list[Answered]:
    """The answers to questions asked one after the other in one conversation."""
    model = _model(shop, role)
    agent = create_agent(model, build_tools(shop, role), context_schema=ToolContext)
    messages: list[BaseMessage] = []
    answers: list[Answered] = []
    for question in questions:
        language = model.planner.read(question).language
        before = len(messages) + 1
        state = agent.invoke(
            {"messages": [*messages, HumanMessage(question)]},
            context=ToolContext(shop=shop, role=role, language=language),
        )
        messages = list(state["messages"])
        answers.append(_answered(shop, question, messages, messages[before:], answers))
    return answers


@lru_cache(maxsize=4)
def _model(shop: Shop, role: Role) -> OfflineChatModel:
    """The planner of a shop, which learns thousands of words and remembers no conversation."""
    return OfflineChatModel.for_shop(shop, role=role)


def ask(shop: Shop, question: str, *, role: Role = "analyst") -> Answered:
    """The answer to one question."""
    (answer,) = converse(shop, question, role=role)
    return answer


def _answered(
    shop: Shop, question: str, messages: list[BaseMessage], new: list[BaseMessage], before: list[Answered]
) -> Answered:
    last = messages[-1]
    assert isinstance(last, AIMessage)
    draft = parse_draft(last.text)
    everything = results_in(messages)
    verifier = Verifier(
        results=everything,
        dictionary=shop.dictionary,
        known=Known(
            question=question,
            earlier=tuple(a.question for a in before),
            dates=frozenset({shop.manifest.as_of.isoformat(), shop.manifest.first_day.isoformat()}),
            spans_days=frozenset({float(shop.horizon_days)}),
        ),
        first_day=shop.manifest.first_day,
        reviews=review_texts(everything.values()),
    )
    faults = (*verifier.check(draft.body).faults, *verifier.check_reading(draft.reading))
    results = [ToolResult.from_json(m.artifact) for m in new if isinstance(m, ToolMessage) and m.artifact]
    return Answered(question, last.text, draft, results, faults)
