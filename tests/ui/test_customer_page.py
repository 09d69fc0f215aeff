"""The customer page, filled from the handmade shop by the real tools; no browser."""

import re
from contextlib import closing
from html import unescape

import gradio as gr
import pytest

from agent.analyst import Analyst
from agent.answering import ReviewTexts
from agent.audit_reading import records
from config.settings import Settings
from data.metric_files import standard_dictionary
from data.query_tables import QueryTables
from prompts.library import load_texts
from tools.shop import Shop
from ui.customer.page import CustomerPage
from ui.customer.what_if import changes_of
from ui.visitors import OpenDoor, Visitor

FIGURE = re.compile(r'<span class="kz-value[^>]*>')
HOSTILE = '<img src=x onerror="window.hacked=1"> {0} {card} ]]>'


class Desk:
    """A laid-out page, and what it shows to whoever looks."""

    def __init__(self, shop, analyst):
        self.page = CustomerPage(analyst, review_text=ReviewTexts(shop), door=OpenDoor())
        with gr.Blocks():
            self.page.lay_out()

    def parts(self, customer="", *, role="analyst", language="en", user=""):
        values = self.page.fill(Visitor(user, role), language, f"?id={customer}" if customer else "")
        return dict(
            zip(["card", "search", "action", "what_if", "timeline", "categories", "facts"], values, strict=False)
        )

    def html(self, customer, **options):
        return "".join(part for name, part in self.parts(customer, **options).items() if name != "search")

    def late(self, customer, *, role="analyst", language="en"):
        self.page._door = OpenDoor(role)
        return list(self.page._explain(f"n {customer}", language, None))[-1]


@pytest.fixture
def desk(shop, tmp_path):
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        yield Desk(shop, analyst)


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def changed_shop(shop, *, customers=None, transactions=None, reviews=None):
    """The handmade shop with other tables."""
    build = shop.build
    customers = build.customers() if customers is None else customers
    transactions = build.transactions() if transactions is None else transactions
    days = {"as_of_day": shop.tables.as_of_day, "first_day": shop.tables.first_day}
    tables = QueryTables.create(customers, transactions, reviews=reviews, **days)
    return Shop(build, shop.settings, tables=tables, dictionary=standard_dictionary().for_build(tables.columns()))


def test_the_card_tells_value_interval_tier_chance_and_history_each_with_its_source(desk):
    html = desk.html("13085")
    for said in (
        "Customer 13085 Carol Jones",
        "carol@example.com · +44 20 7946 0001",
        "Predicted value · of the next 90 days £612.50 80 % interval: £306.25 to £1,225.01",
        "Chance of buying 50.0%",
        "Value tier high value",
        "So far £1,500.00 3 orders, £500.00 on average",
        "Last purchase 20 March 2010 , 102 days ago",
    ):
        assert said in words(html)
    figures = FIGURE.findall(html)
    assert len(figures) > 20
    for name in ("data-kz-tool", "data-kz-cell", "data-kz-as-of", "data-kz-metric"):
        assert all(name in figure for figure in figures), name


def test_the_card_speaks_chinese(desk):
    said = words(desk.html("13085", language="zh"))
    assert "客户 13085" in said
    assert "未来 90 天" in said
    assert "80% 区间" in said
    assert "距今 102 天" in said
    assert "订单、退货与评价" in said


def test_a_role_without_personal_data_sees_none_of_it_anywhere(desk):
    html = desk.html("13085", role="business")
    assert "Name, e-mail and phone are not open to your role." in html
    assert not any(secret in html for secret in ("Carol", "carol@", "7946"))
    assert "Carol Jones" in desk.html("13085", role="support")


@pytest.mark.parametrize(("role", "offered"), [("analyst", True), ("support", True), ("business", False)])
def test_a_report_is_offered_to_roles_that_may_have_one(desk, role, offered):
    address = 'href="/reports?kind=customer&amp;subject=13085"'
    assert (address in desk.html("13085", role=role)) is offered


def test_the_summary_to_copy_holds_the_figures_but_of_the_person_only_the_id(desk):
    for language, day in (("en", "data up to 2010-06-30"), ("zh", "数据截至 2010-06-30")):
        (summary,) = re.findall(r'data-kz-copy="([^"]*)"', desk.html("13085", language=language))
        assert "13085" in summary
        assert "612.50" in summary
        assert day in summary
        assert not any(personal in summary for personal in ("Carol", "carol@", "7946", "lamp", "London"))


def test_the_timeline_lists_orders_returns_and_reviews_from_the_latest(desk):
    html = desk.parts("18000")["timeline"]
    days = re.findall(r'<time datetime="([^"]*)">', html)
    assert days == ["2010-06-20", "2010-06-18", "2010-06-15", "2010-03-01"]
    review, returned, order, _ = html.split("<li ")[1:]
    assert 'aria-label="2 of 5 stars"' in review
    assert "kz-return" in returned
    assert "-£50.00" in returned
    assert words(order).endswith("£55.00 items: 2 Lamp , Mug ")


def test_a_long_timeline_folds_its_earlier_entries(shop, tmp_path):
    lines = shop.build.transactions()
    many = lines.iloc[[0] * 20].assign(order_id=[f"n{i}" for i in range(20)], day=range(14614, 14634))
    crowded = changed_shop(shop, transactions=many.astype(lines.dtypes.to_dict()))
    with closing(Analyst(crowded, Settings(), folder=tmp_path)) as analyst:
        html = Desk(crowded, analyst).parts("0012")["timeline"]
    shown, earlier = html.split("<details")
    assert shown.count("<li ") == 8
    assert earlier.count("<li ") == 12
    assert "12 earlier entries" in earlier


def test_reasons_are_told_in_words_and_as_bars_of_the_same_result(desk):
    reasons, evidence = desk.late("13085")
    said = words(reasons)
    assert "is expected of this customer; a typical customer of this shop:" in said
    assert re.search(r"(raises|lowers) it: -?£", said)
    bars = re.findall(r'kz-barred[^>]*>.*?data-kz-exact="([^"]*)"', reasons)
    assert len(bars) >= 4
    assert sum(map(float, bars[:-1])) == pytest.approx(float(bars[-1]))
    first = re.search(r'data-kz-exact="([^"]*) GBP"[^>]*data-kz-cell="[^"]*rows\[1\]\.contribution', reasons)
    assert first[1] == bars[1]
    assert "There are no reviews that could stand beside these reasons." in evidence


def test_what_stands_for_a_known_customer_stands_for_nobody_else(desk):
    desk.parts("13085")
    values = desk.page.fill(Visitor("", "analyst"), "en", "?id=zzzzzz")
    assert "No customer fits “zzzzzz”" in values[0]
    assert [v for v in values[2:] if v] == []


@pytest.mark.parametrize(
    ("typed", "role", "said"),
    [
        ("anna", "support", ["2 customers fit “anna”. Which one?", "Anna Schmidt Customer 0012 Germany · Berlin"]),
        ("Ana Schmit", "support", ["Did you mean one of these?", "/customer?id=0012", "/customer?id=K8"]),
        ("13086", "business", ["Did you mean this one?", "United Kingdom · London · last purchase 20 March 2010"]),
        ("Anna Schmidt", "business", ["may not see or search names"]),
        ("<b>x</b>", "analyst", ["No customer fits “<b>x</b>”."]),
    ],
)
def test_who_is_not_named_without_doubt_is_chosen_from_a_few_or_told_in_one_line(desk, typed, role, said):
    html = desk.page._filled(Visitor("", role), "en", typed, typed=typed)[0]
    for piece in said:
        assert piece in words(html) or piece in html
    assert "<b>" not in html
    assert "£" not in html


def test_without_an_id_the_page_says_how_to_search(desk):
    assert "Find a customer" in desk.parts()["card"]
    assert "不能用姓名、邮箱、电话查找" in desk.parts(role="business", language="zh")["card"]


def test_every_view_is_on_record_without_the_name_it_was_found_by(desk, tmp_path):
    desk.page._filled(Visitor("mei", "support"), "zh", "Carol Jones", typed="Carol Jones")
    (record,) = records(tmp_path)
    assert (record.user, record.role, record.status) == ("mei", "support", "viewed")
    assert "Carol" not in record.question + record.calls
    assert '"13085"' in record.calls


@pytest.mark.parametrize(
    ("sliders", "changes"),
    [
        (
            '{"orders": 2, "amount": -10, "later": 0, "returns": false}',
            {"orders": 2, "order_value_change_percent": -10},
        ),
        ('{"later": 30, "returns": true}', {"days_later": 30, "without_returns": True}),
        ('{"orders": 0, "amount": 0, "later": 0, "returns": false}', {}),
        ("[1]", {}),
        ("{", {}),
    ],
)
def test_sliders_are_read_as_changes(sliders, changes):
    assert changes_of(sliders) == changes


def test_sliders_ask_the_network_and_show_now_changed_and_difference(desk):
    html = desk.page._simulate('{"orders": 2}', "n 13085", "en", None)
    now, changed, difference = re.findall(r'<dd><span[^>]*data-kz-exact="([^" ]*)', html)
    assert float(difference) == pytest.approx(float(changed) - float(now))
    assert "not a proven effect of any action" in html
    assert "2 more orders of 500.00 GBP each" in html


def test_a_slider_beyond_its_bounds_is_one_clear_line(desk):
    html = desk.page._simulate('{"orders": 2000}', "n 13085", "en", None)
    assert html.startswith('<p class="kz-problem" role="alert">orders: ')


def test_a_shop_of_ids_days_and_amounts_shows_what_is_there_and_says_what_is_not(shop, tmp_path):
    few = shop.build.customers().drop(columns=["name", "email", "phone", "attr_city", "attr_age", "country"])
    few = few.drop(columns=[c for c in few if c.startswith("favourite")])
    bare = shop.build.transactions()[["customer_id", "order_id", "day", "amount_minor", "is_return"]]
    with closing(
        Analyst(plain := changed_shop(shop, customers=few, transactions=bare), Settings(), folder=tmp_path)
    ) as a:
        desk = Desk(plain, a)
        parts = desk.parts("13085")
    said = words("".join(v for k, v in parts.items() if k != "search"))
    for piece in (
        "£612.50",
        "No name, e-mail or phone is known.",
        "data hold no reviews",
        "data name no categories",
        "20 March 2010",
    ):
        assert piece in said


def test_names_products_and_reviews_that_try_to_act_stay_words(shop, tmp_path):
    customers = shop.build.customers().assign(name=HOSTILE, country=HOSTILE)
    lines = shop.build.transactions().assign(product_name=HOSTILE, category=HOSTILE)
    hostile = changed_shop(shop, customers=customers, transactions=lines, reviews=shop.build.reviews())
    with closing(Analyst(hostile, Settings(), folder=tmp_path)) as analyst:
        html = Desk(hostile, analyst).html("0012")
    assert "<img" not in html
    assert html.count("&lt;img") >= 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_page_offers_to_ask_is_answered_and_proven(shop, tmp_path, language):
    texts = load_texts("page_customer", language)
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        answer = analyst.answer(texts["ask.why"].format(id="13085"), thread_id="why")
        assert (answer.status, answer.verified, answer.language) == ("answered", True, language)
        assert answer.results[0]["tool"] == "explain_value"
        assert "13085" in str(answer.results[0]["arguments"])


def test_both_languages_have_the_same_texts_with_the_same_places():
    english, chinese = load_texts("page_customer", "en"), load_texts("page_customer", "zh")
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", chinese[key])), key
