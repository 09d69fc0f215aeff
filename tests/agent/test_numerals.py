"""Every way to write a number that the check must see, and everything with a number in it that counts nothing."""

import pytest

from agent.numerals import find_numerals


def read(text):
    return [(n.text, n.kind, round(n.value, 4)) for n in find_numerals(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1,234.50", [("£1,234.50", "number", 1234.5)]),
        ("US$1.2m and more", [("US$1.2m", "number", 1_200_000)]),
        ("12 GBP or 12英镑", [("12 GBP", "number", 12), ("12英镑", "number", 12)]),
        ("25 % and 25 percent", [("25 %", "percent", 25), ("25 percent", "percent", 25)]),
        ("百分之十，百分之12.5", [("百分之十", "percent", 10), ("百分之12.5", "percent", 12.5)]),
        ("两成，两成半，六成五", [("两成", "percent", 20), ("两成半", "percent", 25), ("六成五", "percent", 65)]),
        ("3.2万元，三万，3亿", [("3.2万元", "number", 32_000), ("三万", "number", 30_000), ("3亿", "number", 3e8)]),
        ("三百二十个客户", [("三百二十", "number", 320)]),
        ("twenty-five customers", [("twenty-five", "number", 25)]),
        ("one thousand two hundred", [("one thousand two hundred", "number", 1200)]),
        ("a dozen, only one", [("a dozen", "number", 12), ("one", "number", 1)]),
        ("half of them, a third of it", [("half", "percent", 50), ("a third", "percent", 33.3333)]),
        ("一半，三分之一", [("一半", "percent", 50), ("三分之一", "percent", 33.3333)]),
        ("doubled, twice", [("doubled", "multiple", 2), ("twice", "multiple", 2)]),
        ("threefold", [("threefold", "multiple", 3)]),
        ("三倍，翻倍，2.5x", [("三倍", "multiple", 3), ("翻倍", "multiple", 2), ("2.5x", "multiple", 2.5)]),
        ("hundreds of people, 上千人", [("hundreds", "number", 200), ("上千", "number", 1000)]),
        ("180 days, 6-month", [("180 days", "duration", 180), ("6-month", "duration", 180)]),
        ("近90天", [("90天", "duration", 90)]),
        ("2nd, second highest, 第二", [("2nd", "ordinal", 2), ("second", "ordinal", 2), ("第二", "ordinal", 2)]),
        ("-5%, −£12.50, £-3", [("-5%", "percent", -5), ("−£12.50", "number", -12.5), ("£-3", "number", -3)]),
        ("£800–£1,200", [("£800", "number", 800), ("£1,200", "number", 1200)]),
        ("800-1,200", [("800", "number", 800), ("1,200", "number", 1200)]),
        ("１２３ and ４.５%", [("１２３", "number", 123), ("４.５%", "percent", 4.5)]),
        ("½ of it, ①, x²", [("½", "percent", 50), ("①", "code", 0), ("x²", "code", 0)]),
        ("K123, 85123A", [("K123", "code", 0), ("85123A", "code", 0)]),
    ],
)  # fmt: skip
def test_a_number_is_seen_however_it_is_written(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "one of them, no one, one another",
        "一些客户，一直如此，统一，唯一，进一步，之一，万一",
        "双十一，第一次，星期三，周一",
        "First, we look; Second, we count",
        "rated out of 5",
        "十分满意，百货",
    ],
)
def test_words_that_count_nothing_are_no_numerals(text):
    assert [n for n in find_numerals(text) if n.kind != "number" or not n.text.isdigit()] == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1,234.5", 1234.45, 1234.55),
        ("about 1,200", 1150, 1250),
        ("over 1,200", 1200, 1300),
        ("nearly 1,200", 1100, 1200),
        ("1200多", 1200, 1300),
        ("约300", 250, 350),
        ("12k", 11_500, 12_500),
        ("近90天", 89.5, 90.5),
    ],
)
def test_a_numeral_stands_for_the_values_that_would_be_written_so(text, low, high):
    (numeral,) = find_numerals(text)
    assert (numeral.low, numeral.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("top 5", True),
        ("in the last 90 days", True),
        ("over £1,000", True),
        ("between 5 and 10", True),
        ("前10名", True),
        ("超过1000", True),
        ("5以上", True),
        ("is 5", False),
        ("has 5 orders", False),
        ("共有5位", False),
    ],
)
def test_a_condition_is_told_from_a_finding(text, limited):
    assert all(numeral.limited == limited for numeral in find_numerals(text))
    assert find_numerals(text)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("£5", "GBP"),
        ("€5", "EUR"),
        ("$5", "USD"),
        ("R$5", "BRL"),
        ("5元", "CNY"),
        ("5美元", "USD"),
        ("5 pounds", "GBP"),
    ],
)
def test_a_sign_or_word_names_the_currency(text, currency):
    (numeral,) = find_numerals(text)
    assert currency in numeral.currencies


def test_a_sign_stands_for_no_currency_it_is_not():
    (numeral,) = find_numerals("R$5")
    assert numeral.currencies == frozenset({"BRL"})
