"""Whom an audience holds: a segment, filters, actions of the plan or a budget, and what is told of each customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import InputError, ToolInputError
from config.text import Language, Text
from data.audience_rules import AudienceRules, audience_rules
from data.audiences import Audience, Barred, contacted_since, made_audience
from data.consent import Channel, read_consent
from data.contact_choice import choose, held_out
from data.filter_text import filter_text
from data.forgotten import Forgotten
from data.identities import are_phones, pseudonyms
from data.numbers import Mask
from data.query_deeds import condition_mask
from data.query_time import iso_date
from data.spec import Filter
from data.suppression_list import SuppressionList, read_suppression
from tools.access import personal_keys
from tools.action_inputs import plan_inputs
from tools.action_plans import Assumed, Decided, Plans
from tools.context import ToolContext
from tools.shop import Shop
from tools.shop_words import company_file

Places = npt.NDArray[np.int64]
# As plan_actions holds out.
CONTROL_SHARE: Final = 0.1
_GROUPS: Final = ("rfm_segment", "value_tier")
_PERSONAL: Final = Text(
    "an audience is not chosen by names, e-mails, phones or addresses: {key}",
    "受众不能按姓名、邮箱、电话或地址筛选：{key}",
)


@dataclass(frozen=True)
class AudienceOrder:
    """Which customers are wanted, and for what.

    Attributes:
        channel: By which they are to be contacted.
        segment: Key or name of a segment: the company's own, an RFM segment or a value tier; empty for all.
        filters: Conditions that all of them meet.
        actions: Only those whose next best action is one of these; empty for all.
        budget: Money for all contacts, spent as plan_actions spends it; None for no bound.
        limit: Only so many, the highest predicted value first; None for all.
        control_share: Share held out; None for the usual one where there is a budget, else for nobody.
        seed: Draws who is held out.
        unknown_too: Whether to contact those whose consent is not known.
        suppress: A further file of whom never to contact; None for none.
    """

    channel: Channel = "email"
    segment: str = ""
    filters: tuple[Filter, ...] = ()
    actions: tuple[str, ...] = ()
    budget: float | None = None
    limit: int | None = None
    control_share: float | None = None
    seed: int = 7
    unknown_too: bool = False
    suppress: Path | None = None

    @property
    def held_out(self) -> float:
        """The share that is held out."""
        usual = CONTROL_SHARE if self.budget is not None else 0.0
        return usual if self.control_share is None else self.control_share

    def told(self) -> str:
        """The definition in a line, as the audit log has it."""
        parts = [self.channel, *([f"segment {self.segment}"] if self.segment else [])]
        parts += [f"filter {filter_text(condition)}" for condition in self.filters]
        parts += [f"action {action}" for action in self.actions]
        parts += [f"{name} {value:g}" for name, value in (("budget", self.budget), ("limit", self.limit)) if value]
        parts += [f"hold-out {self.held_out:g} seed {self.seed}"] if self.held_out else []
        parts += ["unknown consent included"] if self.unknown_too else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Chosen:
    """An audience, and what stands behind it.

    Attributes:
        audience: Its customers.
        consent: Columns that tell of the channel's consent; none where the shop keeps none.
        listed: Lines of the suppression lists; None where there is no list.
    """

    audience: Audience
    consent: tuple[str, ...]
    listed: int | None


def choose_audience(context: ToolContext, order: AudienceOrder) -> Chosen:
    """The audience of an order.

    Raises:
        ToolInputError: A segment, filter or action is not there; the message says what is possible.
        InputError: The suppression list or the company's file cannot be used.
    """
    shop = context.shop
    rules = audience_rules(company_file(shop.build))
    plans = Plans(context, plan_inputs(shop), Assumed())
    decided, control = _chosen(shop, plans, order, plans.decide(_rows(context, order)))
    rank = _in_rank(shop, decided.rows)
    decided, control = decided.of(rank), control[rank]
    people = shop.customers.iloc[decided.rows].reset_index(drop=True)
    consent = read_consent(people, named=rules.consent)
    lists = _lists(shop, rules, order)
    audience = made_audience(
        people,
        _told(shop, plans, decided),
        consent=consent,
        barred=_barred(shop, people, rules, lists=lists, control=control),
        channel=order.channel,
        unknown_too=order.unknown_too,
        calling_code=rules.calling_code,
    )
    return Chosen(audience, consent.columns[order.channel], sum(one.entries for one in lists) if lists else None)


def segment_filters(shop: Shop, name: str) -> tuple[Filter, ...]:
    """The condition of a segment by its key or a name of it; none where no name is given.

    Raises:
        ToolInputError: There is no such segment; the message names those that there are.
    """
    folded, dictionary = name.strip().casefold(), shop.dictionary
    if not folded:
        return ()
    if (own := dictionary.segment_of(name.strip())) is not None:
        return (Filter(column="segment", op="eq", value=own),)
    for column, words in segments_of(shop).items():
        for value, called in words.items():
            if folded in called:
                return (Filter(column=column, op="eq", value=value),)
    known = [*dictionary.segments, *(value for words in segments_of(shop).values() for value in words)]
    raise ToolInputError(
        Text(
            f"there is no segment {name!r}; segments: {', '.join(known)}",
            f"没有客群“{name}”；可用的客群：{'、'.join(known)}",
        )
    )


def segments_of(shop: Shop) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """The standard segments and tiers: column to value to everything it is called, in small letters."""
    languages: tuple[Language, ...] = ("en", "zh")
    found: dict[str, dict[str, frozenset[str]]] = {}
    for column in _GROUPS:
        values = shop.dictionary.attribute(column).values
        found[column] = {
            value: frozenset(word.casefold() for spoken in languages for word in (value, *names.words(spoken)))
            for value, names in values.items()
        }
    return found


def action_key(plans: Plans, name: str) -> str:
    """The key of an action by its key or a name of it.

    Raises:
        ToolInputError: There is no such action.
    """
    actions = plans.inputs.book.actions
    named = {word.casefold(): key for key, action in actions.items() for word in (key, *action.name)}
    found = named.get(name.casefold().strip())
    if found is None:
        known = ", ".join(actions)
        raise ToolInputError(
            Text(f"no action is called {name!r}; there are: {known}", f"没有行动“{name}”；可用的行动：{known}")
        )
    return found


def _rows(context: ToolContext, order: AudienceOrder) -> Places:
    shop = context.shop
    view = plan_inputs(shop).view
    personal = personal_keys(shop.dictionary)
    mask = np.ones(len(view.frame), dtype=bool)
    notes: list[Text] = []
    for condition in (*segment_filters(shop, order.segment), *order.filters):
        if condition.column.removeprefix("customer_") in personal:
            said = Text(_PERSONAL.en.format(key=condition.column), _PERSONAL.zh.format(key=condition.column))
            raise ToolInputError(said)
        mask &= condition_mask(view, condition, notes=notes)
    return np.flatnonzero(mask).astype(np.int64)


def _chosen(shop: Shop, plans: Plans, order: AudienceOrder, decided: Decided) -> tuple[Decided, Mask]:
    """Whom actions, number and budget leave, and who of them is held out: the same as plan_actions tells."""
    keys = {action_key(plans, name) for name in order.actions}
    if keys:
        decided = decided.of(np.flatnonzero([plans.action_of(int(rule)) in keys for rule in decided.rule]))
    if order.limit is not None:
        decided = decided.of(np.sort(_in_rank(shop, decided.rows)[: order.limit]))
    if order.budget is not None:
        costs = plans.by_rule(lambda key: plans.terms[key].cost_minor).astype(np.int64)[decided.rule]
        taken = choose(decided.gain[0].astype(np.int64), costs, budget=plans.minor(order.budget)).taken
        decided = decided.of(np.flatnonzero(taken))
    return decided, held_out(len(decided.rows), share=order.held_out, seed=order.seed)


def _in_rank(shop: Shop, rows: Places) -> Places:
    """Places of the rows in the order of predicted value, equals as they come."""
    value = shop.customers["predicted_value_minor"].to_numpy(dtype=np.float64)[rows]
    return np.argsort(-value, kind="stable").astype(np.int64)


def _told(shop: Shop, plans: Plans, decided: Decided) -> pd.DataFrame:
    """What a marketer wants to know of each: value with interval, tier, risk, segment, action."""
    customers, scale = shop.customers.iloc[decided.rows], float(10**shop.manifest.minor_digits)
    actions = [plans.action_of(int(rule)) for rule in decided.rule]

    def money(minor: npt.ArrayLike) -> npt.NDArray[np.float64]:
        units: npt.NDArray[np.float64] = np.rint(np.asarray(minor, dtype=np.float64)) / scale
        return units

    last = [iso_date(int(day)) for day in shop.tables.as_of_day - customers["recency_days"].to_numpy()]
    return pd.DataFrame(
        {
            "segment": customers["rfm_segment"].astype("str").to_numpy(),
            "value_tier": customers["value_tier"].astype("str").to_numpy(),
            **{
                f"predicted_{key}": money(np.maximum(customers[f"predicted_{key}_minor"].to_numpy(), 0.0))
                for key in ("value", "lo", "hi")
            },
            "currency": shop.currency,
            "horizon_days": shop.horizon_days,
            # The chance that nothing is bought within the horizon.
            "risk": np.round(1 - customers["p_active"].to_numpy(dtype=np.float64), 4),
            "last_purchase": last,
            "action": actions,
            "expected_gain": money(decided.gain[0]),
            "as_of": shop.manifest.as_of.isoformat(),
        }
    )


def _lists(shop: Shop, rules: AudienceRules, order: AudienceOrder) -> list[SuppressionList]:
    """The company's list and that of the order; one that is named and not there is an error, never an empty one."""
    paths = [shop.workspace / rules.suppress] if rules.suppress else []
    paths += [order.suppress] if order.suppress is not None else []
    for path in paths:
        if not path.is_file():
            raise InputError(f"the suppression list {path} is not there; without it nobody is exported")
    return [read_suppression(path) for path in paths]


def _barred(
    shop: Shop, people: pd.DataFrame, rules: AudienceRules, *, lists: list[SuppressionList], control: Mask
) -> Barred:
    nobody = np.zeros(len(people), dtype=bool)
    listed = nobody.copy()
    for one in lists:
        listed |= one.holds(people)
    after = shop.tables.as_of_day - rules.rest_days
    contacted = contacted_since(people, after_day=after) if rules.rest_days else nobody
    return Barred(_forgotten(shop, people), listed, contacted, control)


def _forgotten(shop: Shop, people: pd.DataFrame) -> Mask:
    """Who was to be forgotten, under whatever id he came back."""
    forgotten = Forgotten.of(shop.workspace)
    ids = people["customer_id"].astype("str")
    gone: Mask = forgotten.holds("customer", ids).copy()
    for column in ("email", "phone"):
        if column in people and forgotten.customers:
            contacts = people[column].astype("str").where(people[column].notna())
            gone |= forgotten.holds("customer", pseudonyms(contacts, phones=column == "phone" or are_phones(ids)))
    return gone
