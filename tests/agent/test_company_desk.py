"""An analyst changes the company's definitions: tried on the data, in use at once, versioned, and in the audit log."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from agent.analyst import Analyst
from agent.audit_reading import records
from agent.company_desk import CompanyDesk
from config.errors import AccessError, AuditError, InputError
from config.settings import Settings
from data.builds import Build
from data.company_file import ChangedMeanwhileError, digest
from tools.shop import Shop

RULE = """[segments."高价值客户"]
name = ["key accounts", "高价值客户"]
filters = [{column = "revenue", op = "ge", value = 200}]
"""
NARROW = RULE.replace("200", "1000")


@pytest.fixture
def analyst(build: Build, tmp_path: Path) -> Iterator[Analyst]:
    shutil.copytree(build.path, tmp_path / "builds" / build.id)
    shop = Shop.open(Build.open(tmp_path / "builds" / build.id), Settings(workspace=tmp_path))
    with closing(Analyst(shop, shop.settings, folder=tmp_path)) as opened:
        yield opened


def desk_of(analyst: Analyst) -> CompanyDesk:
    return analyst.company(role="analyst", user="mei")


def counted(analyst: Analyst) -> int:
    answer = analyst.answer("how many 高价值客户?", thread_id=uuid4().hex)
    assert answer.verified
    (tool,) = answer.to_json()["tools"]
    found: int = tool["rows"][0]["customers"]
    return found


def test_a_new_rule_holds_from_the_next_question_on(analyst: Analyst) -> None:
    assert counted(analyst) == 2, "the network's high tier: 13085 and 17850"
    desk = desk_of(analyst)
    desk.save(RULE, base=digest(""), reason="what we call a key account")
    assert counted(analyst) == 3, "0012, 13085 and 18000"
    desk.save(NARROW, base=digest(RULE), reason="only the large ones")
    assert counted(analyst) == 1
    desk.restore(1, base=digest(NARROW), reason="too few")
    assert counted(analyst) == 3
    assert [(v.number, v.user, v.restored) for v in desk.versions()] == [
        (3, "mei", 1),
        (2, "mei", None),
        (1, "mei", None),
    ]
    assert desk.since(2) == ("@@ -2,2 +2,2 @@", *desk.since(2)[1:])
    assert '+filters = [{column = "revenue", op = "ge", value = 200}]' in desk.since(2)


def test_a_file_written_by_hand_holds_too_and_a_broken_one_leaves_the_words_of_before(
    analyst: Analyst, tmp_path: Path
) -> None:
    (tmp_path / "kezhi.toml").write_text(RULE, encoding="utf-8")
    assert counted(analyst) == 3
    (tmp_path / "kezhi.toml").write_text("[segments", encoding="utf-8")
    assert counted(analyst) == 3


def test_a_rule_is_tried_before_it_is_saved(analyst: Analyst) -> None:
    tried = desk_of(analyst).tried(
        RULE + '[segments.VIP]\nfilters = [{column = "country", op = "eq", value = "德国"}]\n'
    )
    assert tried.problems == ()
    rows = {key: result["rows"][0] for key, result in tried.members.items()}
    assert rows["高价值客户"]["customers"] == 3
    assert rows["高价值客户"]["customers_share"] == 0.375
    assert rows["VIP"]["customers"] == 2
    assert tried.changed[1].startswith("+[segments.")
    assert counted(analyst) == 2, "nothing is in use yet"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (RULE.replace("key accounts", "customers"), "segments.高价值客户.name", "several things"),
        (RULE.replace("key accounts", "how many"), "segments.高价值客户", "questions are made of"),
        (RULE.replace('"revenue"', '"channel"'), "segments.高价值客户.filters.0", "These data hold no 'channel'"),
        (RULE.replace("200", '"many"'), "segments.高价值客户", "'many' is not a number"),
        (
            '[segments.VIP]\nfilters = [{column = "country", op = "eq", value = "Germny"}]\n',
            "segments.VIP",
            "Germany",
        ),
    ],
)
def test_what_cannot_be_used_is_named_and_not_saved(analyst: Analyst, text: str, place: str, said: str) -> None:
    desk = desk_of(analyst)
    problem = desk.tried(text).problems[0]
    assert problem.place == place
    assert said in problem.said.en
    with pytest.raises(InputError, match=said[:12]):
        desk.save(text, base=digest(""), reason="a try")
    assert desk.versions() == ()


def test_two_people_do_not_overwrite_each_other(analyst: Analyst) -> None:
    first, second = desk_of(analyst), analyst.company(role="analyst", user="tom")
    base = digest(first.text())
    first.save(RULE, base=base, reason="mine")
    with pytest.raises(ChangedMeanwhileError):
        second.save(NARROW, base=base, reason="mine, too")
    with pytest.raises(InputError, match="nothing would change"):
        second.save(RULE, base=digest(RULE), reason="the same")


def test_every_change_is_in_the_audit_log_before_it_is_in_use(analyst: Analyst, tmp_path: Path) -> None:
    desk_of(analyst).save(RULE, base=digest(""), reason="what we call a key account")
    (record,) = records(tmp_path)
    assert (record.user, record.role, record.status) == ("mei", "analyst", "defined")
    assert record.question == "kezhi.toml: version 1"
    assert json.loads(record.made) == {"after": digest(RULE), "before": digest(""), "version": 1}


def test_what_cannot_be_logged_is_not_changed(build: Build, tmp_path: Path) -> None:
    class FullLog:
        key = b"key"

        def append(self, columns: object) -> object:
            raise AuditError("the disk is full")

        def close(self) -> None:
            pass

    shutil.copytree(build.path, tmp_path / "builds" / build.id)
    shop = Shop.open(Build.open(tmp_path / "builds" / build.id), Settings(workspace=tmp_path))
    desk = CompanyDesk(lambda: shop, FullLog(), role="analyst", user="mei")
    with pytest.raises(AuditError):
        desk.save(RULE, base=digest(""), reason="a try")
    assert desk.text() == ""
    assert desk.versions() == ()


@pytest.mark.parametrize("role", ["business", "support"])
def test_definitions_are_for_analysts_alone(analyst: Analyst, role: str) -> None:
    with pytest.raises(AccessError):
        analyst.company(role=role, user="eve")


def test_what_the_watch_is_to_do_is_checked_with_the_rest(analyst: Analyst) -> None:
    desk = desk_of(analyst)
    assert desk.tried('[watch.rebuild]\ncron = "0 3 * * *"\n').problems == ()
    (problem,) = desk.tried('[watch.rebuild]\ncron = "every night"\n').problems
    assert problem.place == "watch"
    assert "'every night' is no cron line" in problem.said.en
