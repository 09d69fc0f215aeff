"""`kezhi forget`: nothing of a customer is left in any byte of a workspace, even after a kill, and all else works."""

import dataclasses
import json
import shutil
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from agent.analyst import Analyst
from agent.audit_reading import records, verify
from agent.audit_replay import replay
from agent.conversations import FILE
from agent.forgetting import forget_texts, forget_turns
from agent.ratings import Rating, ratings_in
from config.errors import InputError
from config.settings import Settings
from data.forgetting import copy_without
from data.forgotten import Forgotten
from data.reviews import ReviewCollection
from data.workspace import Workspace
from pipeline import cli
from pipeline import forget as forgetting
from pipeline.build import BuildRequest, build_shop
from pipeline.forget import forget, plan_forgetting
from pipeline.training_options import TrainingOptions
from pipeline.update import UpdateRequest, update_shop
from tests.hashing_embedder import HashingEmbedder
from tools.shop import Shop

WHO = "KD-0007"
NAME, MAIL, PHONE, STREET = "Ottilie Rauch", "ottilie.rauch@example.org", "+49 40 5551234", "Elbchaussee 123"
TEXT = "The samovar arrived dented and leaks. 茶壶漏水，客服不理人。"
TRACES = (WHO, NAME, "Ottilie", MAIL, "5551234", STREET, "dented and leaks", "茶壶漏水", "REV-77", "ORD-7-")
QUESTIONS = (
    "top 5 customers by revenue",
    f"look up customer {WHO}",
    f"What did {NAME} buy?",
    "revenue by month",
    f"客户{WHO}的销售额是多少",
)


class Killed(BaseException):
    """Ends a run where a kill would."""


def lines_of(days: range, *, customers: int = 40) -> list[str]:
    """Order lines: customer n buys every n + 5 days."""
    return [
        f"ORD-{n}-{day},KD-{n:04d},{np.datetime64('2024-01-01') + day},{10 + n}.00"
        for n in range(customers)
        for day in days
        if day % (n + 5) == 0
    ]


def write(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    people = [f'KD-{n:04d},Person N{n},p{n}@example.com,,"{n} Low Street"' for n in range(40) if n != 7]
    said = [f"REV-{n},ORD-{n}-0,2024-{1 + n % 9:02d}-03,{1 + n % 5},Item {n} is fine. Pretty quick." for n in range(20)]
    return {
        "orders": write(folder / "orders.csv", "order_id,customer_id,date,amount", lines_of(range(300))),
        # Names no customer: the review is known to be his by its order.
        "reviews": write(
            folder / "reviews.csv",
            "review_id,order_id,date,rating,text",
            [*said[:7], *said[8:], f'REV-77,ORD-7-12,2024-05-05,1,"{TEXT}"'],
        ),
        "customers": write(
            folder / "customers.csv",
            "customer_id,name,email,phone,home address",
            [*people, f"{WHO},{NAME},{MAIL},{PHONE},{STREET}"],
        ),
        "events": write(
            folder / "events.csv",
            "customer_id,timestamp,event",
            [f"KD-{n:04d},2024-06-0{1 + n % 9} 10:00,view" for n in range(40)],
        ),
        "more": write(folder / "more.csv", "order_id,customer_id,date,amount", lines_of(range(300, 320))),
        "more_reviews": write(
            folder / "more_reviews.csv",
            "review_id,order_id,date,rating,text",
            [f'REV-77,ORD-7-12,2024-05-05,2,"{TEXT}"', "REV-900,ORD-3-8,2024-10-20,4,Still fine."],
        ),
    }


def request(files: dict[str, Path]) -> BuildRequest:
    given = {name: files[name] for name in ("reviews", "customers", "events")}
    return BuildRequest(str(files["orders"]), options=TrainingOptions(network="linear"), **given)


@pytest.fixture(scope="module")
def asked(files, tmp_path_factory):
    """A workspace with two builds and a conversation of five questions, three of which tell of the customer."""
    folder = tmp_path_factory.mktemp("asked")
    settings = Settings(workspace=folder)
    for _ in range(2):
        build_shop(request(files), settings, quiet=True, embedder=HashingEmbedder())
    shop = Shop.open(Workspace(folder).current(), settings)
    with closing(Analyst(shop, settings, folder=folder)) as analyst:
        for question in QUESTIONS:
            analyst.answer(question, thread_id="t", user="ann")
        kept = analyst.history.kept("t", role="analyst", user="ann")
        said = (Rating("down", "other", f"{NAME} is missing"), Rating("up"), None, Rating("down", "too_slow", "slow"))
        for each, rating in zip(kept, said, strict=False):
            if rating:
                analyst.history.rate("t", each.asked, rating, role="analyst", user="ann")
        analyst.answer(QUESTIONS[1], thread_id="only", user="ann")
        analyst.answer(f"revenue of {WHO}", thread_id=WHO, user="ann")
    return folder


@pytest.fixture
def workspace(asked, tmp_path):
    shutil.copytree(asked, tmp_path / "w")
    return Settings(workspace=tmp_path / "w")


def left_of(folder: Path) -> list[str]:
    """Where anything of the customer still is: tables by their cells, all else by its bytes, names of files too."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        held = path.read_bytes()
        if path.suffix == ".parquet":
            held = json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False).encode()
        found += [f"{path.name}: {trace}" for trace in TRACES if trace.encode() in held or trace in path.name]
    return found


def test_what_is_looked_for_is_there_before(workspace):
    found = left_of(workspace.workspace)
    tables = {"customers.parquet", "transactions.parquet", "reviews.parquet", "events.parquet"}
    places = {line.split(":")[0] for line in found}
    assert places >= {*tables, "chroma.sqlite3", "conversations.sqlite", "audit.sqlite"}
    assert {trace for trace in TRACES if any(line.endswith(f": {trace}") for line in found)} == set(TRACES)


def test_nothing_of_a_customer_is_left_and_what_went_is_counted(workspace):
    folder = workspace.workspace
    plan = plan_forgetting(WHO, workspace)
    assert (len(plan.holding), plan.turns) == (2, 5)
    done = forget(plan, workspace, quiet=True)
    assert left_of(folder) == []
    assert done.removed.rows == {"customers": 1, "events": 1, "opinions": 2, "reviews": 1, "transactions": 25}
    assert (done.removed.vectors, done.kept_vectors, done.turns) == (2, 2, 5)
    assert len(done.deleted) == 2
    (build,) = Workspace(folder).builds()
    assert build.id == done.build == Workspace(folder).current().id
    for name, frame in (("transactions", build.transactions()), ("customers", build.customers())):
        assert len(frame) == build.manifest.rows[name]
    book = build.quality().table("transactions")
    assert (book.rows_kept, book.rule("forgotten").rows) == (build.manifest.rows["transactions"], 25)
    assert verify(folder).damage == ""
    assert verify(folder).erased == done.texts > 0


def test_others_keep_their_rows_vectors_and_turns(workspace, asked):
    before = Workspace(asked).current()
    forget(plan_forgetting(WHO, workspace), workspace, quiet=True)
    after = Workspace(workspace.workspace).current()
    for name in ("transactions", "customers", "reviews", "events"):
        was, now = getattr(before, name)(), getattr(after, name)()
        assert now.equals(was[was["customer_id"] != WHO].reset_index(drop=True))
    embedder = HashingEmbedder()
    named = {"id": embedder.id, "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(after.chroma_path, expected_embedder=named) as collection:
        assert len(collection) == 38
    with closing(Analyst(Shop.open(after, workspace), workspace, folder=workspace.workspace)) as analyst:
        kept = analyst.answers("t", role="analyst", user="ann")
        assert [answer.question for answer in kept] == [QUESTIONS[0], QUESTIONS[3]]
        assert [rated.question for rated in ratings_in(workspace.workspace / FILE)] == [QUESTIONS[3]]
        assert [thread.thread_id for thread in analyst.threads("analyst", user="ann")] == ["t"]
        answer = analyst.answer("as a chart", thread_id="t", user="ann")
    assert answer.status == "answered"


def test_an_erased_record_says_so_instead_of_being_answered_again(workspace):
    forget(plan_forgetting(WHO, workspace), workspace, quiet=True)
    kept = list(records(workspace.workspace))
    assert [record.status for record in kept][-1] == "forgotten"
    assert "question" in kept[1].erased
    assert "question" not in kept[0].erased
    with pytest.raises(InputError, match=r"record 2 was erased in part \(question"):
        replay(2, workspace)
    with pytest.raises(InputError, match="record 4 rests on record 2, which was erased"):
        replay(4, workspace)
    with pytest.raises(InputError, match="says that a customer was forgotten"):
        replay(len(kept), workspace)


STEPS = (
    (forgetting, "copy_without", copy_without),
    (Workspace, "promote", Workspace.promote),
    (forgetting, "forget_turns", forget_turns),
    (forgetting, "forget_texts", forget_texts),
    (Workspace, "discard", Workspace.discard),
)


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS, ids=[name for _, name, _ in STEPS])
def test_a_run_that_is_killed_leaves_a_valid_workspace_and_a_second_one_does_the_rest(
    workspace, monkeypatch, step, done
):
    place, name, whole = step

    def killed(*arguments, **options):
        if done:
            whole(*arguments, **options)
        raise Killed

    plan = plan_forgetting(WHO, workspace)
    monkeypatch.setattr(place, name, killed)
    with pytest.raises(Killed):
        forget(plan, workspace, quiet=True)
    monkeypatch.undo()
    folder = workspace.workspace
    assert len(Workspace(folder).current().customers()) in (39, 40)
    assert verify(folder).damage == ""
    # What a kill that asks nobody would have left.
    (old,) = Workspace(folder).builds()[:1]
    shutil.copytree(old.path, folder / "builds" / f".draft-{old.id}")
    forget(plan_forgetting(WHO, workspace), workspace, quiet=True)
    assert left_of(folder) == []
    assert verify(folder).damage == ""
    assert plan_forgetting(WHO, workspace).nothing


def test_files_read_later_do_not_bring_him_back_and_say_how_many_rows_were_left_out(workspace, files):
    forget(plan_forgetting(WHO, workspace), workspace, quiet=True)
    embedder = HashingEmbedder()
    news = UpdateRequest(str(files["more"]), reviews=files["more_reviews"])
    updated = update_shop(news, workspace, quiet=True, embedder=embedder)
    assert left_of(workspace.workspace) == []
    # 25 from before and one of the new file.
    assert updated.build.quality().table("transactions").rule("forgotten").rows == 25 + 2
    assert updated.build.quality().table("reviews").rule("forgotten").rows == 2
    again = build_shop(request(files), workspace, quiet=True, embedder=embedder)
    assert left_of(workspace.workspace) == []
    assert len(again.customers()) == 39
    assert again.quality().table("customers").rule("forgotten").rows == 1
    assert embedder.embedded.count("The samovar arrived dented and leaks.") == 0


def test_the_command_says_what_goes_asks_and_says_what_went(workspace, capsys, monkeypatch):
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kezhi", *arguments, "--workspace", str(workspace.workspace), "--quiet"])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out = capsys.readouterr()
        return int(stopped.value.code or 0), out.out, out.err

    code, out, err = run("forget", "KD-007")
    assert (code, out) == (2, "")
    assert "there is no customer 'KD-007'" in err
    assert "'KD-0007'" in err
    assert err.count("\n") == 1
    code, out, err = run("forget", WHO)  # nobody answers
    assert (code, out.strip()) == (1, "")
    assert "25 rows of transactions" in err
    code, out, err = run("forget", WHO, "--json", "--yes")
    document = json.loads(out)
    assert (code, document["rows"]["transactions"], document["turns"]) == (0, 25, 5)
    assert any("weights stay" in note for note in document["notes"])
    code, out, err = run("forget", WHO, "--yes")
    assert (code, out) == (0, "")
    assert f"Customer {WHO} is not there any more: forgotten on " in err


def test_a_customer_is_found_by_his_e_mail_and_the_last_one_is_not_taken(workspace):
    assert plan_forgetting(MAIL.upper(), workspace).person.customer_id == WHO
    build = Workspace(workspace.workspace).current()
    dataclasses.replace(build.manifest, rows={**build.manifest.rows, "customers": 1}).write(build.path)
    with pytest.raises(InputError, match="is the only customer: delete the workspace"):
        plan_forgetting(WHO, workspace)


def test_the_list_of_the_forgotten_holds_hashes_only_and_can_be_read_by_its_owner(tmp_path):
    kept = Forgotten().with_customer("K7", contacts=["c-12"], orders=["o1"], reviews=["v1"])
    kept.write(tmp_path)
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert not any(text in path.read_text() for text in ("K7", "c-12", "o1", "v1"))
    again = Forgotten.of(tmp_path)
    assert again.day_of("K7") == kept.day_of("K7") is not None
    assert again.day_of("K8") is None
