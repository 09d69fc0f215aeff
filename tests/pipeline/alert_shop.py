"""The handmade shop in a workspace whose builds, reviews and rules a test chooses."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from config.settings import Settings
from data.builds import CUSTOMERS, DRIFT, EVALUATION, OPINIONS, OPINIONS_ABOUT, QUALITY, REVIEWS, Build, EmbedderInfo
from data.files import write_json, write_parquet
from data.quality import Quality
from data.query_time import day_number

NOW = dt.datetime(2026, 1, 2, 8, tzinfo=dt.UTC)
EARLIER = "20250101T000000Z-aaaaaa"
_LATE, _GOOD = "It came late.", "Good lamp."


class AlertShop:
    """A workspace with the handmade build in use."""

    def __init__(self, build: Build, root: Path) -> None:
        self.root, self.build = root, build
        (root / "builds").mkdir(parents=True)
        shutil.copytree(build.path, self.folder(build.id))
        (root / "current").write_text(build.id + "\n")
        self.settings = Settings(workspace=root, model="offline", user="mei", delivery_retries=0)

    def folder(self, build_id: str) -> Path:
        return self.root / "builds" / build_id

    def put(self, build_id: str = EARLIER, **changes: Any) -> Path:
        """Another build: a copy of the handmade one with a manifest of its own."""
        folder = self.folder(build_id)
        shutil.copytree(self.build.path, folder)
        dataclasses.replace(self.build.manifest, build_id=build_id, **changes).write(folder)
        return folder

    def use(self, build_id: str) -> None:
        (self.root / "current").write_text(build_id + "\n")

    def rules(self, text: str) -> None:
        (self.root / "kezhi.toml").write_text(text, encoding="utf-8")

    def customers(self, build_id: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        path = self.folder(build_id) / CUSTOMERS
        write_parquet(change(Build.open(self.folder(build_id)).customers()), path)

    def quality(self, build_id: str, quality: Quality) -> None:
        write_json(quality.to_json(), self.folder(build_id) / QUALITY)

    def tested(self, *, coverage: float, bias: float) -> None:
        """What the model's test of the build in use came to."""
        scores = dict.fromkeys(("normalised_gini", "spearman", "top_10_percent_capture", "decile_wape"), 0.5)
        document = {
            "available": True,
            "tested": {},
            "protocol": {
                "learned_until": "2010-01-31",
                "compared_until": "2010-04-30",
                "customers": 8,
                "horizon_days": 90,
            },
            "models": [{"model": "network", "aggregate_bias": bias, **scores}],
            "spread": {"held": 0.66, "segments": {}},
            "interval": {"nominal": 0.8, "coverage": coverage, "coverage_open": coverage, "customers_open": 8},
        }
        write_json(document, self.folder(self.build.id) / EVALUATION)

    def drifted(self, *, off: float, chance: float, shifted: int) -> None:
        """What the build in use says of predictions made 40 days before, and of its ten inputs."""
        moved = {
            "psi": 0.3,
            "ks": 0.2,
            "median_then": 1.0,
            "median_now": 2.0,
            "label": {"en": "orders", "zh": "订单数"},
        }
        predictions = {
            "available": True,
            "days": 40,
            "customers": 8,
            "off": off,
            "chance": chance,
            "interval_held": 0.8,
            "expected_buyers": 5.0,
            "buyers": 4,
            "status": "shifted",
        }
        document = {
            "status": "shifted",
            "reference": {"build": EARLIER, "as_of": "2010-05-21", "customers": 7},
            "now": {"as_of": "2010-06-30", "customers": 8},
            "days": 40,
            "features": [
                {**moved, "feature": f"orders_{n}", "status": "shifted" if n < shifted else "stable"} for n in range(10)
            ],
            "predictions": predictions,
            "sentences": [],
            "rebuild": {"due": False, "reasons": []},
        }
        write_json(document, self.folder(self.build.id) / DRIFT)

    def complaining(self, *, late_before: int, late_now: int, of: int = 60) -> None:
        """Reviews of April and of June, so many in each, of which so many say that parcels came late."""
        rows = [
            (day_number(dt.date(2010, month, 10)), _LATE if n < late else _GOOD)
            for month, late in ((4, late_before), (6, late_now))
            for n in range(of)
        ]
        frame = pd.DataFrame(rows, columns=["day", "text"]).astype({"day": "int32"})
        names = {"customer_id": "13085", "product_id": "P1", "product_name": "Lamp", "category": "Home"}
        frame = frame.assign(
            review_id=[f"v{n:03d}" for n in range(len(frame))], rating=3.0, title="", language="en", **names
        )
        sentences = pd.DataFrame(
            [
                (review, 0, len(text), "delivery" if text == _LATE else "general", "", -0.9 if text == _LATE else 0.9)
                for review, text in zip(frame["review_id"], frame["text"], strict=True)
            ],
            columns=["review_id", "start", "end", "aspect", "particulars", "sentiment"],
        )
        folder = self.folder(self.build.id)
        write_parquet(frame, folder / REVIEWS)
        write_parquet(sentences, folder / OPINIONS)
        held_out = {"reviews": 300, "agreement": 0.9, "examples_alone": 0.8, "word_list": 0.7, "commonest": 0.6}
        write_json({"held_out": held_out, "particulars": []}, folder / OPINIONS_ABOUT)
        # Counting needs no embedder, but a build without one has no reviews that were read.
        dataclasses.replace(self.build.manifest, embedder=EmbedderInfo("none", "", 1)).write(folder)


def cell(proof: Mapping[str, Any], place: str) -> Any:
    """What stands at `rows[0].risk_share` of a result."""
    row, key = place.removeprefix("rows[").split("].")
    return proof["rows"][int(row)][key]
