"""Calls the tools for a report: their results by name, and figures of them as answers write figures."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from agent.answers import ValuePart
from agent.checked import Checked, CheckedSentence
from agent.evidence import gather
from agent.page_views import View
from agent.quotes import ReviewText
from agent.rendering import Renderer
from agent.reports.appendix import one_line
from agent.reports.model import Source
from agent.sentences import Sentence
from config.errors import ToolInputError
from config.settings import Role
from config.text import Language
from tools.results import ToolResult

if TYPE_CHECKING:
    from tools.shop import Shop

_logger = logging.getLogger(__name__)


@dataclass
class Gathered:
    """The results behind one report.

    Attributes:
        view: Calls the tools.
        shop: The shop that it is about.
        role: Whom it is for.
        language: Of its words.
        review_text: Finds stored reviews.
        tick: Called with the tool at each call, for whoever waits.
        results: What came back, by the names that sentences know it by.
    """

    view: View
    shop: "Shop"
    role: Role
    language: Language
    review_text: ReviewText
    tick: Callable[[str], None] = lambda tool: None
    results: dict[str, ToolResult] = field(default_factory=dict, init=False)
    _renderers: dict[str, Renderer] = field(default_factory=dict, init=False)

    def call(self, name: str, tool: str, **arguments: Any) -> ToolResult:  # noqa: ANN401 - any JSON
        """A tool's result, known to sentences by that name.

        Raises:
            KezhiError: As `View.call` does.
        """
        self.tick(tool)
        result = ToolResult.from_json(self.view.call(tool, **arguments))
        self.results[name] = result
        manifest = self.shop.manifest
        evidence = gather([result], first_day=manifest.first_day, horizon_days=manifest.horizon_days)
        self._renderers[result.id] = Renderer(
            {result.id: result}, evidence, self.shop.dictionary, self.language, self.role, self.review_text
        )
        return result

    def attempt(self, name: str, tool: str, **arguments: Any) -> ToolResult | None:  # noqa: ANN401 - any JSON
        """The same, or None where the build has nothing to answer it from: a model that could not be tested."""
        try:
            return self.call(name, tool, **arguments)
        except ToolInputError as error:
            _logger.info("report: %s left out (%s)", name, error)
            return None

    def has(self, tool: str) -> bool:
        """Whether this shop has the data that the tool works on."""
        return self.view.has(tool)

    def knows(self, attribute: str) -> bool:
        """Whether the orders of this shop have that attribute."""
        return self.shop.dictionary.attributes_by_key.get(attribute) is not None

    def measures(self, metric: str) -> bool:
        """Whether the data of this shop hold what that metric measures."""
        return metric in self.shop.dictionary.metrics_by_key

    def best(self, name: str, column: str) -> int:
        """The row of a result that is highest in a column; -1 where it has none."""
        rows = self.results[name].table.rows
        known = [(float(value), -i) for i, row in enumerate(rows) if isinstance(value := row[column], int | float)]
        return -max(known)[1] if known else -1

    def row(self, name: str, column: str, value: object) -> int:
        """The row of a result with that value in a column; -1 where it has none."""
        rows = self.results[name].table.rows if name in self.results else ()
        return next((index for index, row in enumerate(rows) if row[column] == value), -1)

    def sources(self) -> tuple[Source, ...]:
        """The computations so far."""
        results = {result.id: result for result in self.results.values()}
        return tuple(
            Source(r.id, r.tool, one_line(r.arguments), r.as_of.isoformat(), r.table.n) for r in results.values()
        )

    def rendered(self, result: ToolResult, place: str) -> ValuePart:
        """A figure as the renderer of answers writes it."""
        text = f"{{{{{place}}}}}"
        sentence = CheckedSentence(Sentence(0, len(text), text), (), ())
        # A renderer writes one answer: a fresh one for each figure.
        parts, _ = replace(self._renderers[result.id]).render(Checked(text, (sentence,)))
        (part,) = parts
        if not isinstance(part, ValuePart):
            raise TypeError(f"{place} should be a figure, it is {part!r}")
        return part
