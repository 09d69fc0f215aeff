"""The editor of the company's definitions: what a check found, what changes, versions, and a segment from fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, get_args

from agent.company_desk import Tried
from config.errors import AccessError, InputError, KezhiError
from config.text import Language
from data.company_file import ChangedMeanwhileError, Version
from data.company_text import segment_entry, with_entry
from data.metrics import MetricDictionary
from data.spec import Filter, Operator, Scalar
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.frame import line_of, problem_html
from ui.markdown import escape
from ui.panels import figure_html

OPERATORS: Final[tuple[Operator, ...]] = ("ge", "gt", "le", "lt", "eq", "ne", "in", "between", "present", "missing")
_LISTS: Final = ("in", "between")
_ALONE: Final = ("present", "missing")
_COMMAS: Final = re.compile(r"[,，、;；]")
_SHOWN: Final = 200

Condition = tuple[str, str, str]


def column_choices(dictionary: MetricDictionary, language: Language) -> list[tuple[str, str]]:
    """What a segment's condition may look at: metrics and attributes that customers have, by name."""
    keys = [(m.name.in_language(language), m.key) for m in dictionary.metrics if "customers" in m.sources]
    keys += [
        (a.name.in_language(language), a.key)
        for a in dictionary.attributes
        if "customers" in a.columns and a.kind not in ("personal", "segment", "bucket")
    ]
    return [(f"{name} ({key})", key) for name, key in keys]


def operator_choices(language: Language) -> list[tuple[str, str]]:
    """The operators in words."""
    texts = load_texts("page_model", language)
    return [(texts[f"operator.{op}"], op) for op in OPERATORS]


def with_segment(
    text: str, names: tuple[str, str], words: str, conditions: Sequence[Condition], texts: Mapping[str, str]
) -> str:
    """The text with a segment of these fields written into it.

    Raises:
        InputError: A name or every condition is missing; the message is for the person.
    """
    english, chinese = (name.strip() for name in names)
    if not english or not chinese:
        raise InputError(texts["editor.need_name"])
    filters = [_filter(column, op, value) for column, op, value in conditions if column and op in get_args(Operator)]
    if not filters:
        raise InputError(texts["editor.need_condition"])
    said = [word.strip() for word in _COMMAS.split(words) if word.strip()]
    han = [word for word in said if not word.isascii()]
    entry = segment_entry(
        chinese,
        names=(english, chinese),
        synonyms=([word for word in said if word.isascii()], han),
        filters=filters,
    )
    return with_entry(text, entry)


def _filter(column: str, op: str, value: str) -> Filter:
    parts = [_scalar(part) for part in _COMMAS.split(value) if part.strip()] if op in _LISTS else []
    given = None if op in _ALONE else parts if op in _LISTS else _scalar(value)
    return Filter.model_validate({"column": column, "op": op, "value": given})


def _scalar(text: str) -> Scalar:
    """A number where it is one, else the text."""
    text = text.strip()
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return {"true": True, "false": False}.get(text.casefold(), text)
    return int(number) if number.is_integer() else number


def tried_html(tried: Tried, cells: CellTexts, language: Language) -> str:
    """What a check found: problems with their places, or whom the segments hold and what changes."""
    texts = load_texts("page_model", language)
    if tried.problems:
        lines = "".join(
            f"<li>{f'<code>{escape(p.place)}</code> ' if p.place else ''}{escape(p.said.in_language(language))}</li>"
            for p in tried.problems
        )
        return f'<div class="kz-problem" role="alert"><p>{escape(texts["editor.problems"])}</p><ul>{lines}</ul></div>'
    said = texts["editor.ok"] if tried.changed else texts["editor.unchanged"]
    body = f'<p class="kz-done" role="status">{escape(said)}</p>'
    if tried.members:
        body += f"<h3>{escape(texts['editor.members'])}</h3><ul>"
        for key, result in tried.members.items():
            customers, share = (
                figure_html(result, column, entity=key, cells=cells, language=language)
                for column in ("customers", "customers_share")
            )
            line = escape(texts["editor.member_of"]).format(name=escape(key), customers=customers, share=share)
            body += f"<li>{line}</li>"
        body += "</ul>"
    return body + (difference_html(tried.changed, texts["editor.changes"]) if tried.changed else "")


def difference_html(lines: Sequence[str], title: str) -> str:
    """Lines that came and went."""
    marks = {"+": "ins", "-": "del"}
    written = "\n".join(
        f"<{tag}>{escape(line)}</{tag}>" if (tag := marks.get(line[:1])) else f"<span>{escape(line)}</span>"
        for line in lines
    )
    return f'<h3>{escape(title)}</h3><pre class="kz-diff">{written}</pre>'


def versions_html(versions: Sequence[Version], language: Language) -> str:
    """Every version, the latest first."""
    texts = load_texts("page_model", language)
    if not versions:
        return f'<p class="kz-notes">{escape(texts["editor.no_versions"])}</p>'
    head = "".join(
        f'<th scope="col">{escape(texts[f"version.{key}"])}</th>' for key in ("number", "time", "user", "reason")
    )
    rows = "".join(
        f"<tr><td>{v.number}</td><td>{escape(v.time[:16].replace('T', ' '))}</td>"
        f"<td>{escape(v.user)}</td><td>{escape(reason_of(v, language))}</td></tr>"
        for v in versions[:_SHOWN]
    )
    title = escape(texts["editor.versions"])
    return (
        f"<h3>{title}</h3>"
        f'<div class="kz-table" role="region" tabindex="0" aria-label="{title}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def reason_of(version: Version, language: Language) -> str:
    """Why a version was made."""
    return version.reason or load_texts("page_model", language)["editor.outside"]


def told(tell: Callable[[], str], language: Language) -> str:
    """What is told, or the one line that says why it cannot be."""
    try:
        return tell()
    except ChangedMeanwhileError:
        return problem_html(load_texts("page_model", language)["editor.changed_meanwhile"])
    except AccessError:
        return problem_html(load_texts("ui", language)["page.not_for_role"])
    except KezhiError as error:
        return problem_html(line_of(error, language))


def saved_html(number: int, language: Language) -> str:
    """That a version is in use."""
    said = load_texts("page_model", language)["editor.saved"].format(number=number)
    return f'<p class="kz-done" role="status">{escape(said)}</p>'
