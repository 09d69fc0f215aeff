"""A company's own definitions in an analyst's hands: tried on the data, put in use, brought back, and logged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from agent.audit import canonical
from agent.audit_schema import COLUMNS
from agent.page_views import View
from agent.planner.facts import Facts
from agent.planner.vocabulary import read_vocabulary
from agent.stream import StepStream
from agent.watch_plan import watch_plan
from config.errors import AccessError, DataFileError, InputError, ToolInputError
from config.settings import Role
from config.text import Text
from data.action_rules import company_actions
from data.company_check import Problem, check_company
from data.company_file import COMPANY_FILE, CompanyFile, Version, difference, digest
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.shop_words import full_dictionary, in_standard_words

if TYPE_CHECKING:
    from agent.audit_journal import Log
    from tools.shop import Shop

_FOR_ANALYSTS = "the company's definitions are for the role 'analyst' to see and to change"
# What a word may have meant before a company gave it to a segment of its own; all others hold questions together.
_FREE = frozenset({"value", "weak_value", "named", "vague", "absent", "outside"})


@dataclass(frozen=True)
class Tried:
    """A text that is not in use, tried on the build.

    Attributes:
        problems: Why it cannot be used; empty where it can.
        members: How many customers each of its segments has, by the segment's key: results of query_customers.
        changed: Lines that differ from the text in use.
    """

    problems: tuple[Problem, ...]
    members: Mapping[str, Mapping[str, Any]]
    changed: tuple[str, ...]


class CompanyDesk:
    """The definitions of one workspace, in the hands of one person."""

    def __init__(self, shop: Callable[[], "Shop"], log: "Log", *, role: Role, user: str) -> None:
        """Opens the definitions.

        Args:
            shop: The shop in the company's present words.
            log: The audit log.
            role: Of whoever sits at the desk.
            user: Whose changes they are.

        Raises:
            AccessError: The role may not.
        """
        if role != "analyst":
            raise AccessError(_FOR_ANALYSTS)
        self._shop, self._log, self._role, self._user = shop, log, role, user
        self._file = CompanyFile(shop().workspace)

    @property
    def workspace(self) -> Path:
        """Where the definitions and the builds are."""
        return self._file.path.parent

    def text(self) -> str:
        """The text in use."""
        return self._file.text()

    def versions(self) -> tuple[Version, ...]:
        """Every version that was put in use, the latest first."""
        return self._file.versions()

    def version(self, number: int) -> str:
        """A version's text.

        Raises:
            InputError: There is none of that number.
        """
        return self._file.text_of(number)

    def since(self, number: int) -> tuple[str, ...]:
        """The lines in which the text in use differs from that version.

        Raises:
            InputError: There is none of that number.
        """
        return difference(self._file.text_of(number), self._file.text())

    def tried(self, text: str) -> Tried:
        """What is wrong with a text, whom its segments hold, and what it changes."""
        text = _ended(text)
        shop = self._shop()
        changed = difference(self._file.text(), text)
        if problems := check_company(text, in_standard_words(shop.tables)):
            return Tried(problems, {}, changed)
        proposed = shop.reworded(text)
        problems = (
            *_not_here(proposed),
            *_words_of_questions(proposed),
            *_bad_plan(shop, text),
            *_bad_watch(shop, text),
        )
        view = View(build_tools(proposed, self._role), ToolContext(proposed, self._role), StepStream())
        members: dict[str, Mapping[str, Any]] = {}
        for key in proposed.dictionary.segments if not problems else ():
            condition = {"column": "segment", "op": "eq", "value": key}
            try:
                members[key] = view.call(
                    "query_customers",
                    part=[condition],
                    measures=[{"metric": "customers", "share_of_total": True}],
                )
            except ToolInputError as error:
                said = Text(f"{error}.", f"条件无法用于当前数据：{error.text.zh}。")
                problems = (*problems, Problem(f"segments.{key}", said))
        return Tried(problems, members, changed)

    def save(self, text: str, *, base: str, reason: str) -> Version:
        """Put a text in use: questions from now on are answered in its words.

        Args:
            text: The new text.
            base: Hash of the text that was edited (`data.company_file.digest`).
            reason: Why, in a line.

        Raises:
            InputError: It has problems, changes nothing, or somebody else has saved meanwhile.
            AuditError: The change cannot be logged, so that it is not made.
        """
        return self._save(_ended(text), base=base, reason=reason, restored=None)

    def restore(self, number: int, *, base: str, reason: str) -> Version:
        """Put an earlier version in use again, as a new version; arguments and errors as of `save`."""
        return self._save(self._file.text_of(number), base=base, reason=reason, restored=number)

    def _save(self, text: str, *, base: str, reason: str, restored: int | None) -> Version:
        tried = self.tried(text)
        if tried.problems:
            first = tried.problems[0]
            raise InputError(f"{first.place}: {first.said.en}" if first.place else first.said.en)
        if not tried.changed:
            raise InputError("nothing would change: this is the text in use")
        return self._file.save(
            text, base=base, user=self._user, reason=reason, restored=restored, before_use=self._logged
        )

    def _logged(self, version: Version) -> None:
        """Writes who changes the definitions, from which text to which, before they are in use."""
        columns = {name: "" for name in COLUMNS if name not in ("id", "time", "hash")}
        restored = f", version {version.restored} again" if version.restored else ""
        made = {"before": digest(self._file.text()), "after": version.sha256, "version": version.number}
        self._log.append(
            {
                **columns,
                "user": self._user,
                "role": self._role,
                "build": self._shop().manifest.build_id,
                "question": f"{self._file.path.name}: version {version.number}{restored}",
                "status": "defined",
                "made": canonical(made),
            }
        )


def _ended(text: str) -> str:
    """The text with its lines ended as the file has them."""
    lines = text.replace("\r\n", "\n").strip("\n")
    return lines + "\n" if lines.strip() else ""


def _bad_plan(shop: "Shop", text: str) -> list[Problem]:
    """What is wrong with a company's own rules of action, `[plan]`, in the same file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / COMPANY_FILE
        file.write_text(text, encoding="utf-8")
        try:
            company_actions(file, full_dictionary(shop.build, shop.tables, text=text))
        except DataFileError as error:
            return [Problem("plan", Text(f"{error}.", f"行动规则有误：{error}。"))]
    return []


def _bad_watch(shop: "Shop", text: str) -> list[Problem]:
    """What is wrong with what the watch is to do, `[watch]`, in the same file."""
    try:
        watch_plan(text, shop.workspace)
    except DataFileError as error:
        return [Problem("watch", Text(f"{error}.", f"监视设置有误：{error}。"))]
    return []


def _not_here(shop: "Shop") -> list[Problem]:
    """Segments whose conditions this build has no column for."""
    return [
        Problem(
            f"segments.{key}.filters.{place}",
            Text(
                f"These data hold no {condition.column!r} of customers.",
                f"当前数据中没有客户的“{condition.column}”。",
            ),
        )
        for key, segment in shop.dictionary.segments.items()
        for place, condition in enumerate(segment.filters)
        if shop.dictionary.find(condition.column) is None
    ]


def _words_of_questions(shop: "Shop") -> list[Problem]:
    """Names of segments that questions are made of: "customers", "how many", 多少."""
    plain = replace(Facts.of_shop(shop), dictionary=replace(shop.dictionary, segments={}))
    lexicon = read_vocabulary(plain)
    return [
        Problem(
            f"segments.{key}",
            Text(
                f"{word!r} is a word that questions are made of; choose a name of the segment's own.",
                f"“{word}”是提问用语，不能作为客群名称；请另取名称。",
            ),
        )
        for key, segment in shop.dictionary.segments.items()
        for word in segment.words(key)
        if {term.kind for term in lexicon.lookup(word)} - _FREE
    ]
