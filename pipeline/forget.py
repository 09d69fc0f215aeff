"""A customer forgotten: out of the build in use, conversations and audit log; kept out of what is built later.

Each step leaves a valid workspace, and a second run does what a killed one left: the builds that hold the customer,
from which the other places learn what to look for, go last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from agent.forgetting import forget_texts, forget_turns, told_texts, told_turns
from agent.formatting import visible
from agent.reports.forgetting import forget_reports, told_reports
from agent.traces import Traces
from config.errors import InputError
from config.settings import Settings
from data.builds import Build
from data.files import filter_parquet
from data.forgetting import Person, Removed, copy_without, customer_named, person_in, rows_held
from data.forgotten import Forgotten
from data.identities import pseudonym
from data.vector_store import forget_vectors
from data.workspace import Workspace
from pipeline.progress import Steps

SIMULATED: Final = "simulated"
_NEAREST: Final = 3
_LEAST_SIMILAR: Final = 50
_NETWORK = (
    "The network's weights stay: it learned from all customers together, and may still reflect this one until the next "
    "full build (`kezhi build`)."
)
_RUNNING = "A `kezhi chat` that is running still has the build of before in memory: stop it, and start it again."
_KEPT_OUT = (
    "Your own files still hold this customer: `kezhi build` and `kezhi update` leave out rows of that id, and count "
    "them in the quality report."
)


@dataclass(frozen=True)
class Plan:
    """Whom to forget, and what of him there is.

    Attributes:
        person: What tells of him.
        holding: Builds that hold him, oldest first.
        rows: His rows in the build in use, by table.
        turns: Turns of conversations that tell of him.
        reports: Kept reports that tell of him.
        texts: Texts of the audit log that tell of him.
        before: On which day he was forgotten already, ISO; None where he was not.
    """

    person: Person
    holding: Sequence[Build]
    rows: Mapping[str, int]
    turns: int
    reports: int
    texts: int
    before: str | None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of him left."""
        return not (self.holding or self.turns or self.reports or self.texts)

    def lines(self) -> list[str]:
        """What would be removed, for a person to confirm."""
        customer = visible(self.person.customer_id)
        if self.nothing:
            return [f"Customer {customer} is not there any more: forgotten on {self.before}."]
        names = ", ".join(build.id for build in self.holding)
        return [
            f"Customer {customer} is to be forgotten, for good:",
            f"  - build in use: {_rows(self.rows)}",
            f"  - builds deleted, since they hold this customer: {names or 'none'}",
            f"  - conversations: {self.turns:,} turns; reports: {self.reports:,}",
            f"  - audit log: {self.texts:,} texts, of which salted hashes stay",
        ]


@dataclass
class Forgetting:
    """What was removed.

    Attributes:
        customer_id: Whose.
        removed: From the build in use; None where it did not hold him.
        build: The build in use afterwards.
        deleted: Builds deleted.
        turns: Turns taken out of conversations.
        reports: Reports deleted.
        texts: Texts erased from the audit log.
        kept_vectors: Vectors taken out of those kept for later builds.
        simulated: Rows taken out of the files of the simulated shop.
    """

    customer_id: str
    build: str = ""
    removed: Removed | None = None
    deleted: list[str] = field(default_factory=list)
    turns: int = 0
    reports: int = 0
    texts: int = 0
    kept_vectors: int = 0
    simulated: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        removed = self.removed or Removed({})
        return {
            "customer": self.customer_id,
            "build": self.build,
            "rows": dict(removed.rows),
            "vectors": removed.vectors,
            "kept_vectors": self.kept_vectors,
            "examples": removed.examples,
            "builds_deleted": list(self.deleted),
            "turns": self.turns,
            "reports": self.reports,
            "audit_texts": self.texts,
            "simulated_rows": self.simulated,
            "notes": self.notes(),
        }

    def notes(self) -> list[str]:
        """What was not removed, or is to be done by hand."""
        unindexed = ["The search index was of an earlier Kezhi and was left out: build again to search reviews."]
        return [*(unindexed if self.removed and self.removed.unindexed else ()), _NETWORK, _RUNNING, _KEPT_OUT]

    def lines(self) -> list[str]:
        """What to tell a person."""
        removed = self.removed or Removed({})
        rows = _rows(removed.rows)
        indexed = (
            f"; {removed.vectors:,} vectors of review sentences; {removed.examples:,} examples of the quality report"
        )
        found = [
            f"Customer {visible(self.customer_id)} is forgotten. Removed:",
            f"  - build: {rows}{indexed if self.removed else ''}",
            f"  - builds deleted: {', '.join(self.deleted) or 'none'}",
            f"  - vectors kept for later builds: {self.kept_vectors:,}",
            f"  - conversations: {self.turns:,} turns; reports: {self.reports:,}, which can be made again",
            f"  - audit log: {self.texts:,} texts; salted hashes stay, so that `kezhi audit verify` finds it whole",
        ]
        if self.simulated:
            found.append(f"  - files of the simulated shop: {self.simulated:,} rows")
        return [*found, f"Build {self.build} is in use.", *self.notes()]


def plan_forgetting(customer: str, settings: Settings) -> Plan:
    """Whom that names, and what there is of him; nothing is changed.

    Args:
        customer: His id, or his e-mail address.
        settings: Workspace.

    Raises:
        WorkspaceError: There is no build.
        InputError: There is no such customer, or no other.
    """
    workspace = Workspace(settings.workspace)
    current, builds = workspace.current(), workspace.builds()
    found = customer_named([current, *reversed(builds)], customer.strip())
    before = Forgotten.of(workspace.root).day_of(found or customer.strip())
    if found is None and before is None:
        raise InputError(f"there is no customer {customer!r} in {workspace.root}{_nearest(current, customer)}")
    person, holding = person_in(builds, found or customer.strip())
    if current.manifest.rows.get("customers") == 1 and current.id in {build.id for build in holding}:
        raise InputError(
            f"{visible(person.customer_id)} is the only customer: delete the workspace {workspace.root} instead"
        )
    traces = Traces(person)
    turns, texts = told_turns(workspace.root, traces), told_texts(workspace.root, traces)
    rows, reports = rows_held(current, person.customer_id), told_reports(workspace.root, traces)
    return Plan(person, holding, rows, len(turns), len(reports), len(texts), before)


def forget(plan: Plan, settings: Settings, *, quiet: bool = False) -> Forgetting:
    """Does it; killed at any point, the workspace is valid, and a second run does the rest.

    Raises:
        WorkspaceError: Another process makes a build.
        InputError: Conversations are in use by another process.
        AuditError: The audit log cannot be written, or is in use by another process.
    """
    workspace, person = Workspace(settings.workspace), plan.person
    done, traces = Forgetting(person.customer_id), Traces(person)
    with (
        Steps(quiet=quiet) as steps,
        workspace.draft(workspace.new_build_id(workspace.current().manifest.inputs)) as draft,
    ):
        # First of all: from now on no file brings him back.
        _keep_out(workspace.root, person)
        current = workspace.current()
        if any(build.id == current.id for build in plan.holding):
            with steps.step("Build without the customer") as tick:
                done.removed = copy_without(current, draft, person, progress=tick)
                current = workspace.promote(draft)
        done.build = current.id
        with steps.step("Conversations, vectors kept for later builds, audit log"):
            done.kept_vectors = forget_vectors(workspace.vectors_path, sorted(person.passages))
            done.turns = forget_turns(workspace.root, traces)
            done.reports = forget_reports(workspace.root, traces)
            done.texts = forget_texts(workspace.root, traces, customer_id=person.customer_id, user=settings.user_name())
            done.simulated = _forget_simulated(workspace.root / SIMULATED, person)
        with steps.step("Builds that hold the customer"):
            for build in plan.holding:
                workspace.discard(build)
                done.deleted.append(build.id)
    return done


def _keep_out(root: Path, person: Person) -> None:
    kept_out = Forgotten.of(root).with_customer(
        person.customer_id,
        # Files may know him by what his id would have been, had they known his e-mail or phone only.
        contacts=[pseudonym(contact) for contact in person.contacts],
        orders=person.orders,
        reviews=[review for review in person.reviews if not review.startswith("review-")],
    )
    kept_out.write(root)


def _forget_simulated(folder: Path, person: Person) -> int:
    """Takes his rows out of the files that the simulated shop was built from, one file at a time."""
    gone = 0
    for path in sorted(folder.glob("*.parquet")) if folder.is_dir() else ():
        fresh = path.with_suffix(".new")
        rows = filter_parquet(path, fresh, without=person.keys)
        if rows:
            fresh.replace(path)
        fresh.unlink(missing_ok=True)
        gone += rows
    return gone


def _rows(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} rows of {table}" for table, count in rows.items()) or "no rows"


def _nearest(build: Build, customer: str) -> str:
    """The ids that are most like what was typed, for a line that says what there is."""
    ids = build.customers(columns=["customer_id"])["customer_id"].astype("str")
    found = process.extract(customer, ids.tolist(), scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_LEAST_SIMILAR)
    return f"; nearest ids: {', '.join(repr(text) for text, *_ in found)}" if found else ""
