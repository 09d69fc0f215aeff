"""A company's file: what is wrong is named with its place, versions are kept, nobody overwrites another's change."""

import datetime as dt
from pathlib import Path

import pytest

from config.errors import DataFileError, InputError
from data.company_check import check_company
from data.company_dictionary import in_company_words
from data.company_file import ChangedMeanwhileError, CompanyFile, digest
from data.company_rules import rule_of
from data.metric_files import standard_dictionary

STANDARD = standard_dictionary()
FIRST = "[metrics.revenue]\nzh = ['进账']\n"
SECOND = "[metrics.revenue]\nzh = ['进项']\n"


def kept(root: Path) -> CompanyFile:
    file = CompanyFile(root)
    file.save(FIRST, base=digest(""), user="mei", reason="as the till calls it")
    file.save(
        SECOND, base=digest(FIRST), user="tom", reason="  a better\nword ", now=dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    )
    return file


def test_every_version_is_kept_with_who_made_it_and_why(tmp_path: Path) -> None:
    file = kept(tmp_path)
    assert file.text() == SECOND
    latest, first = file.versions()
    assert (latest.number, latest.user, latest.reason, latest.time) == (
        2,
        "tom",
        "a better word",
        "2026-05-01T00:00:00+00:00",
    )
    assert (first.number, first.user, first.sha256) == (1, "mei", digest(FIRST))
    assert file.text_of(1) == FIRST


def test_a_change_on_top_of_another_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    file = kept(tmp_path)
    with pytest.raises(ChangedMeanwhileError, match="changed by somebody else"):
        file.save("", base=digest(FIRST), user="eve", reason="without looking")
    assert file.text() == SECOND
    assert len(file.versions()) == 2


def test_what_somebody_wrote_with_an_editor_is_kept_as_a_version_first(tmp_path: Path) -> None:
    (tmp_path / "kezhi.toml").write_text(FIRST, encoding="utf-8")
    file = CompanyFile(tmp_path)
    file.save(SECOND, base=digest(FIRST), user="mei", reason="another word")
    assert [(v.number, v.user) for v in file.versions()] == [(2, "mei"), (1, "")]
    assert file.text_of(1) == FIRST


def test_a_version_that_cannot_be_logged_is_never_in_use(tmp_path: Path) -> None:
    def unlogged(version: object) -> None:
        raise OSError(28, "disk full")

    file = kept(tmp_path)
    with pytest.raises(InputError, match="disk full"):
        file.save(FIRST, base=digest(SECOND), user="mei", reason="back", before_use=unlogged)
    assert file.text() == SECOND
    assert [v.number for v in file.versions()] == [2, 1]
    assert sorted(p.name for p in (tmp_path / "kezhi.toml.versions").glob("*.toml")) == ["0001.toml", "0002.toml"]


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 201])
def test_a_change_needs_a_reason(tmp_path: Path, reason: str) -> None:
    with pytest.raises(InputError, match="reason"):
        CompanyFile(tmp_path).save(FIRST, base=digest(""), user="", reason=reason)
    assert not (tmp_path / "kezhi.toml").exists()


def test_a_sound_file_has_no_problems() -> None:
    text = (
        '[segments."高价值客户"]\nname = ["key accounts", "高价值客户"]\n'
        'filters = [{column = "predicted_value", op = "ge", value = 1000}]\n'
        '[metrics.revenue]\nname = ["takings", "进账"]\n'
    )
    assert check_company(text, STANDARD) == ()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[metrics.revenue\n", "", "no TOML: line 1, column 17: the name of a table is not closed with ] (Expected"),
        ("[segmets.VIP]\n", "segmets", "possible: [metrics.…], [attributes.…], [segments.…], [plan.…]"),
        ("[metrics.revnue]\nen = ['takings']\n", "metrics", "nearest: revenue"),
        ("[metrics.revenue]\ncolour = 'red'\n", "metrics.revenue.colour", "possible: name, en, zh, definition"),
        ("[segments.VIP]\n", "segments.VIP.filters", "This is missing"),
        ("[segments.VIP]\nfilters = []\n", "segments.VIP.filters", "At least one"),
        (
            "[segments.VIP]\nfilters = [{column = 'orders', op = 'over', value = 1}]\n",
            "segments.VIP.filters.0.op",
            "'over' is no operator; possible: eq, ne, lt",
        ),
        ("[segments.VIP]\nfilters = [{column = 'ordes', op = 'ge', value = 1}]\n", "segments.VIP", "nearest: orders"),
        (
            "[segments.VIP]\nfilters = [{column = 'email', op = 'contains', value = 'a'}]\n",
            "segments.VIP.filters.0",
            "personal",
        ),
        (
            "[segments.VIP]\nfilters = [{column = 'segment', op = 'eq', value = 'VIP'}]\n",
            "segments.VIP.filters.0",
            "cannot be made of own segments",
        ),
        ("[metrics.revenue]\nen = ['orders']\n", "metrics.revenue.en", "several things: orders, revenue"),
        ("[metrics.revenue]\nzh = ['{{r1.n}}']\n", "metrics.revenue.zh", "has none of"),
        ("[metrics.revenue]\nen = ['5']\n", "metrics.revenue.en", "2 to 60 characters"),
        (
            "[segments.revenue]\nfilters = [{column = 'orders', op = 'ge', value = 1}]\n",
            "segments.revenue",
            "several things: revenue, segment revenue",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_what_is_possible(text: str, place: str, said: str) -> None:
    (problem,) = check_company(text, STANDARD)
    assert problem.place == place
    assert said in problem.said.en
    assert problem.said.zh != problem.said.en


@pytest.mark.parametrize("column", ["email", "segment"])
def test_a_file_written_by_hand_cannot_open_personal_data_or_go_round_in_a_circle(column: str) -> None:
    text = f"[segments.VIP]\nfilters = [{{column = '{column}', op = 'eq', value = 'VIP'}}]\n"
    with pytest.raises(DataFileError, match=r"'segments\.VIP\.filters\.0'.*neither personal nor a segment"):
        in_company_words(text, STANDARD, file=Path("kezhi.toml"))


def test_all_problems_are_told_at_once() -> None:
    rules = "[{column = 'ordes', op = 'ge', value = 1}, {column = 'name', op = 'eq', value = 'Anna'}]"
    problems = check_company(f"[segments.VIP]\nfilters = {rules}\n[segments.X]\nfilters = {rules}\n", STANDARD)
    assert [p.place for p in problems] == [
        "segments.VIP",
        "segments.X",
        "segments.VIP.filters.1",
        "segments.X.filters.1",
        "segments.X",
    ]


def test_a_rule_is_told_with_money_shares_days_and_names_of_values() -> None:
    rules = (
        '{column = "p_active", op = "lt", value = 0.125}, {column = "recency_days", op = "between", value = [30, 90]}, '
        '{column = "value_tier", op = "in", value = ["high", "medium"]}, {column = "country", op = "present"}'
    )
    dictionary = in_company_words(f"[segments.VIP]\nfilters = [{rules}]\n", STANDARD, file=Path("kezhi.toml"))
    said = rule_of(dictionary.segments["VIP"], dictionary, currency="GBP")
    assert said.en == (
        "probability of being active under 12.5%; days since last purchase from 30 days to 90 days; "
        "value tier one of high value, medium value; country known"
    )
    assert said.zh == "活跃概率低于12.5%；距上次购买天数从30天到90天；价值等级属于高价值、中价值；国家已知"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[metrics.revenue\n", "第1行第17列：表名末尾缺少“]”（Expected ']' at the end of a table declaration）"),
        ("[metrics.revenue]\nzh = ['进账'", "末尾：列表没有用“]”结束（Unclosed array）"),
        ("[metrics.revenue]\nzh = 进账\n", "第2行第6列：缺少值，或文本没有加引号（Invalid value）"),
        ("[metrics.revenue]\nzh '进账'\n", "键后面缺少“=”"),
        ("[metrics.revenue]\n[metrics.revenue]\n", "同名的表已经出现过"),
        ("[metrics.revenue]\nzh = ['进账]\n", "文本没有用引号结束"),
        ("[metrics.revenue]\nzh = '进账'\n", "这里应为列表"),
    ],
)
def test_a_chinese_page_says_in_chinese_where_the_file_is_wrong_and_then_what_the_parser_said(text, said) -> None:
    (problem,) = check_company(text, STANDARD)
    assert said in problem.said.zh
