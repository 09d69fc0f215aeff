"""A workspace of the handmade shop in which earlier builds can be put."""

import dataclasses
import shutil
from pathlib import Path
from typing import Any

from config.settings import Settings
from data.builds import CUSTOMERS, Build
from data.files import write_parquet
from tools.shop import Shop


class EarlierBuilds:
    """The handmade shop in a workspace of its own, in which earlier builds can be put."""

    def __init__(self, build: Build, root: Path) -> None:
        self.build, self.root = build, root
        shutil.copytree(build.path.parent.parent, root)

    def put(self, build_id: str, **changes: Any) -> None:
        """An earlier build: 13085 was low and worth nothing, 17850 a hundred more; K7 was not there, A1 was."""
        path = self.root / "builds" / build_id
        shutil.copytree(self.build.path, path)
        dataclasses.replace(self.build.manifest, build_id=build_id, **changes).write(path)
        held = self.build.customers().set_index("customer_id")
        held.loc["13085", ["predicted_value_minor", "value_tier"]] = [0.0, "low"]
        held.loc["17850", "predicted_value_minor"] = 25_000.0
        held = held.rename(index={"K7": "A1"}).sort_index().reset_index()
        write_parquet(held, path / CUSTOMERS)

    def open(self) -> Shop:
        """The latest build."""
        return Shop.open(Build.open(self.root / "builds" / self.build.id), Settings())
