"""Calls in words: what they count, rank or foretell, of whom and when."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from agent.planner.advice_wording import advice_parts
from agent.planner.group_wording import group_parts
from agent.planner.naming import Names, left_to_reading, number
from agent.planner.report_wording import report_text
from data.aspects import aspect_examples
from data.spec import Bucket

BUCKETS: tuple[str, ...] = get_args(Bucket)
_TABLES = {"query_customers": "customers", "query_orders": "orders", "query_reviews": "reviews"}


class Words(Names):
    """Calls, conditions and periods in one language."""

    def call(self, name: str, arguments: Mapping[str, Any], *, metric: str = "") -> str:
        """One call in words; `metric` is what of a forecast is meant."""
        if name in _TABLES:
            return self._query(_TABLES[name], arguments)
        if name == "predict_value":
            forecast = metric in ("predicted_orders", "p_active")
            return self._forecast(arguments, metric if forecast else "predicted_value")
        if name == "search_reviews":
            return self._search(arguments)
        if name == "summarise_reviews":
            return self._summary(arguments)
        if name == "explain_value" and arguments.get("by") == "reviews":
            return self.text("bearing")
        if name == "explain_value":
            shown = self.one(arguments["customer_id"])
            detail = self.text("by_features") if arguments.get("by") == "features" else ""
            return self._join([self.text("explain", customer=shown), self._horizon(arguments), detail])
        if name == "simulate_value":
            shown = self.one(arguments["customer_id"])
            supposed = self.text("simulate", customer=shown, changes=self.changes(arguments))
            return self._join([supposed, self._horizon(arguments)])
        if name == "simulate_group":
            return self._join([*group_parts(self, arguments), self._horizon(arguments)])
        if name == "plan_actions":
            return self._join(advice_parts(self, arguments))
        if name == "prepare_audience":
            return self._join(advice_parts(self, {**arguments, "what": "audience"}))
        if name == "assess_model":
            detail = self.text("by_features") if arguments.get("by") == "features" else ""
            return self._join([self.text(f"assess_{arguments['what']}"), detail])
        if name == "describe_portfolio":
            return self._portfolio(arguments)
        if name == "lookup_customer":
            customer = arguments["customer"]
            return self.text("lookup", customer=self.text("first") if isinstance(customer, Mapping) else customer)
        if name == "describe_data" and arguments.get("about") in (["quality"], ["builds"], ["alerts"]):
            return self.text(f"assess_{arguments['about'][0]}")
        if name == "describe_data":
            about = [self.name(key) for key in arguments.get("about", [])]
            return self.text("define", names=self._list(about)) if about else self.text("describe")
        if name == "make_report":
            return report_text(self, arguments)
        if name == "draw_chart":
            return self.text(f"chart_{arguments['kind']}")
        return name

    def _portfolio(self, arguments: Mapping[str, Any]) -> str:
        said = self.text(f"portfolio_{arguments['what']}")
        groups = [*arguments.get("group_by", ()), *([arguments["per"]] if "per" in arguments else ())]
        if arguments.get("direction") in ("up", "down"):
            said = self.text(f"portfolio_{arguments['direction']}")
        return self.text("by", what=said, groups=self._list([self.name(key) for key in groups])) if groups else said

    def one(self, customer: object) -> str:
        """The customer that a call names, or the first that was found."""
        return self.text("first") if isinstance(customer, Mapping) else self.text("one", customer=customer)

    def changes(self, arguments: Mapping[str, Any]) -> str:
        """What a simulation supposes, in words."""
        said: list[str] = []
        orders, value = arguments.get("orders"), arguments.get("order_value")
        if orders:
            key = ("change_orders" if orders != 1 else "change_order") + ("_of" if value is not None else "")
            said.append(self.text(key, n=orders, value=self.value("revenue", value) if value is not None else ""))
        if percent := arguments.get("order_value_change_percent"):
            said.append(self.text("change_up" if percent > 0 else "change_down", percent=number(abs(percent))))
        if arguments.get("without_returns"):
            said.append(self.text("change_returns"))
        if days := arguments.get("days_later"):
            said.append(self.text("change_silent", days=days))
        return self._list(said)

    def _query(self, table: str, arguments: Mapping[str, Any]) -> str:
        groups = [self.name(key) for key in arguments.get("group_by", [])]
        measures = [self._measure(m) for m in arguments.get("measures", [])]
        limit, sort = arguments.get("limit"), arguments.get("sort_by")
        if table == "customers" and measures and any(key in BUCKETS for key in arguments.get("group_by", [])):
            measures = [self.text("new_customers") if m == self.name("customers") else m for m in measures]
        percentiles = [m for m in arguments.get("measures", []) if m.get("aggregate") == "p10"]
        head = self._list(measures) if measures else self.text(table)
        if percentiles:
            head = self.text("distribution", metric=self.name(percentiles[0]["metric"]))
        if groups:
            head = self.text("by", what=head, groups=self._list(groups))
        if not measures and sort and limit:
            head = self._ranked(limit, self.text(table), sort, arguments)
        elif sort and limit:
            head = self._join([head, self._ranked(limit, "", sort, arguments)])
        elif sort:
            head = self._join(
                [
                    head,
                    self.text(
                        "sorted_down" if arguments.get("descending", True) else "sorted_up", metric=self._sort(sort)
                    ),
                ]
            )
        parts = [head]
        if top := arguments.get("top"):
            parts.append(self._top(top))
        if compare := arguments.get("compare"):
            parts.append(self.text("compared") if compare else "")
        whole, part = arguments.get("filters", []), [self._condition(f) for f in arguments.get("part", [])]
        parts += [self._condition(f) for f in whole]
        parts += [self.text("share_among", part=self._join(part))] if whole and part else part
        parts += [self._compared(h["measure"], h["op"], h["value"]) for h in arguments.get("having", [])]
        parts.append(self.period(arguments.get("period")))
        parts.append(self.against(arguments.get("against")))
        if within := arguments.get("share_within"):
            parts.append(self.text("within", groups=self.groups(within)))
        return self._join(parts)

    def against(self, earlier: object) -> str:
        """The earlier time that measures are compared with."""
        if isinstance(earlier, Mapping):
            return self.text("against", earlier=self.period(earlier))
        return self.text(f"against_{earlier}") if earlier else ""

    def _ranked(self, limit: int, what: str, sort: str, arguments: Mapping[str, Any]) -> str:
        key = "top" if arguments.get("descending", True) is not False else "bottom"
        if limit == 1:
            one = self.text(f"{key}_one", metric=self._sort(sort))
            return self._join([what, one])
        return self.text(key if what else f"{key}_plain", n=limit, what=what, metric=self._sort(sort))

    def measured(self, key: str) -> str:
        """Name of a result's column that measures something: `revenue_mean_per_month`."""
        return self._sort(key)

    def _sort(self, key: str) -> str:
        for suffix in ("growth", "difference"):
            if key.endswith(f"_{suffix}"):
                return self.text(suffix, metric=self._sort(key.removesuffix(f"_{suffix}")))
        for suffix in ("_mean", "_median", "_min", "_max", "_p10", "_p25", "_p75", "_p90"):
            if key.endswith(suffix) and self.facts.metric(key) is None:
                return self._measure({"metric": key.removesuffix(suffix), "aggregate": suffix[1:]})
        if (nested := _NESTED.fullmatch(key)) and self.facts.metric(key) is None:
            return self._measure(nested.groupdict())
        return self.name(key)

    def _measure(self, measure: Mapping[str, Any]) -> str:
        name = self.name(measure["metric"])
        aggregate = measure.get("aggregate", "default")
        if aggregate != "default":
            name = self.text(f"agg_{aggregate}", metric=name)
        if measure.get("per"):
            key = {"customer_id": "per_customer", "order_id": "per_order"}.get(measure["per"], "per")
            name = self.text(key, metric=name, each=self.name(measure["per"]))
        return self.text("share", metric=name) if measure.get("share_of_total") else name

    def _top(self, top: Mapping[str, Any]) -> str:
        side = "bottom" if top.get("lowest") else "top"
        metric = self.name(top["by"])
        if top.get("percent"):
            return self.text(f"{side}_percent", percent=number(top["percent"]), metric=metric)
        return self.text(f"{side}", n=top["count"], what=self.text("customers"), metric=metric)

    def _condition(self, condition: Mapping[str, Any]) -> str:
        column, op, value = condition["column"], condition["op"], condition.get("value")
        days = self.period(condition.get("period"))
        if days and column.removeprefix("customer_") == "orders" and (op, value) in (("ge", 1), ("eq", 0)):
            return self.text("bought" if value else "bought_nothing", period=days)
        said = self._compared(column, op, value)
        return self.text("in_days", condition=said, period=days) if days else said

    def _compared(self, column: str, op: str, value: object) -> str:
        name = self.name(column)
        if isinstance(value, Mapping):
            return self.text("of_those") if column == "customer_id" else self.text("of_found", name=name)
        if op in ("eq", "in") and column in ("customer_id", "order_id", "rating"):
            listed = [self.value(column, v) for v in (value if isinstance(value, list) else [value])]
            key = "op_rating" if column == "rating" else "op_id"
            return self.text(key, name=name, value=self._list(listed, joint="or"))
        if isinstance(value, list):
            shown = [self.value(column, v) for v in value]
            if op == "between":
                return self.text("op_between", name=name, low=shown[0], high=shown[1])
            return self.text(f"op_{op}", name=name, value=self._list(shown, joint="or"))
        return self.text(f"op_{op}", name=name, value=self.value(column, value))

    def period(self, period: Mapping[str, Any] | None) -> str:
        """Days from and to, in words; empty where none are given."""
        if not period:
            return ""
        start, end = period.get("start") or self.facts.first_day.isoformat(), period.get("end")
        end = end or self.facts.as_of.isoformat()
        if start == end:
            return self.text("day", day=start)
        return self.text("period", start=start, end=end)

    def scope(self, arguments: Mapping[str, Any]) -> str:
        """The conditions and the period of a call; empty where there are none.

        Numbers that a condition equals and days of a purchase are left to the reading line: in a sentence they would
        claim to be found, or to be the days that were measured.
        """
        return self._join([self.conditions(arguments), self.period(arguments.get("period"))])

    def conditions(self, arguments: Mapping[str, Any]) -> str:
        """The conditions of a call, without its period."""
        filters = [f for f in (*arguments.get("filters", []), *arguments.get("part", [])) if not left_to_reading(f)]
        # "Rating 1, 2 or 5" of a table by rating would speak of its rows: they tell it themselves.
        own = {"rating"} & set(arguments.get("group_by", []))
        filters = [f for f in filters if f["column"] not in own or f["op"] != "in"]
        parts = [self._condition(f) for f in filters]
        parts += [self._compared(h["measure"], h["op"], h["value"]) for h in arguments.get("having", [])]
        return self._join(parts)

    def number_share(self, top: Mapping[str, Any]) -> str:
        """How many of the customers: `10 % of customers` without the noun, or a count."""
        if top.get("percent"):
            return f"{number(top['percent'])} %" if self.language == "en" else f"{number(top['percent'])}%"
        return number(top["count"])

    def _forecast(self, arguments: Mapping[str, Any], metric: str) -> str:
        value = self.name(metric)
        if ids := arguments.get("customer_ids"):
            head = self.text("forecast_of", metric=value, customers=self._list([str(i) for i in ids[:5]]))
        elif groups := arguments.get("group_by"):
            head = self.text("by", what=value, groups=self._list([self.name(g) for g in groups]))
        elif arguments.get("total"):
            head = self.text("forecast_total", metric=value)
        else:
            key = "bottom" if arguments.get("lowest") else "top"
            head = self.text(key, n=arguments.get("limit", 10), what=self.text("customers"), metric=value)
        filters = [self._condition(f) for f in arguments.get("filters", [])]
        return self._join([head, self._horizon(arguments), *filters])

    def _horizon(self, arguments: Mapping[str, Any]) -> str:
        days = arguments.get("horizon_days")
        return self.text("horizon", days=days) if days else ""

    def _search(self, arguments: Mapping[str, Any]) -> str:
        query = arguments.get("query")
        head = self.text("search_for", query=query) if query else self.text("search_latest")
        return self._join([head, self.search_scope(arguments)])

    def _summary(self, arguments: Mapping[str, Any]) -> str:
        head = self.text(f"summary_{arguments.get('polarity', 'both')}")
        about = self.aspects(arguments["aspects"]) if arguments.get("aspects") else ""
        time = self.text("by", what="", groups=self.name(arguments["by"])).strip() if arguments.get("by") else ""
        parts = [head, about, self.search_scope(arguments), time]
        if "against" in arguments:
            parts.append(self.text("summary_against", group=self.groups_of(arguments["against"])))
        return self._join(parts)

    def aspects(self, keys: Sequence[str]) -> str:
        """Names of aspects of reviews."""
        names = {each.aspect.key: each.aspect.name for each in aspect_examples()}
        return self._list([names[key].in_language(self.language) for key in keys])

    def groups_of(self, filters: Sequence[Mapping[str, Any]]) -> str:
        """A group of customers by its conditions."""
        return self._join([self._condition(f) for f in filters]) or self.text("everyone")

    def search_scope(self, arguments: Mapping[str, Any]) -> str:
        """The filters of a search in words; empty where there are none."""
        parts: list[str] = []
        low, high = arguments.get("rating_min"), arguments.get("rating_max")
        if low is not None and high is not None:
            parts.append(self.text("ratings" if low != high else "rating", low=number(low), high=number(high)))
        elif high is not None:
            parts.append(self.text("ratings_to", high=number(high)))
        elif low is not None:
            parts.append(self.text("ratings_from", low=number(low)))
        for key, column in (("categories", "category"), ("products", "product"), ("languages", "language")):
            if values := arguments.get(key):
                parts.append(self._compared(column, "in", list(values)))
        if ids := arguments.get("customer_ids"):
            parts.append(
                self.text("of_those") if isinstance(ids, Mapping) else self._compared("customer_id", "in", list(ids))
            )
        parts += [self._condition(f) for f in arguments.get("filters", [])]
        if arguments.get("start") or arguments.get("end"):
            parts.append(self.period(arguments))
        return self._join(parts)


_NESTED = re.compile(r"(?P<metric>\w+)_(?P<aggregate>mean|median|min|max|p10|p25|p75|p90)_per_(?P<per>\w+)")
