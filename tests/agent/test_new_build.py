"""A build that is put in use while people chat answers from the next question on; a broken one does not."""

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from agent.analyst import Analyst
from agent.answering import ReviewTexts
from config.settings import Settings
from data.builds import CUSTOMERS, REVIEWS, Build
from data.files import replace_text, write_parquet
from tools.shop import Shop
from ui.header import header_html
from ui.present import PresentShop

NEXT = "20990101T000000Z-abcdef"


@pytest.fixture
def root(build: Build, tmp_path: Path) -> Path:
    """The handmade shop in use, and beside it a later build that lacks a customer and has another review."""
    shutil.copytree(build.path, tmp_path / "builds" / build.id)
    later = tmp_path / "builds" / NEXT
    shutil.copytree(build.path, later)
    write_parquet(build.customers().iloc[1:], later / CUSTOMERS)
    reviews = build.reviews()
    assert reviews is not None
    write_parquet(reviews.assign(text="As new."), later / REVIEWS)
    rows = {**build.manifest.rows, "customers": 7}
    dataclasses.replace(build.manifest, build_id=NEXT, rows=rows).write(later)
    replace_text(tmp_path / "current", build.id + "\n")
    return tmp_path


@pytest.fixture(params=[True])
def analyst(request: pytest.FixtureRequest, root: Path, build: Build) -> Iterator[Analyst]:
    shop = Shop.open(Build.open(root / "builds" / build.id), Settings(workspace=root))
    with closing(Analyst(shop, shop.settings, folder=root, follow=request.param)) as opened:
        yield opened


def counted(analyst: Analyst) -> int:
    answer = analyst.answer("how many customers are there?", thread_id=uuid4().hex)
    assert answer.verified
    found: int = answer.to_json()["tools"][0]["rows"][0]["customers"]
    return found


def test_the_next_question_is_asked_of_the_new_build_and_the_pages_tell_of_it(analyst: Analyst, root: Path) -> None:
    shown = PresentShop(analyst)
    texts = ReviewTexts(shown)
    assert counted(analyst) == 8
    assert texts("r1") != "As new."
    assert "8 customers" in header_html(shown.manifest, page="chat", visitor=None, language="en")
    replace_text(root / "current", NEXT + "\n")
    assert counted(analyst) == 7
    assert analyst.shop.build.id == NEXT
    assert "7 customers" in header_html(shown.manifest, page="chat", visitor=None, language="en")
    reviews = analyst.shop.reviews
    assert reviews is not None
    assert texts(str(reviews["review_id"].iloc[0])) == "As new."


def test_an_answer_that_has_begun_ends_in_the_build_it_began_in(analyst: Analyst, root: Path) -> None:
    events = analyst.ask("how many customers are there?", thread_id=uuid4().hex)
    next(events)
    replace_text(root / "current", NEXT + "\n")
    last = list(events)[-1]
    assert last.answer.to_json()["tools"][0]["rows"][0]["customers"] == 8  # type: ignore[union-attr]
    assert counted(analyst) == 7


@pytest.mark.parametrize("analyst", [False], indirect=True)
def test_whoever_opened_one_build_on_purpose_stays_there(analyst: Analyst, root: Path) -> None:
    replace_text(root / "current", NEXT + "\n")
    assert counted(analyst) == 8


def test_a_build_that_cannot_be_used_leaves_the_one_before_and_is_told_once(
    analyst: Analyst, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    replace_text(root / "current", "20990102T000000Z-abcdef\n")
    assert [counted(analyst), counted(analyst)] == [8, 8]
    told = [record.getMessage() for record in caplog.records if "the build of before" in record.getMessage()]
    assert len(told) == 1
    replace_text(root / "current", NEXT + "\n")
    assert counted(analyst) == 7


def test_words_that_are_defined_later_hold_in_the_new_build(analyst: Analyst, root: Path) -> None:
    replace_text(root / "current", NEXT + "\n")
    assert counted(analyst) == 7
    (root / "kezhi.toml").write_text('[metrics.revenue]\nname = ["takings", "营业收入"]\n', encoding="utf-8")
    assert analyst.shop.dictionary.metric("revenue").name.en == "takings"
    assert analyst.shop.build.id == NEXT


def test_the_sentence_transformer_is_not_loaded_again(shop: Shop, build: Build) -> None:
    before = shop.reworded()
    before._opened = {"embedder": "half a gigabyte", "network": "the old one"}
    again = before.reopened(build)
    assert again._opened == {"embedder": "half a gigabyte"}
