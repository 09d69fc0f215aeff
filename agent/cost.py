"""What an answer cost: tokens as the endpoint counted them, money where the person has set its prices."""

from collections.abc import Mapping
from typing import Any

from config.settings import Settings
from config.text import Text

_MILLION = 1_000_000


def cost_of(tokens: Mapping[str, int], settings: Settings, *, counted: bool) -> dict[str, Any] | None:
    """Amount and currency; None where no price is set or the endpoint did not count every reply.

    >>> prices = Settings(price_input=2.0, price_output=8.0, price_currency="EUR")
    >>> cost_of({"input": 3000, "output": 250}, prices, counted=True)
    {'amount': 0.008, 'currency': 'EUR'}
    """
    if settings.price_input is None or settings.price_output is None or not counted:
        return None
    amount = (tokens["input"] * settings.price_input + tokens["output"] * settings.price_output) / _MILLION
    return {"amount": round(amount, 6), "currency": settings.price_currency}


def usage_text(tokens: Mapping[str, int], cost: Mapping[str, Any] | None) -> Text | None:
    """One short line; None where no language model was paid.

    >>> usage_text({"input": 3000, "output": 250}, {"amount": 0.008, "currency": "EUR"}).en
    '3,000 + 250 tokens, 0.008 EUR'
    """
    if not tokens.get("input") and not tokens.get("output"):
        return None
    counts = f"{tokens['input']:,} + {tokens['output']:,}"
    # Two figures that count: an answer costs a fraction of a cent.
    money = f"{cost['amount']:.2g} {cost['currency']}" if cost else ""
    return Text(f"{counts} tokens{', ' + money if money else ''}", f"{counts} 个 token{'，' + money if money else ''}")
