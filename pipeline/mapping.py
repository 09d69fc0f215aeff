"""`--map` pairs of the command line."""

from config.errors import InputError


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """Canonical column to file column, from `canonical=Column` arguments.

    >>> parse_mapping(["order_id=Invoice"])
    {'order_id': 'Invoice'}

    Raises:
        InputError: A pair has no `=`.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        canonical, found, column = pair.partition("=")
        if not found or not canonical.strip() or not column.strip():
            raise InputError(f"--map {pair!r}: expected canonical=Column, for example --map order_id=Invoice")
        mapping[canonical.strip()] = column.strip()
    return mapping
