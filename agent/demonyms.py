"""What people and things of a country are called: `German customers` are those of Germany."""

_ENDINGS = """
germany: german germans | france: french | united kingdom: british english uk britain u.k. | eire: irish ireland
ireland: irish eire | spain: spanish spaniards | italy: italian italians | netherlands: dutch holland
belgium: belgian belgians | switzerland: swiss | portugal: portuguese | norway: norwegian norwegians
sweden: swedish swedes | denmark: danish danes | finland: finnish finns | poland: polish poles
austria: austrian austrians | australia: australian australians | japan: japanese | usa: american americans us
united states: american americans us usa | canada: canadian canadians | brazil: brazilian brazilians
greece: greek greeks | iceland: icelandic | israel: israeli israelis | cyprus: cypriot cypriots | malta: maltese
lithuania: lithuanian | singapore: singaporean | china: chinese | india: indian indians | mexico: mexican mexicans
russia: russian russians | turkey: turkish | czech republic: czech czechs | hungary: hungarian | romania: romanian
south korea: korean koreans | thailand: thai | vietnam: vietnamese | nigeria: nigerian | bahrain: bahraini
lebanon: lebanese | saudi arabia: saudi | hong kong: hongkonger
"""
_OF: dict[str, tuple[str, ...]] = {
    country.strip(): tuple(words.split())
    for line in _ENDINGS.strip().splitlines()
    for country, _, words in (entry.partition(":") for entry in line.split("|"))
}


def demonyms(country: str) -> tuple[str, ...]:
    """Other words for what is of a country, in small letters; none for an unknown one.

    >>> demonyms("germany"), demonyms("atlantis")
    (('german', 'germans'), ())
    """
    return _OF.get(country.casefold(), ())
