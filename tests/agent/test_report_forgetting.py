"""Kept reports of a customer who is to be forgotten: his go, of whomever they are; the others stay."""

import datetime as dt
from contextlib import closing

from agent.analyst import Analyst
from agent.reports.forgetting import forget_reports, told_reports
from agent.reports.making import Order, make_report
from agent.reports.shelf import Shelf
from agent.traces import Traces
from config.settings import Settings
from data.forgetting import person_in

NOW = dt.datetime(2026, 11, 29, 12, 0, tzinfo=dt.UTC)


def test_reports_that_tell_of_him_are_deleted_and_no_others(shop, build, tmp_path):
    shelf = Shelf(tmp_path)
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:

        def keep(kind, subject, user):
            report = make_report(analyst, shop, Order(kind, subject), today=NOW.date())
            return shelf.put(report, "md", user=user, now=NOW)

        own, other, of_all = (
            keep("customer", "18000", "mei"),
            keep("customer", "K8", "lee"),
            keep("portfolio", "", "lee"),
        )
    person, _ = person_in([build], "18000")
    traces = Traces(person)
    # The portfolio lists the customers worth most by id.
    assert {place.name for place in told_reports(tmp_path, traces)} == {own.id, of_all.id}
    assert forget_reports(tmp_path, traces) == 2
    assert shelf.list(user="mei", role=None) == ()
    assert shelf.list(user="lee", role=None) == (other,)
    assert not any("18000" in path.read_text(errors="ignore") for path in (tmp_path / "reports").rglob("*.*"))
    assert forget_reports(tmp_path, traces) == 0


def test_what_cannot_be_read_goes_too(build, tmp_path):
    broken = tmp_path / "reports" / "house" / ("0" * 16)
    broken.mkdir(parents=True)
    (broken / "content.json").write_text("{", encoding="utf-8")
    assert forget_reports(tmp_path, Traces(person_in([build], "18000")[0])) == 1
    assert not broken.exists()
