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


# What shops call the ways they sell: the stored value in small letters without signs, its names, then further words.
_CHANNELS: Mapping[str, ValueNames] = {
    name: names
    for stored, names in (
        (
            ("web", "website", "online", "webshop", "web shop", "online store", "site"),
            ValueNames(
                Text("website", "网站"),
                {
                    "en": (
                        "web",
                        "online",
                        "web shop",
                        "webshop",
                        "online shop",
                        "online store",
                        "web site",
                        "desktop",
                    ),
                    "zh": ("网页", "官网", "线上", "网店", "电脑端", "网页端", "PC端", "线上商城"),
                },
            ),
        ),
        (
            ("app", "mobile app", "application", "mobile"),
            ValueNames(
                Text("app", "应用"),
                {
                    "en": ("mobile app", "application", "phone app", "smartphone app"),
                    "zh": ("APP", "App端", "手机应用", "移动端", "客户端", "手机端", "手机APP"),
                },
            ),
        ),
        (
            ("store", "stores", "in store", "offline", "retail", "retail store", "pos"),
            ValueNames(
                Text("store", "门店"),
                {
                    "en": (
                        "shop",
                        "in store",
                        "in-store",
                        "in stores",
                        "stores",
                        "offline",
                        "retail store",
                        "brick and mortar",
                        "physical store",
                        "physical stores",
                        "physical shop",
                    ),
                    "zh": ("实体店", "线下", "店铺", "线下门店", "线下店"),
                },
            ),
        ),
        (
            ("marketplace", "market place", "marketplaces"),
            ValueNames(
                Text("marketplace", "第三方平台"),
                {"en": ("market place", "marketplaces"), "zh": ("电商平台", "平台店", "第三方电商平台", "三方平台")},
            ),
        ),
        (
            ("mini program", "miniprogram", "mini app", "wechat", "wechat mini program"),
            ValueNames(
                Text("mini program", "小程序"),
                {
                    "en": (
                        "mini-program",
                        "mini programme",
                        "mini app",
                        "miniprogram",
                        "wechat mini program",
                        "wechat",
                    ),
                    "zh": ("微信小程序", "微信", "微信商城", "小程序商城"),
                },
            ),
        ),
    )
    for name in stored
}


def value_names(tables: QueryTables) -> dict[str, dict[str, ValueNames]]:
    """Names of the values of these tables, by attribute key."""
    named = {"country": country_names(_values(tables, "country")), "channel": channel_names(_values(tables, "channel"))}
    return {key: names for key, names in named.items() if names}


def _values(tables: QueryTables, column: str) -> set[str]:
    frames = [frame for frame in (tables.customers, tables.orders) if column in frame]
    return {str(value) for frame in frames for value in frame[column].cat.categories}


def channel_names(values: Iterable[str]) -> dict[str, ValueNames]:
    """Names of the ways a shop sells, however the data writes them; none where two values are one way (web, online).

    >>> channel_names(["mini program", "fax"])["mini program"].name
    Text(en='mini program', zh='小程序')
    """
    wanted = sorted(set(values))
    known = {value: _CHANNELS[key] for value in wanted if (key := _plain(value)) in _CHANNELS}
    alone = [names for names in known.values() if sum(names is other for other in known.values()) == 1]
    return {value: _shown_as(value, names) for value, names in known.items() if any(names is one for one in alone)}


def _plain(value: str) -> str:
    return " ".join(value.casefold().replace("-", " ").replace("_", " ").split())


def _shown_as(value: str, names: ValueNames) -> ValueNames:
    """The names with the value itself as the English one, as the data writes it."""
    others = {"en": (names.name.en, *names.words("en")[1:]), "zh": names.words("zh")[1:]}
    return ValueNames(
        Text(value, names.name.zh), {"en": tuple(w for w in others["en"] if w != value), "zh": others["zh"]}
    )


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
