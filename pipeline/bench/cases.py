"""The questions of the benchmark: read from TOML files, one case in two languages and by two hands."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from config.errors import InputError
from config.settings import Role
from config.text import Language

Expect = Literal["answer", "ask", "refuse", "decline"]
Shape = Literal["values", "rows", "quotes"]
PARAPHRASES = ".paraphrases.toml"
FAMILIES = (
    *("look-up", "count", "aggregate", "filter", "group", "rank", "share", "trend", "compare", "predict", "explain"),
    *("what-if", "evidence", "chain", "multi-step", "ambiguous", "unanswerable", "hostile"),
)


@dataclass(frozen=True)
class Case:
    """One thing to know, and what a right answer to it is.

    Attributes:
        id: Unique over all files.
        shop: Name of the shop it is asked of.
        family: What kind of question it is; one of `FAMILIES`.
        role: Who asks.
        expect: `answer`; `ask` (it is ambiguous); `refuse` or `decline` (it cannot be answered: asking back is fine).
        shape: What `sql` gives: one row of `values` to be shown, `rows` of a list, or the ids that `quotes` may have.
        sql: The truth of the last turn, over the views of `pipeline.bench.truth.Truth`.
        ordered: Whether the order of `rows` counts.
        tool: Tool that must have been used, if one must.
        forbid: Texts that no answer to it may hold.
    """

    id: str
    shop: str
    family: str
    role: Role
    expect: Expect
    shape: Shape = "values"
    sql: str = ""
    ordered: bool = False
    tool: str = ""
    forbid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A case as one hand puts it in one language: the turns of one conversation."""

    case: Case
    language: Language
    hand: int
    turns: tuple[str, ...]

    @property
    def id(self) -> str:
        """Case, language and hand: `d1-001/en/1`."""
        return f"{self.case.id}/{self.language}/{self.hand}"


def read_questions(folder: Path) -> tuple[Question, ...]:
    """All questions of the TOML files in `folder`, by file, case, hand and language.

    Raises:
        InputError: A file is missing, broken, or names what there is not; the line says which case.
    """
    files = sorted(folder.glob("*.toml"))
    cases = [file for file in files if not file.name.endswith(PARAPHRASES)]
    if not cases:
        raise InputError(f"{folder}: no question files (*.toml) there")
    questions: list[Question] = []
    for file in cases:
        questions += _of_file(file)
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise InputError(f"{folder}: case {question.case.id!r} is there twice")
        seen.add(question.id)
    return tuple(questions)


def shop_folders(given: Sequence[str]) -> dict[str, Path]:
    """Shop names and their workspaces from NAME=WORKSPACE.

    Raises:
        InputError: One is not written so.
    """
    pairs = [text.partition("=") for text in given]
    for name, equals, path in pairs:
        if not (name and equals and path):
            raise InputError(f"the shop {name!r} should be NAME=WORKSPACE, such as demo=workspace")
    return {name: Path(path) for name, _, path in pairs}


def _of_file(file: Path) -> Iterator[Question]:
    entries = _read(file).get("case", [])
    second = file.with_name(file.stem + PARAPHRASES)
    others = {entry["id"]: entry for entry in _read(second).get("paraphrase", [])} if second.exists() else {}
    for entry in entries:
        case = _case(entry, file)
        yield from _asked(case, entry, hand=1, file=file)
        if case.id in others:
            yield from _asked(case, others.pop(case.id), hand=2, file=second)
    if others:
        raise InputError(f"{second}: {', '.join(sorted(others))}: no such case in {file.name}")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{file}: cannot be read as TOML ({error})") from None


def _case(entry: dict[str, Any], file: Path) -> Case:
    name = entry.get("id", "a case without id")
    allowed = {
        "family": FAMILIES,
        "role": get_args(Role),
        "expect": get_args(Expect),
        "shape": get_args(Shape),
    }
    for field, values in allowed.items():
        if field in entry and entry[field] not in values:
            raise InputError(f"{file}: {name}: {field} {entry[field]!r} should be one of {', '.join(values)}")
    missing = [f for f in ("id", "shop", "family", "role", "expect") if not entry.get(f)]
    missing += ["sql"] if entry.get("expect") == "answer" and not entry.get("sql", "").strip() else []
    if missing:
        raise InputError(f"{file}: {name}: {', '.join(missing)} missing")
    return Case(
        id=entry["id"],
        shop=entry["shop"],
        family=entry["family"],
        role=entry["role"],
        expect=entry["expect"],
        shape=entry.get("shape", "values"),
        sql=entry.get("sql", ""),
        ordered=entry.get("ordered", False),
        tool=entry.get("tool", ""),
        forbid=tuple(entry.get("forbid", ())),
    )


def _asked(case: Case, entry: dict[str, Any], *, hand: int, file: Path) -> Iterator[Question]:
    languages: tuple[Language, ...] = get_args(Language)
    for language in languages:
        turns = tuple(entry.get(language, ()))
        if not turns or not all(isinstance(turn, str) and turn.strip() for turn in turns):
            raise InputError(f"{file}: {case.id}: {language} should be a list of questions, found {turns!r}")
        yield Question(case, language, hand, turns)
