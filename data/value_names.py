"""What people call the values found in the data: countries in both languages, from Unicode CLDR (through babel)."""

from collections.abc import Iterable, Mapping

from babel import Locale

from config.text import Text
from data.metrics import ValueNames
from data.query_tables import QueryTables

# Names that shops write and CLDR does not know, by ISO code.
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "AE": ("uae", "emirates"),
    "BA": ("bosnia",),
    "BN": ("brunei darussalam",),
    "CD": ("democratic republic of the congo", "dr congo"),
    "CI": ("ivory coast", "côte d'ivoire"),
    "CV": ("cape verde",),
    "CZ": ("czech republic", "czechia"),
    "GB": ("uk", "great britain", "britain", "england", "u.k."),
    "HK": ("hong kong",),
    "IE": ("eire", "republic of ireland"),
    "IR": ("islamic republic of iran",),
    "KR": ("korea", "republic of korea", "south korea"),
    "LA": ("lao pdr",),
    "MK": ("macedonia",),
    "MM": ("burma", "myanmar"),
    "MO": ("macao", "macau"),
    "NL": ("holland", "the netherlands"),
    "PS": ("palestine",),
    "RU": ("russian federation",),
    "SY": ("syrian arab republic",),
    "SZ": ("swaziland",),
    "TR": ("turkey", "türkiye"),
    "TW": ("taiwan",),
    "TZ": ("united republic of tanzania",),
    "US": ("usa", "u.s.a.", "u.s.", "united states of america", "america", "the states"),
    "VA": ("vatican",),
    "VN": ("viet nam",),
    "ZA": ("rsa", "south africa"),
}
# Values that are no country of CLDR but stand in country columns of real shops.
_OTHERS: Mapping[str, ValueNames] = {
    "unspecified": ValueNames(
        Text("unspecified", "未注明"), {"en": ("unknown country",), "zh": ("未知国家", "未指明")}
    ),
    "channel islands": ValueNames(Text("Channel Islands", "海峡群岛")),
    "european community": ValueNames(Text("European Community", "欧洲共同体"), {"en": ("ec",), "zh": ("欧共体",)}),
    "west indies": ValueNames(Text("West Indies", "西印度群岛")),
}
_SHORT_CHINESE: Mapping[str, tuple[str, ...]] = {
    "AE": ("阿联酋",),
    "BA": ("波黑",),
    "GB": ("大不列颠", "联合王国", "英格兰"),
    "HK": ("香港", "中国香港"),
    "KR": ("南韩",),
    "MO": ("澳门", "中国澳门"),
    "RU": ("俄国",),
    "SA": ("沙特",),
    "TW": ("台湾", "中国台湾"),
    "US": ("美利坚",),
}


def value_names(tables: QueryTables) -> dict[str, dict[str, ValueNames]]:
    """Names of the values of these tables, by attribute key."""
    found: set[str] = set()
    for frame in (tables.customers, tables.orders):
        if "country" in frame:
            found |= {str(value) for value in frame["country"].cat.categories}
    return {"country": country_names(found)} if found else {}


def country_names(values: Iterable[str]) -> dict[str, ValueNames]:
    """Names of countries however the data writes them: English name, code, or a name common in shops.

    Two-letter codes count only where every value is one: `PR` may be Paraná.

    >>> names = country_names(["EIRE", "Germany", "Atlantis"])
    >>> names["Germany"].name, names["EIRE"].words("zh")
    (Text(en='Germany', zh='德国'), ('爱尔兰',))
    >>> "Atlantis" in names
    False
    """
    wanted = sorted(set(values))
    english, chinese = _territories("en"), _territories("zh")
    codes = [code for code in english if len(code) == 2 and code.isalpha() and code in chinese]
    by_name = {name.casefold(): code for code in codes for name in (english[code], chinese[code])}
    by_name |= {name: code for code, names in _WRITTEN.items() for name in names}
    by_name |= {name: code for code, names in _SHORT_CHINESE.items() for name in names}
    if all(value.upper() in codes for value in wanted):
        by_name |= {code.casefold(): code for code in codes}
    named: dict[str, ValueNames] = {}
    for value in wanted:
        code = by_name.get(value.casefold())
        if code is not None:
            zh = chinese[code].removesuffix("特别行政区")
            named[value] = _names(value, code, english[code], zh)
        elif value.casefold() in _OTHERS:
            named[value] = _OTHERS[value.casefold()]
    return named


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale(language).territories.items()}


def _names(value: str, code: str, english: str, chinese: str) -> ValueNames:
    # A bare code is shown as a name; a written-out value is shown as the data writes it.
    shown = english if value.upper() == code else value
    words = [english, value, *(name.upper() if len(name) < 4 else name.title() for name in _WRITTEN.get(code, ()))]
    others = [word for word in dict.fromkeys(words) if word.casefold() != shown.casefold()]
    short = [word for word in _SHORT_CHINESE.get(code, ()) if word != chinese]
    return ValueNames(Text(shown, chinese), {"en": tuple(others), "zh": tuple(short)})
