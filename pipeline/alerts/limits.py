"""Whether a figure passes the limits of its rule, and the sentence that says so."""

import math

from config.text import Text
from data.alert_rules import Limits
from data.alerts import AlertValue
from data.tables import Unit
from pipeline.alerts.figures import Figure, Reading
from pipeline.alerts.wording import begun, cell_text, joined, said


def passes(rule: Limits, reading: Reading) -> bool:
    """Whether every limit of the rule is passed, and by more than chance explains where that is known.

    A change is measured against the size of the earlier figure; from nothing, anything has risen by enough.
    """
    value = reading.now.value
    met = [
        rule.above is None or value > rule.above,
        rule.below is None or value < rule.below,
        rule.outside is None or not rule.outside[0] <= value <= rule.outside[1],
        abs(value) > reading.chance or not reading.chance,
    ]
    if reading.then is not None:
        change = change_of(value, reading.then.value)
        # Figures are decimal: 0.33 is 10 % more than 0.3, whatever binary fractions make of it.
        met += [rule.up_by is None or change >= rule.up_by - 1e-9]
        met += [rule.down_by is None or change <= -rule.down_by + 1e-9]
    return all(met)


def change_of(now: float, then: float) -> float:
    """The change as a share of what was; endless from nothing.

    >>> round(change_of(0.33, 0.3), 6), change_of(2, 0), change_of(0, 0)
    (0.1, inf, 0.0)
    """
    if now == then:
        return 0.0
    return (now - then) / abs(then) if then else math.copysign(math.inf, now - then)


def sentence(rule: Limits, reading: Reading) -> Text:
    """What is told of a reading, whether it passes or not."""
    names = {"name": begun(reading.name), "of": reading.of, "value": reading.now.text}
    levels = _levels(rule, reading)
    told = [said("say.now_limited", **names, limits=joined(levels)) if levels else said("say.now_plain", **names)]
    if reading.then is not None:
        limit = rule.up_by or rule.down_by or 0.0
        limits = said("limit.up_by" if rule.up_by else "limit.down_by", limit=cell_text(limit, "share"))
        earlier = {"value": reading.then.text, "change": _change_text(reading), "limits": limits}
        if reading.days:
            told.append(said("say.then_days", days=reading.days, **earlier))
        else:
            told.append(said("say.then", date=cell_text(reading.then.as_of, "date"), **earlier))
    if reading.chance:
        within = abs(reading.now.value) <= reading.chance
        told.append(
            said("say.within_chance" if within else "say.beyond_chance", chance=_level(reading, reading.chance))
        )
    return joined(told, "sentence_join")


def values_of(reading: Reading) -> tuple[AlertValue, ...]:
    """The figures of the sentence, each with its source."""
    values = [_value(reading.name, reading.now)]
    if reading.then is not None:
        values.append(_value(said("name.before", name=reading.name), reading.then))
        change = change_of(reading.now.value, reading.then.value)
        if math.isfinite(change):
            source = f"{reading.now.source} / {reading.then.source} - 1"
            values.append(AlertValue(said("name.change"), _change_text(reading), change, "share", source))
    return tuple(values)


def _value(name: Text, figure: Figure) -> AlertValue:
    unit = figure.currency if figure.unit == "money" else figure.unit
    return AlertValue(name, figure.text, figure.value, unit, figure.source)


def _change_text(reading: Reading) -> Text:
    change = change_of(reading.now.value, reading.then.value if reading.then else 0.0)
    return cell_text(change, "share", signed=True) if math.isfinite(change) else said("say.from_nothing")


def _levels(rule: Limits, reading: Reading) -> list[Text]:
    levels = []
    if rule.above is not None:
        levels.append(said("limit.above", limit=_level(reading, rule.above)))
    if rule.below is not None:
        levels.append(said("limit.below", limit=_level(reading, rule.below)))
    if rule.outside is not None:
        low, high = (_level(reading, end) for end in rule.outside)
        levels.append(said("limit.outside", low=low, high=high))
    return levels


def _level(reading: Reading, limit: float) -> Text:
    unit: Unit = reading.now.unit
    return cell_text(limit, unit, currency=reading.now.currency)
