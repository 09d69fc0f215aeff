"""The simulated shop: its laws against what was drawn, its truth against a continuation, its files against a reader."""

import dataclasses
import datetime as dt
import itertools
import json
import string
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from data import simulation_law as law_of
from data.cleaning import clean
from data.simulation import LABEL_FILE, SimulatedShop, is_simulated, simulate
from data.simulation_calendar import black_friday, day_factor, mothers_day, season_clock
from data.simulation_catalogue import CATEGORIES, COUNTRIES, build_catalogue
from data.simulation_law import Latents, ShopLaw
from data.simulation_orders import (
    HORIZONS_DAYS,
    Customers,
    Orders,
    Seasons,
    draw_customers,
    draw_orders,
    expected_future,
)
from data.simulation_people import draw_name_pools, draw_people
from data.simulation_reviews import DRAWS, HOSTILE, Occasion, compose, load_phrases, ratings
from data.sources import read_shop

TABLES = ("transactions", "reviews", "customers", "events", "truth")
DAYS = 730


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SimulatedShop:
    """The demo shop, as `kezhi demo` makes it."""
    return simulate(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def tables(shop: SimulatedShop) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(shop.folder / f"{name}.parquet") for name in TABLES}


@dataclasses.dataclass
class Crowd:
    """Many customers with a year that no table shows."""

    law: ShopLaw
    seasons: Seasons
    customers: Customers
    orders: Orders


def draw_crowd(law: ShopLaw) -> Crowd:
    generator = np.random.default_rng(11)
    seasons = Seasons.of(dt.date(2024, 11, 1), DAYS)
    customers = draw_customers(np.arange(20_000), seasons, law, generator=generator)
    return Crowd(law, seasons, customers, draw_orders(customers, seasons, build_catalogue(), law, generator=generator))


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    return draw_crowd(ShopLaw())


@pytest.fixture(scope="module")
def hard_to_please() -> Crowd:
    """A crowd that sends half of everything back, so that returns weigh as much as sales."""
    return draw_crowd(ShopLaw(return_level=0.0))


def standard_errors(difference: np.ndarray) -> float:
    """How many standard errors the mean lies from zero."""
    return float(difference.mean() / (difference.std() / np.sqrt(difference.size)))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_shop(tmp_path: Path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(tmp_path / name, customers=60, seed=seed)
    for file in (*(f"{table}.parquet" for table in TABLES), LABEL_FILE):
        a, b, c = ((tmp_path / name / file).read_bytes() for name in "abc")
        assert a == b
        assert a != c


def test_a_larger_shop_begins_with_the_same_customers(tmp_path: Path):
    for size in (100, 140):
        simulate(tmp_path / str(size), customers=size, block_customers=50)
    for table in TABLES:
        small, large = (pd.read_parquet(tmp_path / size / f"{table}.parquet") for size in ("100", "140"))
        pd.testing.assert_frame_equal(small, large.iloc[: len(small)])
    truth = pd.read_parquet(tmp_path / "100" / "truth.parquet")
    assert truth["rate"].is_unique


def test_the_demo_has_the_size_of_a_small_shop(tables: dict[str, pd.DataFrame]):
    assert len(tables["customers"]) == len(tables["truth"]) == tables["transactions"]["customer_id"].nunique() == 2000
    assert 12_000 <= tables["transactions"]["order_id"].nunique() <= 20_000
    assert 2_200 <= len(tables["reviews"]) <= 2_900
    days = tables["transactions"]["timestamp"]
    assert days.min() >= pd.Timestamp("2024-11-01")
    assert days.max() < pd.Timestamp("2026-11-01")
    assert tables["customers"].loc[16, "customer_id"] == "K00017"


def test_a_reader_takes_every_file_as_it_is_and_cleaning_drops_nothing_but_full_refunds(shop: SimulatedShop):
    raw = read_shop(
        shop.transactions,
        source=None,
        reviews=shop.reviews,
        customers=shop.customers,
        events=shop.events,
        mapping={},
        currency=None,
    )
    cleaned = clean(raw, as_of=None)
    assert (cleaned.currency, cleaned.as_of) == ("CNY", dt.date(2026, 10, 31))
    wanted = {"customer_id", "order_id", "product_id", "product_name", "category", "quantity", "country", "channel"}
    assert wanted <= set(cleaned.transactions.columns)
    written = pd.read_parquet(shop.transactions)
    assert cleaned.transactions["amount_minor"].sum() == (written["amount"] * 100).round().astype("int64").sum()
    assert 0.9 * len(written) < len(cleaned.transactions) < len(written)
    assert cleaned.transactions["is_return"].any()
    assert cleaned.reviews is not None
    assert len(cleaned.reviews) == shop.rows["reviews"]
    assert cleaned.events is not None
    assert len(cleaned.events) == shop.rows["events"]


def test_every_line_adds_up_and_every_return_follows_a_sale_of_the_same_goods(tables: dict[str, pd.DataFrame]):
    lines = tables["transactions"]
    np.testing.assert_allclose(lines["quantity"] * lines["unit_price"], lines["amount"], atol=1e-6)
    sold, back = lines.loc[lines["quantity"] > 0], lines.loc[lines["quantity"] < 0]
    assert 0.03 < len(back) / len(sold) < 0.10
    pairs = back.merge(sold, on=["order_id", "product_id"], suffixes=("_back", "_sold"))
    pairs = pairs.loc[pairs["quantity_back"] == -pairs["quantity_sold"]]
    gap = (pairs["timestamp_back"].dt.normalize() - pairs["timestamp_sold"].dt.normalize()).dt.days
    assert len(pairs) >= len(back)
    assert gap.between(3, 20).all()
    assert (pairs["amount_back"] <= 0).all()
    assert (-pairs["amount_back"] <= pairs["amount_sold"]).mean() > 0.99


def test_prices_stay_near_their_list_price(tables: dict[str, pd.DataFrame]):
    sold = tables["transactions"].loc[lambda lines: lines["quantity"] > 0]
    spread = sold.groupby("product_id")["unit_price"].transform(lambda prices: prices / prices.median())
    assert spread.between(0.75, 1.35).mean() > 0.95


def test_purchases_follow_the_law_on_average(crowd: Crowd):
    latents, end = crowd.customers.latents, crowd.seasons.clock[crowd.customers.market, DAYS]
    # After the first purchase a customer stays with 1 - p and is then expected to buy (1 - exp(-rate p t)) / p times.
    after = (1 - latents.dropout) * law_of.expected_purchases(latents, end - crowd.customers.start)
    counted = np.bincount(crowd.orders.customer[crowd.orders.day < DAYS], minlength=end.size)
    assert abs(standard_errors(counted - 1 - after)) < 4
    assert 6 < counted.mean() < 8


def test_latent_states_have_the_moments_of_their_laws(crowd: Crowd):
    law, latents = crowd.law, crowd.customers.latents
    assert latents.rate.mean() == pytest.approx(law.rate_shape / law.rate_scale, rel=0.03)
    assert latents.rate.var() == pytest.approx(law.rate_shape / law.rate_scale**2, rel=0.08)
    assert latents.dropout.mean() == pytest.approx(law.dropout_a / (law.dropout_a + law.dropout_b), rel=0.03)
    mean_order = 100 * law.order_shape * law.spend_scale / (law.spend_shape - 1)
    assert latents.mean_order.mean() == pytest.approx(mean_order, rel=0.03)
    totals = np.bincount(crowd.orders.order, weights=crowd.orders.amount_minor)
    assert totals.mean() == pytest.approx(latents.mean_order[crowd.orders.customer].mean(), rel=0.03)


def latents_of(*, rate: float, dropout: float, customers: int) -> Latents:
    ones = np.ones(customers)
    return Latents(0 * ones, rate * ones, dropout * ones, ones)


def test_who_always_leaves_buys_once_and_who_never_leaves_buys_at_the_rate():
    generator = np.random.default_rng(3)
    start, end = np.zeros(4000), np.full(4000, 50.0)
    once = law_of.draw_purchases(
        latents_of(rate=0.2, dropout=1 - 1e-9, customers=4000), start, end, generator=generator
    )
    assert once.customer.tolist() == list(range(4000))
    assert (once.left_at == 0).all()
    ever = law_of.draw_purchases(latents_of(rate=0.2, dropout=1e-9, customers=4000), start, end, generator=generator)
    counts = np.bincount(ever.customer) - 1
    assert counts.mean() == pytest.approx(10, abs=4 * np.sqrt(10 / 4000))
    assert counts.var() == pytest.approx(10, rel=0.1)  # a Poisson process
    assert np.isinf(ever.left_at).all()


@pytest.mark.parametrize("horizon", HORIZONS_DAYS)
@pytest.mark.parametrize("which", ["crowd", "hard_to_please"])
def test_the_truth_is_the_mean_of_what_really_follows(which: str, horizon: int, request: pytest.FixtureRequest):
    crowd: Crowd = request.getfixturevalue(which)
    orders, size = crowd.orders, crowd.customers.number.size
    truth = expected_future(crowd.customers, orders, crowd.seasons, crowd.law)
    ahead = (orders.day >= DAYS) & (orders.day < DAYS + horizon)
    bought = np.bincount(orders.customer[ahead], minlength=size)
    owner = orders.customer[orders.order]
    back = (orders.return_day >= DAYS) & (orders.return_day < DAYS + horizon)
    refunds = orders.quantity * orders.refund_unit_minor
    value = np.bincount(owner, weights=orders.amount_minor * ahead[orders.order] - refunds * back, minlength=size)

    count_off = bought - truth[f"expected_orders_{horizon}d"]
    value_off = value - truth[f"expected_value_{horizon}d_minor"]
    assert abs(standard_errors(count_off)) < 4
    assert abs(standard_errors(value_off)) < 4
    # Right on average is not enough: it is right among those worth little and those worth much as well.
    fifths = np.array_split(np.argsort(truth[f"expected_value_{horizon}d_minor"]), 5)
    assert all(abs(standard_errors(value_off[fifth])) < 4 for fifth in fifths if value_off[fifth].std() > 0)
    assert bought[truth["alive"] == 0].sum() == 0


def test_of_customers_with_the_same_probability_of_being_one_still_so_many_are(crowd: Crowd):
    truth = expected_future(crowd.customers, crowd.orders, crowd.seasons, crowd.law)
    for low, high in itertools.pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 1.0)):
        among = (truth["p_alive"] > low) & (truth["p_alive"] <= high)
        assert abs(standard_errors((truth["alive"] - truth["p_alive"])[among])) < 4


def test_a_return_still_due_is_taken_off_by_its_chance():
    law = ShopLaw(full_refunds=1.0)
    seasons = Seasons.of(dt.date(2025, 1, 1), 100)
    one = np.zeros(1, dtype=np.int64)
    latents = Latents(np.zeros(1), np.array([0.1]), np.array([0.5]), np.array([1000.0]))
    start = seasons.clock[0, 94:95] + 0.1
    customers = Customers(one, one, one, start, latents)
    # Bought on day 94, 5 days before the last: lags of 3 to 5 days would show, 15 of 18 are still to come.
    line = dict.fromkeys(("order", "product"), one) | {"quantity": one + 1, "unit_minor": one + 1000}
    orders = Orders(
        one, one, one + 94, np.zeros(1), one, **line, refund_unit_minor=one + 1000, return_day=one - 1,
        left_at=start, time=start,
    )  # fmt: skip
    chance = 1 / (1 + np.exp(-law.return_level))
    expected = -1000 * chance * (15 / 18) / (1 - chance * 3 / 18)
    truth = expected_future(customers, orders, seasons, law)
    assert truth["alive"].tolist() == [0.0]
    assert truth["expected_value_30d_minor"][0] == pytest.approx(expected)


def test_the_content_stay_longer_rate_better_and_send_less_back(crowd: Crowd):
    satisfaction, orders = crowd.customers.latents.satisfaction, crowd.orders
    fifths = [set(part) for part in np.array_split(np.argsort(satisfaction), 5)]
    stars = ratings(orders.experience, np.zeros(orders.day.size), generator=np.random.default_rng(1))
    members = [np.isin(orders.customer, list(fifth)) for fifth in fifths]
    mean_stars = [stars[member].mean() for member in members]
    returned = [(orders.return_day[member[orders.order]] >= 0).mean() for member in members]
    dropout = [crowd.customers.latents.dropout[list(fifth)].mean() for fifth in fifths]
    assert mean_stars == sorted(mean_stars)
    assert returned == sorted(returned, reverse=True)
    assert dropout == sorted(dropout, reverse=True)
    assert mean_stars[-1] - mean_stars[0] > 1


def test_in_the_demo_low_raters_leave_sooner_and_electronics_rate_below_books(tables: dict[str, pd.DataFrame]):
    reviews = tables["reviews"].merge(tables["truth"][["customer_id", "alive"]], on="customer_id")
    assert reviews.loc[reviews["rating"] <= 2, "alive"].mean() < reviews.loc[reviews["rating"] == 5, "alive"].mean()
    by_category = reviews.groupby("category")["rating"].mean()
    assert by_category["Electronics"] < by_category.drop("Electronics").min()
    assert set(by_category.index) == set(CATEGORIES)


def test_shopping_days_fall_where_the_calendar_has_them():
    assert mothers_day(2025) == dt.date(2025, 5, 11)
    assert black_friday(2026) == dt.date(2026, 11, 27)
    for market, lively, dull in (
        ("china", dt.date(2025, 11, 11), dt.date(2025, 11, 18)),
        ("china", dt.date(2025, 6, 18), dt.date(2025, 6, 25)),
        ("china", dt.date(2025, 12, 12), dt.date(2025, 12, 19)),
        ("china", dt.date(2026, 2, 3), dt.date(2026, 2, 17)),
        ("abroad", dt.date(2025, 11, 28), dt.date(2025, 10, 31)),
        ("abroad", dt.date(2025, 12, 12), dt.date(2025, 12, 26)),
        ("abroad", dt.date(2025, 5, 9), dt.date(2025, 5, 16)),
        ("abroad", dt.date(2025, 6, 30), dt.date(2025, 8, 4)),
    ):
        assert day_factor(lively, market) > 1.2 * day_factor(dull, market)  # type: ignore[arg-type]
    assert season_clock(dt.date(2025, 1, 1), 365, "abroad")[-1] == pytest.approx(365, rel=0.1)


def test_orders_come_as_the_season_says(crowd: Crowd):
    orders, seasons = crowd.orders, crowd.seasons
    days = np.array([seasons.first_day + dt.timedelta(days=int(day)) for day in range(DAYS)])
    chinese = crowd.customers.market[orders.customer] == 0
    counts = np.bincount(orders.day[chinese & (orders.day < DAYS)], minlength=DAYS)
    eleven = np.flatnonzero(days == dt.date(2025, 11, 11))[0]
    assert counts[eleven] > 3 * counts[eleven + 7]
    assert np.corrcoef(counts[365:], np.diff(seasons.clock[0])[365:DAYS])[0, 1] > 0.9


@pytest.mark.parametrize(
    "wrong",
    [
        {"customers": 0},
        {"customers": 10**9},
        {"days": 0},
        {"last_day": dt.date(1999, 1, 1)},
        {"last_day": dt.date(2035, 6, 1)},
    ],
)
def test_a_size_or_year_out_of_bounds_is_refused_before_anything_is_written(tmp_path: Path, wrong: dict[str, object]):
    with pytest.raises(ValueError, match="simulated shop"):
        simulate(tmp_path / "shop", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "shop").exists()


def test_a_simulation_that_fails_half_way_leaves_the_earlier_one(tmp_path: Path):
    simulate(tmp_path, customers=30, seed=1)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail_late(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, customers=30, seed=2, block_customers=10, progress=fail_late)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_progress_rises_to_the_number_of_customers_and_the_label_says_simulated(tmp_path: Path):
    seen: list[tuple[int, int]] = []
    shop = simulate(tmp_path, customers=25, block_customers=10, progress=lambda *step: seen.append(step))
    assert seen == sorted(seen)
    assert seen[-1] == (25, 25)
    label = json.loads(shop.label.read_text(encoding="utf-8"))
    assert label["simulated"] is True
    assert is_simulated(shop.transactions)
    assert not is_simulated(tmp_path.parent / "transactions.parquet")
    assert label["rows"] == shop.rows == {name: len(pd.read_parquet(tmp_path / f"{name}.parquet")) for name in TABLES}


def test_every_person_is_made_up_and_can_be_told_from_every_other(tables: dict[str, pd.DataFrame]):
    people = tables["customers"]
    assert people["email"].str.fullmatch(r"[a-z0-9.]+@example\.(com|org|net)").all()
    assert people["email"].is_unique
    assert people["phone"].is_unique
    assert people["phone"].str.fullmatch(r"\+[0-9 ]+").all()
    assert people["name"].str.strip().ne("").all()
    assert set(people["country"]) == {country.name for country in COUNTRIES}
    first = tables["transactions"].groupby("customer_id")["timestamp"].min().dt.date
    assert (people.set_index("customer_id")["registered"] <= first).all()


def test_phone_numbers_of_each_country_stay_in_ranges_kept_for_fiction():
    numbers = np.arange(3000)
    pools = draw_name_pools(1)
    prefixes = {"United Kingdom": "+44 ", "United States": "+1 ", "China": "+86 100 ", "Japan": "+81 90 0"}
    for index, country in enumerate(COUNTRIES):
        people = draw_people(numbers, np.full(3000, index), pools, generator=np.random.default_rng(0))
        assert all(phone.startswith(prefixes.get(country.name, "+")) for phone in people["phone"])
        assert len(set(people["phone"])) == 3000
        if country.name == "United States":
            assert all(" 555 01" in phone for phone in people["phone"])


def test_reviews_are_hardly_ever_alike(tables: dict[str, pd.DataFrame]):
    texts = tables["reviews"]["text"]
    assert texts.is_unique
    grams = [{text[place : place + 3] for place in range(len(text) - 2)} for text in texts]
    codes = {gram: code for code, gram in enumerate(sorted(set().union(*grams)))}
    starts = np.cumsum([0, *(len(own) for own in grams)])
    places = np.array([codes[gram] for own in grams for gram in own])
    has = sparse.csr_matrix((np.ones(places.size, dtype=np.int32), places, starts), shape=(len(grams), len(codes)))
    shared = (has @ has.T).toarray()
    sizes = np.diff(starts)
    overlap = shared / (sizes[:, None] + sizes - shared)  # Jaccard over runs of three letters
    np.fill_diagonal(overlap, 0)
    assert (overlap.max(axis=1) > 0.8).mean() < 0.01


def test_reviews_are_written_in_the_language_of_the_customer(tables: dict[str, pd.DataFrame]):
    reviews = tables["reviews"].merge(tables["customers"][["customer_id", "country"]], on="customer_id")
    chinese = reviews["text"].str.contains(r"[\u4e00-\u9fff]")
    assert chinese[reviews["country"] == "China"].all()
    assert not chinese[~reviews["country"].isin(["China", "Singapore"])].any()
    assert 0 < chinese[reviews["country"] == "Singapore"].mean() < 1


def test_a_review_comes_after_its_order_and_names_goods_of_it(tables: dict[str, pd.DataFrame]):
    lines = tables["transactions"].loc[lambda rows: rows["quantity"] > 0].drop_duplicates(["order_id", "product_id"])
    both = tables["reviews"].merge(lines, on=["order_id", "product_id", "customer_id"], validate="many_to_one")
    assert len(both) == len(tables["reviews"])
    gap = (pd.to_datetime(both["date"]) - both["timestamp"].dt.normalize()).dt.days
    assert gap.between(3, 20).all()


def test_the_demo_holds_every_hostile_review_once(tables: dict[str, pd.DataFrame]):
    for _, title, text in HOSTILE:
        assert ((tables["reviews"]["text"] == text) & (tables["reviews"]["title"] == title)).sum() == 1
    assert {language for language, _, _ in HOSTILE} == {"en", "zh"}


def test_the_phrases_of_both_languages_have_the_same_tables_and_only_known_slots():
    english, chinese = load_phrases("en").table, load_phrases("zh").table
    groups = set(build_catalogue().group)
    for table in (english, chinese):
        assert set(table) == set(english)
        assert set(table["slots"]) == set(english["slots"])
        assert set(table["quality"]) == groups | {"any"}
        phrases = [*table["openers"].values(), *table["closers"].values(), *table["titles"].values()]
        phrases += [tone for key in ("delivery", "price", "service", "packaging") for tone in table[key].values()]
        phrases += [tone for group in table["quality"].values() for tone in group.values()]
        slots = {field for text in itertools.chain(*phrases) for _, field, _, _ in string.Formatter().parse(text)}
        assert slots - {None} <= {*table["slots"], "item"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_what_a_review_says_has_the_polarity_of_its_rating(language: str, rating: int):
    phrases = load_phrases(language)  # type: ignore[arg-type]
    generator = np.random.default_rng(rating)
    occasion = Occasion(rating, "Food", "food", "X", abroad=False)

    def said(polarity: str, text: str) -> bool:
        options = [*phrases.table["quality"]["food"][polarity], *phrases.table["quality"]["any"][polarity]]
        return any(option in text for option in options)

    texts = [compose(occasion, phrases, generator.random(DRAWS).tolist())[1] for _ in range(300)]
    good, bad = (sum(said(polarity, text) for text in texts) for polarity in ("good", "bad"))
    assert (good > bad) if rating >= 4 else (bad > good)
    assert bad == 0 if rating == 5 else good == 0 if rating == 1 else min(good, bad) > 0


def test_browsing_stays_within_the_data_and_precedes_purchases(tables: dict[str, pd.DataFrame]):
    events = tables["events"]
    assert events["timestamp"].between("2024-11-01", "2026-10-31 23:59:59").all()
    assert set(events["event"]) == {"view", "cart", "checkout"}
    orders = tables["transactions"].loc[lambda rows: rows["quantity"] > 0].drop_duplicates("order_id")
    checkouts = events.loc[events["event"] == "checkout"]
    assert len(checkouts) == pytest.approx(len(orders), rel=0.01)
    alive = tables["truth"].set_index("customer_id")["alive"]
    recent = events.loc[events["timestamp"] >= "2026-09-01", "customer_id"].map(alive)
    assert recent.mean() > alive.mean()
