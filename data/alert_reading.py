"""Reads the rules of alerts from a company's `kezhi.toml`; every fault with its line and key."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from config.errors import DataFileError
from data.alert_rules import KINDS, AlertRule, MetricRule
from data.metrics import MetricDictionary

# Rules to begin with.
STANDARD: Final = Path(__file__).parent / "alerts.toml"
TABLE: Final = "alerts"
MOST_RULES: Final = 100
_HEADER: Final = re.compile(r"\s*\[\[\s*(?:alerts|\"alerts\"|'alerts')\s*\]\]")
_ANY: Final[TypeAdapter[AlertRule]] = TypeAdapter(Annotated[AlertRule, Field(discriminator="kind")])


def read_alert_rules(file: Path) -> tuple[AlertRule, ...]:
    """The rules of a company's file, in its order; none where it has none.

    Raises:
        DataFileError: It cannot be read, or a rule cannot be used; the message names line and key.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(file, f"cannot be read ({error})") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(file, f"not a TOML file: {error}") from None
    for place, line, said in faults(document, text):
        raise DataFileError(file, said, row=line, column=place)
    return rules_of(document)


def rules_of(document: Mapping[str, Any]) -> tuple[AlertRule, ...]:
    """The rules of a sound document (`faults` found none)."""
    return tuple(_ANY.validate_python(entry) for entry in document.get(TABLE, ()))


def faults(document: Mapping[str, Any], text: str = "") -> Iterator[tuple[str, int | None, str]]:
    """What is wrong with the rules of a document: where, in which line its rule begins, and what is possible."""
    entries = document.get(TABLE, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield TABLE, None, "rules are written as [[alerts]], one after the other"
        return
    if len(entries) > MOST_RULES:
        yield TABLE, None, f"{len(entries)} rules; {MOST_RULES} are possible"
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    seen: set[str] = set()
    for at, entry in enumerate(entries):
        line = lines[at] if at < len(lines) else None
        try:
            rule = _ANY.validate_python(entry)
        except ValidationError as error:
            yield from ((f"{TABLE}.{at}{key}", line, said) for key, said in _told(error, entry))
            continue
        if rule.name in seen:
            yield f"{TABLE}.{at}.name", line, f"another rule is called {rule.name!r}, too"
        seen.add(rule.name)


def _told(error: ValidationError, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each fault of a rule: its key, and what is possible."""
    for fault in error.errors(include_url=False):
        kind = fault["type"]
        # The discriminator stands first in the place of every fault of a kind.
        places = fault["loc"][1:] if entry.get("kind") else fault["loc"]
        key = "".join(f".{part}" for part in places)
        if kind in ("union_tag_invalid", "union_tag_not_found"):
            found = f", not {entry['kind']!r}" if "kind" in entry else ""
            yield ".kind", f"one of {', '.join(KINDS)}{found}"
        elif kind == "extra_forbidden":
            possible = ", ".join(KINDS[entry["kind"]].model_fields)
            yield key, f"no such part of a rule; possible: {possible}"
        elif kind == "missing":
            yield key, "this is missing"
        elif kind == "value_error":
            yield key, str(fault["ctx"]["error"])
        else:
            yield key, f"{fault['msg']}, found {fault.get('input')!r}"


def unknown_words(rules: Iterable[AlertRule], dictionary: MetricDictionary) -> Iterator[tuple[str, str]]:
    """Metrics and columns that rules name and nobody knows, or that would single people out: where, and what is wrong.

    Args:
        rules: Sound ones.
        dictionary: Every metric and attribute there may be, whether this shop's data have it or not.
    """
    metrics, attributes = {m.key for m in dictionary.metrics}, {a.key: a for a in dictionary.attributes}
    for at, rule in enumerate(rules):
        if isinstance(rule, MetricRule) and rule.metric not in metrics:
            yield f"{TABLE}.{at}.metric", _no_such(rule.metric, dictionary, metrics)
        for place, condition in enumerate(getattr(rule, "filters", ())):
            key, where = condition.column, f"{TABLE}.{at}.filters.{place}.column"
            known = attributes.get(key)
            if known is None and key not in metrics and key != "segment" and not key.startswith("attr_"):
                yield where, _no_such(key, dictionary, metrics | set(attributes))
            elif known is not None and known.kind in ("personal", "id") and key != "product_id":
                yield where, f"{key!r} would tell of single people: alerts tell of groups"


def _no_such(key: str, dictionary: MetricDictionary, among: Collection[str]) -> str:
    nearest = dictionary.nearest(key, among=among)
    return f"no metric or attribute {key!r}" + (f"; nearest: {', '.join(nearest)}" if nearest else "")
