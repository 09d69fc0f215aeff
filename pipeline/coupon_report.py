"""The figures of the coupon benchmark as lines for a person, with what they do not show."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.coupon_scores import NAMES

_WARNING = (
    "Observational: redeeming is not what the campaign caused, and nobody was held out. Type A went to whom their past "
    "purchases chose; differences in spend are of who was chosen as well as of the campaign."
)
_KINDS = {"all": "all campaigns", "A": "type A", "B": "type B", "C": "type C"}


def as_text(report: Mapping[str, Any]) -> str:
    """The tables, one a kind of campaign."""
    lines = [_WARNING, f"Left out, too early to learn before: campaigns {_listed(report['left_out'])}."]
    for kind, found in report["kinds"].items():
        lines += ["", *_of_kind(kind, found)]
    return "\n".join(lines)


def _of_kind(kind: str, found: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{_KINDS[kind]}: {found['campaigns']} campaigns, received {found['received']:,} times, {found['redeemers']:,} "
        f"redeemed ({_percent(found['redemption_rate'])}), {found['redemptions']:,} coupons",
        f"  {'ranked by':<26}{'AUC':>22}{'over past spend':>26}{'precision 10 %':>16}{'lift 10 %':>18}{'20 %':>7}"
        f"{'30 %':>7}",
    ]
    for key, score in found["scores"].items():
        lifts = score["lift"]
        lines.append(
            f"  {NAMES[key]:<26}{_interval(score['auc']):>22}{_signed(score['auc_over_past_spend']):>26}"
            f"{score['precision']['0.1'][0]:>16.1%}{_interval(lifts['0.1'], digits=2):>18}"
            f"{lifts['0.2'][0]:>7.2f}{lifts['0.3'][0]:>7.2f}"
        )
    spend = found["spend"]
    lines += [
        f"  spent more a household by those who got it, in its days: {_money(spend['during_plain'])}; "
        f"in as many days before: {_money(spend['before_plain'])}",
        f"  the same within tenths of predicted value: {_money(spend['during_within_tenths'])}; "
        f"before: {_money(spend['before_within_tenths'])}",
    ]
    return lines


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"


def _interval(values: Sequence[float | None], *, digits: int = 3) -> str:
    known = [value for value in values if value is not None]
    return f"{known[0]:.{digits}f} ({known[1]:.{digits}f}–{known[2]:.{digits}f})" if len(known) == 3 else "–"


def _signed(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{known[0]:+.3f} ({known[1]:+.3f} to {known[2]:+.3f})" if len(known) == 3 else "–"


def _percent(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{known[0]:.1%}, {known[1]:.1%}–{known[2]:.1%}" if len(known) == 3 else "–"


def _money(values: Sequence[float]) -> str:
    return f"{values[0]:+.2f} ({values[1]:+.2f} to {values[2]:+.2f})"
