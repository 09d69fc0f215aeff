"""Names, e-mail addresses and phone numbers of people who do not exist.

Names are put together from Faker's lists, addresses end in domains reserved for examples (RFC 2606), and phone numbers
come from ranges kept for fiction (Ofcom, ARCEP, Bundesnetzagentur, NANPA 555-01xx) or that no network can assign.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from faker import Faker

from data.simulation_catalogue import COUNTRIES

Texts = npt.NDArray[np.object_]
Integers = npt.NDArray[np.int64]

_NAMES_A_LOCALE = 400
_DOMAINS = ("example.com", "example.org", "example.net")
# A prime larger than any range below spreads neighbours apart and still repeats no number before the range is full.
_STRIDE = 1_000_003
_PHONES: dict[str, tuple[str, ...]] = {
    "China": ("+86 100 {:04d} {:04d}",),
    "Singapore": ("+65 0{:03d} {:04d}",),
    "Japan": ("+81 90 0{:03d} {:04d}",),
    "France": ("+33 6 39 98 {:02d} {:02d}", "+33 1 99 00 {:02d} {:02d}", "+33 2 61 91 {:02d} {:02d}"),
    "United States": tuple(f"+1 {area} 555 01{{:02d}}" for area in range(201, 990)),
    "Germany": ("+49 30 23125 {:03d}", "+49 40 66969 {:03d}", "+49 69 90009 {:03d}", "+49 89 99998 {:03d}"),
    "United Kingdom": (
        *("+44 7700 900{:03d}", "+44 20 7946 0{:03d}", "+44 113 496 0{:03d}", "+44 114 496 0{:03d}"),
        *("+44 115 496 0{:03d}", "+44 116 496 0{:03d}", "+44 117 496 0{:03d}", "+44 118 496 0{:03d}"),
    ),
}


@dataclass(frozen=True)
class NamePools:
    """First and family names of each locale."""

    first: dict[str, Texts]
    family: dict[str, Texts]


def draw_name_pools(seed: int) -> NamePools:
    """Names to combine, the same for the same seed."""
    first: dict[str, Texts] = {}
    family: dict[str, Texts] = {}
    for locale in dict.fromkeys(country.locale for country in COUNTRIES):
        fake = Faker(locale)
        fake.seed_instance(seed)
        first[locale] = _distinct([fake.first_name() for _ in range(_NAMES_A_LOCALE)])
        family[locale] = _distinct([fake.last_name() for _ in range(_NAMES_A_LOCALE)])
    return NamePools(first, family)


def draw_people(
    numbers: Integers, country: Integers, pools: NamePools, *, generator: np.random.Generator
) -> dict[str, Texts]:
    """`name`, `email`, `phone` and `city` of each customer.

    Args:
        numbers: The customers' numbers in the shop.
        country: Index into `COUNTRIES` of each.
        pools: Names to draw from.
        generator: Source of chance.
    """
    people = {key: np.empty(numbers.size, dtype=object) for key in ("name", "email", "phone", "city")}
    for index, home in enumerate(COUNTRIES):
        chosen = np.flatnonzero(country == index)
        first = pools.first[home.locale][generator.integers(0, len(pools.first[home.locale]), chosen.size)]
        family = pools.family[home.locale][generator.integers(0, len(pools.family[home.locale]), chosen.size)]
        own = numbers[chosen]
        people["name"][chosen] = [_full_name(a, b, home.locale) for a, b in zip(first, family, strict=True)]
        people["email"][chosen] = [_email(a, b, n) for a, b, n in zip(first, family, own, strict=True)]
        people["phone"][chosen] = [_phone(home.name, number) for number in own]
        people["city"][chosen] = np.array(home.cities, dtype=object)[generator.integers(0, len(home.cities), own.size)]
    return people


def draw_consent(count: int, *, generator: np.random.Generator) -> dict[str, Texts]:
    """`accepts_marketing` and `accepts_sms_marketing` of so many customers: True, False, or None where nobody asked."""
    return {
        "accepts_marketing": _answers(generator.random(count), yes=0.62, no=0.26),
        "accepts_sms_marketing": _answers(generator.random(count), yes=0.31, no=0.41),
    }


def _answers(draws: npt.NDArray[np.float64], *, yes: float, no: float) -> Texts:
    said = np.full(draws.size, None, dtype=object)
    said[draws < yes + no] = False
    said[draws < yes] = True
    return said


def _full_name(first: str, family: str, locale: str) -> str:
    if locale == "zh_CN":
        return family + first
    return f"{family} {first}" if locale == "ja_JP" else f"{first} {family}"


def _email(first: str, family: str, number: int) -> str:
    """An address of an example domain: from the name where it has Latin letters, from digits where it has not.

    >>> _email("Jörg", "Müller-Lüdenscheidt", 17), _email("伟", "王", 17)
    ('jorg.mullerludenscheidt17@example.net', '1881700051@example.net')
    """
    domain = _DOMAINS[number % len(_DOMAINS)]
    slug = ".".join(part for part in (_latin(first), _latin(family)) if part)
    return f"{slug}{number}@{domain}" if slug else f"{1_864_700_000 + _STRIDE * number}@{domain}"


def _latin(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in plain if letter.isalpha())


def _phone(country: str, number: int) -> str:
    """A number nobody has, different for customers as long as the country's range lasts.

    >>> _phone("United Kingdom", 0), _phone("China", 17)
    ('+44 7700 900702', '+86 100 5100 3753')
    """
    patterns = _PHONES[country]
    pattern, counter = patterns[number % len(patterns)], (1234 + number // len(patterns)) * _STRIDE
    if pattern.count("{") == 1:
        return pattern.format(counter % (100 if ":02d" in pattern else 1000))
    low = 100 if ":02d" in pattern else 10_000
    high = 1000 if ":03d" in pattern else low
    return pattern.format(counter // low % high, counter % low)


def _distinct(names: list[str]) -> Texts:
    return np.array(list(dict.fromkeys(names)), dtype=object)
